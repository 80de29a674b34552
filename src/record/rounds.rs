//! Phase 10, record: one round read off the world.
//!
//! ```text
//! efficiency  = sum of incomes / sum over sides of R
//! payoff_gini = sum_ij |x_i - x_j| / (2 n sum_i |x_i|),  x_i = income per encounter, 0 for an agent that meets nobody
//! ```
//!
//! The Gini index is the usual one where nobody loses, and stays in [0, 1] where some do (Raffinetti, Siletti & Vernizzi 2015,
//! Statistical Methods & Applications 24:23). Actions, payoffs, fines and strategy shares are this round's; members, force, front and
//! shield those of its start; trust, capability, distance, concern and public names those after it.

use pulp::{Arch, Simd, WithSimd};

use super::row::row;
use crate::game::{Payoffs, Power};
use crate::world::rules::Stage;
use crate::world::{Rules, World};

row! {
    /// One recorded round: the columns of `rounds.csv` after the keys, before the strategy shares.
    RoundRow {
        cooperation ["share"] "Share of all choices that were cooperation.";
        cooperation_ss ["share"] "Share of cooperation by strong agents towards strong ones.";
        cooperation_sw ["share"] "Share of cooperation by strong agents towards weak ones.";
        cooperation_ws ["share"] "Share of cooperation by weak agents towards strong ones.";
        cooperation_ww ["share"] "Share of cooperation by weak agents towards weak ones.";
        mutual ["share"] "Share of encounters in which both cooperated.";
        trust ["belief"] "Mean trust.";
        trust_ss ["belief"] "Mean trust of strong agents in strong ones.";
        trust_sw ["belief"] "Mean trust of strong agents in weak ones.";
        trust_ws ["belief"] "Mean trust of weak agents in strong ones.";
        trust_ww ["belief"] "Mean trust of weak agents in weak ones.";
        distance ["share of the largest"] "Mean distance of the pairs.";
        polarisation ["ideology" in 0.0, 1.0] "Standard deviation of ideology.";
        capability_strong ["capability"] "Mean capability of strong agents.";
        capability_weak ["capability"] "Mean capability of weak agents.";
        capability_gini ["index"] "Gini index of capability over all agents.";
        payoff_strong ["payoff"] "Income of strong agents per side of an encounter: payoffs, fines, compensation, bills, aid and development.";
        payoff_weak ["payoff"] "Income of weak agents per side of an encounter.";
        fined ["share"] "Share of the sides that were fined, justly or not.";
        wrongly_fined ["share"] "Share of the sides that were fined for cooperating.";
        members ["share"] "Share of the agents that belong to the convention.";
        in_force ["0/1"] "Is the convention in force?";
        front ["share"] "Share of the weak agents in the front.";
        shield ["share of harm"] "Mean protection by the fund over all agents.";
        concern ["weight"] "Mean concern for others.";
        efficiency ["ratio"] "Sum of incomes over what full mutual cooperation would pay; empty if that is not above 0.";
        payoff_gini ["index"] "Gini index of income per encounter, normalised for losses.";
        good ["share"] "Share of the agents with a good name; 0 where nobody is assessed.";
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in values {
        sum += value;
        count += 1;
    }
    sum / f64::from(count)
}

/// Normalised Gini index of values that may be negative; 0 if all are 0. `sorted` is room for a copy.
pub fn gini(values: impl Iterator<Item = f64>, sorted: &mut Vec<f64>) -> f64 {
    sorted.clear();
    sorted.extend(values);
    sort(sorted);
    let n = sorted.len() as f64;
    // Over sorted values, sum_ij |x_i - x_j| = 2 sum_k (2k - n + 1) x_k.
    let spread: f64 = sorted.iter().enumerate().map(|(k, x)| (2.0 * k as f64 - n + 1.0) * x).sum();
    let size: f64 = sorted.iter().map(|x| x.abs()).sum();
    if size > 0.0 { spread / (n * size) } else { 0.0 }
}

/// Up to so many values are put in order by counting: whole vectors of them.
const FEW: usize = 32;

/// Puts values in order. For a few, how many are smaller is counted without a branch that could be foreseen wrongly.
fn sort(values: &mut [f64]) {
    if values.len() > FEW || values.iter().any(|x| x.is_nan()) {
        values.sort_unstable_by(f64::total_cmp);
    } else {
        Arch::new().dispatch(Ranking { values });
    }
}

/// Puts at most [`FEW`] values in order, none of which is NaN.
struct Ranking<'a> {
    values: &'a mut [f64],
}

