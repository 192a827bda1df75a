//! The structure of an economy at home, good by good: recipes, capital, demand, imports, work.

use super::read::Settings;
use staves_core::plan::years::{Coefficient, Goal, Labour, Quantity, Target, Years};
use staves_core::{Codes, Economy, Error, Note, Place, Result};

/// An economy's structure for a plan over years.
pub struct Structure {
    /// The plan to be solved.
    pub plan: Years,
    /// Sector of each good.
    pub sectors: Vec<usize>,
    /// Money of capital a unit of capacity, by good.
    pub capital_output: Vec<f64>,
    /// Output of the base year.
    pub output: Vec<f64>,
    /// What a reader must know.
    pub notes: Vec<Note>,
}

/// Flows of the base year, by good.
struct Base {
    sectors: Vec<usize>,
    output: Vec<f64>,
    /// Inputs from anywhere: used good × using good.
    inputs: Vec<Vec<f64>>,
    households: Vec<f64>,
    investment: Vec<f64>,
    given: Vec<f64>,
    imports: Vec<f64>,
    value_added: Vec<f64>,
    /// Change of inventories that is left out.
    inventories: f64,
}

impl Structure {
    /// The structure of an economy, over so many years.
    ///
    /// # Errors
    /// `plan::no-investment`, `plan::no-households`, `plan::no-such-attribute`,
    /// `scenario::unknown-region`, `scenario::unknown-category`; of the targets.
    pub fn new(economy: &Economy, settings: &Settings, years: usize) -> Result<Self> {
        let base = Base::new(economy, settings)?;
        let n = base.sectors.len();
        let (capital, known) = capital(economy, settings, &base);
        let kept = settings.depreciation + settings.terminal_growth;
        let capacity: Vec<f64> = base.output.iter().map(|x| x * (1.0 + settings.spare)).collect();
        let capital_output: Vec<f64> = capital.iter().zip(&capacity).map(|(k, c)| k / c).collect();
        let mix: f64 = base.investment.iter().sum();
        let pairs = || (0..n).flat_map(|of| (0..n).map(move |by| (of, by)));
        let coefficients = |amount: &dyn Fn(usize, usize) -> f64| -> Vec<Coefficient> {
            let all = pairs().map(|(of, by)| Coefficient { of, by, amount: amount(of, by) });
            all.filter(|one| one.amount > 0.0).collect()
        };
        let grown = |rate: f64, year: usize| (1.0 + rate).powi(year as i32);
        let series = |first: f64, rate: f64| -> Vec<f64> {
            (0..=years).map(|year| first * grown(rate, year)).collect()
        };
        let use_of = |good: usize| -> f64 {
            base.inputs[good].iter().sum::<f64>()
                + base.households[good]
                + base.investment[good]
                + base.given[good].max(0.0)
        };
        let part = |good: usize| match use_of(good) {
            used if used > 0.0 => (settings.import_factor * base.imports[good] / used).min(1.0),
            _ => 0.0,
        };
        let good = |sector: usize| base.sectors.iter().position(|known| *known == sector);
        let emissions = economy.attribute("emissions").map(|attribute| &attribute.values);
        let emissions = match (emissions, settings.emissions_growth) {
            (Some(values), _) => base.by_good(economy, settings, values)?,
            (None, None) => vec![0.0; n],
            (None, Some(_)) => {
                return Err(Error::new("plan::no-such-attribute").with("name", "emissions"));
            }
        };
        let emitted: f64 = emissions.iter().sum();
        let per_output =
            |amounts: &[f64]| amounts.iter().zip(&base.output).map(|(a, x)| a / x).collect();
        let base_of = |quantity: Quantity, good: usize| match quantity {
            Quantity::Output => base.output[good],
            Quantity::Capacity => capacity[good],
            Quantity::SelfSufficiency => base.output[good] / use_of(good).max(f64::MIN_POSITIVE),
            Quantity::Consumption => 1.0,
            Quantity::Emissions => emitted,
        };
        let floor = (1..=years).map(|year| Target {
            name: "floor".into(),
            quantity: Quantity::Consumption,
            good: 0,
            year,
            value: settings.floor,
            priority: 0,
            weight: 1.0,
        });
        let mut targets: Vec<Target> = floor.filter(|target| target.value > 0.0).collect();
        targets.extend(settings.targets(economy, years, &good, &base_of)?);
        let after = grown(settings.terminal_growth, years);
        let plan = Years {
            years,
            inputs: coefficients(&|of, by| base.inputs[of][by] / base.output[by]),
            ahead: 0,
            capital: coefficients(&|of, by| capital_output[by] * base.investment[of] / mix),
            lag: settings.lag,
            last_on_stream: years + settings.lag,
            depreciation: vec![settings.depreciation; n],
            // What was ordered before goes on as it must for growth at the terminal rate.
            arriving: (0..=settings.lag)
                .map(|year| {
                    let grown = grown(settings.terminal_growth, year.saturating_sub(1));
                    let new =
                        |capacity: &f64| if year == 0 { 0.0 } else { kept * capacity * grown };
                    capacity.iter().map(new).collect()
                })
                .collect(),
            stock: vec![0.0; n],
            storable: vec![false; n],
            demand: (0..=years)
                .map(|year| base.given.iter().map(|g| g * grown(settings.growth, year)).collect())
                .collect(),
            basket: base.households.clone(),
            most_consumption: f64::INFINITY,
            never_less: settings.never_less,
            imports: (0..n).map(part).collect(),
            foreign: series(base.imports.iter().sum(), settings.foreign_growth),
            labour: labour(economy, settings, &base, years)?,
            emissions: per_output(&emissions),
            most_emissions: match settings.emissions_growth {
                Some(rate) => series(emitted, rate),
                None => vec![f64::INFINITY; years + 1],
            },
            output_after: vec![0.0; n],
            capacity_after: capacity.iter().map(|capacity| capacity * after).collect(),
            capacity,
            targets,
            goal: Goal::Consumption { discount: settings.discount },
        };
        let mut notes = vec![
            Note::new("plan::terminal", years)
                .with("growth", format!("{:.1}", 100.0 * settings.terminal_growth)),
        ];
        if !known {
            let note = Note::new("plan::capital-estimated", n);
            let total: f64 = capital.iter().sum();
            let years = total / base.value_added.iter().sum::<f64>();
            notes.push(note.with("years", format!("{years:.2}")));
        }
        if base.inventories.abs() > 0.0 {
            let note = Note::new("plan::inventories-left-out", 1);
            notes.push(note.with("amount", format!("{:.0}", base.inventories)));
        }
        Ok(Self { plan, capital_output, output: base.output, sectors: base.sectors, notes })
    }
}

