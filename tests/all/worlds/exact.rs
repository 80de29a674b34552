//! Worlds small enough to be worked out by hand, and laws that every world keeps.

use super::support::{QUIET, Stepper, pair, runs};
use comity::game::Action::{Cooperate, Defect};

/// Tit-for-tat meets its suspicious twin without noise: C D C D against D C D C, and 0 5 0 5 against 5 0 5 0.
#[test]
fn two_agents_play_and_earn_as_worked_out_by_hand() {
    let mut world = Stepper::new(&(pair("tit-for-tat", "suspicious-tit-for-tat") + QUIET));
    for (mine, theirs, income) in
        [(Cooperate, Defect, [0.0, 5.0]), (Defect, Cooperate, [5.0, 0.0]), (Cooperate, Defect, [0.0, 5.0])]
    {
        world.step();
        assert_eq!(world.world.action, [mine, theirs]);
        assert_eq!(world.world.income, income);
    }
}

/// Bush-Mosteller learning, aspiration 2, rate 1/2, from certain cooperation: S 0 is a stimulus of -2/3, so p = 1 - 1/2
/// x 2/3. What was learned outlasts a restart, which is for automata only; a partner that does not learn has no mind.
#[test]
fn a_learner_learns_in_its_world_and_restarts_leave_it() {
    let text = pair("mine", "always-defect")
        + &QUIET.replace("slip = 0", "slip = 0\nrestart = 1")
        + "[strategies.mine]\nbush_mosteller = { aspiration = 2, rate = 0.5, opening = 1 }\n";
    let mut world = Stepper::new(&text);
    assert_eq!(world.world.mind, [[1.0, 2.0, 0.0, 0.0, 0.0, 0.0], [0.0; 6]]);
    world.step();
    assert_eq!((world.world.action[0], world.world.income[0]), (Cooperate, 0.0));
    assert!((world.world.mind[0][0] - 2.0 / 3.0).abs() < 1e-15, "{:?}", world.world.mind);
    assert_eq!(world.world.mind[1], [0.0; 6]);
}

/// Both learn from what they earned themselves: calculator opens with cooperation and remembers one defection read; its
/// partner took T 5 or R 3, of which q-learning credits 0.2 to the action.
#[test]
fn minds_belong_to_sides() {
    let text = pair("calculator", "mine") + QUIET + "[strategies.mine]\nq_learning = { rate = 0.2 }\n";
    let mut world = Stepper::new(&text);
    world.step();
    let [calculator, q] = [world.world.mind[0], world.world.mind[1]];
    let (own, other) = (world.world.action[0], world.world.action[1]);
    assert_eq!(own, Cooperate);
    let defected = f64::from(u8::from(other == Defect));
    assert_eq!(calculator, [1.0, defected, 0.0, defected, 0.0, 0.0]);
    let expected = if other == Defect { [0.0, 1.0] } else { [0.2 * 3.0, 0.0] };
    assert_eq!(q[..2], expected);
}

/// A world without learners has no minds to keep.
#[test]
fn minds_cost_nothing_where_nobody_learns() {
    assert!(Stepper::new(&pair("tit-for-tat", "deliberate")).world.mind.is_empty());
}

/// Linear trust, gain 0.1, loss 0.3, no relaxation, from 0.6: a cooperator watches a defector, and the reverse.
#[test]
fn trust_moves_as_worked_out_by_hand() {
    let text = pair("always-cooperate", "always-defect") + QUIET + "[trust]\nrelax = 0\n";
    let mut world = Stepper::new(&text);
    for (in_defector, in_cooperator) in [(0.42, 0.64), (0.294, 0.676), (0.2058, 0.7084)] {
        world.step();
        assert!((world.world.trust[0] - in_defector).abs() < 1e-12, "{:?}", world.world.trust);
        assert!((world.world.trust[1] - in_cooperator).abs() < 1e-12, "{:?}", world.world.trust);
    }
}

/// Relaxation 0.1 towards 0.6 after the loss: 0.42 + 0.1 x 0.18.
#[test]
fn relaxation_pulls_towards_the_prior() {
    let text = pair("always-cooperate", "always-defect") + QUIET + "[trust]\nrelax = 0.1\n";
    let mut world = Stepper::new(&text);
    world.step();
    assert!((world.world.trust[0] - 0.438).abs() < 1e-12);
}

