//! The README in Chinese says of the same things what the README says.

use std::collections::BTreeSet;
use std::fs;

/// The names in code in the first cell of the rows of the table that follows a heading.
fn first_cells(text: &str, begins: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|line| !line.starts_with(begins));
    let rows = lines.take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split('|').nth(1)).flat_map(names).collect()
}

/// What stands between backquotes.
fn names(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn both() -> [String; 2] {
    ["README.md", "README.zh-CN.md"].map(|path| fs::read_to_string(path).unwrap())
}

#[test]
fn both_readmes_list_the_same_commands_and_files() {
    let [english, chinese] = both();
    for (ours, theirs) in [("| command |", "| 命令 |"), ("| file in `output/NAME/` |", "| `output/NAME/` 中的文件 |")]
    {
        let (ours, theirs) = (first_cells(&english, ours), first_cells(&chinese, theirs));
        assert!(ours.len() > 8, "the test has to see the table: {ours:?}");
        assert_eq!(ours, theirs);
    }
}

#[test]
fn both_readmes_name_the_same_studies_and_exit_codes() {
    let [english, chinese] = both();
    let studies = |text: &str| -> BTreeSet<String> {
        let studies = names(text).into_iter().filter(|name| name.starts_with("[study."));
        studies.map(|name| name.split(']').next().unwrap_or_default().to_owned()).collect()
    };
    assert!(studies(&english).len() > 6, "the test has to see the studies");
    assert_eq!(studies(&english), studies(&chinese));
    for code in ["75", "130"] {
        assert!(english.contains(code) && chinese.contains(code));
    }
}

/// The commands in its indented blocks are those of the README.
#[test]
fn the_commands_shown_in_chinese_are_those_shown_in_english() {
    let [english, chinese] = both();
    let commands = chinese.lines().filter(|line| line.starts_with("    c"));
    let commands: Vec<&str> =
        commands.map(|line| line.trim().split(" #").next().unwrap_or_default().trim_end()).collect();
    assert!(commands.len() > 5, "the test has to see the commands");
    for command in commands {
        assert!(english.contains(command), "README.md does not have: {command}");
    }
}

/// The lines of a config without comments.
fn told(block: &str) -> Vec<String> {
    let lines = block.lines().map(|line| line.split('#').next().unwrap_or_default());
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty()).collect()
}

/// Comments apart: those are in Chinese.
#[test]
fn the_configs_shown_in_chinese_are_those_shown_in_english() {
    let [english, chinese] = both()
        .map(|text| -> Vec<Vec<String>> { super::guides::blocks(&text, "toml").iter().map(|b| told(b)).collect() });
    assert!(chinese.len() > 1, "the test has to see the configs");
    for config in chinese {
        assert!(english.contains(&config), "README.md does not have:\n{}", config.join("\n"));
    }
}

/// The picture in Chinese is that of the README, which is that of the program.
#[test]
fn the_picture_shown_in_chinese_is_the_one_shown_in_english() {
    let [english, chinese] = both();
    let shown = chinese.split("```text\n").nth(1).and_then(|part| part.split("```").next()).unwrap_or_default();
    assert!(shown.lines().count() > 15 && english.contains(shown.trim_end()), "{shown}");
}

#[test]
fn the_readmes_lead_to_each_other() {
    let [english, chinese] = both();
    assert!(english.contains("[中文](README.zh-CN.md)") && chinese.contains("[English](README.md)"));
}
