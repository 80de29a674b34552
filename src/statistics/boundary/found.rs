//! What a search found, and how many runs a grid would have needed for it.
//!
//! ```text
//! grid of the same precision: spacing s and n replicates, so that its interval is on average as wide, W
//! decided at a distance r from the crossing, it stands between the nearest points that far away: W = 2 r + s on average
//! p(r) = logistic( logit(p) 2r / W ),  p = 1/2 + half of the distance between P(hold) at the two ends of the interval
//! n    = (ln(1/alpha) + ln 2) / ( ln 2 + p(r) ln p(r) + (1 - p(r)) ln(1 - p(r)) )
//! runs = (length of the axis / s + 1) n,  the least over r
//! ```
//!
//! The grid does not know where the crossing is, so its points lie about it as they happen to, and all get the replicates that
//! those beside it need for the same inference. That is kind to the grid: spacing and replicates are the best there are, its
//! bettors lose no more than a factor 2 while they learn, and take no longer than on average.

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
    /// Runs that a grid of the same precision would need on the whole axis, at least ([`grid_plan`]).
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

/// The cheapest grid for an interval of a given width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridPlan {
    /// Distance of its points, as a share of the interval's width.
    pub spacing: f64,
    /// Replicates at each.
    pub replicates: f64,
    /// Runs of the whole grid.
    pub runs: f64,
}

/// The grid for an interval of which so many fit on the axis, where P(hold) at its ends is `p_low` and `p_high` (either way
/// round), wrong with a chance of at most `alpha`.
///
/// ```
/// use comity::statistics::boundary::grid_plan;
/// let step = grid_plan(50.0, 0.0, 1.0, 0.05); // ln(20 x 2) / ln 2 = 5.3 replicates, and points nearly a width apart
/// assert!(step.replicates == 6.0 && step.spacing > 0.8 && step.runs < 62.0 * 6.0);
/// ```
pub fn grid_plan(widths: f64, p_low: f64, p_high: f64, alpha: f64) -> GridPlan {
    const TRIED: u32 = 50;
    let distance = ((p_high - p_low).abs() / 2.0).clamp(1e-3, 0.5 - 1e-12);
    let slope = libm::log((0.5 + distance) / (0.5 - distance));
    let of = |k: u32| {
        // r as a share of W/2.
        let share = f64::from(k) / f64::from(TRIED);
        let more = 1.0 / (1.0 + libm::exp(-slope * share));
        let less = 1.0 - more;
        let entropy = more * libm::log(more) + if less > 0.0 { less * libm::log(less) } else { 0.0 };
        let replicates = (libm::log(LEARNING / alpha) / (std::f64::consts::LN_2 + entropy)).ceil();
        let spacing = 1.0 - share;
        GridPlan { spacing, replicates, runs: (widths / spacing + 1.0) * replicates }
    };
    (2..TRIED).map(of).fold(of(1), |best, plan| if plan.runs < best.runs { plan } else { best })
}
