//! Flows of the base year by good, and what each cell of the table is for.

use super::settings::Settings;
use staves_core::{Codes, Economy, Error, Place, Result};

/// Flows of the base year, by good.
pub(super) struct Base {
    /// Whether each region is planned.
    pub home: Vec<bool>,
    /// Sector of each good.
    pub sectors: Vec<usize>,
    /// Good of each sector; none where nothing is made at home.
    pub goods: Vec<Option<usize>>,
    /// Output.
    pub output: Vec<f64>,
    /// Inputs from anywhere: used good × using good.
    pub inputs: Vec<Vec<f64>>,
    /// Consumption of households, from anywhere.
    pub households: Vec<f64>,
    /// Investment, from anywhere.
    pub investment: Vec<f64>,
    /// All other final demand at home, from anywhere, and sales abroad.
    pub given: Vec<f64>,
    /// What is bought abroad.
    pub imports: Vec<f64>,
    /// Value added.
    pub value_added: Vec<f64>,
    /// Change of inventories that is left out.
    pub inventories: f64,
    /// What each column of final demand at home is for.
    columns: Vec<Use>,
}

/// What a cell of the table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Inputs of a producer at home: its good, if it has output.
    Inputs(Option<usize>),
    /// Consumption of households at home.
    Households,
    /// Investment at home.
    Investment,
    /// Changes of inventories at home.
    Inventories,
    /// Other final demand at home.
    Other,
    /// Any use abroad.
    Abroad,
}

impl Use {
    /// What counts of a cell: flows below zero only where demand is given.
    pub fn counted(self, value: f64) -> f64 {
        match self {
            Self::Inputs(_) | Self::Households | Self::Investment => value.max(0.0),
            Self::Inventories | Self::Other | Self::Abroad => value,
        }
    }
}

impl Base {
    /// # Errors
    /// `plan::no-investment`, `plan::no-households`, `scenario::unknown-region`,
    /// `scenario::unknown-category`.
    pub fn new(economy: &Economy, settings: &Settings) -> Result<Self> {
        let home = home(economy, settings)?;
        let mut made = vec![0.0; economy.sectors.len()];
        for (row, producer) in economy.producers.iter().enumerate() {
            if home[producer.region as usize] {
                made[producer.sector as usize] += economy.output()[row];
            }
        }
        let sectors: Vec<usize> = (0..made.len()).filter(|s| made[*s] > 0.0).collect();
        let goods = (0..made.len()).map(|s| sectors.iter().position(|known| *known == s)).collect();
        let zeros = || vec![0.0; sectors.len()];
        let mut base = Self {
            columns: columns(economy, settings, &home)?,
            home,
            output: sectors.iter().map(|s| made[*s]).collect(),
            goods,
            inputs: vec![zeros(); sectors.len()],
            households: zeros(),
            investment: zeros(),
            given: zeros(),
            imports: zeros(),
            value_added: zeros(),
            inventories: 0.0,
            sectors,
        };
        for row in 0..economy.len() {
            // A good that is made nowhere at home is not planned: its use is what abroad gives.
            let Some(of) = base.good(economy, row) else { continue };
            if base.at_home(economy, row) {
                base.value_added[of] += economy.value_added()[row];
            }
            for (by, value) in economy.flows.row(row) {
                let what = base.use_of_flow(economy, by);
                base.count(of, base.at_home(economy, row), what, value);
            }
            for (column, value) in economy.final_demand.row(row) {
                base.count(of, base.at_home(economy, row), base.columns[column], value);
            }
        }
        if base.investment.iter().sum::<f64>() <= 0.0 {
            return Err(Error::new("plan::no-investment"));
        }
        if base.households.iter().sum::<f64>() <= 0.0 {
            return Err(Error::new("plan::no-households"));
        }
        Ok(base)
    }

    fn count(&mut self, of: usize, from_home: bool, what: Use, value: f64) {
        let value = what.counted(value);
        match what {
            Use::Inputs(Some(by)) => self.inputs[of][by] += value,
            Use::Inputs(None) => return,
            Use::Households => self.households[of] += value,
            Use::Investment => self.investment[of] += value,
            Use::Other => self.given[of] += value,
            Use::Inventories => self.inventories += value,
            Use::Abroad if from_home => self.given[of] += value,
            Use::Abroad => return,
        }
        if !from_home && what != Use::Inventories {
            self.imports[of] += value.max(0.0);
        }
    }

