//! Shocks: what strikes, when, whom, and what it leaves behind.

use super::support::{QUIET, Stepper, column, pair, plan, runs};
use comity::batch::Plan;
use comity::config::document::Document;
use comity::game::Action::{Cooperate, Defect};
use comity::record::cell::shock_values;

/// Three agents of capability 0.9, 0.5 and 0.1, each a group: a strong, b and c weak.
fn three(strategy: &str) -> String {
    let group = |name: &str, power: &str, capability: f64| {
        format!(
            "[[agents]]\nname = '{name}'\npower = '{power}'\ncount = 1\nideology = 0\ncapability = {capability}\n\
             strategies = {{ {strategy} = 1 }}\n"
        )
    };
    group("a", "strong", 0.9) + &group("b", "weak", 0.5) + &group("c", "weak", 0.1)
}

/// The sides on which an agent acts, in a world where everyone meets everyone.
fn sides(world: &Stepper, agent: usize) -> Vec<usize> {
    (0..world.job.rules.sides()).filter(|&side| world.job.rules.meetings.actor(side) == agent).collect()
}

/// At the end of round 2, for three rounds: a defects in rounds 3, 4 and 5, and nobody else ever does.
#[test]
fn a_breach_acts_from_the_next_round_and_ends() {
    let mut world =
        Stepper::new(&(three("always-cooperate") + QUIET + "[[shocks]]\nat = 2\nbreach = { by = 'a', rounds = 3 }\n"));
    for round in 1..=7 {
        world.step();
        assert_eq!(world.world.shaken.as_ref().map(|shaken| shaken.struck), Some(round == 2), "round {round}");
        for agent in 0..3 {
            let expected = if agent == 0 && (3..=5).contains(&round) { Defect } else { Cooperate };
            assert!(sides(&world, agent).iter().all(|&side| world.world.action[side] == expected), "round {round}");
        }
    }
}

/// Tit-for-tat with its twin: in round 2 both read the other's cooperation as a defection, and defect ever after.
#[test]
fn a_false_flag_sets_two_reciprocators_against_each_other() {
    let shock = "[[shocks]]\nat = 1\nfalse-flag = { between = ['weak', 'a'], rounds = 1 }\n";
    let mut world = Stepper::new(&(pair("tit-for-tat", "tit-for-tat") + QUIET + shock));
    for (read, done) in [(Cooperate, Cooperate), (Defect, Cooperate), (Defect, Defect), (Defect, Defect)] {
        world.step();
        assert_eq!((world.world.read[0], world.world.read[1]), (read, read));
        assert_eq!(world.world.action, [done, done]);
    }
}

/// Only the pair between a and c is struck.
#[test]
fn a_false_flag_strikes_one_pair() {
    let shock = "[[shocks]]\nat = 1\nfalse-flag = { between = ['strongest', 'weakest'], rounds = 1 }\n";
    let mut world = Stepper::new(&(three("always-cooperate") + QUIET + shock));
    world.step();
    world.step();
    let rules = &world.job.rules;
    for side in 0..rules.sides() {
        let ends = [rules.meetings.actor(side), rules.meetings.partner(side)];
        let expected = if ends.contains(&1) { Cooperate } else { Defect };
        assert_eq!(world.world.read[side], expected, "{ends:?}");
    }
}

/// Quorum 0.8 of three votes: without the strongest the convention is not in force in rounds 3 and 4.
#[test]
fn a_withdrawal_breaks_the_quorum_until_the_member_is_back() {
    let more = "[mechanisms.convention]\nquorum = 0.8\n[[shocks]]\nat = 2\nwithdrawal = { rounds = 2 }\n";
    let mut world = Stepper::new(&(three("always-cooperate") + QUIET + more));
    for round in 1..=6 {
        world.step();
        let out = (3..=4).contains(&round);
        assert_eq!(world.world.member, [!out, true, true], "round {round}");
        assert_eq!(world.world.standing.in_force, !out, "round {round}");
    }
}

/// For good, and one after another: the second strongest is next, and where no member is left nothing happens.
#[test]
fn withdrawals_strike_those_who_belong() {
    let more = "[mechanisms.convention]\n[[shocks]]\nhazard = 1\nwithdrawal = {}\n";
    let mut world = Stepper::new(&(three("always-cooperate") + QUIET + more));
    for member in
        [[true, true, true], [false, true, true], [false, false, true], [false, false, false], [false, false, false]]
    {
        world.step();
        assert_eq!(world.world.member, member);
    }
}

