//! What is wrong with a world, and what was probably meant.

/// What is wrong with a world, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key's path; places in a list are numbers: `agents.0.count`.
    pub key: Vec<String>,
    /// What was expected and found.
    pub message: String,
}

impl Problem {
    /// At a path, with a message.
    pub fn new<const N: usize>(key: [&str; N], message: impl Into<String>) -> Self {
        Self { key: key.map(str::to_owned).to_vec(), message: message.into() }
    }
}

/// The known name nearest to a mistyped one, if it is near.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + name.len().max(candidate.len()) / 4)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["tit-for-tat", "grim-trigger"];
        assert_eq!(nearest("tit-for-tats", known.into_iter()), Some("tit-for-tat"));
        assert_eq!(nearest("xyz", known.into_iter()), None);
    }
}
