//! The answer in a few sentences, made from the tables, with its uncertainty.

use super::terminal::{last_part, short};
use super::words::{Words, counted};
use crate::study::design::{Kind, Lever, in_words};
use crate::study::reading::Table;
use crate::study::{Failure, Plan, Reading, Task};

/// The answer: a sentence or two for each part of it.
///
/// # Errors
/// If a table cannot be read.
pub fn answer(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let mut said = match &result.task {
        Task::Tournament(_) => tournament(&table, words),
        Task::Worlds(plan) => match plan.design.kind {
            Kind::World => world(result, words)?,
            Kind::Grid => [cells(result, words)?, grid(plan, &table, words)].concat(),
            Kind::Factorial => [factorial(result, plan, words)?, synergy(&table, words)].concat(),
            Kind::Boundary => boundary(plan, &table, words),
            Kind::Sensitivity => sensitivity(&table, words),
            Kind::Ablation => ablation(&table, words),
            Kind::Sample => [cells(result, words)?, sample(&table, words)].concat(),
        },
    };
    said.extend(claims(result, words)?);
    if result.manifest.quick {
        said.push(
            words
                .pick(
                    "This was a quick look with few, short runs; the study itself may well say otherwise.",
                    "这是次数少、轮数短的快速浏览；正式研究的结论可能不同。",
                )
                .to_owned(),
        );
    }
    Ok(said)
}

/// `0.80 [0.73, 0.85]`.
fn with_interval([value, low, high]: [f64; 3]) -> String {
    let digits = |x: f64| if x.is_nan() { "?".to_owned() } else { short(x) };
    if low.is_nan() && high.is_nan() {
        digits(value)
    } else {
        format!("{} [{}, {}]", digits(value), digits(low), digits(high))
    }
}

/// A share with two digits, and its interval.
fn share([value, low, high]: [f64; 3]) -> String {
    if low.is_nan() { format!("{value:.2}") } else { format!("{value:.2} [{low:.2}, {high:.2}]") }
}

fn three(table: &Table, row: usize, name: &str) -> [f64; 3] {
    [table.number(row, name), table.number(row, &format!("{name}_low")), table.number(row, &format!("{name}_high"))]
}

fn estimate(table: &Table, row: usize) -> [f64; 3] {
    ["estimate", "low", "high"].map(|column| table.number(row, column))
}

fn world(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let cells = result
        .table("cells.csv", |name| name == "runs" || name.starts_with("hold") || name.starts_with("cooperation"))?;
    let hold = three(&cells, 0, "hold");
    let runs = result.manifest.runs;
    let verdict = if hold[1] > 0.5 {
        words.pick("Cooperation holds", "合作得以维持")
    } else if hold[2] < 0.5 {
        words.pick("Cooperation does not hold", "合作不能维持")
    } else {
        words.pick("Whether cooperation holds is open", "合作能否维持尚无定论")
    };
    let (held, mean) = (share(hold), share(three(&cells, 0, "cooperation")));
    Ok(vec![words.pick(
        format!("{verdict}: P(hold) = {held} in {}; mean cooperation in the window is {mean}.", counted(runs, "run")),
        format!("{verdict}：{runs} 次运行中 P(合作维持) = {held}；窗口内平均合作率为 {mean}。"),
    )])
}

/// In how many cells cooperation holds beyond doubt.
fn cells(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let (mut holds, mut breaks, mut all) = (0, 0, 0);
    result.each("cells.csv", |columns, row| {
        let of = |name: &str| {
            let place = columns.iter().position(|own| own == name)?;
            row.get(place)?.parse::<f64>().ok()
        };
        all += 1;
        holds += usize::from(of("hold_low").is_some_and(|low| low > 0.5));
        breaks += usize::from(of("hold_high").is_some_and(|high| high < 0.5));
    })?;
    let open = all - holds - breaks;
    Ok(vec![words.pick(
        format!(
            "Of {all} cells, cooperation holds in {holds} and does not in {breaks}, beyond the doubt of 95% intervals of P(hold); {open} are open."
        ),
        format!("共 {all} 格：按 P(合作维持) 的 95% 置信区间，{holds} 格中合作得以维持，{breaks} 格中不能，{open} 格尚无定论。"),
    )])
}

