//! Intervals and sensitivity indices.

use comity::rng::{Key, Purpose, Stream};
use comity::statistics::gaffke;
use comity::statistics::interval::clopper_pearson;
use comity::statistics::sensitivity::Saltelli;

use super::figures::{case, close, number, numbers};

#[test]
fn a01_ishigami() {
    let case = case("A01");
    let (a, b) = (number(&case["params"]["a"]), number(&case["params"]["b"]));
    let (expected, tolerance) = (&case["expected"], number(&case["tolerance"]["abs"]));
    let design = Saltelli::new(3, 1 << 13, true).unwrap();
    let model = |x: &Vec<f64>| {
        let [x, y, z] = [0, 1, 2].map(|i| std::f64::consts::PI * (2.0 * x[i] - 1.0));
        libm::sin(x) + a * libm::sin(y) * libm::sin(y) + b * z * z * z * z * libm::sin(x)
    };
    let outputs: Vec<f64> = design.points(1).iter().map(model).collect();
    let found = design.indices(&outputs, 100, &mut Stream::new(&Key::common(1), 0, Purpose::Analysis)).unwrap();
    close(found.mean, number(&expected["mean"]), tolerance, "mean");
    close(found.variance, number(&expected["variance"]), tolerance, "variance");
    for (name, estimates) in [("S1", &found.first), ("ST", &found.total)] {
        for (i, (estimate, value)) in estimates.iter().zip(numbers(&expected[name])).enumerate() {
            close(estimate.value, value, tolerance, &format!("{name} of x{}", i + 1));
            assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
        }
    }
    assert_eq!(found.second.len(), 3);
    for pair in &found.second {
        let name = format!("x{}x{}", pair.i + 1, pair.j + 1);
        close(pair.estimate.value, number(&expected["S2"][&name]), tolerance, &name);
    }
}

#[test]
fn a04_clopper_pearson() {
    let case = case("A04");
    let tolerance = number(&case["tolerance"]["abs"]);
    for row in case["expected"].as_array().unwrap() {
        let (x, n) = (number(&row["successes"]) as u32, number(&row["n"]) as u32);
        let confidence = number(&row["confidence"]);
        let values: Vec<f64> = (0..n).map(|run| f64::from(u8::from(run < x))).collect();
        let by_gaffke = gaffke::interval(&values, [0.0, 1.0], confidence);
        for (low, high) in [clopper_pearson(x, n, confidence), by_gaffke] {
            let expected = numbers(&row["clopper_pearson"]);
            close(low, expected[0], tolerance, &format!("{x}/{n} at {confidence}, low"));
            close(high, expected[1], tolerance, &format!("{x}/{n} at {confidence}, high"));
        }
    }
}
