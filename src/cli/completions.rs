//! `comity completions`: what a shell needs to complete the command.

use clap::builder::PossibleValuesParser;
use clap::{Args as ClapArgs, Command, ValueHint};
use clap_complete::Shell;

use super::out::print;
use super::shipped;
use crate::config::Failure;

/// Arguments of `completions`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
bash:        comity completions bash > ~/.local/share/bash-completion/completions/comity
zsh:         comity completions zsh > DIR/_comity, with DIR in $fpath
fish:        comity completions fish > ~/.config/fish/completions/comity.fish
elvish:      comity completions elvish >> ~/.config/elvish/rc.elv
powershell:  comity completions powershell >> $PROFILE

In bash the names of shipped configs are completed as well as files.")]
pub struct Args {
    /// The shell
    shell: Shell,
}

/// Commands whose first argument names a config, and that argument.
const OF_CONFIGS: [(&str, &str); 3] = [("run", "config"), ("check", "config"), ("show", "name")];

/// Prints the script for the command, `comity` as a whole.
///
/// # Errors
/// None.
pub fn run(args: &Args, comity: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut completed(comity, args.shell), "comity", &mut script);
    print(String::from_utf8_lossy(&script).trim_end());
    Ok(())
}

/// The command as the shell is to see it.
fn completed(comity: Command, shell: Shell) -> Command {
    OF_CONFIGS.into_iter().fold(comity, |command, (name, argument)| {
        command.mut_subcommand(name, |verb| {
            verb.mut_arg(argument, |config| {
                // Bash alone goes on to files where no word fits; to the others a list of words is all there is.
                if shell == Shell::Bash {
                    config.value_parser(PossibleValuesParser::new(shipped::ALL.iter().map(shipped::Shipped::stem)))
                } else {
                    config.value_hint(ValueHint::FilePath)
                }
            })
        })
    })
}
