//! What production takes at home, by good: capacity and capital, work, emissions.

use super::base::Base;
use super::settings::Settings;
use super::structure::series;
use super::tables;
use staves_core::action::SPARE_CAPACITY;
use staves_core::plan::years::{Coefficient, Labour};
use staves_core::{Economy, Error, Note, Result};

/// Coefficients above 0.
pub(super) fn coefficients(n: usize, amount: &dyn Fn(usize, usize) -> f64) -> Vec<Coefficient> {
    let pairs = (0..n).flat_map(|of| (0..n).map(move |by| (of, by)));
    let all = pairs.map(|(of, by)| Coefficient { of, by, amount: amount(of, by) });
    all.filter(|one| one.amount > 0.0).collect()
}

/// Amounts of the base year a unit of output.
pub(super) fn per_output(amounts: &[f64], base: &Base) -> Vec<f64> {
    amounts.iter().zip(&base.output).map(|(amount, output)| amount / output).collect()
}

/// Capacity of the base year: with the spare share that the economy knows, or that of the settings.
pub(super) fn capacity(economy: &Economy, settings: &Settings, base: &Base) -> Vec<f64> {
    match economy.attribute(SPARE_CAPACITY) {
        Some(spare) => {
            let both = economy.output().iter().zip(&spare.values);
            base.by_good(economy, &both.map(|(x, spare)| x * (1.0 + spare)).collect::<Vec<_>>())
        }
        None => base.output.iter().map(|x| x * (1.0 + settings.spare)).collect(),
    }
}

/// Capital goods a unit of new capacity: from a table, else capital by sector in the mix of
/// investment of the base year.
pub(super) fn capital(
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
pub(super) fn emissions(economy: &Economy, settings: &Settings, base: &Base) -> Result<Vec<f64>> {
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
pub(super) fn labour(
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
