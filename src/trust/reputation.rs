//! Public reputation: a social norm says who has a good name, and what one owes to whom.
//!
//! ```text
//! action intended by a donor of name r towards one of name s: p[r, s]     gg, gb, bg, bb
//! new name of the donor after the action X it did:            d[r, X, s]  gCg, gCb, bCg, bCb, gDg, gDb, bDg, bDb
//! P(do C | intend C) = 1 - e,  P(do D | intend D) = 1,  P(the new name is flipped) = a
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | r, s | names at the start of the round: good or bad, the same in everyone's eyes | g, b | `World::good` |
//! | p | action table: 1 to cooperate | 0, 1 | [`Norm::action`] |
//! | d | assessment table: 1 for a good name | 0, 1 | [`Norm::assessment`] |
//! | e | an intended cooperation fails, whoever intends it | [0, 1] | [`Reputation::action_error`] |
//! | a | an assigned name is flipped | [0, 1] | [`Reputation::assessment_error`] |
//! | q | the donor knows the recipient's name; if not, it takes it for good | [0, 1] | [`Reputation::known`] |
//!
//! Everybody is assessed, by what was done; only the strategy `discriminator` goes by names. Each round one encounter
//! of every agent, uniformly drawn, is assessed by the names at the start of the round, and the new names hold from the
//! next round on (to assess them all would need an order among them). An agent whose strategy changes by learning keeps
//! its name. `noise.slip` flips actions after an intended cooperation may have failed; readings of the partner and
//! trust play no part.
//!
//! Source: image scoring: Nowak & Sigmund (1998), Nature 393:573 (knowledge q as in their J. Theor. Biol. 194:561);
//! standing: Panchanathan & Boyd (2003), J. Theor. Biol. 224:115; the leading eight: Ohtsuki & Iwasa (2004), J. Theor.
//! Biol. 231:107, and (2006), 239:435; stern judging: Pacheco, Santos & Chalub (2006), PLoS Comput. Biol. 2:e178. Order
//! of the tables as in Hilbe et al. (2018), PNAS 115:12241.
//!
//! Assumed: there one donor and one recipient are drawn at a time and the donor alone is assessed; here an encounter
//! has two donors and N donors are assessed at once. With g the share of good names and f(g) the chance that the next
//! donor assessed gets a good one, both change g in the mean by f(g) - g, per N steps there and per round here, so that
//! they rest at the same g = f(g) as N grows. Where the new name does not depend on the old one (L3 to L6, image
//! scoring and shunning, if all discriminate), f is linear and the mean of g the same at any N. The assessment goes by
//! the recipient's true name, whether the donor knew it or not.
//!
//! ```
//! use comity::game::Action::{Cooperate, Defect};
//! use comity::trust::reputation::find;
//! let stern = find("stern-judging").unwrap().norm;
//! assert!(stern.assess(true, Defect, false), "to refuse the bad is good");
//! assert!(!stern.assess(true, Cooperate, false), "to help the bad is bad");
//! // e = a = 0.01: a good name for meeting the good with 0.99 x 0.99 + 0.01 x 0.01 = 0.9802, the bad with 0.99.
//! let next = |g: f64| stern.next_good(0.01, 0.01, g, g);
//! assert!((next(1.0) - 0.9802).abs() < 1e-15 && (next(0.0) - 0.99).abs() < 1e-15);
//! // g = 0.9802 g + 0.99 (1 - g) = 50/51
//! assert!((next(50.0 / 51.0) - 50.0 / 51.0).abs() < 1e-15);
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::game::Action;
use crate::units::Probability;

/// The order of an assessment table: the actor's name, its action, the recipient's name.
pub const ASSESSMENTS: [&str; 8] = ["gCg", "gCb", "bCg", "bCb", "gDg", "gDb", "bDg", "bDb"];

/// The order of an action table: one's own name, the recipient's.
pub const ACTIONS: [&str; 4] = ["gg", "gb", "bg", "bb"];

