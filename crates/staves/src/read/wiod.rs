//! World Input-Output Database, release 2013, as one wide CSV: 41 regions × 35 industries.
//!
//! Labels are `REGION_cN` and, for final demand, `REGION_F37` and so on; the last column is
//! output. There are no rows below the producers: value added is output less inputs, and holds
//! taxes on products and transport margins as well. Million USD, whole numbers.
//! A file of industry names (`code,name`) may lie beside it.

use crate::read::numeric::{self, Grid, Shape};
use crate::read::source::Source;
use crate::read::wide::{
    Labels, Pair, Wide, check_rows, check_unique, settle_missing, take_columns,
};
use crate::read::year::member_of_year;
use crate::read::{Found, Wish, countries};
use staves_core::codes::Entry;
use staves_core::economy::About;
use staves_core::units::MoneyUnit;
use staves_core::{Error, Note, Result};
use std::collections::BTreeMap;

const SHAPE: Shape = Shape { separator: b',', header_lines: 1, label_columns: 1 };
const HEAD_BYTES: u64 = 1 << 20;

/// Final-demand categories: code, English, Chinese.
const CATEGORIES: [[&str; 3]; 5] = [
    ["F37", "Final consumption of households", "居民最终消费"],
    ["F38", "Final consumption of non-profit institutions", "非营利机构最终消费"],
    ["F39", "Final consumption of government", "政府最终消费"],
    ["F41", "Gross fixed capital formation", "固定资本形成总额"],
    ["F42", "Changes in inventories and valuables", "存货和贵重物品变动"],
];

fn is_sector(label: &str) -> bool {
    let number = label.split_once('_').and_then(|(_, sector)| sector.strip_prefix('c'));
    number.is_some_and(|number| number.parse::<u8>().is_ok())
}

fn is_demand(label: &str) -> bool {
    let code = label.split_once('_').map(|(_, code)| code);
    code.is_some_and(|code| CATEGORIES.iter().any(|category| category[0] == code))
}

