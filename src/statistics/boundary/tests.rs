//! Searches on known functions: what the intervals cover, how many runs they take, and what a grid would take.

use super::*;
use crate::rng::{Chance, Key, Purpose, Stream};

const UNIT: Axis = Axis::Linear { from: 0.0, to: 1.0 };

/// Runs a search on a function to its end; the random numbers are those of `repetition`.
pub(super) fn search(function: impl Fn(f64) -> f64, settings: &Settings, repetition: u32) -> Found {
    let mut search = Search::new(settings.clone()).unwrap();
    let mut stream = Stream::new(&Key::common(31), repetition, Purpose::Analysis);
    while !search.ask().is_empty() {
        for (point, runs) in search.ask() {
            let chance = Chance::of(function(search.value(point)));
            for _ in 0..runs {
                search.tell(point, chance.hit(stream.word()));
            }
        }
    }
    search.result()
}

/// A logistic with P = 1/2 at `at`, rising if the width is above 0.
fn logistic(at: f64, width: f64) -> impl Fn(f64) -> f64 {
    move |x| 1.0 / (1.0 + libm::exp(-(x - at) / width))
}

/// What repeated searches came to.
#[derive(Debug, Default)]
struct Tally {
    repetitions: u32,
    once: u32,
    covered: u32,
    reached: u32,
    runs: u32,
    grid: f64,
}

impl Tally {
    fn of(function: impl Fn(f64) -> f64, at: f64, rising: bool, settings: &Settings, repetitions: u32) -> Self {
        let mut tally = Self { repetitions, ..Self::default() };
        for repetition in 0..repetitions {
            let found = search(&function, settings, repetition);
            assert!(found.runs <= settings.max && found.runs >= 36);
            tally.runs += found.runs;
            tally.reached += u32::from(found.reached());
            tally.once += u32::from(found.verdict == Verdict::Once);
            if let [only] = found.crossings[..] {
                tally.covered += u32::from(only.low <= at && at <= only.high && only.rising == rising);
                tally.grid += only.grid_runs;
                assert!(only.low <= only.at && only.at <= only.high);
                assert!(!only.reached || only.high - only.low <= 2.0 * settings.precision + 1e-9);
            }
        }
        tally
    }

    fn mean_runs(&self) -> f64 {
        f64::from(self.runs) / f64::from(self.repetitions)
    }

    /// At 4 sigma: coverage of at least 95% of the repetitions.
    fn covers(&self) -> bool {
        let n = f64::from(self.repetitions);
        f64::from(self.covered) >= 0.95 * n - 4.0 * (0.95 * 0.05 * n).sqrt()
    }
}

/// n = 400 repetitions each; sigma of a coverage of 0.95 is 0.011, judged at 4 sigma. Steps, slopes of several widths,
/// both directions, and functions that are anything but logistic.
#[test]
fn intervals_cover_the_crossing() {
    let of = |function: &dyn Fn(f64) -> f64, at, rising, precision, max| {
        Tally::of(function, at, rising, &Settings { axis: UNIT, precision, max }, 400)
    };
    let step = of(&|x| f64::from(u8::from(x > 0.37)), 0.37, true, 0.01, 2000);
    assert!(step.covers() && step.reached == 400 && step.once == 400 && step.mean_runs() < 70.0, "{step:?}");
    let steep = of(&logistic(0.37, 0.01), 0.37, true, 0.01, 2000);
    assert!(steep.covers() && steep.reached == 400 && steep.once == 400 && steep.mean_runs() < 200.0, "{steep:?}");
    let falling = of(&logistic(0.62, -0.03), 0.62, false, 0.015, 2000);
    assert!(falling.covers() && falling.reached >= 390 && falling.mean_runs() < 700.0, "{falling:?}");
    // Too few runs: the interval is wide, and right.
    let gentle = of(&logistic(0.45, 0.1), 0.45, true, 0.02, 400);
    assert!(gentle.covers() && gentle.reached < 40, "{gentle:?}");
    // From 0.4 up to 1 in a jump; and up to 0.3 in a slope, then to 0.7.
    let skew = of(&|x| if x > 0.71 { 1.0 } else { 0.4 }, 0.71, true, 0.02, 2000);
    assert!(skew.covers() && skew.reached >= 380, "{skew:?}");
    let terrace = of(&|x| if x > 0.5 { 0.7 } else { 0.6 * x }, 0.5, true, 0.02, 2000);
    assert!(terrace.covers() && terrace.reached >= 380, "{terrace:?}");
}

