//! The answer of a sensitivity analysis: elementary effects, or shares of the variance.

use crate::output::Csv;
use crate::question::sensitivity::cells::{morris, saltelli};
use crate::question::sensitivity::table::{Screening, Sensitivity};
use crate::record::Column;
use crate::rng::{Key, Purpose, Stream};
use crate::statistics::morris::Effect;
use crate::statistics::sensitivity::{Convergence, Estimate, Indices};

/// What a sensitivity analysis found.
#[derive(Debug, Clone, PartialEq)]
pub enum Sensitivities {
    /// Elementary effects of each key.
    Morris(Vec<String>, Vec<Effect>),
    /// Indices of each key, whether they have converged, and which share of the variance is noise.
    Sobol(Vec<String>, Box<Indices>, Convergence, f64),
    /// Nothing can be said, and why.
    Nothing(String),
}

impl Sensitivities {
    /// From the mean outcome of each cell over its replicates, which lies in `range`, and its standard error.
    pub fn new(
        study: &Sensitivity,
        names: &[String],
        seed: u64,
        range: [f64; 2],
        means: &[f64],
        errors: &[f64],
    ) -> Self {
        let mut stream = Stream::new(&Key::common(seed), 0, Purpose::Analysis);
        let resamples = study.resamples.get() as usize;
        let names = names.to_vec();
        let found = match study.method {
            Screening::Morris => morris(study, seed)
                .and_then(|design| design.effects(means, range, resamples, &mut stream))
                .map(|effects| Self::Morris(names, effects))
                .map_err(|error| error.to_string()),
            Screening::Sobol => saltelli(study)
                .and_then(|design| design.indices(means, resamples, &mut stream))
                .map(|indices| {
                    let (converged, noise) = (indices.convergence(), indices.noise(errors));
                    Self::Sobol(names, Box::new(indices), converged, noise)
                })
                .map_err(|error| error.to_string()),
        };
        found.unwrap_or_else(Self::Nothing)
    }

    /// The columns of `answer.csv`.
    pub fn columns(&self) -> Vec<Column> {
        let key = Column::new("term", "name", "The key, or two joined by a colon.");
        match self {
            Self::Morris(..) => vec![
                key,
                Column::new(
                    "mu",
                    "outcome",
                    "Mean elementary effect: change of the outcome over the key's whole range.",
                ),
                Column::new("mu_star", "outcome", "Mean absolute elementary effect: how much the key matters."),
                Column::new(
                    "mu_star_low",
                    "outcome",
                    "Lower end of its 95% interval (Gaffke; bootstrap where the outcome has no range).",
                ),
                Column::new("mu_star_high", "outcome", "Upper end of the same interval."),
                Column::new(
                    "sigma",
                    "outcome",
                    "Standard deviation of the elementary effects: interactions and curvature.",
                ),
            ],
            Self::Sobol(..) | Self::Nothing(_) => vec![
                key,
                Column::new(
                    "index",
                    "name",
                    "first (share of the variance from the key alone), total (alone and with all others) or second (from two together).",
                ),
                Column::new("estimate", "share", "Estimate."),
                Column::new("low", "share", "Lower end of its 95% bootstrap interval."),
                Column::new("high", "share", "Upper end of its 95% bootstrap interval."),
                Column::new(
                    "converged",
                    "0/1",
                    "Have the indices converged? The same in every row; the caveats say why not.",
                ),
            ],
        }
    }

