//! A run of the dynamic model on a scenario's shocks (docs/src/models/diim.md, "From a scenario").

use super::Interdependency;
use crate::error::Result;
use crate::model::{self, Forcing, System};
use crate::shock::Shock;
use crate::trajectory::{Recorder, Trajectory};

/// Parameters of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Days until a share `lambda` of an inoperability of its own is left, by sector id.
    pub recovery_days: Vec<f64>,
    /// That share.
    pub lambda: f64,
}

/// Runs the recursion from full operation: output is baseline · (1 − q).
///
/// # Errors
/// Of the shocks.
pub fn run(
    system: &System,
    interdependency: &Interdependency,
    parameters: &Parameters,
    shocks: &[Shock],
) -> Result<Trajectory> {
    let (economy, rules) = (&system.economy, &system.rules);
    let of_sector = |row: usize| parameters.recovery_days[economy.producers[row].sector as usize];
    let recovery: Vec<f64> = (0..economy.len()).map(of_sector).collect();
    let resilience = interdependency.resilience(&recovery, parameters.lambda, rules.step);
    let engine = model::Parameters::new(economy.sectors.len());
    let mut forcing = Forcing::new(system, never_binding(engine), shocks)?;
    let mut recorder = Recorder::new(system, rules.steps());
    let mut q = vec![0.0; economy.len()];
    let all: f64 = (0..economy.len()).map(|row| system.output_of(row)).sum();
    for step in 0..rules.steps() {
        forcing.step(step as f64 * rules.step)?;
        let output: Vec<f64> =
            q.iter().enumerate().map(|(row, q)| system.output_of(row) * (1.0 - q)).collect();
        let disabled = (0..economy.len())
            .map(|row| system.output_of(row) * (1.0 - forcing.capacity_left(row)))
            .sum::<f64>();
        let unmet = unmet(system, &forcing, &q);
        recorder.keep(system, step, &output, &unmet, disabled / all.max(f64::MIN_POSITIVE));
        q = interdependency.next(&q, &perturbation(system, &forcing), &resilience);
    }
    Ok(recorder.finish())
}

/// The engine's parameters stand idle here; stocks that never bind suit any step.
fn never_binding(mut parameters: model::Parameters) -> model::Parameters {
    parameters.inventory_days.fill(f64::INFINITY);
    parameters.restoration_days.fill(f64::INFINITY);
    parameters
}

/// c*: capacity lost, and fallen final demand as a share of output; at most 1. Risen demand has no
/// place in a model of what is lost.
fn perturbation(system: &System, forcing: &Forcing<'_>) -> Vec<f64> {
    let of = |row: usize| {
        let baseline = system.output_of(row);
        if baseline <= 0.0 {
            return 0.0;
        }
        let normal: f64 = system.final_demand_of(row).iter().sum();
        let fallen = (normal - forcing.final_demand(row)).max(0.0) / baseline;
        (1.0 - forcing.capacity_left(row) + fallen).min(1.0)
    };
    (0..system.len()).map(of).collect()
}

/// Final users share a producer's shortfall with its other buyers; what they no longer want is not
/// missed. By consuming region × product.
fn unmet(system: &System, forcing: &Forcing<'_>, q: &[f64]) -> Vec<f64> {
    let economy = &system.economy;
    let sectors = economy.sectors.len();
    let mut unmet = vec![0.0; economy.regions.len() * sectors];
    for (row, producer) in economy.producers.iter().enumerate() {
        let by_region = system.final_demand_of(row);
        let normal: f64 = by_region.iter().sum();
        let short = forcing.final_demand(row).min(normal) - normal * (1.0 - q[row]);
        if q[row] == 0.0 || normal <= 0.0 || short <= 0.0 {
            continue;
        }
        for (region, demand) in by_region.iter().enumerate() {
            unmet[region * sectors + producer.sector as usize] += short * demand / normal;
        }
    }
    unmet
}
