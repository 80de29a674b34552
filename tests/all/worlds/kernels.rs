//! Every kernel against the general engine: the same world, to the last bit.

use comity::record::run::Running;
use comity::rng::Key;
use comity::world::{Engine, Rules, World, pairwise, plain};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;

use super::support::job;

fn rules(text: &str, engine: Engine) -> Rules {
    let mut rules = job(text).rules;
    rules.engine = engine;
    rules
}

/// Plays both and compares everything that there is after every round.
fn assert_same(text: &str, rounds: u32) {
    let (fast, general) = (rules(text, Engine::Automatic), rules(text, Engine::General));
    assert_eq!(plain::serves(&fast), None, "{text}");
    let world = played_alike(&fast, &general, rounds).unwrap_or_else(|round| panic!("round {round} differs in {text}"));
    let action = &world.action;
    assert!(action.iter().any(|a| a.cooperates()) && action.iter().any(|a| !a.cooperates()));
}

/// A world before its first round.
fn begun(rules: &Rules) -> Running {
    Running::new(rules, &Key::common(5), 3)
}

/// The world at the end, or else the round that left the two worlds different.
fn played_alike(fast: &Rules, general: &Rules, rounds: u32) -> Result<World, u32> {
    let (mut one, mut other) = (begun(fast), begun(general));
    for round in 1..=rounds {
        one.play(fast);
        other.play(general);
        if one.world != other.world {
            return Err(round);
        }
        one.learn(fast);
        other.learn(general);
        if one.world != other.world {
            return Err(round);
        }
    }
    Ok(one.world)
}

const GROUPS: &str = "[[agents]]\npower = 'strong'\ncount = 13\nstrategies = { tit-for-tat = 2, generous-tit-for-tat = 1, always-defect = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 40\nideology = { uniform = [-1, 1] }\nstrategies = { win-stay-lose-shift = 2, grim-trigger = 1, random = 1 }\n";

#[test]
fn the_plain_kernel_plays_as_the_general_engine_does() {
    for more in [
        "",
        "noise = { slip = 0.05, miss = 0.2, misread = 0.3 }\ngame.dilemma = { rent = 2.5, equity = 0.3 }\n",
        "noise = { slip = 0, miss = 0, false_alarm = 0 }\ngame.preset = 'snowdrift'\ntrust.rule = 'fixed'\n",
        "trust = { relax = 0.2, rule.linear = { gain = 0.4, loss = 1, friction = 1 } }\n",
        "network = { kind = 'lattice' }\n",
        "network = { kind = 'small-world', degree = 6, rewiring = 0.3 }\nlearning = { every = 3 }\n",
        "learning = { every = 2, rule = 'best-takes-over', peers = 'anyone' }\n",
        "noise.restart = 0.1\ntrust.gossip = 0.2\n",
        "trust.rule.beta = {}\n",
        "trust.rule.bayes = {}\n",
        "mechanisms.convention = { members = 'voluntary', enforcement = 0.3 }\nlearning = { every = 3 }\n",
        "mechanisms.convention = { depth = 0.4 }\n",
        "mechanisms = { convention = {}, fund = {}, aid = {}, development = {}, front = {}, dialogue = {}, norm = {} }\n",
    ] {
        let groups =
            if more.contains("lattice") { GROUPS.replace("count = 40", "count = 36") } else { GROUPS.to_owned() };
        assert_same(&format!("rounds = 50\n{more}{groups}"), 50);
    }
}

/// The deliberate among automata, and alone.
const DELIBERATE: &str = "[[agents]]\npower = 'strong'\ncount = 13\nconcern = { uniform = [0, 0.3] }\n\
    strategies = { deliberate = 3, tit-for-tat = 1, always-defect = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 40\nideology = { uniform = [-1, 1] }\nstrategies = { deliberate = 4, grim-trigger = 1 }\n";
const ALL_DELIBERATE: &str = "[[agents]]\npower = 'strong'\ncount = 9\nstrategies = { deliberate = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 28\nsovereignty = 0.4\nstrategies = { deliberate = 1 }\n";

