//! What is expected of repeated matches.

/// What is expected of a match between each two strategies of a repertoire.
#[derive(Debug, Clone, PartialEq)]
pub struct Matches {
    pub(in crate::world) strategies: usize,
    /// Pair by pair, own strategy first.
    pub(in crate::world) outcomes: Vec<[f64; 4]>,
}

impl Matches {
    /// From the shares of the outcomes CC, CD, DC, DD (own action first) of strategy s against t, `play(s, t)`.
    ///
    /// # Errors
    /// The first error of `play`.
    pub fn new<E>(strategies: usize, mut play: impl FnMut(usize, usize) -> Result<[f64; 4], E>) -> Result<Self, E> {
        let mut outcomes = vec![[0.0; 4]; strategies * strategies];
        for s in 0..strategies {
            for t in s..strategies {
                let [cc, cd, dc, dd] = play(s, t)?;
                outcomes[s * strategies + t] = [cc, cd, dc, dd];
                outcomes[t * strategies + s] = [cc, dc, cd, dd];
            }
        }
        Ok(Self { strategies, outcomes })
    }

    /// Shares of the outcomes when strategy `s` meets `t`.
    #[inline]
    pub fn outcomes(&self, s: usize, t: usize) -> &[f64; 4] {
        &self.outcomes[s * self.strategies + t]
    }

    /// Share of the encounters with `t` in which `s` cooperates.
    #[inline]
    pub(in crate::world) fn cooperation(&self, s: usize, t: usize) -> f64 {
        let [cc, cd, ..] = *self.outcomes(s, t);
        cc + cd
    }
}
