//! Who meets in a round, where some meet less often than others.
//!
//! ```text
//! pair p meets in a round with probability f_p, on its own; else nothing of its encounter happens in that round
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | f_p | frequency of the encounters of pair p | (0, 1] | [`crate::network::Meetings::frequency`] |
//!
//! A pair that does not meet neither acts nor earns nor reads nor is fined, and its trust and automata stay as they
//! are; its distance is still measured, and what it thinks of each other still counts for reputations and fronts. Means
//! per encounter are over those that took place. Assumed: agents decide anew whom they meet in each round, without
//! memory.
//!
//! Where all pairs meet in every round nothing is drawn and nothing is kept.
//!
//! ```
//! use comity::{batch::Plan, config::document::Document};
//! use comity::world::{Streams, World, play};
//! let text = "name = 'two'\n[[agents]]\npower = 'strong'\ncount = 2\n";
//! let mut job = Plan::new(Document::parse("two.toml", text)?, false)?.job(0)?;
//! job.rules.meetings.frequency = Some(vec![0.5]);
//! let (mut world, mut streams) = (World::new(&job.rules, &job.key, 0), Streams::new(&job.key, 0));
//! let met = (1..=1000).filter(|&round| {
//!     play(&job.rules, &mut world, &mut streams, round);
//!     world.meets(0)
//! });
//! assert!((437..=563).contains(&met.count())); // 500, within 4 standard deviations of 15.8
//! # Ok::<(), comity::config::Failure>(())
//! ```

use crate::rng::Chance;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::Streams;

/// Draws who meets in this round.
pub fn meet(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let Some(met) = &mut world.met else { return };
    let frequency = rules.meetings.frequency.as_deref();
    streams.words.resize(rules.sides() / 2, 0);
    if frequency.is_some() {
        streams.meeting.fill(round, &mut streams.words);
    }
    let left = |side: usize| world.shaken.as_ref().is_some_and(|shaken| shaken.left(rules.meetings.actor(side)));
    met.degree.fill(0);
    met.kinds = [0; 4];
    for (pair, &word) in streams.words.iter().enumerate() {
        let meets = frequency.is_none_or(|frequency| Chance::of(frequency[pair]).hit(word))
            && !left(2 * pair)
            && !left(2 * pair + 1);
        for side in [2 * pair, 2 * pair + 1] {
            met.side[side] = meets;
            met.degree[rules.meetings.actor(side)] += u32::from(meets);
            met.kinds[usize::from(rules.kind[side])] += u32::from(meets);
        }
    }
    for (since, degree) in met.since_update.iter_mut().zip(&met.degree) {
        *since += degree;
    }
}
