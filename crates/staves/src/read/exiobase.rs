//! EXIOBASE 3 and other tables in its layout of tab-separated text: a folder or zip with `Z.txt`
//! (or `A.txt` and `x.txt`), `Y.txt`, `unit.txt`, and `factor_inputs/F.txt`.
//!
//! Rows and columns carry region and sector, final demand region and category, each level on its
//! own header line, followed by a line with the names of the row levels. How many header lines
//! there are is read off the text.

use crate::read::numeric::{self, Grid, Shape};
use crate::read::source::Source;
use crate::read::wide::{Labels, Pair, Wide, check_rows, check_unique, settle_missing};
use crate::read::year::year_of;
use crate::read::{Found, Wish, countries};
use staves_core::codes::Entry;
use staves_core::economy::{About, PrimaryInput, PrimaryKind};
use staves_core::units::MoneyUnit;
use staves_core::{Error, Note, Place, Result};

const HEAD_BYTES: u64 = 1 << 22;

/// Whether a source holds such a table.
///
/// # Errors
/// Of the source.
pub fn detects(source: &Source) -> Result<bool> {
    for member in tables(source) {
        if source.head(member, 16)?.starts_with(b"region\t") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The members `Z.txt` that have a `Y.txt` beside them; without any, the members `A.txt`.
fn tables(source: &Source) -> Vec<usize> {
    let beside = |table: &str| {
        let mut members = source.find(|name| name == table);
        members.retain(|member| source.beside(*member, "Y.txt").is_some());
        members
    };
    let flows = beside("Z.txt");
    if flows.is_empty() { beside("A.txt") } else { flows }
}

/// Reads the table, or the one of the year asked for.
///
/// # Errors
/// Of the source; of the layout (`import::*`) and the table (`table::*`), with line and column.
pub fn read(source: &Source, wish: &Wish) -> Result<Found> {
    let mut notes = Vec::new();
    let table = choose(source, wish)?;
    let folder = Folder { source, table, wish };
    let (flows, producers) = folder.flows(&mut notes)?;
    let output = folder.output(&producers, &mut notes)?;
    let demand = folder.demand(&producers, &mut notes)?;
    let unit = folder.unit(&mut notes)?;
    let primary = folder.factor_inputs(&producers, &mut notes)?;
    notes.extend(folder.unused());
    let mut read = demand.sums.iter().sum::<f64>();
    read += primary.iter().flat_map(|row| &row.values).sum::<f64>();
    let (n, shares) = (producers.len(), source.members()[table].file_name() == "A.txt");
    let mut cells = flows.left;
    if shares {
        let missing = || Error::new("import::missing-file").with("file", "x.txt");
        let output = output.as_ref().ok_or_else(|| missing().at(source.place(table)))?;
        for row in cells.chunks_exact_mut(n) {
            row.iter_mut().zip(output).for_each(|(share, output)| *share *= output);
        }
        notes.push(Note::new("import::flows-from-coefficients", n));
        read += cells.iter().sum::<f64>();
    } else {
        read += flows.sums.iter().sum::<f64>();
    }
    let wide = Wide {
        place: source.place(table),
        producers,
        demand: pairs(&demand.header),
        flows: cells,
        final_demand: demand.left,
        primary,
        stated_output: output,
    };
    wide.check_total(read, 0.0)?;
    notes.extend(wide.compare_output());
    let about = folder.about(unit)?;
    if ["3.8.1", "3.8.2"].iter().any(|version| about.source.contains(version)) {
        notes.push(Note::new("import::exiobase-utilities", 1));
    }
    let plain = |code: &str| Entry::plain(code);
    let labels = Labels { region: &countries::entry, sector: &plain, category: &plain };
    Ok((wide.into_parts(about, &labels)?, notes))
}

/// The year that the file, its archive or its folder is named after.
fn year(place: &Place) -> Option<u32> {
    place.file.rsplit(['/', '\\', '!']).take(3).find_map(year_of)
}

fn choose(source: &Source, wish: &Wish) -> Result<usize> {
    let mut found = tables(source);
    if found.len() > 1 && wish.year.is_some() {
        found.retain(|member| year(&source.place(*member)) == wish.year);
    }
    match found[..] {
        [member] => Ok(member),
        [] => Err(Error::new("import::not-this-layout")
            .with("format", "exiobase")
            .at(source.place(0))),
        _ => {
            let names: Vec<String> =
                found.iter().map(|member| source.members()[*member].name.clone()).collect();
            let error = Error::new("import::several-years").with("years", names.join(", "));
            Err(error.at(source.place(found[0])))
        }
    }
}

/// One table's folder.
struct Folder<'s> {
    source: &'s Source,
    /// The member Z.txt or A.txt.
    table: usize,
    wish: &'s Wish,
}

impl Folder<'_> {
    fn member(&self, name: &str) -> Option<usize> {
        self.source.beside(self.table, name)
    }

    fn grid(&self, member: usize, label_columns: usize, notes: &mut Vec<Note>) -> Result<Grid> {
        let head = self.source.head(member, HEAD_BYTES)?;
        let header_lines = header_lines(&head, label_columns);
        let shape = Shape { separator: b'\t', header_lines, label_columns };
        let grid = numeric::read(self.source, member, shape, |header| {
            Ok(header.first().map_or(0, Vec::len))
        })?;
        settle_missing(&grid, self.wish.missing, |_, _| true, notes)?;
        Ok(grid)
    }

    /// Z or A and the producers.
    fn flows(&self, notes: &mut Vec<Note>) -> Result<(Grid, Vec<Pair>)> {
        let grid = self.grid(self.table, 2, notes)?;
        let producers = pairs(&grid.header);
        if producers.len() != grid.width() {
            let error = Error::new("import::not-this-layout").with("format", "exiobase");
            return Err(error.at(grid.place.line(1)));
        }
        check_unique(&producers, "table::duplicate-label", |k| {
            grid.place.clone().line(1).key(grid.column_name(k))
        })?;
        check_labels(&grid, &producers)?;
        Ok((grid, producers))
    }

    fn demand(&self, producers: &[Pair], notes: &mut Vec<Note>) -> Result<Grid> {
        let missing = || Error::new("import::missing-file").with("file", "Y.txt");
        let member =
            self.member("Y.txt").ok_or_else(|| missing().at(self.source.place(self.table)))?;
        let grid = self.grid(member, 2, notes)?;
        check_unique(&pairs(&grid.header), "table::duplicate-label", |k| {
            grid.place.clone().line(1).key(grid.column_name(k))
        })?;
        check_labels(&grid, producers)?;
        Ok(grid)
    }

    fn output(&self, producers: &[Pair], notes: &mut Vec<Note>) -> Result<Option<Vec<f64>>> {
        let Some(member) = self.member("x.txt") else { return Ok(None) };
        let grid = self.grid(member, 2, notes)?;
        check_labels(&grid, producers)?;
        if grid.width() != 1 {
            let error =
                Error::new("table::ragged").with("found", grid.width() + 2).with("wanted", 3);
            return Err(error.at(grid.place.line(1)));
        }
        Ok(Some(grid.left))
    }

    /// Value added and taxes on products; rows in other units are left out.
    fn factor_inputs(
        &self,
        producers: &[Pair],
        notes: &mut Vec<Note>,
    ) -> Result<Vec<PrimaryInput>> {
        let Some(member) = self.member("factor_inputs/F.txt") else {
            notes.push(Note::new("import::value-added-residual", producers.len()));
            return Ok(Vec::new());
        };
        let grid = self.grid(member, 1, notes)?;
        if pairs(&grid.header) != producers {
            let error = Error::new("table::columns-differ").with("file", "F.txt");
            return Err(error.at(grid.place.line(1)));
        }
        let units = match self.member("factor_inputs/unit.txt") {
            Some(member) => self.units(member)?,
            None => Vec::new(),
        };
        let unit_of = |label: &str| units.iter().find(|(row, _)| row == label);
        let is_money =
            |label: &str| unit_of(label).is_none_or(|(_, unit)| money_unit(unit).is_some());
        let (mut rows, mut dropped) = (Vec::new(), Vec::new());
        for (row, values) in grid.left.chunks_exact(producers.len()).enumerate() {
            let label = &grid.labels[row][0];
            if !is_money(label) {
                dropped.push(grid.place(row, None).to_string());
                continue;
            }
            let tax = label.to_lowercase().contains("taxes less subsidies on products");
            let kind = if tax { PrimaryKind::ProductTax } else { PrimaryKind::ValueAdded };
            let (code, label) = (label.clone(), label.clone());
            rows.push(PrimaryInput { code, label, kind, values: values.to_vec() });
        }
        if !dropped.is_empty() {
            notes.push(Note::new("import::rows-not-money", dropped.len()).places(dropped));
        }
        Ok(rows)
    }

    /// The last two columns of a `unit.txt`: label and unit.
    fn units(&self, member: usize) -> Result<Vec<Pair>> {
        let text = String::from_utf8(self.source.bytes(member)?)
            .map_err(|_| Error::new("import::not-utf8").at(self.source.place(member)))?;
        let lines = text.lines().skip(1).filter_map(|line| {
            let mut cells = line.rsplit('\t').map(|cell| cell.trim().to_owned());
            let unit = cells.next()?;
            Some((cells.next()?, unit))
        });
        Ok(lines.collect())
    }

    /// The money unit of the table, which is one for all sectors.
    fn unit(&self, notes: &mut Vec<Note>) -> Result<MoneyUnit> {
        let mut units = Vec::new();
        if let Some(member) = self.member("unit.txt") {
            units = self.units(member)?.into_iter().map(|(_, unit)| unit).collect();
            units.sort();
            units.dedup();
            if units.len() > 1 {
                let error = Error::new("import::several-units").with("units", units.join(", "));
                return Err(error.at(self.source.place(member)));
            }
        }
        let stated = units.pop().unwrap_or_default();
        Ok(money_unit(&stated).unwrap_or_else(|| {
            notes.push(Note::new("import::unit-assumed", 1).with("found", &stated));
            MoneyUnit::million("EUR")
        }))
    }

    fn unused(&self) -> Option<Note> {
        let used = ["Y.txt", "x.txt", "unit.txt", "metadata.json", "factor_inputs/F.txt"];
        let used = used.iter().chain(&["factor_inputs/unit.txt"]);
        let used: Vec<usize> = used.filter_map(|name| self.member(name)).collect();
        let members = self.source.members();
        let unused: Vec<String> = (0..members.len())
            .filter(|member| *member != self.table && !used.contains(member))
            .map(|member| members[member].name.clone())
            .collect();
        let note = Note::new("import::unused-files", unused.len());
        (!unused.is_empty()).then(|| note.places(unused))
    }

    fn about(&self, unit: MoneyUnit) -> Result<About> {
        let year = self.wish.year.or_else(|| year(&self.source.place(self.table))).unwrap_or(0);
        let stated = self.stated_name()?;
        let name = stated.clone().unwrap_or_else(|| "Multi-regional input-output table".into());
        let shown = if year == 0 { String::new() } else { format!(" {year}") };
        let name_zh = stated.unwrap_or_else(|| "多区域投入产出表".into());
        Ok(About {
            title: format!("{name}{shown}"),
            title_zh: format!("{name_zh}{shown}"),
            source: name,
            licence: "the publisher's terms; EXIOBASE 3.9 and later: non-commercial use only, \
                      derived coefficients must not be published"
                .into(),
            format: "exiobase".into(),
            year,
            unit,
            price_basis: "basic".into(),
            synthetic: false,
        })
    }

    /// Name and version from `metadata.json`, where there is one.
    fn stated_name(&self) -> Result<Option<String>> {
        let Some(member) = self.member("metadata.json") else { return Ok(None) };
        let bytes = self.source.head(member, 1 << 20)?;
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let texts = ["name", "version"].map(|key| json[key].as_str().unwrap_or_default().trim());
        let name = texts.join(" ").trim().to_owned();
        Ok((!name.is_empty()).then_some(name))
    }
}

