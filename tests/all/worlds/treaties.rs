//! Conventions that agents join and leave by what they gain, one or several at once.

use super::support::{QUIET, Stepper, plan, runs};
use comity::batch::plan::Job;
use comity::batch::{Plan, relevance};
use comity::config::document::Document;
use comity::record::run::{Course, Observed, Recorder, Running};
use comity::record::{RoundRow, membership};
use comity::rng::Key;
use comity::world::joining::gain;
use comity::world::{Streams, World, joining};

/// A group of one deliberate agent each, with the given attributes.
fn agents(attributes: &[&str]) -> String {
    let group = |(i, attributes): (usize, &&str)| {
        format!(
            "[[agents]]\nname = 'a{i}'\npower = 'weak'\ncount = 1\nstrategies = {{ deliberate = 1 }}\n{attributes}\n"
        )
    };
    attributes.iter().enumerate().map(group).collect()
}

/// Trust is one half, for ever.
const HALF: &str = "[trust]\nprior = 0.5\nprior_slope = 0\nrule = 'fixed'\n";
/// Everybody tosses a coin.
const COIN: &str = "[choice]\npatience = 0\ntemperature = 1e9\n";
const GAIN: &str = "members = 'voluntary'\njoining = 'gain'\n";

/// The first cell of a config and its world, in which exactly these belong to the only convention.
fn world_of(text: &str, members: &[bool]) -> (Job, World) {
    let job = plan(text).job(0).unwrap_or_else(|f| panic!("{f}"));
    let mut world = World::new(&job.rules, &Key::common(1), 0);
    world.member = members.to_vec();
    comity::world::standing::stand(&job.rules, &mut world);
    (job, world)
}

/// One of 0.9 against three of 0.1 holds 3/4 of the voice if voice is in proportion to capability, and 1/4 of the votes if all count alike.
#[test]
fn a_convention_has_a_rule_of_voice_of_its_own() {
    let powers = ["capability = 0.9", "capability = 0.1", "capability = 0.1", "capability = 0.1"];
    let in_force = |own: &str, common: f64| {
        let mechanisms =
            format!("[mechanisms]\nvoice = {common}\n[mechanisms.convention]\nquorum = 0.6\n{GAIN}{own}\n");
        let (_, world) = world_of(&(agents(&powers) + &mechanisms), &[true, false, false, false]);
        world.standing.in_force
    };
    assert!(!in_force("", 0.0) && in_force("", 1.0));
    assert!(in_force("voice = 1", 0.0) && !in_force("voice = 0", 1.0));
}

/// R 3, S 0, T 5, P 1 without patience: dV = 0.5 (-2) + 0.5 (-1) = -1.5 at temperature 1. An expected fine of 0.75 x 2 makes it
/// 0: even chances, worth 9/4. Half of the encounters cost 0.75 x 2 = 1.5 and half bring compensation of half of that.
#[test]
fn a_pair_gains_what_restraint_is_worth_less_fines() {
    let convention = "[mechanisms.convention]\nminimum = 2\nfine = 2\ndetection = 0.75\n";
    let text =
        agents(&["ideology = 0"; 2]) + QUIET + HALF + "[choice]\npatience = 0\ntemperature = 1\n" + convention + GAIN;
    let p = 1.0 / (1.0 + libm::exp(1.5));
    let alone = 3.0 * p * p + 5.0 * (1.0 - p) * p + (1.0 - p) * (1.0 - p);
    let expected = 2.25 - alone - 0.75 + 0.375;
    for (members, gains) in [
        ([true, true], [expected, expected]),
        ([true, false], [0.0, expected]),
        // It takes two: joining alone is worth nothing.
        ([false, false], [0.0, 0.0]),
    ] {
        let (job, world) = world_of(&text, &members);
        for (i, gains) in gains.into_iter().enumerate() {
            assert!((gain(&job.rules, &world, i, 0) - gains).abs() < 1e-12, "{members:?} {i}");
        }
    }
}

