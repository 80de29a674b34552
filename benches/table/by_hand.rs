//! The loops that somebody would write who needs one of these simulations and nothing else.

#![allow(clippy::disallowed_methods, reason = "one would take the exponential of the standard library")]

use std::hint::black_box;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

struct Chance(ChaCha8Rng);

impl Chance {
    fn new() -> Self {
        Self(ChaCha8Rng::seed_from_u64(1))
    }

    /// A uniform number in [0, 1).
    fn uniform(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }
}

/// Matches of memory-one strategies with slips; turns played.
pub(crate) fn matches(turns: u32) -> f64 {
    // after CC, CD, DC, DD
    let strategies: [[f64; 4]; 5] = [
        [1.0, 0.0, 1.0, 0.0],
        [1.0, 1.0 / 3.0, 1.0, 1.0 / 3.0],
        [1.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 0.0],
        [0.5, 0.5, 0.5, 0.5],
    ];
    let payoff = [3.0, 0.0, 5.0, 1.0];
    let mut chance = Chance::new();
    let (mut score, mut played) = (0.0, 0.0);
    for own in &strategies {
        for other in &strategies {
            let (mut a, mut b) = (0, 0);
            for _ in 0..turns {
                let mut cooperates = |p: f64| (chance.uniform() < p) != (chance.uniform() < 0.05);
                let (x, y) = (usize::from(!cooperates(own[a])), usize::from(!cooperates(other[b])));
                (a, b) = (2 * x + y, 2 * y + x);
                score += payoff[a];
            }
            played += f64::from(turns);
        }
    }
    black_box(score);
    played
}

/// Imitation by the Fermi rule on a lattice of 50 x 50, one agent after another; events.
pub(crate) fn lattice(events: u32) -> f64 {
    const SIDE: usize = 50;
    let mut chance = Chance::new();
    let mut cooperates: Vec<bool> = (0..SIDE * SIDE).map(|_| chance.uniform() < 0.5).collect();
    let neighbours = |i: usize| {
        let (x, y) = (i % SIDE, i / SIDE);
        let at = |x: usize, y: usize| y % SIDE * SIDE + x % SIDE;
        [at(x + 1, y), at(x + SIDE - 1, y), at(x, y + 1), at(x, y + SIDE - 1)]
    };
    let payoff = |cooperates: &[bool], i: usize| {
        let good = neighbours(i).iter().filter(|&&k| cooperates[k]).count() as f64;
        if cooperates[i] { good } else { 1.02 * good }
    };
    for _ in 0..events {
        let i = chance.below(SIDE * SIDE);
        if chance.uniform() < 0.0001 {
            cooperates[i] = chance.uniform() < 0.5;
            continue;
        }
        let k = neighbours(i)[chance.below(4)];
        let better = payoff(&cooperates, k) - payoff(&cooperates, i);
        if chance.uniform() < 1.0 / (1.0 + (-10.0 * better).exp()) {
            cooperates[i] = cooperates[k];
        }
    }
    black_box(cooperates);
    f64::from(events)
}

/// Imitation by the Fermi rule among 100 agents that all meet, three strategies; events.
pub(crate) fn mixed(events: u32) -> f64 {
    const AGENTS: usize = 100;
    let payoffs = [[3.0, 0.0, 3.0], [5.0, 1.0, 1.0], [3.0, 1.0, 3.0]];
    let mut chance = Chance::new();
    let mut strategy: Vec<usize> = (0..AGENTS).map(|_| chance.below(3)).collect();
    let mut counts = [0.0; 3];
    for &s in &strategy {
        counts[s] += 1.0;
    }
    for _ in 0..events {
        let i = chance.below(AGENTS);
        let own = strategy[i];
        let next = if chance.uniform() < 0.01 {
            chance.below(3)
        } else {
            let peer = strategy[chance.below(AGENTS)];
            let payoff = |s: usize| {
                let sum: f64 = payoffs[s].iter().zip(&counts).map(|(u, n)| u * n).sum();
                (sum - payoffs[s][s]) / (AGENTS - 1) as f64
            };
            let p = 1.0 / (1.0 + (-(payoff(peer) - payoff(own))).exp());
            if chance.uniform() < p { peer } else { own }
        };
        counts[own] -= 1.0;
        counts[next] += 1.0;
        strategy[i] = next;
    }
    black_box(strategy);
    f64::from(events)
}

/// Fifty agents of memory-one strategies, each pair meeting in every round, with slips, misreadings, trust and payoffs; sides.
pub(crate) fn crowd(rounds: u32) -> f64 {
    const AGENTS: usize = 50;
    let strategies: [[f64; 4]; 3] = [[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0], [0.0; 4]];
    let payoff = [3.0, 0.0, 5.0, 1.0];
    let mut chance = Chance::new();
    let mut state = vec![0; AGENTS * AGENTS];
    let mut trust = vec![0.6; AGENTS * AGENTS];
    let mut earned = vec![0.0; AGENTS];
    for _ in 0..rounds {
        for i in 0..AGENTS {
            for j in 0..i {
                let (ij, ji) = (i * AGENTS + j, j * AGENTS + i);
                let [x, y] = [(i, ij), (j, ji)].map(|(agent, pair)| {
                    let p = strategies[agent % 3][state[pair]];
                    usize::from((chance.uniform() < p) == (chance.uniform() < 0.01))
                });
                earned[i] += payoff[2 * x + y];
                earned[j] += payoff[2 * y + x];
                for (pair, own, other) in [(ij, x, y), (ji, y, x)] {
                    let wrong = chance.uniform() < if other == 0 { 0.05 } else { 0.1 };
                    let read = if wrong { 1 - other } else { other };
                    state[pair] = 2 * own + read;
                    let tau = trust[pair];
                    let after = if read == 0 { tau + 0.1 * (1.0 - tau) } else { tau - 0.3 * tau };
                    trust[pair] = after + 0.01 * (0.6 - after);
                }
            }
        }
    }
    black_box((trust, earned));
    f64::from(rounds) * (AGENTS * (AGENTS - 1)) as f64
}

/// Rows by the csv crate and serde.
pub(crate) fn rows(count: u32, row: fn(u32) -> [f64; 10]) -> f64 {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for k in 0..count {
        writer.serialize(row(k)).unwrap_or_else(|error| panic!("{error}"));
    }
    black_box(writer.into_inner().unwrap_or_else(|error| panic!("{error}")));
    f64::from(count)
}
