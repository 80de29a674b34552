//! The pictures as a gnuplot script, one block for each.

use std::fmt::Write as _;

use crate::output::display;
use crate::output::table::shown;
use crate::report::figure::links::circle;
use crate::report::figure::style::colour;
use crate::report::figure::vega::passages;
use crate::report::figure::{Areas, Chart, Field, Figure, FigureRows, Heat, Intervals, Lines, Links, Points};

const HEAD: &str = r##"# Redraws the pictures of this result from figures/*.csv with gnuplot 5.4 or later.
#
#     gnuplot plots/plot.gp       all pictures, as plots/gnuplot/NAME.png; run it in the folder of the result
#
# `comity report` makes this file anew unless it was changed by hand; remove it to have it back.

set datafile separator comma
set datafile commentschars ""
set encoding utf8
set terminal pngcairo noenhanced size 1440,900 font "DejaVu Sans,18" linewidth 2
set key noenhanced below horizontal spacing 1.1 height 0.6
set style fill solid 1 noborder
set palette defined (0 "#440154", 0.25 "#3b528b", 0.5 "#21918c", 0.75 "#5ec962", 1 "#fde725")
system "mkdir -p plots/gnuplot"
"##;

/// Undoes what one picture sets and the next does not want.
const AFTER: &str = "unset logscale; unset arrow; unset label; set border; set xtics auto norotate; set ytics auto; set autoscale; set size noratio\n";

/// The whole script.
pub(super) fn script(figures: &[Figure]) -> String {
    HEAD.to_owned() + &figures.iter().map(block).collect::<String>()
}

