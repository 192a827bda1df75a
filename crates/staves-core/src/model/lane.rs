//! One lane of a batch: a draw of a scenario, with its parameters, shocks and vectors.

use super::boario::Events;
use super::check;
use super::damage::{Damage, Damages};
use super::demand::Demand;
use super::rationing::{self, Fill};
use super::stocks::Policy;
use super::system::System;
use super::{Edition, Orders, Rationing};
use crate::error::{Error, Result};
use crate::shock::Shock;

/// The parameters of one lane; names and defaults are BoARIO's where it has them.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// ψ: share of the stock target below which an input binds.
    pub psi: f64,
    /// Overproduction factor at rest.
    pub alpha_base: f64,
    /// Largest overproduction factor.
    pub alpha_max: f64,
    /// Days over which overproduction builds up.
    pub alpha_tau: f64,
    /// Stock target by sector id, in days of use; infinite for an input that never binds.
    pub inventory_days: Vec<f64>,
    /// Days over which a gap in stock is reordered, by sector id.
    pub restoration_days: Vec<f64>,
}

impl Parameters {
    /// The defaults of BoARIO for a number of sectors.
    #[must_use]
    pub fn new(sectors: usize) -> Self {
        Self {
            psi: 0.8,
            alpha_base: 1.0,
            alpha_max: 1.25,
            alpha_tau: 365.0,
            inventory_days: vec![90.0; sectors],
            restoration_days: vec![60.0; sectors],
        }
    }

    fn policy(&self, sector: usize, system: &System) -> Result<Policy> {
        let step = system.rules.step;
        let mut days = self.inventory_days[sector];
        let restoration = self.restoration_days[sector];
        match system.rules.edition {
            Edition::Boario072 if days <= step => days = 2.0 * step,
            Edition::Corrected if self.psi * days < step || restoration < step => {
                return Err(Error::new("scenario::stock-below-step")
                    .with("sector", system.economy.sectors.code(sector))
                    .with("days", format!("{:.3}", (self.psi * days).min(restoration)))
                    .with("step", step));
            }
            _ => {}
        }
        Ok(Policy { days, restoration, psi: self.psi })
    }
}

/// Damaging shocks, kept by the rules of the edition.
#[derive(Debug)]
enum Hits {
    Corrected(Damages),
    Boario(Events),
}

/// One draw, being run. Vectors are by engine row.
#[derive(Debug)]
pub struct Lane {
    hits: Hits,
    demand: Demand,
    parameters: Parameters,
    /// By block.
    pub(super) policies: Vec<Policy>,
    pub(super) damage: Damage,
    /// Orders received, money per day.
    pub(super) orders: Vec<f64>,
    pub(super) final_demand: Vec<f64>,
    pub(super) output: Vec<f64>,
    pub(super) capacity: Vec<f64>,
    pub(super) overproduction: Vec<f64>,
    pub(super) fill: Vec<Fill>,
    /// Weight of each supplier under which the standing orders were placed.
    pub(super) weight: Vec<f64>,
    /// Output relative to baseline that inputs allow, padded.
    pub(super) limit: Vec<f64>,
    /// Output, and output wished for, relative to baseline; padded.
    pub(super) activity: Vec<f64>,
    pub(super) wanted: Vec<f64>,
    /// Weight times fill: what each supplier delivers per unit of order factor.
    pub(super) delivering: Vec<f64>,
    /// Orders delivered by block, money per day.
    pub(super) sent: Vec<f64>,
}

/// Below this a shortage counts as none, so that overproduction relaxes in spite of rounding.
const NO_SCARCITY: f64 = 1e-9;

impl Lane {
    /// A lane at the baseline.
    ///
    /// # Errors
    /// When a number has no meaning (`model::out-of-range`, `shock::out-of-range`), a shock
    /// cannot act on this economy (`shock::no-capital`, `shock::nobody-rebuilds`) or a stock target
    /// is shorter than the step (`scenario::stock-below-step`).
    pub fn new(system: &System, parameters: Parameters, shocks: &[Shock]) -> Result<Self> {
        check::parameters(system, &parameters)?;
        check::shocks(system, shocks)?;
        let hits = match system.rules.edition {
            Edition::Corrected => Hits::Corrected(Damages::new(system, shocks)?),
            Edition::Boario072 => Hits::Boario(Events::new(system, shocks)?),
        };
        let policies = system
            .blocks
            .iter()
            .map(|block| parameters.policy(block.sector, system))
            .collect::<Result<Vec<_>>>()?;
        let (n, width) = (system.len(), system.width);
        Ok(Self {
            hits,
            demand: Demand::new(system, shocks),
            overproduction: vec![parameters.alpha_base; n],
            parameters,
            policies,
            damage: Damage::new(n),
            orders: system.orders0.clone(),
            final_demand: system.final0.clone(),
            output: system.output0[..n].to_vec(),
            capacity: system.output0[..n].to_vec(),
            fill: vec![Fill::default(); n],
            weight: vec![1.0; n],
            limit: vec![f64::INFINITY; width],
            activity: vec![1.0; width],
            wanted: vec![1.0; width],
            delivering: vec![1.0; n],
            sent: vec![0.0; system.blocks.len()],
        })
    }

