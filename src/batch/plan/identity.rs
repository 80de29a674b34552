//! What makes two studies the same.

use sha2::{Digest as _, Sha256};

use crate::config::report_options::Report;
use crate::config::structs::{Config, Limits, Study};
use crate::output::table::hex;
use crate::world::Engine;

/// What a manifest says of a study.
pub(crate) struct Stored<'a> {
    /// The config, not shortened.
    pub(crate) config: &'a Config,
    pub(crate) quick: bool,
    pub(crate) identity: String,
}

/// Identity of a study: the hash of its resolved config and the program's version.
pub(crate) fn identity(config: &Config) -> String {
    // Caps and words say nothing of what is run.
    let config = Config {
        name: String::new(),
        question: String::new(),
        limits: Limits::default(),
        report: Report::default(),
        // Worlds are the same by any code.
        engine: match config.study {
            Some(Study::Tournament(_)) => config.engine,
            _ => Engine::default(),
        },
        ..config.clone()
    };
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(serde_json::to_vec(&config).unwrap_or_default());
    hex(&hash.finalize())
}

/// What a cell's run depends on, and nothing else: neither its place in the plan nor how long it is or how it is judged.
pub(super) fn content(config: &Config) -> Vec<u8> {
    let mut world = config.world();
    // How a file was read says nothing of what it holds.
    (world.network.columns, world.network.delimiter) = Default::default();
    serde_json::to_vec(&world).unwrap_or_default()
}
