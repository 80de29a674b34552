//! The command `comity`: parse, call, print the error, exit code.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use comity::cli::{
    Cli, Command, check, completions, diff, exact, list, man, merge, new, out, report, rerun, run, schema, show,
    status, submit, tell, tell_coloured, validate, verify, watch,
};
use comity::config::Failure;
use comity::output::display::is_control;

fn main() -> ExitCode {
    let result = match Cli::try_parse() {
        Ok(cli) => does(&cli.command),
        // Help and version, which are for standard output.
        Err(asked) if !asked.use_stderr() => {
            out::write(&asked.render().ansi().to_string());
            Ok(())
        }
        // What was typed is told as it was typed, except for what the terminal would obey.
        Err(wrong) if std::env::args_os().any(|word| word.to_string_lossy().contains(is_control)) => {
            tell(wrong.to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(wrong) => wrong.exit(),
    };
    let ends = [result, out::end()];
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let failures: Vec<Failure> = ends.into_iter().filter_map(Result::err).collect();
    failures.iter().for_each(|failure| tell_coloured(&failure.render(colours)));
    failures.first().map_or(ExitCode::SUCCESS, |failure| ExitCode::from(failure.exit_code()))
}

/// Does what is asked.
fn does(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Check(args) => check::run(args),
        Command::Merge(args) => merge::run(args),
        Command::Status(args) => status::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Report(args) => report::run(args),
        Command::Rerun(args) => rerun::run(args),
        Command::List(args) => {
            list::run(args);
            Ok(())
        }
        Command::Show(args) => show::run(args),
        Command::Exact(args) => exact::run(args),
        Command::Validate(args) => validate::run(args),
        Command::Submit(args) => submit::run(args),
        Command::Diff(args) => diff::run(args),
        Command::New(args) => new::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => completions::run(args, Cli::command()),
        Command::Man(args) => man::run(args, Cli::command()),
        Command::Watch(args) => watch::run(args),
    }
}
