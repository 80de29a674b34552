//! Where along an axis cooperation stops holding: a sequential search for the value at which P(hold) = 1/2.
//!
//! ```text
//! x* : P(hold) >= 1/2 on one side, <= 1/2 on the other
//! ask -> runs at points of a fine lattice -> tell -> ask -> ... until the interval of x* is at most 2 precision wide
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x | value on the axis | any | [`Settings::axis`] |
//! | precision | half the width of the interval wanted, as a distance on the axis | > 0 | [`Settings::precision`] |
//! | max | runs of the whole search at most | >= 36 | [`Settings::max`] |
//! | alpha | chance that an interval is wrong | 0.05 | [`ALPHA`] |
//!
//! 1. `scan.rs`: a few runs at points spread over the axis say whether there is a crossing, one, or several.
//! 2. `bracket.rs`: each crossing is found and confirmed by runs that a working `model.rs` places.
//! 3. `evidence.rs`: these runs refute, by bets at fair odds, where the crossing cannot be; the rest is the interval.
//! 4. `isotonic.rs`: the estimate in it, from all runs and the one assumption.
//!
//! What the interval assumes is that P(hold) is monotone in the bracket and that runs are independent. **Every run of a
//! search must be a fresh replicate** (its number: how many runs the search made before it). Then runs are independent
//! also under common random numbers, where the same replicate at two points would meet the same luck. Nothing is
//! assumed of the shape of P(hold), and it does not matter how the points were chosen or when the search stopped. Runs
//! of the scan choose bracket and direction and prime the model; bets are made on later runs only, so the choice cannot
//! bias them. With several crossings each interval holds with 95% for itself, if the bracket has one crossing.
//!
//! The search is a deterministic state machine: what it asks next depends on what it was told and on nothing else.
//!
//! Source: simulation search by confidence: Waeber, Frazier & Henderson (2013), SIAM J. Control Optim. 51:2261; the
//! rest in the files named above. The mix of scan, model and window is this project's own and judged by its tests.
//!
//! ```
//! use comity::statistics::boundary::{Axis, Search, Settings, Verdict};
//! let settings = Settings { axis: Axis::Linear { from: 0.0, to: 2.0 }, precision: 0.02, max: 2000 };
//! let mut search = Search::new(settings)?;
//! while !search.ask().is_empty() {
//!     for (point, runs) in search.ask() {
//!         for _ in 0..runs {
//!             let held = search.value(point) < 0.73; // here a run of the simulator
//!             search.tell(point, held);
//!         }
//!     }
//! }
//! let found = search.result();
//! let crossing = &found.crossings[0];
//! assert!(found.verdict == Verdict::Once && !crossing.rising && crossing.reached);
//! assert!(crossing.low < 0.73 && 0.73 < crossing.high && crossing.high - crossing.low < 0.04 + 1e-9);
//! # Ok::<(), comity::statistics::boundary::BoundaryError>(())
//! ```

mod axis;
mod bracket;
mod evidence;
mod found;
mod isotonic;
mod model;
mod scan;
#[cfg(test)]
mod tests;

pub use axis::{Axis, BoundaryError};
pub use found::{Crossing, Found, GridPlan, Scanned, Verdict, grid_plan};

use axis::Lattice;
use bracket::Bracket;
use scan::{Scan, Seen};

/// Chance that an interval is wrong.
pub const ALPHA: f64 = 0.05;

/// What to search.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where to look.
    pub axis: Axis,
    /// Half the width of the interval wanted: a difference on the axis, on a logarithmic one a difference of logarithms
    /// (0.05: about 5% either way).
    pub precision: f64,
    /// Runs of the whole search at most; at least those of the first scan, four for each of nine points.
    pub max: u32,
}

/// A search under way.
#[derive(Debug, Clone)]
pub struct Search {
    settings: Settings,
    lattice: Lattice,
    scan: Scan,
    /// Crossings being searched, none before the scan is done; all before `current` are done with.
    brackets: Vec<Bracket>,
    current: usize,
    /// No crossing, and whether it holds.
    same: Option<bool>,
    /// What is left of the batch, in order.
    batch: Vec<(usize, u32)>,
    runs: u32,
    /// Runs after which the current bracket gives up.
    limit: u32,
}

