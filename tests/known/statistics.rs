//! Intervals and sensitivity indices.
