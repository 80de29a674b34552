//! Indirect reciprocity with public reputations: norms of three bits of knowledge, and image scoring with imperfect
//! knowledge.
//!
//! ```text
//! g = sum_{o,r} g_o g_r [ (1-e) p_or D(o,C,r) + (1 - (1-e) p_or) D(o,D,r) ]      D = (1-a) d + a (1-d)
//! cooperation = (1-e) sum_{o,r} g_o g_r p_or                                     g_good = g, g_bad = 1 - g
//! rare mutant of share m of good: gives (1-e) or 0, receives (1-e) sum_{o,r} g_o m_r p_or
//! residents resist ALLD iff b/c > cooperation / (cooperation - received by ALLD)
//! residents resist ALLC iff b/c < (1-e - cooperation) / (received by ALLC - cooperation)
//! image scoring: residents earn b - c, ALLD earns b (1-q);  q > c/b;  share above  c (1-q) / (q (b-c))
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | d | new reputation after own, action, recipient's: gCg, gCb, ..., bDb | good, bad | [`Norm::assessment`] |
//! | p | give? by (own, recipient's): gg, gb, bg, bb | yes, no | [`Norm::action`] |
//! | e | an intended gift fails | [0, 1] | argument `execution` |
//! | a | an assessment is flipped, for everyone | [0, 1] | argument `assessment` |
//! | q | probability that the recipient's past is known | [0, 1] | [`ImageScoring::known`] |
//! | b, c | what a gift brings, and costs | > 0 | [`ImageScoring::benefit`], [`ImageScoring::cost`] |
//!
//! Source: Ohtsuki & Iwasa (2004, 2006), J. Theor. Biol. 231:107 and 239:435 (order of the table as in Hilbe et al.
//! 2018, PNAS 115:12241); Nowak & Sigmund (1998), Nature 393:573, and (2005), Nature 437:1291 (q > c/b). An infinite
//! population; donor and recipient are random, mutants rare. Where errors are absent several shares may be stationary:
//! the greatest is taken, that of a population that starts good.
//!
//! ```
//! use comity::exact::reputation::Norm;
//! let stern: Norm = "10100101 1010".parse()?;
//! // Whoever the donor is, it is well judged but for errors: g = 1 - (e (1-2a) g + a), g (1 + 0.98 x 0.01) = 0.99.
//! let state = stern.stationary(0.01, 0.01);
//! assert!((state.good - 0.99 / 1.0098).abs() < 1e-15);
//! # Ok::<(), comity::exact::reputation::NormError>(())
//! ```

use std::str::FromStr;

pub use crate::trust::reputation::Norm;
use crate::trust::reputation::digits;

/// A text that is no norm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 8 bits of assessment and 4 of action, as in \"10100101 1010\", found {found:?}")]
pub struct NormError {
    /// The text.
    pub found: String,
}

impl FromStr for Norm {
    type Err = NormError;
    fn from_str(text: &str) -> Result<Self, NormError> {
        let error = || NormError { found: text.to_owned() };
        let (assessment, action) = text.split_once(' ').ok_or_else(error)?;
        Ok(Self { assessment: digits(assessment).ok_or_else(error)?, action: digits(action).ok_or_else(error)? })
    }
}

/// What a population that keeps a norm comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stationary {
    /// Share of good reputations.
    pub good: f64,
    /// Share of encounters in which a gift is made.
    pub cooperation: f64,
    /// A rare mutant that never gives.
    pub defector: Mutant,
    /// A rare mutant that always means to give.
    pub cooperator: Mutant,
}

/// What becomes of a rare mutant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mutant {
    /// Probability that it has a good reputation.
    pub good: f64,
    /// Probability that it gives as a donor.
    pub gives: f64,
    /// Probability that it receives as a recipient.
    pub receives: f64,
}

/// Differences up to this are none: rounding.
const NOTHING: f64 = 1e-12;

impl Norm {
    /// The stationary state of a population that keeps the norm; `execution` is e, `assessment` is a.
    pub fn stationary(&self, execution: f64, assessment: f64) -> Stationary {
        let will =
            |own: usize, recipient: usize| f64::from(u8::from(self.action[own * 2 + recipient])) * (1.0 - execution);
        let next = |own: usize, recipient: usize, gives: f64| {
            let judged = |deed: usize| {
                if self.assessment[deed * 4 + own * 2 + recipient] { 1.0 - assessment } else { assessment }
            };
            gives * judged(0) + (1.0 - gives) * judged(1)
        };
        let resident = |own: usize, recipient: usize| next(own, recipient, will(own, recipient));
        let good = greatest_fixed_share([resident(0, 0), resident(0, 1), resident(1, 0), resident(1, 1)]);
        let shares = [good, 1.0 - good];
        let mean = |of: &dyn Fn(usize) -> f64| shares[0] * of(0) + shares[1] * of(1);
        let receives = |good: f64| mean(&|own| good * will(own, 0) + (1.0 - good) * will(own, 1));
        let mutant = |gives: f64| {
            // Its reputation follows m = m stay + (1 - m) rise.
            let (stay, rise) =
                (mean(&|recipient| next(0, recipient, gives)), mean(&|recipient| next(1, recipient, gives)));
            let fixed = 1.0 - stay + rise;
            let good = if fixed > 0.0 { rise / fixed } else { 1.0 };
            Mutant { good, gives, receives: receives(good) }
        };
        Stationary { good, cooperation: receives(good), defector: mutant(0.0), cooperator: mutant(1.0 - execution) }
    }
}

