//! The tables of a results folder, made from what was folded from all runs
//! (docs/src/reference/results.md).

use super::fold::Folded;
use super::layout::Layout;
use super::manifest::SCHEMA;
use super::risk;
use crate::scenario::Resolved;
use crate::table::{Table, Values};
use rayon::prelude::*;
use staves_core::ensemble::Statistic;
use staves_core::indicator::{Indicator, Unit};
use staves_core::quantile::Summary;
use staves_core::trajectory::{Scope, Variable};
use staves_core::{Economy, Result};
use std::path::Path;
use std::sync::Arc;

/// The tables a set of runs has; one without rows has no file.
#[derive(Default)]
pub struct Tables {
    /// Daily totals: `variable, unit, statistic, day, value`.
    pub output: Table,
    /// Indicators: `indicator, unit, scope, region, sector, statistic, value`.
    pub indicators: Table,
    /// Output lost in each run that counts: `output_lost`, of the rows of `runs.parquet`.
    pub runs: Table,
    /// Expected loss, value at risk and expected shortfall with their intervals.
    pub risk: Table,
    /// Points of the loss-exceedance curves.
    pub exceedance: Table,
    /// Shares of the variance by input.
    pub sensitivity: Table,
}

impl Tables {
    /// Reads the tables of a results folder.
    ///
    /// # Errors
    /// Of the disk.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = |name: &str| folder.join(format!("{name}.parquet"));
        let table = |name: &str| Table::read_parquet(&path(name)).map(|(table, _)| table);
        let some = |name: &str| match path(name).is_file() {
            true => table(name),
            false => Ok(Table::default()),
        };
        Ok(Self {
            output: table("output")?,
            indicators: table("indicators")?,
            runs: losses(folder)?,
            risk: some("risk")?,
            exceedance: some("exceedance")?,
            sensitivity: some("sensitivity")?,
        })
    }

    /// Writes all but `runs.parquet`, which is written as the runs come.
    ///
    /// # Errors
    /// Of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let about = [("schema", SCHEMA)];
        let tables = [
            ("output", &self.output),
            ("indicators", &self.indicators),
            ("risk", &self.risk),
            ("exceedance", &self.exceedance),
            ("sensitivity", &self.sensitivity),
        ];
        for (name, table) in tables.into_iter().filter(|(_, table)| !table.is_empty()) {
            table.write_parquet(&folder.join(format!("{name}.parquet")), &about)?;
        }
        Ok(())
    }
}

/// Output lost in the runs that count.
fn losses(folder: &Path) -> Result<Table> {
    let name = Indicator::OutputLost.name();
    let table = Table::read_columns(&folder.join("runs.parquet"), &[name, "weight"])?;
    let weights = table.column("weight").and_then(Values::numbers).map(|w| w.to_vec());
    let counts = |row: usize| weights.as_ref().is_none_or(|weights| weights[row] > 0.0);
    Ok(table.filtered(counts).without("weight"))
}

/// Statistics of one number of a run over all runs.
struct Spread {
    /// In the order of [`Statistic::ALL`].
    values: [f64; Statistic::ALL.len()],
    /// Share of runs in which it is not missing, per cent.
    present: f64,
}

impl Spread {
    fn of(summary: &Summary) -> Self {
        let values = Statistic::ALL.map(|(_, statistic)| statistic.of(summary));
        Self { values, present: summary.present() }
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, f64)> {
        Statistic::ALL.iter().map(|(name, _)| *name).zip(self.values)
    }
}

/// Makes the tables. `whole` says that all runs are in.
///
/// # Errors
/// Of the disk.
pub fn make(
    folded: &Folded,
    folder: &Path,
    layout: &Layout,
    economy: &Economy,
    resolved: &Resolved<'_>,
    whole: bool,
) -> Result<Tables> {
    let mut spreads: Vec<Spread> = (layout.draws()..layout.slots())
        .into_par_iter()
        .map(|slot| Spread::of(folded.summary(slot)))
        .collect();
    for indicator in layout.indicators().iter().copied() {
        // Totals are at hand for every run, so that their statistics are exact.
        let counted = folded.total(indicator)?.into_iter().filter(|(_, weight)| *weight > 0.0);
        spreads[layout.indicator(0, indicator) - layout.draws()] =
            Spread::of(&Summary::exact(counted));
    }
    let (risk, exceedance) = risk::tables(folded, resolved, economy)?;
    Ok(Tables {
        output: output(&spreads, layout, economy),
        indicators: indicators(&spreads, layout, economy),
        runs: losses(folder)?,
        risk,
        exceedance,
        sensitivity: risk::sensitivity(folded, resolved, whole)?,
    })
}

/// A statistic of an indicator in total, from the table of indicators; NaN when it is not there.
pub(crate) fn total(indicators: &Table, indicator: &str, statistic: &str) -> f64 {
    let text = |name: &str, row: usize| indicators.column(name).and_then(|c| c.text(row));
    let wanted = [("indicator", indicator), ("scope", "total"), ("statistic", statistic)];
    let found = (0..indicators.len())
        .find(|row| wanted.iter().all(|(name, value)| text(name, *row) == Some(value)));
    let values = indicators.column("value").and_then(Values::numbers);
    found.zip(values).map_or(f64::NAN, |(row, values)| values[row])
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

fn output(spreads: &[Spread], layout: &Layout, economy: &Economy) -> Table {
    let money = format!("{}/day", economy.about.unit.name());
    let base = layout.baseline();
    let (mut variables, mut units, mut statistics) =
        (Repeated::default(), Repeated::default(), Repeated::default());
    let (mut days, mut values) = (Vec::new(), Vec::new());
    for (v, variable) in layout.variables().iter().enumerate() {
        let (unit, normal) = match variable {
            Variable::Output => (money.as_str(), base.output[0]),
            Variable::ValueAdded => (money.as_str(), base.value_added[0]),
            Variable::FinalDemandUnmet => (money.as_str(), 0.0),
            Variable::PriceRise => ("%", 0.0),
        };
        for step in 0..layout.steps() {
            let spread = &spreads[layout.series(v, step) - layout.draws()];
            for (name, value) in spread.named().chain([("baseline", normal)]) {
                variables.push(variable.name());
                units.push(unit);
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

fn indicators(spreads: &[Spread], layout: &Layout, economy: &Economy) -> Table {
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
        for indicator in layout.indicators().iter().copied() {
            let spread = &spreads[layout.indicator(k, indicator) - layout.draws()];
            let unit = unit_name(indicator.unit(), economy);
            for (statistic, value) in spread.named() {
                push(Row { indicator: indicator.name(), unit: &unit, statistic, value });
            }
            if let Some(indicator) = share_name(indicator) {
                let share = spread.present;
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
