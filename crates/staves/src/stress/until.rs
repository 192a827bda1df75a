//! When enough has been run: `output_lost ± 2%`, and what must not be: `output_lost_share > 5`.

use crate::results::total;
use crate::table::Table;
use staves_core::codes::nearest_name;
use staves_core::ensemble::Statistic;
use staves_core::indicator::Indicator;
use staves_core::{Error, Result};

/// A precision at which runs stop: half the width of the 95 % interval of an indicator's mean, as
/// a share of the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Until {
    /// The indicator, in total.
    pub indicator: Indicator,
    /// Per cent of its mean.
    pub percent: f64,
}

impl Until {
    /// Reads `output_lost ± 2%`; `+-` and `+/-` are as good.
    ///
    /// # Errors
    /// `stress::bad-until`, `stress::unknown-indicator`.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::new("stress::bad-until").with("found", text);
        let mark = ["±", "+/-", "+-"].into_iter().find(|mark| text.contains(mark));
        let (name, width) = mark.and_then(|mark| text.split_once(mark)).ok_or_else(bad)?;
        let percent = number(width).filter(|percent| *percent > 0.0).ok_or_else(bad)?;
        let indicator = Indicator::from_name(name.trim()).ok_or_else(|| unknown(name, &names()))?;
        Ok(Self { indicator, percent })
    }

    /// As a manifest holds it.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{} ± {}%", self.indicator.name(), self.percent)
    }

    /// Whether a half width, as a share of the mean, is narrow enough.
    #[must_use]
    pub fn is_reached(&self, half_width: Option<f64>) -> bool {
        half_width.is_some_and(|half| 100.0 * half <= self.percent)
    }
}

/// A limit that a statistic of an indicator of the whole economy must keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    text: String,
    indicator: String,
    statistic: &'static str,
    above: bool,
    limit: f64,
}

impl Gate {
    /// Reads `output_lost_share > 5`, of the mean, or `output_lost_share.p95 > 5`; the number is
    /// in the unit of the indicator.
    ///
    /// # Errors
    /// `stress::bad-gate`, `stress::unknown-indicator`.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::new("stress::bad-gate").with("found", text);
        let (name, limit) = text.split_once(['>', '<']).ok_or_else(bad)?;
        let (indicator, statistic) = name.trim().split_once('.').unwrap_or((name.trim(), "mean"));
        let mut statistics = Statistic::ALL.into_iter().map(|(name, _)| name);
        let statistic = statistics.find(|known| *known == statistic).ok_or_else(bad)?;
        let mut known = names();
        known.extend(["recovered_share", "survived_share"]);
        if !known.contains(&indicator) {
            return Err(unknown(indicator, &known));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            indicator: indicator.to_owned(),
            statistic,
            above: text.contains('>'),
            limit: number(limit).ok_or_else(bad)?,
        })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number it is about, from the table of indicators; NaN when missing.
    #[must_use]
    pub fn value(&self, indicators: &Table) -> f64 {
        total(indicators, &self.indicator, self.statistic)
    }

    /// Whether a value is what must not be. A missing time is later than any other; anything else
    /// that is missing breaks no limit.
    #[must_use]
    pub fn fails(&self, value: f64) -> bool {
        let late = value.is_nan() && self.indicator.starts_with("time_to_");
        let value = if late { f64::INFINITY } else { value };
        if self.above { value > self.limit } else { value < self.limit }
    }
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn names() -> Vec<&'static str> {
    Indicator::ALL.map(Indicator::name).to_vec()
}

fn unknown(name: &str, known: &[&str]) -> Error {
    Error::new("stress::unknown-indicator")
        .with("name", name.trim())
        .with("known", known.join("`, `"))
        .nearest(nearest_name(name.trim(), known.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precisions_are_read_in_every_form() {
        for text in ["output_lost ± 2%", "output_lost+-2", " output_lost +/- 2 % "] {
            let until = Until::parse(text).unwrap();
            assert_eq!((until.indicator, until.percent), (Indicator::OutputLost, 2.0));
            assert_eq!(until.shown(), "output_lost ± 2%");
        }
        let code = |text: &str| Until::parse(text).unwrap_err().code().to_owned();
        assert_eq!(code("output_lost 2%"), "stress::bad-until");
        assert_eq!(code("output_lost ± 0%"), "stress::bad-until");
        assert_eq!(code("output_lots ± 2%"), "stress::unknown-indicator");
        let until = Until::parse("peak_loss ± 2%").unwrap();
        assert!(until.is_reached(Some(0.02)) && !until.is_reached(Some(0.021)));
        assert!(!until.is_reached(None) && !until.is_reached(Some(f64::NAN)));
    }

    #[test]
    fn gates_are_read_and_kept() {
        let gate = Gate::parse("output_lost_share.p95 > 5 %").unwrap();
        assert_eq!((gate.statistic, gate.above, gate.limit), ("p95", true, 5.0));
        assert!(gate.fails(5.1) && !gate.fails(5.0) && !gate.fails(f64::NAN));
        assert!(Gate::parse("survived_share < 90").unwrap().fails(80.0));
        // Not recovered within the run is later than any day.
        assert!(Gate::parse("time_to_recover.p50 > 100").unwrap().fails(f64::NAN));
        assert!(!Gate::parse("time_to_survive < 10").unwrap().fails(f64::NAN));
        let code = |text: &str| Gate::parse(text).unwrap_err().code().to_owned();
        assert_eq!(code("output_lost"), "stress::bad-gate");
        assert_eq!(code("output_lost.p42 > 1"), "stress::bad-gate");
        assert_eq!(code("loss > 1"), "stress::unknown-indicator");
    }
}
