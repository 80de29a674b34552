//! The one door to the files of a result.
//!
//! A result folder may come from anybody. Nothing in it leads a read, a write or a deletion outside of it: a name has no
//! separators, links within are refused, and only plain files are opened (a pipe or a device would never end). The folder
//! itself may be reached by a link: that is the choice of whoever named it.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};

use super::failed::Failed;

/// Most bytes of a file that is read whole (the manifest holds all data that a study read).
const MOST: u64 = 1 << 30;

/// May a file of a result be called so? No separators, and nothing that leads elsewhere.
pub fn is_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let plain = matches!((parts.next(), parts.next()), (Some(Component::Normal(only)), None) if only == name);
    plain && !name.contains(['/', '\\', '\0'])
}

/// A file or folder that is not to be touched, and what to do.
fn refused(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, what.to_owned())
}

fn link() -> io::Error {
    refused(
        "is a link, and links inside a result are not followed; remove it or put the file itself there, or choose another \
         folder",
    )
}

fn special() -> io::Error {
    refused("is neither a file nor a folder (a pipe, a socket or a device); remove it, or choose another folder")
}

/// What stands at a place: a plain file or a folder, or nothing.
fn look(path: &Path) -> io::Result<Option<Metadata>> {
    match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(link()),
        Ok(found) if found.is_file() || found.is_dir() => Ok(Some(found)),
        Ok(_) => Err(special()),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Is there a plain file?
pub fn has_file(path: &Path) -> bool {
    look(path).is_ok_and(|found| found.is_some_and(|found| found.is_file()))
}

/// Is there a folder, not by way of a link?
pub fn has_folder(path: &Path) -> bool {
    look(path).is_ok_and(|found| found.is_some_and(|found| found.is_dir()))
}

/// Opens a plain file; a link that was put there after the look is not followed, a pipe not waited for.
fn opened(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    if look(path)?.is_some_and(|found| found.is_dir()) {
        return Err(refused("is a folder where a file belongs; move it away"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
    }
    let file = options.open(path).map_err(|error| look(path).err().unwrap_or(error))?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(special()) }
}

/// Opens a file for reading.
///
/// # Errors
/// If there is none, or it is no plain file.
pub fn open(path: &Path) -> io::Result<File> {
    opened(OpenOptions::new().read(true), path)
}

/// Opens a file to change it where it is; begins it if there is none.
///
/// # Errors
/// If it is no plain file, or is one that has other names as well, under which it would change with it.
pub fn edit(path: &Path) -> io::Result<File> {
    alone(opened(OpenOptions::new().read(true).write(true).create(true).truncate(false), path)?)
}

/// The same to add to its end.
///
/// # Errors
/// As [`edit`].
pub fn append(path: &Path) -> io::Result<File> {
    alone(opened(OpenOptions::new().read(true).append(true).create(true), path)?)
}

/// A file, if it has no other name.
fn alone(file: File) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if file.metadata()?.nlink() > 1 {
            return Err(refused(
                "has other names as well (hard links), and what they name would change with it; put a copy in its place",
            ));
        }
    }
    Ok(file)
}

/// Begins a new file; what an earlier process left under this name is gone.
///
/// # Errors
/// If something else than a plain file is in the way, or it cannot be made.
pub fn create(path: &Path) -> io::Result<File> {
    match look(path)? {
        Some(found) if found.is_dir() => return Err(refused("is a folder where a file belongs; move it away")),
        Some(_) => remove(path)?,
        None => {}
    }
    // Never opens what is there, so follows no link that was put there since.
    OpenOptions::new().read(true).write(true).create_new(true).open(path)
}

/// Removes a file or a link, if there is one; never what a link points to.
///
/// # Errors
/// If it is there and cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file as text.
///
/// # Errors
/// If there is none, it is no plain file, larger than 1 GiB, or not UTF-8.
pub fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.take(MOST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MOST {
        return Err(refused("is larger than 1 GiB, which no file of its kind is"));
    }
    Ok(text)
}

/// Makes a folder within a result, unless it is there.
///
/// # Errors
/// If something else is in the way, or it cannot be made.
pub fn folder(path: &Path) -> Result<(), Failed> {
    let fail = |error| (path.to_owned(), error);
    match look(path).map_err(fail)? {
        Some(found) if found.is_dir() => Ok(()),
        Some(_) => Err(fail(refused("is a file where a folder belongs; move it away"))),
        None => make(path),
    }
}

/// Makes a folder and those above it, and sees to it that they survive a power cut.
///
/// # Errors
/// If it cannot be made.
pub fn make(path: &Path) -> Result<(), Failed> {
    let missing: Vec<&Path> = path.ancestors().take_while(|above| !is_root(above) && !above.exists()).collect();
    std::fs::create_dir_all(path).map_err(|error| (path.to_owned(), error))?;
    missing.into_iter().filter_map(Path::parent).for_each(sync);
    Ok(())
}

