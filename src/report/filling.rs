//! What a study has found so far, while it runs: a line, and for a grid of two axes its phase diagram filling in.

use crate::batch::Plan;
use crate::batch::results::Step;
use crate::output::display::clean;
use crate::question::design::Kind;
use crate::record::cell::{Bound, Hold};
use crate::statistics::decision::Tally;

use super::panel::{SHADES, panel_text};

/// The most rows of a diagram that is drawn again and again.
const MOST_ROWS: usize = 20;

/// The most levels of an axis of such a diagram.
const MOST_LEVELS: usize = 100;

/// Colours of the shades from P(hold) = 0 to 1: red, yellow, none, cyan, green.
const COLOURS: [&str; 5] = ["\u{1b}[31m", "\u{1b}[33m", "", "\u{1b}[36m", "\u{1b}[32m"];
const PLAIN: &str = "\u{1b}[0m";

/// What has been found so far.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// P(hold) of each cell, NaN before it is done; empty where no diagram could be drawn.
    shares: Vec<f64>,
    /// The cell at work, its runs that did not fail, and those of them in which cooperation holds.
    current: Option<usize>,
    runs: u32,
    held: u32,
    /// How the cells stand that are done and have a P(hold).
    tally: Tally,
    bound: Option<Bound>,
    /// Runs that did not fail, and those of them in which cooperation holds.
    all_runs: usize,
    all_held: usize,
}

impl Filling {
    /// Of a study of which nothing is done.
    pub fn new(plan: &Plan) -> Self {
        let design = &plan.design;
        let drawn = design.kind == Kind::Grid
            && design.axes.len() == 2
            && design.axes.iter().all(|axis| axis.levels.len() <= MOST_LEVELS);
        let shares = vec![f64::NAN; if drawn { design.cells() } else { 0 }];
        Self { shares, bound: Some(plan.bound()), ..Self::default() }
    }

    /// Takes the next run; the runs of a cell come one after another.
    pub fn take(&mut self, step: Step) {
        if self.current != Some(step.ask.cell) {
            self.end();
            self.current = Some(step.ask.cell);
        }
        if let Some(holds) = step.holds {
            (self.runs, self.held) = (self.runs + 1, self.held + u32::from(holds));
            (self.all_runs, self.all_held) = (self.all_runs + 1, self.all_held + usize::from(holds));
        }
    }

    /// The cell at work is done.
    fn end(&mut self) {
        let (Some(cell), 1..) = (self.current, self.runs) else { return };
        let Some(bound) = self.bound else { return };
        let hold = Hold::of(self.held, self.runs, bound);
        self.tally.add(hold.decision());
        if let Some(known) = self.shares.get_mut(cell) {
            *known = hold.share;
        }
        (self.runs, self.held) = (0, 0);
    }

    /// As text for so many columns and rows.
    pub fn text(&self, plan: &Plan, room: [usize; 2], colours: bool) -> String {
        let line = self.line(plan);
        match self.diagram(plan, [room[0], room[1].saturating_sub(1)]) {
            Some(diagram) if colours => format!("{line}\n{}", coloured(&diagram)),
            Some(diagram) => format!("{line}\n{diagram}"),
            None => line,
        }
    }

    fn line(&self, plan: &Plan) -> String {
        match plan.design.kind {
            Kind::World => format!("holds in {} of {} runs so far", self.all_held, self.all_runs),
            // A search probes cells here and there: what counts is how far it is.
            Kind::Boundary => {
                let per_line = plan.cells_of(0..1).len();
                let line = self.current.map_or(0, |cell| cell / per_line + 1);
                let (held, runs) = (self.all_held, self.all_runs);
                format!("line {line} of {}: holds in {held} of {runs} runs so far", plan.units())
            }
            _ => {
                let Tally { holds, fails, inconclusive } = self.tally;
                let cells = self.tally.cells();
                format!("{cells} cells so far: holds in {holds}, fails in {fails}, {inconclusive} inconclusive")
            }
        }
    }

