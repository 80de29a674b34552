//! Numbers for reading: counts, sizes, durations.

/// A count for reading: 1234567 as 1.23 million.
pub fn count(x: f64) -> String {
    match x {
        x if x >= 1e9 => format!("{:.3} billion", x / 1e9),
        x if x >= 1e6 => format!("{:.2} million", x / 1e6),
        x => format!("{x:.0}"),
    }
}

/// A size for reading.
pub fn size(bytes: u64) -> String {
    let x = bytes as f64;
    match x {
        x if x >= 1e9 => format!("{:.1} GB", x / 1e9),
        x if x >= 1e6 => format!("{:.1} MB", x / 1e6),
        x if x >= 1e3 => format!("{:.1} kB", x / 1e3),
        x => format!("{x} bytes"),
    }
}

/// A duration for reading.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 5400.0 => format!("{:.1} hours", s / 3600.0),
        s if s >= 90.0 => format!("{:.1} minutes", s / 60.0),
        s => format!("{s:.1} s"),
    }
}
