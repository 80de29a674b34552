//! Public names in worlds small enough to be worked out by hand.

use super::support::{QUIET, Stepper, column, pair, runs};
use comity::batch::Plan;
use comity::config::document::Document;
use comity::game::Action::{Cooperate, Defect};
use comity::rng::{KNOWLEDGE, Key, Purpose, Stream, pick};
use comity::world::Play;

/// Agents 0 and 1 discriminate, agent 2 always defects; the donation game pays b = 3 at c = 1. Pairs (0,1), (0,2),
/// (1,2).
const THREE: &str = "
[game]
preset = 'donation'
[noise]
slip = 0
miss = 0
false_alarm = 0
[[agents]]
name = 'a'
power = 'weak'
count = 2
strategies = { discriminator = 1 }
[[agents]]
name = 'b'
power = 'weak'
count = 1
strategies = { always-defect = 1 }
";

/// The words of a round under `Purpose::Reputation`, replicate 0, at the address that `src/rng/mod.rs` gives.
fn words<const N: usize>(round: u32, first: u32) -> [u32; N] {
    let mut words = [0; N];
    Stream::new(&Key::common(1), 0, Purpose::Reputation).fill_from(round, first, &mut words);
    words
}

/// Stern judging, agent 1 bad, the others good. 0 refuses 1 (gb) and helps 2 (gg); 1 helps both (bg); 2 refuses both.
/// Whoever is assessed: 0 by gDb or gCg is good; 1 by bCg is good; 2 by gDg towards 0 is bad, by gDb towards 1 good.
#[test]
fn a_round_of_three_as_worked_out_on_paper() {
    let mut game = Stepper::new(&format!("{THREE}[reputation]\nnorm = 'stern-judging'\n"));
    assert_eq!(game.world.good, [true; 3]);
    let mut towards_0 = 0;
    for round in 1..=20 {
        game.world.good = vec![true, false, true];
        game.step();
        assert_eq!(game.world.action, [Defect, Cooperate, Cooperate, Defect, Cooperate, Defect]);
        assert_eq!(game.world.income, [3.0 - 1.0, -1.0 - 1.0, 3.0 + 3.0]);
        let assessed_towards_0 = pick(words::<6>(round, 0)[4], 2) == 0;
        // Towards 1 it is good: what counts is 1's name at the start of the round, though 1 has earned a better one in
        // it.
        assert_eq!(game.world.good, [true, true, !assessed_towards_0]);
        towards_0 += usize::from(assessed_towards_0);
    }
    assert!((1..20).contains(&towards_0), "both were drawn");
}

/// Image scoring blames refusals: from the defector a bad name spreads to whoever is assessed for refusing it.
#[test]
fn names_follow_the_encounters_that_are_drawn() {
    let mut game = Stepper::new(&format!("{THREE}[reputation]\nnorm = 'image-scoring'\n"));
    let mut good = [true; 3];
    for round in 1..=6 {
        game.step();
        let drawn = words::<6>(round, 0);
        // One helps the good and refuses the bad, and is good iff it helped in the encounter drawn; partners by number.
        let partner = |agent: usize| [[1, 2], [0, 2], [0, 1]][agent][pick(drawn[2 * agent], 2)];
        good = [good[partner(0)], good[partner(1)], false];
        assert_eq!(game.world.good, good, "round {round}");
    }
}

/// A name that is not known is taken for good: the knowledge word of each side decides whether a discriminator refuses
/// the defector.
#[test]
fn unknown_names_are_taken_for_good() {
    let mut game = Stepper::new(&format!("{THREE}[reputation]\nnorm = 'L1'\nknown = 0.5\n"));
    game.step();
    assert_eq!(game.world.good, [true, true, false]);
    let (mut refused, mut helped) = (0, 0);
    for round in 2..=20 {
        game.step();
        let knows = words::<6>(round, KNOWLEDGE).map(|word| word < 1 << 31);
        for side in [2, 4] {
            assert_eq!(game.world.action[side].cooperates(), !knows[side], "round {round}, side {side}");
            *(if knows[side] { &mut refused } else { &mut helped }) += 1;
        }
        assert_eq!(game.world.good, [true, true, false], "L1 blames neither the refusal nor the help");
    }
    assert!(refused > 0 && helped > 0);
}

fn two(first: &str, second: &str, reputation: &str) -> Stepper {
    Stepper::new(&(pair(first, second) + QUIET + "[reputation]\n" + reputation))
}

/// Every intended cooperation fails: under stern judging to refuse the good is bad, then to refuse the bad is good, and
/// so on.
#[test]
fn an_intended_cooperation_may_fail_and_a_defection_never_does() {
    let mut game = two("discriminator", "always-cooperate", "action_error = 1\n");
    for good in [false, true, false, true] {
        game.step();
        assert_eq!(game.world.action, [Defect, Defect]);
        assert_eq!(game.world.good, [good, good]);
    }
    let mut game = two("always-defect", "deliberate", "action_error = 1\n");
    game.step();
    assert_eq!(game.world.action, [Defect, Defect]);
}

