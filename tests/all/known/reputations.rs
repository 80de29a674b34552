//! Public reputation under social norms.

use comity::exact::reputation::{ImageScoring, Norm};
use serde_json::Value;

use super::figures::{case, close, number};

/// Holds a number that may be absent, `null` in a figure.
#[track_caller]
fn close_or_none(found: Option<f64>, expected: &Value, tolerance: f64, what: &str) {
    match found {
        Some(found) => close(found, number(expected), tolerance, what),
        None => assert!(expected.is_null(), "{what}: expected {expected}, found none"),
    }
}

#[test]
fn r01_leading_eight() {
    let case = case("R01");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in case["expected"].as_array().unwrap() {
        let text = format!("{} {}", row["assessment"].as_str().unwrap(), row["action"].as_str().unwrap());
        let state = text.parse::<Norm>().unwrap().stationary(number(&row["e"]), number(&row["a"]));
        let what = format!("{} at e {}, a {}", row["norm"], row["e"], row["a"]);
        let (defector, cooperator) = (&row["ALLD_mutant"], &row["ALLC_mutant"]);
        for (found, expected) in [
            (state.good, &row["good_share"]),
            (state.cooperation, &row["cooperation"]),
            (state.defector.good, &defector["good"]),
            (state.defector.receives, &defector["receives"]),
            (state.cooperator.good, &cooperator["good"]),
            (state.cooperator.gives, &cooperator["gives"]),
            (state.cooperator.receives, &cooperator["receives"]),
        ] {
            close(found, number(expected), tolerance, &what);
        }
        close_or_none(state.least_ratio(), &row["min_b_over_c_against_ALLD"], tolerance, &what);
        close_or_none(state.greatest_ratio(), &row["max_b_over_c_against_ALLC"], tolerance, &what);
    }
}

#[test]
fn r03_image_scoring() {
    let case = case("R03");
    let tolerance = number(&case["tolerance"]["abs_if_exact"]);
    for row in case["expected"].as_array().unwrap() {
        let (benefit, cost, known) = (number(&row["b"]), number(&row["c"]), number(&row["q"]));
        let game = ImageScoring { benefit, cost, known };
        let what = format!("b {benefit}, c {cost}, q {known}");
        let (resident, mutant) = game.payoffs();
        close(resident, number(&row["resident"]), tolerance, &what);
        close(mutant, number(&row["ALLD_mutant"]), tolerance, &what);
        close(game.least_known(), number(&row["q_star"]), tolerance, &what);
        assert_eq!(game.resists(), row["resists"].as_bool().unwrap(), "{what}");
        close_or_none(game.least_share(), &row["min_initial_fraction_of_discriminators"], tolerance, &what);
    }
}

/// Simulated worlds against exact figures.
///
/// A standard error is that of the mean over replicates, each replicate a window mean, so that rounds may depend on one
/// another. Judged at 4 of them; the size that the figures ask for, 0.005, is checked too.
mod simulated {
    use serde_json::Value;

    use crate::known::figures::{case, close, number};
    use comity::batch::Plan;
    use comity::batch::plan::Job;
    use comity::config::document::Document;
    use comity::statistics::interval::mean_and_error;
    use comity::trust::reputation::{NORMS, NormChoice, Tables};
    use comity::world::{Streams, World, play};

    /// Replicates, rounds skipped, and rounds judged.
    type Sample = [u32; 3];

    /// A donation game without any noise but that of `[reputation]`, in which one group of agents meets another, if
    /// there is one.
    fn world(groups: &[(u32, &str)], [b, c]: [f64; 2], reputation: &str) -> Job {
        let mut text = format!(
            "name = 'test'\n[game.matrix]\nR = {}\nS = {}\nT = {b}\nP = 0\n\
             [noise]\nslip = 0\nmiss = 0\nfalse_alarm = 0\n[trust]\nrule = 'fixed'\n[reputation]\n{reputation}\n",
            b - c,
            -c
        );
        for (count, strategy) in groups {
            text += &format!(
                "[[agents]]\nname = '{strategy}'\npower = 'weak'\ncount = {count}\nstrategies = {{ {strategy} = 1 }}\n"
            );
        }
        let document = Document::parse("test.toml", &text).unwrap();
        Plan::new(document, false).unwrap().job(0).unwrap()
    }

