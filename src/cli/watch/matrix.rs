//! Who cooperated with whom in the last round: a row for the one who acts, a column for the one acted upon, from the weak
//! (w) to the strong (s).

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::palette::Palette;
use super::session::Session;
use crate::game::Power;
use crate::world::rules::Stage;

/// What one did to another in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It cooperated.
    Cooperated,
    /// It defected.
    Defected,
    /// The two know each other but did not meet.
    DidNotMeet,
    /// There is no link between them, or it is the same agent.
    NoLink,
}

impl Deed {
    /// What stands for it where there are no colours.
    pub const fn glyph(self) -> char {
        match self {
            Self::Cooperated => '+',
            Self::Defected => 'x',
            Self::DidNotMeet => '·',
            Self::NoLink => ' ',
        }
    }
}

/// What an agent did to those at some places of the order, in the last round.
pub fn row(session: &Session, actor: usize, places: &[Option<usize>], width: usize) -> Vec<Deed> {
    let (rules, world) = (session.rules(), session.world());
    let mut deeds = vec![Deed::NoLink; width];
    for &side in rules.meetings.sides_of(actor) {
        let side = side as usize;
        let Some(place) = places[rules.meetings.partner(side)] else { continue };
        let gone = world.has_left(actor) || world.has_left(rules.meetings.partner(side));
        let met = world.met.as_ref().is_none_or(|met| met.side[side]);
        deeds[place] = match (met && !gone, world.action[side].cooperates()) {
            (false, _) => Deed::DidNotMeet,
            (true, true) => Deed::Cooperated,
            (true, false) => Deed::Defected,
        };
    }
    deeds
}

/// Draws the matrix, or as much of it as fits behind what is scrolled past.
pub fn draw(frame: &mut Frame<'_>, area: Rect, session: &Session, scroll: &mut [usize; 2], palette: Palette) {
    let agents = session.order.len();
    let inner = Block::bordered().inner(area);
    // A letter for the power of each row stands before it, one line of them above the columns.
    let (rows, columns) = (usize::from(inner.height.saturating_sub(1)), usize::from(inner.width.saturating_sub(2)) / 2);
    let first = scroll.map(|at| at.min(agents));
    let visible = |first: usize, room: usize| {
        let first = first.min(agents.saturating_sub(room));
        first..(first + room).min(agents)
    };
    let (down, across) = (visible(first[0], rows), visible(first[1], columns));
    *scroll = [down.start, across.start];
    let clipped = down.len() < agents || across.len() < agents;
    let title = if clipped && !down.is_empty() && !across.is_empty() {
        let of = |range: &std::ops::Range<usize>| format!("{}-{}", range.start + 1, range.end);
        format!(" dyads {}x{} of {agents} hjkl ", of(&down), of(&across))
    } else {
        " dyads: + cooperated  x defected ".to_owned()
    };
    let block = Block::bordered().title(title).border_style(palette.faint());
    frame.render_widget(block, area);
    if let Some(why) = nothing_to_show(session) {
        frame.render_widget(Paragraph::new(why).style(palette.faint()), inner);
        return;
    }
    let power = |place: usize| match session.rules().power[session.order[place] as usize] {
        Power::Strong => 's',
        Power::Weak => 'w',
    };
    let mut places = vec![None; agents];
    for (column, place) in across.clone().enumerate() {
        places[session.order[place] as usize] = Some(column);
    }
    let heading: String = across.clone().flat_map(|place| [' ', power(place)]).collect();
    let mut lines = vec![Line::styled(format!(" {heading}"), palette.faint())];
    for place in down {
        let actor = session.order[place] as usize;
        let mut spans = vec![Span::styled(power(place).to_string(), palette.faint())];
        let deeds = row(session, actor, &places, across.len());
        for deed in deeds {
            spans.push(Span::styled(format!(" {}", deed.glyph()), colour(deed, palette)));
        }
        lines.push(Line::from(spans));
    }
    frame.render_widget(Paragraph::new(lines), inner);
}

fn colour(deed: Deed, palette: Palette) -> Style {
    match deed {
        Deed::Cooperated => palette.good(),
        Deed::Defected => palette.bad(),
        Deed::DidNotMeet | Deed::NoLink => palette.faint(),
    }
}

/// Why there is no matrix, if there is none.
fn nothing_to_show(session: &Session) -> Option<&'static str> {
    match session.rules() {
        rules if matches!(rules.stage, Stage::Groups(_)) => Some("a game of more than two: no dyads"),
        rules if rules.lives_on_expectations() => Some("payoffs are expected: no encounter is played"),
        _ if session.round() == 0 => Some("no round yet"),
        _ => None,
    }
}
