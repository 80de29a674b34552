//! The deliberate strategy and conventions, in a world of two whose trust is fixed.
//!
//! What the deliberate strategy must do is worked out here from model section 4, and at the thresholds from
//! [`crate::exact::thresholds`], where it must toss a fair coin.

use super::check::Check;
use super::subject::{Built, Measure, Subject, agents, course, matrix};
use super::topic::Topic;
use super::verdict::Judge::{Spread, Within};
use crate::exact::thresholds::{Deterrence, grim};
use crate::game::Payoffs;
use crate::strategy::automaton::with_slip;
use crate::units::logistic;

const PRISONERS: Payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
const STAG_HUNT: Payoffs = Payoffs::new(5.0, 0.0, 3.0, 2.0);

/// Two deliberate agents, of whom the strong is looked at.
struct Deliberation {
    game: Payoffs,
    trust: f64,
    patience: f64,
    temperature: f64,
    concern: f64,
    slip: f64,
    /// Expected fine, by detection, wrongful accusation and the fine itself.
    fine: Option<[f64; 3]>,
}

impl Deliberation {
    fn world(&self) -> String {
        let Self { game, trust, patience, temperature, concern, slip, .. } = self;
        let fined = self.fine.map_or(String::new(), |[detection, wrongful, fine]| {
            format!(
                "[mechanisms.convention]\ndetection = {detection}\nwrongful = {wrongful}\nfine = {fine:?}\nescalation = 0\n"
            )
        });
        course(100, 100)
            + &matrix(game)
            + &format!(
                "noise.slip = {slip}\ntrust = {{ rule = 'fixed', prior = {trust:?} }}\n\
                 choice = {{ patience = {patience:?}, temperature = {temperature} }}\n"
            )
            + &agents("strong", 1, "deliberate").replace("ideology = 0", &format!("ideology = 0\nconcern = {concern}"))
            + &agents("weak", 1, "deliberate")
            + &fined
    }

    /// P(C): the logistic of dV, from utilities u_i + concern u_j.
    fn exact(&self) -> f64 {
        let [r, s, t, p] = self.game.0;
        let [r, s, t, p] = [r + self.concern * r, s + self.concern * t, t + self.concern * s, p + self.concern * p];
        let future = self.patience / (1.0 - self.patience);
        let fine = self.fine.map_or(0.0, |[detection, wrongful, fine]| (detection - wrongful) * fine);
        let worth = self.trust * ((r - t) + future * (r - p)) + (1.0 - self.trust) * (s - p) + fine;
        with_slip(logistic(worth / self.temperature), self.slip)
    }

    fn check(&self, case: &str, exact: f64) -> Check {
        let subject = Subject::world(self.world(), &[Measure::Mean("cooperation_sw")]);
        Check::new(Topic::Choice, case, 800, subject).is("P(C)", exact, Spread)
    }
}

/// The deliberate strategy's choice.
pub(super) fn checks() -> Built<Vec<Check>> {
    let plain = Deliberation {
        game: PRISONERS,
        trust: 0.5,
        patience: 0.5,
        temperature: 1.0,
        concern: 0.0,
        slip: 0.0,
        fine: None,
    };
    let by_formula = [
        ("trust 0.5, patience 0.5", Deliberation { ..plain }),
        ("trust 0.2, patience 0.5", Deliberation { trust: 0.2, ..plain }),
        ("trust 0.9, patience 0.6, slip 0.05", Deliberation { trust: 0.9, patience: 0.6, slip: 0.05, ..plain }),
        ("trust 0.3, patience 0, temperature 2", Deliberation { trust: 0.3, patience: 0.0, temperature: 2.0, ..plain }),
        ("concern 0.4", Deliberation { concern: 0.4, trust: 0.3, ..plain }),
        ("stag hunt, trust 0.7", Deliberation { game: STAG_HUNT, trust: 0.7, patience: 0.0, ..plain }),
        (
            "fine 2 detected with 0.7, wrongly with 0.2",
            Deliberation { fine: Some([0.7, 0.2, 2.0]), trust: 0.2, ..plain },
        ),
    ];
    let mut checks: Vec<Check> = by_formula.iter().map(|(case, d)| d.check(case, d.exact())).collect();
    // Friedman's threshold of patience at full trust, Kydd's of trust without a future, Becker's of the fine: indifferent.
    let patience = grim(&PRISONERS).ok_or("a prisoner's dilemma has a threshold of patience")?;
    let friedman = Deliberation { trust: 1.0, patience, ..plain };
    let [r, s, t, p] = STAG_HUNT.0;
    let kydd = Deliberation { game: STAG_HUNT, trust: (p - s) / ((r - t) + (p - s)), patience: 0.0, ..plain };
    let fine = Deterrence::of(&PRISONERS).fine(0.7, 0.2).ok_or("some fine deters")?;
    let becker = Deliberation { trust: 1.0, patience: 0.0, fine: Some([0.7, 0.2, fine]), ..plain };
    checks.push(friedman.check("full trust, patience (T-R)/(T-P)", 0.5));
    checks.push(kydd.check("no future, trust (P-S)/(R-T+P-S)", 0.5));
    checks.push(becker.check("full trust, no future, the fine that deters", 0.5));
    Ok(checks)
}

