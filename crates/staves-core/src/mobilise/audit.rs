//! Our own check of a plan against the facts, in plain sums that know nothing of the program
//! (docs/src/models/mobilise.md, "The audit").

use super::facts::Facts;
use super::plan::Mobilised;
use crate::error::{Error, Result};

/// Largest distance relative to what is added up, at least 1.
const TOLERANCE: f64 = 1e-9;

/// A sum with the size of its largest term.
#[derive(Clone, Copy, Default)]
struct Sum {
    value: f64,
    size: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.value += value;
        self.size = self.size.max(value.abs());
    }

    fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = Self::default();
        values.into_iter().for_each(|value| sum.add(value));
        sum
    }

    /// Refuses what is above a limit, or not a number.
    fn within(self, limit: f64, what: &'static str, t: usize) -> Result<()> {
        let size = self.size.max(1.0).max(if limit.is_finite() { limit.abs() } else { 1.0 });
        let over = self.value - limit;
        if over <= TOLERANCE * size {
            return Ok(());
        }
        Err(Error::new("mobilise::audit")
            .with("what", what)
            .with("period", t + 1)
            .with("over", over))
    }

    /// Refuses what is not 0.
    fn closes(self, what: &'static str, t: usize) -> Result<()> {
        self.within(0.0, what, t)?;
        Self { value: -self.value, ..self }.within(0.0, what, t)
    }
}

/// Checks a plan: goods are neither made nor lost on the way, and no limit is passed from some period
/// on; what was done before has been checked against the limits of its time.
///
/// # Errors
/// `mobilise::audit`, with what does not hold, the period, and by how much.
pub fn audit(facts: &Facts, plan: &Mobilised, from: usize) -> Result<()> {
    materials(facts, plan)?;
    ages(facts, plan)?;
    capacities(facts, plan, from)?;
    limits(facts, plan, from)?;
    demands(facts, plan)
}

/// What enters and leaves the stock of every good in every region, per period.
fn materials(facts: &Facts, plan: &Mobilised) -> Result<()> {
    let n = facts.periods;
    let mut sums = vec![vec![vec![Sum::default(); n]; facts.goods.len()]; facts.regions];
    for (line, made) in facts.lines.iter().zip(&plan.made) {
        for (t, made) in made.iter().enumerate() {
            sums[line.region][line.good][t].add(line.share_good * made);
        }
    }
    for (line, groups) in plan.with.iter().enumerate() {
        let of = &facts.lines[line];
        for (inputs, with) in of.inputs.iter().zip(groups) {
            for (k, (good, amount)) in inputs.iter().enumerate() {
                let used = with.get(k).unwrap_or(&plan.made[line]);
                for (t, used) in used.iter().enumerate() {
                    sums[of.region][*good][t].add(-amount * used);
                }
            }
        }
    }
    for (holding, released) in facts.holdings.iter().zip(&plan.released) {
        let at = &mut sums[holding.region][holding.good];
        at[0].add(holding.stock);
        released.iter().enumerate().for_each(|(t, amount)| at[t].add(*amount));
    }
    for (import, imported) in facts.imports.iter().zip(&plan.imported) {
        let at = &mut sums[import.region][import.good];
        imported.iter().enumerate().for_each(|(t, amount)| at[t].add(*amount));
    }
    for shipped in &plan.shipped {
        let route = &facts.routes[shipped.route];
        let arrives = facts.older(shipped.good, shipped.age, route.lag).is_some();
        for (t, amount) in shipped.amounts.iter().enumerate() {
            sums[route.from][shipped.good][t].add(-amount);
            if arrives && t + route.lag < n {
                sums[route.to][shipped.good][t + route.lag].add(*amount);
            }
        }
    }
    for (demand, unmet) in facts.demands.iter().zip(&plan.unmet) {
        if facts.goods[demand.good].reusable {
            continue;
        }
        for (t, unmet) in unmet.iter().enumerate() {
            let used = (demand.amounts[t] - unmet) / (1.0 - demand.waste);
            for later in std::iter::once(0).chain(demand.again).filter(|later| t + later < n) {
                sums[demand.region][demand.good][t + later].add(-used);
            }
        }
    }
    for stocked in &plan.stock {
        let life = facts.goods[stocked.good].life;
        for (t, sum) in sums[stocked.region][stocked.good].iter_mut().enumerate() {
            for (age, amounts) in stocked.amounts.iter().enumerate() {
                sum.add(-amounts[t]);
                // What was in its last period has expired since.
                if t > 0 && life != Some(age + 1) {
                    sum.add(amounts[t - 1]);
                }
            }
            sum.closes("balance", t)?;
        }
    }
    Ok(())
}

