//! `comity report`: (re)makes the page of a result from its tables.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::err::tell_build;
use super::out::print;
use crate::batch::{replan, saved};
use crate::config::Failure;
use crate::config::report_options::Language;
use crate::question::words::counted;
use crate::report::page::{self, PAGE};
use crate::report::{caveats, said};

/// Arguments of `report`.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder of a finished result
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Language of the page, instead of the config's: en or zh
    #[arg(long, value_enum)]
    language: Option<Words>,
}

/// A language, as the command line names it.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Words {
    /// English
    En,
    /// Chinese
    Zh,
}

/// Makes the page, its pictures and the scripts that redraw them.
///
/// # Errors
/// [`Failure`]: there is no finished result, or a file cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    let manifest = replan::manifest(&args.folder)?;
    let mut report = replan::task(&args.folder, &manifest)?.config().report.clone();
    tell_build(&args.folder, &manifest);
    if let Some(language) = args.language {
        report.language = match language {
            Words::En => Language::English,
            Words::Zh => Language::Chinese,
        };
    }
    let figures = page::make(&args.folder, Some(&report))?;
    let answer = saved::kept(&args.folder, &manifest)?;
    let width = super::progress::width();
    let (sentences, caveats) = (said::list(&answer, width), caveats::list(&answer.caveats, width));
    let page = args.folder.join(PAGE);
    print(format!("{} with {}\n{sentences}{caveats}", page.display(), counted(figures, "picture")).trim_end());
    Ok(())
}
