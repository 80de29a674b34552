//! `comity exact commons`: a public good among random groups of a population, with loners and punishers.

use std::cmp::Ordering;
use std::fmt::Write as _;

use clap::Args as ClapArgs;

use super::numbers::{figure, finite, likelihood, non_negative, order, positive};
use crate::config::Failure;
use crate::exact::groups::{GroupError, LARGEST_GROUP, PublicGoods, Role, critical_multiplier};
use crate::exact::small_mutation::{Process, log_fixations, stationary, strong_selection};
use crate::units::{Finite, NonNegative, Positive};

/// Arguments of `exact commons`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:
  comity exact commons --group 5 --population 100 --multiplier 3
  comity exact commons --group 5 --population 100 --multiplier 3 --fine 1 --cost 0.3 --loner 1
A role takes part where its option is given: loners by --loner, peer punishers by --fine, pool punishers by --pool-fine.")]
pub(super) struct Args {
    /// Members of a group
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=LARGEST_GROUP as i64))]
    group: u32,
    /// Size of the population that groups are drawn from
    #[arg(long, value_name = "Z", value_parser = clap::value_parser!(u32).range(2..=5_000))]
    population: u32,
    /// What the pot is multiplied by
    #[arg(long, value_name = "R", value_parser = positive)]
    multiplier: Positive,
    /// What a contribution costs
    #[arg(long, value_name = "C", default_value = "1", value_parser = non_negative)]
    contribution: NonNegative,
    /// What a loner earns, and who would play alone
    #[arg(long, value_name = "X", value_parser = finite, allow_hyphen_values = true)]
    loner: Option<Finite>,
    /// What each peer punisher takes from each defector of its group
    #[arg(long, value_name = "X", value_parser = non_negative)]
    fine: Option<NonNegative>,
    /// What that costs the peer punisher, for each defector
    #[arg(long, value_name = "X", default_value = "0", requires = "fine", value_parser = non_negative)]
    cost: NonNegative,
    /// What the pool takes from each defector, for each pool punisher of the group
    #[arg(long, value_name = "X", value_parser = non_negative)]
    pool_fine: Option<NonNegative>,
    /// What a pool punisher pays to the pool, defectors or not
    #[arg(long, value_name = "X", default_value = "0", requires = "pool_fine", value_parser = non_negative)]
    pool_cost: NonNegative,
    /// Intensity of selection of Fermi imitation
    #[arg(long, value_name = "S", default_value = "1", value_parser = non_negative)]
    selection: NonNegative,
}

impl Args {
    fn game(&self) -> PublicGoods {
        let or_none = |x: Option<NonNegative>| x.map_or(0.0, NonNegative::get);
        PublicGoods {
            group: self.group as usize,
            multiplier: self.multiplier.get(),
            contribution: self.contribution.get(),
            loner: self.loner.map_or(0.0, Finite::get),
            fine: or_none(self.fine),
            punish_cost: self.cost.get(),
            pool_fine: or_none(self.pool_fine),
            pool_cost: self.pool_cost.get(),
        }
    }

    /// The roles that take part.
    fn roles(&self) -> Vec<Role> {
        let optional = [
            self.loner.map(|_| Role::Loner),
            self.fine.map(|_| Role::PeerPunisher),
            self.pool_fine.map(|_| Role::PoolPunisher),
        ];
        [Role::Contributor, Role::Defector].into_iter().chain(optional.into_iter().flatten()).collect()
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Contributor => "contributor",
        Role::Defector => "defector",
        Role::Loner => "loner",
        Role::PeerPunisher => "peer punisher",
        Role::PoolPunisher => "pool punisher",
    }
}

/// Prints who earns more, who takes over, and what the long run with rare mutants is.
pub(super) fn run(args: &Args) -> Result<String, Failure> {
    let (game, population) = (args.game(), args.population as usize);
    if game.group > population {
        let message = format!("expected --group at most --population {population}, found {}", game.group);
        return Err(Failure::Usage(message));
    }
    let PublicGoods { group, multiplier, contribution, .. } = game;
    let mut text = format!(
        "commons: groups of {group} from a population of {population}\n  contribution {contribution}, multiplier \
         {multiplier}, Fermi imitation, selection {}\n\n",
        args.selection
    );
    let critical = critical_multiplier(group, population).map_or("none: everyone is in the group".to_owned(), figure);
    let _ = writeln!(text, "  contributors and defectors alone");
    let _ =
        writeln!(text, "    a contributor earns more than a defector by {}", figure(game.contribution_gap(population)));
    let _ = writeln!(text, "    critical multiplier {critical}");
    if args.fine.is_some() {
        let share = match game.unstable_share() {
            Some(share) if order(share, 1.0) != Ordering::Less => "none: defectors win at any share".to_owned(),
            Some(share) if share <= 0.0 => "0: punishers win at any share".to_owned(),
            Some(share) => figure(share),
            None => "none: punishment costs and takes nothing".to_owned(),
        };
        let _ = writeln!(text, "  peer punishers and defectors alone, in a large population");
        let _ = writeln!(text, "    unstable share of punishers {share}");
        let _ = writeln!(
            text,
            "    punishers resist defectors where the fine exceeds {}",
            figure(game.least_fine().max(0.0))
        );
    }
    let rare = rare(args, &game, population).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(text + &rare)
}

/// Payoffs of each role where 1, 2, ... of the population have it and the rest another: by own role, the other, and number.
fn payoffs(game: &PublicGoods, roles: &[Role], population: usize) -> Result<Vec<Vec<Vec<f64>>>, GroupError> {
    let mixed = |own: Role, other: Role, k: usize| {
        let mut counts = [0; 5];
        counts[own as usize] += k;
        counts[other as usize] += population - k;
        game.expected(own, &counts)
    };
    let against = |own: Role, other: Role| match own == other {
        true => Ok(Vec::new()),
        false => (1..population).map(|k| mixed(own, other, k)).collect(),
    };
    roles.iter().map(|&own| roles.iter().map(|&other| against(own, other)).collect()).collect()
}

/// One contributor among defectors, and the limit of rare mutants of all roles.
fn rare(args: &Args, game: &PublicGoods, population: usize) -> Result<String, Box<dyn std::error::Error>> {
    let (roles, process) = (args.roles(), Process::Fermi { selection: args.selection.get() });
    let payoffs = payoffs(game, &roles, population)?;
    let payoff = |own: usize, other: usize, k: usize| payoffs[own][other][k - 1];
    let logs = log_fixations(roles.len(), population, process, payoff)?;
    let (shares, limit) = (stationary(&logs)?, strong_selection(roles.len(), population, payoff));
    // Contributors come first, defectors second.
    let mut text = format!("\n  one contributor takes over defectors with probability {}", likelihood(logs[1][0]));
    let _ = writeln!(text, ", a neutral one with {}", figure(1.0 / population as f64));
    let _ = writeln!(text, "\n  {:<14} {:>16} {:>16}", "rare mutants", "all play it", "strong selection");
    for ((role, share), strong) in roles.iter().zip(&shares).zip(&limit) {
        let _ = writeln!(text, "  {:<14} {:>16} {:>16}", name(*role), figure(*share), figure(*strong));
    }
    Ok(text)
}
