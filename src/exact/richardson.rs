//! Richardson's arms races: whether armaments that answer each other settle or run away.
//!
//! ```text
//! two nations   x' = k y - a x + g,   y' = l x - b y + h
//!               stable iff k l < a b;  then  x* = (b g + k h)/(a b - k l),  y* = (a h + l g)/(a b - k l)
//! n nations     x_i' = sum_j K_ij x_j - a_i x_i + g_i
//!               stable iff the spectral radius of K_ij / a_i is below 1
//!               surely if a_i > sum_j K_ij for every i (Gershgorin)
//! growth        the greatest eigenvalue of K - diag(a), below 0 iff stable
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | x_i | armament of nation i | >= 0 | results |
//! | K_ij (k, l) | defence: how much i arms for each unit of j's armament and unit of time | >= 0 | [`Race::defence`] |
//! | a_i (a, b) | fatigue: what armament costs itself | > 0 | [`Race::fatigue`] |
//! | g_i (g, h) | grievance, or goodwill where below 0 | finite | [`Race::grievance`] |
//!
//! Source: Richardson (1960), "Arms and Insecurity". K - diag(a) has no negative entry off its diagonal; it is stable iff
//! elimination of diag(a) - K, in order and without exchange, meets positive pivots alone (Berman & Plemmons 1979, "Nonnegative
//! matrices", theorem 6.2.3). The growth rate is the least number that one may add to the fatigue before that fails, found by halving.
//!
//! ```
//! use comity::exact::richardson::Race;
//! let race = Race::of_two([1.0, 1.0], [2.0, 2.0], [1.0, 1.0]).unwrap();
//! assert_eq!(race.equilibrium(), Some(vec![1.0, 1.0])); // (2 + 1)/(4 - 1)
//! assert!((race.growth_rate() + 1.0).abs() < 1e-12); //   eigenvalues -1 and -3
//! let runaway = Race::of_two([3.0, 2.0], [2.0, 2.0], [1.0, 1.0]).unwrap();
//! assert!(!runaway.is_stable() && runaway.equilibrium().is_none()); // 3 x 2 > 2 x 2
//! ```

/// Nations that arm against each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Race {
    defence: Vec<Vec<f64>>,
    fatigue: Vec<f64>,
    grievance: Vec<f64>,
}

/// Why numbers make no race.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RaceError {
    /// Tables of different sizes.
    #[error("expected {nations} x {nations} defences and {nations} grievances, one for each fatigue")]
    Sizes {
        /// Number of fatigues.
        nations: usize,
    },
    /// A number out of its range.
    #[error(
        "expected defences of at least 0, none against oneself, fatigue above 0 and finite grievances, found otherwise at nation {nation}"
    )]
    Range {
        /// The first nation at fault, from 0.
        nation: usize,
    },
}

impl Race {
    /// Any number of nations; `defence[i][j]` is how i answers j.
    ///
    /// # Errors
    /// [`RaceError`] where sizes or ranges are not as expected.
    pub fn new(defence: Vec<Vec<f64>>, fatigue: Vec<f64>, grievance: Vec<f64>) -> Result<Self, RaceError> {
        let nations = fatigue.len();
        let square = defence.len() == nations && defence.iter().all(|row| row.len() == nations);
        if !square || grievance.len() != nations {
            return Err(RaceError::Sizes { nations });
        }
        let sound = |i: usize| {
            defence[i].iter().all(|k| k.is_finite() && *k >= 0.0)
                && defence[i][i] == 0.0
                && fatigue[i].is_finite()
                && fatigue[i] > 0.0
                && grievance[i].is_finite()
        };
        match (0..nations).find(|&i| !sound(i)) {
            Some(nation) => Err(RaceError::Range { nation }),
            None => Ok(Self { defence, fatigue, grievance }),
        }
    }

    /// Two nations: defences k and l, fatigues a and b, grievances g and h.
    ///
    /// # Errors
    /// As [`Race::new`].
    pub fn of_two(defence: [f64; 2], fatigue: [f64; 2], grievance: [f64; 2]) -> Result<Self, RaceError> {
        let [k, l] = defence;
        Self::new(vec![vec![0.0, k], vec![l, 0.0]], fatigue.to_vec(), grievance.to_vec())
    }

    /// How each nation answers each other one.
    pub fn defence(&self) -> &[Vec<f64>] {
        &self.defence
    }

    /// What armament costs itself, per nation.
    pub fn fatigue(&self) -> &[f64] {
        &self.fatigue
    }

    /// What each nation arms for without any rival.
    pub fn grievance(&self) -> &[f64] {
        &self.grievance
    }

    /// Does the race settle from wherever it starts?
    pub fn is_stable(&self) -> bool {
        self.settles(0.0).is_some()
    }

    /// Is every nation's fatigue above the sum of its defences? Enough for stability, not needed for it.
    pub fn is_dominated_by_fatigue(&self) -> bool {
        self.defence.iter().zip(&self.fatigue).all(|(row, fatigue)| *fatigue > row.iter().sum::<f64>())
    }

    /// Where the race settles; `None` if it runs away. A nation of goodwill may be below 0: Richardson's cooperation.
    pub fn equilibrium(&self) -> Option<Vec<f64>> {
        self.settles(0.0)
    }