impl Stationary {
    /// The b/c above which residents earn more than a rare defector; `None` where none suffices.
    pub fn least_ratio(&self) -> Option<f64> {
        let spared = self.cooperation - self.defector.receives;
        (spared > NOTHING).then(|| self.cooperation / spared)
    }

    /// The b/c below which residents earn more than a rare unconditional cooperator; `None` where they do at any.
    pub fn greatest_ratio(&self) -> Option<f64> {
        let gained = self.cooperator.receives - self.cooperation;
        (gained > NOTHING).then(|| (self.cooperator.gives - self.cooperation) / gained)
    }
}

/// The greatest g in [0, 1] with g = g^2 gg + g(1-g)(gb + bg) + (1-g)^2 bb, for four probabilities.
fn greatest_fixed_share([gg, gb, bg, bb]: [f64; 4]) -> f64 {
    // square g^2 + linear g + bb = 0, which is at least 0 at g = 0 and at most 0 at g = 1.
    let (square, linear) = (gg - gb - bg + bb, gb + bg - 2.0 * bb - 1.0);
    let at_one = gg - 1.0;
    if at_one.abs() <= f64::EPSILON {
        return 1.0;
    }
    // A parabola from above 0 to below has one root between; in the form that does not cancel.
    let root = (linear * linear - 4.0 * square * bb).max(0.0).sqrt();
    match linear <= 0.0 {
        true if bb == 0.0 => 0.0,
        true => 2.0 * bb / (root - linear),
        false => (linear + root) / (-2.0 * square),
    }
}

/// Image scoring where the recipient's past is known with a probability: discriminators refuse known defectors, and
/// keep their good name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImageScoring {
    /// What a gift brings its recipient.
    pub benefit: f64,
    /// What it costs the donor.
    pub cost: f64,
    /// Probability that the recipient's past is known.
    pub known: f64,
}

impl ImageScoring {
    /// Payoffs per round (once donor, once recipient) of a resident discriminator and of a rare defector.
    pub fn payoffs(&self) -> (f64, f64) {
        (self.benefit - self.cost, self.benefit * (1.0 - self.known))
    }

    /// The knowledge above which discriminators resist rare defectors.
    pub fn least_known(&self) -> f64 {
        self.cost / self.benefit
    }

    /// Do discriminators resist rare defectors?
    pub fn resists(&self) -> bool {
        self.known > self.least_known()
    }

    /// Share of discriminators above which they beat defectors in a mixed population; `None` where defectors always
    /// win.
    pub fn least_share(&self) -> Option<f64> {
        self.resists().then(|| self.cost * (1.0 - self.known) / (self.known * (self.benefit - self.cost)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Image scoring: g = a + (1 - 2a)(1 - e) g.
    #[test]
    fn image_scoring_loses_its_good_name() {
        let state = "11110000 1010".parse::<Norm>().unwrap().stationary(0.05, 0.02);
        assert!((state.good - 0.02 / (1.0 - 0.96 * 0.95)).abs() < 1e-15);
        assert!((state.cooperation - 0.95 * state.good).abs() < 1e-15);
        assert!((state.defector.good - 0.02).abs() < 1e-15 && state.defector.gives == 0.0);
    }

    #[test]
    fn without_errors_all_stay_good() {
        for norm in ["11110000 1010", "10100101 1010", "11110100 1011"] {
            let state = norm.parse::<Norm>().unwrap().stationary(0.0, 0.0);
            assert_eq!((state.good, state.cooperation), (1.0, 1.0), "{norm}");
        }
    }

    /// Every pair of probabilities a norm can yield: the share is one the dynamics keep.
    #[test]
    fn the_share_is_fixed_for_every_norm() {
        for code in 0..4096usize {
            let bit = |place: usize| code >> place & 1 == 1;
            let norm = Norm { assessment: std::array::from_fn(bit), action: std::array::from_fn(|i| bit(8 + i)) };
            let g = norm.stationary(0.03, 0.07).good;
            let mut next = 0.0;
            for (own, recipient) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let weight = [g, 1.0 - g][own] * [g, 1.0 - g][recipient];
                let gives = if norm.action[own * 2 + recipient] { 0.97 } else { 0.0 };
                let judged = |deed: usize| if norm.assessment[deed * 4 + own * 2 + recipient] { 0.93 } else { 0.07 };
                next += weight * (gives * judged(0) + (1.0 - gives) * judged(1));
            }
            assert!((0.0..=1.0).contains(&g) && (next - g).abs() < 1e-14, "{code}: {g} {next}");
        }
    }

    #[test]
    fn texts_that_are_no_norm_are_refused() {
        for text in ["", "10100101", "1010010 1010", "10100102 1010", "10100101 10101"] {
            assert_eq!(text.parse::<Norm>(), Err(NormError { found: text.to_owned() }));
        }
    }
}
