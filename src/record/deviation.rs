//! The deviation audit: where cooperation holds, is it an equilibrium, or merely not yet invaded?
//!
//! ```text
//! u_i(s)    = income of agent i over the run / its encounters,  i keeping strategy s, all else as the world says
//! gain_r(s) = u_i(s) - u_i(s_i)            i drawn for replicate r and each power; s_i the strategy it starts with
//! interval  = mean of gain_r(s) over replicates +- t_(n-1)(1 - 0.05 / (2 m)) x standard error,  m alternatives
//! equilibrium      iff every upper end <= epsilon
//! can be invaded   iff some lower end > epsilon
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | gain_r(s) | what a lone deviation to s gains | payoff per encounter | [`Deviation::gains`] |
//! | s | a strategy of the pool | place in the pool | [`Audit::pool`] |
//! | epsilon | the greatest gain that is none | payoff per encounter, >= 0 | [`Audit::epsilon`] |
//!
//! Both runs see the same random numbers (every draw has an address of its own), so that an alternative which acts as
//! the resident does gains exactly 0. The agent is drawn without regard to payoffs and is the same for all
//! alternatives; replicates are independent, and their mean is the gain of an agent of that power drawn at random. The
//! intervals of one power hold together at 95% (Bonferroni), whichever alternative turns out best.
//!
//! Source: a deviation by one against the play of all others is that of Nash (1951), Annals of Mathematics 54:286; with
//! a tolerance, the epsilon-equilibrium of Radner (1980), J. Economic Theory 22:136; payoffs of a repeated game by
//! their mean over the rounds, without discounting: Aumann & Shapley (1994), in Essays in Game Theory, ch. 1, and
//! Rubinstein (1979), J. Economic Theory 21:1. Assumed: payoffs are material and count alike in all rounds, as those
//! that agents compare when they learn (`patience` belongs to what deliberate agents weigh, not to what anybody earns);
//! a gain in the opening alone fades with the length of the run, and `epsilon` says when it is none. The agent keeps
//! its strategy for the whole run, in both runs; the others learn and may imitate it; its membership of a convention
//! changes as everybody's. Only whole strategies of the pool are tried: an equilibrium among them need not be one among
//! all. Where residents have several strategies, one may gain what another loses: then each is judged apart, over all
//! replicates (an agent earns with every strategy of the pool in each, so that any can be compared with any). Where all
//! replicates agree, as in a world without chance, the interval is a point.
//!
//! ```
//! use comity::record::deviation::{Deviation, Gains, Verdict, judge};
//! let gains = |g: f64| Gains([Some(Deviation { agent: 0, own: Some(0), payoff: 3.0, gains: vec![0.0, g] }), None]);
//! let names = ["tit-for-tat", "always-defect"].map(str::to_owned);
//! // Mean -1.5, standard error 0.5, and t_1 at 97.5% is 12.7: too few replicates to say.
//! let findings = judge(&names, &[gains(-1.0), gains(-2.0)], 0.0);
//! assert_eq!((findings[0].best, findings[0].verdict), (Some(1), Verdict::Open));
//! let findings = judge(&names, &[gains(-1.0), gains(-1.0)], 0.0);
//! assert_eq!(findings[0].verdict, Verdict::Equilibrium);
//! ```

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::run::{Course, Running, drawn};
use crate::game::Power;
use crate::learning::Basis;
use crate::rng::{Key, Purpose, Stream, pick};
use crate::statistics::interval::{Moments, student_quantile};
use crate::stop::Pulse;
use crate::strategy::catalogue;
use crate::units::NonNegative;
use crate::world::rules::nearest;
use crate::world::{Rules, World};

/// Level of the intervals of one power, all alternatives together.
const LEVEL: f64 = 0.05;

/// The most replicates of an audit, unless more are asked for.
const MOST: u32 = 20;

/// The deviation audit: `[audit]`; without the table nothing is audited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Is it on?
    pub enabled: bool,
    /// Replicates of the audit (at least 1; default those of the study, 20 at most). Each takes one run for each power
    /// and strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub replicates: Option<NonZeroU32>,
    /// Strategies that an agent may deviate to, among those that the groups name (default: all of them).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<Vec<String>>,
    /// The greatest gain that counts as none (payoff per encounter, at least 0).
    pub epsilon: NonNegative,
    /// Audit only cells in which cooperation holds in at least half of the runs?
    pub only_where_it_holds: bool,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            enabled: true,
            replicates: None,
            pool: None,
            epsilon: NonNegative::constant(0.01),
            only_where_it_holds: true,
        }
    }
}

