//! The plain kernel: phases 2 to 5 and 7 in one pass, for worlds of automata and deliberate states that all meet and read plainly.
//!
//! Where every side is an automaton or deliberate, all meet in every round, and neither shocks nor fog nor public names come between
//! ([`serves`]), a side needs two words and a few table look-ups. What follows from the standing alone is kept while nothing moves it.
//! The pass goes through the sides in pieces that stay in the first cache:
//!
//! - the words of a piece come from the same places of the same streams as the phases take them, so every draw is the same;
//! - each loop does one thing on plain arrays, without a branch, so that the compiler makes vectors of it; `pulp` compiles the
//!   pass once for each width of vector and chooses when the program runs. Nothing is fused or reordered in floating point;
//! - the automata are looked up by whole vectors (`nodes`), the deliberate weighed by whole vectors (`deliberate`);
//! - payoffs are added up in the order of the pairs, where everyone meets everyone several rows at a time (`rows`).
//!
//! Phases of which a world has more than this (enforcement, development, restarts, other rules of trust, control handed over) follow
//! as in the general engine, which they may, since none reads what the pass writes too early.
//!
//! The result is the general engine's to the last bit, as a test holds world by world; `--engine general` does without this pass.

mod deliberate;
mod nodes;
#[cfg(target_arch = "x86_64")]
mod registers;
mod room;
mod rows;

use pulp::{Arch, NullaryFnOnce};

use self::deliberate::Deliberate;
use self::nodes::Nodes;
use self::room::{NODES, PIECE, renew};
use crate::game::Action;
use crate::trust::Rule;
use crate::world::phases::encounter::{self, Passed, add_payoffs};
use crate::world::phases::{belief, change, enforcement, standing};
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::state::bounds::bound_on;
use crate::world::streams::Streams;

/// What stays the same while a plain world goes on.
#[derive(Debug, Clone)]
pub struct Plain {
    arch: Arch,
    /// Is the rest as `world.standing` has it?
    known: bool,
    nodes: Nodes,
    /// What the deliberate weigh, if there are any.
    deliberate: Option<Deliberate>,
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
    /// Own action x 2 + the partner's as it was read, per side.
    seen: [u8; PIECE],
}

/// Why a world is not plain; none if it is.
pub fn serves(rules: &Rules) -> Option<&'static str> {
    let repertoire = &rules.repertoire;
    let reasons = [
        (repertoire.discriminator.is_some(), "discriminators go by public names"),
        (repertoire.learns(), "some strategies learn"),
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
        let zero = [0; PIECE];
        let room = Box::new(Room { choices: zero, readings: zero, seen: [0; PIECE] });
        let (nodes, deliberate) = (Nodes::of(&rules.repertoire), Deliberate::of(rules));
        Self { arch: Arch::new(), known: false, nodes, deliberate, up: Vec::new(), down: Vec::new(), room }
    }

    /// Plays one round up to its end; rounds count from 1.
    pub fn play(&mut self, rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
        let changed = standing::stand(rules, world); //                    1 standing
        if changed || !self.known {
            self.learn_of(rules, world);
        }
        if let Some(deliberate) = &mut self.deliberate {
            deliberate.fear(rules, world);
        }
        let paid = !encounter::delegates(rules, world);
        let whole = Whole { counted: paid, paid: paid && !rules.complete, trusted: !self.up.is_empty() };
        world.income.fill(0.0);
        let mut passed = Passed::default();
        for first in (0..rules.sides()).step_by(PIECE) {
            let sides = PIECE.min(rules.sides() - first);
            streams.choice.fill_from(round, first as u32, &mut self.room.choices[..sides]);
            streams.reading.fill_from(round, first as u32, &mut self.room.readings[..sides]);
            self.decide(rules, world, first, sides);
            let arch = self.arch;
            arch.dispatch(Pass { kernel: self, rules, world, first, sides, whole, passed: &mut passed });
            self.nodes.go_on(&mut world.node[first..first + sides], &self.room.seen[..sides]);
        }
        if paid && rules.complete {
            rows::add(&world.action, &world.standing.payoffs, &mut world.income);
        }
        world.tally = passed.tally(); //                                   2 decide, 3 slip, 4 pay, 5 read, 7 trust
        if !paid {
            encounter::pay(rules, world); //                               4 pay, where control is handed over
        }
        encounter::restart(rules, world, streams, round); //               5 restarts
        enforcement::enforce(rules, world, streams, round); //             6 enforce
        if !whole.trusted {
            belief::trust(rules, world); //                                7 trust by another rule
        }
        change::develop(rules, world); //                                  8 develop
    }

    /// 2 decide, 3 slip.
    fn decide(&mut self, rules: &Rules, world: &mut World, first: usize, sides: usize) {
        let mut action = std::mem::take(&mut world.action);
        let (piece, words) = (&mut action[first..first + sides], &self.room.choices[..sides]);
        if self.deliberate.is_none() || rules.repertoire.names.len() > 1 {
            self.nodes.choose(&world.node[first..first + sides], words, piece);
        }
        if let Some(deliberate) = &mut self.deliberate {
            deliberate.choose(rules, world, first, words, piece);
        }
        world.action = action;
    }

    fn learn_of(&mut self, rules: &Rules, world: &World) {
        if let Some(deliberate) = &mut self.deliberate {
            deliberate.learn_of(rules, world);
        }
        if let Rule::Linear(linear) = &rules.trust.rule
            && rules.trust.gossip.get() == 0.0
        {
            let [ups, downs] = [0, 1].map(|of| world.standing.distance.iter().map(move |&far| linear.steps(far)[of]));
            renew(&mut self.up, ups);
            renew(&mut self.down, downs);
        }
        self.known = true;
    }
}

