//! Where a study looks: points that fill the unit cube, one coordinate for each swept key.
//!
//! ```text
//! random  x_ij = u_ij
//! lhs     x_ij = (pi_j(i) + u_ij) / n           pi_j: a random order of 0 .. n - 1, one for each coordinate
//! sobol   x_ij = Owen-scrambled Sobol sequence  point i, dimension j
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | number of points | 1 to 2^32 - 1 | [`Sample::size`] |
//! | d | number of coordinates | 1 to 256 for Sobol, else any | [`Sample::dimensions`] |
//! | u_ij | uniform random numbers | [0, 1) | |
//! | x_ij | coordinate j of point i | [0, 1) | [`Sample::column`] |
//!
//! A Latin hypercube has exactly one point in each of n equal strata of every coordinate, so the mean of a sum of
//! functions of one coordinate each is far sharper than from random points. A Sobol sequence is even in all small boxes
//! too; n is best a power of 2.
//!
//! Coordinate j depends on the seed, the method, n and j alone: one more key leaves the others' coordinates as they
//! were. A larger n keeps the first points of a random sample and of a Sobol sequence; it cannot keep those of a Latin
//! hypercube, whose strata become narrower.
//!
//! Source: McKay, Beckman & Conover (1979), Technometrics 21:239, for the Latin hypercube; Burley (2020), J. Comput.
//! Graph. Tech. 9:4, for the sequence, on the direction numbers of Joe & Kuo (2008). Its points have 24 bits and come
//! 2^16 to a scramble: point i is taken from scramble floor(i / 2^16), so beyond 65,536 points the sample is several
//! independent sequences in a row, each as even as the first (randomised quasi-Monte Carlo), and its error falls with
//! the square root of their number. Each Sobol point stands in the middle of its cell of width 2^-24, so that none is
//! at 0, where an unbounded distribution has no value.
//!
//! ```
//! use comity::statistics::sampling::{Method, Sample};
//! let sample = Sample::new(Method::Lhs, 4, 2, 1)?;
//! let mut quarters: Vec<u32> = sample.column(1).iter().map(|x| (4.0 * x) as u32).collect();
//! quarters.sort_unstable();
//! assert_eq!(quarters, [0, 1, 2, 3]);
//! # Ok::<(), comity::statistics::sampling::SamplingError>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rng::{Key, Purpose, Stream, pick};

/// Points that share one scramble of the Sobol sequence.
const SCRAMBLE: usize = 1 << 16;
/// The most coordinates of the Sobol sequence.
pub const MOST_DIMENSIONS: usize = sobol_burley::NUM_DIMENSIONS as usize;

/// How points are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Latin hypercube: every key's range is cut into as many strata as there are points, one point in each.
    #[default]
    Lhs,
    /// Scrambled Sobol sequence: even in every few keys together; best with a power of 2 of points, and can be
    /// continued.
    Sobol,
    /// Independent uniform points; can be continued.
    Random,
}

/// Why there are no points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SamplingError {
    /// None, or more than can be counted.
    #[error("expected 1 to {} points, found {found}", u32::MAX)]
    Points {
        /// Number of points.
        found: usize,
    },
    /// None, or more than the sequence has.
    #[error("expected at least 1 swept key, and at most {MOST_DIMENSIONS} for a Sobol sequence, found {found}")]
    Dimensions {
        /// Number of coordinates.
        found: usize,
    },
}

/// A sample of the unit cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    method: Method,
    points: usize,
    dimensions: usize,
    seed: u64,
}

impl Sample {
    /// So many points in so many dimensions; another seed gives another sample.
    ///
    /// # Errors
    /// [`SamplingError`] where there are none, or too many.
    pub fn new(method: Method, points: usize, dimensions: usize, seed: u64) -> Result<Self, SamplingError> {
        if !(1..=u32::MAX as usize).contains(&points) {
            return Err(SamplingError::Points { found: points });
        }
        if dimensions == 0 || (method == Method::Sobol && dimensions > MOST_DIMENSIONS) {
            return Err(SamplingError::Dimensions { found: dimensions });
        }
        Ok(Self { method, points, dimensions, seed })
    }

