//! The convention: members bind themselves, watch each other and pay for breaches.
//!
//! ```text
//! in force  iff  sum_members v_i >= quorum sum_all v_i, and at least max(1, minimum) members
//!                v_i = c_i^voice, voice its own or that of `mechanisms`
//! binds i and j when both are members and it is in force
//! a defection is detected with probability detection, a cooperation accused with probability wrongful; then
//!   i pays f_i = fine min(1 + escalation offences_i, cap)
//!   j gets compensation f_i, the treasury the rest
//!   the members are billed enforcement f_i in proportion to c^burden
//!   offences_i <- (1 - forgiveness) offences_i + (times caught this round) / degree
//! each bound encounter costs depth x (sovereignty_i + |theta_i - position| / 2), the second term only with a position
//! a member with sovereignty above 0 opts out of a share opt_out of depth, of verification and of compensation to it
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | quorum | share of voice that brings it into force | [0, 1] | [`Convention::quorum`] |
//! | fine | fine of a first offence | payoff, >= 0 | [`Convention::fine`] |
//! | detection, wrongful | rates of just and unjust findings | [0, 1] | [`Convention::detection`], [`Convention::wrongful`] |
//! | escalation, cap, forgiveness | graduated sanctions | >= 0, >= 0, [0, 1] | the fields of the same names |
//! | compensation | share of the fine that goes to the partner | [0, 1] | [`Convention::compensation`] |
//! | enforcement | cost of enforcing per unit of fine | >= 0 | [`Convention::enforcement`] |
//! | verification | share of reading errors removed between the bound | [0, 1] | [`Convention::verification`] |
//! | depth | control handed over, priced by each one's sovereignty | >= 0 | [`Convention::depth`] |
//! | minimum | least number of members | 0, 1, 2, ... | [`Convention::minimum`] |
//! | position | ideology that it is written in | [-1, 1] | [`Convention::position`] |
//! | opt_out | share that sovereign members leave out | [0, 1] | [`Convention::opt_out`] |
//!
//! How agents join and leave by what they expect to gain: [`crate::mechanism::joining`].
//!
//! Source: deterrence needs detection x fine above the net temptation (Becker 1968, J. Political Economy 76:169);
//! graduated sanctions: Ostrom (1990), Governing the Commons, ch. 3; depth against breadth: Downs, Rocke & Barsoom (1996),
//! Int. Org. 50:379; minimum participation: Carraro, Marchiori & Oreffice (2009), Environ. Resour. Econ. 42:411; building
//! out from the like-minded: Downs, Rocke & Barsoom (1998), Int. Org. 52:397. Assumed: offences fade before the round's new
//! ones are added; the quorum is compared with a slack of 1e-12 of all voice; an offence found unjustly weighs like a just
//! one; every member with sovereignty above 0 uses the opt-out.
//!
//! ```
//! use comity::mechanism::Convention;
//! let convention = Convention::default(); // fine 1, escalation 0.5, cap 3, detection 0.7, wrongful 0
//! assert_eq!(convention.fine_of(0.0), 1.0);
//! assert_eq!(convention.fine_of(2.0), 2.0);
//! assert_eq!(convention.fine_of(9.0), 3.0);
//! assert_eq!(convention.expected_fine(2.0), 1.4);
//! ```

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU32;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::{Finite, NonNegative, Probability};

