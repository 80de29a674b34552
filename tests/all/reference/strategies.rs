//! `src/strategy/STRATEGIES.md`: the catalogue.

use std::fmt::Write as _;

use comity::strategy::facts::Memory;
use comity::strategy::{CATALOGUE, FAMILIES};

use super::cell;

/// The page.
pub(crate) fn page() -> String {
    let mut text = format!(
        "# The catalogue of strategies

<!-- Made by `COMITY_WRITE_DOCS=1 cargo test --test all reference` from src/strategy/catalogue; change that, not this page. -->

{} named strategies in {} families. A config uses a name or one of its other names; `comity show NAME` also draws the automaton and
plays a sample. Facts are worked out from the automaton, not stated by hand:

- **memory**: how many past rounds matter (\"unbounded\": no number is enough; the round's own number is not memory);
- **mixes**: some reachable node cooperates with a probability between 0 and 1;
- **nice**: never the first to defect (Axelrod 1984);
- **provocable**: answers an uncalled-for defection at once, with positive probability.

To add one, see [CONTRIBUTING.md](../../CONTRIBUTING.md); strategies of your own can also be written in a config
([HOWTO.md](../../configs/HOWTO.md)).
",
        CATALOGUE.len(),
        FAMILIES.len()
    );
    for family in FAMILIES {
        let mut heading = family.heading.to_owned();
        heading[..1].make_ascii_uppercase();
        let _ = write!(
            text,
            "\n## {heading}\n\n| name | other names | memory | mixes | nice | provocable | what it does | source |\n"
        );
        text += "|---|---|---|---|---|---|---|---|\n";
        for entry in family.entries {
            let facts = entry.facts();
            let memory = match facts.memory {
                Memory::Rounds(rounds) => rounds.to_string(),
                Memory::Unbounded => "unbounded".to_owned(),
            };
            let yes = |yes: bool| if yes { "yes" } else { "" };
            let aliases: Vec<String> = entry.aliases.iter().map(|alias| format!("`{alias}`")).collect();
            let _ = writeln!(
                text,
                "| `{}` | {} | {memory} | {} | {} | {} | {} | {} |",
                entry.name,
                aliases.join(", "),
                yes(facts.stochastic),
                yes(facts.nice),
                yes(facts.provocable),
                cell(entry.about),
                cell(entry.source),
            );
        }
    }
    text
}