impl Base {
    fn new(economy: &Economy, settings: &Settings) -> Result<Self> {
        let home = home(economy, settings)?;
        let at_home = |row: usize| home[economy.producers[row].region as usize];
        let mut output = vec![0.0; economy.sectors.len()];
        for (row, producer) in economy.producers.iter().enumerate().filter(|(row, _)| at_home(*row))
        {
            output[producer.sector as usize] += economy.output()[row];
        }
        let sectors: Vec<usize> = (0..output.len()).filter(|s| output[*s] > 0.0).collect();
        let place: Vec<Option<usize>> =
            (0..output.len()).map(|s| sectors.iter().position(|known| *known == s)).collect();
        let good = |row: usize| place[economy.producers[row].sector as usize];
        let n = sectors.len();
        let zeros = || vec![0.0; n];
        let mut base = Self {
            output: sectors.iter().map(|s| output[*s]).collect(),
            sectors,
            inputs: vec![zeros(); n],
            households: zeros(),
            investment: zeros(),
            given: zeros(),
            imports: zeros(),
            value_added: zeros(),
            inventories: 0.0,
        };
        let investment = investment(economy, settings)?;
        let households = economy.households(&[]);
        let inventories: Vec<usize> =
            known(economy, &["inventor"], &["GGFC_INV", "INVNT", "P52", "F030"]);
        for row in 0..economy.len() {
            // A good that is made nowhere at home is not planned: its use is what abroad gives.
            let Some(of) = good(row) else { continue };
            let from_home = at_home(row);
            for (by, value) in economy.flows.row(row) {
                match (from_home, at_home(by), good(by)) {
                    (_, true, Some(by)) => {
                        base.inputs[of][by] += value.max(0.0);
                        base.imports[of] += if from_home { 0.0 } else { value.max(0.0) };
                    }
                    (true, false, _) => base.given[of] += value,
                    _ => {}
                }
            }
            for (column, value) in economy.final_demand.row(row) {
                let demand = economy.demand_columns[column];
                let category = demand.category as usize;
                match (from_home, home[demand.region as usize]) {
                    (true, false) => base.given[of] += value,
                    (false, false) => {}
                    (_, true) if inventories.contains(&category) => base.inventories += value,
                    (from_home, true) => {
                        base.imports[of] += if from_home { 0.0 } else { value.max(0.0) };
                        if households.contains(&category) {
                            base.households[of] += value.max(0.0);
                        } else if investment.contains(&category) {
                            base.investment[of] += value.max(0.0);
                        } else {
                            base.given[of] += value;
                        }
                    }
                }
            }
            if from_home {
                base.value_added[of] += economy.value_added()[row];
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

    /// Sums of an attribute of producers by good, at home.
    fn by_good(&self, economy: &Economy, settings: &Settings, values: &[f64]) -> Result<Vec<f64>> {
        let home = home(economy, settings)?;
        let mut sums = vec![0.0; self.sectors.len()];
        for (row, producer) in economy.producers.iter().enumerate() {
            let good = self.sectors.iter().position(|s| *s == producer.sector as usize);
            if let (true, Some(good)) = (home[producer.region as usize], good) {
                sums[good] += values[row];
            }
        }
        Ok(sums)
    }
}

fn home(economy: &Economy, settings: &Settings) -> Result<Vec<bool>> {
    let mut home = vec![settings.home.is_empty(); economy.regions.len()];
    for region in selected(&economy.regions, &settings.home, "scenario::unknown-region")? {
        home[region] = true;
    }
    Ok(home)
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

/// Capital by good, and whether the economy knows it. Otherwise investment of the base year is what
/// makes capital grow at the terminal rate in spite of depreciation, K = I / (g + δ) (Harberger
/// 1978), in all sectors as much a unit of value added.
fn capital(economy: &Economy, settings: &Settings, base: &Base) -> (Vec<f64>, bool) {
    let attribute = economy.attribute("capital");
    if let Some(known) = attribute.and_then(|a| base.by_good(economy, settings, &a.values).ok()) {
        return (known, true);
    }
    let positive = || base.value_added.iter().map(|va| va.max(0.0));
    let kept = (settings.depreciation + settings.terminal_growth).max(0.01);
    let steady = base.investment.iter().sum::<f64>() / kept / positive().sum::<f64>();
    let years = settings.capital_to_value_added.unwrap_or(steady);
    (positive().map(|va| years * va).collect(), false)
}

/// Work by kind: attributes that are named, else `labour`, else value added.
fn labour(
    economy: &Economy,
    settings: &Settings,
    base: &Base,
    years: usize,
) -> Result<Vec<Labour>> {
    let n = base.sectors.len();
    let kind = |name: &str, amounts: Vec<f64>| {
        let total: f64 = amounts.iter().sum();
        let grown = |year: usize| {
            total * (1.0 + settings.spare) * (1.0 + settings.labour_growth).powi(year as i32)
        };
        Labour {
            name: name.to_owned(),
            per_output: amounts.iter().zip(&base.output).map(|(a, x)| a / x).collect(),
            per_capacity: vec![0.0; n],
            limit: (0..=years).map(grown).collect(),
        }
    };
    let of = |name: &str| {
        let attribute = economy.attribute(name)?;
        Some(base.by_good(economy, settings, &attribute.values))
    };
    if settings.labour.is_empty() {
        return match of("labour") {
            Some(amounts) => Ok(vec![kind("labour", amounts?)]),
            None => {
                Ok(vec![kind("value_added", base.value_added.iter().map(|v| v.max(0.0)).collect())])
            }
        };
    }
    let kinds = settings.labour.iter().map(|(name, place)| {
        let missing = || Error::new("plan::no-such-attribute").with("name", name).at(place.clone());
        Ok(kind(name, of(name).ok_or_else(missing)??))
    });
    kinds.collect()
}
