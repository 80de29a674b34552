//! Progress: a bar with rate and time left on a terminal, a plain line now and then when piped.

use std::fmt::Write;
use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::err::tell;
use super::readable::duration;

/// Time between lines when piped.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Time between two texts beside the bar.
const REDRAW: Duration = Duration::from_millis(125);

/// Tells how far a study has come.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    heartbeat: Option<Heartbeat>,
    /// When the text below the bar was last made; none where nobody would see it.
    said: Option<Instant>,
    runs: usize,
    what: &'static str,
    most: &'static str,
}

#[derive(Debug)]
struct Heartbeat {
    started: Instant,
    last: Instant,
}

impl Progress {
    /// Of so many runs, or whatever they are called, or at most so many; silent if told to be.
    pub fn new(runs: usize, what: &'static str, at_most: bool, quiet: bool) -> Self {
        let most = if at_most { "at most " } else { "" };
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            Some(runs as u64),
            if terminal && !quiet { ProgressDrawTarget::stderr_with_hz(8) } else { ProgressDrawTarget::hidden() },
        );
        let style = format!("{{bar:32}} {{pos}}/{{len}} {what}, {{rate}}, {most}{{eta}} left{{msg}}");
        let style = ProgressStyle::with_template(&style).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", |state: &ProgressState, text: &mut dyn Write| {
            let _ = match state.per_sec() {
                rate if rate >= 10.0 => write!(text, "{rate:.0}/s"),
                rate if rate >= 1.0 => write!(text, "{rate:.1}/s"),
                rate => write!(text, "{:.1}/min", 60.0 * rate),
            };
        }));
        let now = Instant::now();
        let heartbeat = (!terminal && !quiet).then_some(Heartbeat { started: now, last: now });
        let said = (terminal && !quiet).then_some(now);
        Self { bar, heartbeat, said, runs, what, most }
    }

    /// So many are done.
    pub fn at(&mut self, done: usize) {
        self.bar.set_position(done as u64);
        if let Some(heartbeat) = self.heartbeat.as_mut().filter(|heartbeat| heartbeat.last.elapsed() >= HEARTBEAT) {
            heartbeat.last = Instant::now();
            let rate = done as f64 / heartbeat.started.elapsed().as_secs_f64();
            let left = duration((self.runs - done) as f64 / rate);
            tell(&format!("{done}/{} {}, {rate:.1}/s, {}{left} left", self.runs, self.what, self.most));
        }
    }

    /// Shows a text below the bar, if it is time for another: it is made for so many columns and rows, with colours or
    /// without.
    pub fn say(&mut self, text: impl FnOnce([usize; 2], bool) -> String) {
        let Some(said) = self.said.as_mut().filter(|said| said.elapsed() >= REDRAW) else { return };
        let room = terminal_size::terminal_size_of(std::io::stderr());
        let room = room.map_or([80, 24], |(width, height)| [usize::from(width.0), usize::from(height.0)]);
        // The bar has a row, and the cursor.
        let text = text([room[0], room[1].saturating_sub(2)], std::env::var_os("NO_COLOR").is_none());
        self.bar.set_message(if text.is_empty() { text } else { format!("\n{text}") });
        *said = Instant::now();
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Columns of the terminal, 80 where there is none.
pub fn width() -> usize {
    if std::io::stderr().is_terminal() {
        terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| usize::from(width.0))
    } else {
        80
    }
}
