//! What the terminal shows of a single world, over its runs.

use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::execute::Done;
use super::growing::ROUNDS;
use super::plan::Plan;
use crate::config::source::Failure;
use crate::output::inside;
use crate::record::run::first_games;

/// What the terminal shows of a single world, over its runs.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(super) runs: u32,
    /// The games that sides see in the first round, by kind of directed dyad.
    pub(super) games: [[u64; 5]; 4],
    /// Cooperation of each recorded round, over all sides and by kind of dyad: sums, and how many runs have a value.
    sums: Vec<([f64; 5], [u32; 5])>,
}

impl Shown {
    /// Takes a run that was just done.
    pub(super) fn add(&mut self, run: &Done) -> io::Result<()> {
        self.runs += 1;
        self.add_games(&run.games);
        self.add_rounds(run.rows[ROUNDS].as_slice())
    }

    fn add_games(&mut self, games: &[[u32; 5]; 4]) {
        for (sums, counts) in self.games.iter_mut().zip(games) {
            sums.iter_mut().zip(counts).for_each(|(sum, &count)| *sum += u64::from(count));
        }
    }

    /// All runs of a plan, from its table of rounds.
    pub(super) fn again(plan: &Plan, rounds: &Path) -> Result<Self, Failure> {
        let wrong = |error: io::Error| Failure::Usage(format!("{}: cannot be read: {error}", rounds.display()));
        let mut shown = Self { runs: plan.config.replicates.most(), ..Self::default() };
        let mut rows = BufReader::with_capacity(1 << 16, inside::open(rounds).map_err(wrong)?);
        rows.skip_until(b'\n').map_err(wrong)?; // the header
        shown.add_rounds(rows).map_err(wrong)?;
        let job = plan.job(0)?;
        for replicate in 0..shown.runs {
            shown.add_games(&first_games(&job.rules, &job.key, replicate));
        }
        Ok(shown)
    }

    /// Takes rows of the table of rounds, those of whole runs.
    fn add_rounds(&mut self, mut rows: impl BufRead) -> io::Result<()> {
        let (mut row, mut replicate, mut place) = (Vec::new(), Vec::new(), 0);
        while rows.read_until(b'\n', &mut row)? > 0 {
            // The first columns of a single world are numbers, and no row has a line end within: nothing here is quoted.
            let mut fields = row.split(|&byte| byte == b',').skip(1);
            // Every replicate starts again at its first round.
            let own = fields.next().unwrap_or_default();
            if own != replicate {
                own.clone_into(&mut replicate);
                place = 0;
            }
            if self.sums.len() <= place {
                self.sums.resize(place + 1, ([0.0; 5], [0; 5]));
            }
            let (sum, count) = &mut self.sums[place];
            for (kind, field) in fields.skip(2).take(5).enumerate() {
                if let Some(value) = std::str::from_utf8(field).ok().and_then(|field| field.parse::<f64>().ok()) {
                    sum[kind] += value;
                    count[kind] += 1;
                }
            }
            place += 1;
            row.clear();
        }
        Ok(())
    }

    /// Cooperation of each recorded round, mean over the runs that have a value.
    pub(super) fn series(&self) -> Vec<[f64; 5]> {
        let mean = |(sum, count): &([f64; 5], [u32; 5])| std::array::from_fn(|kind| sum[kind] / f64::from(count[kind]));
        self.sums.iter().map(mean).collect()
    }
}