/// Everyone tosses a coin, so a side expects fines of 0.8 / 2 and compensation of half that, and control of 0.1 x 0.5: twice
/// -0.25. All six sides together pay 2.4, enforcing costs half of it, shared by capability (0.9, 0.5, 0.1 of 1.5).
#[test]
fn three_share_the_bill_by_capability_whether_they_belong_or_would() {
    let attributes = ["capability = 0.9", "capability = 0.5", "capability = 0.1"];
    let attributes = attributes.map(|capability| format!("{capability}\nideology = 0\nsovereignty = 0.5"));
    let text = agents(&attributes.each_ref().map(String::as_str))
        + QUIET
        + HALF
        + COIN
        + "[mechanisms.convention]\nquorum = 0\ndetection = 0.8\nenforcement = 0.5\ndepth = 0.1\n"
        + GAIN;
    for members in [[true; 3], [true, true, false], [false, true, true]] {
        let (job, world) = world_of(&text, &members);
        for (i, share) in [0.6, 1.0 / 3.0, 1.0 / 15.0].into_iter().enumerate() {
            // Who looks from outside sees the same as a member if the other two are members.
            if members[i] && members.contains(&false) {
                continue;
            }
            assert!((gain(&job.rules, &world, i, 0) + 0.5 + 1.2 * share).abs() < 1e-6, "{members:?} {i}");
        }
    }
}

const FUND: &str = "[game.dilemma]\n[mechanisms.fund]\nrate = 0.1\n";

/// Relative power 1/2, harm 1, attacked half of the time: a shield saves a quarter of itself per neighbour; a club gives it to
/// members alone, a public good to all. Each contribution is 0.1, whoever else belongs.
#[test]
fn a_fund_saves_harm_and_a_public_one_invites_free_riders() {
    let of = |covers: &str, minimum: u32| {
        agents(&["ideology = 0\ncapability = 0.5"; 3])
            + HALF
            + COIN
            + FUND
            + &format!("covers = '{covers}'\n[mechanisms.convention]\nquorum = 0\nfine = 0\nminimum = {minimum}\n")
            + GAIN
    };
    let shield = 1.0 - libm::exp(-0.1);
    let saved = 2.0 * 0.25 * shield;
    for (covers, minimum, expected) in [
        ("members", 0, saved - 0.1),
        ("all", 0, -0.1),
        // Without the third it would not be in force.
        ("all", 3, saved - 0.1),
    ] {
        for members in [[true; 3], [false, true, true]] {
            let (job, world) = world_of(&of(covers, minimum), &members);
            let found = gain(&job.rules, &world, 0, 0);
            assert!((found - expected).abs() < 1e-6, "{covers} {minimum} {members:?}: {found}");
        }
    }
}

/// Memberships after each revision.
fn revisions(text: &str, replicate: u32, rounds: u32) -> (Job, World, Vec<Vec<bool>>) {
    let job = plan(text).job(0).unwrap_or_else(|f| panic!("{f}"));
    let key = Key::common(1);
    let mut running = Running::new(&job.rules, &key, replicate);
    let mut seen = vec![running.world.member.clone()];
    for _ in 0..rounds {
        running.play(&job.rules);
        running.learn(&job.rules);
        seen.push(running.world.member.clone());
    }
    (job, running.world, seen)
}

/// A public good that three of six must pay for: whoever is not needed leaves, whoever is needed joins, and three stay
/// for ever. Where nobody is needed, because too few are there, nobody comes. 30 replicates.
#[test]
fn joining_by_gain_ends_at_the_stable_size() {
    let text = "rounds = 200\n".to_owned()
        + &agents(&["ideology = 0\ncapability = 0.5"; 6])
        + HALF
        + COIN
        + FUND
        + "effectiveness = 10\ncovers = 'all'\n"
        + "[mechanisms.convention]\nquorum = 0\nfine = 0\nminimum = 3\nrevise = 1\n"
        + GAIN;
    let mut sizes = [0_u32; 7];
    for replicate in 0..30 {
        let (job, world, seen) = revisions(&text, replicate, 200);
        let size = world.member.iter().filter(|&&member| member).count();
        sizes[size] += 1;
        assert!(seen[150..].iter().all(|members| *members == world.member), "it does not move any more");
        for i in 0..6 {
            let gain = gain(&job.rules, &world, i, 0);
            assert!(if world.member[i] { gain >= 0.0 } else { gain <= 0.0 }, "{i}: {gain}");
        }
    }
    assert!(sizes[3] > 0 && sizes[0] + sizes[1] + sizes[3] == 30, "{sizes:?}");
}

