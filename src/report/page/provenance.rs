//! Where a result comes from, and how to get it again.

use std::path::Path;

use serde_json::Value;

use super::html::escaped;
use crate::batch::Reading;
use crate::output::shell;
use crate::question::layout::short;
use crate::question::words::Words;

pub(super) fn again(result: &Reading, words: Words) -> String {
    let manifest = &result.manifest;
    // A quick look is asked for by the option; the config is that of the whole study.
    let file = format!("{}.toml", manifest.config.get("name").and_then(Value::as_str).unwrap_or(&manifest.name));
    let quick = manifest.quick.then_some("--quick");
    let whole = shell::line(["comity", "run", &file].into_iter().chain(quick));
    let config = toml::to_string(&manifest.config).unwrap_or_default();
    let row = |name: &str, text: &str| {
        format!("<tr><th scope=\"row\">{name}</th><td><code>{}</code></td></tr>\n", escaped(text))
    };
    let commit = manifest.made_by().iter().fold(String::new(), |rows, build| {
        let commit = build.commit.as_deref().map_or(String::new(), |commit| row(words.pick("commit", "提交"), commit));
        let source =
            build.source.as_deref().map_or(String::new(), |source| row(words.pick("source", "源代码"), source));
        rows + &commit + &source
    });
    let first = manifest.command.first().map(|program| {
        // Where the program lay is nobody's concern.
        Path::new(program).file_name().map_or_else(|| "comity".to_owned(), |name| name.to_string_lossy().into_owned())
    });
    let command: Vec<String> = first.into_iter().chain(manifest.command.iter().skip(1).cloned()).collect();
    format!(
        "<table>\n<caption>{}</caption>\n<tbody>\n<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n\
         <tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n{commit}\
         <tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n</tbody>\n</table>\n<p>{}</p>\n\
         <pre tabindex=\"0\"><code>{}</code></pre>\n<details>\n<summary>{}</summary>\n<pre tabindex=\"0\"><code>{}</code></pre>\n</details>\n",
        words.pick("Provenance", "来源"),
        words.pick("command", "命令"),
        escaped(&shell::line(&command)),
        words.pick("seed", "随机种子"),
        manifest.seed,
        words.pick("version", "版本"),
        escaped(&manifest.version),
        words.pick("identity", "标识"),
        escaped(&manifest.identity),
        words.pick(
            "The resolved config below, saved under its name, gives the same tables, byte for byte, with this version:",
            "将下方完整配置按其名称保存，用同一版本运行，可逐字节得到相同的表：",
        ),
        escaped(&whole),
        escaped(&file),
        escaped(&config)
    )
}

pub(super) fn footer(result: &Reading, words: Words) -> String {
    let manifest = &result.manifest;
    let finished = manifest.finished.as_deref().unwrap_or_default().split('.').next().unwrap_or_default();
    let seconds = manifest.seconds.map_or(String::new(), short);
    escaped(&words.pick(
        format!(
            "Finished {finished} UTC after {seconds} s on {} threads ({}). comity {}.",
            manifest.host.threads, manifest.host.platform, manifest.version
        ),
        format!(
            "完成于 {finished} UTC，用时 {seconds} 秒，{} 个线程（{}）。comity {}。",
            manifest.host.threads, manifest.host.platform, manifest.version
        ),
    ))
}
