//! Shocks with nothing left to look up: when they strike, whom, and what they do.

use crate::game::Power;
use crate::mechanism::shock::{Kind, When, Who};
use crate::world::agents::blocs;
use crate::world::problem::{Problem, nearest};
use crate::world::spec::Spec;

/// A shock with nothing left to look up.
#[derive(Debug, Clone, PartialEq)]
pub struct Looming {
    /// When it strikes.
    pub when: When,
    /// What it does.
    pub kind: Kind,
    /// Whom, one for each of [`Kind::whom`].
    pub whom: Vec<Target>,
}

/// Whom a shock strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The most capable.
    Strongest,
    /// The least capable.
    Weakest,
    /// One of these agents.
    Among(Vec<u32>),
}

impl Looming {
    /// Does it end encounters for good?
    pub fn ends_encounters(&self) -> bool {
        matches!(self.kind, Kind::Exit(_))
    }
}

/// The shocks of a world, whose agents have these powers.
pub(super) fn looming(spec: &Spec, power: &[Power], problems: &mut Vec<Problem>) -> Vec<Looming> {
    let mut found = Vec::new();
    for (place, shock) in spec.shocks.iter().enumerate() {
        let at = place.to_string();
        match shock.event() {
            Ok((when, kind)) => {
                let targets = kind.whom().iter().map(|who| target(who, spec, power)).collect::<Result<Vec<_>, _>>();
                match targets {
                    Ok(whom) => found.push(Looming { when, kind, whom }),
                    Err(message) => {
                        let [table, key] = kind.keys()[0];
                        problems.push(Problem::new(["shocks", &at, table, key], message));
                    }
                }
            }
            Err(mistake) => problems.push(match mistake.key {
                Some(key) => Problem::new(["shocks", &at, key], mistake.message),
                None => Problem::new(["shocks", &at], mistake.message),
            }),
        }
        let none = spec.mechanisms.convention.is_none() && spec.mechanisms.conventions.is_empty();
        if shock.withdrawal.is_some() && none {
            let message = "there is nothing to withdraw from: expected [mechanisms.convention]";
            problems.push(Problem::new(["shocks", &at, "withdrawal"], message));
        }
    }
    if !spec.shocks.is_empty() && !spec.is_played() {
        let message = "shocks act between encounters of two that are played: expected no such table";
        problems.push(Problem::new(["shocks"], message));
    }
    found
}

/// The agents that a name stands for: those of a group, or of a power.
fn target(who: &Who, spec: &Spec, power: &[Power]) -> Result<Target, String> {
    let name = match who {
        Who::Strongest => return Ok(Target::Strongest),
        Who::Weakest => return Ok(Target::Weakest),
        Who::Anyone => return Ok(Target::Among((0..power.len() as u32).collect())),
        Who::One(name) => name,
    };
    let (mut first, mut named) = (0, Vec::new());
    for group in &spec.agents {
        if group.answers_to(name) {
            named.extend(first..first + group.count);
        }
        first += group.count;
    }
    if !named.is_empty() {
        return Ok(Target::Among(named));
    }
    let powers = [Power::Strong, Power::Weak];
    match powers.into_iter().find(|power| power.name() == name) {
        Some(wanted) => Ok(Target::Among((0..power.len() as u32).filter(|&i| power[i as usize] == wanted).collect())),
        None => {
            let known: Vec<&str> =
                ["strongest", "weakest", "anyone"].into_iter().chain(blocs(spec.agents.iter())).collect();
            let near = nearest(name, known.iter().copied()).map(|near| format!("; did you mean {near:?}?"));
            let near = near.unwrap_or_default();
            Err(format!("expected \"strong\", \"weak\" or one of {}; found {name:?}{near}", known.join(", ")))
        }
    }
}