/// With a gain for all: the founders alone at first, then nobody from beyond the radius, which reaches all in the end.
#[test]
fn a_sequential_convention_widens_step_by_step() {
    let ideologies = [-0.9, -0.5, 0.0, 0.4, 0.5, 0.7];
    let attributes = ideologies.map(|theta| format!("ideology = {theta}\ncapability = 0.5"));
    let text = "rounds = 200\n".to_owned()
        + &agents(&attributes.each_ref().map(String::as_str))
        + QUIET
        + HALF
        + "[choice]\npatience = 0\ntemperature = 1\n"
        + "[mechanisms.convention]\nquorum = 0\nfine = 2\ndetection = 0.75\nrevise = 2\nposition = 0.5\n\
           admission = { sequential = { start = 2, width = 0.1 } }\n"
        + GAIN;
    let (job, world, seen) = revisions(&text, 0, 120);
    assert_eq!(seen[0], [false, false, false, true, true, false]);
    assert!((world.reach[0] - 0.1).abs() < 1e-12);
    for (round, members) in seen.iter().enumerate() {
        let radius = 0.1 + 0.1 * (round / 2) as f64;
        for (member, theta) in members.iter().zip(ideologies) {
            assert!(!member || (theta - 0.5_f64).abs() <= radius + 1e-9, "round {round}, ideology {theta}");
        }
    }
    assert_eq!(seen[120], [true; 6]);
    assert!(gain(&job.rules, &world, 0, 0) > 0.0);
}

/// Both defect and are caught: 1 - 1 + compensation - control. The sovereign one opts out of half of depth 0.2 x 0.5 and of
/// half of its compensation of 0.5.
#[test]
fn who_opts_out_gives_and_gets_less() {
    let agents = "[[agents]]\nname = 'a'\npower = 'weak'\ncount = 1\nideology = 0\ncapability = 0.5\nsovereignty = 0.5\n\
                  strategies = { always-defect = 1 }\n[[agents]]\nname = 'b'\npower = 'weak'\ncount = 1\nideology = 0\n\
                  capability = 0.5\nstrategies = { always-defect = 1 }\n";
    let game = "[game.matrix]\nR = 3\nS = 0\nT = 5\nP = 1\n[noise]\nslip = 0\nmiss = 0.4\nacuity = 0\n";
    let text = agents.to_owned()
        + game
        + "[mechanisms.convention]\ndetection = 1\ndepth = 0.2\nverification = 1\nopt_out = 0.5\n";
    let mut world = Stepper::new(&text);
    world.step();
    let [sovereign, other] = [world.world.income[0], world.world.income[1]];
    assert!((sovereign - (0.25 - 0.05)).abs() < 1e-12 && (other - 0.5).abs() < 1e-12, "{sovereign} {other}");
    // Half of the verification is left to it: half of the misses of 0.4.
    assert!((world.world.standing.errors[0].miss - 0.2).abs() < 1e-12);
    assert_eq!(world.world.standing.errors[1].miss, 0.0);
}

