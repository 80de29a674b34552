//! Public reputation under social norms.