#[test]
fn the_plain_kernel_deliberates_as_the_general_engine_does() {
    let conventions = "mechanisms.conventions = { north = { members = 'voluntary', fine = 2 }, south = { members = 'voluntary', wrongful = 0.1 } }\n";
    for groups in [DELIBERATE, ALL_DELIBERATE] {
        for more in [
            "",
            "game.dilemma = { rent = 2.5, equity = 0.3 }\nchoice = { patience = 0.2, temperature = 2 }\n",
            // Hardly weighed, decided by the greatest stakes, and worth infinitely much.
            "choice = { patience = 0, temperature = 1e6 }\nnoise.slip = 0.2\n",
            "choice = { patience = 0.999, temperature = 1e-3 }\n",
            "choice.temperature = 1e-310\n",
            "mechanisms.convention = { members = 'voluntary', wrongful = 0.2, escalation = 2 }\nlearning = { every = 3 }\n",
            "mechanisms.convention = { detection = 1, wrongful = 0.1, depth = 0.3 }\nlearning = { every = 2 }\n",
            conventions,
            "network = { kind = 'ring', degree = 2 }\nmechanisms.convention = {}\n",
            "trust = { gossip = 0.2, rule.beta = {} }\nmechanisms.norm = {}\n",
            "mechanisms = { convention = {}, fund = {}, aid = {}, development = {}, front = {}, dialogue = {}, norm = {} }\n",
        ] {
            assert_same(&format!("rounds = 50\n{more}{groups}"), 50);
        }
    }
}

/// Everything that a plain world may have, in any company: what is moved only now and then is what a kernel forgets to look at again.
fn any_plain_world() -> impl Strategy<Value = String> {
    const STRATEGIES: &[&str] = &[
        "deliberate = 1",
        "deliberate = 3, tit-for-tat = 1, always-defect = 1",
        "generous-tit-for-tat = 1, always-defect = 1, random = 1",
        "deliberate = 1, grim-trigger = 1, win-stay-lose-shift = 2",
    ];
    let group = |power: &'static str, counts| {
        let agents = (counts, select(STRATEGIES), select(&["0", "{ uniform = [-1, 1] }"][..]));
        agents.prop_map(move |(count, strategies, ideology)| {
            format!("[[agents]]\npower = '{power}'\ncount = {count}\nideology = {ideology}\nstrategies = {{ {strategies} }}\n")
        })
    };
    let noise = select(
        &["", "slip = 0.05, miss = 0.2, misread = 0.3", "slip = 0, miss = 0, false_alarm = 0", "restart = 0.1"][..],
    );
    let trust = select(
        &[
            "",
            "relax = 0.1",
            "relax = 0.02, gossip = 0.1",
            "rule.beta = {}",
            "rule.linear = { gain = 0.3, loss = 0.6, friction = 1 }",
        ][..],
    );
    let choice = select(&["", "patience = 0.5, temperature = 2", "patience = 0.95, temperature = 0.1"][..]);
    let game = select(
        &["dilemma = {}", "dilemma = { rent = 1.5, equity = 0.3, decisiveness = 2 }", "preset = 'snowdrift'"][..],
    );
    let network = select(&["", "kind = 'ring', degree = 2", "kind = 'small-world', degree = 4, rewiring = 0.3"][..]);
    let learning = select(
        &[
            "",
            "[learning]\n",
            "[learning]\nevery = 7\nmutation = 0.1\n",
            "[learning]\nrule = 'best-takes-over'\npeers = 'anyone'\n",
        ][..],
    );
    let convention = select(
        &[
            "convention = {}",
            "convention = { members = 'voluntary', fine = 2, wrongful = 0.2, escalation = 1, compensation = 0.5 }",
            "convention = { members = 'voluntary', depth = 0.3, innovation = 0.2, quorum = 0.4, enforcement = 0.3 }",
            "convention = { members = 'voluntary', joining = 'gain', revise = 4, verification = 0.9 }",
        ][..],
    );
    let fund = select(
        &[
            "",
            "fund = {}",
            "fund = { contributions = 'voluntary', denial = 0.5 }",
            "fund = { contributions = 'matching', match = 0.5 }",
        ][..],
    );
    let others = subsequence(
        &[
            "front = { trust = 0.6, pooling = 0.5 }",
            "dialogue = { bound = 1.5, repulsion = 0.01 }",
            "norm = { rate = 0.2 }",
            "aid = {}",
            "development = {}",
            "diffusion = {}",
            "damage = {}",
            "arms = {}",
            "cascade = { mean = 0.2, seeds = 2 }",
        ][..],
        0..=3,
    );
    let mechanisms = (convention, fund, others, any::<bool>()).prop_map(|(convention, fund, mut mechanisms, bound)| {
        if bound {
            mechanisms.push(convention);
            mechanisms.extend([fund].into_iter().filter(|fund| !fund.is_empty()));
        }
        mechanisms.join(", ")
    });
    let groups = (group("strong", 1..10_u32), group("weak", 4..20_u32));
    (noise, trust, choice, game, network, mechanisms, learning, groups).prop_map(
        |(noise, trust, choice, game, network, mechanisms, learning, (strong, weak))| {
            format!(
                "rounds = 30\nnoise = {{ {noise} }}\ntrust = {{ {trust} }}\nchoice = {{ {choice} }}\ngame = {{ {game} }}\n\
                 network = {{ {network} }}\nmechanisms = {{ {mechanisms} }}\n{learning}{strong}{weak}"
            )
        },
    )
}