/// Saved harm: 2 x 0.25 x (1 - exp(-1)) = 0.316; paid in: 0.1. Control costs the third 2 x 0.3 more: it would leave, the others
/// have enough to keep it.
#[test]
fn transfers_keep_a_member_that_would_lose() {
    let attributes = ["sovereignty = 0", "sovereignty = 0", "sovereignty = 0.3"];
    let attributes = attributes.map(|sovereignty| format!("ideology = 0\ncapability = 0.5\n{sovereignty}"));
    let text = |transfers: f64| {
        "rounds = 60\n".to_owned()
            + &agents(&attributes.each_ref().map(String::as_str))
            + HALF
            + COIN
            + FUND
            + "effectiveness = 10\n"
            + "[mechanisms.convention]\nquorum = 0\nfine = 0\ndepth = 1\nrevise = 1\n"
            + GAIN
            + &format!("transfers = {transfers}\n")
    };
    let saved = 0.5 * (1.0 - libm::exp(-1.0));
    for (transfers, stays) in [(0.0, false), (1.0, true)] {
        let (job, mut world) = world_of(&text(transfers), &[true; 3]);
        let mut streams = Streams::new(&Key::common(1), 0);
        let gains: Vec<f64> = (0..3).map(|i| gain(&job.rules, &world, i, 0)).collect();
        assert!((gains[0] - (saved - 0.1)).abs() < 1e-6 && (gains[2] - (saved - 0.1 - 0.6)).abs() < 1e-6, "{gains:?}");
        for round in 1..=30 {
            joining::revise(&job.rules, &mut world, &mut streams, round);
        }
        assert_eq!(world.member, [true, true, stays]);
        if stays {
            assert!((world.transfer[2] + gains[2]).abs() < 1e-12 && world.transfer.iter().sum::<f64>().abs() < 1e-12);
            assert!((world.transfer[0] - gains[2] / 2.0).abs() < 1e-12);
        } else {
            assert_eq!(world.transfer, [0.0; 3]);
        }
    }
    // And they are paid: the sum of incomes is the same with and without.
    let (mut with, mut without) = (Stepper::new(&text(1.0)), Stepper::new(&text(0.0)));
    for world in [&mut with, &mut without] {
        world.world.member = vec![true; 3];
        world.world.standing.stale = true;
    }
    with.world.transfer = vec![-0.1, -0.1, 0.2];
    with.step();
    without.step();
    for (i, paid) in [-0.1, -0.1, 0.2].into_iter().enumerate() {
        assert!((with.world.income[i] - without.world.income[i] - paid).abs() < 1e-12);
    }
    // A payer that withdraws, and that comes back, ends the deal: nobody gets what nobody pays.
    let mut left = Stepper::new(&(text(1.0) + "[[shocks]]\nat = 1\nwithdrawal = { by = 'a0', rounds = 1 }\n"));
    (left.world.member, left.world.standing.stale) = (vec![true; 3], true);
    left.world.transfer = vec![-0.1, -0.1, 0.2];
    for (member, transfer) in [(true, [-0.1, -0.1, 0.2]), (false, [0.0; 3]), (true, [0.0; 3])] {
        left.step();
        assert_eq!((left.world.member[0], &left.world.transfer[..]), (member, &transfer[..]));
    }
}

/// Two camps and a convention for each: what a fine is worth between any two is less than the way to the other camp costs.
fn camps(more: &str) -> String {
    let ideologies = [-0.9, -0.8, -0.7, -0.6, 0.6, 0.7, 0.8, 0.9];
    let attributes = ideologies.map(|theta| format!("ideology = {theta}\ncapability = 0.5"));
    let convention = |name: &str, position: f64| {
        format!(
            "[mechanisms.conventions.{name}]\nquorum = 0\nfine = 2\nescalation = 0\ndetection = 0.75\ndepth = 0.6\nrevise = 2\n\
             position = {position}\n{GAIN}"
        )
    };
    "rounds = 120\n".to_owned()
        + &agents(&attributes.each_ref().map(String::as_str))
        + QUIET
        + HALF
        + "[choice]\npatience = 0\ntemperature = 1\n"
        + &convention("east", -0.7)
        + &convention("west", 0.7)
        + more
}

#[test]
fn two_conventions_split_a_polarised_world() {
    let (job, world, _) = revisions(&camps(""), 0, 120);
    assert_eq!(job.rules.treaties.names, ["east", "west"]);
    let belongs: Vec<Option<u8>> = (0..8).map(|i| world.belongs_to(i)).collect();
    assert_eq!(belongs, [[Some(0); 4], [Some(1); 4]].concat());
    // Bound within, not across.
    for side in 0..job.rules.sides() {
        let (i, j) = (job.rules.meetings.actor(side), job.rules.meetings.partner(side));
        assert_eq!(world.standing.bound[side], (i < 4) == (j < 4));
    }
    assert!((0..4).all(|i| gain(&job.rules, &world, i, 0) > 0.0 && gain(&job.rules, &world, i, 1) < 0.0));
}

