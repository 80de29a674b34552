//! A match: two strategies meet for a number of turns, outside any world.
//!
//! ```text
//! turn t: both choose, each slips with probability `slip`, each reads the other's executed action with error, both
//! move on
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | turns | encounters of the match | 1, 2, ... | argument of [`Match::play`] |
//! | slip | an intended action is flipped | [0, 1] | [`Faults::slip`] |
//! | miss | a defection is read as cooperation | [0, 1] | [`Faults::miss`] |
//! | false alarm | a cooperation is read as defection | [0, 1] | [`Faults::false_alarm`] |
//!
//! Source: Axelrod (1980), J. Conflict Resolution 24:3, for matches of 200 turns; the round inside is that of a world
//! (model sections 4, 5). A match draws from its stream in order, two words a turn for the choices and two more where
//! readings can err; so whoever plays many matches from one stream must play them in a fixed order, or give each a
//! stream of its own.
//!
//! ```
//! use comity::game::{Action, Payoffs};
//! use comity::strategy::{catalogue, referee::Match};
//! let strategy = |name: &str| catalogue::find(name).expect(name).strategy();
//! let (alternator, tit_for_tat) = (strategy("alternator"), strategy("tit-for-tat"));
//! let game = Payoffs::new(3.0, 0.0, 5.0, 1.0);
//! let mut score = 0.0;
//! let known = Match::new(&alternator, &tit_for_tat).expect("neither needs a world");
//! known.play_without_chance(200, &game, |own: Action, other| score += game.at(own, other));
//! assert_eq!(score, 503.0); // 3, then 5 and 0 by turns, ending with 5
//! ```

use super::Strategy;
use super::automaton::with_slip;
use super::learner::Mind;
use crate::game::{Action, Payoffs, outcome};
use crate::rng::{Chance, Stream};
use crate::stop::heeding;
use crate::units::Probability;

/// What can go wrong in every turn, the same for both sides. The default is nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Faults {
    /// Probability that an intended action is flipped.
    pub slip: Probability,
    /// Probability that a defection is read as cooperation.
    pub miss: Probability,
    /// Probability that a cooperation is read as defection.
    pub false_alarm: Probability,
}

impl Default for Faults {
    fn default() -> Self {
        let never = Probability::constant(0.0);
        Self { slip: never, miss: never, false_alarm: never }
    }
}

/// Two strategies that will meet.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    sides: [&'a Strategy; 2],
}

/// Where one side stands during a match.
#[derive(Debug, Clone, Copy)]
struct Place {
    node: usize,
    mind: Mind,
}

impl<'a> Match<'a> {
    /// A match; none with a strategy that needs a world, in which to trust, to have a name, or to be many.
    pub fn new(own: &'a Strategy, other: &'a Strategy) -> Option<Self> {
        let sides = [own, other];
        sides.iter().all(|side| matches!(side, Strategy::Automaton(_) | Strategy::Learner(_))).then_some(Self { sides })
    }

    /// Is every play the same, as long as nothing goes wrong?
    pub fn is_deterministic(&self) -> bool {
        self.sides.iter().all(|side| matches!(side, Strategy::Automaton(automaton) if !automaton.is_stochastic()))
    }

    /// Plays `turns` turns from the start of both strategies; `observe` gets both executed actions of each turn, own
    /// first. `payoffs` are those of either side (learners learn from them).
    pub fn play(
        &self,
        turns: u32,
        payoffs: &Payoffs,
        faults: &Faults,
        stream: &mut Stream,
        observe: impl FnMut(Action, Action),
    ) {
        self.run(turns, payoffs, faults, || stream.word(), observe);
    }

    /// Plays without anything going wrong and without a stream. A strategy that mixes cooperates iff its probability is
    /// at least 1/2, so ask [`Match::is_deterministic`] whether this is the only play.
    pub fn play_without_chance(&self, turns: u32, payoffs: &Payoffs, observe: impl FnMut(Action, Action)) {
        // Half of all words lie below this one.
        self.run(turns, payoffs, &Faults::default(), || (1 << 31) - 1, observe);
    }

