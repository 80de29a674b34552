//! How long work hears that it is asked to stop, however deep within it is.
//!
//! Whoever begins work puts it within reach of a [`Stop`] ([`Stop::within`]); whatever may take long calls [`heed`] now and then, or
//! steps a [`Pulse`] in its loop. Where a stop was asked for, the work is unwound and nothing of it is left: no half of a run is
//! ever a result. Without a stop in reach [`heed`] does nothing.
//!
//! ```
//! use comity::stop::{Reason, Stop, heed};
//! let stop = Stop::new();
//! assert_eq!(stop.within(|| { heed(); 1 }), Some(1));
//! stop.ask(Reason::Terminate);
//! assert_eq!(stop.within(|| { heed(); 1 }), None);
//! ```

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Asks work to stop in good order. Its copies are one and the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicU8>);

/// Why work was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Reason {
    /// Ctrl-C.
    Interrupt = 1,
    /// TERM.
    Terminate = 2,
    /// The time given to it is over.
    Time = 3,
}

/// What unwinds.
struct Unwound;

thread_local! {
    static WITHIN: RefCell<Option<Stop>> = const { RefCell::new(None) };
}

impl Stop {
    /// Never stopped yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop; the first reason stands.
    pub fn ask(&self, reason: Reason) {
        let _ = self.0.compare_exchange(0, reason as u8, Ordering::SeqCst, Ordering::SeqCst);
    }

    /// Was it asked?
    pub fn asked(&self) -> Option<Reason> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Reason::Interrupt),
            2 => Some(Reason::Terminate),
            _ => Some(Reason::Time),
        }
    }

    /// The stop that work on this thread is within reach of; one that nobody asks for, if there is none.
    pub fn here() -> Self {
        WITHIN.with_borrow(Clone::clone).unwrap_or_default()
    }

    /// Does work on this thread within reach of this stop; none if it was unwound.
    pub fn within<T>(&self, work: impl FnOnce() -> T) -> Option<T> {
        /// Puts back what was there before, however the work ends.
        struct Before(Option<Stop>);
        impl Drop for Before {
            fn drop(&mut self) {
                WITHIN.set(self.0.take());
            }
        }
        let _before = Before(WITHIN.replace(Some(self.clone())));
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(done) => Some(done),
            Err(panic) if panic.is::<Unwound>() => None,
            Err(panic) => resume_unwind(panic),
        }
    }
}

/// Unwinds the work of this thread if it was asked to stop.
pub fn heed() {
    let asked = WITHIN.with_borrow(|stop| stop.as_ref().is_some_and(|stop| stop.asked().is_some()));
    if asked {
        // Not a panic: nothing is wrong, and no hook is called.
        resume_unwind(Box::new(Unwound));
    }
}

/// The numbers 0 to `steps` - 1, for a loop of small steps that heeds a stop now and then.
pub fn heeding(steps: u32) -> impl Iterator<Item = u32> {
    const BETWEEN: u32 = 1 << 16;
    (0..steps.div_ceil(BETWEEN)).flat_map(move |part| {
        if part > 0 {
            heed();
        }
        let first = part * BETWEEN;
        first..first + BETWEEN.min(steps - first)
    })
}

/// Heeds a stop now and then in a loop.
#[derive(Debug, Clone)]
pub struct Pulse {
    every: u32,
    left: u32,
}

impl Pulse {
    /// Steps between two looks, so that about 2^20 small things are done in between if a step does so many.
    pub fn of(things: usize) -> Self {
        let every = ((1 << 20) / things.max(1)).clamp(1, 1 << 20) as u32;
        Self { every, left: every }
    }

    /// One step of the loop.
    #[inline(always)]
    pub fn step(&mut self) {
        self.left -= 1;
        if self.left == 0 {
            self.left = self.every;
            heed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_unwound_where_it_heeds_and_only_within_reach() {
        let stop = Stop::new();
        let mut seen = 0;
        let done = stop.within(|| {
            let mut pulse = Pulse::of(1 << 19);
            for step in 0..10 {
                if step == 3 {
                    stop.ask(Reason::Time);
                }
                pulse.step();
                seen = step;
            }
        });
        // Every second step looks: that of number 3 is one, and is not over.
        assert_eq!((done, seen, stop.asked()), (None, 2, Some(Reason::Time)));
        heed();
        assert_eq!(Stop::new().within(|| stop.within(heed).is_none()), Some(true));
        assert_eq!(Stop::here().asked(), None);
    }

    #[test]
    fn a_loop_that_heeds_has_all_its_steps() {
        for steps in [0, 1, 65_535, 65_536, 65_537, 200_000] {
            assert!(heeding(steps).eq(0..steps));
        }
    }

    #[test]
    fn a_panic_is_no_stop() {
        let caught = catch_unwind(|| Stop::new().within(|| panic!("as it is")));
        assert_eq!(caught.err().and_then(|panic| panic.downcast_ref::<&str>().copied()), Some("as it is"));
    }

    #[test]
    fn the_first_reason_stands() {
        let stop = Stop::new();
        stop.ask(Reason::Terminate);
        stop.clone().ask(Reason::Interrupt);
        assert_eq!(stop.asked(), Some(Reason::Terminate));
    }
}
