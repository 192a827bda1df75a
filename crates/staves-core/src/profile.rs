//! How severe a shock is over time: rising, full for as long as it lasts, then recovering; or as
//! a series of days and severities prescribes.
//!
//! The engine uses the exact mean of the severity over each step (docs/src/models/dynamic.md,
//! "Shocks in time"), so that results do not depend on where a shock falls inside a step.

use std::sync::Arc;

/// The shape of recovery after the end of a shock, as a share of the initial severity that is
/// left `e` days after the end.
#[derive(Clone, Debug, PartialEq)]
pub enum Recovery {
    /// Back at once.
    Sudden,
    /// 1 − e/days, then 0.
    Linear {
        /// Days until nothing is left.
        days: f64,
    },
    /// (1 − 1/days)^e: with a renewal rate β a day, `days` is 1/β.
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
    /// All of it until `days`, then nothing.
    Threshold {
        /// Days until everything is back at once.
        days: f64,
    },
    /// As tabulated.
    Series(Series),
}

const S_SHAPE_K: f64 = 1e-6;

impl Recovery {
    /// What is left `e ≥ 0` days after the end of the shock.
    #[must_use]
    pub fn left(&self, e: f64) -> f64 {
        match self {
            Self::Sudden => 0.0,
            Self::Linear { days } => (1.0 - e / days).max(0.0),
            Self::Exponential { days } => (1.0 - 1.0 / days).powf(e),
            Self::Convex { days } => (1.0 - 1.0 / days).powf(4.0 * e),
            Self::SShaped { days, half } => {
                let power = (days.ln() - S_SHAPE_K.ln()) / half.ln();
                days / (days + S_SHAPE_K * e.powf(power))
            }
            Self::Threshold { days } => f64::from(u8::from(e < *days)),
            Self::Series(series) => series.at(e),
        }
    }

    /// The integral of [`Recovery::left`] from `a` to `b` days after the end.
    fn integral(&self, a: f64, b: f64) -> f64 {
        let power_of = |base: f64| (base.powf(b) - base.powf(a)) / base.ln();
        match self {
            Self::Sudden => 0.0,
            Self::Linear { days } => {
                let (a, b) = (a.min(*days), b.min(*days));
                (b - a) - (b * b - a * a) / (2.0 * days)
            }
            Self::Exponential { days } => power_of(1.0 - 1.0 / days),
            Self::Convex { days } => power_of((1.0 - 1.0 / days).powi(4)),
            Self::SShaped { .. } => gauss(a, b, |e| self.left(e)),
            Self::Threshold { days } => (b.min(*days) - a).max(0.0),
            Self::Series(series) => series.integral(a, b),
        }
    }
}

/// A tabulated severity: days and values, shared by all who use it.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    points: Arc<[(f64, f64)]>,
    between: Between,
}

/// What a series is between two of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Between {
    /// On the line from one to the next.
    #[default]
    Linear,
    /// The value of the earlier one.
    Step,
}

