//! Shocks on links, stocks and labour, and classes with quotas, by hand.

use crate::cases::economy;
use crate::runs::{run, shock};
use staves_core::Economy;
use staves_core::economy::Attribute;
use staves_core::model::{Orders, Parameters, Priority, Rationing, Rules};
use staves_core::profile::Recovery;
use staves_core::shock::{Effect, Links};
use std::sync::Arc;

/// Two regions that both make ore and steel; steel of both buys 30 of ore at home and 10 abroad.
/// Nobody but steel buys ore. Money a year of 365 days is money a day times 365.
pub fn two_regions() -> Economy {
    let year = 365.0;
    let mut flows = vec![0.0; 16];
    for (supplier, buyer, money) in [(0, 1, 30.0), (2, 1, 10.0), (0, 3, 10.0), (2, 3, 30.0)] {
        flows[supplier * 4 + buyer] = money * year;
    }
    let mut demand = vec![0.0; 16];
    demand[4] = 100.0 * year;
    demand[3 * 4 + 2] = 100.0 * year;
    let mut parts = economy(2, 2, flows, demand);
    parts.attributes.push(Attribute {
        name: "spare_capacity".into(),
        unit: String::new(),
        estimated: false,
        values: vec![0.5; 4],
    });
    Economy::new(parts).unwrap()
}

pub fn fixed() -> (Rules, Parameters) {
    let rules = Rules { orders: Orders::FixedShares, days: 12.0, ..Rules::default() };
    (rules, Parameters { alpha_max: 1.0, ..Parameters::new(2) })
}

fn link(supplier: usize, buyers: Vec<usize>, columns: Vec<usize>) -> Vec<Links> {
    vec![Links { suppliers: vec![supplier], buyers, columns, share: 1.0 }]
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found} is not {wanted}");
}

#[test]
fn what_a_ban_stops_is_ordered_from_the_other_supplier() {
    let economy = two_regions();
    let (rules, parameters) = fixed();
    let effect = Effect::Trade { links: link(0, vec![1], vec![]), size: 1.0, delay: 0.0 };
    for starts in [0.0, 4.0] {
        let shocks = [shock(starts, 3.0, Recovery::Sudden, effect.clone())];
        run(&economy, &rules, parameters.clone(), &shocks, |view| {
            let day = view.step as f64;
            // Later the other buyer tops its stocks up as well.
            if day <= starts {
                // Spare capacity of half lets 60 of the 70 be made; steel has stocks of 90 days.
                let [here, there] = if day == starts { [10.0, 70.0] } else { [40.0, 40.0] };
                close(view.intermediate_demand(0), here);
                close(view.production(0), here);
                close(view.intermediate_demand(2), there);
                close(view.production(2), there.min(60.0));
            }
        });
    }
}

#[test]
fn a_link_capped_at_half_never_carries_more_than_half() {
    let economy = two_regions();
    let (rules, parameters) = fixed();
    // All of ore 0 goes through capped links, so that its sales are what they carry.
    let effect = Effect::Trade { links: link(0, vec![1, 3], vec![]), size: 0.5, delay: 0.0 };
    let shocks = [shock(2.0, 100.0, Recovery::Sudden, effect)];
    run(&economy, &rules, parameters, &shocks, |view| {
        if view.step >= 2 {
            assert!(view.intermediate_delivered(0) <= 20.0 * (1.0 + 1e-12));
        }
        if view.step == 2 {
            close(view.intermediate_demand(0), 20.0);
            close(view.intermediate_demand(2), 60.0);
        }
    });
}