/// Nothing in stock is older than when it came.
fn ages(facts: &Facts, plan: &Mobilised) -> Result<()> {
    for stocked in plan.stock.iter().filter(|s| facts.goods[s.good].life.is_some()) {
        for age in 1..stocked.amounts.len() {
            for t in 0..facts.periods {
                let mut sum = Sum::of([stocked.amounts[age][t]]);
                if t > 0 {
                    sum.add(-stocked.amounts[age - 1][t - 1]);
                }
                for shipped in plan.shipped.iter().filter(|s| s.good == stocked.good) {
                    let route = &facts.routes[shipped.route];
                    let here = route.to == stocked.region && shipped.age + route.lag == age;
                    if let Some(left) = t.checked_sub(route.lag).filter(|_| here) {
                        sum.add(-shipped.amounts[left]);
                    }
                }
                sum.within(0.0, "age", t)?;
            }
        }
    }
    Ok(())
}

/// No line makes more than it can, given what has been converted; work is done in shifts.
fn capacities(facts: &Facts, plan: &Mobilised, from: usize) -> Result<()> {
    for t in from..facts.periods {
        for (line, of) in facts.lines.iter().enumerate() {
            let mut sum = Sum::of([plan.made[line][t]]);
            for (conversion, starts) in facts.conversions.iter().zip(&plan.converted) {
                for (s, started) in starts.iter().enumerate().take(t + 1) {
                    if conversion.line == line {
                        sum.add(-conversion.capacity * conversion.ready(t - s) * started);
                    }
                    if let Some((_, less)) = conversion.instead_of.filter(|(l, _)| *l == line) {
                        sum.add(less * started);
                    }
                }
            }
            sum.within(of.capacity, "capacity", t)?;
        }
        for region in 0..facts.regions {
            let shifts = facts.shifts.iter().zip(&plan.worked).filter(|(s, _)| s.region == region);
            let mut sum = Sum::of(shifts.clone().map(|(_, worked)| -worked[t]));
            if shifts.count() == 0 {
                continue;
            }
            let lines = facts.lines.iter().zip(&plan.made).filter(|(l, _)| l.region == region);
            lines.for_each(|(line, made)| sum.add(line.hours * made[t]));
            sum.within(0.0, "labour", t)?;
        }
    }
    Ok(())
}

/// Crews, conversions, reserves, imports, hours and volumes.
fn limits(facts: &Facts, plan: &Mobilised, from: usize) -> Result<()> {
    let last = facts.periods.saturating_sub(1);
    let kinds = facts.conversions.iter().zip(&plan.converted);
    for (conversion, started) in kinds.clone() {
        Sum::of(started.iter().copied()).within(conversion.most, "conversions", last)?;
    }
    for (holding, released) in facts.holdings.iter().zip(&plan.released) {
        Sum::of(released.iter().copied()).within(holding.reserve, "reserve", last)?;
    }
    for t in from..facts.periods {
        let crews = kinds.clone().map(|(conversion, started)| conversion.crews * started[t]);
        Sum::of(crews).within(facts.crews[t], "crews", t)?;
        for (conversion, started) in kinds.clone() {
            Sum::of([started[t]]).within(conversion.most_a_period, "conversions", t)?;
        }
        for (import, imported) in facts.imports.iter().zip(&plan.imported) {
            Sum::of([imported[t]]).within(import.limit[t], "imports", t)?;
        }
        for (shift, worked) in facts.shifts.iter().zip(&plan.worked) {
            Sum::of([worked[t]]).within(shift.hours, "hours", t)?;
        }
        let volume =
            |shipped: &super::Shipped| facts.goods[shipped.good].volume * shipped.amounts[t];
        for (place, route) in facts.routes.iter().enumerate() {
            let on = plan.shipped.iter().filter(|shipped| shipped.route == place);
            Sum::of(on.map(volume)).within(route.limit[t], "route", t)?;
        }
        for (place, carrier) in facts.carriers.iter().enumerate() {
            let by = plan.shipped.iter().filter(|s| facts.goods[s.good].carrier == Some(place));
            Sum::of(by.map(volume)).within(carrier[t], "carrier", t)?;
        }
    }
    Ok(())
}

/// No more is short than was wanted; what serves while it is held is held.
fn demands(facts: &Facts, plan: &Mobilised) -> Result<()> {
    for (demand, unmet) in facts.demands.iter().zip(&plan.unmet) {
        for (t, (unmet, wanted)) in unmet.iter().zip(&demand.amounts).enumerate() {
            Sum::of([*unmet]).within(*wanted, "shortage", t)?;
            if facts.goods[demand.good].reusable {
                let here = |s: &&super::Stocked| (s.region, s.good) == (demand.region, demand.good);
                let held = plan.stock.iter().find(here).map_or(0.0, |s| s.amounts[0][t]);
                Sum::of([*wanted, -unmet, -held]).within(0.0, "held", t)?;
            }
        }
    }
    Ok(())
}