    /// The norm and the errors of a row of the figures.
    fn table(row: &Value) -> String {
        format!(
            "norm = {{ assessment = {}, action = {} }}\naction_error = {}\nassessment_error = {}\n",
            row["assessment"], row["action"], row["e"], row["a"]
        )
    }

    /// Window means of two measures of the world after each round, one per replicate.
    fn means(
        job: &Job,
        [replicates, skipped, window]: Sample,
        measure: impl Fn(&Job, &World) -> [f64; 2],
    ) -> [Vec<f64>; 2] {
        let mut found = [Vec::new(), Vec::new()];
        for replicate in 0..replicates {
            let mut world = World::new(&job.rules, &job.key, replicate);
            let mut streams = Streams::new(&job.key, replicate);
            let mut sums = [0.0; 2];
            for round in 1..=skipped + window {
                play(&job.rules, &mut world, &mut streams, round);
                if round > skipped {
                    let values = measure(job, &world);
                    sums = [sums[0] + values[0], sums[1] + values[1]];
                }
            }
            found[0].push(sums[0] / f64::from(window));
            found[1].push(sums[1] / f64::from(window));
        }
        found
    }

    #[track_caller]
    fn within_four_sigma(values: &[f64], exact: f64, what: &str) {
        let (mean, error, _) = mean_and_error(values);
        assert!(error > 0.0 && error <= 0.005, "{what}: standard error {error}");
        assert!((mean - exact).abs() < 4.0 * error, "{what}: {mean} +- {error}, exact {exact}");
    }

    fn share(flags: impl ExactSizeIterator<Item = bool>) -> f64 {
        let all = flags.len() as f64;
        flags.filter(|&flag| flag).count() as f64 / all
    }

    /// Share of good names, and of cooperation.
    fn good_and_cooperation(_: &Job, world: &World) -> [f64; 2] {
        [share(world.good.iter().copied()), share(world.action.iter().map(|action| action.cooperates()))]
    }

    /// Is the last agent good, and the share of its encounters in which its partner cooperated.
    fn last_good_and_received(job: &Job, world: &World) -> [f64; 2] {
        let meetings = &job.rules.meetings;
        let last = job.rules.agents() - 1;
        // In the complete network the last agent has the upper side of the last pairs.
        let first = meetings.sides() - 2 * meetings.degree[last] as usize;
        assert_eq!(meetings.partner(first), last);
        let received = share(world.action[first..].iter().step_by(2).map(|action| action.cooperates()));
        [f64::from(u8::from(world.good[last])), received]
    }

    fn rows(norms: &[&str]) -> Vec<Value> {
        let figure = case("R01");
        let rows = figure["expected"].as_array().unwrap();
        let wanted: Vec<Value> =
            rows.iter().filter(|row| norms.contains(&row["norm"].as_str().unwrap())).cloned().collect();
        assert_eq!(wanted.len(), 2 * norms.len());
        wanted
    }

    /// The norms of the catalogue are those of the figures, table by table.
    #[test]
    fn norms_have_the_tables_of_the_figures() {
        let figure = case("R01");
        let norms = figure["params"]["norms"].as_object().unwrap();
        assert_eq!(norms.len(), NORMS.len());
        for ((name, tables), named) in norms.iter().zip(NORMS) {
            let text = |place: usize| tables[place].as_str().unwrap().to_owned();
            let written = NormChoice::Tables(Tables { assessment: text(0), action: text(1) }).norm().unwrap();
            assert_eq!(written, named.norm, "{name}, {}", named.name);
        }
    }

