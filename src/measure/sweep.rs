//! Hysteresis: worlds carried up and down an axis, and whether the way back is the way there.
//!
//! ```text
//! up      a cooperative world at the lowest level, carried through rising levels;  down  a hostile one from the highest, falling
//! h_r(x)  does replicate r hold at level x, by the rounds of that level alone
//! up at   where P(h_up) first passes 1/2 on its way;  down at  where P(h_down) first does on its way
//! width_r = integral of h_up,r - h_down,r over x      (trapezoids; the other way round where cooperation rises with x)
//! width   = mean of width_r +- t_(n-1) standard error
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | up at, down at | level of the passage | of the axis | [`Passage::at`] |
//! | its interval | levels from the last that is surely on this side of 1/2 to the first that is surely beyond | of the axis | [`Passage::low`] |
//! | width | how far apart both ways pass, on average | of the axis | [`Loop::width`] |
//!
//! What a level is surely, the exact binomial interval says (Clopper & Pearson at 95%); where each replicate passes once, that is the
//! distribution-free interval of the median of the replicates' own passages. The width pairs replicates (both ways with the same
//! number see the same random numbers); where each passes once it is the mean of the replicates' own widths, and a way that never
//! passes counts as passing at the end of the axis: then the width is a lower bound. The verdict:
//!
//! | verdict | when |
//! |---|---|
//! | [`Verdict::Open`] | the interval of the width is above 0: what holds depends on where the world comes from |
//! | [`Verdict::Closed`] | it holds 0 and ends within the smallest step of the axis |
//! | [`Verdict::Undecided`] | neither, or fewer than six replicates: by a sign test at 5% fewer that agree show nothing |
//!
//! Source: loops as the sign of alternative stable states: Scheffer et al. (2001), Nature 413:591; Strogatz, Nonlinear Dynamics and
//! Chaos, section 3.6. Order statistics: Conover, Practical Nonparametric Statistics, section 3.2. Assumed: a level lasts long
//! enough for a world to settle; noise that carries a world from one state to the other within a level closes any loop, so that the
//! width belongs to the rounds spent on a level.
//!
//! Which settings start a world cooperative or hostile: trust (`trust.prior` 1 or 0 with `trust.prior_slope` 0; under `bayes`, which
//! never leaves certainty, 0.99 or 0.01), names (`reputation.good`), strategies (shares of the groups) and members of a voluntary
//! convention (`"universal"` or none), as [`Start::rules`]; and for automata, which know nothing of trust and open as they open,
//! an encounter that went well or badly ([`Start::after`]).
//!
//! ```
//! use comity::measure::sweep::{Verdict, hysteresis};
//! let (up, down) = ([true, true, true, false], [true, false, false, false]);
//! let found = hysteresis(&[0.0, 1.0, 2.0, 3.0], &[up.to_vec(); 6].to_vec(), &[down.to_vec(); 6].to_vec());
//! assert_eq!((found.up.map(|up| up.at), found.down.map(|down| down.at)), (Some(2.5), Some(0.5)));
//! assert_eq!((found.width, found.verdict), (2.0, Verdict::Open));
//! ```

use super::crossing::Crossing;
use super::interval::{Moments, Student, clopper_pearson};
use super::run::{Course, Recorder, Run, Running, drawn};
use crate::game::Action;
use crate::rng::Key;
use crate::world::Rules;
use crate::world::carry::{self, Difference};

/// How a sweep starts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'a> {
    /// The world it starts from goes by these rules before its first round (none: by those of the first level).
    pub rules: Option<&'a Rules>,
    /// Automata stand as after one encounter in which both sides did this (none: as before any).
    pub after: Option<Action>,
}

/// Levels that one world cannot pass through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SweepError {
    /// It cannot go on from its start.
    #[error("at the start: {0}")]
    Start(Difference),
    /// It cannot go on from the level before.
    #[error("at level {level}: {difference}")]
    Level {
        /// The level, from 1.
        level: usize,
        /// What differs.
        difference: Difference,
    },
}

