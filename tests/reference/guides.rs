//! The guides keep their word: every config in them plans, every line of source stands where they say.
//!
//! What their commands print is tried by `.ci/guides.py`.

use std::fs;
use std::path::Path;

use comity::study::Task;
use comity::study::document::Document;

const GUIDES: [&str; 2] = ["configs/TUTORIAL.md", "configs/HOWTO.md"];

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).filter_map(|part| part.split("\n```").next().map(|block| format!("{block}\n"))).collect()
}

/// The name in a block's first line, `# NAME.toml` or `// PATH`.
fn named(block: &str) -> Option<&str> {
    let first = block.lines().next()?;
    let name = first.strip_prefix("# ").or_else(|| first.strip_prefix("// "))?;
    (name.contains('.') && !name.contains(' ')).then_some(name)
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
        for (number, config) in configs.iter().enumerate() {
            // What names no file is a part of a config.
            let (name, config) = match named(config) {
                Some(name) => (name.to_owned(), config.clone()),
                None => (format!("part-{number}.toml"), format!("extends = {baseline:?}\nname = 'part'\n{config}")),
            };
            let path = folder.path().join(name);
            fs::write(&path, config.replace("\"configs/", &format!("\"{}/configs/", root.display()))).unwrap();
            let document = Document::read(&path).unwrap_or_else(|failure| panic!("{guide}: {failure}"));
            Task::new(document, false).unwrap_or_else(|failure| panic!("{guide}: {failure}"));
        }
    }
}

#[test]
fn the_source_in_the_guides_is_the_source() {
    let mut seen = 0;
    for guide in GUIDES {
        for block in blocks(&fs::read_to_string(guide).unwrap(), "rust") {
            let path = named(&block).unwrap_or_else(|| panic!("{guide}: {block}: of which file?"));
            let (_, shown) = block.split_once('\n').unwrap();
            assert!(fs::read_to_string(path).unwrap().contains(shown), "{guide}: {path} does not have\n{shown}");
            seen += 1;
        }
    }
    assert!(seen > 3, "the test has to see the source");
}

/// The links of the guides lead to files that are there.
#[test]
fn the_links_of_the_pages_lead_somewhere() {
    let pages =
        [&GUIDES[..], &["README.md", "README.zh-CN.md", "ODD.md", "CONTRIBUTING.md", "configs/REFERENCE.md"]].concat();
    for page in [&pages[..], &["src/measure/COLUMNS.md", "src/strategy/STRATEGIES.md"]].concat() {
        let folder = Path::new(page).parent().unwrap();
        for link in fs::read_to_string(page).unwrap().split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap_or_default();
            let elsewhere = target.is_empty() || target.contains("://") || target.contains(' ');
            assert!(elsewhere || folder.join(target).exists(), "{page}: {target} is not there");
        }
    }
}
