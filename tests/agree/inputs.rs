//! The five input functions against each other, and the lowest ratio first against a search.

use crate::cases::rules::Model;
use crate::cases::{Case, cases, config};
use crate::reference::rationing::lowest_ratio_first;
use crate::runs::run_case;
use proptest::prelude::*;
use staves_core::model::{Binding, Inputs, Preset, Rules};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};
use std::sync::Arc;

/// Output of the first step, after losses of stocks, under one input function.
fn first_output(case: &Case, inputs: Inputs, criticality: &[f64]) -> Vec<f64> {
    let criticality = Some(Arc::new(criticality.to_vec()));
    let rules = Rules { inputs, criticality, days: case.rules.step, ..case.rules.clone() };
    let mut output = Vec::new();
    run_case(&Case { rules, ..case.clone() }, 1, |view| {
        output = (0..view.system().len()).map(|row| view.production(row)).collect();
    });
    output
}

proptest! {
    #![proptest_config(config(300))]

    /// Output is at most the baseline's here, without spare capacity or overproduction: above it
    /// half of output may be held up by what strongly critical inputs still allow.
    #[test]
    fn fewer_inputs_that_count_let_more_be_made(
        case in cases(Model::Preset(Preset::Pichler)),
        lost in prop::collection::vec(0.0..=1.0_f64, 5),
        critical in prop::collection::vec(0_u8..=2, 25),
        whole in any::<bool>(),
    ) {
        let mut case = case;
        let mut parts = (*case.economy).clone();
        parts.attributes.retain(|attribute| attribute.name != "spare_capacity");
        case.economy = staves_core::Economy::new(parts).unwrap();
        case.parameters.alpha_max = 1.0;
        case.parameters.expected_income = 1.0;
        case.rules.binding = if whole { Binding::WholeStock } else { Binding::BelowTarget };
        let sectors = case.economy.sectors.len();
        case.shocks = (0..sectors).map(|product| Shock {
            name: format!("loss {product}"),
            profile: Profile { starts: 0.0, ramp: 0.0, lasts: 1.0, recovery: Recovery::Sudden },
            // Whole stocks are days of use: only large losses bind.
            effect: Effect::Inventory {
                inputs: vec![product],
                buyers: (0..case.economy.len()).collect(),
                size: if whole { 1.0 - 0.05 * lost[product] } else { lost[product] },
            },
        }).collect();
        let matrix: Vec<f64> =
            (0..sectors * sectors).map(|cell| f64::from(critical[cell]) / 2.0).collect();
        let of = |inputs| first_output(&case, inputs, &matrix);
        let chain = [
            Inputs::Leontief,
            Inputs::StronglyCritical,
            Inputs::HalfCritical,
            Inputs::WeaklyCritical,
        ].map(of);
        let below = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).all(|(a, b)| *a <= b * (1.0 + 1e-14))
        };
        prop_assert!(chain.windows(2).all(|pair| below(&pair[0], &pair[1])), "{chain:?}");
        prop_assert!(below(&chain[0], &of(Inputs::Linear)));

        let all = vec![1.0; sectors * sectors];
        let leontief = first_output(&case, Inputs::Leontief, &all);
        for inputs in [Inputs::StronglyCritical, Inputs::HalfCritical, Inputs::WeaklyCritical] {
            prop_assert_eq!(&first_output(&case, inputs, &all), &leontief);
        }
    }

    #[test]
    fn the_lowest_ratio_first_is_a_level_found_by_halving(
        clients in prop::collection::vec((0.01..3.0_f64, 0.01..3.0_f64), 1..9),
        share in 0.0..1.0_f64,
    ) {
        let asked: f64 = clients.iter().map(|(order, _)| order).sum();
        let at = |level: f64| clients.iter().map(move |(order, usual)| order.min(level * usual));
        let (mut low, mut high) = (0.0, 1000.0);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            let below = at(middle).sum::<f64>() < share * asked;
            (low, high) = if below { (middle, high) } else { (low, middle) };
        }
        for (given, wanted) in lowest_ratio_first(&clients, share * asked).iter().zip(at(low)) {
            prop_assert!((given - wanted).abs() <= 1e-12 * asked, "{given} is not {wanted}");
        }
    }
}