impl WithSimd for Ranking<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values } = self;
        let mut padded = [f64::INFINITY; FEW];
        padded[..values.len()].copy_from_slice(values);
        let mut below = [0.0; FEW];
        let vectors = values.len().div_ceil(S::F64_LANES);
        for (x, below) in S::as_simd_f64s(&padded).0.iter().zip(S::as_mut_simd_f64s(&mut below).0).take(vectors) {
            for &y in &*values {
                let smaller = simd.less_than_f64s(simd.splat_f64s(y), *x);
                let one = simd.select_f64s(smaller, simd.splat_f64s(1.0), simd.splat_f64s(0.0));
                *below = simd.add_f64s(*below, one);
            }
        }
        let mut sorted = [f64::NAN; FEW];
        for (&x, below) in values.iter().zip(below) {
            sorted[below as usize % FEW] = x;
        }
        // Equal values have one place; the next ones are left for the others.
        let mut last = f64::NAN;
        for (value, &sorted) in values.iter_mut().zip(&sorted) {
            last = if sorted.is_nan() { last } else { sorted };
            *value = last;
        }
    }
}

/// Counts that do not change while a world runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Census {
    /// Sides by kind of directed dyad.
    pub sides: [u32; 4],
    /// Sum of the games that the strong and the weak play in a round.
    pub degrees: [f64; 2],
    /// Games that each agent plays in a round where all meet.
    games: Vec<f64>,
    sorted: Vec<f64>,
    stretches: Vec<Stretch>,
    /// What nothing moves, once it is known.
    still: Option<Still>,
}

/// What stays as it is in a world where nothing moves it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Still {
    distance: f64,
    polarisation: f64,
    capability_strong: f64,
    capability_weak: f64,
    capability_gini: f64,
    members: f64,
    front: f64,
    shield: f64,
    concern: f64,
    /// What full mutual cooperation would pay in a round (payoff).
    full: f64,
}

impl Still {
    fn of(rules: &Rules, world: &World, sorted: &mut Vec<f64>) -> Self {
        let of =
            |power: Power, values: &[f64]| mean(rules.by_power[power as usize].iter().map(|&i| values[i as usize]));
        let theta = mean(world.ideology.iter().copied());
        let full = match (&rules.stage, &world.met) {
            (Stage::Groups(game), _) => game.full() * (0..rules.agents()).map(|i| rules.games(i)).sum::<f64>(),
            (_, Some(met)) => {
                world.standing.payoffs.iter().zip(&met.side).map(|(u, &met)| if met { u.reward() } else { 0.0 }).sum()
            }
            (_, None) => world.standing.payoffs.iter().map(Payoffs::reward).sum(),
        };
        let weak = rules.by_power[Power::Weak as usize].len().max(1) as f64;
        Self {
            distance: mean(world.standing.distance.iter().copied()),
            polarisation: mean(world.ideology.iter().map(|x| (x - theta) * (x - theta))).sqrt(),
            capability_strong: of(Power::Strong, &world.capability),
            capability_weak: of(Power::Weak, &world.capability),
            capability_gini: gini(world.capability.iter().copied(), sorted),
            members: count(&world.member) / rules.agents() as f64,
            front: count(&world.standing.front) / weak,
            shield: mean(world.standing.shield.iter().copied()),
            concern: mean(world.concern.iter().copied()),
            full,
        }
    }
}

