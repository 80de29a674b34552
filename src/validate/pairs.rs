//! Automata that play each other, in a world and outside, against their Markov chain; slips and readings one by one.
//!
//! Long runs are averaged over rounds 201 to 400. Noise makes a pair forget its start: over those rounds the exact mean differs
//! from that of play without end by less than 1e-5, as a test shows: a fortieth of the smallest standard error.

use super::check::Check;
use super::subject::{Built, Measure, SILENT, Subject, agents, course, matrix};
use super::topic::Topic;
use super::verdict::Judge::Spread;
use crate::exact::pairs::{Horizon, Noise, play};
use crate::game::Payoffs;
use crate::strategy::automaton::with_slip;
use crate::strategy::catalogue;
use crate::strategy::referee::Faults;
use crate::strategy::{Automaton, Entry};
use crate::units::Probability;

/// Rounds of a long run, and how many of the last count.
const LONG: [u32; 2] = [400, 200];

/// The strategies of each pair.
const PAIRS: [[&str; 2]; 21] = [
    ["always-cooperate", "always-defect"],
    ["tit-for-tat", "tit-for-tat"],
    ["tit-for-tat", "always-defect"],
    ["tit-for-tat", "win-stay-lose-shift"],
    ["generous-tit-for-tat", "generous-tit-for-tat"],
    ["generous-tit-for-tat", "win-stay-lose-shift"],
    ["win-stay-lose-shift", "win-stay-lose-shift"],
    ["win-stay-lose-shift", "always-defect"],
    ["grim-trigger", "grim-trigger"],
    ["grim-trigger", "tit-for-tat"],
    ["grim-trigger", "random"],
    ["contrite-tit-for-tat", "contrite-tit-for-tat"],
    ["contrite-tit-for-tat", "tit-for-tat"],
    ["two-tits-for-tat", "tit-for-two-tats"],
    ["two-tits-for-tat", "alternator"],
    ["tit-for-two-tats", "alternator"],
    ["firm-but-fair", "hard-tit-for-tat"],
    ["extort-2", "generous-tit-for-tat"],
    ["aon2", "aon2"],
    ["forgiving-grim", "suspicious-tit-for-tat"],
    ["capri", "win-stay-lose-shift"],
];

/// Slip, miss and false alarm; both sides read alike.
const NOISES: [[f64; 3]; 2] = [[0.05, 0.0, 0.0], [0.02, 0.1, 0.05]];

const PRISONERS: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
/// What the weak see where the game is not the same for both.
const WEAK: Payoffs = Payoffs::new(2.0, -1.0, 2.5, 0.5);

fn automaton(name: &str) -> Built<Automaton> {
    Ok(catalogue::find(name).and_then(Entry::automaton).ok_or_else(|| format!("no automaton {name:?}"))?)
}

/// The world of a pair, the first strong and the second weak.
fn world(pair: [&str; 2], [slip, miss, alarm]: [f64; 3], restart: f64, [rounds, window]: [u32; 2]) -> String {
    let [r, s, t, p] = PRISONERS.0;
    let [wr, ws, wt, wp] = WEAK.0;
    course(rounds, window)
        + &format!(
            "game.matrix = {{ R = {r}, S = {s}, T = {t}, P = {p}, weak-strong = {{ R = {wr}, S = {ws}, T = {wt}, P = {wp} }} }}\n\
             trust.rule = 'fixed'\n\
             noise = {{ slip = {slip}, miss = {miss}, false_alarm = {alarm}, acuity = 0, restart = {restart} }}\n"
        )
        + &agents("strong", 1, pair[0])
        + &agents("weak", 1, pair[1])
}

const MEASURES: [Measure; 5] = [
    Measure::Mean("cooperation_sw"),
    Measure::Mean("cooperation_ws"),
    Measure::Mean("mutual"),
    Measure::Mean("payoff_strong"),
    Measure::Mean("payoff_weak"),
];

