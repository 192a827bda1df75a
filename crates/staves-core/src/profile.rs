//! How severe a shock is over time: full from its start for as long as it lasts, then recovering.
//!
//! The engine uses the exact mean of the severity over each step (docs/src/models/dynamic.md,
//! "Shocks in time"), so that results do not depend on where a shock falls inside a step.

/// The shape of recovery after the end of a shock, as a share of the initial severity that is
/// left `e` days after the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recovery {
    /// Back at once.
    Sudden,
    /// 1 − e/days, then 0.
    Linear {
        /// Days until nothing is left.
        days: f64,
    },
    /// (1 − 1/days)^e.
    Exponential {
        /// Time constant, above 1.
        days: f64,
    },
    /// (1 − 1/days)^(4e).
    Convex {
        /// Time constant, above 1.
        days: f64,
    },
    /// days / (days + k·e^p): slow, fast, slow.
    SShaped {
        /// Scale in days, above 2.
        days: f64,
        /// Days until half of the severity is left.
        half: f64,
    },
}

const S_SHAPE_K: f64 = 1e-6;

impl Recovery {
    /// What is left `e ≥ 0` days after the end of the shock.
    #[must_use]
    pub fn left(self, e: f64) -> f64 {
        match self {
            Self::Sudden => 0.0,
            Self::Linear { days } => (1.0 - e / days).max(0.0),
            Self::Exponential { days } => (1.0 - 1.0 / days).powf(e),
            Self::Convex { days } => (1.0 - 1.0 / days).powf(4.0 * e),
            Self::SShaped { days, half } => {
                let power = (days.ln() - S_SHAPE_K.ln()) / half.ln();
                days / (days + S_SHAPE_K * e.powf(power))
            }
        }
    }

    /// The integral of [`Recovery::left`] from `a` to `b` days after the end.
    fn integral(self, a: f64, b: f64) -> f64 {
        let power_of = |base: f64| (base.powf(b) - base.powf(a)) / base.ln();
        match self {
            Self::Sudden => 0.0,
            Self::Linear { days } => {
                let (a, b) = (a.min(days), b.min(days));
                (b - a) - (b * b - a * a) / (2.0 * days)
            }
            Self::Exponential { days } => power_of(1.0 - 1.0 / days),
            Self::Convex { days } => power_of((1.0 - 1.0 / days).powi(4)),
            Self::SShaped { .. } => gauss(a, b, |e| self.left(e)),
        }
    }
}

/// Gauss–Legendre with five points on pieces of at most a quarter of a day; exact to 1e-12 on the
/// smooth shapes used here.
fn gauss(a: f64, b: f64, f: impl Fn(f64) -> f64) -> f64 {
    const POINTS: [(f64, f64); 5] = [
        (0.0, 128.0 / 225.0),
        (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
        (0.906_179_845_938_664, 0.236_926_885_056_189_08),
    ];
    let pieces = ((b - a) * 4.0).ceil().max(1.0);
    let half = (b - a) / pieces / 2.0;
    (0..pieces as usize)
        .map(|piece| {
            let middle = a + half * (2.0 * piece as f64 + 1.0);
            half * POINTS.iter().map(|(x, weight)| weight * f(middle + half * x)).sum::<f64>()
        })
        .sum()
}

/// When a shock acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// First day of full severity; may be fractional, and before day 0.
    pub starts: f64,
    /// Days of full severity.
    pub lasts: f64,
    /// What happens afterwards.
    pub recovery: Recovery,
}

impl Profile {
    /// The day on which recovery begins.
    #[must_use]
    pub fn ends(&self) -> f64 {
        self.starts + self.lasts
    }

    /// Mean severity over [day, day + step), between 0 and 1.
    #[must_use]
    pub fn mean(&self, day: f64, step: f64) -> f64 {
        let (from, to) = (day, day + step);
        let full = (to.min(self.ends()) - from.max(self.starts)).max(0.0);
        let (a, b) = ((from - self.ends()).max(0.0), to - self.ends());
        let recovering = if b > a { self.recovery.integral(a, b) } else { 0.0 };
        ((full + recovering) / step).clamp(0.0, 1.0)
    }

    /// The share of [day, day + step) that lies at or after the start.
    #[must_use]
    pub fn begun(&self, day: f64, step: f64) -> f64 {
        ((day + step - self.starts) / step).clamp(0.0, 1.0)
    }

    /// The share of [day, day + step) that lies at or after the end of full severity.
    #[must_use]
    pub fn ended(&self, day: f64, step: f64) -> f64 {
        ((day + step - self.ends()) / step).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_equal_fine_sums_for_every_shape() {
        let shapes = [
            Recovery::Sudden,
            Recovery::Linear { days: 9.5 },
            Recovery::Exponential { days: 12.0 },
            Recovery::Convex { days: 30.0 },
            Recovery::SShaped { days: 40.0, half: 20.0 },
        ];
        for recovery in shapes {
            let profile = Profile { starts: 3.3, lasts: 4.4, recovery };
            for day in 0..60 {
                let fine = 20_000;
                let sum: f64 = (0..fine)
                    .map(|k| {
                        let at = f64::from(day) + (f64::from(k) + 0.5) / f64::from(fine);
                        match at {
                            at if at < 3.3 => 0.0,
                            at if at < 7.7 => 1.0,
                            at => recovery.left(at - 7.7),
                        }
                    })
                    .sum();
                let mean = profile.mean(f64::from(day), 1.0);
                let fine_mean = sum / f64::from(fine);
                assert!((mean - fine_mean).abs() < 1e-4, "{recovery:?} day {day}: {mean}");
            }
        }
    }

    #[test]
    fn the_s_shape_is_half_way_at_its_half_time() {
        let recovery = Recovery::SShaped { days: 40.0, half: 13.0 };
        assert!((recovery.left(13.0) - 0.5).abs() < 1e-12);
        assert_eq!(recovery.left(0.0), 1.0);
    }
}
