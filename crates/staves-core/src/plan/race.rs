//! The best of several portfolios, with no more draws than it takes to tell them apart.

use super::aim::Aim;
use super::portfolio::Portfolio;
use super::record::{Record, SURE, difference};
use crate::error::Result;

/// Draws that every portfolio is tried with.
const FIRST: usize = 16;
/// Races portfolios on the same draws, twice as many each round, and drops those that are worse
/// than the leader beyond doubt (docs/src/models/planning.md, "Race"). Gives the places of those
/// left after all draws, best first; none when it was stopped.
///
/// Only an expected loss can be told from part of the draws: with another aim all run to the end.
///
/// # Errors
/// Of the simulation.
pub fn race(record: &mut Record<'_>, field: &[Portfolio], aim: Aim) -> Result<Vec<usize>> {
    let all = record.draws();
    let mut left: Vec<usize> = (0..field.len()).collect();
    let mut draws = if aim == Aim::Expected { FIRST.min(all) } else { all };
    loop {
        let portfolios: Vec<Portfolio> = left.iter().map(|k| field[*k].clone()).collect();
        if !record.learn(&portfolios, draws)? {
            return Ok(Vec::new());
        }
        let chances = &record.chances()[..draws];
        let value = |k: usize| aim.value(&record.losses(&field[k])[..draws], chances);
        left.sort_by(|a, b| value(*a).total_cmp(&value(*b)).then(a.cmp(b)));
        if draws == all {
            return Ok(left);
        }
        let Some(leader) = left.first().copied() else { return Ok(left) };
        let best = record.losses(&field[leader])[..draws].to_vec();
        left.retain(|k| !worse(&record.losses(&field[*k])[..draws], &best, chances));
        draws = (2 * draws).min(all);
    }
}

/// Whether losses are larger than others on the same draws, beyond doubt.
fn worse(losses: &[f64], best: &[f64], chances: &[f64]) -> bool {
    let (mean, error) = difference(losses, best, chances);
    mean > SURE * error
}