    /// Let p_rs be the chance of a good name next with own name r and the partner's s. Where p does not depend on r the
    /// mean share of good names is that of the mean field at any number of agents: the share averaged over partners is
    /// the share itself. Under L1 it does; given the names of a round the next are independent, so that two agents'
    /// names covary by at most 0.05^2 of the variance of a share, 0.06/200, and the mean differs by |p_gb - p_gg| <=
    /// 0.05 times that: below 1e-7. From all good the distance to the mean, 0.07, shrinks by 0.05 a round: below 1e-5
    /// after the rounds skipped.
    ///
    /// n = 50 replicates of 200 agents, 3 rounds skipped and 6 judged.
    #[test]
    fn leading_norms_come_to_the_share_of_good_and_the_cooperation_of_the_figures() {
        for row in rows(&["L1", "L3_simple_standing", "L6_stern_judging"]) {
            let job = world(&[(200, "discriminator")], [2.0, 1.0], &table(&row));
            let name = format!("{} at e = {}, a = {}", row["norm"], row["e"], row["a"]);
            let [good, cooperation] = means(&job, [50, 3, 6], good_and_cooperation);
            within_four_sigma(&good, number(&row["good_share"]), &format!("good, {name}"));
            within_four_sigma(&cooperation, number(&row["cooperation"]), &format!("cooperation, {name}"));
        }
    }

    /// Under image scoring the share of good names g goes on from a round to the next as (1 - e)(1 - 2a) g + a in the
    /// mean: it wanders slowly, and of a start at 1/2 less than 0.3 x 0.971^400 = 1e-5 is left after the rounds
    /// skipped. The mean is the same at any number of agents; a small world shows it with less work. Among
    /// discriminators shunning differs only where someone helps the bad, which nobody does: the same names, agent by
    /// agent.
    ///
    /// n = 100 replicates of 20 agents, 400 rounds skipped, 5,000 and 600 judged.
    #[test]
    fn image_scoring_and_shunning_come_to_the_same_low_share_as_in_the_figures() {
        for ((scoring, shunning), window) in rows(&["image_scoring"]).iter().zip(&rows(&["shunning"])).zip([5_000, 600])
        {
            let job = |row: &Value| world(&[(20, "discriminator")], [2.0, 1.0], &(table(row) + "good = 0.5\n"));
            let name = format!("image scoring at e = {}, a = {}", scoring["e"], scoring["a"]);
            let [good, cooperation] = means(&job(scoring), [100, 400, window], good_and_cooperation);
            within_four_sigma(&good, number(&scoring["good_share"]), &format!("good, {name}"));
            within_four_sigma(&cooperation, number(&scoring["cooperation"]), &format!("cooperation, {name}"));
            let short = |row| means(&job(row), [10, 0, 200], good_and_cooperation);
            assert_eq!(short(scoring), short(shunning), "{name}");
            assert_eq!(scoring["good_share"], shunning["good_share"]);
            assert_eq!(scoring["cooperation"], shunning["cooperation"]);
        }
    }

    /// One agent in 60 that always defects, or always cooperates, is treated as the figures say. It moves the
    /// residents' share of good names by less than 1/59 of |p_g - p_b| <= 0.05, and what it receives by as much: below
    /// 0.001, a fifth of the standard error allowed; nothing where its own name depends on nobody's (image scoring,
    /// shunning).
    ///
    /// n = 100 replicates, 3 rounds skipped, 50 judged.
    #[test]
    fn mutants_receive_what_the_figures_say() {
        let treated = |row: &Value, mutant: &str, key: &str| {
            let job = world(&[(59, "discriminator"), (1, mutant)], [2.0, 1.0], &table(row));
            let [good, received] = means(&job, [100, 3, 50], last_good_and_received);
            let name = format!("{mutant} under {} at e = {}, a = {}", row["norm"], row["e"], row["a"]);
            within_four_sigma(&good, number(&row[key]["good"]), &format!("good, {name}"));
            within_four_sigma(&received, number(&row[key]["receives"]), &name);
        };
        for row in rows(&["L1", "L3_simple_standing", "L6_stern_judging", "image_scoring", "shunning"]) {
            treated(&row, "always-defect", "ALLD_mutant");
        }
        for row in rows(&["L1", "L3_simple_standing", "L6_stern_judging"]) {
            treated(&row, "always-cooperate", "ALLC_mutant");
        }
    }

