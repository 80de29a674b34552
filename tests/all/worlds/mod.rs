//! Worlds against what is known of them: small ones worked out by hand, and long runs with exact means.

mod crowds;
mod exact;
mod fog;
mod kernels;
mod networks;
mod playthrough;
mod reputation;
mod shocks;
mod statistics;
mod support;
mod treaties;
