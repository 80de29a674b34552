//! Which coalitions hold together when every state may stay outside and enjoy what the others do.
//!
//! ```text
//! payoff of state i = b_i sum_j a_j - cost_i(a_i),   cost c a, a in {0, 1} (linear)   or   c_i a^2 / 2 (quadratic)
//! members choose what is best for all members together, outsiders what is best for themselves
//! internally stable    v_i(S) >= v_i(S \ i)   for every member i
//! externally stable    v_i(S) >  v_i(S + i)   for every outsider i
//! potentially internally stable (with transfers)   sum_members v_i(S) >= sum_members v_i(S \ i)
//! penalty that keeps k of n states together    v_out(k - 1) - v_in(k);   all of them:   max_k v_out(k - 1) - v_in(k)
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | n | number of states | >= 1; at most [`MOST_STATES`] where they differ | [`Symmetric::states`], length of [`Abatement::benefit`] |
//! | b | what each unit of abatement brings to a state | > 0 | [`Symmetric::benefit`], [`Abatement::benefit`] |
//! | c | cost, or slope of the marginal cost, of abatement | > 0 | [`Cost`], [`Abatement::cost`] |
//! | v_i(S) | payoff of i while S is the coalition | payoff | [`Symmetric::inside`], [`Symmetric::outside`], [`Coalitions::payoff`] |
//!
//! Source: d'Aspremont, Jacquemin, Gabszewicz & Weymark (1983), Canadian J. Economics 16:17 (the two conditions); Barrett
//! (1994), Oxford Economic Papers 46:878; Carraro & Siniscalco (1993), J. Public Economics 52:309 (transfers; quadratic
//! costs: never more than three). Potential internal stability: Eyckmans & Finus (2004). Assumed: all choose at once, as
//! in Cournot's game; who is indifferent belongs; a coalition of one acts as an outsider does; a linear coalition for which
//! abating does not pay does not act, and nobody is penalised for staying outside of it. A penalty on all who do less
//! than members do is the same thing: those are the outsiders.
//!
//! ```
//! use comity::exact::coalition::{Abatement, Coalitions, Cost, Symmetric};
//! let linear = Symmetric { states: 10, benefit: 1.0, cost: Cost::Linear(3.5) };
//! assert_eq!(linear.stable_sizes(), [4]); // ceil(c / b)
//! assert_eq!(linear.grand_penalty(), 2.5); // c - b
//! let quadratic = Symmetric { cost: Cost::Quadratic(1.0), ..linear };
//! assert_eq!(quadratic.stable_sizes(), [3]);
//! assert_eq!(quadratic.grand_penalty(), 31.5); // b^2 (n - 1)(n - 3) / (2 c)
//! // One state has ten times as much to gain. Alone, no coalition holds; if it pays the others, all four stay.
//! let four = Coalitions::of(&Abatement { benefit: vec![10.0, 1.0, 1.0, 1.0], cost: vec![1.0; 4] })?;
//! assert_eq!(four.largest_stable(), 1);
//! assert_eq!(four.largest_with_transfers(), 4);
//! # Ok::<(), comity::exact::coalition::CoalitionError>(())
//! ```

/// The most states of which every subset is looked at.
pub const MOST_STATES: usize = 16;

/// Relative slack against the rounding of decimal fractions.
const SLACK: f64 = 1e-12;

/// Is `a` at least `b`, up to rounding at the size of both?
fn at_least(a: f64, b: f64) -> bool {
    a >= b - SLACK * a.abs().max(b.abs())
}

/// What abating costs a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cost {
    /// c per state that abates; it abates or does not.
    Linear(f64),
    /// c a^2 / 2 for an abatement of a.
    Quadratic(f64),
}

/// States that are all alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Symmetric {
    /// Number of states, n.
    pub states: u32,
    /// What each unit of abatement brings to every state, b > 0.
    pub benefit: f64,
    /// What abating costs, c > 0; linear costs above the benefit, or there is no dilemma.
    pub cost: Cost,
}

impl Symmetric {
    /// What a member abates in a coalition of `members`.
    fn abatement(&self, members: u32) -> f64 {
        let together = f64::from(members) * self.benefit;
        match self.cost {
            Cost::Linear(cost) => f64::from(u8::from(at_least(together, cost))),
            Cost::Quadratic(cost) => together / cost,
        }
    }

