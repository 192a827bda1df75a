//! Putting a panel together: rows in any order, each checked as it comes.

use super::trade::Trade;
use crate::codes::Codes;
use crate::error::{Note, PLACES_SHOWN};
use rayon::slice::ParallelSliceMut;
use std::collections::BTreeMap;

/// What one country sells another of one product in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The calendar year.
    pub year: u32,
    /// Id of the product.
    pub product: u32,
    /// Id of the selling country.
    pub exporter: u32,
    /// Id of the buying country.
    pub importer: u32,
    /// Money or quantity, in one unit for the whole panel.
    pub value: f64,
}

/// Why a row is no flow between two countries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// A country sells to itself.
    SelfFlow,
    /// Zero or less.
    NotPositive,
}

/// Rows on their way into a [`Trade`].
#[derive(Debug, Default)]
pub struct Builder {
    rows: Vec<Row>,
    output: BTreeMap<(u32, u32, u32), f64>,
}

impl Builder {
    /// Adds a row, or says why it is left out.
    ///
    /// # Errors
    /// [`Dropped`].
    pub fn row(&mut self, row: Row) -> Result<(), Dropped> {
        if row.exporter == row.importer {
            return Err(Dropped::SelfFlow);
        }
        if row.value.is_nan() || row.value <= 0.0 {
            return Err(Dropped::NotPositive);
        }
        self.rows.push(row);
        Ok(())
    }

    /// States what a country made of a product in a year; false when that was stated before.
    pub fn output(&mut self, year: u32, product: u32, country: u32, value: f64) -> bool {
        self.output.insert((year, product, country), value).is_none()
    }

    /// Gives products and countries other ids.
    pub fn renumber(&mut self, product: impl Fn(u32) -> u32, country: impl Fn(u32) -> u32) {
        for row in &mut self.rows {
            row.product = product(row.product);
            (row.exporter, row.importer) = (country(row.exporter), country(row.importer));
        }
    }

    /// How many rows there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The panel. Rows of one pair in one market are added up, and a note says so.
    #[must_use]
    pub fn finish(mut self, products: Codes, countries: Codes) -> (Trade, Option<Note>) {
        // The value is part of the order, so that sums do not depend on how rows came.
        self.rows.par_sort_unstable_by(|a, b| {
            let key = |row: &Row| (row.year, row.product, row.importer, row.exporter);
            key(a).cmp(&key(b)).then(a.value.total_cmp(&b.value))
        });
        let mut trade = Trade::empty(products, countries, self.output);
        let (mut before, mut count, mut twice) = (None, 0, Vec::new());
        for row in self.rows {
            let key = (row.year, row.product, row.importer, row.exporter);
            if before == Some(key) {
                count += 1;
                if twice.len() < PLACES_SHOWN {
                    twice.push(trade.name(&row));
                }
            }
            trade.add(row, before == Some(key));
            before = Some(key);
        }
        let note = Note::new("trade::duplicates", count).places(twice);
        (trade, (count > 0).then_some(note))
    }
}
