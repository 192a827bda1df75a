//! Numbers as a reader wants them: three significant digits, thousands apart, a real minus.

use super::words::Words;
use staves_core::Lang;

/// What stands where a number is missing.
pub(super) const MISSING: &str = "–";

/// Decimals that leave a number about `digits` significant digits.
pub(super) fn decimals(value: f64, digits: i32) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let magnitude = value.abs().log10().floor();
    // 9.996 with three digits reads 10.0, a power of ten further up.
    let rounds_up = value.abs() / 10f64.powf(magnitude) >= 10.0 - 0.5 * 10f64.powi(1 - digits);
    (digits - 1 - magnitude as i32 - i32::from(rounds_up)).clamp(0, 6) as usize
}

/// A number with a fixed number of decimals, `1,234.5`; missing as a dash.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.contains(|c| matches!(c, '1'..='9')) {
        out.push('−');
    }
    for (k, digit) in whole.chars().enumerate() {
        if k > 0 && (whole.len() - k).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A number that was computed, with three significant digits.
pub(crate) fn computed(value: f64) -> String {
    fixed(value, decimals(value, 3))
}

/// A number that somebody wrote: as short as it was.
pub(super) fn written(value: f64) -> String {
    let text = fixed(value, decimals(value, 6));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A number of days: to a tenth up to twenty, whole beyond.
pub(super) fn days(value: f64) -> String {
    let fine = if value.abs() < 20.0 { 10.0 } else { 1.0 };
    if value.is_finite() { written((value * fine).round() / fine) } else { MISSING.to_owned() }
}

/// Both ends of an interval with the same decimals: those of the larger end, at most two, and up
/// to two more where the smaller one would read as zero.
fn ends(low: f64, high: f64) -> (String, String) {
    let coarse = decimals(low.abs().max(high.abs()), 3).min(2);
    let small = low.abs().min(high.abs());
    let mut fine = if small > 0.0 { decimals(small, 1).clamp(coarse, coarse + 2) } else { coarse };
    while fixed(low, fine) == fixed(high, fine) && low != high && fine < coarse + 2 {
        fine += 1;
    }
    (fixed(low, fine), fixed(high, fine))
}

impl Words {
    /// A computed interval with its unit. English names the unit once; Chinese writing names it
    /// at both ends (GB/T 15835), as `20%～70%`.
    pub fn span(self, low: f64, high: f64, unit: &dyn Fn(&str) -> String) -> String {
        let (low, high) = ends(low, high);
        self.span_of(&low, &high, unit)
    }

    /// An interval of digits with its unit.
    pub fn span_of(self, low: &str, high: &str, unit: &dyn Fn(&str) -> String) -> String {
        match self.lang {
            Lang::En => unit(&self.interval(low, high)),
            Lang::Zh => self.interval(&unit(low), &unit(high)),
        }
    }

    /// A computed interval in per cent.
    pub fn percent_span(self, low: f64, high: f64) -> String {
        self.span(low, high, &|digits| self.percent_of(digits))
    }

    /// Two ends of an interval with the dash of the language; "to" where a sign could mislead.
    pub fn interval(self, low: &str, high: &str) -> String {
        let negative = low.starts_with('−') || high.starts_with('−');
        let key = if negative { "number.interval-words" } else { "number.interval" };
        self.say(key, &[("low", low), ("high", high)])
    }

    /// A computed percentage. `value` is in per cent.
    pub fn percent(self, value: f64) -> String {
        if value != 0.0 && value.abs() < 0.001 {
            return format!("< {}", self.percent_of("0.001"));
        }
        let digits = decimals(value, 3).min(if value.abs() < 0.1 { 6 } else { 2 });
        self.percent_of(&fixed(value, digits.min(decimals(value, 2).max(2))))
    }

    /// A percentage of a whole, such as a share of the runs: to a tenth, without idle zeros.
    pub fn percent_of_whole(self, value: f64) -> String {
        self.percent_of(&written((value * 10.0).round() / 10.0))
    }

    /// Digits followed by the per-cent sign, as the language spaces it.
    pub fn percent_of(self, digits: &str) -> String {
        match self.lang {
            Lang::En if digits != MISSING => format!("{digits}\u{a0}%"),
            Lang::Zh if digits != MISSING => format!("{digits}%"),
            _ => MISSING.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_what_matters() {
        assert_eq!(computed(1_234_567.4), "1,234,567");
        assert_eq!(computed(12.345), "12.3");
        assert_eq!(computed(0.012_345), "0.0123");
        assert_eq!(computed(9.996), "10.0");
        assert_eq!(computed(9.994), "9.99");
        assert_eq!(computed(0.0), "0");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(-1234.5, 1), "−1,234.5");
        assert_eq!(computed(f64::NAN), MISSING);
        assert_eq!(written(0.8), "0.8");
        assert_eq!(written(30.0), "30");
        assert_eq!(days(47.04), "47");
        assert_eq!(days(12.51), "12.5");
        assert_eq!(days(117.8), "118");
    }

    #[test]
    fn intervals_share_their_decimals() {
        assert_eq!(ends(8.1, 19.74), ("8.1".into(), "19.7".into()));
        assert_eq!(ends(0.04, 12.4), ("0.04".into(), "12.40".into()));
        assert_eq!(ends(99.91, 99.98), ("99.9".into(), "100.0".into()));
        assert_eq!(ends(0.0, 12.4), ("0.0".into(), "12.4".into()));
    }

    #[test]
    fn percentages_are_spaced_by_language() {
        let (en, zh) = (Words { lang: Lang::En }, Words { lang: Lang::Zh });
        assert_eq!(en.percent(12.41), "12.4\u{a0}%");
        assert_eq!(zh.percent(12.41), "12.4%");
        assert_eq!(zh.percent(0.4104), "0.41%");
        assert_eq!(zh.percent(0.012_34), "0.012%");
        assert_eq!(zh.percent_of_whole(2.0), "2%");
        assert_eq!(zh.percent_of_whole(97.54), "97.5%");
        assert_eq!(zh.percent_span(20.0, 70.0), "20.0%～70.0%");
        assert_eq!(en.percent_span(0.226, 0.779), "0.23–0.78\u{a0}%");
        assert_eq!(zh.percent(0.0001), "< 0.001%");
        assert_eq!(zh.percent(f64::NAN), MISSING);
        assert_eq!(en.interval("−1", "2"), "−1 to 2");
        assert_eq!(zh.interval("1", "2"), "1～2");
    }
}