/// Public reputation: `[reputation]`; absent, nobody is assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Reputation {
    /// The norm: a name (`comity list norms`), or `{ assessment = "10100101", action = "1010" }`, 1 for a good name
    /// (after gCg, gCb, bCg, bCb, gDg, gDb, bDg, bDb: actor, action, recipient) and for cooperation (own name,
    /// recipient's: gg, gb, bg, bb).
    pub norm: NormChoice,
    /// Probability that an assigned name is flipped (0 to 1).
    pub assessment_error: Probability,
    /// Probability that an intended cooperation fails, whoever intends it (0 to 1); a defection never fails.
    pub action_error: Probability,
    /// Probability that a donor knows the recipient's name (0 to 1); if not, it takes it for good.
    pub known: Probability,
    /// Share of the agents with a good name at the start, drawn per agent (0 to 1).
    pub good: Probability,
}

impl Default for Reputation {
    fn default() -> Self {
        Self {
            norm: NormChoice::Named("stern-judging".to_owned()),
            assessment_error: Probability::constant(0.0),
            action_error: Probability::constant(0.0),
            known: Probability::constant(1.0),
            good: Probability::constant(1.0),
        }
    }
}

impl Reputation {
    /// P(do C | intend C), before slips.
    pub fn carried_out(&self) -> f64 {
        1.0 - self.action_error.get()
    }
}

/// Which norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a norm in quotes (`comity list norms`), \
    or { assessment = \"10100101\", action = \"1010\" }"
)]
pub enum NormChoice {
    /// By name.
    Named(String),
    /// By its tables.
    Tables(Tables),
}

/// A norm written out in ones and zeros.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// Is the new name good (1) or bad (0) after gCg, gCb, bCg, bCb, gDg, gDb, bDg, bDb: actor's name, its action,
    /// recipient's name?
    pub assessment: String,
    /// Cooperate (1) or defect (0) at gg, gb, bg, bb: own name, recipient's name?
    pub action: String,
}

/// Why a choice is no norm.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NormError {
    /// No norm has this name.
    #[error("unknown norm {0:?}")]
    Unknown(String),
    /// The assessment table is not eight ones and zeros.
    #[error("expected 8 digits, each 0 or 1, for {order}; found {0:?}", order = ASSESSMENTS.join(", "))]
    Assessment(String),
    /// The action table is not four ones and zeros.
    #[error("expected 4 digits, each 0 or 1, for {order}; found {0:?}", order = ACTIONS.join(", "))]
    Action(String),
}

impl NormChoice {
    /// The norm chosen.
    ///
    /// # Errors
    /// Every [`NormError`] found: an unknown name, tables of a wrong length or with other letters than 0 and 1.
    pub fn norm(&self) -> Result<Norm, Vec<NormError>> {
        match self {
            Self::Named(name) => {
                find(name).map(|named| named.norm).ok_or_else(|| vec![NormError::Unknown(name.clone())])
            }
            Self::Tables(Tables { assessment, action }) => match (digits(assessment), digits(action)) {
                (Some(assessment), Some(action)) => Ok(Norm { assessment, action }),
                (no_assessment, no_action) => {
                    let first = no_assessment.is_none().then(|| NormError::Assessment(assessment.clone()));
                    let second = no_action.is_none().then(|| NormError::Action(action.clone()));
                    Err(first.into_iter().chain(second).collect())
                }
            },
        }
    }
}

/// N ones and zeros.
pub(crate) const fn digits<const N: usize>(text: &str) -> Option<[bool; N]> {
    let bytes = text.as_bytes();
    if bytes.len() != N {
        return None;
    }
    let mut table = [false; N];
    let mut place = 0;
    while place < N {
        match bytes[place] {
            b'0' => {}
            b'1' => table[place] = true,
            _ => return None,
        }
        place += 1;
    }
    Some(table)
}

/// A social norm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Norm {
    /// The new name, good or not, in the order of [`ASSESSMENTS`].
    pub assessment: [bool; 8],
    /// Whether to cooperate, in the order of [`ACTIONS`].
    pub action: [bool; 4],
}

