//! The economy: producers (region × sector), the flows between them, final demand, value added.
//!
//! Notation of the field (docs/src/models/tables.md): Z `flows` n×n, Y `final_demand` n×columns,
//! x `output` = row sums of Z and Y, all in money per year of [`About::unit`]. Rows sell, columns
//! buy. Order is the order of the file the table came from.

use crate::codes::Codes;
use crate::error::{Error, Result};
use crate::matrix::Matrix;
use crate::units::MoneyUnit;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// Index of a region in [`EconomyParts::regions`].
pub type RegionId = u32;
/// Index of a sector in [`EconomyParts::sectors`].
pub type SectorId = u32;

/// One producer: a sector in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Producer {
    /// Where it produces.
    pub region: RegionId,
    /// What it produces.
    pub sector: SectorId,
}

/// One column of final demand: a category of use in a consuming region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DemandColumn {
    /// The consuming region.
    pub region: RegionId,
    /// Index in [`EconomyParts::categories`].
    pub category: u32,
}

/// What a row below the flows pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrimaryKind {
    /// Wages, profits, taxes on production: part of gross value added.
    ValueAdded,
    /// Taxes less subsidies on products bought.
    ProductTax,
    /// Inputs from outside the table.
    Imports,
}

/// A row of primary inputs by producer, in money per year.
#[derive(Clone, Debug, PartialEq)]
pub struct PrimaryInput {
    /// Code of the source, such as `V001`.
    pub code: String,
    /// What it is, in words.
    pub label: String,
    /// Which part of cost it belongs to.
    pub kind: PrimaryKind,
    /// One value per producer.
    pub values: Vec<f64>,
}

/// A named number per producer that is not part of the money flows: workers, capital stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Name, such as `capital` (used by the stress test) or `workers`.
    pub name: String,
    /// Unit of the values.
    pub unit: String,
    /// Whether the values were imputed.
    pub estimated: bool,
    /// One value per producer.
    pub values: Vec<f64>,
}

/// Where a table comes from and in what it is counted.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// Short title in English.
    pub title: String,
    /// Short title in Chinese; empty when there is none.
    pub title_zh: String,
    /// Publisher, edition, and where the reader may find it.
    pub source: String,
    /// Licence of the data.
    pub licence: String,
    /// Format the table was read from.
    pub format: String,
    /// Year the flows happened; 0 when unknown.
    pub year: u32,
    /// Money unit of every value.
    pub unit: MoneyUnit,
    /// Basic, producers' or purchasers' prices; empty when unknown.
    pub price_basis: String,
    /// True when the numbers were made up; shown on every page.
    pub synthetic: bool,
}

/// Everything an [`Economy`] is built from; plain data.
#[derive(Clone, Debug)]
pub struct EconomyParts {
    /// Where the table comes from.
    pub about: About,
    /// Regions, producing or only consuming, in file order.
    pub regions: Codes,
    /// Sectors in file order.
    pub sectors: Codes,
    /// Final-demand categories in file order.
    pub categories: Codes,
    /// The producers, in the order of the rows of `flows`.
    pub producers: Vec<Producer>,
    /// The columns of `final_demand`.
    pub demand_columns: Vec<DemandColumn>,
    /// Z, n×n, money per year; rows sell to columns.
    pub flows: Matrix,
    /// Y, n×columns, money per year.
    pub final_demand: Matrix,
    /// Primary inputs by producer.
    pub primary_inputs: Vec<PrimaryInput>,
    /// Gross output as the source states it; compared with the row sums, never used instead.
    pub stated_output: Option<Vec<f64>>,
    /// Other numbers per producer.
    pub attributes: Vec<Attribute>,
}

/// A checked, immutable economy; cloning shares it.
#[derive(Clone, Debug)]
pub struct Economy(Arc<Checked>);

#[derive(Debug)]
struct Checked {
    parts: EconomyParts,
    output: Vec<f64>,
    value_added: Vec<f64>,
    index: BTreeMap<Producer, usize>,
}

impl Deref for Economy {
    type Target = EconomyParts;
    fn deref(&self) -> &EconomyParts {
        &self.0.parts
    }
}

impl Economy {
    /// Checks shapes, names and numbers.
    ///
    /// # Errors
    /// `table::shape`, `table::not-a-number`, `table::duplicate-producer`, `table::empty`.
    pub fn new(parts: EconomyParts) -> Result<Self> {
        check_shapes(&parts)?;
        check_numbers(&parts)?;
        let mut index = BTreeMap::new();
        for (i, producer) in parts.producers.iter().enumerate() {
            if index.insert(*producer, i).is_some() {
                return Err(Error::new("table::duplicate-producer")
                    .with("name", producer_name(&parts, *producer)));
            }
        }
        let output: Vec<f64> = parts
            .flows
            .row_sums()
            .iter()
            .zip(parts.final_demand.row_sums())
            // Adding zero turns −0 into 0.
            .map(|(z, y)| z + y + 0.0)
            .collect();
        let value_added = value_added(&parts, &output);
        Ok(Self(Arc::new(Checked { parts, output, value_added, index })))
    }

    /// Number of producers n.
    #[must_use]
    pub fn len(&self) -> usize {
        self.producers.len()
    }

