//! Worlds in which it matters how many others do: funds paid for voluntarily, norms that cascade, arms races.

use super::support::{Stepper, pair, plan, runs};
use comity::exact::cascade::joined;
use comity::exact::contest::symmetric;
use comity::exact::richardson::Race;

/// Agents of fixed trust in a dilemma with harm 10, where all belong to a convention that does nothing but carry a fund.
fn club(strong: u32, weak: u32, trust: f64, fund: &str) -> String {
    let group = |power: &str, count: u32, capability: f64| match count {
        0 => String::new(),
        _ => format!(
            "[[agents]]\npower = '{power}'\ncount = {count}\ncapability = {capability}\nideology = 0\n\
             strategies = {{ always-cooperate = 1 }}\n"
        ),
    };
    format!(
        "[game.dilemma]\nharm = 10\n[noise]\nslip = 0\n[trust]\nrule = 'fixed'\nprior = {trust}\n\
         [mechanisms.convention]\nfine = 0\nmembers = 'universal'\n[mechanisms.fund]\n{fund}\n"
    ) + &group("strong", strong, 0.8)
        + &group("weak", weak, 0.2)
}

/// Two equals who trust each other to 0.2 expect a harm of 10 x 1/2 x 0.8 = 4: together they want 2 ln(4/2), so each pays
/// ln 2 from the first round on, and the shield is a half.
#[test]
fn equals_pay_their_equilibrium_from_the_first_round_on() {
    let mut world = Stepper::new(&club(0, 2, 0.2, "contributions = 'voluntary'"));
    for round in 1..5 {
        let before = world.world.clone();
        world.step();
        let standing = &world.world.standing;
        for i in 0..2 {
            assert!((standing.contribution[i] - std::f64::consts::LN_2).abs() < 1e-12, "round {round}: {standing:?}");
            assert!((standing.shield[i] - 0.5).abs() < 1e-12);
            let cooperation = world.world.standing.payoffs[i].reward();
            assert!((world.world.income[i] - (cooperation - std::f64::consts::LN_2)).abs() < 1e-12);
        }
        assert_eq!(before.trust, world.world.trust);
    }
}

/// The trusting have nothing to fear and pay nothing; nor do those who play for fixed payoffs.
#[test]
fn who_expects_no_harm_pays_nothing() {
    let mut world = Stepper::new(&club(1, 3, 1.0, "contributions = 'voluntary'"));
    let fixed = club(1, 3, 0.2, "contributions = 'voluntary'")
        .replace("[game.dilemma]\nharm = 10\n", "[game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n");
    let mut other = Stepper::new(&fixed);
    for _ in 0..3 {
        world.step();
        other.step();
        assert_eq!(
            (&world.world.standing.contribution, &other.world.standing.contribution),
            (&vec![0.0; 4], &vec![0.0; 4])
        );
    }
}

/// The weak expect the most harm and come to pay it all, none of them more than it wants; nobody gains by another gift.
#[test]
fn the_exposed_come_to_pay_for_the_strong() {
    let mut world = Stepper::new(&club(2, 3, 0.2, "contributions = 'voluntary'\neffectiveness = 2"));
    for _ in 0..400 {
        world.step();
    }
    let paid = &world.world.standing.contribution;
    // A weak agent faces two of four times its capability and two of its own: 10 x 0.8 x (2 x 0.8 + 2 x 1/2) = 20.8.
    let wanted = 5.0 * libm::log(2.0 * 20.8 / 5.0) / 2.0;
    assert!(paid[0].abs() < 1e-9 && paid[1].abs() < 1e-9, "{paid:?}");
    assert!((paid.iter().sum::<f64>() - wanted).abs() < 1e-9, "{paid:?}, {wanted}");
    assert!((paid[2] - paid[3]).abs() < 1e-9 && (paid[3] - paid[4]).abs() < 1e-9);
}

/// By capability the strong would pay 0.1 x 2 x 0.8 = 0.16; the weak pay more than that, so the match ends there, and the weak fill
/// the rest: 2 ln(8 x 0.8/2) - 0.16 (harm 10 x 0.8 x 0.8).
#[test]
fn the_strong_match_up_to_what_they_would_pay_by_capability() {
    let mut world = Stepper::new(&club(1, 1, 0.2, "contributions = 'matching'\nmatch = 0.5"));
    world.step();
    let paid = &world.world.standing.contribution;
    assert!((paid[0] - 0.16).abs() < 1e-12, "{paid:?}");
    assert!((paid[1] - (2.0 * libm::log(6.4 / 2.0) - 0.16)).abs() < 1e-12, "{paid:?}");
    // With room for it the match is half of what the weak pays, who wants 2 ln(1.5 x 6.4/2)/1.5.
    let mut world = Stepper::new(&club(1, 1, 0.2, "contributions = 'matching'\nmatch = 0.5\nrate = 2"));
    world.step();
    let paid = &world.world.standing.contribution;
    let weak = 2.0 * libm::log(1.5 * 6.4 / 2.0) / 1.5;
    assert!((paid[1] - weak).abs() < 1e-12 && (paid[0] - 0.5 * weak).abs() < 1e-12, "{paid:?}");
}