    /// Does a coalition of that many do more than its members would do alone?
    fn acts(&self, members: u32) -> bool {
        members > 0 && self.abatement(members) > self.abatement(1)
    }

    fn payoff(&self, members: u32, own: f64) -> f64 {
        let outsiders = f64::from(self.states - members);
        let total = f64::from(members) * self.abatement(members) + outsiders * self.abatement(1);
        let cost = match self.cost {
            Cost::Linear(cost) => cost * own,
            Cost::Quadratic(cost) => cost * own * own / 2.0,
        };
        self.benefit * total - cost
    }

    /// Payoff of a member of a coalition of `members`, at most all states.
    pub fn inside(&self, members: u32) -> f64 {
        self.payoff(members, self.abatement(members))
    }

    /// Payoff of an outsider of a coalition of `members`.
    pub fn outside(&self, members: u32) -> f64 {
        self.payoff(members, self.abatement(1))
    }

    /// The sizes from which nobody leaves and which nobody joins, ascending; `penalty` is taken from outsiders.
    pub fn stable_sizes_with(&self, penalty: f64) -> Vec<u32> {
        let outside = |members: u32| self.outside(members) - if self.acts(members) { penalty } else { 0.0 };
        let stays = |members: u32| members == 1 || at_least(self.inside(members), outside(members - 1));
        // Who is indifferent belongs: outsiders stay outside only where they gain by it.
        let joins = |members: u32| members < self.states && at_least(self.inside(members + 1), outside(members));
        (1..=self.states).filter(|&members| stays(members) && !joins(members)).collect()
    }

    /// The stable sizes without any penalty.
    pub fn stable_sizes(&self) -> Vec<u32> {
        self.stable_sizes_with(0.0)
    }

    /// The least penalty on outsiders at which no member leaves a coalition of `members`, at least 0.
    pub fn penalty(&self, members: u32) -> f64 {
        if members < 2 || !self.acts(members - 1) {
            return 0.0;
        }
        (self.outside(members - 1) - self.inside(members)).max(0.0)
    }

    /// The least penalty on outsiders that makes the coalition of all states the only stable one.
    pub fn grand_penalty(&self) -> f64 {
        (1..=self.states).map(|members| self.penalty(members)).fold(0.0, f64::max)
    }
}

/// Why there are no coalitions to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoalitionError {
    /// Too few or too many states.
    #[error("expected 1 to {MOST_STATES} states, found {0}")]
    States(usize),
    /// Benefits and costs of different numbers of states.
    #[error("expected a cost for each of the {benefits} benefits, found {costs}")]
    Costs {
        /// How many benefits there are.
        benefits: usize,
        /// How many costs there are.
        costs: usize,
    },
    /// A benefit or cost that is not above 0 and finite.
    #[error("expected benefits and costs above 0, found another of state {0}")]
    Number(usize),
}

/// States that differ: linear benefits, quadratic costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Abatement {
    /// What each unit of abatement brings to each state, > 0.
    pub benefit: Vec<f64>,
    /// Slope of each state's marginal cost, > 0.
    pub cost: Vec<f64>,
}

/// Payoffs of every state under every coalition; a coalition is a set of bits, bit i for state i.
#[derive(Debug, Clone, PartialEq)]
pub struct Coalitions {
    states: usize,
    payoff: Vec<f64>,
}

impl Coalitions {
    /// The coalitions of an abatement game.
    ///
    /// # Errors
    /// [`CoalitionError`] for no or too many states, and numbers not above 0.
    pub fn of(game: &Abatement) -> Result<Self, CoalitionError> {
        let states = game.benefit.len();
        if !(1..=MOST_STATES).contains(&states) {
            return Err(CoalitionError::States(states));
        }
        if game.cost.len() != states {
            return Err(CoalitionError::Costs { benefits: states, costs: game.cost.len() });
        }
        let sound = |x: f64| x > 0.0 && x.is_finite();
        if let Some(state) = (0..states).find(|&i| !sound(game.benefit[i]) || !sound(game.cost[i])) {
            return Err(CoalitionError::Number(state));
        }
        Ok(Self::from_payoffs(states, |coalition, payoff| {
            let member = |i: usize| coalition >> i & 1 == 1;
            let together: f64 = (0..states).filter(|&i| member(i)).map(|i| game.benefit[i]).sum();
            let own = |i: usize| if member(i) { together } else { game.benefit[i] } / game.cost[i];
            let total: f64 = (0..states).map(own).sum();
            for (i, payoff) in payoff.iter_mut().enumerate() {
                *payoff = game.benefit[i] * total - game.cost[i] * own(i) * own(i) / 2.0;
            }
        }))
    }

