//! Standing orders one by one, for rules that look at each.

use super::sums::panels;
use crate::model::links::Correction;
use crate::model::system::System;

/// Order factors of a row of orders placed under some weights; the orders themselves where there
/// is only one supplier.
pub(in crate::model) fn factors<'p>(
    system: &System,
    block: usize,
    weight: &[f64],
    placed: impl Iterator<Item = &'p [f64]>,
) -> Vec<f64> {
    let placed = placed.flatten().copied();
    if system.only_supplier(block).is_some() {
        return placed.collect();
    }
    let (width, rows) = (system.width, system.blocks[block].rows.clone());
    let mut weights = vec![0.0; width];
    let all = panels(&(0..width));
    let all = std::slice::from_ref(&all);
    system.table.deliveries(block, all, 0..width, &weight[rows], 1, &mut weights);
    let factor =
        |(placed, weights): (f64, &f64)| if *weights > 0.0 { placed / weights } else { 0.0 };
    placed.zip(&weights).map(factor).collect()
}

/// Shows each standing order of one supplier: buyer, order, usual delivery; money per day.
pub(in crate::model) fn each_order(
    system: &System,
    block: usize,
    row: usize,
    weight: f64,
    factor: &[f64],
    corrections: &[Correction],
    mut show: impl FnMut(usize, f64, f64),
) {
    if system.only_supplier(block).is_some() {
        let use0 = &system.use0[block * system.width..(block + 1) * system.width];
        for (buyer, (order, usual)) in factor.iter().zip(use0).enumerate() {
            if *usual > 0.0 {
                show(buyer, *order, *usual);
            }
        }
        return;
    }
    let mut corrected: Vec<(usize, f64)> = corrections
        .iter()
        .filter(|correction| correction.row == row)
        .map(|correction| (correction.buyer, correction.money))
        .collect();
    corrected.sort_unstable_by_key(|(buyer, _)| *buyer);
    for (buyer, usual) in system.table.row(block, row - system.blocks[block].rows.start) {
        if usual > 0.0 {
            let found = corrected.binary_search_by_key(&buyer, |(buyer, _)| *buyer);
            let more = found.map_or(0.0, |at| corrected[at].1);
            show(buyer, (weight * usual * factor[buyer] + more).max(0.0), usual);
        }
    }
}
