//! The structure of an economy at home, good by good: recipes, capital, demand, imports, work.

use super::base::Base;
use super::settings::Settings;
use super::tables;
use staves_core::action::SPARE_CAPACITY;
use staves_core::plan::years::{Coefficient, Goal, Labour, Quantity, Target, Years};
use staves_core::{Action, Economy, Error, Note, Result};

/// An economy's structure for a plan over years.
pub struct Structure {
    /// The plan to be solved.
    pub plan: Years,
    /// Money of capital a unit of capacity, by good.
    pub capital_output: Vec<f64>,
    /// What a reader must know.
    pub notes: Vec<Note>,
    /// Actions that the plan may begin, as its projects.
    pub(super) actions: Vec<Action>,
    /// Growth of what is given, a year.
    pub(super) growth: f64,
    /// The base year.
    pub(super) base: Base,
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
        let capacity = capacity(economy, settings, &base);
        let mut notes = vec![
            Note::new("plan::terminal", years)
                .with("growth", format!("{:.1}", 100.0 * settings.terminal_growth)),
        ];
        let capital = capital(economy, settings, &base, &capacity, &mut notes)?;
        let mut capital_output = vec![0.0; n];
        capital.iter().for_each(|one| capital_output[one.by] += one.amount);
        let part = |good: usize| match base.use_of(good) {
            used if used > 0.0 => (settings.import_factor * base.imports[good] / used).min(1.0),
            _ => 0.0,
        };
        let emissions = emissions(economy, settings, &base)?;
        let emitted: f64 = emissions.iter().sum();
        let base_of = |quantity: Quantity, good: usize| match quantity {
            Quantity::Output => base.output[good],
            Quantity::Capacity => capacity[good],
            Quantity::SelfSufficiency => {
                base.output[good] / base.use_of(good).max(f64::MIN_POSITIVE)
            }
            Quantity::Consumption => 1.0,
            Quantity::Emissions => emitted,
        };
        let mut targets = floor(settings, years);
        for wanted in &settings.targets {
            targets.extend(wanted.targets(economy, years, &base.goods, &base_of)?);
        }
        let after = grown(settings.terminal_growth, years);
        let plan = Years {
            years,
            inputs: coefficients(n, &|of, by| base.inputs[of][by] / base.output[by]),
            ahead: 0,
            capital,
            lag: settings.lag,
            last_on_stream: years + settings.lag,
            depreciation: vec![settings.depreciation; n],
            arriving: arriving(settings, &capacity),
            stock: vec![0.0; n],
            storable: vec![false; n],
            demand: (0..=years)
                .map(|year| base.given.iter().map(|g| g * grown(settings.growth, year)).collect())
                .collect(),
            basket: base.households.clone(),
            most_consumption: f64::INFINITY,
            never_less: settings.never_less,
            imports: (0..n).map(part).collect(),
            foreign: series(base.imports.iter().sum(), settings.foreign_growth, years),
            labour: labour(economy, settings, &base, years)?,
            emissions: per_output(&emissions, &base),
            most_emissions: match settings.emissions_growth {
                Some((rate, _)) => series(emitted, rate, years),
                None => vec![f64::INFINITY; years + 1],
            },
            output_after: vec![0.0; n],
            capacity_after: capacity.iter().map(|capacity| capacity * after).collect(),
            capacity,
            targets,
            projects: Vec::new(),
            alternatives: Vec::new(),
            cuts: Vec::new(),
            goal: Goal::Consumption { discount: settings.discount },
        };
        if base.inventories.abs() > 0.0 {
            let note = Note::new("plan::inventories-left-out", 1);
            notes.push(note.with("amount", format!("{:.0}", base.inventories)));
        }
        Ok(Self { plan, capital_output, notes, actions: Vec::new(), growth: settings.growth, base })
    }
}

/// What growth makes of 1 after some years.
pub(super) fn grown(rate: f64, year: usize) -> f64 {
    (1.0 + rate).powi(year as i32)
}

/// A number that grows, by year from 0.
fn series(first: f64, rate: f64, years: usize) -> Vec<f64> {
    (0..=years).map(|year| first * grown(rate, year)).collect()
}

fn coefficients(n: usize, amount: &dyn Fn(usize, usize) -> f64) -> Vec<Coefficient> {
    let pairs = (0..n).flat_map(|of| (0..n).map(move |by| (of, by)));
    let all = pairs.map(|(of, by)| Coefficient { of, by, amount: amount(of, by) });
    all.filter(|one| one.amount > 0.0).collect()
}

fn per_output(amounts: &[f64], base: &Base) -> Vec<f64> {
    amounts.iter().zip(&base.output).map(|(amount, output)| amount / output).collect()
}

/// The least consumption of every year, before all targets.
fn floor(settings: &Settings, years: usize) -> Vec<Target> {
    let target = |year| Target {
        name: "floor".into(),
        quantity: Quantity::Consumption,
        good: 0,
        year,
        value: settings.floor,
        priority: 0,
        weight: 1.0,
    };
    let years = if settings.floor > 0.0 { years } else { 0 };
    (1..=years).map(target).collect()
}

