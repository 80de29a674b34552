//! The fog of attribution: who is blamed, when, and on what proof.

use super::support::{QUIET, Stepper, pair, plan, runs};
use comity::game::Action::{self, Cooperate, Defect};
use comity::trust::attribution::majority;

/// Agents a, b and c with a strategy each, of the given capability, a strong, all else equal.
fn three(strategies: [&str; 3], capability: [f64; 3]) -> String {
    let group = |(i, name): (usize, &str)| {
        let power = if i == 0 { "strong" } else { "weak" };
        format!(
            "[[agents]]\nname = '{name}'\npower = '{power}'\ncount = 1\nideology = 0\ncapability = {}\nstrategies = {{ {} = 1 }}\n",
            capability[i], strategies[i]
        )
    };
    ["a", "b", "c"].into_iter().enumerate().map(group).collect()
}

/// What an agent reads of another.
fn reads(world: &Stepper, of: usize, by: usize) -> Action {
    let meetings = &world.job.rules.meetings;
    let side = (0..world.job.rules.sides()).find(|&s| meetings.actor(s) == by && meetings.partner(s) == of);
    side.map_or_else(|| panic!("{by} does not meet {of}"), |side| world.world.read[side])
}

/// b defects on a and c; a always blames c for it and c always blames a, so both read b as cooperating.
#[test]
fn the_innocent_is_blamed_and_the_guilty_goes_free() {
    let text = three(["always-cooperate", "always-defect", "always-cooperate"], [0.5; 3])
        + QUIET
        + "[attribution]\nmisattribution = 1\nskill = 0\n";
    let mut world = Stepper::new(&text);
    for _ in 0..20 {
        world.step();
        assert_eq!([reads(&world, 1, 0), reads(&world, 2, 0)], [Cooperate, Defect]);
        assert_eq!([reads(&world, 1, 2), reads(&world, 0, 2)], [Cooperate, Defect]);
        // b was not defected on, and blames nobody.
        assert_eq!([reads(&world, 0, 1), reads(&world, 2, 1)], [Cooperate, Cooperate]);
    }
}

/// Two defectors blamed on each other both read as defecting: whoever is blamed is not cleared by being blamed less.
#[test]
fn blame_goes_round() {
    let text = three(["always-cooperate", "always-defect", "always-defect"], [0.5; 3])
        + QUIET
        + "[attribution]\nmisattribution = 1\nskill = 0\n";
    let mut world = Stepper::new(&text);
    world.step();
    assert_eq!([reads(&world, 1, 0), reads(&world, 2, 0)], [Defect, Defect]);
}

/// Only one partner: there is nobody else to blame.
#[test]
fn a_pair_knows_who_it_was() {
    let text = pair("always-cooperate", "always-defect") + QUIET + "[attribution]\nmisattribution = 1\nskill = 0\n";
    let mut world = Stepper::new(&text);
    world.step();
    assert_eq!(world.world.read, [Defect, Cooperate]);
}

/// Rate 0.6, skill 0.5, a of capability 0.8: 0.36; c of capability 0.2: 0.54. Miss 0.1 comes first: b goes free with
/// 0.1 + 0.9 x 0.36 = 0.424, and c is blamed by a with 0.9 x 0.36 = 0.324; by c, with 0.486. n = 20,000 rounds, standard
/// error 3.5e-3 at most.
#[test]
fn misattribution_falls_with_capability_as_stated() {
    const ROUNDS: u32 = 20_000;
    let text = "rounds = 20000\n".to_owned()
        + &three(["always-cooperate", "always-defect", "always-cooperate"], [0.8, 0.5, 0.2])
        + &QUIET.replace("miss = 0", "acuity = 0\nmiss = 0.1")
        + "[attribution]\nmisattribution = 0.6\nskill = 0.5\n";
    let mut world = Stepper::new(&text);
    let mut counts = [0_u32; 3];
    for _ in 0..ROUNDS {
        world.step();
        counts[0] += u32::from(reads(&world, 1, 0) == Cooperate);
        counts[1] += u32::from(reads(&world, 2, 0) == Defect);
        counts[2] += u32::from(reads(&world, 0, 2) == Defect);
    }
    for (count, exact) in counts.into_iter().zip([0.424, 0.324, 0.486]) {
        let share = f64::from(count) / f64::from(ROUNDS);
        assert!((share - exact).abs() < 4.0 * 3.5e-3, "{share} for {exact}");
    }
}

/// Delay 2: what b did in round 1 reaches tit-for-tat at the end of round 3, which defects from round 4 on; trust
/// stands at 0.6 until then. Without delay it would be 0.42 after round 1.
#[test]
fn late_readings_move_automata_and_trust_when_they_arrive() {
    let text = pair("tit-for-tat", "always-defect") + QUIET + "[trust]\nrelax = 0\n[attribution]\ndelay = 2\n";
    let mut world = Stepper::new(&text);
    for (done, trust) in [(Cooperate, 0.6), (Cooperate, 0.6), (Cooperate, 0.42), (Defect, 0.294), (Defect, 0.2058)] {
        world.step();
        assert_eq!(world.world.action[0], done);
        assert!((world.world.trust[0] - trust).abs() < 1e-12, "{:?}", world.world.trust);
    }
}

