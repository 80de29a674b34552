//! What a search found, and how many runs a grid would have needed for it.
//!
//! ```text
//! grid of the same precision: points as far apart as the interval reached is wide, one at each of its ends
//! points     = length of the axis / width + 1
//! p = 1/2 + half of the distance between P(hold) at the two ends
//! replicates = (ln(1/alpha) + ln 2) / ( ln 2 + p ln p + (1 - p) ln(1 - p) )
//! ```
//!
//! The grid does not know where the crossing is, so all its points get the replicates that the two beside it need for
//! the same inference to give the same interval. That is kind to the grid: it lies as well as can be, half a step on
//! either side of the crossing, its bettors lose no more than a factor 2 while they learn, and take no longer than on
//! average. Simulated grids need more (the tests of [`super`]).

/// The verdict of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Cooperation holds more often than not everywhere on the axis.
    Everywhere,
    /// It holds less often than not everywhere on the axis.
    Nowhere,
    /// P(hold) passes 1/2 once.
    Once,
    /// P(hold) passes 1/2 more than once.
    Several,
    /// The runs did not suffice to say.
    Undecided,
}

impl Verdict {
    /// As a word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Nowhere => "nowhere",
            Self::Once => "once",
            Self::Several => "several",
            Self::Undecided => "undecided",
        }
    }
}

/// Where P(hold) passes 1/2, with an interval that is right at any time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Does P(hold) rise along the axis?
    pub rising: bool,
    /// Estimate of the value, in units of the axis.
    pub at: f64,
    /// Lower end of its 95% interval.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
    /// The stretch of the axis it was looked for in.
    pub bracket: (f64, f64),
    /// May it lie beyond the bracket? Then an end of the interval is that of the bracket, and no bound.
    pub beyond: bool,
    /// Is the interval as narrow as wanted?
    pub reached: bool,
    /// Do the runs refute that P(hold) is monotone in the bracket? Then the interval is the last before that.
    pub contradicted: bool,
    /// Runs made to narrow it down, without the scan's.
    pub runs: u32,
    /// Runs that a grid of the same precision would need on the whole axis, at least ([`grid_runs`]).
    pub grid_runs: f64,
}

/// A point of the scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scanned {
    /// Value on the axis.
    pub value: f64,
    /// Runs that held.
    pub held: u32,
    /// Runs of the scan there.
    pub runs: u32,
    /// Lower end of the interval of P(hold); all points' intervals are right at once with 95%.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The verdict.
    pub verdict: Verdict,
    /// The crossings, in the order of the axis; while undecided, the one that is suspected, if any.
    pub crossings: Vec<Crossing>,
    /// The scan, in the order of the axis.
    pub scanned: Vec<Scanned>,
    /// All runs.
    pub runs: u32,
}

impl Found {
    /// Did the search come to its end before it ran out of runs?
    pub fn reached(&self) -> bool {
        self.verdict != Verdict::Undecided && self.crossings.iter().all(|crossing| crossing.reached)
    }

    /// Runs that a grid would need for the narrowest interval found; none without a crossing.
    pub fn grid_runs(&self) -> Option<f64> {
        self.crossings.iter().map(|crossing| crossing.grid_runs).reduce(f64::max)
    }
}

/// Factor of the fortune that bettors lose while they learn.
const LEARNING: f64 = 2.0;

/// Runs that a grid needs for an interval of which so many fit on the axis, where P(hold) at its ends is `p_low` and
/// `p_high` (either way round), wrong with a chance of at most `alpha`.
///
/// ```
/// use comity::measure::boundary::grid_runs;
/// assert_eq!(grid_runs(50.0, 0.0, 1.0, 0.05), 51.0 * 6.0); // a step: ln(20 x 2) / ln 2 = 5.3, so 6 at each point
/// ```
pub fn grid_runs(widths: f64, p_low: f64, p_high: f64, alpha: f64) -> f64 {
    let distance = ((p_high - p_low).abs() / 2.0).clamp(1e-3, 0.5);
    let (more, less) = (0.5 + distance, 0.5 - distance);
    let entropy = more * libm::log(more) + if less > 0.0 { less * libm::log(less) } else { 0.0 };
    let replicates = libm::log(LEARNING / alpha) / (std::f64::consts::LN_2 + entropy);
    (widths + 1.0) * replicates.ceil()
}
