//! Claims: hypotheses stated before the run, supported, refuted or left open by it.
//!
//! A claim says of every cell it speaks of that some measures lie in a range: P(hold), or the mean of a column. Each
//! measure in each cell is a part of the claim, and each end of its range has two p-values:
//!
//! ```text
//! P(hold), n fixed:  above(e) = 2 P(X >= x | n, e)      below(e) = 2 P(X <= x | n, e)      X binomial; at most 1
//! P(hold), watched:  above(e) = 1/M_n(e) if x/n > e     below(e) = 1/M_n(e) if x/n < e     else 1; at most 1
//!                    M_n(e) = B(x + 1/2, n - x + 1/2) / B(1/2, 1/2) / ( e^x (1 - e)^(n - x) )
//! mean, range known: above(e) = 2 p(mean <= e)          below(e) = 2 p(mean >= e)          G of [`super::gaffke`]; at most 1
//! mean, else:        above(e) = 2 P(T >= (m - e)/s)     below(e) = 2 P(T <= (m - e)/s)     T Student, n - 1; at most 1
//! p_in  = max( above(min), below(max) )                 p_out = min( below(min), above(max) )
//! p_supported = max over the parts of p_in              p_refuted = min( 1, parts x min over the parts of p_out )
//! supported: p_supported <= 5%;  refuted: p_refuted <= 5%;  both after Holm's adjustment over the claims; else undecided
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x, n | runs that hold, runs of the cell | x <= n | [`Sample::Fixed`], [`Sample::Watched`] |
//! | values, their range | of a column, or differences of pairs of runs (from -1 to 1 where it has values from 0 to 1) | finite | [`Sample::Bounded`] |
//! | m, s | mean over the runs (or of the differences of pairs of them) and its standard error | real, >= 0 | [`Sample::Mean`] |
//! | min, max | ends of the range | min <= max; infinite where open | [`Bounds`] |
//! | p_in | evidence that a part lies in its range: small if it plainly does | \[0, 1\] | - |
//! | p_out | evidence that it lies outside | \[0, 1\] | - |
//!
//! Why this is sound. "Everywhere inside" is the intersection of the parts: to support it, each part alone has to be inside at
//! 5%, and nothing is adjusted over parts, for one part that is not suffices to be wrong at most that often (the
//! intersection-union test). "Somewhere outside" is their union: the more parts are looked at, the more often chance alone
//! shows one outside, so that the smallest p-value is multiplied by their number (Bonferroni). Over claims, one family are all
//! p_supported and another all p_refuted: the chance that any false claim is supported is at most 5%, and so is that of any
//! true claim being refuted. All of it holds whatever the dependence between cells, common random numbers included.
//!
//! p-values are two-sided, so that for one claim the verdict can be read off the 95% intervals: it is supported if each lies
//! inside its range, and one that speaks of a single cell and measure is refuted if it lies outside. Those of a fixed number
//! of runs are exact (they invert Clopper & Pearson's interval); those of a watched one, where looks at the data decided how
//! many runs there are, are valid at any such number (they invert the confidence sequence of the mixture with weights 1/2, 1/2).
//!
//! Within a claim, parts are counted as holding and as failing by Holm's adjustment of p_in and of p_out over its parts ([`counted`]).
//!
//! Source: Berger (1982), Technometrics 24:295 (intersection-union); Clopper & Pearson (1934), Biometrika 26:404; Gaffke (2005), Math.
//! Methods Stat. 14:451; Student (1908), Biometrika 6:1; Howard, Ramdas, McAuliffe & Sekhon (2021), Ann. Stat. 49:1055 (always
//! valid); Holm (1979), Scand. J. Stat. 6:65.
//! Assumed, where they are silent: an end that a measure cannot pass (0 or 1 of a share) is kept by every run. Runs that all agree
//! do not make a mean known: with a range it may still be off, without one they say nothing, as fewer than two do. Student's
//! test is approximate for values that are not normal, and all but that of P(hold) are for a watched number of runs.
//!
//! ```
//! use comity::statistics::claims::{Bounds, Evidence, Sample, Verdict, decide};
//! let range = Bounds { min: 0.9, max: 1.0 };
//! let verdict = |n: u32, successes: u32| {
//!     decide(&[Evidence::of([(range, Sample::Fixed { successes, n })])])[0].verdict
//! };
//! assert_eq!(verdict(20, 20), Verdict::Undecided);  // 2 x 0.9^20 = 0.24
//! assert_eq!(verdict(40, 40), Verdict::Supported);  // 2 x 0.9^40 = 0.030
//! assert_eq!(verdict(20, 10), Verdict::Refuted);
//! ```