/// Win-stay-lose-shift against always-defect goes by what it did itself when it was exploited. Delay 1: round 1 C-D arrives
/// after round 2, so D in 3; 2 C-D arrives after 3, the automaton is at D and goes by C-D again: D in 4; 3 D-D arrives
/// after 4: C in 5.
#[test]
fn a_late_reading_is_paired_with_ones_own_act_of_its_round() {
    let text = pair("win-stay-lose-shift", "always-defect") + QUIET + "[attribution]\ndelay = 1\n";
    let mut world = Stepper::new(&text);
    for done in [Cooperate, Cooperate, Defect, Defect, Cooperate] {
        world.step();
        assert_eq!(world.world.action[0], done);
    }
}

/// Trust 0.6, false alarm 1/2, no misses: P(D | sign) = 0.4 / (0.4 + 0.6 x 0.5) = 0.571. A standard of 0.55 is met, one of
/// 0.6 is not. Perceived errors of half that: 0.4 / (0.4 + 0.6 x 0.25) = 0.727, and 0.6 is met.
#[test]
fn without_proof_there_is_the_benefit_of_the_doubt() {
    let quiet = QUIET.replace("false_alarm = 0", "false_alarm = 0.5\nacuity = 0");
    let read = |more: &str| {
        let mut world =
            Stepper::new(&format!("{}{quiet}[attribution]\n{more}\n", pair("tit-for-tat", "always-defect")));
        world.step();
        world.world.read[0]
    };
    assert_eq!([read("proof = 0.55"), read("proof = 0.6")], [Defect, Cooperate]);
    assert_eq!(read("proof = 0.6\nperceived = 0.5"), Defect);
}

/// Observers of equal sight with a false alarm of 0.3: with public signals both always read the same of c, and it is a
/// defection 0.3 of the time; with private ones they differ 2 x 0.3 x 0.7 of the time. n = 20,000 rounds, standard
/// error 3.5e-3 at most.
#[test]
fn public_signals_are_shared_and_private_ones_are_not() {
    const ROUNDS: u32 = 20_000;
    let count = |signals: &str| {
        let text = "rounds = 20000\n".to_owned()
            + &three(["always-cooperate"; 3], [0.5; 3])
            + &QUIET.replace("false_alarm = 0", "false_alarm = 0.3\nacuity = 0")
            + &format!("[attribution]\nsignals = '{signals}'\n");
        let mut world = Stepper::new(&text);
        let (mut differ, mut alarms) = (0_u32, 0_u32);
        for _ in 0..ROUNDS {
            world.step();
            let [a, b] = [0, 1].map(|by| reads(&world, 2, by));
            differ += u32::from(a != b);
            alarms += u32::from(a == Defect);
        }
        [differ, alarms].map(|count| f64::from(count) / f64::from(ROUNDS))
    };
    let near = |share: f64, exact: f64| assert!((share - exact).abs() < 4.0 * 3.5e-3, "{share} for {exact}");
    let [differ, alarms] = count("public");
    assert_eq!(differ, 0.0);
    near(alarms, 0.3);
    let [differ, alarms] = count("private");
    near(differ, 0.42);
    near(alarms, 0.3);
}

/// Acuity 1, miss 0.4, false alarm 0.2, members a (0.9), b (0.5) and c (0.1), no verification. Best: c reads b with the
/// errors of a, 0.04 and 0.02; it reads a with those of b, 0.2 and 0.1. Majority: c reads b by a and c, 0.04 and 0.36.
#[test]
fn members_share_their_sight() {
    let errors = |pooled: &str, by: usize, of: usize| {
        let text = three(["always-cooperate"; 3], [0.9, 0.5, 0.1])
            + &QUIET.replace("miss = 0\nfalse_alarm = 0", "miss = 0.4\nfalse_alarm = 0.2\nacuity = 1")
            + "[mechanisms.convention]\nverification = 0\n[mechanisms.front]\ntrust = 1\n"
            + &format!("[attribution]\npooled = {pooled}\n");
        let mut world = Stepper::new(&text);
        world.step();
        let meetings = &world.job.rules.meetings;
        let side = (0..6).find(|&s| meetings.actor(s) == by && meetings.partner(s) == of).unwrap();
        let errors = world.world.standing.errors[side];
        [errors.miss, errors.alarm]
    };
    let near = |found: [f64; 2], exact: [f64; 2]| {
        assert!(found.iter().zip(exact).all(|(x, y)| (x - y).abs() < 1e-12), "{found:?} for {exact:?}");
    };
    near(errors("'never'", 2, 1), [0.36, 0.18]);
    near(errors("{ convention = 'best' }", 2, 1), [0.04, 0.02]);
    near(errors("{ convention = 'best' }", 2, 0), [0.2, 0.1]);
    near(errors("{ convention = 'best' }", 0, 1), [0.04, 0.02]);
    let room = &mut Vec::new();
    near(errors("{ convention = 'majority' }", 2, 1), [majority(&[0.04, 0.36], room), majority(&[0.02, 0.18], room)]);
    // Nobody stands in the front: everyone sees with its own eyes.
    near(errors("{ front = 'best' }", 2, 1), [0.36, 0.18]);
}

