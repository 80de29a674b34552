//! What can be computed instead of sampled.
//!
//! Every number here is exact up to rounding: no chance is involved. The simulator is judged against these results
//! (`comity validate`), and they stand on their own (`comity exact`).
//! Where both need a formula (the payoffs of a group, what a norm asks, the replicator equation) it stands a second time here, on
//! purpose: a mistake in one shows against the other.
//!
//! Two that play each other:
//! - [`chain`]: finite Markov chains and their classes
//! - [`absorption`]: in which class a chain ends, and after how many steps
//! - [`elimination`]: stationary distributions that keep their digits
//! - [`occupation`]: how it spends its time: in the long run, discounted, over finitely many rounds
//! - [`pairs`]: two automata as a Markov chain: outcomes, cooperation and payoffs of repeated play
//! - [`round_robin`]: tables of any number of automata
//! - [`thresholds`]: from which continuation, generosity, size or fine on cooperation holds
//! - [`nash`]: all equilibria of a game played once
//!
//! Populations that evolve:
//! - [`well_mixed`]: payoffs where everyone meets everyone, [`moran`] and [`fermi`]: the processes, as [`birth_death`] chains
//! - [`weak_selection`]: the one-third rule, [`small_mutation`]: rare mutants among any number of strategies
//! - [`graph`]: every state of a small graph, [`absorbing`]: how such chains are solved, [`regular_graph`]: b/c > k
//! - [`replicator`]: infinite populations, in continuous and in discrete time
//!
//! More than two, and names:
//! - [`groups`]: public goods games and punishment, [`reputation`]: public reputation under social norms
//! - [`coalition`]: which coalitions hold together, and what keeps all states in one
//!
//! Crowds, rivals and what they pay for:
//! - [`private_provision`]: a public good paid for by voluntary gifts, [`interdependent_security`]: protection that pays if others
//!   have it
//! - [`cascade`]: thresholds of joining in, [`contest`]: what rivals spend on a prize, [`richardson`]: arms races

pub mod absorbing;
pub mod absorption;
mod balance;
pub mod birth_death;
pub mod cascade;
pub mod chain;
pub mod coalition;
pub mod contest;
pub mod elimination;
pub mod fermi;
pub mod graph;
pub mod groups;
pub mod interdependent_security;
pub mod moran;
pub mod nash;
pub mod occupation;
pub mod pairs;
pub mod private_provision;
pub mod regular_graph;
pub mod replicator;
pub mod reputation;
pub mod richardson;
pub mod round_robin;
pub mod small_mutation;
pub mod thresholds;
pub mod weak_selection;
pub mod well_mixed;
