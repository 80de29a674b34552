//! The conventions of a world, one or several, and who may belong to which.
//!
//! Each agent belongs to at most one of them, as in a coalition structure (Bloch 1996, Games and Economic Behavior 14:90; Yi
//! 1997, ibid. 20:201). Two are bound iff both belong to the same one and it is in force.
//!
//! Assumed: agents that a convention names stay in it; all others may join, leave and change among the voluntary ones. At the
//! start a sequential convention has its founders, those of earlier names first; of the others one in two belongs to an open
//! voluntary convention, each of which is as likely.

use super::agents::{Group, IDEOLOGY, Population, blocs};
use super::problem::Problem;
use super::spec::Spec;
use crate::mechanism::{Admission, Convention, Joining, Members};

/// The most conventions at once.
const MOST: usize = 255;

/// The conventions of a world.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Treaties {
    /// Names, sorted; none where there is but the one of `[mechanisms.convention]`.
    pub names: Vec<String>,
    /// The conventions, in the order of their names.
    pub list: Vec<Convention>,
    /// The place of the convention that an agent belongs to for good, per agent.
    named: Vec<Option<u8>>,
}

/// Who belongs where at the start.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Start {
    /// Belongs to a convention, per agent.
    pub(super) member: Vec<bool>,
    /// To which, per agent.
    pub(super) treaty: Vec<u8>,
    /// Radius within which each convention admits agents at the start (ideology).
    pub(super) reach: Vec<f64>,
}

impl Treaties {
    /// The conventions of a world of so many agents.
    pub(super) fn of(spec: &Spec, agents: usize, problems: &mut Vec<Problem>) -> Self {
        let mechanisms = spec.mechanisms.active();
        let mut named = vec![None; agents];
        if let Some(convention) = mechanisms.convention {
            let key = ["mechanisms", "convention"];
            if !mechanisms.conventions.is_empty() {
                let message = "expected either [mechanisms.convention] or [mechanisms.conventions.NAME], found both";
                problems.push(Problem::new(["mechanisms", "conventions"], message));
            }
            name_members(spec, &convention, 0, &key, &mut named, problems);
            check(&convention, agents, &key, problems);
            return Self { names: Vec::new(), list: vec![convention], named };
        }
        let (names, list): (Vec<String>, Vec<Convention>) = mechanisms.conventions.into_iter().unzip();
        if list.len() > MOST {
            let message = format!("expected at most {MOST} conventions, found {}", list.len());
            problems.push(Problem::new(["mechanisms", "conventions"], message));
            return Self::default();
        }
        let mut first: Option<&Convention> = None;
        for (place, (name, convention)) in names.iter().zip(&list).enumerate() {
            let key = ["mechanisms", "conventions", name];
            let at = |inner| Problem::new([key[0], key[1], key[2], inner], "");
            if convention.members == Members::Universal {
                let message = "several conventions cannot hold everyone: expected \"voluntary\" or a list of groups";
                problems.push(Problem { message: message.to_owned(), ..at("members") });
            }
            name_members(spec, convention, place as u8, &key, &mut named, problems);
            check(convention, agents, &key, problems);
            if !convention.is_voluntary() {
                continue;
            }
            let common = *first.get_or_insert(convention);
            if convention.joining != common.joining {
                let message = "expected the same joining in all voluntary conventions: agents choose between them";
                problems.push(Problem { message: message.to_owned(), ..at("joining") });
            }
            if convention.revise != common.revise {
                let message = format!(
                    "expected {} rounds, as in the other conventions, found {}",
                    common.revise, convention.revise
                );
                problems.push(Problem { message, ..at("revise") });
            }
        }
        Self { names, list, named }
    }

    /// Are there several at once, each with its name?
    pub fn are_several(&self) -> bool {
        !self.names.is_empty()
    }

    /// May this agent join, leave or change its convention?
    #[inline]
    pub fn is_free(&self, agent: usize) -> bool {
        self.named[agent].is_none() && self.list.iter().any(Convention::is_voluntary)
    }

    /// The voluntary conventions that agents join and leave in this way, with their places.
    pub fn voluntary(&self, joining: Joining) -> impl Iterator<Item = (usize, &Convention)> {
        let fits = move |convention: &Convention| convention.is_voluntary() && convention.joining == joining;
        self.list.iter().enumerate().filter(move |(_, convention)| fits(convention))
    }

    /// Is membership what agents imitate when they learn?
    pub fn are_imitated(&self) -> bool {
        self.voluntary(Joining::Imitation).next().is_some()
    }

    /// Who belongs where at the start.
    pub(super) fn start(&self, population: &Population) -> Start {
        let agents = self.named.len();
        let mut member: Vec<bool> = self.named.iter().map(Option::is_some).collect();
        let mut treaty: Vec<u8> = self.named.iter().map(|place| place.unwrap_or_default()).collect();
        let mut reach = vec![f64::INFINITY; self.list.len()];
        let mut open = Vec::new();
        for (place, convention) in self.list.iter().enumerate().filter(|(_, convention)| convention.is_voluntary()) {
            let Admission::Sequential(sequential) = convention.admission else {
                open.push(place as u8);
                continue;
            };
            let away = |i: usize| away(convention, population.ideology[i]);
            let mut free: Vec<usize> = (0..agents).filter(|&i| !member[i]).collect();
            free.sort_by(|&i, &j| away(i).total_cmp(&away(j)).then(i.cmp(&j)));
            free.truncate(sequential.start.get() as usize);
            reach[place] = free.last().map_or(0.0, |&farthest| away(farthest));
            for founder in free {
                (member[founder], treaty[founder]) = (true, place as u8);
            }
        }
        if !open.is_empty() {
            for i in (0..agents).filter(|&i| self.named[i].is_none()) {
                if !member[i] && population.joins[i] {
                    let place = (population.leaning[i] * open.len() as f64) as usize;
                    (member[i], treaty[i]) = (true, open[place.min(open.len() - 1)]);
                }
            }
        }
        Start { member, treaty, reach }
    }
}

