//! The choices of the deliberate strategy, many sides at a time.
//!
//! ```text
//! x    = [ tau V_reciprocator + (1 - tau) V_defector + expected fine ] / temperature
//! P(C) = slip + (1 - 2 slip) logistic(x)
//! ```
//!
//! What trust is weighed with stays while the standing does, and is kept per side; the fine that a side fears follows from who would
//! pay it, and is looked up every round. Then x is worked out for whole vectors of sides, those of automata among them, and the logistic
//! is squeezed ([`Squeeze::many`]): what that leaves open, one choice in several thousand, is decided by the general engine's own sentence.
//! So every choice is the general engine's.

use pulp::{Arch, NullaryFnOnce};

use super::room::{PIECE, renew};
use crate::game::Action;
use crate::rng::{Chance, Squeeze, Verdict};
use crate::strategy::automaton::with_slip;
use crate::strategy::deliberate::Weights;
use crate::units::logistic;
use crate::world::phases::encounter;
use crate::world::rules::Rules;
use crate::world::state::World;

/// Where x ends: what lies beyond is as good as certain.
const END: f64 = Squeeze::END;

/// Sides that are looked through together for choices that are open.
const CHUNK: usize = 64;

/// What the deliberate sides of a world weigh.
#[derive(Debug, Clone)]
pub(super) struct Deliberate {
    arch: Arch,
    /// The one node of the deliberate strategy.
    node: u16,
    /// Who pays if this side is fined, per side: its actor, or nobody, whose number is that of the agents.
    payer: Vec<u32>,
    /// The fine that each agent expects (payoff), and nobody.
    expected: Vec<f64>,
    room: Box<Room>,
}

#[derive(Debug, Clone)]
struct Room {
    /// The fine that each side fears (payoff).
    fine: [f64; PIECE],
    x: [f32; PIECE],
    verdict: [Verdict; PIECE],
}

impl Deliberate {
    /// Of a world with the deliberate strategy.
    pub(super) fn of(rules: &Rules) -> Option<Self> {
        let node = rules.repertoire.start[usize::from(rules.repertoire.deliberate?)];
        let room = Box::new(Room { fine: [0.0; PIECE], x: [0.0; PIECE], verdict: [Verdict::default(); PIECE] });
        let expected = vec![0.0; rules.agents() + 1];
        Some(Self { arch: Arch::new(), node, payer: Vec::new(), expected, room })
    }

    /// Takes note of the standing.
    pub(super) fn learn_of(&mut self, rules: &Rules, world: &World) {
        if !rules.treaties.list.is_empty() {
            let nobody = rules.agents() as u32;
            let actors = rules.meetings.actor.iter().zip(&world.standing.bound);
            renew(&mut self.payer, actors.map(|(&actor, &bound)| if bound { actor } else { nobody }));
        }
    }

    /// Takes note of the fines of a round.
    pub(super) fn fear(&mut self, rules: &Rules, world: &World) {
        if !self.payer.is_empty() {
            let fines = world.treaty.iter().zip(&world.standing.fine);
            for (expected, (&treaty, &fine)) in self.expected.iter_mut().zip(fines) {
                *expected = rules.treaties.list[usize::from(treaty)].expected_fine(fine);
            }
        }
    }

    /// Executed actions of the deliberate sides among those from `first` on, slips included; the other sides keep theirs.
    pub(super) fn choose(&mut self, rules: &Rules, world: &World, first: usize, words: &[u32], action: &mut [Action]) {
        let sides = first..first + words.len();
        let slip = rules.noise.slip.get();
        let per_payoff = 1.0 / rules.choice.temperature.get();
        if let Some(payer) = self.payer.get(sides.clone()) {
            for (fine, &payer) in self.room.fine.iter_mut().zip(payer) {
                *fine = self.expected[payer as usize];
            }
        }
        let Room { fine, x, verdict } = &mut *self.room;
        let node = &world.node[sides.clone()];
        self.arch.dispatch(Weigh {
            own: self.node,
            node,
            trust: &world.trust[sides.clone()],
            weights: &world.standing.weights[sides],
            fine,
            per_payoff,
            words,
            chance: [slip, 1.0 - 2.0 * slip],
            x: &mut x[..words.len()],
            verdict: &mut verdict[..words.len()],
            action,
        });
        for (chunk, verdicts) in verdict[..words.len()].chunks(CHUNK).enumerate() {
            if verdicts.iter().all(|verdict| verdict.is_certain()) {
                continue;
            }
            for (place, _) in (CHUNK * chunk..).zip(verdicts).filter(|(_, verdict)| !verdict.is_certain()) {
                if node[place] == self.node {
                    let x = encounter::inclination(rules, world, first + place);
                    let chance = Chance::of(with_slip(logistic(x), slip));
                    action[place] = Action::cooperate_if(chance.hit(words[place]));
                }
            }
        }
    }
}

struct Weigh<'a> {
    own: u16,
    node: &'a [u16],
    trust: &'a [f64],
    weights: &'a [Weights],
    fine: &'a [f64],
    per_payoff: f64,
    words: &'a [u32],
    chance: [f64; 2],
    x: &'a mut [f32],
    verdict: &'a mut [Verdict],
    action: &'a mut [Action],
}

impl NullaryFnOnce for Weigh<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { own, node, trust, weights, fine, per_payoff, words, chance, x, verdict, action } = self;
        for (((x, &tau), weights), &fine) in x.iter_mut().zip(trust).zip(weights).zip(fine) {
            *x = (weights.advantage(tau, fine) * per_payoff).clamp(-END, END) as f32;
        }
        // Where a payoff is worth infinitely much, only the division itself says how much.
        Squeeze::many(x, words, chance, per_payoff.is_finite(), verdict);
        for ((action, &node), verdict) in action.iter_mut().zip(node).zip(&*verdict) {
            let deliberate = Action::cooperate_if(verdict.hit());
            *action = if node == own { deliberate } else { *action };
        }
    }
}
