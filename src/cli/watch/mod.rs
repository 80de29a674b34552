//! `comity watch`: a world round by round on the screen, its parameters changed while it goes on.
//!
//! - [`session`]: the world, its history, its parameters
//! - [`parameters`]: which of them can be changed live, and which not
//! - [`events`]: what happened, found by comparing rounds
//! - [`viewer`]: pace, selection, typing
//! - [`keys`]: which key asks for what
//! - [`screen`], [`curves`], [`matrix`]: the picture, [`palette`]: its colours

pub mod curves;
pub mod events;
pub mod keys;
pub mod matrix;
pub mod palette;
pub mod parameters;
pub mod screen;
pub mod session;
pub mod viewer;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event};

use super::out;
use super::signals::listen;
use super::task::{Changes, plan};
use crate::batch::Task;
use crate::config::Failure;
use crate::output::shell;
use crate::stop::Stop;
use palette::Palette;
use session::Session;
use viewer::Viewer;

/// Time between two pictures while the world goes on.
const FRAME: Duration = Duration::from_millis(50);

/// How long a signal may go unheard while nothing moves.
const IDLE: Duration = Duration::from_millis(200);

/// What can be changed on the screen, for the help.
const CHANGES: &str = "\
Keys: space pauses, n plays one round, + and - change the pace, up and down select a parameter, left and right change it by a \
step, Enter types a value, r begins anew with the parameters as they are, R with the original ones, ? shows all keys, q quits.

Every number of [game], [noise], [culture], [choice], [trust], [reputation], [attribution], [learning] and [mechanisms] that \
the world has can be changed; it holds from the next round on. What says how a world starts (its agents, their strategies) or \
what it is laid out on (its network, its shocks) cannot: --set begins with another.";

/// Arguments of `watch`.
#[derive(Debug, ClapArgs)]
#[command(after_help = CHANGES)]
pub struct Args {
    /// The config, a TOML file, or the name of a shipped one
    pub config: PathBuf,
    #[command(flatten)]
    changes: Changes,
    /// The cell of a study, as in cells.csv
    #[arg(long, value_name = "N", default_value_t = 0)]
    cell: usize,
    /// The replicate, as in runs.csv
    #[arg(long, value_name = "N", default_value_t = 0)]
    replicate: u32,
    /// Rounds per second to begin with
    #[arg(long, value_name = "ROUNDS_PER_SECOND", default_value = "10", value_parser = speed)]
    speed: f64,
}

/// A pace.
fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if (0.01..=1e6).contains(&speed) => Ok(speed),
        _ => Err(format!("expected a number from 0.01 to 1000000, found {text:?}")),
    }
}

/// Watches a world until it is told to end.
///
/// # Errors
/// [`Failure`]: the config is wrong, there is no such cell or replicate, or stdout is no terminal.
pub fn run(args: &Args) -> Result<(), Failure> {
    let task = plan(&args.config, &args.changes)?;
    let Task::Worlds(plan) = task else {
        let what =
            "a tournament has matches, not a world with rounds: there is nothing to watch; `comity run` plays it";
        return Err(Failure::Usage(what.to_owned()));
    };
    let session = Session::new(plan, args.cell, args.replicate)?;
    if !out::is_terminal() {
        let command = shell::line(["comity", "run", &args.config.to_string_lossy()]);
        return Err(Failure::Usage(format!(
            "watch draws on a terminal, and stdout is none; `{command}` does the runs and writes their tables"
        )));
    }
    let broken = |error: std::io::Error| Failure::Usage(format!("cannot draw on this terminal: {error}"));
    let stop = Stop::new();
    listen(&stop, None, ratatui::restore, "in the middle of a round")?;
    // It also sees to it that a panic leaves the terminal as it was.
    let terminal = ratatui::try_init().map_err(|error| {
        ratatui::restore();
        broken(error)
    })?;
    let viewer = Viewer::new(session, args.speed);
    let result = stop.within(|| watch(terminal, viewer, &stop)).unwrap_or(Ok(()));
    ratatui::restore();
    result.map_err(broken)
}

/// Plays, draws and listens, until it is over.
fn watch(mut terminal: DefaultTerminal, mut viewer: Viewer, stop: &Stop) -> std::io::Result<()> {
    let palette = Palette::new(std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()));
    // When the next round is due, and when the next picture.
    let (mut due, mut next) = (Instant::now(), Instant::now());
    let mut moved = true;
    while !viewer.quit && stop.asked().is_none() {
        if moved && Instant::now() >= next {
            terminal.draw(|frame| screen::draw(frame, &mut viewer, palette))?;
            (moved, next) = (false, Instant::now() + FRAME);
        }
        let until = |at: Instant| at.saturating_duration_since(Instant::now());
        let idle = if moved { until(next) } else { IDLE };
        let mut wait = if viewer.playing { until(due).min(idle) } else { idle };
        while event::poll(wait)? {
            match event::read()? {
                Event::Key(key) => {
                    if let Some(action) = keys::action(key, viewer.typed.is_some(), viewer.help) {
                        let before = (viewer.speed, viewer.playing);
                        viewer.act(action);
                        if before != (viewer.speed, viewer.playing) {
                            due = Instant::now() + pause(viewer.speed);
                        }
                    }
                    (moved, next) = (true, Instant::now());
                }
                Event::Resize(..) => {
                    // Back at the size of the last picture, it would not be noticed that the terminal has lost what it showed.
                    let size = terminal.size()?;
                    terminal.resize(size.into())?;
                    (moved, next) = (true, Instant::now());
                }
                _ => {}
            }
            wait = Duration::ZERO;
        }
        // As many rounds as are due, for as long as a picture may wait.
        let frame = Instant::now() + FRAME;
        while viewer.playing && Instant::now() >= due && Instant::now() < frame {
            viewer.step();
            due += pause(viewer.speed);
            moved = true;
        }
        // A world that cannot keep up does not run after what it missed.
        due = due.max(Instant::now().checked_sub(FRAME).unwrap_or(due));
    }
    Ok(())
}

/// Time from one round to the next.
fn pause(speed: f64) -> Duration {
    Duration::from_secs_f64(1.0 / speed)
}
