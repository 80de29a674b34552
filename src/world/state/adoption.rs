//! Who has adopted a norm.

/// Who has adopted a norm, and what it takes to convince the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Adoption {
    /// Threshold as a share of the neighbours, per agent.
    pub threshold: Vec<f64>,
    /// Has adopted the norm, per agent.
    pub adopted: Vec<bool>,
    /// Did nobody change in the last round?
    pub(in crate::world) settled: bool,
}

impl Adoption {
    /// The same adopters under other rules, whose thresholds hold from now on.
    pub(in crate::world) fn under(self, fresh: Self) -> Self {
        Self { adopted: self.adopted, ..fresh }
    }

    /// Share of the agents that have adopted.
    pub fn share(&self) -> f64 {
        self.adopted.iter().filter(|&&adopted| adopted).count() as f64 / self.adopted.len() as f64
    }
}
