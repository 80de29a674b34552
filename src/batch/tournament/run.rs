//! Plays a tournament and writes its tables: pairs in parallel, everything else in the order of the list.

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use super::found::{Found, Invasions, Succession};
use super::interactions::{self, Moves};
use super::plan::Tournament;
use super::{says, tables};
use crate::batch::dictionary::{dictionary_rows, header};
use crate::batch::execute::{Reason, Stop};
use crate::batch::plan::identity::Stored;
use crate::batch::session::{Finished, Order, Outcome, Site, manifest, recorded, unwound};
use crate::config::source::Failure;
use crate::output::journal::Lock;
use crate::output::table::write_whole;
use crate::output::{FileRecord, TableFile, log};
use crate::question::answer::{self, Answer};
use crate::record::Column;
use crate::stop::heed;
use crate::tournament::ecology::{Ecology, is_written};
use crate::tournament::invasion::{Verdict, decided};
use crate::tournament::ranking::Scores;
use crate::tournament::round_robin::Counts;

/// A share below this counts as extinct.
const EXTINCT: f64 = 1e-3;

/// Pairs that are handed to each thread at a time.
const PAIRS: usize = 8;

/// Plays a tournament and writes its tables. `progress` is told how many matches are done.
///
/// # Errors
/// [`Failure`]: a different result is in the way, a file cannot be written, or it was asked to stop.
pub fn run(
    plan: &Tournament,
    order: &Order,
    stop: &Stop,
    mut progress: impl FnMut(usize),
) -> Result<Outcome<Found>, Failure> {
    let counts = [plan.pairs(), plan.matches() as usize];
    let stored = Stored { config: &plan.whole, quick: plan.quick, identity: plan.hash() };
    let manifest = manifest(&plan.config.name, &stored, counts, order);
    let mut work = |site: Site<'_>, lock: Lock| {
        let folder = site.folder;
        if !site.begun {
            for warning in plan.warnings() {
                log::append(folder, &format!("warning: {warning}"))?;
            }
        }
        let mut moves = None;
        if plan.interactions {
            let mut file = TableFile::create(folder, "interactions.csv")?;
            file.write(&header(&interactions::columns(&plan.robin)))?;
            moves = Some(file);
        }
        let until = order.max_time.map(|time| Instant::now() + time.saturating_sub(site.waited));
        let scores = match play(plan, order, stop, until, moves.as_mut(), &mut progress) {
            Ok(scores) => scores,
            Err(failure) => {
                if let Some(mut file) = moves {
                    file.flush()?;
                }
                return Err(failure);
            }
        };
        let found = conclude(plan, scores);
        let files = write(plan, &found, folder, moves)?;
        Ok(Finished { files, runs: None, found, close: Box::new(move || lock.release()) })
    };
    recorded(order, &order.folder, manifest, stop, |site, lock| {
        stop.within(|| work(site, lock)).unwrap_or_else(|| Err(unwound(stop)))
    })
}

/// All matches of a pair: how they went, and their rows of `interactions.csv`.
fn pair(plan: &Tournament, number: usize, pair: (usize, usize)) -> (Vec<Counts>, Vec<u8>) {
    let robin = &plan.robin;
    if !plan.interactions {
        return (robin.play(pair.0, pair.1, |_, _, _| {}), Vec::new());
    }
    let mut moves: Vec<Moves> = vec![Moves::new(); robin.matches(pair.0, pair.1) as usize];
    let counts = robin.play(pair.0, pair.1, |repetition, own, other| moves[repetition as usize].push((own, other)));
    let first = number as u64 * u64::from(robin.repetitions);
    (counts, interactions::rows(robin, pair, first, &moves))
}

