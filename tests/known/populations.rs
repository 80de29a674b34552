//! Evolution in finite and infinite populations.
