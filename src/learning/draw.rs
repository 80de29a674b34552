//! The eight words of an agent's update or of an elementary event, by name; part of the layout of [`crate::rng`], fixed for good.

/// Words drawn for one agent at one update.
pub const WORDS: usize = 8;
/// Does it update? In an event: which agent updates, reproduces or dies.
pub const UPDATE: usize = 0;
/// Does it mutate?
pub const MUTATE: usize = 1;
/// Which strategy of the pool a mutant takes.
pub const MUTANT: usize = 2;
/// Which peer it looks at; in a Moran event, which peer is replaced or reproduces.
pub const PEER: usize = 3;
/// Does it imitate the peer?
pub const IMITATE: usize = 4;
/// Does it switch membership spontaneously?
pub const INNOVATE: usize = 5;
/// Which agent's membership it looks at.
pub const MODEL: usize = 6;
/// Does it copy that membership?
pub const FOLLOW: usize = 7;
