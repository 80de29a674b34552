//! What checks are about: their topics, in order, with names for the command line.

/// What a group of checks is about, in the order they are run and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Two automata in a world: long-run and discounted cooperation and payoffs.
    Pairs,
    /// Matches of a number of turns, outside a world.
    Matches,
    /// Slips and reading errors.
    Noise,
    /// The deliberate strategy's choice, and its thresholds of trust and patience.
    Choice,
    /// Conventions: quorum, detection, fines.
    Convention,
    /// Public goods: payoffs in random groups, fixation of contributors.
    Groups,
    /// Public names under social norms.
    Reputation,
    /// Fixation in well-mixed populations.
    Fixation,
    /// Fixation on small graphs.
    Graphs,
    /// Long-run shares under mutation, and single updates.
    Mutation,
    /// The replicator equation.
    Replicator,
    /// Degrees of random networks, and how often pairs meet.
    Networks,
    /// Cascades, contests, arms races, and funds paid for voluntarily.
    Crowds,
    /// What must not matter: names of actions, constants added to payoffs.
    Identities,
}

impl Topic {
    /// All of them, in order.
    pub const ALL: [Self; 14] = [
        Self::Pairs,
        Self::Matches,
        Self::Noise,
        Self::Choice,
        Self::Convention,
        Self::Groups,
        Self::Reputation,
        Self::Fixation,
        Self::Graphs,
        Self::Mutation,
        Self::Replicator,
        Self::Networks,
        Self::Crowds,
        Self::Identities,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pairs => "pairs",
            Self::Matches => "matches",
            Self::Noise => "noise",
            Self::Choice => "choice",
            Self::Convention => "convention",
            Self::Groups => "groups",
            Self::Reputation => "reputation",
            Self::Fixation => "fixation",
            Self::Graphs => "graphs",
            Self::Mutation => "mutation",
            Self::Replicator => "replicator",
            Self::Networks => "networks",
            Self::Crowds => "crowds",
            Self::Identities => "identities",
        }
    }

    /// What is held against what, in a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Pairs => "Automata in a world of two agents against their Markov chain.",
            Self::Matches => "Matches of 40 turns outside a world against the same chain over so many rounds.",
            Self::Noise => "How often actions slip and are misread, by capability, distance and verification.",
            Self::Choice => {
                "How often the deliberate cooperate against the logistic of dV, also at the thresholds of trust and patience."
            }
            Self::Convention => "Who is bound, detected and fined, and the fine that makes the deliberate indifferent.",
            Self::Groups => "Payoffs in groups dealt at random against expected ones; fixation of contributors.",
            Self::Reputation => {
                "Good names, cooperation and rare mutants against the mean field of infinitely many agents; with 60 its bias is \
                 below 5e-5, with one mutant in 60 below 9e-4."
            }
            Self::Fixation => "How often a strategy takes over a well-mixed population against its birth-death chain.",
            Self::Graphs => "The same on small graphs, against the chain of all 2^N states.",
            Self::Mutation => {
                "Long-run shares under mutation, and the change in one simultaneous update, against chains."
            }
            Self::Replicator => "Shares of an infinite population along the replicator equation, within 1e-6.",
            Self::Networks => "Mean degrees of random networks, and how often weighted links meet.",
            Self::Crowds => {
                "How far cascades go against the distribution of their sizes; where contests, arms races and voluntary gifts settle."
            }
            Self::Identities => "Runs that must not differ when actions are renamed or payoffs are moved or scaled.",
        }
    }
}
