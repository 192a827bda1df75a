//! Everyone behind a product (docs/src/models/resume.md, "Everyone behind a product").

use crate::chain::{Chain, Units};
use crate::error::Result;
use crate::program::{Ask, Bounds, Column, Optimiser, Program};
use std::collections::VecDeque;

/// How many steps upstream of some units each one stands: 0 for them, none for those not behind
/// them. `suppliers` gives whom a unit cannot do without.
#[must_use]
pub fn upstream(
    units: usize,
    of: &[usize],
    suppliers: &dyn Fn(usize) -> Vec<usize>,
) -> Vec<Option<usize>> {
    let mut steps = vec![None; units];
    let mut next: VecDeque<usize> = of.iter().copied().collect();
    of.iter().for_each(|unit| steps[*unit] = Some(0));
    while let Some(unit) = next.pop_front() {
        for supplier in suppliers(unit) {
            if steps[supplier].is_none() {
                steps[supplier] = steps[unit].map(|steps| steps + 1);
                next.push_back(supplier);
            }
        }
    }
    steps
}

/// Activities that together keep a product being made.
#[derive(Clone, Debug, PartialEq)]
pub struct Closure {
    /// Whether each activity is in it.
    pub activities: Vec<bool>,
    /// Whether each unit is in it.
    pub units: Vec<bool>,
}

/// The units of a chain that cost least and can keep each other and a good running: each activity
/// needs one alternative of each of its groups. Among alternatives that cost the same, the fewest
/// activities. None when nothing can make the good.
///
/// # Errors
/// Of the solver.
pub fn least(
    chain: &Chain,
    good: usize,
    units: &Units,
    cost: &[f64],
    ask: &Ask<'_>,
) -> Result<Option<Closure>> {
    let running = crate::chain::keep_running(chain, &chain.all());
    if !running.good[good] {
        return Ok(None);
    }
    let dearest = cost.iter().copied().fold(0.0, f64::max).max(1.0);
    // Small enough never to outweigh a unit, large enough for the solver to see.
    let each = 1e-3 * dearest / chain.activities().len().max(1) as f64;
    let mut program = Program::new();
    let bought: Vec<Column> = cost.iter().map(|cost| program.choice(*cost)).collect();
    let works: Vec<Option<Column>> =
        running.activity.iter().map(|works| works.then(|| program.choice(each))).collect();
    for (activity, column) in works.iter().enumerate() {
        let Some(column) = *column else { continue };
        if let Some(unit) = units.unit(activity) {
            program.row(Bounds::at_most(0.0), &[(column, 1.0), (bought[unit], -1.0)]);
        }
        for group in chain.groups(activity) {
            let goods = chain.alternatives(group).iter().map(|good| *good as usize);
            if let Some(sources) = sources(chain, goods, &works) {
                let row: Vec<_> = sources.into_iter().chain([(column, -1.0)]).collect();
                program.row(Bounds::at_least(0.0), &row);
            }
        }
    }
    if let Some(sources) = sources(chain, std::iter::once(good), &works) {
        program.row(Bounds::at_least(1.0), &sources);
    }
    let answer = Optimiser::new(program).solve(ask)?;
    if !answer.found() {
        return Ok(None);
    }
    let taken = |column: Column| answer.value(column) > 0.5;
    Ok(Some(Closure {
        activities: works.iter().map(|column| column.is_some_and(taken)).collect(),
        units: bought.iter().map(|column| taken(*column)).collect(),
    }))
}

/// Activities that make one of some goods; none when one of them is in stock.
fn sources(
    chain: &Chain,
    mut goods: impl Iterator<Item = usize>,
    works: &[Option<Column>],
) -> Option<Vec<(Column, f64)>> {
    goods.try_fold(Vec::new(), |mut row, good| {
        let makers = chain.sources(good).iter().filter_map(|activity| works[*activity as usize]);
        row.extend(makers.map(|column| (column, 1.0)));
        (!chain.stocked(good)).then_some(row)
    })
}
