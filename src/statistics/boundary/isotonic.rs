//! Where a share that can only rise passes 1/2, from counts at a few points: isotonic regression.
//!
//! ```text
//! p_1 <= p_2 <= ... that maximise  sum_i ( s_i ln p_i + (n_i - s_i) ln(1 - p_i) )
//! ```
//!
//! Pool adjacent violators: neighbours that do not rise are merged until all do. The crossing is interpolated between
//! the last point below 1/2 and the first above; points at exactly 1/2 have it in their middle.
//!
//! Source: Ayer, Brunk, Ewing, Reid & Silverman (1955), Ann. Math. Stat. 26:641.

/// Counts at a place on the axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Count {
    pub(super) at: f64,
    pub(super) successes: u32,
    pub(super) runs: u32,
}

/// Pooled neighbours: first and last place, successes, runs.
struct Block {
    first: usize,
    last: usize,
    successes: u64,
    runs: u64,
}

/// Blocks of rising shares.
fn pool(counts: &[Count]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(counts.len());
    for (place, count) in counts.iter().enumerate() {
        let mut block = Block { first: place, last: place, successes: count.successes.into(), runs: count.runs.into() };
        // Shares are compared as fractions, in whole numbers.
        while let Some(before) = blocks.pop_if(|before| before.successes * block.runs >= block.successes * before.runs)
        {
            block.first = before.first;
            block.successes += before.successes;
            block.runs += before.runs;
        }
        blocks.push(block);
    }
    blocks
}

/// Where the share passes 1/2; the first or last place if it is above or below throughout. Counts in rising order of
/// place, each with runs, at least one; `between` interpolates on the axis.
pub(super) fn crossing(counts: &[Count], between: impl Fn(f64, f64, f64) -> f64) -> f64 {
    let blocks = pool(counts);
    let share = |block: &Block| block.successes as f64 / block.runs as f64;
    let first = blocks.partition_point(|block| 2 * block.successes < block.runs);
    let Some(block) = blocks.get(first) else { return counts[counts.len() - 1].at };
    if 2 * block.successes == block.runs {
        return between(counts[block.first].at, counts[block.last].at, 0.5);
    }
    let Some(before) = first.checked_sub(1).map(|place| &blocks[place]) else { return counts[0].at };
    let (low, high) = (share(before), share(block));
    between(counts[before.last].at, counts[block.first].at, (0.5 - low) / (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(from: f64, to: f64, share: f64) -> f64 {
        from + (to - from) * share
    }

    fn of(counts: &[(u32, u32)]) -> f64 {
        let place = |(at, &(successes, runs)): (usize, &(u32, u32))| Count { at: at as f64, successes, runs };
        crossing(&counts.iter().enumerate().map(place).collect::<Vec<_>>(), linear)
    }

    /// 0/4, then 3/4 and 1/4 pooled to 4/8, then 4/4: the middle of the pooled points 1 and 2.
    #[test]
    fn crossings_by_hand() {
        assert_eq!(of(&[(0, 4), (3, 4), (1, 4), (4, 4)]), 1.5);
        assert_eq!(of(&[(0, 4), (4, 4)]), 0.5);
        assert_eq!(of(&[(1, 4), (4, 4)]), 1.0 / 3.0);
        // 2/4 and 0/4 pool to 1/4, from point 1 on to point 2 at 3/4: half way.
        assert_eq!(of(&[(2, 4), (0, 4), (3, 4)]), 1.5);
        assert_eq!((of(&[(4, 4), (4, 4)]), of(&[(0, 4), (1, 4)])), (0.0, 1.0));
    }
}
