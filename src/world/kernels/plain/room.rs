//! How much the kernel passes at a time, and how many nodes it has room for.

/// Sides that are passed at a time: even, and whole blocks of words.
pub(super) const PIECE: usize = 1024;

/// Nodes that the tables have room for.
pub(super) const NODES: usize = 256;

/// Puts other values into a list, which keeps its room.
pub(super) fn renew<T>(list: &mut Vec<T>, values: impl Iterator<Item = T>) {
    list.clear();
    list.extend(values);
}