fn count(flags: &[bool]) -> f64 {
    flags.iter().filter(|&&flag| flag).count() as f64
}

/// Pairs that stand together and are of the same kinds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    /// The kinds of their two sides.
    kinds: [u8; 2],
    pairs: usize,
}

/// The stretches of a world's pairs.
fn stretches(kind: &[u8]) -> Vec<Stretch> {
    let alike = kind.as_chunks::<2>().0.chunk_by(|one, other| one == other);
    alike.map(|pairs| Stretch { kinds: pairs[0], pairs: pairs.len() }).collect()
}

/// Sums of trust by kind of directed dyad, each in the order of the sides.
fn trust_by_kind(stretches: &[Stretch], trust: &[f64]) -> [f64; 4] {
    let mut sums = [0.0; 4];
    let mut rest = trust.as_chunks::<2>().0;
    // Sums in registers are much faster than sums in memory.
    for &Stretch { kinds: [low, high], pairs } in stretches {
        let (pairs, after) = rest.split_at(pairs);
        let mut sum = [sums[usize::from(low)], sums[usize::from(high)]];
        if low == high {
            sum[0] = pairs.as_flattened().iter().fold(sum[0], |sum, tau| sum + tau);
        } else {
            for [own, other] in pairs {
                sum = [sum[0] + own, sum[1] + other];
            }
            sums[usize::from(high)] = sum[1];
        }
        sums[usize::from(low)] = sum[0];
        rest = after;
    }
    sums
}

impl Census {
    /// Counts a world's sides.
    pub fn of(rules: &Rules) -> Self {
        let mut sides = [0; 4];
        for &kind in &rules.kind {
            sides[usize::from(kind)] += 1;
        }
        let games: Vec<f64> = (0..rules.agents()).map(|i| rules.games(i)).collect();
        let degrees = [Power::Strong, Power::Weak]
            .map(|power| rules.by_power[power as usize].iter().map(|&i| games[i as usize]).sum());
        let sorted = Vec::with_capacity(rules.agents());
        Self { sides, degrees, games, sorted, stretches: stretches(&rules.kind), still: None }
    }

    /// Sides that meet in this round, by kind of directed dyad.
    fn meeting<'a>(&'a self, world: &'a World) -> &'a [u32; 4] {
        world.met.as_ref().map_or(&self.sides, |met| &met.kinds)
    }

    /// Cooperation of a round: over all sides that meet, then by kind of directed dyad; NaN where nobody meets.
    pub fn cooperation(&self, world: &World) -> [f64; 5] {
        let (counts, sides) = (world.tally.cooperated, self.meeting(world));
        let by_kind: [f64; 4] = std::array::from_fn(|kind| counts[kind] / f64::from(sides[kind]));
        let all = counts.iter().sum::<f64>() / f64::from(sides.iter().sum::<u32>());
        [all, by_kind[0], by_kind[1], by_kind[2], by_kind[3]]
    }

