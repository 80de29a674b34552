//! The sentences of an answer, in either language: the terminal and the page say the same ones.
//!
//! They are functions of plain numbers, which the terminal has from the findings and the page from the tables. What a sentence
//! claims is decided by an interval; what no interval separates from 0 is not listed.

mod boundary;
mod estimates;
mod lines;
mod list;
mod tournament;

pub use boundary::{Place, Searched, Sweeps, searches};
pub use estimates::Named;
pub use lines::{GridLine, SHOWN, grid_lines};
pub use list::{Compared, compared};
pub use tournament::{Player, ecology, invasion, winners};

use super::words::{Words, counted};
use crate::statistics::decision::{Decision, Tally, apart_from_zero};
use estimates::{share, strongest, with_interval};

/// What an outcome is called.
pub fn outcome(name: &str, words: Words) -> String {
    match name {
        "holds" | "hold" => words.hold().to_owned(),
        "cooperation" => words.pick("mean cooperation", "平均合作率").to_owned(),
        other => other.to_owned(),
    }
}

/// Whether cooperation holds in a single world of so many runs that did not fail.
pub fn world(hold: [f64; 3], runs: usize, cooperation: [f64; 3], words: Words) -> String {
    let verdict = match Decision::of(hold[1], hold[2]) {
        Decision::Holds => words.pick("Cooperation holds", "合作得以维持"),
        Decision::Fails => words.pick("Cooperation does not hold", "合作不能维持"),
        Decision::Inconclusive => words.pick("Whether cooperation holds is inconclusive", "合作能否维持尚无定论"),
    };
    let (held, mean) = (share(hold), share(cooperation));
    words.pick(
        format!("{verdict}: P(hold) = {held} in {}; mean cooperation in the window is {mean}.", counted(runs, "run")),
        format!("{verdict}：{runs} 次运行中 P(合作维持) = {held}；窗口内平均合作率为 {mean}。"),
    )
}

/// In how many cells cooperation holds, by the intervals of P(hold).
pub fn tally(tally: &Tally, words: Words) -> String {
    let Tally { holds, fails, inconclusive } = *tally;
    let all = tally.cells();
    let (are, parameters) = (if inconclusive == 1 { "is" } else { "are" }, counted(all, "parameter combination"));
    words.pick(
        format!(
            "Cooperation holds in {holds} of {parameters} (95% interval of P(hold) above 1/2) and fails in {fails} (below 1/2); {inconclusive} {are} inconclusive."
        ),
        format!(
            "共 {all} 种参数组合：{holds} 种中合作得以维持（P(合作维持) 的 95% 置信区间高于 1/2），{fails} 种中不能（低于 1/2），{inconclusive} 种尚无定论。"
        ),
    )
}

/// P(hold) with all bundles and with none.
pub fn all_and_none(columns: &[String], all: [f64; 3], none: [f64; 3], words: Words) -> String {
    let columns = columns.join(words.pick(", ", "、"));
    let [all, none] = [all, none].map(share);
    words.pick(
        format!("With all bundles ({columns}) P(hold) is {all}, without any {none}."),
        format!("全部措施（{columns}）下 P(合作维持) 为 {all}，均不采用时为 {none}。"),
    )
}

/// The strongest lever, of the effects on P(hold).
pub fn lever(effects: &[Named], words: Words) -> Option<String> {
    if effects.is_empty() {
        return None;
    }
    let (apart, _) = strongest(effects, 1);
    Some(match apart.first() {
        Some(Named { name, values }) => {
            let change = share(*values);
            words.pick(
                format!("The strongest lever is {name}: on average it changes P(hold) by {change}."),
                format!("作用最强的是 {name}：平均使 P(合作维持) 变化 {change}。"),
            )
        }
        // The largest of several estimates around nothing is no finding.
        None => words.pick(
            "No lever's effect on P(hold) is separated from 0 by its 95% interval.".to_owned(),
            "没有一组措施对 P(合作维持) 的效应可由 95% 置信区间与 0 区分。".to_owned(),
        ),
    })
}

