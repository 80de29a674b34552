//! The strategy that weighs trust.

use super::{Body, Entry};

/// Strategies that act on trust.
pub(super) const ENTRIES: &[Entry] = &[Entry {
    name: "deliberate",
    aliases: &[],
    about: "Cooperates when its trust makes cooperation worth more than defection.",
    source: "grim reciprocity under belief: Friedman 1971; Kydd 2005, Trust and Mistrust in International Relations",
    body: Body::Deliberate,
}];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::Plays = &[];