/// A convention between always-cooperate (strong) and always-defect (weak).
struct Sanctions {
    slip: f64,
    detection: f64,
    wrongful: f64,
    fine: f64,
    escalation: f64,
    forgiveness: f64,
    compensation: f64,
    enforcement: f64,
}

impl Sanctions {
    /// Chances that the strong and the weak are fined in a round.
    fn fined(&self) -> [f64; 2] {
        [1.0, 0.0].map(|p| {
            let cooperates = with_slip(p, self.slip);
            cooperates * self.wrongful + (1.0 - cooperates) * self.detection
        })
    }

    /// Mean payoffs: offences are remembered findings, in the mean fined / forgiveness, independent of this round's.
    fn payoffs(&self) -> [f64; 2] {
        let [own, other] = [1.0, 0.0].map(|p| with_slip(p, self.slip));
        let game = |own: f64, other: f64| {
            let [r, s, t, p] = PRISONERS.0;
            own * (other * r + (1.0 - other) * s) + (1.0 - own) * (other * t + (1.0 - other) * p)
        };
        let [strong, weak] =
            self.fined().map(|chance| chance * self.fine * (1.0 + self.escalation * chance / self.forgiveness));
        let bill = self.enforcement * (strong + weak) / 2.0;
        [
            game(own, other) - strong + self.compensation * weak - bill,
            game(other, own) - weak + self.compensation * strong - bill,
        ]
    }
}

/// Conventions: findings, fines, and the quorum.
pub(super) fn convention() -> Vec<Check> {
    [sanctions(), quorums()].concat()
}

/// Who is found defecting, rightly or not, and what that costs.
fn sanctions() -> Vec<Check> {
    let plain = Sanctions {
        slip: 0.1,
        detection: 0.6,
        wrongful: 0.2,
        fine: 1.5,
        escalation: 0.0,
        forgiveness: 0.2,
        compensation: 0.0,
        enforcement: 0.0,
    };
    let cases = [
        ("fine 1.5, detection 0.6, wrongful 0.2", Sanctions { ..plain }),
        ("the same, compensation 0.5, enforcement 0.3", Sanctions { compensation: 0.5, enforcement: 0.3, ..plain }),
        ("detection 1, no wrongful accusation", Sanctions { detection: 1.0, wrongful: 0.0, ..plain }),
        ("graduated: escalation 0.5, forgiveness 0.2", Sanctions { escalation: 0.5, ..plain }),
    ];
    let mut checks = Vec::new();
    for (case, sanctions) in cases {
        let Sanctions { slip, detection, wrongful, fine, escalation, forgiveness, compensation, enforcement } =
            sanctions;
        let text = course(200, 100)
            + &matrix(&PRISONERS)
            + &format!("noise = {{ slip = {slip}, miss = 0, false_alarm = 0 }}\ntrust.rule = 'fixed'\n")
            + &agents("strong", 1, "always-cooperate")
            + &agents("weak", 1, "always-defect")
            + &format!(
                "[mechanisms.convention]\ndetection = {detection}\nwrongful = {wrongful}\nfine = {fine}\nescalation = {escalation}\n\
                 cap = 1000\nforgiveness = {forgiveness}\ncompensation = {compensation}\nenforcement = {enforcement}\n"
            );
        let columns = ["fined", "wrongly_fined", "payoff_strong", "payoff_weak"].map(Measure::Mean);
        let ([strong, weak], [own, other]) = (sanctions.fined(), sanctions.payoffs());
        checks.push(
            Check::new(Topic::Convention, case, 800, Subject::world(text, &columns))
                .is("sides fined", (strong + weak) / 2.0, Spread)
                // One side cooperates with 1 - slip, the other with slip.
                .is("sides wrongly fined", wrongful / 2.0, Spread)
                .is("payoff of always-cooperate", own, Spread)
                .is("payoff of always-defect", other, Spread),
        );
    }
    checks
}

/// When a convention is in force.
fn quorums() -> Vec<Check> {
    let mut checks = Vec::new();
    // Two strong agents of capability 0.8 against six weak ones of 0.2, by votes and by capability.
    for voice in [0.0, 1.0] {
        let voices = [2.0 * libm::pow(0.8, voice), 6.0 * libm::pow(0.2, voice)];
        let share = voices[0] / (voices[0] + voices[1]);
        for quorum in [0.2, 0.24, 0.26, 0.5, 0.56, 0.58] {
            let text = course(20, 20)
                + "trust.rule = 'fixed'\n"
                + &agents("strong", 2, "always-cooperate").replace("capability = 0.5", "capability = 0.8")
                + &agents("weak", 6, "always-cooperate").replace("capability = 0.5", "capability = 0.2")
                + &format!("[mechanisms]\nvoice = {voice}\n")
                + &format!("[mechanisms.convention]\nmembers = ['strong']\nquorum = {quorum}\n");
            let subject = Subject::world(text, &[Measure::Mean("in_force")]);
            let exact = f64::from(u8::from(share >= quorum));
            checks.push(
                Check::new(
                    Topic::Convention,
                    format!("voice c^{voice}, members {share:.3}, quorum {quorum}"),
                    1,
                    subject,
                )
                .is("in force", exact, Within(0.0)),
            );
        }
    }
    checks
}
