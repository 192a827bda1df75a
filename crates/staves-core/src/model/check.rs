//! Refuses rules, parameters and shocks that have no meaning, before a run: a number that is not
//! one, a share above one, a row that does not exist.

use super::rationing::MOST_CLASSES;
use super::rules::{Consumption, Edition, Parameters, Rationing};
use super::system::System;
use crate::error::{Error, Result};
use crate::profile::Recovery;
use crate::shock::{Effect, Rebuild, Shock};

/// A number and the bounds it must keep; `allowed` is how they are shown.
struct Bound {
    name: &'static str,
    value: f64,
    kept: bool,
    allowed: &'static str,
}

fn bound(name: &'static str, value: f64, kept: bool, allowed: &'static str) -> Bound {
    Bound { name, value, kept, allowed }
}

fn above(name: &'static str, value: f64, limit: f64, allowed: &'static str) -> Bound {
    bound(name, value, value > limit && value.is_finite(), allowed)
}

fn not_negative(name: &'static str, value: f64) -> Bound {
    bound(name, value, value >= 0.0 && value.is_finite(), "≥ 0")
}

fn share(name: &'static str, value: f64) -> Bound {
    bound(name, value, (0.0..=1.0).contains(&value), "0 … 1")
}

/// An index into a list of the economy.
fn index(name: &'static str, value: usize, count: usize) -> Bound {
    bound(name, value as f64, value < count, "an index of the economy")
}

fn refuse(error: Error, broken: &Bound) -> Error {
    error.with("name", broken.name).with("value", broken.value).with("allowed", broken.allowed)
}

/// Rules and parameters.
pub(super) fn parameters(system: &System, parameters: &Parameters) -> Result<()> {
    let (rules, sectors) = (&system.rules, system.economy.sectors.len());
    let Parameters { psi, alpha_base, alpha_max, alpha_tau, .. } = *parameters;
    let mut bounds = vec![
        above("step", rules.step, 0.0, "> 0"),
        above("days", rules.days, 0.0, "> 0"),
        above("days_per_year", rules.days_per_year, 0.0, "> 0"),
        not_negative("capital_to_value_added", rules.capital_to_value_added),
        bound("psi", psi, psi > 0.0 && psi <= 1.0, "> 0, ≤ 1"),
        bound("alpha_base", alpha_base, alpha_base >= 1.0 && alpha_base.is_finite(), "≥ 1"),
        bound(
            "alpha_max",
            alpha_max,
            alpha_max >= alpha_base && alpha_max.is_finite(),
            "≥ alpha_base",
        ),
        bound("alpha_tau", alpha_tau, alpha_tau >= rules.step, "≥ step"),
    ];
    bounds.extend([
        above("hiring_days", parameters.hiring_days, 0.0, "> 0"),
        above("firing_days", parameters.firing_days, 0.0, "> 0"),
        share("consumption_memory", parameters.consumption_memory),
        share("benefits", parameters.benefits),
        share("saving", parameters.saving),
        not_negative("expected_income", parameters.expected_income),
        not_negative("elasticity", parameters.elasticity),
    ]);
    let passed = &parameters.pass_through;
    bounds.push(bound(
        "pass_through",
        passed.len() as f64,
        passed.len() == sectors,
        "one for each sector",
    ));
    bounds.extend(passed.iter().map(|passed| share("pass_through", *passed)));
    bounds.extend(own(system));
    for (name, days) in [
        ("inventory_days", &parameters.inventory_days),
        ("restoration_days", &parameters.restoration_days),
    ] {
        bounds.push(bound(name, days.len() as f64, days.len() == sectors, "one for each sector"));
        bounds.extend(days.iter().map(|days| bound(name, *days, *days > 0.0, "> 0")));
    }
    if let Some(broken) = bounds.iter().find(|bound| !bound.kept) {
        return Err(refuse(Error::new("model::out-of-range"), broken));
    }
    rules_fit(system)
}

