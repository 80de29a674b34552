//! The first look along the whole axis: does P(hold) pass 1/2 at all, once, or more often?
//!
//! Nine points spread over the axis, both ends among them, get four runs each. If they lean to one side up to some
//! point and to the other from there on, that is a crossing, and the search for it begins. If all lean to one side, or
//! if they change sides more than once, all points that are not yet sure get more runs: six, then four at a time.
//!
//! A point is sure of its side when its always-valid interval ([`crate::statistics::confidence_sequence`]) at level alpha /
//! points lies on that side of 1/2: with a chance of 1 - alpha no point is ever sure of the wrong side. There is no
//! crossing when all are sure of the same side; there are several when points that are sure change sides more than
//! once. What happens between two neighbours of the scan and is over before the second goes unseen.

use crate::statistics::confidence_sequence::always_valid;

/// Points of a scan, if the lattice has as many.
const POINTS: usize = 9;
/// Runs of each point at first.
pub(super) const FIRST: u32 = 4;
/// Runs of a point after which changes of side that are not sure count as chance.
const PATIENCE: u32 = 26;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) point: usize,
    pub(super) held: u32,
    pub(super) runs: u32,
}

impl Place {
    /// Does it hold more often than not? None at a tie.
    fn leans(&self) -> Option<bool> {
        (2 * self.held != self.runs).then_some(2 * self.held > self.runs)
    }
}

/// A stretch in which P(hold) passes 1/2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) rising: bool,
}

/// What a scan says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// It needs these runs more.
    Unsure(Vec<(usize, u32)>),
    /// No crossing: all hold, or none.
    Same(bool),
    /// Stretches with a crossing each.
    Crossings(Vec<Stretch>),
}

#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) places: Vec<Place>,
    alpha: f64,
}

impl Scan {
    /// A scan of points 0 to `last`.
    pub(super) fn new(last: usize, alpha: f64) -> Self {
        let steps = (POINTS - 1).min(last);
        let place = |i| Place { point: (i * last + steps / 2) / steps, held: 0, runs: 0 };
        Self { places: (0..=steps).map(place).collect(), alpha }
    }

    pub(super) fn tell(&mut self, point: usize, held: bool) {
        if let Some(place) = self.places.iter_mut().find(|place| place.point == point) {
            place.runs += 1;
            place.held += u32::from(held);
        }
    }

    /// Interval of P(hold) at a place; with a chance of 1 - alpha all are right, at all times.
    pub(super) fn interval(&self, place: &Place) -> (f64, f64) {
        always_valid(place.held, place.runs, self.alpha / self.places.len() as f64)
    }

    /// Is a place sure to hold more often than not, or less often?
    fn sure(&self, place: &Place) -> Option<bool> {
        let (low, high) = self.interval(place);
        if low > 0.5 {
            Some(true)
        } else if high < 0.5 {
            Some(false)
        } else {
            None
        }
    }

    pub(super) fn seen(&self) -> Seen {
        let fresh = self.places.iter().all(|place| place.runs == 0);
        if fresh {
            return Seen::Unsure(self.places.iter().map(|place| (place.point, FIRST)).collect());
        }
        let sides = |side: &dyn Fn(&Place) -> Option<bool>| -> Vec<(usize, bool)> {
            self.places.iter().filter_map(|place| Some((place.point, side(place)?))).collect()
        };
        let (leaning, sure) = (sides(&Place::leans), sides(&|place| self.sure(place)));
        let changes = |sides: &[(usize, bool)]| sides.windows(2).filter(|pair| pair[0].1 != pair[1].1).count();
        let open = self.places.iter().filter(|place| self.sure(place).is_none());
        let more: Vec<(usize, u32)> =
            open.clone().map(|place| (place.point, if place.runs <= FIRST { 6 } else { 4 })).collect();
        let patient = open.clone().any(|place| place.runs < PATIENCE);
        match (changes(&leaning), changes(&sure)) {
            (0, _) if more.is_empty() => Seen::Same(sure[0].1),
            (0, _) => Seen::Unsure(more),
            (leans, certain) if leans > 1 && leans != certain && patient => Seen::Unsure(more),
            (_, 0 | 1) => Seen::Crossings(vec![self.whole(if changes(&sure) == 1 { &sure } else { &leaning })]),
            _ => {
                let changing = sure.windows(2).filter(|pair| pair[0].1 != pair[1].1);
                let stretch = |pair: &[(usize, bool)]| Stretch { first: pair[0].0, last: pair[1].0, rising: pair[1].1 };
                Seen::Crossings(changing.map(stretch).collect())
            }
        }
    }

    /// The whole axis, rising if those that hold lie farther along it on average.
    fn whole(&self, sides: &[(usize, bool)]) -> Stretch {
        let mean = |side: bool| {
            let of = sides.iter().filter(|found| found.1 == side);
            of.clone().map(|found| found.0 as f64).sum::<f64>() / of.count() as f64
        };
        let last = self.places[self.places.len() - 1].point;
        Stretch { first: 0, last, rising: mean(true) > mean(false) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A scan of nine points with these runs that hold out of these runs.
    fn scan(counts: [(u32, u32); 9]) -> Scan {
        let mut scan = Scan::new(80, 0.05);
        for (place, (held, runs)) in scan.places.iter_mut().zip(counts) {
            (place.held, place.runs) = (held, runs);
        }
        scan
    }

    #[test]
    fn what_a_scan_says() {
        let [none, all, sure_none, sure_all] = [(0, 4), (4, 4), (0, 10), (10, 10)];
        let whole = |rising| Seen::Crossings(vec![Stretch { first: 0, last: 80, rising }]);
        assert_eq!(scan([none, none, (2, 4), all, all, all, all, all, all]).seen(), whole(true));
        assert_eq!(scan([all, all, all, all, all, all, all, (3, 4), (1, 4)]).seen(), whole(false));
        assert_eq!(scan([sure_none; 9]).seen(), Seen::Same(false));
        assert_eq!(scan([sure_all; 9]).seen(), Seen::Same(true));
        let bump = [sure_none, sure_none, sure_none, sure_all, sure_all, (6, 10), sure_none, sure_none, sure_none];
        let stretches = [(20, 30, true), (40, 60, false)].map(|(first, last, rising)| Stretch { first, last, rising });
        assert_eq!(scan(bump).seen(), Seen::Crossings(stretches.to_vec()));
    }

    /// Nobody is sure after four runs; a tie or one run astray is not yet a second crossing.
    #[test]
    fn doubts_are_cleared_with_more_runs() {
        let open = |scan: Scan| match scan.seen() {
            Seen::Unsure(more) => more.len(),
            _ => 0,
        };
        assert_eq!(open(scan([(4, 4); 9])), 9);
        assert_eq!(open(scan([(0, 4), (0, 4), (3, 4), (0, 4), (0, 4), (0, 4), (0, 4), (4, 4), (4, 4)])), 9);
        let mut fresh = Scan::new(3, 0.05);
        assert_eq!(fresh.seen(), Seen::Unsure(vec![(0, 4), (1, 4), (2, 4), (3, 4)]));
        fresh.tell(2, true);
        assert_eq!((fresh.places[2].held, fresh.places[2].runs), (1, 1));
    }

    /// With n = 26 at every open point, changes that are not sure are taken for chance.
    #[test]
    fn patience_ends() {
        let [low, high] = [(0, 26), (26, 26)];
        let counts = [low, low, low, (14, 26), (12, 26), (14, 26), high, high, high];
        assert_eq!(scan(counts).seen(), Seen::Crossings(vec![Stretch { first: 0, last: 80, rising: true }]));
    }
}