/// Each fines by its own rules: 2 in the one, 3 in the other; those of neither pay nothing.
#[test]
fn each_convention_enforces_its_own_rules() {
    let group = |name: &str| {
        format!(
            "[[agents]]\nname = '{name}'\npower = 'weak'\ncount = 2\nideology = 0\ncapability = 0.5\n\
             strategies = {{ always-defect = 1 }}\n"
        )
    };
    let convention = |name: &str, fine: f64| {
        format!(
            "[mechanisms.conventions.{name}s]\nmembers = ['{name}']\nquorum = 0\nfine = {fine}\ndetection = 1\n\
             compensation = 0\nenforcement = 0.5\nforgiveness = 0.5\n"
        )
    };
    let text = group("a") + &group("b") + &group("c") + QUIET + &convention("a", 2.0) + &convention("b", 3.0);
    let mut world = Stepper::new(&text);
    world.step();
    // Five encounters at P = 1; one fine, and half of one for enforcing it.
    assert_eq!(world.world.income, [2.0, 2.0, 0.5, 0.5, 5.0, 5.0]);
    assert_eq!((world.world.tally.fined, world.world.tally.fines, world.world.tally.enforcement), (4, 10.0, 5.0));
    assert!(world.world.offences.iter().zip([0.2, 0.2, 0.2, 0.2, 0.0, 0.0]).all(|(x, y)| (x - y).abs() < 1e-15));
}

/// One convention by name is the one convention, to the bit.
#[test]
fn a_single_named_convention_is_the_convention() {
    let world = "[[agents]]\npower = 'strong'\ncount = 3\nsovereignty = 0.2\n[[agents]]\npower = 'weak'\ncount = 5\n\
                 [mechanisms.fund]\n[trust]\ngossip = 0.1\n[learning]\nevery = 10\n";
    let convention = |name: &str, members: &str| {
        format!("{world}[mechanisms.{name}]\nmembers = {members}\nenforcement = 0.3\ndepth = 0.1\nwrongful = 0.05\n")
    };
    for members in ["'voluntary'", "['weak']"] {
        let one = runs(&convention("convention", members), 3, 150);
        assert_eq!(
            format!("{one:?}"),
            format!("{:?}", runs(&convention("conventions.one", members), 3, 150)),
            "{members}"
        );
    }
}

/// Imitators go over to the convention of those they imitate; nobody is ever in two, and named agents stay.
#[test]
fn imitators_choose_among_voluntary_conventions() {
    let text = "rounds = 200\n[[agents]]\nname = 'fixed'\npower = 'strong'\ncount = 3\n[[agents]]\npower = 'weak'\ncount = 9\n\
                [mechanisms.conventions.club]\nmembers = ['fixed']\n[mechanisms.conventions.east]\nmembers = 'voluntary'\n\
                [mechanisms.conventions.west]\nmembers = 'voluntary'\ninnovation = 0.2\n[learning]\nevery = 5\n";
    let job = plan(text).job(0).unwrap_or_else(|f| panic!("{f}"));
    let mut running = Running::new(&job.rules, &Key::common(1), 0);
    let mut counts = [0_u32; 4];
    for _ in 0..200 {
        running.play(&job.rules);
        running.learn(&job.rules);
        for i in 0..12 {
            let own = running.world.belongs_to(i);
            assert_eq!(i < 3, own == Some(0), "{i}");
            counts[own.map_or(3, usize::from)] += 1;
        }
    }
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
}

/// Who withdraws comes back to the convention it was in.
#[test]
fn a_withdrawn_member_comes_back_to_its_own() {
    let text = camps("[[shocks]]\nat = 110\nwithdrawal = { by = 'a7', rounds = 3 }\n");
    let (_, world, seen) = revisions(&text, 0, 120);
    assert!(seen[110][7] && !seen[111][7] && !seen[113][7] && seen[114][7]);
    assert_eq!(world.belongs_to(7), Some(1));
}