impl Norm {
    /// What the norm asks of a donor of a good name or a bad one, towards a recipient of a good name or a bad one.
    #[inline]
    pub fn intends(&self, own_good: bool, recipient_good: bool) -> Action {
        Action::cooperate_if(self.action[2 * usize::from(!own_good) + usize::from(!recipient_good)])
    }

    /// Does an action done towards a recipient of a good name or a bad one earn a good name?
    #[inline]
    pub fn assess(&self, own_good: bool, action: Action, recipient_good: bool) -> bool {
        let place = 4 * usize::from(!action.cooperates()) + 2 * usize::from(!own_good) + usize::from(!recipient_good);
        self.assessment[place]
    }

    /// P(good name next) of one that follows the norm and knows all names, with `own` the probability that its own name
    /// is good and `recipient` that of the recipient's, independent of each other; all arguments in [0, 1].
    pub fn next_good(&self, action_error: f64, assessment_error: f64, own: f64, recipient: f64) -> f64 {
        let mut next = 0.0;
        for (own_good, p) in [(true, own), (false, 1.0 - own)] {
            for (recipient_good, q) in [(true, recipient), (false, 1.0 - recipient)] {
                let intends = self.intends(own_good, recipient_good).cooperates();
                let cooperates = if intends { 1.0 - action_error } else { 0.0 };
                for (action, done) in [(Action::Cooperate, cooperates), (Action::Defect, 1.0 - cooperates)] {
                    let good = self.assess(own_good, action, recipient_good);
                    next += p * q * done * if good { 1.0 - assessment_error } else { assessment_error };
                }
            }
        }
        next
    }
}

/// A norm with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The name used in configs.
    pub name: &'static str,
    /// Other names in the literature; configs may use them too.
    pub aliases: &'static [&'static str],
    /// What it holds for good, in a sentence.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// The norm.
    pub norm: Norm,
}

/// The norm of a name or alias.
pub fn find(name: &str) -> Option<&'static Named> {
    NORMS.iter().find(|norm| norm.name == name || norm.aliases.contains(&name))
}

const fn norm(assessment: &str, action: &str) -> Norm {
    match (digits(assessment), digits(action)) {
        (Some(assessment), Some(action)) => Norm { assessment, action },
        _ => panic!("a norm has 8 and 4 digits"),
    }
}

const LEADING: &str = "the leading eight: Ohtsuki & Iwasa 2004, J. Theor. Biol. 231:107; 2006, 239:435";

