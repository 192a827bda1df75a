//! Cases at the edge of what a table or a shock can be (docs/src/models/dynamic.md).

use crate::cases::economy;
use crate::runs::{run, shock};
use staves_core::Economy;
use staves_core::model::{Edition, Lane, Parameters, Rationing, Rules, System};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Rebuild, Shock};

/// One region; rows of flows, and households and inventories by sector.
fn table<const N: usize>(flows: [[f64; N]; N], demand: [[f64; 2]; N]) -> Economy {
    Economy::new(economy(1, N, flows.concat(), demand.concat())).unwrap()
}

fn plain() -> Economy {
    table([[10., 20.], [30., 5.]], [[70., 0.], [65., 0.]])
}

fn refusal(economy: &Economy, rules: &Rules, parameters: Parameters, shocks: &[Shock]) -> String {
    let system = System::new(economy, rules);
    Lane::new(&system, parameters, shocks).unwrap_err().code().to_owned()
}

fn capital(row: usize, money: f64) -> Effect {
    Effect::Capital { lost: vec![(row, money)], rebuild: None }
}

#[test]
fn a_producer_without_output_stays_so_and_changes_nothing_for_others() {
    let with =
        table([[10., 20., 0.], [30., 5., 0.], [0., 0., 0.]], [[70., 0.], [65., 0.], [0., 0.]]);
    let effect = || Effect::Capacity { rows: vec![0], size: 0.5 };
    let shocks = [shock(2.0, 5.0, Recovery::Linear { days: 5.0 }, effect())];
    let rules = Rules { days: 30.0, ..Rules::default() };
    let mut wanted = Vec::new();
    run(&plain(), &rules, Parameters::new(2), &shocks, |view| {
        wanted.push([0, 1].map(|row| view.production(row)));
    });
    // The dead sector is hit as well.
    let mut shocks = shocks.to_vec();
    shocks.push(shock(3.0, 5.0, Recovery::Sudden, Effect::Capacity { rows: vec![2], size: 1.0 }));
    run(&with, &rules, Parameters::new(3), &shocks, |view| {
        assert_eq!([0, 1].map(|row| view.production(row)), wanted[view.step]);
        assert_eq!(view.production(2), 0.0);
        assert!(view.overproduction(2).is_finite() && view.final_delivered(2) == 0.0);
    });
}

#[test]
fn a_producer_that_sells_only_to_producers_without_output_takes_no_part() {
    // The third sells to the fourth alone, and the fourth has nothing but withdrawals from stocks.
    let flows = [[10., 20., 5., 1.], [30., 5., 5., 1.], [0., 0., 0., 4.], [1., 0., 0., 0.]];
    let economy = table(flows, [[70., 0.], [65., 0.], [0., 0.], [0., -2.]]);
    assert!(economy.output()[2] > 0.0 && economy.output()[3] < 0.0);
    let system = System::new(&economy, &Rules::default());
    assert_eq!(system.inactive(), [2, 3]);
    let rules = Rules { days: 30.0, ..Rules::default() };
    run(&economy, &rules, Parameters::new(4), &[], |view| {
        for row in 0..4 {
            assert_eq!(view.production(row), view.system().output_of(row));
        }
        assert_eq!(view.production(2), 0.0);
    });
}

#[test]
fn capital_that_is_not_there_cannot_be_lost() {
    // Inputs of the second cost more than its output: value added is below zero, capital is zero.
    let economy = table([[10., 90.], [30., 5.]], [[70., 0.], [20., 0.]]);
    assert!(economy.value_added()[1] < 0.0);
    for edition in [Edition::Corrected, Edition::Boario072] {
        let rules = Rules { edition, ..Rules::default() };
        assert_eq!(System::new(&economy, &rules).capital_of(1), 0.0);
        let shocks = [shock(2.0, 5.0, Recovery::Sudden, capital(1, 3.0))];
        assert_eq!(refusal(&economy, &rules, Parameters::new(2), &shocks), "shock::no-capital");
    }
}

