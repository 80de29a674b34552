//! Patterns: regular networks on which an agent and its partners can be of few kinds together.
//!
//! Where all agents have the same number of partners and all dyads are of one kind, what an agent earns follows from its own strategy
//! and those of its partners, in their order. They are kept as digits of one number, the agent's code; codes of the same strategy and
//! the same score, to the last bit, look alike. So the chance of imitation is a number for each pair of looks:
//!
//! ```text
//! code_i = s_i + sum over places k of  s_(partner k) 2^(b (k+1))        P[x, y] = logistic( beta (pi_y - pi_x) )
//! ```
//!
//! | symbol | meaning | range | where |
//! |---|---|---|---|
//! | b | bits of a strategy's number | 1 to 6 | `Patterned` |
//! | x, y | looks of agent and peer | below 128 | `Patterned` |
//!
//! On a lattice of degree 4 with two strategies there are 32 codes and ten looks. An event is four words, a partner's number, two looks
//! and a bound; a change turns one digit in the agent's own code and in those of its partners.

use std::collections::BTreeMap;

use super::chances::Chances;
use super::events::Compare;
use crate::learning::draw::{IMITATE, PEER, WORDS};
use crate::learning::{Learning, fermi};
use crate::rng::{Chance, pick};
use crate::world::phases::expected::Expected;
use crate::world::rules::Rules;
use crate::world::state::World;

/// Bits of a code at most.
const BITS: u32 = 12;
/// Looks at most.
const LOOKS: usize = 128;

/// The patterns of a network.
#[derive(Debug, Clone)]
pub(super) struct Patterned {
    degree: usize,
    /// Partners, agent by agent in the order of its sides.
    partner: Vec<u32>,
    /// Where in that partner's code the agent's own strategy stands.
    shift: Vec<u8>,
    /// Code and look, by agent.
    code: Vec<u16>,
    look: Vec<u8>,
    /// The look of every code.
    look_of: Vec<u8>,
    /// Strategy and score of every look.
    looks: Vec<(u16, f64)>,
    chances: Chances,
}

impl Patterned {
    /// The patterns, if this is such a network.
    pub(super) fn of(rules: &Rules, world: &World, expected: &Expected) -> Option<Self> {
        let meetings = &rules.meetings;
        let degree = *meetings.degree.first()? as usize;
        let kind = *rules.kind.first()?;
        if rules.complete
            || meetings.degree.iter().any(|&d| d as usize != degree)
            || rules.kind.iter().any(|&k| k != kind)
        {
            return None;
        }
        let strategies = rules.repertoire.names.len();
        let bits = (usize::BITS - (strategies - 1).leading_zeros()).max(1);
        let length = (degree as u32 + 1).checked_mul(bits).filter(|&length| length <= BITS)?;

        let digit = |code: usize, place: u32| code >> (place * bits) & ((1 << bits) - 1);
        let (mut seen, mut looks) = (BTreeMap::new(), Vec::new());
        let mut look_of = vec![0; 1 << length];
        for (code, look) in look_of.iter_mut().enumerate() {
            let digits = || (0..=degree as u32).map(|place| digit(code, place));
            if digits().any(|s| s >= strategies) {
                continue;
            }
            let own = digits().next()?;
            let score = expected.score_against(rules, kind, own, digits().skip(1))?;
            *look = *seen.entry((own, score.to_bits())).or_insert_with(|| {
                looks.push((own as u16, score));
                (looks.len() - 1) as u8
            });
            if looks.len() > LOOKS {
                return None;
            }
        }

        let sides = || (0..rules.agents()).flat_map(|i| meetings.sides_of(i).iter().enumerate());
        let mut place_of = vec![0; rules.sides()];
        for (place, &side) in sides() {
            place_of[side as usize] = place as u8;
        }
        let partner: Vec<u32> = sides().map(|(_, &side)| meetings.partner(side as usize) as u32).collect();
        let shift = sides().map(|(_, &side)| (place_of[side as usize ^ 1] + 1) * bits as u8).collect();
        let code = |(own, partners): (&u16, &[u32])| {
            let digits = partners.iter().rev().map(|&k| world.strategy[k as usize]).chain([*own]);
            digits.fold(0, |code, s| code << bits | s)
        };
        let code: Vec<u16> = world.strategy.iter().zip(partner.chunks_exact(degree)).map(code).collect();
        let look = code.iter().map(|&code| look_of[usize::from(code)]).collect();
        let chances = Chances::new(looks.len() * looks.len());
        Some(Self { degree, partner, shift, code, look, look_of, looks, chances })
    }

    /// Ready for events.
    pub(super) fn under<'a>(&'a mut self, learning: &Learning, paid: &'a mut bool) -> Under<'a> {
        Under { selection: learning.selection.get(), patterns: self, paid }
    }
}

/// Events on a network.
pub(super) struct Under<'a> {
    selection: f64,
    patterns: &'a mut Patterned,
    /// Is everything still as the last round was paid?
    paid: &'a mut bool,
}

impl Under<'_> {
    /// Works out the chance that an agent of look `x` takes over the strategy of a peer of look `y`, and keeps it.
    #[cold]
    #[inline(never)]
    fn learn(&mut self, [x, y]: [usize; 2]) -> Chance {
        let Patterned { looks, chances, .. } = &mut *self.patterns;
        let ((s, own), (t, other)) = (looks[x], looks[y]);
        let chance = if s == t { Chance::default() } else { Chance::of(fermi::imitation(self.selection, own, other)) };
        chances.learn(x * looks.len() + y, chance);
        chance
    }
}

impl Compare for Under<'_> {
    #[inline]
    fn imitate(&mut self, world: &World, i: usize, own: u16, words: &[u32; WORDS]) -> u16 {
        let patterns = &*self.patterns;
        let peer = patterns.partner[i * patterns.degree + pick(words[PEER], patterns.degree)] as usize;
        let [x, y] = [i, peer].map(|agent| usize::from(patterns.look[agent]));
        let hit = patterns.chances.hit(x * patterns.looks.len() + y, words[IMITATE]);
        if hit.unwrap_or_else(|| self.learn([x, y]).hit(words[IMITATE])) { world.strategy[peer] } else { own }
    }

    #[inline]
    fn changed(&mut self, world: &World, i: usize, before: u16) {
        let Patterned { degree, partner, shift, code, look, look_of, .. } = &mut *self.patterns;
        *self.paid = false;
        let turned = before ^ world.strategy[i];
        let mut turn = |agent: usize, shift: u8| {
            code[agent] ^= turned << shift;
            look[agent] = look_of[usize::from(code[agent])];
        };
        turn(i, 0);
        let places = i * *degree..(i + 1) * *degree;
        for (&partner, &shift) in partner[places.clone()].iter().zip(&shift[places]) {
            turn(partner as usize, shift);
        }
    }
}
