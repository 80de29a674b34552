//! `interactions.csv`: every match, move by move, as Axelrod-Python 4 writes and reads it.
//!
//! Two rows for each match, one for each side. `axelrod.ResultSet("interactions.csv", players, repetitions)` reads it, with the names of
//! the players in the order of the list. Its header and the meaning of its columns are that package's (4.14.0, `Tournament` and
//! `ResultSet`): scores are totals, "Win" is 0 for both after a draw, "CD to C count" counts cooperation right after a turn with outcome CD.

use crate::game::{Action, outcome};
use crate::output::Csv;
use crate::record::{Column, ValueKind};
use crate::tournament::round_robin::{Counts, RoundRobin};

/// The moves of one match, from the first side's view.
pub type Moves = Vec<(Action, Action)>;

const NAMES: [(&str, &str, &str); 28] = [
    ("Interaction index", "number", "Number of the match, from 0."),
    ("Player index", "number", "Place of the player in the list, from 0."),
    ("Opponent index", "number", "Place of the opponent in the list, from 0."),
    ("Repetition", "number", "Repetition of the pair, from 0."),
    ("Player name", "name", "The player."),
    ("Opponent name", "name", "The opponent."),
    ("Actions", "C/D", "The player's executed actions, turn by turn."),
    ("Score", "payoff", "Total score of the match."),
    ("Score difference", "payoff", "Total score less the opponent's."),
    ("Turns", "turns", "Turns of the match."),
    ("Score per turn", "payoff", "Total score over turns."),
    ("Score difference per turn", "payoff", "Score difference over turns."),
    ("Win", "0/1", "Did the player score more than the opponent?"),
    ("Initial cooperation", "0/1", "Did it cooperate in the first turn?"),
    ("Cooperation count", "turns", "Turns in which it cooperated."),
    ("CC count", "turns", "Turns in which both cooperated."),
    ("CD count", "turns", "Turns in which it alone cooperated."),
    ("DC count", "turns", "Turns in which the opponent alone cooperated."),
    ("DD count", "turns", "Turns in which both defected."),
    ("CC to C count", "turns", "Cooperation right after CC."),
    ("CC to D count", "turns", "Defection right after CC."),
    ("CD to C count", "turns", "Cooperation right after CD."),
    ("CD to D count", "turns", "Defection right after CD."),
    ("DC to C count", "turns", "Cooperation right after DC."),
    ("DC to D count", "turns", "Defection right after DC."),
    ("DD to C count", "turns", "Cooperation right after DD."),
    ("DD to D count", "turns", "Defection right after DD."),
    ("Good partner", "0/1", "Did it cooperate at least as often as the opponent?"),
];

/// Its columns.
pub fn columns(robin: &RoundRobin) -> Vec<Column> {
    let column = |&(name, unit, meaning): &(&str, &'static str, &str)| {
        let total = ["Score", "Score difference"].contains(&name);
        let column = Column::new(name, unit, meaning);
        if total && whole_scores(robin) { column.with_kind(ValueKind::Count) } else { column }
    };
    NAMES.iter().map(column).collect()
}

/// Its bytes, estimated.
pub fn bytes(robin: &RoundRobin) -> u64 {
    let players = robin.players.len() as u64;
    let names: usize = robin.players.iter().map(|player| player.name.len()).sum();
    // Counts and scores take about 90 bytes with their commas; every name stands twice.
    let row = 90.0 + 2.0 * names as f64 / players.max(1) as f64 + robin.length.mean();
    // Beyond all sizes it stays the largest one.
    ((players * (players + 1) * u64::from(robin.repetitions)) as f64 * row.trunc()) as u64
}

