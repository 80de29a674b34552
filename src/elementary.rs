//! Logarithms and logistic functions of many numbers at once, to the last bit those of `libm`.
//!
//! Relative power takes a logarithm and an exponential for every dyad, in every round in which capabilities move. `libm` works them out one
//! by one, and chooses its way by branches. Here the same additions, multiplications and divisions are done in the same order, and
//! what the branches choose is chosen by comparison, so that the compiler makes vectors of a loop. Where a number is beyond the usual (not
//! normal, not positive, or an exponent that could overflow), the whole list is left to `libm`.
//!
//! ```text
//! log x:  x = 2^k m, m in [sqrt(1/2), sqrt 2);  f = m - 1, s = f / (2 + f);  log m = f - f^2/2 + s (f^2/2 + R(s^2))
//! exp x:  x = k ln 2 + r, |r| <= ln(2)/2;       c = r - r^2 P(r^2);  exp r = 1 + (r c / (2 - c) + r)
//! ```
//!
//! Source: the algorithms and constants of FreeBSD's `e_log.c` and `e_exp.c` (Sun Microsystems 1993, 2004), which `libm` has by way
//! of musl; Remez polynomials, errors below 1 ulp.
//!
//! ```
//! use comity::{elementary, units::logistic};
//! let mut x = [0.25, 1.0, 3.0];
//! elementary::log(&mut x);
//! assert_eq!(x, [0.25, 1.0, 3.0].map(libm::log));
//! elementary::logistic(&mut x);
//! assert_eq!(x, [0.25, 1.0, 3.0].map(|x| logistic(libm::log(x))));
//! ```

use crate::units;

const LN2_HI: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LO: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// Of the logarithm's R, from s^2 on.
const LG: [f64; 7] = [
    f64::from_bits(0x3fe5_5555_5555_5593),
    f64::from_bits(0x3fd9_9999_9997_fa04),
    f64::from_bits(0x3fd2_4924_9422_9359),
    f64::from_bits(0x3fcc_71c5_1d8e_78af),
    f64::from_bits(0x3fc7_4664_96cb_03de),
    f64::from_bits(0x3fc3_9a09_d078_c69f),
    f64::from_bits(0x3fc2_f112_df3e_5244),
];
const INV_LN2: f64 = f64::from_bits(0x3ff7_1547_652b_82fe);
/// Of the exponential's P.
const P: [f64; 5] = [
    f64::from_bits(0x3fc5_5555_5555_553e),
    f64::from_bits(0xbf66_c16c_16be_bd93),
    f64::from_bits(0x3f11_566a_af25_de2c),
    f64::from_bits(0xbebb_bd41_c5d2_6bf1),
    f64::from_bits(0x3e66_3769_72be_a4d0),
];
/// 2^52: added to it, a whole number stands in the last bits of the sum.
pub(crate) const WHOLE: f64 = 4_503_599_627_370_496.0;
/// Bits of an exponent of 0.
const BIAS: f64 = 1023.0;

/// The natural logarithm of every value. To be compiled for the vectors that the caller has.
#[inline(always)]
pub fn log(values: &mut [f64]) {
    let usual = |x: f64| (f64::MIN_POSITIVE..=f64::MAX).contains(&x);
    if all(values, usual) {
        values.iter_mut().for_each(|x| *x = usual_log(*x));
    } else {
        values.iter_mut().for_each(|x| *x = libm::log(*x));
    }
}

/// [`units::logistic`] of every value. To be compiled for the vectors that the caller has.
#[inline(always)]
pub fn logistic(values: &mut [f64]) {
    // Beyond this an exponential may be infinite or not normal.
    let usual = |x: f64| x.abs() <= 700.0;
    if all(values, usual) {
        values.iter_mut().for_each(|x| *x = 1.0 / (1.0 + usual_exp(-*x)));
    } else {
        values.iter_mut().for_each(|x| *x = units::logistic(*x));
    }
}

/// A number from 0 to 2^51 without its fraction: rounded to a whole one, and back by one where that went up.
#[inline(always)]
pub(crate) fn cut_off(x: f64) -> f64 {
    let near = (x + WHOLE) - WHOLE;
    if near > x { near - 1.0 } else { near }
}

/// Is it so of all? Without stopping at the first that is not, of which no vector could be made.
#[inline(always)]
fn all(values: &[f64], so: impl Fn(f64) -> bool) -> bool {
    values.iter().fold(0, |others, &x| others | u8::from(!so(x))) == 0
}

/// Of a normal number above 0.
#[inline(always)]
fn usual_log(x: f64) -> f64 {
    /// The high half of sqrt(1/2).
    const ROOT: u64 = 0x3fe6_a09e << 32;
    const ONE: u64 = 0x3ff0_0000 << 32;
    let bits = x.to_bits() + (ONE - ROOT);
    let k = f64::from_bits(WHOLE.to_bits() | bits >> 52) - (WHOLE + BIAS);
    let m = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) + ROOT);
    let f = m - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let [g1, g2, g3, g4, g5, g6, g7] = LG;
    let even = w * (g2 + w * (g4 + w * g6));
    let odd = z * (g1 + w * (g3 + w * (g5 + w * g7)));
    s * (half_square + (odd + even)) + k * LN2_LO - half_square + f + k * LN2_HI
}

