//! An economy as tables.

use super::fingerprint::kind_name;
use crate::table::{FileKind, Table, Values};
use staves_core::economy::PrimaryKind;
use staves_core::{Codes, Economy, Matrix, Result};
use std::path::Path;
use std::sync::Arc;

/// Cells written at a time: one row group of the file.
const CELLS: usize = 1 << 20;

/// Writes all tables into a folder that exists.
pub(crate) fn write(folder: &Path, economy: &Economy, kind: FileKind) -> Result<()> {
    let unit = economy.about.unit.name();
    let about = [("staves.schema", super::SCHEMA), ("unit", unit.as_str())];
    let path = |name: &str| folder.join(format!("{name}.{}", kind.extension()));
    let put = |name: &str, table: &Table| table.write(&path(name), kind, &about);
    put("regions", &codes_table(&economy.regions))?;
    put("sectors", &codes_table(&economy.sectors))?;
    put("categories", &codes_table(&economy.categories))?;
    put("producers", &producers(economy))?;
    put("demand_columns", &demand_columns(economy))?;
    put("primary_inputs", &primary_inputs(economy))?;
    put("attributes", &attributes(economy))?;
    let names = Names::of(economy);
    let flows = |cells: &[Cell]| names.flows(economy, cells);
    write_cells(&path("flows"), kind, &economy.flows, &about, flows)?;
    let demand = |cells: &[Cell]| names.final_demand(economy, cells);
    write_cells(&path("final_demand"), kind, &economy.final_demand, &about, demand)
}

fn codes_table(codes: &Codes) -> Table {
    let text = |get: fn(&staves_core::codes::Entry) -> &String| {
        Values::Text(codes.entries().iter().map(|entry| get(entry).clone()).collect())
    };
    Table::new(vec![
        ("code", text(|entry| &entry.code)),
        ("label_en", text(|entry| &entry.en)),
        ("label_zh", text(|entry| &entry.zh)),
    ])
}

fn numbering(n: usize) -> Values {
    Values::Integer((1..).take(n).collect())
}

fn producers(economy: &Economy) -> Table {
    let names = Names::of(economy);
    let rows: Vec<usize> = (0..economy.len()).collect();
    let stated = economy.stated_output.clone();
    Table::new(vec![
        ("number", numbering(economy.len())),
        ("region", names.region_of(economy, &rows)),
        ("sector", names.sector_of(economy, &rows)),
        ("stated_output", Values::Number(stated.unwrap_or_else(|| vec![f64::NAN; economy.len()]))),
        ("output", Values::Number(economy.output().to_vec())),
        ("value_added", Values::Number(economy.value_added().to_vec())),
    ])
}

fn demand_columns(economy: &Economy) -> Table {
    let names = Names::of(economy);
    let columns = &economy.demand_columns;
    let regions = columns.iter().map(|column| column.region).collect();
    let categories = columns.iter().map(|column| column.category).collect();
    Table::new(vec![
        ("number", numbering(columns.len())),
        ("region", Values::Names(regions, names.regions)),
        ("category", Values::Names(categories, names.categories)),
    ])
}

/// Rows of one value per producer below each other: how often each stands, and the columns
/// `region`, `sector`, `value`.
fn by_producer<'v>(
    economy: &Economy,
    rows: impl Iterator<Item = &'v Vec<f64>>,
) -> (Values, Values, Values) {
    let values: Vec<f64> = rows.flatten().copied().collect();
    let producers: Vec<usize> = (0..values.len()).map(|k| k % economy.len()).collect();
    let names = Names::of(economy);
    (
        names.region_of(economy, &producers),
        names.sector_of(economy, &producers),
        Values::Number(values),
    )
}

/// Text that stands beside every producer of a row.
fn repeated(economy: &Economy, texts: impl Iterator<Item = String>) -> Values {
    let names: Vec<String> = texts.collect();
    let keys =
        (0..names.len() * economy.len()).map(|k| staves_core::economy::id(k / economy.len()));
    Values::Names(keys.collect(), Arc::new(names))
}

