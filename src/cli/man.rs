//! `comity man`: manual pages.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::out::print;
use crate::config::Failure;

/// Arguments of `man`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "comity man | man -l -    reads it at once")]
pub struct Args {
    /// Write a page for the command and one for each of its verbs (comity.1, comity-run.1, ...) into a folder, which is made if it
    /// is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// What the command ends with.
const EXIT_STATUS: [(&str, &str); 7] = [
    ("0", "done"),
    ("1", "failed: a file or standard output could not be read or written, or a result is not what it says it is"),
    ("2", "wrong usage or config; nothing was run"),
    ("3", "some runs failed, the others are there; failures.csv says which"),
    ("4", "a merge that lacks shards; it names them"),
    ("75", "stopped in good order by TERM or --max-time; --resume goes on"),
    ("130", "interrupted; --resume goes on"),
];

/// What it reads and writes.
const FILES: [(&str, &str); 9] = [
    ("CONFIG.toml", "a study: comity new writes one to begin with, comity show KEY explains its keys"),
    ("output/NAME/", "its result; with --quick output/NAME-quick/"),
    ("output/NAME/manifest.json", "the resolved config, seed, version, times and checksums: enough to run it again"),
    ("output/NAME/cells.csv", "a row for each cell: P(hold) and the means of all columns, with 95% intervals"),
    ("output/NAME/runs.csv", "a row for each run"),
    ("output/NAME/rounds.csv", "a row for each recorded round of each run"),
    ("output/NAME/answer.csv", "the study's own table: effects, thresholds, indices, a ranking"),
    ("output/NAME/answer.json", "the answer in words and every caveat, in English and Chinese"),
    ("output/NAME/columns.csv", "name, unit, meaning and type of every column"),
];

/// Prints the page of the command, `comity` as a whole, or writes all pages.
///
/// # Errors
/// [`Failure::Io`] if one cannot be written.
pub fn run(args: &Args, comity: Command) -> Result<(), Failure> {
    let mut command = comity.disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.out else {
        let (_, text) = page(&command)?;
        print(text.trim_end());
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(Failure::io(folder))?;
    let mut pages = Vec::new();
    gather(&command, &mut pages)?;
    for (name, text) in &pages {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(Failure::io(&path))?;
    }
    print(&format!("{}: {} manual pages", folder.display(), pages.len()));
    Ok(())
}

/// The pages of a command and all below it, with the names of their files.
fn gather(command: &Command, pages: &mut Vec<(String, String)>) -> Result<(), Failure> {
    pages.push(page(command)?);
    command.get_subcommands().try_for_each(|below| gather(below, pages))
}

fn page(command: &Command) -> Result<(String, String), Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
    let man = Man::new(command.clone()).title(&name).manual("comity");
    let file = man.get_filename();
    let mut text = Vec::new();
    man.render(&mut text).map_err(Failure::io(&file))?;
    let mut text = String::from_utf8_lossy(&text).into_owned();
    let mut more = Roff::new();
    for (heading, entries) in [("EXIT STATUS", EXIT_STATUS.as_slice()), ("FILES", FILES.as_slice())] {
        more.control("SH", [heading]);
        for &(term, about) in entries {
            more.control("TP", []).text([bold(term)]).text([roman(about)]);
        }
    }
    text = text.replace(".SH EXTRA\n", ".SH NOTES\n") + &more.render();
    Ok((file, text))
}