#[test]
fn a_ban_on_the_only_supplier_leaves_nobody_and_final_users_go_without() {
    // One region, ore and steel, no other supplier.
    let year = 365.0;
    let parts = economy(1, 2, vec![0.0, 40.0 * year, 0.0, 0.0], vec![0.0, 0.0, 100.0 * year, 0.0]);
    let economy = Economy::new(parts).unwrap();
    let (rules, parameters) = fixed();
    let effect = Effect::Trade { links: link(0, vec![1], vec![]), size: 1.0, delay: 0.0 };
    let shocks = [shock(3.0, 100.0, Recovery::Sudden, effect)];
    run(&economy, &rules, parameters.clone(), &shocks, |view| {
        close(view.intermediate_demand(0), if view.step < 3 { 40.0 } else { 0.0 });
        assert_eq!(view.production(0) == 0.0, view.step >= 3);
    });
    let effect = Effect::Trade { links: link(1, vec![], vec![0]), size: 0.5, delay: 0.0 };
    let shocks = [shock(3.0, 100.0, Recovery::Sudden, effect)];
    run(&economy, &rules, parameters, &shocks, |view| {
        let mut unmet = [0.0; 2];
        view.add_unmet(&mut unmet);
        close(unmet[1], if view.step < 3 { 0.0 } else { 50.0 });
        close(view.production(1), if view.step < 3 { 100.0 } else { 50.0 });
    });
}

#[test]
fn a_loss_of_stocks_comes_at_once_and_whole_on_the_first_day_or_later() {
    let economy = two_regions();
    let (rules, parameters) = fixed();
    for starts in [0.0, 5.0] {
        let effect = Effect::Inventory { inputs: vec![0], buyers: vec![1], size: 0.4 };
        let shocks = [shock(starts, 1.0, Recovery::Sudden, effect)];
        run(&economy, &rules, parameters.clone(), &shocks, |view| {
            let full = 40.0 * 90.0;
            let day = view.step as f64;
            if day < starts {
                close(view.stock(0, 1).unwrap(), full);
            }
            if day == starts {
                close(view.stock(0, 1).unwrap(), 0.6 * full);
                close(view.stock(0, 3).unwrap(), full);
                // 60 % of the target is below ψ = 80 % of it: output falls to three quarters.
                close(view.production(1), 75.0);
                // The gap is reordered over 60 days, three quarters of it from home.
                close(view.intermediate_demand(0), 40.0 + 0.4 * full / 60.0 * 0.75);
            }
        });
    }
}

#[test]
fn labour_that_works_remotely_goes_on() {
    let economy = two_regions();
    let (rules, parameters) = fixed();
    let effect = Effect::Labour { rows: vec![1], size: 0.8, remote: Some(0.25) };
    let shocks = [shock(2.0, 4.0, Recovery::Sudden, effect)];
    run(&economy, &rules, parameters, &shocks, |view| {
        let kept = if (2..6).contains(&view.step) { 1.0 - 0.8 * 0.75 } else { 1.0 };
        close(view.labour(1), kept);
        close(view.production_capacity(1), 150.0 * kept);
        close(view.production(1), f64::min(100.0, 150.0 * kept));
    });
}

#[test]
fn a_class_gets_its_quota_before_those_that_come_first() {
    // Ore sells 60 to steel, which comes first, and 40 to households, with a quota of 30 %.
    let year = 365.0;
    let demand = vec![40.0 * year, 0.0, 100.0 * year, 0.0];
    let parts = economy(1, 2, vec![0.0, 60.0 * year, 0.0, 0.0], demand);
    let economy = Economy::new(parts).unwrap();
    let (rules, parameters) = fixed();
    for (quota, to_steel, to_households) in [(0.0, 50.0, 0.0), (0.3, 35.0, 15.0), (0.9, 10.0, 40.0)]
    {
        let rationing = Rationing::Priority(Arc::new(Priority {
            producers: vec![0, 0],
            final_demand: vec![1, 1],
            rebuilding: 1,
            quotas: vec![0.0, quota],
            lowest_first: false,
        }));
        let rules = Rules { rationing, ..rules.clone() };
        let effect = Effect::Capacity { rows: vec![0], size: 0.5 };
        let shocks = [shock(0.0, 9.0, Recovery::Sudden, effect)];
        run(&economy, &rules, parameters.clone(), &shocks, |view| {
            if view.step == 0 {
                close(view.intermediate_delivered(0), to_steel);
                close(view.final_delivered(0), to_households);
            }
        });
    }
}
