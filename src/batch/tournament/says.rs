//! What a tournament says.

use super::found::{Found, Invasions};
use super::plan::Tournament;
use crate::question::answer::{Answer, Sentence};
use crate::question::sentences::{self, Player};
use crate::tournament::ranking::Standing;

/// Who scores best, what the ecology leaves, and who can be invaded; and what must be known beside it.
pub fn answer(plan: &Tournament, found: &Found) -> Answer {
    let players: Vec<Player> = found.ranking.iter().map(|standing| player(plan, found, standing)).collect();
    let says = Sentence::all(|words| {
        let mut said = sentences::winners(&players, words);
        said.push(sentences::ecology(&players, plan.settings.generations, words));
        said.push(sentences::invasion(&players, words));
        said
    });
    Answer { says, caveats: plan.caveats().into_iter().map(Into::into).collect(), ..Answer::default() }
}

/// A player as its sentences want it.
fn player(plan: &Tournament, found: &Found, standing: &Standing) -> Player {
    let Invasions { invaded_by, invaded_by_sure, undecided, neutral, .. } = found.invasions[standing.player];
    Player {
        name: plan.robin.players[standing.player].name.clone(),
        rank: [standing.rank, standing.ranks[0]].map(f64::from),
        score: standing.score.interval(),
        wins: standing.wins,
        share: found.succession.shares[standing.player],
        extinct: found.succession.extinct[standing.player].is_some(),
        invaders: [invaded_by, invaded_by_sure, undecided, neutral].map(|count| count as usize),
    }
}
