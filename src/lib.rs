//! **comity** finds out when cooperation holds between strong and weak cyber powers.
//!
//! States that meet again and again each time cooperate (share threat information, keep restraint, help in an incident) or defect
//! (intrude, withhold, exploit), under configurable rules of trust and mechanisms. The library is the model and the machinery of
//! studies; the command `comity` runs them from one TOML file.
//!
//! # The words
//!
//! | word | meaning |
//! |---|---|
//! | agent | one state; its *power* is strong or weak |
//! | encounter | one pair of connected agents playing the game once; it has two *sides* |
//! | round | every connected pair meets once; all choices are simultaneous |
//! | run | one world played for a number of rounds from one seed |
//! | cell, replicate, study | one assignment of the swept parameters; one of its seeds; all cells x replicates |
//!
//! # The model on one page
//!
//! Agents i, j have capability c in [0.01, 1], ideology theta in [-1, 1], a language, a strategy, a concern alpha >= 0 for
//! others and a sovereignty s >= 0. One round has eleven phases ([`world::round`]). Inside a phase everything uses the values
//! at its start, so that no result depends on the order in which agents or pairs are visited. a is 1 for cooperate and 0 for
//! defect; v, f and g mean different things in different phases.
//!
//! **1 Standing** ([`world::phases::standing`]; [`game::distance`], [`game::contest`], [`mechanism::front`], [`mechanism::fund`])
//!
//! ```text
//! D_ij   = min(1, |theta_i - theta_j| / 2 + barrier (1 - translation) [language differs])      distance
//! E_ij   = min(1, c_i + pooling x sum of the other members' c) in a front facing the strong, else c_i
//! rho_ij = E_ij^gamma / (E_ij^gamma + E_ji^gamma)                                              relative power
//! v_i    = c_i^voice;   a convention is in force iff its members hold at least `quorum` of all voice
//! shield = 1 - exp(-zeta G)             G: mean (or least, or greatest) payment of the members into the fund
//! ```
//!
//! **2 Decide, 3 slip** ([`world::phases::encounter`]; [`strategy::automaton`], [`strategy::deliberate`], [`strategy::learner`])
//!
//! ```text
//! automaton    P(C) = p_node;  next node by own action as executed and the partner's as read
//! deliberate   P(C) = logistic(dV / temperature)
//!              dV   = tau [(R - T) + w (R - P)] + (1 - tau)(S - P) + expected fine,   w = patience / (1 - patience)
//!              R, S, T, P in the utility U_i = u_i + alpha_i u_j
//! slip         an intended action is executed as the other one with probability `slip`
//! ```
//!
//! **4 Pay** ([`game::dilemma`]; or [`game::matrix`], [`game::public_goods`])
//!
//! ```text
//! u_i = (b a_j + y a_i a_j) share_ij              benefit of the partner's cooperation, synergy of both
//!     - k (1 + phi D_ij) a_i                      cost of cooperating, dearer across distance
//!     + h rho_ij (1 - a_i) (1 - denial shield_j)  dominance rent: what an attacker of that relative power gains
//!     - l rho_ji (1 - a_j) (1 - shield_i)         what being attacked costs
//! share_ij = equity + (1 - equity) 2 rho_ij
//! ```
//!
//! **5 Read** ([`trust::reading`]; in the fog [`trust::attribution`], [`world::phases::fog`])
//!
//! ```text
//! P(read C | D) = min(1/2, miss z + misread D_ij)          z = (1 - acuity c_i)(1 - verification [bound])
//! P(read D | C) = min(1/2, false_alarm z + misread D_ij)
//! ```
//!
//! **6 Enforce** ([`world::phases::enforcement`]; [`mechanism::convention`])
//!
//! ```text
//! f_i        = fine min(1 + escalation offences_i, cap)    when a defection is detected, or cooperation wrongly accused
//! partner    gets compensation f_i; members are billed enforcement f_i in proportion to c^burden
//! offences_i <- (1 - forgiveness) offences_i + times caught / degree
//! ```
//!
//! **7 Trust** ([`world::phases::belief`]; [`trust::linear`], [`trust::beta`], [`trust::bayes`], [`trust::opinion`], names: [`trust::reputation`])
//!
//! ```text
//! tau0_ij = clamp(prior - prior_slope D_ij, 0, 1)
//! linear    C read: tau += gain (1 - friction D)(1 - tau);   D read: tau -= min(1, loss (1 + friction D)) tau
//! then      tau += relax (tau0 - tau) + gossip (rep_j - tau)     rep_j: voice-weighted mean trust in j
//! ```
//!
//! **8 Develop** ([`world::phases::change`]; one file each in [`mechanism`])
//!
//! ```text
//! aid           c_j += (1 - leak) w_j (sum over the strong of aid c_i^burden) (1 - c_j)          weak j
//! development   c_j += growth c_j (1 - c_j)                                                       weak j
//! diffusion     c_i += rate mean_j([both cooperated] max(0, c_j - c_i))
//! damage        c_i -= rate mean_j(rho_ji [j defected]) c_i (1 - shield_i)
//! dialogue      theta_i += rate mean_j([both cooperated, |theta_j - theta_i| <= bound] (theta_j - theta_i))
//!                        - repulsion mean_j([j defected] (theta_j - theta_i))
//! norm          alpha_i += rate (g (max - alpha_i) - (1 - g) alpha_i)         g: share of partners read as cooperating
//! ```
//!
//! **9 Shocks** ([`world::phases::shock`], [`mechanism::shock`]) strike and act from the next round. **10 Record** ([`record::rounds`]).
//!
//! **11 Learn** ([`world::phases::update`]; [`learning`], one file for each rule), every so many rounds
//!
//! ```text
//! P(i imitates a peer) = logistic(selection (pi_peer - pi_i))     Fermi; pi: mean payoff per encounter since the last update
//! ```
//!
//! A run **holds** iff its mean cooperation over the last `window` rounds is at least `threshold` ([`record::holds`]); P(hold) is
//! the share of such runs in a cell ([`record::cell`]).
//!
//! | symbol | meaning | where in a config |
//! |---|---|---|
//! | b, y, k, phi, h, l, gamma, equity | benefit, synergy, cost, its growth with distance, rent, harm, decisiveness, equality of exchange | `game.dilemma` |
//! | slip, miss, false_alarm, acuity, misread | errors in acting and seeing | `noise` |
//! | tau, prior, relax, gossip; gain, loss, friction | trust and what moves it | `trust`; `trust.rule.linear` |
//! | patience, temperature | weight of the future, noise of deliberate choice | `choice` |
//! | quorum, fine, escalation, cap, ... | what binds members | `mechanisms.convention` |
//! | burden, voice | exponents of capability in bills and in voice | `mechanisms` |
//! | zeta, denial; aid; growth; pooling; bound; max | `effectiveness`; `rate` of aid; ... | `mechanisms.fund`, `.aid`, `.development`, `.front`, `.dialogue`, `.norm` |
//! | selection, mutation | how closely payoff is followed, how often at random | `learning` |
//! | threshold, window | when cooperation holds | `holds` |
//!
//! Each file named here begins with its equation, symbols with units and ranges, source, assumptions, and a worked number that runs as
//! a test. The same model in the form of the ODD protocol is `ODD.md`; every key of a config is in `configs/REFERENCE.md`.
//!
//! # An order of reading
//!
//! 1. [`game::dilemma`] and [`game::kind`]: what is at stake, and which game that makes of a dyad.
//! 2. [`world::round`]: the phases as a table of contents; [`world::state`] and [`world::rules`]: what changes and what does not.
//! 3. [`strategy::automaton`], [`strategy::catalogue`], [`strategy::deliberate`]: how an agent chooses.
//! 4. [`trust::reading`], [`trust::linear`]: what it sees and comes to believe; then the other rules, [`trust::reputation`] and
//!    [`trust::attribution`].
//! 5. [`mechanism::convention`], then the other mechanisms, one file each; conventions that states bargain over:
//!    [`mechanism::joining`], [`world::treaties`].
//! 6. [`learning`], [`world::phases::update`]: how doctrine changes.
//! 7. [`network`]: who meets whom, and what stands between two beforehand ([`network::dyads`]); how any table is read:
//!    [`sheet`]; games in groups: [`world::phases::groups`]; expected payoffs instead of played ones: [`world::phases::expected`].
//! 8. [`record::run`], [`record::holds`], [`record::cell`]: from rounds to P(hold).
//! 9. [`rng`]: why switching a mechanism on moves nobody else's luck.
//! 10. [`exact`]: what can be computed instead of sampled, and is held against the simulator ([`validate`]).
//! 11. [`stop`]: how a run, however long, hears that it is asked to stop.
//! 12. From a config ([`config::structs`]) to a plan ([`batch::plan`]), its cells ([`question::design`]), the runs
//!     ([`batch::execute`]) and the tables ([`batch::tables`]).
//!
//! What studies conclude from many runs: where cooperation breaks ([`statistics::boundary`], [`statistics::hysteresis`]), what
//! matters ([`statistics::morris`], [`statistics::sensitivity`]), which mechanism deserves the credit ([`statistics::shapley`]), whether
//! it is an equilibrium ([`record::deviation`]), how long it lasts ([`statistics::survival`]), whether claims hold
//! ([`statistics::claims`]), whether the world falls into blocs ([`record::modularity`]).
//!
//! # A world in a few lines
//!
//! ```
//! use comity::record::simulate;
//! use comity::{batch::Plan, config::document::Document};
//!
//! let text = "name = 'two'
//! rounds = 100
//! [[agents]]
//! power = 'strong'
//! count = 2
//! [[agents]]
//! power = 'weak'
//! count = 3
//! ";
//! let plan = Plan::new(Document::parse("two.toml", text)?, false)?;
//! let job = plan.job(0)?;
//! let run = simulate(&job.rules, &job.key, 0, &job.course, &mut ());
//! assert!((0.0..=1.0).contains(&run.means[0])); // mean cooperation over the window
//! # Ok::<(), comity::config::Failure>(())
//! ```
//!
//! Modules are read in the order below; each imports only from those above it. Science modules know nothing of files, threads or
//! the command line.

// In the order of reading (blank lines keep it so).
pub mod stop;

pub mod units;

pub mod elementary;

pub mod sheet;

pub mod rng;

pub mod game;

pub mod strategy;

pub mod trust;

pub mod mechanism;

pub mod learning;

pub mod network;

pub mod world;

pub mod exact;

pub mod statistics;

pub mod record;

pub mod tournament;

pub mod output;

pub mod config;

pub mod question;

pub mod batch;

pub mod compare;

pub mod validate;

pub mod report;

pub mod cli;
