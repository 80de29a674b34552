//! How the picture looks: its colours, and how its numbers are written.

use ratatui::style::{Color, Modifier, Style};

/// Colours, or none (`NO_COLOR`): glyphs, names and numbers say all that colours do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    colours: bool,
}

impl Palette {
    /// With colours or without.
    pub const fn new(colours: bool) -> Self {
        Self { colours }
    }

    fn of(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// Of a curve: all, then by kind of directed dyad.
    pub fn curve(self, place: usize) -> Style {
        match place {
            0 => Style::new().add_modifier(Modifier::BOLD),
            place => self.of([Color::Cyan, Color::Magenta, Color::Yellow, Color::Blue][(place - 1) % 4]),
        }
    }

    /// Of cooperation.
    pub fn good(self) -> Style {
        self.of(Color::Green)
    }

    /// Of defection and mistakes.
    pub fn bad(self) -> Style {
        self.of(Color::Red)
    }

    /// Of frames and what is not the point.
    pub fn faint(self) -> Style {
        self.of(Color::Gray)
    }
}

/// A number for reading; a missing one is a hyphen.
pub fn value(x: f64) -> String {
    if x.is_nan() { "-".to_owned() } else { format!("{x:.2}") }
}