fn check_labels(grid: &Grid, producers: &[Pair]) -> Result<()> {
    let wanted: Vec<String> =
        producers.iter().map(|(region, sector)| format!("{region}|{sector}")).collect();
    check_rows(grid, &wanted)?;
    match grid.labels.get(wanted.len()) {
        None => Ok(()),
        Some(label) => {
            let error = Error::new("import::unknown-row").with("label", label.join("|"));
            Err(error.at(grid.place(wanted.len(), None)))
        }
    }
}

/// The two levels of the columns; empty when there are not two.
fn pairs(header: &[Vec<String>]) -> Vec<Pair> {
    match header {
        [first, second] => first.iter().cloned().zip(second.iter().cloned()).collect(),
        _ => Vec::new(),
    }
}

/// How many lines come before the first line that holds a number after its labels.
fn header_lines(head: &[u8], label_columns: usize) -> usize {
    let is_number = |cell: &[u8]| fast_float2::parse::<f64, _>(cell.trim_ascii()).is_ok();
    let has_number =
        |line: &[u8]| line.split(|byte| *byte == b'\t').skip(label_columns).take(50).any(is_number);
    let lines = head.split(|byte| *byte == b'\n');
    lines.take(8).position(has_number).unwrap_or(1).max(1)
}

/// `M.EUR`, `M EUR`, `Mill USD`, `1000 USD`: a scale and a currency.
fn money_unit(text: &str) -> Option<MoneyUnit> {
    let text = text.trim();
    let (scale, currency) = text.split_at_checked(text.len().checked_sub(3)?)?;
    if !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let scale = scale.trim_matches([' ', '.']).to_lowercase();
    let scale = match scale.as_str() {
        "" => 1.0,
        "m" | "mill" | "million" | "mio" | "mn" => 1e6,
        "k" | "1000" | "thousand" => 1e3,
        "b" | "bn" | "billion" => 1e9,
        _ => return None,
    };
    Some(MoneyUnit { currency: currency.into(), scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_a_scale_and_a_currency() {
        let scales = ["M.EUR", "Mill USD", "M EUR", "1000 USD", "EUR"]
            .map(|text| money_unit(text).map(|unit| (unit.scale, unit.currency)));
        let wanted = [(1e6, "EUR"), (1e6, "USD"), (1e6, "EUR"), (1e3, "USD"), (1.0, "EUR")];
        assert_eq!(scales, wanted.map(|(scale, name)| Some((scale, name.to_owned()))));
        assert_eq!(["1000 p", "kt", "TJ", ""].map(money_unit), [None, None, None, None]);
    }

    #[test]
    fn the_header_ends_where_numbers_begin() {
        assert_eq!(
            header_lines(b"region\t\tA\tA\nsector\t\tx\ty\nregion\tsector\t\t\nA\tx\t1\t2\n", 2),
            3
        );
        assert_eq!(header_lines(b"region\tsector\tindout\nA\tx\t1\n", 2), 1);
    }
}
