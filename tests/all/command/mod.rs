//! The command as its users meet it: results, exit codes, errors with their places.

mod configs;
mod exact;
mod results;
mod stops;
mod tournament;

const WORLD: &str = "name = 'small'
rounds = 40
replicates = 6
[holds]
window = 20
[[agents]]
name = 'great powers'
power = 'strong'
count = 2
[[agents]]
name = 'others'
power = 'weak'
count = 4
[mechanisms.convention]
[learning]
every = 10
";

fn grid(axes: &str) -> String {
    format!("{WORLD}[study.grid]\naxes = [ {axes} ]\n")
}

const RENT: &str = "{ key = 'game.dilemma.rent', values = [0.0, 1.0, 3.0] }";
const FINE: &str = "{ key = 'mechanisms.convention.fine', range = [0, 2], points = 2 }";
