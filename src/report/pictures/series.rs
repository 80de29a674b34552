//! Cooperation, trust, capability and strategies over the rounds.

use std::collections::BTreeMap;

use super::layers::layered;
use crate::batch::{Plan, Reading};
use crate::config::Failure;
use crate::question::words::{DYADS, Words};
use crate::record::columns;
use crate::report::figure::{Areas, Chart, Figure, Lines, Series};
use crate::statistics::interval::Student;

/// The most places along the axis of rounds; more are thinned to every k-th.
const MOST: usize = 500;

/// Some columns of `rounds.csv` over the replicates, by cell and round; of the rounds only those that are drawn.
struct Means {
    columns: Vec<String>,
    /// What the values of each can be.
    ranges: Vec<[f64; 2]>,
    rounds: BTreeMap<(usize, u32), Vec<Vec<f64>>>,
}

/// Every how many recorded rounds one is drawn: the first replicate says how many there are.
fn spacing(result: &Reading) -> Result<usize, Failure> {
    let (mut first, mut rounds) = (None, 0_usize);
    result.each_while("rounds.csv", |_, row| {
        let replicate = [0, 1].map(|place| row.get(place).map(str::to_owned));
        let same = *first.get_or_insert_with(|| replicate.clone()) == replicate;
        rounds += usize::from(same);
        same
    })?;
    Ok(rounds.div_ceil(MOST).max(1))
}

impl Means {
    fn read(result: &Reading, wanted: impl Fn(&str) -> bool) -> Result<Self, Failure> {
        let mut means = Self { columns: Vec::new(), ranges: Vec::new(), rounds: BTreeMap::new() };
        let mut places = Vec::new();
        let every = spacing(result)?;
        let (mut before, mut place) = ((usize::MAX, u32::MAX), 0_usize);
        result.each("rounds.csv", |columns, row| {
            if means.columns.is_empty() {
                places = (0..columns.len()).filter(|&place| wanted(&columns[place])).collect();
                means.columns = places.iter().map(|&place| columns[place].clone()).collect();
                means.ranges = means.columns.iter().map(|name| columns::range(name).ends(u32::MAX)).collect();
            }
            let number = |place: usize| row.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(f64::NAN);
            let key = (number(0) as usize, number(3) as u32);
            // Rounds are counted anew with every replicate of a cell.
            let replicate = (key.0, number(1) as u32);
            place = if replicate == before { place + 1 } else { 0 };
            before = replicate;
            if place % every != 0 {
                return;
            }
            let values = means.rounds.entry(key).or_insert_with(|| vec![Vec::new(); places.len()]);
            places.iter().zip(values).for_each(|(&place, values)| values.push(number(place)));
        })?;
        Ok(means)
    }

    /// The course of a column in a cell, with 95% intervals over replicates.
    fn course(&self, cell: usize, column: &str) -> Vec<[f64; 4]> {
        let Some(place) = self.columns.iter().position(|own| own == column) else { return Vec::new() };
        let mut student = Student::default();
        let point = |((_, round), values): (&(usize, u32), &Vec<Vec<f64>>)| {
            let (mean, low, high) = student.mean(&values[place], self.ranges[place]);
            [f64::from(*round), mean, low, high]
        };
        self.rounds.range((cell, 0)..=(cell, u32::MAX)).map(point).collect()
    }
}

/// The pictures of a single world.
pub(super) fn of_a_world(result: &Reading, words: Words) -> Result<Vec<Figure>, Failure> {
    let wanted =
        |name: &str| ["cooperation", "trust", "capability_", "share_"].iter().any(|start| name.starts_with(start));
    let means = Means::read(result, wanted)?;
    let runs = result.manifest.runs;
    let ribbon = words.pick(
        format!("Mean of {runs} runs; ribbons: 95% intervals over runs (Gaffke)."),
        format!("{runs} 次运行的均值；色带为各次运行之间的 95% 置信区间（Gaffke）。"),
    );
    let lines = |name: &str, title: &str, y: &str, series: Vec<Series>, level: Option<(f64, String)>| Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        caption: ribbon.clone(),
        chart: Chart::Lines(Lines {
            x: words.round().to_owned(),
            y: y.to_owned(),
            range: Some([0.0, 1.0]),
            ribbon: words.interval().to_owned(),
            series,
            level,
            ..Lines::default()
        }),
    };
    let threshold = result.task.config().holds.threshold.get();
    let held = words.pick("threshold of holding", "维持的门槛").to_owned();
    let mut found = vec![
        lines(
            "cooperation",
            words.pick("Cooperation over the rounds", "各轮的合作率"),
            words.cooperation(),
            by_dyad(&means, "cooperation", words),
            Some((threshold, held)),
        ),
        lines(
            "trust",
            words.pick("Trust over the rounds", "各轮的信任"),
            words.pick("trust (belief, 0 to 1)", "信任（信念，0 到 1）"),
            by_dyad(&means, "trust", words),
            None,
        ),
    ];
    let mut powers = lines(
        "capability",
        words.pick("Capability by power", "强国与弱国的能力"),
        words.pick("mean capability", "平均能力"),
        by_power(&means, words),
        None,
    );
    if let Chart::Lines(chart) = &mut powers.chart {
        let most = chart.series.iter().flat_map(|series| &series.points).map(|point| point[1]).fold(1.0, f64::max);
        chart.range = Some([0.0, most]);
    }
    found.push(powers);
    found.extend(strategies(&means, words));
    Ok(found)
}

