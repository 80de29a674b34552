//! `comity new`: a commented starter config.

use std::io::Write as _;
use std::path::Path;

use clap::{Args as ClapArgs, ValueEnum};

use super::out::print;
use super::schema;
use crate::batch::plan::checks::name_mistake;
use crate::config::Failure;

/// Arguments of `new`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "NAME.toml is written into this folder; a file that is there already is left alone. Where \
                        comity.schema.json stands beside it (comity schema --out comity.schema.json), its first line \
                        leads editors there.")]
pub struct Args {
    /// Name of the study: the config is NAME.toml, and its results will go to output/NAME
    name: String,
    /// What is asked of the world
    #[arg(long, value_enum, default_value_t = Starter::Grid)]
    study: Starter,
    /// Print the config instead of writing it
    #[arg(long)]
    stdout: bool,
}

/// What a starter config asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Starter {
    /// What happens in one world?
    World,
    /// Where does cooperation hold?
    Grid,
    /// Do levers work together?
    Factorial,
    /// Exactly where does it break?
    Boundary,
    /// What happens across a wide space of worlds?
    Sample,
    /// What matters?
    Sensitivity,
    /// Which mechanism deserves the credit?
    Ablation,
    /// How do these scenarios compare?
    List,
    /// Which strategy does well?
    Tournament,
}

const WORLD: &str = include_str!("starters/world.toml");

const HEAD: &str = "\
# Only what differs from the defaults need be said. The lines behind a # are defaults: take the # away to change one.
# `comity show game.dilemma` explains a table and its keys, with their ranges.
";

impl Starter {
    /// The question that the config states.
    fn question(self) -> &'static str {
        match self {
            Self::World => "How does cooperation between strong and weak cyber powers fare in this world?",
            Self::Grid => "How large a rent of dominance can cooperation bear, and how much does a fine add to that?",
            Self::Factorial => "Do sanctions, dialogue and patience support each other?",
            Self::Boundary => "Exactly how large a rent of dominance can cooperation bear, with a fine and without?",
            Self::Sample => "Across a wide space of worlds, when does cooperation hold?",
            Self::Sensitivity => "What does cooperation depend on most?",
            Self::Ablation => "Which of three mechanisms deserves the credit where cooperation holds?",
            Self::List => "How do a fine, dialogue and patience compare with the world as it is?",
            Self::Tournament => "Which strategy does well against the others?",
        }
    }

    /// The world, and the table of the study.
    fn tables(self) -> [&'static str; 2] {
        match self {
            Self::World => [WORLD, ""],
            Self::Grid => [WORLD, include_str!("starters/grid.toml")],
            Self::Factorial => [WORLD, include_str!("starters/factorial.toml")],
            Self::Boundary => [WORLD, include_str!("starters/boundary.toml")],
            Self::Sample => [WORLD, include_str!("starters/sample.toml")],
            Self::Sensitivity => [WORLD, include_str!("starters/sensitivity.toml")],
            Self::Ablation => [WORLD, include_str!("starters/ablation.toml")],
            Self::List => [WORLD, include_str!("starters/list.toml")],
            Self::Tournament => [include_str!("starters/tournament.toml"), ""],
        }
    }

    /// The starter config of a study of this name.
    pub fn starter(self, name: &str) -> String {
        let text =
            self.tables().concat().replace("QUESTION", self.question()).replace("\"NAME\"", &format!("\"{name}\""));
        // A search decides itself how many runs it takes.
        let told = |line: &&str| self != Self::Boundary || !line.starts_with("replicates");
        let lines: String = text.lines().filter(told).flat_map(|line| [line, "\n"]).collect();
        format!("{HEAD}\n{lines}")
    }
}

/// Writes a starter config, or prints it.
///
/// # Errors
/// [`Failure::Usage`] if the name is none, or the file is there already; [`Failure::Io`] if it cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    // Whoever types the file's name means it.
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    if let Some(mistake) = name_mistake(name) {
        let what = "the config is written into the folder you are in";
        return Err(Failure::Usage(format!("NAME: {mistake}; {what}")));
    }
    // Editors find the schema only where it is; a line that leads nowhere would be an error in them.
    let line = if Path::new(schema::FILE).is_file() { schema::LINE } else { schema::HOW };
    let text = format!("{line}{}", args.study.starter(name));
    if args.stdout {
        print(text.trim_end());
        return Ok(());
    }
    let path = format!("{name}.toml");
    let mut file = match std::fs::OpenOptions::new().write(true).create_new(true).open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let what = "is there already and is left as it is; choose another name, or print the config with --stdout";
            return Err(Failure::Usage(format!("{path}: {what}")));
        }
        opened => opened.map_err(Failure::io(&path))?,
    };
    file.write_all(text.as_bytes()).map_err(Failure::io(&path))?;
    print(&format!(
        "{path} asks: {}\n\n  comity check {path}          what it will do, without doing it\n  comity run {path} --quick    a first look\n  \
         comity run {path}",
        args.study.question()
    ));
    Ok(())
}