/// Misattribution 0.5, skill 1: alone c (0.1) blames another with 0.45; with the eyes of a (0.9) with 0.05; as a majority of a and c
/// with (0.05 0.45) + (0.05 0.55 + 0.95 0.45) / 2 = 0.25. n = 20,000, 4 sigma.
#[test]
fn members_share_what_they_know_of_who_did_it() {
    const ROUNDS: u32 = 20_000;
    let blamed = |pooled: &str| {
        let text = three(["always-cooperate", "always-defect", "always-cooperate"], [0.9, 0.5, 0.1])
            + QUIET
            + "[mechanisms.convention]\n[attribution]\nmisattribution = 0.5\nskill = 1\n"
            + &format!("pooled = {pooled}\n");
        let mut world = Stepper::new(&text);
        let mut count = 0_u32;
        for _ in 0..ROUNDS {
            world.step();
            count += u32::from(reads(&world, 0, 2) == Defect);
        }
        f64::from(count) / f64::from(ROUNDS)
    };
    let near = |share: f64, exact: f64| {
        let sigma = (exact * (1.0 - exact) / f64::from(ROUNDS)).sqrt();
        assert!((share - exact).abs() < 4.0 * sigma, "{share} for {exact}");
    };
    near(blamed("'never'"), 0.45);
    near(blamed("{ convention = 'best' }"), 0.05);
    near(blamed("{ convention = 'majority' }"), 0.25);
}

/// Perceived errors change what is believed under the Bayesian rule, not what is seen.
#[test]
fn misperceived_errors_change_trust_alone() {
    let stepped = |perceived: f64| {
        let text = three(["always-cooperate"; 3], [0.5; 3])
            + "[trust.rule.bayes]\n[attribution]\n"
            + &format!("perceived = {perceived}\n");
        let mut world = Stepper::new(&text);
        (0..5).for_each(|_| world.step());
        world.world
    };
    let (known, misperceived) = (stepped(1.0), stepped(3.0));
    assert_eq!(known.read, misperceived.read);
    assert!(known.trust.iter().zip(&misperceived.trust).all(|(a, b)| a != b));
}

/// A table that changes nothing gives the very same runs as none, whatever the rule of trust and whoever meets.
#[test]
fn fog_that_hides_nothing_changes_nothing() {
    let agents = "[[agents]]\npower = 'strong'\ncount = 3\n[[agents]]\npower = 'weak'\ncount = 5\n";
    for more in [
        "[mechanisms.convention]\n[mechanisms.front]\n[mechanisms.norm]\n[learning]\n",
        "[trust]\ngossip = 0.1\n[trust.rule.bayes]\n[noise]\nmisread = 0.1\nrestart = 0.05\n",
        "[trust.rule.beta]\n[mechanisms.aid]\n",
    ] {
        let without = runs(&format!("{agents}{more}"), 2, 100);
        for fog in ["", "skill = 0.3\n", "enabled = false\nmisattribution = 0.5\ndelay = 3\n"] {
            assert_eq!(without, runs(&format!("{agents}{more}[attribution]\n{fog}"), 2, 100), "{more}{fog}");
        }
        for fog in ["misattribution = 0.5\n", "delay = 3\n", "proof = 0.9\n", "signals = 'public'\n"] {
            assert_ne!(without, runs(&format!("{agents}{more}[attribution]\n{fog}"), 2, 100), "{more}{fog}");
        }
    }
}

/// Readings that never arrive and sight that nobody shares are mistakes.
#[test]
fn fog_that_leaves_nothing_to_see_is_refused() {
    let wrong = |more: &str| {
        let text = "rounds = 100\n[holds]\nwindow = 50\n".to_owned() + &three(["tit-for-tat"; 3], [0.5; 3]) + more;
        match comity::config::document::Document::parse("w.toml", &text)
            .and_then(|d| comity::batch::Plan::new(d, false))
        {
            Ok(_) => panic!("there is a mistake in it: {text}"),
            Err(failure) => failure.to_string(),
        }
    };
    assert!(
        wrong("[attribution]\ndelay = 100\n").contains("`attribution.delay`: expected a delay below the rounds, 100")
    );
    assert!(wrong("[attribution]\npooled = { front = 'best' }\n").contains("`attribution.pooled`: nobody pools"));
}

/// The identity of a world without the new tables does not know of them.
#[test]
fn a_world_without_fog_or_shocks_is_described_as_before() {
    let config = plan(&pair("tit-for-tat", "tit-for-tat")).config;
    let text = serde_json::to_string(&config).unwrap();
    assert!(!text.contains("shocks") && !text.contains("attribution"), "{text}");
}