fn deliberate(patience: f64, prior: f64, more: &str) -> f64 {
    let text = pair("deliberate", "deliberate")
        + QUIET
        + &format!(
            "[choice]\npatience = {patience}\ntemperature = 0.0001\n\
             [trust]\nprior = {prior}\nprior_slope = 0\nrule = 'fixed'\n{more}"
        );
    runs(&text, 1, 50)[0].means[0]
}

/// R 3, S 0, T 5, P 1 at full trust: the folk-theorem threshold is (5 - 3)/(5 - 1) = 1/2.
#[test]
fn deliberate_agents_cooperate_above_the_folk_theorem_threshold() {
    assert_eq!(deliberate(0.49, 1.0, ""), 0.0);
    assert_eq!(deliberate(0.51, 1.0, ""), 1.0);
}

/// The same at patience 0.8 (w = 4): trust tau is enough iff tau (-2 + 8) > 1 - tau, that is tau > 1/7.
#[test]
fn deliberate_agents_cooperate_above_the_trust_threshold() {
    assert_eq!(deliberate(0.8, 0.142, ""), 0.0);
    assert_eq!(deliberate(0.8, 0.144, ""), 1.0);
}

/// Without a future, greed T - R = 2 at full trust: deterred iff (detection - wrongful) x fine > 2.
#[test]
fn a_fine_deters_above_the_temptation() {
    let convention = |fine: f64| {
        format!("[mechanisms.convention]\ndetection = 0.9\nwrongful = 0.1\nfine = {fine}\nescalation = 0\n")
    };
    assert_eq!(deliberate(0.0, 1.0, &convention(2.49)), 0.0);
    assert_eq!(deliberate(0.0, 1.0, &convention(2.51)), 1.0);
}

/// Concern alpha turns R - T = -2 into -2 + alpha (R - S) = -2 + 3 alpha at full trust: 2/3 tips it.
#[test]
fn concern_tips_the_choice_where_the_utilities_say() {
    let with = |concern: f64| {
        let text = pair("deliberate", "deliberate")
            .replace("ideology = 0", &format!("ideology = 0\nconcern = {concern}"))
            + QUIET
            + "[choice]\npatience = 0\ntemperature = 0.0001\n[trust]\nprior = 1\nprior_slope = 0\nrule = 'fixed'\n";
        runs(&text, 1, 50)[0].means[0]
    };
    assert_eq!(with(0.66), 0.0);
    assert_eq!(with(0.67), 1.0);
}

/// Sure detection, fine 1, escalation 0.5, cap 3, forgiveness 0.05, against a partner that never defects: the defector pays
/// 1 (1 + 0.5 o) with o = 0, 1, 1.95, ... and the partner gets half.
#[test]
fn sanctions_are_graduated_and_compensated() {
    let text = pair("always-defect", "always-cooperate") + QUIET + "[mechanisms.convention]\ndetection = 1\n";
    let mut world = Stepper::new(&text);
    for (offences, fine) in [(1.0, 1.0), (1.95, 1.5), (2.8525, 1.975), (3.709_875, 2.426_25)] {
        world.step();
        assert!((world.world.income[0] - (5.0 - fine)).abs() < 1e-12, "{:?}", world.world.income);
        assert!((world.world.income[1] - fine / 2.0).abs() < 1e-12);
        assert!((world.world.offences[0] - offences).abs() < 1e-12);
    }
}

const EVERYTHING: &str = "
[[agents]]
name = 'great powers'
power = 'strong'
count = 4
language = { choice = 2 }
sovereignty = 0.3
concern = 0.1
strategies = { deliberate = 2, tit-for-tat = 1, always-defect = 1 }
[[agents]]
name = 'others'
power = 'weak'
count = 7
language = { choice = 2 }
sovereignty = { uniform = [0, 1] }
strategies = { deliberate = 2, win-stay-lose-shift = 1, random = 1 }
[culture]
barrier = 0.2
[trust]
gossip = 0.1
[mechanisms]
burden = 1.5
voice = 0.5
[mechanisms.convention]
members = 'voluntary'
quorum = 0.2
wrongful = 0.05
enforcement = 0.3
depth = 0.2
[mechanisms.fund]
[mechanisms.aid]
price = 2
allocation = 'need'
[mechanisms.development]
cost = 0.5
[mechanisms.diffusion]
rate = 0.05
[mechanisms.damage]
rate = 0.05
[mechanisms.front]
[mechanisms.dialogue]
repulsion = 0.01
[mechanisms.norm]
[mechanisms.cascade]
[mechanisms.arms]
[learning]
every = 5
";

