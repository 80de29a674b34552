//! The normal distribution: how much lies below a point, and below which point a given share lies.
//!
//! ```text
//! cdf(z)      = erfc(-z / sqrt 2) / 2
//! quantile(p) = the z with cdf(z) = p
//! ```
//!
//! | symbol | meaning | range | argument |
//! |---|---|---|---|
//! | z | standard deviations from the mean | any | `z` |
//! | p | share of the distribution below z | (0, 1) | `p` |
//!
//! Source: Wichura (1988), Appl. Statist. 37:477, algorithm AS 241 (PPND16), relative accuracy about 1e-16; logarithm
//! and erfc from `libm`, so that the same bits come out on every machine.
//!
//! ```
//! use comity::statistics::normal::quantile;
//! assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
//! assert_eq!(quantile(0.5), 0.0);
//! ```

/// Share of the normal distribution below `z`.
pub fn cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The point below which the share `p` lies; shares nearer to 0 or 1 than 2^-54 are taken as 2^-54 away, so that it is
/// finite.
pub fn quantile(p: f64) -> f64 {
    const LEAST: f64 = 1.0 / (1_u64 << 54) as f64;
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = p.min(1.0 - p).max(LEAST);
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { ratio(r - 1.6, &SHOULDER) } else { ratio(r - 5.0, &TAIL) };
    if q < 0.0 { -z } else { z }
}

/// A ratio of two polynomials of degree 7, coefficients from the constant up.
fn ratio(r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let polynomial = |terms: &[f64; 8]| terms.iter().rev().fold(0.0, |sum, term| sum * r + term);
    polynomial(above) / polynomial(below)
}

/// For |p - 1/2| up to 0.425.
#[allow(clippy::excessive_precision, reason = "as published")]
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
];

/// For tails down to e^-25.
#[allow(clippy::excessive_precision, reason = "as published")]
const SHOULDER: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
];

/// For tails beyond.
#[allow(clippy::excessive_precision, reason = "as published")]
const TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Round trips through erfc in all three regions; beyond the mean by symmetry.
    #[test]
    fn the_quantile_undoes_the_distribution() {
        for k in -80..=0 {
            let z = f64::from(k) / 10.0;
            let found = quantile(cdf(z));
            assert!((found - z).abs() < 1e-14 * (1.0 + z.abs()), "{z}: {found}");
        }
    }

    #[test]
    fn points_of_the_tables() {
        for (p, z) in [(0.84, 0.994_457_883_209_753), (0.99, 2.326_347_874_040_841), (0.001, -3.090_232_306_167_813_5)]
        {
            assert!((quantile(p) - z).abs() < 1e-14, "{p}");
        }
    }

    #[test]
    fn ends_are_finite_and_mirror_each_other() {
        assert_eq!(quantile(0.0), -quantile(1.0));
        assert!((8.0..9.0).contains(&quantile(1.0)));
        assert_eq!(quantile(0.25), -quantile(0.75));
    }
}
