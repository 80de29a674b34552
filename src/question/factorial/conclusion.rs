//! What each bundle does, alone and with the others.

use super::table::Factorial;
use super::{answer, cells};
use crate::config::Config;
use crate::config::document::Document;
use crate::config::source::Diagnostic;
use crate::question::ask::Ask;
use crate::question::design::Kind;
use crate::question::findings::Findings;
use crate::question::interface::{About, Cells, Conclusion, Question, Table, place};
use crate::record::Column;
use crate::statistics::effects::{Scale, estimate};

impl Question for Factorial {
    fn kind(&self) -> Kind {
        Kind::Factorial
    }

    fn cells(&self, _: &Config, document: &Document, mistakes: &mut Vec<Diagnostic>) -> Cells {
        Cells::Levers(cells::levers(self, document, mistakes))
    }

    fn conclusion(&self, run_columns: &[Column]) -> Box<dyn Conclusion> {
        Box::new(Effects { cooperation: place("cooperation", run_columns), paired: Paired::default() })
    }
}

/// The runs of all cells, paired by replicate.
struct Effects {
    /// The place of mean cooperation among the columns of a run.
    cooperation: usize,
    paired: Paired,
}

impl Conclusion for Effects {
    fn run(&mut self, ask: Ask, values: Option<&[f64]>) {
        self.paired.push(ask, values.map(|values| (values[self.cooperation], values[0] == 1.0)));
    }

    fn conclude(self: Box<Self>, about: &About<'_>, found: &mut Findings) -> Option<Table> {
        if about.config.replicates.most() < 2 {
            return None;
        }
        let bundles = about.design.columns();
        let (cooperation, held) = self.paired.complete();
        let of = |scale| (scale, estimate(&bundles, scale, &cooperation, &held));
        found.effects = Scale::ALL.map(of).into();
        Some((answer::columns(), answer::rows(&found.effects)))
    }
}

/// What a factorial's effects are estimated from, by cell and replicate; a run that failed is missing.
#[derive(Default)]
struct Paired {
    cooperation: Vec<Vec<Option<f64>>>,
    held: Vec<Vec<Option<bool>>>,
}

impl Paired {
    fn push(&mut self, Ask { cell, replicate, .. }: Ask, values: Option<(f64, bool)>) {
        let replicate = replicate as usize;
        fn put<T: Clone>(table: &mut Vec<Vec<Option<T>>>, cell: usize, replicate: usize, value: Option<T>) {
            table.resize(table.len().max(cell + 1), Vec::new());
            let row = &mut table[cell];
            row.resize(row.len().max(replicate + 1), None);
            row[replicate] = value;
        }
        put(&mut self.cooperation, cell, replicate, values.map(|(cooperation, _)| cooperation));
        put(&mut self.held, cell, replicate, values.map(|(_, held)| held));
    }

    /// The replicates that no cell misses.
    fn complete(&self) -> (Vec<Vec<f64>>, Vec<Vec<bool>>) {
        let replicates = self.held.iter().map(Vec::len).min().unwrap_or(0);
        let whole: Vec<usize> = (0..replicates).filter(|&r| self.held.iter().all(|cell| cell[r].is_some())).collect();
        fn pick<T: Copy>(table: &[Vec<Option<T>>], whole: &[usize]) -> Vec<Vec<T>> {
            table.iter().map(|cell| whole.iter().filter_map(|&r| cell[r]).collect()).collect()
        }
        (pick(&self.cooperation, &whole), pick(&self.held, &whole))
    }
}
