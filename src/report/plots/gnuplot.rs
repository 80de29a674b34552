//! The pictures as a gnuplot script, one block for each.

use std::fmt::Write as _;

use super::quoted;
use crate::output::table::shown;
use crate::report::figure::draw::colour;
use crate::report::figure::vega::passages;
use crate::report::figure::{Areas, Chart, Figure, Heat, Intervals, Lines, Links, Points};

const HEAD: &str = r##"# Redraws the pictures of this result from figures/*.csv with gnuplot 5.4 or later.
#
#     gnuplot plots/plot.gp       all pictures, as plots/gnuplot/NAME.png; run it in the folder of the result
#
# `comity report` makes this file anew unless it was changed by hand; remove it to have it back.

set datafile separator comma
set encoding utf8
set terminal pngcairo noenhanced size 1440,900 font "DejaVu Sans,18" linewidth 2
set key noenhanced below horizontal spacing 1.1 height 0.6
set style fill solid 1 noborder
set palette defined (0 "#440154", 0.25 "#3b528b", 0.5 "#21918c", 0.75 "#5ec962", 1 "#fde725")
system "mkdir -p plots/gnuplot"
"##;

/// Undoes what one picture sets and the next does not want.
const AFTER: &str = "unset logscale; unset arrow; set border; set xtics auto norotate; set ytics auto; set autoscale; set size noratio\n";

/// The whole script.
pub(super) fn script(figures: &[Figure]) -> String {
    HEAD.to_owned() + &figures.iter().map(block).collect::<String>()
}

fn block(figure: &Figure) -> String {
    let file = format!("\"figures/{}.csv\"", figure.name);
    let drawn = match &figure.chart {
        Chart::Lines(chart) => lines(chart, &file),
        Chart::Heat(chart) => heat(chart, &file, &figure.name),
        Chart::Intervals(chart) => intervals(chart, &file),
        Chart::Points(chart) => points(chart, &file),
        Chart::Areas(chart) => areas(chart, &file),
        Chart::Links(chart) => links(chart, &file),
    };
    let (name, title) = (&figure.name, quoted(&figure.title));
    format!("\n# {name}\nset output \"plots/gnuplot/{name}.png\"\nset title {title}\n{drawn}{AFTER}")
}

fn plot(parts: &[String]) -> String {
    format!("plot {}\n", parts.join(", \\\n     "))
}

/// A column where a name stands in another, missing elsewhere.
fn only(named: usize, name: &str, column: usize) -> String {
    // gnuplot reads a quoted name up to its first comma only.
    let name = name.split(',').next().unwrap_or_default();
    format!("(strcol({named}) eq {} ? ${column} : NaN)", quoted(name))
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
        if chart.step {
            for edge in [4, 5] {
                ribbons
                    .push(format!("{file} {rows} using 2:{edge} with steps linecolor \"{ink}\" linewidth 0.3 notitle"));
            }
        } else {
            ribbons.push(format!("{file} {rows} using 2:4:5 with filledcurves fillstyle transparent solid 0.16 linecolor \"{ink}\" notitle"));
        }
        let title =
            if series.name.is_empty() { "notitle".to_owned() } else { format!("title {}", quoted(&series.name)) };
        let dash = place % 4 + 1;
        curves.push(format!(
            "{file} {rows} using 2:3 with {style} linecolor \"{ink}\" dashtype {dash} linewidth 1.5 {title}"
        ));
        if series.ticks().next().is_some() {
            curves.push(format!("{file} {rows} using 2:($6 > 0 ? $3 : NaN) with points pointtype 1 linecolor \"{ink}\" notitle"));
        }
    }
    text + &plot(&[ribbons, curves].concat())
}

fn heat(chart: &Heat, file: &str, name: &str) -> String {
    let ticks = |labels: &[String]| {
        let every = labels.len().div_ceil(24).max(1);
        let kept = labels.iter().enumerate().step_by(every);
        kept.map(|(k, label)| format!("{} {}", quoted(label), k + 1)).collect::<Vec<_>>().join(", ")
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
    let mut text = format!("set xlabel {}\nunset ylabel\nset offsets 0, 0, 1, 1\n", quoted(&chart.x));
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
            let (ink, x) = (colour(place), only(2, group, 3));
            // Without an interval, the estimate is both its ends.
            let end = |column: usize| format!("(strlen(strcol({column})) > 0 ? ${column} : $3)");
            format!(
                "{file} skip 1 using {x}:(-$0):{}:{}:ytic(1) with xerrorbars pointtype 5 linecolor \"{ink}\" {title}",
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
    let mut parts = vec![
        format!(
            "{file} skip 1 using 2:5:{}:{} with xerrorbars pointtype 7 linecolor \"{}\" notitle",
            end(3),
            end(4),
            colour(0)
        ),
        format!("{file} skip 1 using 2:5:1 with labels left offset 1, 0.5 notitle"),
    ];
    if let Some((slope, label)) = &chart.slope {
        text += "set dummy x\n";
        parts.push(format!("{} * x dashtype 3 linecolor \"grey50\" title {}", shown(*slope), quoted(label)));
    }
    text + &plot(&parts)
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
    if !chart.links.is_empty() {
        let x = only(1, "link", 5);
        parts.push(format!(
            "{file} skip 1 using {x}:6:($7 - $5):($8 - $6) with vectors nohead linecolor \"#bbbbbb\" notitle"
        ));
    }
    for (place, kind) in kinds.iter().enumerate() {
        let x = only(4, kind, 5);
        let ink = colour(place);
        parts.push(format!(
            "{file} skip 1 using {x}:6 with points pointtype 7 pointsize 2 linecolor \"{ink}\" title {}",
            quoted(kind)
        ));
    }
    let x = only(1, "node", 5);
    parts.push(format!("{file} skip 1 using ({x} * 1.15):($6 * 1.1):2 with labels notitle"));
    let text = "unset border; unset xtics; unset ytics; unset xlabel; unset ylabel\nset size ratio -1\nset xrange [-1.5:1.5]\nset yrange [-1.25:1.25]\n";
    text.to_owned() + &plot(&parts)
}