const POPULATION: &str = "[[agents]]\npower = 'strong'\ncount = 10\nstrategies = { always-defect = 1, tit-for-tat = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 40\nstrategies = { always-cooperate = 2, always-defect = 1, win-stay-lose-shift = 1 }\n";

/// Of one power: where chances of transitions and patterns are looked up.
const ALIKE: &str = "[[agents]]\npower = 'weak'\ncount = 36\nstrategies = { always-cooperate = 2, always-defect = 1, tit-for-tat = 1 }\n";
const TWO: &str = "[[agents]]\npower = 'weak'\ncount = 36\nstrategies = { always-cooperate = 1, always-defect = 1 }\n";
const ALONE: &str = "[[agents]]\npower = 'weak'\ncount = 2\nstrategies = { always-cooperate = 1, always-defect = 1 }\n";

#[test]
fn the_pairwise_kernel_evolves_as_the_general_engine_does() {
    for (population, game, network, learning) in [
        (POPULATION, "preset = 'snowdrift'", "complete'", "peers = 'anyone'"),
        (ALIKE, "preset = 'snowdrift'", "complete'", "peers = 'anyone'\nmutation = 0.05"),
        (ALIKE, "preset = 'prisoners-dilemma'", "complete'", "peers = 'anyone'\nmutants = 'other'\nselection = 60"),
        (ALONE, "preset = 'snowdrift'", "complete'", "peers = 'anyone'\nmutation = 0.2\nscore = 'sum'"),
        (
            TWO,
            "matrix = { R = 1, S = 0, T = 1.1, P = 0 }",
            "lattice'",
            "peers = 'neighbours'\nscore = 'sum'\nselection = 10",
        ),
        (ALIKE, "preset = 'snowdrift'", "regular'\ndegree = 4", "peers = 'neighbours'\nmutation = 0.05"),
        (
            ALIKE,
            "preset = 'stag-hunt'",
            "lattice'\nself_interaction = true",
            "peers = 'neighbours'\nmutants = 'other'\nmutation = 0.02",
        ),
        (TWO, "dilemma = { rent = 2 }", "ring'\ndegree = 2", "peers = 'neighbours'\nmutation = 0.05\nevents = 5"),
        (
            POPULATION,
            "preset = 'stag-hunt'",
            "complete'",
            "peers = 'neighbours'\nmutants = 'other'\nscore = 'sum'\nselection = 0.1",
        ),
        (
            POPULATION,
            "matrix = { R = 1, S = 0, T = 1.1, P = 0 }",
            "lattice'\nwidth = 10\nself_interaction = true",
            "peers = 'neighbours'\nscore = 'sum'",
        ),
        (POPULATION, "dilemma = { rent = 2 }", "regular'\ndegree = 3", "peers = 'neighbours'\nevents = 7"),
        (POPULATION, "dilemma = { rent = 2 }", "complete'", "peers = 'anyone'\nmutation = 0"),
    ] {
        let text = format!(
            "rounds = 50\nnoise = {{ slip = 0.01, acuity = 0 }}\ngame.{game}\n{population}[network]\nkind = '{network}\n\
             [learning]\nevery = 1\nupdates = 'asynchronous'\npayoffs = 'expected'\n{learning}\n"
        );
        let (fast, general) = (rules(&text, Engine::Automatic), rules(&text, Engine::General));
        assert_eq!(pairwise::serves(&fast), None, "{text}");
        let end = played_alike(&fast, &general, 50).unwrap_or_else(|round| panic!("round {round} differs in {text}"));
        assert_ne!(end.strategy, begun(&general).world.strategy, "{text}");
    }
}

