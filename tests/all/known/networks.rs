//! Networks: the shape of rings and tori, and repeated games on a graph.

use comity::batch::Plan;
use comity::config::document::Document;
use comity::network::{Meetings, Neighbourhood, lattice, ring, statistics};
use comity::rng::Key;
use comity::world::{Streams, World, play};
use serde_json::Value;

use super::figures::{case, close, number, numbers};

fn hold(network: &Meetings, expected: &Value, tolerance: f64, what: &str) {
    let (shape, paths) = (statistics::shape(network), statistics::paths(network));
    for (key, found) in [
        ("edges", shape.links as f64),
        ("clustering", statistics::clustering(network)),
        ("average_path", paths.average),
        ("diameter", f64::from(paths.diameter)),
    ] {
        close(found, number(&expected[key]), tolerance, &format!("{what}: {key}"));
    }
    assert_eq!(shape.components, 1);
}

/// N01: rings and tori.
#[test]
fn rings_and_tori_have_the_shape_known_of_them() {
    let figure = case("N01");
    let tolerance = number(&figure["tolerance"]["abs"]);
    for expected in figure["expected"]["ring"].as_array().unwrap() {
        let (n, k) = (number(&expected["n"]) as u32, number(&expected["k"]) as u32);
        let network = Meetings::of(n as usize, &ring::links(n, k), &[]);
        assert!(network.degree.iter().all(|&degree| degree == k));
        hold(&network, expected, tolerance, &format!("ring of {n}, degree {k}"));
    }
    for expected in figure["expected"]["torus"].as_array().unwrap() {
        let side = number(&expected["L"]) as u32;
        let neighbourhood = match expected["neighbourhood"].as_str().unwrap() {
            "moore" => Neighbourhood::Moore,
            _ => Neighbourhood::VonNeumann,
        };
        let network =
            Meetings::of((side * side) as usize, &lattice::links(side * side, side, true, neighbourhood), &[]);
        assert!(network.degree.iter().all(|&degree| f64::from(degree) == number(&expected["degree"])));
        hold(&network, expected, tolerance, &format!("torus of {side} x {side}, {neighbourhood:?}"));
    }
}

/// H01: seven agents on a graph, each edge a repeated game of 50 rounds with slips. n = 60,000 runs; each agent's
/// income per round, summed over its neighbours, and its share of cooperation within 4 of their own standard errors.
#[test]
fn repeated_games_on_a_graph_pay_what_product_chains_say() {
    let figure = case("H01");
    let params = &figure["params"];
    let folder = tempfile::tempdir().unwrap();
    let mut edges = String::from("from,to\n");
    for edge in params["edges"].as_array().unwrap() {
        let [a, b] = numbers(edge)[..] else { panic!("expected two ends, found {edge}") };
        edges += &format!("agent-{a},agent-{b}\n");
    }
    std::fs::write(folder.path().join("edges.csv"), edges).unwrap();
    let mut text =
        format!("[game.matrix]\n{}", ["R", "S", "T", "P"].map(|u| format!("{u} = {}\n", params["game"][u])).concat());
    text += &format!("[noise]\nslip = {}\nmiss = 0\nfalse_alarm = 0\n", params["eps"]);
    text += "[network]\nkind = 'file'\npath = 'edges.csv'\n";
    for (agent, strategy) in params["strategies"].as_array().unwrap().iter().enumerate() {
        let name = match strategy.as_str().unwrap() {
            "TFT" => "tit-for-tat",
            "GTFT" => "generous-tit-for-tat",
            "WSLS" => "win-stay-lose-shift",
            "ALLC" => "always-cooperate",
            "ALLD" => "always-defect",
            "GRIM" => "grim-trigger",
            other => panic!("no strategy {other}"),
        };
        text +=
            &format!("[[agents]]\nname = 'agent-{agent}'\npower = 'weak'\ncount = 1\nstrategies = {{ {name} = 1 }}\n");
    }
    let path = folder.path().join("graph.toml");
    std::fs::write(&path, format!("name = 'graph'\n{text}")).unwrap();
    let plan = Plan::new(Document::read(&path).unwrap(), false).unwrap_or_else(|failure| panic!("{failure}"));
    let rules = plan.job(0).unwrap().rules;

    let (runs, turns) = (60_000, number(&params["turns"]) as u32);
    let key = Key::common(1);
    // Sums and sums of squares over runs, of income and of cooperation.
    let mut moments = [[[0.0; 2]; 2]; 7];
    for replicate in 0..runs {
        let (mut world, mut streams) = (World::new(&rules, &key, replicate), Streams::new(&key, replicate));
        let mut found = [[0.0; 2]; 7];
        for round in 1..=turns {
            play(&rules, &mut world, &mut streams, round);
            for (agent, [income, cooperation]) in found.iter_mut().enumerate() {
                *income += world.income[agent] / f64::from(turns);
                let sides = rules.meetings.sides_of(agent);
                let kind = sides.iter().filter(|&&side| world.action[side as usize].cooperates()).count();
                *cooperation += kind as f64 / sides.len() as f64 / f64::from(turns);
            }
        }
        for (moments, found) in moments.iter_mut().zip(&found) {
            for (moments, x) in moments.iter_mut().zip(found) {
                *moments = [moments[0] + x, moments[1] + x * x];
            }
        }
    }
    let n = f64::from(runs);
    for expected in figure["expected"].as_array().unwrap() {
        let agent = number(&expected["agent"]) as usize;
        assert_eq!(f64::from(rules.meetings.degree[agent]), number(&expected["degree"]));
        for (key, [sum, squares]) in ["sum_over_neighbours", "coop"].into_iter().zip(moments[agent]) {
            let mean = sum / n;
            let error = ((squares / n - mean * mean) / (n - 1.0)).sqrt();
            assert!(error <= 0.005, "agent {agent}, {key}: standard error {error}");
            close(mean, number(&expected[key]), 4.0 * error, &format!("agent {agent}, {key}"));
        }
    }
}
