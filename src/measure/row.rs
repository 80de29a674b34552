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
