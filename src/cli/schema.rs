//! `comity schema`: the JSON Schema of the config, by which editors complete and check it.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use super::out::print;
use crate::config::{Failure, schema};

/// The file's usual name, beside the configs.
pub const FILE: &str = "comity.schema.json";
/// The first line of a config that leads editors to it.
pub const LINE: &str = "#:schema ./comity.schema.json\n\n";
/// What stands there where there is no schema yet.
pub const HOW: &str = "\
# To have editors complete and check this file: comity schema --out comity.schema.json
# and make this the first line:  #:schema ./comity.schema.json

";

/// Arguments of `schema`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Editors that know TOML through taplo (Even Better TOML in VS Code, Helix, Neovim, Zed) complete and check a config whose
first line leads to the schema:

  comity schema --out comity.schema.json
  #:schema ./comity.schema.json          (the first line of the config; `comity new` writes it where the file is there)

Without an editor: taplo check --schema \"file://$PWD/comity.schema.json\" mine.toml

The schema knows keys, kinds and ranges. `comity check` knows more: whether a swept key exists and matters, whether names
are known, whether a world is possible. A config that extends another may leave out what that one says.")]
pub struct Args {
    /// Write it into a file instead
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Prints the schema, or writes it.
///
/// # Errors
/// [`Failure::Io`] if the file cannot be written.
pub fn run(args: &Args) -> Result<(), Failure> {
    let text = format!("{:#}", schema::published());
    match &args.out {
        None => print(&text),
        Some(path) => {
            std::fs::write(path, text + "\n").map_err(Failure::io(path))?;
            print(&format!("{}: the schema of configs", path.display()));
        }
    }
    Ok(())
}
