//! One step after another: what is made small first is kept so for the next (lexicographic goal
//! programming).

use super::Years;
use super::build::Built;
use super::solve::{Why, prices};
use crate::error::{Error, Result};
use crate::program::{Answer, Ask, Bounds, Column, Optimiser, Status};

/// By how much what was reached at a higher priority may be given up for the next: rounding.
const KEPT: f64 = 1e-9;

/// What counts as short, each by the size of what was to be had.
pub(super) fn shortages(plan: &Years, built: &Built) -> Vec<(Column, f64)> {
    let mut short = Vec::new();
    for (year, columns) in built.shortage.iter().enumerate() {
        for (good, column) in columns.iter().enumerate() {
            let wanted =
                if year > plan.years { plan.output_after[good] } else { plan.demand[year][good] };
            short.extend(column.map(|column| (column, 1.0 / wanted)));
        }
    }
    let missing = built.missing.iter().zip(&plan.capacity_after);
    short.extend(missing.filter_map(|(column, wanted)| Some(((*column)?, 1.0 / wanted))));
    short
}

/// Loss that is not avoided, by cut, as a share of what must be.
pub(super) fn unavoided(plan: &Years, built: &Built) -> Vec<(Column, f64)> {
    let cuts = built.unavoided.iter().zip(&plan.cuts);
    cuts.map(|(column, cut)| (*column, 1.0 / cut.least.abs().max(1e-9))).collect()
}

/// Misses the targets of a priority as little as can be, and keeps it so. Gives those that are
/// missed, and why.
pub(super) fn meet(
    plan: &Years,
    built: &Built,
    optimiser: &mut Optimiser,
    priority: u32,
) -> Result<Option<Why>> {
    let of = |k: &usize| plan.targets[*k].priority == priority;
    let places: Vec<usize> = (0..plan.targets.len()).filter(of).collect();
    if places.is_empty() {
        return Ok(None);
    }
    let wanted = |k: usize| plan.targets[k].value.abs().max(1e-9);
    let share = |k: &usize| (built.missed[*k], plan.targets[*k].weight / wanted(*k));
    let missed: Vec<(Column, f64)> = places.iter().map(share).collect();
    let answer = keep(optimiser, &missed)?;
    let misses = |k: &usize| answer.value(built.missed[*k]) > 1e-7 * wanted(*k);
    let places: Vec<usize> = places.into_iter().filter(misses).collect();
    Ok((!places.is_empty()).then(|| (places, prices(built, &answer))))
}

/// Makes a sum as small as it can be, and keeps it so.
pub(super) fn keep(optimiser: &mut Optimiser, sum: &[(Column, f64)]) -> Result<Answer> {
    sum.iter().for_each(|(column, weight)| optimiser.set_cost(*column, *weight));
    let answer = optimiser.solve(&Ask::default())?;
    if answer.status != Status::Optimal {
        return Err(Error::new("program::solver")
            .with("solver", optimiser.solver())
            .with("what", format!("{:?}", answer.status)));
    }
    sum.iter().for_each(|(column, _)| optimiser.set_cost(*column, 0.0));
    let most = answer.objective + KEPT * answer.objective.abs().max(1.0);
    optimiser.add_row(Bounds::at_most(most), sum);
    Ok(answer)
}
