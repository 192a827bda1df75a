//! The tables of a results folder, looked up by name. A value that is not there is NaN.

use crate::table::{Cell, Table};
use std::collections::BTreeMap;

/// One indicator over the runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// 5 % of the runs lie below.
    pub p05: f64,
    /// The median.
    pub p50: f64,
    /// 95 % of the runs lie below.
    pub p95: f64,
}

impl Spread {
    /// Whether the runs differ by more than the digits shown, so that there is an interval to
    /// speak of. An end that is missing differs from one that is there.
    pub fn is_spread(&self) -> bool {
        match (self.p05.is_nan(), self.p95.is_nan()) {
            (true, true) => false,
            (false, false) => {
                (self.p95 - self.p05).abs() > 1e-4 * self.p05.abs().max(self.p95.abs())
            }
            _ => true,
        }
    }
}

/// One variable by day: a line for each statistic.
#[derive(Debug, Default)]
pub(super) struct Series {
    /// Starts of the steps, rising.
    pub days: Vec<f64>,
    lines: BTreeMap<String, Vec<f64>>,
}

impl Series {
    /// The line of a statistic, as long as `days`.
    pub fn line(&self, statistic: &str) -> Option<&[f64]> {
        self.lines.get(statistic).map(Vec::as_slice)
    }

    /// The line to look at first: the median, or the mean where there is no median.
    pub fn middle(&self) -> Option<&[f64]> {
        self.line("p50").or_else(|| self.line("mean"))
    }
}

/// Indicator, scope, region, sector, statistic.
type Key = [String; 5];

/// What the tables say.
pub(super) struct Findings<'a> {
    series: BTreeMap<String, Series>,
    indicators: BTreeMap<Key, f64>,
    runs: &'a Table,
}

impl<'a> Findings<'a> {
    /// Reads the tables once.
    pub fn new(output: &Table, indicators: &Table, runs: &'a Table) -> Self {
        Self { series: series(output), indicators: indicators_by_key(indicators), runs }
    }

    /// A variable by day.
    pub fn series(&self, variable: &str) -> Option<&Series> {
        self.series.get(variable).filter(|series| !series.days.is_empty())
    }

    fn statistic(&self, [indicator, scope, region, sector]: [&str; 4], statistic: &str) -> f64 {
        let key = [indicator, scope, region, sector, statistic].map(str::to_owned);
        self.indicators.get(&key).copied().unwrap_or(f64::NAN)
    }

    fn spread(&self, of: [&str; 4]) -> Spread {
        let [p05, p50, p95] = ["p05", "p50", "p95"].map(|name| self.statistic(of, name));
        // A single run may have been stored as its mean alone.
        let p50 = if p50.is_nan() && p05.is_nan() && p95.is_nan() {
            self.statistic(of, "mean")
        } else {
            p50
        };
        Spread { p05, p50, p95 }
    }

    /// An indicator of the whole economy.
    pub fn total(&self, indicator: &str) -> Spread {
        self.spread([indicator, "total", "", ""])
    }

    /// A share of the runs, in per cent: the mean over runs.
    pub fn share_of_runs(&self, indicator: &str) -> f64 {
        let of = [indicator, "total", "", ""];
        let mean = self.statistic(of, "mean");
        if mean.is_nan() { self.statistic(of, "p50") } else { mean }
    }

    /// An indicator of one sector or region.
    pub fn of(&self, scope: Scope, indicator: &str, code: &str) -> Spread {
        self.spread(scope.key(indicator, code))
    }

    /// Codes of a scope, those that lose most first; equal losses in the order of the codes.
    pub fn ranked(&self, scope: Scope) -> Vec<(String, Spread)> {
        let mut codes: Vec<&str> = self
            .indicators
            .keys()
            .filter(|key| key[0] == "output_lost" && key[1] == scope.name())
            .map(|key| match scope {
                Scope::Region => key[2].as_str(),
                Scope::Sector => key[3].as_str(),
            })
            .collect();
        codes.dedup();
        let mut ranked: Vec<(String, Spread)> = codes
            .into_iter()
            .map(|code| (code.to_owned(), self.of(scope, "output_lost", code)))
            .filter(|(_, spread)| spread.p50.is_finite())
            .collect();
        ranked.sort_by(|a, b| b.1.p50.total_cmp(&a.1.p50));
        ranked
    }

    /// The values of a column of the runs that are numbers.
    pub fn runs(&self, column: &str) -> Vec<f64> {
        numbers(self.runs, column).into_iter().filter(|value| value.is_finite()).collect()
    }
}

