//! Strategies, games, networks and norms as text.

use std::fmt::Write as _;

use crate::game::public_goods::Role;
use crate::game::{Action, Kind, Preset};
use crate::network::{self, Network};
use crate::rng::Key;
use crate::strategy::facts::{Facts, Memory};
use crate::strategy::{Automaton, Body, Entry, Learner};
use crate::trust::reputation::Named;

/// A preset game as its matrix.
pub fn game(preset: Preset) -> String {
    let (payoffs, name) = (preset.payoffs(), preset.name());
    let [r, s, t, p] = payoffs.0;
    format!(
        "{name}: a {} for each side\n\n           partner C  partner D\n  own C    R = {r:<6} S = {s}\n  own D    T = {t:<6} P = {p}\n\n  \
         [game]\n  preset = {name:?}",
        Kind::of(&payoffs).name()
    )
}

/// The longest automaton that is drawn whole.
const DRAWN: usize = 24;

/// A catalogue entry as a few lines: names, source, facts, how it chooses, and a sample play.
pub fn strategy(entry: &Entry) -> String {
    let mut text = format!("{}\n  {}\n", entry.name, entry.about);
    if !entry.aliases.is_empty() {
        let _ = writeln!(text, "  also called: {}", entry.aliases.join(", "));
    }
    let _ = writeln!(text, "  source: {}", entry.source);
    let _ = writeln!(text, "  {}", facts(&entry.facts()));
    match (&entry.body, entry.automaton()) {
        (Body::MemoryOne(opening, after), Some(automaton)) => {
            let [cc, cd, dc, dd] = after.map(probability);
            let _ = writeln!(
                text,
                "\n  P(cooperate): opening {}; after CC {cc}, CD {cd}, DC {dc}, DD {dd}",
                probability(*opening)
            );
            let _ = writeln!(text, "  (own action as executed, then the partner's as read)");
            text.push_str(&sample(&automaton));
        }
        (_, Some(automaton)) if automaton.nodes.len() <= DRAWN => {
            let _ = write!(text, "\n{}", nodes(&automaton));
            text.push_str(&sample(&automaton));
        }
        (_, Some(automaton)) => {
            let cooperating = automaton.nodes.iter().filter(|node| node.cooperate == 1.0).count();
            let defecting = automaton.nodes.iter().filter(|node| node.cooperate == 0.0).count();
            let all = automaton.nodes.len();
            let _ = writeln!(
                text,
                "\n  an automaton of {all} nodes: {cooperating} cooperate, {defecting} defect, {} mix",
                all - cooperating - defecting
            );
            text.push_str(&sample(&automaton));
        }
        (Body::Learner(rule), None) => {
            let _ = write!(text, "\n{}", learner(rule));
        }
        (Body::Discriminator, None) => {
            text.push_str(
                "\n  needs [reputation]; `comity list norms` names the norms, `comity show NORM` prints one\n",
            );
        }
        (Body::Role(role), None) => {
            let _ = writeln!(text, "\n  {}", of_role(*role));
        }
        (Body::MemoryOne(..) | Body::Nodes(_) | Body::Built(_), None) => {}
        (Body::Deliberate, None) => {
            text.push_str(
                "\n  P(C) = logistic(dV / temperature)\n  dV = trust [(R - T) + w (R - P)] + (1 - trust)(S - P) + expected fine,  \
                 w = patience / (1 - patience)\n",
            );
        }
    }
    text
}

/// What a role does in every game, whatever the others do.
fn of_role(role: Role) -> &'static str {
    match role {
        Role::Contributor => "contributes in every game, whatever the others do",
        Role::Defector => "takes part in every game without contributing, whatever the others do",
        Role::Loner => "takes part in no game and has the loner's income instead ([game.public-goods])",
        Role::PeerPunisher => {
            "contributes in every game, whatever the others do; then pays to fine each defector of its group ([game.public-goods])"
        }
        Role::PoolPunisher => {
            "contributes in every game, whatever the others do, and pays beforehand into a pool that fines defectors ([game.public-goods])"
        }
    }
}

/// A kind of network: what it is, where it comes from, and who meets whom among a few agents.
pub fn network(kind: network::Kind) -> String {
    const AGENTS: usize = 16;
    let name = kind.name();
    let mut text = format!("{name} (network)\n  {}\n  source: {}\n", kind.about(), kind.source());
    if kind != network::Kind::File {
        // Two blocs, so that blocs show; all else does not ask for them.
        let bloc: Vec<u32> = (0..AGENTS).map(|agent| u32::from(agent >= AGENTS / 2)).collect();
        let meetings = Network { kind, ..Network::default() }.draw(&bloc, &["one", "other"], &Key::common(1), 0);
        let _ = writeln!(text, "\n  {AGENTS} agents, {} links; # where two meet\n", meetings.sides() / 2);
        for agent in 0..AGENTS {
            let mut row = ['.'; AGENTS];
            meetings.partners_of(agent).for_each(|partner| row[partner] = '#');
            row[agent] = '\\';
            let row: Vec<String> = row.iter().map(char::to_string).collect();
            let _ = writeln!(text, "  {agent:>3}  {}", row.join(" "));
        }
    }
    let _ = write!(text, "\n  [network]\n  kind = {name:?}\n");
    text
}