    /// Reads a round off the world.
    pub fn observe(&mut self, rules: &Rules, world: &World) -> RoundRow {
        let sides = rules.sides() as f64;
        let met = f64::from(self.meeting(world).iter().sum::<u32>());
        let [cooperation, cooperation_ss, cooperation_sw, cooperation_ws, cooperation_ww] = self.cooperation(world);
        let trust = trust_by_kind(&self.stretches, &world.trust);
        let trust_of = |kind: usize| trust[kind] / f64::from(self.sides[kind]);
        let income_of = |power: Power| {
            let list = &rules.by_power[power as usize];
            let met = match world.met {
                Some(_) => list.iter().map(|&i| world.games(rules, i as usize)).sum(),
                None => self.degrees[power as usize],
            };
            if met > 0.0 { list.iter().map(|&i| world.income[i as usize]).sum::<f64>() / met } else { f64::NAN }
        };
        let still = match self.still {
            Some(still) => still,
            None => Still::of(rules, world, &mut self.sorted),
        };
        if rules.is_still() && world.met.is_none() {
            self.still = Some(still);
        }
        let share = |income: f64, games: f64| if games > 0.0 { income / games } else { 0.0 };
        let incomes = world.income.iter().zip(&self.games);
        let payoff_gini = match world.met {
            None => gini(incomes.map(|(&income, &games)| share(income, games)), &mut self.sorted),
            Some(_) => {
                let met = incomes.enumerate().map(|(i, (&income, _))| share(income, world.games(rules, i)));
                gini(met, &mut self.sorted)
            }
        };
        RoundRow {
            cooperation,
            cooperation_ss,
            cooperation_sw,
            cooperation_ws,
            cooperation_ww,
            mutual: world.tally.mutual / (met / 2.0),
            trust: trust.iter().sum::<f64>() / sides,
            trust_ss: trust_of(0),
            trust_sw: trust_of(1),
            trust_ws: trust_of(2),
            trust_ww: trust_of(3),
            distance: still.distance,
            polarisation: still.polarisation,
            capability_strong: still.capability_strong,
            capability_weak: still.capability_weak,
            capability_gini: still.capability_gini,
            payoff_strong: income_of(Power::Strong),
            payoff_weak: income_of(Power::Weak),
            fined: f64::from(world.tally.fined) / met,
            wrongly_fined: f64::from(world.tally.wrongly_fined) / met,
            members: still.members,
            in_force: f64::from(u8::from(world.standing.in_force)),
            front: still.front,
            shield: still.shield,
            concern: still.concern,
            efficiency: if still.full > 0.0 { world.income.iter().sum::<f64>() / still.full } else { f64::NAN },
            payoff_gini,
            good: count(&world.good) / rules.agents() as f64,
        }
    }
}

#[cfg(test)]
mod still;

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: two pairs within the strong, one across, one within the strong again.
    #[test]
    fn trust_is_summed_by_kind() {
        let kind = [0, 0, 0, 0, 1, 2, 0, 0];
        let found = stretches(&kind);
        assert_eq!(
            found.iter().map(|s| (s.kinds, s.pairs)).collect::<Vec<_>>(),
            [([0, 0], 2), ([1, 2], 1), ([0, 0], 1)]
        );
        let sums = trust_by_kind(&found, &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]);
        assert_eq!(sums, [1.0 + 2.0 + 4.0 + 8.0 + 64.0 + 128.0, 16.0, 32.0, 0.0]);
    }

    /// By hand: of (1, 3) the mean absolute difference over ordered pairs is 1, over twice the mean 2: 1/4.
    #[test]
    fn gini_of_small_lists() {
        let mut room = Vec::new();
        assert_eq!(gini([1.0, 3.0].into_iter(), &mut room), 0.25);
        assert_eq!(gini([2.0, 2.0, 2.0].into_iter(), &mut room), 0.0);
        for n in [0, 1, 20, FEW, FEW + 1] {
            let mut values: Vec<f64> = (0..n).map(|k| f64::from((k * 7 % 13) as u8) - 5.0).collect();
            let mut sorted = values.clone();
            sort(&mut values);
            sorted.sort_by(f64::total_cmp);
            assert_eq!(values, sorted);
        }
        for mut values in [vec![1.0; 9], vec![f64::INFINITY, 2.0, f64::INFINITY, 2.0, -1.0]] {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            sort(&mut values);
            assert_eq!(values, sorted);
        }
        assert_eq!(gini([0.0, 0.0].into_iter(), &mut room), 0.0);
        // one gains what the other loses: sum_ij |d| = 4, 2 n sum|x| = 8
        assert_eq!(gini([-1.0, 1.0].into_iter(), &mut room), 0.5);
    }
}
