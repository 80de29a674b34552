//! What can be computed instead of sampled.
//!
//! Every number here is exact up to rounding: no chance is involved. The simulator is judged against these results
//! (`comity validate`), and they stand on their own (`comity exact`).

pub mod absorbing;
pub mod birth_death;
pub mod fermi;
pub mod graph;
pub mod groups;
pub mod moran;
pub mod nash;
pub mod regular_graph;
pub mod replicator;
pub mod reputation;
pub mod small_mutation;
pub mod weak_selection;
pub mod well_mixed;
