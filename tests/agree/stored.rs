//! Reading stored reference files, and the economy of the peers' 6 × 8 test table.

use staves_core::codes::Codes;
use staves_core::economy::{About, DemandColumn, Economy, EconomyParts, Producer};
use staves_core::matrix::Matrix;
use staves_core::units::MoneyUnit;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder of stored outputs, or `None` with the reason printed.
pub fn folder(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference");
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the stored reference outputs `{name}` are not on this machine");
    None
}

/// A table with a header and one label column per row.
pub struct Stored {
    pub columns: Vec<String>,
    pub rows: Vec<(String, Vec<f64>)>,
}

/// Reads a CSV whose first `labels` columns are text.
pub fn read(path: &std::path::Path, labels: usize) -> Stored {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let columns = reader.headers().unwrap().iter().skip(labels).map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let label = record.iter().take(labels).collect::<Vec<_>>().join("|");
            // An empty cell is a missing value.
            let number = |cell: &str| cell.parse().unwrap_or(f64::NAN);
            (label, record.iter().skip(labels).map(number).collect())
        })
        .collect();
    Stored { columns, rows }
}

/// Reads a CSV that holds numbers alone, row by row.
pub fn numbers(path: &std::path::Path) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| line.split(',').map(|cell| cell.trim().parse().unwrap()).collect();
    text.lines().map(row).collect()
}

/// The 6-region × 8-sector table (the spelling `manufactoring` is its own).
pub fn toy(folder: &std::path::Path) -> Economy {
    table(&folder.join("input.Z.csv"), &folder.join("input.Y.csv"))
}

/// A table whose labels are `region|sector` and `region|category`.
pub fn table(flows: &std::path::Path, demand: &std::path::Path) -> Economy {
    let (z, y) = (read(flows, 1), read(demand, 1));
    let split = |label: &str| {
        let (region, other) = label.split_once('|').unwrap();
        (region.to_owned(), other.to_owned())
    };
    let codes = |labels: &mut dyn Iterator<Item = String>| {
        let mut seen = Vec::new();
        labels.for_each(|label| {
            if !seen.contains(&label) {
                seen.push(label);
            }
        });
        Codes::plain(seen).unwrap()
    };
    let regions = codes(&mut z.columns.iter().map(|label| split(label).0));
    let sectors = codes(&mut z.columns.iter().map(|label| split(label).1));
    let categories = codes(&mut y.columns.iter().map(|label| split(label).1));
    let id = |codes: &Codes, code: &str| u32::try_from(codes.id(code).unwrap()).unwrap();
    let producers = z.columns.iter().map(|label| {
        let (region, sector) = split(label);
        Producer { region: id(&regions, &region), sector: id(&sectors, &sector) }
    });
    let demand_columns = y.columns.iter().map(|label| {
        let (region, category) = split(label);
        DemandColumn { region: id(&regions, &region), category: id(&categories, &category) }
    });
    let dense = |table: &Stored| {
        let values = table.rows.iter().flat_map(|(_, row)| row.iter().copied()).collect();
        Matrix::from_dense(table.rows.len(), table.columns.len(), values)
    };
    Economy::new(EconomyParts {
        about: About {
            title: "toy".into(),
            title_zh: String::new(),
            source: "stored reference".into(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("EUR"),
            price_basis: String::new(),
            synthetic: true,
        },
        producers: producers.collect(),
        demand_columns: demand_columns.collect(),
        flows: dense(&z),
        final_demand: dense(&y),
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: Vec::new(),
        regions,
        sectors,
        categories,
    })
    .unwrap()
}

/// Values by column name.
pub fn by_name(columns: &[String], row: &[f64]) -> BTreeMap<String, f64> {
    columns.iter().cloned().zip(row.iter().copied()).collect()
}