#[test]
fn losses_above_all_capital_are_cut_and_counted_and_stop_the_compatible_edition() {
    let economy = plain();
    let rules = Rules { days: 20.0, ..Rules::default() };
    let system = System::new(&economy, &rules);
    let all = system.capital_of(0);
    let shocks = [0.7, 0.8].map(|share| shock(2.0, 5.0, Recovery::Sudden, capital(0, share * all)));
    let lane = Lane::new(&system, Parameters::new(2), &shocks).unwrap();
    let mut batch = staves_core::model::Batch::new(&system, vec![lane], 1);
    for _ in 0..rules.steps() {
        batch
            .step(|view| {
                if (2..7).contains(&view.step) {
                    assert_eq!(view.capital_to_recover(0), all);
                    assert_eq!((view.production(0), view.production_capacity(0)), (0.0, 0.0));
                }
            })
            .unwrap();
    }
    assert_eq!(batch.lanes()[0].clipped_steps(), 5);

    let rules = Rules { edition: Edition::Boario072, ..rules };
    let system = System::new(&economy, &rules);
    let lane = Lane::new(&system, Parameters::new(2), &shocks).unwrap();
    let mut batch = staves_core::model::Batch::new(&system, vec![lane], 1);
    let error = (0..rules.steps()).find_map(|_| batch.step(|_| ()).err()).unwrap();
    assert_eq!(error.code(), "shock::above-capital");
}

#[test]
fn an_input_with_endless_stock_never_binds_and_is_never_written() {
    let parameters = Parameters { inventory_days: vec![f64::INFINITY; 2], ..Parameters::new(2) };
    let effect = Effect::Capacity { rows: vec![0], size: 1.0 };
    let shocks = [shock(2.0, 50.0, Recovery::Sudden, effect)];
    let rules = Rules { days: 60.0, ..Rules::default() };
    run(&plain(), &rules, parameters, &shocks, |view| {
        assert_eq!(view.stock(0, 1), None);
        // Only the demand of the first is missing at the second: its final demand is met.
        let ratio = view.final_delivered(1) / view.final_demand(1);
        assert_eq!(ratio, 1.0, "day {}", view.step);
    });
}

/// All demand on the first falls away, and its orders too where it is the only buyer.
#[test]
fn without_demand_nothing_is_made_and_nothing_is_undefined() {
    let economy = table([[0., 0.], [30., 0.]], [[70., 0.], [0., 0.]]);
    let effect = Effect::Demand { change: -1.0, cells: vec![(0, 0)] };
    for rationing in [Rationing::Proportional, Rationing::IntermediateFirst] {
        let rules = Rules { days: 200.0, rationing, ..Rules::default() };
        let shocks = [shock(5.0, 400.0, Recovery::Sudden, effect.clone())];
        run(&economy, &rules, Parameters::new(2), &shocks, |view| {
            if view.step > 10 {
                assert_eq!((view.production(0), view.production(1)), (0.0, 0.0));
                assert_eq!(view.final_delivered(0), 0.0);
                assert!(view.overproduction(0) == 1.0 && view.stock(1, 0).unwrap().is_finite());
            }
        });
    }
}

/// Net sales out of inventories serve orders when they exceed all other demand.
#[test]
fn inventories_go_on_serving_orders_when_demand_falls_below_them() {
    // The second sells 30 to the first, 60 to households, and draws 50 from inventories.
    let economy = table([[0., 0.], [30., 0.]], [[70., 0.], [60., -50.]]);
    let effect = Effect::Demand { change: -1.0, cells: vec![(1, 0)] };
    let shocks = [shock(5.0, 400.0, Recovery::Sudden, effect)];
    let rules = Rules { days: 60.0, ..Rules::default() };
    run(&economy, &rules, Parameters::new(2), &shocks, |view| {
        if view.step >= 5 {
            assert!(view.intermediate_demand(1) + view.final_demand(1) < 0.0);
            assert_eq!(view.production(1), 0.0);
            assert_eq!(view.intermediate_delivered(1), view.intermediate_demand(1));
            let balance = view.intermediate_delivered(1) + view.final_delivered(1);
            assert!(balance.abs() < 1e-15, "what is drawn is what is sent: {balance}");
        }
        assert!((view.production(0) / view.system().output_of(0) - 1.0).abs() < 1e-12);
    });
}

