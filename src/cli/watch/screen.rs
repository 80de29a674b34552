//! The picture: a session drawn into a frame of any size.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use super::palette::Palette;
use super::viewer::Viewer;
use super::{curves, keys, matrix};

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, viewer: &mut Viewer, palette: Palette) {
    let [title, body, line] =
        Layout::vertical([Constraint::Length(2), Constraint::Min(0), Constraint::Length(1)]).areas(frame.area());
    self::title(frame, title, viewer, palette);
    let places = Places::of(body);
    let session = &viewer.session;
    if let Some(area) = places.cooperation {
        curves::draw(frame, area, session, "cooperation", curves::cooperation, palette);
    }
    if let Some(area) = places.trust {
        curves::draw(frame, area, session, "trust", curves::trust, palette);
    }
    if let Some(area) = places.strategies {
        strategies(frame, area, viewer, palette);
    }
    if let Some(area) = places.parameters {
        parameters(frame, area, viewer, palette);
    }
    if let Some(area) = places.events {
        events(frame, area, viewer, palette);
    }
    if let Some(area) = places.matrix {
        matrix::draw(frame, area, &viewer.session, &mut viewer.scroll, palette);
    }
    frame.render_widget(Line::styled(keys::LINE, palette.faint()), line);
    if viewer.help {
        help(frame, palette);
    }
}

/// Where everything is; what has no room is left out, the least important first.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Places {
    cooperation: Option<Rect>,
    trust: Option<Rect>,
    matrix: Option<Rect>,
    strategies: Option<Rect>,
    parameters: Option<Rect>,
    events: Option<Rect>,
}

impl Places {
    fn of(body: Rect) -> Self {
        use Constraint::{Fill, Length, Min, Percentage};
        let mut places = Self::default();
        if body.width < 60 || body.height < 12 {
            // One column: the curve, and the parameters below it.
            let [curve, rest] =
                Layout::vertical([Fill(1), Length(if body.height < 9 { 0 } else { body.height / 3 })]).areas(body);
            places.cooperation = Some(curve).filter(|area| area.height >= 4);
            places.parameters = Some(rest).filter(|area| area.height >= 3);
            return places;
        }
        let (left, middle, right) = if body.width >= 150 {
            let [left, middle, right] =
                Layout::horizontal([Percentage(36), Percentage(34), Percentage(30)]).areas(body);
            (left, middle, Some(right))
        } else {
            let [left, middle] = Layout::horizontal([Percentage(52), Percentage(48)]).areas(body);
            (left, middle, None)
        };
        // Without a third column the curves make room for the parameters, the matrix for the events.
        let (low, under) = match right {
            Some(_) => (0, 0),
            None => ((body.height / 3).max(5), (body.height / 3).max(5)),
        };
        let [curves, parameters] = Layout::vertical([Fill(1), Length(low)]).areas(left);
        if curves.height >= 12 {
            let [cooperation, trust] = Layout::vertical([Fill(5), Fill(4)]).areas(curves);
            (places.cooperation, places.trust) = (Some(cooperation), Some(trust));
        } else {
            places.cooperation = Some(curves);
        }
        let [dyads, events] = Layout::vertical([Fill(1), Length(under)]).areas(middle);
        if dyads.height >= 12 {
            let [matrix, strategies] = Layout::vertical([Min(7), Length(5.max(dyads.height / 4))]).areas(dyads);
            (places.matrix, places.strategies) = (Some(matrix), Some(strategies));
        } else {
            places.matrix = Some(dyads);
        }
        (places.parameters, places.events) = match right {
            Some(right) => {
                let [parameters, events] = Layout::vertical([Fill(1), Fill(1)]).areas(right);
                (Some(parameters), Some(events))
            }
            None => (Some(parameters), Some(events)),
        };
        places
    }
}

/// Name, cell, round, pace; below it what was changed, or what was wrong.
fn title(frame: &mut Frame<'_>, area: Rect, viewer: &Viewer, palette: Palette) {
    let session = &viewer.session;
    let state = match (session.is_finished(), viewer.playing) {
        (true, _) => "finished",
        (false, true) => "playing",
        (false, false) => "paused",
    };
    let pace = if viewer.speed.is_finite() { format!("{} rounds/s", viewer.speed) } else { "full speed".to_owned() };
    let (cell, sets) = session.describe().unwrap_or_default();
    let cell = if cell.is_empty() { cell } else { format!("  {cell}") };
    let bold = Style::new().add_modifier(Modifier::BOLD);
    // What changes stands first, so that it is seen on a narrow screen.
    let (name, round, rounds) = (session.name(), session.round(), session.course.rounds);
    let first = Line::from(vec![
        Span::styled(format!("{name}{cell}  round {round} of {rounds}  {state}"), bold),
        Span::raw(format!("  {pace}  replicate {}  {sets}", session.replicate)),
    ]);
    let second = match (&viewer.mistake, &session.changed) {
        (Some(mistake), _) => Line::styled(mistake.as_str(), palette.bad().add_modifier(Modifier::BOLD)),
        (None, Some(changed)) => Line::raw(changed.as_str()),
        (None, None) => Line::styled(threshold(viewer), palette.faint()),
    };
    frame.render_widget(Paragraph::new(vec![first, second]), area);
}

