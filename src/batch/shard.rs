//! Shards: a study cut into parts of whole units, each a process of its own.
//!
//! Shard I of N does the units from I/N to (I+1)/N of the plan and writes them to a folder of its own,
//! `DIR/shards/I-of-N`; `comity merge` puts the parts together. Which units a shard has follows from the plan alone.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The folder of shards within a result folder.
pub const FOLDER: &str = "shards";

/// Shard `index` (from 0) of `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which one, from 0.
    pub index: u32,
    /// Of how many.
    pub count: u32,
}

impl Shard {
    /// The part of so many units that this shard does.
    pub fn units(self, units: usize) -> Range<usize> {
        let cut = |index: u32| (units as u128 * u128::from(index) / u128::from(self.count)) as usize;
        cut(self.index)..cut(self.index + 1)
    }

    /// Its folder within the folder of a result.
    pub fn folder(self, result: &Path) -> PathBuf {
        result.join(FOLDER).join(format!("{}-of-{}", self.index, self.count))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected I/N with I from 0 to N-1, such as 0/4, or auto; found {text:?}");
        let (index, count) = text.split_once('/').ok_or_else(wrong)?;
        let (index, count) = (index.parse().map_err(|_| wrong())?, count.parse().map_err(|_| wrong())?);
        if index < count { Ok(Self { index, count }) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_out_every_unit_once() {
        for (units, count) in [(10, 3), (2, 5), (0, 1), (7, 7)] {
            let parts: Vec<_> = (0..count).map(|index| Shard { index, count }.units(units)).collect();
            assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, units));
        }
    }

    #[test]
    fn a_shard_is_written_as_a_part_of_a_whole() {
        assert_eq!("3/7".parse(), Ok(Shard { index: 3, count: 7 }));
        for wrong in ["7/7", "3", "a/b", "-1/2", "0/0"] {
            assert!(wrong.parse::<Shard>().unwrap_err().contains("I from 0 to N-1"), "{wrong}");
        }
    }
}