struct Last(membership::Membership);

impl Recorder for Last {
    fn wants(&self, _: u32) -> bool {
        false
    }
    fn record(&mut self, _: u32, _: &RoundRow, _: &[f64]) {}
    fn look(&mut self, observed: Observed<'_>, in_window: bool) {
        self.0.look(observed, in_window);
    }
}

/// Half belongs to each in the last rounds; a convention that this world lacks has nobody.
#[test]
fn columns_of_several_conventions_are_there_only_then() {
    let sweep = "[study.grid]\naxes = [{ key = 'mechanisms.conventions.east.fine', values = [0.2, 2] }]\n";
    let plan = plan(&camps(sweep));
    let names: Vec<String> = plan.run_columns().into_iter().map(|column| column.name).collect();
    assert_eq!(names[names.len() - 4..], ["members_east", "in_force_east", "members_west", "in_force_west"]);
    assert_eq!(relevance::warnings(&plan).unwrap_or_else(|f| panic!("{f}")), Vec::<String>::new());
    let job = plan.job(1).unwrap_or_else(|f| panic!("{f}"));
    let names = ["absent", "east", "west"].map(str::to_owned);
    let mut last = Last(membership::Membership::new(&names));
    let course = Course { rounds: 120, window: 10, threshold: 0.7 };
    comity::record::simulate(&job.rules, &job.key, 0, &course, &mut last);
    assert_eq!(last.0.of_run().collect::<Vec<_>>(), [0.0, 0.0, 0.5, 1.0, 0.5, 1.0]);
    let single = self::plan(&(agents(&["ideology = 0"; 2]) + "[mechanisms.convention]\n")).run_columns();
    assert!(single.iter().all(|column| !column.name.starts_with("members_")));
}

fn wrong(mechanisms: &str) -> String {
    let text = format!("name = 'w'\n{}{mechanisms}", agents(&["ideology = 0"; 3]));
    let plan = Plan::new(Document::parse("w.toml", &text).unwrap_or_else(|f| panic!("{f}")), false);
    plan.map(|_| ()).expect_err("a mistake").to_string()
}

#[test]
fn mistakes_are_placed() {
    for (mechanisms, key, words) in [
        ("[mechanisms.convention]\n[mechanisms.conventions.a]\n", "mechanisms.conventions", "found both"),
        ("[mechanisms.conventions.a]\n", "mechanisms.conventions.a.members", "cannot hold everyone"),
        ("[mechanisms.conventions.a]\nmembers = ['b1']\n", "mechanisms.conventions.a.members.0", "the name of a group"),
        (
            "[mechanisms.conventions.a]\nmembers = ['a1']\n[mechanisms.conventions.b]\nmembers = ['a2', 'a1']\n",
            "mechanisms.conventions.b.members.1",
            "no other convention names",
        ),
        (
            "[mechanisms.conventions.a]\nmembers = 'voluntary'\n[mechanisms.conventions.b]\nmembers = 'voluntary'\njoining = 'gain'\n",
            "mechanisms.conventions.b.joining",
            "the same joining",
        ),
        ("[mechanisms.convention]\njoining = 'gain'\n", "mechanisms.convention.joining", "voluntary"),
        ("[mechanisms.convention]\nposition = 2\n", "mechanisms.convention.position", "[-1, 1]"),
        ("[mechanisms.convention]\nminimum = 4\n", "mechanisms.convention.minimum", "at most 3"),
        ("[mechanisms.convention]\ntransfers = 1\n", "mechanisms.convention.transfers", "gain"),
        (
            "[mechanisms.convention]\nmembers = 'voluntary'\njoining = 'gain'\nadmission = { sequential = { start = 1, width = 0 } }\n",
            "mechanisms.convention.admission",
            "position",
        ),
    ] {
        let said = wrong(mechanisms);
        assert!(said.contains(&format!("`{key}`")) && said.contains(words), "{mechanisms}{said}");
    }
}
