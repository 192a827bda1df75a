//! Which years are asked for.

use staves_core::{Error, Result};
use std::ops::RangeInclusive;

/// Years and ranges of years; all when there are none.
#[derive(Clone, Debug, Default)]
pub struct Years(Vec<RangeInclusive<u32>>);

impl Years {
    /// From texts such as `2019` or `2019-2022`.
    ///
    /// # Errors
    /// `trade::bad-years`.
    pub fn parse(texts: &[String]) -> Result<Self> {
        let range = |text: &String| {
            let (from, to) = text.split_once('-').unwrap_or((text, text));
            match (from.trim().parse(), to.trim().parse()) {
                (Ok(from), Ok(to)) if from <= to => Ok(from..=to),
                _ => Err(Error::new("trade::bad-years").with("text", text)),
            }
        };
        texts.iter().map(range).collect::<Result<_>>().map(Self)
    }

    /// Whether a year is asked for.
    #[must_use]
    pub fn has(&self, year: u32) -> bool {
        self.0.is_empty() || self.0.iter().any(|range| range.contains(&year))
    }
}
