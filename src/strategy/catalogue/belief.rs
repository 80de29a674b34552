//! Strategies that go by what they believe of the partner, or by its name.

use super::entry::{Body, Entry};

/// Strategies that act on trust or on reputation.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "deliberate",
        aliases: &[],
        about: "Cooperates when its trust makes cooperation worth more than defection.",
        source: "grim reciprocity under belief: Friedman 1971; Kydd 2005, Trust and Mistrust in International Relations",
        body: Body::Deliberate,
    },
    Entry {
        name: "discriminator",
        aliases: &["norm-follower", "disc"],
        about: "Does what the norm of [reputation] asks, given its own good or bad name and the partner's.",
        source: "Nowak & Sigmund 1998, Nature 393:573; action rules as in Ohtsuki & Iwasa 2004, J. Theor. Biol. 231:107",
        body: Body::Discriminator,
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[];
