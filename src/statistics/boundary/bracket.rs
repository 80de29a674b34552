//! The search for one crossing between two points of the lattice.
//!
//! First it is found: runs at four places that divide the likely crossings evenly, until one window of the wanted width
//! has a chance of one half. Then it is confirmed: of the windows around the likely crossing, the one whose two ends
//! need the fewest further runs to be refuted gets them, at its ends.

use super::axis::Lattice;
use super::evidence::{Evidence, Side};
use super::found::{Crossing, grid_plan};
use super::isotonic::{self, Count};
use super::model::Model;
use super::scan::{Place, Stretch};

/// Places asked at once while the crossing is being found.
const SPREAD: usize = 4;
/// Chance of a window at which confirming begins.
const FOUND: f64 = 0.5;
/// Runs of a batch, in parts of those made so far, and at most.
const PART: u32 = 16;
const MOST: u32 = 64;
/// Windows compared at most, about.
const WINDOWS: usize = 12;
/// Windows are made wider by this factor until the runs left will do.
const WIDER: f64 = 1.25;

#[derive(Debug, Clone)]
pub(super) struct Bracket {
    stretch: Stretch,
    lattice: Lattice,
    /// Wanted width of the interval.
    width: f64,
    alpha: f64,
    model: Model,
    evidence: Evidence,
    /// Runs that rose and all runs, by point of the bracket, those of the scan among them.
    counts: Vec<(u32, u32)>,
    /// First and last cell that stand.
    standing: (usize, usize),
    contradicted: bool,
    runs: u32,
    /// The runs told of since the last conclusions: point, and whether it rose.
    batch: Vec<(usize, bool)>,
    /// The runs wanted next, at points of the bracket.
    asked: Vec<(usize, u32)>,
    /// What is believed of these points before the runs.
    beliefs: Vec<(usize, Side, f64)>,
}

/// A window of cells: the first and the last.
type Window = (usize, usize);

impl Bracket {
    pub(super) fn new(stretch: Stretch, lattice: &Lattice, width: f64, alpha: f64, scanned: &[Place]) -> Self {
        let points = stretch.last - stretch.first + 1;
        let mut model = Model::new(points);
        let mut counts = vec![(0, 0); points];
        for place in scanned.iter().filter(|place| (stretch.first..=stretch.last).contains(&place.point)) {
            let rose = if stretch.rising { place.held } else { place.runs - place.held };
            model.learn(place.point - stretch.first, rose, place.runs - rose);
            counts[place.point - stretch.first] = (rose, place.runs);
        }
        model.weigh();
        let evidence = Evidence::new(points, alpha);
        let (standing, lattice) = ((0, points), lattice.clone());
        let mut bracket = Self {
            stretch,
            lattice,
            width,
            alpha,
            model,
            evidence,
            counts,
            standing,
            contradicted: false,
            runs: 0,
            batch: Vec::new(),
            asked: Vec::new(),
            beliefs: Vec::new(),
        };
        bracket.plan(u32::MAX);
        bracket
    }

    /// The points that enclose a window of cells; cells beyond the ends of the bracket add nothing.
    fn ends(&self, (first, last): Window) -> (usize, usize) {
        let top = self.counts.len() - 1;
        (first.saturating_sub(1).min(top), last.min(top))
    }

    fn narrow(&self, window: Window, width: f64) -> bool {
        let (low, high) = self.ends(window);
        low == high || self.lattice.within(self.stretch.first + low, self.stretch.first + high, width)
    }

    pub(super) fn done(&self) -> bool {
        self.contradicted || self.narrow(self.standing, self.width)
    }

    /// The windows around a cell that are narrow enough and no narrower.
    fn windows(&self, middle: usize, width: f64) -> Vec<Window> {
        let window = |first| {
            let mut last = first;
            while last < self.counts.len() && self.narrow((first, last + 1), width) {
                last += 1;
            }
            (first, last)
        };
        let first = (0..=middle).rev().take_while(|&first| window(first).1 >= middle).last().unwrap_or(middle);
        // Of many, some: they differ little.
        (first..=middle).rev().step_by((middle - first) / WINDOWS + 1).map(window).collect()
    }

    /// Runs wanted next, at points of the lattice.
    pub(super) fn ask(&self) -> Vec<(usize, u32)> {
        self.asked.iter().map(|&(point, runs)| (self.stretch.first + point, runs)).collect()
    }

    /// Plans the next batch, where so many runs are left, and fixes what is believed of its points before their runs.
    fn plan(&mut self, left: u32) {
        let middle = self.model.quantile(0.5).clamp(self.standing.0, self.standing.1);
        let windows = self.windows(middle, self.width);
        let likely = windows.iter().any(|window| self.model.mass(window.0, window.1) >= FOUND);
        let most = (self.runs / PART).clamp(SPREAD as u32, MOST);
        self.asked = if likely { self.confirm(middle, windows, most, f64::from(left)) } else { self.spread(most) };
        let belief = |&(point, _): &(usize, u32)| Some((point, self.model.side(point)?, self.model.chance(point)));
        self.beliefs = self.asked.iter().filter_map(belief).collect();
    }

    /// Places that divide the likely crossings evenly.
    fn spread(&self, most: u32) -> Vec<(usize, u32)> {
        let mut asked: Vec<(usize, u32)> = Vec::with_capacity(SPREAD);
        for place in 0..SPREAD {
            let cell = self.model.quantile((place as f64 + 0.5) / SPREAD as f64);
            let point = cell.min(self.counts.len() - 1);
            match asked.last_mut() {
                Some(last) if last.0 == point => last.1 += most / SPREAD as u32,
                _ => asked.push((point, most / SPREAD as u32)),
            }
        }
        asked
    }

