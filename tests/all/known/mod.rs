//! comity against results that nobody in this project produced: published figures, exact chains, peer software.
//!
//! `figures/ID.json` carries each case: source, model, parameters, expected numbers and tolerance. Payoffs stand as R, S, T, P
//! from the player's own view, memory-one vectors as the probability to cooperate after CC, CD, DC, DD (own action, then the other's).

mod evolution;
mod figures;
mod groups;
mod networks;
mod pairs;
mod populations;
mod reputations;
mod round_robin;
mod spatial;
mod statistics;
mod tournaments;
mod worlds;
