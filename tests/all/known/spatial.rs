//! Games on lattices and small graphs: counts that must be equal, densities, and fixation against the full chains.

use comity::record::run::Recorder;
use comity::record::{RoundRow, simulate};
use serde_json::Value;

use super::figures::{case, number, numbers};
use super::worlds::{fixation, fixes, plan, runs, runs_in};

/// A world of two strategies in a game without noise: (name, count, share of cooperators) for each group.
fn world(groups: &[(&str, usize, f64)], game: &[f64], course: &str, tables: &str) -> String {
    let [r, s, t, p] = game else { panic!("expected four payoffs") };
    let agents: String = groups
        .iter()
        .map(|(name, count, share)| {
            format!(
                "[[agents]]\nname = '{name}'\npower = 'weak'\ncount = {count}\nlanguage = 0\nideology = 0\ncapability = 0.5\n\
                 strategies = {{ always-cooperate = {share:?}, always-defect = {:?} }}\n",
                1.0 - share
            )
        })
        .collect();
    format!(
        "name = 'test'\n{course}\nnoise = {{ slip = 0, miss = 0, false_alarm = 0 }}\n\
         game.matrix = {{ R = {r:?}, S = {s:?}, T = {t:?}, P = {p:?} }}\n{agents}{tables}\n"
    )
}

/// Numbers of cooperators, round by round.
struct Counts {
    agents: f64,
    place: usize,
    counts: Vec<f64>,
}

impl Recorder for Counts {
    fn wants(&self, _: u32) -> bool {
        true
    }
    fn record(&mut self, _: u32, _: &RoundRow, shares: &[f64]) {
        self.counts.push((shares[self.place] * self.agents).round());
    }
}

const MAY: &str = "[network]\nkind = 'lattice'\nneighbourhood = 'moore'\nself_interaction = true\n";
const BEST: &str = "[learning]\nevery = 1\nmutation = 0\nrule = 'best-takes-over'\npeers = 'neighbours'\n\
                    payoffs = 'expected'\nscore = 'sum'\n";

/// Every one of 200 generations, on the torus and with open edges.
#[test]
fn the_kaleidoscope_has_as_many_cooperators_as_published() {
    let figure = case("S01");
    let groups = [("before", 4900, 1.0), ("middle", 1, 0.0), ("after", 4900, 1.0)];
    for (edges, periodic) in [("torus", true), ("open_boundary", false)] {
        for (b, counts) in figure["expected"]["counts"][edges].as_object().unwrap() {
            let b: f64 = b.parse().unwrap();
            let tables = format!("{MAY}periodic = {periodic}\n{BEST}");
            let plan = plan(&world(&groups, &[1.0, 0.0, b, 0.0], "rounds = 201\nreplicates = 1", &tables));
            let job = plan.job(0).unwrap();
            let mut found = Counts { agents: 9801.0, place: 0, counts: Vec::new() };
            simulate(&job.rules, &job.key, 0, &job.course, &mut found);
            assert_eq!(found.counts, numbers(counts), "{edges}, b = {b}");
        }
    }
}

/// Random starts on a smaller lattice and in a shorter run than the figure's: 150 x 150, 150 generations and 150 measured.
#[test]
fn spatial_chaos_settles_near_a_third() {
    for row in case("S01")["expected"]["asymptotic"].as_array().unwrap() {
        let share = 1.0 - number(&row["initial_D"]);
        let game = [1.0, 0.0, number(&row["b"]), 0.0];
        let course = "rounds = 300\nreplicates = 1\nholds.window = 150";
        let found = runs(&world(&[("all", 22_500, share)], &game, course, &format!("{MAY}{BEST}")));
        let mean = found.iter().map(|run| run.shares[0]).sum::<f64>() / found.len() as f64;
        assert!((mean - number(&row["mean"])).abs() <= 0.004, "{row}: {mean}");
    }
}

fn fermi(selection: f64) -> String {
    format!(
        "[learning]\nevery = 1\nmutation = 0\nupdates = 'asynchronous'\nselection = {selection:?}\npeers = 'neighbours'\n\
         payoffs = 'expected'\nscore = 'sum'\n"
    )
}

/// Holds densities on the lattice against the rows of the figure that are wanted: side, generations, of them measured.
fn densities(side: usize, generations: u32, measured: u32, wanted: impl Fn(f64, f64) -> bool) -> usize {
    let figure = case("S03");
    let course = format!("rounds = {generations}\nreplicates = 1\nholds.window = {measured}");
    let mut seen = 0;
    for (rows, itself) in [("no_self_K04", false), ("self_K01", true)] {
        for row in figure["expected"][rows].as_array().unwrap() {
            let (k, t, density) = (number(&row["K"]), number(&row["T"]), number(&row["coop_mean"]));
            if !wanted(t, density) {
                continue;
            }
            let network = format!("[network]\nkind = 'lattice'\nself_interaction = {itself}\n");
            let tables = network + &fermi(1.0 / k);
            let found = runs(&world(&[("all", side * side, 0.5)], &[1.0, 0.0, t, 0.0], &course, &tables))[0].shares[0];
            // Near extinction fluctuations are slow: the figure's own tolerance is wider there.
            let tolerance = if density < 0.3 { 0.02 } else { 0.01 };
            assert!((found - density).abs() <= tolerance, "{row}: {found}");
            seen += 1;
        }
    }
    seen
}