/// A strategy of the pool that a world does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a strategy that a group names ({known}), found {found:?}{}", hint(.near))]
pub struct UnknownStrategy {
    /// Its place in the list of the config.
    pub place: usize,
    /// What was found.
    pub found: String,
    /// What the world has.
    pub known: String,
    /// The known name that is near, if one is.
    pub near: Option<String>,
}

fn hint(near: &Option<String>) -> String {
    match near {
        Some(near) => format!("; did you mean {near:?}?"),
        None => "; a group may name it with a share of 0".to_owned(),
    }
}

impl Audit {
    /// Replicates of an audit in a study of so many.
    pub fn replicates(&self, study: u32) -> u32 {
        self.replicates.map_or(study.min(MOST), NonZeroU32::get)
    }

    /// The pool as places in a world's repertoire, in rising order.
    ///
    /// # Errors
    /// [`UnknownStrategy`] for the first name that the world does not have.
    pub fn places(&self, rules: &Rules) -> Result<Vec<u16>, UnknownStrategy> {
        let names = &rules.repertoire.names;
        let Some(pool) = &self.pool else { return Ok((0..names.len() as u16).collect()) };
        let mut places = Vec::with_capacity(pool.len());
        for (place, found) in pool.iter().enumerate() {
            let name = catalogue::find(found).map_or(found.as_str(), |entry| entry.name);
            let Ok(strategy) = names.binary_search_by(|known| known.as_str().cmp(name)) else {
                let near = nearest(found, names.iter().map(String::as_str)).map(str::to_owned);
                return Err(UnknownStrategy { place, found: found.clone(), known: names.join(", "), near });
            };
            places.push(strategy as u16);
        }
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }
}

/// What the deviations of one agent gain.
#[derive(Debug, Clone, PartialEq)]
pub struct Deviation {
    /// The agent.
    pub agent: u32,
    /// The strategy it starts with, as a place in the pool; none if the pool does not have it.
    pub own: Option<usize>,
    /// What it earns with that (payoff per encounter; NaN if it meets nobody).
    pub payoff: f64,
    /// What it gains with each strategy of the pool (payoff per encounter; exactly 0 with its own).
    pub gains: Vec<f64>,
}

impl Deviation {
    /// The same as if the agent started with that strategy of the pool.
    fn over(&self, own: usize) -> Self {
        let base = self.gains[own];
        let gains = self.gains.iter().map(|gain| gain - base).collect();
        Self { agent: self.agent, own: Some(own), payoff: self.payoff + base, gains }
    }
}

/// What deviations gain in one replicate: of a strong agent and of a weak one, where there is any.
#[derive(Debug, Clone, PartialEq)]
pub struct Gains(pub [Option<Deviation>; 2]);

/// Does a world have deviations that mean something?
///
/// Not where agents live on expected payoffs: there a round is a generation, not an encounter. Nor where all have one
/// strategy and there is no other to try.
pub fn applies(rules: &Rules, pool: &[u16]) -> bool {
    !pool.is_empty()
        && rules.repertoire.names.len() > 1
        && rules.learning.as_ref().is_none_or(|learning| learning.payoffs == Basis::Played)
}

/// Lets one agent of each power deviate to each strategy of the `pool` ([`Audit::places`]) in one replicate; the
/// course's rounds are played, its window and threshold do not matter. None where that means nothing ([`applies`]).
pub fn deviate(rules: &Rules, key: &Key, replicate: u32, course: &Course, pool: &[u16]) -> Option<Gains> {
    if !applies(rules, pool) {
        return None;
    }
    let rules = drawn(rules, key, replicate);
    let start = World::new(&rules, key, replicate);
    // A word for each power.
    let mut words = [0; 2];
    Stream::new(key, replicate, Purpose::Analysis).fill(0, &mut words);
    let of = |power: Power| {
        let agents = &rules.by_power[power as usize];
        if agents.is_empty() {
            return None;
        }
        let agent = agents[pick(words[power as usize], agents.len())];
        let own = start.strategy[agent as usize];
        let earns = |strategy: u16| {
            let mut world = start.clone();
            world.keep(&rules, agent as usize, strategy);
            earned(&rules, Running::of(&rules, world, key, replicate), agent as usize, course.rounds)
        };
        let payoff = earns(own);
        let gains = pool.iter().map(|&s| if s == own { payoff } else { earns(s) } - payoff).collect();
        Some(Deviation { agent, own: pool.iter().position(|&s| s == own), payoff, gains })
    };
    Some(Gains([Power::Strong, Power::Weak].map(of)))
}

