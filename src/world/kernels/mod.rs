//! Kernels: faster ways through the phases of a round for some worlds, to the same last bit.
//!
//! - [`planner`]: which code plays a world, and why
//! - [`plain`]: phases 2 to 7 in one pass, where nothing but play and trust goes on
//! - [`pairwise`]: phase 11 where agents imitate one after another on expected payoffs

pub mod pairwise;
pub mod plain;
pub mod planner;

pub use planner::Kernel;
