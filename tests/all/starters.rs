//! What helps to begin: starter configs, the schema by which editors check them, completions and manual pages.

use std::fs;

use comity::config::document::Document;
use comity::config::structs::Study;
use serde_json::Value;

use crate::desk::Desk;

const KINDS: [&str; 9] =
    ["world", "grid", "factorial", "boundary", "sample", "sensitivity", "ablation", "list", "tournament"];

/// Every kind is valid as it stands, without a warning, and runs; what it says to type next is what was typed here.
#[test]
fn every_starter_checks_and_runs() {
    let desk = Desk::new();
    for kind in KINDS {
        let name = format!("my-{kind}");
        let said = desk.stdout(&["new", &name, "--study", kind]);
        let file = format!("{name}.toml");
        for next in [format!("comity check {file}"), format!("comity run {file} --quick"), format!("comity run {file}")]
        {
            assert!(said.lines().any(|line| line.trim().starts_with(&next)), "{said}");
        }
        let checked = desk.stdout(&["check", &file]);
        let study = if kind == "world" { "world" } else { kind };
        assert!(checked.lines().next().unwrap().contains(study), "{checked}");
        assert!(!checked.contains("warning"), "{kind}: {checked}");
        desk.stdout(&["run", &file, "--quick", "--quiet"]);
        assert!(desk.path("output").join(format!("{name}-quick/manifest.json")).exists());
    }
}

/// A line that is commented out states a default: without the `#` the config says the same.
#[test]
fn what_is_commented_out_is_the_default() {
    let desk = Desk::new();
    for kind in KINDS {
        let text = desk.stdout(&["new", "mine", "--study", kind, "--stdout"]);
        let is_key = |rest: &str| rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '));
        let mut switched = 0;
        let lines: Vec<&str> = text
            .lines()
            .map(|line| match line.strip_prefix("# ").filter(|rest| is_key(rest)) {
                Some(rest) => {
                    switched += 1;
                    rest
                }
                None => line,
            })
            .collect();
        assert!(switched >= 4, "{kind}: {switched}");
        let config = |text: &str| {
            let mut config = Document::parse("mine.toml", text).unwrap().config().unwrap();
            // Absent, it depends on the power.
            config.agents.iter_mut().for_each(|group| group.capability = Some(group.capability()));
            // Absent, it depends on whether a match ends by chance.
            if let Some(Study::Tournament(settings)) = &mut config.study {
                settings.turns = Some(settings.turns());
            }
            config
        };
        assert_eq!(config(&lines.join("\n")), config(&text), "{kind}");
    }
    assert!(!desk.path("mine.toml").exists(), "--stdout writes nothing");
}

#[test]
fn new_overwrites_nothing_and_wants_a_name() {
    let desk = Desk::new();
    desk.stdout(&["new", "mine.toml"]);
    let before = desk.read("mine.toml");
    assert!(before.contains("name = \"mine\"") && before.contains("comity schema --out"));
    assert!(!before.lines().any(|line| line.starts_with("#:")), "there is no schema to lead to");
    let said = desk.stderr(2, &["new", "mine", "--study", "world"]);
    assert!(said.contains("mine.toml: is there already") && said.contains("another name"), "{said}");
    assert_eq!(desk.read("mine.toml"), before);
    for name in ["a:b", ".hidden", "studies/mine", ""] {
        let said = desk.stderr(2, &["new", name]);
        assert!(said.contains("expected letters, digits") && said.contains(&format!("{name:?}")), "{said}");
    }
    assert!(desk.stderr(2, &["new", "mine", "--study", "gird"]).contains("grid"));
}

/// The line that leads editors to the schema is there only where the schema is.
#[test]
fn a_starter_leads_to_a_schema_that_is_there() {
    let desk = Desk::new();
    desk.stdout(&["schema", "--out", "comity.schema.json"]);
    desk.stdout(&["new", "mine"]);
    let text = desk.read("mine.toml");
    let path = text.lines().next().unwrap().strip_prefix("#:schema ").unwrap();
    let schema = desk.read(path);
    assert_eq!(schema, desk.stdout(&["schema"]));
    assert!(!text.contains("comity schema --out"), "it is there already");
    desk.stdout(&["check", "mine.toml"]);
}

/// Every schema inside another, with the way to it.
fn inside<'a>(schema: &'a Value, path: &str, found: &mut Vec<(String, &'a Value)>) {
    if schema.is_object() {
        found.push((path.to_owned(), schema));
    }
    let list = schema.as_array().into_iter().flatten().enumerate().map(|(place, inner)| (place.to_string(), inner));
    let map = schema.as_object().into_iter().flatten().map(|(key, inner)| (key.clone(), inner));
    for (key, inner) in map.chain(list).filter(|(key, _)| key != "default") {
        inside(inner, &format!("{path}/{key}"), found);
    }
}

