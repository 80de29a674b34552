//! Scripts that redraw the pictures of a result from its `figures/*.csv`: gnuplot, Python (pandas, matplotlib) and R (ggplot2).
//!
//! They are there to be changed: a researcher who wants another font or a smaller legend has a working script to start from. One that
//! was changed by hand is left alone when the page is made anew; its last line says what it was when it was written.

mod gnuplot;

use std::io::ErrorKind;
use std::path::Path;

use super::figure::{Chart, Figure};
use crate::config::Failure;
use crate::output::display;
use crate::output::inside;
use crate::output::table::{shown, sum, write_whole};

/// The folder of the scripts.
pub const PLOTS: &str = "plots";

/// What the last line of a script begins with, before the checksum of the lines above it.
const MADE: &str = "# made by comity, checksum ";

/// Writes the scripts, but for those that were changed by hand.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(folder: &Path, figures: &[Figure]) -> Result<(), Failure> {
    let place = folder.join(PLOTS);
    inside::folder(&place)?;
    let python = include_str!("plot.py").to_owned()
        + &figures.iter().map(|figure| call(figure, &PYTHON)).collect::<String>()
        + "\nprint(*drawn, sep=\"\\n\")\n";
    let r = include_str!("plot.R").to_owned() + &figures.iter().map(|figure| call(figure, &R)).collect::<String>();
    for (name, script) in [("plot.py", python), ("plot.R", r), ("plot.gp", gnuplot::script(figures))] {
        let path = place.join(name);
        let there = match inside::text(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            // What is not text is not ours.
            Err(error) if error.kind() == ErrorKind::InvalidData => Some(String::new()),
            read => Some(read.map_err(Failure::io(&path))?),
        };
        if there.is_none_or(|script| untouched(&script)) {
            let whole = format!("{script}{MADE}{}\n", sum(script.as_bytes()));
            write_whole(&place, name, whole.as_bytes())?;
        }
    }
    Ok(())
}

/// Is a script as it was written?
fn untouched(script: &str) -> bool {
    script.rsplit_once(MADE).is_some_and(|(above, checksum)| checksum.trim_end() == sum(above.as_bytes()))
}

/// How a language writes a call.
struct Language {
    function: fn(&Chart) -> &'static str,
    list: &'static str,
    yes: &'static str,
    set: &'static str,
}

const PYTHON: Language = Language {
    function: |chart| match chart {
        Chart::Lines(_) => "lines",
        Chart::Heat(_) => "heat",
        Chart::Intervals(_) => "intervals",
        Chart::Points(_) => "points",
        Chart::Areas(_) => "areas",
        Chart::Links(_) => "links",
    },
    list: "",
    yes: "True",
    set: "=",
};

const R: Language = Language {
    function: |chart| match chart {
        Chart::Lines(_) => "lines_picture",
        Chart::Heat(_) => "heat_picture",
        Chart::Intervals(_) => "intervals_picture",
        Chart::Points(_) => "points_picture",
        Chart::Areas(_) => "areas_picture",
        Chart::Links(_) => "links_picture",
    },
    list: "c",
    yes: "TRUE",
    set: " = ",
};

/// Text in double quotes, as Python and R read it: letters, and nothing that either would make of them.
fn quoted(text: &str) -> String {
    format!("\"{}\"", display::line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// The call that draws a picture.
fn call(figure: &Figure, language: &Language) -> String {
    let (mut words, mut numbers, mut switches) = (Vec::new(), Vec::new(), Vec::new());
    match &figure.chart {
        Chart::Lines(chart) => {
            words = vec![("x", &chart.x), ("y", &chart.y)];
            numbers.extend(chart.range.map(|range| ("range", range.to_vec())));
            numbers.extend(chart.level.as_ref().map(|(level, _)| ("level", vec![*level])));
            switches = vec![("log", chart.log), ("step", chart.step), ("dots", chart.dots), ("switch", chart.switch)];
        }
        Chart::Heat(chart) => {
            words = vec![("x", &chart.x), ("y", &chart.y), ("value", &chart.value)];
            numbers.push(("scale", chart.scale.to_vec()));
            numbers.extend(chart.boundary.map(|level| ("boundary", vec![level])));
            switches = vec![("names", chart.names)];
        }
        Chart::Intervals(chart) => {
            words = vec![("x", &chart.x)];
            numbers.extend(chart.null.map(|null| ("null", vec![null])));
            switches = vec![("bars", chart.bars)];
        }
        Chart::Points(chart) => {
            words = vec![("x", &chart.x), ("y", &chart.y)];
            numbers.extend(chart.slope.as_ref().map(|(slope, _)| ("slope", vec![*slope])));
        }
        Chart::Areas(chart) => words = vec![("x", &chart.x), ("y", &chart.y)],
        Chart::Links(_) => {}
    }
    let Language { list, yes, set, .. } = language;
    let listed = |numbers: &[f64]| match numbers {
        [one] => shown(*one),
        several => format!("{list}({})", several.iter().map(|x| shown(*x)).collect::<Vec<_>>().join(", ")),
    };
    let mut arguments = vec![quoted(&figure.name), quoted(&figure.title)];
    arguments.extend(words.into_iter().map(|(key, text)| format!("{key}{set}{}", quoted(text))));
    arguments.extend(numbers.iter().map(|(key, numbers)| format!("{key}{set}{}", listed(numbers))));
    arguments.extend(switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| format!("{key}{set}{yes}")));
    format!("{}({})\n", (language.function)(&figure.chart), arguments.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figure::{Areas, Lines};

    fn figure(title: &str, chart: Chart) -> Figure {
        Figure { name: "one".to_owned(), title: title.to_owned(), caption: String::new(), chart }
    }

    #[test]
    fn a_picture_is_one_call_in_each_language() {
        let chart =
            Lines { x: "round".into(), y: "trust".into(), range: Some([0.0, 1.0]), step: true, ..Lines::default() };
        let shown = figure("A \"title\"", Chart::Lines(chart));
        assert_eq!(
            call(&shown, &PYTHON),
            "lines(\"one\", \"A \\\"title\\\"\", x=\"round\", y=\"trust\", range=(0, 1), step=True)\n"
        );
        assert_eq!(
            call(&shown, &R),
            "lines_picture(\"one\", \"A \\\"title\\\"\", x = \"round\", y = \"trust\", range = c(0, 1), step = TRUE)\n"
        );
    }

    #[test]
    fn what_was_changed_by_hand_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = [figure("First", Chart::Areas(Areas::default()))];
        let second = [figure("Second", Chart::Areas(Areas::default()))];
        let read = |name: &str| std::fs::read_to_string(folder.path().join(PLOTS).join(name)).unwrap();
        write(folder.path(), &first).unwrap();
        let own = read("plot.py").replace("First", "My own");
        std::fs::write(folder.path().join(PLOTS).join("plot.py"), &own).unwrap();
        write(folder.path(), &second).unwrap();
        assert_eq!(read("plot.py"), own);
        for untouched in ["plot.R", "plot.gp"] {
            assert!(read(untouched).contains("Second") && !read(untouched).contains("First"), "{untouched}");
        }
    }
}