#[test]
fn equal_contributions_are_the_rate() {
    let mut world = Stepper::new(&club(1, 2, 0.2, "contributions = 'equal'\nrate = 0.3"));
    world.step();
    assert_eq!(world.world.standing.contribution, [0.3; 3]);
    assert!((world.world.standing.shield[0] - (1.0 - libm::exp(-0.3))).abs() < 1e-15);
}

/// A thousand agents who all meet.
fn crowd(cascade: &str) -> Stepper {
    Stepper::new(&format!(
        "[[agents]]\npower = 'weak'\ncount = 1000\nstrategies = {{ always-cooperate = 1 }}\n[trust]\nrule = 'fixed'\n\
         [mechanisms.cascade]\n{cascade}\n"
    ))
}

/// Granovetter's two crowds, of a thousand: where it ends is what the list of their thresholds says, few or nearly all. Of
/// infinitely many 4.0% and all join; with n = 1000 the first is uncertain by sqrt(0.04 x 0.96/1000)/(1 - F') = 0.02 at F' =
/// 0.72, so that 4 sigma are 0.09.
#[test]
fn a_crowd_ends_where_its_thresholds_say() {
    for (sd, least, most) in [(0.12, 0.0, 0.13), (0.2, 0.99, 1.0)] {
        let mut world = crowd(&format!("mean = 0.25\nsd = {sd}"));
        let thresholds: Vec<f64> =
            world.world.adoption.as_ref().unwrap().threshold.iter().map(|share| share * 999.0).collect();
        let mut share = -1.0;
        while world.world.adoption.as_ref().unwrap().share() > share {
            share = world.world.adoption.as_ref().unwrap().share();
            world.step();
        }
        assert_eq!(share * 1000.0, joined(&thresholds) as f64, "sd {sd}");
        assert!((least..=most).contains(&share), "sd {sd}: {share}");
        let concern = world.world.concern.iter().sum::<f64>() / 1000.0;
        assert!((concern - 0.3 * share).abs() < 1e-9, "adopters have concern");
    }
}

/// Thresholds of a half on a star: seeded at random the centre is one of nine, by degree it is the seed, and brings all.
#[test]
fn seeds_in_the_centre_reach_further() {
    let star = |cascade: &str| {
        format!(
            "[[agents]]\nname = 'hub'\npower = 'strong'\ncount = 1\n[[agents]]\nname = 'rim'\npower = 'weak'\ncount = 8\n\
             [network]\nkind = 'blocs'\nby = 'power'\nwithin = 0\nbetween = 1\n[mechanisms.cascade]\nmean = 0.5\nsd = 0\n{cascade}\n"
        )
    };
    let end = |cascade: &str| {
        let mut world = Stepper::new(&star(cascade));
        for _ in 0..4 {
            world.step();
        }
        world.world.adoption.unwrap().adopted
    };
    assert_eq!(end("seeds = 1\nseeding = 'central'"), [true; 9]);
    assert_eq!(end("seeds = 1\nseeding = 'critical'"), [true; 9]);
    assert_eq!(end("seeds = 0"), [false; 9]);
    let random = Stepper::new(&star("seeds = 3")).world.adoption.unwrap();
    assert_eq!(random.adopted.iter().filter(|&&adopted| adopted).count(), 3);
}

/// One seed among three who need everybody: alone it gives the norm up again, if it may.
#[test]
fn adoption_is_for_ever_unless_it_may_be_abandoned() {
    for abandon in [false, true] {
        let text = format!(
            "[[agents]]\npower = 'weak'\ncount = 3\n[mechanisms.cascade]\nmean = 1\nsd = 0\nseeds = 1\nabandon = {abandon}\n"
        );
        let mut world = Stepper::new(&text);
        assert_eq!(world.world.concern.iter().sum::<f64>(), 0.3);
        world.step();
        let left = if abandon { 0.0 } else { 1.0 };
        assert!((world.world.adoption.as_ref().unwrap().share() * 3.0 - left).abs() < 1e-12);
        assert!((world.world.concern.iter().sum::<f64>() - 0.3 * left).abs() < 1e-12);
    }
}