/// After a has left, b and c meet each other alone: 2 sides of 6; without a, b is the strongest.
#[test]
fn who_leaves_meets_nobody_any_more() {
    let more = "[mechanisms.convention]\nquorum = 0.6\n[[shocks]]\nat = 1\nexit = {}\n\
                [[shocks]]\nat = 3\ncapability-jump = { of = 'strongest', add = 0.2 }\n";
    let mut world = Stepper::new(&(three("always-cooperate") + QUIET + more));
    world.step();
    assert_eq!((world.world.encounters(&world.job.rules), world.world.income[0]), (&[2, 2, 2][..], 6.0));
    world.step();
    assert_eq!(world.world.encounters(&world.job.rules), [0, 1, 1]);
    assert_eq!(world.world.income, [0.0, 3.0, 3.0]);
    assert_eq!(world.world.tally.mutual, 1.0);
    // Two of two that are left belong.
    assert_eq!((world.world.member.as_slice(), world.world.standing.in_force), (&[false, true, true][..], true));
    world.step();
    world.step();
    assert!((world.world.capability[1] - 0.7).abs() < 1e-15, "{:?}", world.world.capability);
}

/// 0.1 + 0.3, then 1 at most, then set; what the strongest can do changes with it.
#[test]
fn power_transitions_stay_in_range() {
    let more = "[[shocks]]\nat = 1\ncapability-jump = { of = 'weakest', add = 0.3 }\n\
                [[shocks]]\nat = 2\ncapability-jump = { of = 'c', add = 5 }\n\
                [[shocks]]\nat = 3\ncapability-jump = { of = 'strongest', set = 0 }\n";
    let mut world = Stepper::new(&(three("always-cooperate") + more));
    for capability in [0.1, 0.4, 1.0, 0.01] {
        world.step();
        assert!((world.world.capability[2] - capability).abs() < 1e-15, "{:?}", world.world.capability);
        // Side 2 is a's towards c: relative power at decisiveness 1.
        let power = 0.9 / (0.9 + capability);
        assert!((world.world.standing.power[2] - power).abs() < 1e-12);
    }
}

/// A hazard of 0.1 in rounds 1001 to 21,000: n = 20,000, standard error 42.4; and nothing outside of them.
#[test]
fn a_hazard_strikes_as_often_as_it_says() {
    let shock = "[[shocks]]\nhazard = 0.1\nfrom = 1001\nuntil = 21000\nbreach = {}\n";
    let mut world = Stepper::new(&format!("rounds = 22000\n{}{QUIET}{shock}", pair("always-defect", "always-defect")));
    let mut struck = [0_u32; 2];
    for round in 1..=22_000 {
        world.step();
        let inside = (1001..=21_000).contains(&round);
        struck[usize::from(inside)] += u32::from(world.world.shaken.as_ref().is_some_and(|shaken| shaken.struck));
    }
    assert_eq!(struck[0], 0);
    assert!((f64::from(struck[1]) - 2000.0).abs() < 4.0 * 42.4, "{struck:?}");
}

/// A new leader every round, of a pool of two: half of 8,000 are cooperators, standard error 44.7. Whoever is drawn
/// among three: a third each, standard error 42.2.
#[test]
fn new_leaders_are_drawn_uniformly() {
    let pool = three("always-cooperate = 1, always-defect");
    let mut world = Stepper::new(&format!(
        "rounds = 9000\n{pool}{QUIET}[[shocks]]\nhazard = 1\nchange-of-leader = {{ of = 'b' }}\n"
    ));
    let before = world.world.strategy.clone();
    let mut cooperators = 0_u32;
    world.step();
    for _ in 0..8_000 {
        world.step();
        assert_eq!([world.world.strategy[0], world.world.strategy[2]], [before[0], before[2]]);
        cooperators += u32::from(world.world.strategy[1] == 0);
    }
    assert!((f64::from(cooperators) - 4000.0).abs() < 4.0 * 44.7, "{cooperators}");

    let mut world = Stepper::new(&format!(
        "rounds = 9000\n{pool}{QUIET}[[shocks]]\nhazard = 1\nbreach = {{ by = 'anyone', rounds = 1 }}\n"
    ));
    let mut struck = [0_u32; 3];
    world.step();
    for _ in 0..8_000 {
        for (i, struck) in struck.iter_mut().enumerate() {
            // Whoever intends to cooperate and does not, was struck.
            let cooperates = world.world.strategy[i] == 0;
            *struck += u32::from(cooperates && sides(&world, i).iter().all(|&s| world.world.action[s] == Defect));
        }
        world.step();
    }
    for (i, &struck) in struck.iter().enumerate().filter(|&(i, _)| world.world.strategy[i] == 0) {
        assert!((f64::from(struck) - 8000.0 / 3.0).abs() < 4.0 * 42.2, "{i}: {struck}");
    }
}

