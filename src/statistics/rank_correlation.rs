//! Do two quantities rise together? Spearman's rank correlation with its interval.
//!
//! ```text
//! rho = correlation of the ranks of x and y; equal values share the mean of their ranks
//! interval: tanh( atanh(rho) +- 1.96 sqrt( (1 + rho^2 / 2) / (n - 3) ) )
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | pairs in which neither is missing | >= 4 for an interval | [`Correlation::n`] |
//! | rho | rises with (1), falls with (-1) | [-1, 1] | [`Correlation::rho`] |
//!
//! Source: Spearman (1904), Am. J. Psychol. 15:72; the interval: Bonett & Wright (2000), Psychometrika 65:23.
//!
//! ```
//! use comity::statistics::rank_correlation::spearman;
//! // Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 (1 + 1 + 1 + 1) / (5 x 24) = 0.8.
//! let found = spearman(&[0.1, 0.2, 0.3, 0.4, 9.0], &[2.0, 1.0, 4.0, 3.0, 5.0]);
//! assert!((found.rho - 0.8).abs() < 1e-15 && found.low < 0.8 && found.high > 0.8);
//! ```

use super::interval::Z95;

/// A rank correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// Pairs it is taken over.
    pub n: usize,
    /// The correlation; NaN where one of the two never changes.
    pub rho: f64,
    /// Lower end of its 95% interval; NaN with fewer than 4 pairs.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Spearman's rank correlation of pairs (x, y); pairs with a missing value (NaN) are left out.
pub fn spearman(x: &[f64], y: &[f64]) -> Correlation {
    let pairs: Vec<(f64, f64)> =
        x.iter().copied().zip(y.iter().copied()).filter(|(x, y)| !x.is_nan() && !y.is_nan()).collect();
    let n = pairs.len();
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let (x, y) = (ranks(&x), ranks(&y));
    let centre = (n as f64 + 1.0) / 2.0;
    let sum = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - centre) * (b - centre)).sum::<f64>();
    let spread = (sum(&x, &x) * sum(&y, &y)).sqrt();
    let rho = if spread > 0.0 { (sum(&x, &y) / spread).clamp(-1.0, 1.0) } else { f64::NAN };
    let half = if n > 3 { Z95 * ((1.0 + rho * rho / 2.0) / (n as f64 - 3.0)).sqrt() } else { f64::NAN };
    let end = |z: f64| if half.is_nan() { f64::NAN } else { libm::tanh(z) };
    Correlation { n, rho, low: end(libm::atanh(rho) - half), high: end(libm::atanh(rho) + half) }
}

/// The rank of each value, from 1; equal values share the mean of their ranks.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = order[from..].iter().take_while(|&&place| values[place] == values[order[from]]).count();
        let mean = from as f64 + (same as f64 + 1.0) / 2.0;
        order[from..from + same].iter().for_each(|&place| ranks[place] = mean);
        from += same;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 0.0]), [3.5, 2.0, 3.5, 1.0]);
        assert_eq!(ranks(&[0.0, -0.0]), [1.5, 1.5]);
    }

    #[test]
    fn a_monotone_relation_is_perfect_and_a_constant_has_none() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let cubes: Vec<f64> = x.iter().map(|x| -x * x * x).collect();
        let found = spearman(&x, &cubes);
        assert_eq!((found.rho, found.low, found.high), (-1.0, -1.0, -1.0));
        assert!(spearman(&x, &[1.0; 20]).rho.is_nan());
        let missing = spearman(&[1.0, f64::NAN, 2.0], &[1.0, 5.0, 2.0]);
        assert!(missing.n == 2 && missing.rho == 1.0 && missing.low.is_nan());
    }
}
