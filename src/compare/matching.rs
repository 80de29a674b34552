//! Cells with the same swept values.

use std::collections::BTreeMap;

use super::settings::value;
use super::side::Side;
use crate::config::levels;

/// Which cells of two results belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// Keys that both sweep: their values are the same in cells that belong together.
    pub shared: Vec<String>,
    /// Keys that one sweeps (0 or 1) over the value that the other's config has: held at that value.
    pub held: Vec<(usize, String, String)>,
    /// Keys that one sweeps over other values, all of which are kept.
    pub free: Vec<(usize, String)>,
    /// The keys that tell pairs apart: the shared ones, then the free ones.
    pub columns: Vec<String>,
    /// The pairs of cells, with their values of these keys.
    pub(super) pairs: Vec<([usize; 2], Vec<String>)>,
    /// Cells of either without a counterpart.
    pub alone: [usize; 2],
}

/// The numbers among the values of a key, in order; of those that are the same level the least.
struct Levels(Vec<f64>);

impl Levels {
    fn of<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers: Vec<f64> = labels.filter_map(levels::number).collect();
        numbers.sort_unstable_by(f64::total_cmp);
        numbers.dedup_by(|next, first| levels::same(*next, *first));
        Self(numbers)
    }

    /// The same text for values that are the same, however they are written.
    fn like(&self, label: &str) -> String {
        let Some(x) = levels::number(label) else { return label.to_owned() };
        let last = self.0.partition_point(|own| *own <= x).checked_sub(1).map(|place| self.0[place]);
        format!("{:e}", last.filter(|own| levels::same(*own, x)).unwrap_or(x))
    }
}

/// Finds the cells that belong together.
///
/// # Errors
/// Why none do.
pub(super) fn matching(sides: &[Side; 2]) -> Result<Matching, String> {
    let mut found = Matching::default();
    let [a, b] = sides;
    found.shared = a.swept().iter().filter(|key| b.swept().contains(key)).cloned().collect();
    // What each side's cells have to say at a place of their labels.
    let place = |side: usize, key: &String| sides[side].swept().iter().position(|own| own == key).unwrap_or_default();
    // The values of a key on the sides that sweep it, and one that it is held at.
    let levels_of = |key: &String, held: Option<&String>| {
        let of = |side: usize| sides[side].swept().contains(key).then(|| (side, place(side, key)));
        let labels = [0, 1].into_iter().filter_map(of);
        let labels = labels.flat_map(|(side, at)| sides[side].cells().map(move |(_, labels)| labels[at].as_str()));
        Levels::of(labels.chain(held.map(String::as_str)))
    };
    let mut wanted: [Vec<(usize, String, Levels)>; 2] = Default::default();
    for (side, own) in sides.iter().enumerate() {
        let other = &sides[1 - side];
        for key in own.swept().iter().filter(|key| !found.shared.contains(key)) {
            let there = value(&other.manifest.config, key);
            let at = place(side, key);
            let levels = levels_of(key, there.as_ref());
            let swept =
                |wanted: &String| own.cells().any(|(_, labels)| levels.like(&labels[at]) == levels.like(wanted));
            match there.filter(swept) {
                Some(value) => {
                    wanted[side].push((at, levels.like(&value), levels));
                    found.held.push((side, key.clone(), value));
                }
                None => found.free.push((side, key.clone())),
            }
        }
    }
    let free = |side: usize| found.free.iter().filter(|(own, _)| *own == side).map(|(_, key)| key).collect::<Vec<_>>();
    if let ([key_a, ..], [key_b, ..]) = (free(0).as_slice(), free(1).as_slice()) {
        return Err(format!(
            "only A sweeps {key_a} and only B sweeps {key_b}, neither over a value that the other has"
        ));
    }
    found.columns = found.shared.iter().chain(free(0)).chain(free(1)).cloned().collect();

    // Cells by their values of the shared keys, in the order of their numbers.
    let shared: Vec<Levels> = found.shared.iter().map(|key| levels_of(key, None)).collect();
    let groups = |side: usize| {
        let places: Vec<(usize, &Levels)> = found.shared.iter().map(|key| place(side, key)).zip(&shared).collect();
        let mut groups: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for (cell, labels) in sides[side].cells() {
            if wanted[side].iter().all(|(at, value, levels)| levels.like(&labels[*at]) == *value) {
                let values = places.iter().map(|(at, levels)| levels.like(&labels[*at])).collect();
                groups.entry(values).or_default().push(cell);
            }
        }
        groups
    };
    let [of_a, of_b] = [groups(0), groups(1)];
    let label = |[cell_a, cell_b]: [usize; 2]| {
        let of = |side: usize, cell: usize, key: &String| {
            sides[side].labels(cell).get(place(side, key)).cloned().unwrap_or_default()
        };
        let shared = found.shared.iter().map(|key| of(0, cell_a, key));
        let free = found.free.iter().map(|(side, key)| of(*side, [cell_a, cell_b][*side], key));
        shared.chain(free).collect::<Vec<String>>()
    };
    let mut pairs = Vec::new();
    for (values, cells_a) in &of_a {
        let Some(cells_b) = of_b.get(values) else { continue };
        match (cells_a.as_slice(), cells_b.as_slice()) {
            // A design may come to the same point more than once: the first belongs to the first.
            (many_a, many_b) if found.free.is_empty() => {
                pairs.extend(many_a.iter().zip(many_b).map(|(&a, &b)| [a, b]));
            }
            (many_a, many_b) => pairs.extend(many_a.iter().flat_map(|&a| many_b.iter().map(move |&b| [a, b]))),
        }
    }
    if pairs.is_empty() {
        return Err(match found.shared.as_slice() {
            [] => "no cell of one has a counterpart in the other".to_owned(),
            keys => format!("both sweep {}, but have no values in common", keys.join(", ")),
        });
    }
    pairs.sort_unstable();
    for (side, own) in sides.iter().enumerate() {
        let mut matched: Vec<usize> = pairs.iter().map(|pair| pair[side]).collect();
        matched.sort_unstable();
        matched.dedup();
        found.alone[side] = own.cells().count() - matched.len();
    }
    found.pairs = pairs.into_iter().map(|pair| (pair, label(pair))).collect();
    Ok(found)
}
