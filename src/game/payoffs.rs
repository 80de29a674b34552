//! What two choose in one encounter, and what either is paid.

/// One side's choice in an encounter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Action {
    /// Share threat information, keep restraint, help in an incident.
    #[default]
    Cooperate = 0,
    /// Intrude, withhold, exploit.
    Defect = 1,
}

impl Action {
    /// Cooperate if `true`.
    #[inline]
    pub fn cooperate_if(yes: bool) -> Self {
        if yes { Self::Cooperate } else { Self::Defect }
    }

    /// Is it cooperation?
    #[inline]
    pub fn cooperates(self) -> bool {
        self == Self::Cooperate
    }
}

/// The place of an outcome in tables ordered CC, CD, DC, DD: own action first, then the partner's.
#[inline]
pub fn outcome(own: Action, partner: Action) -> usize {
    own as usize * 2 + partner as usize
}

/// One side's payoffs in an encounter, in the order CC, CD, DC, DD of (own, partner's) actions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Payoffs(pub [f64; 4]);

impl Payoffs {
    /// From the usual letters.
    pub const fn new(reward: f64, sucker: f64, temptation: f64, punishment: f64) -> Self {
        Self([reward, sucker, temptation, punishment])
    }

    /// R: both cooperate.
    #[inline]
    pub fn reward(&self) -> f64 {
        self.0[0]
    }

    /// S: one cooperates alone.
    #[inline]
    pub fn sucker(&self) -> f64 {
        self.0[1]
    }

    /// T: one defects on a cooperator.
    #[inline]
    pub fn temptation(&self) -> f64 {
        self.0[2]
    }

    /// P: both defect.
    #[inline]
    pub fn punishment(&self) -> f64 {
        self.0[3]
    }

    /// The payoff at an outcome.
    #[inline]
    pub fn at(&self, own: Action, partner: Action) -> f64 {
        self.0[outcome(own, partner)]
    }

    /// Utility of a side that weighs its partner's payoff by `concern` (model section 4): U = u + concern u_partner.
    ///
    /// ```
    /// use comity::game::Payoffs;
    /// let prisoners = Payoffs::new(3.0, 0.0, 5.0, 1.0);
    /// // with concern 1/2 towards a partner in the same game: R 4.5, S 2.5, T 5, P 1.5
    /// assert_eq!(prisoners.with_concern(0.5, &prisoners), Payoffs::new(4.5, 2.5, 5.0, 1.5));
    /// ```
    #[inline]
    pub fn with_concern(&self, concern: f64, partner: &Self) -> Self {
        let [r, s, t, p] = self.0;
        let [r_j, s_j, t_j, p_j] = partner.0;
        Self([r + concern * r_j, s + concern * t_j, t + concern * s_j, p + concern * p_j])
    }
}