use super::beta::incomplete_beta;
use super::confidence_sequence::{Sequential, always_valid};
use super::gaffke;
use super::holm;
use super::interval::{self, Moments, Student, clopper_pearson};

/// The level at which claims are decided.
pub const LEVEL: f64 = 0.05;

/// The range that a measure is said to lie in; ends count as inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lower end; minus infinity if it has none.
    pub min: f64,
    /// Upper end; infinity if it has none.
    pub max: f64,
}

/// What the runs of a cell say of a measure.
#[derive(Debug, Clone, PartialEq)]
pub enum Sample {
    /// Runs in which something holds, out of a number of runs that was fixed beforehand.
    Fixed {
        /// Runs in which it holds.
        successes: u32,
        /// Runs.
        n: u32,
    },
    /// The same where looks at the data decided how many runs there are.
    Watched {
        /// Runs in which it holds.
        successes: u32,
        /// Runs.
        n: u32,
    },
    /// Values of a column whose range is known, or their differences between paired runs.
    Bounded {
        /// The values.
        values: Vec<f64>,
        /// The least and the greatest that they can be.
        range: [f64; 2],
    },
    /// Values of another column, or their differences between paired runs.
    Mean(Moments),
}

impl Sample {
    /// No values yet, of a column with such a range; an end that is not known is infinite.
    pub fn within(range: [f64; 2]) -> Self {
        match range.iter().all(|end| end.is_finite()) {
            true => Self::Bounded { values: Vec::new(), range },
            false => Self::Mean(Moments::default()),
        }
    }

    /// Takes a run's value, for a proportion 0 or 1, or the difference of a pair; missing ones (NaN) are left out.
    pub fn push(&mut self, value: f64) {
        match self {
            Self::Fixed { successes, n } | Self::Watched { successes, n } if !value.is_nan() => {
                *successes += u32::from(value == 1.0);
                *n += 1;
            }
            Self::Bounded { values, .. } if !value.is_nan() => values.push(value),
            Self::Fixed { .. } | Self::Watched { .. } | Self::Bounded { .. } => {}
            Self::Mean(moments) => moments.push(value),
        }
    }

    /// The share or the mean; NaN without values.
    pub fn estimate(&self) -> f64 {
        match self {
            Self::Fixed { successes, n } | Self::Watched { successes, n } => f64::from(*successes) / f64::from(*n),
            Self::Bounded { values, .. } => values.iter().copied().collect::<Moments>().mean(),
            Self::Mean(moments) => moments.mean(),
        }
    }

    /// The 95% interval of the share or the mean; NaN where there is none.
    pub fn interval(&self, student: &mut Student) -> (f64, f64) {
        match self {
            Self::Fixed { successes, n } => clopper_pearson(*successes, *n, 1.0 - LEVEL),
            Self::Watched { successes, n } => always_valid(*successes, *n, Sequential::ALPHA),
            Self::Bounded { values, range } => gaffke::interval(values, *range, 1.0 - LEVEL),
            Self::Mean(moments) => {
                let (_, low, high) = student.interval(moments);
                (low, high)
            }
        }
    }

    /// The range that it cannot leave.
    fn natural(&self) -> [f64; 2] {
        match self {
            Self::Fixed { .. } | Self::Watched { .. } => [0.0, 1.0],
            Self::Bounded { range, .. } => *range,
            Self::Mean(_) => [f64::NEG_INFINITY, f64::INFINITY],
        }
    }