    /// The greatest eigenvalue of K - diag(a) per unit of time: below 0 how fast the race settles, above 0 how fast it runs away.
    pub fn growth_rate(&self) -> f64 {
        // By Gershgorin it lies between the least and the greatest sum of a row.
        let sums = self.defence.iter().zip(&self.fatigue).map(|(row, fatigue)| row.iter().sum::<f64>() - fatigue);
        let (mut low, mut high) = sums.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
        loop {
            let middle = 0.5 * (low + high);
            if !(low < middle && middle < high) {
                return high;
            }
            if self.settles(middle).is_some() {
                high = middle;
            } else {
                low = middle;
            }
        }
    }

    /// Solves (diag(a) + s - K) x = g by elimination in order; `None` where a pivot is not positive.
    fn settles(&self, more_fatigue: f64) -> Option<Vec<f64>> {
        let nations = self.fatigue.len();
        let mut rows: Vec<Vec<f64>> = self.defence.iter().map(|row| row.iter().map(|k| -k).collect()).collect();
        for (i, row) in rows.iter_mut().enumerate() {
            row[i] = self.fatigue[i] + more_fatigue;
        }
        let mut x = self.grievance.clone();
        for pivot in 0..nations {
            if rows[pivot][pivot] <= 0.0 {
                return None;
            }
            for below in pivot + 1..nations {
                let (above, rest) = rows.split_at_mut(below);
                let factor = rest[0][pivot] / above[pivot][pivot];
                for (entry, over) in rest[0].iter_mut().zip(&above[pivot]).skip(pivot) {
                    *entry -= factor * over;
                }
                x[below] -= factor * x[pivot];
            }
        }
        for i in (0..nations).rev() {
            let known: f64 = (i + 1..nations).map(|j| rows[i][j] * x[j]).sum();
            x[i] = (x[i] - known) / rows[i][i];
        }
        Some(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// k 1, l 2, a 3, b 4, g 1, h 2: (4 x 1 + 1 x 2)/(12 - 2) = 0.6 and (3 x 2 + 2 x 1)/10 = 0.8.
    #[test]
    fn two_nations_by_hand() {
        let race = Race::of_two([1.0, 2.0], [3.0, 4.0], [1.0, 2.0]).unwrap();
        let found = race.equilibrium().unwrap();
        assert!((found[0] - 0.6).abs() < 1e-15 && (found[1] - 0.8).abs() < 1e-15);
        // Eigenvalues (-(a + b) +- sqrt((a - b)^2 + 4 k l))/2 = -2 and -5.
        assert!((race.growth_rate() + 2.0).abs() < 1e-12);
    }

    #[test]
    fn two_nations_are_stable_iff_fatigues_outweigh_defences() {
        let stable = |k, l| Race::of_two([k, l], [2.0, 0.5], [1.0, 1.0]).unwrap().is_stable();
        assert!(stable(0.99, 1.0) && stable(9.0, 0.1) && stable(0.0, 100.0));
        assert!(!stable(1.0, 1.0) && !stable(1.01, 1.0) && !stable(11.0, 0.1));
    }

    /// n alike: the growth rate is (n - 1) k - a, and x* = g / (a - (n - 1) k).
    #[test]
    fn alike_nations() {
        let alike = |n: usize, k: f64, a: f64| {
            let row = |i: usize| (0..n).map(|j| if i == j { 0.0 } else { k }).collect();
            Race::new((0..n).map(row).collect(), vec![a; n], vec![0.3; n]).unwrap()
        };
        let race = alike(5, 0.2, 1.0);
        assert!(race.is_stable() && race.is_dominated_by_fatigue() && (race.growth_rate() + 0.2).abs() < 1e-12);
        assert!(race.equilibrium().unwrap().iter().all(|x| (x - 1.5).abs() < 1e-12));
        assert!((alike(7, 0.2, 1.0).growth_rate() - 0.2).abs() < 1e-12 && !alike(7, 0.2, 1.0).is_stable());
    }

    /// Three unequal nations followed in small steps come to rest where said, though fatigue is not above every sum.
    #[test]
    fn following_the_race_ends_there() {
        let defence = vec![vec![0.0, 0.9, 0.4], vec![0.1, 0.0, 0.2], vec![0.3, 0.1, 0.0]];
        let race = Race::new(defence, vec![1.0, 0.8, 1.2], vec![0.5, -0.1, 0.2]).unwrap();
        assert!(race.is_stable() && !race.is_dominated_by_fatigue());
        let mut x = vec![5.0, 0.0, 1.0];
        for _ in 0..40_000 {
            let slope = |i: usize| {
                let answers: f64 = race.defence()[i].iter().zip(&x).map(|(k, x)| k * x).sum();
                answers - race.fatigue()[i] * x[i] + race.grievance()[i]
            };
            let slopes: Vec<f64> = (0..3).map(slope).collect();
            x.iter_mut().zip(slopes).for_each(|(x, slope)| *x += 0.01 * slope);
        }
        let found = race.equilibrium().unwrap();
        assert!(x.iter().zip(&found).all(|(x, y)| (x - y).abs() < 1e-10), "{x:?}, {found:?}");
    }

    #[test]
    fn what_is_no_race_is_refused() {
        assert_eq!(Race::new(vec![vec![0.0]], vec![1.0, 1.0], vec![0.0]), Err(RaceError::Sizes { nations: 2 }));
        let range = Err(RaceError::Range { nation: 1 });
        assert_eq!(Race::of_two([1.0, -1.0], [1.0, 1.0], [0.0, 0.0]), range);
        assert_eq!(Race::of_two([1.0, 1.0], [1.0, 0.0], [0.0, 0.0]), range);
    }
}
