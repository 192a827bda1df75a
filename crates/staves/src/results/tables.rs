//! The tables of a results folder, made from the numbers of all runs
//! (docs/src/reference/results.md).

use super::folder::Done;
use super::layout::Layout;
use crate::table::{Table, Values};
use rayon::prelude::*;
use staves_core::Economy;
use staves_core::ensemble::{Statistic, sort};
use staves_core::indicator::{Indicator, Unit};
use staves_core::trajectory::{Scope, Variable};
use std::sync::Arc;

/// The three tables every set of runs has.
pub struct Tables {
    /// Daily totals: `variable, unit, statistic, day, value`.
    pub output: Table,
    /// Indicators: `indicator, unit, scope, region, sector, statistic, value`.
    pub indicators: Table,
    /// One row a run: what was drawn, and the indicators in total.
    pub runs: Table,
}

/// Statistics of one number of a run over all runs.
struct Summary {
    /// In the order of [`Statistic::ALL`].
    values: [f64; Statistic::ALL.len()],
    /// Share of runs in which it is not missing, per cent.
    present: f64,
}

impl Summary {
    fn of(mut values: Vec<f64>) -> Self {
        sort(&mut values);
        let present = values.iter().filter(|value| !value.is_nan()).count();
        Self {
            values: Statistic::ALL.map(|(_, statistic)| statistic.of(&values)),
            present: 100.0 * present as f64 / values.len() as f64,
        }
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, f64)> {
        Statistic::ALL.iter().map(|(name, _)| *name).zip(self.values)
    }
}

/// Makes the tables. `varying` names what was drawn.
#[must_use]
pub fn make(done: &Done, layout: &Layout, economy: &Economy, varying: &[String]) -> Tables {
    let runs: Vec<&[f64]> = done.values().map(Vec::as_slice).collect();
    let over_runs = |slot: usize| runs.iter().map(|numbers| numbers[slot]).collect::<Vec<f64>>();
    let summaries: Vec<Summary> =
        (0..layout.slots()).into_par_iter().map(|slot| Summary::of(over_runs(slot))).collect();
    Tables {
        output: output(&summaries, layout, economy),
        indicators: indicators(&summaries, layout, economy),
        runs: runs_table(done, &over_runs, layout, varying),
    }
}

/// Text columns that repeat few names.
#[derive(Default)]
pub(crate) struct Repeated {
    names: Vec<String>,
    keys: Vec<u32>,
}

impl Repeated {
    pub(crate) fn push(&mut self, name: &str) {
        let known = self.names.iter().rposition(|known| known == name);
        let key = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        self.keys.push(key as u32);
    }

    pub(crate) fn values(self) -> Values {
        Values::Names(self.keys, Arc::new(self.names))
    }
}

fn output(summaries: &[Summary], layout: &Layout, economy: &Economy) -> Table {
    let unit = format!("{}/day", economy.about.unit.name());
    let base = layout.baseline();
    let normal = [base.output[0], base.value_added[0], 0.0];
    let (mut variables, mut units, mut statistics) =
        (Repeated::default(), Repeated::default(), Repeated::default());
    let (mut days, mut values) = (Vec::new(), Vec::new());
    for (v, variable) in Variable::ALL.into_iter().enumerate() {
        for step in 0..layout.steps() {
            let summary = &summaries[layout.series(v, step)];
            for (name, value) in summary.named().chain([("baseline", normal[v])]) {
                variables.push(variable.name());
                units.push(&unit);
                statistics.push(name);
                days.push(step as f64 * layout.step());
                values.push(value);
            }
        }
    }
    Table::new(vec![
        ("variable", variables.values()),
        ("unit", units.values()),
        ("statistic", statistics.values()),
        ("day", Values::Number(days)),
        ("value", Values::Number(values)),
    ])
}

/// The unit of an indicator for a table's money.
#[must_use]
pub fn unit_name(unit: Unit, economy: &Economy) -> String {
    match unit {
        Unit::Money => economy.about.unit.name(),
        Unit::Percent => "%".into(),
        Unit::Days => "days".into(),
    }
}

/// A row of the indicators table before it is one.
struct Row<'r> {
    indicator: &'r str,
    unit: &'r str,
    statistic: &'r str,
    value: f64,
}

fn indicators(summaries: &[Summary], layout: &Layout, economy: &Economy) -> Table {
    let mut columns: [Repeated; 6] = Default::default();
    let mut values = Vec::new();
    for (k, scope) in layout.scopes().all().enumerate() {
        let (name, region, sector) = match scope {
            Scope::Total => ("total", "", ""),
            Scope::Region(region) => ("region", economy.regions.code(region), ""),
            Scope::Sector(sector) => ("sector", "", economy.sectors.code(sector)),
        };
        let mut push = |row: Row<'_>| {
            let cells = [row.indicator, row.unit, name, region, sector, row.statistic];
            columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
            values.push(row.value);
        };
        for indicator in Indicator::ALL {
            let summary = &summaries[layout.indicator(k, indicator)];
            let unit = unit_name(indicator.unit(), economy);
            for (statistic, value) in summary.named() {
                push(Row { indicator: indicator.name(), unit: &unit, statistic, value });
            }
            if let Some(indicator) = share_name(indicator) {
                let share = summary.present;
                let value = if indicator == "survived_share" { 100.0 - share } else { share };
                push(Row { indicator, unit: "%", statistic: "mean", value });
            }
        }
    }
    let names = ["indicator", "unit", "scope", "region", "sector", "statistic"];
    let columns = names.into_iter().zip(columns.map(Repeated::values));
    Table::new(columns.chain([("value", Values::Number(values))]).collect())
}

/// The share of runs in which a time exists, or does not.
fn share_name(indicator: Indicator) -> Option<&'static str> {
    match indicator {
        Indicator::TimeToRecover => Some("recovered_share"),
        Indicator::TimeToSurvive => Some("survived_share"),
        _ => None,
    }
}

fn runs_table(
    done: &Done,
    over_runs: &dyn Fn(usize) -> Vec<f64>,
    layout: &Layout,
    varying: &[String],
) -> Table {
    let runs = done.keys().map(|run| *run as i64).collect();
    let draws = varying.iter().enumerate().map(|(k, name)| (name.as_str(), k));
    let totals = Indicator::ALL.map(|i| (i.name(), layout.indicator(0, i)));
    let columns = draws.chain(totals).map(|(name, slot)| (name, Values::Number(over_runs(slot))));
    Table::new(std::iter::once(("run", Values::Integer(runs))).chain(columns).collect())
}