#[test]
fn all_suppliers_may_stop_and_come_back() {
    let economy = plain();
    let effect = Effect::Capacity { rows: vec![0, 1], size: 1.0 };
    let shocks = [shock(3.0, 5.0, Recovery::Sudden, effect)];
    let rules = Rules { days: 400.0, ..Rules::default() };
    let mut last = [0.0; 2];
    run(&economy, &rules, Parameters::new(2), &shocks, |view| {
        last = [0, 1].map(|row| view.production(row) / view.system().output_of(row));
        if (3..8).contains(&view.step) {
            assert_eq!(last, [0.0, 0.0]);
        }
    });
    assert!(last.iter().all(|ratio| (ratio - 1.0).abs() < 0.05), "{last:?}");
}

#[test]
fn equal_shocks_with_equal_names_are_two_shocks() {
    let effect = Effect::Capacity { rows: vec![0], size: 0.5 };
    let one = shock(2.0, 5.0, Recovery::Sudden, effect);
    let rules = Rules { days: 5.0, ..Rules::default() };
    run(&plain(), &rules, Parameters::new(2), &[one.clone(), one], |view| {
        let wanted = if view.step >= 2 { 0.25 } else { 1.0 };
        let capacity = view.production_capacity(0) / view.overproduction(0);
        assert!((capacity / view.system().output_of(0) - wanted).abs() < 1e-15);
    });
}

#[test]
fn a_stock_shorter_than_the_step_is_refused() {
    let parameters = Parameters { inventory_days: vec![90.0, 1.2], ..Parameters::new(2) };
    let code = refusal(&plain(), &Rules::default(), parameters, &[]);
    assert_eq!(code, "scenario::stock-below-step");
    // The peer takes two steps instead.
    let rules = Rules { edition: Edition::Boario072, ..Rules::default() };
    let parameters = Parameters { inventory_days: vec![90.0, 0.5], ..Parameters::new(2) };
    Lane::new(&System::new(&plain(), &rules), parameters, &[]).unwrap();
}

#[test]
fn a_product_that_nobody_makes_cannot_rebuild() {
    let economy = table([[10., 0.], [0., 0.]], [[70., 0.], [0., 0.]]);
    let rebuild = Rebuild { days: 60.0, mix: vec![(1, 1.0)], factor: 1.0, final_users: vec![] };
    let effect = Effect::Capital { lost: vec![(0, 3.0)], rebuild: Some(rebuild) };
    let shocks = [shock(2.0, 5.0, Recovery::Sudden, effect)];
    let code = refusal(&economy, &Rules::default(), Parameters::new(2), &shocks);
    assert_eq!(code, "shock::nobody-rebuilds");
}

