//! Running the engine on the toy table: what the tests of agreement share.

use staves_core::Economy;
use staves_core::model::{Batch, Lane, Parameters, Rules, System, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

/// The row of a producer named `region|sector`.
pub fn row(economy: &Economy, name: &str) -> usize {
    (0..economy.len()).find(|row| economy.name(*row) == name).unwrap()
}

pub fn shock(starts: f64, lasts: f64, recovery: Recovery, effect: Effect) -> Shock {
    Shock { name: "event".into(), profile: Profile { starts, lasts, recovery }, effect }
}

/// A capacity loss of one producer.
pub fn capacity(economy: &Economy, name: &str, size: f64) -> Effect {
    Effect::Capacity { rows: vec![row(economy, name)], size }
}

/// One lane through all steps.
pub fn run(
    economy: &Economy,
    rules: &Rules,
    parameters: Parameters,
    shocks: &[Shock],
    mut observe: impl FnMut(&View<'_>),
) {
    let system = System::new(economy, rules);
    let lane = Lane::new(&system, parameters, shocks).unwrap();
    let mut batch = Batch::new(&system, vec![lane], 1);
    for _ in 0..rules.steps() {
        batch.step(|view| observe(view)).unwrap();
    }
}

/// Total output relative to baseline, step by step.
pub fn output_ratio(
    economy: &Economy,
    rules: &Rules,
    parameters: Parameters,
    shocks: &[Shock],
) -> Vec<f64> {
    let baseline = economy.output().iter().sum::<f64>() / rules.days_per_year;
    let mut ratio = Vec::new();
    run(economy, rules, parameters, shocks, |view| {
        ratio.push(view.production_in_engine_order().iter().sum::<f64>() / baseline);
    });
    ratio
}

/// Share of output lost over the run.
pub fn loss(ratio: &[f64]) -> f64 {
    1.0 - ratio.iter().sum::<f64>() / ratio.len() as f64
}
