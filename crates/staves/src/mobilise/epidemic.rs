//! Demand of an epidemic: the sick from a table or from a curve, times rates of use.

use super::layout::{CARE, PATIENTS, RATES};
use super::line::{self, exactly_one, number, span};
use super::settings::{Curve, Settings};
use crate::chain::Reading;
use staves_core::codes::nearest_name;
use staves_core::mobilise::{Care, Epidemic, Good, SEVERITIES, Sick, User};
use staves_core::{Codes, Error, Place, Result};
use std::collections::BTreeMap;

/// A rate of use: good, by whom, units.
type Rate = (usize, User, f64);

/// What an epidemic needs of the readers around it.
pub struct Asked<'a> {
    pub settings: &'a Settings,
    pub regions: &'a Codes,
    pub population: &'a [f64],
    pub goods: &'a Codes,
    pub of_goods: &'a [Good],
}

/// Amounts that are used, by region and good, then by period; nothing without rates.
///
/// # Errors
/// `mobilise::*`, `scenario::unknown-choice`; those of the tables.
pub fn demand(
    asked: &Asked<'_>,
    reading: &mut Reading<'_>,
) -> Result<BTreeMap<(usize, usize), Vec<f64>>> {
    let mut sick = sick(asked, reading)?;
    let care = care(asked, reading)?;
    let rates = rates(asked, reading)?;
    if let Some(curve) = &asked.settings.epidemic {
        sick.extend(curved(asked, curve)?);
    }
    let mut used = BTreeMap::new();
    let days = asked.settings.days;
    for (region, sick) in sick {
        let Some(care) = care.get(&region) else {
            return Err(Error::new("mobilise::no-care").with("name", asked.regions.code(region)));
        };
        for (good, user, rate) in &rates {
            let reusable = asked.of_goods[*good].reusable;
            let amounts =
                used.entry((region, *good)).or_insert_with(|| vec![0.0; asked.settings.periods]);
            for (amount, sick) in amounts.iter_mut().zip(&sick) {
                *amount += user.uses(*rate, reusable, sick, care, days);
            }
        }
    }
    Ok(used)
}

/// The sick of a table.
fn sick(asked: &Asked<'_>, reading: &mut Reading<'_>) -> Result<BTreeMap<usize, Vec<Sick>>> {
    let periods = asked.settings.periods;
    let mut sick: BTreeMap<usize, Vec<Sick>> = BTreeMap::new();
    reading.each(&PATIENTS, PATIENTS.name, &mut |row| {
        let region = line::region(asked.regions, row.text("region"))?;
        let text = row.text("severity");
        let severity = SEVERITIES.iter().position(|known| *known == text);
        let severity = severity.ok_or_else(|| unknown("severity", text, &SEVERITIES))?;
        let (in_care, new) = (number(row, "in_care", None)?, number(row, "new", Some(0.0))?);
        let tests = number(row, "tests", Some(0.0))?;
        let all = sick.entry(region).or_insert_with(|| vec![Sick::default(); periods]);
        for sick in &mut all[span(row, periods)?] {
            sick.in_care[severity] += in_care;
            sick.new[severity] += new;
            sick.tests += tests;
        }
        Ok(())
    })?;
    Ok(sick)
}

/// The sick of a curve, in the regions in which somebody is infected at the start.
fn curved(asked: &Asked<'_>, curve: &Curve) -> Result<BTreeMap<usize, Vec<Sick>>> {
    let one = |(name, infected, place): &(String, f64, Place)| {
        let at = |error: Error| error.at(place.clone());
        let region = line::region(asked.regions, name).map_err(at)?;
        let population = asked.population[region];
        if population.is_nan() || population < *infected {
            return Err(at(Error::new("mobilise::no-population").with("name", name)));
        }
        let epidemic = Epidemic { population, infected: *infected, ..curve.epidemic };
        Ok((region, epidemic.sick(asked.settings.periods, asked.settings.days)))
    };
    curve.infected.iter().map(one).collect()
}

fn care(asked: &Asked<'_>, reading: &mut Reading<'_>) -> Result<BTreeMap<usize, Care>> {
    let mut all = BTreeMap::new();
    reading.each(&CARE, CARE.name, &mut |row| {
        let region = line::region(asked.regions, row.text("region"))?;
        let none = Some(f64::INFINITY);
        let screened_a_day = number(row, "screened_a_day", none)?;
        if screened_a_day == 0.0 {
            return Err(line::outside("screened_a_day", 0.0, "> 0"));
        }
        let care = Care {
            beds: [number(row, "severe_beds", none)?, number(row, "critical_beds", none)?],
            workers_a_bed: number(row, "workers_a_bed", Some(0.0))?,
            workers: number(row, "workers", none)?,
            cleaners_a_bed: number(row, "cleaners_a_bed", Some(0.0))?,
            cleaners: number(row, "cleaners", none)?,
            screened_a_day,
            screeners: number(row, "screeners", none)?,
            laboratory: number(row, "laboratory", Some(0.0))?,
        };
        exactly_one(all.insert(region, care).is_some(), row.text("region"))
    })?;
    Ok(all)
}

fn rates(asked: &Asked<'_>, reading: &mut Reading<'_>) -> Result<Vec<Rate>> {
    let mut rates = Vec::new();
    reading.each(&RATES, RATES.name, &mut |row| {
        let good = line::good(asked.goods, row.text("good"))?;
        let text = row.text("by");
        let user = User::ALL.iter().find(|(name, _)| *name == text).map(|(_, user)| *user);
        let user = user.ok_or_else(|| unknown("user", text, &User::ALL.map(|(name, _)| name)))?;
        rates.push((good, user, number(row, "amount", None)?));
        Ok(())
    })?;
    Ok(rates)
}

fn unknown(what: &str, found: &str, known: &[&str]) -> Error {
    Error::new("scenario::unknown-choice")
        .with("what", what)
        .with("found", found)
        .with("known", known.join("`, `"))
        .nearest(nearest_name(found, known.iter().copied()))
}