    /// p-value of the true value being at most `end`: small if it plainly is above.
    fn above(&self, end: f64) -> f64 {
        match self {
            Self::Fixed { successes: 0, .. } => 1.0,
            Self::Fixed { successes, n } => {
                let (x, n) = (f64::from(*successes), f64::from(*n));
                (2.0 * incomplete_beta(x, n - x + 1.0, end)).min(1.0)
            }
            Self::Watched { successes, n } => always_valid_p(*successes, *n, end),
            Self::Bounded { values, range } => (2.0 * gaffke::above(values, *range, end)).min(1.0),
            Self::Mean(moments) => student_above(moments, end, 1.0),
        }
    }

    /// p-value of the true value being at least `end`: small if it plainly is below.
    fn below(&self, end: f64) -> f64 {
        match self {
            // Counting what does not hold, where small differences from 1 do not get lost.
            Self::Fixed { successes, n } => Self::Fixed { successes: n - successes, n: *n }.above(1.0 - end),
            Self::Watched { successes, n } => always_valid_p(n - successes, *n, 1.0 - end),
            Self::Bounded { values, range } => (2.0 * gaffke::below(values, *range, end)).min(1.0),
            Self::Mean(moments) => student_above(moments, end, -1.0),
        }
    }

    fn inside(&self, Bounds { min, max }: Bounds) -> f64 {
        // Ends that nothing can pass.
        let [least, most] = self.natural();
        let above = if min <= least { 0.0 } else { self.above(min) };
        let below = if max >= most { 0.0 } else { self.below(max) };
        above.max(below)
    }

    fn outside(&self, Bounds { min, max }: Bounds) -> f64 {
        let below = if min == f64::NEG_INFINITY { 1.0 } else { self.below(min) };
        let above = if max == f64::INFINITY { 1.0 } else { self.above(max) };
        below.min(above)
    }

    /// All that is to be known of it as a part of a claim.
    pub fn part(&self, bounds: Bounds, student: &mut Student) -> Part {
        let (low, high) = self.interval(student);
        let [inside, outside] = [self.inside(bounds), self.outside(bounds)];
        Part { inside, outside, estimate: self.estimate(), low, high }
    }
}

/// What one measure in one cell says of a claim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// p_in: small if it plainly lies in the range that is claimed.
    pub inside: f64,
    /// p_out: small if it plainly lies outside.
    pub outside: f64,
    /// The share or the mean; NaN without values.
    pub estimate: f64,
    /// Lower end of its 95% interval; NaN where there is none.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
}

/// What can be said of a part beside the others of its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It lies in the range.
    Holds,
    /// The runs do not tell.
    Undecided,
    /// It lies outside.
    Fails,
}

/// Where each part of a claim stands: those that hold and those that fail after Holm's adjustment over the parts.
pub fn counted(parts: &[Part]) -> Vec<Standing> {
    let adjusted = |of: fn(&Part) -> f64| holm::adjusted(&parts.iter().map(of).collect::<Vec<_>>());
    let (inside, outside) = (adjusted(|part| part.inside), adjusted(|part| part.outside));
    let standing = |(inside, outside)| match () {
        () if outside <= LEVEL => Standing::Fails,
        () if inside <= LEVEL => Standing::Holds,
        () => Standing::Undecided,
    };
    inside.into_iter().zip(outside).map(standing).collect()
}

/// Twice the chance of a Student statistic as far above an end (`side` 1) or below it (-1), at most 1.
fn student_above(moments: &Moments, end: f64, side: f64) -> f64 {
    let t = side * (moments.mean() - end) / moments.error();
    // Values that all agree say nothing of their spread, nor do too few, of which t is NaN.
    if t > 0.0 && !moments.agree() { interval::student_p(t, f64::from(moments.count() - 1)) } else { 1.0 }
}

