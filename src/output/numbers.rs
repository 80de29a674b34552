//! Numbers as text: in a table, a sentence or a script.

/// The whole number that this is, if it is one that a count can be.
pub(super) fn whole(x: f64) -> Option<i64> {
    // Out of range it becomes the nearest there is, and not a number 0: neither is equal.
    let whole = x as i64;
    (whole as f64 == x && x.abs() < 9e18).then_some(whole)
}

/// A real as it stands in a table: the shortest digits that read back the same, always with a point (`0.0`, `1.0e+21`).
///
/// Readers guess the type of a column from its first rows, and take digits without a point for integers, some even with an exponent.
pub fn real(x: f64) -> String {
    with_point(x, |digits| String::from_utf8_lossy(digits).into_owned())
}

/// A count as it stands in a table: never with a point.
pub fn count(x: f64) -> String {
    whole(x).map_or_else(|| real(x), |x| x.to_string())
}

/// A number in a sentence or a script: the shortest digits that read back the same, whole numbers without a point.
pub fn shown(x: f64) -> String {
    match whole(x).filter(|whole| whole.unsigned_abs() < 1_000_000_000_000_000) {
        Some(whole) => whole.to_string(),
        None => real(x),
    }
}

/// What `take` makes of a real's digits, which have a point.
#[inline]
pub(super) fn with_point<T>(x: f64, take: impl FnOnce(&[u8]) -> T) -> T {
    let mut buffer = zmij::Buffer::new();
    let digits = buffer.format(x).as_bytes();
    // Between these bounds there is a point and no exponent.
    let size = x.abs();
    if size == 0.0 || (1e-4..1e15).contains(&size) { take(digits) } else { take(&pointed(digits)) }
}

/// The digits with a point if they have none: `1e+21` is `1.0e+21`.
#[cold]
fn pointed(digits: &[u8]) -> Vec<u8> {
    let mut digits = digits.to_vec();
    if let Some(place) = digits.iter().position(|&byte| byte == b'e')
        && !digits.contains(&b'.')
    {
        digits.splice(place..place, *b".0");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits read back the same, over all magnitudes, and every real has one point.
    #[test]
    fn numbers_read_back_the_same() {
        let mut stream = crate::rng::Stream::new(&crate::rng::Key::common(1), 0, crate::rng::Purpose::Analysis);
        for _ in 0..20_000 {
            let bits = u64::from(stream.word()) << 32 | u64::from(stream.word());
            for x in [f64::from_bits(bits), stream.uniform(), stream.uniform() * 1e4] {
                if x.is_finite() {
                    for text in [shown(x), real(x), count(x)] {
                        assert_eq!(text.parse::<f64>().unwrap().to_bits(), x.to_bits(), "{x:e}");
                    }
                    assert_eq!(real(x).matches('.').count(), 1, "{x:e}");
                }
            }
        }
        let numbers = [0.1, 1e15, 1e21, 1e-7, -2.0, 1e300, 1.5e-5, 5e-324, 0.0, -0.0];
        assert_eq!(
            numbers.map(real),
            [
                "0.1",
                "1000000000000000.0",
                "1.0e+21",
                "1.0e-7",
                "-2.0",
                "1.0e+300",
                "0.000015",
                "5.0e-324",
                "0.0",
                "-0.0"
            ]
        );
        // A power of ten at either end of what is written without an exponent.
        for exponent in -10..=20 {
            let x: f64 = format!("1e{exponent}").parse().unwrap();
            assert!(real(x).contains('.') && real(x).parse() == Ok(x), "{}", real(x));
        }
        assert_eq!([1.0, -3.0, 0.5, 1e15].map(shown), ["1", "-3", "0.5", "1000000000000000.0"]);
        assert_eq!([1.0, -3.0, 1e15].map(count), ["1", "-3", "1000000000000000"]);
    }
}
