//! The panel of flows, in an order in which every market is one slice.

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

/// A row inside its market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Id of the selling country.
    pub exporter: u32,
    /// Id of the buying country.
    pub importer: u32,
    /// Above 0.
    pub value: f64,
}

/// World trade in one product in one year: at least one flow, by importer, then by exporter.
#[derive(Clone, Copy, Debug)]
pub struct Market<'t> {
    /// The calendar year.
    pub year: u32,
    /// Id of the product.
    pub product: u32,
    /// Its flows, each pair of countries once.
    pub flows: &'t [Flow],
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
        let mut trade = Trade {
            products,
            countries,
            years: Vec::new(),
            markets: Vec::new(),
            flows: Vec::with_capacity(self.rows.len()),
            output: self.output,
        };
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

/// A panel of product trade.
#[derive(Debug)]
pub struct Trade {
    products: Codes,
    countries: Codes,
    /// In ascending order.
    years: Vec<u32>,
    /// Year, product and where the flows end; by year, then by product.
    markets: Vec<(u32, u32, usize)>,
    flows: Vec<Flow>,
    /// What a country made, by year, product and country.
    output: BTreeMap<(u32, u32, u32), f64>,
}

impl Trade {
    fn add(&mut self, row: Row, again: bool) {
        if again && let Some(last) = self.flows.last_mut() {
            last.value += row.value;
            return;
        }
        if self.years.last() != Some(&row.year) {
            self.years.push(row.year);
        }
        let Row { year, product, exporter, importer, value } = row;
        self.flows.push(Flow { exporter, importer, value });
        let end = self.flows.len();
        match self.markets.last_mut() {
            Some(market) if (market.0, market.1) == (year, product) => market.2 = end,
            _ => self.markets.push((year, product, end)),
        }
    }

    /// A flow in words.
    fn name(&self, row: &Row) -> String {
        let product = self.products.code(row.product as usize);
        let [exporter, importer] =
            [row.exporter, row.importer].map(|country| self.countries.code(country as usize));
        format!("{} `{product}` {exporter} → {importer}", row.year)
    }

    /// Names of the products.
    #[must_use]
    pub fn products(&self) -> &Codes {
        &self.products
    }

    /// Names of the countries.
    #[must_use]
    pub fn countries(&self) -> &Codes {
        &self.countries
    }

    /// The years that have a flow, in ascending order.
    #[must_use]
    pub fn years(&self) -> &[u32] {
        &self.years
    }

    /// How many markets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.markets.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.markets.is_empty()
    }

    /// A market by its number.
    #[must_use]
    pub fn market(&self, number: usize) -> Market<'_> {
        let (year, product, end) = self.markets[number];
        let start = number.checked_sub(1).map_or(0, |before| self.markets[before].2);
        Market { year, product, flows: &self.flows[start..end] }
    }

    /// All markets, by year, then by product.
    pub fn markets(&self) -> impl ExactSizeIterator<Item = Market<'_>> {
        (0..self.len()).map(|number| self.market(number))
    }

    /// The number of a product's market in a year, if it was traded.
    #[must_use]
    pub fn find(&self, year: u32, product: u32) -> Option<usize> {
        self.markets.binary_search_by_key(&(year, product), |market| (market.0, market.1)).ok()
    }

    /// What a country made of a product in a year, where that is known.
    #[must_use]
    pub fn output(&self, year: u32, product: u32, country: u32) -> Option<f64> {
        self.output.get(&(year, product, country)).copied()
    }
}
