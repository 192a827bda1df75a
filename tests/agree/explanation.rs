//! What bound whom, seen from outside: the causes of a loss add up to it, what is named as
//! binding is what the engine obeyed, and taking it away lifts the output.

use crate::cases::{Case, boario, config};
use crate::runs::run_case;
use proptest::prelude::*;
use staves_core::explanation::Explanation;
use staves_core::model::{Bottleneck, Edition, System, View};

/// The output that a stock allows, from the documented rule.
fn allowed(case: &Case, view: &View<'_>, input: usize, buyer: usize) -> Option<f64> {
    let (economy, parameters) = (&case.economy, &case.parameters);
    let idle = view.system().inactive();
    let bought: f64 = (0..economy.len())
        .filter(|row| economy.producers[*row].sector as usize == input && !idle.contains(row))
        .map(|row| economy.flows.get(row, buyer).max(0.0))
        .sum();
    let per_output = bought / case.rules.days_per_year / view.system().output_of(buyer);
    let stock = view.stock(input, buyer)?;
    (per_output > 1e-5)
        .then(|| stock / (parameters.psi * parameters.inventory_days[input] * per_output))
}

fn check(case: &Case) {
    let system = System::new(&case.economy, &case.rules);
    let mut explanation = Explanation::new(&system, case.rules.steps());
    let (mut lost, mut made) = (0.0, 0.0);
    let ran = run_case(case, 1, |view| {
        explanation.observe(view);
        for row in 0..system.len() {
            let (output, baseline) = (view.production(row), system.output_of(row));
            lost += (baseline - output) * case.rules.step;
            made += baseline * case.rules.step;
            let demand =
                view.intermediate_demand(row) + view.final_demand(row) + view.rebuild_demand(row);
            match view.bottleneck(row) {
                Bottleneck::Demand => assert!(output >= demand.max(0.0) * (1.0 - 1e-12)),
                Bottleneck::Capital | Bottleneck::Labour | Bottleneck::Capacity => {
                    assert_eq!(output, view.production_capacity(row));
                }
                Bottleneck::Input(input) => {
                    assert!(output < demand && output < view.production_capacity(row));
                    let named = allowed(case, view, input, row).expect("it can bind");
                    assert!((named - output).abs() <= 1e-9 * baseline, "{named} is not {output}");
                    for other in 0..case.economy.sectors.len() {
                        let least = allowed(case, view, other, row).unwrap_or(f64::INFINITY);
                        assert!(least >= named - 1e-9 * baseline);
                    }
                }
            }
        }
    });
    if ran.is_none() {
        return;
    }
    let by_cause: f64 = explanation.by_cause().values().map(|(lost, _)| lost).sum();
    assert!((by_cause - lost).abs() <= 1e-12 * made, "{by_cause} is not {lost}");
    assert!((explanation.total() - lost).abs() <= 1e-12 * made);
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn causes_add_up_to_the_loss_and_name_what_bound(
        corrected in boario(Edition::Corrected, &[0, 1, 2, 3]),
        compatible in boario(Edition::Boario072, &[0, 1]),
    ) {
        check(&corrected);
        check(&compatible);
    }
}
