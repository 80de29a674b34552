//! Worlds in which not everyone meets everyone, or not in every round.

use super::support::{QUIET, Stepper, job, mean, pair, runs};
use comity::record::run::Course;
use comity::record::simulate;
use comity::rng::Key;
use comity::world::{Streams, World, play};

fn group(name: &str, power: &str, count: u32, strategy: &str) -> String {
    format!(
        "[[agents]]\nname = '{name}'\npower = '{power}'\ncount = {count}\nideology = 0\nstrategies = {{ {strategy} = 1 }}\n"
    )
}

/// Two cooperators (0, 1) and two defectors (2, 3) in a circle: 0 and 1 meet one of each and earn 3 and 0, while 2 and 3
/// earn 5 and 1. After the round each looks at a neighbour and takes its strategy if that earned more: defectors never
/// change, and cooperators only do if they looked at their defector.
#[test]
fn a_ring_of_two_kinds_plays_and_learns_as_worked_out_by_hand() {
    let text = group("kind", "strong", 2, "always-cooperate")
        + &group("harsh", "weak", 2, "always-defect")
        + QUIET
        + "[network]\nkind = 'ring'\ndegree = 2\n[learning]\nevery = 1\nselection = 1e6\nmutation = 0\npeers = 'neighbours'\n";
    let mut game = Stepper::new(&text);
    game.step();
    assert_eq!(game.world.income, [3.0, 3.0, 6.0, 6.0]);
    assert_eq!(game.world.tally.cooperated, [2.0, 2.0, 0.0, 0.0], "strong with strong: both; strong with weak: both");
    let rules = &game.job.rules;
    let mut turned = 0;
    for replicate in 0..400 {
        let key = Key::common(1);
        let (mut world, mut streams) = (World::new(rules, &key, replicate), Streams::new(&key, replicate));
        let before = world.strategy.clone();
        play(rules, &mut world, &mut streams, 1);
        comity::world::Play::Encounters.learn(rules, &mut world, &mut streams, 1);
        assert_eq!(world.strategy[2..], before[2..]);
        turned += (0..2).filter(|&i| world.strategy[i] != before[i]).count();
    }
    // n = 800 cooperators, each with one defector among two neighbours: 400 expected, sigma 14.1; 4 sigma.
    assert!((400 - 57..=400 + 57).contains(&turned), "{turned}");
}

/// Three states in a row that meet with frequency 1 and 1/4: n = 4,000 rounds, the second pair meets in a quarter of
/// them, sigma 6.85e-3; 4 sigma. Where it does not meet nothing of it happens.
#[test]
fn pairs_meet_as_often_as_their_weight_says() {
    let mut job = job(&(group("a", "strong", 1, "tit-for-tat")
        + &group("b", "weak", 2, "random")
        + "[mechanisms.convention]\nwrongful = 0.5\n[mechanisms.norm]\n[noise]\nrestart = 0.2\n[network]\nkind = 'ring'\ndegree = 2\n"));
    job.rules.meetings = comity::network::Meetings::of(3, &[[0, 1], [1, 2]], &[4.0, 1.0]);
    job.rules.kind.truncate(4);
    let (mut world, mut streams) = (World::new(&job.rules, &job.key, 0), Streams::new(&job.key, 0));
    let mut met = 0;
    for round in 1..=4_000 {
        let before = world.clone();
        play(&job.rules, &mut world, &mut streams, round);
        assert!(world.meets(0) && world.meets(1));
        if world.meets(2) {
            met += 1;
        } else {
            assert_eq!(world.trust[2..], before.trust[2..]);
            assert_eq!((&world.node[2..], &world.read[2..]), (&before.node[2..], &before.read[2..]));
            assert_eq!(world.action[2..], before.action[2..]);
            assert_eq!((world.income[2], world.concern[2]), (0.0, before.concern[2]));
            assert_eq!(world.offences[2], 0.95 * before.offences[2]);
            assert!(world.tally.fined <= 2 && world.tally.mutual <= 1.0);
        }
        assert_eq!(world.encounters(&job.rules), [1, 1 + u32::from(world.meets(2)), u32::from(world.meets(2))]);
    }
    let share = f64::from(met) / 4_000.0;
    assert!((share - 0.25).abs() < 4.0 * 6.85e-3, "{share}");
}

/// Frequencies of 1 are asked and answered, and change not a byte of what follows.
#[test]
fn pairs_that_always_meet_need_no_weights() {
    let text = group("a", "strong", 3, "tit-for-tat")
        + &group("b", "weak", 6, "deliberate")
        + "[trust]\ngossip = 0.1\n[mechanisms.convention]\n[mechanisms.dialogue]\nrepulsion = 0.1\n[mechanisms.diffusion]\nrate = 0.1\n\
           [mechanisms.damage]\nrate = 0.1\n[mechanisms.norm]\n[learning]\nevery = 5\n[noise]\nrestart = 0.05\n";
    for rule in ["linear = {}", "beta = {}", "bayes = {}"] {
        let mut job = job(&(text.clone() + &format!("[trust.rule]\n{rule}\n")));
        let course = Course { rounds: 60, window: 60, threshold: 0.7 };
        let without = simulate(&job.rules, &job.key, 0, &course, &mut ());
        job.rules.meetings.frequency = Some(vec![1.0; 36]);
        let with = simulate(&job.rules, &job.key, 0, &course, &mut ());
        assert_eq!(format!("{without:?}"), format!("{with:?}"), "{rule}");
    }
}

