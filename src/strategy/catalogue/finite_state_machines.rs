//! Finite state machines that evolution found or that Ashlock and others drew: tables of (next state, action) per
//! state.
//!
//! Each row is a state: where a read cooperation leads and what is played then, and the same for a read defection.
//! Tables as in the papers named, and as Axelrod-Python has them.

use super::entry::{Body, Entry};
use crate::strategy::Automaton;

/// A row: after a read cooperation, after a read defection.
type Row = [(u8, char); 2];

/// Unfolds a machine that starts in state 0 with an opening action: a node is a state and the action played on entering
/// it.
fn machine(opening: char, rows: &'static [Row]) -> Automaton {
    Automaton::unfold(
        (0_u8, opening),
        |&(_, action)| if action == 'C' { 1.0 } else { 0.0 },
        |&(state, _), _, read| rows[usize::from(state)][read as usize],
    )
    .minimal()
}

/// Finite state machines of the literature.
pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "fortress-3",
        aliases: &["fortress3"],
        about: "Defects until it reads D, D (its password), then cooperates until it reads a defection.",
        source: "Ashlock & Kim 2006, IEEE Congress on Evolutionary Computation",
        body: Body::Built(|| machine('D', &[[(0, 'D'), (1, 'D')], [(0, 'D'), (2, 'C')], [(2, 'C'), (0, 'D')]])),
    },
    Entry {
        name: "fortress-4",
        aliases: &["fortress4"],
        about: "Defects until it reads D, D, D (its password), then cooperates until it reads a defection.",
        source: "Ashlock & Kim 2006, IEEE Congress on Evolutionary Computation",
        body: Body::Built(|| {
            machine('D', &[[(0, 'D'), (1, 'D')], [(0, 'D'), (2, 'D')], [(0, 'D'), (3, 'C')], [(3, 'C'), (0, 'D')]])
        }),
    },
    Entry {
        name: "predator",
        aliases: &[],
        about: "A machine of nine states that evolved to prey on others.",
        source: "Ashlock & Kim 2006, IEEE Congress on Evolutionary Computation",
        body: Body::Built(|| {
            machine(
                'C',
                &[
                    [(0, 'D'), (1, 'D')],
                    [(2, 'D'), (3, 'D')],
                    [(4, 'C'), (3, 'D')],
                    [(5, 'D'), (4, 'C')],
                    [(2, 'C'), (6, 'D')],
                    [(7, 'D'), (3, 'D')],
                    [(7, 'C'), (7, 'D')],
                    [(8, 'D'), (7, 'D')],
                    [(8, 'D'), (6, 'D')],
                ],
            )
        }),
    },
    Entry {
        name: "pun-1",
        aliases: &["pun1"],
        about: "Opens with D, then by turns cooperates whatever it read and copies what it read.",
        source: "Ashlock 2006, 'Training function stacks to play the iterated prisoner's dilemma'",
        body: Body::Built(|| machine('D', &[[(1, 'C'), (1, 'C')], [(0, 'C'), (0, 'D')]])),
    },
    Entry {
        name: "raider",
        aliases: &[],
        about: "Defects until an even round brings a defection, offers a cooperation, and plays tit-for-tat from then on if that met defection too.",
        source: "Ashlock & Kim 2014, IEEE Symposium on Foundations of Computational Intelligence",
        body: Body::Built(|| {
            machine('D', &[[(2, 'D'), (2, 'D')], [(1, 'C'), (1, 'D')], [(0, 'D'), (3, 'C')], [(0, 'D'), (1, 'C')]])
        }),
    },
    Entry {
        name: "ripoff",
        aliases: &[],
        about: "Alternates D and C as long as it reads cooperation; the first defection it reads turns it to tit-for-tat, which opens with C.",
        source: "Ashlock & Kim 2008, IEEE Trans. Evol. Computation 12:647",
        body: Body::Built(|| machine('D', &[[(1, 'C'), (2, 'C')], [(0, 'D'), (2, 'C')], [(2, 'C'), (2, 'D')]])),
    },
    Entry {
        name: "usually-cooperates",
        aliases: &[],
        about: "Cooperates except after a read cooperation that follows a read defection.",
        source: "Ashlock, Kim & Ashlock 2009, IEEE Trans. Comput. Intell. AI Games",
        body: Body::Built(|| machine('C', &[[(0, 'C'), (1, 'C')], [(0, 'D'), (0, 'C')]])),
    },
    Entry {
        name: "usually-defects",
        aliases: &[],
        about: "Defects except after a read defection that follows a read cooperation.",
        source: "Ashlock, Kim & Ashlock 2009, IEEE Trans. Comput. Intell. AI Games",
        body: Body::Built(|| machine('D', &[[(1, 'D'), (0, 'D')], [(0, 'D'), (0, 'C')]])),
    },
    Entry {
        name: "solution-b1",
        aliases: &[],
        about: "Defects until it reads a cooperation, defects once more, then cooperates for ever.",
        source: "Ashlock, Brown & Hingston 2015, IEEE Trans. Comput. Intell. AI Games 7:55",
        body: Body::Built(|| machine('D', &[[(1, 'D'), (0, 'D')], [(1, 'C'), (2, 'C')], [(2, 'C'), (2, 'C')]])),
    },
    Entry {
        name: "solution-b5",
        aliases: &[],
        about: "A machine of six states, evolved against several games at once.",
        source: "Ashlock, Brown & Hingston 2015, IEEE Trans. Comput. Intell. AI Games 7:55",
        body: Body::Built(|| {
            machine(
                'D',
                &[
                    [(1, 'C'), (5, 'D')],
                    [(1, 'C'), (2, 'D')],
                    [(5, 'C'), (0, 'D')],
                    [(2, 'C'), (5, 'D')],
                    [(4, 'D'), (3, 'D')],
                    [(2, 'C'), (4, 'D')],
                ],
            )
        }),
    },
    Entry {
        name: "thumper",
        aliases: &[],
        about: "Cooperates until it reads a defection, answers with two defections whatever comes, and starts afresh.",
        source: "Ashlock & Kim 2008, IEEE Trans. Evol. Computation 12:647",
        body: Body::Built(|| machine('C', &[[(0, 'C'), (1, 'D')], [(0, 'D'), (0, 'D')]])),
    },
    Entry {
        name: "evolved-fsm-4",
        aliases: &["evolved-fsm4"],
        about: "A machine of four states evolved to score well against a large library.",
        source: "Harper et al. 2017, PLoS ONE 12:e0188046",
        body: Body::Built(|| {
            machine('C', &[[(0, 'C'), (2, 'D')], [(3, 'D'), (0, 'C')], [(2, 'D'), (1, 'C')], [(3, 'D'), (1, 'D')]])
        }),
    },
];

/// The partner's moves and its own, worked out from the description.
#[cfg(test)]
pub(super) const PLAYS: super::entry::Plays = &[
    ("fortress-3", "CDDCCDC", "DDDCCCD"),
    ("fortress-4", "CDDDCCDC", "DDDDCCCD"),
    ("predator", "CDCDDCCDDD", "CDDDDCCCDD"),
    ("pun-1", "CDDCDD", "DCDCCC"),
    ("raider", "CDCDDCC", "DDCDDCD"),
    ("ripoff", "CCCDCDD", "DCDCCCD"),
    ("usually-cooperates", "CDCDDC", "CCCDCC"),
    ("usually-defects", "CDCDDC", "DDCDCD"),
    ("solution-b1", "DCCDD", "DDDCC"),
    ("solution-b5", "CCDDCDDCDC", "DCCDDCDDCD"),
    ("thumper", "CDCCDDD", "CCDDCDD"),
    ("evolved-fsm-4", "CDDCDDCC", "CCDCDDCC"),
];
