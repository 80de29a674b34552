//! Addresses of draws: the key of a world's streams, what a draw is for, and where its words lie.

use sha2::{Digest as _, Sha256};

/// What a draw decides. The numbers are part of the layout and never change; new purposes are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// An agent's own attributes at the start.
    Attribute = 0,
    /// The executed choice of one side, slip included.
    Choice = 1,
    /// The reading of the partner's choice by one side.
    Reading = 2,
    /// Detection or wrongful accusation of one side.
    Enforcement = 3,
    /// The restart of a pair's automata.
    Restart = 4,
    /// Learning and membership of one agent.
    Learning = 5,
    /// Resampling in the analysis, never in a world.
    Analysis = 6,
    /// Who is linked with whom in a random network, and which agent stands on which node.
    Network = 7,
    /// Which pairs meet in a round, where some meet less often than others.
    Meeting = 8,
    /// Assessment and knowledge of public reputations.
    Reputation = 9,
    /// Elementary events of an asynchronous update.
    Event = 10,
    /// The moves of a match in a tournament.
    Match = 11,
    /// Who plays with whom in a game of more than two.
    Group = 12,
    /// Thresholds of a cascade, and who begins it.
    Threshold = 13,
    /// Whether and whom a shock strikes.
    Shock = 16,
    /// Whom an observer blames, and errors that observers share.
    Attribution = 17,
    /// Who reconsiders its membership of a convention.
    Joining = 14,
}

/// Where a round's words for shared errors begin under [`Purpose::Attribution`]; those of the sides lie before.
pub const SHARED: u32 = 1 << 31;

/// Where a round's words for knowledge begin under [`Purpose::Reputation`]; those of the agents lie before.
pub const KNOWLEDGE: u32 = 1 << 31;

/// The 256-bit key of a world's streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(pub(super) [u8; 32]);

impl Key {
    /// The key of common random numbers: replicate r sees the same streams in every cell of a study.
    pub fn common(seed: u64) -> Self {
        Self::hash(b"comity common 1", seed, &[])
    }

    /// The key of independent random numbers: from the seed and the content of the cell.
    pub fn independent(seed: u64, content: &[u8]) -> Self {
        Self::hash(b"comity independent 1", seed, content)
    }

    /// As ChaCha takes it.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn words(&self) -> [u32; 8] {
        let words = self.0.as_chunks().0;
        std::array::from_fn(|place| u32::from_le_bytes(words[place]))
    }

    fn hash(label: &[u8], seed: u64, content: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(label);
        hash.update(seed.to_le_bytes());
        hash.update(content);
        Self(hash.finalize().into())
    }
}

/// Position (in 32-bit words) of the draws for one attribute of one agent: 4096 words each,
/// so that a rejection sampler has room.
///
/// `group` is the place of the agents' table in the config, `index` the agent's place in its group.
pub const fn attribute_position(group: u32, index: u32, attribute: u8) -> u128 {
    ((group as u128) << 44) | ((index as u128) << 16) | ((attribute as u128) << 12)
}
