//! The columns of a tournament's tables.

use crate::record::Column;
use crate::record::columns::averaged;

/// A mean with its 95% interval, as three columns.
fn with_interval(name: &str, unit: &'static str, meaning: &str) -> [Column; 3] {
    [
        Column::new(name, unit, meaning),
        Column::new(format!("{name}_low"), unit, format!("Lower end of its 95% interval over repetitions: {meaning}")),
        Column::new(format!("{name}_high"), unit, format!("Upper end of its 95% interval over repetitions: {meaning}")),
    ]
}

/// Those of `matches.csv`.
pub(super) fn match_columns() -> Vec<Column> {
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

/// Those of `answer.csv`.
pub(super) fn answer_columns(self_play: bool) -> Vec<Column> {
    let of = if self_play { "all players, a copy included" } else { "all other players" };
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

/// Those of `invasion.csv`.
pub(super) fn invasion_columns() -> Vec<Column> {
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