/// A shock that never strikes, whatever its kind, changes no number of any run.
#[test]
fn a_shock_that_never_strikes_changes_nothing() {
    let world = "[[agents]]\npower = 'strong'\ncount = 3\n[[agents]]\npower = 'weak'\ncount = 5\n\
                 [mechanisms.convention]\nmembers = 'voluntary'\n[mechanisms.front]\n[mechanisms.aid]\n\
                 [mechanisms.development]\n[trust]\ngossip = 0.1\n[learning]\n";
    let without = runs(world, 3, 120);
    for kind in [
        "false-flag = {}",
        "breach = {}",
        "withdrawal = {}",
        "change-of-leader = {}",
        "capability-jump = { add = 0.1 }",
        "exit = {}",
    ] {
        let with = runs(&format!("{world}[[shocks]]\nhazard = 0\n{kind}\n"), 3, 120);
        assert_eq!(without, with, "{kind}");
    }
}

/// Three that cooperate, one of which defects in rounds 21 to 30: cooperation 2/3. The trailing mean spans two rounds, is
/// below 0.7 from round 22 to 30 and back at 31, eleven rounds after the shock. The weak never waver.
#[test]
fn recovery_is_counted_by_kind_of_dyad() {
    let text = "rounds = 60\n".to_owned()
        + &three("always-cooperate")
        + QUIET
        + "[holds]\nwindow = 20\n[[shocks]]\nat = 20\nbreach = { by = 'a', rounds = 10 }\n";
    let plan = plan(&text);
    let job = plan.job(0).unwrap_or_else(|f| panic!("{f}"));
    let run = comity::record::simulate(&job.rules, &job.key, 0, &job.course, &mut ());
    let [shocks, all, ss, sw, ws, ww] = shock_values(&run);
    assert_eq!((shocks, all, sw, ws, ww), (1.0, 11.0, 12.0, 0.0, 0.0));
    assert!(ss.is_nan(), "nobody forms such a dyad");
    let names: Vec<String> = plan.run_columns().into_iter().map(|column| column.name).collect();
    assert_eq!(names[names.len() - 6..][..2], ["shocks", "recovery_after_shock"]);
    assert_eq!(plan.round_columns().last().map(|column| column.name.clone()), Some("shock".to_owned()));
    assert!(run.means[column("cooperation")] == 1.0);
}

fn wrong(shock: &str) -> String {
    let text = format!("name = 'w'\nrounds = 100\n{}[[shocks]]\n{shock}\n", three("tit-for-tat"));
    match Document::parse("w.toml", &text).and_then(|document| Plan::new(document, false)) {
        Ok(_) => panic!("there is a mistake in it: {text}"),
        Err(failure) => failure.to_string(),
    }
}

/// Line 22 is that of `[[shocks]]`.
#[test]
fn mistakes_are_placed_and_the_nearest_name_is_given() {
    let unknown = wrong("at = 5\nbreach = { by = 'strongst' }");
    assert!(unknown.contains("`shocks.0.breach.by`") && unknown.contains("did you mean \"strongest\"?"), "{unknown}");
    assert!(unknown.starts_with("w.toml:"), "{unknown}");
    let late = wrong("at = 100\nbreach = {}");
    assert!(late.contains("`shocks.0.at`") && late.contains("before the last, 100"), "{late}");
    assert!(wrong("at = 5\nhazard = 0.1\nbreach = {}").contains("`shocks.0.hazard`"));
    assert!(wrong("at = 5").contains("expected one of false-flag, breach"));
    assert!(wrong("at = 5\nwithdrawal = {}").contains("expected [mechanisms.convention]"));
    assert!(wrong("at = 5\nbreech = {}").contains("did you mean `breach`?"));
    assert!(
        wrong("at = 5\nbreach = {}\n[game]\npreset = 'stag-hunt'\n[learning]\npayoffs = 'expected'")
            .contains("`shocks`")
    );
}

/// A study sweeps the keys of a shock by its name.
#[test]
fn shocks_are_swept_by_name() {
    let text = "rounds = 100\n".to_owned()
        + &three("tit-for-tat")
        + "[[shocks]]\nname = 'coup'\nat = 50\nbreach = { by = 'a' }\n\
           [study.grid]\naxes = [{ key = 'shocks.coup.breach.rounds', values = [1, 30] }]\n";
    let plan = plan(&text);
    let rules = [0, 1].map(|cell| plan.job(cell).unwrap_or_else(|f| panic!("{f}")).rules.shocks);
    assert_ne!(rules[0], rules[1]);
}
