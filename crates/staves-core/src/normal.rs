//! The standard normal distribution.

/// Share of the distribution at or below `z`; about 15 digits (Hart 1968, as given by West 2005).
#[must_use]
pub fn cumulative(z: f64) -> f64 {
    const OVER: [f64; 7] = [
        3.52624965998911e-02,
        0.700383064443688,
        6.37396220353165,
        33.912866078383,
        112.079291497871,
        221.213596169931,
        220.206867912376,
    ];
    const UNDER: [f64; 8] = [
        8.83883476483184e-02,
        1.75566716318264,
        16.064177579207,
        86.7807322029461,
        296.564248779674,
        637.333633378831,
        793.826512519948,
        440.413735824752,
    ];
    let x = z.abs();
    let density = (-x * x / 2.0).exp();
    let tail = if x > 37.0 {
        0.0
    } else if x < 7.07106781186547 {
        density * polynomial(&OVER, x) / polynomial(&UNDER, x)
    } else {
        let fraction = x + 1.0 / (x + 2.0 / (x + 3.0 / (x + 4.0 / (x + 0.65))));
        density / fraction / std::f64::consts::TAU.sqrt()
    };
    if z > 0.0 { 1.0 - tail } else { tail }
}

/// The value at or below which a share of the distribution lies: −∞ at 0, ∞ at 1. Acklam's
/// rational approximation (2003) with one step of Halley's method.
#[must_use]
pub fn quantile(share: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.38357751867269e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00,
    ];
    const B: [f64; 6] = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00,
    ];
    const D: [f64; 5] = [
        7.784695709041462e-03,
        3.224671290700398e-01,
        2.445134137142996e+00,
        3.754408661907416e+00,
        1.0,
    ];
    if share <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if share >= 1.0 {
        return f64::INFINITY;
    }
    // The upper half mirrors the lower, where shares keep all their digits.
    if share > 0.5 {
        return -quantile(1.0 - share);
    }
    let z = if share < 0.02425 {
        let q = (-2.0 * share.ln()).sqrt();
        polynomial(&C, q) / polynomial(&D, q)
    } else {
        let q = share - 0.5;
        q * polynomial(&A, q * q) / polynomial(&B, q * q)
    };
    let error = (cumulative(z) - share) * std::f64::consts::TAU.sqrt() * (z * z / 2.0).exp();
    if error.is_finite() { z - error / (1.0 + z * error / 2.0) } else { z }
}

/// Coefficients from the highest power down.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Abramowitz and Stegun, table 26.1 and 26.5 (15 and 5 digits).
    #[test]
    fn tabulated_values() {
        for (z, share) in [
            (0.0, 0.5),
            (1.0, 0.841344746068543),
            (2.0, 0.977249868051821),
            (-3.0, 0.001349898031630),
            (-8.0, 6.22096057427e-16),
        ] {
            // The far tail is a continued fraction cut short.
            assert!((cumulative(z) - share).abs() <= 1e-14_f64.min(1e-8 * share), "{z}");
        }
        assert!((quantile(0.975) - 1.959963984540054).abs() < 1e-13);
        assert!((quantile(0.95) - 1.644853626951473).abs() < 1e-13);
    }

    #[test]
    fn one_is_the_inverse_of_the_other() {
        for k in 1..2_000 {
            let share = f64::from(k) / 2_000.0;
            assert!((cumulative(quantile(share)) - share).abs() < 1e-14, "{share}");
        }
        assert!((quantile(1e-12) + 7.034483825301132).abs() < 1e-9);
        assert!(quantile(0.0).is_infinite() && quantile(1.0).is_infinite());
    }
}
