//! Other sources: who buys a product from whom, with the table balanced anew.
//!
//! First purchases move: each buyer's total of the product stays. Then every producer makes what
//! is now bought from it with the technology it had, so that its inputs follow its output:
//! `x′ = Z′ x̂⁻¹ x′ + y′` (docs/src/reference/actions.md, "When sources change").

use super::{Action, producers};
use crate::economy::{Economy, EconomyParts};
use crate::error::{Error, Result};
use crate::matrix::Matrix;

/// Attributes that grow with a producer's output.
const EXTENSIVE: [&str; 2] = ["capital", "workers"];

/// Buyers in the action's regions move a share of what they buy outside `to` to `to`.
pub(super) fn bought_elsewhere(
    action: &Action,
    economy: &Economy,
    to: Option<&[usize]>,
    buyers: Option<&[usize]>,
    share: f64,
) -> Result<Economy> {
    let mut moves = Moves::default();
    for region in &action.regions {
        let home = [*region];
        let to = to.unwrap_or(&home);
        for sector in &action.sectors {
            let Suppliers { into, rest } = suppliers(action, economy, *sector, to)?;
            let of_sector = |sector: u32| buyers.is_none_or(|b| b.contains(&(sector as usize)));
            let columns = economy.producers.iter().enumerate().filter(|(_, producer)| {
                producer.region as usize == *region && of_sector(producer.sector)
            });
            let columns = columns.map(|(column, _)| column);
            shift(&economy.flows, columns, &rest, &into, share, &mut moves.flows);
            if buyers.is_none() {
                let columns = economy.demand_columns.iter().enumerate();
                let columns = columns.filter(|(_, column)| column.region as usize == *region);
                let columns = columns.map(|(column, _)| column);
                shift(&economy.final_demand, columns, &rest, &into, share, &mut moves.final_demand);
            }
        }
    }
    moves.done(action, economy)
}

/// A share of what the action's producers sell comes from `to`, whoever buys it.
pub(super) fn relocated(
    action: &Action,
    economy: &Economy,
    to: &[usize],
    share: f64,
) -> Result<Economy> {
    action.rows(economy)?;
    let mut moves = Moves::default();
    for sector in &action.sectors {
        let Suppliers { into, .. } = suppliers(action, economy, *sector, to)?;
        let from: Vec<usize> =
            action.regions.iter().copied().filter(|region| !to.contains(region)).collect();
        let rows = producers(economy, &from, &[*sector]);
        shift(&economy.flows, 0..economy.len(), &rows, &into, share, &mut moves.flows);
        let columns = 0..economy.demand_columns.len();
        shift(&economy.final_demand, columns, &rows, &into, share, &mut moves.final_demand);
    }
    moves.done(action, economy)
}

/// Who makes a product.
struct Suppliers {
    /// Rows in the regions that take over, with their share in what these make.
    into: Vec<(usize, f64)>,
    /// All other rows.
    rest: Vec<usize>,
}

/// Rows that make a product in `to`, with their share in what `to` makes; and all other rows that
/// make it.
fn suppliers(action: &Action, economy: &Economy, sector: usize, to: &[usize]) -> Result<Suppliers> {
    let rows = producers(economy, to, &[sector]);
    let made = |row: &usize| economy.output()[*row].max(0.0);
    let total: f64 = rows.iter().map(made).sum();
    if total <= 0.0 {
        let codes = to.iter().map(|region| economy.regions.code(*region));
        return Err(Error::new("action::no-source")
            .with("action", &action.entry.code)
            .with("sector", economy.sectors.code(sector))
            .with("to", codes.collect::<Vec<_>>().join("`, `")));
    }
    let others = (0..economy.regions.len()).filter(|region| !to.contains(region));
    let rest = producers(economy, &others.collect::<Vec<_>>(), &[sector]);
    let into = rows.iter().map(|row| (*row, made(row) / total)).collect();
    Ok(Suppliers { into, rest })
}

/// A change of one cell: row, column, money.
type Change = (usize, usize, f64);

/// Moves a share of what columns buy from some rows to others. Cells below zero stay.
fn shift(
    matrix: &Matrix,
    columns: impl Iterator<Item = usize>,
    from: &[usize],
    into: &[(usize, f64)],
    share: f64,
    changes: &mut Vec<Change>,
) {
    for column in columns {
        let mut moved = 0.0;
        for row in from {
            let part = share * matrix.get(*row, column).max(0.0);
            if part > 0.0 {
                changes.push((*row, column, -part));
                moved += part;
            }
        }
        if moved > 0.0 {
            changes.extend(into.iter().map(|(row, weight)| (*row, column, weight * moved)));
        }
    }
}

#[derive(Default)]
struct Moves {
    flows: Vec<Change>,
    final_demand: Vec<Change>,
}

impl Moves {
    fn done(self, action: &Action, economy: &Economy) -> Result<Economy> {
        if self.flows.is_empty() && self.final_demand.is_empty() {
            return Ok(economy.clone());
        }
        let mut parts = EconomyParts::clone(economy);
        parts.flows = changed(&economy.flows, &self.flows);
        parts.final_demand = changed(&economy.final_demand, &self.final_demand);
        let factors = activity(&parts, economy.output())
            .ok_or_else(|| Error::new("action::no-balance").with("action", &action.entry.code))?;
        parts.flows = parts.flows.map(|_, column, value| value * factors[column]);
        let scaled = |values: &mut [f64]| {
            values.iter_mut().zip(&factors).for_each(|(value, factor)| *value *= factor);
        };
        parts.primary_inputs.iter_mut().for_each(|row| scaled(&mut row.values));
        for attribute in &mut parts.attributes {
            if EXTENSIVE.contains(&attribute.name.as_str()) {
                scaled(&mut attribute.values);
            }
        }
        // What the source stated was another economy's.
        parts.stated_output = None;
        Economy::new(parts)
    }
}

fn changed(matrix: &Matrix, changes: &[Change]) -> Matrix {
    let (rows, columns) = (matrix.rows(), matrix.cols());
    if matrix.is_sparse() {
        let cells = matrix.cells().chain(changes.iter().copied()).collect();
        return Matrix::from_cells(rows, columns, cells);
    }
    let mut values = matrix.to_dense();
    changes.iter().for_each(|(row, column, money)| values[row * columns + column] += money);
    Matrix::from_dense(rows, columns, values)
}

/// Rounds of the balance; each narrows it by the share of inputs in output.
const ROUNDS: usize = 10_000;
const BALANCED: f64 = 1e-13;

/// The output of each producer relative to before at which everything bought is made; `None` when
/// there is no such balance.
fn activity(parts: &EconomyParts, output: &[f64]) -> Option<Vec<f64>> {
    let demand = parts.final_demand.row_sums();
    let mut factors = vec![1.0; output.len()];
    for _ in 0..ROUNDS {
        let bought = parts.flows.times(&factors);
        let mut largest = 0.0_f64;
        for (row, factor) in factors.iter_mut().enumerate() {
            if output[row] <= 0.0 {
                continue;
            }
            let next = (bought[row] + demand[row]) / output[row];
            largest = largest.max((next - *factor).abs());
            *factor = next;
        }
        if largest <= BALANCED {
            return factors.iter().all(|factor| *factor >= 0.0).then_some(factors);
        }
        if !largest.is_finite() {
            return None;
        }
    }
    None
}
