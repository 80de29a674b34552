//! Who trusts whom at chosen rounds: a matrix, and the network of mutual trust with its blocs.
//!
//! Trust between pairs is in no table of a usual result, so the run is played once more; a run is the same whenever it is played.

use crate::batch::Plan;
use crate::config::Failure;
use crate::config::report_options::Report;
use crate::question::design::Kind;
use crate::question::words::Words;
use crate::record::run::Course;
use crate::record::simulate;
use crate::record::snapshot::{Snapshot, Snapshots};
use crate::report::figure::{Chart, Figure, Heat, Links};

/// The most agents that are drawn one by one; of larger worlds, groups are.
const MOST: usize = 60;

/// The most agents of a world that is played once more for these pictures.
const PLAYED: usize = 500;

/// Mutual trust that links two agents.
const LINKED: f64 = 0.5;

/// The pictures at the rounds that the config names, or of a single world at its first, middle and last round.
pub(super) fn pictures(plan: &Plan, report: &Report, words: Words) -> Result<Vec<Figure>, Failure> {
    let last = plan.config.rounds.get();
    let mut rounds = match (&report.rounds, plan.design.kind) {
        (Some(rounds), _) => rounds.clone(),
        (None, Kind::World) => vec![1, last.div_ceil(2), last],
        (None, _) => Vec::new(),
    };
    rounds.sort_unstable();
    rounds.dedup();
    let job = plan.job(report.cell)?;
    if rounds.is_empty() || job.rules.agents() > PLAYED || job.rules.sides() == 0 {
        return Ok(Vec::new());
    }
    let mut seen = Snapshots::of(&rounds);
    // What is judged does not matter here: only the rounds that are wanted are looked at.
    let course = Course { window: 1, ..job.course };
    simulate(&job.rules, &job.key, 0, &course, &mut seen);
    // Where nothing is believed of anybody there is nothing to see.
    let moves = |shot: &Snapshot| shot.trust.iter().flatten().any(|tau| *tau > 0.0);
    let mut found = Vec::new();
    for shot in seen.taken.iter().filter(|shot| rounds.contains(&shot.round) && moves(shot)) {
        found.push(matrix(shot, &seen.agents, words));
        if seen.agents.len() <= MOST {
            found.push(blocs(shot, &seen.agents, words));
        }
    }
    Ok(found)
}

/// The mean over pairs that meet, NaN without any.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.filter(|x| !x.is_nan()).fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
    sum / count
}

fn matrix(shot: &Snapshot, agents: &[[String; 2]], words: Words) -> Figure {
    let n = agents.len();
    let (names, cells) = if n <= MOST {
        (agents.iter().map(|[name, _]| name.clone()).collect(), shot.trust.clone())
    } else {
        let mut blocs: Vec<String> = Vec::new();
        for [_, bloc] in agents {
            if !blocs.contains(bloc) {
                blocs.push(bloc.clone());
            }
        }
        let members = |bloc: &String| (0..n).filter(|&agent| agents[agent][1] == *bloc).collect::<Vec<_>>();
        let lists: Vec<Vec<usize>> = blocs.iter().map(members).collect();
        let between = |from: &Vec<usize>, to: &Vec<usize>| {
            mean(from.iter().flat_map(|&i| to.iter().map(move |&j| shot.trust[i][j])))
        };
        let cells = lists.iter().map(|from| lists.iter().map(|to| between(from, to)).collect()).collect();
        (blocs, cells)
    };
    let names: Vec<String> = names;
    let who = if n <= MOST { "" } else { words.pick(" Means over groups.", "按组取均值。") };
    Figure {
        name: format!("trust-matrix-{}", shot.round),
        title: words
            .pick(format!("Who trusts whom after round {}", shot.round), format!("第 {} 轮后谁信任谁", shot.round)),
        caption: words
            .pick("Trust of the row in the column, in the first replicate.", "第一次重复中行对列的信任。")
            .to_owned()
            + who,
        chart: Chart::Heat(Heat {
            x: words.pick("partner", "对象").to_owned(),
            y: words.pick("who trusts", "信任者").to_owned(),
            columns: names.clone(),
            rows: names,
            value: words.pick("trust (belief, 0 to 1)", "信任（信念，0 到 1）").to_owned(),
            cells,
            bounds: None,
            scale: [0.0, 1.0],
            boundary: None,
            names: true,
        }),
    }
}

fn blocs(shot: &Snapshot, agents: &[[String; 2]], words: Words) -> Figure {
    let mut links = Vec::new();
    for i in 0..agents.len() {
        for j in i + 1..agents.len() {
            // Mutual trust is as strong as its weaker side.
            let mutual = shot.trust[i][j].min(shot.trust[j][i]);
            if mutual >= LINKED {
                links.push((i, j, mutual));
            }
        }
    }
    Figure {
        name: format!("blocs-{}", shot.round),
        title: words.pick(
            format!("Mutual trust of at least {LINKED} after round {}", shot.round),
            format!("第 {} 轮后不低于 {LINKED} 的相互信任", shot.round),
        ),
        caption: words
            .pick(
                "Two are linked where each trusts the other that much, in the first replicate; wider: more trust. Colours: blocs.",
                "两者相互信任均达此水平则相连（第一次重复）；线越宽信任越高。颜色表示集团。",
            )
            .to_owned(),
        chart: Chart::Links(Links {
            nodes: agents.iter().map(|[name, bloc]| (name.clone(), bloc.clone())).collect(),
            links,
            strength: words.pick("mutual trust", "相互信任").to_owned(),
        }),
    }
}