/// Long-run and discounted play in a world of two.
pub(super) fn worlds() -> Built<Vec<Check>> {
    let mut checks = Vec::new();
    let restarts = [(NOISES[0], 0.0), (NOISES[1], 0.0), ([0.01, 0.0, 0.02], 0.1)];
    for (noise, restart) in restarts {
        for pair in PAIRS {
            let horizon = if restart > 0.0 { Horizon::Discounted(1.0 - restart) } else { Horizon::LongRun };
            let [slip, miss, alarm] = noise;
            let play = play(&automaton(pair[0])?, &automaton(pair[1])?, &Noise::new(slip, miss, alarm), horizon)?;
            let ([own, other], [strong, weak]) = (play.cooperation(), play.payoffs(&PRISONERS, &WEAK));
            let end = if restart > 0.0 { format!(", continues {}", 1.0 - restart) } else { String::new() };
            let case = format!("{} - {}, slip {slip}, miss {miss}, alarm {alarm}{end}", pair[0], pair[1]);
            let subject = Subject::world(world(pair, noise, restart, LONG), &MEASURES);
            checks.push(
                Check::new(Topic::Pairs, case, 800, subject)
                    .is("cooperation of the first", own, Spread)
                    .is("cooperation of the second", other, Spread)
                    .is("mutual cooperation", play.outcomes[0], Spread)
                    .is("payoff of the first", strong, Spread)
                    .is("payoff of the second", weak, Spread),
            );
        }
    }
    Ok(checks)
}

/// Strategies each two of which, and each with itself, play a match.
const PLAYERS: [&str; 11] = [
    "tit-for-tat",
    "generous-tit-for-tat",
    "win-stay-lose-shift",
    "grim-trigger",
    "contrite-tit-for-tat",
    "tit-for-two-tats",
    "two-tits-for-tat",
    "suspicious-tit-for-tat",
    "prober",
    "extort-2",
    "random",
];

/// All pairs of the players in matches of 40 turns.
pub(super) fn matches() -> Built<Vec<Check>> {
    const TURNS: u32 = 40;
    let [slip, miss, alarm] = [0.02, 0.05, 0.1];
    let faults = Faults {
        slip: Probability::constant(slip),
        miss: Probability::constant(miss),
        false_alarm: Probability::constant(alarm),
    };
    let mut checks = Vec::new();
    for (place, first) in PLAYERS.into_iter().enumerate() {
        for second in PLAYERS.into_iter().skip(place) {
            let noise = Noise::new(slip, miss, alarm);
            let play = play(&automaton(first)?, &automaton(second)?, &noise, Horizon::Rounds(TURNS))?;
            let ([own, other], [paid, theirs]) = (play.cooperation(), play.payoffs(&PRISONERS, &PRISONERS));
            let subject = Subject::Match { names: [first, second], turns: TURNS, game: PRISONERS, faults };
            checks.push(
                Check::new(Topic::Matches, format!("{first} - {second}, {TURNS} turns"), 8_000, subject)
                    .is("payoff of the first", paid, Spread)
                    .is("cooperation of the first", own, Spread)
                    .is("payoff of the second", theirs, Spread)
                    .is("cooperation of the second", other, Spread),
            );
        }
    }
    Ok(checks)
}

/// What decides how well one reads another.
struct Sight {
    slip: f64,
    miss: f64,
    alarm: f64,
    acuity: f64,
    misread: f64,
    /// Capability of the strong and of the weak.
    capability: [f64; 2],
    /// Ideology of the weak; that of the strong is 0.
    ideology: f64,
    /// Share of the errors that a convention between the two removes, if there is one.
    verification: Option<f64>,
}

impl Sight {
    /// P(read C | D) and P(read D | C) of an observer of capability `c`, as model section 5 has them.
    fn errors(&self, c: f64) -> [f64; 2] {
        let scale = (1.0 - self.acuity * c) * (1.0 - self.verification.unwrap_or(0.0));
        let distance = (self.ideology.abs() / 2.0).min(1.0);
        [self.miss, self.alarm].map(|error| (error * scale + self.misread * distance).min(0.5))
    }

    /// How often tit-for-tat of capability `c` cooperates with one who intends cooperation with probability `p`.
    fn tit_for_tat(&self, c: f64, p: f64) -> f64 {
        let [miss, alarm] = self.errors(c);
        let partner = with_slip(p, self.slip);
        with_slip(partner * (1.0 - alarm) + (1.0 - partner) * miss, self.slip)
    }

