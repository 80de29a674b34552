//! What a picture shows: its words, its numbers, and as what they are drawn.

/// A picture: its file name without ending, its words and its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Name of its files, without ending: lower case, digits and hyphens.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What is seen, in one or two sentences: caption, and text for those who do not see.
    pub caption: String,
    /// What is drawn.
    pub chart: Chart,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Curves with ribbons.
    Lines(Lines),
    /// A matrix as colours.
    Heat(Heat),
    /// Estimates with intervals, one a row.
    Intervals(Intervals),
    /// Named points.
    Points(Points),
    /// Shares stacked to 1.
    Areas(Areas),
    /// Who is linked to whom.
    Links(Links),
}

/// Curves over a common axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lines {
    /// Label of the horizontal axis, with its unit.
    pub x: String,
    /// Label of the vertical axis, with its unit.
    pub y: String,
    /// Ends of the vertical axis; none: as the data have it.
    pub range: Option<[f64; 2]>,
    /// Is the horizontal axis logarithmic?
    pub log: bool,
    /// Are values kept until the next point (a staircase)?
    pub step: bool,
    /// Are the points marked?
    pub dots: bool,
    /// Is the horizontal axis a switch, 0 or 1?
    pub switch: bool,
    /// What the ribbons are; empty: there are none.
    pub ribbon: String,
    /// The curves.
    pub series: Vec<Series>,
    /// A level worth a line across, with its label.
    pub level: Option<(f64, String)>,
}

/// A curve: `[x, y, low, high]`, sorted by x; low and high NaN where it has no ribbon, y NaN where it is broken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Series {
    /// Its name in the legend.
    pub name: String,
    /// Its points.
    pub points: Vec<[f64; 4]>,
    /// How many are seen for the last time at each of the points, which then has a tick; empty: there is nothing of the kind.
    pub censored: Vec<u32>,
}

impl Series {
    /// The points with a tick.
    pub fn ticks(&self) -> impl Iterator<Item = &[f64; 4]> {
        self.points.iter().zip(&self.censored).filter(|(_, censored)| **censored > 0).map(|(point, _)| point)
    }
}

impl Lines {
    /// Has any of its curves ticks?
    pub fn has_ticks(&self) -> bool {
        self.series.iter().any(|series| !series.censored.is_empty())
    }
}

/// A matrix as colours, the first row at the bottom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heat {
    /// Label of the horizontal axis.
    pub x: String,
    /// Label of the vertical axis.
    pub y: String,
    /// Labels of the columns.
    pub columns: Vec<String>,
    /// Labels of the rows.
    pub rows: Vec<String>,
    /// What the colours are.
    pub value: String,
    /// `cells[row][column]`; NaN where there is none.
    pub cells: Vec<Vec<f64>>,
    /// Lower and upper end of an interval of each value, where there is one.
    pub bounds: Option<[Vec<Vec<f64>>; 2]>,
    /// Values at the ends of the colour scale.
    pub scale: [f64; 2],
    /// A level whose boundary is drawn, with that of the bounds.
    pub boundary: Option<f64>,
    /// Are axes without order (names)?
    pub names: bool,
}

/// Estimates with intervals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Intervals {
    /// Label of the axis, with its unit.
    pub x: String,
    /// The rows, top first.
    pub rows: Vec<Interval>,
    /// The value of no effect, if there is one.
    pub null: Option<f64>,
    /// Are the estimates bars from 0?
    pub bars: bool,
}

/// One estimate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Interval {
    /// What is estimated.
    pub label: String,
    /// Which of several estimates of it; empty if there is one.
    pub group: String,
    /// `[estimate, low, high]`.
    pub values: [f64; 3],
}

/// Named points, with an interval along x.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Points {
    /// Label of the horizontal axis.
    pub x: String,
    /// Label of the vertical axis.
    pub y: String,
    /// Name and `[x, low, high, y]` of each; low and high may be NaN.
    pub points: Vec<(String, [f64; 4])>,
    /// A line through the origin of this slope, with its label.
    pub slope: Option<(f64, String)>,
}

/// Shares over a common axis, stacked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Areas {
    /// Label of the horizontal axis.
    pub x: String,
    /// Label of the vertical axis.
    pub y: String,
    /// The places along the horizontal axis.
    pub places: Vec<f64>,
    /// Name and shares of each layer, the lowest first.
    pub layers: Vec<(String, Vec<f64>)>,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Links {
    /// Name and kind of each node; the kind is its colour.
    pub nodes: Vec<(String, String)>,
    /// Two nodes and the strength of what links them, above 0.
    pub links: Vec<(usize, usize, f64)>,
    /// What the strength is.
    pub strength: String,
}

impl Intervals {
    /// The groups of its rows, each once, in the order in which they come.
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        }
        groups
    }
}

impl Figure {
    /// Is there anything to see?
    pub fn is_empty(&self) -> bool {
        match &self.chart {
            Chart::Lines(lines) => {
                lines.series.iter().all(|series| series.points.iter().all(|point| point[1].is_nan()))
            }
            Chart::Heat(heat) => heat.cells.iter().flatten().all(|value| value.is_nan()),
            Chart::Intervals(intervals) => intervals.rows.iter().all(|row| row.values[0].is_nan()),
            Chart::Points(points) => points.points.is_empty(),
            Chart::Areas(areas) => areas.places.is_empty() || areas.layers.is_empty(),
            Chart::Links(links) => links.nodes.is_empty(),
        }
    }
}