/// Whether a source holds such a table.
///
/// # Errors
/// Of the source.
pub fn detects(source: &Source) -> Result<bool> {
    for member in 0..source.members().len() {
        if is_table(source, member)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_table(source: &Source, member: usize) -> Result<bool> {
    let head = source.head(member, HEAD_BYTES)?;
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return Ok(false) };
    let labels: Vec<&str> = line.split(',').map(|cell| cell.trim().trim_matches('"')).collect();
    let output = labels.last().is_some_and(|label| *label == "output");
    let first = labels.get(1).is_some_and(|label| is_sector(label));
    Ok(output && first && labels.iter().any(|label| is_demand(label)))
}

/// Reads the table, or the one of the year asked for.
///
/// # Errors
/// Of the source; of the layout (`import::*`) and the table (`table::*`), with line and column.
pub fn read(source: &Source, wish: &Wish) -> Result<Found> {
    let mut notes = Vec::new();
    let names = industry_names(source)?;
    let used: Vec<usize> = names.iter().map(|(member, _)| *member).collect();
    let fits = |member| is_table(source, member);
    let found = member_of_year(source, wish, "wiod-2013", fits, &used, &mut notes)?;
    let grid = numeric::read(source, found.member, SHAPE, |header| {
        let sectors = header[0].iter().take_while(|label| is_sector(label)).count();
        if sectors > 0 {
            return Ok(sectors);
        }
        let place = source.place(found.member).line(1);
        Err(Error::new("import::not-this-layout").with("format", "wiod-2013").at(place))
    })?;
    let mut wide = table(grid, wish, &mut notes)?;
    notes.extend(repair_romania(&mut wide));
    notes.extend(wide.compare_output());
    notes.push(Note::new("import::value-added-residual", wide.producers.len()));
    let names = names.map(|(_, names)| names).unwrap_or_default();
    let sector = |code: &str| match names.get(code) {
        Some(name) => Entry::labelled(code, name),
        None => Entry::plain(code),
    };
    let labels = Labels { region: &countries::entry, sector: &sector, category: &category };
    Ok((wide.into_parts(about(found.year), &labels)?, notes))
}

fn table(grid: Grid, wish: &Wish, notes: &mut Vec<Note>) -> Result<Wide> {
    let n = grid.split;
    let at_column = |k: usize| grid.place.clone().line(1).key(grid.column_name(k));
    let columns = grid.width() - n;
    let demand_columns: Vec<usize> = (0..columns.saturating_sub(1)).collect();
    for (k, label) in grid.header[0].iter().enumerate().skip(n) {
        let expected =
            if k + 1 < grid.width() { is_demand(label) } else { label.as_str() == "output" };
        if !expected {
            let error = Error::new("import::unknown-column").with("label", label);
            return Err(error.at(at_column(k)));
        }
    }
    let (producers, demand) = (pairs(&grid.header[0][..n]), pairs(&grid.header[0][n..]));
    check_unique(&producers, "table::duplicate-label", at_column)?;
    check_unique(&demand, "table::duplicate-label", |k| at_column(n + k))?;
    check_rows(&grid, &grid.header[0][..n])?;
    if let Some(label) = grid.labels.get(n) {
        let error = Error::new("import::unknown-row").with("label", &label[0]);
        return Err(error.at(grid.place(n, None)));
    }
    settle_missing(&grid, wish.missing, |_, _| true, notes)?;
    let stated = take_columns(&grid.right, columns, &[columns - 1]);
    let read = grid.sums.iter().zip(&stated).map(|(all, output)| all - output).sum();
    let wide = Wide {
        place: grid.place.clone(),
        producers,
        demand,
        final_demand: take_columns(&grid.right, columns, &demand_columns),
        flows: grid.left,
        primary: Vec::new(),
        stated_output: Some(stated),
    };
    wide.check_total(read, 0.0)?;
    Ok(wide)
}

fn pairs(labels: &[String]) -> Vec<Pair> {
    let split = labels.iter().filter_map(|label| label.split_once('_'));
    split.map(|(region, other)| (region.to_owned(), other.to_owned())).collect()
}

/// Early releases write ROM for Romania, whose ISO 3166 code has been ROU since 2002.
fn repair_romania(wide: &mut Wide) -> Option<Note> {
    let labels = wide.producers.iter_mut().chain(&mut wide.demand);
    let mut count = 0;
    for (region, _) in labels.filter(|(region, _)| region == "ROM") {
        *region = "ROU".to_owned();
        count += 1;
    }
    let note = Note::new("import::label-repaired", count).with("found", "ROM").with("used", "ROU");
    (count > 0).then_some(note)
}

/// The member and the names of a `code,name` file for c1, c2 and so on.
fn industry_names(source: &Source) -> Result<Option<(usize, BTreeMap<String, String>)>> {
    for member in source.find(|name| name.ends_with(".csv")) {
        let head = source.head(member, 1 << 16)?;
        let mut reader = csv::Reader::from_reader(&head[..]);
        let fits = reader.headers().is_ok_and(|header| header == vec!["code", "name"]);
        if !fits {
            continue;
        }
        let records = reader.records().filter_map(|record| {
            let record = record.ok()?;
            Some((record.get(0)?.trim().to_owned(), record.get(1)?.trim().to_owned()))
        });
        let names: BTreeMap<String, String> = records.collect();
        if names.contains_key("c1") {
            return Ok(Some((member, names)));
        }
    }
    Ok(None)
}

fn category(code: &str) -> Entry {
    match CATEGORIES.iter().find(|category| category[0] == code) {
        Some([_, en, zh]) => Entry { code: code.into(), en: (*en).into(), zh: (*zh).into() },
        None => Entry::plain(code),
    }
}

fn about(year: u32) -> About {
    let named = if year == 0 { "?".to_owned() } else { year.to_string() };
    About {
        title: format!("World input-output table {named}, WIOD release 2013"),
        title_zh: format!("世界投入产出表 {named} 年（WIOD 2013 版）"),
        source: "World Input-Output Database, release 2013; Timmer, Dietzenbacher, Los, Stehrer \
                 and de Vries (2015)"
            .into(),
        licence: "no licence stated; cite the source".into(),
        format: "wiod-2013".into(),
        year,
        unit: MoneyUnit::million("USD"),
        price_basis: "basic".into(),
        synthetic: false,
    }
}
