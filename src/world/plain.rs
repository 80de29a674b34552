//! The plain kernel: phases 2 to 5 and 7 in one pass, for worlds of automata that all meet and read plainly.
//!
//! Where every side is an automaton, all meet in every round, and neither shocks nor fog nor public names come between
//! ([`serves`]), a side needs two words and a few table look-ups. Chances to misread, payoffs and steps of trust are kept
//! while nothing moves the standing. The pass goes through the sides in pieces that stay in the first cache:
//!
//! - the words of a piece come from the same places of the same streams as the phases take them, so every draw is the same;
//! - each loop does one thing on plain arrays, without a branch, so that the compiler makes vectors of it; `pulp` compiles the
//!   pass once for each width of vector and chooses when the program runs. Nothing is fused or reordered in floating point;
//! - payoffs are added up pair by pair in the order of the pairs.
//!
//! Phases of which a world has more than this (enforcement, development, restarts, other rules of trust, control handed over) follow
//! as in the general engine, which they may, since none reads what the pass writes too early.
//!
//! The result is the general engine's to the last bit, as a test holds world by world; `--engine general` does without this pass.

use pulp::{Arch, NullaryFnOnce};

use super::encounter::{self, Passed, add_payoffs};
use super::rules::Rules;
use super::state::World;
use super::streams::Streams;
use super::{belief, change, enforcement, standing};
use crate::game::Action;
use crate::trust::{Linear, Rule, opinion};

/// Sides that are passed at a time: even, and whole blocks of words.
const PIECE: usize = 1024;

/// Nodes that the tables have room for.
const NODES: usize = 256;

/// What stays the same while a plain world goes on.
#[derive(Debug, Clone)]
pub struct Plain {
    arch: Arch,
    /// Is the rest as `world.standing` has it?
    known: bool,
    /// Each node's chance to cooperate, a bound on 32-bit words.
    chance: Box<[u64; NODES]>,
    /// Where each node goes on, four outcomes a node.
    next: Box<[u16; 4 * NODES]>,
    /// Bounds on words that misread a cooperation, per side.
    alarm: Vec<u32>,
    /// Bounds on words that misread a defection, per side.
    miss: Vec<u32>,
    /// Step of trust towards 1, per side; empty where trust is not linear.
    up: Vec<f64>,
    /// Step of trust towards 0, per side; as long.
    down: Vec<f64>,
    room: Box<Room>,
}

/// What a piece needs while it is passed.
#[derive(Debug, Clone)]
struct Room {
    choices: [u32; PIECE],
    readings: [u32; PIECE],
    /// The partner's action, per side.
    partner: [u8; PIECE],
    /// Own action x 2 + the partner's as it was read, per side.
    seen: [u8; PIECE],
}

/// Why a world is not plain; none if it is.
pub fn serves(rules: &Rules) -> Option<&'static str> {
    let repertoire = &rules.repertoire;
    let automata = repertoire.deliberate.is_none() && repertoire.discriminator.is_none() && !repertoire.learns();
    let reasons = [
        (!automata, "not all strategies are automata"),
        (repertoire.nodes.len() > NODES, "the automata have more than 256 nodes"),
        (rules.choice.trust_weight.get() > 0.0, "trust is mixed into choices"),
        (rules.meetings.frequency.is_some(), "some meet less often than others"),
        (!rules.shocks.is_empty(), "there are shocks"),
        (rules.attribution.is_some(), "there is fog"),
        (rules.names.is_some(), "there are public names"),
    ];
    reasons.iter().find_map(|&(applies, reason)| applies.then_some(reason))
}

impl Plain {
    /// The kernel of a world that it serves.
    pub fn new(rules: &Rules) -> Self {
        let (mut chance, mut next) = (Box::new([0; NODES]), Box::new([0; 4 * NODES]));
        for (place, (node, bound)) in rules.repertoire.nodes.iter().zip(&rules.repertoire.chance).enumerate() {
            chance[place] = bound.bound();
            next[4 * place..4 * place + 4].copy_from_slice(&node.next);
        }
        let zero = [0; PIECE];
        let room = Box::new(Room { choices: zero, readings: zero, partner: [0; PIECE], seen: [0; PIECE] });
        let (alarm, miss, up, down) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { arch: Arch::new(), known: false, chance, next, alarm, miss, up, down, room }
    }

