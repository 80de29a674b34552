//! The streams of chance of one replicate: one for each purpose, addressed as [`crate::rng`] says.

use crate::rng::{Key, Purpose, Stream};

/// Elementary events whose words are drawn at a time.
pub(super) const BLOCK: usize = 512;

/// The streams of chance of one replicate, and room for a round's words.
#[derive(Debug, Clone)]
pub struct Streams {
    pub(super) choice: Stream,
    pub(super) reading: Stream,
    pub(super) enforcement: Stream,
    pub(super) restart: Stream,
    pub(super) learning: Stream,
    pub(super) event: Stream,
    pub(super) group: Stream,
    pub(super) meeting: Stream,
    pub(super) reputation: Stream,
    pub(super) shock: Stream,
    pub(super) attribution: Stream,
    pub(super) joining: Stream,
    pub(super) words: Vec<u32>,
    /// Words for public names, beside those of the choices.
    pub(super) names: Vec<u32>,
}

impl Streams {
    /// The streams of a replicate.
    pub fn new(key: &Key, replicate: u32) -> Self {
        let stream = |purpose| Stream::new(key, replicate, purpose);
        Self {
            choice: stream(Purpose::Choice),
            reading: stream(Purpose::Reading),
            enforcement: stream(Purpose::Enforcement),
            restart: stream(Purpose::Restart),
            learning: stream(Purpose::Learning),
            event: stream(Purpose::Event),
            group: stream(Purpose::Group),
            meeting: stream(Purpose::Meeting),
            reputation: stream(Purpose::Reputation),
            shock: stream(Purpose::Shock),
            attribution: stream(Purpose::Attribution),
            joining: stream(Purpose::Joining),
            words: Vec::new(),
            names: Vec::new(),
        }
    }
}