    fn run(
        &self,
        turns: u32,
        payoffs: &Payoffs,
        faults: &Faults,
        mut word: impl FnMut() -> u32,
        mut observe: impl FnMut(Action, Action),
    ) {
        let slip = faults.slip.get();
        // What an automaton's nodes come to is worked out once; a learner's chance changes with every turn.
        let chances: [Vec<Chance>; 2] = self.sides.map(|side| match side {
            Strategy::Automaton(automaton) => {
                automaton.nodes.iter().map(|node| Chance::of(with_slip(node.cooperate, slip))).collect()
            }
            _ => Vec::new(),
        });
        // Indexed by the action that is read.
        let misread = [Chance::of(faults.false_alarm.get()), Chance::of(faults.miss.get())];
        let errs = misread.iter().any(|&chance| chance != Chance::default());
        if let [Strategy::Automaton(own), Strategy::Automaton(other)] = self.sides {
            let mut at = [0, 0];
            // Within `for_each` the stretches between two looks are plain loops.
            heeding(turns).for_each(|_| {
                let [a, b] = [0, 1].map(|side| Action::cooperate_if(chances[side][at[side]].hit(word())));
                observe(a, b);
                // The first side reads first.
                let mut read = |action: Action| {
                    let wrong = errs && misread[action as usize].hit(word());
                    Action::cooperate_if(action.cooperates() != wrong)
                };
                let read = [read(b), read(a)];
                at[0] = usize::from(own.nodes[at[0]].next[outcome(a, read[0])]);
                at[1] = usize::from(other.nodes[at[1]].next[outcome(b, read[1])]);
            });
            return;
        }
        let mut places = self.sides.map(|side| match side {
            Strategy::Learner(learner) => Place { node: 0, mind: learner.start() },
            _ => Place { node: 0, mind: Mind::default() },
        });
        for _ in heeding(turns) {
            let [own, other] = [0, 1].map(|side| {
                let chance = match chances[side].get(places[side].node) {
                    Some(&chance) => chance,
                    None => Chance::of(with_slip(self.sides[side].cooperate(&places[side]), slip)),
                };
                Action::cooperate_if(chance.hit(word()))
            });
            observe(own, other);
            for (side, (own, other)) in [(own, other), (other, own)].into_iter().enumerate() {
                let wrong = errs && misread[other as usize].hit(word());
                let read = Action::cooperate_if(other.cooperates() != wrong);
                self.sides[side].go_on(&mut places[side], own, read, payoffs.at(own, other), payoffs);
            }
        }
    }
}

impl Strategy {
    #[inline]
    fn cooperate(&self, place: &Place) -> f64 {
        match self {
            Self::Automaton(automaton) => automaton.nodes[place.node].cooperate,
            Self::Learner(learner) => learner.cooperate(&place.mind),
            Self::Deliberate | Self::Discriminator | Self::Role(_) => 0.0,
        }
    }

    #[inline]
    fn go_on(&self, place: &mut Place, own: Action, read: Action, payoff: f64, stakes: &Payoffs) {
        match self {
            Self::Automaton(automaton) => {
                place.node = usize::from(automaton.nodes[place.node].next[outcome(own, read)]);
            }
            Self::Learner(learner) => learner.learn(&mut place.mind, own, read, payoff, stakes),
            Self::Deliberate | Self::Discriminator | Self::Role(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose};
    use crate::strategy::catalogue;

    const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

    fn strategy(name: &str) -> Strategy {
        catalogue::find(name).expect(name).strategy()
    }

    fn letters(moves: &[(Action, Action)]) -> (String, String) {
        let letter = |action: Action| if action.cooperates() { 'C' } else { 'D' };
        moves.iter().map(|&(own, other)| (letter(own), letter(other))).unzip()
    }

    #[test]
    fn deterministic_strategies_need_no_chance_and_use_none() {
        let (bully, grim) = (strategy("bully"), strategy("grim-trigger"));
        let game = Match::new(&bully, &grim).unwrap();
        assert!(game.is_deterministic());
        let mut moves = Vec::new();
        game.play_without_chance(5, &GAME, |own, other| moves.push((own, other)));
        assert_eq!(letters(&moves), ("DDCCC".to_owned(), "CDDDD".to_owned()));
        let mut again = Vec::new();
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Match);
        game.play(5, &GAME, &Faults::default(), &mut stream, |own, other| again.push((own, other)));
        assert_eq!(moves, again);
    }

    #[test]
    fn the_deliberate_strategy_needs_a_world() {
        let (deliberate, coin) = (strategy("deliberate"), strategy("random"));
        assert!(Match::new(&deliberate, &coin).is_none() && Match::new(&coin, &deliberate).is_none());
        assert!(!Match::new(&coin, &coin).unwrap().is_deterministic());
    }

    /// n = 40,000 turns, slip 0.1, miss 0.3: tit-for-tat against always-defect cooperates after a slip of the partner
    /// or a miss. P(read C) = 0.1 + 0.9 x 0.3 = 0.37 (a cooperation is never misread), P(C) = 0.9 x 0.37 + 0.1 x 0.63 =
    /// 0.396; 4 sigma.
    #[test]
    fn slips_and_misreadings_happen_as_often_as_stated() {
        let (copies, defects) = (strategy("tit-for-tat"), strategy("always-defect"));
        let faults = Faults {
            slip: Probability::constant(0.1),
            miss: Probability::constant(0.3),
            false_alarm: Probability::constant(0.0),
        };
        let mut stream = Stream::new(&Key::common(5), 0, Purpose::Match);
        let (mut own, mut other) = (0_u32, 0_u32);
        Match::new(&copies, &defects).unwrap().play(40_000, &GAME, &faults, &mut stream, |a, b| {
            own += u32::from(a.cooperates());
            other += u32::from(b.cooperates());
        });
        let within = |count: u32, p: f64| (f64::from(count) / 4e4 - p).abs() < 4.0 * (p * (1.0 - p) / 4e4).sqrt();
        assert!(within(own, 0.396) && within(other, 0.1), "{own} {other}");
    }
}