/// Whether a schema admits a value is for validators in the gate to say; here, that it is complete.
#[test]
fn the_schema_describes_every_key_and_closes_every_table() {
    let schema: Value = serde_json::from_str(&Desk::new().stdout(&["schema"])).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let mut found = Vec::new();
    inside(&schema, "", &mut found);
    let mut keys = 0;
    for (path, schema) in found {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            assert!(reference.starts_with("#/definitions/"), "{path}: {reference}");
        }
        let is_null =
            |kind: &Value| kind == "null" || kind.as_array().is_some_and(|kinds| kinds.contains(&"null".into()));
        assert!(!schema.get("type").is_some_and(is_null), "{path}: TOML has no null");
        let Some(properties) = schema.get("properties").filter(|_| !path.ends_with("/properties")) else { continue };
        let named = properties.as_object().unwrap();
        // One alternative of several is described as a whole; the label of a language is read leniently.
        if named.len() > 1 {
            assert_eq!(schema["additionalProperties"], false, "{path}");
            for (key, property) in named.iter().filter(|_| path.matches('/').count() < 3) {
                assert!(property["description"].is_string(), "{path}: {key}");
                keys += 1;
            }
        }
    }
    assert!(keys > 150, "{keys}");
    assert_eq!(schema["properties"]["rounds"]["default"], 800);
    assert_eq!(schema["properties"]["rounds"]["minimum"], 1);
    let detection = &schema["definitions"]["Convention"]["properties"]["detection"];
    assert_eq!((&detection["minimum"], &detection["maximum"]), (&0.into(), &1.into()));
}

/// In bash itself: the function that the script registers is called as bash calls it.
#[cfg(unix)]
#[test]
fn bash_completes_verbs_options_and_shipped_configs() {
    let desk = Desk::new();
    desk.write("comity.bash", desk.stdout(&["completions", "bash"]));
    let complete = |words: &[&str]| {
        let (last, before) = words.split_last().unwrap();
        let script = format!(
            "source comity.bash; complete -p comity >/dev/null || exit 1; COMP_WORDS=({}); COMP_CWORD={}; \
             _comity comity {last:?} {:?}; echo \"${{COMPREPLY[*]}}\"",
            words.join(" "),
            words.len() - 1,
            before.last().unwrap(),
        );
        let output =
            std::process::Command::new("bash").args(["-c", &script]).current_dir(desk.folder()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(complete(&["comity", "ru"]), "run");
    assert_eq!(complete(&["comity", "run", "three-w"]), "three-ways-out");
    assert_eq!(complete(&["comity", "check", "lattice"]), "lattice-fermi");
    assert_eq!(complete(&["comity", "run", "--resu"]), "--resume");
    assert_eq!(complete(&["comity", "new", "--study", "bou"]), "boundary");
    assert_eq!(complete(&["comity", "run", "mine"]), "", "files are left to bash");
}

#[test]
fn every_shell_gets_a_script_that_names_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Desk::new().stdout(&["completions", shell]);
        for verb in ["run", "check", "submit", "completions"] {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
    assert!(Desk::new().stderr(2, &["completions", "basch"]).contains("bash"));
}

/// Headings of a page, and whether something stands below each.
fn sections(page: &str) -> Vec<(&str, bool)> {
    let parts = page.split("\n.SH ").skip(1);
    parts.map(|part| part.split_once('\n').unwrap_or((part, ""))).map(|(name, text)| (name, text.len() > 5)).collect()
}

#[test]
fn manual_pages_have_all_sections_and_groff_takes_them() {
    let desk = Desk::new();
    desk.stdout(&["man", "--out", "pages"]);
    let pages = desk.path("pages");
    let names: Vec<String> =
        fs::read_dir(&pages).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    for name in ["comity.1", "comity-run.1", "comity-man.1", "comity-submit-slurm.1", "comity-exact-norm.1"] {
        assert!(names.iter().any(|own| own == name), "{name} is not among {names:?}");
    }
    let has_groff = std::process::Command::new("groff").arg("--version").output().is_ok();
    for name in &names {
        let page = fs::read_to_string(pages.join(name)).unwrap();
        let found = sections(&page);
        for section in ["NAME", "SYNOPSIS", "OPTIONS", "\"EXIT STATUS\"", "FILES"] {
            assert!(found.contains(&(section, true)), "{name}: {section} in {found:?}");
        }
        if has_groff {
            let mut groff = std::process::Command::new("groff");
            let shown = groff.args(["-man", "-ww", "-Tutf8", name]).current_dir(&pages).output().unwrap();
            assert!(shown.status.success() && shown.stderr.is_empty(), "{name}: {shown:?}");
            assert!(shown.stdout.len() > 500, "{name} is empty");
        }
    }
    let whole = desk.stdout(&["man"]);
    assert_eq!(whole, fs::read_to_string(pages.join("comity.1")).unwrap());
    assert!(whole.contains("comity\\-run(1)") && whole.contains("75"), "{whole}");
}

/// What a starter says of an error is what the schema says of its key: which action is read as which.
#[test]
fn starters_explain_errors_as_the_schema_does() {
    let desk = Desk::new();
    let schema: Value = serde_json::from_str(&desk.stdout(&["schema"])).unwrap();
    let noise = &schema["definitions"]["Noise"];
    let mut seen = 0;
    for kind in KINDS {
        let text = desk.stdout(&["new", "mine", "--study", kind, "--stdout"]);
        for (key, as_schema, as_starter) in [
            ("miss", "reads a defection as cooperation", "defection read as cooperation"),
            ("false_alarm", "reads cooperation as a defection", "cooperation read as defection"),
        ] {
            let about = noise["properties"][key]["description"].as_str().unwrap().to_lowercase();
            assert!(about.contains(as_schema), "{key}: {about}");
            let line = text.lines().find(|line| line.trim_start_matches("# ").starts_with(&format!("{key} =")));
            let line = line.unwrap_or_else(|| panic!("{kind}: no {key}"));
            assert!(line.ends_with(as_starter), "{kind}: {line}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2 * KINDS.len());
}
