//! Drawing who is linked to whom: nodes on a circle, those of a kind side by side.

use kuva::plot::legend::{LegendEntry, LegendPosition, LegendShape};
use kuva::plot::network::{NetworkLayout, NetworkPlot};
use kuva::render::layout::Layout;
use kuva::render::plots::Plot;
use kuva::render::render::{Primitive, Scene, TextAnchor};

use super::chart::Links;
use super::style::{WIDTH, colour};

/// Nodes up to which names stand beside them; those of more point outwards, so that none lies over another.
const UPRIGHT: usize = 18;

/// Size of a node (pixels).
const RADIUS: f64 = 6.5;

/// Height of a name (pixels).
const LETTERS: u32 = 12;

/// Room for the title above (pixels).
const TITLE: f64 = 40.0;

/// Height of a row of the legend (pixels).
const ROW: f64 = 22.0;

/// The nodes in the order in which they stand around the circle.
fn around(chart: &Links) -> Vec<usize> {
    let mut order: Vec<usize> = (0..chart.nodes.len()).collect();
    order.sort_by(|&a, &b| chart.nodes[a].1.cmp(&chart.nodes[b].1).then(a.cmp(&b)));
    order
}

/// Places of the nodes on a circle, from the top clockwise: x and y in [-1, 1].
pub(in crate::report) fn circle(chart: &Links) -> Vec<[f64; 2]> {
    let order = around(chart);
    let mut at = vec![[0.0; 2]; order.len()];
    for (place, &node) in order.iter().enumerate() {
        let turn = std::f64::consts::TAU * place as f64 / order.len() as f64;
        at[node] = [libm::sin(turn), libm::cos(turn)];
    }
    at
}

/// The network and its legend; [`label`] adds the names.
pub(super) fn drawn(chart: &Links) -> (Vec<Plot>, Layout) {
    let mut kinds: Vec<&str> = chart.nodes.iter().map(|(_, kind)| kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let ink = |kind: &str| colour(kinds.iter().position(|own| *own == kind).unwrap_or(0));
    // Many links over each other would be one grey disc.
    let opacity = (4.5 / (chart.links.len().max(1) as f64).sqrt()).clamp(0.12, 0.45);
    let mut network =
        NetworkPlot::new().with_layout(NetworkLayout::Circle).with_node_radius(RADIUS).with_edge_opacity(opacity);
    // kuva sets the nodes on the circle in the order in which they come.
    for node in around(chart) {
        let (name, kind) = &chart.nodes[node];
        network = network.with_node_color(name.as_str(), ink(kind));
    }
    for &(from, to, strength) in &chart.links {
        let name = |node: usize| chart.nodes[node].0.as_str();
        network = network.with_edge(name(from), name(to), strength);
    }
    let plots = vec![Plot::Network(network)];
    let entry = |kind: &&str| LegendEntry {
        label: (*kind).to_owned(),
        color: ink(kind).to_owned(),
        shape: LegendShape::Circle,
        dasharray: None,
    };
    // The names need room around the circle, of which kuva leaves some within.
    let room = (wide(chart.nodes.iter().map(|(name, _)| name.as_str())) - 2.0 * RADIUS).clamp(30.0, 220.0);
    let above = if chart.nodes.len() > UPRIGHT { room } else { 16.0 };
    // kuva would count the columns of the legend by other margins than these.
    let across = WIDTH - 2.0 * room;
    let columns = (across / (40.0 + wide(kinds.iter().copied()))).max(1.0) as usize;
    let below = above + 44.0 + ROW * kinds.len().div_ceil(columns) as f64;
    let layout = Layout::auto_from_plots(&plots)
        .with_force_margins(room, room)
        .with_force_margins_y(TITLE + above, below)
        .with_legend_entries(kinds.iter().map(entry).collect())
        .with_legend_position(LegendPosition::OutsideBottomColumns)
        .with_legend_col_limit(columns)
        .with_width(WIDTH)
        .with_height(across + TITLE + above + below);
    (plots, layout)
}

/// Width of the longest of some names (pixels).
fn wide<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    // Letters outside ASCII, Chinese ones above all, are as wide as they are high.
    let letters = |name: &str| name.chars().map(|letter| if letter.is_ascii() { 0.62 } else { 1.0 }).sum::<f64>();
    f64::from(LETTERS) * names.map(letters).fold(0.0, f64::max)
}

/// Writes the names of the nodes outside the circle.
pub(super) fn label(scene: &mut Scene, chart: &Links) {
    let centres = scene.elements.iter().filter_map(|element| match element {
        Primitive::Circle { cx, cy, r, .. } if *r == RADIUS => Some([*cx, *cy]),
        _ => None,
    });
    let order = around(chart);
    let outwards = circle(chart);
    let names: Vec<Primitive> = centres
        .zip(&order)
        .map(|([x, y], &node)| {
            let [right, up] = outwards[node];
            let away = RADIUS + 5.0;
            let below = 0.35 * f64::from(LETTERS);
            let turned = order.len() > UPRIGHT;
            let anchor = match right {
                _ if !turned && right.abs() < 0.05 => TextAnchor::Middle,
                right if right > -1e-9 => TextAnchor::Start,
                _ => TextAnchor::End,
            };
            let degrees = libm::atan2(-up, right).to_degrees();
            let (rotate, x, y) = if turned {
                let turn = if right > -1e-9 { degrees } else { degrees + 180.0 };
                // What is turned about its foot is first moved along its own downward direction.
                let (sin, cos) = (libm::sin(turn.to_radians()), libm::cos(turn.to_radians()));
                (Some(turn), x + away * right - below * sin, y - away * up + below * cos)
            } else {
                (None, x + away * right, y - away * 1.3 * up + below)
            };
            Primitive::Text {
                x: (10.0 * x).round() / 10.0,
                y: (10.0 * y).round() / 10.0,
                content: chart.nodes[node].0.clone(),
                size: LETTERS,
                anchor,
                rotate: rotate.map(|turn| (10.0 * turn).round() / 10.0),
                bold: false,
                color: None,
            }
        })
        .collect();
    scene.elements.extend(names);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(nodes: &[(&str, &str)]) -> Links {
        let nodes = nodes.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect();
        Links { nodes, ..Links::default() }
    }

    #[test]
    fn those_of_a_kind_stand_side_by_side() {
        let chart = of(&[("a", "west"), ("b", "east"), ("c", "west"), ("d", "east")]);
        assert_eq!(around(&chart), [1, 3, 0, 2]);
        let at = circle(&chart);
        // The first at the top, the next a quarter of a turn to the right.
        assert!(at[1][0].abs() < 1e-12 && (at[1][1] - 1.0).abs() < 1e-12, "{at:?}");
        assert!((at[3][0] - 1.0).abs() < 1e-12 && at[3][1].abs() < 1e-12, "{at:?}");
    }

    #[test]
    fn names_stand_upright_while_they_are_few() {
        for (count, turned) in [(UPRIGHT, false), (UPRIGHT + 1, true)] {
            let names: Vec<String> = (0..count).map(|k| format!("state {k}")).collect();
            let chart = of(&names.iter().map(|name| (name.as_str(), "all")).collect::<Vec<_>>());
            let (plots, layout) = drawn(&chart);
            let mut scene = kuva::render::render::render_multiple(plots, layout);
            label(&mut scene, &chart);
            let turns: Vec<bool> = scene
                .elements
                .iter()
                .filter_map(|element| match element {
                    Primitive::Text { content, rotate, .. } if names.contains(content) => Some(rotate.is_some()),
                    _ => None,
                })
                .collect();
            assert_eq!(turns, vec![turned; count]);
        }
    }
}
