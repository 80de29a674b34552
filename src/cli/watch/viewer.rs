//! What the person at the screen has asked for: pace, selection, typing, scrolling. No terminal, no clock.

use super::keys::Action;
use super::session::Session;

/// Rounds per second to choose from; the last is as fast as it goes.
pub const SPEEDS: [f64; 12] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, f64::INFINITY];

/// A session and how it is looked at.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The world.
    pub session: Session,
    /// Do rounds follow each other by themselves?
    pub playing: bool,
    /// Rounds per second.
    pub speed: f64,
    /// The selected parameter, a place in the list.
    pub selected: usize,
    /// The value being typed, if one is.
    pub typed: Option<String>,
    /// What was wrong with the last request.
    pub mistake: Option<String>,
    /// Rows and columns of the matrix that are scrolled past.
    pub scroll: [usize; 2],
    /// Is the help shown?
    pub help: bool,
    /// Is it over?
    pub quit: bool,
}

impl Viewer {
    /// A session that is about to be played.
    pub fn new(session: Session, speed: f64) -> Self {
        Self {
            session,
            playing: true,
            speed,
            selected: 0,
            typed: None,
            mistake: None,
            scroll: [0; 2],
            help: false,
            quit: false,
        }
    }

    /// Plays a round, and pauses behind the last.
    pub fn step(&mut self) {
        if !self.session.step() || self.session.is_finished() {
            self.playing = false;
        }
    }

    /// Does what was asked.
    pub fn act(&mut self, action: Action) {
        self.mistake = None;
        let parameters = self.session.parameters.len();
        match action {
            Action::Quit => self.quit = true,
            Action::Pause => self.playing = !self.playing && !self.session.is_finished(),
            Action::Step => {
                self.playing = false;
                self.step();
            }
            Action::Faster => self.speed = faster(self.speed),
            Action::Slower => self.speed = slower(self.speed),
            Action::Restart { changed } => {
                // What had come to its end begins to move again.
                self.playing |= self.session.is_finished();
                self.mistake = self.session.restart(changed).err();
            }
            Action::Help => self.help = !self.help,
            Action::Close => self.help = false,
            Action::Select { down: true } => self.selected = (self.selected + 1).min(parameters.saturating_sub(1)),
            Action::Select { down: false } => self.selected = self.selected.saturating_sub(1),
            Action::Nudge { up } => {
                if let Some(parameter) = self.session.parameters.get(self.selected) {
                    let value = parameter.of(parameter.stepped(up));
                    self.mistake = self.session.change(self.selected, value).err();
                }
            }
            Action::Scroll { row, column } => {
                let last = self.session.order.len().saturating_sub(1);
                let moved = |at: usize, by: i32| at.saturating_add_signed(by as isize).min(last);
                self.scroll = [moved(self.scroll[0], row), moved(self.scroll[1], column)];
            }
            Action::Type => self.typed = (parameters > 0).then(String::new),
            Action::Letter(letter) => self.typed.get_or_insert_default().push(letter),
            Action::Erase => drop(self.typed.as_mut().and_then(String::pop)),
            Action::Cancel => self.typed = None,
            Action::Enter => {
                let text = self.typed.take().unwrap_or_default();
                if !text.trim().is_empty() {
                    self.mistake = self.session.type_in(self.selected, text.trim()).err();
                }
            }
        }
    }
}

fn faster(speed: f64) -> f64 {
    SPEEDS.into_iter().find(|&other| other > speed).unwrap_or(speed)
}

fn slower(speed: f64) -> f64 {
    SPEEDS.into_iter().rfind(|&other| other < speed).unwrap_or(speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_go_up_and_down_from_any() {
        assert_eq!((faster(10.0), faster(7.0), slower(7.0), slower(0.5)), (20.0, 10.0, 5.0, 0.5));
        assert_eq!((faster(1000.0), faster(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
    }
}