    /// Whether there is no producer; never true for a checked economy.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.producers.is_empty()
    }

    /// Gross output x by producer: row sums of flows and final demand, money per year.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.0.output
    }

    /// Value added by producer: its own rows where the source has them, otherwise output less
    /// all inputs; money per year.
    #[must_use]
    pub fn value_added(&self) -> &[f64] {
        &self.0.value_added
    }

    /// Sum of the primary-input rows of a kind, by producer; `None` if there is no such row.
    #[must_use]
    pub fn primary(&self, kind: PrimaryKind) -> Option<Vec<f64>> {
        sum_of_kind(self, kind)
    }

    /// The row of a producer.
    #[must_use]
    pub fn producer(&self, region: usize, sector: usize) -> Option<usize> {
        let key = Producer { region: id(region), sector: id(sector) };
        self.0.index.get(&key).copied()
    }

    /// The name of a producer as `region|sector`.
    #[must_use]
    pub fn name(&self, row: usize) -> String {
        producer_name(self, self.producers[row])
    }

    /// Categories of final demand that are households: those given, or else those known by their
    /// code or label.
    #[must_use]
    pub fn households(&self, given: &[usize]) -> Vec<usize> {
        const CODES: [&str; 8] = ["HFCE", "F37", "C37", "CONS_H", "P3_S14", "F010", "F1", "HH"];
        if !given.is_empty() {
            return given.to_vec();
        }
        let known = |entry: &crate::codes::Entry| {
            let label = entry.en.to_lowercase();
            CODES.iter().any(|code| entry.code.eq_ignore_ascii_case(code))
                || (label.contains("household") && !label.contains("serving"))
                || (entry.code.to_lowercase().contains("household")
                    && !entry.code.to_lowercase().contains("serving"))
        };
        let entries = self.categories.entries().iter().enumerate();
        entries.filter(|(_, entry)| known(entry)).map(|(category, _)| category).collect()
    }

    /// A named attribute, if the economy has it.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// A dense id from an index; tables beyond 2³² names do not exist.
#[must_use]
pub fn id(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 names")
}

fn producer_name(parts: &EconomyParts, producer: Producer) -> String {
    let region = parts.regions.code(producer.region as usize);
    format!("{region}|{}", parts.sectors.code(producer.sector as usize))
}

fn sum_of_kind(parts: &EconomyParts, kind: PrimaryKind) -> Option<Vec<f64>> {
    let mut sum: Option<Vec<f64>> = None;
    for row in parts.primary_inputs.iter().filter(|row| row.kind == kind) {
        let total = sum.get_or_insert_with(|| vec![0.0; row.values.len()]);
        total.iter_mut().zip(&row.values).for_each(|(total, value)| *total += value);
    }
    sum
}

fn value_added(parts: &EconomyParts, output: &[f64]) -> Vec<f64> {
    if let Some(stated) = sum_of_kind(parts, PrimaryKind::ValueAdded) {
        return stated;
    }
    let mut rest = output.to_vec();
    let taxes = sum_of_kind(parts, PrimaryKind::ProductTax);
    let imports = sum_of_kind(parts, PrimaryKind::Imports);
    for paid in [Some(parts.flows.col_sums()), taxes, imports].into_iter().flatten() {
        rest.iter_mut().zip(paid).for_each(|(rest, paid)| *rest -= paid);
    }
    rest
}

fn check_shapes(parts: &EconomyParts) -> Result<()> {
    let n = parts.producers.len();
    if n == 0 {
        return Err(Error::new("table::empty"));
    }
    let shape = |what: &'static str, found: (usize, usize), wanted: (usize, usize)| {
        if found == wanted {
            return Ok(());
        }
        Err(Error::new("table::shape")
            .with("what", what)
            .with("found", format!("{} × {}", found.0, found.1))
            .with("wanted", format!("{} × {}", wanted.0, wanted.1)))
    };
    let columns = parts.demand_columns.len();
    shape("flows", (parts.flows.rows(), parts.flows.cols()), (n, n))?;
    let demand = &parts.final_demand;
    shape("final demand", (demand.rows(), demand.cols()), (n, columns))?;
    for row in &parts.primary_inputs {
        shape("primary inputs", (1, row.values.len()), (1, n))?;
    }
    for attribute in &parts.attributes {
        shape("attribute", (1, attribute.values.len()), (1, n))?;
    }
    if let Some(stated) = &parts.stated_output {
        shape("stated output", (1, stated.len()), (1, n))?;
    }
    let known = parts.producers.iter().all(|producer| {
        (producer.region as usize) < parts.regions.len()
            && (producer.sector as usize) < parts.sectors.len()
    }) && parts.demand_columns.iter().all(|column| {
        (column.region as usize) < parts.regions.len()
            && (column.category as usize) < parts.categories.len()
    });
    if known { Ok(()) } else { Err(Error::new("table::unknown-id")) }
}

fn check_numbers(parts: &EconomyParts) -> Result<()> {
    let bad = |what: &'static str, row: usize, name: String| {
        Err(Error::new("table::not-a-number")
            .with("what", what)
            .with("row", producer_name(parts, parts.producers[row]))
            .with("column", name))
    };
    if let Some((row, col, _)) = parts.flows.find(|value| !value.is_finite()) {
        return bad("flows", row, producer_name(parts, parts.producers[col]));
    }
    if let Some((row, col, _)) = parts.final_demand.find(|value| !value.is_finite()) {
        let column = parts.demand_columns[col];
        let region = parts.regions.code(column.region as usize);
        let category = parts.categories.code(column.category as usize);
        return bad("final demand", row, format!("{region}|{category}"));
    }
    let stated_name = "stated output".to_owned();
    let vectors = parts
        .primary_inputs
        .iter()
        .map(|row| (&row.code, &row.values))
        .chain(parts.attributes.iter().map(|attribute| (&attribute.name, &attribute.values)))
        .chain(parts.stated_output.iter().map(|stated| (&stated_name, stated)));
    for (name, values) in vectors {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return bad("primary inputs", row, name.clone());
        }
    }
    Ok(())
}
