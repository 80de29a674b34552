//! What is remembered of one partner.

/// What a learner remembers of one partner; each rule says what its numbers are.
pub type Mind = [f64; 6];
