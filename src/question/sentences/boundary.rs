//! Where a search found that cooperation breaks, and whether that depends on where a world comes from.

use super::lines::SHOWN;
use crate::question::layout::short;
use crate::question::words::{Words, counted};

/// A crossing of P(hold) = 1/2 with its anytime-valid interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Does P(hold) rise along the axis?
    pub rising: bool,
    /// Estimate, lower and upper end.
    pub at: [f64; 3],
    /// Is the interval as narrow as asked?
    pub reached: bool,
    /// May the crossing lie beyond the stretch searched?
    pub beyond: bool,
    /// Do the runs refute that P(hold) is monotone there?
    pub contradicted: bool,
}

/// Sweeps from cooperation and from defection.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweeps {
    /// Where P(hold) passes 1/2 in the forward sweep; NaN if it does not.
    pub forward: f64,
    /// The same in the backward sweep.
    pub backward: f64,
    /// Mean width of the loop, lower and upper end.
    pub width: [f64; 3],
    /// `open`, `closed` or `undecided`.
    pub verdict: String,
}

/// A line that was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Searched {
    /// The keys and values of the other axes.
    pub others: Vec<(String, String)>,
    /// `once`, `several`, `everywhere`, `nowhere`, `undecided` or `failed`.
    pub verdict: String,
    /// Runs of the search.
    pub runs: usize,
    /// The crossings; of an undecided line the one that is suspected.
    pub places: Vec<Place>,
    /// Both ways, where they were asked for.
    pub sweeps: Option<Sweeps>,
}

/// The sentences of the first lines, and one for how many more there are.
pub fn searches(key: &str, lines: &[Searched], all: usize, words: Words) -> Vec<String> {
    let mut said: Vec<String> = lines.iter().take(SHOWN).flat_map(|line| sentences(key, line, words)).collect();
    let more = all.saturating_sub(SHOWN);
    if more > 0 {
        said.push(
            words.pick(format!("{more} more lines are in answer.csv."), format!("answer.csv 中另有 {more} 条线。")),
        );
    }
    said
}

fn sentences(key: &str, line: &Searched, words: Words) -> Vec<String> {
    let pairs: Vec<String> = line.others.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    let (with, colon) = (pairs.join(words.pick(", ", "、")), words.pick(": ", "："));
    let stop = words.pick(".", "。");
    let headed = |capital: &str, said: String| match with.is_empty() {
        true => format!("{capital}{said}{stop}"),
        false => format!("{with}{colon}{said}{stop}"),
    };
    let found = found(key, line, words);
    let mut said = vec![match line.verdict.as_str() {
        "failed" | "undecided" | "several" => headed(words.pick("The line: ", "该线："), found),
        _ => headed(words.pick("Cooperation ", "合作"), found),
    }];
    if let Some(sweeps) = &line.sweeps {
        said.push(headed("", both_ways(sweeps, words)));
    }
    said
}

fn found(key: &str, line: &Searched, words: Words) -> String {
    let runs = words.pick(counted(line.runs, "run"), format!("{} 次运行", line.runs));
    let open = words.pick("(", "（");
    let close = words.pick(")", "）");
    match (line.verdict.as_str(), line.places.as_slice()) {
        ("failed", _) => words
            .pick(
                "a run failed, and the search with it; failures.csv says why",
                "有一次运行失败，搜索随之中止；原因见 failures.csv",
            )
            .to_owned(),
        ("everywhere", _) => words
            .pick(format!("holds at every {key} tried ({runs})"), format!("在所有试过的 {key} 下均能维持（{runs}）")),
        ("nowhere", _) => words
            .pick(format!("holds at no {key} tried ({runs})"), format!("在任何试过的 {key} 下均不能维持（{runs}）")),
        ("once", [one, ..]) => {
            let at = place(key, one);
            let remarks = remarks(one, words);
            if one.rising {
                words.pick(format!("holds from {at} ({runs}){remarks}"), format!("自 {at} 起维持（{runs}）{remarks}"))
            } else {
                words.pick(format!("holds up to {at} ({runs}){remarks}"), format!("维持至 {at}（{runs}）{remarks}"))
            }
        }
        ("several", places) => {
            let each: Vec<String> = places
                .iter()
                .map(|one| {
                    let way = if one.rising {
                        words.pick("rises at ", "上升于 ")
                    } else {
                        words.pick("falls at ", "下降于 ")
                    };
                    format!("{way}{}{}", place(key, one), remarks(one, words))
                })
                .collect();
            words.pick(
                format!("P(hold) passes 1/2 {} times: it {} ({runs})", places.len(), each.join("; ")),
                format!("P(合作维持) 越过 1/2 {} 次：{}（{runs}）", places.len(), each.join("；")),
            )
        }
        (_, places) => {
            let suspected = places.first().map(|one| {
                let at = place(key, one);
                words.pick(format!("; a crossing is suspected at {at}"), format!("；疑似临界点在 {at}"))
            });
            words.pick(
                format!("undecided after {runs}; a larger `max` would tell{}", suspected.clone().unwrap_or_default()),
                format!("{open}{runs}{close}后仍未定；增大 `max` 可进一步判断{}", suspected.unwrap_or_default()),
            )
        }
    }
}

