//! How large an expected fine must be for cooperation to pay in a game played once.
//!
//! ```text
//! (detection - wrongful) fine >= T - R      cooperation is a best reply to cooperation
//! (detection - wrongful) fine >= P - S      ... to defection
//! the larger of the two                     ... whatever the partner does
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | detection | a defection is fined | [0, 1] | `detection` |
//! | wrongful | cooperation is fined, wrongly accused | [0, 1] | `wrongful` |
//! | fine | what the fined side pays | >= 0, payoff | result of [`Deterrence::fine`] |
//! | R, S, T, P | payoffs of the side to be deterred | any | `payoffs` |
//!
//! Source: Becker (1968), J. Political Economy 76:169 (expected punishment against the gain); wrongful accusation as in Png (1986),
//! Int. Rev. Law & Economics 6:101: what deters is the difference between the two chances of a fine.
//!
//! ```
//! use comity::exact::thresholds::Deterrence;
//! use comity::game::Preset;
//! let deterrence = Deterrence::of(&Preset::PrisonersDilemma.payoffs());
//! assert_eq!(deterrence, Deterrence { to_cooperator: 2.0, to_defector: 1.0, dominant: 2.0 });
//! assert_eq!(deterrence.fine(0.7, 0.2), Some(4.0)); // 2 / (0.7 - 0.2)
//! ```

use crate::game::Payoffs;

/// The least expected net fines (payoff, at least 0).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deterrence {
    /// That make cooperation a best reply to cooperation: T - R.
    pub to_cooperator: f64,
    /// That make cooperation a best reply to defection: P - S.
    pub to_defector: f64,
    /// That make cooperation best whatever the partner does.
    pub dominant: f64,
}

impl Deterrence {
    /// From the payoffs of the side to be deterred.
    pub fn of(payoffs: &Payoffs) -> Self {
        let [r, s, t, p] = payoffs.0;
        let (greed, fear) = ((t - r).max(0.0), (p - s).max(0.0));
        Self { to_cooperator: greed, to_defector: fear, dominant: greed.max(fear) }
    }

    /// The least fine that makes cooperation dominant; `None` where no fine does, because the innocent are fined as often.
    pub fn fine(&self, detection: f64, wrongful: f64) -> Option<f64> {
        let net = detection - wrongful;
        match self.dominant {
            0.0 => Some(0.0),
            needed => (net > 0.0).then(|| needed / net),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fine_turns_the_game_exactly_there() {
        let (detection, wrongful) = (0.6, 0.1);
        let payoffs = Payoffs::new(3.0, 0.0, 5.0, 1.0);
        let fined = |fine: f64| {
            let [r, s, t, p] = payoffs.0;
            Payoffs::new(r - wrongful * fine, s - wrongful * fine, t - detection * fine, p - detection * fine)
        };
        let fine = Deterrence::of(&payoffs).fine(detection, wrongful).unwrap();
        assert!(Deterrence::of(&fined(fine)).dominant < 1e-12 && Deterrence::of(&fined(fine - 0.01)).dominant > 0.004);
    }

    #[test]
    fn no_fine_deters_where_the_innocent_are_fined_as_often() {
        let deterrence = Deterrence::of(&Payoffs::new(3.0, 0.0, 5.0, 1.0));
        assert_eq!(deterrence.fine(0.3, 0.3), None);
        assert_eq!(Deterrence::of(&Payoffs::new(4.0, 2.0, 3.0, 1.0)).fine(0.0, 0.0), Some(0.0), "harmony");
    }
}
