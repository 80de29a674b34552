//! `comity watch` and the live progress of `comity run`, as a person at a terminal meets them.

use std::collections::BTreeMap;
use std::path::Path;

use comity::batch::{Plan, Task};
use comity::cli::shipped;
use comity::cli::watch::keys::Action;
use comity::cli::watch::matrix::{self, Deed};
use comity::cli::watch::palette::Palette;
use comity::cli::watch::screen;
use comity::cli::watch::session::Session;
use comity::cli::watch::viewer::Viewer;
use comity::config::document::Document;
use comity::record::RoundRow;
use comity::world::carry;
use ratatui::backend::TestBackend;
use ratatui::style::Color;

use crate::desk::Desk;
use crate::terminal::Terminal;

const WORLD: &str = "name = 'w'\nseed = 5\nrounds = ROUNDS\nreplicates = 2\n\
    [[agents]]\nname = 'great powers'\npower = 'strong'\ncount = 3\n\
    strategies = { deliberate = 1, tit-for-tat = 1, always-defect = 1 }\n\
    [[agents]]\npower = 'weak'\ncount = 6\nstrategies = { deliberate = 2, win-stay-lose-shift = 1 }\n\
    [mechanisms.convention]\nmembers = 'voluntary'\nquorum = 0.4\n[learning]\nevery = 5\npeers = 'anyone'\n";

fn world(rounds: u32) -> String {
    WORLD.replace("ROUNDS", &rounds.to_string())
}

/// Worlds that between them have all ways to play rounds.
fn worlds() -> Vec<(String, usize)> {
    let shocks = "[[shocks]]\nat = 20\nbreach = { by = 'great powers', rounds = 5 }\n[[shocks]]\nhazard = 0.1\nexit = { by = 'weakest' }\n";
    let swept = "[study.grid]\naxes = [{ key = 'game.dilemma.rent', values = [0.5, 2.0] }, { key = 'noise.slip', values = [0, 0.1] }]\n";
    let groups = "[[agents]]\npower = 'weak'\ncount = 12\nstrategies = { always-cooperate = 1, always-defect = 1, tit-for-tat = 1 }\n";
    let small = |more: &str| format!("name = 'w'\nrounds = 60\nreplicates = 2\n{groups}{more}");
    vec![
        (world(60), 0),
        (format!("{}{shocks}", world(60)), 0),
        (format!("{}{swept}", world(60)), 2),
        (format!("{}{swept}", world(60).replace("seed = 5", "seeds = 'independent'")), 3),
        (small("[network]\nkind = 'erdos-renyi'\nprobability = 0.5\n"), 0),
        (
            small(
                "[game]\npreset = 'prisoners-dilemma'\n[noise]\nacuity = 0\n[learning]\nevery = 1\n\
                 payoffs = 'expected'\nrule = 'moran-birth-death'\n",
            ),
            0,
        ),
    ]
}

fn plan(text: &str) -> Box<Plan> {
    match Task::new(Document::parse("w.toml", text).unwrap(), false).unwrap_or_else(|failure| panic!("{failure}")) {
        Task::Worlds(plan) => plan,
        Task::Tournament(_) => panic!("no world"),
    }
}

/// Rows of `rounds.csv` of a cell and replicate, by column.
fn recorded(folder: &Path, cell: usize, replicate: u32) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("output/w/rounds.csv")).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.filter(|row| row["cell"] == cell.to_string() && row["replicate"] == replicate.to_string()).collect()
}

/// As it would be read back: a missing value is empty.
fn read_back(text: &str) -> f64 {
    if text.is_empty() { f64::NAN } else { text.parse().unwrap() }
}

