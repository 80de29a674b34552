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

#[test]
fn explore() {
    for (name, at, width, precision, max) in [
        ("step", 0.37, 1e-6, 0.01, 2000),
        ("step fine", 0.37, 1e-6, 0.001, 2000),
        ("steep", 0.37, 0.01, 0.01, 2000),
        ("medium", 0.37, 0.03, 0.01, 2000),
        ("falling", 0.62, -0.03, 0.01, 2000),
        ("gentle", 0.5, 0.1, 0.02, 4000),
        ("short", 0.5, 0.1, 0.02, 500),
        ("edge", 0.98, 0.02, 0.01, 2000),
    ] {
        let settings = Settings { axis: UNIT, precision, max };
        let (mut covered, mut runs, mut reached, mut grid, mut once, mut error, mut scan) = (0, 0, 0, 0.0, 0, 0.0, 0);
        let mut w = 0.0;
        let n = 200;
        let start = std::time::Instant::now();
        for repetition in 0..n {
            let found = search(logistic(at, width), &settings, repetition);
            runs += found.runs;
            scan += found.scanned.iter().map(|s| s.runs).sum::<u32>();
            once += u32::from(found.verdict == Verdict::Once);
            if let [c] = found.crossings[..] {
                covered += u32::from(c.low <= at && at <= c.high);
                reached += u32::from(c.reached);
                grid += c.grid_runs;
                w += c.high - c.low;
                error += (c.at - at) * (c.at - at);
            }
        }
        println!(
            "{name:10} width {:.4} once {once} covered {covered} reached {reached} runs {} scan {} grid {:.0} ratio {:.1} rmse {:.4} {:?}",
            w / f64::from(once),
            runs / n,
            scan / n,
            grid / f64::from(once),
            grid / f64::from(once) / f64::from(runs / n),
            (error / f64::from(once)).sqrt(), start.elapsed()
        );
    }
}
