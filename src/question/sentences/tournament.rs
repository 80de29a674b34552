//! What a tournament found.

use super::estimates::with_interval;
use crate::question::layout::short;
use crate::question::words::Words;

/// Strategies of a list that are named before the rest is only counted.
const NAMED: usize = 8;

/// A player of a tournament.
#[derive(Debug, Clone, PartialEq)]
pub struct Player {
    /// Its strategy.
    pub name: String,
    /// Its rank, and the best that is not excluded.
    pub rank: [f64; 2],
    /// Score per turn, lower and upper end.
    pub score: [f64; 3],
    /// Share of its matches that it wins.
    pub wins: f64,
    /// Its share at the end of the ecology.
    pub share: f64,
    /// Does it fall below 1/1000 on the way?
    pub extinct: bool,
    /// Others that come in, those of them beyond the noise, those that the noise leaves open, and those that are neutral.
    pub invaders: [usize; 4],
}

/// Names, the first few of them.
fn names(players: &[&Player], words: Words) -> String {
    let shown = players.iter().take(NAMED).map(|player| player.name.as_str());
    let mut names = shown.collect::<Vec<_>>().join(words.pick(", ", "、"));
    if players.len() > NAMED {
        let more = players.len() - NAMED;
        names += &words.pick(format!(" and {more} more"), format!(" 等共 {} 种", players.len()));
    }
    names
}

/// Who scores best, and who wins most matches.
pub fn winners(players: &[Player], words: Words) -> Vec<String> {
    let best: Vec<&Player> = players.iter().filter(|player| player.rank[0] == 1.0).collect();
    let Some(first) = best.first() else { return Vec::new() };
    let level = players.iter().filter(|player| player.rank[1] == 1.0).count().saturating_sub(best.len());
    let (all, score) = (players.len(), with_interval(first.score));
    let mut said = vec![words.pick(
        format!(
            "Best of {all} strategies: {}, with {score} a turn; the noise does not tell {level} of the others from it.",
            names(&best, words)
        ),
        format!(
            "{all} 种策略中得分最高的是 {}，每轮 {score}；其余策略中有 {level} 种不能在误差范围之外与之区分。",
            names(&best, words)
        ),
    )];
    let most = players.iter().map(|player| player.wins).fold(0.0, f64::max);
    let winners: Vec<&Player> = players.iter().filter(|player| player.wins == most).collect();
    said.push(if most > 0.0 {
        let (names, share) = (names(&winners, words), 100.0 * most);
        words.pick(
            format!("Most matches won: {names}, {share:.0}% of its matches."),
            format!("赢得比赛最多的是 {names}，占其比赛的 {share:.0}%。"),
        )
    } else {
        words.pick("Nobody wins a match: all end level.", "没有策略赢过一场：全部打平。").to_owned()
    });
    said
}

/// Who is left after so many generations of the ecology.
pub fn ecology(players: &[Player], generations: u32, words: Words) -> String {
    let mut left: Vec<&Player> = players.iter().filter(|player| player.share >= 0.01).collect();
    left.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.name.cmp(&b.name)));
    let shares = |player: &&Player| format!("{} {}%", player.name, short(100.0 * player.share));
    let mut listed = left.iter().take(NAMED).map(shares).collect::<Vec<_>>().join(words.pick(", ", "、"));
    if left.len() > NAMED {
        let more = left.len() - NAMED;
        listed += &words.pick(format!(" and {more} more"), format!(" 及另外 {more} 种"));
    }
    let gone = players.iter().filter(|player| player.extinct).count();
    words.pick(
        format!("Ecological dynamics after {generations} generations: {listed}; {gone} fell below 1/1000 on the way."),
        format!("生态演化 {generations} 代之后：{listed}；其间有 {gone} 种降到 1/1000 以下。"),
    )
}

/// Whom no other strategy of the tournament can invade.
pub fn invasion(players: &[Player], words: Words) -> String {
    let sure = |player: &&Player| player.invaders[0] == 0 && player.invaders[2] == 0;
    let closed: Vec<&Player> = players.iter().filter(sure).collect();
    let open = players.iter().filter(|player| player.invaders[1] == 0).count() - closed.len();
    let doubt = match open {
        0 => String::new(),
        _ => words.pick(
            format!(" For {open} of the others the noise does not decide whether some strategy invades."),
            format!("另有 {open} 种，误差使其能否被侵入未定。"),
        ),
    };
    if closed.is_empty() && open == 0 {
        return words
            .pick(
                "Every strategy can be invaded by some other of this tournament.",
                "每种策略都能被本次锦标赛中的某种其他策略侵入。",
            )
            .to_owned();
    }
    if closed.is_empty() {
        return words.pick(
            format!("No strategy is known to resist all others of this tournament.{doubt}"),
            format!("没有策略可以确定能抵御本次锦标赛中的所有其他策略。{doubt}"),
        );
    }
    let (stable, neutral): (Vec<&Player>, Vec<&Player>) =
        closed.into_iter().partition(|player| player.invaders[3] == 0);
    let mut parts = Vec::new();
    if !stable.is_empty() {
        parts.push(names(&stable, words));
    }
    if !neutral.is_empty() {
        let names = names(&neutral, words);
        parts.push(
            words.pick(format!("{names} (but others drift in level)"), format!("{names}（但有得分相同者可随机漂入）")),
        );
    }
    let listed = parts.join(words.pick("; ", "；"));
    words.pick(
        format!("No other strategy in this tournament can invade {listed}.{doubt}"),
        format!("本次锦标赛中没有其他策略能侵入 {listed}。{doubt}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::report_options::Language;

    fn player(name: &str, invaders: [usize; 4]) -> Player {
        let (rank, score) = ([1.0, 1.0], [3.0, 2.9, 3.1]);
        Player { name: name.to_owned(), rank, score, wins: 0.0, share: 0.5, extinct: false, invaders }
    }

    #[test]
    fn who_cannot_be_invaded_is_said_only_beyond_the_noise() {
        let words = Words(Language::English);
        let said = |players: &[Player]| invasion(players, words);
        let (safe, level) = (player("a", [0, 0, 0, 0]), player("b", [0, 0, 0, 2]));
        let (open, taken) = (player("c", [0, 0, 1, 0]), player("d", [2, 1, 0, 0]));
        assert_eq!(
            said(&[safe, level, open.clone(), taken.clone()]),
            "No other strategy in this tournament can invade a; b (but others drift in level). \
             For 1 of the others the noise does not decide whether some strategy invades."
        );
        assert!(said(&[open, taken.clone()]).starts_with("No strategy is known to resist"));
        assert!(said(&[taken]).starts_with("Every strategy can be invaded"));
    }
}
