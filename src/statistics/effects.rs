//! Do levers work together? Effects of a 2^k factorial from paired replicates.
//!
//! ```text
//! effect of a set S of bundles = 2^(1-k) sum over cells of y x product over S of (+1 on, -1 off)
//! loss(b)  = y(all on) - y(all on but b)
//! synergy  = [y(all) - y(none)] - sum_b [y(b alone) - y(none)]
//! ```
//!
//! A main effect is the mean change when a bundle goes from off to on; a two-bundle interaction is half the difference between one's
//! effect with and without the other. Synergy above 0 means complements, below 0 substitutes.
//!
//! | outcome y | interval of a contrast sum_c w_c y_c |
//! |---|---|
//! | mean cooperation, P(hold) | of the mean of the replicates' own contrasts (paired), which lie from the sum of the w_c below 0 to that of those above: [`super::gaffke`] |
//! | log-odds of P(hold) | Student with n - 1 degrees of freedom, variance by the delta method at (x + 1/2)/(n + 1), each cell's own at least Gart's 1/(x + 1/2) + 1/(n - x + 1/2) |
//!
//! Cells in which every run agrees do not claim certainty; intervals of shares end where shares do. p-values are adjusted by Holm's
//! step-down over the rows of one outcome.
//!
//! Source: Box, Hunter & Hunter, Statistics for Experimenters, ch. 5; Gaffke (2005), Math. Methods Stat. 14:451; Gart (1966),
//! Biometrika 53:439; Holm (1979), Scand. J. Statistics 6:65.
//!
//! ```
//! use comity::statistics::effects::contrasts;
//! let names = ["a", "b"].map(str::to_owned);
//! let ab = contrasts(&names).into_iter().find(|c| c.term == "a:b").expect("the interaction");
//! // cells in the order none, a, b, a and b
//! assert_eq!(ab.weights, [0.5, -0.5, -0.5, 0.5]);
//! ```

use super::{gaffke, holm, interval};

/// A weighted sum of the cells of a factorial; bit b of a cell's number says whether bundle b is on.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// `effect`, `interaction`, `loss` or `synergy`.
    pub kind: &'static str,
    /// The bundles, joined by a colon.
    pub term: String,
    /// One weight per cell.
    pub weights: Vec<f64>,
}

/// An estimated contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The contrast.
    pub contrast: Contrast,
    /// Its estimate, in units of the outcome.
    pub estimate: f64,
    /// 95% interval.
    pub low: f64,
    /// 95% interval.
    pub high: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// The same, Holm-adjusted over the rows of the outcome.
    pub p_holm: f64,
}

/// The outcomes on which effects are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Mean cooperation over the window.
    Cooperation,
    /// P(hold).
    Hold,
    /// Log-odds of P(hold).
    LogOdds,
}

impl Scale {
    /// All of them, in the order they are reported.
    pub const ALL: [Self; 3] = [Self::Cooperation, Self::Hold, Self::LogOdds];

    /// Its name in `answer.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cooperation => "cooperation",
            Self::Hold => "hold",
            Self::LogOdds => "hold_log_odds",
        }
    }
}

/// All contrasts of a factorial: effects and interactions by order, then losses, then synergy.
pub fn contrasts(bundles: &[String]) -> Vec<Contrast> {
    let k = bundles.len();
    let cells = 1_usize << k;
    let name = |set: usize| {
        let names: Vec<&str> = (0..k).filter(|b| set >> b & 1 == 1).map(|b| bundles[b].as_str()).collect();
        names.join(":")
    };
    let mut sets: Vec<usize> = (1..cells).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let scale = 2.0 / cells as f64;
    let mut all: Vec<Contrast> = sets
        .iter()
        .map(|&set| Contrast {
            kind: if set.count_ones() == 1 { "effect" } else { "interaction" },
            term: name(set),
            weights: (0..cells)
                .map(|cell| if ((cell & set).count_ones() + set.count_ones()) % 2 == 0 { scale } else { -scale })
                .collect(),
        })
        .collect();
    let full = cells - 1;
    // With one bundle the loss is the effect.
    for b in (0..k).filter(|_| k > 1) {
        let mut weights = vec![0.0; cells];
        weights[full] += 1.0;
        weights[full & !(1 << b)] -= 1.0;
        all.push(Contrast { kind: "loss", term: name(1 << b), weights });
    }
    if k > 1 {
        let mut weights = vec![0.0; cells];
        weights[full] += 1.0;
        weights[0] += k as f64 - 1.0;
        for b in 0..k {
            weights[1 << b] -= 1.0;
        }
        all.push(Contrast { kind: "synergy", term: name(full), weights });
    }
    all
}