/// Text as gnuplot takes it, letter by letter.
///
/// In single quotes it knows neither backslashes nor backticks nor macros, but is at a loss where a text begins with such a quote; a
/// text that has one stands in double quotes, everything that means something there in octal.
fn quoted(text: &str) -> String {
    let text = display::line(text);
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    let letter = |letter: char| match letter {
        '\'' | '"' | '`' | '\\' | '@' | '$' => format!("\\{:03o}", u32::from(letter)),
        other => other.to_string(),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

/// Text as a label of an axis, which is a format to gnuplot.
fn tick(text: &str) -> String {
    quoted(&text.replace('%', "%%"))
}

/// Where the numbers of a picture are: what to plot, and what has to stand ahead of it.
///
/// gnuplot reads only the numbers of a table, never its texts, which are in the script; but it loses its way where a text has quotes
/// or lines in it, and such a table stands in the script without them.
fn numbers(figure: &Figure) -> (String, String) {
    let FigureRows { columns, rows } = figure.chart.rows();
    let lost = |field: &Field| matches!(field, Field::Text(text) if text.contains(['"', '\n', '\r']));
    if !rows.iter().flatten().any(lost) {
        return (format!("'figures/{}.csv'", figure.name), String::new());
    }
    let block = format!("$numbers_{}", figure.name.replace('-', "_"));
    let mut text = format!("{block} << EOD\n{}\n", columns.join(","));
    for row in rows {
        let fields = row.iter().map(|field| match field {
            Field::Number(number) if !number.is_nan() => shown(*number),
            _ => String::new(),
        });
        text += &(fields.collect::<Vec<_>>().join(",") + "\n");
    }
    (block, text + "EOD\n")
}

fn block(figure: &Figure) -> String {
    let (file, numbers) = numbers(figure);
    let drawn = match &figure.chart {
        Chart::Lines(chart) => lines(chart, &file),
        Chart::Heat(chart) => heat(chart, &file, &figure.name),
        Chart::Intervals(chart) => intervals(chart, &file),
        Chart::Points(chart) => points(chart, &file),
        Chart::Areas(chart) => areas(chart, &file),
        Chart::Links(chart) => links(chart, &file),
    };
    let (name, title) = (&figure.name, quoted(&figure.title));
    format!("\n# {name}\n{numbers}set output \"plots/gnuplot/{name}.png\"\nset title {title}\n{drawn}{AFTER}")
}

fn plot(parts: &[String]) -> String {
    format!("plot {}\n", parts.join(", \\\n     "))
}

/// A column in some of the rows, missing in the others.
fn only(rows: impl Iterator<Item = bool>, column: usize) -> String {
    let marks: String = rows.map(|wanted| if wanted { '1' } else { '0' }).collect();
    format!("(substr('{marks}', int($0) + 1, int($0) + 1) eq '1' ? ${column} : NaN)")
}

/// The rows of the parts of a table, one after the other: what follows a file's name.
fn rows(lengths: impl Iterator<Item = usize>) -> Vec<String> {
    let mut first = 0;
    lengths
        .map(|length| {
            let rows = format!("skip 1 every ::{first}::{}", (first + length).saturating_sub(1));
            first += length;
            rows
        })
        .collect()
}

fn lines(chart: &Lines, file: &str) -> String {
    let mut text = format!("set xlabel {}\nset ylabel {}\n", quoted(&chart.x), quoted(&chart.y));
    if let Some([low, high]) = chart.range {
        let _ = writeln!(text, "set yrange [{}:{}]", shown(low), shown(high));
    }
    if chart.log {
        text += "set logscale x\n";
    }
    if chart.switch {
        text += "set xtics 0, 1\n";
    }
    if let Some((level, _)) = &chart.level {
        let _ = writeln!(
            text,
            "set arrow from graph 0, first {0} to graph 1, first {0} nohead dashtype 3 linecolor \"black\"",
            shown(*level)
        );
    }
    let style = match (chart.step, chart.dots) {
        (true, _) => "steps",
        (false, true) => "linespoints pointtype 7",
        (false, false) => "lines",
    };
    let (mut ribbons, mut curves) = (Vec::new(), Vec::new());
    let rows = rows(chart.series.iter().map(|series| series.points.len()));
    for (place, (series, rows)) in chart.series.iter().zip(&rows).enumerate() {
        if series.points.is_empty() {
            continue;
        }
        let ink = colour(place);
        // gnuplot complains of a curve without a single number.
        let known = |column: usize| series.points.iter().any(|point| point[column - 2].is_finite());
        if chart.step {
            for edge in [4, 5].into_iter().filter(|edge| known(*edge)) {
                ribbons
                    .push(format!("{file} {rows} using 2:{edge} with steps linecolor \"{ink}\" linewidth 0.3 notitle"));
            }
        } else if known(4) {
            ribbons.push(format!("{file} {rows} using 2:4:5 with filledcurves fillstyle transparent solid 0.16 linecolor \"{ink}\" notitle"));
        }
        let title =
            if series.name.is_empty() { "notitle".to_owned() } else { format!("title {}", quoted(&series.name)) };
        let dash = place % 4 + 1;
        curves.push(format!(
            "{file} {rows} using 2:3 with {style} linecolor \"{ink}\" dashtype {dash} linewidth 1.5 {title}"
        ));
        if series.ticks().next().is_some() {
            curves.push(format!(
                "{file} {rows} using 2:($6 > 0 ? $3 : NaN) with points pointtype 1 linecolor \"{ink}\" notitle"
            ));
        }
    }
    text + &plot(&[ribbons, curves].concat())
}

fn heat(chart: &Heat, file: &str, name: &str) -> String {
    let ticks = |labels: &[String]| {
        let every = labels.len().div_ceil(24).max(1);
        let kept = labels.iter().enumerate().step_by(every);
        kept.map(|(k, label)| format!("{} {}", tick(label), k + 1)).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "set xlabel {}\nset ylabel {}\nset cblabel {}\nset cbrange [{}:{}]\nset xtics ({}){}\nset ytics ({})\n",
        quoted(&chart.x),
        quoted(&chart.y),
        quoted(&chart.value),
        shown(chart.scale[0]),
        shown(chart.scale[1]),
        ticks(&chart.columns),
        if chart.names { " rotate by 60 right" } else { "" },
        ticks(&chart.rows),
    );
    // Boxes, since an image with a missing cell is drawn askew.
    let cell = "3:4:($3 - 0.5):($3 + 0.5):($4 - 0.5):($4 + 0.5):5";
    let mut parts = vec![format!("{file} skip 1 using {cell} with boxxyerror fillcolor palette notitle")];
    let _ = writeln!(text, "set xrange [0.5:{}.5]\nset yrange [0.5:{}.5]", chart.columns.len(), chart.rows.len());
    if let Some(level) = chart.boundary {
        let mut curves = vec![("estimate", &chart.cells, "black", 2.0)];
        if let Some([low, high]) = &chart.bounds {
            curves.extend([("low", low, "white", 0.7), ("high", high, "white", 0.7)]);
        }
        for (which, cells, ink, width) in curves {
            let found = passages(cells, level);
            if found.is_empty() {
                continue;
            }
            let block = format!("${}_{which}", name.replace('-', "_"));
            let _ = writeln!(
                text,
                "# Where P(hold), or an end of its interval, passes {} between two cells, by linear interpolation.",
                shown(level)
            );
            let _ = writeln!(text, "{block} << EOD");
            for [column, row] in found {
                let _ = writeln!(text, "{},{}", shown(column), shown(row));
            }
            text += "EOD\n";
            parts.push(format!("{block} using 1:2 with linespoints pointtype 7 pointsize 0.4 linecolor \"{ink}\" linewidth {width} notitle"));
        }
    }
    text + &plot(&parts)
}

fn intervals(chart: &Intervals, file: &str) -> String {
    let labels = chart.rows.iter().enumerate().map(|(place, row)| format!("{} -{place}", tick(&row.label)));
    let labels = labels.collect::<Vec<_>>().join(", ");
    let mut text =
        format!("set xlabel {}\nunset ylabel\nset ytics ({labels})\nset offsets 0, 0, 1, 1\n", quoted(&chart.x));
    if let Some(null) = chart.null {
        let _ = writeln!(
            text,
            "set arrow from first {0}, graph 0 to first {0}, graph 1 nohead dashtype 2 linecolor \"grey50\"",
            shown(null)
        );
    }
    let groups = chart.groups();
    let parts: Vec<String> = groups
        .iter()
        .enumerate()
        .map(|(place, group)| {
            let title = if groups.len() > 1 { format!("title {}", quoted(group)) } else { "notitle".to_owned() };
            let (ink, x) = (colour(place), only(chart.rows.iter().map(|row| row.group == *group), 3));
            // Without an interval, the estimate is both its ends.
            let end = |column: usize| format!("(strlen(strcol({column})) > 0 ? ${column} : $3)");
            format!(
                "{file} skip 1 using {x}:(-$0):{}:{} with xerrorbars pointtype 5 linecolor \"{ink}\" {title}",
                end(4),
                end(5)
            )
        })
        .collect();
    text + &plot(&parts) + "set offsets\n"
}

fn points(chart: &Points, file: &str) -> String {
    let mut text = format!("set xlabel {}\nset ylabel {}\n", quoted(&chart.x), quoted(&chart.y));
    let end = |column: usize| format!("(strlen(strcol({column})) > 0 ? ${column} : $2)");
    let mut parts = vec![format!(
        "{file} skip 1 using 2:5:{}:{} with xerrorbars pointtype 7 linecolor \"{}\" notitle",
        end(3),
        end(4),
        colour(0)
    )];
    for (name, [x, _, _, y]) in &chart.points {
        text += &label(name, [*x, *y], " left offset 1, 0.5");
    }
    if let Some((slope, label)) = &chart.slope {
        text += "set dummy x\n";
        parts.push(format!("{} * x dashtype 3 linecolor \"grey50\" title {}", shown(*slope), quoted(label)));
    }
    text + &plot(&parts)
}

/// Text at a point; nowhere if it has none.
fn label(text: &str, [x, y]: [f64; 2], how: &str) -> String {
    if x.is_nan() || y.is_nan() {
        return String::new();
    }
    format!("set label {} at {}, {}{how}\n", quoted(text), shown(x), shown(y))
}

fn areas(chart: &Areas, file: &str) -> String {
    let text = format!("set xlabel {}\nset ylabel {}\nset yrange [0:1]\n", quoted(&chart.x), quoted(&chart.y));
    let rows = rows(chart.layers.iter().map(|(_, shares)| shares.len()));
    let part = |(place, ((name, _), rows)): (usize, (&(String, Vec<f64>), &String))| {
        format!("{file} {rows} using 2:4:5 with filledcurves linecolor \"{}\" title {}", colour(place), quoted(name))
    };
    text + &plot(&chart.layers.iter().zip(&rows).enumerate().map(part).collect::<Vec<_>>())
}

fn links(chart: &Links, file: &str) -> String {
    let mut kinds: Vec<&str> = chart.nodes.iter().map(|(_, kind)| kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut parts = Vec::new();
    let nodes = chart.nodes.len();
    if !chart.links.is_empty() {
        parts.push(format!(
            "{file} skip 1 every ::{nodes} using 5:6:($7 - $5):($8 - $6) with vectors nohead linecolor \"#bbbbbb\" notitle"
        ));
    }
    for (place, kind) in kinds.iter().enumerate() {
        let x = only(chart.nodes.iter().map(|(_, own)| own == kind), 5);
        let ink = colour(place);
        parts.push(format!(
            "{file} skip 1 every ::::{last} using {x}:6 with points pointtype 7 pointsize 2 linecolor \"{ink}\" title {}",
            quoted(kind),
            last = nodes.saturating_sub(1)
        ));
    }
    let names = chart.nodes.iter().zip(circle(chart));
    let names: String = names.map(|((name, _), [x, y])| label(name, [1.15 * x, 1.1 * y], " center")).collect();
    let text = "unset border; unset xtics; unset ytics; unset xlabel; unset ylabel\nset size ratio -1\nset xrange [-1.5:1.5]\nset yrange [-1.25:1.25]\n";
    text.to_owned() + &names + &plot(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_to_gnuplot() {
        assert_eq!(quoted("`touch X`\n$(y) \\n \"@a\" \u{1b}["), "'`touch X` $(y) \\n \"@a\" \\u{1b}['");
        assert_eq!(quoted("it's `x` \\n \"@$"), "\"it\\047s \\140x\\140 \\134n \\042\\100\\044\"");
        assert_eq!(tick("100%s"), "'100%%s'");
        assert_eq!(only([true, false].into_iter(), 3), "(substr('10', int($0) + 1, int($0) + 1) eq '1' ? $3 : NaN)");
    }

    /// A table in which gnuplot would lose its way stands in the script, without its texts.
    #[test]
    fn numbers_come_from_where_they_can_be_read() {
        let points =
            |name: &str| Points { points: vec![(name.to_owned(), [0.5, f64::NAN, 1.0, 2.0])], ..Points::default() };
        let of = |name: &str| {
            let chart = Chart::Points(points(name));
            numbers(&Figure { name: "a-b".to_owned(), title: String::new(), caption: String::new(), chart })
        };
        assert_eq!(of("x, y"), ("'figures/a-b.csv'".to_owned(), String::new()));
        let block = "$numbers_a_b << EOD\nlabel,x,low,high,y\n,0.5,,1,2\nEOD\n";
        assert_eq!(of("x \"y\""), ("$numbers_a_b".to_owned(), block.to_owned()));
    }
}
