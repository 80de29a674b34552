//! From which continuation, generosity, size or fine on cooperation holds.
//!
//! - [`continuation`]: how likely the next round must be
//! - [`best_reply`]: the most that any strategy earns against an automaton
//! - [`generosity`]: how much a reciprocator may forgive
//! - [`agreement`]: how many members make a convention self-enforcing
//! - [`deterrence`]: how large the expected fine must be

pub mod agreement;
pub mod best_reply;
pub mod continuation;
pub mod deterrence;
pub mod generosity;

pub use agreement::self_enforcing_size;
pub use best_reply::{BestReply, best_reply};
pub use continuation::{Critical, critical_against, critical_against_all, grim, tit_for_tat, win_stay_lose_shift};
pub use deterrence::Deterrence;
pub use generosity::most_generous;
