//! The structure of an economy at home, good by good: recipes, capital, demand, imports, work.

use super::base::Base;
use super::factors::{self, coefficients, per_output};
use super::settings::Settings;
use staves_core::plan::years::{Goal, Quantity, Target, Years};
use staves_core::{Action, Economy, Note, Result};

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
        let capacity = factors::capacity(economy, settings, &base);
        let mut notes = vec![
            Note::new("plan::terminal", years)
                .with("growth", format!("{:.1}", 100.0 * settings.terminal_growth)),
        ];
        let capital = factors::capital(economy, settings, &base, &capacity, &mut notes)?;
        let mut capital_output = vec![0.0; n];
        capital.iter().for_each(|one| capital_output[one.by] += one.amount);
        let part = |good: usize| match base.use_of(good) {
            used if used > 0.0 => (settings.import_factor * base.imports[good] / used).min(1.0),
            _ => 0.0,
        };
        let emissions = factors::emissions(economy, settings, &base)?;
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
            labour: factors::labour(economy, settings, &base, years)?,
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
pub(super) fn series(first: f64, rate: f64, years: usize) -> Vec<f64> {
    (0..=years).map(|year| first * grown(rate, year)).collect()
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
