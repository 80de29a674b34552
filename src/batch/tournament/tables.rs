//! The tables of a tournament.

use super::columns::{answer_columns, invasion_columns, match_columns};
use super::found::{Found, Invasions};
use super::plan::Tournament;
use crate::output::Csv;
use crate::record::Column;
use crate::tournament::invasion::{Verdict, decided};
use crate::tournament::ranking::{Estimate, Pair, Scores};

/// A table with its columns: name, columns, rows.
pub type Table = (&'static str, Vec<Column>, Vec<u8>);

/// Every ordered pair, in the order of the list.
pub fn matches(plan: &Tournament, found: &Found) -> Table {
    let mut table = Csv::new();
    let players = &plan.robin.players;
    for i in 0..players.len() {
        for j in 0..players.len() {
            let Pair { score, cooperation, wins, mutual, total, turns } = found.scores.pair(i, j);
            table.text(&players[i].name);
            table.text(&players[j].name);
            table.count(f64::from(plan.robin.matches(i, j)));
            table.real(*turns);
            table.reals(score.interval());
            table.reals(cooperation.interval());
            table.reals([*wins, *mutual, *total]);
            table.end();
        }
    }
    ("matches.csv", match_columns(), table.into_bytes())
}

/// The ranking.
pub fn answer(plan: &Tournament, found: &Found) -> Table {
    let mut table = Csv::new();
    for standing in &found.ranking {
        let player = standing.player;
        table.counts([standing.rank, standing.ranks[0], standing.ranks[1]].map(f64::from));
        table.text(&plan.robin.players[player].name);
        table.reals(standing.score.interval());
        table.real(standing.wins);
        table.reals(standing.cooperation.interval());
        table.real(found.succession.shares[player]);
        table.count(found.succession.extinct[player].map_or(f64::NAN, f64::from));
        let Invasions { invaded_by, invaded_by_sure, neutral, invades, invades_sure, .. } = found.invasions[player];
        table.counts([invaded_by, invaded_by_sure, neutral, invades, invades_sure].map(f64::from));
        table.end();
    }
    ("answer.csv", answer_columns(plan.settings.self_play), table.into_bytes())
}

/// The scores [a, b, c, d] of a resident and a mutant.
pub fn payoffs(scores: &Scores, resident: usize, mutant: usize) -> [Estimate; 4] {
    [(resident, resident), (resident, mutant), (mutant, resident), (mutant, mutant)]
        .map(|(player, opponent)| scores.pair(player, opponent).score)
}

/// Every resident and every mutant, in the order of the list.
pub fn invasion(plan: &Tournament, found: &Found) -> Table {
    let mut table = Csv::new();
    let players = &plan.robin.players;
    for resident in 0..players.len() {
        for mutant in (0..players.len()).filter(|&mutant| mutant != resident) {
            let estimates = payoffs(&found.scores, resident, mutant);
            table.text(&players[resident].name);
            table.text(&players[mutant].name);
            table.text(Verdict::of(estimates.map(|estimate| estimate.mean)).name());
            table.counts(decided(&estimates).map(|yes| f64::from(u8::from(yes))));
            for estimate in &estimates {
                table.reals(estimate.interval());
            }
            table.end();
        }
    }
    ("invasion.csv", invasion_columns(), table.into_bytes())
}

/// The ecology, as far as it is written: shares of each generation, in the order of the list.
pub fn ecology(plan: &Tournament, found: &Found) -> Table {
    let mut columns = vec![Column::new("generation", "number", "Generation, from 0, where all shares are equal.")];
    columns.extend(plan.robin.players.iter().map(|player| {
        let name = &player.name;
        Column::new(format!("share_{name}"), "share", format!("Share of {name}."))
    }));
    let mut table = Csv::new();
    for (generation, shares) in &found.succession.written {
        table.count(f64::from(*generation));
        table.reals(shares.iter().copied());
        table.end();
    }
    ("ecology.csv", columns, table.into_bytes())
}