/// Every assessment errs: help among the good makes both bad; then the bad refuse the bad, which is good, and stay bad.
#[test]
fn an_assessment_may_err() {
    let mut game = two("discriminator", "discriminator", "assessment_error = 1\n");
    for action in [Cooperate, Defect, Defect] {
        game.step();
        assert_eq!(game.world.action, [action, action]);
        assert_eq!(game.world.good, [false, false]);
    }
}

/// Trust weighs in automata only: without any trust at full weight tit-for-tat defects, the discriminator does not.
#[test]
fn trust_has_no_weight_for_a_discriminator() {
    let text = pair("discriminator", "tit-for-tat")
        + QUIET
        + "[reputation]\n[choice]\ntrust_weight = 1\ntrust_width = 0.001\n[trust]\nprior = 0\n";
    let mut game = Stepper::new(&text);
    game.step();
    assert_eq!(game.world.action, [Cooperate, Defect]);
}

/// n = 1,000 runs of 20 agents; a share of 0.3 has standard error 0.0033; 4 sigma.
#[test]
fn the_first_names_are_good_as_often_as_asked() {
    let job = super::support::job(
        "[[agents]]\npower = 'weak'\ncount = 20\nstrategies = { discriminator = 1 }\n[reputation]\ngood = 0.3\n",
    );
    let good = |replicate| comity::world::World::new(&job.rules, &job.key, replicate).good;
    let count: usize = (0..1_000).map(|r| good(r).iter().filter(|&&good| good).count()).sum();
    assert!((count as f64 / 20_000.0 - 0.3).abs() < 4.0 * 0.0033, "{count}");
}

/// Strategies change in every round and at random; the names of the round stay.
#[test]
fn a_changed_strategy_keeps_its_name() {
    let mut game = Stepper::new(&format!(
        "{THREE}[reputation]\nassessment_error = 0.3\n[learning]\nevery = 1\nmutation = 1\npeers = 'anyone'\n"
    ));
    let mut streams = comity::world::Streams::new(&Key::common(1), 0);
    let mut changes = 0;
    for round in 1..=20 {
        game.step();
        let (good, strategy) = (game.world.good.clone(), game.world.strategy.clone());
        Play::Encounters.learn(&game.job.rules, &mut game.world, &mut streams, round);
        assert_eq!(game.world.good, good);
        changes += usize::from(game.world.strategy != strategy);
    }
    assert!(changes > 0);
}

/// Names that nobody goes by change nothing but their own column.
#[test]
fn assessing_shifts_no_random_number() {
    let world = pair("generous-tit-for-tat", "random");
    let named = world.clone() + "[reputation]\nassessment_error = 0.1\nknown = 0.5\n";
    let good = column("good");
    assert_eq!(good + 1, comity::record::RoundRow::WIDTH, "columns are added at the end");
    for (without, with) in runs(&world, 4, 100).iter().zip(&runs(&named, 4, 100)) {
        assert_eq!(format!("{:?}", &without.means[..good]), format!("{:?}", &with.means[..good]));
        assert_eq!(without.means[good], 0.0);
        assert!(with.means[good] > 0.1 && with.means[good] < 0.9);
    }
}

fn mistakes(text: &str) -> String {
    let plan = Document::parse("c.toml", text).and_then(|document| Plan::new(document, false));
    plan.err().unwrap_or_else(|| panic!("nothing is wrong with {text}")).to_string()
}

#[test]
fn mistakes_in_a_norm_are_pointed_at() {
    let world = "name = 'c'\n[[agents]]\npower = 'weak'\ncount = 2\nstrategies = { discriminator = 1 }\n";
    let said = mistakes(world);
    assert!(said.starts_with("c.toml:5:"), "{said}");
    assert!(said.contains("\"discriminator\" needs [reputation]"), "{said}");

    let with = |lines: &str| mistakes(&format!("{world}[reputation]\n{lines}\n"));
    let said = with("norm = 'stern-juding'");
    assert!(said.starts_with("c.toml:7:8: `reputation.norm`: unknown norm \"stern-juding\""), "{said}");
    assert!(said.contains("did you mean \"stern-judging\"? `comity list norms` names all"), "{said}");

    let said = with("norm = { assessment = '1010010', action = '10102' }");
    assert!(said.contains("`reputation.norm.assessment`: expected 8 digits, each 0 or 1, for gCg,"), "{said}");
    assert!(said.contains("c.toml:7:43: `reputation.norm.action`: expected 4 digits"), "{said}");
    assert!(said.contains("found \"10102\""), "{said}");

    let said = with("norm = { asessment = '10100101', action = '1010' }");
    assert!(said.contains("c.toml:7:10") && said.contains("did you mean `assessment`?"), "{said}");
    let said = with("norm = 6");
    assert!(said.contains("c.toml:7:8: `reputation.norm`: expected the name of a norm in quotes"), "{said}");
    let said = with("known = 1.5");
    assert!(said.contains("c.toml:7:9: `reputation.known`: expected a number in [0, 1], found 1.5"), "{said}");
    let said = with("norms = 'L1'");
    assert!(said.contains("did you mean `norm`?"), "{said}");
}