/// Runs of a grid whose points lie `width` apart, the crossing half way between two of them, with the same bets:
/// replicate by replicate at every point, until no more than the cell of the crossing stands.
fn grid(function: impl Fn(f64) -> f64, at: f64, width: f64, repetition: u32) -> u32 {
    let first = (at - width / 2.0) - ((at - width / 2.0) / width).floor() * width;
    let values: Vec<f64> = (0..).map(|k| first + f64::from(k) * width).take_while(|x| *x <= 1.0).collect();
    let mut model = model::Model::new(values.len());
    let mut evidence = evidence::Evidence::new(values.len(), ALPHA);
    let mut stream = Stream::new(&Key::common(32), repetition, Purpose::Analysis);
    for replicate in 1.. {
        model.weigh();
        let beliefs: Vec<_> = (0..values.len()).map(|k| (model.side(k), model.chance(k))).collect();
        for (k, (side, chance)) in beliefs.into_iter().enumerate() {
            let rose = Chance::of(function(values[k])).hit(stream.word());
            if let Some(side) = side {
                evidence.bet(k, rose, side, chance);
            }
            model.learn(k, u32::from(rose), u32::from(!rose));
        }
        evidence.settle();
        if evidence.standing().is_none_or(|(low, high)| low == high) {
            return replicate * values.len() as u32;
        }
    }
    unreachable!("evidence grows until one cell stands")
}

/// Mean width of the interval of a planned grid whose points lie as they happen to, and its standard error.
fn planned(function: impl Fn(f64) -> f64, width: f64, plan: GridPlan, repetitions: u32) -> (f64, f64) {
    let spacing = plan.spacing * width;
    let widths: crate::statistics::interval::Moments = (0..repetitions)
        .map(|repetition| {
            let mut stream = Stream::new(&Key::common(33), repetition, Purpose::Analysis);
            let first = stream.uniform() * spacing;
            let values: Vec<f64> = (0..).map(|k| first + f64::from(k) * spacing).take_while(|x| *x <= 1.0).collect();
            let mut model = model::Model::new(values.len());
            let mut evidence = evidence::Evidence::new(values.len(), ALPHA);
            for _ in 0..plan.replicates as u32 {
                model.weigh();
                let beliefs: Vec<_> = (0..values.len()).map(|k| (model.side(k), model.chance(k))).collect();
                for (k, (side, chance)) in beliefs.into_iter().enumerate() {
                    let rose = Chance::of(function(values[k])).hit(stream.word());
                    if let Some(side) = side {
                        evidence.bet(k, rose, side, chance);
                    }
                    model.learn(k, u32::from(rose), u32::from(!rose));
                }
                evidence.settle();
            }
            evidence.standing().map_or(0.0, |(low, high)| (high - low + 1) as f64 * spacing)
        })
        .collect();
    (widths.mean(), widths.error())
}

/// n = 60 searches and 30 grids for each of three functions, at a precision of 1% or 2% of the axis: a search takes at
/// most a fifth of the runs of a grid that was simulated with points as well placed as can be. A grid as [`grid_plan`] plans
/// it, its points as they happen to lie, does no better than it says: its interval is on average no narrower (n = 60, 4
/// sigma of its mean).
#[test]
fn a_search_takes_a_fifth_of_the_runs_of_a_grid() {
    for (width, precision) in [(1e-6, 0.01), (0.01, 0.01), (0.05, 0.02)] {
        let function = logistic(0.43, width);
        let settings = Settings { axis: UNIT, precision, max: 5000 };
        let tally = Tally::of(&function, 0.43, true, &settings, 60);
        assert!(tally.reached >= 58, "{tally:?}");
        let grids: crate::statistics::interval::Moments =
            (0..30).map(|repetition| f64::from(grid(&function, 0.43, 2.0 * precision, repetition))).collect();
        let plan = grid_plan(1.0 / (2.0 * precision), function(0.43 - precision), function(0.43 + precision), ALPHA);
        let (mean, error) = planned(&function, 2.0 * precision, plan, 60);
        assert!(mean + 4.0 * error >= 2.0 * precision, "{width}: {mean} +- {error} by {plan:?}");
        assert!(5.0 * tally.mean_runs() <= grids.mean(), "{}: {} {}", width, tally.mean_runs(), grids.mean());
        // The searches say about what the function says.
        let said = tally.grid / f64::from(tally.once);
        assert!((0.3..3.0).contains(&(said / plan.runs)), "{width}: {said} {plan:?}");
    }
}