    /// Plays one round up to its end; rounds count from 1.
    pub fn play(&mut self, rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
        let known = self.known && !world.standing.stale;
        standing::stand(rules, world); //                                  1 standing
        if !known {
            self.learn_of(rules, world);
        }
        let whole = Whole { paid: !encounter::delegates(rules, world), trusted: !self.up.is_empty() };
        world.income.fill(0.0);
        let mut passed = Passed::default();
        for first in (0..rules.sides()).step_by(PIECE) {
            let sides = PIECE.min(rules.sides() - first);
            streams.choice.fill_from(round, first as u32, &mut self.room.choices[..sides]);
            streams.reading.fill_from(round, first as u32, &mut self.room.readings[..sides]);
            let arch = self.arch;
            arch.dispatch(Pass { kernel: self, rules, world, first, sides, whole, passed: &mut passed });
        }
        world.tally = passed.tally(); //                                   2 decide, 3 slip, 4 pay, 5 read, 7 trust
        if !whole.paid {
            encounter::pay(rules, world); //                               4 pay, where control is handed over
        }
        encounter::restart(rules, world, streams, round); //               5 restarts
        enforcement::enforce(rules, world, streams, round); //             6 enforce
        if !whole.trusted {
            belief::trust(rules, world); //                                7 trust by another rule
        }
        change::develop(rules, world); //                                  8 develop
    }

    fn learn_of(&mut self, rules: &Rules, world: &World) {
        let standing = &world.standing;
        // No reading is worse than a coin, so its bound is far below 2^32.
        self.alarm = standing.misreads.iter().map(|[alarm, _]| alarm.bound() as u32).collect();
        self.miss = standing.misreads.iter().map(|[_, miss]| miss.bound() as u32).collect();
        if let Rule::Linear(linear) = &rules.trust.rule
            && rules.trust.gossip.get() == 0.0
        {
            (self.up, self.down) =
                standing.distance.iter().map(|&distance| linear.steps(distance)).map(|[up, down]| (up, down)).unzip();
        }
        self.known = true;
    }
}

/// What a pass does of a round besides choices and readings.
#[derive(Debug, Clone, Copy)]
struct Whole {
    paid: bool,
    trusted: bool,
}

/// One piece of a round.
struct Pass<'a> {
    kernel: &'a mut Plain,
    rules: &'a Rules,
    world: &'a mut World,
    first: usize,
    sides: usize,
    whole: Whole,
    passed: &'a mut Passed,
}

impl NullaryFnOnce for Pass<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { kernel, rules, world, first, sides, whole, passed } = self;
        let piece = first..first + sides;
        let Plain { chance, next, alarm, miss, up, down, room, .. } = kernel;
        // By themselves, lest their addresses be asked for side by side.
        let (chance, next): (&[u64; NODES], &[u16; 4 * NODES]) = (chance, next);
        let Room { choices, readings, partner, seen } = &mut **room;
        let (partner, seen) = (&mut partner[..sides], &mut seen[..sides]);
        let (action, node) = (&mut world.action[piece.clone()], &mut world.node[piece.clone()]);

        // 2 decide, 3 slip
        for ((action, &node), &word) in action.iter_mut().zip(&*node).zip(&*choices) {
            *action = Action::cooperate_if(u64::from(word) < chance[usize::from(node) % NODES]);
        }
        for (partner, action) in partner.as_chunks_mut::<2>().0.iter_mut().zip(action.as_chunks::<2>().0) {
            *partner = [action[1] as u8, action[0] as u8];
        }

        // 4 pay
        if whole.paid {
            passed.count(action, &rules.kind[piece.clone()]);
            let payoffs = &world.standing.payoffs[piece.clone()];
            add_payoffs(&rules.meetings.actor[piece.clone()], action, payoffs, &mut world.income);
        }

        // 5 read
        let errors = alarm[piece.clone()].iter().zip(&miss[piece.clone()]);
        for ((((seen, &own), &partner), &word), (&alarm, &miss)) in
            seen.iter_mut().zip(&*action).zip(&*partner).zip(&*readings).zip(errors)
        {
            // Chosen by arithmetic: of a choice between two places the compiler would make a gather.
            let bound = alarm ^ ((alarm ^ miss) & u32::from(partner).wrapping_neg());
            *seen = (own as u8) << 1 | (partner ^ u8::from(word < bound));
        }
        for (read, seen) in world.read[piece.clone()].iter_mut().zip(&*seen) {
            *read = Action::cooperate_if(seen & 1 == 0);
        }
        for (node, &seen) in node.iter_mut().zip(&*seen) {
            *node = next[(4 * usize::from(*node) + usize::from(seen)) % (4 * NODES)];
        }

        // 7 trust
        if whole.trusted {
            let relax = rules.trust.relax.get();
            let trust = world.trust[piece.clone()].iter_mut().zip(&world.prior[piece.clone()]);
            let steps = up[piece.clone()].iter().zip(&down[piece]);
            for (((trust, &prior), &seen), (&up, &down)) in trust.zip(&*seen).zip(steps) {
                let after = Linear::moved(*trust, seen & 1 == 0, up, down);
                *trust = opinion::drift(after, relax, prior, 0.0, 0.0);
            }
        }
    }
}
