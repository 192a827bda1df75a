//! The two files as accounts.

use crate::read::Source;
use crate::read::records::{Records, number};
use staves_core::codes::nearest_name;
use staves_core::{Error, Place, Result};

/// The publisher's mark for nothing.
const ZERO: &str = "---";

/// A use table at purchasers' prices and a supply table at basic prices, million USD a year.
#[derive(Clone, Debug)]
pub struct SupplyUse {
    /// Industry codes, or names where the file has no codes.
    pub industries: Vec<String>,
    /// Codes of final uses, or names.
    pub final_uses: Vec<String>,
    /// Product names.
    pub products: Vec<String>,
    /// Use by product × (industries, final uses).
    pub uses: Vec<Vec<f64>>,
    /// Total use T by product.
    pub total_use: Vec<f64>,
    /// Domestic supply by product × industry.
    pub make: Vec<Vec<f64>>,
    /// C.i.f./f.o.b. adjustment k by product.
    pub cif_fob: Vec<f64>,
    /// Total supply S by product.
    pub supply: Vec<f64>,
    /// Compensation of employees by industry.
    pub compensation: Vec<f64>,
    /// Other taxes on production by industry.
    pub other_taxes: Vec<f64>,
    /// Other subsidies on production by industry, positive.
    pub other_subsidies: Vec<f64>,
    /// Value added at basic prices by industry.
    pub value_added: Vec<f64>,
    /// Output x by industry.
    pub output: Vec<f64>,
    /// Taxes less subsidies on products, all users.
    pub product_taxes: f64,
    /// Where the publisher's mark for nothing was read as zero.
    pub zeros: Zeros,
}

/// Cells that hold the publisher's mark for nothing.
#[derive(Clone, Debug, Default)]
pub struct Zeros {
    /// How many there are.
    pub count: usize,
    /// The first few.
    pub places: Vec<String>,
}

/// Whether a source holds such tables: looks at the first line of each CSV member.
pub fn detects(source: &Source) -> Result<bool> {
    Ok(!members(source, is_use)?.is_empty() && !members(source, is_make)?.is_empty())
}

fn is_use(header: &[String]) -> bool {
    let has = |name: &str| header.iter().any(|field| field == name);
    (has("T001") && has("T019")) || (has("Total Intermediate") && has("Total use of products"))
}

fn is_make(header: &[String]) -> bool {
    header.iter().any(|field| field == CIF_FOB)
}

const CIF_FOB: &str = "CIF/FOB Adjustments on Imports";

fn members(source: &Source, wanted: fn(&[String]) -> bool) -> Result<Vec<usize>> {
    let mut found = Vec::new();
    for member in source.find(|name| name.to_lowercase().ends_with(".csv")) {
        const MOST: u64 = 1 << 16;
        let head = source.head(member, MOST)?;
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
        // What is no text is no such table.
        let header = reader.records().next().and_then(std::result::Result::ok);
        let fields = header.iter().flatten().map(|field| field.trim().to_owned());
        if wanted(&fields.collect::<Vec<_>>()) {
            found.push(member);
        }
    }
    Ok(found)
}

impl SupplyUse {
    /// Reads the use and the make table of a source.
    pub fn read(source: &Source) -> Result<Self> {
        let (uses, makes) = (members(source, is_use)?, members(source, is_make)?);
        let ([uses], [makes]) = (&uses[..], &makes[..]) else {
            return Err(Error::new("bea::not-a-pair")
                .with("uses", uses.len())
                .with("makes", makes.len())
                .at(source.place(0)));
        };
        let mut zeros = Zeros::default();
        let uses = Sheet::read(source, *uses, &mut zeros)?;
        let makes = Sheet::read(source, *makes, &mut zeros)?;
        Self::from_sheets(&uses, &makes, zeros)
    }

