//! Which key asks for what.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Something asked for with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// End.
    Quit,
    /// Pause, or go on.
    Pause,
    /// Pause and play one round.
    Step,
    /// More rounds per second.
    Faster,
    /// Fewer rounds per second.
    Slower,
    /// From round 0 on.
    Restart {
        /// With the parameters as they were changed; else with the original ones.
        changed: bool,
    },
    /// Show the help, or hide it.
    Help,
    /// Hide the help.
    Close,
    /// Another parameter.
    Select {
        /// The next one; else the one before.
        down: bool,
    },
    /// A step of the selected parameter.
    Nudge {
        /// Upwards; else downwards.
        up: bool,
    },
    /// Another part of the matrix.
    Scroll {
        /// Rows downwards.
        row: i32,
        /// Columns to the right.
        column: i32,
    },
    /// Begin to type a value for the selected parameter.
    Type,
    /// A letter of it.
    Letter(char),
    /// Take its last letter back.
    Erase,
    /// Leave the value as it was.
    Cancel,
    /// Take the typed value.
    Enter,
}

/// The keys in a line.
pub const LINE: &str = "q quit  ? help  space pause  n step  +/- speed  ↑↓ select  ←→ change  r restart";

/// The keys one by one, and the glyphs of the matrix.
pub const HELP: [[&str; 2]; 12] = [
    ["space", "pause, or go on"],
    ["n  .", "pause and play one round"],
    ["+  -", "faster, slower"],
    ["up  down", "select a parameter"],
    ["left  right", "change it by a step"],
    ["Enter", "type a value for it (Esc: leave it)"],
    ["r", "from round 0 with the parameters as they are"],
    ["R", "from round 0 with the original ones"],
    ["h j k l", "scroll the matrix of dyads"],
    ["q  Esc", "quit (also Ctrl-C)"],
    ["", ""],
    ["dyads", "+ cooperated  x defected  · did not meet; w, s: weak to strong"],
];

/// What a key asks for, while a value is being typed or not, the help shown or not.
pub fn action(key: KeyEvent, typing: bool, help: bool) -> Option<Action> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return (key.code == KeyCode::Char('c')).then_some(Action::Quit);
    }
    if typing {
        return match key.code {
            KeyCode::Enter => Some(Action::Enter),
            KeyCode::Esc => Some(Action::Cancel),
            KeyCode::Backspace => Some(Action::Erase),
            KeyCode::Char(letter) => Some(Action::Letter(letter)),
            _ => None,
        };
    }
    Some(match key.code {
        KeyCode::Char('q') => Action::Quit,
        KeyCode::Esc if help => Action::Close,
        KeyCode::Esc => Action::Quit,
        KeyCode::Char(' ') => Action::Pause,
        KeyCode::Char('n' | '.') => Action::Step,
        KeyCode::Char('+' | '=') => Action::Faster,
        KeyCode::Char('-') => Action::Slower,
        KeyCode::Char('r') => Action::Restart { changed: true },
        KeyCode::Char('R') => Action::Restart { changed: false },
        KeyCode::Char('?') => Action::Help,
        KeyCode::Up => Action::Select { down: false },
        KeyCode::Down => Action::Select { down: true },
        KeyCode::Left => Action::Nudge { up: false },
        KeyCode::Right => Action::Nudge { up: true },
        KeyCode::Enter => Action::Type,
        KeyCode::Char('h') => Action::Scroll { row: 0, column: -1 },
        KeyCode::Char('j') => Action::Scroll { row: 1, column: 0 },
        KeyCode::Char('k') => Action::Scroll { row: -1, column: 0 },
        KeyCode::Char('l') => Action::Scroll { row: 0, column: 1 },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode) -> KeyEvent {
        KeyEvent::new(code, KeyModifiers::NONE)
    }

    #[test]
    fn letters_are_typed_while_a_value_is() {
        let q = key(KeyCode::Char('q'));
        assert_eq!(action(q, false, false), Some(Action::Quit));
        assert_eq!(action(q, true, false), Some(Action::Letter('q')));
        let c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!([action(c, false, false), action(c, true, false)], [Some(Action::Quit); 2]);
    }

    #[test]
    fn escape_leaves_what_is_open_first() {
        let escape = key(KeyCode::Esc);
        let asked = [(true, false), (false, true), (false, false)].map(|(typing, help)| action(escape, typing, help));
        assert_eq!(asked, [Some(Action::Cancel), Some(Action::Close), Some(Action::Quit)]);
    }
}
