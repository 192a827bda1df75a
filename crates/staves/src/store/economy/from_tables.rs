//! Tables as an economy.

use super::Folder;
use super::cells::{Cells, Pairs};
use crate::table::{ParquetReader, Table, Values};
use staves_core::codes::{Entry, nearest_name};
use staves_core::economy::{
    About, Attribute, DemandColumn, EconomyParts, PrimaryInput, PrimaryKind, Producer, id,
};
use staves_core::{Codes, Error, Matrix, Place, Result};

/// Reads all tables of a folder.
pub(super) fn read(folder: &Folder<'_>, about: About) -> Result<EconomyParts> {
    let regions = codes(folder, "regions")?;
    let sectors = codes(folder, "sectors")?;
    let categories = codes(folder, "categories")?;
    let (producers, stated_output) = producers(folder, &regions, &sectors)?;
    let demand_columns = demand_columns(folder, &regions, &categories)?;
    let rows = Pairs::new(
        [&regions, &sectors],
        producers.iter().map(|producer| (producer.region, producer.sector)),
    )?;
    let columns = Pairs::new(
        [&regions, &categories],
        demand_columns.iter().map(|column| (column.region, column.category)),
    )?;
    let seller = ["seller_region", "seller_sector"];
    let buyer = ["buyer_region", "buyer_sector"];
    let flows = matrix(folder, "flows", (&rows, seller), (&rows, buyer))?;
    let consumer = ["region", "category"];
    let final_demand = matrix(folder, "final_demand", (&rows, seller), (&columns, consumer))?;
    let primary_inputs = primary_inputs(folder, &rows)?;
    let attributes = attributes(folder, &rows)?;
    drop((rows, columns));
    Ok(EconomyParts {
        about,
        regions,
        sectors,
        categories,
        producers,
        demand_columns,
        flows,
        final_demand,
        primary_inputs,
        stated_output,
        attributes,
    })
}

fn codes(folder: &Folder<'_>, table: &str) -> Result<Codes> {
    let place = file(folder, table);
    let names = folder.table(table)?;
    let column = |name| texts(&names, name, &place);
    let (codes, en, zh) = (column("code")?, column("label_en")?, column("label_zh")?);
    let entry = |row| Entry { code: codes(row), en: en(row), zh: zh(row) };
    Codes::new((0..names.len()).map(entry).collect()).map_err(|error| error.or_at(place.clone()))
}

fn file(folder: &Folder<'_>, table: &str) -> Place {
    folder.place(&format!("{table}.parquet"))
}

fn texts<'t>(
    table: &'t Table,
    column: &str,
    place: &Place,
) -> Result<impl Fn(usize) -> String + use<'t>> {
    let values = table.need_text(column, place)?;
    Ok(move |row| values.text(row).unwrap_or_default().to_owned())
}

fn producers(
    folder: &Folder<'_>,
    regions: &Codes,
    sectors: &Codes,
) -> Result<(Vec<Producer>, Option<Vec<f64>>)> {
    let place = file(folder, "producers");
    let table = folder.table("producers")?;
    let region = ids(&table, "region", regions, &place)?;
    let sector = ids(&table, "sector", sectors, &place)?;
    let stated = table.need_numbers("stated_output", &place)?;
    let producers =
        region.into_iter().zip(sector).map(|(region, sector)| Producer { region, sector });
    let stated = (!stated.iter().all(|value| value.is_nan())).then(|| stated.into_owned());
    Ok((producers.collect(), stated))
}

fn demand_columns(
    folder: &Folder<'_>,
    regions: &Codes,
    categories: &Codes,
) -> Result<Vec<DemandColumn>> {
    let place = file(folder, "demand_columns");
    let table = folder.table("demand_columns")?;
    let region = ids(&table, "region", regions, &place)?;
    let category = ids(&table, "category", categories, &place)?;
    let column = |(region, category)| DemandColumn { region, category };
    Ok(region.into_iter().zip(category).map(column).collect())
}

/// The ids of a column of codes.
fn ids(table: &Table, column: &str, codes: &Codes, place: &Place) -> Result<Vec<u32>> {
    let unknown = |code: &str| {
        Error::new("economy::unknown-name")
            .with("name", code)
            .with("column", column)
            .nearest(codes.nearest_shown(code))
            .at(place.clone().key(column))
    };
    let find = |code: &str| codes.id(code).map(id).ok_or_else(|| unknown(code));
    match table.need_text(column, place)? {
        Values::Names(keys, names) => {
            let found: Vec<Result<u32>> = names.iter().map(|name| find(name)).collect();
            keys.iter().map(|key| found[*key as usize].clone()).collect()
        }
        text => (0..table.len()).map(|row| find(text.text(row).unwrap_or_default())).collect(),
    }
}