/// 100 x 100, 2,000 generations, the last 600 measured: rows that settle that soon.
#[test]
fn cooperators_on_the_lattice_are_as_dense_as_the_figures() {
    assert_eq!(densities(100, 2000, 600, |t, _| [0.98, 1.0, 1.02, 1.2, 1.4].contains(&t)), 5);
}

/// All rows, as long as the figure's own runs on lattices of its size; takes an hour: `cargo test --release -- --ignored`.
#[test]
#[ignore = "an hour of computing"]
fn cooperators_on_the_lattice_are_as_dense_as_every_figure() {
    assert_eq!(densities(300, 18_000, 3000, |_, _| true), 25);
}

/// n = 8,000 runs of each game.
#[test]
fn the_smallest_torus_fixes_as_its_chain_says() {
    for row in case("G06")["expected"].as_array().unwrap() {
        let game = ["R", "S", "T", "P"].map(|letter| number(&row[letter]));
        let course = "rounds = 2500\nreplicates = 8000\nholds.window = 1";
        let tables = format!("[network]\nkind = 'lattice'\n{}", fermi(1.0 / number(&row["K"])));
        fixes(
            &runs(&world(&[("all", 9, 0.5)], &game, course, &tables)),
            number(&row["p_all_C_from_random_half"]),
            &row.to_string(),
        );
    }
}

fn edges(graph: &Value) -> String {
    let links = graph["edges"].as_array().unwrap().iter().map(numbers);
    std::iter::once("from,to".to_owned())
        // By position, for the mutant has a name.
        .chain(links.map(|l| format!("#{},#{}", l[0], l[1])))
        .collect::<Vec<_>>()
        .join("\n")
}

/// n = 1,000 runs of each graph, game, rule and intensity of selection.
#[test]
fn small_graphs_fix_as_their_chains_say() {
    let figure = case("G01");
    let folder = tempfile::tempdir().unwrap();
    for (name, graph) in figure["params"]["graphs"].as_object().unwrap() {
        std::fs::write(folder.path().join(format!("{name}.csv")), edges(graph) + "\n").unwrap();
    }
    for row in figure["expected"].as_array().unwrap() {
        let name = row["graph"].as_str().unwrap();
        let [a, b, c, d] = numbers(&figure["params"]["games"][row["game"].as_str().unwrap()])[..] else { panic!() };
        let rule = match row["rule"].as_str().unwrap() {
            "DB" => "rule = 'moran-death-birth'",
            "BD" => "rule = 'moran-birth-death'",
            _ => "rule = 'fermi'\nupdates = 'asynchronous'",
        };
        let score = if row["payoff"] == "avg" { "mean" } else { "sum" };
        let tables = format!(
            "[network]\nkind = 'file'\npath = '{name}.csv'\nshuffle = true\n[learning]\nevery = 1\nmutation = 0\n{rule}\n\
             selection = {}\npeers = 'neighbours'\npayoffs = 'expected'\nscore = '{score}'\n",
            row["s"]
        );
        let others = figure["params"]["graphs"][name]["n"].as_u64().unwrap() as usize - 1;
        let course = "rounds = 250\nreplicates = 1000\nholds.window = 1";
        let text = world(&[("mutant", 1, 1.0), ("others", others, 0.0)], &[a, b, c, d], course, &tables);
        let path = folder.path().join("test.toml");
        std::fs::write(&path, text).unwrap();
        fixes(&runs_in(&path), number(&row["fixation_A"]), &row.to_string());
    }
}

/// Runs on a torus of 10 x 10 under death and birth, s = 0.02: n = 6,000; the figure's own error is added.
#[test]
fn cooperators_are_favoured_beyond_the_critical_benefit() {
    for row in case("G03")["expected"]["simulation"].as_array().unwrap() {
        let b = number(&row["b"]);
        let tables = "[network]\nkind = 'lattice'\n[learning]\nevery = 1\nmutation = 0\nrule = 'moran-death-birth'\n\
                      selection = 0.02\npeers = 'neighbours'\npayoffs = 'expected'\n";
        let course = "rounds = 1200\nreplicates = 6000\nholds.window = 1";
        let found = runs(&world(&[("mutant", 1, 1.0), ("others", 99, 0.0)], &[b - 1.0, -1.0, b, 0.0], course, tables));
        let n = found.len() as f64;
        let rho = fixation(&found);
        let own = (rho * (1.0 - rho) / n).sqrt();
        let sigma = own.hypot(number(&row["se"]));
        assert!((rho - number(&row["rho"])).abs() <= 4.0 * sigma, "{row}: {rho} +- {sigma}");
    }
}
