//! A link, and where the random numbers of links stand.

use crate::rng::Stream;

/// A link between two nodes.
pub type Link = [u32; 2];

/// Goes to the words of one row of links; what a row is differs between kinds.
pub(super) fn seek_row(stream: &mut Stream, row: u32) {
    stream.seek((u128::from(row) + 1) << 32);
}
