//! Running the engine on the toy table: what the tests of agreement share.

use crate::cases::Case;
use crate::reference::Day;
use crate::reference::blur::Blur;
use crate::reference::corrected::Corrected;
use staves_core::Economy;
use staves_core::model::{Batch, Lane, Parameters, Rules, System, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

/// The row of a producer named `region|sector`.
pub fn row(economy: &Economy, name: &str) -> usize {
    (0..economy.len()).find(|row| economy.name(*row) == name).unwrap()
}

pub fn shock(starts: f64, lasts: f64, recovery: Recovery, effect: Effect) -> Shock {
    Shock { name: "event".into(), profile: Profile { starts, ramp: 0.0, lasts, recovery }, effect }
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

/// Runs one lane; `None` when the shocks cannot act on this economy or BoARIO stops.
pub fn run_case(case: &Case, groups: usize, mut observe: impl FnMut(&View<'_>)) -> Option<()> {
    let system = System::new(&case.economy, &case.rules);
    let lane = Lane::new(&system, case.parameters.clone(), &case.shocks).ok()?;
    let mut batch = Batch::new(&system, vec![lane], groups);
    for _ in 0..case.rules.steps() {
        if let Err(error) = batch.step(|view| observe(view)) {
            assert!(["run::crashed", "shock::above-capital"].contains(&error.code()), "{error:?}");
            return None;
        }
    }
    Some(())
}

/// Output of every producer in every step, in the economy's order.
pub fn production(case: &Case, groups: usize) -> Option<Vec<Vec<f64>>> {
    let mut days = Vec::new();
    run_case(case, groups, |view| {
        days.push((0..view.system().len()).map(|row| view.production(row)).collect());
    })?;
    Some(days)
}

/// Relative error of every value in the blurred runs.
const BLUR: f64 = 1e-10;

/// The plain implementation's steps of a case, each with the tolerance to compare it with; `None`
/// when nobody makes a product that rebuilds.
///
/// Where the rules multiply any change (orders that answer a fall in output with a larger fall,
/// small differences of large sums), they multiply rounding too. Runs with a relative error in
/// every value of every step show by how much: the tolerance is 1e-12, or what errors of 1e-14
/// grow to. Steps in which they grow above 1e-9 are left out.
pub fn plain_run(case: &Case) -> Option<Vec<(Day, f64)>> {
    let new =
        |blur| Corrected::new(&case.economy, &case.rules, &case.parameters, &case.shocks, blur);
    let mut plain = new(Blur::default())?;
    let mut others: Vec<Corrected> = Vec::new();
    for stream in 0..4 {
        others.push(new(Blur::new(BLUR, stream))?);
    }
    let (size, mut growth) = (plain.table.x.clone(), 0.0_f64);
    let mut days = Vec::new();
    for _ in 0..case.rules.steps() {
        let day = plain.step();
        for other in others.iter_mut().map(Corrected::step) {
            growth = growth.max(difference(&day, &other, &size) / BLUR);
        }
        if growth > 1e5 {
            break;
        }
        days.push((day, f64::max(1e-12, 1e-14 * growth)));
    }
    Some(days)
}

/// The largest difference between two runs of a step, relative to the baseline of its producer.
fn difference(one: &Day, other: &Day, size: &[f64]) -> f64 {
    let pairs = [
        (&one.production, &other.production),
        (&one.orders, &other.orders),
        (&one.delivered, &other.delivered),
        (&one.final_delivered, &other.final_delivered),
    ];
    let mut most = 0.0_f64;
    for row in (0..size.len()).filter(|row| size[*row] > 0.0) {
        for (one, other) in pairs {
            most = most.max((one[row] - other[row]).abs() / size[row]);
        }
        most = most.max((one.overproduction[row] - other.overproduction[row]).abs());
    }
    most
}
