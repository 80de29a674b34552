//! Public names under social norms against the mean field.
//!
//! The exact results are those of infinitely many agents. Given the names of a round those of the next are independent, so that
//! two agents' names covary by order 1/N times the square of how much one name says of the next, and the share of good names is
//! off by less than 5e-5 at N = 60 (nothing where the next name does not depend on the own one). A mutant among 59 residents
//! moves their share by less than |p_g - p_b| / 59, below 9e-4 at errors of 0.05; its windows are short, so that its
//! standard error stays well above that. All names start good; the distance to the mean field shrinks to 0.13 of itself, or
//! less, in each round, so that after the five rounds left out 4e-6 of it is left.

use super::check::Check;
use super::subject::{Built, Measure, SILENT, Subject, agents, course, matrix};
use super::topic::Topic;
use super::verdict::Judge::Spread;
use crate::exact::reputation::ImageScoring;
use crate::game::Payoffs;
use crate::trust::reputation::{self, NORMS};

/// The donation game with benefit 3 and cost 1.
const GIFT: Payoffs = Payoffs::new(2.0, -1.0, 3.0, 0.0);

/// A world of discriminators (weak) and, if any, mutants (strong).
fn world(residents: usize, mutants: usize, mutant: &str, course: &str, reputation: &str) -> String {
    let mutants = if mutants > 0 { agents("strong", mutants, mutant) } else { String::new() };
    course.to_owned()
        + SILENT
        + &matrix(&GIFT)
        + "trust.rule = 'fixed'\n"
        + &agents("weak", residents, "discriminator")
        + &mutants
        + &format!("[reputation]\n{reputation}")
}

/// Norms without and with mutants, and image scoring with imperfect knowledge.
pub(super) fn checks() -> Built<Vec<Check>> {
    let mut checks = Vec::new();
    for named in NORMS {
        // Under image scoring and shunning good names all but vanish, and wander so slowly that no short run shows it.
        if ["image-scoring", "shunning"].contains(&named.name) {
            continue;
        }
        for errors in [0.01, 0.05] {
            let state = named.norm.stationary(errors, errors);
            let reputation = format!("norm = '{}'\naction_error = {errors}\nassessment_error = {errors}\n", named.name);
            let text = world(60, 0, "", &course(9, 4), &reputation);
            let subject = Subject::world(text, &["good", "cooperation"].map(Measure::Mean));
            let case = format!("{}, errors {errors}, 60 discriminators", named.name);
            checks.push(Check::new(Topic::Reputation, case, 800, subject).is("good names", state.good, Spread).is(
                "cooperation",
                state.cooperation,
                Spread,
            ));
        }
    }
    for name in ["L1", "simple-standing", "stern-judging"] {
        let norm = reputation::find(name).ok_or("no such norm")?.norm;
        let state = norm.stationary(0.05, 0.05);
        for (mutant, rare) in [("always-defect", state.defector), ("always-cooperate", state.cooperator)] {
            let reputation = format!("norm = '{name}'\naction_error = 0.05\nassessment_error = 0.05\n");
            let text = world(59, 1, mutant, &course(18, 10), &reputation);
            let subject = Subject::world(text, &["cooperation_ws", "cooperation_sw"].map(Measure::Mean));
            let check = Check::new(Topic::Reputation, format!("{name}, errors 0.05, one {mutant} in 60"), 800, subject);
            checks.push(check.is("the mutant receives", rare.receives, Spread).is(
                "the mutant gives",
                rare.gives,
                Spread,
            ));
        }
    }
    for known in [0.3, 0.5, 0.8] {
        // Residents keep a good name, a defector is bad from its first assessment on. Each resident meets it once in 49
        // encounters; the limit, in which it never does, is moved by what that costs.
        let scoring = ImageScoring { benefit: 3.0, cost: 1.0, known };
        let (resident, defector) = scoring.payoffs();
        let met = (resident + (1.0 - known) * scoring.cost) / 49.0;
        let text = world(49, 1, "always-defect", &course(11, 10), &format!("norm = 'L1'\nknown = {known}\n"));
        let subject = Subject::world(text, &["payoff_weak", "payoff_strong"].map(Measure::Mean));
        checks.push(
            Check::new(Topic::Reputation, format!("names known with {known}, one defector in 50"), 800, subject)
                .is("payoff of discriminators", resident - met, Spread)
                .is("payoff of the defector", defector, Spread),
        );
    }
    Ok(checks)
}