/// What the economy says of its own producers.
fn own(system: &System) -> Vec<Bound> {
    let own = &system.own;
    let mut bounds = Vec::new();
    bounds.extend(own.protected.iter().map(|value| share("protected_share", *value)));
    bounds.extend(own.remote.iter().map(|value| share("remote_share", *value)));
    bounds.extend(own.spare.iter().map(|value| not_negative("spare_capacity", *value)));
    bounds.extend(own.days_added.iter().map(|days| not_negative("inventory_days_added", *days)));
    bounds.extend(own.speed.iter().map(|value| above("restoration_speed", *value, 0.0, "> 0")));
    let days = own.inventory_days.iter().flatten();
    bounds.extend(days.map(|days| not_negative("inventory_days", *days)));
    bounds.extend(system.labour0.iter().map(|labour| not_negative("labour", *labour)));
    bounds
}

/// Rules that need something of the economy, or of each other.
fn rules_fit(system: &System) -> Result<()> {
    let (rules, economy) = (&system.rules, &system.economy);
    let income = rules.consumption == Consumption::PermanentIncome;
    let households = income || rules.rationing == Rationing::HouseholdsFirst;
    if households && economy.households(&rules.households).is_empty() {
        return Err(Error::new("model::no-households"));
    }
    let sectors = economy.sectors.len();
    let mut bounds = Vec::new();
    if let Some(criticality) = &rules.criticality {
        let (found, wanted) = (criticality.len(), sectors * sectors);
        bounds.push(bound("criticality", found as f64, found == wanted, "sectors × sectors"));
        bounds.extend(criticality.iter().map(|value| share("criticality", *value)));
    }
    if let Rationing::Priority(priority) = &rules.rationing {
        let count = priority.quotas.len();
        let fits = (1..=MOST_CLASSES).contains(&count);
        bounds.push(bound("classes", count as f64, fits, "1 … 16"));
        let (buyers, columns) = (&priority.producers, &priority.final_demand);
        let all = buyers.iter().chain(columns).chain([&priority.rebuilding]);
        bounds.extend(all.map(|class| index("class", *class, count)));
        bounds.extend(priority.quotas.iter().map(|quota| share("quota", *quota)));
        bounds.push(share("sum of quotas", priority.quotas.iter().sum()));
    }
    match bounds.iter().find(|bound| !bound.kept) {
        Some(broken) => Err(refuse(Error::new("model::out-of-range"), broken)),
        None => Ok(()),
    }
}

/// Shocks, each by itself.
pub(super) fn shocks(system: &System, shocks: &[Shock]) -> Result<()> {
    for shock in shocks {
        let mut bounds = profile(shock);
        if system.rules.edition == Edition::Boario072 {
            // It knows no shock that builds up.
            let ramp = shock.profile.ramp;
            bounds.push(bound("ramp", ramp, ramp == 0.0, "0 in this edition"));
        }
        effect(system, &shock.effect, &mut bounds);
        if let Some(broken) = bounds.iter().find(|bound| !bound.kept) {
            let error = Error::new("shock::out-of-range").with("shock", &shock.name);
            return Err(refuse(error, broken));
        }
    }
    Ok(())
}

fn profile(shock: &Shock) -> Vec<Bound> {
    let profile = &shock.profile;
    let mut bounds = vec![
        bound("starts", profile.starts, profile.starts.is_finite(), "a day"),
        not_negative("ramp", profile.ramp),
        // Without an end is allowed.
        bound("lasts", profile.lasts, profile.lasts >= 0.0, "≥ 0"),
    ];
    match profile.recovery {
        // A series that exists is sound.
        Recovery::Sudden | Recovery::Series(_) => {}
        Recovery::Linear { days } | Recovery::Threshold { days } => {
            bounds.push(above("recovery days", days, 0.0, "> 0"));
        }
        Recovery::Exponential { days } | Recovery::Convex { days } => {
            bounds.push(above("recovery days", days, 1.0, "> 1"));
        }
        Recovery::SShaped { days, half } => {
            bounds.push(above("recovery days", days, 2.0, "> 2"));
            bounds.push(above("recovery half", half, 1.0, "> 1"));
        }
    }
    bounds
}