/// A norm that nobody cares about decides nothing: the same runs as without it, by the same random numbers.
#[test]
fn a_cascade_without_concern_shifts_no_random_number() {
    let world = pair("deliberate", "random");
    let with = world.clone() + "[mechanisms.cascade]\nconcern = 0\nseeds = 1\n";
    assert_eq!(format!("{:?}", runs(&world, 3, 60)), format!("{:?}", runs(&with, 3, 60)));
}

fn rivals(count: u32, strategy: &str, arms: &str) -> Stepper {
    Stepper::new(&format!(
        "[[agents]]\npower = 'strong'\ncount = {count}\ncapability = 0.8\nstrategies = {{ {strategy} = 1 }}\n\
         [[agents]]\npower = 'weak'\ncount = 1\ncapability = 0.4\nideology = 0\nstrategies = {{ {strategy} = 1 }}\n\
         [noise]\nslip = 0\n[mechanisms.arms]\n{arms}\n"
    ))
}

/// Two strong agents who defect on each other settle where Richardson says; with a fatigue below the reaction only `max` ends it.
#[test]
fn two_rivals_settle_at_richardsons_equilibrium_or_run_away() {
    let mut world = rivals(2, "always-defect", "reaction = 0.2\nfatigue = 0.3\ngrievance = 0.05\nstart = 2");
    for _ in 0..400 {
        world.step();
    }
    let race = Race::of_two([0.2; 2], [0.3; 2], [0.05; 2]).unwrap();
    let found = race.equilibrium().unwrap();
    assert!((world.world.arms[0] - found[0]).abs() < 1e-9 && (world.world.arms[1] - found[1]).abs() < 1e-9);
    assert_eq!(world.world.arms[2], 0.0, "the weak do not arm");

    let mut world = rivals(2, "always-defect", "reaction = 0.4\nfatigue = 0.3\ngrievance = 0.05\nstart = 0\nmax = 7");
    assert!(!Race::of_two([0.4; 2], [0.3; 2], [0.05; 2]).unwrap().is_stable());
    let mut before = -1.0;
    while world.world.arms[0] < 7.0 {
        assert!(world.world.arms[0] > before, "it grows: {:?}", world.world.arms);
        before = world.world.arms[0];
        world.step();
    }
    world.step();
    assert_eq!(world.world.arms[..2], [7.0, 7.0]);
}

/// Four rivals for a prize of 3 at a price of 0.5 spend as the symmetric equilibrium says, and pay for it.
#[test]
fn a_contest_comes_to_its_equilibrium_and_is_paid_for() {
    let mut world = rivals(4, "always-cooperate", "rule = 'contest'\nprize = 3\nprice = 0.5");
    for _ in 0..200 {
        world.step();
    }
    let exact = symmetric(4, 1.0, 3.0 / 0.5).unwrap();
    assert!(world.world.arms[..4].iter().all(|x| (x - exact).abs() < 1e-9), "{:?}, {exact}", world.world.arms);
    let rules = &world.job.rules;
    let played: f64 =
        rules.meetings.sides_of(0).iter().map(|&side| world.world.standing.payoffs[side as usize].reward()).sum();
    assert!((world.world.income[0] - (played - 0.5 * exact)).abs() < 1e-9);
    // The weak agent, of half the capability, faces 0.8 + x with its 0.4.
    let side = (0..rules.sides()).find(|&s| rules.meetings.actor(s) == 0 && rules.meetings.partner(s) == 4).unwrap();
    assert!((world.world.standing.power[side] - (0.8 + exact) / (1.2 + exact)).abs() < 1e-9);
}

/// Their columns come last, and only where a cell has their mechanism.
#[test]
fn columns_are_there_only_with_their_mechanism() {
    let names =
        |text: &str| -> Vec<String> { plan(text).round_columns().into_iter().map(|column| column.name).collect() };
    let world = pair("deliberate", "tit-for-tat");
    let without = names(&world);
    assert!(!without.iter().any(|name| ["adopters", "arms"].contains(&name.as_str())));
    let with = names(&(world.clone() + "[mechanisms.cascade]\n[mechanisms.arms]\n"));
    assert_eq!(with, [without, vec!["adopters".to_owned(), "arms".to_owned()]].concat());
    assert_eq!(
        names(&(world + "[mechanisms.cascade]\n[mechanisms.arms]\nenabled = false\n")).last().unwrap(),
        "adopters"
    );
}