    /// The diagram, if it fits.
    fn diagram(&self, plan: &Plan, [width, height]: [usize; 2]) -> Option<String> {
        let [vertical, horizontal] = plan.design.axes.as_slice() else { return None };
        let height = height.min(MOST_ROWS);
        if self.shares.is_empty() || vertical.levels.len() > height || 2 * horizontal.levels.len() > width {
            return None;
        }
        let mut text = String::new();
        panel_text(&mut text, vertical, horizontal, |v, h| self.shares[plan.design.cell(&[v, h])], width);
        let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let fits = lines.len() <= height && lines.iter().all(|line| line.chars().count() < width);
        // Colours are put in behind this.
        fits.then(|| clean(&lines.join("\n")).into_owned())
    }
}

/// The same text with the shades in their colours.
fn coloured(text: &str) -> String {
    let mut out = String::with_capacity(2 * text.len());
    let mut now = "";
    for letter in text.chars() {
        let colour = SHADES.iter().position(|&shade| shade == letter).map_or("", |place| COLOURS[place]);
        if colour != now {
            out.push_str(if now.is_empty() { "" } else { PLAIN });
            out.push_str(colour);
            now = colour;
        }
        out.push(letter);
    }
    out.push_str(if now.is_empty() { "" } else { PLAIN });
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;
    use crate::question::ask::{Ask, What};

    fn plan(study: &str) -> Plan {
        let text = format!("name = 'w'\nrounds = 2\nreplicates = 2\n[[agents]]\npower = 'weak'\ncount = 2\n{study}");
        Plan::new(Document::parse("w.toml", &text).unwrap(), false).unwrap()
    }

    fn grid(across: usize) -> Plan {
        plan(&format!(
            "[study.grid]\naxes = [{{ key = 'game.dilemma.rent', values = [1, 2] }}, \
             {{ key = 'game.dilemma.harm', range = [0, 1], points = {across} }}]"
        ))
    }

    fn tell(filling: &mut Filling, cell: usize, holds: [Option<bool>; 2]) {
        for (replicate, holds) in holds.into_iter().enumerate() {
            let ask = Ask { what: What::Run, cell, replicate: replicate as u32 };
            filling.take(Step { done: 0, ask, holds });
        }
    }

    /// Cells 0 (rent 1, harm 0) and 1 are done, 2 is at work, 3 has not begun.
    #[test]
    fn a_diagram_fills_in_cell_by_cell() {
        let plan = grid(2);
        let mut filling = Filling::new(&plan);
        tell(&mut filling, 0, [Some(true); 2]);
        tell(&mut filling, 1, [Some(false), None]);
        tell(&mut filling, 2, [Some(true); 2]);
        let text = filling.text(&plan, [80, 22], false);
        // Two runs that agree decide nothing.
        assert!(text.starts_with("2 cells so far: holds in 0, fails in 0, 2 inconclusive\n"), "{text}");
        assert!(text.contains("\n  1 │███···\n"), "{text}");
        assert!(text.contains("\n  2 │\n"), "{text}");
        let coloured = filling.text(&plan, [80, 22], true);
        assert!(coloured.contains("\u{1b}[32m█\u{1b}[0m") && coloured.contains("\u{1b}[31m·\u{1b}[0m"));
    }

    #[test]
    fn what_does_not_fit_is_a_line() {
        let plan = grid(30);
        let mut filling = Filling::new(&plan);
        tell(&mut filling, 0, [Some(true); 2]);
        tell(&mut filling, 1, [Some(true); 2]);
        assert!(filling.text(&plan, [80, 22], false).lines().count() > 5);
        for room in [[50, 22], [80, 4]] {
            let line = "1 cells so far: holds in 0, fails in 0, 1 inconclusive";
            assert_eq!(filling.text(&plan, room, false), line, "{room:?}");
        }
        let huge = grid(50_000);
        assert_eq!(huge.design.cells(), 100_000);
        let line = "0 cells so far: holds in 0, fails in 0, 0 inconclusive";
        assert_eq!(Filling::new(&huge).text(&huge, [200, 60], false), line);
    }

    #[test]
    fn a_single_world_counts_its_runs() {
        let plan = plan("");
        let mut filling = Filling::new(&plan);
        tell(&mut filling, 0, [Some(true), Some(false)]);
        assert_eq!(filling.text(&plan, [80, 22], false), "holds in 1 of 2 runs so far");
    }
}