#[test]
fn what_is_watched_is_what_a_run_writes() {
    for (text, cell) in worlds() {
        let text = format!("{text}[output]\nrounds = 'all'\n");
        let desk = Desk::with(&[("w.toml", &text)]);
        let output = desk.output(&["run", "w.toml"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows = recorded(desk.folder(), cell, 1);
        let mut session = Session::new(plan(&text), cell, 1).unwrap();
        while session.step() {}
        assert_eq!((rows.len(), session.rows.len()), (60, 60));
        let columns = RoundRow::columns();
        let names = session.rules().repertoire.names.clone();
        for (round, row) in (1..).zip(&rows) {
            let watched = session.rows[round as usize - 1].values();
            let mut pairs: Vec<(String, f64)> = columns.iter().map(|column| column.name.clone()).zip(watched).collect();
            pairs.extend(names.iter().map(|name| format!("share_{name}")).zip(session.shares(round).iter().copied()));
            pairs.extend(session.struck.get(round as usize - 1).map(|&struck| ("shock".to_owned(), f64::from(struck))));
            for (column, value) in pairs {
                let written = read_back(&row[&column]);
                let same = written.to_bits() == value.to_bits() || (written.is_nan() && value.is_nan());
                assert!(same, "round {round}, {column}: {written} in the table, {value} on the screen\n{text}");
            }
        }
        assert!(rows.windows(2).any(|pair| pair[0]["cooperation"] != pair[1]["cooperation"]), "nothing moves\n{text}");
    }
}

/// A change holds from the next round on, is told, and is gone after a restart with the original parameters.
#[test]
fn a_parameter_that_is_changed_changes_the_rounds_after_it() {
    let mut untouched = Session::new(plan(&world(60)), 0, 0).unwrap();
    while untouched.step() {}
    let mut session = Session::new(plan(&world(60)), 0, 0).unwrap();
    let slip = session.parameters.iter().position(|parameter| parameter.name() == "noise.slip").unwrap();
    for _ in 0..20 {
        session.step();
    }
    session.type_in(slip, "0.5").unwrap();
    assert_eq!(session.changed.as_deref(), Some("changed at round 20: noise.slip 0.01 -> 0.5"));
    assert_eq!(session.log.events.last().unwrap().what, "changed: noise.slip 0.01 -> 0.5");
    while session.step() {}
    let cooperation = |session: &Session| session.rows.iter().map(|row| row.cooperation).collect::<Vec<_>>();
    let (before, after) = (cooperation(&untouched), cooperation(&session));
    assert_eq!(before[..20], after[..20]);
    assert_ne!(before[20..], after[20..]);
    session.restart(false).unwrap();
    while session.step() {}
    assert_eq!(cooperation(&session), before);
}

/// Changed before the first round it is as if it had been set in the config; so it is after a restart that keeps it.
#[test]
fn a_change_before_the_first_round_is_a_setting() {
    let mut set =
        Session::new(plan(&world(30).replace("[learning]", "[noise]\nslip = 0.2\n[learning]")), 0, 0).unwrap();
    let mut changed = Session::new(plan(&world(30)), 0, 0).unwrap();
    let slip = changed.parameters.iter().position(|parameter| parameter.name() == "noise.slip").unwrap();
    changed.change(slip, toml::Value::Float(0.2)).unwrap();
    while set.step() && changed.step() {}
    assert_eq!(set.rows.len(), 30);
    assert_eq!(format!("{:?}", set.rows), format!("{:?}", changed.rows));
    changed.restart(true).unwrap();
    while changed.step() {}
    assert_eq!(format!("{:?}", set.rows), format!("{:?}", changed.rows));
}

#[test]
fn a_wrong_value_is_refused_in_the_words_of_the_config() {
    let desk = Desk::with(&[("w.toml", &world(30))]);
    let said = desk.output(&["check", "w.toml", "--set", "noise.slip=1.5"]);
    let said = String::from_utf8(said.stderr).unwrap();
    let mut session = Session::new(plan(&world(30)), 0, 0).unwrap();
    session.step();
    let slip = session.parameters.iter().position(|parameter| parameter.name() == "noise.slip").unwrap();
    let refused = session.type_in(slip, "1.5").unwrap_err();
    assert!(refused.contains("noise.slip") && refused.contains("found 1.5"), "{refused}");
    assert!(said.contains(&refused), "{said}\n{refused}");
    assert_eq!((session.parameters[slip].value, session.changed.as_ref()), (0.01, None));
    assert!(session.type_in(slip, "much").unwrap_err().contains("noise.slip"));
    assert!(session.step());
}

/// Every parameter that is offered can be stepped while a shipped world goes on, or the config would not take the value either;
/// none is refused because a world could not go on with it.
#[test]
fn every_parameter_that_is_offered_can_be_changed_live() {
    let (mut tried, mut changed) = (0, 0);
    for config in shipped::ALL {
        let document = Document::parse_with(config.name, config.text, config.files).unwrap();
        let Ok(Task::Worlds(plan)) = Task::new(document, true) else { continue };
        if plan.agents > 60 {
            continue;
        }
        let mut session = Session::new(plan, 0, 0).unwrap();
        session.step();
        for place in 0..session.parameters.len() {
            let parameter = session.parameters[place].clone();
            let same = session.change(place, parameter.of(parameter.value));
            assert_eq!(same, Ok(()), "{}: {}", config.name, parameter.name());
            let changes = [true, false].map(|up| session.clone().change(place, parameter.of(parameter.stepped(up))));
            for mistake in changes.iter().filter_map(|change| change.as_ref().err()) {
                assert!(!mistake.contains("cannot go on"), "{}: {}: {mistake}", config.name, parameter.name());
            }
            tried += 1;
            changed += usize::from(changes.iter().any(Result::is_ok));
        }
        assert!(carry::check(session.rules(), session.rules()).is_ok());
    }
    // Some may only be changed together with others, and say so.
    assert!(tried > 300 && changed > tried * 9 / 10, "{changed} of {tried}");
}

/// The picture of so many columns and rows, and whether any of it is coloured.
fn picture(viewer: &mut Viewer, [width, height]: [u16; 2], colours: bool) -> (String, bool) {
    let mut terminal = ratatui::Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| screen::draw(frame, viewer, Palette::new(colours))).unwrap();
    let cells = terminal.backend().buffer().content();
    let text: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
    (text, cells.iter().any(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset))
}

#[test]
fn the_picture_fits_any_frame() {
    let mut viewer = Viewer::new(Session::new(plan(&world(60)), 0, 0).unwrap(), 10.0);
    for played in [0, 1, 40] {
        while viewer.session.round() < played {
            viewer.step();
        }
        for width in (1..200).step_by(7) {
            for height in 1..60 {
                picture(&mut viewer, [width, height], true);
            }
        }
        viewer.act(Action::Help);
    }
    viewer.act(Action::Close);
    let (text, coloured) = picture(&mut viewer, [160, 50], true);
    assert!(coloured && ["strategies", "events", "trust", "dyads"].iter().all(|part| text.contains(part)), "{text}");
    let (plain, coloured) = picture(&mut viewer, [160, 50], false);
    assert!(plain == text && !coloured, "the same without colours");
}

#[test]
fn the_title_says_which_cell_is_watched() {
    let (text, cell) = worlds().swap_remove(2);
    let mut viewer = Viewer::new(Session::new(plan(&text), cell, 1).unwrap(), 10.0);
    let (shown, _) = picture(&mut viewer, [160, 24], false);
    let title = "w  cell 2  round 0 of 60  playing  10 rounds/s  replicate 1  (game.dilemma.rent = 2, noise.slip = 0)";
    assert!(shown.starts_with(title), "{shown}");
}

/// The matrix of a round counts as many cooperations as the round's row.
#[test]
fn the_matrix_is_that_of_the_round() {
    let mut session = Session::new(plan(&world(30)), 0, 0).unwrap();
    let mut mixed = 0;
    while session.step() {
        let places: Vec<Option<usize>> = (0..9).map(Some).collect();
        let deeds: Vec<Deed> = (0..9).flat_map(|actor| matrix::row(&session, actor, &places, 9)).collect();
        let count = |wanted: Deed| deeds.iter().filter(|&&deed| deed == wanted).count();
        let (cooperated, defected) = (count(Deed::Cooperated), count(Deed::Defected));
        assert_eq!((cooperated + defected, count(Deed::NoLink)), (72, 9));
        assert_eq!(cooperated as f64 / 72.0, session.rows.last().unwrap().cooperation);
        mixed += usize::from(cooperated > 0 && defected > 0);
    }
    assert!(mixed > 10);
    let (weak, strong) = session.order.split_at(6);
    assert!(weak.iter().all(|&agent| agent >= 3) && strong.iter().all(|&agent| agent < 3), "{:?}", session.order);
}

/// What happens is told: shocks, members, strategies, fines.
#[test]
fn events_are_told_when_they_happen() {
    let shock = "[[shocks]]\nat = 20\nwithdrawal = { by = 'great powers', rounds = 5 }\n";
    let mut session = Session::new(plan(&format!("{}{shock}", world(60))), 0, 0).unwrap();
    while session.step() {}
    let said: Vec<String> = session.log.events.iter().map(|event| format!("{} {}", event.round, event.what)).collect();
    let has = |parts: [&str; 2]| said.iter().any(|line| parts.iter().all(|part| line.contains(part)));
    assert!(has(["20 shock: withdrawal (great powers)", ""]), "{said:#?}");
    for parts in
        [["joined", "the convention"], ["took up", ""], ["sanctions: ", "fined"], ["the convention in force", ""]]
    {
        assert!(has(parts), "{parts:?} {said:#?}");
    }
    assert!(session.log.events.is_sorted_by_key(|event| event.round));
}

/// The number of the round that the screen shows.
fn round(contents: &str) -> Option<u32> {
    contents.split("round ").nth(1)?.split(' ').next()?.parse().ok()
}

const UP: &str = "\u{1b}[A";
const DOWN: &str = "\u{1b}[B";
const RIGHT: &str = "\u{1b}[C";

fn watched(rounds: u32, more: &[&str], size: [u16; 2], variables: &[(&str, &str)]) -> (Desk, Terminal) {
    let desk = Desk::with(&[("w.toml", &world(rounds))]);
    let terminal = Terminal::start(desk.folder(), &[&["watch", "w.toml"], more].concat(), size, variables);
    (desk, terminal)
}

#[test]
fn a_world_is_watched_paused_stepped_changed_and_left() {
    let (_desk, mut terminal) = watched(100_000, &["--speed", "20"], [24, 80], &[]);
    terminal.wait("rounds go by", |contents| round(contents).filter(|&round| round > 3));
    assert!(terminal.is_alternate());
    let contents = terminal.contents();
    for part in [
        "w  round",
        "of 100000  playing",
        "20 rounds/s",
        "cooperation all",
        "trust all",
        "dyads",
        "> noise.slip = 0.01",
        "q quit",
    ] {
        assert!(contents.contains(part), "{part}\n{contents}");
    }
    // braille of the curves
    assert!(contents.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)), "{contents}");
    terminal.press(" ");
    terminal.sees("paused");
    let before = round(&terminal.contents()).unwrap();
    terminal.press("n");
    terminal.wait("one round more", |contents| (round(contents) == Some(before + 1)).then_some(()));
    // What was asked later is shown later: in between no round was played.
    terminal.press("?");
    terminal.sees("from round 0 with the original ones");
    terminal.press("\u{1b}");
    terminal.wait("no help", |contents| (!contents.contains("original ones")).then_some(()));
    assert_eq!(round(&terminal.contents()), Some(before + 1));
    terminal.press(RIGHT);
    terminal.sees(&format!("changed at round {}: noise.slip 0.01 -> 0.02", before + 1));
    terminal.press(&format!("{DOWN}{UP}\r1.5\r"));
    terminal.sees("`noise.slip`: expected");
    terminal.press("\r0.25\r");
    terminal.sees("noise.slip 0.02 -> 0.25");
    terminal.press("+");
    terminal.sees("50 rounds/s");
    terminal.press("r");
    terminal.sees("round 0 of");
    terminal.sees("from the start: noise.slip = 0.25");
    terminal.press("Rn");
    terminal.sees("round 1 of");
    terminal.sees("> noise.slip = 0.01");
    terminal.press("q");
    assert_eq!(terminal.end().exit_code(), 0);
    terminal.wait("the screen from before", |_| (!terminal.is_alternate() && !terminal.hides_cursor()).then_some(()));
}

