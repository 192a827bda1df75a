//! Dispatching rules: what to open next.

use super::tasks::Tasks;
use super::values::Values;
use crate::error::Result;

/// Always the unit that lifts output most for its work.
///
/// # Errors
/// Of the solver.
pub fn by_single(tasks: &Tasks, values: &mut Values) -> Result<Vec<usize>> {
    let mut set = vec![false; tasks.work.len()];
    let (mut order, mut left) = (Vec::new(), tasks.units.clone());
    while let Some(at) = best_single(&set, &left, tasks, values)? {
        let unit = left.remove(at);
        set[unit] = true;
        order.push(unit);
    }
    Ok(order)
}

/// Always the set whose completion lifts output most for its work. Where all of several units are
/// needed none of them lifts anything alone, so that units by themselves say nothing.
///
/// # Errors
/// Of the solver.
pub fn by_sets(tasks: &Tasks, values: &mut Values) -> Result<Vec<usize>> {
    let mut set = vec![false; tasks.work.len()];
    let (mut order, mut left) = (Vec::new(), tasks.units.clone());
    while !left.is_empty() {
        let mut chosen = best_set(&set, &left, tasks, values)?;
        left.retain(|unit| !chosen.contains(unit));
        while let Some(at) = best_single(&set, &chosen, tasks, values)? {
            let unit = chosen.remove(at);
            set[unit] = true;
            order.push(unit);
        }
    }
    Ok(order)
}

/// Gain for its work; what needs no work comes first.
fn rate(gain: f64, work: usize) -> f64 {
    gain / (work as f64).max(1e-6)
}

/// The place of the unit that lifts most for its work, the shorter of equal ones; none when there is
/// none left.
fn best_single(
    set: &[bool],
    left: &[usize],
    tasks: &Tasks,
    values: &mut Values,
) -> Result<Option<usize>> {
    let before = values.of(set)?;
    let mut best: Option<(f64, usize)> = None;
    for (at, unit) in left.iter().enumerate() {
        let gain = values.of(&with(set, &[*unit]))? - before;
        let rate = rate(gain, tasks.work[*unit]);
        let shorter = |other: usize| tasks.work[*unit] < tasks.work[left[other]];
        if best.is_none_or(|(most, other)| rate > most || (rate == most && shorter(other))) {
            best = Some((rate, at));
        }
    }
    Ok(best.map(|(_, at)| at))
}

/// Of all that is left, what can be spared is left out one after the other, the least gain for its
/// work first; the best of the sets on the way is taken.
fn best_set(
    set: &[bool],
    left: &[usize],
    tasks: &Tasks,
    values: &mut Values,
) -> Result<Vec<usize>> {
    let before = values.of(set)?;
    let mut some = left.to_vec();
    let mut best = (f64::NEG_INFINITY, some.clone());
    while !some.is_empty() {
        let gain = values.of(&with(set, &some))? - before;
        let rated = rate(gain, some.iter().map(|unit| tasks.work[*unit]).sum());
        if rated >= best.0 {
            best = (rated, some.clone());
        }
        let mut spared: Option<(f64, usize)> = None;
        for at in 0..some.len() {
            let mut fewer = some.clone();
            let unit = fewer.remove(at);
            let lost = gain + before - values.of(&with(set, &fewer))?;
            let lost = rate(lost, tasks.work[unit]);
            let longer = |other: usize| tasks.work[unit] > tasks.work[some[other]];
            if spared.is_none_or(|(least, other)| lost < least || (lost == least && longer(other)))
            {
                spared = Some((lost, at));
            }
        }
        if let Some((_, at)) = spared {
            some.remove(at);
        }
    }
    Ok(best.1)
}

fn with(set: &[bool], units: &[usize]) -> Vec<bool> {
    let mut set = set.to_vec();
    units.iter().for_each(|unit| set[*unit] = true);
    set
}
