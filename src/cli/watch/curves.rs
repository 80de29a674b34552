//! Curves over the rounds: overall and by kind of dyad.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::symbols::Marker;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Block, Chart, Dataset, GraphType};

use super::palette::{Palette, value};
use super::session::Session;
use crate::game::DYADS;
use crate::record::RoundRow;

/// Fewest rounds that the axis spans, so that the first ones do not jump.
const LEAST: u32 = 20;

/// Columns at the right edge in which the curves have their names.
const NAMES: u16 = 3;

/// What is drawn: all, then by kind of directed dyad.
type Series = fn(&RoundRow) -> [f64; 5];

/// Cooperation of a round.
pub fn cooperation(row: &RoundRow) -> [f64; 5] {
    [row.cooperation, row.cooperation_ss, row.cooperation_sw, row.cooperation_ws, row.cooperation_ww]
}

/// Mean trust after a round.
pub fn trust(row: &RoundRow) -> [f64; 5] {
    [row.trust, row.trust_ss, row.trust_sw, row.trust_ws, row.trust_ww]
}

/// Draws the curves of a session in [0, 1], with their names and last values.
pub fn draw(frame: &mut Frame<'_>, area: Rect, session: &Session, name: &str, of: Series, palette: Palette) {
    let sides = session.sides();
    let several = sides.iter().filter(|&&sides| sides > 0).count() > 1;
    // The overall curve comes last, on top of the others.
    let kinds = (0..4).filter(|&kind| several && sides[kind] > 0).map(|kind| (kind + 1, DYADS[kind]));
    let curves: Vec<(usize, &str)> = kinds.chain([(0, "all")]).collect();
    let last = session.rows.last().map(of);
    let style = |curve: usize| palette.curve(curve);
    let mut title = vec![Span::raw(format!(" {name} "))];
    for &(curve, label) in curves.iter().rev() {
        let now = last.map_or_else(|| "-".to_owned(), |last| value(last[curve]));
        title.push(Span::styled(format!("{label} {now} "), style(curve)));
    }
    let block = Block::bordered().title(Line::from(title)).border_style(palette.faint());
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let [graph, names] = Layout::horizontal([Constraint::Min(1), Constraint::Length(NAMES)]).areas(inner);
    if graph.width < 6 || graph.height < 2 {
        return;
    }
    let rounds = session.round().max(LEAST.min(session.course.rounds));
    let data: Vec<Vec<(f64, f64)>> =
        curves.iter().map(|&(curve, _)| points(&session.rows, |row| of(row)[curve], graph.width)).collect();
    let sets = curves.iter().zip(&data).map(|(&(curve, _), data)| {
        Dataset::default().marker(Marker::Braille).graph_type(GraphType::Line).style(style(curve)).data(data)
    });
    let labels: Vec<Line<'_>> =
        if graph.height < 4 { vec!["0".into(), "1".into()] } else { vec!["0.0".into(), "0.5".into(), "1.0".into()] };
    let chart = Chart::new(sets.collect())
        .x_axis(Axis::default().bounds([1.0, f64::from(rounds.max(2))]))
        .y_axis(Axis::default().bounds([0.0, 1.0]).labels(labels).style(palette.faint()))
        .legend_position(None);
    frame.render_widget(chart, graph);
    if let Some(last) = last {
        let ends = curves.iter().rev().map(|&(curve, label)| (last[curve], label, style(curve)));
        label(frame, names, ends);
    }
}

/// Writes names at the height of values, each on a line of its own.
fn label<'a>(frame: &mut Frame<'_>, area: Rect, ends: impl Iterator<Item = (f64, &'a str, Style)>) {
    let height = area.height;
    let mut taken = vec![false; usize::from(height)];
    for (end, label, style) in ends.filter(|(end, ..)| !end.is_nan()) {
        let wanted = libm::round((1.0 - end.clamp(0.0, 1.0)) * f64::from(height - 1)) as usize;
        // The nearest line that is free.
        let mut rows: Vec<usize> = (0..taken.len()).filter(|&row| !taken[row]).collect();
        rows.sort_by_key(|row| row.abs_diff(wanted));
        let Some(&row) = rows.first() else { return };
        taken[row] = true;
        let place = Rect::new(area.x, area.y + row as u16, area.width, 1);
        frame.render_widget(Span::styled(label.to_owned(), style), place);
    }
}

/// A series as points, as many as can be told apart: of each column the least and the greatest value, in their order.
fn points(rows: &[RoundRow], of: impl Fn(&RoundRow) -> f64, width: u16) -> Vec<(f64, f64)> {
    // A cell of braille has two columns of dots.
    let columns = 2 * usize::from(width);
    let each = |(place, row): (usize, &RoundRow)| ((place + 1) as f64, of(row));
    if rows.len() <= 2 * columns {
        return rows.iter().enumerate().map(each).filter(|(_, y)| !y.is_nan()).collect();
    }
    let mut points = Vec::with_capacity(2 * columns);
    for column in 0..columns {
        let (from, to) = (column * rows.len() / columns, (column + 1) * rows.len() / columns);
        let part = || rows.iter().enumerate().take(to).skip(from).map(each).filter(|(_, y)| !y.is_nan());
        let least = part().min_by(|a, b| a.1.total_cmp(&b.1));
        let most = part().max_by(|a, b| a.1.total_cmp(&b.1));
        let mut ends: Vec<(f64, f64)> = least.into_iter().chain(most).collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.extend(ends);
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: impl Iterator<Item = f64>) -> Vec<RoundRow> {
        values.map(|cooperation| RoundRow { cooperation, ..RoundRow::default() }).collect()
    }

    #[test]
    fn short_series_are_drawn_point_by_point_without_what_is_missing() {
        let rows = rows([0.5, f64::NAN, 1.0].into_iter());
        assert_eq!(points(&rows, |row| row.cooperation, 10), [(1.0, 0.5), (3.0, 1.0)]);
    }

    /// One round of 0 among a thousand of 1 is still seen.
    #[test]
    fn long_series_keep_their_extremes() {
        let rows = rows((0..1000).map(|round| if round == 700 { 0.0 } else { 1.0 }));
        let points = points(&rows, |row| row.cooperation, 10);
        assert_eq!(points.len(), 40);
        assert_eq!(points.iter().filter(|point| **point == (701.0, 0.0)).count(), 1);
        assert!(points.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }
}