/// All named norms.
pub static NORMS: &[Named] = &[
    Named {
        name: "L1",
        aliases: &["leading-eight-1"],
        about: "Standing in which the bad atone by helping anyone, and are asked to.",
        source: LEADING,
        norm: norm("11110100", "1011"),
    },
    Named {
        name: "consistent-standing",
        aliases: &["L2", "leading-eight-2"],
        about: "As L1, but the good who help the bad lose their name.",
        source: LEADING,
        norm: norm("10110100", "1011"),
    },
    Named {
        name: "simple-standing",
        aliases: &["L3", "leading-eight-3", "standing"],
        about: "Only to refuse the good is bad.",
        source: "standing: Panchanathan & Boyd 2003, J. Theor. Biol. 224:115; L3 of Ohtsuki & Iwasa 2004",
        norm: norm("11110101", "1010"),
    },
    Named {
        name: "L4",
        aliases: &["leading-eight-4"],
        about: "To refuse the good is bad, and for the bad also to help the bad.",
        source: LEADING,
        norm: norm("11100101", "1010"),
    },
    Named {
        name: "L5",
        aliases: &["leading-eight-5"],
        about: "To refuse the good is bad, and for the good also to help the bad.",
        source: LEADING,
        norm: norm("10110101", "1010"),
    },
    Named {
        name: "stern-judging",
        aliases: &["L6", "leading-eight-6", "kandori"],
        about: "To help the good and to refuse the bad is good, everything else bad.",
        source: "Pacheco, Santos & Chalub 2006, PLoS Comput. Biol. 2:e178; L6 of Ohtsuki & Iwasa 2004; Kandori 1992",
        norm: norm("10100101", "1010"),
    },
    Named {
        name: "staying",
        aliases: &["L7", "leading-eight-7"],
        about: "To help the good is good, to refuse them bad; who meets the bad keeps its name.",
        source: LEADING,
        norm: norm("11100100", "1010"),
    },
    Named {
        name: "judging",
        aliases: &["L8", "leading-eight-8"],
        about: "As stern judging, but the bad cannot earn a good name by refusing the bad.",
        source: LEADING,
        norm: norm("10100100", "1010"),
    },
    Named {
        name: "image-scoring",
        aliases: &["scoring"],
        about: "To help is good, to refuse is bad, whoever the other is.",
        source: "Nowak & Sigmund 1998, Nature 393:573",
        norm: norm("11110000", "1010"),
    },
    Named {
        name: "shunning",
        aliases: &[],
        about: "Only to help the good is good; who meets the bad gets a bad name.",
        source: "Takahashi & Mashima 2006, J. Theor. Biol. 243:418",
        norm: norm("10100000", "1010"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use Action::{Cooperate, Defect};

    fn of(name: &str) -> Norm {
        find(name).unwrap().norm
    }

    /// Every place of both tables, on a norm whose ones tell the places apart.
    #[test]
    fn tables_are_read_in_the_order_they_are_written() {
        let cases = [
            (true, Cooperate, true),
            (true, Cooperate, false),
            (false, Cooperate, true),
            (false, Cooperate, false),
            (true, Defect, true),
            (true, Defect, false),
            (false, Defect, true),
            (false, Defect, false),
        ];
        for (place, (own, action, recipient)) in cases.into_iter().enumerate() {
            let mut norm = Norm { assessment: [false; 8], action: [false; 4] };
            norm.assessment[place] = true;
            let good = cases.map(|(own, action, recipient)| norm.assess(own, action, recipient));
            assert_eq!(good, norm.assessment);
            let letter = |good: bool| if good { 'g' } else { 'b' };
            let deed = if action.cooperates() { 'C' } else { 'D' };
            assert_eq!(ASSESSMENTS[place], format!("{}{deed}{}", letter(own), letter(recipient)));
        }
        let l1 = of("L1");
        assert_eq!(
            [l1.intends(true, true), l1.intends(true, false), l1.intends(false, true), l1.intends(false, false)],
            [Cooperate, Defect, Cooperate, Cooperate]
        );
    }

    /// What the leading eight share (Ohtsuki & Iwasa 2006): helping the good is good, refusing the good is bad, the
    /// good refuse the bad and keep their name, and whoever meets the good helps.
    #[test]
    fn the_leading_eight_share_what_makes_them_lead() {
        for number in 1..=8 {
            let norm = of(&format!("leading-eight-{number}"));
            assert_eq!(find(&format!("L{number}")).unwrap().norm, norm);
            for own in [true, false] {
                assert!(norm.assess(own, Cooperate, true) && !norm.assess(own, Defect, true), "L{number}");
                assert_eq!(norm.intends(own, true), Cooperate, "L{number}");
            }
            assert!(norm.assess(true, Defect, false), "L{number}");
            assert_eq!(norm.intends(true, false), Defect, "L{number}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> =
            NORMS.iter().flat_map(|norm| std::iter::once(norm.name).chain(norm.aliases.iter().copied())).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_norm_is_chosen_by_name_or_written_out() {
        let read = |text: &str| toml::from_str::<Reputation>(text).unwrap().norm.norm();
        let stern = read("norm = 'stern-judging'").unwrap();
        assert_eq!(read("norm = { assessment = '10100101', action = '1010' }").unwrap(), stern);
        assert_eq!(read("").unwrap(), stern, "the default");
        assert_eq!(read("norm = 'stern'"), Err(vec![NormError::Unknown("stern".to_owned())]));
        let wrong = read("norm = { assessment = '1010010', action = '10x0' }").unwrap_err();
        assert_eq!(wrong, [NormError::Assessment("1010010".to_owned()), NormError::Action("10x0".to_owned())]);
        assert!(wrong[1].to_string().starts_with("expected 4 digits, each 0 or 1, for gg, gb, bg, bb; found \"10x0\""));
    }
}
