//! Small tables made up in the layouts of the publishers.

use staves::read::{Imported, Wish, import};
use staves::{Error, Note};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A wide table of made-up numbers: what it says and what an economy must hold.
pub struct Mock {
    pub regions: Vec<&'static str>,
    pub sectors: Vec<&'static str>,
    pub demand_regions: Vec<&'static str>,
    pub categories: Vec<&'static str>,
}

impl Mock {
    pub fn rows(&self) -> usize {
        self.regions.len() * self.sectors.len()
    }

    pub fn columns(&self) -> usize {
        self.demand_regions.len() * self.categories.len()
    }

    /// A number with a fraction, different in every cell; final demand holds negative ones.
    pub fn flow(row: usize, column: usize) -> f64 {
        ((row * 31 + column * 17) % 23) as f64 + (row + 1) as f64 / 8.0
    }

    pub fn demand(row: usize, column: usize) -> f64 {
        ((row * 13 + column * 29) % 19) as f64 - 0.5 + (column + 1) as f64 * 4.0
    }

    pub fn output(&self, row: usize) -> f64 {
        let flows: f64 = (0..self.rows()).map(|column| Self::flow(row, column)).sum();
        flows + (0..self.columns()).map(|column| Self::demand(row, column)).sum::<f64>()
    }

    pub fn inputs(&self, column: usize) -> f64 {
        (0..self.rows()).map(|row| Self::flow(row, column)).sum()
    }

    pub fn labels(&self) -> Vec<String> {
        crossed(&self.regions, &self.sectors)
    }

    pub fn demand_labels(&self) -> Vec<String> {
        crossed(&self.demand_regions, &self.categories)
    }

    /// Header and one line per producer, output in the last column under `total`.
    pub fn csv(&self, corner: &str, total: &str) -> String {
        let mut text = corner.to_owned();
        for label in self.labels().iter().chain(&self.demand_labels()) {
            write!(text, ",{label}").unwrap();
        }
        writeln!(text, ",{total}").unwrap();
        for (row, label) in self.labels().iter().enumerate() {
            text += label;
            for column in 0..self.rows() {
                write!(text, ",{}", Self::flow(row, column)).unwrap();
            }
            for column in 0..self.columns() {
                write!(text, ",{}", Self::demand(row, column)).unwrap();
            }
            writeln!(text, ",{}", self.output(row)).unwrap();
        }
        text
    }

    /// A row below the producers: one value per column and in total.
    pub fn tail(&self, label: &str, value: impl Fn(usize) -> f64, on_demand: f64) -> String {
        let mut text = label.to_owned();
        for column in 0..self.rows() {
            write!(text, ",{}", value(column)).unwrap();
        }
        for _ in 0..self.columns() {
            write!(text, ",{on_demand}").unwrap();
        }
        let all: f64 = (0..self.rows()).map(value).sum();
        text + &format!(",{}\n", all + on_demand * self.columns() as f64)
    }

    /// The whole file of an edition whose rows below are TLS, VA and OUT.
    pub fn icio_2023(&self) -> String {
        let value_added = |k: usize| self.output(k) - self.inputs(k) - 0.25;
        self.csv("V1", "OUT")
            + &self.tail("TLS", |_| 0.25, 0.5)
            + &self.tail("VA", value_added, 0.0)
            + &self.tail("OUT", |k| self.output(k), 0.5)
    }
}

fn crossed(regions: &[&str], others: &[&str]) -> Vec<String> {
    regions
        .iter()
        .flat_map(|region| others.iter().map(move |code| format!("{region}_{code}")))
        .collect()
}

/// Two regions, China first, three sectors of the 2023 edition.
pub fn icio_2023() -> Mock {
    Mock {
        regions: vec!["CHN", "AUS"],
        sectors: vec!["A01_02", "C10T12", "T"],
        demand_regions: vec!["CHN", "AUS"],
        categories: vec!["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"],
    }
}

pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

pub fn read(path: &Path) -> Result<Imported, Error> {
    import(&[path.to_owned()], &Wish::default())
}

/// Reads a text under a name.
pub fn read_text(name: &str, text: impl AsRef<[u8]>) -> Result<Imported, Error> {
    let folder = tempfile::tempdir().unwrap();
    read(&write(folder.path(), name, text))
}

pub fn note<'n>(notes: &'n [Note], code: &str) -> &'n Note {
    let found = notes.iter().find(|note| note.code == code);
    found.unwrap_or_else(|| panic!("no note {code} in {notes:?}"))
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// A zip with deflated entries.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
