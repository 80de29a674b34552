//! How sure one can be of a proportion while still looking: an interval that holds at every number of runs at once.
//!
//! ```text
//! M_n(p) = B(s + a, n - s + b) / B(a, b) / ( p^s (1 - p)^(n - s) ),  a = b = 1/2
//! interval after n runs: { p : M_n(p) < 1/alpha }
//! P( some n >= 1 has the true p outside ) <= alpha
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | s, n | runs that hold, runs | s <= n | arguments |
//! | alpha | chance that the interval is ever wrong | (0, 1) | argument |
//! | B | beta function | > 0 | - |
//! | M_n | fortune, after n runs, of one who starts with 1 and bets against p at fair odds | >= 0 | - |
//!
//! At the true p the fortune is a martingale with mean 1, and by Ville's inequality it ever reaches 1/alpha with a
//! chance of at most alpha. One may therefore look after every run and stop whenever one likes, for whatever reason; a
//! Wilson interval that is looked at again and again misses the truth far more often than it says.
//!
//! Why a = b = 1/2: with this weight on what p might be instead (Krichevsky & Trofimov 1981, IEEE Trans. Inf. Theory
//! 27:199), the fortune stays within a factor 2 sqrt(n) of that of the best fixed bet in hindsight, whatever comes,
//! without a guess of p or of n. A larger a = b loses a factor of order n^a where all runs are alike; a smaller one
//! gives the middle, where most runs are needed, less weight.
//!
//! Source: Robbins (1970), Ann. Math. Stat. 41:1397; the beta-binomial mixture of Howard, Ramdas, McAuliffe & Sekhon
//! (2021), Ann. Stat. 49:1055, with its null value varied; Ville (1939). The intervals of different n are not
//! intersected: that would be valid too, but then the interval would depend on the order of the runs and not on s and n
//! alone.
//!
//! ```
//! use comity::statistics::confidence_sequence::always_valid;
//! let (low, high) = always_valid(1, 1, 0.05); // M = (1/2) / p < 20 for p > 1/40
//! assert!((low - 0.025).abs() < 1e-15 && high == 1.0);
//! ```

/// Always-valid interval of a proportion: `successes` out of `n`, wrong at any n ever with a chance of at most `alpha`
/// in (0, 1).
///
/// The whole range if there are no runs. The ends are exact where no run or every run is a success, and elsewhere as
/// exact as the logarithm of the beta function.
pub fn always_valid(successes: u32, n: u32, alpha: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let failures = n - successes;
    // The fortune reaches 1/alpha where the likelihood falls to this.
    let floor = log_mixture(successes, failures) + libm::log(alpha);
    let low = if successes == 0 { 0.0 } else { lower_end(successes, failures, floor) };
    // The upper end by symmetry, where small differences from 1 do not get lost.
    let high = if failures == 0 { 1.0 } else { 1.0 - lower_end(failures, successes, floor) };
    (low, high)
}

/// ln of B(s + 1/2, f + 1/2) / B(1/2, 1/2), the chance of a sequence of s successes and f failures under the mixture.
fn log_mixture(successes: u32, failures: u32) -> f64 {
    let (s, f) = (f64::from(successes), f64::from(failures));
    let log_pi = libm::log(std::f64::consts::PI);
    libm::lgamma(s + 0.5) + libm::lgamma(f + 0.5) - libm::lgamma(s + f + 1.0) - log_pi
}

/// The p below s/n with s ln p + f ln(1 - p) = `floor`; s above 0.
fn lower_end(successes: u32, failures: u32, floor: f64) -> f64 {
    let (s, f) = (f64::from(successes), f64::from(failures));
    if failures == 0 {
        return libm::exp(floor / s);
    }
    let (mut low, mut high) = (0.0, s / (s + f));
    // Until no number lies between.
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if s * libm::log(middle) + f * libm::log1p(-middle) < floor { low = middle } else { high = middle }
    }
}

/// When to stop asking for runs: as soon as the interval of P(hold) is narrow enough, looked at after fixed numbers of
/// runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sequential {
    /// Runs before the first look, at least 1.
    pub min: u32,
    /// Runs at most, at least `min`.
    pub max: u32,
    /// Half the width of the interval that is narrow enough (probability, above 0).
    pub half_width: f64,
}

impl Sequential {
    /// Chance that the interval is ever wrong.
    pub const ALPHA: f64 = 0.05;

    /// The numbers of runs after which one looks: `min`, then a quarter more each time (at least one), `max` last.
    ///
    /// ```
    /// use comity::statistics::confidence_sequence::Sequential;
    /// let rule = Sequential { min: 20, max: 50, half_width: 0.05 };
    /// assert_eq!(rule.checkpoints().collect::<Vec<_>>(), [20, 25, 31, 38, 47, 50]);
    /// ```
    pub fn checkpoints(&self) -> impl Iterator<Item = u32> + use<> {
        let max = self.max.max(1);
        std::iter::successors(Some(self.min.clamp(1, max)), move |&n| {
            (n < max).then(|| n.saturating_add((n / 4).max(1)).min(max))
        })
    }

