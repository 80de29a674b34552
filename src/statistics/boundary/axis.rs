//! The axis of a search as a fine lattice of points.
//!
//! ```text
//! linear: x_k = from + (to - from) k/L;  logarithmic: x_k = from (to/from)^(k/L);  list: the numbers themselves
//! L = ceil(2 (length of the axis) / precision)
//! ```
//!
//! Two steps of the lattice to a `precision`: an interval of the wanted width, 2 precision, spans four of them. Each
//! value is computed afresh from k, and the ends are exactly those given.

/// Where a search looks.
#[derive(Debug, Clone, PartialEq)]
pub enum Axis {
    /// From one number to a larger one; distances are differences.
    Linear {
        /// Lower end.
        from: f64,
        /// Upper end.
        to: f64,
    },
    /// From one number above 0 to a larger one; distances are differences of logarithms.
    Logarithmic {
        /// Lower end, above 0.
        from: f64,
        /// Upper end.
        to: f64,
    },
    /// These numbers alone, rising, at least 2 (whole numbers, for instance); distances are differences.
    List(Vec<f64>),
}

/// Why there is no search.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BoundaryError {
    /// An axis that does not rise.
    #[error("expected an axis of finite numbers that rises, found {from} to {to}")]
    Axis {
        /// The number before.
        from: f64,
        /// The number after, not above it.
        to: f64,
    },
    /// A list that is too short.
    #[error("expected at least 2 points on the axis, found {found}")]
    Points {
        /// Number of points.
        found: usize,
    },
    /// A logarithmic axis that does not start above 0.
    #[error("expected a logarithmic axis to start above 0, found {found}")]
    Logarithm {
        /// Its lower end.
        found: f64,
    },
    /// A precision that is not above 0, or asks for too many points.
    #[error("expected a precision above 0 and at least {least} on this axis, found {found}")]
    Precision {
        /// The finest precision on this axis.
        least: f64,
        /// The precision asked for.
        found: f64,
    },
    /// No runs to search with.
    #[error("expected at least {least} runs, enough for the scan, found {found}")]
    Runs {
        /// Runs of the scan.
        least: u32,
        /// Runs asked for.
        found: u32,
    },
}

/// Steps of a lattice at most.
pub(super) const MOST_STEPS: usize = 4000;

/// The points of an axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lattice {
    axis: Axis,
    steps: usize,
}

impl Lattice {
    pub(super) fn new(axis: &Axis, precision: f64) -> Result<Self, BoundaryError> {
        let rises = |from: f64, to: f64| {
            // Written so that NaN does not rise.
            let fine = from.is_finite() && to.is_finite() && from < to;
            if fine { Ok(()) } else { Err(BoundaryError::Axis { from, to }) }
        };
        let length = match axis {
            Axis::Linear { from, to } => {
                rises(*from, *to)?;
                to - from
            }
            Axis::Logarithmic { from, to } => {
                rises(*from, *to)?;
                if *from <= 0.0 {
                    return Err(BoundaryError::Logarithm { found: *from });
                }
                libm::log(to / from)
            }
            Axis::List(values) => {
                if values.len() < 2 {
                    return Err(BoundaryError::Points { found: values.len() });
                }
                values.windows(2).try_for_each(|pair| rises(pair[0], pair[1]))?;
                values[values.len() - 1] - values[0]
            }
        };
        let least = 2.0 * length / MOST_STEPS as f64;
        let too_fine = precision < least && !matches!(axis, Axis::List(_));
        if !precision.is_finite() || precision <= 0.0 || too_fine {
            return Err(BoundaryError::Precision { least, found: precision });
        }
        let steps = match axis {
            Axis::List(values) => values.len() - 1,
            // A product such as 2 x 0.3 / 0.1 must not make one step more by rounding.
            _ => ((2.0 * length / precision * (1.0 - 1e-12)).ceil() as usize).max(2),
        };
        Ok(Self { axis: axis.clone(), steps })
    }

    /// The last point.
    pub(super) fn last(&self) -> usize {
        self.steps
    }

    /// The value of a point.
    pub(super) fn value(&self, point: usize) -> f64 {
        let share = point as f64 / self.steps as f64;
        match &self.axis {
            Axis::List(values) => values[point],
            Axis::Linear { to, .. } | Axis::Logarithmic { to, .. } if point == self.steps => *to,
            Axis::Linear { from, .. } | Axis::Logarithmic { from, .. } if point == 0 => *from,
            Axis::Linear { from, to } => from + (to - from) * share,
            Axis::Logarithmic { from, to } => from * libm::pow(to / from, share),
        }
    }

    /// Distance on the axis: a difference, or one of logarithms.
    pub(super) fn distance(&self, from: f64, to: f64) -> f64 {
        match self.axis {
            Axis::Logarithmic { .. } => libm::log(to / from),
            _ => to - from,
        }
    }

    /// The value at a share of the way from one value to another.
    pub(super) fn between(&self, from: f64, to: f64, share: f64) -> f64 {
        match self.axis {
            Axis::Logarithmic { .. } => from * libm::pow(to / from, share),
            _ => from + (to - from) * share,
        }
    }

    /// Are two points no farther apart than `width`, or neighbours?
    pub(super) fn within(&self, low: usize, high: usize, width: f64) -> bool {
        high <= low + 1 || self.distance(self.value(low), self.value(high)) <= width * (1.0 + 1e-9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lattices_by_hand() {
        let values = |axis: Axis, precision| {
            let lattice = Lattice::new(&axis, precision).unwrap();
            (0..=lattice.last()).map(|k| lattice.value(k)).collect::<Vec<_>>()
        };
        assert_eq!(
            values(Axis::Linear { from: 0.0, to: 0.3 }, 0.1),
            [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3].map(|x: f64| 0.3 * ((x * 20.0).round() / 6.0))
        );
        let log = values(Axis::Logarithmic { from: 1.0, to: 16.0 }, libm::log(4.0));
        assert!((log[2] - 4.0).abs() < 1e-15 && log.len() == 5 && log[4] == 16.0, "{log:?}");
        assert_eq!(values(Axis::List(vec![1.0, 2.0, 5.0]), 0.1), [1.0, 2.0, 5.0]);
    }

    #[test]
    fn axes_that_are_none_are_refused() {
        let error = |axis, precision| Lattice::new(&axis, precision).unwrap_err();
        let unit = Axis::Linear { from: 0.0, to: 1.0 };
        assert_eq!(error(Axis::Linear { from: 1.0, to: 1.0 }, 0.1), BoundaryError::Axis { from: 1.0, to: 1.0 });
        assert_eq!(error(Axis::Logarithmic { from: 0.0, to: 1.0 }, 0.1), BoundaryError::Logarithm { found: 0.0 });
        assert_eq!(error(Axis::List(vec![1.0]), 0.1), BoundaryError::Points { found: 1 });
        assert_eq!(error(Axis::List(vec![1.0, 3.0, 2.0]), 0.1), BoundaryError::Axis { from: 3.0, to: 2.0 });
        assert!(matches!(error(unit.clone(), 0.0), BoundaryError::Precision { .. }));
        assert!(matches!(error(unit, 1e-9), BoundaryError::Precision { .. }));
    }
}
