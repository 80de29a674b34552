//! What is said on standard error.

use std::io::Write as _;
use std::path::Path;

use crate::output::display::clean;
use crate::output::manifest::{Build, Manifest};

/// Says on stderr, where nobody need be listening.
pub fn tell(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", clean(text));
}

/// Says on stderr what has colours of ours; whatever else is in it was cleaned before.
pub fn tell_coloured(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Says on stderr that a result was made by another build of the program, where it was.
pub(super) fn tell_build(folder: &Path, manifest: &Manifest) {
    if let Some(other) = manifest.other_builds().first() {
        let own = Build::own();
        tell(&format!(
            "note: {}: made by another build of the program ({}) than this one ({}): what is computed anew may differ",
            folder.display(),
            other.told(),
            own.told()
        ));
    }
}
