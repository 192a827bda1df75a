//! Numbers and distributions of a scenario, as the manifest writes them, in words: `0.3`,
//! `uniform 0.7 to 0.9`, `triangular 0.2, 0.4, 0.7`.

use super::number::written;
use super::words::Words;

/// A number that was written, or drawn anew for each run.
pub(super) struct Drawn<'a> {
    text: &'a str,
    /// `uniform`, `triangular`, `normal`, `choice`; empty for a plain number.
    kind: &'a str,
    numbers: Vec<f64>,
}

impl<'a> Drawn<'a> {
    /// Reads what the manifest wrote; what is not understood is shown as it stands.
    pub fn new(text: &'a str) -> Self {
        let words = || {
            text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']'))
                .filter(|word| !word.is_empty())
        };
        let number = |word: &str| word.parse::<f64>().ok().filter(|value| !value.is_nan());
        let kind = words().next().filter(|word| number(word).is_none()).unwrap_or("");
        Self { text, kind, numbers: words().filter_map(number).collect() }
    }

    /// The least and the largest value it can take; `None` when it holds no number.
    pub fn ends(&self) -> Option<(f64, f64)> {
        let bounded = match (self.kind, self.numbers.as_slice()) {
            ("normal", [_, _, low, high, ..]) => &[*low, *high],
            ("normal", _) => return None,
            (_, numbers) => numbers,
        };
        let low = bounded.iter().copied().reduce(f64::min)?;
        Some((low, bounded.iter().copied().reduce(f64::max)?))
    }

    /// In words: each number is multiplied by `factor`, and `unit` puts the unit to digits.
    pub fn describe(&self, words: Words, factor: f64, unit: &dyn Fn(&str) -> String) -> String {
        let digits = |value: f64| match value.is_infinite() {
            true => words.plain("drawn.infinite"),
            false => written(round(value * factor)),
        };
        let span = |low: f64, high: f64| words.span_of(&digits(low), &digits(high), unit);
        match (self.kind, self.numbers.as_slice()) {
            ("", [only]) => unit(&digits(*only)),
            ("uniform", [low, high]) => span(*low, *high),
            ("triangular", [low, mode, high]) => words.say(
                "drawn.likely",
                &[("range", &span(*low, *high)), ("mode", &unit(&digits(*mode)))],
            ),
            ("normal", [mean, _, low, high]) => words.say(
                "drawn.about",
                &[("mean", &unit(&digits(*mean))), ("range", &span(*low, *high))],
            ),
            ("choice", values) if !values.is_empty() => {
                let items: Vec<String> = values.iter().map(|value| unit(&digits(*value))).collect();
                words.say("drawn.choice", &[("items", &words.list(&items, 8))])
            }
            _ => self.text.to_owned(),
        }
    }

    /// In words, without a unit.
    pub fn plain(&self, words: Words) -> String {
        self.describe(words, 1.0, &str::to_owned)
    }
}

/// Rids a written number of the dust of multiplying by 100.
fn round(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;
    use staves_core::Lang;

    #[test]
    fn distributions_read_as_ranges() {
        let en = Words { lang: Lang::En };
        let percent =
            |text: &str| Drawn::new(text).describe(en, 100.0, &|digits| en.percent_of(digits));
        assert_eq!(percent("0.3"), "30\u{a0}%");
        assert_eq!(percent("uniform 0.07 to 0.9"), "7–90\u{a0}%");
        assert_eq!(percent("triangular 0.2, 0.4, 0.7"), "20–70\u{a0}% (most likely 40\u{a0}%)");
        assert_eq!(percent("normal 0.3, 0.1, 0, 0.6"), "about 30\u{a0}% (0–60\u{a0}%)");
        assert_eq!(percent("uniform -0.4 to -0.1"), "−40 to −10\u{a0}%");
        assert_eq!(percent("as much as it takes"), "as much as it takes");
        assert_eq!(Drawn::new("choice 1, 2, 5").plain(en), "one of 1, 2 and 5");
        assert_eq!(Drawn::new("inf").plain(en), "unlimited");
    }

    #[test]
    fn ends_enclose_every_draw() {
        assert_eq!(Drawn::new("10").ends(), Some((10.0, 10.0)));
        assert_eq!(Drawn::new("triangular 5, 9, 7").ends(), Some((5.0, 9.0)));
        assert_eq!(Drawn::new("normal 10, 2, 6, 14").ends(), Some((6.0, 14.0)));
        assert_eq!(Drawn::new("").ends(), None);
        assert_eq!(Drawn::new("NaN").ends(), None);
    }
}