/// p-value of a proportion being at most `bound`, valid at whatever number of runs one stopped for whatever reason.
///
/// It is the inverse of the fortune won by betting against the proportion that fits best up to the bound.
///
/// ```
/// use comity::statistics::claims::always_valid_p;
/// assert!((always_valid_p(1, 1, 0.025) - 0.05).abs() < 1e-12); // M = (1/2) / 0.025 = 20
/// assert_eq!(always_valid_p(1, 4, 0.5), 1.0);                  // a quarter is not above a half
/// ```
pub fn always_valid_p(successes: u32, n: u32, bound: f64) -> f64 {
    let (x, n) = (f64::from(successes), f64::from(n));
    if n == 0.0 || x / n <= bound {
        return 1.0;
    }
    if bound <= 0.0 {
        return 0.0;
    }
    // ln of B(x + 1/2, n - x + 1/2) / B(1/2, 1/2); B(1/2, 1/2) is pi.
    let mixture =
        libm::lgamma(x + 0.5) + libm::lgamma(n - x + 0.5) - libm::lgamma(n + 1.0) - libm::log(std::f64::consts::PI);
    let likelihood = x * libm::log(bound) + (n - x) * libm::log1p(-bound);
    libm::exp(likelihood - mixture).min(1.0)
}

/// What the parts of one claim say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// p-value of the claim being false somewhere: small if it plainly holds in every part.
    pub supported: f64,
    /// p-value of the claim being true everywhere: small if it plainly fails in some part.
    pub refuted: f64,
    /// The part that speaks least for the claim, in the order given; the first of several.
    pub weakest: usize,
    /// The part that speaks most against it.
    pub worst: usize,
}

impl Evidence {
    /// The evidence of all parts of a claim; without any there is none.
    pub fn of(parts: impl IntoIterator<Item = (Bounds, Sample)>) -> Self {
        Self::on(parts.into_iter().map(|(bounds, sample)| (sample.inside(bounds), sample.outside(bounds))))
    }

    /// The same from what is known of the parts already.
    pub fn of_parts(parts: &[Part]) -> Self {
        Self::on(parts.iter().map(|part| (part.inside, part.outside)))
    }

    fn on(parts: impl Iterator<Item = (f64, f64)>) -> Self {
        let (mut count, mut inside, mut outside) = (0_usize, (0.0, 0), (f64::INFINITY, 0));
        for (place, (p_in, p_out)) in parts.enumerate() {
            count += 1;
            if place == 0 || p_in > inside.0 {
                inside = (p_in, place);
            }
            if p_out < outside.0 {
                outside = (p_out, place);
            }
        }
        let supported = if count == 0 { 1.0 } else { inside.0 };
        let refuted = if count == 0 { 1.0 } else { (outside.0 * count as f64).min(1.0) };
        Self { supported, refuted, weakest: inside.1, worst: outside.1 }
    }
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds in every cell it speaks of.
    Supported,
    /// It fails in some cell.
    Refuted,
    /// The runs do not tell.
    Undecided,
}

impl Verdict {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Refuted => "refuted",
            Self::Undecided => "undecided",
        }
    }
}

/// The judgement on one claim among several.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// What became of it.
    pub verdict: Verdict,
    /// The evidence of this claim alone.
    pub evidence: Evidence,
    /// `evidence.supported`, Holm-adjusted over the claims.
    pub supported_holm: f64,
    /// `evidence.refuted`, Holm-adjusted over the claims.
    pub refuted_holm: f64,
}

impl Judgement {
    /// The part that decided: the worst of a refuted claim, else the weakest.
    pub fn decisive(&self) -> usize {
        if self.verdict == Verdict::Refuted { self.evidence.worst } else { self.evidence.weakest }
    }
}

