//! OECD inter-country input-output tables (ICIO): one wide CSV a year, editions 2018 to 2025,
//! regular or extended (China and Mexico split by export processing and global manufacturing).
//!
//! The first column holds row labels. Columns are `REGION_SECTOR`, split at the first underscore,
//! then `REGION_CATEGORY` of final demand, then output. Below the producers stand taxes less
//! subsidies on products, value added and output. Million USD at basic prices.

use crate::read::numeric::{self, Grid, Shape};
use crate::read::source::Source;
use crate::read::wide::{
    Labels, Pair, Wide, check_rows, check_unique, settle_missing, take_columns,
};
use crate::read::year::member_of_year;
use crate::read::{Found, Wish, countries, oecd_sectors};
use staves_core::codes::{Entry, nearest_name};
use staves_core::economy::{About, PrimaryInput, PrimaryKind};
use staves_core::units::MoneyUnit;
use staves_core::{Error, Note, Result};

const SHAPE: Shape = Shape { separator: b',', header_lines: 1, label_columns: 1 };

/// More than the header line of the largest edition.
const HEAD_BYTES: u64 = 1 << 20;

/// Final-demand categories of all editions: code, English, Chinese.
const CATEGORIES: [[&str; 3]; 12] = [
    ["HFCE", "Final consumption of households", "居民最终消费"],
    ["NPISH", "Final consumption of non-profit institutions", "非营利机构最终消费"],
    ["NPS", "Final consumption of non-profit institutions", "非营利机构最终消费"],
    ["GGFC", "Final consumption of general government", "政府最终消费"],
    ["GFCF", "Gross fixed capital formation", "固定资本形成总额"],
    ["INVNT", "Changes in inventories", "存货变动"],
    ["INV", "Changes in inventories", "存货变动"],
    ["DIRP", "Direct purchases abroad by residents", "居民境外直接购买"],
    ["DPABR", "Direct purchases abroad by residents", "居民境外直接购买"],
    ["P33", "Direct purchases abroad by residents", "居民境外直接购买"],
    ["FD", "Final demand", "最终需求"],
    ["DISC", "Statistical discrepancy", "统计误差"],
];

/// What a column label says.
enum Column {
    Producer(Pair),
    Demand(Pair),
    Output,
}

fn column(label: &str) -> Option<Column> {
    if is_output(label) {
        return Some(Column::Output);
    }
    let (region, other) = label.split_once('_')?;
    let pair = (region.to_owned(), other.to_owned());
    let demand = CATEGORIES.iter().any(|category| category[0] == other);
    Some(if demand { Column::Demand(pair) } else { Column::Producer(pair) })
}

fn is_output(label: &str) -> bool {
    matches!(label, "OUT" | "OUTPUT" | "TOTAL")
}

/// What a row below the producers pays for; `None` for the output row.
fn primary_kind(label: &str) -> Result<Option<(PrimaryKind, &'static str)>> {
    match label {
        "VA" | "VALU" => Ok(Some((PrimaryKind::ValueAdded, "Value added at basic prices"))),
        "VA+TAXSUB" => Ok(Some((PrimaryKind::ValueAdded, "Value added and taxes on products"))),
        "TLS" => Ok(Some((PrimaryKind::ProductTax, "Taxes less subsidies on products"))),
        _ if label.ends_with("_TAXSUB") => {
            Ok(Some((PrimaryKind::ProductTax, "Taxes less subsidies on products, by country")))
        }
        _ if is_output(label) => Ok(None),
        _ => Err(Error::new("import::unknown-row")
            .with("label", label)
            .nearest(nearest_name(label, ["TLS", "VA", "VALU", "OUT", "OUTPUT"]))),
    }
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
    let labels: Vec<&[u8]> = line.split(|byte| *byte == b',').collect();
    let ends = |label: &&[u8], with: &[u8]| {
        label.trim_ascii().strip_suffix(b"\"").unwrap_or(label.trim_ascii()).ends_with(with)
    };
    let output = labels.last().is_some_and(|label| {
        [&b"OUT"[..], b"OUTPUT", b"TOTAL"].iter().any(|with| ends(label, with))
    });
    Ok(output && labels.iter().any(|label| ends(label, b"_HFCE")))
}

