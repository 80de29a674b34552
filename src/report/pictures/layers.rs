//! Shares of strategies, stacked: which of many are drawn one by one.

use crate::question::words::Words;

/// Layers that are drawn one by one.
const LAYERS: usize = 7;

/// Shares of strategies as layers, the rarest of many drawn together; they come with the commonest first.
pub(super) fn layered(mut layers: Vec<(String, Vec<f64>)>, words: Words) -> Vec<(String, Vec<f64>)> {
    // A lone last one keeps its name.
    if layers.len() > LAYERS + 1 {
        let rest = layers.split_off(LAYERS);
        let mut sum = vec![0.0; rest[0].1.len()];
        for (_, shares) in &rest {
            sum.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share);
        }
        layers.push((words.pick(format!("{} others", rest.len()), format!("其余 {} 种", rest.len())), sum));
    }
    layers
}