/// What an agent earns per encounter over a run.
fn earned(rules: &Rules, mut running: Running, agent: usize, rounds: u32) -> f64 {
    let (mut income, mut games) = (0.0, 0.0);
    let mut pulse = Pulse::of(rules.sides() + rules.agents());
    for _ in 0..rounds {
        pulse.step();
        running.play(rules);
        income += running.world.income[agent];
        games += running.world.games(rules, agent);
        running.learn(rules);
    }
    income / games
}

/// What an audit finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No deviation gains more than epsilon.
    Equilibrium,
    /// Some deviation gains more than epsilon.
    CanBeInvaded,
    /// The replicates do not say.
    Open,
}

impl Verdict {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Equilibrium => "equilibrium",
            Self::CanBeInvaded => "can-be-invaded",
            Self::Open => "open",
        }
    }
}

/// A strategy of the pool as a deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// Its name.
    pub strategy: String,
    /// Share of the replicates in which the agent starts with it anyway.
    pub resident: f64,
    /// Mean gain (payoff per encounter).
    pub gain: f64,
    /// Lower end of its interval, at 95% for all alternatives together; NaN after a single replicate.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What the replicates say of the deviations of one power.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The power.
    pub power: Power,
    /// The strategy over which the alternatives gain, a place in `alternatives`; none: whichever an agent starts with.
    pub resident: Option<usize>,
    /// The alternative that gains most, a place in `alternatives`; none if no agent met anybody.
    pub best: Option<usize>,
    /// The verdict.
    pub verdict: Verdict,
    /// All strategies of the pool.
    pub alternatives: Vec<Alternative>,
}

/// Judges the gains of replicates; `names` are those of the pool, `epsilon` the greatest gain that is none.
///
/// For each power first what an agent gains over the strategy it starts with, whichever that is; then, where agents
/// start with several strategies, what is gained over each of those that the pool has, by an agent of that power drawn
/// at random.
pub fn judge(names: &[String], replicates: &[Gains], epsilon: f64) -> Vec<Finding> {
    let mut findings = Vec::new();
    for power in [Power::Strong, Power::Weak] {
        let deviations: Vec<Deviation> =
            replicates.iter().filter_map(|gains| gains.0[power as usize].clone()).collect();
        if deviations.is_empty() {
            continue;
        }
        findings.push(finding(power, None, names, &deviations, epsilon));
        let starts = |s: usize| deviations.iter().any(|deviation| deviation.own == Some(s));
        let residents = (0..names.len()).filter(|&s| starts(s));
        for resident in residents.filter(|_| deviations.iter().any(|d| d.own != deviations[0].own)) {
            let over: Vec<Deviation> = deviations.iter().map(|deviation| deviation.over(resident)).collect();
            findings.push(finding(power, Some(resident), names, &over, epsilon));
        }
    }
    findings
}

