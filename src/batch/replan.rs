//! A study planned once more from what its manifest says.

use std::path::Path;

use super::plan::{Checked, Plan};
use super::task::Task;
use crate::config::document::Document;
use crate::config::source::Failure;
use crate::output::manifest::{self, State};
use crate::output::{Manifest, inside};

/// The manifest of a result folder.
///
/// # Errors
/// [`Failure::Usage`] if there is no result; [`Failure::Io`] if the manifest cannot be read.
pub fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    if let Some(what) = inside::in_the_way(folder) {
        return Err(Failure::Usage(what));
    }
    let none = || match folder.join(manifest::NAME) {
        path if path.symlink_metadata().is_ok() => {
            format!("{}: not a manifest of this program, or damaged", path.display())
        }
        _ => format!("{}: expected the folder of a result, found no {}", folder.display(), manifest::NAME),
    };
    Manifest::read(folder)?.ok_or_else(|| Failure::Usage(none()))
}

/// The plan of a manifest that lies in `folder`.
///
/// # Errors
/// [`Failure::Usage`] if it is that of a tournament, or of another version that plans otherwise.
pub fn plan(folder: &Path, manifest: &Manifest) -> Result<Plan, Failure> {
    match task(folder, manifest)? {
        Task::Worlds(plan) => Ok(*plan),
        Task::Tournament(_) => {
            let what = "expected a study of worlds, found a tournament: it is run as a whole";
            Err(Failure::Usage(format!("{}: {what}", folder.display())))
        }
    }
}

/// The manifest of a finished result that is a whole, of whatever version of the program.
///
/// # Errors
/// [`Failure::Usage`] if there is none, it is not finished, or it is a shard.
pub fn finished(folder: &Path) -> Result<Manifest, Failure> {
    let manifest = self::manifest(folder)?;
    let refuse = |what: &str| Err(Failure::Usage(format!("{}: {what}", folder.display())));
    if manifest.state != State::Finished {
        return refuse("expected a finished result; the command that began this one goes on with --resume");
    }
    if manifest.shard.is_some() {
        return refuse("expected a whole result, found a shard; `comity merge` puts all of them together");
    }
    Ok(manifest)
}

/// The task of a manifest that lies in `folder`.
///
/// # Errors
/// [`Failure::Usage`] if it is that of another version that plans otherwise.
pub fn task(folder: &Path, manifest: &Manifest) -> Result<Task, Failure> {
    let place = folder.join(manifest::NAME);
    let wrong = |what: String| Failure::Usage(format!("{}: {what}", place.display()));
    if let Some((key, file)) = file_named(&manifest.config, "", &manifest.config["files"]) {
        return Err(wrong(format!(
            "its config names the file {file:?} at {key}; a manifest holds what was read, and no file outside its folder is"
        )));
    }
    let text =
        toml::to_string(&manifest.config).map_err(|error| wrong(format!("its config cannot be read: {error}")))?;
    let document = Document::stored(&place.display().to_string(), &text)?;
    let task = Task::planned(document, manifest.quick, Checked::Values)?;
    let identity = hash(&task);
    let (theirs, ours) = (manifest.version.as_str(), env!("CARGO_PKG_VERSION"));
    if identity != manifest.identity {
        return Err(wrong(match theirs == ours {
            true => "its config is not that of its identity; the file was changed".to_owned(),
            false => format!("made by version {theirs}, which plans this study otherwise than this one, {ours}"),
        }));
    }
    Ok(task)
}

/// A file that a stored config names without holding it, and at which key. (What is swept is the plan's to read.)
fn file_named(config: &serde_json::Value, key: &str, held: &serde_json::Value) -> Option<(String, String)> {
    use serde_json::Value;
    const FILES: [&str; 3] = ["path", "design", "extends"];
    let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    match config {
        Value::Object(map) => map.iter().find_map(|(name, value)| match value {
            Value::String(file) if FILES.contains(&name.as_str()) => {
                held.get(file).is_none().then(|| (below(name), file.clone()))
            }
            _ if ["axes", "claims", "files"].contains(&name.as_str()) => None,
            inner => file_named(inner, &below(name), held),
        }),
        Value::Array(list) => {
            list.iter().enumerate().find_map(|(place, inner)| file_named(inner, &format!("{key}[{place}]"), held))
        }
        _ => None,
    }
}

/// The identity of a task.
fn hash(task: &Task) -> String {
    match task {
        Task::Worlds(plan) => plan.hash(),
        Task::Tournament(plan) => plan.hash(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every shipped config means the same once it has been through its manifest, quick or not.
    #[test]
    fn a_config_survives_its_manifest() {
        let mut seen = 0;
        for folder in ["configs", "configs/classics", "configs/scenarios"] {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_none_or(|end| end != "toml") {
                    continue;
                }
                for quick in [false, true] {
                    let first = Task::new(Document::read(&path).unwrap(), quick).unwrap();
                    let kept = match &first {
                        Task::Worlds(plan) => plan.stored().config,
                        Task::Tournament(plan) => &plan.whole,
                    };
                    let text = toml::to_string(&serde_json::to_value(kept).unwrap()).unwrap();
                    let again =
                        Task::planned(Document::parse("manifest.json", &text).unwrap(), quick, Checked::All).unwrap();
                    assert_eq!(hash(&again), hash(&first), "{}", path.display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 20);
    }
}