fn is_root(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

/// Puts the names in a folder on disk, where they survive a power cut. Some file systems have no way to do that, and need none.
pub fn sync(folder: &Path) {
    let folder = if is_root(folder) { Path::new(".") } else { folder };
    if let Ok(open) = File::open(folder) {
        let _ = open.sync_all();
    }
}

/// The names in a folder within a result, sorted; none if there is no folder.
///
/// # Errors
/// If it cannot be read, or is a link.
pub fn names(folder: &Path) -> Result<Vec<String>, Failed> {
    let fail = |error| (folder.to_owned(), error);
    if look(folder).map_err(fail)?.is_none() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        names.push(entry.map_err(fail)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Looks through the folder of a result, and the folders in it that are named: all of it must be plain files and folders.
///
/// # Errors
/// With the first that is not.
pub fn survey(result: &Path, folders: &[&str]) -> Result<(), Failed> {
    let places = std::iter::once(result.to_owned()).chain(folders.iter().map(|name| result.join(name)));
    for place in places {
        let Ok(entries) = std::fs::read_dir(&place) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            // What went away meanwhile is no matter.
            look(&path).map_err(|error| (path, error))?;
        }
    }
    Ok(())
}

/// The link on the way to a folder that points to nothing, and where it points.
///
/// A scratch that was purged leaves such links behind.
pub fn dangling(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let above: Vec<&Path> = path.ancestors().filter(|above| !is_root(above)).collect();
    let lost = above.into_iter().rev().find(|above| above.is_symlink() && !above.exists())?;
    Some((lost.to_owned(), std::fs::read_link(lost).unwrap_or_default()))
}

/// What keeps a place from being the folder of a result, in words; nothing if it is one, or is not there yet.
pub fn in_the_way(folder: &Path) -> Option<String> {
    if let Some((link, target)) = dangling(folder) {
        let (link, target) = (link.display(), target.display());
        return Some(format!(
            "{link}: is a link to {target}, which is not there (any more); make that folder, or remove the link, or choose \
             another folder"
        ));
    }
    let found = folder.metadata().ok()?;
    (!found.is_dir()).then(|| format!("{}: expected a folder for the results, found a file", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for name in ["runs.csv", "合作.csv", "a b", ".hidden", "..."] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", ".", "..", "../x", "/etc/passwd", "a/b", "a\\b", "a/", "./a", "a\0b"] {
            assert!(!is_name(name), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_plain_files_are_opened_and_links_are_left_alone() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("victim"), "whole").unwrap();
        std::fs::create_dir(at("there")).unwrap();
        std::fs::hard_link(at("victim"), at("twin")).unwrap();
        for (name, target) in [("file", "victim"), ("folder", "there"), ("nowhere", "gone"), ("device", "/dev/zero")] {
            symlink(target, at(name)).unwrap();
            for failed in [open(&at(name)).err(), edit(&at(name)).err(), create(&at(name)).err(), text(&at(name)).err()]
            {
                let said = failed.unwrap().to_string();
                assert!(said.contains("links inside a result are not followed"), "{name}: {said}");
            }
            assert!(super::folder(&at(name)).is_err() && names(&at(name)).is_err(), "{name}");
            assert!(!has_file(&at(name)) && !has_folder(&at(name)), "{name}");
        }
        let status = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(status.success());
        for failed in [open(&at("pipe")).err(), edit(&at("pipe")).err(), create(&at("pipe")).err()] {
            assert!(failed.unwrap().to_string().contains("neither a file nor a folder"));
        }
        assert!(edit(&at("twin")).unwrap_err().to_string().contains("other names as well"));
        assert!(open(&at("there")).unwrap_err().to_string().contains("is a folder where a file belongs"));
        let (path, _) = survey(folder.path(), &["there"]).unwrap_err();
        assert_eq!(path, at("device"));
        // Begun anew, the twin is a file of its own.
        drop(create(&at("twin")).unwrap());
        assert_eq!(std::fs::read_to_string(at("victim")).unwrap(), "whole");
        assert!(at("there").is_dir() && !at("gone").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_what_was_purged_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("scratch");
        std::os::unix::fs::symlink("/nowhere/at/all", &link).unwrap();
        let said = in_the_way(&link.join("result")).unwrap();
        assert!(said.starts_with(&link.display().to_string()) && said.contains("link to /nowhere/at/all"), "{said}");
        assert_eq!(in_the_way(&folder.path().join("new")), None);
        assert_eq!(in_the_way(folder.path()), None);
    }
}