    /// Of at most [`MOST_STATES`] states, from a function that writes everybody's payoff under a coalition.
    fn from_payoffs(states: usize, write: impl Fn(u32, &mut [f64])) -> Self {
        let mut payoff = vec![0.0; states << states];
        for (coalition, payoff) in payoff.chunks_exact_mut(states).enumerate() {
            write(coalition as u32, payoff);
        }
        Self { states, payoff }
    }

    /// Payoff of a state under a coalition.
    pub fn payoff(&self, coalition: u32, state: usize) -> f64 {
        self.payoff[coalition as usize * self.states + state]
    }

    fn members(&self, coalition: u32) -> impl Iterator<Item = usize> {
        (0..self.states).filter(move |&i| coalition >> i & 1 == 1)
    }

    /// What its members have more than each would have by leaving alone, summed.
    pub fn surplus(&self, coalition: u32) -> f64 {
        self.members(coalition).map(|i| self.payoff(coalition, i) - self.payoff(coalition & !(1 << i), i)).sum()
    }

    /// Does no member gain by leaving?
    pub fn is_internally_stable(&self, coalition: u32) -> bool {
        self.members(coalition).all(|i| at_least(self.payoff(coalition, i), self.payoff(coalition & !(1 << i), i)))
    }

    /// Does every outsider lose by joining?
    pub fn is_externally_stable(&self, coalition: u32) -> bool {
        let outsiders = (0..self.states).filter(|&i| coalition >> i & 1 == 0);
        outsiders.into_iter().all(|i| !at_least(self.payoff(coalition | 1 << i, i), self.payoff(coalition, i)))
    }

    /// Can transfers among the members keep all of them from leaving?
    pub fn is_potentially_internally_stable(&self, coalition: u32) -> bool {
        let inside: f64 = self.members(coalition).map(|i| self.payoff(coalition, i)).sum();
        let options: f64 = self.members(coalition).map(|i| self.payoff(coalition & !(1 << i), i)).sum();
        at_least(inside, options)
    }

    /// The coalitions of at least one state that hold together and that nobody joins, in the order of their bits.
    pub fn stable(&self) -> Vec<u32> {
        let all = 1_u32..1 << self.states;
        all.filter(|&coalition| self.is_internally_stable(coalition) && self.is_externally_stable(coalition)).collect()
    }

    /// Size of the largest stable coalition; 0 if there is none.
    pub fn largest_stable(&self) -> u32 {
        self.stable().into_iter().map(u32::count_ones).max().unwrap_or(0)
    }