/// A norm as its two tables.
pub fn norm(named: &Named) -> String {
    let mut text = format!("{}\n  {}\n", named.name, named.about);
    if !named.aliases.is_empty() {
        let _ = writeln!(text, "  also called: {}", named.aliases.join(", "));
    }
    let _ = writeln!(text, "  source: {}", named.source);
    let norm = &named.norm;
    let name = |good: bool| if good { "good" } else { "bad" };
    let _ = writeln!(text, "\n  own name  partner's  does       new name after C  after D");
    for own in [true, false] {
        for partner in [true, false] {
            let does = if norm.intends(own, partner).cooperates() { "cooperate" } else { "defect" };
            let after = [Action::Cooperate, Action::Defect].map(|action| name(norm.assess(own, action, partner)));
            let _ = writeln!(text, "  {:<9} {:<10} {does:<10} {:<17} {}", name(own), name(partner), after[0], after[1]);
        }
    }
    let digits = |table: &[bool]| table.iter().map(|&one| if one { '1' } else { '0' }).collect::<String>();
    let _ = write!(
        text,
        "\n  [reputation]\n  norm = {:?}    # {{ assessment = {:?}, action = {:?} }}",
        named.name,
        digits(&norm.assessment),
        digits(&norm.action)
    );
    text
}

/// How long its memory is, whether it mixes, is nice, can be provoked.
fn facts(facts: &Facts) -> String {
    let memory = match facts.memory {
        Memory::Rounds(1) => "remembers 1 round".to_owned(),
        Memory::Rounds(rounds) => format!("remembers {rounds} rounds"),
        Memory::Unbounded => "remembers without bound".to_owned(),
    };
    format!(
        "{memory}, {}, {}, {}",
        if facts.stochastic { "stochastic" } else { "deterministic" },
        if facts.nice { "nice (never the first to defect)" } else { "not nice" },
        if facts.provocable { "provocable (answers a first defection at once)" } else { "not provocable" },
    )
}

/// What it plays against a partner that shows both sides.
fn sample(automaton: &Automaton) -> String {
    const PARTNER: &str = "CCDCCDDCCCCDDDDCCCCC";
    let mixes = automaton.is_stochastic();
    let note = if mixes { "\n  (where it mixes: the likelier action, C at even chances)" } else { "" };
    format!("\n  a partner's moves  {PARTNER}\n  are met with       {}{note}\n", automaton.play(PARTNER))
}

/// A rule of learning: its equation and parameters.
fn learner(rule: &Learner) -> String {
    match rule {
        Learner::BushMosteller(rule) => format!(
            "  s = (payoff - A) / max over R, S, T, P of |payoff - A|,  A <- (1 - h) A + h payoff\n  p of the action taken: \
             + (1 - p) l s if s >= 0, + p l s if s < 0\n\n  opening P(C) = {}, A = {} (`aspiration`), l = {} (`rate`), h = {} \
             (`habituation`)\n\n  [strategies.NAME]\n  bush_mosteller = {{ aspiration = {1}, rate = {2} }}\n",
            rule.opening, rule.aspiration, rule.rate, rule.habituation
        ),
        Learner::RothErev(rule) => format!(
            "  P(C) = q_C / (q_C + q_D)\n  q <- (1 - f) q + (1 - e)(payoff - least) for the action taken, + e (payoff - least) \
             for the other\n\n  q_C + q_D = {} at the start (`strength`), f = {} (`forgetting`), e = {} (`experimentation`)\n\n  \
             [strategies.NAME]\n  roth_erev = {{ strength = {0}, forgetting = {1} }}\n",
            rule.strength, rule.forgetting, rule.experimentation
        ),
        Learner::QLearning(rule) => format!(
            "  P(C) = logistic((Q(s, C) - Q(s, D)) / temperature), s the partner's last action as read\n  Q(s, a) <- Q(s, a) + \
             rate (payoff + discount max Q(s', .) - Q(s, a)),  temperature <- cooling x temperature\n\n  rate = {}, discount = {}, \
             temperature = {} at the start, cooling = {}, greedy below floor = {}\n\n  [strategies.NAME]\n  q_learning = {{ rate = \
             {0}, discount = {1} }}\n",
            rule.rate, rule.discount, rule.temperature, rule.cooling, rule.floor
        ),
        Learner::Calculator => {
            "  rounds 1 to 20: C, then P(C) = 0.9 after a read C and 0 after a read D\n  then: D for ever if the \
             partner's twenty moves repeat their first 1 to 10, else tit-for-tat\n"
                .to_owned()
        }
    }
}

fn probability(p: f64) -> String {
    let short = p.to_string();
    if short.len() <= 5 {
        return short;
    }
    // A fraction says more than seventeen digits: 8/9, 11/13.
    let fraction = (2..=32_u32).find_map(|below| {
        let above = (p * f64::from(below)).round();
        (above / f64::from(below) == p).then(|| format!("{above}/{below}"))
    });
    fraction.unwrap_or_else(|| format!("{p:.4}"))
}

/// One line per node: its choice, and where each outcome leads.
pub fn nodes(automaton: &Automaton) -> String {
    let mut text = String::from("  node  P(C)   after CC  CD  DC  DD\n");
    for (number, node) in automaton.nodes.iter().enumerate() {
        let start = if number == 0 { '>' } else { ' ' };
        let [cc, cd, dc, dd] = node.next;
        let _ = writeln!(
            text,
            " {start}{number:>4}  {:<5} ->     {cc:<3} {cd:<3} {dc:<3} {dd}",
            probability(node.cooperate)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::CATALOGUE;

    /// What is shown of a strategy is its own rule: that of `deliberate` of nobody else.
    #[test]
    fn every_strategy_is_shown_with_its_own_rule() {
        let mut roles = 0;
        for entry in CATALOGUE.iter() {
            let text = strategy(entry);
            let deliberate = matches!(entry.body, Body::Deliberate);
            assert_eq!(text.contains("logistic(dV"), deliberate, "{text}");
            assert!(text.lines().count() > 4, "{}: no rule\n{text}", entry.name);
            if let Body::Role(role) = entry.body {
                roles += 1;
                assert!(text.contains(of_role(role)), "{text}");
            }
        }
        assert_eq!(roles, 3);
    }
}