/// What agents earn is what the game pays, less what leaves it: the treasury's part of the fines, enforcement, contributions,
/// delegated control, aid and development. Checked to 1e-9 in every round of a world with every mechanism on.
#[test]
fn money_is_neither_made_nor_lost() {
    let mut world = Stepper::new(EVERYTHING);
    let mut rounds_in_force = 0;
    for _ in 0..60 {
        let capability = world.world.capability.clone();
        let arms = 0.1 * world.world.arms.iter().sum::<f64>();
        world.step();
        let (state, rules) = (&world.world, &world.job.rules);
        let played: f64 =
            (0..rules.sides()).map(|s| state.standing.payoffs[s].at(state.action[s], state.action[s ^ 1])).sum();
        let treasury = state.tally.fines - state.tally.compensation;
        let contributions: f64 = if state.standing.in_force { state.standing.contribution.iter().sum() } else { 0.0 };
        let delegated: f64 = (0..rules.sides())
            .filter(|&s| state.standing.bound[s])
            .map(|s| 0.2 * state.sovereignty[rules.meetings.actor(s)])
            .sum();
        let aid: f64 = (0..4).map(|i| 2.0 * 0.05 * libm::pow(capability[i], 1.5)).sum();
        let development = 7.0 * 0.5 * 0.02;
        let left = played - treasury - state.tally.enforcement - contributions - delegated - aid - development - arms;
        let earned: f64 = state.income.iter().sum();
        assert!((earned - left).abs() < 1e-9, "{earned} {left}");

        assert!((state.tally.compensation - 0.5 * state.tally.fines).abs() < 1e-9);
        assert!((state.tally.enforcement - 0.3 * state.tally.fines).abs() < 1e-9);
        if state.standing.in_force {
            let members = state.member.iter().filter(|&&m| m).count() as f64;
            assert!((contributions - 0.1 * members).abs() < 1e-12, "contributions sum to rate x members");
            rounds_in_force += 1;
        }
    }
    assert!(rounds_in_force > 10, "the test has to see the convention at work");
}

#[test]
fn everything_stays_in_its_range() {
    let mut world = Stepper::new(EVERYTHING);
    for _ in 0..200 {
        world.step();
        let state = &world.world;
        assert!(state.capability.iter().all(|c| (0.01..=1.0).contains(c)));
        assert!(state.ideology.iter().all(|theta| (-1.0..=1.0).contains(theta)));
        assert!(state.trust.iter().all(|tau| (0.0..=1.0).contains(tau)));
        assert!(state.concern.iter().all(|alpha| (0.0..=0.8).contains(alpha)), "0.5 by the norm, 0.3 by adoption");
        assert!(state.offences.iter().all(|o| (0.0..=20.0).contains(o)), "at most 1 / forgiveness");
    }
}

/// A mechanism that is off, by its own word, is as if it were not there.
#[test]
fn a_mechanism_switched_off_changes_nothing() {
    let world = pair("deliberate", "tit-for-tat");
    let off: String = [
        "convention",
        "fund",
        "aid",
        "development",
        "diffusion",
        "damage",
        "front",
        "dialogue",
        "norm",
        "cascade",
        "arms",
    ]
    .iter()
    .map(|name| format!("[mechanisms.{name}]\nenabled = false\n"))
    .collect();
    assert_eq!(format!("{:?}", runs(&world, 3, 60)), format!("{:?}", runs(&(world.clone() + &off), 3, 60)));
}

/// A convention without teeth decides nothing, so the random numbers of everything else must be the same as without it.
#[test]
fn a_mechanism_switched_on_shifts_no_random_number() {
    let world = pair("generous-tit-for-tat", "random");
    let toothless = world.clone() + "[mechanisms.convention]\nfine = 0\nverification = 0\n";
    let series = |text: &str| -> Vec<f64> { runs(text, 4, 100).iter().map(|run| run.means[0]).collect() };
    assert_eq!(series(&world), series(&toothless));
}
