//! Games on lattices.
