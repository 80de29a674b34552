//! The tables of a tournament.

use super::plan::Tournament;
use super::run::{Found, Invasions};
use crate::output::Csv;
use crate::record::Column;
use crate::record::columns::averaged;
use crate::tournament::invasion::{Verdict, decided};
use crate::tournament::ranking::{Estimate, Pair, Scores};

/// A table with its columns: name, columns, rows.
pub type Table = (&'static str, Vec<Column>, Vec<u8>);

/// Bytes of the tables, estimated from the widths of their rows.
pub fn bytes(plan: &Tournament) -> u64 {
    let n = plan.robin.players.len() as u64;
    let last = plan.settings.generations;
    // As many rows as are written between two powers of ten, for each of them.
    let generations = u64::from(last.min(100)) + 90 * u64::from(last.max(100).ilog10() - 1);
    // A number at full precision takes about 15 bytes with its comma.
    15 * (n * n * (match_columns().len() + invasion_columns().len()) as u64
        + n * answer_columns(plan).len() as u64
        + n * generations)
}

/// A mean with its 95% interval, as three columns.
fn with_interval(name: &str, unit: &'static str, meaning: &str) -> [Column; 3] {
    [
        Column::new(name, unit, meaning),
        Column::new(format!("{name}_low"), unit, format!("Lower end of its 95% interval over repetitions: {meaning}")),
        Column::new(format!("{name}_high"), unit, format!("Upper end of its 95% interval over repetitions: {meaning}")),
    ]
}

fn match_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("player", "name", "The one whose row it is."),
        Column::new("opponent", "name", "The one it meets."),
        Column::new(
            "repetitions",
            "matches",
            "Matches of the pair that were played; 1 where nothing is left to chance.",
        ),
        averaged(Column::new("turns", "turns", "Mean number of turns of a match.")),
    ];
    columns.extend(with_interval(
        "score",
        "payoff",
        "Mean score per turn; with a continuation probability, mean total score times 1 less that probability.",
    ));
    columns.extend(with_interval(
        "cooperation",
        "share",
        "Turns in which the player cooperated, counted as scores are.",
    ));
    columns.extend([
        Column::new(
            "wins",
            "share",
            "Share of the matches in which the player scored more than the opponent; 0 against a copy.",
        ),
        Column::new("mutual", "share", "Turns in which both cooperated, counted as scores are."),
        Column::new("total", "payoff", "Mean total score of a match."),
    ]);
    columns
}

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

fn answer_columns(plan: &Tournament) -> Vec<Column> {
    let of = if plan.settings.self_play { "all players, a copy included" } else { "all other players" };
    let mut columns = vec![
        Column::new("rank", "rank", "1 and the number of players with a higher score."),
        Column::new(
            "rank_low",
            "rank",
            "Best rank that is not excluded: 1 and the number of players whose score is higher beyond doubt (paired Student tests over repetitions, 5% for all of a player's comparisons together; Mogstad et al. 2024).",
        ),
        Column::new("rank_high", "rank", "Worst rank that is not excluded, likewise."),
        Column::new("strategy", "name", "The player."),
    ];
    columns.extend(with_interval("score", "payoff", &format!("Mean over {of} of the score per turn (matches.csv).")));
    columns.push(Column::new(
        "wins",
        "share",
        "Share of its matches against others in which it scored more than the opponent.",
    ));
    columns.extend(with_interval("cooperation", "share", &format!("Mean over {of} of its cooperation.")));
    columns.extend([
        Column::new("share", "share", "Its share after the last generation of the ecology."),
        Column::new("extinct", "generation", "First generation in which its share is below 1/1000; empty if none."),
        Column::new("invaded_by", "players", "Players that can invade it (verdict invades, coexists or drifts-in)."),
        Column::new("invaded_by_sure", "players", "Those of them of which this is beyond the noise."),
        Column::new("neutral", "players", "Players that drift in it without gain or loss."),
        Column::new("invades", "players", "Players that it can invade."),
        Column::new("invades_sure", "players", "Those of them of which this is beyond the noise."),
    ]);
    columns
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
    ("answer.csv", answer_columns(plan), table.into_bytes())
}

fn invasion_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("resident", "name", "The strategy that almost everybody plays."),
        Column::new("mutant", "name", "The rare one."),
        Column::new(
            "verdict",
            "name",
            "invades (gains while rare, and is no worse when common), coexists (gains while rare, loses when common), drifts-in (level while rare, gains when there are more), neutral (level throughout), resists (the resident keeps it out), bistable (each keeps the other out); Maynard Smith & Price 1973.",
        ),
        Column::new("comes_in_sure", "0/1", "Is it beyond the noise (5%) whether the mutant comes in?"),
        Column::new("sure", "0/1", "Is the whole verdict beyond the noise (5%)?"),
    ];
    columns.extend(with_interval("a", "payoff", "Score of the resident against a resident."));
    columns.extend(with_interval("b", "payoff", "Score of the resident against a mutant."));
    columns.extend(with_interval("c", "payoff", "Score of the mutant against a resident."));
    columns.extend(with_interval("d", "payoff", "Score of the mutant against a mutant."));
    columns
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
