//! US Bureau of Economic Analysis: a use table and a make table as CSV, 15 or 71 industries.
//!
//! The use table is at purchasers' prices and includes imports; the make table (in truth a supply
//! table: products × industries) is at basic prices. [`recipe`] turns the pair into a balanced
//! domestic industry-by-industry table with rows of imports, product taxes and value added.
//! Labels decide what a row or column is, never its number.

mod names;
mod recipe;
mod report;
mod supply_use;
#[cfg(test)]
mod tests;

use super::{Source, Wish};
use staves_core::codes::Entry;
use staves_core::economy::{
    About, DemandColumn, EconomyParts, PrimaryInput, PrimaryKind, Producer, id,
};
use staves_core::units::MoneyUnit;
use staves_core::{Codes, Matrix, Note, Result};
use supply_use::SupplyUse;

pub(super) use supply_use::detects;

/// Reads the pair of tables and closes it.
///
/// # Errors
/// `bea::not-a-pair`, `bea::missing-label`, `bea::other-names`, `table::ragged`,
/// `table::text-in-number`, those of balancing.
pub fn read(source: &Source, wish: &Wish) -> Result<(EconomyParts, Vec<Note>)> {
    let mut accounts = SupplyUse::read(source)?;
    let zeros = std::mem::take(&mut accounts.zeros);
    let freight = recipe::freight_to_exports(&mut accounts);
    let basic = recipe::basic_prices(&accounts);
    let domestic = recipe::domestic(&accounts, &basic);
    let closed = recipe::close(&accounts, &basic, &domestic)
        .map_err(|error| error.or_at(source.place(0)))?;
    let mut notes = vec![report::zeros(&zeros)];
    notes.extend(report::freight(freight));
    notes.extend(report::steps(&accounts, &basic, &domestic, &closed));
    Ok((parts(&accounts, closed, wish.year.unwrap_or(0))?, notes))
}

/// Wages, the row that stands for labour: the tables count no workers.
pub const COMPENSATION: &str = "V001";

fn parts(accounts: &SupplyUse, closed: recipe::Closed, year: u32) -> Result<EconomyParts> {
    let (n, uses) = (accounts.industries.len(), accounts.final_uses.len());
    let categories = accounts.final_uses.iter().map(|name| names::entry(name, name));
    let sectors = accounts.industries.iter().zip(&accounts.products);
    let sectors = sectors.map(|(code, name)| names::entry(code, name));
    let region = Entry { code: "USA".into(), en: "United States".into(), zh: "美国".into() };
    let split = |from: usize, to: usize| -> Vec<f64> {
        closed.cells.iter().take(n).flat_map(|row| row[from..to].iter().copied()).collect()
    };
    Ok(EconomyParts {
        about: About {
            title: format!("United States, {n} industries"),
            title_zh: format!("美国，{n} 个行业"),
            source: "U.S. Bureau of Economic Analysis, make and use tables".into(),
            licence: "public domain".into(),
            format: super::Format::Bea.name().into(),
            year,
            unit: MoneyUnit::million("USD"),
            price_basis: "basic".into(),
            synthetic: false,
        },
        regions: Codes::new(vec![region])?,
        sectors: Codes::new(sectors.collect())?,
        categories: Codes::new(categories.collect())?,
        producers: (0..n).map(|sector| Producer { region: 0, sector: id(sector) }).collect(),
        demand_columns: (0..uses)
            .map(|category| DemandColumn { region: 0, category: id(category) })
            .collect(),
        flows: Matrix::from_dense(n, n, split(0, n)),
        final_demand: Matrix::from_dense(n, uses, split(n, n + uses)),
        primary_inputs: primary_inputs(accounts, &closed),
        stated_output: Some(accounts.output.clone()),
        attributes: Vec::new(),
    })
}

fn primary_inputs(accounts: &SupplyUse, closed: &recipe::Closed) -> Vec<PrimaryInput> {
    let n = accounts.industries.len();
    let row = |code: &str, label: &str, kind, values: Vec<f64>| PrimaryInput {
        code: code.into(),
        label: label.into(),
        kind,
        values,
    };
    let subsidies = accounts.other_subsidies.iter().map(|value| -value).collect();
    vec![
        row("IMPORTS", "Imports", PrimaryKind::Imports, closed.imports()[..n].to_vec()),
        row(
            "TAXES",
            "Taxes less subsidies on products",
            PrimaryKind::ProductTax,
            closed.taxes()[..n].to_vec(),
        ),
        row(
            COMPENSATION,
            "Compensation of employees",
            PrimaryKind::ValueAdded,
            accounts.compensation.clone(),
        ),
        row(
            "T00OTOP",
            "Other taxes on production",
            PrimaryKind::ValueAdded,
            accounts.other_taxes.clone(),
        ),
        row("T00OSUB", "Other subsidies on production", PrimaryKind::ValueAdded, subsidies),
        row("V003", "Gross operating surplus", PrimaryKind::ValueAdded, accounts.surplus()),
    ]
}