impl Search {
    /// A search that has not made a run.
    ///
    /// # Errors
    /// [`BoundaryError`] where axis, precision and runs make no search.
    pub fn new(settings: Settings) -> Result<Self, BoundaryError> {
        let lattice = Lattice::new(&settings.axis, settings.precision)?;
        let scan = Scan::new(lattice.last(), ALPHA);
        let least = scan::FIRST * scan.places.len() as u32;
        if settings.max < least {
            return Err(BoundaryError::Runs { least, found: settings.max });
        }
        let limit = settings.max;
        let (brackets, batch) = (Vec::new(), Vec::new());
        let mut search = Self { settings, lattice, scan, brackets, current: 0, same: None, batch, runs: 0, limit };
        search.proceed();
        Ok(search)
    }

    /// The runs wanted now: points and how many runs at each, in the order in which they are to be told; empty when
    /// done.
    pub fn ask(&self) -> Vec<(usize, u32)> {
        self.batch.clone()
    }

    /// The value of a point on the axis.
    pub fn value(&self, point: usize) -> f64 {
        self.lattice.value(point)
    }

    /// Number of points on the axis.
    pub fn points(&self) -> usize {
        self.lattice.last() + 1
    }

    /// Runs told so far: the replicate number of the next.
    pub fn runs(&self) -> u32 {
        self.runs
    }

    /// Takes the outcome of the next run that was asked for.
    ///
    /// # Panics
    /// If that is not a run at this point.
    pub fn tell(&mut self, point: usize, held: bool) {
        let Some((asked, left)) = self.batch.first_mut() else {
            panic!("told of point {point}, but the search is done")
        };
        assert!(*asked == point, "told of point {point}, but point {asked} is next");
        *left -= 1;
        if *left == 0 {
            self.batch.remove(0);
        }
        self.runs += 1;
        match self.brackets.get_mut(self.current) {
            Some(bracket) => bracket.tell(point, held),
            None => self.scan.tell(point, held),
        }
        if self.batch.is_empty() {
            if let Some(bracket) = self.brackets.get_mut(self.current) {
                bracket.settle(self.limit - self.runs);
            }
            self.proceed();
        }
    }

    /// Works out the next batch.
    fn proceed(&mut self) {
        if self.brackets.is_empty() {
            match self.scan.seen() {
                Seen::Unsure(more) => self.batch = more,
                Seen::Same(side) => self.same = Some(side),
                Seen::Crossings(stretches) => {
                    let width = 2.0 * self.settings.precision;
                    let bracket = |stretch| Bracket::new(stretch, &self.lattice, width, ALPHA, &self.scan.places);
                    self.brackets = stretches.into_iter().map(bracket).collect();
                    self.share();
                }
            }
        }
        while let Some(bracket) = self.brackets.get(self.current) {
            if !bracket.done() && self.runs < self.limit {
                self.batch = bracket.ask();
                break;
            }
            self.current += 1;
            self.share();
        }
        self.trim();
    }

    /// Gives the next bracket its share of the runs that are left.
    fn share(&mut self) {
        let brackets = (self.brackets.len() - self.current.min(self.brackets.len())).max(1) as u32;
        self.limit = self.runs + (self.settings.max - self.runs) / brackets;
    }

    /// Cuts the batch where the runs end.
    fn trim(&mut self) {
        let mut left = self.limit - self.runs;
        for (_, runs) in &mut self.batch {
            *runs = (*runs).min(left);
            left -= *runs;
        }
        self.batch.retain(|(_, runs)| *runs > 0);
    }

    /// What is found so far; valid at any time.
    pub fn result(&self) -> Found {
        let crossings: Vec<Crossing> = self.brackets.iter().map(Bracket::crossing).collect();
        let verdict =
            match (crossings.as_slice(), self.same) {
                (_, Some(true)) => Verdict::Everywhere,
                (_, Some(false)) => Verdict::Nowhere,
                ([], None) => Verdict::Undecided,
                // The one crossing that the scan suspected is not on the axis.
                ([only], None) if only.low == only.high && only.beyond => {
                    if (only.low == only.bracket.0) == only.rising { Verdict::Everywhere } else { Verdict::Nowhere }
                }
                ([only], None) if only.beyond && !only.reached => Verdict::Undecided,
                ([_], None) => Verdict::Once,
                _ => Verdict::Several,
            };
        let scanned = self.scan.places.iter().map(|place| {
            let (low, high) = self.scan.interval(place);
            Scanned { value: self.lattice.value(place.point), held: place.held, runs: place.runs, low, high }
        });
        let crossings = if matches!(verdict, Verdict::Everywhere | Verdict::Nowhere) { Vec::new() } else { crossings };
        Found { verdict, crossings, scanned: scanned.collect(), runs: self.runs }
    }
}
