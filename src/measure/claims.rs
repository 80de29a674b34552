//! Claims: hypotheses stated before the run, supported, refuted or left open by it.
//!
//! A claim says of every cell it speaks of that some measures lie in a range: P(hold), or the mean of a column. Each
//! measure in each cell is a part of the claim, and each end of its range has two p-values:
//!
//! ```text
//! P(hold), n fixed:  above(e) = 2 P(X >= x | n, e)      below(e) = 2 P(X <= x | n, e)      X binomial; at most 1
//! P(hold), watched:  above(e) = 1/M_n(e) if x/n > e     below(e) = 1/M_n(e) if x/n < e     else 1; at most 1
//!                    M_n(e) = B(x + 1/2, n - x + 1/2) / B(1/2, 1/2) / ( e^x (1 - e)^(n - x) )
//! mean:              above(e) = 2 P(T >= (m - e)/s)     below(e) = 2 P(T <= (m - e)/s)     T Student, n - 1; at most 1
//! change of P(hold): as a mean, with Z normal for T,    m = (u - d)/(n + 2),  s^2 = ( (u + d + 1)/(n + 2) - m^2 )/(n + 2)
//! p_in  = max( above(min), below(max) )                 p_out = min( below(min), above(max) )
//! p_supported = max over the parts of p_in              p_refuted = min( 1, parts x min over the parts of p_out )
//! supported: p_supported <= 5%;  refuted: p_refuted <= 5%;  both after Holm's adjustment over the claims; else undecided
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x, n | runs that hold, runs of the cell | x <= n | [`Sample::Fixed`], [`Sample::Watched`] |
//! | m, s | mean over the runs (or of the differences of pairs of them) and its standard error | real, >= 0 | [`Sample::Mean`] |
//! | u, d | pairs of runs of which only the first holds, only the second | u + d <= n | [`Sample::Change`] |
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
//! Source: Berger (1982), Technometrics 24:295 (intersection-union); Clopper & Pearson (1934), Biometrika 26:404; Student
//! (1908), Biometrika 6:1; Howard, Ramdas, McAuliffe & Sekhon (2021), Ann. Stat. 49:1055 (always valid); Holm (1979), Scand.
//! J. Stat. 6:65; Agresti & Min (2005), Stat. Med. 24:729 (paired shares, half a pair added to each of the four outcomes).
//! Assumed, where they are silent: an end that a share cannot pass (0 or 1) is kept by every share; where all
//! runs agree on a mean it is taken as known, which is right where nothing is drawn, and too sure where a rare run would
//! differ; a mean with fewer than two values says nothing. Student's test is approximate for values that are not normal, and
//! for means over a watched number of runs.
//!
//! ```
//! use comity::measure::claims::{Bounds, Evidence, Sample, Verdict, decide};
//! let range = Bounds { min: 0.9, max: 1.0 };
//! let verdict = |n: u32, successes: u32| {
//!     decide(&[Evidence::of([(range, Sample::Fixed { successes, n })])])[0].verdict
//! };
//! assert_eq!(verdict(20, 20), Verdict::Undecided);  // 2 x 0.9^20 = 0.24
//! assert_eq!(verdict(40, 40), Verdict::Supported);  // 2 x 0.9^40 = 0.030
//! assert_eq!(verdict(20, 10), Verdict::Refuted);
//! ```

use super::holm;
use super::interval::{self, Moments};
use super::normal;

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
#[derive(Debug, Clone, Copy, PartialEq)]
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
    /// Values of a column, or their differences between paired runs.
    Mean(Moments),
    /// Paired runs, of which one, both or none holds.
    Change {
        /// Pairs in which only the first holds.
        up: u32,
        /// Pairs in which only the second holds.
        down: u32,
        /// Pairs.
        n: u32,
    },
}

impl Sample {
    /// Takes a run's value, for a proportion 0 or 1, or the difference of a pair; missing ones (NaN) are left out.
    pub fn push(&mut self, value: f64) {
        match self {
            Self::Fixed { successes, n } | Self::Watched { successes, n } if !value.is_nan() => {
                *successes += u32::from(value == 1.0);
                *n += 1;
            }
            Self::Change { up, down, n } if !value.is_nan() => {
                *up += u32::from(value > 0.0);
                *down += u32::from(value < 0.0);
                *n += 1;
            }
            Self::Fixed { .. } | Self::Watched { .. } | Self::Change { .. } => {}
            Self::Mean(moments) => moments.push(value),
        }
    }

    /// The share or the mean; NaN without values.
    pub fn estimate(&self) -> f64 {
        match *self {
            Self::Fixed { successes, n } | Self::Watched { successes, n } => f64::from(successes) / f64::from(n),
            Self::Mean(moments) => moments.mean(),
            Self::Change { up, down, n } => (f64::from(up) - f64::from(down)) / f64::from(n),
        }
    }

    /// The range that it cannot leave.
    fn natural(&self) -> (f64, f64) {
        match self {
            Self::Fixed { .. } | Self::Watched { .. } => (0.0, 1.0),
            Self::Mean(_) => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Change { .. } => (-1.0, 1.0),
        }
    }

    /// p-value of the true value being at most `end`: small if it plainly is above.
    fn above(&self, end: f64) -> f64 {
        match *self {
            Self::Fixed { successes: 0, .. } => 1.0,
            Self::Fixed { successes, n } => {
                let (x, n) = (f64::from(successes), f64::from(n));
                (2.0 * interval::incomplete_beta(x, n - x + 1.0, end)).min(1.0)
            }
            Self::Watched { successes, n } => always_valid_p(successes, n, end),
            Self::Mean(moments) => student_above(&moments, end, 1.0),
            Self::Change { up, down, n } => normal_above(changed(up, down, n), end, 1.0),
        }
    }

