//! What matters, and which mechanism deserves the credit.

use crate::batch::Reading;
use crate::batch::saved::Table;
use crate::config::Failure;
use crate::question::words::Words;
use crate::report::figure::{Chart, Figure, Interval, Intervals, Points};

/// Elementary effects, or shares of the variance.
pub(super) fn sensitivity(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    if answer.is_empty() {
        return Ok(Vec::new());
    }
    Ok(if answer.place("mu_star").is_some() { morris(&answer, words) } else { sobol(&answer, words) })
}

fn morris(answer: &Table, words: Words) -> Vec<Figure> {
    let values = |row: usize| ["mu_star", "mu_star_low", "mu_star_high", "sigma"].map(|name| answer.number(row, name));
    // Effects of one sign have |mu| = mu*, but for rounding.
    let changes_sign = |row: usize| answer.number(row, "mu").abs() < values(row)[0] * (1.0 - 1e-9);
    let mark = words.pick(" (±)", "（±）");
    let label = |row: usize| format!("{}{}", answer.text(row, "term"), if changes_sign(row) { mark } else { "" });
    let points = (0..answer.len()).map(|row| (label(row), values(row))).collect();
    let caption = words.pick(
        "Morris screening. To the right: how much a key matters (mean absolute elementary effect over its whole range, 95% bootstrap interval); \
         upwards: how much its effect varies (sigma). Near or above the dotted line, sigma = mu*, it varies as much as it matters, which indicates \
         interactions or nonlinearity. (±): effects of both signs occur, |mu| < mu*.",
        "Morris 筛选法。越靠右越重要（全范围基本效应绝对值的均值，95% 自助法区间）；越靠上则其效应变化越大（σ）。靠近或高于点线（σ = μ*）时，效应的变化与其大小相当，表明存在交互作用或非线性。（±）：效应有正有负，即 |μ| < μ*。",
    );
    let mut order: Vec<usize> = (0..answer.len()).collect();
    order.sort_by(|&a, &b| values(b)[0].total_cmp(&values(a)[0]));
    let row = |&row: &usize| {
        let [mean, low, high, _] = values(row);
        Interval { label: answer.text(row, "term").to_owned(), group: String::new(), values: [mean, low, high] }
    };
    let x = words.pick("μ* (change of the outcome)", "μ*（结果的变化）").to_owned();
    vec![
        Figure {
            name: "morris".to_owned(),
            title: words.pick("What matters, and what interacts", "哪些参数重要，哪些相互作用").to_owned(),
            caption: caption.to_owned(),
            chart: Chart::Points(Points {
                x: x.clone(),
                y: words.pick("σ (change of the outcome)", "σ（结果的变化）").to_owned(),
                points,
                slope: Some((1.0, "σ = μ*".to_owned())),
            }),
        },
        Figure {
            name: "importance".to_owned(),
            title: words.pick("What matters most", "参数重要性排序").to_owned(),
            caption: words
                .pick(
                    "Mean absolute elementary effect with its 95% bootstrap interval.",
                    "基本效应绝对值的均值及 95% 自助法区间。",
                )
                .to_owned(),
            chart: Chart::Intervals(Intervals {
                x,
                rows: order.iter().map(row).collect(),
                null: Some(0.0),
                bars: true,
            }),
        },
    ]
}

fn sobol(answer: &Table, words: Words) -> Vec<Figure> {
    let total = |term: &str| {
        let same = |row: &usize| answer.text(*row, "term") == term && answer.text(*row, "index") == "total";
        (0..answer.len()).find(same).map_or(f64::NAN, |row| answer.number(row, "estimate"))
    };
    let interval = |row: usize, group: &str| Interval {
        label: answer.text(row, "term").replace(':', " × "),
        group: group.to_owned(),
        values: ["estimate", "low", "high"].map(|name| answer.number(row, name)),
    };
    let mut terms: Vec<&str> = (0..answer.len())
        .filter(|&row| answer.text(row, "index") == "total")
        .map(|row| answer.text(row, "term"))
        .collect();
    terms.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let groups = [
        ("first", words.pick("first order: alone", "一阶：单独")),
        ("total", words.pick("total: with all others", "总效应：含与其他参数的作用")),
    ];
    let mut rows = Vec::new();
    for term in terms {
        for (index, group) in groups {
            let same = |row: &usize| answer.text(*row, "term") == term && answer.text(*row, "index") == index;
            rows.extend((0..answer.len()).find(same).map(|row| interval(row, group)));
        }
    }
    let x = words.pick("share of the outcome's variance", "占结果方差的比例").to_owned();
    let figure = |name: &str, title: &str, caption: &str, rows: Vec<Interval>| Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        caption: caption.to_owned(),
        chart: Chart::Intervals(Intervals { x: x.clone(), rows, null: Some(0.0), bars: true }),
    };
    let second: Vec<Interval> =
        (0..answer.len()).filter(|&row| answer.text(row, "index") == "second").map(|row| interval(row, "")).collect();
    let mut found = vec![figure(
        "sobol",
        words.pick("What the outcome's variance comes from", "结果的方差来自何处"),
        words.pick("Sobol indices with 95% bootstrap intervals.", "Sobol 指数及 95% 自助法区间。"),
        rows,
    )];
    if !second.is_empty() {
        found.push(figure(
            "sobol-pairs",
            words.pick("Which pairs of keys work together", "哪些参数成对作用"),
            words
                .pick("Second-order Sobol indices with 95% bootstrap intervals.", "二阶 Sobol 指数及 95% 自助法区间。"),
            second,
        ));
    }
    found
}