/// A convention: `[mechanisms.convention]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Convention {
    /// Is it on?
    pub enabled: bool,
    /// Who belongs: everyone, those who choose to, or a list.
    pub members: Members,
    /// Share of all voice that the members must hold for it to be in force (0 to 1).
    pub quorum: Probability,
    /// Fine of a first offence (payoff, at least 0).
    pub fine: NonNegative,
    /// Probability that a defection is detected (0 to 1).
    pub detection: Probability,
    /// Probability that cooperation is wrongly accused (0 to 1).
    pub wrongful: Probability,
    /// How much each remembered offence adds to the fine (share of the fine, at least 0).
    pub escalation: NonNegative,
    /// The largest fine (multiple of the fine, at least 0).
    pub cap: NonNegative,
    /// Share of the remembered offences that fades each round (0 to 1).
    pub forgiveness: Probability,
    /// Share of the fine paid to the partner (0 to 1); the rest leaves the game.
    pub compensation: Probability,
    /// Cost of enforcement, billed to the members (share of the fine, at least 0).
    pub enforcement: NonNegative,
    /// Share of the reading errors between bound states that verification removes (0 to 1).
    pub verification: Probability,
    /// Control handed over; each bound encounter costs depth x sovereignty (at least 0).
    pub depth: NonNegative,
    /// Probability of a spontaneous change of membership at each update (0 to 1); voluntary conventions only.
    pub innovation: Probability,
    /// How agents join and leave a voluntary convention (usually "imitation").
    #[serde(skip_serializing_if = "is_default")]
    pub joining: Joining,
    /// Rounds between revisions of membership with joining = "gain" (at least 1; usually 25); each time one agent in two
    /// revises.
    #[serde(skip_serializing_if = "is_usual")]
    pub revise: NonZeroU32,
    /// Minimum participation: the least number of members for it to be in force, besides the quorum (usually 0).
    #[serde(skip_serializing_if = "is_default")]
    pub minimum: u32,
    /// Whom it admits where agents join by gain (usually "open").
    #[serde(skip_serializing_if = "is_default")]
    pub admission: Admission,
    /// Ideology that it is written in (-1 to 1); once set, members pay for their distance from it, as for sovereignty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Finite>,
    /// Share of depth that members with sovereignty opt out of, and of verification and compensation they forgo (0 to 1;
    /// usually 0).
    #[serde(skip_serializing_if = "is_nothing")]
    pub opt_out: Probability,
    /// Share of the members' gains that may be paid to members who would lose by staying (0 to 1; usually 0); joining by
    /// gain only.
    #[serde(skip_serializing_if = "is_nothing")]
    pub transfers: Probability,
    /// Exponent of the voice weights capability^voice in its own quorum (0: one state one vote; usually as `mechanisms.voice`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<Finite>,
}

/// Rounds between revisions, unless said otherwise.
const REVISE: NonZeroU32 = NonZeroU32::MIN.saturating_add(24);

// What is as usual is not written out, so that a world keeps the identity it had before there was such a key.

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn is_usual(revise: &NonZeroU32) -> bool {
    *revise == REVISE
}

fn is_nothing(share: &Probability) -> bool {
    share.get() == 0.0
}

/// How agents join and leave a voluntary convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Joining {
    /// By imitating the membership of others who earn more, when they learn.
    #[default]
    Imitation,
    /// By what they expect to gain as members, at revisions of their own.
    Gain,
}

/// Whom a convention admits.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Admission {
    /// Whoever wants to; at the start one in two belongs.
    #[default]
    Open,
    /// The nearest to its position first, then those in a circle that widens.
    Sequential(Sequential),
}

/// A convention that grows out from the like-minded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sequential {
    /// Founders: the agents nearest in ideology to the position at the start (at least 1).
    pub start: NonZeroU32,
    /// How much the circle of those admitted widens at each revision (ideology, at least 0).
    pub width: NonNegative,
}

impl Default for Convention {
    fn default() -> Self {
        Self {
            enabled: true,
            members: Members::Universal,
            quorum: Probability::constant(0.5),
            fine: NonNegative::constant(1.0),
            detection: Probability::constant(0.7),
            wrongful: Probability::constant(0.0),
            escalation: NonNegative::constant(0.5),
            cap: NonNegative::constant(3.0),
            forgiveness: Probability::constant(0.05),
            compensation: Probability::constant(0.5),
            enforcement: NonNegative::constant(0.0),
            verification: Probability::constant(0.5),
            depth: NonNegative::constant(0.0),
            innovation: Probability::constant(0.02),
            joining: Joining::Imitation,
            revise: REVISE,
            minimum: 0,
            admission: Admission::Open,
            position: None,
            opt_out: Probability::constant(0.0),
            transfers: Probability::constant(0.0),
            voice: None,
        }
    }
}

