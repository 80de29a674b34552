//! Named agents from a CSV file: `[agents_file]`, one agent a row.
//!
//! Each row becomes a group of one, as if it stood under `[[agents]]`, behind those that do: so it has its own keys
//! (`agents.NAME.capability`), goes by name in a file of links, and stands in the manifest with all its values, which
//! from then on need no file.

pub mod columns;
pub mod dyads;
mod rows;
mod table;

use self::rows::Reader;
pub use self::table::AgentsFile;
use super::input::{Inputs, Wrong};
use super::key::dotted;
use super::source::Diagnostic;
use super::tree::{self, Entry, Node, Table, Value};

/// The key of the table.
const KEY: &str = "agents_file";

/// Why a key can be set no more once the config is read, if it cannot.
pub(crate) fn read_already(key: &[String]) -> Option<String> {
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    match key.as_slice() {
        [KEY, ..] => Some(
            "the file of agents is read with the config; set agents.NAME.KEY, or write a config that extends this one"
                .to_owned(),
        ),
        [dyads::KEY] | [dyads::KEY, "path" | "columns" | "delimiter" | "directed" | "strangers" | "table", ..] => Some(
            "the table of dyads is read with the config; set its weights (dyads.distance, dyads.prior, dyads.meeting), or \
             write a config that extends this one"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Puts the agents of the file into the tree, and takes the table that names it out; what it reads joins the `sources`.
///
/// # Errors
/// The first mistake in the table or its file.
pub(crate) fn read_agents(tree: &mut Table, inputs: &Inputs) -> Result<(), Diagnostic> {
    let Some(entry) = tree.remove(KEY) else { return Ok(()) };
    let span = entry.node.span.clone();
    let Value::Table(table) = &entry.node.value else {
        return Err(Diagnostic::new(Some(span), KEY, "expected a table: [agents_file] with path = \"FILE.csv\""));
    };
    let wanted: AgentsFile = tree::read(table).map_err(|error| {
        let key = [&[KEY.to_owned()], error.path.as_slice()].concat();
        Diagnostic::new(error.span.or(Some(span.clone())), dotted(&key), error.message)
    })?;
    // Where what a key says of the columns was written, or else the key itself, or the path.
    let written = |key: &str| {
        let inner = |table: &Table, key: &str| table.get(key).map(|entry| entry.node.clone());
        let columns = inner(table, "columns");
        let place = columns.as_ref().and_then(Node::as_table).and_then(|columns| inner(columns, key));
        let place = place.or_else(|| inner(table, key)).or_else(|| inner(table, "path"));
        place.map_or(span.clone(), |node| node.span)
    };
    let at = |key: &str, wrong: Wrong| {
        let name = if key == "path" { format!("{KEY}.path") } else { format!("{KEY}.columns.{key}") };
        Diagnostic::new(wrong.span.or_else(|| Some(written(key))), name, wrong.message)
    };
    let input = inputs.table(&wanted.path, wanted.delimiter, &written("path")).map_err(|wrong| at("path", wrong))?;
    if input.sheet.rows().len() == 0 {
        return Err(at("path", format!("{}: expected one row per agent, found none", wanted.path).into()));
    }
    let groups =
        Reader { input: &input, wanted: &wanted, written: &written }.groups().map_err(|(key, wrong)| at(key, wrong))?;
    let empty = || Entry { key: span.clone(), node: Node { value: Value::Array(Vec::new()), span: span.clone() } };
    let agents = &mut tree.entry("agents".to_owned()).or_insert_with(empty).node.value;
    // Anything but a list is a mistake that is told when the config is read.
    if let Value::Array(agents) = agents {
        agents.extend(groups);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::config::document::Document;
    use crate::world::Attribute;

    const FILE: &str = "iso,bloc,big,cyber,points,tongue\n\
                        AA,west,1,0.8,2.0,x\n\
                        BB,east,0,0.3,-1.0,y\n\
                        CC,east,0,0.2,0.5,x\n";
    const MAP: &str = "name = 'w'\n[[agents]]\nname = 'rest'\npower = 'weak'\ncount = 2\n[agents_file]\npath = 'f.csv'\n\
                       strategies = { tit-for-tat = 1 }\n[agents_file.columns]\nname = 'iso'\ngroup = 'bloc'\n\
                       power = { column = 'big', strong_if = 1 }\ncapability = 'cyber'\nlanguage = 'tongue'\n\
                       ideology = { column = 'points', from = [-2, 2], to = [-1, 1] }\n";

    fn read(map: &str, file: &str) -> Result<Document, String> {
        Document::parse_with("w.toml", map, &[("f.csv", file)]).map_err(|failure| failure.to_string())
    }

    #[test]
    fn each_row_is_an_agent_behind_those_of_the_config() {
        let config = read(MAP, FILE).unwrap().config().unwrap();
        assert_eq!(config.agents_file, None, "nothing of the file is left to be read");
        let names: Vec<&str> = config.agents.iter().map(crate::world::Group::name).collect();
        assert_eq!(names, ["rest", "AA", "BB", "CC"]);
        let cc = &config.agents[3];
        assert_eq!((cc.count, cc.power.name(), cc.group.as_deref()), (1, "weak", Some("east")));
        // -1 + 2 (0.5 + 2) / 4
        assert_eq!((&cc.capability, &cc.ideology), (&Some(Attribute::Number(0.2)), &Attribute::Number(0.25)));
        assert_eq!(serde_json::to_value(&config.agents[2].language).unwrap(), 1);
        assert_eq!(cc.strategies.keys().collect::<Vec<_>>(), ["tit-for-tat"]);
        assert_eq!(config.agents[1].power.name(), "strong");
    }

    #[test]
    fn agents_are_set_by_name_and_blocs_by_their_label() {
        let mut document = read(MAP, FILE).unwrap();
        for text in ["agents.AA.capability=0.5", "agents.east.ideology=-0.5"] {
            let setting = document.assignment(text).unwrap();
            document.set(std::iter::once(&setting)).unwrap();
        }
        let config = document.config().unwrap();
        assert_eq!(config.agents[1].capability, Some(Attribute::Number(0.5)));
        assert_eq!(
            [&config.agents[2], &config.agents[3]].map(|g| g.ideology.clone()),
            [Attribute::Number(-0.5), Attribute::Number(-0.5)]
        );
        let late = document.assignment("agents_file.path=other.csv").unwrap();
        assert!(document.set(std::iter::once(&late)).unwrap_err().message.contains("read with the config"));
    }

    /// A mistake, whose key has to be the given column's.
    fn wrong(key: &str, map: &str, file: &str) -> String {
        let said = read(map, file).unwrap_err();
        assert!(said.contains(&format!("`agents_file.{key}`: ")), "{said}");
        said.replace(&format!("`agents_file.{key}`: "), "")
    }

    #[test]
    fn mistakes_say_where_in_the_file_and_what_is_near() {
        let said = wrong("columns.capability", &MAP.replace("'cyber'", "'cybr'"), FILE);
        assert_eq!(said, "w.toml:13:14: f.csv has no column \"cybr\"; did you mean `cyber`?");
        let said = wrong("columns.capability", MAP, &FILE.replace("0.3,", ","));
        assert_eq!(said, "f.csv:3:11: expected a value, found none; columns.capability may have a default");
        let said = wrong("columns.capability", MAP, &FILE.replace("0.3,", "much,"));
        assert_eq!(said, "f.csv:3:11: expected a number, found \"much\"");
        let said = wrong("columns.ideology", MAP, &FILE.replace("2.0", "2.2"));
        assert!(
            said.starts_with("f.csv:2:15: expected ideology from -1 to 1, found 2.2, which is 1.1 rescaled"),
            "{said}"
        );
        let said = wrong("columns.name", MAP, &FILE.replace("CC", "BB"));
        assert_eq!(said, "f.csv:4:1: expected a name of its own, found \"BB\" a second time (line 3 has it)");
        let said = wrong("columns.name", MAP, &FILE.replace("CC", ""));
        assert_eq!(said, "f.csv:4:1: expected a value, found none");
        let said = wrong("columns.power", &MAP.replace("strong_if = 1", "default = 'weak'"), FILE);
        assert!(said.starts_with("f.csv:2:9: expected strong or weak, found \"1\"; strong_if"), "{said}");
        let said = wrong("columns.name", &MAP.replace("name = 'iso'\n", ""), FILE);
        assert!(
            said.starts_with("w.toml:7:8: f.csv has no column \"name\"; expected columns.name to say which"),
            "{said}"
        );
        assert!(wrong("path", MAP, "iso,bloc\nAA\n").starts_with("f.csv:2:1: expected 2 fields"));
        assert!(wrong("path", MAP, "iso,bloc\n").contains("expected one row per agent, found none"));
    }

    /// What a row says is checked with all else, and told where it stands.
    #[test]
    fn what_does_not_fit_the_world_is_told_at_its_row() {
        let planned = |file: &str| {
            let map = MAP.replace("[agents_file.columns]", "[agents_file.columns]\nstrategies = 'plan'");
            let plan = crate::batch::Plan::new(read(&map, file).unwrap(), false);
            plan.map(|_| ()).map_err(|failure| failure.to_string())
        };
        let file =
            "iso,bloc,big,cyber,points,tongue,plan\nAA,west,1,0.8,2.0,x,tit-for-tat\nBB,east,0,0.3,-1.0,y,grim=0.5\n";
        assert_eq!(planned(file), Ok(()));
        let said = planned(&file.replace("grim=", "tat-for-tit=")).unwrap_err();
        assert!(said.starts_with("f.csv:3:22: `agents.BB.strategies.tat-for-tit`: unknown strategy"), "{said}");
        let said = planned(&file.replace("grim=0.5", "grim=0")).unwrap_err();
        assert!(said.starts_with("f.csv:3:22: `agents.BB.strategies`: expected at least one share above 0"), "{said}");
        let said = planned(&file.replace("BB", "rest")).unwrap_err();
        assert!(said.starts_with("f.csv:3:1: `agents.rest.name`: expected a name of its own"), "{said}");
        let said = planned(&file.replace("east", "AA")).unwrap_err();
        assert!(said.starts_with("f.csv:3:4: `agents.BB.group`: expected a label that is nobody's name"), "{said}");
    }

    /// By hand: on the line through (-2, -1) and (2, 1), 3 becomes 1.5, cut to 1; through (10, 1) and (0, 0), falling
    /// from 4 to 0, 8 becomes 0.8.
    #[test]
    fn numbers_are_rescaled_cut_and_filled_in() {
        let of = |map: &str, file: &str| {
            let config = read(map, file).unwrap().config().unwrap();
            [&config.agents[1], &config.agents[2]].map(|agent| (agent.capability.clone(), agent.ideology.clone()))
        };
        let clamped = MAP.replace("to = [-1, 1]", "to = [-1, 1], clamp = true");
        assert_eq!(of(&clamped, &FILE.replace("2.0", "3.0"))[0].1, Attribute::Number(1.0));
        assert_eq!(of(&clamped, &FILE.replace("-1.0", "-9"))[1].1, Attribute::Number(-1.0));
        let tens = MAP.replace("'cyber'", "{ column = 'cyber', from = [10, 0], to = [1, 0] }");
        assert_eq!(of(&tens, &FILE.replace("0.8", "8"))[0].0, Some(Attribute::Number(0.8)));
        let filled = MAP.replace("'cyber'", "{ column = 'cyber', from = [0, 10], to = [0, 1], default = 0.4 }");
        let filled = of(&filled, &FILE.replace("0.8", "8").replace("0.3,", ","));
        assert_eq!(filled[1].0, Some(Attribute::Number(0.4)), "a default is not rescaled");
        let plain = of(&MAP.replace("capability = 'cyber'\n", ""), FILE);
        assert_eq!(plain[0].0, None, "without a column as under [[agents]]");
        let own = of(&MAP.replace("capability = 'cyber'\n", ""), &FILE.replace("cyber", "capability"));
        assert_eq!(own[0].0, Some(Attribute::Number(0.8)), "the column of its own name");
    }

    #[test]
    fn a_map_that_makes_no_sense_is_refused() {
        let capability = |map: &str| wrong("columns.capability", &MAP.replace("'cyber'", map), FILE);
        for map in ["from = [0, 0], to = [0, 1]", "from = [0, 1]", "to = [0, 1]", "from = [nan, 1], to = [0, 1]"] {
            let said = capability(&format!("{{ column = 'cyber', {map} }}"));
            assert!(said.starts_with("w.toml:13:14: expected from = [lo, hi] and to = [lo, hi] together"), "{said}");
        }
        let said = capability("{ column = 'cyber', default = 2 }");
        assert_eq!(said, "w.toml:13:14: expected a default from 0.01 to 1, found 2");
        let power = |map: &str| wrong("columns.power", &MAP.replace("strong_if = 1", map), FILE);
        let said = power("strong_if = 1, strong_from = 1");
        assert_eq!(said, "w.toml:12:9: expected strong_if or strong_from, found both");
        let said = power("strong_if = '2'");
        assert_eq!(
            said,
            "w.toml:12:9: expected a value that some row has, found \"2\", which none has; did you mean \"1\"?"
        );
        let said = wrong("columns.power", MAP, &FILE.replace("east,0,0.3", "east,nan,0.3"));
        assert_eq!(said, "f.csv:3:9: expected a number, found \"nan\"");
        let said = read(&MAP.replace("capability = ", "capbility = "), FILE).unwrap_err();
        assert!(said.contains("unknown key; did you mean `capability`?"), "{said}");
        let said = read(&MAP.replace("'cyber'", "{ colum = 'cyber' }"), FILE).unwrap_err();
        assert!(said.contains("w.toml:13:16") && said.contains("did you mean `column`?"), "{said}");
    }

    #[test]
    fn who_is_strong_goes_by_a_word_or_a_number() {
        let powers = |map: &str, file: &str| {
            let config = read(&MAP.replace("{ column = 'big', strong_if = 1 }", map), file).unwrap().config().unwrap();
            config.agents[1..].iter().map(|agent| agent.power.name()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(powers("{ column = 'bloc', strong_if = 'east' }", FILE), "weak strong strong");
        assert_eq!(powers("{ column = 'cyber', strong_from = 0.3 }", FILE), "strong strong weak");
        assert_eq!(powers("{ column = 'cyber', strong_if = 0.2 }", FILE), "weak weak strong");
        let gap = FILE.replace("0.3,", ",");
        let gap = MAP.replace("capability = 'cyber'\n", "").replace(
            "{ column = 'big', strong_if = 1 }",
            "{ column = 'cyber', strong_from = 0.3, default = 'strong' }",
        ) + &gap;
        let (map, file) = gap.split_at(gap.find("iso,").unwrap());
        let config = read(map, file).unwrap().config().unwrap();
        assert_eq!(config.agents[2].power.name(), "strong", "an empty field is the default");
        let named = FILE.replace("big", "power").replace(",1,", ",strong,").replace(",0,", ",weak,");
        assert_eq!(powers("'power'", &named), "strong weak weak");
    }

    /// A column that is called almost like one that is read would be left out unnoticed.
    #[test]
    fn a_column_that_nothing_reads_is_told_if_it_is_nearly_one_that_is() {
        let map = MAP.replace("capability = 'cyber'\n", "");
        let said = wrong("columns.capability", &map, &FILE.replace("cyber", "capabilty"));
        assert!(
            said.starts_with("f.csv:1:14: nothing reads the column \"capabilty\"; did you mean \"capability\"?"),
            "{said}"
        );
        assert!(read(&map, FILE).is_ok(), "any other may stand there");
        assert!(read(&MAP.replace("'cyber'", "'capabilty'"), &FILE.replace("cyber", "capabilty")).is_ok());
    }
}