/// What each mechanism contributes.
pub(super) fn ablation(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    let outcome = match answer.text(0, "outcome") {
        "holds" => words.hold().to_owned(),
        other => other.to_owned(),
    };
    let rows = |kind: &str| {
        let mut rows: Vec<Interval> = (0..answer.len())
            .filter(|&row| answer.text(row, "kind") == kind)
            .map(|row| Interval {
                label: answer.text(row, "term").replace(':', " × "),
                group: String::new(),
                values: ["estimate", "low", "high"].map(|name| answer.number(row, name)),
            })
            .collect();
        rows.sort_by(|a, b| b.values[0].total_cmp(&a.values[0]));
        rows
    };
    let figure = |name: &str, title: &str, caption: &str, rows: Vec<Interval>| Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        caption: caption.to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.pick(format!("contribution to {outcome}"), format!("对 {outcome} 的贡献")),
            rows,
            null: Some(0.0),
            bars: true,
        }),
    };
    Ok(vec![
        figure(
            "shapley",
            words.pick("Which mechanism deserves the credit", "功劳归于哪个机制"),
            words.pick(
                "Shapley values: what a mechanism adds, averaged over all orders in which they may come in; 95% intervals from paired replicates.",
                "Shapley 值：机制按各种先后次序加入时的平均增量；95% 置信区间来自配对重复。",
            ),
            rows("value"),
        ),
        figure(
            "shapley-pairs",
            words.pick("Which mechanisms work together", "哪些机制相互配合"),
            words.pick(
                "What two add together beyond what they add apart; below 0 they stand in for each other.",
                "两者共同的增量超出各自增量之和的部分；小于 0 表示相互替代。",
            ),
            rows("interaction"),
        ),
    ])
}

/// What the outcomes rise and fall with.
pub(super) fn sample(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let answer = result.table("answer.csv", |_| true)?;
    let group = |outcome: &str| match outcome {
        "hold" => words.hold(),
        _ => words.pick("mean cooperation", "平均合作率"),
    };
    let strength = |term: &str| {
        let same = |row: &usize| answer.text(*row, "term") == term && answer.text(*row, "outcome") == "hold";
        (0..answer.len()).find(same).map_or(0.0, |row| answer.number(row, "rank_correlation").abs())
    };
    let mut order: Vec<usize> = (0..answer.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (answer.text(a, "term"), answer.text(b, "term"));
        strength(b).total_cmp(&strength(a)).then_with(|| a.cmp(b))
    });
    let row = |&row: &usize| Interval {
        label: answer.text(row, "term").to_owned(),
        group: group(answer.text(row, "outcome")).to_owned(),
        values: ["rank_correlation", "low", "high"].map(|name| answer.number(row, name)),
    };
    Ok(vec![Figure {
        name: "correlations".to_owned(),
        title: words.pick("What cooperation rises and falls with", "合作随哪些参数升降").to_owned(),
        caption: words
            .pick(
                "Spearman's rank correlation of each key with the outcome over all points, with 95% intervals.",
                "各参数与结果在全部样本点上的 Spearman 秩相关及 95% 置信区间。",
            )
            .to_owned(),
        chart: Chart::Intervals(Intervals {
            x: words.pick("rank correlation", "秩相关").to_owned(),
            rows: order.iter().map(row).collect(),
            null: Some(0.0),
            bars: true,
        }),
    }])
}
