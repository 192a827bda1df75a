//! The cheapest candidates with which a share of the demand is served when nothing fails, or the share
//! that some money can buy, while no more than a share stays unserved in the worst of some outages
//! (docs/src/models/planning.md, "Chains").
//!
//! A block of the program of the fill rate for the undisturbed chain and for each outage, with common
//! choices b: min Σ c_y b_y, x_y ≤ K_y b_y in each block, t ≥ τ in the undisturbed one, and
//! η + Σ_s p_s w_s / tail ≤ limit with w_s ≥ unserved_s − η (Rockafellar and Uryasev 2000).

use super::super::Chain;
use super::super::fill::{Serving, serving, weights};
use super::{Candidate, Links};
use crate::error::{Error, Result};
use crate::program::{Ask, Bounds, Column, Go, Optimiser, Program, Progress};

/// What has to be reached.
pub struct Insured<'i> {
    /// Activities that are left in each outage, candidates included as if they were all there.
    pub outages: &'i [Vec<bool>],
    /// Probability of each; they add up to one.
    pub chances: &'i [f64],
    /// Probability of the worst outages whose mean counts; above 0 and at most 1.
    pub tail: f64,
    /// The most of the weighted demand that may stay unserved in them, 0 to 1.
    pub limit: f64,
    /// Share of the demand for all final goods alike that is served when nothing fails, 0 to 1.
    pub share: f64,
    /// With a budget that share is made as large as it can be; without one, the cost small.
    pub budget: Option<f64>,
}

/// The best candidates, to a gap, and the share that no set within the budget can exceed (1 without
/// one); or the best set so far when `watch` stops the search. None when no set will do, or none was
/// found in time.
///
/// # Errors
/// `links::no-capacity` for a candidate without a capacity; `program::*`.
pub fn insure(
    chain: &Chain,
    base: &[bool],
    candidates: &[Candidate],
    insured: &Insured<'_>,
    gap: f64,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Option<(Links, f64)>> {
    let unlimited = candidates.iter().find(|c| chain.capacity[c.activity as usize].is_infinite());
    if let Some(candidate) = unlimited {
        let code = chain.activities.code(candidate.activity as usize);
        return Err(Error::new("links::no-capacity").with("activity", code));
    }
    let mut program = Program::new();
    let counts = if insured.budget.is_some() { 0.0 } else { 1.0 };
    let choices: Vec<Column> =
        candidates.iter().map(|candidate| program.choice(counts * candidate.cost)).collect();
    let costs: Vec<_> = choices.iter().zip(candidates).map(|(b, c)| (*b, c.cost)).collect();
    program.row(Bounds::at_most(insured.budget.unwrap_or(f64::INFINITY)), &costs);
    let mut fixed = Vec::new();
    let all = vec![true; base.len()];
    let undisturbed = block(&mut program, &mut fixed, chain, base, candidates, &choices, &all);
    let threshold = program.column(0.0, Bounds::free());
    let mut tail = vec![(threshold, 1.0)];
    let weights = weights(chain);
    let mut served = Vec::new();
    for (left, chance) in insured.outages.iter().zip(insured.chances) {
        let block = block(&mut program, &mut fixed, chain, base, candidates, &choices, left);
        let over = program.column(0.0, Bounds::at_least(0.0));
        // over ≥ 1 − Σ weight × served − threshold
        let mut row = vec![(over, 1.0), (threshold, 1.0)];
        for (column, weight) in block.single.iter().zip(&weights) {
            row.extend(column.map(|column| (column, *weight)));
        }
        served.extend(block.single.into_iter().flatten());
        program.row(Bounds::at_least(1.0), &row);
        tail.push((over, chance / insured.tail));
    }
    program.row(Bounds::at_most(insured.limit), &tail);
    let mut optimiser = Optimiser::new(program);
    fixed.iter().for_each(|column| optimiser.set_column(*column, Bounds::exactly(0.0)));
    served.iter().for_each(|column| optimiser.set_column(*column, Bounds::between(0.0, 1.0)));
    optimiser.set_column(undisturbed.joint, Bounds::between(insured.share, 1.0));
    optimiser.set_cost(undisturbed.joint, counts - 1.0);
    let answer = optimiser.solve_watched(&Ask { gap, ..Ask::default() }, watch)?;
    let taken = |(_, choice): &(usize, &Column)| answer.value(**choice) > 0.5;
    let chosen = || choices.iter().enumerate().filter(taken).map(|(place, _)| place).collect();
    let (bound, most) = match insured.budget {
        Some(_) => (f64::INFINITY, (-answer.bound).clamp(0.0, 1.0)),
        None => (answer.bound, 1.0),
    };
    Ok(answer.found().then(|| (Links::new(candidates, chosen(), bound), most)))
}

/// The program of the fill rate with the activities of an outage; `fixed` gets the columns of those
/// that are gone.
fn block(
    program: &mut Program,
    fixed: &mut Vec<Column>,
    chain: &Chain,
    base: &[bool],
    candidates: &[Candidate],
    choices: &[Column],
    left: &[bool],
) -> Serving {
    let serving = serving(program, chain);
    let mut chosen = vec![None; base.len()];
    for (candidate, choice) in candidates.iter().zip(choices) {
        chosen[candidate.activity as usize] = Some(*choice);
    }
    for (activity, column) in serving.output.iter().enumerate() {
        let Some(column) = *column else { continue };
        match chosen[activity] {
            Some(choice) if left[activity] => {
                let most = chain.capacity[activity];
                program.row(Bounds::at_most(0.0), &[(column, 1.0), (choice, -most)]);
            }
            None if base[activity] && left[activity] => {}
            _ => fixed.push(column),
        }
    }
    serving
}