fn play(
    plan: &Tournament,
    order: &Order,
    stop: &Stop,
    until: Option<Instant>,
    mut moves: Option<&mut TableFile>,
    progress: &mut impl FnMut(usize),
) -> Result<Scores, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(order.threads.get())
        .build()
        .map_err(|error| Failure::Usage(format!("cannot start {} threads: {error}", order.threads)))?;
    let pairs: Vec<(usize, (usize, usize))> = plan.robin.pairs().enumerate().collect();
    let mut scores = Scores::new(&plan.robin, plan.settings.self_play);
    let mut done = 0;
    for chunk in pairs.chunks(PAIRS * order.threads.get()) {
        if until.is_some_and(|until| Instant::now() >= until) {
            stop.ask(Reason::Time);
        }
        let one = |&(number, players): &(usize, (usize, usize))| {
            stop.within(|| {
                heed();
                pair(plan, number, players)
            })
        };
        let played: Vec<_> = pool.install(|| chunk.par_iter().map(one).collect());
        for (&(_, (i, j)), played) in chunk.iter().zip(played) {
            let Some((counts, rows)) = played else {
                let done = format!("{done} of {} matches were done", plan.matches());
                return Err(stop.asked().unwrap_or(Reason::Interrupt).failure(done));
            };
            done += counts.len();
            scores.take(i, j, &counts);
            if let Some(file) = &mut moves {
                file.write(&rows)?;
            }
        }
        progress(done);
    }
    Ok(scores)
}

fn conclude(plan: &Tournament, scores: Scores) -> Found {
    let n = plan.robin.players.len();
    let mut invasions = vec![Invasions::default(); n];
    for resident in 0..n {
        heed();
        for mutant in (0..n).filter(|&mutant| mutant != resident) {
            let estimates = tables::payoffs(&scores, resident, mutant);
            let verdict = Verdict::of(estimates.map(|estimate| estimate.mean));
            let [sure, _] = decided(&estimates).map(u32::from);
            if verdict.comes_in() {
                invasions[resident].invaded_by += 1;
                invasions[resident].invaded_by_sure += sure;
                invasions[mutant].invades += 1;
                invasions[mutant].invades_sure += sure;
            }
            invasions[resident].neutral += u32::from(verdict == Verdict::Neutral);
            invasions[resident].undecided += 1 - sure;
        }
    }
    let (ranking, succession) = (scores.ranking(), ecology(plan, &scores));
    let found = Found { ranking, succession, scores, invasions, answer: Answer::default() };
    Found { answer: says::answer(plan, &found), ..found }
}

fn ecology(plan: &Tournament, scores: &Scores) -> Succession {
    let players = &plan.robin.players;
    let n = players.len();
    // Sums run in the order of names, so that another order of the list changes no digit.
    let mut by_name: Vec<usize> = (0..n).collect();
    by_name.sort_by(|&a, &b| players[a].name.cmp(&players[b].name));
    let mut place = vec![0; n];
    for (sorted, &listed) in by_name.iter().enumerate() {
        place[listed] = sorted;
    }
    let scores_by_name = by_name.iter().flat_map(|&i| by_name.iter().map(move |&j| scores.pair(i, j).score.mean));
    let lowest = plan.robin.payoffs.0.into_iter().fold(f64::INFINITY, f64::min);
    let mut ecology = Ecology::new(scores_by_name.collect(), lowest);
    let last = plan.settings.generations;
    let mut succession = Succession { extinct: vec![None; n], ..Succession::default() };
    for generation in 0..=last {
        if generation > 0 {
            heed();
            ecology.advance();
        }
        let shares: Vec<f64> = place.iter().map(|&sorted| ecology.shares()[sorted]).collect();
        for (extinct, &share) in succession.extinct.iter_mut().zip(&shares) {
            if share < EXTINCT {
                extinct.get_or_insert(generation);
            }
        }
        if is_written(generation, last) {
            succession.written.push((generation, shares.clone()));
        }
        succession.shares = shares;
    }
    succession
}

fn write(
    plan: &Tournament,
    found: &Found,
    folder: &Path,
    moves: Option<TableFile>,
) -> Result<Vec<FileRecord>, Failure> {
    let written = [
        tables::matches(plan, found),
        tables::answer(plan, found),
        tables::invasion(plan, found),
        tables::ecology(plan, found),
    ];
    let mut files = Vec::new();
    let mut dictionary: Vec<(&str, Vec<Column>)> = Vec::new();
    for (name, columns, rows) in written {
        let mut bytes = header(&columns);
        bytes.extend(rows);
        files.push(write_whole(folder, name, &bytes)?);
        dictionary.push((name, columns));
    }
    if let Some(file) = moves {
        files.push(file.finish()?);
        dictionary.push(("interactions.csv", interactions::columns(&plan.robin)));
    }
    files.push(write_whole(folder, answer::NAME, &found.answer.bytes())?);
    files.push(write_whole(folder, "columns.csv", &dictionary_rows(&dictionary))?);
    Ok(files)
}
