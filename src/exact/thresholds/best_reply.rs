//! The most that any strategy whatever earns against an automaton, by dynamic programming over its nodes.
//!
//! ```text
//! W(n) = max over the intended action of  (1 - delta) E[u(x, y)] + delta E[W(next_n[y, x])]
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | n | node of the automaton | | `resident` |
//! | x, y | executed actions of the replying side and of the automaton, both up to a slip | | `slip` |
//! | u | payoff of the replying side | any | `payoffs` |
//! | delta | continuation probability | [0, 1) | `continuation` |
//! | W | discounted payoff per round from a node on | payoff | [`BestReply::payoffs`] |
//!
//! Source: Howard (1960), Dynamic Programming and Markov Processes, ch. 7 (policy iteration with discounting). Without
//! reading errors the nodes follow from what both sides saw, so no strategy of any memory does better; this is why
//! reading errors are no argument here.
//!
//! ```
//! use comity::exact::thresholds::best_reply;
//! use comity::game::Payoffs;
//! use comity::strategy::Automaton;
//! // Against tit-for-tat at R 3, S 0, T 5, P 1: taking turns is best at 0.6, 5/(1 + 0.6) = 3.125 per round.
//! let tit_for_tat = Automaton::memory_one(1.0, [1.0, 0.0, 1.0, 0.0]);
//! let best = best_reply(&tit_for_tat, 0.0, &Payoffs::new(3.0, 0.0, 5.0, 1.0), 0.6)?;
//! assert!((best.payoffs[0] - 3.125).abs() < 1e-14);
//! # Ok::<(), comity::exact::pairs::PairError>(())
//! ```

use crate::exact::chain::{Chain, Rows};
use crate::exact::pairs::PairError;
use crate::game::{Action, Payoffs, outcome};
use crate::strategy::Automaton;
use crate::strategy::automaton::with_slip;
use crate::units::{Discount, Probability};

/// An improvement smaller than this, relative to the payoffs, is rounding. A single deviation of many is worth little
/// near a continuation of 1, of the order of (1 - delta)^2, so the slack is as small as the residual of a solution
/// allows.
const SLACK: f64 = 1e-14;

/// Policy iteration settles within a few rounds; beyond so many it would only be following rounding.
const MOST_ROUNDS: u32 = 200;

/// A best reply to an automaton.
#[derive(Debug, Clone, PartialEq)]
pub struct BestReply {
    /// Discounted payoff per round of the best reply from each node of the automaton on; the start is node 0.
    pub payoffs: Vec<f64>,
    /// What the best reply intends in each node; on a tie cooperation.
    pub actions: Vec<Action>,
}

/// The best reply to an automaton, at a slip of both sides and a continuation probability.
///
/// # Errors
/// [`PairError`] if `slip` or `continuation` is out of range, or the equations cannot be solved.
pub fn best_reply(
    resident: &Automaton,
    slip: f64,
    payoffs: &Payoffs,
    continuation: f64,
) -> Result<BestReply, PairError> {
    Probability::new(slip).map_err(|wrong| PairError::Range { what: "slip", wrong })?;
    Discount::new(continuation).map_err(|wrong| PairError::Range { what: "continuation", wrong })?;
    let scale = payoffs.0.iter().fold(0.0_f64, |largest, payoff| largest.max(payoff.abs()));
    let nodes = 0..resident.nodes.len();
    let mut actions = vec![Action::Cooperate; nodes.len()];
    let mut rounds = 0;
    loop {
        rounds += 1;
        let (chain, rewards) = facing(resident, slip, payoffs, &actions)?;
        let worth = chain.discounted_worth(&rewards, continuation)?;
        let mut settled = true;
        for node in nodes.clone() {
            let value = |action| {
                let mut sum = 0.0;
                for (own, partner, probability) in executed(resident, slip, node, action) {
                    let next = resident.nodes[node].next[outcome(partner, own)];
                    let now = (1.0 - continuation) * payoffs.at(own, partner);
                    sum += probability * (now + continuation * worth[usize::from(next)]);
                }
                sum
            };
            let other = Action::cooperate_if(!actions[node].cooperates());
            if value(other) > value(actions[node]) + SLACK * scale {
                actions[node] = other;
                settled = false;
            }
        }
        if settled || rounds == MOST_ROUNDS {
            return Ok(BestReply { payoffs: worth, actions });
        }
    }
}

/// The automaton's nodes as a chain while the other side keeps to a plan, and that side's expected payoff in each.
fn facing(
    resident: &Automaton,
    slip: f64,
    payoffs: &Payoffs,
    actions: &[Action],
) -> Result<(Chain, Vec<f64>), PairError> {
    let mut rows = Rows::default();
    let mut rewards = Vec::with_capacity(actions.len());
    for (node, &action) in actions.iter().enumerate() {
        let mut reward = 0.0;
        let steps = executed(resident, slip, node, action).map(|(own, partner, probability)| {
            reward += probability * payoffs.at(own, partner);
            (usize::from(resident.nodes[node].next[outcome(partner, own)]), probability)
        });
        rows.push(&steps);
        rewards.push(reward);
    }
    Ok((rows.finish()?, rewards))
}

/// The four outcomes of an intention against a node: own and the automaton's executed action, and their probability.
fn executed(resident: &Automaton, slip: f64, node: usize, intended: Action) -> [(Action, Action, f64); 4] {
    use Action::{Cooperate, Defect};
    let own = with_slip(f64::from(u8::from(intended.cooperates())), slip);
    let partner = with_slip(resident.nodes[node].cooperate, slip);
    [
        (Cooperate, Cooperate, own * partner),
        (Cooperate, Defect, own * (1.0 - partner)),
        (Defect, Cooperate, (1.0 - own) * partner),
        (Defect, Defect, (1.0 - own) * (1.0 - partner)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::pairs::{Horizon, Noise, play};
    use crate::strategy::{CATALOGUE, Entry};

    /// The reply as an automaton that tracks the nodes of the other: what it plays, it earns.
    fn as_automaton(resident: &Automaton, actions: &[Action]) -> Automaton {
        let nodes: Vec<(f64, [u16; 4])> = (resident.nodes.iter().zip(actions))
            .map(|(node, action)| {
                let [cc, cd, dc, dd] = node.next;
                (f64::from(u8::from(action.cooperates())), [cc, dc, cd, dd])
            })
            .collect();
        Automaton::from_nodes(&nodes)
    }

    #[test]
    fn no_named_strategy_does_better_and_the_reply_earns_what_it_says() {
        let automata: Vec<Automaton> =
            CATALOGUE.iter().filter_map(Entry::automaton).filter(|a| a.nodes.len() <= 12).collect();
        let payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
        for resident in &automata {
            for (slip, continuation) in [(0.0, 0.6), (0.05, 0.95)] {
                let earned = |other: &Automaton| {
                    let play = play(other, resident, &Noise::slips(slip), Horizon::Discounted(continuation)).unwrap();
                    play.payoffs(&payoffs, &payoffs)[0]
                };
                let best = best_reply(resident, slip, &payoffs, continuation).unwrap();
                assert!((earned(&as_automaton(resident, &best.actions)) - best.payoffs[0]).abs() < 1e-12);
                assert!(automata.iter().all(|other| earned(other) <= best.payoffs[0] + 1e-12));
            }
        }
    }
}
