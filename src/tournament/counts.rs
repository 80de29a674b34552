//! Outcomes of a match, counted.

/// How often a match had each outcome, in the order CC, CD, DC, DD as its first side sees them.
pub type Counts = [u32; 4];

/// The outcomes as the other side sees them.
pub fn mirrored([cc, cd, dc, dd]: Counts) -> Counts {
    [cc, dc, cd, dd]
}