/// What an indicator is broken down by.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Scope {
    Region,
    Sector,
}

impl Scope {
    /// The name in the table and in the dictionary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Sector => "sector",
        }
    }

    fn key<'k>(self, indicator: &'k str, code: &'k str) -> [&'k str; 4] {
        match self {
            Self::Region => [indicator, self.name(), code, ""],
            Self::Sector => [indicator, self.name(), "", code],
        }
    }
}

fn position(table: &Table, column: &str) -> Option<usize> {
    table.columns.iter().position(|found| found.name == column)
}

/// A column of text; empty where it is not there.
pub(super) fn texts(table: &Table, column: &str) -> Vec<String> {
    let Some(column) = position(table, column) else { return vec![String::new(); table.len()] };
    let text = |row| match table.cell(row, column) {
        Cell::Text(text) => text.to_owned(),
        _ => String::new(),
    };
    (0..table.len()).map(text).collect()
}

/// A column of numbers; NaN where it is not there.
pub(super) fn numbers(table: &Table, column: &str) -> Vec<f64> {
    let Some(column) = position(table, column) else { return vec![f64::NAN; table.len()] };
    let number = |row| match table.cell(row, column) {
        Cell::Number(value) => value,
        Cell::Integer(value) => value as f64,
        _ => f64::NAN,
    };
    (0..table.len()).map(number).collect()
}

fn series(output: &Table) -> BTreeMap<String, Series> {
    let names = texts(output, "variable").into_iter().zip(texts(output, "statistic"));
    let points = numbers(output, "day").into_iter().zip(numbers(output, "value"));
    let mut found: BTreeMap<String, BTreeMap<String, Vec<(f64, f64)>>> = BTreeMap::new();
    for ((variable, statistic), point) in names.zip(points) {
        found.entry(variable).or_default().entry(statistic).or_default().push(point);
    }
    found.into_iter().map(|(variable, lines)| (variable, aligned(lines))).collect()
}

/// Puts lines on the days of the longest one.
fn aligned(mut lines: BTreeMap<String, Vec<(f64, f64)>>) -> Series {
    for line in lines.values_mut() {
        line.retain(|(day, _)| day.is_finite());
        line.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let longest = lines.values().max_by_key(|line| line.len());
    let days: Vec<f64> = longest.into_iter().flatten().map(|(day, _)| *day).collect();
    let on_days = |line: Vec<(f64, f64)>| {
        let value = |day: &f64| {
            let at = line.binary_search_by(|(found, _)| found.total_cmp(day));
            at.map_or(f64::NAN, |k| line[k].1)
        };
        days.iter().map(value).collect()
    };
    let lines = lines.into_iter().map(|(name, line)| (name, on_days(line))).collect();
    Series { days, lines }
}

fn indicators_by_key(table: &Table) -> BTreeMap<Key, f64> {
    let [indicator, scope, region, sector, statistic] =
        ["indicator", "scope", "region", "sector", "statistic"].map(|name| texts(table, name));
    let values = numbers(table, "value");
    (0..table.len())
        .map(|row| {
            let key = [&indicator, &scope, &region, &sector, &statistic];
            (key.map(|column| column[row].clone()), values[row])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Values;

    #[test]
    fn runs_that_read_alike_are_no_spread() {
        let spread = |p05, p95| Spread { p05, p50: p05, p95 }.is_spread();
        assert!(!spread(0.0, 0.0) && !spread(99.9999, 100.0) && !spread(f64::NAN, f64::NAN));
        assert!(spread(0.0, 1e-9) && spread(99.9, 100.0) && spread(3.0, f64::NAN));
    }

    #[test]
    fn lines_share_their_days_whatever_the_order_of_rows() {
        let text = |values: [&str; 4]| Values::Text(values.map(str::to_owned).into());
        let output = Table::new(vec![
            ("variable", text(["output"; 4])),
            ("statistic", text(["p50", "p50", "baseline", "p50"])),
            ("day", Values::Number(vec![2.0, 0.0, 1.0, 1.0])),
            ("value", Values::Number(vec![7.0, 5.0, 9.0, 6.0])),
        ]);
        let found = series(&output);
        assert_eq!(found["output"].days, [0.0, 1.0, 2.0]);
        assert_eq!(found["output"].middle(), Some(&[5.0, 6.0, 7.0][..]));
        let baseline = found["output"].line("baseline").unwrap();
        assert!(baseline[0].is_nan() && baseline[1] == 9.0 && baseline[2].is_nan());
    }
}