/// What holding means here.
fn threshold(viewer: &Viewer) -> String {
    let course = &viewer.session.course;
    format!("cooperation holds at a mean of {} or more over the last {} rounds", course.threshold, course.window)
}

/// The shares of the strategies, the commonest first.
fn strategies(frame: &mut Frame<'_>, area: Rect, viewer: &Viewer, palette: Palette) {
    let session = &viewer.session;
    let block = Block::bordered().title(" strategies ").border_style(palette.faint());
    let inner = block.inner(area);
    let mut shares: Vec<(&str, f64)> = session
        .rules()
        .repertoire
        .names
        .iter()
        .map(String::as_str)
        .zip(session.shares(session.round()).iter().copied())
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let margin =
        shares.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(usize::from(inner.width) / 2);
    let room = usize::from(inner.width).saturating_sub(margin + 6);
    let rows = usize::from(inner.height);
    let mut lines: Vec<Line<'_>> = shares
        .iter()
        .map(|(name, share)| {
            let bar = "█".repeat((share * room as f64).round() as usize);
            Line::from(vec![
                Span::raw(format!("{name:<margin$.margin$} {:>3.0}% ", 100.0 * share)),
                Span::styled(bar, palette.curve(1)),
            ])
        })
        .collect();
    if lines.len() > rows && rows > 0 {
        let rest = lines.len() - (rows - 1);
        lines.truncate(rows - 1);
        lines.push(Line::styled(format!("and {rest} more"), palette.faint()));
    }
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// The parameters around the selected one.
fn parameters(frame: &mut Frame<'_>, area: Rect, viewer: &Viewer, palette: Palette) {
    let list = &viewer.session.parameters;
    let rows = usize::from(area.height.saturating_sub(2)).max(1);
    // The selected one stays in the middle, as far as the ends allow.
    let first = viewer.selected.saturating_sub(rows / 2).min(list.len().saturating_sub(rows));
    let shown = first..(first + rows).min(list.len());
    let title = match list.len() {
        0 => " no parameters to change ".to_owned(),
        all if shown.len() < all => format!(" parameters {}-{} of {all} ", shown.start + 1, shown.end),
        _ => " parameters ".to_owned(),
    };
    let lines: Vec<Line<'_>> = shown
        .map(|place| {
            let parameter = &list[place];
            let (name, value) = (parameter.name(), parameter.value);
            if place != viewer.selected {
                return Line::raw(format!("  {name} = {value}"));
            }
            let text = match &viewer.typed {
                Some(typed) => format!("> {name} = {typed}_"),
                None => format!("> {name} = {value}"),
            };
            Line::styled(text, Style::new().add_modifier(Modifier::REVERSED))
        })
        .collect();
    frame
        .render_widget(Paragraph::new(lines).block(Block::bordered().title(title).border_style(palette.faint())), area);
}

/// What happened, the latest first.
fn events(frame: &mut Frame<'_>, area: Rect, viewer: &Viewer, palette: Palette) {
    let events = &viewer.session.log.events;
    let rows = usize::from(area.height.saturating_sub(2));
    let margin = viewer.session.course.rounds.to_string().len();
    let line = |event: &super::events::Event| {
        Line::from(vec![
            Span::styled(format!("{:>margin$} ", event.round), palette.faint()),
            Span::raw(event.what.clone()),
        ])
    };
    let lines: Vec<Line<'_>> = events.iter().rev().take(rows).map(line).collect();
    let block = Block::bordered().title(" events, the latest first ").border_style(palette.faint());
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// The keys one by one, over everything else.
fn help(frame: &mut Frame<'_>, palette: Palette) {
    let lines: Vec<Line<'_>> = keys::HELP.iter().map(|[key, what]| Line::raw(format!(" {key:<12} {what}"))).collect();
    let area = frame.area();
    let (width, height) = (78.min(area.width), (lines.len() as u16 + 2).min(area.height));
    let area = Rect::new((area.width - width) / 2, (area.height - height) / 2, width, height);
    frame.render_widget(Clear, area);
    let block = Block::bordered().title(" keys (? closes) ").border_style(palette.faint());
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).block(block), area);
}
