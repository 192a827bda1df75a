//! Prices: what dearer costs add to them along the chain, and what buyers then want less
//! (docs/src/models/prices.md).

use super::rules::Parameters;
use super::system::{PAD, System};
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::sync::Arc;

/// Rounds of pass-through after which prices count as without end.
const MOST_ROUNDS: usize = 10_000;

/// Rise of every price, as a share of it, that rises of unit cost lead to: Δp = θ∘(Δc + A'Δp)
/// (Miller and Blair 2009, section 2.6). Rows are those of the economy; `pass_through` is θ by
/// sector. Round by round, as costs are passed on; every round adds to the last one.
///
/// # Errors
/// `prices::without-end` where producers buy so much of each other that no finite prices cover
/// their costs.
pub fn price_rise(
    system: &System,
    costs: &[(usize, f64)],
    pass_through: &[f64],
) -> Result<Arc<[f64]>> {
    let (n, width) = (system.len(), system.width);
    let mut cost = vec![0.0; n];
    costs.iter().for_each(|(row, rise)| cost[system.position[*row]] += rise);
    let all = 0..width / PAD;
    let all = std::slice::from_ref(&all);
    let (mut rise, mut bought, mut part) = (vec![0.0; n], vec![0.0; width], vec![0.0; width]);
    for _ in 0..MOST_ROUNDS {
        bought.fill(0.0);
        for (b, block) in system.blocks.iter().enumerate() {
            let prices = &rise[block.rows.clone()];
            system.table.deliveries(b, all, 0..width, prices, 1, &mut part);
            bought.iter_mut().zip(&part).for_each(|(sum, part)| *sum += part);
        }
        let (mut moved, mut largest) = (0.0_f64, 0.0_f64);
        for row in 0..n {
            let inputs = match system.output0[row] {
                output if output > 0.0 => bought[row] / output,
                _ => 0.0,
            };
            let passed = pass_through[system.blocks[system.block_of[row]].sector];
            let now = passed * (cost[row] + inputs);
            moved = moved.max((now - rise[row]).abs());
            largest = largest.max(now);
            rise[row] = now;
        }
        if moved <= 2.0 * f64::EPSILON * largest {
            return Ok(system.position.iter().map(|row| rise[*row]).collect());
        }
    }
    Err(Error::new("prices::without-end").with("rounds", MOST_ROUNDS))
}

/// What a rise of the price of some inputs by all of itself adds to the unit costs of who buys
/// them: their share in the buyer's output. Rows of the economy.
#[must_use]
pub fn cost_shares(system: &System, suppliers: &[usize], buyers: &[usize]) -> Vec<(usize, f64)> {
    let mut bought = vec![0.0; system.width];
    for row in suppliers.iter().map(|was| system.position[*was]) {
        let block = system.block_of[row];
        for (buyer, flow) in system.table.row(block, row - system.blocks[block].rows.start) {
            bought[buyer] += flow;
        }
    }
    let shares = buyers.iter().map(|was| {
        let row = system.position[*was];
        (*was, bought[row], system.output0[row])
    });
    shares
        .filter(|(_, bought, _)| *bought > 0.0)
        .map(|(was, b, output)| (was, b / output))
        .collect()
}

/// Prices of one lane. They are linear in costs: each shock's rise is solved for once, and
/// follows its severity; rises of several shocks add up.
#[derive(Debug, Default)]
pub(super) struct Prices {
    shocks: Vec<(Profile, f64, Arc<[f64]>)>,
    elasticity: f64,
    /// Rise now by row of the economy, as a share; empty where no price moves.
    pub now: Vec<f64>,
    /// What final demand is multiplied by, by engine row; empty where by nothing.
    pub demand: Vec<f64>,
}

impl Prices {
    pub(super) fn new(system: &System, parameters: &Parameters, shocks: &[Shock]) -> Result<Self> {
        let mut prices = Self { elasticity: parameters.elasticity, ..Self::default() };
        for shock in shocks {
            let Effect::Cost { costs, size, rise } = &shock.effect else { continue };
            let rise = match rise {
                Some(known) => known.clone(),
                None => price_rise(system, costs, &parameters.pass_through)?,
            };
            prices.shocks.push((shock.profile.clone(), *size, rise));
        }
        Ok(prices)
    }

    /// Moves on to the step that starts on `day`.
    pub(super) fn begin(&mut self, system: &System, day: f64) {
        self.now.clear();
        self.demand.clear();
        for (profile, size, rise) in &self.shocks {
            let times = size * profile.mean(day, system.rules.step);
            if times > 0.0 {
                self.now.resize(rise.len(), 0.0);
                self.now.iter_mut().zip(rise.iter()).for_each(|(sum, rise)| *sum += times * rise);
            }
        }
        if self.elasticity > 0.0 && !self.now.is_empty() {
            let wanted = |was: &usize| (1.0 + self.now[*was]).powf(-self.elasticity);
            self.demand.extend(system.original.iter().map(wanted));
        }
    }

    /// What final demand for an engine row is multiplied by.
    pub(super) fn demand(&self, row: usize) -> f64 {
        self.demand.get(row).copied().unwrap_or(1.0)
    }
}
