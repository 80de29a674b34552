//! comity
pub mod cli;
pub mod game;
pub mod learning;
pub mod measure;
pub mod mechanism;
pub mod network;
pub mod output;
pub mod report;
pub mod rng;
pub mod strategy;
pub mod study;
pub mod trust;
pub mod units;
pub mod world;
