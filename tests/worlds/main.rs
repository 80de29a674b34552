//! Worlds against what is known of them: small ones worked out by hand, and long runs with exact means.

mod exact;
mod networks;
mod playthrough;
mod reputation;
mod statistics;
mod support;