    /// The parameters of this lane.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Steps in which more capital was to be lost somewhere than there is; the loss was clipped.
    #[must_use]
    pub fn clipped_steps(&self) -> usize {
        self.damage.clipped
    }

    /// What the shocks do in the step that starts on `day`: damage and final demand.
    pub(super) fn act(&mut self, system: &System, day: f64) -> Result<()> {
        let step = system.rules.step;
        match &mut self.hits {
            Hits::Corrected(damages) => damages.begin(system, day, step, &mut self.damage),
            Hits::Boario(events) => events.begin(system, day, step, &mut self.damage)?,
        }
        self.demand.update(system, day, step, &mut self.final_demand);
        Ok(())
    }

    /// Damage, demand, capacity, production and rationing of the step that starts on `day`.
    pub(super) fn produce(&mut self, system: &System, number: usize, day: f64) -> Result<()> {
        self.act(system, day)?;
        for row in 0..system.len() {
            let rebuild = self.damage.rebuild[row];
            let demand = (self.orders[row] + self.final_demand[row] + rebuild).max(0.0);
            self.overproduce(system, number, row, demand);
            let baseline = system.output0[row];
            self.capacity[row] =
                baseline * self.damage.capacity_left[row] * self.overproduction[row];
            let possible = demand.min(self.capacity[row]);
            self.output[row] = possible.min(self.limit[row] * baseline);
            self.fill[row] = rationing::fill(
                system.rules.rationing,
                self.output[row],
                self.orders[row],
                self.final_demand[row],
                rebuild,
            );
        }
        Ok(())
    }

    /// The overproduction rule: capacity stretches while demand exceeds output.
    fn overproduce(&mut self, system: &System, number: usize, row: usize, demand: f64) {
        let Parameters { alpha_base, alpha_max, alpha_tau, .. } = self.parameters;
        let pace = system.rules.step / alpha_tau;
        let short = if demand > 0.0 { (demand - self.output[row]) / demand } else { 0.0 };
        let (scarcity, rest) = match system.rules.edition {
            Edition::Corrected => (short.max(0.0), short <= NO_SCARCITY),
            Edition::Boario072 if number as f64 * system.rules.step <= 1.0 => return,
            Edition::Boario072 => (short, short == 0.0),
        };
        let alpha = &mut self.overproduction[row];
        let relax = if rest { (alpha_base - *alpha) * pace } else { 0.0 };
        *alpha = (*alpha + (alpha_max - *alpha) * scarcity * pace + relax).max(1.0);
    }

    /// Books rebuilding, and prepares what the passes over the table need.
    pub(super) fn settle(&mut self, system: &System, day: f64) {
        match &mut self.hits {
            Hits::Corrected(damages) => damages.settle(&self.fill, &mut self.damage),
            Hits::Boario(events) => {
                let (orders, last, output) = (&self.orders, &self.final_demand, &self.output);
                let rebuild = self.damage.rebuild.clone();
                let fill = &self.fill;
                let share = |row: usize, asked: f64| {
                    let demand = orders[row] + last[row] + rebuild[row];
                    match system.rules.rationing {
                        // BoARIO's only rule, in its order of operations.
                        Rationing::Proportional if demand > 0.0 => asked / demand * output[row],
                        _ => asked * fill[row].rebuild,
                    }
                };
                events.settle(&self.fill, share, day, &mut self.damage);
            }
        }
        self.sent.fill(0.0);
        for row in 0..system.len() {
            let baseline = system.output0[row];
            let fill = self.fill[row].orders;
            self.delivering[row] = self.weight[row] * fill;
            self.sent[system.block_of[row]] += fill * self.orders[row];
            if baseline <= 0.0 {
                continue;
            }
            let rebuild = self.damage.rebuild_after[row];
            let demand = (self.orders[row] + self.final_demand[row] + rebuild).max(0.0);
            self.activity[row] = self.output[row] / baseline;
            self.wanted[row] = demand.min(self.capacity[row]) / baseline;
            if system.rules.orders == Orders::CapacityWeighted {
                let weight = self.capacity[row] / baseline;
                let only = system.only_supplier(system.block_of[row]).is_some();
                // Alone, a supplier gets every order, unless it is shut.
                self.weight[row] = if only { f64::from(u8::from(weight > 0.0)) } else { weight };
            }
        }
    }

    /// Change of final demand in this step by (engine row, consuming region), money per day.
    pub(super) fn demand_changes(&self) -> &[(usize, usize, f64)] {
        &self.demand.now
    }
}