impl Convention {
    /// The fine of an agent with that many remembered offences (payoff).
    #[inline]
    pub fn fine_of(&self, offences: f64) -> f64 {
        self.fine.get() * (1.0 + self.escalation.get() * offences).min(self.cap.get())
    }

    /// What defecting rather than cooperating costs in expectation, given the fine one would pay (payoff).
    #[inline]
    pub fn expected_fine(&self, fine: f64) -> f64 {
        (self.detection.get() - self.wrongful.get()) * fine
    }

    /// Is it in force, given who belongs and everyone's voice?
    pub fn in_force(&self, member: &[bool], voice: &[f64]) -> bool {
        let all: f64 = voice.iter().sum();
        let held: f64 = member.iter().zip(voice).filter_map(|(&member, &v)| member.then_some(v)).sum();
        self.suffices(held, all, member.iter().filter(|&&member| member).count())
    }

    /// Do so many members, who hold so much of all voice, bring it into force?
    #[inline]
    pub fn suffices(&self, held: f64, all: f64, members: usize) -> bool {
        members >= (self.minimum as usize).max(1) && held >= (self.quorum.get() - 1e-12) * all
    }

    /// May agents join and leave it?
    pub fn is_voluntary(&self) -> bool {
        self.members == Members::Voluntary
    }

    /// The share of its terms that a member does not opt out of.
    #[inline]
    pub fn kept(&self, sovereignty: f64) -> f64 {
        if sovereignty > 0.0 { 1.0 - self.opt_out.get() } else { 1.0 }
    }

    /// What each bound encounter costs a member in control handed over (payoff).
    #[inline]
    pub fn toll(&self, sovereignty: f64, ideology: f64) -> f64 {
        let away = self.position.map_or(0.0, |position| (ideology - position.get()).abs() / 2.0);
        self.depth.get() * (sovereignty + away) * self.kept(sovereignty)
    }

    /// Offences after a round in which the agent was caught `caught` times in `degree` encounters.
    #[inline]
    pub fn offences_after(&self, offences: f64, caught: u32, degree: u32) -> f64 {
        (1.0 - self.forgiveness.get()) * offences + f64::from(caught) / f64::from(degree)
    }
}

/// Who belongs to a convention: `"universal"`, `"voluntary"`, or a list of names of groups.
#[derive(Debug, Clone, PartialEq)]
pub enum Members {
    /// Everyone.
    Universal,
    /// Each agent joins or leaves, by imitation or by gain; at the start one in two belongs.
    Voluntary,
    /// The named groups.
    Named(Vec<String>),
}

impl Serialize for Members {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Universal => serializer.serialize_str("universal"),
            Self::Voluntary => serializer.serialize_str("voluntary"),
            Self::Named(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"universal\", \"voluntary\" or a list of names of groups")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Members, E> {
                match text {
                    "universal" => Ok(Members::Universal),
                    "voluntary" => Ok(Members::Voluntary),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Members, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                Ok(Members::Named(names))
            }
        }
        deserializer.deserialize_any(MembersVisitor)
    }
}

