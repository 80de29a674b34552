//! The answer in a few sentences, made from the tables, with its uncertainty.

use super::layout::{last_part, short};
use super::sentences::{self, Compared, GridLine, Named, Place, Player, SHOWN, Searched, Sweeps};
use super::words::Words;
use crate::batch::saved::Table;
use crate::batch::{Plan, Reading, Task};
use crate::config::Failure;
use crate::question::design::{Kind, in_words};
use crate::statistics::crossing::{Change, Decided};
use crate::statistics::decision::{Decision, Tally};

/// The answer: a sentence or two for each part of it.
///
/// # Errors
/// If a table cannot be read.
pub fn answer(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let mut said = match &result.task {
        Task::Tournament(plan) => tournament(result, plan.settings.generations, words)?,
        Task::Worlds(plan) => match plan.design.kind {
            Kind::World => world(result, words)?,
            Kind::Grid => [cells(result, words)?, grid(result, plan, words)?].concat(),
            Kind::Factorial => factorial(result, plan, words)?,
            Kind::Boundary => boundary(result, plan, words)?,
            Kind::Sensitivity => sensitivity(result, words)?,
            Kind::Ablation => ablation(result, words)?,
            Kind::List => list(result, words)?,
            Kind::Sample => [cells(result, words)?, sample(result, words)?].concat(),
        },
    };
    said.extend(claims(result, words)?);
    said.extend(audit(result, words)?);
    Ok(said)
}

fn three(table: &Table, row: usize, name: &str) -> [f64; 3] {
    [table.number(row, name), table.number(row, &format!("{name}_low")), table.number(row, &format!("{name}_high"))]
}

fn estimate(table: &Table, row: usize) -> [f64; 3] {
    ["estimate", "low", "high"].map(|column| table.number(row, column))
}

fn world(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let cells = result
        .table("cells.csv", |name| name == "runs" || name.starts_with("hold") || name.starts_with("cooperation"))?;
    let runs = cells.number(0, "runs") as usize;
    Ok(vec![sentences::world(three(&cells, 0, "hold"), runs, three(&cells, 0, "cooperation"), words)])
}

/// In how many cells cooperation holds.
fn cells(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let mut tally = Tally::default();
    let mut places = None;
    result.each("cells.csv", |columns, row| {
        let place = |name: &str| columns.iter().position(|own| own == name);
        let [low, high] = *places.get_or_insert_with(|| ["hold_low", "hold_high"].map(place));
        let of = |place: Option<usize>| place.and_then(|place| row.get(place)?.parse().ok()).unwrap_or(f64::NAN);
        tally.add(Decision::of(of(low), of(high)));
    })?;
    Ok(vec![sentences::tally(&tally, words)])
}