fn finding(power: Power, resident: Option<usize>, names: &[String], deviations: &[Deviation], epsilon: f64) -> Finding {
    let starts_with = |s: usize| deviations.iter().filter(|deviation| deviation.own == Some(s)).count();
    // What every agent does anyway is no alternative to anything.
    let tried: Vec<usize> = (0..names.len()).filter(|&s| starts_with(s) < deviations.len()).collect();
    let alternative = |s: usize| {
        let moments: Moments = deviations.iter().map(|deviation| deviation.gains[s]).collect();
        let half = if moments.count() < 2 {
            f64::NAN
        } else if moments.error() == 0.0 {
            0.0
        } else {
            let q = 1.0 - LEVEL / (2.0 * tried.len().max(1) as f64);
            student_quantile(q, f64::from(moments.count() - 1)) * moments.error()
        };
        Alternative {
            strategy: names[s].clone(),
            resident: starts_with(s) as f64 / deviations.len() as f64,
            gain: moments.mean(),
            low: moments.mean() - half,
            high: moments.mean() + half,
        }
    };
    let alternatives: Vec<Alternative> = (0..names.len()).map(alternative).collect();
    let mut best: Option<usize> = None;
    for &s in tried.iter().filter(|&&s| !alternatives[s].gain.is_nan()) {
        if best.is_none_or(|best| alternatives[s].gain > alternatives[best].gain) {
            best = Some(s);
        }
    }
    // A missing end is neither below nor above.
    let verdict = if tried.iter().any(|&s| alternatives[s].low > epsilon) {
        Verdict::CanBeInvaded
    } else if best.is_some() && tried.iter().all(|&s| alternatives[s].high <= epsilon) {
        Verdict::Equilibrium
    } else {
        Verdict::Open
    };
    Finding { power, resident, best, verdict, alternatives }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Plan;
    use crate::config::document::Document;

    /// Strategies of three strong and two weak agents of a world without noise, in which everyone meets everyone.
    fn rules(strategies: &str, more: &str) -> Rules {
        let text = format!(
            "name = 'test'\n[[agents]]\npower = 'strong'\ncount = 3\nstrategies = {{ {strategies} }}\n\
             [[agents]]\npower = 'weak'\ncount = 2\nstrategies = {{ {strategies} }}\n\
             [game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n[noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\n{more}"
        );
        let document = Document::parse("test.toml", &text).unwrap_or_else(|f| panic!("{f}"));
        Plan::new(document, false).unwrap_or_else(|f| panic!("{f}")).job(0).unwrap_or_else(|f| panic!("{f}")).rules
    }

    fn of(rules: &Rules, rounds: u32, replicate: u32) -> Option<Gains> {
        let course = Course { rounds, window: rounds, threshold: 0.7 };
        deviate(rules, &Key::common(1), replicate, &course, &Audit::default().places(rules).unwrap())
    }

    fn audit(rules: &Rules, rounds: u32, replicates: u32) -> Vec<Finding> {
        let gains: Vec<Gains> = (0..replicates).map(|r| of(rules, rounds, r).unwrap()).collect();
        judge(&rules.repertoire.names, &gains, 0.0)
    }

    /// Among unconditional cooperators a defector earns T = 5 instead of R = 3 in every encounter.
    #[test]
    fn defectors_exploit_unconditional_cooperators() {
        let rules = rules("always-cooperate = 1, always-defect = 0", "");
        let Gains([strong, weak]) = of(&rules, 7, 0).unwrap();
        for deviation in [strong.unwrap(), weak.unwrap()] {
            assert_eq!((deviation.own, deviation.payoff, &deviation.gains[..]), (Some(0), 3.0, &[0.0, 2.0][..]));
        }
        for finding in audit(&rules, 7, 3) {
            assert_eq!((finding.best, finding.verdict), (Some(1), Verdict::CanBeInvaded));
            let best = &finding.alternatives[1];
            assert_eq!((best.resident, best.gain, best.low, best.high), (0.0, 2.0, 2.0, 2.0));
        }
    }

    /// Against grim-trigger over n rounds a defector earns (5 + (n - 1)) / n instead of 3: (14 - 30) / 10 at n = 10,
    /// and 2 at n = 1. A cooperator earns what the residents do, to the bit.
    #[test]
    fn the_shadow_of_the_future_deters_defectors() {
        let rules = rules("grim-trigger = 1, always-defect = 0, always-cooperate = 0", "");
        let finding = &audit(&rules, 10, 3)[0];
        assert_eq!(finding.verdict, Verdict::Equilibrium);
        assert_eq!(finding.alternatives[0].strategy, "always-cooperate");
        assert_eq!((finding.best, finding.alternatives[0].gain), (Some(0), 0.0));
        assert!((finding.alternatives[1].gain + 1.6).abs() < 1e-12);
        assert_eq!(finding.alternatives[2].resident, 1.0);
        let finding = &audit(&rules, 1, 3)[1];
        assert_eq!((finding.power, finding.verdict, finding.best), (Power::Weak, Verdict::CanBeInvaded, Some(1)));
    }

    /// Among defectors a cooperator earns S = 0 instead of P = 1, and tit-for-tat loses the first round: (0 + 9) / 10 -
    /// 1.
    #[test]
    fn defection_is_an_equilibrium_of_the_dilemma() {
        let rules = rules("always-defect = 1, always-cooperate = 0, tit-for-tat = 0", "");
        for finding in audit(&rules, 10, 2) {
            let gains: Vec<f64> = finding.alternatives.iter().map(|a| (a.gain * 1e12).round() / 1e12).collect();
            assert_eq!((finding.verdict, gains), (Verdict::Equilibrium, vec![-1.0, 0.0, -0.1]));
        }
    }

    const LEARNING: &str = "[learning]\nevery = 1\nmutation = 0\nrule = 'best-takes-over'\npeers = 'anyone'\n";

    /// Where all imitate the best at once, a lone defector earns 5 in round 1 and 1 ever after, since all have
    /// followed. A lone cooperator among defectors would follow as well, but is kept.
    #[test]
    fn the_one_that_deviates_does_not_learn_while_others_do() {
        let rules = rules("always-cooperate = 1, always-defect = 0", LEARNING);
        let Gains([strong, _]) = of(&rules, 10, 0).unwrap();
        let strong = strong.unwrap();
        // (5 + 9 x 1) / 10 - 3
        assert!((strong.gains[1] + 1.6).abs() < 1e-12, "{strong:?}");
        let mut world = Running::new(&rules, &Key::common(1), 0).world;
        world.keep(&rules, 4, 1);
        let mut running = Running::of(&rules, world, &Key::common(1), 0);
        running.play(&rules);
        running.learn(&rules);
        assert_eq!(running.world.strategy, [1; 5]);
        let mut world = Running::new(&rules, &Key::common(1), 0).world;
        world.strategy = vec![1, 1, 1, 1, 0];
        world.keep(&rules, 4, 0);
        let mut running = Running::of(&rules, world, &Key::common(1), 0);
        for _ in 0..20 {
            running.play(&rules);
            running.learn(&rules);
        }
        assert_eq!(running.world.strategy, [1, 1, 1, 1, 0]);
    }

    /// Mutants everywhere, at once and one by one, but never the one that is kept.
    #[test]
    fn no_mutation_moves_the_one_that_is_kept() {
        for updates in ["synchronous", "asynchronous"] {
            let learning = format!("[learning]\nevery = 1\nmutation = 1\nupdates = '{updates}'\n");
            let rules = rules("always-cooperate = 1, always-defect = 0", &learning);
            let mut world = Running::new(&rules, &Key::common(1), 0).world;
            world.keep(&rules, 2, 0);
            let mut running = Running::of(&rules, world, &Key::common(1), 0);
            let mut moved = false;
            for _ in 0..50 {
                running.play(&rules);
                running.learn(&rules);
                assert_eq!(running.world.strategy[2], 0);
                moved |= running.world.strategy.contains(&1);
            }
            assert!(moved);
        }
    }

    /// With every kind of chance in the world: the same bits again, exactly 0 for the own strategy, and for one that is
    /// the same in all but name.
    #[test]
    fn the_same_chance_is_met_by_all_alternatives() {
        let more = "[strategies.twin]\nmemory_one = { opening = 1, cc = 1, cd = 0, dc = 1, dd = 0 }\n";
        let mut noisy = rules("tit-for-tat = 1, twin = 0, always-defect = 0", more);
        noisy.noise.misread = crate::units::Probability::constant(0.2);
        let [first, again] = [0, 0].map(|r| of(&noisy, 200, r).unwrap());
        assert_eq!(first, again);
        let strong = first.0[0].clone().unwrap();
        assert_eq!((strong.own, strong.gains[1], strong.gains[2]), (Some(1), 0.0, 0.0));
        assert!(strong.gains[0] != 0.0);
    }

    /// A public good among all five, r 3, cost 1: a defector gets 4 x 3 / 5 instead of 3 - 1.
    #[test]
    fn games_of_more_than_two_can_be_audited() {
        let text = "name = 'test'\n[[agents]]\npower = 'weak'\ncount = 5\nstrategies = { always-cooperate = 1, always-defect = 0 }\n\
                    [game.public-goods]\ngroup = 5\nmultiplier = 3\ncost = 1\n";
        let document = Document::parse("test.toml", text).unwrap_or_else(|f| panic!("{f}"));
        let rules = Plan::new(document, false).unwrap().job(0).unwrap().rules;
        let Gains([strong, weak]) = of(&rules, 4, 0).unwrap();
        assert_eq!(strong, None);
        assert!((weak.unwrap().gains[1] - 0.4).abs() < 1e-12);
    }

    #[test]
    fn an_audit_means_nothing_on_expected_payoffs_or_with_one_strategy() {
        let expected = rules("always-cooperate = 1, always-defect = 0", "[learning]\npayoffs = 'expected'\n");
        assert_eq!(of(&expected, 4, 0), None);
        assert_eq!(of(&rules("always-cooperate = 1", ""), 4, 0), None);
    }

    /// Two alternatives of three strategies: t_3 at 1 - 0.05 / 4 is 4.177 (tables of Bonferroni's t).
    #[test]
    fn intervals_hold_for_all_alternatives_together() {
        let gains = |x: f64| {
            Gains([Some(Deviation { agent: 0, own: Some(0), payoff: 0.0, gains: vec![0.0, x, -9.0 + x] }), None])
        };
        let names = ["a", "b", "c"].map(str::to_owned);
        let finding = &judge(&names, &[1.0, 2.0, 3.0, 4.0].map(gains), 0.0)[0];
        let half = 4.177 * (5.0_f64 / 3.0 / 4.0).sqrt();
        assert!((finding.alternatives[1].high - (2.5 + half)).abs() < 1e-3, "{finding:?}");
        assert!((finding.alternatives[1].low - (2.5 - half)).abs() < 1e-3);
        assert_eq!((finding.best, finding.verdict), (Some(1), Verdict::Open));
        assert_eq!(judge(&names, &[gains(-1.0)], 0.0)[0].verdict, Verdict::Open, "one replicate says nothing");
    }

    #[test]
    fn gains_up_to_epsilon_are_none() {
        let gains = Gains([None, Some(Deviation { agent: 0, own: None, payoff: 0.0, gains: vec![0.01] })]);
        let names = ["a".to_owned()];
        let verdict = |epsilon: f64| judge(&names, &[gains.clone(), gains.clone()], epsilon)[0].verdict;
        assert_eq!((verdict(0.01), verdict(0.009)), (Verdict::Equilibrium, Verdict::CanBeInvaded));
    }

    /// A cooperator gains 2 by defecting and a defector loses 2 by cooperating: over what agents start with, one of
    /// each, 1 and -1.
    #[test]
    fn mixed_residents_are_judged_apart() {
        let of = |own: usize, gains: [f64; 2]| {
            Gains([Some(Deviation { agent: 0, own: Some(own), payoff: 0.0, gains: gains.to_vec() }), None])
        };
        let names = ["always-cooperate", "always-defect"].map(str::to_owned);
        let findings = judge(&names, &[of(0, [0.0, 2.0]), of(1, [-2.0, 0.0])], 0.0);
        let means: Vec<_> = findings.iter().map(|f| (f.resident, [0, 1].map(|s| f.alternatives[s].gain))).collect();
        assert_eq!(means, [(None, [-1.0, 1.0]), (Some(0), [0.0, 2.0]), (Some(1), [-2.0, 0.0])]);
        assert_eq!(findings[1].verdict, Verdict::CanBeInvaded);
        assert_eq!(findings[2].verdict, Verdict::Equilibrium);
    }

    #[test]
    fn the_pool_is_read_by_name() {
        let rules = rules("tit-for-tat = 1, always-defect = 0", "");
        let pool =
            |names: &[&str]| Audit { pool: Some(names.iter().map(|&n| n.to_owned()).collect()), ..Audit::default() };
        assert_eq!(pool(&["tft", "always-defect"]).places(&rules), Ok(vec![0, 1]));
        let error = pool(&["tit-for-tat", "tit-for-tut"]).places(&rules).unwrap_err();
        assert_eq!(error.place, 1);
        assert!(error.to_string().contains("did you mean \"tit-for-tat\"?"), "{error}");
        let audit: Audit = toml::from_str("replicates = 5").unwrap();
        assert_eq!((audit.enabled, audit.replicates(3), Audit::default().replicates(100)), (true, 5, 20));
    }
}
