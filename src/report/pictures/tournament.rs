//! A tournament: ranks, who scores against whom, and the ecology.

use super::layers::layered;
use crate::batch::Reading;
use crate::config::Failure;
use crate::question::words::Words;
use crate::report::figure::{Areas, Chart, Figure, Heat, Interval, Intervals};

/// The most players of a matrix or a ranking that is drawn.
const MOST: usize = 60;

/// The pictures of a tournament.
pub(super) fn pictures(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let answer = result.table("answer.csv", |name| {
        ["rank", "rank_low", "rank_high", "strategy", "score", "score_low", "score_high"].contains(&name)
    })?;
    let names: Vec<String> = (0..answer.len()).map(|row| answer.text(row, "strategy").to_owned()).collect();
    let shown = names.len().min(MOST);
    let of = |columns: [&str; 3]| -> Vec<Interval> {
        let row = |row: usize| Interval {
            label: names[row].clone(),
            group: String::new(),
            values: columns.map(|column| answer.number(row, column)),
        };
        (0..shown).map(row).collect()
    };
    let intervals = |name: &str, title: &str, caption: &str, x: &str, rows: Vec<Interval>| Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        caption: caption.to_owned(),
        chart: Chart::Intervals(Intervals { x: x.to_owned(), rows, null: None, bars: false }),
    };
    let mut found = vec![
        intervals(
            "scores",
            words.pick("Scores", "得分"),
            words.pick(
                "Mean score per turn over all opponents, with 95% intervals over repetitions.",
                "对所有对手的每轮平均得分及各次重复之间的 95% 置信区间。",
            ),
            words.pick("score (payoff per turn)", "得分（每轮收益）"),
            of(["score", "score_low", "score_high"]),
        ),
        intervals(
            "ranks",
            words.pick("Ranks", "名次"),
            words.pick(
                "Ranks, and those that the noise of the scores does not exclude (95%).",
                "名次，以及得分的随机误差不能排除的名次（95%）。",
            ),
            words.pick("rank", "名次"),
            of(["rank", "rank_low", "rank_high"]),
        ),
    ];
    found.extend(matrix(result, &names[..shown], words)?);
    found.extend(ecology(result, words)?);
    found.retain(|figure| !figure.is_empty());
    Ok(found)
}

fn matrix(result: &Reading, names: &[String], words: Words) -> Result<Option<Figure>, Failure> {
    let matches = result.table("matches.csv", |name| ["player", "opponent", "score"].contains(&name))?;
    // The best at the top: rows are drawn from the bottom.
    let rows: Vec<String> = names.iter().rev().cloned().collect();
    let mut cells = vec![vec![f64::NAN; names.len()]; names.len()];
    for row in 0..matches.len() {
        let place = |list: &[String], column: &str| list.iter().position(|name| name == matches.text(row, column));
        if let (Some(r), Some(c)) = (place(&rows, "player"), place(names, "opponent")) {
            cells[r][c] = matches.number(row, "score");
        }
    }
    let known = cells.iter().flatten().filter(|score| !score.is_nan());
    let scale = known.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], &x| [low.min(x), high.max(x)]);
    Ok((scale[0] <= scale[1]).then(|| Figure {
        name: "matches".to_owned(),
        title: words.pick("Who scores against whom", "谁对谁得分").to_owned(),
        caption: words
            .pick(
                "Mean score per turn of the row against the column, both by rank.",
                "行对列的每轮平均得分，均按名次排列。",
            )
            .to_owned(),
        chart: Chart::Heat(Heat {
            x: words.pick("opponent", "对手").to_owned(),
            y: words.pick("player", "选手").to_owned(),
            columns: names.to_vec(),
            rows,
            value: words.pick("score (payoff per turn)", "得分（每轮收益）").to_owned(),
            cells,
            bounds: None,
            scale,
            boundary: None,
            names: true,
        }),
    }))
}

fn ecology(result: &Reading, words: Words) -> Result<Option<Figure>, Failure> {
    let table = result.table("ecology.csv", |_| true)?;
    let Some(last) = table.len().checked_sub(1) else { return Ok(None) };
    let places = table.numbers("generation");
    let mut layers: Vec<(String, Vec<f64>)> = table
        .columns()
        .iter()
        .filter_map(|column| Some((column.strip_prefix("share_")?.to_owned(), table.numbers(column))))
        .collect();
    layers.sort_by(|a, b| b.1[last].total_cmp(&a.1[last]).then_with(|| a.0.cmp(&b.0)));
    Ok(Some(Figure {
        name: "ecology".to_owned(),
        title: words.pick("Ecology: strategies that live on each other", "生态演化：策略此消彼长").to_owned(),
        caption: words
            .pick(
                "Share of each strategy when offspring are in proportion to the score against the present mixture.",
                "后代数与对当前群体的得分成正比时各策略所占的比例。",
            )
            .to_owned(),
        chart: Chart::Areas(Areas {
            x: words.pick("generation", "世代").to_owned(),
            y: words.pick("share", "比例").to_owned(),
            places,
            layers: layered(layers, words),
        }),
    }))
}
