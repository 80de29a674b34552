//! The kinds of network as data: what each is, where it comes from, and which keys it takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everyone meets everyone.
    #[default]
    Complete,
    /// A circle in which everyone meets the nearest on both sides.
    Ring,
    /// A grid in which everyone meets those next to it.
    Lattice,
    /// Everyone meets equally many, otherwise at random.
    Regular,
    /// A ring with some links rewired at random.
    SmallWorld,
    /// Newcomers link to those who have many links.
    ScaleFree,
    /// Every pair is linked with the same probability.
    ErdosRenyi,
    /// Pairs are linked with one probability within a bloc and another between blocs.
    Blocs,
    /// Links from a file.
    File,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Complete,
        Self::Ring,
        Self::Lattice,
        Self::Regular,
        Self::SmallWorld,
        Self::ScaleFree,
        Self::ErdosRenyi,
        Self::Blocs,
        Self::File,
    ];

    /// Its name in configs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Ring => "ring",
            Self::Lattice => "lattice",
            Self::Regular => "regular",
            Self::SmallWorld => "small-world",
            Self::ScaleFree => "scale-free",
            Self::ErdosRenyi => "erdos-renyi",
            Self::Blocs => "blocs",
            Self::File => "file",
        }
    }

    /// What it is, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Complete => "Everyone meets everyone.",
            Self::Ring => "A circle in which everyone meets the nearest on both sides.",
            Self::Lattice => "A grid, its edges joined or not, in which everyone meets those next to it.",
            Self::Regular => "Everyone meets equally many, otherwise at random.",
            Self::SmallWorld => "A ring with some links rewired at random: clustered, yet with short paths.",
            Self::ScaleFree => "Newcomers link to those who have many links: a few hubs, many with few.",
            Self::ErdosRenyi => "Every pair is linked with the same probability.",
            Self::Blocs => "Pairs are linked with one probability within a bloc and another between blocs.",
            Self::File => "Links from a CSV file, with weights if some meet less often than others.",
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Complete => "elementary",
            Self::Ring => "Watts & Strogatz (1998), Nature 393:440, at rewiring 0",
            Self::Lattice => "Nowak & May (1992), Nature 359:826",
            Self::Regular => "Cooper, Dyer & Greenhill (2007), Combinatorics, Probability and Computing 16:557",
            Self::SmallWorld => "Watts & Strogatz (1998), Nature 393:440",
            Self::ScaleFree => "Barabasi & Albert (1999), Science 286:509",
            Self::ErdosRenyi => "Gilbert (1959), Annals of Mathematical Statistics 30:1141",
            Self::Blocs => "Holland, Laskey & Leinhardt (1983), Social Networks 5:109",
            Self::File => "the file's own",
        }
    }

    /// The keys that it takes beside `kind`.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Complete => &[],
            Self::Ring => &["degree", "shuffle"],
            Self::Lattice => &["neighbourhood", "width", "periodic", "self_interaction", "shuffle"],
            Self::Regular => &["degree"],
            Self::SmallWorld => &["degree", "rewiring", "shuffle"],
            Self::ScaleFree => &["links", "shuffle"],
            Self::ErdosRenyi => &["probability"],
            Self::Blocs => &["within", "between", "by", "densities"],
            Self::File => &["path", "columns", "delimiter", "strangers", "shuffle"],
        }
    }

    /// Is it drawn at random?
    pub const fn is_random(self) -> bool {
        matches!(self, Self::Regular | Self::SmallWorld | Self::ScaleFree | Self::ErdosRenyi | Self::Blocs)
    }

    /// The kinds that take a key.
    pub fn taking(key: &str) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.keys().contains(&key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_configs() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}
