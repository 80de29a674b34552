//! Where it matters how many others do: cascades of a norm, contests, arms races, funds paid for voluntarily.
//!
//! Everyone starts without concern for others, so that with a concern of 1 the mean concern is the share of adopters; armament
//! shows in what the strong earn.

use super::check::Check;
use super::subject::{Built, Measure, SILENT, Subject, agents, course, matrix};
use super::topic::Topic;
use super::verdict::Judge::{Spread, Within};
use crate::exact::cascade::mean_share;
use crate::exact::contest::symmetric;
use crate::exact::richardson::Race;
use crate::game::Payoffs;

const GAME: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);

/// Everything about crowds.
pub(super) fn checks() -> Built<Vec<Check>> {
    let mut checks = Vec::new();
    for (count, mean, sd) in [(12, 0.25, 0.12), (12, 0.25, 0.2), (16, 0.4, 0.3)] {
        // A cascade among so many ends within as many rounds.
        let text = course(20, 2)
            + SILENT
            + &matrix(&GAME)
            + &agents("weak", count, "always-cooperate")
            + &format!("[mechanisms.cascade]\nmean = {mean}\nsd = {sd}\nconcern = 1\n");
        let subject = Subject::world(text, &[Measure::Mean("concern")]);
        let exact = mean_share(count, mean, sd).ok_or("too many agents")?;
        let case = format!("cascade among {count}, thresholds of mean {mean}, sd {sd}");
        checks.push(Check::new(Topic::Crowds, case, 1_600, subject).is("adopters", exact, Spread));
    }
    let rivals = |count: usize, strategy: &str, arms: &str| {
        course(400, 2) + SILENT + &matrix(&GAME) + &agents("strong", count, strategy) + "[mechanisms.arms]\n" + arms
    };
    for (count, prize, price) in [(2, 3.0, 0.5), (5, 2.0, 0.25)] {
        let effort = symmetric(count, 1.0, prize / price).ok_or("there is an equilibrium")?;
        // Each meets the others and pays for its armament once.
        let exact = GAME.reward() - price * effort / f64::from(count - 1);
        let text = rivals(
            count as usize,
            "always-cooperate",
            &format!("rule = 'contest'\nprize = {prize:?}\nprice = {price:?}\n"),
        );
        let subject = Subject::world(text, &[Measure::Mean("payoff_strong")]);
        let case = format!("contest of {count} for {prize}, price {price}");
        checks.push(Check::new(Topic::Crowds, case, 1, subject).is("payoff", exact, Within(1e-9)));
    }
    for (reaction, fatigue, grievance) in [(0.2, 0.3, 0.1), (0.05, 0.1, 0.02)] {
        let race = Race::of_two([reaction; 2], [fatigue; 2], [grievance; 2])?;
        let settled = race.equilibrium().ok_or("it settles")?;
        let keys = format!("reaction = {reaction}\nfatigue = {fatigue}\ngrievance = {grievance}\nprice = 0.5\n");
        let subject = Subject::world(rivals(2, "always-defect", &keys), &[Measure::Mean("payoff_strong")]);
        let case = format!("arms race, reaction {reaction}, fatigue {fatigue}, grievance {grievance}");
        let exact = GAME.punishment() - 0.5 * settled[0];
        checks.push(Check::new(Topic::Crowds, case, 1, subject).is("payoff", exact, Within(1e-7)));
    }
    for (trust, effectiveness) in [(0.2, 1.0), (0.5, 2.0), (0.9, 1.0)] {
        // Two equals each expect to lose 10 x 1/2 x (1 - trust) and protect themselves until a unit more saves less than it costs.
        let gain = effectiveness * 5.0 * (1.0 - trust) / 2.0;
        let exact = 1.0 - 1.0 / f64::max(gain, 1.0);
        let text = course(5, 5)
            + SILENT
            + &agents("weak", 2, "always-cooperate")
            + &format!(
                "[game.dilemma]\nharm = 10\n[trust]\nrule = 'fixed'\nprior = {trust}\n[mechanisms.convention]\nfine = 0\n\
                 members = 'universal'\n[mechanisms.fund]\ncontributions = 'voluntary'\neffectiveness = {effectiveness:?}\n"
            );
        let subject = Subject::world(text, &[Measure::Mean("shield")]);
        let case = format!("voluntary fund of two, trust {trust}, effectiveness {effectiveness}");
        checks.push(Check::new(Topic::Crowds, case, 1, subject).is("shield", exact, Within(1e-9)));
    }
    Ok(checks)
}
