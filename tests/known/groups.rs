//! Games of more than two, and punishment.
