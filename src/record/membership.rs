//! Membership by convention, where there are several: the share of the agents that belong to each, and whether it is in force.
//!
//! In a world that lacks one of the conventions of the study nobody belongs to it, and it is not in force.

use super::row::Column;
use super::run::Observed;

/// The two columns of each convention, in the order of the names.
pub fn columns(names: &[String]) -> Vec<Column> {
    let of = |name: &String| {
        [
            Column::new(format!("members_{name}"), "share", format!("Share of the agents that belong to {name}.")),
            Column::new(format!("in_force_{name}"), "0/1", format!("Is {name} in force?")),
        ]
    };
    names.iter().flat_map(of).collect()
}

/// Membership as it stands, and its means over the window.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Membership {
    names: Vec<String>,
    now: Vec<f64>,
    sums: Vec<f64>,
    rounds: u32,
}

impl Membership {
    /// Of the conventions of these names; of none where there are none.
    pub fn new(names: &[String]) -> Self {
        let zeros = vec![0.0; 2 * names.len()];
        Self { names: names.to_vec(), now: zeros.clone(), sums: zeros, rounds: 0 }
    }

    /// Looks at a round.
    pub fn look(&mut self, Observed { rules, world }: Observed<'_>, in_window: bool) {
        for (values, name) in self.now.chunks_exact_mut(2).zip(&self.names) {
            let place = rules.treaties.names.binary_search(name).ok();
            let members = place.map_or(0, |k| {
                (0..rules.agents()).filter(|&i| world.belongs_to(i).is_some_and(|own| usize::from(own) == k)).count()
            });
            let in_force = place.is_some_and(|k| world.standing.force[k]);
            values[0] = members as f64 / rules.agents() as f64;
            values[1] = f64::from(u8::from(in_force));
        }
        if in_window {
            self.rounds += 1;
            for (sum, now) in self.sums.iter_mut().zip(&self.now) {
                *sum += now;
            }
        }
    }

    /// The values of the round looked at last, in the order of [`columns`]: of each convention the share of its members, and 0/1.
    pub fn of_round(&self) -> impl Iterator<Item = (f64, f64)> {
        self.now.as_chunks::<2>().0.iter().map(|&[members, in_force]| (members, in_force))
    }

    /// Means over the window, in the order of [`columns`].
    pub fn of_run(&self) -> impl Iterator<Item = f64> {
        self.sums.iter().map(|sum| sum / f64::from(self.rounds))
    }
}