/// A column over all sides and by kind of dyad, where there are any.
fn by_dyad(means: &Means, column: &str, words: Words) -> Vec<Series> {
    let all = Series { name: words.dyad("all").to_owned(), points: means.course(0, column), ..Series::default() };
    let of = |kind: &str| Series {
        name: words.dyad(kind).to_owned(),
        points: means.course(0, &format!("{column}_{kind}")),
        ..Series::default()
    };
    [all].into_iter().chain(DYADS.map(of)).filter(is_known).collect()
}

/// Has a curve any value?
fn is_known(series: &Series) -> bool {
    series.points.iter().any(|point| !point[1].is_nan())
}

/// Capability of the strong and of the weak, where there are any.
fn by_power(means: &Means, words: Words) -> Vec<Series> {
    let columns =
        [("capability_strong", words.pick("strong", "强国")), ("capability_weak", words.pick("weak", "弱国"))];
    let of = |(column, name): (&str, &str)| Series {
        name: name.to_owned(),
        points: means.course(0, column),
        ..Series::default()
    };
    columns.map(of).into_iter().filter(is_known).collect()
}

/// Who plays what, where there is a choice.
fn strategies(means: &Means, words: Words) -> Option<Figure> {
    let mut layers: Vec<(String, Vec<[f64; 4]>)> = means
        .columns
        .iter()
        .filter_map(|column| Some((column.strip_prefix("share_")?.to_owned(), means.course(0, column))))
        .collect();
    let moves = |course: &[[f64; 4]]| course.windows(2).any(|pair| pair[0][1] != pair[1][1]);
    if layers.len() < 2 || !layers.iter().any(|(_, course)| moves(course)) {
        return None;
    }
    let weight = |course: &[[f64; 4]]| course.iter().map(|point| point[1]).sum::<f64>();
    layers.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)).then_with(|| a.0.cmp(&b.0)));
    let places: Vec<f64> = layers[0].1.iter().map(|point| point[0]).collect();
    let shares = |course: &[[f64; 4]]| course.iter().map(|point| point[1]).collect::<Vec<f64>>();
    let shown = layers.iter().map(|(name, course)| (name.clone(), shares(course))).collect();
    Some(Figure {
        name: "strategies".to_owned(),
        title: words.pick("Strategies over the rounds", "各轮的策略构成").to_owned(),
        caption: words
            .pick(
                "Share of the agents that play each strategy, mean over runs.",
                "采用各策略的行为体比例，各次运行的均值。",
            )
            .to_owned(),
        chart: Chart::Areas(Areas {
            x: words.round().to_owned(),
            y: words.pick("share of agents", "行为体比例").to_owned(),
            places,
            layers: layered(shown, words),
        }),
    })
}

/// Cooperation over the rounds in some cells, each with its name; none where no rounds are recorded.
pub(super) fn of_cells(
    result: &Reading,
    plan: &Plan,
    cells: &[(usize, String)],
    words: Words,
) -> Result<Option<Figure>, Failure> {
    let means = Means::read(result, |name| name == "cooperation")?;
    let series: Vec<Series> = cells
        .iter()
        .map(|(cell, name)| Series {
            name: name.clone(),
            points: means.course(*cell, "cooperation"),
            ..Series::default()
        })
        .filter(|series| series.points.len() > 1)
        .collect();
    if series.is_empty() {
        return Ok(None);
    }
    let held = words.pick("threshold of holding", "维持的门槛").to_owned();
    Ok(Some(Figure {
        name: "cooperation".to_owned(),
        title: words.pick("Cooperation over the rounds", "各轮的合作率").to_owned(),
        caption: words
            .pick(
                "Mean over replicates; ribbons: 95% intervals (Gaffke).",
                "各次重复的均值；色带为 95% 置信区间（Gaffke）。",
            )
            .to_owned(),
        chart: Chart::Lines(Lines {
            x: words.round().to_owned(),
            y: words.cooperation().to_owned(),
            range: Some([0.0, 1.0]),
            ribbon: words.interval().to_owned(),
            series,
            level: Some((plan.config.holds.threshold.get(), held)),
            ..Lines::default()
        }),
    }))
}
