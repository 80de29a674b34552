//! How long something lasts that has not always ended when one stops looking: survival with censored times
//! (Kaplan-Meier).
//!
//! ```text
//! S(t)     = prod over event times t_i <= t of (1 - d_i / n_i)
//! Greenwood  v(t) = sum over t_i <= t of d_i / (n_i (n_i - d_i)),   standard error of S(t) = S(t) sqrt(v)
//! interval   S^(exp(+-theta)),  theta = z sqrt(v) / |ln S|     (on ln(-ln S))
//! median     first t with S(t) <= 1/2;  its interval: the t whose interval of S contains 1/2
//! ```
//!
//! | symbol | meaning | range | field |
//! |---|---|---|---|
//! | t_i | time at which something ended, or one was last seen | any | [`Step::time`] |
//! | n_i | those still there, or last seen there, just before it | >= 1 | [`Step::at_risk`] |
//! | d_i | those that ended at it | 0 to n_i | [`Step::events`] |
//! | S | share that lasts longer | [0, 1] | [`Step::survival`] |
//! | z | 97.5% point of the normal distribution | 1.96 | [`super::interval::Z95`] |
//!
//! Source: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53:457; Greenwood (1926); the interval on ln(-ln S): Kalbfleisch
//! & Prentice (1980), The Statistical Analysis of Failure Time Data; the median's: Brookmeyer & Crowley (1982),
//! Biometrics 38:29.
//!
//! Assumed where the source is silent: one that is censored at the time of an event was still there at it; where S = 0,
//! and before the first event, there is no interval.
//!
//! ```
//! use comity::statistics::survival::kaplan_meier;
//! let steps = kaplan_meier(&[(1.0, true), (2.0, false), (3.0, true), (4.0, false)]);
//! assert_eq!(steps.len(), 4); // to the last time at which anyone was seen
//! assert_eq!((steps[0].survival, steps[2].survival, steps[3].survival), (0.75, 0.375, 0.375)); // 3/4, then 1 of the 2 left
//! ```

use super::interval::Z95;

/// One step of the curve: a time at which something ended, or at which some were seen for the last time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// How many were still there just before it.
    pub at_risk: u32,
    /// How many ended at it.
    pub events: u32,
    /// Share that lasts longer.
    pub survival: f64,
    /// Lower end of its 95% interval; NaN where the share is 0, and before the first event.
    pub low: f64,
    /// Upper end of its 95% interval; NaN where the share is 0, and before the first event.
    pub high: f64,
    /// How many were there at it and were not followed any longer (censored).
    pub censored: u32,
}

/// The survival curve of `durations`: each a time, and whether it ended then (else it was only watched until then,
/// censored).
///
/// Times may come in any order; missing ones (NaN) are left out. Steps are in order of time, up to the last time at which anyone was
/// seen; one without an event says how many were censored then.
pub fn kaplan_meier(durations: &[(f64, bool)]) -> Vec<Step> {
    let mut sorted: Vec<(f64, bool)> = durations.iter().copied().filter(|(time, _)| !time.is_nan()).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut steps, mut at_risk, mut survival, mut variance) = (Vec::new(), sorted.len() as u32, 1.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let events = group.iter().filter(|(_, event)| *event).count() as u32;
        if events > 0 {
            let (n, d) = (f64::from(at_risk), f64::from(events));
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
        }
        let (low, high) = interval(survival, variance);
        let censored = group.len() as u32 - events;
        steps.push(Step { time: group[0].0, at_risk, events, survival, low, high, censored });
        at_risk -= group.len() as u32;
    }
    steps
}

/// The interval of a share on ln(-ln S), from Greenwood's sum.
fn interval(survival: f64, variance: f64) -> (f64, f64) {
    if survival <= 0.0 || variance == 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let log = libm::log(survival);
    let theta = Z95 * variance.sqrt() / -log;
    (libm::exp(log * libm::exp(theta)), libm::exp(log * libm::exp(-theta)))
}

/// The time that half outlast, with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// First time at which at most half last longer; none if more than half were still there at the end.
    pub time: Option<f64>,
    /// Lower end: first time whose interval of S reaches down to 1/2; none if there is no such time.
    pub low: Option<f64>,
    /// Upper end: first time whose interval lies wholly below 1/2; none if there is no such time.
    pub high: Option<f64>,
}