    /// p-value of the true value being at least `end`: small if it plainly is below.
    fn below(&self, end: f64) -> f64 {
        match *self {
            // Counting what does not hold, where small differences from 1 do not get lost.
            Self::Fixed { successes, n } => Self::Fixed { successes: n - successes, n }.above(1.0 - end),
            Self::Watched { successes, n } => always_valid_p(n - successes, n, 1.0 - end),
            Self::Mean(moments) => student_above(&moments, end, -1.0),
            Self::Change { up, down, n } => normal_above(changed(up, down, n), end, -1.0),
        }
    }

    fn inside(&self, Bounds { min, max }: Bounds) -> f64 {
        // Ends that nothing can pass.
        let (least, most) = self.natural();
        if let Some(known) = self.known() {
            return f64::from(u8::from(!(min..=max).contains(&known)));
        }
        let above = if min <= least { 0.0 } else { self.above(min) };
        let below = if max >= most { 0.0 } else { self.below(max) };
        above.max(below)
    }

    fn outside(&self, Bounds { min, max }: Bounds) -> f64 {
        if let Some(known) = self.known() {
            return f64::from(u8::from((min..=max).contains(&known)));
        }
        let below = if min == f64::NEG_INFINITY { 1.0 } else { self.below(min) };
        let above = if max == f64::INFINITY { 1.0 } else { self.above(max) };
        below.min(above)
    }

    /// A mean that all runs agree on.
    fn known(&self) -> Option<f64> {
        match self {
            Self::Mean(moments) if moments.count() > 1 && moments.error() == 0.0 => Some(moments.mean()),
            _ => None,
        }
    }
}

/// Twice the chance of a Student statistic as far above an end (`side` 1) or below it (-1), at most 1.
fn student_above(moments: &Moments, end: f64, side: f64) -> f64 {
    let t = side * (moments.mean() - end) / moments.error();
    // Also if there are too few values to tell: t is NaN.
    if t > 0.0 { interval::student_p(t, f64::from(moments.count() - 1)) } else { 1.0 }
}

/// How much more often the first of a pair holds, with half a pair added to each outcome, and its standard error.
///
/// ```
/// use comity::measure::claims::changed;
/// let (change, error) = changed(20, 0, 20); // the first always holds, the second never
/// assert!((change - 20.0 / 22.0).abs() < 1e-15 && (error - 0.0763).abs() < 1e-4);
/// ```
pub fn changed(up: u32, down: u32, n: u32) -> (f64, f64) {
    let (up, down, all) = (f64::from(up), f64::from(down), f64::from(n) + 2.0);
    let change = (up - down) / all;
    (change, (((up + down + 1.0) / all - change * change) / all).sqrt())
}

/// Twice the chance of a normal statistic as far above an end (`side` 1) or below it (-1), at most 1.
fn normal_above((change, error): (f64, f64), end: f64, side: f64) -> f64 {
    (2.0 * normal::cdf(-side * (change - end) / error)).min(1.0)
}

/// p-value of a proportion being at most `bound`, valid at whatever number of runs one stopped for whatever reason.
///
/// It is the inverse of the fortune won by betting against the proportion that fits best up to the bound.
///
/// ```
/// use comity::measure::claims::always_valid_p;
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
        let (mut count, mut inside, mut outside) = (0_usize, (0.0, 0), (f64::INFINITY, 0));
        for (place, (bounds, sample)) in parts.into_iter().enumerate() {
            count += 1;
            let (p_in, p_out) = (sample.inside(bounds), sample.outside(bounds));
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
        assert_eq!((mean(&[2.0; 5]).inside(twice), mean(&[2.0; 5]).outside(twice)), (0.0, 1.0));
        assert_eq!((mean(&[1.9; 5]).inside(twice), mean(&[1.9; 5]).outside(twice)), (1.0, 0.0));
        assert_eq!((mean(&[7.0]).inside(twice), mean(&[0.0]).outside(twice)), (1.0, 1.0), "one run says nothing");
    }

    /// Of 10 pairs 7 changed upwards and 1 downwards: change 6/12, variance (9/12 - 1/4)/12 = 1/24.
    #[test]
    fn changes_of_pairs_by_hand() {
        let mut sample = Sample::Change { up: 0, down: 0, n: 0 };
        [1.0; 7].into_iter().chain([-1.0, 0.0, 0.0, f64::NAN]).for_each(|x| sample.push(x));
        assert_eq!(sample, Sample::Change { up: 7, down: 1, n: 10 });
        assert_eq!(sample.estimate(), 0.6);
        let (change, error) = changed(7, 1, 10);
        assert!((change - 0.5).abs() < 1e-15 && (error * error - 1.0 / 24.0).abs() < 1e-15);
        // 0.5 / sqrt(1/24) = 2.449: 1.43% two-sided.
        assert!((sample.above(0.0) - 0.014_306).abs() < 1e-5, "{}", sample.above(0.0));
        assert_eq!(sample.below(0.0), 1.0);
        let all = Bounds { min: -1.0, max: 1.0 };
        assert_eq!(sample.inside(all), 0.0, "nothing changes by more");
        assert_eq!((Sample::Change { up: 0, down: 0, n: 0 }).inside(Bounds { min: 0.0, max: 1.0 }), 1.0);
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
        let mean = |stream: &mut Stream| Sample::Mean((0..20).map(|_| stream.uniform()).collect());
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
