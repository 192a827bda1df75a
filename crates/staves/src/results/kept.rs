//! Whole daily series, kept on request: `producers.parquet` and `stocks.parquet`.

use super::folder::Folder;
use crate::store::atomic::Pending;
use crate::table::{ParquetReader, ParquetWriter, Table, Values};
use staves_core::codes::nearest_name;
use staves_core::model::View;
use staves_core::{Codes, Economy, Error, Result};
use std::ops::Range;
use std::sync::Arc;

/// What can be kept besides totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// Every variable of every producer on every step.
    Producers,
    /// The stock of every input at every producer on every step.
    Stocks,
}

impl Keep {
    const ALL: [Self; 2] = [Self::Producers, Self::Stocks];

    /// The name on the command line and of the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Producers => "producers",
            Self::Stocks => "stocks",
        }
    }

    /// The unit of its money.
    fn unit(self, economy: &Economy) -> String {
        let money = economy.about.unit.name();
        match self {
            Self::Producers => format!("{money}/day"),
            Self::Stocks => money,
        }
    }

    /// The one of a name.
    ///
    /// # Errors
    /// `stress::unknown-keep`, with the nearest name.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|keep| keep.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            Error::new("stress::unknown-keep")
                .with("name", name)
                .with("known", names.join("`, `"))
                .nearest(nearest_name(name, names))
        })
    }
}

/// Rows gathered before they are written.
const ROWS: usize = 1 << 19;

/// A variable of `producers.parquet` and how it is read off a step, by row of the economy.
type Variable = (&'static str, fn(&View<'_>, usize) -> f64);

const VARIABLES: [Variable; 8] = [
    ("production", |view, row| view.production(row)),
    ("production_capacity", |view, row| view.production_capacity(row)),
    ("intermediate_demand", |view, row| view.intermediate_demand(row)),
    ("final_demand", |view, row| view.final_demand(row)),
    ("rebuild_demand", |view, row| view.rebuild_demand(row)),
    ("rebuild_production", |view, row| view.rebuild_production(row)),
    ("overproduction", |view, row| view.overproduction(row)),
    ("capital_to_recover", |view, row| view.capital_to_recover(row)),
];
/// By consuming region and product, not by producer.
const UNMET: &str = "final_demand_unmet";

/// Writes one kept series of one part.
pub struct KeptWriter {
    keep: Keep,
    writer: ParquetWriter<Pending>,
    /// Names of the three text columns.
    names: [Arc<Vec<String>>; 3],
    rows: Rows,
}

/// Rows being gathered; text as keys into the names.
#[derive(Default)]
struct Rows {
    run: Vec<i64>,
    step: Vec<i64>,
    keys: [Vec<u32>; 3],
    value: Vec<f64>,
}

impl Rows {
    fn push(&mut self, run: u64, step: usize, keys: [usize; 3], value: f64) {
        self.run.push(run as i64);
        self.step.push(step as i64);
        self.keys.iter_mut().zip(keys).for_each(|(column, key)| column.push(key as u32));
        self.value.push(value);
    }
}

impl KeptWriter {
    /// Opens the file of a part.
    ///
    /// # Errors
    /// Of the disk.
    pub fn create(
        keep: Keep,
        folder: &Folder,
        runs: &Range<u64>,
        economy: &Economy,
    ) -> Result<Self> {
        let path = folder.part(runs, keep.name());
        let codes = |codes: &Codes| {
            Arc::new(codes.entries().iter().map(|entry| entry.code.clone()).collect::<Vec<_>>())
        };
        let (regions, sectors) = (codes(&economy.regions), codes(&economy.sectors));
        let names = match keep {
            Keep::Producers => {
                let names = VARIABLES.iter().map(|(name, _)| *name).chain([UNMET]);
                [regions, sectors, Arc::new(names.map(str::to_owned).collect())]
            }
            Keep::Stocks => [sectors.clone(), regions, sectors],
        };
        let like = table(keep, &names, Rows::default());
        let writer = ParquetWriter::new(Pending::create(&path)?, &like, &[], &path)?;
        Ok(Self { keep, writer, names, rows: Rows::default() })
    }

    /// Keeps one step of one lane.
    ///
    /// # Errors
    /// Of the disk.
    pub fn observe(&mut self, run: u64, view: &View<'_>) -> Result<()> {
        match self.keep {
            Keep::Producers => self.producers(run, view),
            Keep::Stocks => self.stocks(run, view),
        }
        if self.rows.run.len() < ROWS {
            return Ok(());
        }
        self.write()
    }

    fn producers(&mut self, run: u64, view: &View<'_>) {
        let economy = &view.system().economy;
        for (v, (_, value)) in VARIABLES.iter().enumerate() {
            for (row, producer) in economy.producers.iter().enumerate() {
                let keys = [producer.region as usize, producer.sector as usize, v];
                self.rows.push(run, view.step, keys, value(view, row));
            }
        }
        let sectors = economy.sectors.len();
        let mut unmet = vec![0.0; economy.regions.len() * sectors];
        view.add_unmet(&mut unmet);
        for (cell, value) in unmet.into_iter().enumerate() {
            let keys = [cell / sectors, cell % sectors, VARIABLES.len()];
            self.rows.push(run, view.step, keys, value);
        }
    }

    fn stocks(&mut self, run: u64, view: &View<'_>) {
        let economy = &view.system().economy;
        for input in 0..economy.sectors.len() {
            for (row, producer) in economy.producers.iter().enumerate() {
                if let Some(stock) = view.stock(input, row) {
                    let keys = [input, producer.region as usize, producer.sector as usize];
                    self.rows.push(run, view.step, keys, stock);
                }
            }
        }
    }

    fn write(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.writer.write(&table(self.keep, &self.names, rows))
    }

    /// Finishes the file.
    ///
    /// # Errors
    /// Of the disk.
    pub fn finish(mut self) -> Result<()> {
        self.write()?;
        self.writer.finish()?.commit()
    }
}

fn table(keep: Keep, names: &[Arc<Vec<String>>; 3], rows: Rows) -> Table {
    let columns = match keep {
        Keep::Producers => ["region", "sector", "variable"],
        Keep::Stocks => ["input", "region", "sector"],
    };
    let text = columns.into_iter().zip(rows.keys.into_iter().zip(names));
    let text = text.map(|(name, (keys, names))| (name, Values::Names(keys, names.clone())));
    let first = [("run", Values::Integer(rows.run)), ("step", Values::Integer(rows.step))];
    let last = [("value", Values::Number(rows.value))];
    Table::new(first.into_iter().chain(text).chain(last).collect())
}

/// Joins the kept series of all parts, in the order of runs, into one table of the folder.
///
/// # Errors
/// Of the disk.
pub fn join(keep: Keep, folder: &Folder, parts: &[Range<u64>], economy: &Economy) -> Result<()> {
    let target = folder.path.join(format!("{}.parquet", keep.name()));
    let unit = keep.unit(economy);
    let about = [("schema", super::manifest::SCHEMA), ("unit", unit.as_str())];
    let mut writer: Option<ParquetWriter<Pending>> = None;
    for runs in parts {
        let reader = ParquetReader::open(&folder.part(runs, keep.name()))?;
        let open = match &mut writer {
            Some(writer) => writer,
            None => {
                let pending = Pending::create(&target)?;
                let opened = ParquetWriter::new(pending, &reader.columns(), &about, &target)?;
                writer.insert(opened)
            }
        };
        for rows in reader {
            open.write(&rows?)?;
        }
    }
    match writer {
        Some(writer) => writer.finish()?.commit(),
        None => Ok(()),
    }
}
