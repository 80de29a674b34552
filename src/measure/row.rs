//! Columns as data: a row struct is a table, its fields are the columns, their texts the data dictionary.

/// A column of an output table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What it means.
    pub meaning: String,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, unit: &'static str, meaning: impl Into<String>) -> Self {
        Self { name: name.into(), unit, meaning: meaning.into() }
    }
}

/// What the values of a column are, for formats that have types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Whole numbers: places, counts, ranks.
    Whole,
    /// Whole numbers from 0 to 2^64 - 1: seeds.
    Seed,
    /// Numbers.
    Number,
    /// Names and words.
    Text,
    /// Values of a key of the config: numbers, `true` or `false`, or words, but of one column all of one kind.
    Setting,
}

impl Column {
    /// What its values are, by its unit.
    pub fn kind(&self) -> ValueKind {
        match self.unit {
            "number" if self.name == "seed" => ValueKind::Seed,
            "number" | "rank" | "generation" | "players" => ValueKind::Whole,
            "name" => ValueKind::Text,
            "as in the config" => ValueKind::Setting,
            _ => ValueKind::Number,
        }
    }
}

/// Declares a row of numbers: its fields, each with unit and meaning. A missing value is NaN and is written empty.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident [$unit:literal] $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name {
            $(#[doc = concat!($meaning, " (", $unit, ")")] pub $field: f64,)*
        }

        impl $name {
            /// Number of columns.
            pub const WIDTH: usize = [$(stringify!($field)),*].len();

            /// The columns, in order.
            pub fn columns() -> Vec<$crate::measure::Column> {
                vec![$($crate::measure::Column::new(stringify!($field), $unit, $meaning)),*]
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
        let kinds = crate::measure::columns::keys().iter().map(Column::kind).collect::<Vec<_>>();
        assert_eq!(kinds, [ValueKind::Whole, ValueKind::Whole, ValueKind::Seed, ValueKind::Whole]);
        assert_eq!(Column::new("mutant", "name", "").kind(), ValueKind::Text);
        assert_eq!(Column::new("noise.execution", "as in the config", "").kind(), ValueKind::Setting);
        // the mean of 0/1 over a window is a share, that of a round no round
        assert_eq!(Column::new("in_force", "0/1", "").kind(), ValueKind::Number);
        assert_eq!(Column::new("onset", "round", "").kind(), ValueKind::Number);
    }
}