    /// The ends of the window that needs the fewest runs, in proportion to what each needs.
    ///
    /// Where the runs left will not do for the wanted width, the windows are those of a larger one for which they will:
    /// an interval that is too wide says more than none.
    fn confirm(&self, middle: usize, windows: Vec<Window>, most: u32, left: f64) -> Vec<(usize, u32)> {
        let missing = self.evidence.missing_around();
        let (mut width, mut windows) = (self.width, windows);
        let mut chosen = self.cheapest(&windows, &missing);
        let mut best = chosen;
        while best.1 > left && !self.narrow((0, self.counts.len()), width) {
            width *= WIDER;
            windows = self.windows(middle, width);
            best = self.cheapest(&windows, &missing);
            // What is refuted already needs no runs.
            if best.1 > 0.0 {
                chosen = best;
            }
        }
        let (ends, total) = chosen;
        if total <= 0.0 || !total.is_finite() {
            return self.spread(most);
        }
        let wanted: f64 = ends.iter().map(|(_, need)| need.ceil()).sum();
        let size = wanted.min(f64::from(most));
        let low = (size * ends[0].1 / total).round();
        let asked = [(ends[0].0, low as u32), (ends[1].0, (size - low) as u32)];
        asked.into_iter().filter(|(_, runs)| *runs > 0).collect()
    }

    /// Of windows, the ends of the one that needs the fewest runs, what each needs, and both together.
    fn cheapest(&self, windows: &[Window], missing: &[(f64, f64)]) -> ([(usize, f64); 2], f64) {
        let top = self.counts.len() - 1;
        let mut best = ([(0, 0.0); 2], f64::INFINITY);
        for &(first, last) in windows {
            // Cells before the window are refuted by falling at the point before it, those after it by rising at the
            // point after.
            let below = first
                .checked_sub(1)
                .map_or((0, 0.0), |point| (point, need(missing[first].0, 0.5 - self.model.chance(point))));
            let above =
                if last <= top { (last, need(missing[last].1, self.model.chance(last) - 0.5)) } else { (top, 0.0) };
            let total = below.1 + above.1;
            if total < best.1 {
                best = ([below, above], total);
            }
        }
        best
    }

    pub(super) fn tell(&mut self, point: usize, held: bool) {
        let (point, rose) = (point - self.stretch.first, held == self.stretch.rising);
        if let Some(&(_, side, chance)) = self.beliefs.iter().find(|belief| belief.0 == point) {
            self.evidence.bet(point, rose, side, chance);
        }
        self.batch.push((point, rose));
        self.counts[point].0 += u32::from(rose);
        self.counts[point].1 += 1;
        self.runs += 1;
    }

    /// Draws the conclusions from a batch; so many runs are left.
    pub(super) fn settle(&mut self, left: u32) {
        self.evidence.settle();
        match self.evidence.standing() {
            Some(standing) => self.standing = standing,
            None => self.contradicted = true,
        }
        self.batch.sort_unstable();
        for group in self.batch.chunk_by(|a, b| a.0 == b.0) {
            let rose = group.iter().filter(|(_, rose)| *rose).count() as u32;
            self.model.learn(group[0].0, rose, group.len() as u32 - rose);
        }
        self.batch.clear();
        self.model.weigh();
        self.plan(left);
    }

    pub(super) fn crossing(&self) -> Crossing {
        let Stretch { first, last, rising } = self.stretch;
        let (low, high) = self.ends(self.standing);
        let value = |point: usize| self.lattice.value(first + point);
        let counts: Vec<Count> = (0..self.counts.len())
            .filter(|&point| self.counts[point].1 > 0)
            .map(|point| Count { at: value(point), successes: self.counts[point].0, runs: self.counts[point].1 })
            .collect();
        let at = isotonic::crossing(&counts, |from, to, share| self.lattice.between(from, to, share));
        Crossing {
            rising,
            at: at.clamp(value(low), value(high)),
            low: value(low),
            high: value(high),
            bracket: (value(0), self.lattice.value(last)),
            beyond: self.standing.0 == 0 || self.standing.1 == self.counts.len(),
            reached: self.narrow(self.standing, self.width) && !self.contradicted,
            contradicted: self.contradicted,
            runs: self.runs,
            grid_runs: self.grid_runs(low, high),
        }
    }

    /// Runs that a grid would need, see [`grid_plan`].
    fn grid_runs(&self, low: usize, high: usize) -> f64 {
        let distance = |from: usize, to: usize| self.lattice.distance(self.lattice.value(from), self.lattice.value(to));
        let width = distance(self.stretch.first + low, self.stretch.first + high);
        // All runs outside of the interval: P(hold) is at least as far from 1/2 there as at its ends, which is kind to the grid.
        let share = |counts: &[(u32, u32)], place: usize| {
            let (rose, runs) = counts.iter().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
            if runs > 0 { f64::from(rose) / f64::from(runs) } else { self.model.chance(place) }
        };
        let (p_low, p_high) = (share(&self.counts[..=low], low), share(&self.counts[high..], high));
        grid_plan(distance(0, self.lattice.last()) / width, p_low, p_high, self.alpha).runs.round()
    }
}

/// Runs expected to bring what is missing at a point whose P(rises) is so far from 1/2 on the right side.
fn need(missing: f64, distance: f64) -> f64 {
    let distance = distance.clamp(0.01, 0.5);
    let (q, p) = (0.5 + distance, 0.5 - distance);
    let entropy = if p > 0.0 { q * libm::log(q) + p * libm::log(p) } else { 0.0 };
    missing / (std::f64::consts::LN_2 + entropy)
}
