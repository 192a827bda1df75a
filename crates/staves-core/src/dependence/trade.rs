//! The panel of flows, in an order in which every market is one slice.

use super::build::Row;
use crate::codes::Codes;
use std::collections::BTreeMap;

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
    /// A panel without flows, to which rows are added in order.
    pub(super) fn empty(
        products: Codes,
        countries: Codes,
        output: BTreeMap<(u32, u32, u32), f64>,
    ) -> Self {
        let (years, markets, flows) = (Vec::new(), Vec::new(), Vec::new());
        Self { products, countries, years, markets, flows, output }
    }

    /// Adds the next row; `again` when it is of the same pair in the same market as the last.
    pub(super) fn add(&mut self, row: Row, again: bool) {
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
    pub(super) fn name(&self, row: &Row) -> String {
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