/// Judges all claims of a study together.
pub fn decide(claims: &[Evidence]) -> Vec<Judgement> {
    let adjusted = |of: fn(&Evidence) -> f64| holm::adjusted(&claims.iter().map(of).collect::<Vec<_>>());
    let (supported, refuted) = (adjusted(|claim| claim.supported), adjusted(|claim| claim.refuted));
    let judged = claims.iter().zip(supported).zip(refuted).map(|((&evidence, supported_holm), refuted_holm)| {
        // A part that is plainly inside is not plainly outside: never both.
        let verdict = match () {
            () if refuted_holm <= LEVEL => Verdict::Refuted,
            () if supported_holm <= LEVEL => Verdict::Supported,
            () => Verdict::Undecided,
        };
        Judgement { verdict, evidence, supported_holm, refuted_holm }
    });
    judged.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Stream};

    const LEAST: Bounds = Bounds { min: 0.9, max: f64::INFINITY };

    fn fixed(successes: u32, n: u32) -> Sample {
        Sample::Fixed { successes, n }
    }

    /// P(X >= 2 | 3, 1/2) = 1/2, P(X >= 3) = 1/8, P(X <= 1 | 4, 1/2) = 5/16.
    #[test]
    fn tails_of_the_binomial_by_hand() {
        assert_eq!(fixed(2, 3).above(0.5), 1.0);
        assert!((fixed(3, 3).above(0.5) - 0.25).abs() < 1e-14);
        assert!((fixed(1, 4).below(0.5) - 0.625).abs() < 1e-14);
        assert_eq!((fixed(0, 4).above(0.5), fixed(4, 4).below(0.5)), (1.0, 1.0));
        assert_eq!(fixed(3, 4).outside(Bounds { min: 1.0, max: 1.0 }), 0.0, "one run that fails refutes certainty");
        assert_eq!(fixed(0, 4).inside(Bounds { min: 0.0, max: 1.0 }), 0.0);
        assert_eq!((fixed(0, 0).inside(LEAST), fixed(0, 0).outside(LEAST)), (1.0, 1.0), "no runs say nothing");
    }

    /// Mean 2, standard error 1, two values: T has one degree of freedom, P(|T| >= 1) = 1/2.
    #[test]
    fn students_tails_by_hand() {
        let mean = |values: &[f64]| Sample::Mean(values.iter().copied().collect());
        let sample = mean(&[1.0, 3.0]);
        assert!((sample.above(1.0) - 0.5).abs() < 1e-14 && (sample.below(3.0) - 0.5).abs() < 1e-14);
        assert_eq!((sample.above(3.0), sample.below(1.0)), (1.0, 1.0));
        let twice = Bounds { min: 2.0, max: f64::INFINITY };
        for agreed in [mean(&[2.0; 5]), mean(&[1.9; 5]), mean(&[0.1 + 0.2, 0.3]), mean(&[7.0])] {
            assert_eq!((agreed.inside(twice), agreed.outside(twice)), (1.0, 1.0), "no spread seen, nothing known");
        }
    }

    fn bounded(values: &[f64], range: [f64; 2]) -> Sample {
        Sample::Bounded { values: values.to_vec(), range }
    }

    /// Of 40 pairs that all agree on no change, a change of at most 0 is neither refuted nor supported, whatever rounding leaves
    /// of the difference; one of at most 0.1 is supported: 2 x 0.9^40 = 0.030, after 35 pairs not yet. A change of 0.1 in all is more than 0:
    /// 2 (1/1.1)^40 = 0.044, after 38 not yet.
    #[test]
    fn a_measure_at_the_edge_is_not_decided_by_rounding() {
        let most = |max: f64| Bounds { min: f64::NEG_INFINITY, max };
        for change in [0.0, 1e-17, -1e-17, 3e-16] {
            let pairs = bounded(&[change; 40], [-1.0, 1.0]);
            assert!(pairs.inside(most(0.0)) > 0.99 && pairs.outside(most(0.0)) > 0.99, "{change}: {pairs:?}");
            assert!((pairs.inside(most(0.1)) - 2.0 * libm::pow(0.9, 40.0)).abs() < 1e-9);
            assert!(bounded(&[change; 35], [-1.0, 1.0]).inside(most(0.1)) > LEVEL);
        }
        assert!((bounded(&[0.1; 40], [-1.0, 1.0]).outside(most(0.0)) - 2.0 * libm::pow(1.1, -40.0)).abs() < 1e-9);
        assert!(bounded(&[0.1; 38], [-1.0, 1.0]).outside(most(0.0)) > LEVEL);
        // Shares: "at most 0" and "at least 1" are ends that no run passes.
        let full = bounded(&[1.0 - 1e-16; 20], [0.0, 1.0]);
        let least = Bounds { min: 1.0, max: f64::INFINITY };
        assert_eq!((full.inside(least), full.outside(least)), (1.0, 1.0), "twenty runs do not make it certain");
        assert_eq!(bounded(&[0.3; 20], [0.0, 1.0]).inside(Bounds { min: 0.0, max: 1.0 }), 0.0);
        assert_eq!(bounded(&[], [0.0, 1.0]).inside(least), 1.0, "no runs say nothing");
    }

    /// Cooperation of 1 with probability .95 and of 1/2 otherwise, .975 on average, said to be at least .99: 20 runs that all agree
    /// come in more than a third of 300 samples (.36; seeds 0 to 299), and hardly any may support it.
    #[test]
    fn a_rare_run_that_was_not_seen_is_reckoned_with() {
        let least = Bounds { min: 0.99, max: f64::INFINITY };
        let (mut supported, mut agreed) = (0, 0);
        for seed in 0..300 {
            let mut stream = Stream::new(&Key::common(seed), 0, Purpose::Analysis);
            let values: Vec<f64> = (0..20).map(|_| if stream.uniform() < 0.95 { 1.0 } else { 0.5 }).collect();
            agreed += u32::from(values.iter().all(|&x| x == 1.0));
            let judged = decide(&[Evidence::of([(least, bounded(&values, [0.0, 1.0]))])]);
            supported += u32::from(judged[0].verdict == Verdict::Supported);
        }
        assert!(agreed > 80 && supported <= 15, "{agreed} agree, {supported} support");
    }

    /// Of three parts one holds, one fails, one is open; after Holm over the three, 2 x 0.9^40 = 0.030 is not enough.
    #[test]
    fn parts_are_counted_within_their_claim() {
        let parts: Vec<Part> =
            [(80, 80), (20, 40), (40, 40)].map(|(x, n)| fixed(x, n).part(LEAST, &mut Student::default())).into();
        assert_eq!(counted(&parts), [Standing::Holds, Standing::Fails, Standing::Undecided]);
        assert_eq!(counted(&parts[2..]), [Standing::Holds]);
        assert_eq!(Evidence::of_parts(&parts).worst, 1);
    }

    /// 5% is where the 95% interval touches the end.
    #[test]
    fn p_values_agree_with_the_intervals() {
        for (x, n) in [(1, 10), (7, 10), (81, 263), (199, 200)] {
            let (low, high) = interval::clopper_pearson(x, n, 0.95);
            assert!((fixed(x, n).above(low) - 0.05).abs() < 1e-9, "{x}/{n}");
            assert!((fixed(x, n).below(high) - 0.05).abs() < 1e-9, "{x}/{n}");
        }
        let moments: Moments = [0.2, 0.5, 0.9, 0.4].into_iter().collect();
        let (_, low, high) = interval::Student::default().interval(&moments);
        let sample = Sample::Mean(moments);
        let values = bounded(&[0.2, 0.5, 0.9, 0.4], [0.0, 1.0]);
        let (least, most) = values.interval(&mut Student::default());
        assert!((values.above(least) - 0.05).abs() < 1e-9 && (values.below(most) - 0.05).abs() < 1e-9);
        assert!((sample.above(low) - 0.05).abs() < 1e-9 && (sample.below(high) - 0.05).abs() < 1e-9);
    }

    /// One cell of three fails: supported by none, refuted with three times its own p-value, and it is named.
    #[test]
    fn one_cell_refutes_and_all_have_to_support() {
        let claim = |cells: &[(u32, u32)]| Evidence::of(cells.iter().map(|&(x, n)| (LEAST, fixed(x, n))));
        let mixed = claim(&[(40, 40), (20, 40), (39, 40)]);
        assert_eq!((mixed.supported, mixed.weakest, mixed.worst), (1.0, 1, 1));
        assert!((mixed.refuted - 3.0 * fixed(20, 40).below(0.9)).abs() < 1e-18);
        let good = claim(&[(50, 50), (40, 40)]);
        assert!((good.supported - 2.0 * libm::pow(0.9, 40.0)).abs() < 1e-14 && good.weakest == 1);
        let judged = decide(&[mixed, good]);
        assert_eq!(judged[0].verdict, Verdict::Refuted);
        // 0.0296 doubled by Holm: no longer beyond doubt.
        assert_eq!(judged[1].verdict, Verdict::Undecided);
        assert_eq!(decide(&[good])[0].verdict, Verdict::Supported);
        assert_eq!(decide(&[Evidence::of([])])[0].verdict, Verdict::Undecided);
    }

    /// Runs of cells in which something holds with probability `p`.
    fn draw(stream: &mut Stream, p: f64, n: u32) -> Sample {
        let mut sample = fixed(0, 0);
        (0..n).for_each(|_| sample.push(f64::from(u8::from(stream.uniform() < p))));
        sample
    }

    /// How often in 2000 repetitions; 5% and 4 standard errors of that are 0.0695.
    fn share_of(mut happens: impl FnMut(&mut Stream) -> bool) -> f64 {
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Analysis);
        f64::from((0..2000).map(|_| u32::from(happens(&mut stream))).sum::<u32>()) / 2000.0
    }

    /// A true claim at its border, three of them over five cells of 30 runs each: any is refuted in at most 5%.
    #[test]
    fn true_claims_are_rarely_refuted() {
        let claim = |stream: &mut Stream| Evidence::of((0..5).map(|_| (LEAST, draw(stream, 0.9, 30))));
        let wrong = share_of(|stream| {
            let claims = [claim(stream), claim(stream), claim(stream)];
            decide(&claims).iter().any(|judged| judged.verdict == Verdict::Refuted)
        });
        assert!(wrong < 0.0695, "{wrong}");
        let far = share_of(|stream| {
            let claims = [Evidence::of((0..5).map(|_| (LEAST, draw(stream, 0.5, 30))))];
            decide(&claims)[0].verdict == Verdict::Refuted
        });
        assert!(far > 0.99, "a claim far from the truth is refuted: {far}");
    }

    /// Means of 20 uniform numbers, said to be at least 1/2, as they are.
    #[test]
    fn true_claims_of_means_are_rarely_refuted_and_false_ones_rarely_supported() {
        let half = Bounds { min: 0.5, max: f64::INFINITY };
        let mean = |stream: &mut Stream| bounded(&std::array::from_fn::<f64, 20, _>(|_| stream.uniform()), [0.0, 1.0]);
        let refuted = share_of(|stream| {
            let parts: Vec<_> = (0..4).map(|_| (half, mean(stream))).collect();
            decide(&[Evidence::of(parts)])[0].verdict == Verdict::Refuted
        });
        assert!(refuted < 0.0695, "{refuted}");
        let supported =
            share_of(|stream| decide(&[Evidence::of([(half, mean(stream))])])[0].verdict == Verdict::Supported);
        assert!(supported < 0.0695, "{supported}");
    }

    /// A false claim just outside its border in one cell of two is supported in at most 5%.
    #[test]
    fn false_claims_are_rarely_supported() {
        let supported = share_of(|stream| {
            let parts = [(LEAST, draw(stream, 0.9, 60)), (LEAST, draw(stream, 1.0, 60))];
            decide(&[Evidence::of(parts)])[0].verdict == Verdict::Supported
        });
        assert!(supported < 0.0695, "{supported}");
    }

    /// Looking after each of 200 runs, stopping at the first look that seems to refute a claim at its border.
    #[test]
    fn watching_does_not_refute_a_true_claim() {
        let looks = |stream: &mut Stream, watched: bool| {
            let mut sample = if watched { Sample::Watched { successes: 0, n: 0 } } else { fixed(0, 0) };
            (0..200).any(|_| {
                sample.push(f64::from(u8::from(stream.uniform() < 0.5)));
                sample.below(0.5) <= LEVEL
            })
        };
        let wrong = share_of(|stream| looks(stream, true));
        assert!(wrong < 0.0695, "{wrong}");
        let careless = share_of(|stream| looks(stream, false));
        assert!(careless > 0.0695, "exact p-values are not made for it: {careless}");
    }
}
