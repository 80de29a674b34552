//! The kinds of study: each a folder here, and a line below.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ablation::table::Ablation;
use super::boundary::table::Boundary;
use super::factorial::table::Factorial;
use super::grid::table::Grid;
use super::list::table::List;
use super::sample::table::Sample;
use super::sensitivity::table::Sensitivity;
use super::tournament::table::Settings;

/// What is asked of the world: at most one `[study.NAME]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Study {
    /// Where does cooperation hold? Every combination of the axes' values.
    Grid(Grid),
    /// Do levers work together? Bundles of settings, each off or on, in every combination.
    Factorial(Factorial),
    /// What happens across a wide space? Points drawn from distributions of several keys, or listed in a file.
    Sample(Sample),
    /// What matters? Elementary effects, or shares of the variance.
    Sensitivity(Sensitivity),
    /// Which mechanism deserves the credit? Shapley values from every combination of them.
    Ablation(Ablation),
    /// Exactly where does it break? A search along one axis for the value at which P(hold) = 1/2.
    Boundary(Boundary),
    /// How do these scenarios compare? Cells given one by one with names of their own, every two compared.
    List(List),
    /// Which strategy does well? Everyone meets everyone in matches; ranking, ecology and invasion.
    Tournament(Settings),
}