/// What a pass does of a round besides choices and readings.
#[derive(Debug, Clone, Copy)]
struct Whole {
    counted: bool,
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
        let Plain { up, down, room, .. } = kernel;
        let (alarm, miss) = (&world.standing.alarm, &world.standing.miss);
        let Room { readings, seen, .. } = &mut **room;
        let action = &world.action[piece.clone()];

        // 4 pay
        if whole.counted {
            passed.count(action, &rules.kind[piece.clone()]);
        }
        if whole.paid {
            let payoffs = &world.standing.payoffs[piece.clone()];
            add_payoffs(&rules.meetings.actor[piece.clone()], action, payoffs, &mut world.income);
        }

        // 5 read
        let (readings, seen) = (&readings[..sides], &mut seen[..sides]);
        see(action, readings, &alarm[piece.clone()], &miss[piece.clone()], seen);
        for (read, seen) in world.read[piece.clone()].iter_mut().zip(&*seen) {
            *read = Action::cooperate_if(seen & 1 == 0);
        }

        // 7 trust
        if whole.trusted {
            let (trust, prior) = (&mut world.trust[piece.clone()], &world.prior[piece.clone()]);
            believe(rules.trust.relax.get(), trust, prior, seen, &up[piece.clone()], &down[piece]);
        }
    }
}

/// Sides of which a vector is made where fewer are left than the compiler makes its own of.
const LANES: usize = 8;
/// As many as the compiler takes at a time.
const MANY: usize = 64;

/// What each side did and read of its partner: own action x 2 + the partner's as it was read.
#[inline(always)]
fn see(action: &[Action], words: &[u32], alarm: &[u32], miss: &[u32], seen: &mut [u8]) {
    let many = seen.len() / MANY * MANY;
    see_those(&action[..many], &words[..many], &alarm[..many], &miss[..many], &mut seen[..many]);
    let ((actions, last_actions), (words, last_words)) =
        (action[many..].as_chunks::<LANES>(), words[many..].as_chunks::<LANES>());
    let ((alarms, last_alarms), (misses, last_misses)) =
        (alarm[many..].as_chunks::<LANES>(), miss[many..].as_chunks::<LANES>());
    let (seens, last_seen) = seen[many..].as_chunks_mut::<LANES>();
    for ((((seen, action), words), alarm), miss) in seens.iter_mut().zip(actions).zip(words).zip(alarms).zip(misses) {
        // Written at once, so that the compiler need not fear that one writes what the next one reads.
        let mut few = [0; LANES];
        see_those(action, words, alarm, miss, &mut few);
        *seen = few;
    }
    see_those(last_actions, last_words, last_alarms, last_misses, last_seen);
}

#[inline(always)]
fn see_those(action: &[Action], words: &[u32], alarm: &[u32], miss: &[u32], seen: &mut [u8]) {
    for (seen, action) in seen.as_chunks_mut::<2>().0.iter_mut().zip(action.as_chunks::<2>().0) {
        *seen = [action[1] as u8, action[0] as u8];
    }
    for ((((seen, &own), &word), &alarm), &miss) in seen.iter_mut().zip(action).zip(words).zip(alarm).zip(miss) {
        let partner = *seen;
        let bound = bound_on(partner, alarm, miss);
        *seen = (own as u8) << 1 | (partner ^ u8::from(word < bound));
    }
}

/// Linear trust after what was seen, and its drift towards the prior.
#[inline(always)]
fn believe(relax: f64, trust: &mut [f64], prior: &[f64], seen: &[u8], up: &[f64], down: &[f64]) {
    let many = trust.len() / MANY * MANY;
    believe_those(relax, &mut trust[..many], &prior[..many], &seen[..many], &up[..many], &down[..many]);
    let (trusts, last_trust) = trust[many..].as_chunks_mut::<LANES>();
    let ((priors, last_prior), (seens, last_seen)) =
        (prior[many..].as_chunks::<LANES>(), seen[many..].as_chunks::<LANES>());
    let ((ups, last_up), (downs, last_down)) = (up[many..].as_chunks::<LANES>(), down[many..].as_chunks::<LANES>());
    for ((((trust, prior), seen), up), down) in trusts.iter_mut().zip(priors).zip(seens).zip(ups).zip(downs) {
        let mut few = *trust;
        believe_those(relax, &mut few, prior, seen, up, down);
        *trust = few;
    }
    believe_those(relax, last_trust, last_prior, last_seen, last_up, last_down);
}

#[inline(always)]
fn believe_those(relax: f64, trust: &mut [f64], prior: &[f64], seen: &[u8], up: &[f64], down: &[f64]) {
    for ((((trust, &prior), &seen), &up), &down) in trust.iter_mut().zip(prior).zip(seen).zip(up).zip(down) {
        // Linear::moved and opinion::drift, by arithmetic alone: a share `step` of the way to `end`, 1 or 0.
        let fell = u64::from(seen & 1).wrapping_neg();
        let step = f64::from_bits(up.to_bits() ^ ((up.to_bits() ^ down.to_bits()) & fell));
        let end = f64::from_bits(1.0_f64.to_bits() & !fell);
        let after = *trust + step * (end - *trust);
        *trust = (after + relax * (prior - after)).clamp(0.0, 1.0);
    }
}