/// Capacity of the base year: with the spare share that the economy knows, or that of the settings.
fn capacity(economy: &Economy, settings: &Settings, base: &Base) -> Vec<f64> {
    match economy.attribute(SPARE_CAPACITY) {
        Some(spare) => {
            let both = economy.output().iter().zip(&spare.values);
            base.by_good(economy, &both.map(|(x, spare)| x * (1.0 + spare)).collect::<Vec<_>>())
        }
        None => base.output.iter().map(|x| x * (1.0 + settings.spare)).collect(),
    }
}

/// What was ordered before the plan goes on as it must for growth at the terminal rate.
fn arriving(settings: &Settings, capacity: &[f64]) -> Vec<Vec<f64>> {
    let kept = settings.depreciation + settings.terminal_growth;
    let of = |year: usize| match year {
        0 => 0.0,
        _ => kept * grown(settings.terminal_growth, year - 1),
    };
    let years = 0..=settings.lag;
    years.map(|year| capacity.iter().map(|k| k * of(year)).collect()).collect()
}

/// Capital goods a unit of new capacity: from a table, else capital by sector in the mix of
/// investment of the base year.
fn capital(
    economy: &Economy,
    settings: &Settings,
    base: &Base,
    capacity: &[f64],
    notes: &mut Vec<Note>,
) -> Result<Vec<Coefficient>> {
    let n = base.sectors.len();
    if let Some(path) = &settings.capital_table {
        let table = tables::capital(path, economy, base)?;
        let without = (0..n).filter(|good| !table.iter().any(|one| one.by == *good));
        let names = |good: usize| economy.sectors.code(base.sectors[good]).to_owned();
        let without: Vec<String> = without.map(names).collect();
        if !without.is_empty() {
            notes.push(Note::new("plan::no-capital", without.len()).places(without));
        }
        return Ok(table);
    }
    let (stock, known) = capital_stock(economy, settings, base);
    if !known {
        let years = stock.iter().sum::<f64>() / base.value_added.iter().sum::<f64>();
        let note = Note::new("plan::capital-estimated", n);
        notes.push(note.with("years", format!("{years:.2}")));
    }
    let mix: f64 = base.investment.iter().sum();
    let amount = |of: usize, by: usize| stock[by] / capacity[by] * base.investment[of] / mix;
    Ok(coefficients(n, &amount))
}

/// Capital by good, and whether the economy knows it. Otherwise investment of the base year is what
/// makes capital grow at the terminal rate in spite of depreciation, K = I / (g + δ) (Harberger
/// 1978), in all sectors as much a unit of value added.
fn capital_stock(economy: &Economy, settings: &Settings, base: &Base) -> (Vec<f64>, bool) {
    if let Some(attribute) = economy.attribute("capital") {
        return (base.by_good(economy, &attribute.values), true);
    }
    let positive = || base.value_added.iter().map(|va| va.max(0.0));
    let kept = (settings.depreciation + settings.terminal_growth).max(0.01);
    let steady = base.investment.iter().sum::<f64>() / kept / positive().sum::<f64>();
    let years = settings.capital_to_value_added.unwrap_or(steady);
    (positive().map(|va| years * va).collect(), false)
}

/// Emissions of the base year by good; 0 when the economy does not know them.
fn emissions(economy: &Economy, settings: &Settings, base: &Base) -> Result<Vec<f64>> {
    match (economy.attribute("emissions"), &settings.emissions_growth) {
        (Some(attribute), _) => Ok(base.by_good(economy, &attribute.values)),
        (None, None) => Ok(vec![0.0; base.sectors.len()]),
        (None, Some((_, place))) => {
            Err(Error::new("plan::no-such-attribute").with("name", "emissions").at(place.clone()))
        }
    }
}

/// Work by kind: the skills of a table and the attributes that are named, else the attribute
/// `labour`, else value added.
fn labour(
    economy: &Economy,
    settings: &Settings,
    base: &Base,
    years: usize,
) -> Result<Vec<Labour>> {
    let limit = |used: f64, growth: Option<f64>| {
        series(used * (1.0 + settings.spare), growth.unwrap_or(settings.labour_growth), years)
    };
    let kind = |name: &str, amounts: Vec<f64>| Labour {
        name: name.to_owned(),
        limit: limit(amounts.iter().sum(), None),
        per_output: per_output(&amounts, base),
        per_capacity: vec![0.0; amounts.len()],
    };
    let of = |name: &str| {
        let attribute = economy.attribute(name)?;
        Some(kind(name, base.by_good(economy, &attribute.values)))
    };
    let mut kinds = match &settings.labour_table {
        Some(path) => tables::labour(path, economy, base, &limit)?,
        None => Vec::new(),
    };
    for (name, place) in &settings.labour {
        let missing = || Error::new("plan::no-such-attribute").with("name", name).at(place.clone());
        kinds.push(of(name).ok_or_else(missing)?);
    }
    if kinds.is_empty() {
        let value_added = || base.value_added.iter().map(|v| v.max(0.0)).collect();
        kinds.push(of("labour").unwrap_or_else(|| kind("value_added", value_added())));
    }
    Ok(kinds)
}
