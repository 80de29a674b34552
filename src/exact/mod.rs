//! What can be computed instead of sampled.
//!
//! Every number here is exact up to rounding: no chance is involved. The simulator is judged against these results
//! (`comity validate`), and they stand on their own (`comity exact`).