impl JsonSchema for Members {
    fn schema_name() -> Cow<'static, str> {
        "Members".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "enum": ["universal", "voluntary"] },
            { "type": "array", "items": { "type": "string" } },
        ]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quorum_counts_voice_not_heads() {
        let convention = Convention { quorum: Probability::constant(0.6), ..Convention::default() };
        let member = [true, false, false];
        assert!(!convention.in_force(&member, &[1.0, 1.0, 1.0]));
        assert!(convention.in_force(&member, &[0.9, 0.2, 0.2]));
        assert!(convention.in_force(&[true, true, true], &[0.1, 0.2, 0.3]));
    }

    /// 3 of 5 at quorum 0.6 is in force although 0.6 x 5 is not exactly 3; no members, never.
    #[test]
    fn the_quorum_has_slack_for_rounding_but_needs_a_member() {
        let convention = Convention { quorum: Probability::constant(0.6), ..Convention::default() };
        assert!(convention.in_force(&[true, true, true, false, false], &[0.1; 5]));
        let anyone = Convention { quorum: Probability::constant(0.0), ..Convention::default() };
        assert!(!anyone.in_force(&[false, false], &[1.0, 1.0]));
        assert!(anyone.in_force(&[true, false], &[1.0, 1.0]));
    }

    #[test]
    fn minimum_participation_counts_heads_besides_the_quorum() {
        let convention = Convention { minimum: 2, ..Convention::default() };
        assert!(!convention.in_force(&[true, false, false], &[1.0, 0.1, 0.1]));
        assert!(convention.in_force(&[true, true, false], &[1.0, 0.1, 0.1]));
        assert!(!convention.in_force(&[false, true, true], &[1.0, 0.1, 0.1]), "and not the other way round");
    }

    /// Depth 0.4: sovereignty 0.5 alone costs 0.2; at distance 1 from the position (0.4 x 1.0); with half opted out, half.
    #[test]
    fn what_being_bound_costs() {
        let deep = Convention { depth: NonNegative::constant(0.4), ..Convention::default() };
        assert_eq!((deep.toll(0.5, -0.8), deep.toll(0.0, -0.8)), (0.2, 0.0));
        let placed = Convention { position: Some(Finite::constant(0.5)), ..deep };
        assert!((placed.toll(0.5, -0.5) - 0.4).abs() < 1e-15 && (placed.toll(0.0, 1.0) - 0.1).abs() < 1e-15);
        let clause = Convention { opt_out: Probability::constant(0.5), ..placed };
        assert!((clause.toll(0.5, -0.5) - 0.2).abs() < 1e-15);
        // Who has no sovereignty to defend does not invoke the clause.
        assert!((clause.toll(0.0, 1.0) - 0.1).abs() < 1e-15);
        assert_eq!((clause.kept(0.1), clause.kept(0.0)), (0.5, 1.0));
    }

    #[test]
    fn bargaining_reads_from_words_and_tables_and_is_written_only_where_it_is_unusual() {
        let text =
            "joining = 'gain'\nrevise = 10\nadmission = { sequential = { start = 3, width = 0.1 } }\nposition = 0";
        let read: Convention = toml::from_str(text).unwrap();
        let sequential = Sequential { start: NonZeroU32::MIN.saturating_add(2), width: NonNegative::constant(0.1) };
        assert_eq!((read.joining, read.admission), (Joining::Gain, Admission::Sequential(sequential)));
        assert_eq!(toml::from_str::<Convention>(&toml::to_string(&read).unwrap()).unwrap(), read);
        let written = toml::to_string(&Convention::default()).unwrap();
        for key in ["joining", "revise", "minimum", "admission", "position", "opt_out", "transfers"] {
            assert!(!written.contains(key), "{key}");
        }
    }

    #[test]
    fn offences_fade_and_add_up() {
        let convention = Convention::default();
        assert!((convention.offences_after(2.0, 3, 4) - (0.95 * 2.0 + 0.75)).abs() < 1e-15);
    }

    #[test]
    fn members_read_from_a_word_or_a_list() {
        let members = |text: &str| toml::from_str::<Convention>(text).map(|c| c.members);
        assert_eq!(members("members = \"voluntary\"").unwrap(), Members::Voluntary);
        assert_eq!(members("members = [\"others\"]").unwrap(), Members::Named(vec!["others".into()]));
        assert!(members("members = \"all\"").unwrap_err().to_string().contains("\"universal\""));
    }
}