/// Of a number whose size is 700 at most.
#[inline(always)]
fn usual_exp(x: f64) -> f64 {
    // Bounds on |x| as libm has them, by the high half alone: ln(2)/2, 3 ln(2)/2 and 2^-28.
    const REDUCED: f64 = f64::from_bits(0x3fd6_2e43 << 32);
    const FAR: f64 = f64::from_bits(0x3ff0_a2b2 << 32);
    const TINY: f64 = f64::from_bits(0x3e30_0001 << 32);
    let size = x.abs();
    let wanted = INV_LN2 * x + 0.5_f64.copysign(x);
    let k = if size >= FAR { cut_off(wanted.abs()) } else { 1.0 };
    let k = if size >= REDUCED { k.copysign(x) } else { 0.0 };
    let (high, low) = (x - k * LN2_HI, k * LN2_LO);
    let r = high - low;
    let square = r * r;
    let [p1, p2, p3, p4, p5] = P;
    let c = r - square * (p1 + square * (p2 + square * (p3 + square * (p4 + square * p5))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    let two_to_k = f64::from_bits((k + (WHOLE + BIAS)).to_bits() << 52);
    if size < TINY { 1.0 + x } else { y * two_to_k }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Key, Purpose, Stream};

    /// Compares lists of lengths that fill vectors and that do not.
    fn assert_same(values: &[f64], many: fn(&mut [f64]), one: fn(f64) -> f64) {
        for values in values.chunks(67) {
            let mut found = values.to_vec();
            many(&mut found);
            for (&x, found) in values.iter().zip(found) {
                assert_eq!(found.to_bits(), one(x).to_bits(), "{x:e} ({:#x})", x.to_bits());
            }
        }
    }

    /// Numbers next to each of these, and themselves, of both signs.
    fn around(values: &[f64]) -> Vec<f64> {
        let bits = values.iter().flat_map(|x| (-3..=3).map(|step| x.to_bits().wrapping_add_signed(step)));
        bits.map(f64::from_bits).flat_map(|x| [x, -x]).collect()
    }

    fn uniform(n: usize) -> impl Iterator<Item = f64> {
        let mut stream = Stream::new(&Key::common(1), 0, Purpose::Analysis);
        (0..n).map(move |_| stream.uniform())
    }

    /// n = 300,000 numbers of each kind; equal to the last bit.
    #[test]
    fn logarithms_are_those_of_libm() {
        let near_one: Vec<f64> = uniform(300_000).map(|x| 0.01 + 3.0 * x).collect();
        let of_all_sizes: Vec<f64> = uniform(300_000).map(|x| f64::from_bits((x * 9.2e18) as u64)).collect();
        assert!(of_all_sizes.iter().all(|x| *x >= 0.0 && x.is_finite()));
        let roots: Vec<f64> =
            (-1022..=1023).map(|k| libm::exp2(f64::from(k)) * std::f64::consts::FRAC_1_SQRT_2).collect();
        let powers: Vec<f64> = (-1022..=1023).map(|k| libm::exp2(f64::from(k))).collect();
        for values in [near_one, of_all_sizes, around(&roots), around(&powers)] {
            assert_same(&values, log, libm::log);
        }
        assert_same(&[1.0], log, libm::log);
        assert_same(&[2.0, 0.0, 1.0, f64::INFINITY, 5e-324, f64::MAX, f64::MIN_POSITIVE], log, libm::log);
    }

    #[test]
    fn logistic_functions_are_those_of_libm() {
        let ln2 = std::f64::consts::LN_2;
        let edges =
            [0.5 * ln2, 1.5 * ln2, libm::exp2(-28.0), 700.0, 0.0].map(|x| f64::from_bits(x.to_bits() & !0 << 32));
        let whole: Vec<f64> = (0..1000).flat_map(|k| [f64::from(k) * ln2, (f64::from(k) + 0.5) * ln2]).collect();
        let usual: Vec<f64> = uniform(300_000).map(|x| 20.0 * x - 10.0).collect();
        let wide: Vec<f64> = uniform(300_000).map(|x| 1400.0 * x - 700.0).collect();
        let small: Vec<f64> = uniform(300_000).map(|x| libm::exp2(-60.0 * x)).flat_map(|x| [x, -x]).collect();
        let next: Vec<f64> = edges.iter().map(|x| f64::from_bits(x.to_bits() + (1 << 32))).collect();
        for values in [usual, wide, small, around(&edges), around(&next), around(&whole)] {
            assert_same(&values, logistic, units::logistic);
            assert_same(
                &values,
                |x| x.iter_mut().for_each(|x| *x = if x.abs() <= 700.0 { usual_exp(*x) } else { 0.0 }),
                |x| {
                    if x.abs() <= 700.0 { libm::exp(x) } else { 0.0 }
                },
            );
        }
        assert_same(&[0.0, -0.0, 1e4, -1e4, f64::INFINITY, f64::NEG_INFINITY], logistic, units::logistic);
        assert!({
            let mut x = [f64::NAN];
            logistic(&mut x);
            x[0].is_nan()
        });
    }
}
