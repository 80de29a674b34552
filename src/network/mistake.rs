//! What is wrong with the keys of a network.

/// What is wrong with a network, and at which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The key's path below `network`.
    pub key: Vec<String>,
    /// What was expected and found.
    pub message: String,
}

impl Mistake {
    pub(super) fn new(key: &str, message: impl Into<String>) -> Self {
        Self { key: vec![key.to_owned()], message: message.into() }
    }
}
