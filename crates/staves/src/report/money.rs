//! Money in the unit that suits a figure: billion USD, 亿美元.

use super::number::{decimals, fixed};
use super::words::Words;
use staves_core::Lang;
use staves_core::units::MoneyUnit;

/// Names of powers of ten in the dictionary, `report.scale.<name>`, by language.
const STEPS_EN: [(f64, &str); 4] =
    [(1e3, "thousand"), (1e6, "million"), (1e9, "billion"), (1e12, "trillion")];
const STEPS_ZH: [(f64, &str); 3] =
    [(1e4, "ten-thousand"), (1e8, "hundred-million"), (1e12, "trillion")];
/// Every scale a table may be counted in.
const STORED: [(f64, &str); 6] = [
    (1e3, "thousand"),
    (1e4, "ten-thousand"),
    (1e6, "million"),
    (1e8, "hundred-million"),
    (1e9, "billion"),
    (1e12, "trillion"),
];

/// A unit to show money or per cent in.
pub(super) struct Money {
    /// What a number of the table is multiplied by.
    factor: f64,
    /// Name of the unit, such as `billion USD` or `亿美元`.
    pub unit: String,
    words: Words,
}

impl Money {
    /// The largest unit in which `largest` (in the table's unit) is at least 1; for nothing at all,
    /// a unit near the table's.
    pub fn fitting(stored: &MoneyUnit, largest: f64, words: Words) -> Self {
        let steps: &[(f64, &str)] = match words.lang {
            Lang::En => &STEPS_EN,
            Lang::Zh => &STEPS_ZH,
        };
        // A whisker below a step still takes it: 999.96 million reads 1.00 billion.
        let largest = if largest == 0.0 { 1.0 } else { largest.abs() };
        let amount = largest * stored.scale * 1.0005;
        let step = steps.iter().rev().find(|(size, _)| amount >= *size);
        let (size, name) = step.copied().unwrap_or((1.0, ""));
        Self { factor: stored.scale / size, unit: unit(name, &stored.currency, words), words }
    }

    /// Per cent, for what is no money.
    pub fn percent(words: Words) -> Self {
        Self { factor: 1.0, unit: "%".into(), words }
    }

    /// The unit of the table itself.
    pub fn stored(stored: &MoneyUnit, words: Words) -> String {
        let known = STORED.iter().find(|(size, _)| *size == stored.scale);
        match known {
            Some((_, name)) => unit(name, &stored.currency, words),
            None if stored.scale == 1.0 => unit("", &stored.currency, words),
            None => stored.name(),
        }
    }

    /// A number of the table in this unit.
    pub fn scaled(&self, value: f64) -> f64 {
        value * self.factor
    }

    /// An amount with three significant digits and its unit.
    pub fn amount(&self, value: f64) -> String {
        let value = self.scaled(value);
        self.with_unit(&fixed(value, decimals(value, 3)))
    }

    /// An interval and its unit.
    pub fn interval(&self, low: f64, high: f64) -> String {
        self.words.span(self.scaled(low), self.scaled(high), &|number| self.with_unit(number))
    }

    fn with_unit(&self, number: &str) -> String {
        self.words.say("money.amount", &[("number", number), ("unit", &self.unit)])
    }
}

/// An amount in the unit that suits it alone.
pub(super) fn amount(stored: &MoneyUnit, value: f64, words: Words) -> String {
    Money::fitting(stored, value, words).amount(value)
}

fn unit(scale: &str, currency: &str, words: Words) -> String {
    let currency = words.named("currency", currency);
    match scale {
        "" => currency,
        _ => {
            let scale = words.named("scale", scale);
            words.say("money.unit", &[("scale", &scale), ("currency", &currency)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_suits_the_amount_and_the_language() {
        let million = MoneyUnit::million("USD");
        let (en, zh) = (Words { lang: Lang::En }, Words { lang: Lang::Zh });
        assert_eq!(amount(&million, 123_456.0, en), "123\u{a0}billion\u{a0}USD");
        assert_eq!(amount(&million, 123_456.0, zh), "1,235亿美元");
        assert_eq!(amount(&million, 999.9, en), "1.00\u{a0}billion\u{a0}USD");
        assert_eq!(amount(&million, 0.0, en), "0\u{a0}million\u{a0}USD");
        assert_eq!(Money::stored(&million, zh), "百万美元");
        assert_eq!(Money::stored(&million, en), "million\u{a0}USD");
        let money = Money::fitting(&million, 20_000.0, zh);
        assert_eq!(money.interval(8_100.0, 19_740.0), "81亿美元～197亿美元");
        let money = Money::fitting(&million, 20_000.0, en);
        assert_eq!(money.interval(8_100.0, 19_740.0), "8.1–19.7\u{a0}billion\u{a0}USD");
    }
}
