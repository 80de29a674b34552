//! The command that goes on with a result, from the one that began it.

use super::shard::Shard;
use crate::output::{Manifest, shell};

/// The command line that goes on with what a manifest says was begun, as a shell reads it; with another shard if one is given.
///
/// It is to be given in the folder where the first one was, for paths may be relative: elsewhere it changes to that folder.
pub fn command(manifest: &Manifest, shard: Option<Shard>) -> String {
    let words = shell::line(words(&manifest.command, shard));
    let here = std::env::current_dir().ok().map(|folder| folder.display().to_string());
    match &manifest.directory {
        Some(there) if here.as_ref() != Some(there) => format!("cd {} && {words}", shell::word(there)),
        _ => words,
    }
}

/// The words of that command.
///
/// What was forced once is gone on with, or all that was done since would be thrown away. A merge needs no word to go on.
fn words(command: &[String], shard: Option<Shard>) -> Vec<String> {
    let end = command.iter().position(|word| word == "--").unwrap_or(command.len());
    let (options, rest) = command.split_at(end);
    let merges = options.get(1).is_some_and(|verb| verb == "merge");
    let mut words: Vec<String> = Vec::new();
    let mut named = false;
    let mut left = options.iter().filter(|word| *word != "--force");
    while let Some(word) = left.next() {
        match shard {
            Some(shard) if word == "--shard" => {
                words.extend([word.clone(), shard.to_string()]);
                left.next();
                named = true;
            }
            Some(shard) if word.starts_with("--shard=") => {
                words.push(format!("--shard={shard}"));
                named = true;
            }
            _ => words.push(word.clone()),
        }
    }
    if let Some(shard) = shard.filter(|_| !named) {
        words.extend(["--shard".to_owned(), shard.to_string()]);
    }
    if !merges && !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    words.extend_from_slice(rest);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_forced_or_cut_is_gone_on_with() {
        let said = |command: &str, shard: Option<Shard>| {
            let given: Vec<String> = command.split(' ').map(str::to_owned).collect();
            words(&given, shard).join(" ")
        };
        assert_eq!(said("comity run a.toml", None), "comity run a.toml --resume");
        assert_eq!(said("comity run a.toml --force --seed 2", None), "comity run a.toml --seed 2 --resume");
        assert_eq!(said("comity run --resume -- a.toml", None), "comity run --resume -- a.toml");
        assert_eq!(said("comity run --force -- a.toml", None), "comity run --resume -- a.toml");
        assert_eq!(said("comity merge a b --out m --force", None), "comity merge a b --out m");
        let shard = Some(Shard { index: 3, count: 4 });
        assert_eq!(said("comity run a --shard 0/4 --force", shard), "comity run a --shard 3/4 --resume");
        assert_eq!(said("comity run a --shard=auto --resume", shard), "comity run a --shard=3/4 --resume");
    }
}