    fn world(&self, first: &str, second: &str) -> String {
        let Self { slip, miss, alarm, acuity, misread, capability: [strong, weak], ideology, .. } = self;
        let bound = self
            .verification
            .map_or(String::new(), |share| format!("[mechanisms.convention]\nfine = 0\nverification = {share}\n"));
        course(101, 100)
            + &matrix(&PRISONERS)
            + &format!(
                "trust.rule = 'fixed'\nnoise = {{ slip = {slip}, miss = {miss}, false_alarm = {alarm}, acuity = {acuity}, \
                 misread = {misread} }}\n"
            )
            + &agents("strong", 1, first).replace("capability = 0.5", &format!("capability = {strong}"))
            + &agents("weak", 1, second)
                .replace("capability = 0.5", &format!("capability = {weak}"))
                .replace("ideology = 0", &format!("ideology = {ideology}"))
            + &bound
    }
}

/// Slips alone, and readings seen through tit-for-tat, which does what it reads.
pub(super) fn noise() -> Vec<Check> {
    let plain = Sight {
        slip: 0.0,
        miss: 0.3,
        alarm: 0.2,
        acuity: 0.0,
        misread: 0.0,
        capability: [0.9, 0.3],
        ideology: 0.0,
        verification: None,
    };
    let sights = [
        ("readings, acuity 0", Sight { ..plain }),
        ("readings, acuity 0.5", Sight { acuity: 0.5, ..plain }),
        ("readings, acuity 1", Sight { acuity: 1.0, slip: 0.03, ..plain }),
        ("readings across distance 0.4", Sight { misread: 0.5, ideology: 0.8, acuity: 0.5, ..plain }),
        ("readings no better than a coin", Sight { misread: 1.0, ideology: -1.0, ..plain }),
        ("readings under verification 0.5", Sight { verification: Some(0.5), acuity: 0.5, slip: 0.1, ..plain }),
    ];
    let mut checks = Vec::new();
    for slip in [0.01, 0.1, 0.4] {
        let sight = Sight { slip, ..plain };
        let measures = [Measure::Mean("cooperation_sw"), Measure::Mean("cooperation_ws")];
        let subject = Subject::world(sight.world("always-cooperate", "always-defect"), &measures);
        checks.push(
            Check::new(Topic::Noise, format!("slip {slip}"), 800, subject)
                .is("cooperation of always-cooperate", 1.0 - slip, Spread)
                .is("cooperation of always-defect", slip, Spread),
        );
    }
    for (case, sight) in sights {
        for (partner, p) in [("always-cooperate", 1.0), ("always-defect", 0.0)] {
            let (strong, weak) = (sight.tit_for_tat(sight.capability[0], p), sight.tit_for_tat(sight.capability[1], p));
            for (first, second, column, exact) in
                [("tit-for-tat", partner, "cooperation_sw", strong), (partner, "tit-for-tat", "cooperation_ws", weak)]
            {
                let subject = Subject::world(sight.world(first, second), &[Measure::Mean(column)]);
                checks.push(Check::new(Topic::Noise, format!("{case}: {first} - {second}"), 800, subject).is(
                    "cooperation of tit-for-tat",
                    exact,
                    Spread,
                ));
            }
        }
    }
    // Nothing to err about: without noise a pair does what it is told.
    let text = course(200, 100) + &matrix(&PRISONERS) + SILENT + "trust.rule = 'fixed'\n";
    let text = text + &agents("strong", 1, "tit-for-tat") + &agents("weak", 1, "suspicious-tit-for-tat");
    let subject = Subject::world(text, &[Measure::Mean("cooperation_sw"), Measure::Mean("payoff_strong")]);
    checks.push(
        Check::new(Topic::Noise, "none: tit-for-tat - suspicious-tit-for-tat", 50, subject)
            .is("cooperation by turns", 0.5, Spread)
            .is("payoff by turns", 2.5, Spread),
    );
    checks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_have_forgotten_their_start() {
        let [rounds, window] = LONG;
        for [slip, miss, alarm] in NOISES {
            for [first, second] in PAIRS {
                let (a, b) = (automaton(first).unwrap(), automaton(second).unwrap());
                let over = |horizon| play(&a, &b, &Noise::new(slip, miss, alarm), horizon).unwrap().outcomes;
                let (all, before) = (over(Horizon::Rounds(rounds)), over(Horizon::Rounds(rounds - window)));
                for (place, long) in over(Horizon::LongRun).into_iter().enumerate() {
                    let sum = all[place] * f64::from(rounds) - before[place] * f64::from(rounds - window);
                    let off = (sum / f64::from(window) - long).abs();
                    assert!(off < 1e-5, "{first} - {second}, slip {slip}: outcome {place} is off by {off}");
                }
            }
        }
        // A world that restarts forgets at that rate: 0.9^200 is below 1e-9.
    }
}