    /// Whether a producer is at home.
    pub fn at_home(&self, economy: &Economy, row: usize) -> bool {
        self.home[economy.producers[row].region as usize]
    }

    /// The good of a producer, wherever it is.
    pub fn good(&self, economy: &Economy, row: usize) -> Option<usize> {
        self.goods[economy.producers[row].sector as usize]
    }

    /// What a producer buys for.
    pub fn use_of_flow(&self, economy: &Economy, by: usize) -> Use {
        match self.at_home(economy, by) {
            true => Use::Inputs(self.good(economy, by)),
            false => Use::Abroad,
        }
    }

    /// What a column of final demand is for.
    pub fn use_of_demand(&self, column: usize) -> Use {
        self.columns[column]
    }

    /// All use of a good in the base year: inputs, households, investment, what is given.
    pub fn use_of(&self, good: usize) -> f64 {
        self.inputs[good].iter().sum::<f64>()
            + self.households[good]
            + self.investment[good]
            + self.given[good].max(0.0)
    }

    /// Sums of an attribute of producers by good, at home.
    pub fn by_good(&self, economy: &Economy, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sectors.len()];
        for (row, value) in values.iter().enumerate() {
            if let (true, Some(good)) = (self.at_home(economy, row), self.good(economy, row)) {
                sums[good] += value;
            }
        }
        sums
    }
}

fn home(economy: &Economy, settings: &Settings) -> Result<Vec<bool>> {
    let mut home = vec![settings.home.is_empty(); economy.regions.len()];
    for region in selected(&economy.regions, &settings.home, "scenario::unknown-region")? {
        home[region] = true;
    }
    Ok(home)
}

/// What each column of final demand is for.
fn columns(economy: &Economy, settings: &Settings, home: &[bool]) -> Result<Vec<Use>> {
    let households = economy.households(&[]);
    let inventories = known(economy, &["inventor"], &["GGFC_INV", "INVNT", "P52", "F030"]);
    let investment = investment(economy, settings)?;
    let of = |category: usize| match category {
        c if inventories.contains(&c) => Use::Inventories,
        c if households.contains(&c) => Use::Households,
        c if investment.contains(&c) => Use::Investment,
        _ => Use::Other,
    };
    let columns = economy.demand_columns.iter();
    let columns = columns.map(|column| match home[column.region as usize] {
        true => of(column.category as usize),
        false => Use::Abroad,
    });
    Ok(columns.collect())
}

fn selected(
    codes: &Codes,
    patterns: &[(String, Place)],
    unknown: &'static str,
) -> Result<Vec<usize>> {
    let mut all = Vec::new();
    for (pattern, place) in patterns {
        let found = codes.select(pattern);
        if found.is_empty() {
            return Err(Error::new(unknown)
                .with("name", pattern)
                .nearest(codes.nearest_shown(pattern))
                .at(place.clone()));
        }
        all.extend(found);
    }
    Ok(all)
}

/// Categories of final demand by part of the label or by code.
fn known(economy: &Economy, labels: &[&str], codes: &[&str]) -> Vec<usize> {
    let entries = economy.categories.entries().iter().enumerate();
    let is = |entry: &staves_core::codes::Entry| {
        let label = entry.en.to_lowercase();
        labels.iter().any(|part| label.contains(part))
            || codes.iter().any(|code| entry.code.eq_ignore_ascii_case(code))
    };
    entries.filter(|(_, entry)| is(entry)).map(|(k, _)| k).collect()
}

fn investment(economy: &Economy, settings: &Settings) -> Result<Vec<usize>> {
    if settings.investment.is_empty() {
        let labels = ["investment", "fixed capital", "equipment", "structures", "intellectual"];
        return Ok(known(economy, &labels, &["GFCF", "INV", "P51", "P51G", "C41"]));
    }
    selected(&economy.categories, &settings.investment, "scenario::unknown-category")
}
