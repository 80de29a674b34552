//! Random networks: mean degrees, and how often pairs meet.

use super::check::Check;
use super::subject::{Subject, agents, course};
use super::topic::Topic;
use super::verdict::Judge::Spread;

/// Degrees and meetings.
pub(super) fn checks() -> Vec<Check> {
    let world = |network: &str| agents("strong", 15, "tit-for-tat") + &agents("weak", 25, "tit-for-tat") + network;
    // Pairs of the same bloc, and of two: 15 x 14 / 2 + 25 x 24 / 2, and 15 x 25.
    let (within, between) = (405.0, 375.0);
    // Growth starts from as many unlinked agents as a newcomer brings links.
    let newcomers = 40.0 - 2.0;
    let networks = [
        ("Erdos-Renyi, p 0.1: p (N - 1)", "kind = 'erdos-renyi'\nprobability = 0.1\n", 0.1 * 39.0),
        ("Erdos-Renyi, p 0.6: p (N - 1)", "kind = 'erdos-renyi'\nprobability = 0.6\n", 0.6 * 39.0),
        (
            "blocs, 0.8 within, 0.1 between",
            "kind = 'blocs'\nwithin = 0.8\nbetween = 0.1\nby = 'power'\n",
            2.0 * (0.8 * within + 0.1 * between) / 40.0,
        ),
        ("regular of degree 6", "kind = 'regular'\ndegree = 6\n", 6.0),
        ("small world of degree 4, rewiring 0.3", "kind = 'small-world'\ndegree = 4\nrewiring = 0.3\n", 4.0),
        (
            "scale-free, 2 links a newcomer: 2 m (N - m) / N",
            "kind = 'scale-free'\nlinks = 2\n",
            2.0 * 2.0 * newcomers / 40.0,
        ),
    ];
    let mut checks: Vec<Check> = networks
        .into_iter()
        .map(|(case, network, exact)| {
            let subject = Subject::Degree(world(&format!("[network]\n{network}")));
            Check::new(Topic::Networks, case, 1_000, subject).is("mean degree", exact, Spread)
        })
        .collect();
    let weights = vec![2.0, 1.0, 0.2, 1.5];
    let greatest = 2.0;
    let text = course(400, 400) + &agents("weak", weights.len() + 1, "tit-for-tat");
    let subject = Subject::Row { text, weights: weights.clone() };
    let mut check = Check::new(Topic::Networks, "meetings, weights 2, 1, 0.2, 1.5 in a row", 400, subject);
    for weight in weights {
        check = check.is(format!("meetings at weight {weight}"), weight / greatest, Spread);
    }
    checks.push(check);
    checks
}
