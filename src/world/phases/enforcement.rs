//! Phase 6, enforce: findings, fines, compensation, the bill for enforcement, contributions to the fund, and transfers.

use pulp::{Arch, NullaryFnOnce};

use crate::game::Action;
use crate::mechanism::{Convention, bill_shares};
use crate::rng::Chance;
use crate::world::rules::Rules;
use crate::world::state::World;
use crate::world::streams::Streams;

/// Enforces every convention that is in force; remembered offences fade in any case.
pub fn enforce(rules: &Rules, world: &mut World, streams: &mut Streams, round: u32) {
    let conventions = &rules.treaties.list;
    if conventions.is_empty() {
        return;
    }
    let mut caught = std::mem::take(&mut world.room.counts);
    caught.fill(0);
    if world.standing.in_force {
        streams.words.resize(rules.sides(), 0);
        streams.enforcement.fill(round, &mut streams.words);
        for (k, convention) in conventions.iter().enumerate() {
            if !world.standing.force[k] {
                continue;
            }
            let fines = if conventions.len() == 1 {
                find::<true>(rules, world, convention, k, &streams.words, &mut caught)
            } else {
                find::<false>(rules, world, convention, k, &streams.words, &mut caught)
            };
            bill_members(rules, world, k, convention.enforcement.get() * fines);
            if convention.transfers.get() > 0.0 {
                for (i, income) in world.income.iter_mut().enumerate().filter(|&(i, _)| world.standing.members[k][i]) {
                    *income += world.transfer[i];
                }
            }
        }
        if rules.mechanisms.fund.is_some() {
            for (income, contribution) in world.income.iter_mut().zip(&world.standing.contribution) {
                *income -= contribution;
            }
        }
    }
    let encounters = world.met.as_ref().map_or(&rules.meetings.degree, |met| &met.degree);
    for (i, (offences, caught)) in world.offences.iter_mut().zip(&caught).enumerate() {
        // Who meets nobody is not caught either.
        *offences = conventions[usize::from(world.treaty[i])].offences_after(*offences, *caught, encounters[i].max(1));
    }
    world.room.counts = caught;
}

/// Sides that are looked through together.
const PIECE: usize = 1024;
/// Sides whose findings are one number.
const WORD: usize = 8;

/// What convention `k`, the only one or one of several, finds between those it binds; the sum of its fines.
fn find<const ONLY: bool>(
    rules: &Rules,
    world: &mut World,
    convention: &Convention,
    k: usize,
    words: &[u32],
    caught: &mut [u32],
) -> f64 {
    // Indexed by action: a cooperation may be accused, a defection detected.
    let found = [Chance::of(convention.wrongful.get()), Chance::of(convention.detection.get())];
    let mut fines = 0.0;
    let mut hit = [[0; WORD]; PIECE / WORD];
    for (first, words) in (0..).step_by(PIECE).zip(words.chunks(PIECE)) {
        let piece = first..first + words.len();
        let (bound, action) = (&world.standing.bound[piece.clone()], &world.action[piece]);
        Arch::new().dispatch(Finding {
            found,
            bound,
            action,
            words,
            hit: &mut hit.as_flattened_mut()[..words.len().next_multiple_of(WORD)],
        });
        // Few are found: whole words without any are passed over.
        for (number, &hit) in hit[..words.len().div_ceil(WORD)].iter().enumerate() {
            let mut left = u64::from_le_bytes(hit);
            while left != 0 {
                let side = first + WORD * number + left.trailing_zeros() as usize / 8;
                left &= left - 1;
                if world.meets(side) {
                    fines += fine::<ONLY>(rules, world, convention, k, side, caught);
                }
            }
        }
    }
    fines
}

/// The side `side` was found: it pays convention `k`, if that binds it; its fine.
#[inline]
fn fine<const ONLY: bool>(
    rules: &Rules,
    world: &mut World,
    convention: &Convention,
    k: usize,
    side: usize,
    caught: &mut [u32],
) -> f64 {
    let (i, j) = (rules.meetings.actor(side), rules.meetings.partner(side));
    if !ONLY && usize::from(world.treaty[i]) != k {
        return 0.0;
    }
    let fine = world.standing.fine[i];
    let compensation = convention.compensation.get() * fine * convention.kept(world.sovereignty[j]);
    world.income[i] -= fine;
    world.income[j] += compensation;
    caught[i] += 1;
    world.tally.fined += 1;
    world.tally.wrongly_fined += u32::from(world.action[side].cooperates());
    world.tally.fines += fine;
    world.tally.compensation += compensation;
    fine
}

/// Who is found: 1 where a bound side's word is below the chance that its action has, and 0 behind the last side.
struct Finding<'a> {
    found: [Chance; 2],
    bound: &'a [bool],
    action: &'a [Action],
    words: &'a [u32],
    hit: &'a mut [u8],
}

impl NullaryFnOnce for Finding<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { found, bound, action, words, hit } = self;
        // In 32 bits, with certainty beside them.
        let [accused, detected] = found.map(|chance| u32::try_from(chance.bound()).unwrap_or(u32::MAX));
        let [always_accused, always_detected] = found.map(|chance| u8::from(chance.bound() > u64::from(u32::MAX)));
        let (sides, behind) = hit.split_at_mut(words.len());
        behind.fill(0);
        for (((hit, &bound), &action), &word) in sides.iter_mut().zip(bound).zip(action).zip(words) {
            // Chosen by arithmetic, of which the compiler makes vectors.
            let defects = action as u8;
            let below = accused ^ ((accused ^ detected) & u32::from(defects).wrapping_neg());
            let always = always_accused ^ ((always_accused ^ always_detected) & defects);
            *hit = u8::from(bound) & (u8::from(word < below) | always);
        }
    }
}

/// Bills the members of a convention for enforcement in proportion to capability^burden.
fn bill_members(rules: &Rules, world: &mut World, k: usize, bill: f64) {
    if bill > 0.0 {
        let shares = &mut world.room.sums;
        bill_shares(&world.capability, &world.standing.members[k], rules.mechanisms.burden.get(), shares);
        for (income, share) in world.income.iter_mut().zip(&*shares) {
            *income -= bill * share;
        }
        world.tally.enforcement += bill;
    }
}