fn primary_inputs(economy: &Economy) -> Table {
    let rows = &economy.primary_inputs;
    let (region, sector, value) = by_producer(economy, rows.iter().map(|row| &row.values));
    let kind = |kind: PrimaryKind| kind_name(kind).to_owned();
    Table::new(vec![
        ("code", repeated(economy, rows.iter().map(|row| row.code.clone()))),
        ("label", repeated(economy, rows.iter().map(|row| row.label.clone()))),
        ("kind", repeated(economy, rows.iter().map(|row| kind(row.kind)))),
        ("region", region),
        ("sector", sector),
        ("value", value),
    ])
}

fn attributes(economy: &Economy) -> Table {
    let rows = &economy.attributes;
    let (region, sector, value) = by_producer(economy, rows.iter().map(|row| &row.values));
    let estimated = |estimated: bool| if estimated { "true" } else { "false" }.to_owned();
    Table::new(vec![
        ("name", repeated(economy, rows.iter().map(|row| row.name.clone()))),
        ("unit", repeated(economy, rows.iter().map(|row| row.unit.clone()))),
        ("estimated", repeated(economy, rows.iter().map(|row| estimated(row.estimated)))),
        ("region", region),
        ("sector", sector),
        ("value", value),
    ])
}

type Cell = (usize, usize, f64);

/// The names of an economy as lists that columns share.
struct Names {
    regions: Arc<Vec<String>>,
    sectors: Arc<Vec<String>>,
    categories: Arc<Vec<String>>,
}

impl Names {
    fn of(economy: &Economy) -> Self {
        let list = |codes: &Codes| {
            Arc::new(codes.entries().iter().map(|entry| entry.code.clone()).collect())
        };
        Self {
            regions: list(&economy.regions),
            sectors: list(&economy.sectors),
            categories: list(&economy.categories),
        }
    }

    fn region_of(&self, economy: &Economy, producers: &[usize]) -> Values {
        let keys = producers.iter().map(|&row| economy.producers[row].region);
        Values::Names(keys.collect(), self.regions.clone())
    }

    fn sector_of(&self, economy: &Economy, producers: &[usize]) -> Values {
        let keys = producers.iter().map(|&row| economy.producers[row].sector);
        Values::Names(keys.collect(), self.sectors.clone())
    }

    fn flows(&self, economy: &Economy, cells: &[Cell]) -> Table {
        let sellers: Vec<usize> = cells.iter().map(|cell| cell.0).collect();
        let buyers: Vec<usize> = cells.iter().map(|cell| cell.1).collect();
        Table::new(vec![
            ("seller_region", self.region_of(economy, &sellers)),
            ("seller_sector", self.sector_of(economy, &sellers)),
            ("buyer_region", self.region_of(economy, &buyers)),
            ("buyer_sector", self.sector_of(economy, &buyers)),
            ("value", values(cells)),
        ])
    }

    fn final_demand(&self, economy: &Economy, cells: &[Cell]) -> Table {
        let sellers: Vec<usize> = cells.iter().map(|cell| cell.0).collect();
        let columns = || cells.iter().map(|cell| economy.demand_columns[cell.1]);
        let regions = columns().map(|column| column.region).collect();
        let categories = columns().map(|column| column.category).collect();
        Table::new(vec![
            ("seller_region", self.region_of(economy, &sellers)),
            ("seller_sector", self.sector_of(economy, &sellers)),
            ("region", Values::Names(regions, self.regions.clone())),
            ("category", Values::Names(categories, self.categories.clone())),
            ("value", values(cells)),
        ])
    }
}

fn values(cells: &[Cell]) -> Values {
    Values::Number(cells.iter().map(|cell| cell.2).collect())
}

/// Writes the cells of a matrix that are not zero, some at a time.
fn write_cells(
    path: &Path,
    kind: FileKind,
    matrix: &Matrix,
    about: &[(&str, &str)],
    table: impl Fn(&[Cell]) -> Table,
) -> Result<()> {
    // −0 is a value of its own: leaving it out would change a bit.
    let mut cells = matrix.cells().filter(|cell| cell.2.to_bits() != 0);
    let mut next = || {
        let some: Vec<Cell> = cells.by_ref().take(CELLS).collect();
        (!some.is_empty()).then(|| table(&some))
    };
    Table::write_parts(path, kind, about, &table(&[]), &mut next)
}
