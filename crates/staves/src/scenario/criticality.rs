//! A matrix of criticality from a file: inputs by row, using industries by column
//! (docs/src/models/criticality.md, "From a file").

use crate::read::records::{Record, Records};
use crate::read::{Limits, Source};
use staves_core::criticality::Criticality;
use staves_core::{Codes, Economy, Error, Note, Place, Result};
use std::path::Path;

/// What a missing cell counts as.
const MISSING: f64 = 0.5;

/// The matrix as written: codes, and classes with NaN for missing.
struct Matrix {
    inputs: Vec<String>,
    users: Vec<String>,
    /// Input-major.
    cells: Vec<f64>,
    missing: Vec<String>,
}

/// Reads a matrix of 1, ½ and 0 for the sectors of an economy. Pairs the file does not have
/// follow the default rule; missing cells count as ½. Notes say how many of each.
///
/// # Errors
/// `criticality::bad-class`, `criticality::no-sector`, `table::ragged`, of CSV and of the disk.
pub fn read(path: &Path, economy: &Economy) -> Result<(Criticality, Vec<Note>)> {
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    let matrix = parse(&source)?;
    let sectors = &economy.sectors;
    let (inputs, users) = (matching(sectors, &matrix.inputs), matching(sectors, &matrix.users));
    let mut values = Criticality::default_rule(economy).values;
    let count = sectors.len();
    let mut known = 0;
    for (input, rows) in inputs.iter().enumerate() {
        for (user, columns) in users.iter().enumerate() {
            let pairs = rows.iter().flat_map(|row| columns.iter().map(move |col| (*row, *col)));
            let cells = pairs.map(|(row, column)| matrix.cells[row * matrix.users.len() + column]);
            // A sector that spans several of the file's is as critical as its most critical part.
            if let Some(class) = cells.reduce(f64::max) {
                values[input * count + user] = class;
                known += 1;
            }
        }
    }
    if known == 0 {
        return Err(Error::new("criticality::no-sector").at(source.place(0)));
    }
    Ok((Criticality { values }, notes(&matrix, sectors, [&inputs, &users], known)))
}

fn notes(
    matrix: &Matrix,
    sectors: &Codes,
    found: [&Vec<Vec<usize>>; 2],
    known: usize,
) -> Vec<Note> {
    let all = sectors.len() * sectors.len();
    let share = format!("{:.1}", 100.0 * known as f64 / all as f64);
    let mut notes = vec![Note::new("criticality::covered", known).with("share", share)];
    for (code, found) in [("criticality::no-row", found[0]), ("criticality::no-column", found[1])] {
        let without = (0..sectors.len()).filter(|sector| found[*sector].is_empty());
        let names: Vec<String> = without.map(|sector| sectors.code(sector).to_owned()).collect();
        if !names.is_empty() {
            notes.push(Note::new(code, names.len()).places(names));
        }
    }
    if !matrix.missing.is_empty() {
        let note = Note::new("criticality::missing-as-half", matrix.missing.len());
        notes.push(note.places(matrix.missing.iter().cloned()));
    }
    notes
}

fn parse(source: &Source) -> Result<Matrix> {
    let place = source.place(0);
    let mut records = Records::open(source, 0)?;
    let empty = || Error::new("import::empty-file").at(place.clone());
    let header = records.next().transpose()?.ok_or_else(empty)?;
    let users: Vec<String> = header.fields.iter().skip(1).map(str::to_owned).collect();
    let mut matrix = Matrix { inputs: Vec::new(), users, cells: Vec::new(), missing: Vec::new() };
    for record in records {
        matrix.push(&record?, &place)?;
    }
    Ok(matrix)
}

impl Matrix {
    fn push(&mut self, record: &Record, place: &Place) -> Result<()> {
        let place = || place.clone().line(record.line);
        let wanted = self.users.len() + 1;
        if record.fields.len() != wanted {
            return Err(Error::new("table::ragged")
                .with("found", record.fields.len())
                .with("wanted", wanted)
                .at(place()));
        }
        let input = record.fields.get(0).unwrap_or_default();
        self.inputs.push(input.to_owned());
        for (user, cell) in self.users.iter().zip(record.fields.iter().skip(1)) {
            let class = match cell.parse::<f64>() {
                Ok(class) if [0.0, 0.5, 1.0].contains(&class) => class,
                _ if cell.is_empty() || cell == "NA" => {
                    self.missing.push(format!("({input}, {user})"));
                    MISSING
                }
                _ => {
                    return Err(Error::new("criticality::bad-class")
                        .with("found", cell)
                        .at(place().key(format!("column `{user}`"))));
                }
            };
            self.cells.push(class);
        }
        Ok(())
    }
}