/// Whether bundles are complements or substitutes; decided by the adjusted p-value and the interval together.
pub fn synergy(scale: &str, found: [f64; 3], p_holm: f64, words: Words) -> String {
    let (name, gain, estimate) = (outcome(scale, words), found[0], share(found));
    if !(p_holm < 0.05 && apart_from_zero(found[1], found[2])) {
        return words.pick(
            format!("In {name} the runs do not decide whether the bundles are complements or substitutes (synergy {estimate})."),
            format!("就{name}而言，各措施互补还是相互替代尚无定论（协同 {estimate}）。"),
        );
    }
    let verdict = if gain > 0.0 {
        words.pick(
            "complements: together they gain more than the sum of each alone",
            "互补：共同的增益大于各自单独增益之和",
        )
    } else {
        words.pick(
            "substitutes: together they gain less than the sum of each alone",
            "相互替代：共同的增益小于各自单独增益之和",
        )
    };
    words.pick(
        format!("In {name} the bundles are {verdict} (synergy {estimate})."),
        format!("就{name}而言，各措施{verdict}（协同 {estimate}）。"),
    )
}

/// How many others an interval does not separate from 0; nothing if none.
fn others(rest: usize, words: Words) -> String {
    match rest {
        0 => String::new(),
        _ => words.pick(
            format!(" The interval of {} contains 0.", counted(rest, "other")),
            format!("另有 {rest} 个的区间包含 0。"),
        ),
    }
}

/// What matters, by mean absolute elementary effects (`morris`) or total shares of the variance.
pub fn sensitivity(found: &[Named], morris: bool, words: Words) -> String {
    if found.is_empty() {
        return words
            .pick(
                "Nothing can be said of what matters: the outcome does not vary, or has no value.",
                "无法判断哪些参数重要：结果没有变化或没有数值。",
            )
            .to_owned();
    }
    let by = if morris {
        words.pick("mean absolute elementary effect", "基本效应绝对值的均值")
    } else {
        words.pick("total share of the variance", "总方差贡献")
    };
    let (first, rest) = strongest(found, 3);
    if first.is_empty() {
        return words.pick(
            format!("No key matters by {by}: every 95% interval contains 0."),
            format!("按{by}，没有参数显得重要：所有 95% 置信区间都包含 0。"),
        );
    }
    let listed: Vec<String> = first.iter().map(|one| format!("{} {}", one.name, with_interval(one.values))).collect();
    words.pick(
        format!("What matters most, by {by}: {}.{}", listed.join("; "), others(rest, words)),
        format!("按{by}，最重要的是：{}。{}", listed.join("；"), others(rest, words)),
    )
}

/// That Sobol indices have converged; where they have not, a caveat says why.
pub fn converged(words: Words) -> String {
    words
        .pick(
            "The indices have converged: every total index has a narrow interval, and half of the points agree on the order.",
            "指数已经收敛：各总效应指数的区间都窄，且半数样本点给出相同的次序。",
        )
        .to_owned()
}

/// Which mechanisms deserve the credit.
pub fn credit(of: &str, values: &[Named], words: Words) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let name = outcome(of, words);
    let (first, rest) = strongest(values, 4);
    if first.is_empty() {
        return Some(words.pick(
            format!("No mechanism deserves credit for {name} (Shapley values): every 95% interval contains 0."),
            format!("没有机制对 {name} 有可分辨的贡献（Shapley 值）：所有 95% 置信区间都包含 0。"),
        ));
    }
    let listed: Vec<String> = first.iter().map(|one| format!("{} {}", one.name, share(one.values))).collect();
    Some(words.pick(
        format!("Shares of the credit for {name} (Shapley values): {}.{}", listed.join("; "), others(rest, words)),
        format!("各机制对 {name} 的贡献（Shapley 值）：{}。{}", listed.join("；"), others(rest, words)),
    ))
}