/// Everything that the pairwise kernel knows of: tables of transitions, patterns of neighbours, and each agent by itself.
fn any_evolving_world() -> impl Strategy<Value = String> {
    let population = select(&[(ALIKE, 6), (TWO, 6), (POPULATION, 10)][..]);
    let noise = select(&["slip = 0.01", "slip = 0, miss = 0, false_alarm = 0", "slip = 0.05, restart = 0.1"][..]);
    let game = select(
        &[
            "preset = 'snowdrift'",
            "preset = 'prisoners-dilemma'",
            "preset = 'stag-hunt'",
            "matrix = { R = 1, S = 0, T = 1.1, P = 0 }",
            "dilemma = { rent = 2 }",
        ][..],
    );
    // Whom one may imitate are those that one meets.
    let network = select(
        &[
            ("kind = 'complete'", "anyone"),
            ("kind = 'complete'", "neighbours"),
            ("kind = 'lattice', width = WIDTH", "neighbours"),
            ("kind = 'lattice', width = WIDTH, self_interaction = true", "neighbours"),
            ("kind = 'ring', degree = 2", "neighbours"),
            ("kind = 'regular', degree = 4", "neighbours"),
            ("kind = 'small-world', degree = 4, rewiring = 0.3", "neighbours"),
        ][..],
    );
    let keys = [
        &["mutation = 0", "mutation = 0.001", "mutation = 0.1", "mutation = 0.05, mutants = 'other'"][..],
        &["selection = 1", "selection = 0.1", "selection = 60"],
        &["score = 'sum'", "score = 'mean'"],
        &["events = 5", "events = 40"],
    ];
    let learning = keys.map(select);
    (population, noise, game, network, learning).prop_map(
        |((population, width), noise, game, (network, peers), learning)| {
            let network = network.replace("WIDTH", &width.to_string());
            let learning = learning.join(", ");
            format!(
                "rounds = 40\nnoise = {{ {noise}, acuity = 0 }}\ngame = {{ {game} }}\n\
                 network = {{ {network} }}\n\
                 learning = {{ every = 1, updates = 'asynchronous', payoffs = 'expected', peers = '{peers}', {learning} }}\n{population}"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plain_kernel_plays_any_world_as_the_general_engine_does(text in any_plain_world()) {
        let (fast, general) = (rules(&text, Engine::Automatic), rules(&text, Engine::General));
        prop_assert_eq!(plain::serves(&fast), None);
        prop_assert_eq!(played_alike(&fast, &general, 30).err(), None);
    }

    #[test]
    fn the_pairwise_kernel_evolves_any_world_as_the_general_engine_does(text in any_evolving_world()) {
        let (fast, general) = (rules(&text, Engine::Automatic), rules(&text, Engine::General));
        prop_assert_eq!(pairwise::serves(&fast), None);
        prop_assert_eq!(played_alike(&fast, &general, 40).err(), None);
    }
}

#[test]
fn a_world_that_is_not_plain_says_why() {
    for (more, reason) in [
        ("choice.trust_weight = 0.5\n", "trust is mixed into choices"),
        ("attribution = {}\n", "there is fog"),
        ("reputation = { norm = 'standing' }\n", "there are public names"),
        ("shocks = [{ at = 20, breach = { rounds = 5 } }]\n", "there are shocks"),
    ] {
        let text = format!("rounds = 50\n{more}{GROUPS}");
        assert_eq!(plain::serves(&rules(&text, Engine::Automatic)), Some(reason), "{text}");
    }
}