/// Two coins that meet in one round of ten: the share of cooperation and the payoff per encounter are those of two
/// coins, the rounds without encounter left out. n = 200 runs of 300 rounds, about 6,000 encounters: 1/2 and (3 + 0 + 5
/// + 1)/4.
#[test]
fn shares_and_payoffs_count_the_encounters_that_took_place() {
    let mut job = job(&(pair("random", "random") + QUIET));
    job.rules.meetings.frequency = Some(vec![0.1]);
    let course = Course { rounds: 300, window: 300, threshold: 0.4 };
    let runs: Vec<_> = (0..200).map(|r| simulate(&job.rules, &job.key, r, &course, &mut ())).collect();
    for (name, exact) in [("cooperation", 0.5), ("payoff_strong", 2.25), ("payoff_weak", 2.25), ("mutual", 0.25)] {
        let (m, error) = mean(&runs, name);
        assert!(error > 0.0 && (m - exact).abs() < 4.0 * error, "{name}: {m} +- {error}");
    }
    assert!(runs.iter().filter(|run| run.outcome.holds).count() > 150, "a mean of about 0.5 is above 0.4");
}

/// Agents without neighbours live on: nothing of theirs is ever missing or infinite, and they neither imitate nor
/// forget.
#[test]
fn an_agent_that_meets_nobody_does_no_harm_to_the_tables() {
    let text = group("a", "strong", 10, "tit-for-tat")
        + &group("b", "weak", 30, "always-defect")
        + "[network]\nkind = 'erdos-renyi'\nprobability = 0.02\n[learning]\nevery = 2\npeers = 'anyone'\n\
           [trust]\ngossip = 0.2\n[mechanisms.convention]\nmembers = 'voluntary'\n[mechanisms.fund]\n[mechanisms.aid]\n\
           [mechanisms.development]\n[mechanisms.diffusion]\nrate = 0.1\n[mechanisms.damage]\nrate = 0.1\n[mechanisms.front]\n\
           [mechanisms.dialogue]\n[mechanisms.norm]\n";
    let rules = job(&text).rules;
    assert!(rules.meetings.degree.contains(&0), "the test has to see an agent alone");
    let mut game = Stepper::new(&text);
    for _ in 0..40 {
        game.step();
        let world = &game.world;
        for values in [&world.capability, &world.ideology, &world.concern, &world.offences, &world.income, &world.trust]
        {
            assert!(values.iter().all(|x| x.is_finite()));
        }
    }
    for run in runs(&text, 4, 40) {
        let missing = run.means.iter().filter(|x| !x.is_finite()).count();
        assert!(missing <= 2, "only shares of dyads that do not exist: {:?}", run.means);
    }
}

/// A study's cells share the network of a replicate, and replicates differ.
#[test]
fn replicates_have_networks_of_their_own() {
    let text = group("a", "weak", 30, "tit-for-tat") + "[network]\nkind = 'small-world'\n";
    let first = job(&text);
    let harsher = job(&(text.clone() + "[noise]\nslip = 0.2\n"));
    for replicate in 0..3 {
        let network = first.rules.rewired(&first.key, replicate).meetings;
        assert_eq!(network, harsher.rules.rewired(&harsher.key, replicate).meetings);
        assert_eq!(replicate == 0, network == first.rules.meetings);
    }
}

/// 100,000 agents with every mechanism on, a few rounds: nothing may grow with the square of the agents.
#[test]
fn a_hundred_thousand_agents_run() {
    for kind in ["ring", "small-world", "scale-free", "regular", "erdos-renyi"] {
        let text = group("a", "strong", 25_000, "tit-for-tat")
            + &group("b", "weak", 75_000, "always-defect")
            + &format!(
                "[network]\nkind = '{kind}'\n{}",
                if kind == "erdos-renyi" { "probability = 4e-5\n" } else { "" }
            )
            + "[learning]\nevery = 1\npeers = 'neighbours'\n[trust]\ngossip = 0.2\n[mechanisms.convention]\nmembers = 'voluntary'\n\
               [mechanisms.fund]\n[mechanisms.aid]\n[mechanisms.front]\n[mechanisms.dialogue]\n[mechanisms.norm]\n";
        let runs = runs(&text, 1, 3);
        assert!(runs[0].means[0] > 0.0, "{kind}");
    }
}