/// Reads the table, or the one of the year asked for.
///
/// # Errors
/// Of the source; of the layout (`import::*`) and the table (`table::*`), with line and column.
pub fn read(source: &Source, wish: &Wish) -> Result<Found> {
    let mut notes = Vec::new();
    let fits = |member| is_table(source, member);
    let found = member_of_year(source, wish, "icio", fits, &[], &mut notes)?;
    let grid = numeric::read(source, found.member, SHAPE, |header| {
        let producers = header[0].iter().take_while(|label| is_producer(label)).count();
        if producers > 0 {
            return Ok(producers);
        }
        let place = source.place(found.member).line(1);
        Err(Error::new("import::not-this-layout").with("format", "icio").at(place))
    })?;
    let mut wide = table(grid, wish, &mut notes)?;
    let edition = edition(&wide);
    notes.push(split_economies(&mut wide, wish.keep_split, edition));
    notes.extend(wide.compare_output());
    let about = about(edition, found.year);
    let labels =
        Labels { region: &countries::entry, sector: &oecd_sectors::entry, category: &category };
    Ok((wide.into_parts(about, &labels)?, notes))
}

fn is_producer(label: &str) -> bool {
    matches!(column(label), Some(Column::Producer(_)))
}

/// Tells columns and rows apart, checks labels and totals.
fn table(grid: Grid, wish: &Wish, notes: &mut Vec<Note>) -> Result<Wide> {
    let n = grid.split;
    let header = &grid.header[0];
    let at_column = |k: usize| grid.place.clone().line(1).key(grid.column_name(k));
    let (mut producers, mut demand) = (Vec::new(), Vec::new());
    let (mut demand_columns, mut output_columns) = (Vec::new(), Vec::new());
    for (k, label) in header.iter().enumerate() {
        match column(label) {
            Some(Column::Producer(pair)) if k < n => producers.push(pair),
            Some(Column::Demand(pair)) => {
                demand.push(pair);
                demand_columns.push(k - n);
            }
            Some(Column::Output) => output_columns.push(k - n),
            _ => {
                let error = Error::new("import::unknown-column").with("label", label);
                return Err(error.at(at_column(k)));
            }
        }
    }
    check_unique(&producers, "table::duplicate-label", at_column)?;
    check_unique(&demand, "table::duplicate-label", |k| at_column(n + demand_columns[k]))?;
    check_rows(&grid, &header[..n])?;
    let rows = Tail::of(&grid)?;
    let used = |row: usize, column: usize| row < n || (column < n && rows.is_used(row));
    settle_missing(&grid, wish.missing, used, notes)?;
    let width = grid.width() - n;
    let tail_cells = |row: usize| &grid.right[row * width..(row + 1) * width];
    let on_demand: f64 = rows
        .primary
        .iter()
        .flat_map(|(row, ..)| demand_columns.iter().map(|&column| tail_cells(*row)[column]))
        .sum();
    if on_demand != 0.0 {
        notes.push(
            Note::new("import::taxes-on-final-demand", rows.primary.len())
                .places(rows.primary.iter().map(|(row, ..)| grid.place(*row, None).to_string()))
                .effect(format!("{on_demand}")),
        );
    }
    let outputs = |row: usize| output_columns.iter().map(move |&k| tail_cells(row)[k]);
    let counted = (0..grid.lines.len()).filter(|row| !rows.output.contains(row));
    let read: f64 = counted.map(|row| grid.sums[row] - outputs(row).sum::<f64>()).sum();
    let by_column = rows.output.first().map(|row| grid.left[row * n..(row + 1) * n].to_vec());
    let by_row = output_columns.first().map(|_| (0..n).filter_map(|row| outputs(row).next()));
    let by_row: Option<Vec<f64>> = by_row.map(Iterator::collect);
    notes.extend(outputs_differ(by_row.as_deref(), by_column.as_deref(), &grid));
    let primary = rows.primary.iter().map(|(row, kind, label)| PrimaryInput {
        code: grid.labels[*row][0].clone(),
        label: (*label).to_owned(),
        kind: *kind,
        values: grid.left[row * n..(row + 1) * n].to_vec(),
    });
    let primary = primary.collect();
    let final_demand = take_columns(&grid.right[..n * width], width, &demand_columns);
    let place = grid.place.clone();
    let mut flows = grid.left;
    flows.truncate(n * n);
    let stated_output = by_row.or(by_column);
    let wide = Wide { place, producers, demand, flows, final_demand, primary, stated_output };
    wide.check_total(read, on_demand)?;
    Ok(wide)
}