/// The median survival time of a curve.
///
/// ```
/// use comity::statistics::survival::{kaplan_meier, median};
/// let curve = kaplan_meier(&[(1.0, true), (2.0, true), (3.0, true), (4.0, false)]);
/// assert_eq!(median(&curve).time, Some(2.0)); // 3/4, 1/2
/// ```
pub fn median(steps: &[Step]) -> Median {
    // Rounding must not turn a share of exactly a half into more.
    let first = |below: &dyn Fn(&Step) -> bool| steps.iter().find(|step| below(step)).map(|step| step.time);
    let half = 0.5 + 1e-12;
    Median {
        time: first(&|step| step.survival <= half),
        low: first(&|step| step.low <= half),
        // Where nobody is left the interval is missing, and no upper end either.
        high: first(&|step| step.high <= half),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks of remission of the 21 patients on 6-mercaptopurine, Freireich et al. (1963), Blood 21:699; + is censored:
    /// 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+.
    fn remission() -> Vec<(f64, bool)> {
        let events = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (f64::from(week), true));
        let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (f64::from(week), false));
        [&events[..], &censored[..]].concat()
    }

    /// The curve as in Kalbfleisch & Prentice and in every textbook since, to three digits.
    #[test]
    fn remission_times_agree_with_the_published_curve() {
        let steps = kaplan_meier(&remission());
        let expected = [
            (6.0, 21, 3, 0.857),
            (7.0, 17, 1, 0.807),
            (10.0, 15, 1, 0.753),
            (13.0, 12, 1, 0.690),
            (16.0, 11, 1, 0.627),
            (22.0, 7, 1, 0.538),
            (23.0, 6, 1, 0.448),
        ];
        let falls: Vec<&Step> = steps.iter().filter(|step| step.events > 0).collect();
        assert_eq!(falls.len(), expected.len());
        // To the end of follow-up, the last patients censored: 32+ 32+ 34+ 35+.
        let last = |step: &Step| (step.time, step.at_risk, step.events, step.censored);
        assert_eq!(
            steps[steps.len() - 3..].iter().map(last).collect::<Vec<_>>(),
            [(32.0, 4, 0, 2), (34.0, 2, 0, 1), (35.0, 1, 0, 1)]
        );
        assert_eq!(steps.iter().map(|step| step.events + step.censored).sum::<u32>(), 21);
        for (step, (time, at_risk, events, survival)) in falls.iter().zip(expected) {
            assert_eq!((step.time, step.at_risk, step.events), (time, at_risk, events));
            assert!((step.survival - survival).abs() < 5e-4, "{step:?}");
        }
        // By hand at week 6: v = 3/(21 x 18); standard error 0.0764 as published.
        let v = 3.0 / (21.0 * 18.0_f64);
        assert!((steps[0].survival * v.sqrt() - 0.0764).abs() < 5e-5);
        let theta = Z95 * v.sqrt() / -libm::log(18.0 / 21.0);
        assert!((libm::log(-libm::log(steps[0].low)) - libm::log(-libm::log(18.0 / 21.0)) - theta).abs() < 1e-12);
        // With ln(-ln S), as R's survfit gives it with conf.type = "log-log": 0.620 to 0.952 at week 6.
        assert!((steps[0].low - 0.620).abs() < 5e-4 && (steps[0].high - 0.952).abs() < 5e-4, "{:?}", steps[0]);
        let found = median(&steps);
        assert_eq!((found.time, found.low, found.high), (Some(23.0), Some(13.0), None));
    }

    /// Without censoring S is the share that lasts longer; when all have ended there is no interval.
    #[test]
    fn without_censoring_it_counts() {
        let steps = kaplan_meier(&[(3.0, true), (1.0, true), (f64::NAN, true), (2.0, true), (2.0, true)]);
        let of = |step: &Step| (step.time, step.at_risk, step.events, step.survival);
        assert_eq!(steps.iter().map(of).collect::<Vec<_>>(), [(1.0, 4, 1, 0.75), (2.0, 3, 2, 0.25), (3.0, 1, 1, 0.0)]);
        assert!(steps[2].low.is_nan() && steps[2].high.is_nan());
        assert_eq!(median(&steps).time, Some(2.0));
    }

    #[test]
    fn nothing_that_ends_stays_at_one_to_the_end_of_follow_up() {
        assert!(kaplan_meier(&[]).is_empty());
        let [step] = kaplan_meier(&[(5.0, false); 3])[..] else { panic!("one time") };
        assert_eq!((step.time, step.at_risk, step.events, step.censored, step.survival), (5.0, 3, 0, 3, 1.0));
        assert!(step.low.is_nan());
        assert_eq!(median(&[]), Median { time: None, low: None, high: None });
    }

    /// Everyone censored at the time of an event was still at risk at it.
    #[test]
    fn ties_count_the_censored_as_at_risk() {
        let steps = kaplan_meier(&[(2.0, false), (2.0, true), (1.0, false)]);
        assert_eq!((steps[0].at_risk, steps[0].censored, steps[0].survival), (3, 1, 1.0));
        assert_eq!((steps[1].at_risk, steps[1].censored, steps[1].survival), (2, 1, 0.5));
    }
}
