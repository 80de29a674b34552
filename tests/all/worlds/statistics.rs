//! Worlds whose long run is known: simulated means within 4 standard errors of exact ones, at fixed seeds.

use super::support::{mean, pair, runs};

fn within_four_sigma(name: &str, (mean, error): (f64, f64), exact: f64) {
    assert!(error > 0.0 && error < 0.05, "{name}: standard error {error}");
    assert!((mean - exact).abs() < 4.0 * error, "{name}: {mean} +- {error}, exact {exact}");
}

fn noisy(slip: f64) -> String {
    format!("[game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n[noise]\nslip = {slip}\nmiss = 0\nfalse_alarm = 0\n")
}

/// Tit-for-tat against itself with slips: half of all choices in the long run (Molander 1985). n = 200 runs of 4,000 rounds,
/// slip 0.05; the start is forgotten at rate 2 x 0.05 per round, its trace in the mean is below 1e-3 and is allowed for.
#[test]
fn tit_for_tat_against_itself_cooperates_half_the_time() {
    let runs = runs(&(pair("tit-for-tat", "tit-for-tat") + &noisy(0.05)), 200, 4_000);
    let (m, error) = mean(&runs, "cooperation");
    assert!((m - 0.5).abs() < 4.0 * error + 2.5e-3, "{m} +- {error}");
}

/// Win-stay-lose-shift against itself with slips e: intends cooperation iff the last outcome was CC or DD, so with
/// s = (1 - e)^2 + e^2 the share of equal outcomes, cooperation is s (1 - e) + (1 - s) e. At e = 0.01: 0.970596.
/// n = 200 runs of 2,000 rounds.
#[test]
fn win_stay_lose_shift_against_itself() {
    let runs = runs(&(pair("win-stay-lose-shift", "win-stay-lose-shift") + &noisy(0.01)), 200, 2_000);
    within_four_sigma("cooperation", mean(&runs, "cooperation"), 0.970_596);
}

/// Always-cooperate and always-defect with slips 0.1 under a convention with detection 0.6 and wrongful 0.2:
/// cooperation 0.5, fined 0.5 (0.9 x 0.2 + 0.1 x 0.6) + 0.5 (0.1 x 0.2 + 0.9 x 0.6) = 0.4, wrongly 0.5 x 0.2.
/// n = 100 runs of 500 rounds.
#[test]
fn fines_fall_as_often_as_detection_and_wrongful_say() {
    let text = pair("always-cooperate", "always-defect")
        + &noisy(0.1)
        + "[mechanisms.convention]\ndetection = 0.6\nwrongful = 0.2\n";
    let runs = runs(&text, 100, 500);
    within_four_sigma("cooperation", mean(&runs, "cooperation"), 0.5);
    within_four_sigma("fined", mean(&runs, "fined"), 0.4);
    within_four_sigma("wrongly fined", mean(&runs, "wrongly_fined"), 0.1);
}

/// Tit-for-tat copies what it reads: against always-cooperate its cooperation after the first round is 1 - P(read D | C).
/// The strong side (capability 0.8, acuity 0.5, verification 0.5) misreads with 0.3 x 0.6 x 0.5 = 0.09. n = 200 runs of 500 rounds.
#[test]
fn readings_err_as_often_as_capability_and_verification_say() {
    let text = pair("tit-for-tat", "always-cooperate")
        .replace("count = 1\nideology", "count = 1\ncapability = 0.8\nideology")
        + "[noise]\nslip = 0\nfalse_alarm = 0.3\n[mechanisms.convention]\n";
    let runs = runs(&text, 200, 500);
    let exact = (1.0 + 499.0 * 0.91) / 500.0;
    within_four_sigma("cooperation_sw", mean(&runs, "cooperation_sw"), exact);
}

/// Restart 0.1, grim-trigger against a coin without other noise: grim cooperates while every toss since the last restart was
/// heads. With a start of its own each round of probability 0.1, in the long run P = 0.1 + 0.9 x 0.5 P, so P = 0.1818...
/// n = 200 runs of 2,000 rounds; the first rounds' trace is below 1e-3 and is allowed for.
#[test]
fn restarts_return_automata_to_their_start() {
    let text = pair("grim-trigger", "random") + "[noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\nrestart = 0.1\n";
    let runs = runs(&text, 200, 2_000);
    let (m, error) = mean(&runs, "cooperation_sw");
    assert!((m - 0.1 / 0.55).abs() < 4.0 * error + 1e-3, "{m} +- {error}");
}

/// Whoever stands first in the list, the distribution is the same: n = 300 runs each way, difference within 4 sigma.
#[test]
fn relabelling_agents_leaves_distributions_unchanged() {
    let group = |power: &str, count: u32| format!("[[agents]]\npower = '{power}'\ncount = {count}\n");
    let rest = "[mechanisms.convention]\nmembers = 'voluntary'\n[mechanisms.front]\n[mechanisms.aid]\n[learning]\nevery = 10\n";
    let one = runs(&(group("strong", 3) + &group("weak", 6) + rest), 300, 80);
    let other = runs(&(group("weak", 6) + &group("strong", 3) + rest), 300, 80);
    for name in ["cooperation", "cooperation_sw", "cooperation_ws", "trust", "payoff_strong", "payoff_weak", "members"]
    {
        let ((a, ea), (b, eb)) = (mean(&one, name), mean(&other, name));
        assert!((a - b).abs() < 4.0 * (ea * ea + eb * eb).sqrt(), "{name}: {a} +- {ea}, {b} +- {eb}");
    }
}

/// Blind imitation (selection 0) without mutation is drift: the expected share of a strategy stays where it was.
/// n = 400 runs of 20 agents; the share of always-defect has expectation 0.3.
#[test]
fn blind_imitation_has_no_direction() {
    let text = "[[agents]]\npower = 'weak'\ncount = 20\nstrategies = { always-defect = 0.3, tit-for-tat = 0.7 }\n\
                [learning]\nevery = 1\nselection = 0\nmutation = 0\n";
    let runs = runs(text, 400, 10);
    let share: Vec<f64> = runs.iter().map(|run| run.shares[0]).collect();
    let (m, error, _) = comity::statistics::interval::mean_and_error(&share);
    assert!((m - 0.3).abs() < 4.0 * error, "{m} +- {error}");
}