/// Where cooperation breaks along the first axis.
fn grid(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<String>, Failure> {
    let Some((axis, others)) = plan.design.axes.split_first() else { return Ok(Vec::new()) };
    let (table, all) = result.head("answer.csv", SHOWN, |_| true)?;
    let line = |row: usize| {
        let value = |key: &String| {
            let value = table.text(row, &plan.swept_name(key));
            (last_part(key).to_owned(), value.parse().map_or_else(|_| value.to_owned(), short))
        };
        let others = others.iter().map(|lever| value(&lever.columns[0])).collect();
        let count = |column: &str| table.number(row, column) as usize;
        let tally = Tally { holds: count("holds"), fails: count("fails"), inconclusive: count("inconclusive") };
        let [at, below, above] = ["change", "change_below", "change_above"].map(|column| table.number(row, column));
        let decided = Decided {
            tally,
            first: Decision::named(table.text(row, "first_decided")),
            changes: count("changes") as u32,
            change: (!below.is_nan()).then(|| Change { at: (!at.is_nan()).then_some(at), below, above }),
        };
        GridLine { others, decided }
    };
    let lines: Vec<GridLine> = (0..table.len()).map(line).collect();
    Ok(sentences::grid_lines(last_part(&axis.columns[0]), &lines, all, words))
}

/// All bundles and none, the strongest of them, and whether they work together.
fn factorial(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<String>, Failure> {
    let cells = result.table("cells.csv", |name| name.starts_with("hold"))?;
    let [all, none] = [plan.design.cells() - 1, 0].map(|cell| three(&cells, cell, "hold"));
    let mut said = vec![sentences::all_and_none(&plan.design.columns(), all, none, words)];
    let table = result.table("answer.csv", |_| true)?;
    let of = |outcome: &str, kind: &str| {
        let own = |row: &usize| table.text(*row, "outcome") == outcome && table.text(*row, "kind") == kind;
        (0..table.len()).filter(own).collect::<Vec<usize>>()
    };
    let effects: Vec<Named> = of("hold", "effect")
        .into_iter()
        .map(|row| Named::new(table.text(row, "term"), estimate(&table, row)))
        .collect();
    said.extend(sentences::lever(&effects, words));
    for scale in ["cooperation", "hold"] {
        let found = of(scale, "synergy").first().map(|&row| (estimate(&table, row), table.number(row, "p_holm")));
        said.extend(found.map(|(found, p_holm)| sentences::synergy(scale, found, p_holm, words)));
    }
    Ok(said)
}

/// Where the search of each line found that cooperation breaks.
fn boundary(result: &Reading, plan: &Plan, words: Words) -> Result<Vec<String>, Failure> {
    let columns = plan.design.columns();
    let Some((axis, others)) = columns.split_last() else { return Ok(Vec::new()) };
    // A line has a row for each of its crossings, which are few.
    let mut lines: Vec<Searched> = Vec::new();
    let mut all = 0;
    let mut before: Option<Vec<String>> = None;
    result.each("answer.csv", |names, row| {
        let text = |name: &str| names.iter().position(|own| own == name).and_then(|place| row.get(place)).unwrap_or("");
        let number = |name: &str| text(name).parse::<f64>().unwrap_or(f64::NAN);
        let values: Vec<String> = others.iter().map(|key| in_words(text(&plan.swept_name(key))).to_owned()).collect();
        let first = number("crossing").is_nan() || number("crossing") == 1.0;
        if first || before.as_ref() != Some(&values) {
            all += 1;
            if lines.len() < SHOWN {
                let sweeps = (!text("hysteresis").is_empty()).then(|| Sweeps {
                    forward: number("up"),
                    backward: number("down"),
                    width: ["loop", "loop_low", "loop_high"].map(number),
                    verdict: text("hysteresis").to_owned(),
                });
                let keys = others.iter().map(|key| last_part(key).to_owned());
                lines.push(Searched {
                    others: keys.zip(values.iter().cloned()).collect(),
                    verdict: text("verdict").to_owned(),
                    runs: number("runs") as usize,
                    places: Vec::new(),
                    sweeps,
                });
            }
        }
        before = Some(values);
        if let Some(line) = lines.last_mut().filter(|_| all <= SHOWN && !number("at").is_nan()) {
            let yes = |name: &str| number(name) == 1.0;
            line.places.push(Place {
                rising: text("direction") == "rises",
                at: ["at", "low", "high"].map(number),
                reached: yes("reached"),
                beyond: yes("beyond"),
                contradicted: yes("contradicted"),
            });
        }
    })?;
    Ok(sentences::searches(last_part(axis), &lines, all, words))
}

fn sensitivity(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let morris = table.place("mu_star").is_some();
    let of = |row: usize| {
        let found = if morris { three(&table, row, "mu_star") } else { estimate(&table, row) };
        Named::new(table.text(row, "term"), found)
    };
    let rows = (0..table.len()).filter(|&row| morris || table.text(row, "index") == "total");
    let mut said = vec![sentences::sensitivity(&rows.map(of).collect::<Vec<_>>(), morris, words)];
    if !morris && table.number(0, "converged") == 1.0 {
        said.push(sentences::converged(words));
    }
    Ok(said)
}

fn ablation(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let rows = (0..table.len()).filter(|&row| table.text(row, "kind") == "value");
    let values: Vec<Named> = rows.map(|row| Named::new(table.text(row, "term"), estimate(&table, row))).collect();
    Ok(sentences::credit(table.text(0, "outcome"), &values, words).into_iter().collect())
}

fn sample(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let rows = (0..table.len()).filter(|&row| table.text(row, "outcome") == "hold");
    let of = |row: usize| {
        let found = ["rank_correlation", "low", "high"].map(|column| table.number(row, column));
        Named::new(table.text(row, "term"), found)
    };
    Ok(sentences::association(&rows.map(of).collect::<Vec<_>>(), words).into_iter().collect())
}

/// In how many cells cooperation holds, and how every two compare.
fn list(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let mut said = cells(result, words)?;
    let table = result.table("answer.csv", |_| true)?;
    for outcome in ["hold", "cooperation"] {
        let rows = (0..table.len()).filter(|&row| table.text(row, "outcome") == outcome);
        let of = |row: usize| Compared {
            names: ["first", "second"].map(|column| table.text(row, column).to_owned()),
            change: estimate(&table, row),
            p_holm: table.number(row, "p_holm"),
        };
        said.extend(sentences::compared(outcome, &rows.map(of).collect::<Vec<_>>(), words));
    }
    Ok(said)
}

fn tournament(result: &Reading, generations: u32, words: Words) -> Result<Vec<String>, Failure> {
    let table = result.table("answer.csv", |_| true)?;
    let names: Vec<String> = (0..table.len()).map(|row| table.text(row, "strategy").to_owned()).collect();
    let mut undecided = vec![0; names.len()];
    result.each("invasion.csv", |columns, row| {
        let text =
            |name: &str| columns.iter().position(|own| own == name).and_then(|place| row.get(place)).unwrap_or("");
        if text("comes_in_sure") == "0"
            && let Some(place) = names.iter().position(|name| name == text("resident"))
        {
            undecided[place] += 1;
        }
    })?;
    let player = |row: usize| {
        let count = |column: &str| table.number(row, column) as usize;
        Player {
            name: names[row].clone(),
            rank: ["rank", "rank_low"].map(|column| table.number(row, column)),
            score: three(&table, row, "score"),
            wins: table.number(row, "wins"),
            share: table.number(row, "share"),
            extinct: !table.number(row, "extinct").is_nan(),
            invaders: [count("invaded_by"), count("invaded_by_sure"), undecided[row], count("neutral")],
        }
    };
    let players: Vec<Player> = (0..table.len()).map(player).collect();
    let mut said = sentences::winners(&players, words);
    said.push(sentences::ecology(&players, generations, words));
    said.push(sentences::invasion(&players, words));
    Ok(said)
}

fn claims(result: &Reading, words: Words) -> Result<Option<String>, Failure> {
    let claims = result.table("claims.csv", |name| name == "verdict")?;
    let count = |verdict: &str| (0..claims.len()).filter(|&row| claims.text(row, "verdict") == verdict).count();
    let counts = ["supported", "refuted", "undecided"].map(count);
    Ok((!claims.is_empty()).then(|| sentences::claims(counts, words)))
}

/// What lone deviations came to, cell by cell: invaded if one strategy is better left, an equilibrium if none is.
fn audit(result: &Reading, words: Words) -> Result<Vec<String>, Failure> {
    let mut said = Vec::new();
    for power in ["strong", "weak"] {
        let (mut counts, mut current) = ([0_usize; 3], None::<(String, usize)>);
        result.each("audit.csv", |columns, row| {
            let text =
                |name: &str| columns.iter().position(|own| own == name).and_then(|place| row.get(place)).unwrap_or("");
            if text("power") != power {
                return;
            }
            // The worst verdict of a cell is that of the cell: an equilibrium only if nothing else is said.
            let verdict = ["equilibrium", "open", "can-be-invaded"].iter().position(|name| *name == text("verdict"));
            let (cell, verdict) = (text("cell").to_owned(), verdict.unwrap_or(1));
            match &mut current {
                Some((own, worst)) if *own == cell => *worst = (*worst).max(verdict),
                _ => {
                    if let Some((_, worst)) = current.replace((cell, verdict)) {
                        counts[worst] += 1;
                    }
                }
            }
        })?;
        if let Some((_, worst)) = current {
            counts[worst] += 1;
        }
        let [still, undecided, invaded] = counts;
        if still + undecided + invaded > 0 {
            said.push(sentences::audit(power, [still, invaded, undecided], words));
        }
    }
    Ok(said)
}
