//! Public reputation under social norms.

use comity::exact::reputation::{ImageScoring, Norm};
use serde_json::Value;

use crate::figures::{case, close, number};

/// Holds a number that may be absent, `null` in a figure.
#[track_caller]
fn close_or_none(found: Option<f64>, expected: &Value, tolerance: f64, what: &str) {
    match found {
        Some(found) => close(found, number(expected), tolerance, what),
        None => assert!(expected.is_null(), "{what}: expected {expected}, found none"),
    }
}

#[test]
fn r01_leading_eight() {
    let case = case("R01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in case["expected"].as_array().unwrap() {
        let text = format!("{} {}", row["assessment"].as_str().unwrap(), row["action"].as_str().unwrap());
        let state = text.parse::<Norm>().unwrap().stationary(number(&row["e"]), number(&row["a"]));
        let what = format!("{} at e {}, a {}", row["norm"], row["e"], row["a"]);
        let (defector, cooperator) = (&row["ALLD_mutant"], &row["ALLC_mutant"]);
        for (found, expected) in [
            (state.good, &row["good_share"]),
            (state.cooperation, &row["cooperation"]),
            (state.defector.good, &defector["good"]),
            (state.defector.receives, &defector["receives"]),
            (state.cooperator.good, &cooperator["good"]),
            (state.cooperator.gives, &cooperator["gives"]),
            (state.cooperator.receives, &cooperator["receives"]),
        ] {
            close(found, number(expected), tolerance, &what);
        }
        close_or_none(state.least_ratio(), &row["min_b_over_c_against_ALLD"], tolerance, &what);
        close_or_none(state.greatest_ratio(), &row["max_b_over_c_against_ALLC"], tolerance, &what);
    }
}

#[test]
fn r03_image_scoring() {
    let case = case("R03");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in case["expected"].as_array().unwrap() {
        let (benefit, cost, known) = (number(&row["b"]), number(&row["c"]), number(&row["q"]));
        let game = ImageScoring { benefit, cost, known };
        let what = format!("b {benefit}, c {cost}, q {known}");
        let (resident, mutant) = game.payoffs();
        close(resident, number(&row["resident"]), tolerance, &what);
        close(mutant, number(&row["ALLD_mutant"]), tolerance, &what);
        close(game.least_known(), number(&row["q_star"]), tolerance, &what);
        assert_eq!(game.resists(), row["resists"].as_bool().unwrap(), "{what}");
        close_or_none(game.least_share(), &row["min_initial_fraction_of_discriminators"], tolerance, &what);
    }
}