/// `rent = 1.78 [1.60, 2.00]`, with as many digits as the interval has to offer.
fn place(key: &str, place: &Place) -> String {
    let [at, low, high] = place.at;
    let width = high - low;
    let digits = if width > 0.0 { (2.0 - libm::log10(width).floor()).clamp(0.0, 6.0) as usize } else { 3 };
    format!("{key} = {at:.digits$} [{low:.digits$}, {high:.digits$}]")
}

/// What keeps a crossing's interval from being all that was asked for.
fn remarks(place: &Place, words: Words) -> String {
    let mut text = String::new();
    let mut add = |english: &str, chinese: &str| text.push_str(words.pick(english, chinese));
    if !place.reached {
        add("; not as narrow as asked: a larger `max` would tell", "；区间未达到所要求的精度，增大 `max` 可改进");
    }
    if place.beyond {
        add("; it may lie beyond the stretch searched", "；临界点可能在所搜索的区段之外");
    }
    if place.contradicted {
        add("; the runs refute that P(hold) is monotone here", "；运行结果否定了 P(合作维持) 在此处单调");
    }
    text
}

fn both_ways(sweeps: &Sweeps, words: Words) -> String {
    let at = |x: f64| match x.is_nan() {
        true => words.pick("nowhere".to_owned(), "无处".to_owned()),
        false => words.pick(format!("at {}", short(x)), format!("{} 处", short(x))),
    };
    let verdict = match sweeps.verdict.as_str() {
        "open" => words.pick(
            "a hysteresis loop: what holds depends on where a world comes from",
            "存在滞后回线：结果取决于世界从何处而来",
        ),
        "closed" => words.pick("no hysteresis", "无滞后"),
        _ => words.pick(
            "hysteresis is undecided; more replicates or rounds would tell",
            "是否存在滞后未定；更多重复或轮数可判断",
        ),
    };
    let [width, low, high] = sweeps.width;
    let interval = if low.is_nan() { format!("{width:.3}") } else { format!("{width:.3} [{low:.3}, {high:.3}]") };
    words.pick(
        format!(
            "forward sweep (from cooperation) passes 1/2 {}, backward sweep (from defection) {}; width of the loop {interval}: {verdict}",
            at(sweeps.forward),
            at(sweeps.backward)
        ),
        format!(
            "正向扫描（自合作出发）在{}越过 1/2，反向扫描（自背叛出发）在{}；回线宽度 {interval}：{verdict}",
            at(sweeps.forward),
            at(sweeps.backward)
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::report_options::Language;

    fn line(verdict: &str, places: Vec<Place>) -> Searched {
        let others = vec![("fine".to_owned(), "1".to_owned())];
        Searched { others, verdict: verdict.to_owned(), runs: 300, places, sweeps: None }
    }

    fn at(at: f64) -> Place {
        Place { rising: false, at: [at, at - 0.1, at + 0.1], reached: true, beyond: false, contradicted: false }
    }

    #[test]
    fn every_verdict_and_remark_has_its_words() {
        let words = Words(Language::English);
        let said = |line: Searched| searches("rent", &[line], 1, words).join(" ");
        assert_eq!(said(line("once", vec![at(1.78)])), "fine = 1: holds up to rent = 1.780 [1.680, 1.880] (300 runs).");
        assert_eq!(said(line("everywhere", vec![])), "fine = 1: holds at every rent tried (300 runs).");
        let beyond = Place { beyond: true, reached: false, contradicted: true, ..at(2.0) };
        let text = said(line("once", vec![beyond]));
        for remark in
            ["may lie beyond the stretch searched", "not as narrow as asked", "refute that P(hold) is monotone"]
        {
            assert!(text.contains(remark), "{text}");
        }
        assert!(said(line("undecided", vec![])).contains("undecided after 300 runs"));
        let several = said(line("several", vec![at(1.0), Place { rising: true, ..at(2.0) }]));
        assert!(
            several.contains("passes 1/2 2 times: it falls at rent = 1.00") && several.contains("rises at rent = 2.00")
        );
    }

    #[test]
    fn a_loop_is_said_with_both_sweeps() {
        let sweeps =
            Sweeps { forward: 4.42, backward: f64::NAN, width: [0.72, 0.328, 1.112], verdict: "open".to_owned() };
        let line = Searched { sweeps: Some(sweeps), ..line("once", vec![at(3.0)]) };
        let said = searches("rent", std::slice::from_ref(&line), 1, Words(Language::English)).join(" ");
        assert!(
            said.contains("forward sweep (from cooperation) passes 1/2 at 4.42, backward sweep (from defection) nowhere; width of the loop 0.720 [0.328, 1.112]: a hysteresis loop"),
            "{said}"
        );
        assert!(searches("rent", &[line], 1, Words(Language::Chinese)).join("").contains("滞后回线"));
    }
}
