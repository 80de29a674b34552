//! Groups of agents and shocks in the tree of a config: they go by name.

use super::tree::Node;

/// The name of a group of agents: given, or its power.
pub(crate) fn group_name(group: &Node) -> Option<&str> {
    let table = group.as_table()?;
    table.get("name").or_else(|| table.get("power"))?.node.as_str()
}

/// The label of its bloc, if it has one.
pub(super) fn group_label(group: &Node) -> Option<&str> {
    group.as_table()?.get("group")?.node.as_str()
}

/// Does a group of agents go by this name, as its own or as its bloc's?
pub(super) fn answers_to(group: &Node, name: &str) -> bool {
    group_name(group) == Some(name) || group_label(group) == Some(name)
}