#[test]
fn the_end_of_a_run_stays_on_the_screen() {
    let (_desk, mut terminal) = watched(12, &["--speed", "1000"], [24, 80], &[]);
    terminal.sees("round 12 of 12  finished");
    terminal.press("n ");
    terminal.press("r");
    terminal.press("\u{3}");
    assert_eq!(terminal.end().exit_code(), 0);
}

/// Any size will do; what does not fit says so.
#[test]
fn the_picture_follows_the_size_of_the_terminal() {
    let (_desk, mut terminal) = watched(100_000, &["--speed", "50"], [50, 160], &[]);
    terminal.sees("dyads: + cooperated");
    terminal.sees("strategies");
    for size in [[24, 80], [10, 30], [3, 10], [1, 2], [24, 80]] {
        terminal.resize(size);
    }
    terminal.wait("the parameters beside the dyads", |contents| {
        contents.lines().any(|line| line.contains("cooperation all") && line.contains("dyads")).then_some(())
    });
    terminal.resize([16, 62]);
    terminal.sees("of 9 hjkl");
    terminal.press("jl");
    terminal.sees("dyads 2-");
    terminal.press("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

/// Made small and large again while the program does not run, as under a window manager or on a busy machine.
#[cfg(unix)]
#[test]
fn a_terminal_that_lost_what_it_showed_is_drawn_anew() {
    let (_desk, mut terminal) = watched(100_000, &["--speed", "50"], [24, 80], &[]);
    let whole = |contents: &str| {
        contents.lines().any(|line| line.contains("cooperation all") && line.contains("dyads")).then_some(())
    };
    terminal.wait("all of it", whole);
    let process = terminal.process().to_string();
    let signal = |name: &str| std::process::Command::new("kill").args([name, &process]).status().unwrap().success();
    assert!(signal("-STOP"));
    terminal.resize([2, 5]);
    terminal.resize([24, 80]);
    assert!(whole(&terminal.contents()).is_none());
    assert!(signal("-CONT"));
    terminal.wait("all of it again", whole);
    terminal.press("q");
    assert_eq!(terminal.end().exit_code(), 0);
}

#[test]
fn without_colours_there_are_none() {
    let coloured = |variables: &[(&str, &str)]| {
        let (_desk, mut terminal) = watched(12, &["--speed", "1000"], [24, 80], variables);
        terminal.sees("finished");
        terminal.press("q");
        terminal.end();
        terminal.written().contains("38;5;")
    };
    assert!(coloured(&[]));
    assert!(!coloured(&[("NO_COLOR", "1")]));
}

#[cfg(unix)]
#[test]
fn told_to_terminate_it_leaves_the_terminal_as_it_was() {
    let (_desk, mut terminal) = watched(100_000, &[], [24, 80], &[]);
    terminal.sees("playing");
    let process = terminal.process().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    assert_eq!(terminal.end().exit_code(), 0);
    terminal.wait("the screen from before", |_| (!terminal.is_alternate()).then_some(()));
}

#[test]
fn where_there_is_no_terminal_it_says_what_to_do() {
    let desk = Desk::with(&[("w.toml", &world(30))]);
    let says = |arguments: &[&str], words: &[&str]| {
        let output = desk.output(&[&["watch", "w.toml"], arguments].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word}\n{said}"));
    };
    says(&[], &["stdout is none", "`comity run w.toml`"]);
    says(&["--cell", "3"], &["--cell: expected a cell from 0 to 0, found 3"]);
    says(&["--replicate", "2"], &["--replicate: expected a replicate from 0 to 1, found 2"]);
    says(&["--speed", "0"], &["expected a number from 0.01 to 1000000, found \"0\""]);
}

/// A grid that takes a while: what is found is seen while it runs, and nothing of it is left at the end.
#[test]
fn a_run_shows_what_it_finds_and_clears_it_away() {
    let study = "[study.grid]\naxes = [{ key = 'game.dilemma.rent', range = [0, 4], points = 5 }, \
                 { key = 'game.dilemma.harm', range = [0, 2], points = 8 }]\n";
    let text = world(4000).replace("replicates = 2", "replicates = 6");
    let desk = Desk::with(&[("w.toml", &format!("{text}{study}"))]);
    let mut terminal = Terminal::start(desk.folder(), &["run", "w.toml", "--jobs", "1"], [60, 90], &[]);
    terminal.wait("rate, time left and the diagram", |contents| {
        let diagram = contents.contains("game.dilemma.rent") && contents.contains("P(hold)");
        let line = contents.contains("cells so far") && contents.contains("/240 runs") && contents.contains(" left");
        (diagram && line && (contents.contains("/s,") || contents.contains("/min,"))).then_some(())
    });
    assert_eq!(terminal.end().exit_code(), 0);
    terminal.sees("tables in output/w/");
    let contents = terminal.contents();
    assert!(!contents.contains("so far") && !contents.contains(" left\n"), "{contents}");
    assert_eq!(contents.matches("P(hold)   ").count(), 1, "{contents}");
    assert_eq!(contents.matches("│").count(), 5, "{contents}");
}