/// A function of all 0 or all 1 takes ten runs at each point of the scan: then each is sure, 2^10 B(1/2, 10.5)/pi = 180
/// = 9/0.05.
#[test]
fn axes_without_a_crossing() {
    let settings = Settings { axis: UNIT, precision: 0.01, max: 2000 };
    for (level, verdict) in [(0.0, Verdict::Nowhere), (1.0, Verdict::Everywhere)] {
        let found = search(|_| level, &settings, 0);
        assert_eq!((found.verdict, found.runs, found.reached()), (verdict, 90, true));
        assert!(found.crossings.is_empty() && found.grid_runs().is_none());
        assert!(found.scanned.iter().all(|place| place.runs == 10 && (place.low > 0.5 || place.high < 0.5)));
    }
    // n = 200: a level of 0.85 is told from a half at every point, or in doubt; it is called a crossing in at most 5%
    // (4 sigma).
    let mut verdicts = [0; 2];
    for repetition in 0..200 {
        let found = search(|_| 0.85, &settings, repetition);
        verdicts[0] += u32::from(found.verdict == Verdict::Everywhere);
        verdicts[1] += u32::from(matches!(found.verdict, Verdict::Once | Verdict::Several | Verdict::Nowhere));
    }
    assert!(verdicts[0] > 150 && verdicts[1] <= 10 + 12, "{verdicts:?}");
    // No side anywhere: undecided when the runs are used up.
    let flat = search(|_| 0.5, &Settings { max: 600, ..settings }, 3);
    assert!(!flat.reached() && flat.runs == 600, "{flat:?}");
}

/// n = 100: a bump between 0.3 and 0.7 has two crossings, each covered in 95% (4 sigma: 87).
#[test]
fn several_crossings_are_all_found() {
    let bump = |x: f64| logistic(0.3, 0.01)(x) * logistic(0.7, -0.01)(x);
    let settings = Settings { axis: UNIT, precision: 0.01, max: 3000 };
    let (mut several, mut covered, mut runs) = (0, [0; 2], 0);
    for repetition in 0..100 {
        let found = search(bump, &settings, repetition);
        runs += found.runs;
        if let (Verdict::Several, [first, second]) = (found.verdict, &found.crossings[..]) {
            several += u32::from(first.rising && !second.rising && found.reached());
            covered[0] += u32::from(first.low <= 0.3 && 0.3 <= first.high);
            covered[1] += u32::from(second.low <= 0.7 && 0.7 <= second.high);
        }
    }
    assert!(runs < 100 * 450, "{runs} runs in 100 searches");
    assert!(several >= 95 && covered.iter().all(|covered| *covered >= 87), "{several} {covered:?}");
}

/// The same outcomes lead to the same questions, from a copy made half way too; the order of a batch is the order of
/// `ask`.
#[test]
fn a_search_is_a_function_of_what_it_was_told() {
    let settings = Settings { axis: UNIT, precision: 0.01, max: 1000 };
    let function = logistic(0.2, 0.02);
    assert_eq!(search(&function, &settings, 5), search(&function, &settings, 5));
    assert_ne!(search(&function, &settings, 5), search(&function, &settings, 6));
    let mut search = Search::new(settings).unwrap();
    let mut copy = None;
    let mut stream = Stream::new(&Key::common(31), 0, Purpose::Analysis);
    let mut told = Vec::new();
    while let Some(&(point, _)) = search.ask().first() {
        let held = Chance::of(function(search.value(point))).hit(stream.word());
        search.tell(point, held);
        told.push((point, held));
        if search.runs() == 50 {
            copy = Some(search.clone());
        }
    }
    let mut copy = copy.unwrap();
    for &(point, held) in &told[50..] {
        assert_eq!(copy.ask()[0].0, point);
        copy.tell(point, held);
    }
    assert_eq!(copy.result(), search.result());
    assert_eq!(copy.runs() as usize, told.len());
}

#[test]
#[should_panic(expected = "point 0 is next")]
fn outcomes_are_told_in_order() {
    Search::new(Settings { axis: UNIT, precision: 0.1, max: 100 }).unwrap().tell(3, true);
}

/// A logarithmic axis is searched by ratios; a list by its numbers alone.
#[test]
fn logarithmic_axes_and_lists() {
    let axis = Axis::Logarithmic { from: 0.001, to: 1.0 };
    let found = search(|x| f64::from(u8::from(x < 0.02)), &Settings { axis, precision: 0.05, max: 500 }, 0);
    let only = found.crossings[0];
    assert!(only.reached && !only.rising && only.low < 0.02 && 0.02 <= only.high && only.high / only.low < 1.106);
    let numbers = Axis::List((2..=40).map(f64::from).collect());
    let found = search(|n| f64::from(u8::from(n >= 17.0)), &Settings { axis: numbers, precision: 0.25, max: 500 }, 0);
    assert_eq!((found.crossings[0].low, found.crossings[0].high), (16.0, 17.0));
    let two = Axis::List(vec![1.0, 2.0]);
    let found = search(|n| n - 1.0, &Settings { axis: two, precision: 0.25, max: 500 }, 0);
    assert_eq!((found.crossings[0].low, found.crossings[0].high), (1.0, 2.0));
    let few = Settings { axis: UNIT, precision: 0.01, max: 35 };
    assert_eq!(Search::new(few).unwrap_err(), BoundaryError::Runs { least: 36, found: 35 });
}