/// What P(hold) is most strongly associated with.
pub fn association(found: &[Named], words: Words) -> Option<String> {
    let known: Vec<Named> = found.iter().filter(|one| !one.values[0].is_nan()).cloned().collect();
    if known.is_empty() {
        return None;
    }
    let (first, rest) = strongest(&known, 3);
    if first.is_empty() {
        return Some(
            words
                .pick(
                    "P(hold) is associated with no key (Spearman's rho): every 95% interval contains 0.",
                    "P(合作维持) 与各参数均无可分辨的关联（Spearman 秩相关）：所有 95% 置信区间都包含 0。",
                )
                .to_owned(),
        );
    }
    let listed: Vec<String> = first.iter().map(|one| format!("{} {}", one.name, share(one.values))).collect();
    Some(words.pick(
        format!(
            "P(hold) is most strongly associated with (Spearman's rho): {}.{}",
            listed.join("; "),
            others(rest, words)
        ),
        format!("与 P(合作维持) 关联最强的是（Spearman 秩相关）：{}。{}", listed.join("；"), others(rest, words)),
    ))
}

/// In how many cells no lone deviation pays for a power, one does, or neither is decided.
pub fn audit(power: &str, [still, invaded, undecided]: [usize; 3], words: Words) -> String {
    let who = match power {
        "strong" => words.pick("the strong", "强国"),
        _ => words.pick("the weak", "弱国"),
    };
    words.pick(
        format!("Lone deviations of {who}: an equilibrium in {still} of the cells audited, can be invaded in {invaded}, undecided in {undecided}."),
        format!("{who}的单独偏离：所审查的各格中 {still} 格为均衡，{invaded} 格可被侵入，{undecided} 格未定。"),
    )
}

/// What became of the claims: how many are supported, refuted and undecided.
pub fn claims([supported, refuted, undecided]: [usize; 3], words: Words) -> String {
    let all = supported + refuted + undecided;
    words.pick(
        format!("Claims stated before the run: {supported} supported, {refuted} refuted, {undecided} undecided."),
        format!("运行之前提出的 {all} 条论断中，{supported} 条得到支持，{refuted} 条被否定，{undecided} 条未定。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::report_options::Language;

    const ENGLISH: Words = Words(Language::English);
    const CHINESE: Words = Words(Language::Chinese);

    fn named(all: &[(&str, [f64; 3])]) -> Vec<Named> {
        all.iter().map(|&(name, values)| Named::new(name, values)).collect()
    }

    /// The largest estimate is not named where only a smaller one is separated from 0.
    #[test]
    fn nothing_is_listed_that_an_interval_does_not_separate_from_0() {
        let found = named(&[("loud", [0.6, -0.1, 0.9]), ("clear", [0.2, 0.1, 0.3]), ("down", [-0.3, -0.5, -0.1])]);
        for words in [ENGLISH, CHINESE] {
            for sentence in [
                lever(&found, words).unwrap(),
                sensitivity(&found, false, words),
                credit("holds", &found, words).unwrap(),
                association(&found, words).unwrap(),
            ] {
                assert!(!sentence.contains("loud") && sentence.contains("down"), "{sentence}");
            }
            let none = named(&[("loud", [0.6, -0.1, 0.9])]);
            for sentence in [
                sensitivity(&none, true, words),
                credit("holds", &none, words).unwrap(),
                association(&none, words).unwrap(),
            ] {
                assert!(!sentence.contains("loud") && sentence.contains('0'), "{sentence}");
            }
        }
        assert!(credit("holds", &found, ENGLISH).unwrap().ends_with("The interval of 1 other contains 0."));
    }

    #[test]
    fn synergy_needs_its_interval_and_its_adjusted_p() {
        let said = |found, p| synergy("hold", found, p, ENGLISH);
        assert!(said([0.3, 0.1, 0.5], 0.01).contains("are complements"));
        assert!(said([-0.3, -0.5, -0.1], 0.01).contains("are substitutes"));
        for undecided in [said([0.3, 0.1, 0.5], 0.06), said([0.3, -0.1, 0.7], 0.01)] {
            assert!(undecided.contains("do not decide"), "{undecided}");
        }
    }

    #[test]
    fn a_world_is_judged_by_its_interval() {
        let said = |low| world([0.6, low, 0.9], 20, [0.7, 0.6, 0.8], ENGLISH);
        assert!(
            said(0.39).starts_with("Whether cooperation holds is inconclusive: P(hold) = 0.60 [0.39, 0.90] in 20 runs")
        );
        assert!(said(0.51).starts_with("Cooperation holds: "));
    }
}
