//! Worlds given as TOML, their runs, and how often cooperation takes over in them.

use std::path::Path;

use comity::batch::Plan;
use comity::config::document::Document;
use comity::record::{Run, simulate};

/// The plan of a config.
pub(crate) fn plan(text: &str) -> Plan {
    planned(Document::parse("test.toml", text).unwrap_or_else(|failure| panic!("{failure}")))
}

fn planned(document: Document) -> Plan {
    Plan::new(document, false).unwrap_or_else(|failure| panic!("{failure}"))
}

/// All runs of the first cell of a config.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    runs_of(&plan(text))
}

/// The same of a config that is a file, beside the files it names.
pub(crate) fn runs_in(path: &Path) -> Vec<Run> {
    runs_of(&planned(Document::read(path).unwrap_or_else(|failure| panic!("{failure}"))))
}

fn runs_of(plan: &Plan) -> Vec<Run> {
    let job = plan.job(0).unwrap();
    (0..plan.config.replicates.most()).map(|r| simulate(&job.rules, &job.key, r, &job.course, &mut ())).collect()
}

/// Share of the runs that end in full cooperation; every run must have ended in one state or the other.
#[track_caller]
pub(crate) fn fixation(runs: &[Run]) -> f64 {
    for run in runs {
        assert!(run.means[0] == 0.0 || run.means[0] == 1.0, "not absorbed: cooperation {}", run.means[0]);
    }
    runs.iter().filter(|run| run.means[0] == 1.0).count() as f64 / runs.len() as f64
}

/// Holds that share at 4 standard errors of the exact probability.
#[track_caller]
pub(crate) fn fixes(runs: &[Run], exact: f64, what: &str) {
    let (share, n) = (fixation(runs), runs.len() as f64);
    let sigma = (exact * (1.0 - exact) / n).sqrt();
    assert!((share - exact).abs() <= 4.0 * sigma, "{what}: {share} of {n} runs, exact {exact}, sigma {sigma}");
}
