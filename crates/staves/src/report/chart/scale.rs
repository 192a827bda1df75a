//! Linear scales with ticks at round numbers.

use crate::report::number::fixed;

/// A linear map of numbers to positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Scale {
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    /// Maps `domain` onto `range`; a domain without extent is widened.
    pub fn new(domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = domain;
        let domain = match high - low {
            extent if extent > 0.0 && extent.is_finite() => domain,
            _ if low.is_finite() => (low, low + low.abs().max(1.0)),
            _ => (0.0, 1.0),
        };
        Self { domain, range }
    }

    /// The same, with the domain widened to whole ticks.
    pub fn nice(domain: (f64, f64), range: (f64, f64), ticks: usize) -> Self {
        let plain = Self::new(domain, range);
        let step = step(plain.domain, ticks);
        let (low, high) = plain.domain;
        Self { domain: ((low / step).floor() * step, (high / step).ceil() * step), range }
    }

    /// Ends of the domain.
    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// The position of a value.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.domain.0) / (self.domain.1 - self.domain.0);
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// About `count` round numbers in the domain, and how they read.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let (low, high) = self.domain;
        let step = step(self.domain, count);
        let decimals = (-step.log10().floor()).clamp(0.0, 9.0) as usize;
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let number = (last - first).max(0.0) as usize;
        (0..=number)
            .map(|k| (first + k as f64) * step)
            .map(|value| (value, fixed(value, decimals)))
            .collect()
    }
}

/// 1, 2 or 5 times a power of ten, so that `count` of them about fill the domain.
fn step((low, high): (f64, f64), count: usize) -> f64 {
    let raw = (high - low) / count.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let factor = match raw / power {
        share if share <= 1.0 + 1e-9 => 1.0,
        share if share <= 2.0 + 1e-9 => 2.0,
        share if share <= 5.0 + 1e-9 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// Smallest and largest finite value; (0, 0) when there is none.
pub(in crate::report) fn extent(values: impl IntoIterator<Item = f64>) -> (f64, f64) {
    values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(None, |ends: Option<(f64, f64)>, value| match ends {
            Some((low, high)) => Some((low.min(value), high.max(value))),
            None => Some((value, value)),
        })
        .unwrap_or((0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_monotone_and_finite_for_any_domain() {
        for domain in [(0.0, 1.0), (-3.0, 7.5), (99.1, 100.0), (5.0, 5.0), (0.0, 0.0), (1e9, 1e12)]
        {
            for scale in [Scale::new(domain, (0.0, 10.0)), Scale::nice(domain, (0.0, 10.0), 5)] {
                let (low, high) = scale.domain();
                assert!(low <= domain.0 && high >= domain.1 && low < high);
                let at: Vec<f64> =
                    (0..=20).map(|k| scale.at(low + (high - low) * f64::from(k) / 20.0)).collect();
                assert!(at.windows(2).all(|pair| pair[0] < pair[1]), "{domain:?}: {at:?}");
                let ticks = scale.ticks(5);
                assert!((2..=11).contains(&ticks.len()), "{domain:?}: {ticks:?}");
                assert!(ticks.windows(2).all(|pair| pair[0].1 != pair[1].1), "{ticks:?}");
            }
        }
    }

    #[test]
    fn ticks_are_round() {
        let labels = |domain| -> Vec<String> {
            let ticks = Scale::new(domain, (0.0, 1.0)).ticks(5);
            ticks.into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(labels((0.0, 365.0)), ["0", "100", "200", "300"]);
        assert_eq!(labels((0.92, 1.0)), ["0.92", "0.94", "0.96", "0.98", "1.00"]);
        assert_eq!(labels((-1500.0, 0.0)), ["−1,500", "−1,000", "−500", "0"]);
    }

    #[test]
    fn not_a_number_is_never_an_end() {
        assert_eq!(extent([f64::NAN, 2.0, -1.0, f64::INFINITY]), (-1.0, 2.0));
        assert_eq!(extent([]), (0.0, 0.0));
    }
}
