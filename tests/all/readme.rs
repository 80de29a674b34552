//! The README keeps its word: its configs plan, its error message is the one that is printed, its tables of names are complete.

use std::fs;

use comity::batch::Plan;
use comity::cli::shipped;
use comity::config::document::Document;

fn readme() -> String {
    fs::read_to_string("README.md").unwrap_or_else(|error| panic!("{error}"))
}

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|part| part.split("\n```").next().map(str::to_owned)).collect()
}

#[test]
fn every_config_in_the_readme_plans() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let root = std::env::current_dir().unwrap_or_else(|error| panic!("{error}"));
    let configs = blocks("toml");
    assert_eq!(configs.len(), 3);
    for text in configs {
        let text = text.replace("configs/", &format!("{}/configs/", root.display()));
        let path = folder.path().join("mine.toml");
        fs::write(&path, &text).unwrap_or_else(|error| panic!("{error}"));
        let document = Document::read(&path).unwrap_or_else(|failure| panic!("{failure}"));
        let plan = Plan::new(document, false).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(plan.runs() > 100, "{text}");
    }
}

#[test]
fn the_mistake_in_the_readme_is_reported_as_it_says() {
    let shown = blocks("text").into_iter().find(|block| block.contains("rentt")).unwrap_or_default();
    let text = format!("{}[game.dilemma]\nrentt = 2.0\n", "\n".repeat(10));
    let Err(failure) = Document::parse("mine.toml", &text) else { panic!("the key does not exist") };
    assert!(failure.render(false).starts_with(&shown), "{}\n{shown}", failure.render(false));
}

#[test]
fn every_shipped_config_is_in_the_readme() {
    let text = readme();
    for config in shipped::ALL.iter().filter(|config| !config.name.contains('/')) {
        assert!(text.contains(&format!("| `{}` |", config.name)), "{} is missing", config.name);
    }
}