    fn from_sheets(uses: &Sheet, makes: &Sheet, zeros: Zeros) -> Result<Self> {
        let total = uses.column_of(&["T001", "Total Intermediate"])?;
        let last = uses.column_of(&["T019", "Total use of products"])?;
        // Industries stand before the total, final uses between the totals.
        let n = total;
        if n == 0 || last <= total {
            return Err(Error::new("bea::no-industries").at(uses.place.clone()));
        }
        let products = uses.row_of("Total Intermediate")?;
        let cif_fob = makes.column_of(&[CIF_FOB])?;
        let supply = makes.column_of(&["Total Industry Output"])?;
        let supplied = makes.row_of("Total industry supply")?;
        same_names(&uses.rows[..products], &makes.rows[..supplied], &makes.place)?;
        // Product k is the main product of industry k; the last products belong to none.
        let made_by = &makes.columns[..n.min(cif_fob)];
        same_names(&uses.rows[..n.min(products)], made_by, &makes.place)?;
        let industry = |label: &str| Ok(uses.row(label)?[..n].to_vec());
        let with_final = |row: &Vec<f64>| [&row[..n], &row[n + 1..last]].concat();
        let whole = |label: &str| -> Result<f64> { Ok(uses.row(label)?[total]) };
        let column = |sheet: &Sheet, rows: usize, column: usize| -> Vec<f64> {
            sheet.values[..rows].iter().map(|row| row[column]).collect()
        };
        Ok(Self {
            industries: uses.columns[..n].to_vec(),
            final_uses: uses.columns[n + 1..last].to_vec(),
            products: uses.rows[..products].to_vec(),
            uses: uses.values[..products].iter().map(with_final).collect(),
            total_use: column(uses, products, last),
            make: makes.values[..products].iter().map(|row| row[..n].to_vec()).collect(),
            cif_fob: column(makes, products, cif_fob),
            supply: column(makes, products, supply),
            compensation: industry("Compensation of employees")?,
            other_taxes: industry("Other taxes on production")?,
            other_subsidies: industry("Less: Other subsidies on production")?,
            value_added: industry("Value Added (basic prices)")?,
            output: industry("Total industry output (basic prices)")?,
            product_taxes: whole("Taxes on products and imports")?
                - whole("Less: Subsidies on products")?,
            zeros,
        })
    }

    /// Gross operating surplus: value added less its other parts, so that rounding of the
    /// published rows does not open the column.
    pub fn surplus(&self) -> Vec<f64> {
        (0..self.output.len())
            .map(|j| {
                self.value_added[j] - self.compensation[j] - self.other_taxes[j]
                    + self.other_subsidies[j]
            })
            .collect()
    }

    /// Domestic output q of a product.
    pub fn domestic_output(&self, product: usize) -> f64 {
        self.make[product].iter().sum()
    }

    /// The column of exports among industries and final uses.
    pub fn exports(&self) -> Option<usize> {
        let is_exports = |name: &String| name == "F040" || name.starts_with("Exports");
        self.final_uses.iter().position(is_exports).map(|k| self.industries.len() + k)
    }
}

fn same_names(wanted: &[String], found: &[String], place: &Place) -> Result<()> {
    let differing = (0..wanted.len().max(found.len())).find(|&k| wanted.get(k) != found.get(k));
    let Some(k) = differing else { return Ok(()) };
    let shown = |names: &[String]| names.get(k).cloned().unwrap_or_default();
    Err(Error::new("bea::other-names")
        .with("number", k + 1)
        .with("wanted", shown(wanted))
        .with("found", shown(found))
        .at(place.clone()))
}

/// A labelled block of numbers.
struct Sheet {
    place: Place,
    columns: Vec<String>,
    rows: Vec<String>,
    values: Vec<Vec<f64>>,
}

impl Sheet {
    fn read(source: &Source, member: usize, zeros: &mut Zeros) -> Result<Self> {
        let place = source.place(member);
        let mut records = Records::open(source, member)?;
        let header = records.next().transpose()?;
        let columns: Vec<String> =
            header.iter().flat_map(|record| &record.fields).skip(1).map(Into::into).collect();
        let mut sheet =
            Self { place: place.clone(), columns, rows: Vec::new(), values: Vec::new() };
        for record in records {
            let record = record?;
            let at = |column: &str| place.clone().line(record.line).key(column);
            if record.fields.len() != sheet.columns.len() + 1 {
                return Err(Error::new("table::ragged")
                    .with("found", record.fields.len())
                    .with("wanted", sheet.columns.len() + 1)
                    .at(place.clone().line(record.line)));
            }
            let mut fields = record.fields.iter();
            sheet.rows.push(fields.next().unwrap_or_default().to_owned());
            let cell = |(field, column): (&str, &String)| {
                if field == ZERO {
                    zeros.count += 1;
                    if zeros.places.len() < staves_core::error::PLACES_SHOWN {
                        zeros.places.push(at(column).to_string());
                    }
                    return Ok(0.0);
                }
                number(field, || at(column))
            };
            sheet.values.push(fields.zip(&sheet.columns).map(cell).collect::<Result<_>>()?);
        }
        Ok(sheet)
    }

    fn column_of(&self, names: &[&str]) -> Result<usize> {
        let found = self.columns.iter().position(|column| names.contains(&column.as_str()));
        found.ok_or_else(|| self.missing(names[0], &self.columns))
    }

    fn row_of(&self, name: &str) -> Result<usize> {
        let found = self.rows.iter().position(|row| row == name);
        found.ok_or_else(|| self.missing(name, &self.rows))
    }

    fn row(&self, name: &str) -> Result<&[f64]> {
        Ok(&self.values[self.row_of(name)?])
    }

    fn missing(&self, name: &str, known: &[String]) -> Error {
        Error::new("bea::missing-label")
            .with("label", name)
            .nearest(nearest_name(name, known.iter().map(String::as_str)))
            .at(self.place.clone())
    }
}
