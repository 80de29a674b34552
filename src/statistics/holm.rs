//! Holm's step-down adjustment of p-values, so that several tests together err no more often than one.
//!
//! ```text
//! p_(1) <= ... <= p_(m):  adjusted p_(k) = max over j <= k of min(1, (m - j + 1) p_(j))
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | p_(k) | k-th smallest p-value | \[0, 1\] | argument |
//! | m | number of tests | >= 0 | its length |
//!
//! Whatever the dependence between the tests, the chance that any true hypothesis has an adjusted p-value of at most alpha
//! is at most alpha.
//!
//! Source: Holm (1979), Scand. J. Stat. 6:65.
//!
//! ```
//! let adjusted = comity::statistics::holm::adjusted(&[0.01, 0.04, 0.03]);
//! assert_eq!(adjusted, [0.03, 0.06, 0.06]);
//! ```

/// The adjusted p-values, in the order of the given ones.
pub fn adjusted(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let (mut adjusted, mut largest) = (vec![0.0; p.len()], 0.0_f64);
    for (rank, &place) in order.iter().enumerate() {
        largest = largest.max((p[place] * (p.len() - rank) as f64).min(1.0));
        adjusted[place] = largest;
    }
    adjusted
}
