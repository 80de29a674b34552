//! Remembers what the program is built from: a hash of its source, and the commit where there is one.
//!
//! The hash says whether two programs of one version may give other numbers. It is that of every file under `src` (comments
//! too: what a reader is shown belongs to the claim) and of `Cargo.lock`, so that it is the same in git, a packaged crate, a
//! container and a wheel, on every machine. No feature changes a number; one that does goes into [`NUMERIC`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

/// Features that change numbers; those that only add formats do not.
const NUMERIC: [&str; 0] = [];

fn main() {
    // What the hash and the commit follow from.
    for path in ["build.rs", "src", "Cargo.lock", "Cargo.toml"] {
        println!("cargo:rerun-if-changed={path}");
    }
    println!("cargo:rustc-env=COMITY_SOURCE={}", source());
    if let Some(commit) = packaged().or_else(from_git) {
        println!("cargo:rustc-env=COMITY_COMMIT={commit}");
    }
}

/// The hash of the source.
fn source() -> String {
    let mut files = Vec::new();
    gather(Path::new("src"), "src", &mut files);
    files.push(("Cargo.lock".to_owned(), PathBuf::from("Cargo.lock")));
    files.sort();
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    for (name, path) in files {
        // Without a lock file the build is one that nobody can repeat; its hash says that there was none.
        let bytes = fs::read(&path).unwrap_or_default();
        add(name.as_bytes());
        add(&bytes);
    }
    for feature in NUMERIC {
        let name = format!("CARGO_FEATURE_{}", feature.to_uppercase().replace('-', "_"));
        if std::env::var_os(name).is_some() {
            add(feature.as_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// All files below a folder but what editors and tools leave beside them, under their names with slashes.
fn gather(folder: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name().to_string_lossy().into_owned();
        let left = [".orig", ".rej", ".snap.new", "~"].iter().any(|end| own.ends_with(end));
        if own.starts_with('.') || left {
            continue;
        }
        let (path, name) = (entry.path(), format!("{name}/{own}"));
        if path.is_dir() {
            gather(&path, &name, files);
        } else {
            files.push((name, path));
        }
    }
}

/// The commit that a packaged crate was made from, as cargo wrote it down.
fn packaged() -> Option<String> {
    const FILE: &str = ".cargo_vcs_info.json";
    let text = fs::read_to_string(FILE).ok()?;
    println!("cargo:rerun-if-changed={FILE}");
    let (_, rest) = text.split_once("\"sha1\"")?;
    let hash: String =
        rest.chars().skip_while(|c| !c.is_ascii_hexdigit()).take_while(char::is_ascii_hexdigit).collect();
    let changed =
        text.split_once("\"dirty\"").is_some_and(|(_, rest)| rest.trim_start_matches([':', ' ']).starts_with("true"));
    (!hash.is_empty()).then(|| if changed { format!("{hash}-dirty") } else { hash })
}

/// The commit of this crate's own repository; that of a larger one, into which it was copied, says nothing of it.
fn from_git() -> Option<String> {
    let top = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if top != fs::canonicalize(std::env::var_os("CARGO_MANIFEST_DIR")?).ok()? {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", file]).filter(|path| Path::new(path).exists()) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    let commit = git(&["rev-parse", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--", "src", "build.rs", "Cargo.toml", "Cargo.lock"])?;
    Some(if changed.is_empty() { commit } else { format!("{commit}-dirty") })
}

/// What git says.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