/// The numbers that two columns of a table name.
fn numbers(
    pairs: &Pairs<'_>,
    table: &Table,
    columns: [&str; 2],
    place: &Place,
) -> Result<Vec<u32>> {
    let first = ids(table, columns[0], pairs.codes[0], place)?;
    let second = ids(table, columns[1], pairs.codes[1], place)?;
    let number = |pair: (u32, u32)| {
        pairs.number(pair).ok_or_else(|| {
            Error::new("economy::unknown-producer")
                .with("name", pairs.name(pair))
                .at(place.clone().key(columns.join(", ")))
        })
    };
    first.into_iter().zip(second).map(number).collect()
}

type Side<'a, 'c> = (&'a Pairs<'c>, [&'a str; 2]);

fn matrix(
    folder: &Folder<'_>,
    table: &str,
    rows: Side<'_, '_>,
    columns: Side<'_, '_>,
) -> Result<Matrix> {
    let place = file(folder, table);
    let reader = folder.open(table)?;
    let (m, n) = (rows.0.len, columns.0.len);
    let mut cells = Cells::new(m, n, reader.rows());
    for batch in checked(reader, ["value"], &place)? {
        let batch = batch?;
        let row = numbers(rows.0, &batch, rows.1, &place)?;
        let col = numbers(columns.0, &batch, columns.1, &place)?;
        let value = batch.need_numbers("value", &place)?;
        for (k, value) in value.iter().enumerate() {
            cells.put(row[k] as usize, col[k] as usize, *value);
        }
    }
    Ok(cells.matrix())
}

/// The batches of a file whose columns are there even if it has no row.
fn checked<const N: usize>(
    reader: ParquetReader,
    columns: [&str; N],
    place: &Place,
) -> Result<ParquetReader> {
    let empty = reader.columns();
    columns.iter().try_for_each(|column| empty.need_numbers(column, place).map(|_| ()))?;
    Ok(reader)
}

/// Cuts a table of one value per producer and row into its rows.
fn cut(table: &Table, producers: &Pairs<'_>, place: &Place) -> Result<Vec<(usize, Vec<f64>)>> {
    let number = numbers(producers, table, ["region", "sector"], place)?;
    let values = table.need_numbers("value", place)?;
    let in_order = number.iter().enumerate().all(|(k, row)| *row as usize == k % producers.len);
    if !in_order || values.len() % producers.len.max(1) != 0 {
        return Err(Error::new("economy::incomplete").at(place.clone()));
    }
    let rows = values.chunks(producers.len.max(1)).enumerate();
    Ok(rows.map(|(k, values)| (k * producers.len, values.to_vec())).collect())
}

fn primary_inputs(folder: &Folder<'_>, producers: &Pairs<'_>) -> Result<Vec<PrimaryInput>> {
    let place = file(folder, "primary_inputs");
    let table = folder.table("primary_inputs")?;
    let column = |name| texts(&table, name, &place);
    let (code, label, kind) = (column("code")?, column("label")?, column("kind")?);
    let row = |(first, values): (usize, Vec<f64>)| {
        let kind = kind_named(&kind(first)).map_err(|error| error.or_at(place.clone()))?;
        Ok(PrimaryInput { code: code(first), label: label(first), kind, values })
    };
    cut(&table, producers, &place)?.into_iter().map(row).collect()
}

pub(crate) fn kind_named(name: &str) -> Result<PrimaryKind> {
    match name {
        "value-added" => Ok(PrimaryKind::ValueAdded),
        "product-tax" => Ok(PrimaryKind::ProductTax),
        "imports" => Ok(PrimaryKind::Imports),
        other => Err(Error::new("table::unknown-kind")
            .with("name", other)
            .nearest(nearest_name(other, ["value-added", "product-tax", "imports"]))),
    }
}

fn attributes(folder: &Folder<'_>, producers: &Pairs<'_>) -> Result<Vec<Attribute>> {
    let place = file(folder, "attributes");
    let table = folder.table("attributes")?;
    let column = |name| texts(&table, name, &place);
    let (name, unit, estimated) = (column("name")?, column("unit")?, column("estimated")?);
    let row = |(first, values): (usize, Vec<f64>)| Attribute {
        name: name(first),
        unit: unit(first),
        estimated: estimated(first) == "true",
        values,
    };
    Ok(cut(&table, producers, &place)?.into_iter().map(row).collect())
}