/// Where cooperation breaks along the first axis, at the first and the last line that it does.
fn grid(plan: &Plan, table: &Table, words: Words) -> Vec<String> {
    let Some((axis, others)) = plan.design.axes.split_first() else { return Vec::new() };
    let key = last_part(&axis.columns[0]);
    let at = |row: usize| {
        let of = |lever: &Lever| {
            let value = table.text(row, &plan.swept_name(&lever.columns[0]));
            let value = value.parse().map_or_else(|_| value.to_owned(), short);
            format!("{} = {value}", last_part(&lever.columns[0]))
        };
        others.iter().map(of).collect::<Vec<_>>().join(", ")
    };
    let said = |row: usize| -> Option<String> {
        let [crossing, below, above] = ["crossing", "below", "above"].map(|column| table.number(row, column));
        let (times, first) = (table.number(row, "crossings"), table.number(row, "holds_first") == 1.0);
        let place = format!("{} ({} … {})", short(crossing), short(below.min(above)), short(below.max(above)));
        Some(match times {
            0.0 => return None,
            1.0 if first => words.pick(format!("up to {key} = {place}"), format!("直到 {key} = {place}")),
            1.0 => words.pick(format!("from {key} = {place}"), format!("自 {key} = {place} 起")),
            _ => words.pick(
                format!("or not by turns: P(hold) passes one half {times} times along {key}, first at {place}"),
                format!("与否交替：P(合作维持) 沿 {key} 越过二分之一 {times} 次，首次在 {place}"),
            ),
        })
    };
    let lines: Vec<(usize, String)> = (0..table.len()).filter_map(|row| Some((row, said(row)?))).collect();
    let always = |holds: f64| {
        let whole = |row: &usize| table.number(*row, "crossings") == 0.0 && table.number(*row, "holds_first") == holds;
        (0..table.len()).filter(whole).count()
    };
    let with = |row: usize| {
        let at = at(row);
        if at.is_empty() { String::new() } else { words.pick(format!("at {at} "), format!("当 {at} 时，")) }
    };
    let mut text = match (lines.first(), lines.last()) {
        (Some((first, one)), Some((last, other))) if first != last => words.pick(
            format!("Cooperation holds {}{one}, {}{other}", with(*first), with(*last)),
            format!("{}合作维持{one}；{}{other}", with(*first), with(*last)),
        ),
        (Some((first, one)), _) => {
            words.pick(format!("Cooperation holds {}{one}", with(*first)), format!("{}合作维持{one}", with(*first)))
        }
        _ => String::new(),
    };
    if !text.is_empty() {
        text += words.pick(".", "。");
    }
    let (never, ever) = (always(0.0), always(1.0));
    for (count, english, chinese) in [(ever, "every", "所有"), (never, "no", "任何")] {
        if count > 0 && table.len() > 1 {
            let not = if count == never && english == "no" { "均不能" } else { "均能" };
            text += &words.pick(
                format!(" On {count} of {} lines it holds at {english} {key} tried.", table.len()),
                format!("{} 条线中有 {count} 条在{chinese}试过的 {key} 下{not}维持。", table.len()),
            );
        } else if count > 0 {
            text += &words.pick(
                format!("It holds at {english} {key} tried."),
                format!("在{chinese}试过的 {key} 下合作{}维持。", if english == "no" { "均不能" } else { "均能" }),
            );
        }
    }
    if text.is_empty() { Vec::new() } else { vec![text.trim().to_owned()] }
}

