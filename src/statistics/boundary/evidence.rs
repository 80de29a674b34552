//! What the runs say about where P(hold) passes 1/2: bets against every place that the crossing could be at.
//!
//! ```text
//! cell j (0..=m): the crossing lies after the first j of m points: P(rises) <= 1/2 at these, >= 1/2 at the others
//! a bet at point k on falling, stake q < 1/2:  factor 2q if it rises, 2(1 - q) if not;  on rising, q > 1/2, likewise
//! W_j = sum over bettors of w  prod (factors of bets on falling at k >= j)  prod (factors of bets on rising at k < j)
//! cell j is refuted once W_j >= 1/alpha
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | m | points of the bracket | >= 2 | [`Evidence::points`] |
//! | w | share of a bettor in the fortune, all together 1 | (0, 1) | [`WEIGHTS`] |
//! | q | what a bettor takes P(rises) at a point for, fixed before the run | (0, 1) | arguments of [`Evidence::bet`] |
//! | alpha | chance of ever refuting the cell of the crossing | (0, 1) | [`Evidence::threshold`] |
//!
//! If the crossing lies in cell j, none of these bets has an expected factor above 1, whatever was seen before and for
//! whatever reason the point was chosen: W_j is a supermartingale, and by Ville's inequality it ever reaches 1/alpha
//! with a chance of at most alpha. The cells never refuted are a confidence set at every time. Nothing is assumed of
//! the shape of P(hold) but that it is monotone; a bettor who takes it for something else only wins more slowly.
//!
//! Source: Ville (1939); Shafer (2021), J. R. Stat. Soc. A 184:407; Waudby-Smith & Ramdas (2024), J. R. Stat. Soc. B
//! 86:1.

/// Shares of the bettors: one who knows the working model, and three with fixed stakes.
const WEIGHTS: [f64; 4] = [0.7, 0.1, 0.1, 0.1];
/// Distance of q from 1/2 of those with fixed stakes.
const STAKES: [f64; 3] = [0.4, 0.2, 0.08];

/// The side of the crossing on which a point is believed to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Below,
    Above,
}

/// Fortunes against every cell.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// Logarithms of what the bets at each point brought, by bettor: those on falling and those on rising.
    bets: [[Vec<f64>; 2]; WEIGHTS.len()],
    /// Largest logarithm of the fortune so far against each cell.
    largest: Vec<f64>,
    /// Logarithm of the fortune now.
    now: Vec<f64>,
    threshold: f64,
}

impl Evidence {
    pub(super) fn new(points: usize, alpha: f64) -> Self {
        Self {
            bets: std::array::from_fn(|_| std::array::from_fn(|_| vec![0.0; points])),
            largest: vec![0.0; points + 1],
            now: vec![0.0; points + 1],
            threshold: -libm::log(alpha),
        }
    }

    fn points(&self) -> usize {
        self.now.len() - 1
    }

    /// Takes a run at a point, believed on a `side` with P(rises) = `q` before it was made.
    pub(super) fn bet(&mut self, point: usize, rose: bool, side: Side, q: f64) {
        let (on, sign) = match side {
            Side::Below => (0, -1.0),
            Side::Above => (1, 1.0),
        };
        let factor = |q: f64| 2.0 * if rose { q } else { 1.0 - q };
        // Nobody may bet on the other side.
        let known = if sign * (q - 0.5) > 0.0 { factor(q) } else { 1.0 };
        self.bets[0][on][point] += libm::log(known);
        for (bets, stake) in self.bets[1..].iter_mut().zip(STAKES) {
            bets[on][point] += libm::log(factor(0.5 + sign * stake));
        }
    }

    /// Works out all fortunes after bets.
    pub(super) fn settle(&mut self) {
        let points = self.points();
        let mut sums = [0.0; WEIGHTS.len()];
        for (sum, bets) in sums.iter_mut().zip(&self.bets) {
            *sum = bets[0].iter().sum();
        }
        let logs = WEIGHTS.map(libm::log);
        for cell in 0..=points {
            if cell > 0 {
                for (sum, bets) in sums.iter_mut().zip(&self.bets) {
                    *sum += bets[1][cell - 1] - bets[0][cell - 1];
                }
            }
            let terms: [f64; WEIGHTS.len()] = std::array::from_fn(|bettor| logs[bettor] + sums[bettor]);
            let top = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            self.now[cell] = top + libm::log(terms.iter().map(|term| libm::exp(term - top)).sum());
            self.largest[cell] = self.largest[cell].max(self.now[cell]);
        }
    }

    /// What is still missing, in natural logarithms, to refute a cell; 0 if it is refuted.
    fn missing(&self, cell: usize) -> f64 {
        if self.largest[cell] >= self.threshold { 0.0 } else { self.threshold - self.now[cell] }
    }

    /// For each cell, what is missing to refute all cells before it, and all after it.
    pub(super) fn missing_around(&self) -> Vec<(f64, f64)> {
        let cells = self.points() + 1;
        let mut missing = vec![(0.0_f64, 0.0_f64); cells];
        for cell in 1..cells {
            missing[cell].0 = missing[cell - 1].0.max(self.missing(cell - 1));
            missing[cells - 1 - cell].1 = missing[cells - cell].1.max(self.missing(cells - cell));
        }
        missing
    }

    /// First and last cell that are not refuted; none if all are, which has a chance of at most alpha unless P(hold) is
    /// not monotone.
    pub(super) fn standing(&self) -> Option<(usize, usize)> {
        let stands = |largest: &f64| *largest < self.threshold;
        Some((self.largest.iter().position(stands)?, self.largest.iter().rposition(stands)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seven runs that fall at point 1 of 3: every bettor has q at 0.1, 0.1, 0.3 and 0.42 there.
    #[test]
    fn a_fortune_by_hand() {
        let mut evidence = Evidence::new(3, 0.05);
        for _ in 0..7 {
            evidence.bet(1, false, Side::Below, 0.1);
        }
        evidence.settle();
        let powers = [1.8_f64, 1.8, 1.4, 1.16].map(|factor| libm::pow(factor, 7.0));
        let fortune = 0.7 * powers[0] + 0.1 * (powers[1] + powers[2] + powers[3]);
        for cell in [0, 1] {
            assert!((evidence.now[cell] - libm::log(fortune)).abs() < 1e-12);
        }
        assert!(
            (evidence.now[2].abs(), evidence.now[3].abs()) < (1e-12, 1e-12),
            "nothing against cells beyond the point"
        );
        assert_eq!(evidence.standing(), Some((2, 3)));
        assert_eq!(evidence.missing(0), 0.0);
        assert!((evidence.missing(3) - libm::log(20.0)).abs() < 1e-12);
    }

    /// What is refuted stays so, and a bettor whose q is on the wrong side does not bet.
    #[test]
    fn refuted_cells_stay_refuted() {
        let mut evidence = Evidence::new(2, 0.05);
        for _ in 0..12 {
            evidence.bet(1, true, Side::Above, 0.4);
            evidence.settle();
        }
        assert_eq!(evidence.standing(), Some((0, 1)));
        for _ in 0..12 {
            evidence.bet(1, false, Side::Above, 0.9);
            evidence.settle();
        }
        assert_eq!((evidence.standing(), evidence.missing(2)), (Some((0, 1)), 0.0));
        assert!(evidence.now[2] < 0.0);
    }
}