/// Estimates every contrast on one scale; `cooperation[cell][replicate]`, `held[cell][replicate]`.
///
/// All cells have the same replicates, played on common random numbers; with fewer than two the log-odds have no interval.
pub fn estimate(bundles: &[String], scale: Scale, cooperation: &[Vec<f64>], held: &[Vec<bool>]) -> Vec<Effect> {
    let number = |h: &bool| f64::from(u8::from(*h));
    let held: Vec<Vec<f64>> = held.iter().map(|cell| cell.iter().map(number).collect()).collect();
    let mut effects: Vec<Effect> = contrasts(bundles)
        .into_iter()
        .map(|contrast| {
            let [estimate, low, high, p] = match scale {
                Scale::Cooperation => paired(&contrast.weights, cooperation, [0.0, 1.0]),
                Scale::Hold => paired(&contrast.weights, &held, [0.0, 1.0]),
                Scale::LogOdds => of_log_odds(&contrast.weights, &held),
            };
            Effect { contrast, estimate, low, high, p, p_holm: p }
        })
        .collect();
    let p: Vec<f64> = effects.iter().map(|effect| effect.p).collect();
    for (effect, adjusted) in effects.iter_mut().zip(holm::adjusted(&p)) {
        effect.p_holm = adjusted;
    }
    effects
}

/// A weighted sum in each replicate.
pub(super) fn sums(weights: &[f64], cells: &[Vec<f64>]) -> Vec<f64> {
    let replicates = cells.iter().map(Vec::len).min().unwrap_or(0);
    (0..replicates).map(|r| weights.iter().zip(cells).map(|(w, cell)| w * cell[r]).sum()).collect()
}

/// Estimate, interval and two-sided p-value of no effect of a weighted sum of cells whose values lie in `range`, from replicates
/// that are paired; NaN without any.
pub fn paired(weights: &[f64], cells: &[Vec<f64>], [least, most]: [f64; 2]) -> [f64; 4] {
    let end = |low: f64, high: f64| weights.iter().map(|w| if *w < 0.0 { w * low } else { w * high }).sum();
    let (reach, own) = ([end(most, least), end(least, most)], sums(weights, cells));
    let (estimate, ..) = interval::mean_and_error(&own);
    let (low, high) = gaffke::interval(&own, reach, 0.95);
    let p = if own.is_empty() { f64::NAN } else { gaffke::two_sided(&own, reach, 0.0) };
    [estimate, low, high, p]
}

/// The same of log-odds of shares, by Student's test.
fn of_log_odds(weights: &[f64], held: &[Vec<f64>]) -> [f64; 4] {
    let n = held.iter().map(Vec::len).min().unwrap_or(0) as f64;
    let counts: Vec<f64> = held.iter().map(|cell| cell.iter().sum()).collect();
    let odds = counts.iter().map(|x| libm::log((x + 0.5) / (n - x + 0.5)));
    let floor: Vec<f64> = counts.iter().map(|x| 1.0 / (x + 0.5) + 1.0 / (n - x + 0.5)).collect();
    let slope = |x: f64| {
        let p = (x + 0.5) / (n + 1.0);
        1.0 / (p * (1.0 - p))
    };
    let influence: Vec<Vec<f64>> =
        held.iter().zip(&counts).map(|(cell, &x)| cell.iter().map(|h| h * slope(x)).collect()).collect();
    let estimate: f64 = weights.iter().zip(odds).map(|(w, y)| w * y).sum();
    if n < 2.0 {
        return [estimate, f64::NAN, f64::NAN, f64::NAN];
    }
    let error = standard_error(weights, &influence, &floor);
    let half = interval::student_quantile(0.975, n - 1.0) * error;
    [estimate, estimate - half, estimate + half, interval::student_p(estimate / error, n - 1.0)]
}

