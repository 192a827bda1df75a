//! The best of several portfolios, with no more draws than it takes to tell them apart.

use super::aim::Aim;
use super::portfolio::Portfolio;
use super::record::Record;
use crate::error::Result;

/// Draws that every portfolio is tried with.
const FIRST: usize = 16;
/// Standard errors by which a portfolio must be worse than the leader, on the same draws, to be
/// dropped: about 1 in 1,000 is dropped wrongly.
const SURE: f64 = 3.0;

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
    let total: f64 = chances.iter().sum();
    let apart = || losses.iter().zip(best).map(|(loss, best)| loss - best).zip(chances);
    let mean: f64 = apart().map(|(apart, chance)| apart * chance).sum::<f64>() / total;
    let variance = apart().map(|(apart, chance)| (apart - mean).powi(2) * chance).sum::<f64>();
    let error = (variance / total / (losses.len() as f64 - 1.0).max(1.0)).sqrt();
    mean > SURE * error
}
