//! A sweep: one world carried through the levels of an axis, each level judged by its own rounds.
//!
//! ```text
//! level 1: rounds 1 .. n,  level 2: rounds n + 1 .. 2n,  ...      rounds go on counting, and so does every draw
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | rounds of a level | >= 1 | [`Course::rounds`] |
//!
//! What stays from level to level and what is worked out anew: [`crate::world::carry`]. Equal levels are one long run,
//! to the bit.
//!
//! Which settings start a world cooperative or hostile: trust (`trust.prior` 1 or 0 with `trust.prior_slope` 0; under
//! `bayes`, which never leaves certainty, 0.99 or 0.01), names (`reputation.good`), strategies (shares of the groups)
//! and members of a voluntary convention (`"universal"` or none), as [`Start::rules`]; and for automata, which know
//! nothing of trust and open as they open, an encounter that went well or badly ([`Start::after`]). Capability,
//! ideology and concern of the groups are taken from the start as well, and stay where no mechanism moves them;
//! offences always start at 0, and minds as their rule of learning has it.
//!
//! Source: following a state along a parameter: Strogatz, Nonlinear Dynamics and Chaos, section 3.6. Assumed: a level
//! lasts long enough for a world to settle.
//!
//! ```
//! use comity::game::Action;
//! use comity::record::run::Course;
//! use comity::record::sweep::{Start, sweep};
//! use comity::{batch::Plan, config::document::Document};
//! let text = "name = 'two'\n[[agents]]\npower = 'weak'\ncount = 2\nstrategies = { tit-for-tat = 1 }\n
//!             [noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\n";
//! let job = Plan::new(Document::parse("two.toml", text)?, false)?.job(0)?;
//! let levels = [job.rules.clone(), job.rules];
//! let course = Course { rounds: 10, window: 10, threshold: 0.7 };
//! let holds = |after: Option<Action>| {
//!     let runs = sweep(&levels, &job.key, 0, &course, &Start { rules: None, after }, &mut ()).expect("equal levels");
//!     [runs[0].outcome.holds, runs[1].outcome.holds]
//! };
//! // Without noise tit-for-tat goes on as it began.
//! assert_eq!(holds(None), [true, true]);
//! assert_eq!(holds(Some(Action::Defect)), [false, false]);
//! # Ok::<(), comity::config::Failure>(())
//! ```

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

/// Carries a replicate through levels in their order, `course.rounds` rounds each; every level is judged by its own
/// rounds, which go on counting for all else.
///
/// # Errors
/// [`SweepError`] if the levels are not of one world ([`check`]).
///
/// # Panics
/// If the world lives on expected payoffs that cannot be worked out; ask [`super::run::expected`] first, as a plan
/// does.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Plan;
    use crate::config::document::Document;
    use crate::record::{RoundRow, simulate};
    use crate::statistics::hysteresis::{Verdict, hysteresis};
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
        let mut seldom = world(mixed, &format!("{own}{learns}[mechanisms.convention]\n"));
        seldom.meetings.frequency = Some((1..29).map(|pair| f64::from(pair) / 28.0).collect());
        vec![
            seldom,
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
        assert!(moved >= 7, "worlds that stand still prove nothing: {moved}");
    }

    const PAIR: &str = "[[agents]]\nname = 'a'\npower = 'strong'\ncount = 1\nideology = 0\nstrategies = { tit-for-tat = 1 }\n\
                        [[agents]]\nname = 'b'\npower = 'weak'\ncount = 1\nideology = 1\nstrategies = { always-defect = 1 }\n\
                        [noise]\nslip = 0\nmiss = MISS\nfalse_alarm = 0\nacuity = 0\n\
                        [trust]\nprior = PRIOR\nrelax = 0.1\n[trust.rule.linear]\nfriction = 0\nloss = LOSS\n\
                        [game.matrix]\nR = 3\nS = 0\nT = 5\nP = PAYOFF\n";

    fn pair(payoff: &str, loss: &str, prior: &str, miss: &str) -> Rules {
        rules(&PAIR.replace("PAYOFF", payoff).replace("LOSS", loss).replace("PRIOR", prior).replace("MISS", miss))
    }

    /// Two rounds of tit-for-tat against defection at P = 1, then two at P = 2, where every defection is read as
    /// cooperation half of the time. By hand: (0 + 1) / 2, then tit-for-tat goes on defecting where a world of its own
    /// would open with cooperation. Trust at distance 1/2: prior 0.6 - 0.25 = 0.35, after a loss of 0.3 and relaxation
    /// 0.1: 0.245 + 0.1 x 0.105 = 0.2555, then 0.17885 + 0.1 x 0.17115 = 0.195965; then prior 0.8 - 0.25 = 0.55 and
    /// loss 0.5: 0.0979825 + 0.1 x 0.4520175.
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

    /// Chances to misread are among what is worked out anew: the world of the first level reads every defection
    /// rightly.
    #[test]
    fn readings_follow_the_noise_of_the_level() {
        let (sharp, blurred) = (pair("1", "0.3", "0.6", "0"), pair("1", "0.3", "0.6", "0.5"));
        let key = Key::common(1);
        let course = Course { rounds: 100, window: 100, threshold: 0.7 };
        let runs = sweep(&[sharp, blurred], &key, 0, &course, &Start::default(), &mut ()).unwrap();
        // Tit-for-tat cooperates once, then in half of 100 rounds (standard deviation 5), of both sides' 200 choices.
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
        assert!(message.contains("concern of \"weak\" to be 0.1"), "{message}");
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

    /// Trust alone decides (trust_weight 1), so who trusts goes on trusting: cooperation falls late as the threshold
    /// rises, and comes back late as it falls. By hand, from the balance of gain and loss: near 0.65 and 0.2.
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
            (0..20).map(holds).collect()
        };
        let found = hysteresis(&values, &way(1), &way(0));
        assert_eq!(found.verdict, Verdict::Open, "{found:?}");
        let (up, down) = (found.up.unwrap().at, found.down.unwrap().at);
        assert!((0.5..0.9).contains(&up) && (0.05..0.4).contains(&down), "{found:?}");
        assert!(found.width > 0.2);
    }
}
