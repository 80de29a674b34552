//! Columns as data: a row struct is a table, its fields are the columns, their texts the data dictionary.

use crate::world::agents::CAPABILITY;

/// A column of an output table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What it means.
    pub meaning: String,
    /// What its values are.
    pub kind: ValueKind,
    /// What its values can be.
    pub range: Range,
}

/// What the values of a column can be, as far as is known before anything runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// At least this, minus infinity if anything; how much at most is not known.
    From(f64),
    /// From the least to the greatest.
    Within(f64, f64),
    /// Rounds of a run: from the least to as many as it has.
    Rounds(f64),
}

impl Range {
    /// The range that a unit has by itself.
    fn of_unit(unit: &str) -> Self {
        match unit {
            "share" | "share of the largest" | "share of harm" | "0/1" | "belief" | "index" | "probability" => {
                Self::Within(0.0, 1.0)
            }
            "capability" => Self::Within(CAPABILITY.0, CAPABILITY.1),
            "round" | "rounds" => Self::Rounds(1.0),
            "rounds after" | "shocks" => Self::Rounds(0.0),
            "weight" | "armament" => Self::From(0.0),
            _ => Self::From(f64::NEG_INFINITY),
        }
    }

    /// The least and the greatest value in a run of so many rounds; an end that is not known is infinite.
    pub fn ends(self, rounds: u32) -> [f64; 2] {
        match self {
            Self::From(least) => [least, f64::INFINITY],
            Self::Within(least, most) => [least, most],
            Self::Rounds(least) => [least, f64::from(rounds)],
        }
    }
}

impl Column {
    /// A column; its unit says what its values are, and what they can be.
    pub fn new(name: impl Into<String>, unit: &'static str, meaning: impl Into<String>) -> Self {
        let name = name.into();
        let kind = ValueKind::of(&name, unit);
        Self { name, unit, meaning: meaning.into(), kind, range: Range::of_unit(unit) }
    }

    /// The same where its values have another range than others of its unit.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        Self { range: Range::Within(least, most), ..self }
    }

    /// The same with other values than its unit says: the mean of a count is a real.
    #[must_use]
    pub fn with_kind(self, kind: ValueKind) -> Self {
        Self { kind, ..self }
    }
}

/// What the values of a column are: one kind in every row, so that readers that guess from the first rows guess right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Whole numbers, never with a point: places, counts, ranks, 0/1.
    Count,
    /// Whole numbers from 0 to 2^64 - 1: seeds.
    Seed,
    /// Numbers, always with a point.
    Real,
    /// `true` or `false`.
    Boolean,
    /// Names and words.
    Text,
}

impl ValueKind {
    /// By unit.
    fn of(name: &str, unit: &str) -> Self {
        match unit {
            "number" if name == "seed" => Self::Seed,
            "number" | "rank" | "generation" | "players" | "0/1" | "round" | "rounds" | "rounds after" | "shocks"
            | "matches" | "turns" | "encounters" | "cells" => Self::Count,
            "name" | "text" | "C/D" => Self::Text,
            _ => Self::Real,
        }
    }

    /// Its name in `columns.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count | Self::Seed => "count",
            Self::Real => "real",
            Self::Boolean => "boolean",
            Self::Text => "text",
        }
    }

    /// Is it written without a point?
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Count | Self::Seed)
    }
}

/// Declares a row of numbers: its fields, each with unit and meaning, and its range where that is not its unit's. A missing
/// value is NaN and is written empty.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident [$unit:literal $(in $least:literal, $most:literal)?] $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name {
            $(#[doc = concat!($meaning, " (", $unit, ")")] pub $field: f64,)*
        }

        impl $name {
            /// Number of columns.
            pub const WIDTH: usize = [$(stringify!($field)),*].len();

            /// The columns, in order.
            pub fn columns() -> Vec<$crate::record::Column> {
                vec![$($crate::record::Column::new(stringify!($field), $unit, $meaning)$(.within($least, $most))?),*]
            }

            /// The values, in the order of the columns.
            pub fn values(&self) -> [f64; Self::WIDTH] {
                [$(self.$field),*]
            }
        }
    };
}
pub(crate) use row;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_says_what_the_values_are() {
        let kinds = crate::record::columns::keys().iter().map(|column| column.kind).collect::<Vec<_>>();
        assert_eq!(kinds, [ValueKind::Count, ValueKind::Count, ValueKind::Seed, ValueKind::Count]);
        assert_eq!(Column::new("mutant", "name", "").kind, ValueKind::Text);
        assert_eq!(Column::new("in_force", "0/1", "").kind, ValueKind::Count);
        assert_eq!(Column::new("onset", "round", "").kind, ValueKind::Count);
        // the mean of 0/1 over a window is a share, that of rounds no round
        let of =
            |columns: Vec<Column>, name: &str| columns.into_iter().find(|column| column.name == name).unwrap().kind;
        let runs = crate::record::columns::runs(&[]);
        let cells = crate::record::cell::cell_columns(&runs, crate::record::cell::Bound::Exact);
        assert_eq!(of(runs.clone(), "in_force"), ValueKind::Real);
        assert_eq!((of(runs.clone(), "holds"), of(runs, "onset_ww")), (ValueKind::Count, ValueKind::Count));
        assert_eq!((of(cells.clone(), "runs"), of(cells, "onset")), (ValueKind::Count, ValueKind::Real));
    }
}
