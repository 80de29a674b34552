//! A short game that a person can read, written down once. It must never change: the layout of random draws, the order of the
//! phases and every equation on its way are fixed by it.

use std::fmt::Write as _;

use super::support::Stepper;

const WORLD: &str = "
[[agents]]
name = 'great'
power = 'strong'
count = 1
strategies = { deliberate = 1 }
[[agents]]
name = 'small one'
power = 'weak'
count = 1
strategies = { tit-for-tat = 1 }
[[agents]]
name = 'small two'
power = 'weak'
count = 1
strategies = { win-stay-lose-shift = 1 }
[noise]
slip = 0.1
[mechanisms.convention]
wrongful = 0.1
enforcement = 0.1
[mechanisms.dialogue]
[mechanisms.norm]
";

#[test]
fn six_rounds_of_three_states() {
    let mut game = Stepper::new(WORLD);
    let mut text = String::new();
    for (i, name) in ["great", "small one", "small two"].iter().enumerate() {
        let strategy = &game.job.rules.repertoire.names[usize::from(game.world.strategy[i])];
        let (c, theta) = (game.world.capability[i], game.world.ideology[i]);
        let _ = writeln!(text, "{name}: capability {c:.4}, ideology {theta:.4}, {strategy}");
    }
    let _ = writeln!(text, "\nsides: great>one one>great great>two two>great one>two two>one");
    for round in 1..=6 {
        game.step();
        let world = &game.world;
        let letter = |action: &comity::game::Action| if action.cooperates() { 'C' } else { 'D' };
        let acts: String = world.action.iter().map(letter).collect();
        let reads: String = world.read.iter().map(letter).collect();
        let trust: Vec<String> = world.trust.iter().map(|tau| format!("{tau:.4}")).collect();
        let income: Vec<String> = world.income.iter().map(|x| format!("{x:.4}")).collect();
        let _ = writeln!(
            text,
            "{round}: acts {acts} reads {reads} fined {} trust {} income {}",
            world.tally.fined,
            trust.join(" "),
            income.join(" ")
        );
    }
    insta::assert_snapshot!(text);
}