    /// Number of points, n.
    pub fn size(&self) -> usize {
        self.points
    }

    /// Number of coordinates, d.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// One coordinate of all points, in their order.
    pub fn column(&self, dimension: usize) -> Vec<f64> {
        let n = self.points;
        let label: &[u8] = match self.method {
            Method::Lhs => b"latin hypercube",
            Method::Sobol => b"sobol sequence",
            Method::Random => b"random sample",
        };
        let key = Key::independent(self.seed, label);
        // All coordinates of a Sobol point belong to one scramble.
        let place = if self.method == Method::Sobol { 0 } else { dimension as u32 };
        let mut stream = Stream::new(&key, place, Purpose::Analysis);
        match self.method {
            Method::Random => (0..n).map(|_| stream.uniform()).collect(),
            Method::Lhs => {
                let mut strata: Vec<u32> = (0..n as u32).collect();
                // Fisher and Yates: every order is equally likely.
                for last in (1..n).rev() {
                    strata.swap(last, pick(stream.word(), last + 1));
                }
                let within = |stratum: u32, u: f64| ((f64::from(stratum) + u) / n as f64).min(1.0 - f64::EPSILON);
                strata.into_iter().map(|stratum| within(stratum, stream.uniform())).collect()
            }
            Method::Sobol => {
                let seeds: Vec<u32> = (0..n.div_ceil(SCRAMBLE)).map(|_| stream.word()).collect();
                (0..n).map(|i| sobol(i % SCRAMBLE, dimension, seeds[i / SCRAMBLE])).collect()
            }
        }
    }

    /// All points, each with its coordinates.
    pub fn points(&self) -> Vec<Vec<f64>> {
        let mut points = vec![Vec::with_capacity(self.dimensions); self.points];
        for dimension in 0..self.dimensions {
            for (point, x) in points.iter_mut().zip(self.column(dimension)) {
                point.push(x);
            }
        }
        points
    }
}

