//! The convention: members bind themselves, watch each other and pay for breaches.
//!
//! ```text
//! in force  iff  sum_members v_i >= quorum sum_all v_i, and at least one member        v_i = c_i^voice
//! binds i and j when both are members and it is in force
//! a defection is detected with probability detection, a cooperation accused with probability wrongful; then
//!   i pays f_i = fine min(1 + escalation offences_i, cap)
//!   j gets compensation f_i, the treasury the rest
//!   the members are billed enforcement f_i in proportion to c^burden
//!   offences_i <- (1 - forgiveness) offences_i + (times caught this round) / degree
//! each bound encounter costs depth x sovereignty_i
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
//!
//! Source: deterrence needs detection x fine above the net temptation (Becker 1968, J. Political Economy 76:169);
//! graduated sanctions: Ostrom (1990), Governing the Commons, ch. 3; depth against breadth: Downs, Rocke & Barsoom (1996),
//! Int. Org. 50:379. Assumed: offences fade before the round's new ones are added; the quorum is compared with a slack of
//! 1e-12 of all voice; an offence found unjustly weighs like a just one.
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

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::{NonNegative, Probability};

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
        member.contains(&true) && held >= (self.quorum.get() - 1e-12) * all
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
    /// Each agent joins or leaves by imitation; at the start one in two belongs.
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
