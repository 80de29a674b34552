//! The guides keep their word: every config in them plans, every change of the source fits it.
//!
//! What their commands print, and whether the changed source does what they say, is tried by `.ci/guides.py`.

use std::fs;
use std::path::Path;

use comity::batch::Task;
use comity::config::document::Document;

const GUIDES: [&str; 2] = ["configs/TUTORIAL.md", "configs/HOWTO.md"];

/// The fenced blocks of a language.
pub(crate) fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).filter_map(|part| part.split("\n```").next().map(|block| format!("{block}\n"))).collect()
}

/// The name in a block's first line, `# NAME.toml`.
fn named(block: &str) -> Option<&str> {
    let name = block.lines().next()?.strip_prefix("# ")?;
    (name.contains('.') && !name.contains(' ')).then_some(name)
}

/// The table of a config that a new file of the source adds.
fn table_of(block: &str) -> Option<String> {
    let name = block.strip_prefix("// src/mechanism/")?.split('.').next()?;
    Some(format!("[mechanisms.{name}]"))
}

/// Writes the files that the shell makes: `cat > NAME <<'END'`.
fn write_data(guide: &str, folder: &Path) {
    for part in guide.split("cat > ").skip(1) {
        let (name, rest) = part.split_once(" <<'END'\n").expect("a file's name");
        let (content, _) = rest.split_once("\nEND\n").expect("its end");
        fs::write(folder.join(name), format!("{content}\n")).unwrap();
    }
}

#[test]
fn every_config_in_the_guides_plans() {
    let guides = [&GUIDES[..], &["README.zh-CN.md"]].concat();
    let root = std::env::current_dir().unwrap();
    let baseline = root.join("configs/baseline.toml");
    for guide in guides {
        let text = fs::read_to_string(guide).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write_data(&text, folder.path());
        // Any world does in place of what `comity new` writes.
        fs::write(folder.path().join("my-first.toml"), format!("extends = {baseline:?}\n")).unwrap();
        let configs = blocks(&text, "toml");
        assert!(!configs.is_empty(), "{guide}: the test has to see the configs");
        // Tables that only the changed source knows.
        let added: Vec<String> = blocks(&text, "rust").iter().filter_map(|block| table_of(block)).collect();
        for (number, config) in configs.iter().enumerate() {
            if added.iter().any(|table| config.contains(table)) {
                continue;
            }
            let name = named(config).map_or_else(|| format!("{number}.toml"), str::to_owned);
            // What begins with a table or a single key is a part of a config.
            let whole = named(config).is_some() || ["extends", "name"].iter().any(|key| config.starts_with(key));
            let config =
                if whole { config.clone() } else { format!("extends = {baseline:?}\nname = 'part'\n{config}") };
            let path = folder.path().join(name);
            fs::write(&path, config.replace("\"configs/", &format!("\"{}/configs/", root.display()))).unwrap();
            let document = Document::read(&path).unwrap_or_else(|failure| panic!("{guide}: {failure}"));
            Task::new(document, false).unwrap_or_else(|failure| panic!("{guide}: {failure}"));
        }
    }
}

/// What a diff takes away or leaves stands in the source exactly once, so that the reader finds the place.
#[test]
fn the_changes_in_the_guides_fit_the_source() {
    let mut seen = 0;
    for guide in GUIDES {
        for block in blocks(&fs::read_to_string(guide).unwrap(), "diff") {
            let (path, hunks) = block.strip_prefix("--- ").and_then(|rest| rest.split_once('\n')).unwrap();
            let source = fs::read_to_string(path).unwrap();
            let hunks = hunks.split("@@").skip(1).filter_map(|hunk| hunk.split_once('\n'));
            for (_, lines) in hunks {
                let old = lines.lines().filter(|line| !line.starts_with('+')).map(|line| &line[1..]);
                let old: String = old.flat_map(|line| [line, "\n"]).collect();
                assert_eq!(source.matches(&old).count(), 1, "{guide}: {path}: places of\n{old}");
                seen += 1;
            }
        }
    }
    assert!(seen > 3, "the test has to see the changes");
}

/// The links of the guides lead to files that are there.
#[test]
fn the_links_of_the_pages_lead_somewhere() {
    let pages =
        [&GUIDES[..], &["README.md", "README.zh-CN.md", "ODD.md", "CONTRIBUTING.md", "configs/REFERENCE.md"]].concat();
    for page in [&pages[..], &["src/record/COLUMNS.md", "src/strategy/STRATEGIES.md"]].concat() {
        let folder = Path::new(page).parent().unwrap();
        for link in fs::read_to_string(page).unwrap().split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://") || target.contains(' ');
            assert!(elsewhere || folder.join(target).exists(), "{page}: {target} is not there");
        }
    }
}
