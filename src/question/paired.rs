//! Runs of several cells, paired by replicate.

use super::ask::Ask;

/// Mean cooperation and whether it held, by cell and replicate; a run that failed is missing.
#[derive(Default)]
pub(crate) struct Paired {
    cooperation: Vec<Vec<Option<f64>>>,
    held: Vec<Vec<Option<bool>>>,
}

impl Paired {
    /// Takes a run: its mean cooperation and whether it held; none if it failed.
    pub(crate) fn push(&mut self, Ask { cell, replicate, .. }: Ask, values: Option<(f64, bool)>) {
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
    pub(crate) fn complete(&self) -> (Vec<Vec<f64>>, Vec<Vec<bool>>) {
        let replicates = self.held.iter().map(Vec::len).min().unwrap_or(0);
        let whole: Vec<usize> = (0..replicates).filter(|&r| self.held.iter().all(|cell| cell[r].is_some())).collect();
        fn pick<T: Copy>(table: &[Vec<Option<T>>], whole: &[usize]) -> Vec<Vec<T>> {
            table.iter().map(|cell| whole.iter().filter_map(|&r| cell[r]).collect()).collect()
        }
        (pick(&self.cooperation, &whole), pick(&self.held, &whole))
    }
}