/// Can one world pass through these levels?
///
/// # Errors
/// [`SweepError`] with what differs.
pub fn check(levels: &[Rules], start: &Start<'_>) -> Result<(), SweepError> {
    if let (Some(rules), Some(first)) = (start.rules, levels.first()) {
        carry::check_start(rules, first).map_err(SweepError::Start)?;
    }
    for (place, pair) in levels.windows(2).enumerate() {
        carry::check(&pair[0], &pair[1]).map_err(|difference| SweepError::Level { level: place + 2, difference })?;
    }
    Ok(())
}

/// Carries a replicate through levels in their order, `course.rounds` rounds each; every level is judged by its own rounds, which
/// go on counting for all else.
///
/// # Errors
/// [`SweepError`] if the levels are not of one world ([`check`]).
///
/// # Panics
/// If the world lives on expected payoffs that cannot be worked out; ask [`super::run::expected`] first, as a plan does.
pub fn sweep(
    levels: &[Rules],
    key: &Key,
    replicate: u32,
    course: &Course,
    start: &Start<'_>,
    recorder: &mut impl Recorder,
) -> Result<Vec<Run>, SweepError> {
    check(levels, start)?;
    let mut running: Option<Running> =
        start.rules.map(|rules| Running::new(&drawn(rules, key, replicate), key, replicate));
    let mut runs = Vec::with_capacity(levels.len());
    for rules in levels {
        let rules = drawn(rules, key, replicate);
        let mut level = match running {
            Some(before) => before.under(&rules, key, replicate),
            None => Running::new(&rules, key, replicate),
        };
        if let Some(action) = start.after.filter(|_| runs.is_empty()) {
            level.world.open(&rules, action);
        }
        runs.push(level.run(&rules, course, recorder));
        running = Some(level);
    }
    Ok(runs)
}

/// The fewest replicates of a verdict: 2 x 2^-6 is the first below 5%.
const FEWEST: usize = 6;

/// Where P(hold) passes 1/2 on one way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    /// The level, interpolated between those tried.
    pub at: f64,
    /// Lower end of its 95% interval; none if that lies beyond the levels tried.
    pub low: Option<f64>,
    /// Upper end of its 95% interval; none if that lies beyond the levels tried.
    pub high: Option<f64>,
}

impl Passage {
    /// The first on a way: levels in the order of travel, and how many of the replicates hold there.
    fn of(way: &[(f64, u32)], replicates: u32) -> Option<Self> {
        let points: Vec<(f64, f64)> =
            way.iter().map(|&(x, held)| (x, f64::from(held) / f64::from(replicates))).collect();
        let crossing = Crossing::of(&points);
        let (at, (before, after)) = (crossing.at?, crossing.between?);
        // Does it surely hold at a level, or surely not? Neither, if 1/2 is possible.
        let sure = |&&(_, held): &&(f64, u32)| {
            let (low, high) = clopper_pearson(held, replicates, 0.95);
            if crossing.holds_first { (low > 0.5, high < 0.5) } else { (high < 0.5, low > 0.5) }
        };
        let place = |x: f64| way.iter().position(|point| point.0 == x);
        let (first, last) = (place(before)?, place(after)?);
        let here = way[..=first].iter().rev().find(|point| sure(point).0).map(|point| point.0);
        let beyond = way[last..].iter().find(|point| sure(point).1).map(|point| point.0);
        let rising = before < after;
        let (low, high) = if rising { (here, beyond) } else { (beyond, here) };
        Some(Self { at, low, high })
    }
}

/// Is the loop open?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What holds depends on where the world comes from.
    Open,
    /// The way back is the way there, as far as the levels tell.
    Closed,
    /// The replicates do not say.
    Undecided,
}

impl Verdict {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Undecided => "undecided",
        }
    }
}

/// What both ways say together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loop {
    /// Where the way up passes; none if it does not.
    pub up: Option<Passage>,
    /// Where the way down passes; none if it does not.
    pub down: Option<Passage>,
    /// Mean width of the loop (units of the axis); above 0 where a world stays what it was. NaN without replicates.
    pub width: f64,
    /// Lower end of its 95% interval; NaN after a single replicate.
    pub low: f64,
    /// Upper end of its 95% interval.
    pub high: f64,
    /// The verdict.
    pub verdict: Verdict,
}