/// The best combination of bundles, and none of them.
fn factorial(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<String>, Failure> {
    let cells = result.table("cells.csv", |name| name.starts_with("hold"))?;
    let last = plan.design.cells() - 1;
    let [all, none] = [last, 0].map(|cell| share(three(&cells, cell, "hold")));
    let columns = plan.design.columns().join(words.pick(", ", "、"));
    Ok(vec![words.pick(
        format!("With all bundles ({columns}) P(hold) is {all}, without any {none}."),
        format!("全部措施（{columns}）下 P(合作维持) 为 {all}，均不采用时为 {none}。"),
    )])
}

fn synergy(table: &Table, words: Words) -> Vec<String> {
    let of = |outcome: &str, kind: &str| {
        let own = move |row: &usize| table.text(*row, "outcome") == outcome && table.text(*row, "kind") == kind;
        (0..table.len()).filter(own).collect::<Vec<usize>>()
    };
    let mut said = Vec::new();
    let strongest = of("hold", "effect")
        .into_iter()
        .max_by(|&a, &b| table.number(a, "estimate").abs().total_cmp(&table.number(b, "estimate").abs()));
    if let Some(row) = strongest {
        let (term, [value, low, high]) = (table.text(row, "term"), estimate(table, row));
        let change = share([value, low, high]);
        // The largest of several estimates around nothing is no finding.
        said.push(if low <= 0.0 && high >= 0.0 {
            words.pick(
                format!(
                    "No lever changes P(hold) beyond doubt; the largest change on average is that of {term}, {change}."
                ),
                format!("没有一组措施确定地改变 P(合作维持)；平均变化最大的是 {term}，为 {change}。"),
            )
        } else {
            words.pick(
                format!("The strongest lever is {term}: on average it changes P(hold) by {change}."),
                format!("作用最强的是 {term}：平均使 P(合作维持) 变化 {change}。"),
            )
        });
    }
    if let Some(&row) = of("hold", "synergy").first() {
        let found = share(estimate(table, row));
        let gain = table.number(row, "estimate");
        let verdict = match gain {
            _ if table.number(row, "p_holm").is_nan() || table.number(row, "p_holm") >= 0.05 => {
                words.pick("neither complements nor substitutes beyond doubt", "互补还是替代尚无定论")
            }
            _ if gain > 0.0 => words.pick("complements", "互补"),
            _ => words.pick("substitutes", "相互替代"),
        };
        said.push(words.pick(
            format!("In P(hold) the bundles are {verdict} (synergy {found})."),
            format!("就 P(合作维持) 而言，各措施{verdict}（协同 {found}）。"),
        ));
    }
    said
}

fn boundary(plan: &Plan, table: &Table, words: Words) -> Vec<String> {
    let columns = plan.design.columns();
    let Some((axis, others)) = columns.split_last() else { return Vec::new() };
    let key = last_part(axis);
    let found: Vec<usize> = (0..table.len()).filter(|&row| !table.number(row, "at").is_nan()).collect();
    let line = |row: usize| {
        let at = with_interval(["at", "low", "high"].map(|column| table.number(row, column)));
        let side = match table.text(row, "direction") {
            "rises" => words.pick("from", "自"),
            _ => words.pick("up to", "直到"),
        };
        let pairs: Vec<String> = others
            .iter()
            .map(|other| format!("{} = {}", last_part(other), in_words(table.text(row, &plan.swept_name(other)))))
            .collect();
        let with = if pairs.is_empty() {
            String::new()
        } else {
            words.pick(format!("at {} ", pairs.join(", ")), format!("当 {} 时", pairs.join("、")))
        };
        words.pick(format!("{with}{side} {key} = {at}"), format!("{with}{side} {key} = {at}"))
    };
    match (found.first(), found.last()) {
        (Some(&first), Some(&last)) => {
            let shown = if first == last { line(first) } else { words.pick(format!("{}, {}", line(first), line(last)), format!("{}；{}", line(first), line(last))) };
            vec![words.pick(
                format!("Cooperation holds {shown} (95% intervals, valid whenever the search stopped)."),
                format!("合作维持的范围：{shown}（95% 置信区间，在任意停止时刻有效）。"),
            )]
        }
        _ => vec![words
            .pick(
                "P(hold) passes one half on no line, as far as the search could tell; the table says on which side it stays.",
                "就搜索所及，P(合作维持) 在任何一条线上都没有越过二分之一；表中说明其处于哪一侧。",
            )
            .to_owned()],
    }
}

fn sensitivity(table: &Table, words: Words) -> Vec<String> {
    if table.is_empty() {
        let none = words.pick(
            "Nothing can be said of what matters: the outcome does not vary, or has no value.",
            "无法判断哪些参数重要：结果没有变化或没有数值。",
        );
        return vec![none.to_owned()];
    }
    let morris = table.place("mu_star").is_some();
    let value = |row: &usize| if morris { table.number(*row, "mu_star") } else { table.number(*row, "estimate") };
    let mut rows: Vec<usize> = (0..table.len()).filter(|&row| morris || table.text(row, "index") == "total").collect();
    rows.sort_by(|a, b| value(b).total_cmp(&value(a)));
    let named = |row: &usize| {
        let found = if morris { three(table, *row, "mu_star") } else { estimate(table, *row) };
        format!("{} {}", table.text(*row, "term"), with_interval(found))
    };
    let first: Vec<String> = rows.iter().take(3).map(named).collect();
    let by = if morris {
        words.pick("mean absolute elementary effect", "基本效应绝对值的均值")
    } else {
        words.pick("total share of the variance", "总方差贡献")
    };
    let mut said = vec![words.pick(
        format!("What matters most, by {by}: {}.", first.join("; ")),
        format!("按{by}，最重要的是：{}。", first.join("；")),
    )];
    if !morris && table.number(0, "converged") == 0.0 {
        said.push(
            words
                .pick("The indices have not converged: a larger n would tell more.", "指数尚未收敛：需要更大的 n。")
                .to_owned(),
        );
    }
    said
}

fn ablation(table: &Table, words: Words) -> Vec<String> {
    let mut rows: Vec<usize> = (0..table.len()).filter(|&row| table.text(row, "kind") == "value").collect();
    rows.sort_by(|&a, &b| table.number(b, "estimate").total_cmp(&table.number(a, "estimate")));
    let named = |row: &usize| format!("{} {}", table.text(*row, "term"), share(estimate(table, *row)));
    let outcome = match table.text(0, "outcome") {
        "holds" => words.hold().to_owned(),
        other => other.to_owned(),
    };
    let shown: Vec<String> = rows.iter().take(4).map(named).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    vec![words.pick(
        format!("Shares of the credit for {outcome} (Shapley values): {}.", shown.join("; ")),
        format!("各机制对 {outcome} 的贡献（Shapley 值）：{}。", shown.join("；")),
    )]
}

fn sample(table: &Table, words: Words) -> Vec<String> {
    let mut rows: Vec<usize> = (0..table.len()).filter(|&row| table.text(row, "outcome") == "hold").collect();
    let strength = |row: usize| table.number(row, "rank_correlation");
    rows.retain(|&row| !strength(row).is_nan());
    rows.sort_by(|&a, &b| strength(b).abs().total_cmp(&strength(a).abs()));
    let named = |row: &usize| {
        let found = ["rank_correlation", "low", "high"].map(|column| table.number(*row, column));
        format!("{} {}", table.text(*row, "term"), share(found))
    };
    let shown: Vec<String> = rows.iter().take(3).map(named).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    vec![words.pick(
        format!("P(hold) goes most with (rank correlation): {}.", shown.join("; ")),
        format!("与 P(合作维持) 关系最密切的是（秩相关）：{}。", shown.join("；")),
    )]
}

fn tournament(table: &Table, words: Words) -> Vec<String> {
    let Some(first) = (0..table.len()).find(|&row| table.number(row, "rank") == 1.0) else { return Vec::new() };
    let level: Vec<&str> = (0..table.len())
        .filter(|&row| table.number(row, "rank") == 1.0)
        .map(|row| table.text(row, "strategy"))
        .collect();
    let may_be_best = (0..table.len()).filter(|&row| table.number(row, "rank_low") == 1.0).count();
    let doubted = may_be_best.saturating_sub(level.len());
    let score = with_interval(three(table, first, "score"));
    let mut said = vec![words.pick(
        format!(
            "Best of {} strategies: {}, with {score} a turn; of the others {doubted} cannot be told from it beyond doubt.",
            table.len(),
            level.join(", ")
        ),
        format!(
            "{} 种策略中得分最高的是 {}，每轮 {score}；其余策略中有 {doubted} 种不能确定地与之区分。",
            table.len(),
            level.join("、")
        ),
    )];
    let most = (0..table.len()).max_by(|&a, &b| table.number(a, "share").total_cmp(&table.number(b, "share")));
    if let Some(row) = most {
        let (name, part) = (table.text(row, "strategy"), 100.0 * table.number(row, "share"));
        said.push(words.pick(
            format!("In the ecology {name} is the commonest at the end, with {part:.1}%."),
            format!("生态演化结束时最常见的是 {name}，占 {part:.1}%。"),
        ));
    }
    said
}

fn claims(result: &Reading, words: Words) -> Result<Option<String>, Failure> {
    let claims = result.table("claims.csv", |name| name == "verdict")?;
    let count = |verdict: &str| (0..claims.len()).filter(|&row| claims.text(row, "verdict") == verdict).count();
    let [supported, refuted, undecided] = ["supported", "refuted", "undecided"].map(count);
    Ok((!claims.is_empty()).then(|| {
        words.pick(
            format!("Claims stated before the run: {supported} supported, {refuted} refuted, {undecided} undecided."),
            format!(
                "运行之前提出的 {} 条论断中，{supported} 条得到支持，{refuted} 条被否定，{undecided} 条未定。",
                claims.len()
            ),
        )
    }))
}