impl Series {
    /// A series of (day, severity). `None` unless the first day is 0, days increase and every
    /// severity lies in 0..=1. After the last day its value stays.
    #[must_use]
    pub fn new(points: &[(f64, f64)], between: Between) -> Option<Self> {
        let starts = points.first().is_some_and(|(day, _)| *day == 0.0);
        let finite = points.iter().all(|(day, _)| day.is_finite());
        let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let shares = points.iter().all(|(_, value)| (0.0..=1.0).contains(value));
        let sound = starts && finite && rising && shares;
        sound.then(|| Self { points: points.into(), between })
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// The severity on a day; that of the first day before it.
    #[must_use]
    pub fn at(&self, day: f64) -> f64 {
        let next = self.points.partition_point(|(at, _)| *at <= day);
        let Some(&(from, value)) = next.checked_sub(1).and_then(|k| self.points.get(k)) else {
            return self.points[0].1;
        };
        match (self.points.get(next), self.between) {
            (Some(&(to, then)), Between::Linear) => {
                value + (then - value) * (day - from) / (to - from)
            }
            _ => value,
        }
    }

    /// The integral from `a ≥ 0` to `b`.
    fn integral(&self, a: f64, b: f64) -> f64 {
        let first = self.points.partition_point(|(at, _)| *at <= a).max(1) - 1;
        let mut sum = 0.0;
        for (k, &(from, value)) in self.points.iter().enumerate().skip(first) {
            let to = self.points.get(k + 1).map_or(f64::INFINITY, |(day, _)| *day);
            let (low, high) = (a.max(from), b.min(to));
            if high <= low {
                break;
            }
            let mean = match self.between {
                Between::Linear if to.is_finite() => self.at(f64::midpoint(low, high)),
                _ => value,
            };
            sum += (high - low) * mean;
        }
        sum
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
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Day on which it begins; may be fractional, and before day 0.
    pub starts: f64,
    /// Days over which the severity rises evenly from nothing to full.
    pub ramp: f64,
    /// Days of full severity.
    pub lasts: f64,
    /// What happens afterwards.
    pub recovery: Recovery,
}

impl Profile {
    /// The day on which full severity begins.
    fn full_from(&self) -> f64 {
        self.starts + self.ramp
    }

    /// The day on which recovery begins.
    #[must_use]
    pub fn ends(&self) -> f64 {
        self.full_from() + self.lasts
    }

    /// Mean severity over [day, day + step), between 0 and 1.
    #[must_use]
    pub fn mean(&self, day: f64, step: f64) -> f64 {
        let (from, to) = (day, day + step);
        let full = (to.min(self.ends()) - from.max(self.full_from())).max(0.0);
        let (a, b) = ((from - self.ends()).max(0.0), to - self.ends());
        let recovering = if b > a { self.recovery.integral(a, b) } else { 0.0 };
        ((self.rising(from, to) + full + recovering) / step).clamp(0.0, 1.0)
    }

    /// Mean over [day, day + step) of the severity of a shock that never ends: 0 before the
    /// start, rising over the ramp, then 1.
    #[must_use]
    pub fn begun(&self, day: f64, step: f64) -> f64 {
        let full = ((day + step - self.full_from()) / step).clamp(0.0, 1.0);
        (full + self.rising(day, day + step) / step).clamp(0.0, 1.0)
    }

    /// The integral of the ramp between two days.
    fn rising(&self, from: f64, to: f64) -> f64 {
        let since = |day: f64| (day - self.starts).clamp(0.0, self.ramp);
        let (low, high) = (since(from), since(to));
        if high > low { (high - low) * (high + low) / (2.0 * self.ramp) } else { 0.0 }
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

    fn series(between: Between) -> Recovery {
        let points = [(0.0, 1.0), (3.5, 0.4), (10.0, 0.7), (20.25, 0.1)];
        Recovery::Series(Series::new(&points, between).unwrap())
    }

    #[test]
    fn means_equal_fine_sums_for_every_shape() {
        let shapes = [
            Recovery::Sudden,
            Recovery::Linear { days: 9.5 },
            Recovery::Exponential { days: 12.0 },
            Recovery::Convex { days: 30.0 },
            Recovery::SShaped { days: 40.0, half: 20.0 },
            Recovery::Threshold { days: 6.6 },
            series(Between::Linear),
            series(Between::Step),
        ];
        for (recovery, ramp) in shapes.into_iter().flat_map(|r| [(r.clone(), 0.0), (r, 5.2)]) {
            let profile = Profile { starts: 3.3, ramp, lasts: 4.4, recovery: recovery.clone() };
            for (day, step) in
                (0..60).flat_map(|day| [(f64::from(day), 1.0), (f64::from(day), 7.0)])
            {
                let fine = 20_000;
                let sum: f64 = (0..fine)
                    .map(|k| {
                        let at = day + step * (f64::from(k) + 0.5) / f64::from(fine);
                        match at {
                            at if at < 3.3 => 0.0,
                            at if at < 3.3 + ramp => (at - 3.3) / ramp,
                            at if at < 7.7 + ramp => 1.0,
                            at => recovery.left(at - 7.7 - ramp),
                        }
                    })
                    .sum();
                let mean = profile.mean(day, step);
                let fine_mean = sum / f64::from(fine);
                assert!((mean - fine_mean).abs() < 1e-4, "{recovery:?} day {day}: {mean}");
            }
        }
    }

    #[test]
    fn a_series_is_exact_and_keeps_its_last_value() {
        let recovery = series(Between::Linear);
        let profile = Profile { starts: 0.0, ramp: 0.0, lasts: 0.0, recovery };
        let trapezes = 3.5 * 0.7 + 6.5 * 0.55 + 10.25 * 0.4 + 9.75 * 0.1;
        assert!((30.0 * profile.mean(0.0, 30.0) - trapezes).abs() < 1e-12);
        let halves = 30.0 * profile.mean(0.0, 30.0)
            - (0..60).map(|k| 0.5 * profile.mean(f64::from(k) * 0.5, 0.5)).sum::<f64>();
        assert!(halves.abs() < 1e-12, "steps add up: {halves}");
        assert!((profile.mean(500.0, 1.0) - 0.1).abs() < 1e-15);
    }

    #[test]
    fn series_that_have_no_meaning_are_refused() {
        let nan = f64::NAN;
        let bad: [&[(f64, f64)]; 7] = [
            &[],
            &[(1.0, 1.0)],
            &[(0.0, 1.0), (0.0, 0.5)],
            &[(0.0, 1.0), (5.0, 0.5), (4.0, 0.0)],
            &[(0.0, 1.5)],
            &[(0.0, nan)],
            &[(0.0, 1.0), (nan, 0.0)],
        ];
        for points in bad {
            assert!(Series::new(points, Between::Linear).is_none(), "{points:?}");
        }
    }

    #[test]
    fn the_s_shape_is_half_way_at_its_half_time() {
        let recovery = Recovery::SShaped { days: 40.0, half: 13.0 };
        assert!((recovery.left(13.0) - 0.5).abs() < 1e-12);
        assert_eq!(recovery.left(0.0), 1.0);
    }
}
