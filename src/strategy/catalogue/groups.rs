//! Strategies of games of more than two, which do the same whatever the others do.

use super::entry::{Body, Entry};
use crate::game::public_goods::Role;

/// Strategies for public goods games, beside those that always cooperate (contribute) and always defect.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "loner",
        aliases: &["non-participant"],
        about: "Takes no part in a public goods game and lives on a small income of its own.",
        source: "Hauert, De Monte, Hofbauer & Sigmund 2002, Science 296:1129",
        body: Body::Role(Role::Loner),
    },
    Entry {
        name: "peer-punisher",
        aliases: &["punisher", "altruistic-punisher"],
        about: "Contributes, and then fines each defector of its group at a cost of its own.",
        source: "Fehr & Gachter 2002, Nature 415:137; Hauert, Traulsen, Brandt, Nowak & Sigmund 2007, Science 316:1905",
        body: Body::Role(Role::PeerPunisher),
    },
    Entry {
        name: "pool-punisher",
        aliases: &[],
        about: "Contributes, and pays beforehand for an institution that fines defectors.",
        source: "Yamagishi 1986; Sigmund, De Silva, Traulsen & Hauert 2010, Nature 466:861",
        body: Body::Role(Role::PoolPunisher),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[];