/// For each sector, the entries of a list of codes that are the same or overlap it.
fn matching(sectors: &Codes, codes: &[String]) -> Vec<Vec<usize>> {
    let of_sector = |code: &str| {
        if let Some(same) = codes.iter().position(|known| known == code) {
            return vec![same];
        }
        let Some(wanted) = divisions(code) else { return Vec::new() };
        let overlaps = |known: &str| divisions(known).is_some_and(|known| overlap(&wanted, &known));
        (0..codes.len()).filter(|k| overlaps(&codes[*k])).collect()
    };
    sectors.entries().iter().map(|entry| of_sector(&entry.code)).collect()
}

/// Sections and divisions of an ISIC or NACE code: `C10-12`, `C10-C12`, `C10T12`, `J59_J60`, `B`,
/// `R_S`.
struct Divisions {
    first: char,
    last: char,
    from: u32,
    to: u32,
}

fn divisions(code: &str) -> Option<Divisions> {
    let (first, rest) = part(code)?;
    let (section, number) = first;
    let whole = |number: Option<u32>, open: u32| number.unwrap_or(open);
    let Some(rest) = rest.strip_prefix(['-', '_', 'T']) else {
        let (from, to) = (whole(number, 0), whole(number, 99));
        return rest.is_empty().then_some(Divisions { first: section, last: section, from, to });
    };
    // The second half may leave its letter out.
    let named = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{section}{rest}")
    } else {
        rest.to_owned()
    };
    let ((last, end), after) = part(&named)?;
    let (from, to) = (whole(number, 0), whole(end, 99));
    after.is_empty().then_some(Divisions { first: section, last, from, to })
}

/// A letter and a number, and what follows them.
fn part(text: &str) -> Option<((char, Option<u32>), &str)> {
    let letter = text.chars().next().filter(|letter| ('A'..='U').contains(letter))?;
    let rest = text.get(1..)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, after) = rest.split_at(digits);
    Some(((letter, number.parse().ok()), after))
}

fn overlap(a: &Divisions, b: &Divisions) -> bool {
    a.first <= b.last && b.first <= a.last && a.from <= b.to && b.from <= a.to
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;
    use staves_core::economy::EconomyParts;
    use std::fs;

    #[test]
    fn spellings_of_one_industry_overlap_and_others_do_not() {
        let same = |a: &str, b: &str| overlap(&divisions(a).unwrap(), &divisions(b).unwrap());
        for (a, b) in [
            ("B05-09", "B"),
            ("C10-12", "C10-C12"),
            ("C10-12", "C10T12"),
            ("J59_J60", "J59-60"),
            ("R_S", "S94"),
            ("L", "L68"),
            ("C10-12", "C11"),
        ] {
            assert!(same(a, b) && same(b, a), "{a} and {b}");
        }
        for (a, b) in [("C10-12", "C13-15"), ("B", "A01"), ("J59-60", "J61"), ("R_S", "T")] {
            assert!(!same(a, b), "{a} and {b}");
        }
        assert!(divisions("AGR").is_none() && divisions("334").is_none());
    }

    #[test]
    fn a_matrix_is_matched_and_says_what_it_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        let economy = example::economy("archipelago").unwrap();
        let mut parts = EconomyParts::clone(&economy);
        let mut entries = parts.sectors.entries().to_vec();
        for (entry, code) in entries.iter_mut().zip(["A01", "B", "D", "C20T21"]) {
            entry.code = code.into();
        }
        parts.sectors = Codes::new(entries).unwrap();
        let economy = Economy::new(parts).unwrap();
        let write = |text: &str| fs::write(&path, text).unwrap();
        write(",A01,C20,C21\nA01,0,0,0.5\nB05-09,NA,0.5,1\n");
        let (criticality, notes) = read(&path, &economy).unwrap();
        let class = |input: usize, user: usize| criticality.values[input * 12 + user];
        assert_eq!([class(0, 0), class(0, 3), class(1, 0), class(1, 3)], [0.0, 0.5, 0.5, 1.0]);
        let default = Criticality::default_rule(&economy);
        assert_eq!(class(2, 0), default.values[24]);
        let counts: Vec<_> = notes.iter().map(|note| (note.code.as_str(), note.count)).collect();
        let wanted = [
            ("criticality::covered", 4),
            ("criticality::no-row", 10),
            ("criticality::no-column", 10),
            ("criticality::missing-as-half", 1),
        ];
        assert_eq!(counts, wanted);
        for (text, code) in [
            (",A01\nA01,0.7\n", "criticality::bad-class"),
            (",A01\nA01,nan\n", "criticality::bad-class"),
            (",A01\nA01\n", "table::ragged"),
            (",X\nY,1\n", "criticality::no-sector"),
            ("", "import::empty-file"),
        ] {
            write(text);
            assert_eq!(read(&path, &economy).unwrap_err().code(), code, "{text}");
        }
    }
}
