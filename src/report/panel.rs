//! A panel of a phase diagram as text: the first axis upwards, the second to the right, P(hold) as shades.

use std::fmt::Write as _;
use std::ops::Range;

use crate::question::design::Lever;
use crate::question::layout::level_text;

/// What P(hold) of 0, 1/4, 1/2, 3/4 and 1 look like.
pub(super) const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// A cell whose runs all failed is blank.
fn shade(hold: f64) -> char {
    if hold.is_nan() {
        return ' ';
    }
    SHADES[(hold * 4.0).round() as usize]
}

/// The most rows of a panel.
const MOST_ROWS: usize = 60;

/// Width of the labels of the vertical axis.
fn margin_of(vertical: &Lever) -> usize {
    (0..vertical.levels.len()).map(|v| level_text(vertical, v).chars().count()).max().unwrap_or(1)
}

/// One panel of a phase diagram: the first axis upwards, the second to the right.
pub(super) fn panel_text(
    text: &mut String,
    vertical: &Lever,
    horizontal: &Lever,
    mut share: impl FnMut(usize, usize) -> f64,
    width: usize,
) {
    // A panel larger than the terminal is shown in tiles of neighbouring cells.
    let room = width.saturating_sub(margin_of(vertical) + 4).max(20);
    let tile = [vertical.levels.len().div_ceil(MOST_ROWS), horizontal.levels.len().div_ceil(room)].map(|n| n.max(1));
    let columns = horizontal.levels.len().div_ceil(tile[1]);
    let mut share = |v: usize, h: usize| {
        let levels =
            |place: usize, tile: usize, lever: &Lever| place * tile..((place + 1) * tile).min(lever.levels.len());
        mean(levels(v, tile[0], vertical), levels(h, tile[1], horizontal), &mut share)
    };
    let level_text = |lever: &Lever, place: usize| {
        let tile = if std::ptr::eq(lever, vertical) { tile[0] } else { tile[1] };
        level_text(lever, place * tile)
    };
    // Labels too wide to stand side by side become letters, explained below.
    let long = (0..columns).any(|h| level_text(horizontal, h).chars().count() > 8);
    let tick = |h: usize| if long { letter(h) } else { level_text(horizontal, h) };
    let _ = writeln!(
        text,
        "P(hold)   {} 0   {} 1/4   {} 1/2   {} 3/4   {} 1",
        SHADES[0], SHADES[1], SHADES[2], SHADES[3], SHADES[4]
    );
    let _ = writeln!(text, "\n  {}", vertical.columns.join(" with "));
    let rows = vertical.levels.len().div_ceil(tile[0]);
    let margin = (0..rows).map(|v| level_text(vertical, v).chars().count()).max().unwrap_or(1);
    // Each column is as wide as its label needs, if the terminal is.
    let widest = (0..columns).map(|h| tick(h).chars().count()).max().unwrap_or(1);
    let wide = (widest + 1).max(3);
    let column = [wide, 2].into_iter().find(|wide| margin + 4 + wide * columns <= width).unwrap_or(1);
    for v in (0..rows).rev() {
        let row: String = (0..columns).map(|h| shade(share(v, h)).to_string().repeat(column)).collect();
        let _ = writeln!(text, "  {:>margin$} │{row}", level_text(vertical, v));
    }
    let _ = writeln!(text, "  {:>margin$} └{}", "", "─".repeat(column * columns));
    let every = (widest + 1).div_ceil(column);
    let mut ticks = String::new();
    for h in (0..columns).step_by(every) {
        let _ = write!(ticks, "{:<span$}", tick(h), span = column * every);
    }
    let _ = writeln!(text, "  {:>margin$}  {}", "", ticks.trim_end());
    let _ = writeln!(text, "  {:>margin$}  {}\n", "", horizontal.columns.join(" with "));
    if long {
        for h in 0..columns {
            let _ = writeln!(text, "  {} = {}", letter(h), level_text(horizontal, h));
        }
        let _ = writeln!(text);
    }
    if tile != [1, 1] {
        let _ = writeln!(text, "  each mark is the mean of up to {} x {} cells\n", tile[0], tile[1]);
    }
}

/// The mean of the values of a tile that are not missing.
fn mean(rows: Range<usize>, columns: Range<usize>, value: &mut impl FnMut(usize, usize) -> f64) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for v in rows {
        for h in columns.clone() {
            let own = value(v, h);
            (sum, count) = if own.is_nan() { (sum, count) } else { (sum + own, count + 1.0) };
        }
    }
    sum / count
}

/// A, B, ... Z, then A1, B1, ...
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + (place % 26) as u8);
    if place < 26 { letter.to_string() } else { format!("{letter}{}", place / 26) }
}