/// The rows below the producers.
struct Tail {
    primary: Vec<(usize, PrimaryKind, &'static str)>,
    output: Vec<usize>,
}

impl Tail {
    fn of(grid: &Grid) -> Result<Self> {
        let mut tail = Self { primary: Vec::new(), output: Vec::new() };
        let mut seen: Vec<&str> = Vec::new();
        for row in grid.split..grid.lines.len() {
            let label = grid.labels[row][0].as_str();
            if seen.contains(&label) {
                let error = Error::new("table::duplicate-label").with("name", label);
                let number = seen.iter().position(|other| *other == label).unwrap_or(0);
                let error = error.with("first", number + 1 + grid.split).with("second", row + 1);
                return Err(error.at(grid.place(row, None)));
            }
            seen.push(label);
            match primary_kind(label).map_err(|error| error.at(grid.place(row, None)))? {
                Some((kind, words)) => tail.primary.push((row, kind, words)),
                None => tail.output.push(row),
            }
        }
        Ok(tail)
    }

    fn is_used(&self, row: usize) -> bool {
        self.primary.iter().any(|(used, ..)| *used == row) || self.output.contains(&row)
    }
}

/// A note when the output row and the output column of the file disagree.
fn outputs_differ(by_row: Option<&[f64]>, by_column: Option<&[f64]>, grid: &Grid) -> Option<Note> {
    const TOLERANCE: f64 = 1e-6;
    let pairs = by_row?.iter().zip(by_column?).enumerate();
    let differs = |a: f64, b: f64| (a - b).abs() > TOLERANCE * a.abs().max(b.abs());
    let differing: Vec<_> = pairs.filter(|(_, (a, b))| differs(**a, **b)).collect();
    let largest = differing.iter().map(|(_, (a, b))| (**a - **b).abs()).fold(0.0, f64::max);
    let note = Note::new("import::stated-outputs-differ", differing.len()).with("largest", largest);
    let places = differing.iter().map(|(k, _)| grid.place(*k, None).to_string());
    (!differing.is_empty()).then(|| note.places(places))
}

/// The edition, told by its sector codes; 0 when they belong to none.
fn edition(wide: &Wide) -> u32 {
    let first = wide.producers.first().map(|(_, sector)| sector.as_str());
    match first {
        Some("01T03") => 2018,
        Some("01T02") => 2021,
        Some("A01_02") => 2023,
        Some("A01") => 2025,
        _ => 0,
    }
}

/// The economy that a part of a split economy belongs to.
fn whole(region: &str) -> Option<&'static str> {
    match region {
        "CN1" | "CN2" | "CN3" | "CN4" => Some("CHN"),
        "MX1" | "MX2" | "MX3" => Some("MEX"),
        _ => None,
    }
}

/// Adds split economies up unless they shall be kept; notes the edition and what was done.
fn split_economies(wide: &mut Wide, keep: bool, edition: u32) -> Note {
    let in_parts = |(_, pair): &(usize, &Pair)| whole(&pair.0).is_some();
    let parts: Vec<usize> =
        wide.producers.iter().enumerate().filter(in_parts).map(|(row, _)| row).collect();
    let edition = if edition == 0 { "?".to_owned() } else { edition.to_string() };
    let n = wide.producers.len();
    if parts.is_empty() {
        return Note::new("import::icio-regular", n).with("edition", edition);
    }
    let names = parts.iter().map(|row| wide.producers[*row].0.clone());
    let mut names: Vec<String> = names.collect();
    names.dedup();
    let moved: f64 = parts.iter().flat_map(|row| &wide.flows[row * n..(row + 1) * n]).sum();
    let code = if keep { "import::icio-split-kept" } else { "import::icio-split-added-up" };
    let note =
        Note::new(code, parts.len()).with("edition", edition).with("parts", names.join(", "));
    if keep {
        return note;
    }
    wide.merge_regions(whole);
    note.with("moved", moved)
}

fn category(code: &str) -> Entry {
    match CATEGORIES.iter().find(|category| category[0] == code) {
        Some([_, en, zh]) => Entry { code: code.into(), en: (*en).into(), zh: (*zh).into() },
        None => Entry::plain(code),
    }
}

fn about(edition: u32, year: u32) -> About {
    let shown = |number: u32| if number == 0 { "?".to_owned() } else { number.to_string() };
    let (edition, named) = (shown(edition), shown(year));
    About {
        title: format!("OECD inter-country input-output table {named}, edition {edition}"),
        title_zh: format!("经合组织国家间投入产出表 {named} 年（{edition} 年版）"),
        source: format!("OECD, Inter-Country Input-Output Tables, edition {edition}"),
        licence: "OECD terms and conditions: may be used and shared with attribution".into(),
        format: "icio".into(),
        year,
        unit: MoneyUnit::million("USD"),
        price_basis: "basic".into(),
        synthetic: false,
    }
}