    /// Is the interval after `n` runs narrow enough?
    pub fn enough(&self, successes: u32, n: u32) -> bool {
        let (low, high) = always_valid(successes, n, Self::ALPHA);
        (high - low) / 2.0 <= self.half_width
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Chance, Key, Purpose, Stream};
    use crate::statistics::interval::clopper_pearson;

    /// Two of two: M = (1/2)(3/4) / p^2 = 20. One of two: M = (1/2)(1/4) / (p (1 - p)) = 20, p (1 - p) = 1/160.
    #[test]
    fn intervals_by_hand() {
        let (low, high) = always_valid(2, 2, 0.05);
        assert!((low - (3.0_f64 / 160.0).sqrt()).abs() < 1e-15 && high == 1.0);
        let (low, high) = always_valid(1, 2, 0.05);
        let root = (1.0 - (1.0_f64 - 4.0 / 160.0).sqrt()) / 2.0;
        assert!((low - root).abs() < 1e-15 && (high - (1.0 - root)).abs() < 1e-15, "{low} {high}");
        assert_eq!(always_valid(0, 0, 0.05), (0.0, 1.0));
        // None of n: (1 - p)^n = alpha times the product of (k - 1/2)/k; for n = 3, 5/16.
        let (low, high) = always_valid(0, 3, 0.05);
        assert!(low == 0.0 && (high - (1.0 - libm::cbrt(0.05 * 5.0 / 16.0))).abs() < 1e-15);
    }

    #[test]
    fn the_ends_are_where_the_fortune_is_one_over_alpha() {
        for (s, n) in [(3, 10), (50, 100), (999, 1000), (20_000, 50_000)] {
            let (low, high) = always_valid(s, n, 0.05);
            for p in [low, high] {
                let likelihood = f64::from(s) * libm::log(p) + f64::from(n - s) * libm::log1p(-p);
                let fortune = libm::exp(log_mixture(s, n - s) - likelihood);
                assert!((fortune - 20.0).abs() < 1e-6, "{s}/{n}: {fortune}");
            }
            let (mirrored, _) = always_valid(n - s, n, 0.05);
            assert!((mirrored - (1.0 - high)).abs() < 1e-15);
            let exact = clopper_pearson(s, n, 0.95);
            let ratio = (high - low) / (exact.1 - exact.0);
            assert!(low < exact.0 && exact.1 < high && ratio < 2.2, "{s}/{n}: {ratio} times as wide as the exact one");
        }
    }

    /// Share of 4000 sequences of 2000 runs in which some interval misses p: always valid, and exact at one n.
    fn missing(p: f64) -> (f64, f64) {
        const SEQUENCES: u32 = 4000;
        // The successes at which an interval still contains p, for each n: both ends of it rise with s.
        let containing = |interval: &dyn Fn(u32, u32) -> (f64, f64)| -> Vec<(u32, u32)> {
            let (mut first, mut last) = (0, 0);
            (1..=2000)
                .map(|n| {
                    while interval(first, n).1 < p {
                        first += 1;
                    }
                    while last < n && interval(last + 1, n).0 <= p {
                        last += 1;
                    }
                    (first, last)
                })
                .collect()
        };
        let always = containing(&|s, n| always_valid(s, n, 0.05));
        let once = containing(&|s, n| clopper_pearson(s, n, 0.95));
        let chance = Chance::of(p);
        let (mut wrong, mut once_wrong) = (0, 0);
        for sequence in 0..SEQUENCES {
            let mut stream = Stream::new(&Key::common(20), sequence, Purpose::Analysis);
            let (mut s, mut missed, mut once_missed) = (0, false, false);
            for (always, once) in always.iter().zip(&once) {
                s += u32::from(chance.hit(stream.word()));
                missed |= s < always.0 || s > always.1;
                once_missed |= s < once.0 || s > once.1;
            }
            wrong += u32::from(missed);
            once_wrong += u32::from(once_missed);
        }
        (f64::from(wrong) / f64::from(SEQUENCES), f64::from(once_wrong) / f64::from(SEQUENCES))
    }

    /// n = 4000 sequences, each looked at 2000 times; the standard error of an error rate of 0.05 is 0.0034; 4 sigma.
    #[test]
    fn one_may_look_after_every_run() {
        for p in [0.5, 0.1] {
            let (wrong, once_wrong) = missing(p);
            assert!(wrong <= 0.05 + 4.0 * 0.0034 && wrong > 0.0, "p = {p}: {wrong}");
            assert!(once_wrong > 0.3, "p = {p}: the exact interval is not made for that: {once_wrong}");
        }
    }

    #[test]
    fn checkpoints_grow_and_end_at_the_most() {
        let looks = |min, max| Sequential { min, max, half_width: 0.1 }.checkpoints().collect::<Vec<_>>();
        assert_eq!(looks(1, 7), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((looks(8, 8), looks(9, 8)), (vec![8], vec![8]));
        let rule = Sequential { min: 20, max: 2000, half_width: 0.1 };
        let needed = |p: f64| rule.checkpoints().find(|&n| rule.enough((p * f64::from(n)) as u32, n)).unwrap();
        assert!(needed(0.0) < needed(0.1) && needed(0.1) < needed(0.5), "runs go where the answer is uncertain");
    }
}