/// The rows of all matches of a pair; `first` is the number of its first match. One match stands for all where nothing is left to chance.
pub fn rows(robin: &RoundRobin, (i, j): (usize, usize), first: u64, matches: &[Moves]) -> Vec<u8> {
    let mut table = Csv::new();
    for repetition in 0..robin.repetitions {
        let Some(moves) = matches.get(repetition as usize).or(matches.last()) else { break };
        let swapped: Moves = moves.iter().map(|&(own, other)| (other, own)).collect();
        for (player, opponent, moves) in [(i, j, moves), (j, i, &swapped)] {
            table.counts([(first + u64::from(repetition)) as f64, player as f64, opponent as f64]);
            table.count(f64::from(repetition));
            table.text(&robin.players[player].name);
            table.text(&robin.players[opponent].name);
            row(robin, moves, &mut table);
            table.end();
        }
    }
    table.into_bytes()
}

/// What follows the names.
fn row(robin: &RoundRobin, moves: &Moves, table: &mut Csv) {
    let mut counts: Counts = [0; 4];
    let mut followed = [0_u32; 8];
    for (turn, &(own, other)) in moves.iter().enumerate() {
        counts[outcome(own, other)] += 1;
        if let Some(&(before, other)) = turn.checked_sub(1).and_then(|before| moves.get(before)) {
            followed[2 * outcome(before, other) + own as usize] += 1;
        }
    }
    let counts = counts.map(f64::from);
    let score =
        |order: [usize; 4]| -> f64 { order.iter().zip(robin.payoffs.0).map(|(&k, payoff)| counts[k] * payoff).sum() };
    let (score, other) = (score([0, 1, 2, 3]), score([0, 2, 1, 3]));
    let turns = moves.len() as f64;
    let cooperation = counts[0] + counts[1];
    let yes = |yes: bool| f64::from(u8::from(yes));
    let letters: String = moves.iter().map(|(own, _)| if own.cooperates() { 'C' } else { 'D' }).collect();
    table.text(&letters);
    let totals = [score, score - other];
    if whole_scores(robin) {
        table.counts(totals);
    } else {
        table.reals(totals);
    }
    table.count(turns);
    table.reals(totals.map(|total| total / turns));
    table.count(yes(score > other));
    table.count(yes(moves.first().is_some_and(|(own, _)| own.cooperates())));
    table.count(cooperation);
    table.counts(counts);
    table.counts(followed.map(f64::from));
    table.count(yes(cooperation >= counts[0] + counts[2]));
}

/// Are totals whole numbers in every match? That package writes them so.
fn whole_scores(robin: &RoundRobin) -> bool {
    robin.payoffs.0.iter().all(|payoff| payoff.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::Action::{Cooperate as C, Defect as D};
    use crate::strategy::catalogue;
    use crate::tournament::round_robin::{Length, Player};
    use crate::world::Engine;

    /// Four turns CC, CD, DD, DC: 3 + 0 + 1 + 5 = 9 against 9; after CC: C, after CD: D, after DD: D.
    #[test]
    fn a_match_is_written_as_the_peer_reads_it() {
        let player = |name| Player::new(name, catalogue::find(name).unwrap().strategy()).unwrap();
        let robin = RoundRobin {
            engine: Engine::Automatic,
            players: vec![player("tit-for-tat"), player("random")],
            payoffs: crate::game::Preset::PrisonersDilemma.payoffs(),
            faults: crate::strategy::referee::Faults::default(),
            length: Length::Turns(4),
            repetitions: 1,
            seed: 1,
        };
        let text = rows(&robin, (0, 1), 7, &[vec![(C, C), (C, D), (D, D), (D, C)]]);
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "7,0,1,0,tit-for-tat,random,CCDD,9,0,4,2.25,0.0,0,1,2,1,1,1,1,1,0,0,1,0,0,0,1,1\n\
             7,1,0,0,random,tit-for-tat,CDDC,9,0,4,2.25,0.0,0,1,2,1,1,1,1,0,1,0,0,0,1,1,0,1\n"
        );
        assert_eq!(columns(&robin).len(), 28);
    }
}
