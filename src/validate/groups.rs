//! Public goods: what agents earn in groups dealt at random, and how often contributors take over.

use super::check::Check;
use super::subject::{Built, Measure, SILENT, Subject, agents, course};
use super::topic::Topic;
use super::verdict::Judge::{Share, Spread};
use crate::exact::fermi;
use crate::exact::groups::{PublicGoods, Role};
use crate::exact::moran::{self, Fitness};
use crate::exact::well_mixed::Mutation;

const GAME: PublicGoods = PublicGoods {
    multiplier: 3.0,
    loner: 0.5,
    fine: 1.0,
    punish_cost: 0.3,
    pool_fine: 0.7,
    pool_cost: 0.4,
    ..PublicGoods::linear(5)
};

fn game(game: &PublicGoods) -> String {
    let PublicGoods { group, multiplier, contribution, loner, fine, punish_cost, pool_fine, pool_cost } = game;
    format!(
        "[game.public-goods]\ngroup = {group}\nmultiplier = {multiplier}\ncost = {contribution}\nloner = {loner}\n\
         peer = {{ fine = {fine}, cost = {punish_cost} }}\npool = {{ fine = {pool_fine}, cost = {pool_cost} }}\n"
    )
}

/// Realised payoffs of two roles, and fixation of contributors.
pub(super) fn checks() -> Built<Vec<Check>> {
    let mut checks = payoffs()?;
    checks.extend(takeovers()?);
    Ok(checks)
}

fn payoffs() -> Built<Vec<Check>> {
    use Role::{Contributor, Defector, Loner, PeerPunisher, PoolPunisher};
    let pairs = [
        (Contributor, 8, Defector, 12),
        (Contributor, 4, Loner, 16),
        (Defector, 5, Loner, 15),
        (PeerPunisher, 6, Defector, 14),
        (PeerPunisher, 10, Loner, 10),
        (PoolPunisher, 9, Defector, 11),
    ];
    let mut checks = Vec::new();
    for (first, many, second, others) in pairs {
        let mut counts = [0; 5];
        counts[first as usize] = many;
        counts[second as usize] = others;
        let text = course(100, 100)
            + SILENT
            + &agents("strong", many, first.strategy())
            + &agents("weak", others, second.strategy())
            + &game(&GAME);
        let measures = ["payoff_strong", "payoff_weak"].map(Measure::Mean);
        let case = format!("{many} {}, {others} {}, in groups of 5", first.strategy(), second.strategy());
        checks.push(
            Check::new(Topic::Groups, case, 800, Subject::world(text, &measures))
                .is(format!("payoff of {}", first.strategy()), GAME.expected(first, &counts)?, Spread)
                .is(format!("payoff of {}", second.strategy()), GAME.expected(second, &counts)?, Spread),
        );
    }
    Ok(checks)
}

fn takeovers() -> Built<Vec<Check>> {
    let n = 20;
    let mut checks = Vec::new();
    for (multiplier, k) in [(3.0, 5), (8.0, 2)] {
        let goods = PublicGoods { multiplier, ..PublicGoods::linear(5) };
        let of = |role, k| goods.expected(role, &[k, n - k, 0, 0, 0]).unwrap_or(f64::NAN);
        let payoffs = |k| (of(Role::Contributor, k), of(Role::Defector, k));
        let rules = [
            ("Fermi", "updates = 'asynchronous'\n", fermi::process(n, 0.2, Mutation::NONE, payoffs)?),
            (
                "Moran",
                "rule = 'moran-birth-death'\n",
                moran::process(n, 0.2, Fitness::Exponential, Mutation::NONE, payoffs)?,
            ),
        ];
        for (rule, learning, chain) in rules {
            let text = course(800, 1)
                + SILENT
                + &agents("strong", k, "always-cooperate")
                + &agents("weak", n - k, "always-defect")
                + &game(&goods)
                + &format!(
                    "[learning]\nevery = 1\nmutation = 0\npeers = 'anyone'\npayoffs = 'expected'\nselection = 0.2\n{learning}"
                );
            let subject = Subject::world(text, &[Measure::TookOver("always-cooperate")]);
            let case = format!("{rule}, multiplier {multiplier}, {k} contributors of {n}, selection 0.2");
            checks.push(Check::new(Topic::Groups, case, 4_000, subject).is(
                "contributors take over",
                chain.fixation(k),
                Share,
            ));
        }
    }
    Ok(checks)
}
