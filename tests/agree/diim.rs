//! The inoperability model on a scenario's shocks against a plain implementation of its page, and
//! what must hold for every table.

use crate::cases::{Case, boario, config};
use proptest::prelude::*;
use staves_core::diim::{Form, Interdependency, Parameters, run};
use staves_core::model::{Compounding, Edition, Rules, System};
use staves_core::shock::{Effect, Shock};
use staves_core::trajectory::{Trajectory, Variable};

fn parameters(case: &Case) -> Parameters {
    let sectors = case.economy.sectors.len();
    Parameters {
        recovery_days: (0..sectors).map(|s| 10.0 + 7.0 * s as f64).collect(),
        lambda: 0.02,
    }
}

fn trajectory(case: &Case, shocks: &[Shock]) -> Option<Trajectory> {
    let system = System::new(&case.economy, &case.rules);
    let links = Interdependency::of(&case.economy, Form::Demand).ok()?;
    run(&system, &links, &parameters(case), shocks).ok()
}

/// Total output by step, from the formulas, for capacity shocks and falling demand that multiply.
fn plainly(case: &Case) -> Vec<f64> {
    let (economy, rules) = (&case.economy, &case.rules);
    let system = System::new(economy, rules);
    let n = economy.len();
    let x = economy.output();
    let a = |i: usize, j: usize| match x[i] {
        x if x > 0.0 => economy.flows.get(i, j).max(0.0) / x,
        _ => 0.0,
    };
    let days = parameters(case).recovery_days;
    let k = |i: usize| {
        let tau = days[economy.producers[i].sector as usize];
        (-(0.02_f64).ln() * rules.step / tau / (1.0 - a(i, i))).min(0.9999)
    };
    let mut q = vec![0.0; n];
    let mut totals = Vec::new();
    for step in 0..rules.steps() {
        totals.push((0..n).map(|i| system.output_of(i) * (1.0 - q[i])).sum());
        let day = step as f64 * rules.step;
        let c = |i: usize| {
            if system.output_of(i) <= 0.0 {
                return 0.0;
            }
            let (mut left, mut demand) = (1.0, 0.0);
            for shock in &case.shocks {
                if let Effect::Capacity { rows, size } = &shock.effect
                    && rows.contains(&i)
                {
                    left *= 1.0 - size * shock.profile.mean(day, rules.step);
                }
            }
            for column in 0..economy.demand_columns.len() {
                let mut factor = 1.0;
                for shock in &case.shocks {
                    if let Effect::Demand { change, cells } = &shock.effect
                        && cells.contains(&(i, column))
                    {
                        factor *= 1.0 + change * shock.profile.mean(day, rules.step);
                    }
                }
                let normal = economy.final_demand.get(i, column) / rules.days_per_year;
                demand += normal * (factor - 1.0);
            }
            (1.0 - left + (-demand).max(0.0) / system.output_of(i)).min(1.0)
        };
        q = (0..n)
            .map(|i| {
                let passed_on: f64 = (0..n).map(|j| a(i, j) * q[j]).sum();
                (q[i] + k(i) * (passed_on + c(i) - q[i])).clamp(0.0, 1.0)
            })
            .collect();
    }
    totals
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn runs_are_the_formulas(case in boario(Edition::Corrected, &[0, 3])) {
        let rules = Rules { compounding: Compounding::Multiply, ..case.rules.clone() };
        let case = Case { rules, ..case };
        if let Some(run) = trajectory(&case, &case.shocks) {
            let wanted = plainly(&case);
            let scale = wanted[0].max(1e-9);
            for (found, wanted) in run.series(Variable::Output, 0).iter().zip(&wanted) {
                prop_assert!((found - wanted).abs() <= 1e-11 * scale, "{found} is not {wanted}");
            }
        }
    }

    #[test]
    fn output_stays_between_nothing_and_the_baseline_and_shocks_have_no_order(
        case in boario(Edition::Corrected, &[0, 1, 2, 3]),
    ) {
        let Some(run) = trajectory(&case, &case.shocks) else { return Ok(()) };
        let Some(quiet) = trajectory(&case, &[]) else { return Ok(()) };
        let (output, normal) = (run.series(Variable::Output, 0), quiet.series(Variable::Output, 0));
        prop_assert_eq!(output[0], normal[0], "the first step is the state at the start");
        for (output, normal) in output.iter().zip(normal) {
            prop_assert!(*output >= 0.0 && *output <= normal * (1.0 + 1e-12));
            prop_assert_eq!(*normal, quiet.series(Variable::Output, 0)[0]);
        }
        prop_assert!(quiet.series(Variable::FinalDemandUnmet, 0).iter().all(|unmet| *unmet == 0.0));
        prop_assert!(run.series(Variable::FinalDemandUnmet, 0).iter().all(|unmet| *unmet >= 0.0));
        let turned: Vec<Shock> = case.shocks.iter().rev().cloned().collect();
        let Some(turned) = trajectory(&case, &turned) else { return Ok(()) };
        for (a, b) in output.iter().zip(turned.series(Variable::Output, 0)) {
            prop_assert!((a - b).abs() <= 1e-9 * normal[0].max(1e-9));
        }
    }
}
