//! Numbers on the command line and in print.

use std::cmp::Ordering;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use crate::game::{Payoffs, Preset};
use crate::units::{Discount, Finite, NonNegative, OutOfRange, Positive, Probability};

/// A number, or a fraction such as 1/3.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let plain = |text: &str| text.trim().parse::<f64>().map_err(|_| format!("expected a number, found {text:?}"));
    match text.split_once('/') {
        Some((above, below)) => Ok(plain(above)? / plain(below)?),
        None => plain(text),
    }
}

fn checked<T>(text: &str, new: impl Fn(f64) -> Result<T, OutOfRange>) -> Result<T, String> {
    new(number(text)?).map_err(|error| error.to_string())
}

pub(super) fn probability(text: &str) -> Result<Probability, String> {
    checked(text, Probability::new)
}

pub(super) fn discount(text: &str) -> Result<Discount, String> {
    checked(text, Discount::new)
}

pub(super) fn finite(text: &str) -> Result<Finite, String> {
    checked(text, Finite::new)
}

pub(super) fn positive(text: &str) -> Result<Positive, String> {
    checked(text, Positive::new)
}

pub(super) fn non_negative(text: &str) -> Result<NonNegative, String> {
    checked(text, NonNegative::new)
}

pub(super) fn payoffs(text: &str) -> Result<Payoffs, String> {
    Ok(Payoffs(four(text, "R,S,T,P", finite)?.map(Finite::get)))
}

/// Four values separated by commas.
pub(super) fn four<T: Copy>(
    text: &str,
    names: &str,
    value: impl Fn(&str) -> Result<T, String>,
) -> Result<[T; 4], String> {
    let values: Vec<T> = text.split(',').map(value).collect::<Result<_, _>>()?;
    <[T; 4]>::try_from(values.as_slice()).map_err(|_| format!("expected four numbers {names}, found {}", values.len()))
}

/// A game by its name.
pub(super) fn preset() -> impl clap::builder::TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::name)).try_map(|name| {
        let found = Preset::ALL.into_iter().find(|preset| preset.name() == name);
        found.ok_or_else(|| format!("no game is called {name:?}"))
    })
}

/// Nine decimals, or nine digits where those would hide the number; words where floating point has none.
pub(super) fn figure(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if size.is_nan() => "too rare to tell".to_owned(),
        size if (1e-3..1e9).contains(&size) => format!("{x:.9}"),
        _ => format!("{x:.8e}"),
    }
}

/// A probability given by its logarithm, also one too small for a number.
pub(super) fn likelihood(log: f64) -> String {
    if log > -700.0 || !log.is_finite() {
        return figure(libm::exp(log));
    }
    let tens = log / std::f64::consts::LN_10;
    format!("{:.8}e{}", libm::pow(10.0, tens - tens.floor()), tens.floor())
}

/// The order of two numbers that were computed: what rounding alone tells apart is equal.
///
/// Words hang on it ("favoured", "stable"); solving thousands of equations leaves errors of some 1e-12.
pub(super) fn order(a: f64, b: f64) -> Ordering {
    const ROUNDING: f64 = 1e-9;
    if (a - b).abs() <= ROUNDING * a.abs().max(b.abs()) { Ordering::Equal } else { a.total_cmp(&b) }
}

/// The same as a word: favoured above, neutral, or disfavoured.
pub(super) fn selected(order: Ordering) -> &'static str {
    match order {
        Ordering::Greater => "favoured",
        Ordering::Equal => "neutral",
        Ordering::Less => "disfavoured",
    }
}

/// A threshold, where there is one.
pub(super) fn or_never(threshold: Option<f64>) -> String {
    threshold.map_or("never".to_owned(), |x| format!("{x:.9}"))
}
