//! `comity exact` and `comity validate`: numbers that are computed, and the simulator held against them.

use crate::desk::Desk;

fn exact(desk: &Desk, args: &[&str]) -> String {
    let output = desk.output(&[&["exact"], args].concat());
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Known numbers: tit-for-tat's quarters under slips, 3.5 and 2.25 of EXTORT-2, thresholds 1/2 and 2/3, masses of classes.
#[test]
fn exact_computes_pairs_of_strategies() {
    let desk = Desk::new();
    let said = exact(&desk, &["tft", "tit-for-tat", "--slip", "0.01"]);
    assert!(said.contains("share         0.250000000  0.250000000  0.250000000  0.250000000"), "{said}");
    assert!(said.contains("2.250000000") && said.contains("closed classes 1"), "{said}");
    let said = exact(&desk, &["1;8/9,1/2,1/3,0", "all-c"]);
    assert!(said.contains("3.500000000") && said.contains("2.250000000"), "{said}");
    let said = exact(&desk, &["tit-for-tat", "always-defect"]);
    assert!(said.contains("0.500000000  against always-defect"), "{said}");
    assert!(said.contains("0.666666667  against any strategy"), "{said}");
    let said = exact(&desk, &["wsls", "all-d"]);
    assert!(said.contains("never        against all-d"), "{said}");
    let said = exact(&desk, &["grim", "1/4;1,1,0,0"]);
    assert!(said.contains("closed classes 2") && said.contains("0.750000000"), "{said}");
    let sides = ["grim", "all-d", "--payoffs", "3,-1,9,1", "--payoffs-b", "3,0,5,1", "--continue", "0.5"];
    let said = exact(&desk, &sides);
    assert!(said.contains("0.750000000  against all-d (by the game of A 0.750000000, of B 0.500000000)"), "{said}");
    let said = exact(&desk, &["tft", "stft", "--rounds", "5", "--game", "donation"]);
    assert!(said.contains("0.600000000  0.400000000") && said.contains("5 rounds"), "{said}");
}

#[test]
fn exact_takes_strategies_game_and_noise_from_a_config() {
    let desk = Desk::new();
    desk.write(
        "c.toml",
        "[game]\npreset = 'donation'\n[noise]\nslip = 0.05\nmiss = 0.2\nfalse_alarm = 0.1\nrestart = 0.25\n\
         [strategies.patient]\nnodes = [{ cooperate = 1, next = [0, 1, 0, 1] }, { cooperate = 0.5, next = [0, 0, 0, 0] }]\n",
    );
    let said = exact(&desk, &["patient", "always-cooperate", "--config", "c.toml"]);
    assert!(said.contains("slip 0.05, miss 0.2, false alarm 0.1") && said.contains("R 2, S -1, T 3, P 0"), "{said}");
    assert!(said.contains("another round follows with probability 0.75"), "{said}");
    let said =
        exact(&desk, &["patient", "tft", "--config", "c.toml", "--misread", "0", "--slip", "0", "--rounds", "1"]);
    assert!(said.contains("noise        none") && said.contains("one round"), "{said}");
    let said = desk.stderr(2, &["exact", "patiant", "tft", "--config", "c.toml"]);
    assert!(said.contains("did you mean \"patient\"?"), "{said}");
    desk.write("d.toml", "[strategies.patient]\nnodes = []\n");
    let said = desk.stderr(2, &["exact", "tft", "tft", "--config", "d.toml"]);
    assert!(said.contains("cyber dilemma") && said.contains("--game"), "{said}");
    let said = desk.stderr(2, &["exact", "patient", "tft", "--config", "d.toml", "--game", "donation"]);
    assert!(said.contains("strategies.patient: an automaton needs at least one node"), "{said}");
}

#[test]
fn exact_refuses_what_it_cannot_compute() {
    let desk = Desk::new();
    for (args, expected) in [
        (&["tit-for-tatt", "grim"][..], "did you mean \"tit-for-tat\"?"),
        (&["deliberate", "grim"], "has no automaton"),
        (&["tft", "1,0,1"], "expected four numbers CC,CD,DC,DD, found 3"),
        (&["tft", "1,0,1,1.5"], "expected a number in [0, 1], found 1.5"),
        (&["tft", "tft", "--slip", "1.5"], "expected a number in [0, 1], found 1.5"),
        (&["tft", "tft", "--continue", "1"], "expected a number in [0, 1), 1 excluded, found 1"),
        (&["tft", "tft", "--rounds", "0"], "0 is not in 1..=10000000"),
        (&["tft", "tft", "--payoffs", "3,0,5"], "expected four numbers R,S,T,P, found 3"),
        (&["tft", "tft", "--payoffs", "3,0,x,1"], "expected a number, found \"x\""),
        (&["tft", "tft", "--game", "stag-hnt"], "stag-hunt"),
        (&["tft", "tft", "--misread", "0.1", "--miss", "0.2"], "cannot be used with"),
        (&["tft", "tft", "--config", "none.toml"], "expected a config file, found none"),
    ] {
        let said = desk.stderr(2, &[&["exact"], args].concat());
        assert!(said.contains(expected), "{args:?}: {said}");
    }
}

/// The short form: 899 quantities or so within 4 standard errors of what is exact, and the same rows in the file.
#[test]
fn the_simulator_agrees_with_what_is_exact() {
    let desk = Desk::new();
    let output = desk.output(&["validate", "--quick", "--csv", "rows.csv"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("simulated and exact agree") && said.contains("largest |z|"), "{said}");
    assert!(!said.contains('\u{1b}'), "no colours where nobody sees them");
    let mut table = csv::Reader::from_path(desk.path("rows.csv")).unwrap();
    let header: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
    let expected = "topic,case,quantity,replicates,simulated,standard_error,exact,z,tolerance,verdict";
    assert_eq!(header.join(","), expected);
    let (mut rows, mut topics) = (0, std::collections::BTreeSet::new());
    for row in table.records() {
        let row = row.unwrap();
        let number = |place: usize| row[place].parse::<f64>().unwrap_or(f64::NAN);
        let (simulated, error, exact, z) = (number(4), number(5), number(6), number(7));
        assert_eq!(&row[9], "ok", "{row:?}");
        match row[8].parse::<f64>() {
            Ok(tolerance) => assert!((simulated - exact).abs() <= tolerance && row[7].is_empty(), "{row:?}"),
            Err(_) => {
                assert!(z.abs() <= 4.0, "{row:?}");
                assert!((simulated - exact - z * error).abs() < 1e-9, "{row:?}");
            }
        }
        assert!(said.contains(&row[1]) && said.contains(&row[2]), "{row:?}");
        topics.insert(row[0].to_owned());
        rows += 1;
    }
    assert!(rows > 800 && topics.len() == 14, "{rows} rows of {topics:?}");
}

#[test]
fn validation_says_what_it_cannot_do() {
    let desk = Desk::new();
    let said = desk.stderr(2, &["validate", "--only", "fixations"]);
    assert!(said.contains("similar value exists: 'fixation'"), "{said}");
    desk.write("rows.csv", "mine");
    let said = desk.stderr(2, &["validate", "--quick", "--only", "identities", "--csv", "rows.csv"]);
    assert!(said.contains("rows.csv: is there already; --force replaces it"), "{said}");
    assert_eq!(desk.read("rows.csv"), "mine");
    let said =
        desk.stderr(0, &["validate", "--quick", "--only", "identities", "--csv", "rows.csv", "--force", "--quiet"]);
    assert_eq!(said, "");
    assert!(desk.read("rows.csv").lines().skip(1).all(|line| line.starts_with("identities,")));
    let said = desk.stderr(1, &["validate", "--quick", "--only", "identities", "--csv", "nowhere/rows.csv"]);
    assert!(said.contains("nowhere"), "{said}");
}

/// Known numbers of populations of two: Fermi imitation, Moran with linear fitness, and both with mutants.
#[test]
fn exact_computes_populations_of_two() {
    let desk = Desk::new();
    let of = |args: &str| exact(&desk, &[&["all-c", "all-d"], &args.split(' ').collect::<Vec<_>>()[..]].concat());
    let said = of("--game stag-hunt --population 20 --selection 0.1");
    assert!(said.contains("0.022503594") && said.contains("0.050000000"), "{said}");
    assert!(
        said.contains(
            "both earn the same at a share of A of 0.500000000, more than 1/3: a large population does not favour A"
        ),
        "{said}"
    );
    let said = of("--game donation --population 20 --process moran --fitness linear --selection 0.001");
    for known in ["0.049451654", "0.989033071", "70.794608440", "379.996375843"] {
        assert!(said.contains(known), "{known}: {said}");
    }
    let said = of("--game snowdrift --population 20 --selection 0.1 --mutation 0.01 --mutants other");
    let known = "mean share of A 0.351836949, standard deviation 0.328100915, most likely number of A 0";
    assert!(said.contains(known) && said.contains("all A 0.061052841 of the time, all B 0.207586000"), "{said}");
    // Hawk-dove: stable where a share of 1/2 takes the loss of a fight for the gain of the meek: 0.5/(0.5 + 1).
    let said = of("--game hawk-dove --replicator=0.9");
    assert!(said.contains("0.333333333") && said.contains("both stay"), "{said}");
    // Fitness 2 and 1, one offspring in ten of the other kind: the root of x^2 - 0.7 x - 0.1.
    let said = of("--payoffs 2,2,1,1 --replicator=0.5 --mutation 0.1 --mutants other");
    assert!(said.contains("0.821699057") && said.contains("takes another strategy"), "{said}");
}

/// Neutral strategies among themselves: each is there a third of the time.
#[test]
fn exact_computes_any_number_of_strategies() {
    let desk = Desk::new();
    let said = exact(&desk, &["tft", "grim", "all-c", "--population", "10"]);
    assert!(said.contains("neutral 0.100000000") && said.contains("expected cooperation 1.000000000"), "{said}");
    assert_eq!(said.matches("  0.333333333  1.000000000").count(), 3, "{said}");
    let said = exact(&desk, &["tft", "all-d", "all-c", "--rounds", "10"]);
    let rows =
        ["tft           3.000000000  0.900000000  3.000000000", "all-d         1.400000000  1.000000000  5.000000000"];
    assert!(rows.iter().all(|row| said.contains(row)) && !said.contains("rare mutants"), "{said}");
}

#[test]
fn exact_answers_other_questions() {
    let desk = Desk::new();
    for (question, known) in [
        ("advantage 1.1 --population 10", &["0.147950359"][..]),
        ("thresholds", &["0.500000000  grim", "0.666666667  tit-for-tat", "never        win-stay-lose-shift"]),
        ("thresholds --game donation", &["0.333333333  grim", "0.500000000  win-stay-lose-shift", "0.666666667  gen"]),
        ("thresholds --game snowdrift", &["2.000000000  against a cooperator", "0.000000000  against a defector"]),
        (
            "thresholds --payoffs 3,-1,9,1 --payoffs-b 3,0,5,1",
            &["0.750000000  grim (by the game of A 0.750000000, of B 0.5"],
        ),
        ("thresholds --detection 0.7 --wrongful 0.2", &["4.000000000  against either"]),
        ("agreement --cost 2.5 --benefit 1", &["k* = 3", "a member earns 0.500000000"]),
        ("agreement --cost 1 --benefit 1 --states 10 --quadratic", &["size 3: a member", "penalty of 31.5"]),
        ("agreement --cost 2.5 --benefit 1 --states 10", &["size 3: a member earns 0.500000000", "penalty of 1.5"]),
        ("agreement --cost 2.5 --benefit 1 --states 10 --penalty 2", &["size 10: a member earns 7.5"]),
        (
            "norm stern-judging --action-error 0.01 --assessment-error 0.01",
            &["0.980392157  0.970588235", "0.029215686", "b/c > 1.030715316", "always-cooperate at any b/c"],
        ),
        (
            "discriminators --benefit 3 --cost 1 --known 0.5",
            &["least knowledge c/b = 0.333333333", "exceeds 0.500000000"],
        ),
        ("commons --group 5 --population 20 --multiplier 6", &["-0.052631579", "6.333333333", "0.028973723"]),
        (
            "commons --group 5 --population 20 --multiplier 3 --fine 1 --cost 0.3",
            &["unstable share of punishers 0.307692308", "the fine exceeds 0.100000000"],
        ),
        (
            "graph --kind ring --nodes 8 --payoffs 4,-1,5,0 --selection 0.05",
            &["0.137404682", "27.737317399", "b/c > 3.000000000"],
        ),
        ("graph --kind complete --nodes 6 --rule pair-comparison --game stag-hunt --selection 0.3", &["0.065856138"]),
        ("graph --kind regular --nodes 100 --degree 4", &["b/c > 4.260869565"]),
        ("provision --wealth 10,4,2,1 --weight 0.3", &["Q = 3.000000000, paid by 1 of 4", "above 7.000000000"]),
        (
            "security --agents 10 --direct 0.3 --contagion 0.1 --cost 0.2",
            &["0.116226147", "0.300000000", "equilibria: 0 or 10 protected", "once 6 are protected"],
        ),
        ("cascade --mean 0.25 --sd 0.12", &["a share of 0.040211340"]),
        ("cascade --thresholds 0,2,2,3", &["1 join"]),
        ("contest --rivals 5 --prize 10", &["each spends 1.600000000, and earns 0.400000000", "spend 0.800000000"]),
        ("contest --prize 3,1", &["spend 0.562500000 and 0.187500000", "probability 0.750000000"]),
        (
            "arms --defence 1,1 --fatigue 2,2 --grievance 1,1",
            &["x = 1.000000000, y = 1.000000000", "growth rate -1.000000000"],
        ),
        ("arms --defence 3,2 --fatigue 2,2 --grievance 1,1", &[">= a b = 4.000000000: it runs away"]),
    ] {
        let said = exact(&desk, &question.split(' ').collect::<Vec<_>>());
        for known in known {
            assert!(said.contains(known), "{question}: {known}: {said}");
        }
    }
}

#[test]
fn exact_refuses_questions_that_make_no_sense() {
    let desk = Desk::new();
    for (args, expected) in [
        ("tft", "expected at least two strategies, found only \"tft\""),
        ("thresholdz --game donation", "did you mean `comity exact thresholds`?"),
        ("--slip 0.1 norm grim", "norm is a question"),
        ("thresholds tit-for-tatt", "did you mean \"tit-for-tat\"?"),
        ("norm stern-jugding", "did you mean \"stern-judging\"?"),
        ("norm 1010", "expected 8 bits of assessment"),
        ("norm judging --assessment-error 1.5", "expected a number in [0, 1], found 1.5"),
        ("agreement --cost 0 --benefit 1", "found 0"),
        ("discriminators --benefit 1 --cost 2 --known 1", "expected --cost below --benefit 1, found 2"),
        ("commons --group 5 --population 3 --multiplier 2", "expected --group at most --population 3, found 5"),
        ("graph --kind ring --nodes 15", "expected at most 14 nodes"),
        ("graph --kind lattice --nodes 8", "three rows and columns"),
        ("graph --kind edges --edges 0-1,2-3", "found no way from node 0 to node 2"),
        ("provision --wealth 1,2 --weight 1.5", "expected --weight in (0, 1], found 1.5"),
        ("security --agents 3 --direct 0.3 --contagion 0.1 --cost 1,2", "for each of the 3 agents, found 2"),
        ("contest --prize 1 --decisiveness 2.5", "at most n/(n - 1) = 2, found 2.5"),
        ("arms --defence 1 --fatigue 2,2 --grievance 1,1", "expected two numbers for --defence, found 1"),
        ("tft all-d --population 1", "1 is not in 2..="),
        ("tft all-d --mutation 0.1", "--population"),
        ("tft all-d --population 10 --fitness linear", "--process moran"),
        (
            "tft all-d --population 10 --process moran --fitness linear --selection 2",
            "expected --selection from 0 to 1",
        ),
        ("tft all-d all-c --population 10 --mutation 0.1", "--mutation is for two strategies"),
        ("tft all-d all-c --payoffs-b 1,2,3,4", "everyone plays the same game"),
        ("tft all-d --replicator=0.1,0.2,0.3", "expected 2 shares, or one less, found 3"),
    ] {
        let said = desk.stderr(2, &[&["exact"], &args.split(' ').collect::<Vec<_>>()[..]].concat());
        assert!(said.contains(expected), "{args}: {said}");
    }
}