/// Numbers that would panic, or run and mean nothing, are refused when a lane is made.
#[test]
fn numbers_without_meaning_are_refused() {
    let economy = plain();
    let (nan, base) = (f64::NAN, Parameters::new(2));
    let parameters = [
        Parameters { psi: 0.0, ..base.clone() },
        Parameters { psi: nan, ..base.clone() },
        Parameters { alpha_base: 0.5, ..base.clone() },
        Parameters { alpha_max: 0.9, ..base.clone() },
        Parameters { alpha_tau: 0.0, ..base.clone() },
        Parameters { alpha_tau: nan, ..base.clone() },
        Parameters { inventory_days: vec![90.0], ..base.clone() },
        Parameters { inventory_days: vec![90.0, nan], ..base.clone() },
        Parameters { restoration_days: vec![60.0, -1.0], ..base.clone() },
    ];
    for parameters in parameters {
        let shown = format!("{parameters:?}");
        let code = refusal(&economy, &Rules::default(), parameters, &[]);
        assert_eq!(code, "model::out-of-range", "{shown}");
    }
    for rules in [
        Rules { step: 0.0, ..Rules::default() },
        Rules { step: nan, ..Rules::default() },
        Rules { days_per_year: 0.0, ..Rules::default() },
        Rules { capital_to_value_added: nan, ..Rules::default() },
    ] {
        assert_eq!(refusal(&economy, &rules, base.clone(), &[]), "model::out-of-range");
    }

    let rebuild = Rebuild { days: 60.0, mix: vec![(1, 1.0)], factor: 1.0, final_users: vec![] };
    let rebuilt =
        |rebuild: Rebuild| Effect::Capital { lost: vec![(0, 3.0)], rebuild: Some(rebuild) };
    let effects = [
        Effect::Capacity { rows: vec![0], size: 1.1 },
        Effect::Capacity { rows: vec![0], size: -0.1 },
        Effect::Capacity { rows: vec![0], size: nan },
        Effect::Capacity { rows: vec![2], size: 0.5 },
        capital(0, nan),
        capital(0, -1.0),
        capital(7, 1.0),
        Effect::Demand { change: -1.5, cells: vec![(0, 0)] },
        Effect::Demand { change: f64::INFINITY, cells: vec![(0, 0)] },
        Effect::Demand { change: 0.5, cells: vec![(0, 9)] },
        rebuilt(Rebuild { days: 0.0, ..rebuild.clone() }),
        rebuilt(Rebuild { factor: 0.0, ..rebuild.clone() }),
        rebuilt(Rebuild { mix: vec![(1, 0.7)], ..rebuild.clone() }),
        rebuilt(Rebuild { mix: vec![(5, 1.0)], ..rebuild.clone() }),
        rebuilt(Rebuild { mix: vec![], ..rebuild.clone() }),
        rebuilt(Rebuild { final_users: vec![(9, 1.0)], ..rebuild.clone() }),
    ];
    for effect in effects {
        let shown = format!("{effect:?}");
        let shocks = [shock(2.0, 5.0, Recovery::Sudden, effect)];
        let code = refusal(&economy, &Rules::default(), base.clone(), &shocks);
        assert_eq!(code, "shock::out-of-range", "{shown}");
    }

    for profile in [
        Profile { starts: nan, ramp: 0.0, lasts: 1.0, recovery: Recovery::Sudden },
        Profile { starts: 1.0, ramp: 0.0, lasts: -1.0, recovery: Recovery::Sudden },
        Profile { starts: 1.0, ramp: 0.0, lasts: nan, recovery: Recovery::Sudden },
        Profile { starts: 1.0, ramp: -1.0, lasts: 1.0, recovery: Recovery::Sudden },
        Profile { starts: 1.0, ramp: 0.0, lasts: 1.0, recovery: Recovery::Threshold { days: nan } },
        Profile { starts: 1.0, ramp: 0.0, lasts: 1.0, recovery: Recovery::Linear { days: 0.0 } },
        Profile {
            starts: 1.0,
            ramp: 0.0,
            lasts: 1.0,
            recovery: Recovery::Exponential { days: 1.0 },
        },
        Profile { starts: 1.0, ramp: 0.0, lasts: 1.0, recovery: Recovery::Convex { days: nan } },
        Profile {
            starts: 1.0,
            ramp: 0.0,
            lasts: 1.0,
            recovery: Recovery::SShaped { days: 9.0, half: 1.0 },
        },
    ] {
        let effect = Effect::Capacity { rows: vec![0], size: 0.5 };
        let shocks = [Shock { name: "loss".into(), profile: profile.clone(), effect }];
        let code = refusal(&economy, &Rules::default(), base.clone(), &shocks);
        assert_eq!(code, "shock::out-of-range", "{profile:?}");
    }
}