/// Reads a loop off both ways: whether each replicate held at each level, levels in rising order for both ways, replicates paired.
pub fn hysteresis(values: &[f64], up: &[Vec<bool>], down: &[Vec<bool>]) -> Loop {
    let count = |way: &[Vec<bool>]| -> Vec<(f64, u32)> {
        let held = |k: usize| way.iter().filter(|holds| holds[k]).count() as u32;
        values.iter().enumerate().map(|(k, &x)| (x, held(k))).collect()
    };
    let (rising, mut falling) = (count(up), count(down));
    let both: Vec<u32> = rising.iter().zip(&falling).map(|(up, down)| up.1 + down.1).collect();
    // Where cooperation rises with the axis, worlds that stay what they are hold on the way down where they do not yet on the way up.
    let sign = if both.first() >= both.last() { 1.0 } else { -1.0 };
    falling.reverse();
    let width = |(up, down): (&Vec<bool>, &Vec<bool>)| {
        let gap = |k: usize| f64::from(u8::from(up[k])) - f64::from(u8::from(down[k]));
        let area: f64 = (1..values.len()).map(|k| (values[k] - values[k - 1]) * (gap(k - 1) + gap(k)) / 2.0).sum();
        sign * area
    };
    let moments: Moments = up.iter().zip(down).map(width).collect();
    let (width, low, high) = Student::default().interval(&moments);
    let step = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let verdict = if (moments.count() as usize) < FEWEST {
        Verdict::Undecided
    } else if low > 0.0 {
        Verdict::Open
    } else if high < step && low > -step {
        Verdict::Closed
    } else {
        Verdict::Undecided
    };
    Loop {
        up: Passage::of(&rising, up.len() as u32),
        down: Passage::of(&falling, down.len() as u32),
        width,
        low,
        high,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{RoundRow, simulate};
    use crate::study::{Plan, document::Document};
    use crate::world::World;

    fn rules(text: &str) -> Rules {
        let document =
            Document::parse("test.toml", &format!("name = 'test'\n{text}")).unwrap_or_else(|f| panic!("{f}"));
        Plan::new(document, false).unwrap_or_else(|f| panic!("{f}")).job(0).unwrap_or_else(|f| panic!("{f}")).rules
    }

    /// Keeps every round as bits.
    #[derive(Default, PartialEq, Debug)]
    struct Bits(Vec<Vec<u64>>);

    impl Recorder for Bits {
        fn wants(&self, _: u32) -> bool {
            true
        }
        fn record(&mut self, round: u32, row: &RoundRow, shares: &[f64]) {
            let values = row.values();
            let bits = values.iter().chain(shares).map(|x| x.to_bits());
            self.0.push(std::iter::once(u64::from(round)).chain(bits).collect());
        }
    }

    const GROUPS: &str = "[[agents]]\npower = 'strong'\ncount = 3\nsovereignty = 0.2\nSTRATEGIES\n\
                          [[agents]]\npower = 'weak'\ncount = 5\nlanguage = { choice = 2 }\nconcern = 0.1\nSTRATEGIES\n";

    /// Worlds that between them have everything that a world can remember.
    fn worlds() -> Vec<Rules> {
        let mixed = "strategies = { deliberate = 2, tit-for-tat = 1, grim-trigger = 1, mine = 1 }";
        let automata = "strategies = { tit-for-tat = 1, always-defect = 1, always-cooperate = 1 }";
        let own = "[strategies.mine]\nq_learning = { rate = 0.2 }\n";
        let learns = "[learning]\nevery = 7\npeers = 'anyone'\n";
        let mechanisms = "[culture]\nbarrier = 0.3\n[mechanisms.convention]\nmembers = 'voluntary'\ndepth = 0.1\nquorum = 0.4\n\
             [mechanisms.fund]\n[mechanisms.aid]\n[mechanisms.development]\n[mechanisms.diffusion]\nrate = 0.02\n\
             [mechanisms.damage]\nrate = 0.01\n[mechanisms.front]\n[mechanisms.dialogue]\nrepulsion = 0.01\n[mechanisms.norm]\n";
        let world = |strategies: &str, more: &str| rules(&(GROUPS.replace("STRATEGIES", strategies) + more));
        vec![
            world(mixed, &format!("{own}{learns}{mechanisms}[trust]\ngossip = 0.05\n[noise]\nrestart = 0.05\n")),
            world(mixed, &format!("{own}[trust.rule.beta]\n[choice]\ntrust_weight = 0.3\n{mechanisms}")),
            world(
                "strategies = { discriminator = 2, deliberate = 1 }",
                "[reputation]\nknown = 0.9\n[trust.rule.bayes]\n",
            ),
            world(automata, &format!("{learns}[network]\nkind = 'erdos-renyi'\nprobability = 0.6\n")),
            // Of one mind before long, and then nothing can change.
            world(automata, "[learning]\nevery = 5\nmutation = 0\npeers = 'anyone'\nselection = 20\n"),
            world(
                automata,
                "[game]\npreset = 'prisoners-dilemma'\n[noise]\nacuity = 0\n[learning]\nevery = 1\n\
                             payoffs = 'expected'\nrule = 'moran-birth-death'\n",
            ),
            world(
                automata,
                "[game]\npreset = 'prisoners-dilemma'\n[noise]\nacuity = 0\n[learning]\nevery = 1\n\
                             payoffs = 'expected'\nrule = 'replicator'\nselection = 0.1\n",
            ),
            world(
                "strategies = { always-cooperate = 1, always-defect = 1, loner = 1 }",
                "[game.public-goods]\ngroup = 4\nmultiplier = 2\n[learning]\nevery = 3\npeers = 'anyone'\n",
            ),
        ]
    }

    /// Three equal levels of 40 rounds are one run of 120, to the bit.
    #[test]
    fn equal_levels_are_one_long_run() {
        let (key, mut moved) = (Key::common(3), 0);
        for (place, rules) in worlds().into_iter().enumerate() {
            let course = |rounds: u32| Course { rounds, window: 20, threshold: 0.7 };
            let (mut level, mut long) = (Bits::default(), Bits::default());
            let levels = [rules.clone(), rules.clone(), rules.clone()];
            let runs = sweep(&levels, &key, 2, &course(40), &Start::default(), &mut level).unwrap();
            let run = simulate(&rules, &key, 2, &course(120), &mut long);
            assert!(level == long, "world {place}");
            assert_eq!(level.0.len(), 120);
            // Missing means (NaN) are not equal to themselves.
            assert_eq!(format!("{:?}", runs[2].means), format!("{:?}", run.means), "world {place}");
            assert_eq!(runs[2].outcome.holds, run.outcome.holds);
            moved += u32::from(level.0[50][1..] != level.0[90][1..]);
        }
        assert!(moved >= 6, "worlds that stand still prove nothing: {moved}");
    }

    const PAIR: &str = "[[agents]]\nname = 'a'\npower = 'strong'\ncount = 1\nideology = 0\nstrategies = { tit-for-tat = 1 }\n\
                        [[agents]]\nname = 'b'\npower = 'weak'\ncount = 1\nideology = 1\nstrategies = { always-defect = 1 }\n\
                        [noise]\nslip = 0\nmiss = MISS\nfalse_alarm = 0\nacuity = 0\n\
                        [trust]\nprior = PRIOR\nrelax = 0.1\n[trust.rule.linear]\nfriction = 0\nloss = LOSS\n\
                        [game.matrix]\nR = 3\nS = 0\nT = 5\nP = PAYOFF\n";

    fn pair(payoff: &str, loss: &str, prior: &str, miss: &str) -> Rules {
        rules(&PAIR.replace("PAYOFF", payoff).replace("LOSS", loss).replace("PRIOR", prior).replace("MISS", miss))
    }

    /// Two rounds of tit-for-tat against defection at P = 1, then two at P = 2, where every defection is read as cooperation half of the
    /// time. By hand: (0 + 1) / 2, then tit-for-tat goes on defecting where a world of its own would open with cooperation. Trust at
    /// distance 1/2: prior 0.6 - 0.25 = 0.35, after a loss of 0.3 and relaxation 0.1: 0.245 + 0.1 x 0.105 = 0.2555, then
    /// 0.17885 + 0.1 x 0.17115 = 0.195965; then prior 0.8 - 0.25 = 0.55 and loss 0.5: 0.0979825 + 0.1 x 0.4520175.
    #[test]
    fn a_level_goes_on_from_the_state_of_the_one_before_by_its_own_rules() {
        let (first, second) = (pair("1", "0.3", "0.6", "0"), pair("2", "0.5", "0.8", "0"));
        let course = Course { rounds: 2, window: 2, threshold: 0.7 };
        let key = Key::common(1);
        let levels = [first.clone(), second.clone()];
        let runs = sweep(&levels, &key, 0, &course, &Start::default(), &mut ()).unwrap();
        let payoff = RoundRow::columns().iter().position(|column| column.name == "payoff_strong").unwrap();
        assert_eq!(runs.iter().map(|run| run.means[payoff]).collect::<Vec<_>>(), [0.5, 2.0]);

        let mut running = Running::new(&first, &key, 0);
        running.run(&first, &course, &mut ());
        assert!((running.world.trust[0] - 0.195_965).abs() < 1e-12);
        let mut running = running.under(&second, &key, 0);
        assert!((running.world.trust[0] - 0.195_965).abs() < 1e-12 && running.world.standing.stale);
        running.play(&second);
        assert!((running.world.trust[0] - (0.097_982_5 + 0.045_201_75)).abs() < 1e-12, "{:?}", running.world.trust);
        // What is worked out from rules is that of the second level, as in a world of its own.
        let mut own = Running::new(&second, &key, 0);
        own.play(&second);
        assert_eq!(running.world.standing, own.world.standing);
    }

    /// Chances to misread are among what is worked out anew: the world of the first level reads every defection rightly.
    #[test]
    fn readings_follow_the_noise_of_the_level() {
        let (sharp, blurred) = (pair("1", "0.3", "0.6", "0"), pair("1", "0.3", "0.6", "0.5"));
        let key = Key::common(1);
        let course = Course { rounds: 100, window: 100, threshold: 0.7 };
        let runs = sweep(&[sharp, blurred], &key, 0, &course, &Start::default(), &mut ()).unwrap();
        // Tit-for-tat cooperates once, then in half of the rounds: 100 rounds, standard deviation 5, of both sides' 200 choices.
        assert_eq!(runs[0].means[0], 0.005);
        assert!((runs[1].means[0] - 0.25).abs() < 4.0 * 0.025, "{}", runs[1].means[0]);
    }

    #[test]
    fn what_a_world_cannot_pass_through_is_named() {
        let one =
            |text: &str| rules(&GROUPS.replace("STRATEGIES", "strategies = { tit-for-tat = 1 }").replace("MORE", text));
        let with = |more: &str| rules(&(GROUPS.replace("STRATEGIES", "strategies = { tit-for-tat = 1 }") + more));
        let against = |other: Rules| check(&[one(""), with(""), other], &Start::default()).unwrap_err().to_string();
        let other = rules(&GROUPS.replace("STRATEGIES", "strategies = { tit-for-tat = 1, always-defect = 0 }"));
        assert_eq!(
            against(other.clone()),
            "at level 3: a world cannot go on where its strategies differ: expected tit-for-tat, found always-defect, tit-for-tat"
        );
        for (more, words) in [
            ("[trust.rule.beta]\n", "rules of trust differ: expected linear, found beta"),
            ("[network]\nkind = 'ring'\n", "networks differ: expected complete (28 links), found ring (16 links)"),
            ("[mechanisms.norm]\n", "mechanisms differ: expected none, found norm"),
            ("[reputation]\n", "public names differ: expected none, found some"),
        ] {
            assert!(against(with(more)).contains(words), "{}", against(with(more)));
        }
        let more = "[mechanisms.convention]\nmembers = ";
        let pair = [with(&format!("{more}'voluntary'\n")), with(&format!("{more}['weak']\n"))];
        assert!(check(&pair, &Start::default()).unwrap_err().to_string().contains("members of the convention"));
        let concerned = rules(&GROUPS.replace("concern = 0.1", "concern = 0.3").replace("STRATEGIES", ""));
        let pair = [rules(&GROUPS.replace("STRATEGIES", "")), concerned];
        let message = check(&pair, &Start::default()).unwrap_err().to_string();
        assert!(message.contains("concern of \"weak\" to be Number(0.1)"), "{message}");
        let start = Start { rules: Some(&other), after: None };
        assert!(check(&[one("")], &start).unwrap_err().to_string().starts_with("at the start: "));
    }

    /// Shares, trust, names and members come from the start, the prior that trust relaxes to from the level.
    #[test]
    fn a_start_of_its_own_gives_the_state_and_no_rule() {
        let text = |prior: &str, shares: &str, members: &str| {
            let more = format!(
                "[trust]\nprior = {prior}\nprior_slope = 0\n[reputation]\ngood = {prior}\n\
                                [mechanisms.convention]\nmembers = {members}\n"
            );
            rules(&(GROUPS.replace("STRATEGIES", &format!("strategies = {{ {shares} }}")) + &more))
        };
        let start = text("0", "tit-for-tat = 0, grim-trigger = 1", "[]");
        let level = text("0.5", "tit-for-tat = 1, grim-trigger = 0", "'voluntary'");
        let key = Key::common(1);
        assert_eq!(check(std::slice::from_ref(&level), &Start { rules: Some(&start), after: None }), Ok(()));
        let mut world = Running::new(&start, &key, 0).under(&level, &key, 0).world;
        assert!(world.trust.iter().all(|&tau| tau == 0.0) && world.prior.iter().all(|&tau| tau == 0.5));
        assert!(world.strategy.iter().all(|&s| s == 0), "grim-trigger is the first by name");
        assert!(!world.good.contains(&true) && !world.member.contains(&true));
        // Grim-trigger's second node is the triggered one.
        world.open(&level, Action::Defect);
        assert!(world.node.iter().all(|&node| node == level.repertoire.start[0] + 1));
        let mut world = World::new(&level, &key, 0);
        world.open(&level, Action::Cooperate);
        assert!(world.node.iter().all(|&node| level.repertoire.nodes[usize::from(node)].cooperate == 1.0));
    }

    /// Trust alone decides (trust_weight 1), so who trusts goes on trusting: cooperation falls late as the threshold rises, and comes
    /// back late as it falls. By hand, from the balance of gain and loss: near 0.65 and 0.2.
    #[test]
    fn trust_that_decides_alone_has_a_memory() {
        let level = |threshold: f64, prior: u32| {
            rules(&format!(
                "[[agents]]\npower = 'weak'\ncount = 5\nideology = 0\nstrategies = {{ tit-for-tat = 1 }}\n\
                 [noise]\nmiss = 0\nfalse_alarm = 0\n[choice]\ntrust_weight = 1\ntrust_threshold = {threshold}\n\
                 [trust]\nprior = {prior}\nrelax = 0\n"
            ))
        };
        let values: Vec<f64> = (1..10).map(|k| f64::from(k) / 10.0).collect();
        let course = Course { rounds: 100, window: 50, threshold: 0.5 };
        let way = |prior: u32| -> Vec<Vec<bool>> {
            let mut levels: Vec<Rules> = values.iter().map(|&x| level(x, prior)).collect();
            if prior == 0 {
                levels.reverse();
            }
            let holds = |replicate: u32| {
                let runs = sweep(&levels, &Key::common(1), replicate, &course, &Start::default(), &mut ()).unwrap();
                let mut holds: Vec<bool> = runs.iter().map(|run| run.outcome.holds).collect();
                if prior == 0 {
                    holds.reverse();
                }
                holds
            };
            (0..6).map(holds).collect()
        };
        let found = hysteresis(&values, &way(1), &way(0));
        assert_eq!(found.verdict, Verdict::Open, "{found:?}");
        let (up, down) = (found.up.unwrap().at, found.down.unwrap().at);
        assert!((0.5..0.9).contains(&up) && (0.05..0.4).contains(&down), "{found:?}");
        assert!(found.width > 0.2);
    }

    fn steps(held: &[usize], levels: usize) -> Vec<Vec<bool>> {
        held.iter().map(|&held| (0..levels).map(|k| k < held).collect()).collect()
    }

    /// Levels 0 to 4; up holds through 2, 3, 3, 3, 4, 4 levels, down through 1, 1, 1, 1, 1, 2. At level 2 (3 of 5 levels) 5 of 6 hold up,
    /// at level 3 2 of 6: 2 + (5/6 - 1/2) / (1/2). Exact intervals of 6 of 6 are above 1/2, those of 5 of 6 are not. Widths 1, 2, 2,
    /// 2, 3, 2: mean 2, standard error sqrt(0.4 / 6), t_5 2.571.
    #[test]
    fn a_loop_by_hand() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0];
        let (up, down) = (steps(&[2, 3, 3, 3, 4, 4], 5), steps(&[1, 1, 1, 1, 1, 2], 5));
        let found = hysteresis(&values, &up, &down);
        let at = found.up.unwrap();
        assert!((at.at - (2.0 + (5.0 / 6.0 - 0.5) / 0.5)).abs() < 1e-12, "{found:?}");
        assert_eq!((at.low, at.high), (Some(1.0), Some(4.0)));
        let at = found.down.unwrap();
        assert!((at.at - (1.0 - (0.5 - 1.0 / 6.0) / (5.0 / 6.0))).abs() < 1e-12, "{found:?}");
        assert_eq!((at.low, at.high), (Some(0.0), Some(2.0)));
        assert!((found.width - 2.0).abs() < 1e-12);
        assert!((found.high - found.width - 2.570_582 * (0.4_f64 / 6.0).sqrt()).abs() < 1e-5, "{found:?}");
        assert_eq!(found.verdict, Verdict::Open);
    }

    /// Where cooperation rises with the axis the cooperative world is the one that falls: open loops have widths above 0 all the same.
    #[test]
    fn loops_of_rising_cooperation_have_the_same_sign() {
        let values = [0.0, 1.0, 2.0, 3.0];
        let rising = |from: usize| vec![(0..4).map(|k| k >= from).collect::<Vec<bool>>(); 6];
        let found = hysteresis(&values, &rising(3), &rising(1));
        assert_eq!((found.width, found.verdict), (2.0, Verdict::Open));
        assert_eq!((found.up.unwrap().at, found.down.unwrap().at), (2.5, 0.5));
    }

    #[test]
    fn loops_are_closed_only_when_the_replicates_say_so() {
        let values = [0.0, 1.0, 2.0, 3.0];
        let same = steps(&[2; 6], 4);
        assert_eq!(hysteresis(&values, &same, &same).verdict, Verdict::Closed);
        assert_eq!(hysteresis(&values, &same[..5], &same[..5]).verdict, Verdict::Undecided, "five replicates");
        let scattered = hysteresis(&values, &steps(&[0, 4, 0, 4, 0, 4], 4), &steps(&[4, 0, 4, 0, 4, 0], 4));
        assert_eq!(scattered.verdict, Verdict::Undecided);
        // Never back: the way down has no passage, and the width reaches to the end of the axis.
        let never = hysteresis(&values, &same, &steps(&[0; 6], 4));
        assert_eq!((never.down, never.width, never.verdict), (None, 1.5, Verdict::Open));
        let none = hysteresis(&values, &[], &[]);
        assert!(none.up.is_none() && none.width.is_nan() && none.verdict == Verdict::Undecided);
    }
}
