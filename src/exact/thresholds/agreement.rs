//! How many states a convention needs to be self-enforcing.
//!
//! ```text
//! payoff of a state = b (contributors) - c [it contributes]
//! members contribute iff it pays them together: k b >= c;   outsiders do not
//! k* = ceil(c / b)
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | c | a member's cost of contributing | > 0, payoff | `cost` |
//! | b | what each contributor brings to every state | > 0, payoff | `benefit` |
//! | k* | size from which a member who leaves ends the convention, and no larger one holds its members | states | |
//!
//! Source: Barrett (1994), Oxford Economic Papers 46:878 (linear benefits and costs; Barrett 1999, J. Theor. Politics 11:519). Internal
//! stability: a member of a convention of k* leaves k* - 1, for whom contributing does not pay, so it loses k* b - c >= 0. External
//! stability: joining k* pays b - c < 0. Assumed: b < c, the dilemma; with b >= c everyone contributes alone and k* is 1.
//!
//! ```
//! use comity::exact::thresholds::self_enforcing_size;
//! assert_eq!(self_enforcing_size(2.5, 1.0), Some(3)); // two states would lose by it: 2 x 1 < 2.5
//! assert_eq!(self_enforcing_size(0.3, 0.1), Some(3)); // 0.3/0.1 is 3, whatever binary fractions say
//! ```

/// Relative slack against the rounding of decimal fractions.
const SLACK: f64 = 1e-12;

/// The size of a self-enforcing convention; `None` unless cost and benefit are above 0 and finite.
pub fn self_enforcing_size(cost: f64, benefit: f64) -> Option<u64> {
    let sound = cost > 0.0 && benefit > 0.0 && (cost / benefit).is_finite();
    sound.then(|| ((cost / benefit * (1.0 - SLACK)).ceil() as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A convention of k that contributes iff that pays: which sizes does no member wish to leave, nor an outsider to join?
    fn stable(size: u64, cost: f64, benefit: f64) -> bool {
        let contributes = |members: u64| members as f64 * benefit >= cost;
        let inside = |members: u64| if contributes(members) { members as f64 * benefit - cost } else { 0.0 };
        let outside = |members: u64| if contributes(members) { members as f64 * benefit } else { 0.0 };
        contributes(size) && inside(size) >= outside(size - 1) && outside(size) >= inside(size + 1)
    }

    #[test]
    fn it_is_the_one_stable_size() {
        for (cost, benefit) in [(2.5, 1.0), (3.0, 1.0), (1.0, 0.75), (7.0, 0.5)] {
            let sizes: Vec<u64> = (1..50).filter(|&size| stable(size, cost, benefit)).collect();
            assert_eq!(sizes, [self_enforcing_size(cost, benefit).unwrap()], "c {cost}, b {benefit}");
        }
    }

    #[test]
    fn what_costs_nothing_or_brings_nothing_has_no_size() {
        assert_eq!(self_enforcing_size(1.0, 0.0), None);
        assert_eq!(self_enforcing_size(-1.0, 1.0), None);
        assert_eq!(self_enforcing_size(0.5, 1.0), Some(1));
    }
}