/// A coordinate of a point of the scrambled sequence, in the middle of its cell of width 2^-24, in (0, 1).
pub(super) fn sobol(point: usize, dimension: usize, seed: u32) -> f64 {
    const HALF_CELL: f64 = 1.0 / (1_u32 << 25) as f64;
    f64::from(sobol_burley::sample(point as u32, dimension as u32, seed)) + HALF_CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Method; 3] = [Method::Lhs, Method::Sobol, Method::Random];

    fn sample(method: Method, n: usize, d: usize) -> Vec<Vec<f64>> {
        Sample::new(method, n, d, 3).unwrap().points()
    }

    /// How many points fall into each of `parts` equal parts of a coordinate.
    fn counts(points: &[Vec<f64>], dimension: usize, parts: usize) -> Vec<usize> {
        let mut counts = vec![0; parts];
        points.iter().for_each(|point| counts[(point[dimension] * parts as f64) as usize] += 1);
        counts
    }

    #[test]
    fn a_latin_hypercube_has_one_point_in_every_stratum() {
        for n in [1, 7, 100] {
            let points = sample(Method::Lhs, n, 3);
            for dimension in 0..3 {
                assert_eq!(counts(&points, dimension, n), vec![1; n]);
            }
        }
    }

    /// n = 4000 orders of three strata: each of the six has a share of 1/6 with sigma sqrt(5/36 / 4000).
    #[test]
    fn every_order_of_the_strata_is_equally_likely() {
        let mut seen = [0_u32; 27];
        for seed in 0..4000 {
            let column = Sample::new(Method::Lhs, 3, 1, seed).unwrap().column(0);
            seen[column.iter().fold(0, |code, x| 3 * code + (3.0 * x) as usize)] += 1;
        }
        let orders: Vec<u32> = seen.into_iter().filter(|&count| count > 0).collect();
        assert_eq!(orders.len(), 6);
        let sigma = (5.0 / 36.0 / 4000.0_f64).sqrt();
        assert!(orders.iter().all(|&count| (f64::from(count) / 4000.0 - 1.0 / 6.0).abs() < 4.0 * sigma), "{orders:?}");
    }

    /// Every 2^k points of the sequence have one in each of 2^k strata, and any two of the first coordinates one in
    /// each of 16 squares.
    #[test]
    fn a_sobol_sequence_is_even() {
        let points = sample(Method::Sobol, 256, 5);
        for dimension in 0..5 {
            assert_eq!(counts(&points, dimension, 256), vec![1; 256]);
            assert_eq!(counts(&points[..64], dimension, 64), vec![1; 64]);
        }
        let mut squares = [0; 16];
        points[..16].iter().for_each(|p| squares[(4.0 * p[0]) as usize * 4 + (4.0 * p[1]) as usize] += 1);
        assert_eq!(squares, [1; 16]);
    }

    /// The mean of the product of two coordinates, 1/4, from 131,072 points: two scrambles, each with an error well
    /// below that of as many random points (sigma of the product sqrt(7/144)).
    #[test]
    fn a_long_sobol_sequence_goes_on_with_another_scramble() {
        let n = 1 << 17;
        let points = sample(Method::Sobol, n, 2);
        assert_ne!(points[0], points[1 << 16]);
        assert_eq!(counts(&points, 1, 1 << 10), vec![n >> 10; 1 << 10]);
        let mean = points.iter().map(|p| p[0] * p[1]).sum::<f64>() / n as f64;
        assert!((mean - 0.25).abs() < (7.0 / 144.0 / n as f64).sqrt() / 10.0, "{mean}");
    }

    /// n = 10,000 points: means of coordinates and of products, sigma 1/sqrt(12 n) and sqrt(7/144 / n), at 4 sigma.
    #[test]
    fn random_points_are_uniform_and_independent() {
        let points = sample(Method::Random, 10_000, 2);
        let mean = |f: &dyn Fn(&[f64]) -> f64| points.iter().map(|p| f(p)).sum::<f64>() / 1e4;
        assert!((mean(&|p| p[1]) - 0.5).abs() < 4.0 / (12.0 * 1e4f64).sqrt());
        assert!((mean(&|p| p[0] * p[1]) - 0.25).abs() < 4.0 * (7.0 / 144.0 / 1e4f64).sqrt());
    }

    #[test]
    fn more_points_keep_the_first_and_more_keys_keep_the_others() {
        for method in ALL {
            let few = sample(method, 50, 2);
            for (point, wider) in few.iter().zip(sample(method, 50, 4)) {
                assert_eq!(point[..], wider[..2]);
            }
            let kept = sample(method, 90, 2)[..50] == few[..];
            assert_eq!(kept, method != Method::Lhs, "{method:?}");
            let other = Sample::new(method, 50, 2, 4).unwrap().points();
            assert!(few.iter().zip(&other).all(|(a, b)| a[0] != b[0]), "{method:?}: another seed");
            assert!(few.iter().flatten().all(|x| (0.0..1.0).contains(x)));
        }
    }

    #[test]
    fn what_cannot_be_sampled_is_refused() {
        assert_eq!(Sample::new(Method::Lhs, 0, 2, 1), Err(SamplingError::Points { found: 0 }));
        assert_eq!(Sample::new(Method::Random, 5, 0, 1), Err(SamplingError::Dimensions { found: 0 }));
        let error = Sample::new(Method::Sobol, 5, 257, 1).unwrap_err();
        assert_eq!(error.to_string(), "expected at least 1 swept key, and at most 256 for a Sobol sequence, found 257");
        assert!(Sample::new(Method::Lhs, 5, 257, 1).is_ok());
    }
}
