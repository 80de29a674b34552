//! Which file takes what from which: read off `use` lines and paths, as text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's name, part by part, from the root of the crate.
type Name = Vec<String>;

/// The files of the crate and what each takes from others.
pub(crate) struct House {
    files: BTreeMap<Name, PathBuf>,
    /// Names that a file passes on: `pub use`.
    passed: BTreeMap<Name, BTreeMap<String, Name>>,
    /// From each module to those that it takes something from.
    pub(crate) takes: BTreeMap<Name, BTreeSet<Name>>,
}

impl House {
    /// Reads the files, all of them under `src`.
    pub(crate) fn read(paths: &[PathBuf]) -> Self {
        let mut house = Self { files: BTreeMap::new(), passed: BTreeMap::new(), takes: BTreeMap::new() };
        let texts: BTreeMap<Name, String> =
            paths.iter().filter_map(|path| Some((name(path)?, code(&fs::read_to_string(path).unwrap())))).collect();
        house.files = paths.iter().filter_map(|path| Some((name(path)?, path.clone()))).collect();
        for (own, text) in &texts {
            let passed = uses(text).into_iter().filter(|(public, ..)| *public);
            house.passed.insert(own.clone(), passed.map(|(_, path, alias)| (alias, absolute(own, &path))).collect());
        }
        for (own, text) in &texts {
            let taken = house.taken(own, text);
            house.takes.insert(own.clone(), taken);
        }
        house
    }

    /// The modules that a file takes something from; what it only passes on is not taken.
    fn taken(&self, own: &Name, text: &str) -> BTreeSet<Name> {
        let mut imported: BTreeMap<String, Name> = BTreeMap::new();
        let mut paths: Vec<Name> = Vec::new();
        for (public, path, alias) in uses(text) {
            let path = absolute(own, &path);
            if !public {
                paths.push(path.clone());
            }
            imported.insert(alias, path);
        }
        for path in inline(text) {
            let first = path[0].as_str();
            let mut child = own.clone();
            child.push(path[0].clone());
            paths.push(match first {
                "crate" | "self" | "super" => absolute(own, &path),
                _ if self.files.contains_key(&child) => [own.clone(), path].concat(),
                _ => match imported.get(first) {
                    Some(known) => [known.clone(), path[1..].to_vec()].concat(),
                    None => continue,
                },
            });
        }
        let found = paths.iter().filter_map(|path| self.home(path, 0));
        found.filter(|other| other != own).collect()
    }

    /// The module in which what a path names is written, re-exports followed.
    fn home(&self, path: &Name, depth: usize) -> Option<Name> {
        let at = (1..=path.len()).rev().find(|&k| self.files.contains_key(&path[..k]))?;
        let module = path[..at].to_vec();
        match path.get(at).and_then(|item| self.passed[&module].get(item)) {
            Some(onward) if depth < 5 => self.home(&[onward.clone(), path[at + 1..].to_vec()].concat(), depth + 1),
            _ => Some(module),
        }
    }

    /// The circles: groups of files each of which takes, in so many steps, from each other; sorted.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<&Name, BTreeSet<&Name>> = self.takes.keys().map(|own| (own, self.reached(own))).collect();
        let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
        for own in self.takes.keys().filter(|own| reached[own].contains(own)) {
            let group = reached[own].iter().filter(|other| reached[*other].contains(own));
            groups.insert(group.map(|other| other.join("::")).collect());
        }
        groups.into_iter().collect()
    }

    fn reached<'a>(&'a self, own: &'a Name) -> BTreeSet<&'a Name> {
        let (mut found, mut ahead) = (BTreeSet::new(), vec![own]);
        while let Some(at) = ahead.pop() {
            for next in &self.takes[at] {
                if found.insert(next) {
                    ahead.push(next);
                }
            }
        }
        found
    }
}

/// The module of a file under `src`; none of the root and of tests in files of their own.
fn name(path: &Path) -> Option<Name> {
    let path = path.strip_prefix("src").ok()?.with_extension("");
    let mut parts: Name = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.last()? == "mod" {
        parts.pop();
    }
    let apart = parts.len() == 1 && ["lib", "main"].contains(&parts[0].as_str());
    (!apart && parts.last()? != "tests").then_some(parts)
}

/// A file's code, comments and its tests left out.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect()
}

/// A path from the root of the crate.
fn absolute(own: &Name, path: &[String]) -> Name {
    let ups = path.iter().take_while(|part| *part == "super").count();
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        "self" => [own.clone(), path[1..].to_vec()].concat(),
        "super" => [own[..own.len().saturating_sub(ups)].to_vec(), path[ups..].to_vec()].concat(),
        // A child of this module, or another crate.
        _ => [own.clone(), path.to_vec()].concat(),
    }
}

/// All that `use` lines name: passed on?, its path, and what it is called here.
fn uses(text: &str) -> Vec<(bool, Name, String)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("use ") {
        let line = text[..at].rsplit('\n').next().unwrap_or_default().trim_start();
        if !(line.is_empty() || line.starts_with("pub") && line.ends_with(' ')) {
            continue;
        }
        let Some(tree) = text[at + 4..].split(';').next() else { continue };
        let mut leaves = Vec::new();
        spread(&[], tree, &mut leaves);
        found.extend(leaves.into_iter().map(|(path, alias)| (!line.is_empty(), path, alias)));
    }
    found
}

/// The leaves of a tree of `use`.
fn spread(prefix: &[String], tree: &str, leaves: &mut Vec<(Name, String)>) {
    let tree = tree.trim();
    if let Some((head, rest)) = tree.split_once('{') {
        let parts = head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(ToOwned::to_owned);
        let prefix: Name = prefix.iter().cloned().chain(parts).collect();
        let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
        let (mut depth, mut start) = (0, 0);
        for (at, letter) in inner.char_indices().chain([(inner.len(), ',')]) {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    if !inner[start..at].trim().is_empty() {
                        spread(&prefix, &inner[start..at], leaves);
                    }
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path: Name = prefix.iter().cloned().chain(path.split("::").map(|part| part.trim().to_owned())).collect();
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let alias = alias.or(path.last().map(String::as_str)).unwrap_or_default().to_owned();
    leaves.push((path, alias));
}

/// Paths in code: `a::b::c`.
fn inline(text: &str) -> Vec<Name> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c: char| !word(c) && c != ':')
        // The head of a tree of `use` ends in colons.
        .filter(|path| path.contains("::") && !path.ends_with("::"))
        .map(|path| path.split("::").take_while(|part| !part.is_empty()).map(ToOwned::to_owned).collect::<Name>())
        .filter(|path| path.len() > 1)
        .collect()
}
