//! A plan beside plain rules, in the stress test.

use super::Request;
use super::rules::rules;
use super::simulation::{Days, Simulated, scenario_text, simulate};
use crate::scenario::Scenario;
use staves_core::model::System;
use staves_core::resume::{Budget, fitting};
use staves_core::{Error, Place, Result};
use std::sync::atomic::AtomicBool;

/// One order of opening, simulated.
pub struct Compared {
    /// Name of its rule; `plan` for the plan.
    pub rule: &'static str,
    /// Whether it keeps to the budgets.
    pub within: bool,
    /// When each unit opens, and to which share.
    pub days: Days,
    /// What it comes to.
    pub simulated: Simulated,
}

/// An order of opening with its rule, and whether it keeps to the budgets.
type Order = (&'static str, bool, Days);

/// When the units of an order open: on the day on which the work on each is done.
pub(super) fn days(
    order: &[usize],
    done: impl Iterator<Item = usize>,
    period: f64,
    shares: &[f64],
) -> Days {
    let mut days = vec![None; shares.len()];
    for (unit, done) in order.iter().zip(done) {
        days[*unit] = Some((done as f64 * period, shares[*unit]));
    }
    days
}

/// What a plan is compared with: plain rules within the same budgets, all at once, and nothing.
/// Those of `must` open in any case.
fn others(
    request: &Request<'_>,
    system: &System,
    budgets: &[Budget],
    must: &[bool],
) -> Result<Vec<Order>> {
    let (closed, economy) = (request.closed, &system.economy);
    let (units, whole) = (closed.units(), vec![1.0; economy.len()]);
    let mut orders = Vec::new();
    for (rule, order) in rules(&units, system)? {
        let fits = fitting(&order, budgets, must);
        let order: Vec<usize> = order.into_iter().filter(|unit| fits[*unit]).collect();
        let (tasks, period) = request.limits.tasks(&order, closed, economy, system.rules.days)?;
        let done = tasks.times(&order).into_iter().map(|(_, done)| done);
        orders.push((rule, true, days(&order, done, period, &whole)));
    }
    let all: Vec<f64> = closed.open.iter().map(|open| f64::from(u8::from(*open < 1.0))).collect();
    let within = request.limits.crews.is_none() && budgets.iter().all(|b| b.allows(&all));
    let at_once = units.iter().map(|_| 0);
    orders.push(("all_at_once", within, days(&units, at_once, 1.0, &whole)));
    orders.push(("nothing", true, vec![None; economy.len()]));
    Ok(orders)
}

/// Runs the plan and what it is compared with through the stress test, each as a scenario on top of a
/// base, which stands in `file`. Gives them, the plan first, and the scenario of the plan.
///
/// # Errors
/// `stress::interrupted-early`; of the scenarios and the engine.
pub(super) fn compare(
    request: &Request<'_>,
    (file, base): (&str, &str),
    system: &System,
    (budgets, must): (&[Budget], &[bool]),
    plan: Days,
    stop: &AtomicBool,
) -> Result<(Vec<Compared>, String)> {
    let mut orders = vec![("plan", true, plan)];
    orders.extend(others(request, system, budgets, must)?);
    let text = |days: &Days| scenario_text(base, request.closed, days, &system.economy);
    let texts: Vec<String> = orders.iter().map(|(_, _, days)| text(days)).collect();
    let scenarios = texts.iter().map(|text| Scenario::parse(file, text));
    let simulated = simulate(&scenarios.collect::<Result<Vec<_>>>()?, system, stop)?
        .ok_or_else(|| Error::new("stress::interrupted-early").at(Place::file(file)))?;
    let compared = orders.into_iter().zip(simulated);
    let compared = compared
        .map(|((rule, within, days), simulated)| Compared { rule, within, days, simulated })
        .collect();
    Ok((compared, texts.into_iter().next().unwrap_or_default()))
}
