//! Random rules: the published models, and any mix of their parts.

use super::Numbers;
use proptest::prelude::*;
use staves_core::Economy;
use staves_core::model::{
    Binding, Compounding, Consumption, Edition, Inputs, Labour, Orders, Parameters, Preset,
    Priority, Rationing, Restocking, Rules,
};
use std::sync::Arc;

/// Which rules a property is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// A published model with any rationing rule and criticality.
    Preset(Preset),
    /// Any parts together.
    Mix,
    /// Any of the others.
    Any,
}

pub const PRESETS: [Preset; 3] = [Preset::Ario, Preset::Pichler, Preset::InoueTodo];

/// The parts that BoARIO's edition has too.
pub fn boario(edition: Edition, numbers: &mut Numbers) -> Rules {
    let step = numbers.of(&[0.5, 1.0, 2.0]);
    Rules {
        edition,
        orders: numbers.of(&[Orders::CapacityWeighted, Orders::FixedShares]),
        rationing: numbers.of(&[Rationing::Proportional, Rationing::IntermediateFirst]),
        compounding: compounding(numbers),
        step,
        days: 30.0 * step,
        ..Rules::default()
    }
}

fn compounding(numbers: &mut Numbers) -> Compounding {
    numbers.of(&[Compounding::Multiply, Compounding::Max, Compounding::Add])
}

/// Rules of a model for an economy, over `steps` steps, with some rationing rule or any.
pub fn rules(
    model: Model,
    served: Option<usize>,
    economy: &Economy,
    steps: usize,
    numbers: &mut Numbers,
) -> Rules {
    let model = match model {
        Model::Any => match numbers.below(4) {
            3 => Model::Mix,
            preset => Model::Preset(PRESETS[preset]),
        },
        model => model,
    };
    let mut rules = match model {
        Model::Preset(preset) => Rules::preset(preset),
        _ => mix(numbers),
    };
    let served = served.unwrap_or_else(|| numbers.below(RATIONINGS));
    rules.rationing = rationing(economy, served, numbers);
    rules.criticality = criticality(&rules, economy, numbers);
    rules.compounding = compounding(numbers);
    rules.step = numbers.of(&[1.0, 1.0, 0.5, 2.0]);
    rules.days = rules.step * steps as f64;
    rules
}

fn mix(numbers: &mut Numbers) -> Rules {
    Rules {
        orders: numbers.of(&[Orders::CapacityWeighted, Orders::FixedShares]),
        restocking: numbers.of(&[
            Restocking::TopUp,
            Restocking::DemandLed,
            Restocking::OutputLed,
            Restocking::OutputLedFixedTarget,
            Restocking::OutputLedTopUp,
        ]),
        binding: numbers.of(&[Binding::BelowTarget, Binding::WholeStock]),
        inputs: numbers.of(&[
            Inputs::Leontief,
            Inputs::StronglyCritical,
            Inputs::HalfCritical,
            Inputs::WeaklyCritical,
            Inputs::Linear,
        ]),
        labour: numbers.of(&[Labour::Fixed, Labour::HireFire]),
        consumption: numbers.of(&[Consumption::Baseline, Consumption::PermanentIncome]),
        ..Rules::default()
    }
}

fn criticality(rules: &Rules, economy: &Economy, numbers: &mut Numbers) -> Option<Arc<Vec<f64>>> {
    let cells = economy.sectors.len().pow(2);
    let matrix = (0..cells).map(|_| numbers.of(&[1.0, 1.0, 0.5, 0.0])).collect();
    rules.asks_criticality().then(|| Arc::new(matrix))
}

/// How many rationing rules there are, priority classes with and without the lowest first.
pub const RATIONINGS: usize = 6;

/// A rationing rule by number, with up to four classes.
fn rationing(economy: &Economy, served: usize, numbers: &mut Numbers) -> Rationing {
    match served {
        0 => Rationing::Proportional,
        1 => Rationing::IntermediateFirst,
        2 => Rationing::HouseholdsFirst,
        3 => Rationing::LowestFirst,
        _ => {
            let count = 1 + numbers.below(4);
            let weights: Vec<f64> = (0..count).map(|_| numbers.next()).collect();
            let all: f64 = weights.iter().sum::<f64>() + 0.01;
            let set_aside = numbers.of(&[0.0, 0.5, 0.99]);
            let mut class = || numbers.below(count);
            Rationing::Priority(Arc::new(Priority {
                producers: (0..economy.len()).map(|_| class()).collect(),
                final_demand: economy.demand_columns.iter().map(|_| class()).collect(),
                rebuilding: class(),
                quotas: weights.iter().map(|weight| set_aside * weight / all).collect(),
                lowest_first: served == RATIONINGS - 1,
            }))
        }
    }
}

/// Stocks that never bind, and stocks from a week to a season.
pub fn parameters(sectors: usize) -> impl Strategy<Value = Parameters> {
    let days = prop_oneof![1 => Just(f64::INFINITY), 4 => 7.0..90.0_f64];
    let people = (
        (2.0..60.0_f64, 2.0..60.0_f64, 0.0..=1.0_f64),
        (0.0..=1.0_f64, 0.0..=1.0_f64, 0.8..1.2_f64),
    );
    let passed = prop_oneof![1 => Just(1.0), 2 => 0.0..=1.0_f64];
    let prices =
        (prop::collection::vec(passed, sectors), prop_oneof![1 => Just(0.0), 2 => 0.0..3.0_f64]);
    (
        (0.3..=1.0_f64, 1.0..1.6_f64, 40.0..400.0_f64),
        prop::collection::vec((days, any::<bool>()), sectors),
        prop::collection::vec(2.0..60.0_f64, sectors),
        people,
        prices,
    )
        .prop_map(
            |((psi, alpha_max, alpha_tau), inventory, restoration_days, people, prices)| {
                let (pass_through, elasticity) = prices;
                let ((hiring_days, firing_days, consumption_memory), people) = people;
                let (benefits, saving, expected_income) = people;
                Parameters {
                    psi,
                    alpha_base: 1.0,
                    alpha_max,
                    alpha_tau,
                    inventory_days: inventory.iter().map(|(days, _)| *days).collect(),
                    own_inventory: inventory.iter().map(|(_, own)| *own).collect(),
                    restoration_days,
                    hiring_days,
                    firing_days,
                    consumption_memory,
                    benefits,
                    saving,
                    expected_income,
                    pass_through,
                    elasticity,
                }
            },
        )
}