/// Standard error of a contrast of cell means: paired over replicates, plus what each cell's own variance lacks to its floor.
fn standard_error(weights: &[f64], values: &[Vec<f64>], floor: &[f64]) -> f64 {
    let (_, error, _) = interval::mean_and_error(&sums(weights, values));
    let lacking: f64 = weights
        .iter()
        .zip(values)
        .zip(floor)
        .map(|((w, cell), &floor)| {
            let (_, own, _) = interval::mean_and_error(cell);
            w * w * (floor - own * own).max(0.0)
        })
        .sum();
    (error * error + lacking).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundles(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn find<'a>(effects: &'a [Effect], kind: &str, term: &str) -> &'a Effect {
        effects.iter().find(|e| e.contrast.kind == kind && e.contrast.term == term).unwrap()
    }

    /// Cells none, a, b, ab with means 0.1, 0.3, 0.2, 0.9: effect of a = (0.2 + 0.7)/2, of b = (0.1 + 0.6)/2,
    /// interaction (0.7 - 0.2)/2, loss of a 0.7, of b 0.6, synergy 0.8 - 0.2 - 0.1.
    #[test]
    fn effects_by_hand() {
        let cooperation: Vec<Vec<f64>> = [0.1, 0.3, 0.2, 0.9].iter().map(|&m| vec![m - 0.05, m + 0.05]).collect();
        let held = vec![vec![false; 2]; 4];
        let effects = estimate(&bundles(&["a", "b"]), Scale::Cooperation, &cooperation, &held);
        for (kind, term, value) in [
            ("effect", "a", 0.45),
            ("effect", "b", 0.35),
            ("interaction", "a:b", 0.25),
            ("loss", "a", 0.7),
            ("loss", "b", 0.6),
            ("synergy", "a:b", 0.5),
        ] {
            assert!((find(&effects, kind, term).estimate - value).abs() < 1e-12, "{kind} {term}");
        }
    }

    /// Replicates that differ only by a shift common to all cells: pairing removes it, and the interval of the effect, from -1 to 1, is
    /// that of 40 pairs that all agree: as much as 0.025^(1/40) leaves open.
    #[test]
    fn pairing_removes_what_replicates_share() {
        let shift = |r: usize| (r % 5) as f64 / 20.0;
        let cooperation: Vec<Vec<f64>> = [0.2, 0.5].iter().map(|m| (0..40).map(|r| m + shift(r)).collect()).collect();
        let held = vec![vec![true; 40]; 2];
        let effects = estimate(&bundles(&["a"]), Scale::Cooperation, &cooperation, &held);
        let (effect, left) = (find(&effects, "effect", "a"), libm::pow(0.025, 1.0 / 40.0));
        assert!((effect.estimate - 0.3).abs() < 1e-12);
        assert!((effect.low - (1.3 * left - 1.0)).abs() < 1e-9 && (effect.high - (1.0 - 0.7 * left)).abs() < 1e-9);
    }

    /// Whatever the shares, an interval stays where its contrast can be, and has a width.
    #[test]
    fn intervals_stay_in_reach() {
        let held: Vec<Vec<bool>> =
            (0..8).map(|cell| (0..6).map(|r| cell % 2 == 0 || r == cell / 2).collect()).collect();
        let cooperation: Vec<Vec<f64>> =
            held.iter().map(|c| c.iter().map(|&h| f64::from(u8::from(h))).collect()).collect();
        for scale in [Scale::Cooperation, Scale::Hold] {
            for Effect { contrast, estimate, low, high, .. } in
                estimate(&bundles(&["a", "b", "c"]), scale, &cooperation, &held)
            {
                let most: f64 = contrast.weights.iter().map(|w| w.max(0.0)).sum();
                assert!(
                    -most <= low && low <= estimate && estimate <= high && high <= most && low < high,
                    "{low} {high}"
                );
            }
        }
        let none = estimate(&bundles(&["a"]), Scale::Hold, &[vec![], vec![]], &[vec![], vec![]]);
        assert!(none[0].estimate.is_nan() && none[0].low.is_nan() && none[0].p.is_nan());
        assert!(
            estimate(&bundles(&["a"]), Scale::LogOdds, &[vec![], vec![]], &[vec![true], vec![false]])[0].high.is_nan()
        );
    }

    #[test]
    fn unanimous_cells_do_not_claim_certainty() {
        let held = vec![vec![false; 50], vec![true; 50]];
        let cooperation = vec![vec![0.2; 50], vec![0.9; 50]];
        for scale in Scale::ALL {
            let effects = estimate(&bundles(&["a"]), scale, &cooperation, &held);
            let effect = find(&effects, "effect", "a");
            assert!(effect.high > effect.low && effect.low > 0.0, "{scale:?}");
        }
    }
}