    /// Size of the largest coalition that transfers can keep together.
    pub fn largest_with_transfers(&self) -> u32 {
        let all = 1_u32..1 << self.states;
        all.filter(|&coalition| self.is_potentially_internally_stable(coalition))
            .map(u32::count_ones)
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::thresholds::self_enforcing_size;

    #[test]
    fn linear_costs_hold_ceil_c_over_b_together() {
        for (cost, benefit) in [(2.5, 1.0), (3.0, 1.0), (0.3, 0.1), (1.0, 0.75), (7.0, 0.5)] {
            let game = Symmetric { states: 20, benefit, cost: Cost::Linear(cost) };
            let size = self_enforcing_size(cost, benefit).unwrap() as u32;
            assert_eq!(game.stable_sizes(), [size], "c {cost}, b {benefit}");
        }
    }

    /// Three, whatever the numbers; two where there are but two, one where there is one.
    #[test]
    fn quadratic_costs_hold_three_together() {
        for states in 1..=30 {
            for (benefit, cost) in [(1.0, 1.0), (0.3, 2.0), (5.0, 0.7)] {
                let game = Symmetric { states, benefit, cost: Cost::Quadratic(cost) };
                assert_eq!(game.stable_sizes(), [states.min(3)], "n {states}, b {benefit}, c {cost}");
            }
        }
    }

    /// b 1, c 1, n 4: three abate 3 each, one abates 1, 10 in all; 10 - 4.5 inside, 10 - 0.5 outside.
    #[test]
    fn payoffs_by_hand() {
        let game = Symmetric { states: 4, benefit: 1.0, cost: Cost::Quadratic(1.0) };
        assert_eq!((game.inside(3), game.outside(3), game.inside(4), game.outside(0)), (5.5, 9.5, 8.0, 3.5));
    }

    /// Just above the threshold all states and nothing else is stable; just below it something smaller is.
    #[test]
    fn the_threshold_penalty_turns_the_smallest_coalition_into_the_grand_one() {
        let linear = Symmetric { states: 9, benefit: 1.0, cost: Cost::Linear(3.5) };
        let quadratic = Symmetric { states: 9, benefit: 2.0, cost: Cost::Quadratic(4.0) };
        assert_eq!(linear.grand_penalty(), 2.5);
        // 2^2 x 8 x 6 / (2 x 4)
        assert_eq!(quadratic.grand_penalty(), 24.0);
        for game in [linear, quadratic] {
            let threshold = game.grand_penalty();
            assert_eq!(game.stable_sizes_with(threshold), [9]);
            assert!(game.stable_sizes_with(threshold - 1e-6).iter().all(|&size| size < 9));
        }
        // The size that is stable anyway asks for no penalty, nor does one that only just acts.
        assert_eq!((linear.penalty(4), quadratic.penalty(3)), (0.0, 0.0));
        assert_eq!(Symmetric { states: 4, ..linear }.grand_penalty(), 0.0);
    }

    /// States that are alike give the symmetric payoffs, and the same stable size, as subsets of five.
    #[test]
    fn subsets_agree_with_the_symmetric_formula() {
        let game = Symmetric { states: 5, benefit: 1.5, cost: Cost::Quadratic(2.0) };
        let subsets = Coalitions::of(&Abatement { benefit: vec![1.5; 5], cost: vec![2.0; 5] }).unwrap();
        for coalition in 0..32_u32 {
            for state in 0..5 {
                let members = coalition.count_ones();
                let expected = if coalition >> state & 1 == 1 { game.inside(members) } else { game.outside(members) };
                assert!((subsets.payoff(coalition, state) - expected).abs() < 1e-12, "{coalition:05b} {state}");
            }
        }
        // All 10 triples.
        assert_eq!(subsets.stable().len(), 10);
        assert!(subsets.stable().into_iter().all(|coalition| coalition.count_ones() == 3));
        assert_eq!(subsets.largest_with_transfers(), 3);
    }

    /// Benefits 10, 1, 1, 1 at cost 1: each abates 13 together, 52 in all. The first gains 10 x 52 - 84.5 = 435.5 and would
    /// have 10 x (10 + 9) - 50 = 140 alone; each other loses: 52 - 84.5 against 36 + 1 - 0.5 outside.
    #[test]
    fn transfers_hold_together_what_would_fall_apart() {
        let four = Coalitions::of(&Abatement { benefit: vec![10.0, 1.0, 1.0, 1.0], cost: vec![1.0; 4] }).unwrap();
        assert_eq!((four.payoff(0b1111, 0), four.payoff(0b1110, 0)), (435.5, 140.0));
        assert_eq!((four.payoff(0b1111, 3), four.payoff(0b0111, 3)), (-32.5, 36.5));
        assert_eq!(four.surplus(0b1111), 295.5 - 3.0 * 69.0);
        assert!(!four.is_internally_stable(0b1111) && four.is_potentially_internally_stable(0b1111));
        assert_eq!((four.largest_stable(), four.largest_with_transfers()), (1, 4));
    }

    #[test]
    fn what_is_no_game_is_refused() {
        let of = |benefit: Vec<f64>, cost: Vec<f64>| Coalitions::of(&Abatement { benefit, cost }).unwrap_err();
        assert_eq!(of(vec![], vec![]), CoalitionError::States(0));
        assert_eq!(of(vec![1.0; 17], vec![1.0; 17]).to_string(), "expected 1 to 16 states, found 17");
        assert_eq!(of(vec![1.0; 2], vec![1.0]), CoalitionError::Costs { benefits: 2, costs: 1 });
        assert_eq!(of(vec![1.0, f64::NAN], vec![1.0; 2]), CoalitionError::Number(1));
    }
}
