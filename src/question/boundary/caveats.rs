//! What must be known beside searches for where cooperation breaks.

use super::answer::Broken;
use crate::question::caveats::{Caveat, Places};
use crate::question::design::{Design, in_words};
use crate::statistics::boundary::{Crossing, Found, Verdict};
use crate::statistics::hysteresis;

/// Why what lines of cells say may not hold.
pub fn caveats(all: &mut Vec<Caveat>, design: &Design, lines: &[Broken]) {
    let columns = design.columns();
    let others = columns.split_last().map_or(&[][..], |(_, others)| others);
    let named = |line: &Broken| {
        let pairs = others.iter().zip(&line.others).map(|(key, value)| format!("{key} = {}", in_words(value)));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let such = |is: &dyn Fn(&Broken) -> bool| Places::new(lines.iter().filter(|line| is(line)).map(named), lines.len());
    let found = |is: fn(&Found) -> bool| such(&move |line: &Broken| line.found.as_ref().is_some_and(is));
    fn crossing(found: &Found, is: fn(&Crossing) -> bool) -> bool {
        found.crossings.iter().any(is)
    }
    let way =
        |is: hysteresis::Verdict| such(&move |line: &Broken| line.way.as_ref().is_some_and(|way| way.verdict == is));
    all.extend(such(&|line| line.found.is_none()).map(|lines| Caveat::SearchFailed { lines }));
    all.extend(found(|f| f.verdict == Verdict::Undecided).map(|lines| Caveat::SearchUndecided { lines }));
    all.extend(found(|f| crossing(f, |c| c.beyond)).map(|lines| Caveat::Beyond { lines }));
    let wide = |f: &Found| f.verdict != Verdict::Undecided && crossing(f, |c| !c.reached);
    all.extend(found(wide).map(|lines| Caveat::Wide { lines }));
    all.extend(found(|f| crossing(f, |c| c.contradicted)).map(|lines| Caveat::NotMonotone { lines }));
    all.extend(way(hysteresis::Verdict::Open).map(|lines| Caveat::Hysteresis { lines }));
    all.extend(way(hysteresis::Verdict::Undecided).map(|lines| Caveat::HysteresisUndecided { lines }));
}
