//! Round robins of named strategies.