    /// Its rows.
    pub fn rows(&self) -> Vec<u8> {
        let mut table = Csv::new();
        match self {
            Self::Morris(names, effects) => {
                for (name, Effect { mu, mu_star, sigma }) in names.iter().zip(effects) {
                    table.text(name);
                    table.reals([*mu, mu_star.value, mu_star.low, mu_star.high, *sigma]);
                    table.end();
                }
            }
            Self::Sobol(names, indices, convergence, _) => {
                let converged = f64::from(u8::from(*convergence == Convergence::Converged));
                let mut row = |term: &str, index: &str, estimate: &Estimate| {
                    table.text(term);
                    table.text(index);
                    table.reals([estimate.value, estimate.low, estimate.high]);
                    table.count(converged);
                    table.end();
                };
                for (index, of) in [("first", &indices.first), ("total", &indices.total)] {
                    names.iter().zip(of).for_each(|(name, estimate)| row(name, index, estimate));
                }
                for pair in &indices.second {
                    row(&format!("{}:{}", names[pair.i], names[pair.j]), "second", &pair.estimate);
                }
            }
            Self::Nothing(_) => {}
        }
        table.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::document::Document;
    use crate::config::structs::Study;

    /// The answer of a study whose cells come to `model` of their swept values, without simulating anything.
    fn answer(study: &str, model: impl Fn(&[f64]) -> f64) -> Sensitivities {
        let text = format!("name = 'w'\n[[agents]]\npower = 'strong'\ncount = 4\n{study}");
        let document = Document::parse("w.toml", &text).unwrap();
        let config = document.config().unwrap();
        let design = crate::question::kinds::design(&config, &document).unwrap();
        let points = design.points.as_ref().unwrap();
        let means: Vec<f64> = (0..design.cells()).map(|cell| model(&points.numbers(cell))).collect();
        let Some(Study::Sensitivity(study)) = &config.study else { panic!("a sensitivity analysis") };
        let open = [f64::NEG_INFINITY, f64::INFINITY];
        Sensitivities::new(study, &design.columns(), config.seed, open, &means, &vec![0.0; means.len()])
    }

    const PI: f64 = std::f64::consts::PI;

    /// Ishigami & Homma (1990) with a = 7, b = 0.1: S = 0.3139, 0.4424, 0; T = 0.5576, 0.4424, 0.2437; S13 = 0.2437.
    #[test]
    fn the_ishigami_function_through_a_study() {
        let keys: Vec<String> =
            ["benefit", "cost", "harm"].iter().map(|key| format!("'game.dilemma.{key}' = [-{PI}, {PI}]")).collect();
        let study = format!(
            "[study.sensitivity]\nmethod = 'sobol'\nn = 8192\npairs = true\nresamples = 200\nkeys = {{ {} }}",
            keys.join(", ")
        );
        let found = answer(&study, |x| {
            libm::sin(x[0]) + 7.0 * libm::sin(x[1]) * libm::sin(x[1]) + 0.1 * libm::pow(x[2], 4.0) * libm::sin(x[0])
        });
        let Sensitivities::Sobol(_, indices, convergence, noise) = found else { panic!("{found:?}") };
        assert!((indices.variance - 13.8446).abs() < 0.05 && noise == 0.0 && convergence == Convergence::Converged);
        for (i, (first, total)) in
            [(0.313_905, 0.557_589), (0.442_411, 0.442_411), (0.0, 0.243_684)].into_iter().enumerate()
        {
            assert!(
                (indices.first[i].value - first).abs() < 0.02 && (indices.total[i].value - total).abs() < 0.02,
                "{i}"
            );
        }
        assert!((indices.second[1].estimate.value - 0.243_684).abs() < 0.02);
    }

    /// f = 2 x + y over [0, 3] and [1, 2]: elementary effects over the whole range are 6 and 1, everywhere the same.
    #[test]
    fn elementary_effects_of_a_plane_through_a_study() {
        let study = "[study.sensitivity]\nmethod = 'morris'\nn = 10\nkeys = { 'game.dilemma.benefit' = [0, 3], 'game.dilemma.cost' = [1, 2] }";
        let found = answer(study, |x| 2.0 * x[0] + x[1]);
        let Sensitivities::Morris(names, effects) = found else { panic!("{found:?}") };
        assert_eq!(names, ["game.dilemma.benefit", "game.dilemma.cost"]);
        for (effect, expected) in effects.iter().zip([6.0, 1.0]) {
            assert!((effect.mu - expected).abs() < 1e-12 && (effect.mu_star.value - expected).abs() < 1e-12);
            assert!(effect.sigma < 1e-12);
        }
    }
}