/// Distance of an ideology from that of a convention; 0 where it has none.
#[inline]
pub(super) fn away(convention: &Convention, ideology: f64) -> f64 {
    convention.position.map_or(0.0, |position| (ideology - position.get()).abs())
}

/// Puts the groups that a convention names into it.
fn name_members(
    spec: &Spec,
    convention: &Convention,
    place: u8,
    key: &[&str],
    named: &mut [Option<u8>],
    problems: &mut Vec<Problem>,
) {
    let at = |place: &str| key.iter().copied().chain(["members", place]).map(str::to_owned).collect();
    let names = match &convention.members {
        Members::Universal => return named.fill(Some(place)),
        Members::Voluntary => return,
        Members::Named(names) => names,
    };
    for (number, name) in names.iter().enumerate() {
        if !spec.agents.iter().any(|group| group.answers_to(name)) {
            let mut known = blocs(spec.agents.iter());
            known.extend(spec.agents.iter().filter(|group| group.group.is_some()).map(Group::name));
            let message = format!("expected the name of a group ({}), found {name:?}", known.join(", "));
            problems.push(Problem { key: at(&number.to_string()), message });
        }
        let mut first = 0;
        for group in &spec.agents {
            let own = first..first + group.count as usize;
            first = own.end;
            if !group.answers_to(name) {
                continue;
            }
            if named[own.clone()].iter().any(|other| other.is_some_and(|other| other != place)) {
                let message = format!("expected agents that no other convention names, found {name:?}");
                problems.push(Problem { key: at(&number.to_string()), message });
            }
            named[own].fill(Some(place));
        }
    }
}

/// What does not go together in a convention.
fn check(convention: &Convention, agents: usize, key: &[&str], problems: &mut Vec<Problem>) {
    let mut wrong = |inner: &str, message: String| {
        let key = key.iter().copied().chain([inner]).map(str::to_owned).collect();
        problems.push(Problem { key, message });
    };
    if let Some(position) = convention.position
        && !(IDEOLOGY.0..=IDEOLOGY.1).contains(&position.get())
    {
        wrong("position", format!("expected an ideology in [{}, {}], found {position}", IDEOLOGY.0, IDEOLOGY.1));
    }
    if convention.minimum as usize > agents {
        wrong(
            "minimum",
            format!("expected at most {agents} members, all agents there are, found {}", convention.minimum),
        );
    }
    let gains = convention.joining == Joining::Gain;
    if gains && !convention.is_voluntary() {
        wrong("joining", "nobody joins or leaves: expected members = \"voluntary\"".to_owned());
    }
    if let Admission::Sequential(_) = convention.admission {
        if !gains {
            wrong("admission", "expected joining = \"gain\": imitators ask nobody for admission".to_owned());
        }
        if convention.position.is_none() {
            wrong("admission", "expected a position: the nearest to it are admitted first".to_owned());
        }
    }
    if convention.transfers.get() > 0.0 && !gains {
        wrong("transfers", "expected joining = \"gain\": nobody else weighs what it would lose by staying".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn treaties(conventions: &[(&str, &str)], agents: usize) -> Treaties {
        let list = conventions.iter().map(|(_, text)| toml::from_str(text).unwrap()).collect();
        let names = conventions.iter().map(|(name, _)| (*name).to_owned()).collect();
        Treaties { names, list, named: vec![None; agents] }
    }

    /// Five on a line; the two nearest to 0.5 found the one, the others that join go to the open one.
    #[test]
    fn founders_are_the_like_minded_and_the_rest_is_drawn() {
        let sequential = "members = 'voluntary'\njoining = 'gain'\nposition = 0.5\n\
                          admission = { sequential = { start = 2, width = 0.1 } }";
        let both = treaties(&[("a", "members = 'voluntary'\njoining = 'gain'"), ("b", sequential)], 5);
        let population = Population {
            ideology: vec![-1.0, 0.1, 0.6, 0.75, -0.5],
            joins: vec![true, false, false, true, false],
            leaning: vec![0.3; 5],
            ..Population::default()
        };
        let start = both.start(&population);
        assert_eq!(start.member, [true, false, true, true, false]);
        assert_eq!(start.treaty, [0, 0, 1, 1, 0]);
        assert_eq!(start.reach, [f64::INFINITY, 0.25]);
        // Two open ones: the lower half of those that join goes to the first.
        let open = treaties(&[("a", "members = 'voluntary'"), ("b", "members = 'voluntary'")], 2);
        let population = Population { joins: vec![true; 2], leaning: vec![0.49, 0.5], ..Population::default() };
        assert_eq!(open.start(&population).treaty, [0, 1]);
    }
}
