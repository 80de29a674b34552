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
//! | outcome y | variance of a contrast sum_c w_c y_c |
//! |---|---|
//! | mean cooperation | of the replicates' own contrasts (paired), Student with n - 1 degrees of freedom |
//! | P(hold) | the same, each cell's own variance at least that of (x + 1)/(n + 2) |
//! | log-odds of P(hold) | by the delta method at (x + 1/2)/(n + 1), each cell's own variance at least Gart's 1/(x + 1/2) + 1/(n - x + 1/2) |
//!
//! The floors keep a cell in which every run agrees from claiming certainty; intervals of shares end where shares do. p-values are adjusted by Holm's step-down over
//! the rows of one outcome.
//!
//! Source: Box, Hunter & Hunter, Statistics for Experimenters, ch. 5; Agresti & Caffo (2000), The American Statistician 54:280; Gart (1966),
//! Biometrika 53:439; Holm (1979), Scand. J. Statistics 6:65.
//!
//! ```
//! use comity::measure::effects::contrasts;
//! let names = ["a", "b"].map(str::to_owned);
//! let ab = contrasts(&names).into_iter().find(|c| c.term == "a:b").expect("the interaction");
//! // cells in the order none, a, b, a and b
//! assert_eq!(ab.weights, [0.5, -0.5, -0.5, 0.5]);
//! ```

use super::interval;

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
/// All cells have the same replicates, at least two, played on common random numbers.
pub fn estimate(bundles: &[String], scale: Scale, cooperation: &[Vec<f64>], held: &[Vec<bool>]) -> Vec<Effect> {
    let n = held[0].len() as f64;
    let counts: Vec<f64> = held.iter().map(|cell| cell.iter().filter(|&&h| h).count() as f64).collect();
    let (values, influence, floor) = match scale {
        Scale::Cooperation => {
            let means: Vec<f64> = cooperation.iter().map(|cell| cell.iter().sum::<f64>() / n).collect();
            (means, cooperation.to_vec(), vec![0.0; held.len()])
        }
        Scale::Hold => {
            let shares = counts.iter().map(|x| x / n).collect();
            let floor = counts.iter().map(|x| share_variance(*x, n)).collect();
            (shares, as_numbers(held, |_| 1.0), floor)
        }
        Scale::LogOdds => {
            let odds = counts.iter().map(|x| libm::log((x + 0.5) / (n - x + 0.5))).collect();
            let floor = counts.iter().map(|x| 1.0 / (x + 0.5) + 1.0 / (n - x + 0.5)).collect();
            let slope = |cell: usize| {
                let p = (counts[cell] + 0.5) / (n + 1.0);
                1.0 / (p * (1.0 - p))
            };
            (odds, as_numbers(held, slope), floor)
        }
    };
    let quantile = interval::student_quantile(0.975, n - 1.0);
    let mut effects: Vec<Effect> = contrasts(bundles)
        .into_iter()
        .map(|contrast| {
            let estimate = contrast.weights.iter().zip(&values).map(|(w, y)| w * y).sum::<f64>();
            let error = standard_error(&contrast.weights, &influence, &floor);
            let p = if error > 0.0 {
                interval::student_p(estimate / error, n - 1.0)
            } else {
                f64::from(u8::from(estimate == 0.0))
            };
            let half = quantile * error;
            let (least, most) = reach(&contrast.weights, scale);
            let (low, high) = ((estimate - half).max(least), (estimate + half).min(most));
            Effect { contrast, estimate, low, high, p, p_holm: p }
        })
        .collect();
    let p: Vec<f64> = effects.iter().map(|effect| effect.p).collect();
    effects.iter_mut().zip(holm(&p)).for_each(|(effect, p_holm)| effect.p_holm = p_holm);
    effects
}

/// The least that the variance of a share of `x` out of `n` is taken to be: that of (x + 1)/(n + 2).
pub(super) fn share_variance(x: f64, n: f64) -> f64 {
    let p = (x + 1.0) / (n + 2.0);
    p * (1.0 - p) / (n + 2.0)
}

/// The least and the greatest that a contrast can be: shares of 0 and 1 where they pull that way.
fn reach(weights: &[f64], scale: Scale) -> (f64, f64) {
    if scale == Scale::LogOdds {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    (weights.iter().map(|w| w.min(0.0)).sum(), weights.iter().map(|w| w.max(0.0)).sum())
}

fn as_numbers(held: &[Vec<bool>], factor: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
    let number = |cell: usize, h: bool| if h { factor(cell) } else { 0.0 };
    held.iter().enumerate().map(|(cell, row)| row.iter().map(|&h| number(cell, h)).collect()).collect()
}

/// Standard error of a contrast of cell means: paired over replicates, plus what each cell's own variance lacks to its floor.
pub(super) fn standard_error(weights: &[f64], values: &[Vec<f64>], floor: &[f64]) -> f64 {
    let replicates = values[0].len();
    let paired: Vec<f64> =
        (0..replicates).map(|r| weights.iter().zip(values).map(|(w, cell)| w * cell[r]).sum()).collect();
    let (_, error, _) = interval::mean_and_error(&paired);
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

/// Holm's step-down adjustment of p-values; missing ones (NaN) stay missing.
pub(super) fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let (mut adjusted, mut largest) = (p.to_vec(), 0.0_f64);
    for (rank, &place) in order.iter().enumerate() {
        largest = largest.max((p[place] * (order.len() - rank) as f64).min(1.0));
        adjusted[place] = if p[place].is_nan() { f64::NAN } else { largest };
    }
    adjusted
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

    /// Replicates that differ only by a shift common to all cells: pairing removes it, the interval has no width.
    #[test]
    fn pairing_removes_what_replicates_share() {
        let cooperation: Vec<Vec<f64>> = [0.2, 0.5].iter().map(|m| vec![m - 0.1, *m, m + 0.1]).collect();
        let held = vec![vec![true; 3]; 2];
        let effects = estimate(&bundles(&["a"]), Scale::Cooperation, &cooperation, &held);
        let effect = find(&effects, "effect", "a");
        assert!((effect.estimate - 0.3).abs() < 1e-12 && effect.high - effect.low < 1e-12);
    }

    #[test]
    fn unanimous_cells_do_not_claim_certainty() {
        let held = vec![vec![false; 50], vec![true; 50]];
        let cooperation = vec![vec![0.2; 50], vec![0.9; 50]];
        for scale in [Scale::Hold, Scale::LogOdds] {
            let effects = estimate(&bundles(&["a"]), scale, &cooperation, &held);
            let effect = find(&effects, "effect", "a");
            assert!(effect.high > effect.low && effect.low > 0.0, "{scale:?}");
        }
    }

    /// Holm (1979): p = 0.01, 0.04, 0.03 of three tests become 0.03, 0.06, 0.06.
    #[test]
    fn holm_steps_down() {
        let adjusted = holm(&[0.01, 0.04, 0.03]);
        for (value, expected) in adjusted.iter().zip([0.03, 0.06, 0.06]) {
            assert!((value - expected).abs() < 1e-12, "{adjusted:?}");
        }
    }
}
