//! Ctrl-C, TERM and the end of the time given, heard whatever is going on.
//!
//! What is asked to stop does so in good order where it can ([`Stop`]): between runs, and within them. A step that cannot be left (a
//! round of a huge world, a picture) is cut off a moment later, which loses no more than a kill would: nothing of what is written.

use std::time::Duration;

use super::err::tell;
use crate::config::Failure;
use crate::stop::{Reason, Stop};

/// The time in which work that was asked to stop may end in good order.
const GRACE: Duration = Duration::from_millis(800);

/// What a study has at least for being read and planned, whatever time it was given: the runs see to shorter times themselves.
const PLANNING: Duration = Duration::from_secs(1);

/// Asks to stop on Ctrl-C, on TERM, and after so long; a second Ctrl-C stops at once. If it comes to that, `cut` is called before
/// the process ends in the middle of something, and `said` what that was.
///
/// # Errors
/// [`Failure::Usage`] if signals cannot be listened for.
pub(super) fn listen(stop: &Stop, time: Option<Duration>, cut: fn(), said: &'static str) -> Result<(), Failure> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Failure::Usage(format!("cannot listen for Ctrl-C: {error}")))?;
    let hears = stop.clone();
    std::thread::spawn(move || {
        for signal in signals.forever() {
            // A second TERM says nothing new: schedulers send it to a script and to what the script passes it on to.
            if signal == SIGINT && hears.asked().is_some() {
                cut();
                std::process::exit(130);
            }
            let first = hears.asked().is_none();
            hears.ask(if signal == SIGTERM { Reason::Terminate } else { Reason::Interrupt });
            if first {
                let hears = hears.clone();
                std::thread::spawn(move || cut_off(&hears, cut, said));
            }
        }
    });
    if let Some(time) = time {
        let stop = stop.clone();
        std::thread::spawn(move || {
            std::thread::sleep(time.max(PLANNING));
            stop.ask(Reason::Time);
            cut_off(&stop, cut, said);
        });
    }
    Ok(())
}

/// Ends the process if it has not ended by itself.
fn cut_off(stop: &Stop, cut: fn(), said: &str) {
    std::thread::sleep(GRACE);
    cut();
    let failure = stop.asked().unwrap_or(Reason::Terminate).failure(said.to_owned());
    tell(&failure.render(false));
    std::process::exit(failure.exit_code().into());
}