fn effect(system: &System, effect: &Effect, bounds: &mut Vec<Bound>) {
    let economy = &system.economy;
    match effect {
        Effect::Capacity { rows, size } => {
            bounds.push(share("size", *size));
            bounds.extend(rows.iter().map(|row| index("producer", *row, economy.len())));
        }
        Effect::Capital { lost, rebuild } => {
            for (row, money) in lost {
                bounds.push(index("producer", *row, economy.len()));
                bounds.push(not_negative("capital lost", *money));
            }
            if let Some(rebuild) = rebuild {
                rebuilding(system, rebuild, bounds);
            }
        }
        Effect::Labour { rows, size, remote } => {
            bounds.push(share("size", *size));
            bounds.extend(remote.map(|remote| share("remote", remote)));
            bounds.extend(rows.iter().map(|row| index("producer", *row, economy.len())));
        }
        Effect::Trade { links, size, delay } => {
            bounds.push(share("size", *size));
            let kept = (0.0..=system.rules.days).contains(delay);
            bounds.push(bound("delay", *delay, kept, "0 … days of the run"));
            if system.rules.edition == Edition::Boario072 {
                bounds.push(bound("delay", *delay, *delay == 0.0, "0 in this edition"));
            }
            let columns = economy.demand_columns.len();
            for links in links {
                bounds.push(share("share", links.share));
                let rows = links.suppliers.iter().chain(&links.buyers);
                bounds.extend(rows.map(|row| index("producer", *row, economy.len())));
                let all = links.columns.iter();
                bounds.extend(all.map(|column| index("final demand", *column, columns)));
            }
        }
        Effect::Inventory { inputs, buyers, size } => {
            bounds.push(share("size", *size));
            let sectors = economy.sectors.len();
            bounds.extend(inputs.iter().map(|sector| index("sector", *sector, sectors)));
            bounds.extend(buyers.iter().map(|row| index("producer", *row, economy.len())));
        }
        Effect::Cost { costs, size, rise } => {
            bounds.push(not_negative("size", *size));
            for (row, rise) in costs {
                bounds.push(index("producer", *row, economy.len()));
                bounds.push(not_negative("rise of costs", *rise));
            }
            if let Some(rise) = rise {
                let (found, wanted) = (rise.len(), economy.len());
                bounds.push(bound(
                    "prices",
                    found as f64,
                    found == wanted,
                    "one for each producer",
                ));
                bounds.extend(rise.iter().map(|rise| not_negative("rise of a price", *rise)));
            }
        }
        Effect::Demand { change, cells } => {
            bounds.push(bound("change", *change, *change >= -1.0 && change.is_finite(), "≥ -1"));
            for (row, column) in cells {
                bounds.push(index("producer", *row, economy.len()));
                bounds.push(index("final demand", *column, economy.demand_columns.len()));
            }
        }
    }
}

fn rebuilding(system: &System, rebuild: &Rebuild, bounds: &mut Vec<Bound>) {
    let economy = &system.economy;
    bounds.push(above("rebuild days", rebuild.days, 0.0, "> 0"));
    bounds.push(above("rebuild factor", rebuild.factor, 0.0, "> 0"));
    for (sector, part) in &rebuild.mix {
        bounds.push(index("sector", *sector, economy.sectors.len()));
        bounds.push(share("share of rebuilding", *part));
    }
    let whole: f64 = rebuild.mix.iter().map(|(_, part)| part).sum();
    bounds.push(bound("shares of rebuilding", whole, (whole - 1.0).abs() <= 1e-9, "1 in all"));
    for (column, money) in &rebuild.final_users {
        bounds.push(index("final demand", *column, economy.demand_columns.len()));
        bounds.push(not_negative("goods lost", *money));
    }
}
