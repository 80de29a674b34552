//! Strategies, games and networks as text.

use std::fmt::Write as _;

use crate::game::{Action, Kind, Preset};
use crate::network::{self, Network};
use crate::rng::Key;
use crate::strategy::{Automaton, Body, Entry};
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

/// A catalogue entry as a few lines.
pub fn strategy(entry: &Entry) -> String {
    let mut text = format!("{}\n  {}\n", entry.name, entry.about);
    if !entry.aliases.is_empty() {
        let _ = writeln!(text, "  also called: {}", entry.aliases.join(", "));
    }
    let _ = writeln!(text, "  source: {}", entry.source);
    match (&entry.body, entry.automaton()) {
        (Body::MemoryOne(opening, after), Some(automaton)) => {
            let _ = writeln!(text, "  {}", facts(&automaton));
            let [cc, cd, dc, dd] = after.map(probability);
            let _ = writeln!(
                text,
                "\n  P(cooperate): opening {}; after CC {cc}, CD {cd}, DC {dc}, DD {dd}",
                probability(*opening)
            );
            let _ = writeln!(text, "  (own action as executed, then the partner's as read)");
        }
        (_, Some(automaton)) => {
            let _ = writeln!(text, "  {}\n", facts(&automaton));
            text.push_str(&nodes(&automaton));
        }
        (Body::Discriminator, None) => {
            text.push_str(
                "\n  needs [reputation]; `comity list norms` names the norms, `comity show NORM` prints one\n",
            );
        }
        (_, None) => {
            text.push_str(
                "\n  P(C) = logistic(dV / temperature)\n  dV = trust [(R - T) + w (R - P)] + (1 - trust)(S - P) + expected fine,  \
                 w = patience / (1 - patience)\n",
            );
        }
    }
    text
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

fn facts(automaton: &Automaton) -> String {
    let word = |yes: bool, word: &str, other: &str| if yes { word.to_owned() } else { other.to_owned() };
    format!(
        "{}, {}, {} nodes",
        word(automaton.is_nice(), "nice (never the first to defect)", "not nice"),
        word(automaton.is_stochastic(), "stochastic", "deterministic"),
        automaton.nodes.len()
    )
}

fn probability(p: f64) -> String {
    if p == 1.0 / 3.0 { "1/3".to_owned() } else { p.to_string() }
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