    /// Payoffs per encounter of the discriminators and of the rest.
    fn payoffs(job: &Job, world: &World, discriminators: usize) -> [f64; 2] {
        let (ours, theirs) = world.income.split_at(discriminators);
        let per = |income: &[f64]| income.iter().sum::<f64>() / income.len() as f64 / (job.rules.agents() - 1) as f64;
        [per(ours), per(theirs)]
    }

    /// The norm under which discriminators keep a good name whether they refuse a defector they know or help one they
    /// do not, and defectors once bad stay bad, also among themselves: L1. (Stern judging would blame the help, image
    /// scoring the refusal, and simple standing would clear defectors who refuse each other.)
    fn r03(q: f64) -> String {
        format!("norm = 'L1'\nknown = {q}\n")
    }

    /// Every agent starts good, and a defector is bad from its first assessment on, with certainty: it met only good
    /// ones. A discriminator among N - 1 meets the one defector in 1 of N - 1 encounters; what that costs, b - c and (1
    /// - q) c, is given back before its payoff is held against that of a population without defectors.
    ///
    /// n = 100 replicates of 50 agents, 1 round skipped, 10 judged; payoffs in units of b.
    #[test]
    fn knowledge_protects_discriminators_as_the_figures_say() {
        for row in case("R03")["expected"].as_array().unwrap() {
            let (b, c, q) = (number(&row["b"]), number(&row["c"]), number(&row["q"]));
            let job = world(&[(49, "discriminator"), (1, "always-defect")], [b, c], &r03(q));
            let name = format!("b = {b}, c = {c}, q = {q}");
            let met = (b - c + (1.0 - q) * c) / 49.0;
            let [resident, defector] = means(&job, [100, 1, 10], |job, world| {
                let [resident, defector] = payoffs(job, world, 49);
                [(resident + met) / b, defector / b]
            });
            within_four_sigma(&resident, number(&row["resident"]) / b, &format!("discriminators, {name}"));
            within_four_sigma(&defector, number(&row["ALLD_mutant"]) / b, &format!("the defector, {name}"));
            let (resident, defector) = (mean_and_error(&resident).0, mean_and_error(&defector).0);
            assert_eq!(row["resists"], resident > defector, "{name}: {resident} {defector}");
        }
    }

    /// At the unstable share x* = c (1 - q)/(q (b - c)) both earn the same, but for meeting oneself less often: of N =
    /// 100 with n = x N discriminators these earn [(n - 1)(b - c) - (N - n)(1 - q) c]/(N - 1), defectors n (1 - q) b/(N
    /// - 1).
    ///
    /// n = 100 replicates of 100 agents, 1 round skipped, 10 judged.
    #[test]
    fn at_the_unstable_share_discriminators_and_defectors_earn_the_same() {
        let (b, c, q, n) = (3.0, 1.0, 0.5, 50);
        let figure = case("R03");
        let row = |row: &&Value| [&row["b"], &row["c"], &row["q"]].map(number) == [b, c, q];
        let row = figure["expected"].as_array().unwrap().iter().find(row).unwrap();
        close(number(&row["min_initial_fraction_of_discriminators"]), 0.5, 1e-9, "x*");
        let job = world(&[(n, "discriminator"), (100 - n, "always-defect")], [b, c], &r03(q));
        let meets = |count: f64| count / 99.0;
        let exact = [meets(49.0) * (b - c) - meets(50.0) * (1.0 - q) * c, meets(50.0) * (1.0 - q) * b];
        close(exact[0] - exact[1], -(b - c) / 99.0, 1e-12, "in the limit they are equal");
        let found = means(&job, [100, 1, 10], |job, world| payoffs(job, world, n as usize));
        for (found, exact) in found.iter().zip(exact) {
            within_four_sigma(found, exact, "at x*");
        }
    }
}
