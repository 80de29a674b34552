//! The configs that come with the program.

/// A shipped config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name, that of its file below `configs/`: `baseline`, `classics/generosity`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The tables that it reads: paths as it writes them, and their texts.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! shipped {
    ($($name:literal $(with [$($file:literal),+])?),* $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../configs/", $name, ".toml")),
            files: &[$($(($file, include_str!(concat!("../../configs/", $file)))),+)?],
        }),*]
    };
}

/// All shipped configs; a test holds the list against the folder.
pub static ALL: &[Shipped] = shipped![
    "when-cooperation-holds",
    "three-ways-out",
    "ways-out-compared",
    "baseline",
    "anarchy",
    "ideology-divide",
    "contest-for-dominance",
    "information-asymmetry",
    "convention",
    "burden-sharing",
    "critical-rent",
    "what-matters",
    "which-mechanism",
    "across-worlds",
    "named-states" with ["worlds/thirty.csv", "worlds/thirty-dyads.csv"],
    "sixty-states" with ["worlds/sixty.csv"],
    "scenarios/arms-race",
    "scenarios/attribution-fog",
    "scenarios/bipolar-rivalry",
    "scenarios/burden-sharing-rules",
    "scenarios/hegemon",
    "scenarios/inclusive-convention",
    "scenarios/language-barrier",
    "scenarios/norm-cascade",
    "scenarios/power-transition",
    "scenarios/protection-fund-tipping",
    "scenarios/right-notion",
    "scenarios/self-reliance",
    "scenarios/sequential-convention",
    "scenarios/shock-resilience",
    "scenarios/swing-states",
    "scenarios/unequal-attribution",
    "scenarios/verification-grid",
    "scenarios/weak-front",
    "classics/axelrod-round-robin",
    "classics/generosity",
    "classics/win-stay-lose-shift",
    "classics/press-dyson-extortion",
    "classics/extortion-in-small-groups",
    "classics/nowak-may-spatial-chaos",
    "classics/lattice-fermi",
    "classics/scale-free-cooperation",
    "classics/b-over-c-exceeds-k",
    "classics/image-scoring",
    "classics/leading-eight",
    "classics/public-goods-with-punishment",
    "classics/folk-theorem",
    "classics/n-person-stag-hunt",
];

/// The shipped config of a name, with or without its folder.
pub fn find(name: &str) -> Option<Shipped> {
    ALL.iter().copied().find(|config| config.name == name || config.stem() == name)
}

/// The table of a name that a shipped config reads: `worlds/thirty.csv`.
pub fn table(name: &str) -> Option<&'static str> {
    let mut tables = ALL.iter().flat_map(|config| config.files);
    tables.find(|(path, _)| *path == name).map(|&(_, text)| text)
}

impl Shipped {
    /// Its name without the folder: the name it gives itself, and that of its results.
    pub fn stem(&self) -> &'static str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }

    /// The comment at its head: question, source, what is swept and why, expected finding, runs and time.
    pub fn header(&self) -> String {
        let comment = self.text.lines().take_while(|line| line.starts_with('#'));
        let lines: Vec<&str> = comment.map(|line| line.trim_start_matches('#').trim_start_matches(' ')).collect();
        let tables = self.files.iter().map(|(path, _)| format!("\nits table: comity show {path}")).collect::<String>();
        format!("configs/{0}.toml\n\n{1}\n\nrun it: comity run {0}{tables}", self.name, lines.join("\n"))
    }

    /// The question it asks.
    pub fn question(&self) -> String {
        let question = |line: &str| Some(line.strip_prefix("question = ")?.trim_matches('"').to_owned());
        self.text.lines().find_map(question).unwrap_or_default()
    }
}
