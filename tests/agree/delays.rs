//! Goods that arrive later, by hand.

use crate::cases::economy;
use crate::runs::shock;
use staves_core::Economy;
use staves_core::model::{Batch, Lane, Orders, Parameters, Rules, System, View};
use staves_core::profile::Recovery;
use staves_core::shock::{Effect, Links, Shock};

/// Two makers of ore, of which steel buys 30 and 10 a day; steel is sold to final users, 100 a day.
fn ore_and_steel() -> Economy {
    let year = 365.0;
    let mut flows = vec![0.0; 16];
    (flows[1], flows[2 * 4 + 1]) = (30.0 * year, 10.0 * year);
    let mut demand = vec![0.0; 16];
    demand[4] = 100.0 * year;
    Economy::new(economy(2, 2, flows, demand)).unwrap()
}

/// Orders are what was used: gaps in stock are not reordered.
fn run(shocks: &[Shock], steps: usize, step: f64, mut see: impl FnMut(&View<'_>, f64)) {
    let rules = Rules { orders: Orders::FixedShares, days: 60.0, step, ..Rules::default() };
    let parameters =
        Parameters { alpha_max: 1.0, restoration_days: vec![1e15; 2], ..Parameters::new(2) };
    let economy = ore_and_steel();
    let system = System::new(&economy, &rules);
    let lane = Lane::new(&system, parameters, shocks).unwrap();
    let mut batch = Batch::new(&system, vec![lane], 1);
    let mut under_way = 0.0;
    for _ in 0..steps {
        batch.step(|view| see(view, under_way)).unwrap();
        under_way = batch.lanes()[0].accounts().under_way;
    }
}

fn late(delay: f64, starts: f64, lasts: f64, buyers: Vec<usize>, columns: Vec<usize>) -> Shock {
    let supplier = if columns.is_empty() { 2 } else { 1 };
    let links = vec![Links { suppliers: vec![supplier], buyers, columns, share: 1.0 }];
    shock(starts, lasts, Recovery::Sudden, Effect::Trade { links, size: 0.0, delay })
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-9, "{found} is not {wanted}");
}

fn stocks_and_under_way(shocks: &[Shock], steps: usize, step: f64) -> Vec<(f64, f64)> {
    let mut seen = Vec::new();
    run(shocks, steps, step, |view, under_way| {
        close(view.production(1), 100.0);
        seen.push((view.stock(0, 1).unwrap() - 3600.0, under_way));
    });
    seen
}

#[test]
fn goods_are_under_way_for_the_days_of_the_delay_and_all_arrive() {
    // Sent on days 2 to 5, they arrive on days 7 to 10.
    let seen = stocks_and_under_way(&[late(5.0, 2.0, 4.0, vec![1], vec![])], 14, 1.0);
    let missing = [0.0, 0.0, 0.0, 10.0, 20.0, 30.0, 40.0, 40.0, 30.0, 20.0, 10.0, 0.0, 0.0, 0.0];
    for ((stock, under_way), missing) in seen.into_iter().zip(missing) {
        close(stock, -missing);
        close(under_way, missing);
    }
}

#[test]
fn a_delay_of_half_a_step_more_falls_into_two_steps() {
    let seen = stocks_and_under_way(&[late(2.5, 2.0, 1.0, vec![1], vec![])], 8, 1.0);
    let missing = [0.0, 0.0, 0.0, 10.0, 10.0, 5.0, 0.0, 0.0];
    for ((_, under_way), missing) in seen.into_iter().zip(missing) {
        close(under_way, missing);
    }
    // Weekly steps: five sevenths of a week's goods are still there in the next one.
    let seen = stocks_and_under_way(&[late(5.0, 0.0, 14.0, vec![1], vec![])], 5, 7.0);
    let missing = [0.0, 50.0, 50.0, 0.0, 0.0];
    for ((_, under_way), missing) in seen.into_iter().zip(missing) {
        close(under_way, missing);
    }
}

#[test]
fn delays_of_two_shocks_on_a_link_add_up() {
    let shocks = [late(5.0, 2.0, 1.0, vec![1], vec![]), late(3.0, 2.0, 1.0, vec![1], vec![])];
    let seen = stocks_and_under_way(&shocks, 14, 1.0);
    for (day, (_, under_way)) in seen.into_iter().enumerate() {
        close(under_way, if (3..=10).contains(&day) { 10.0 } else { 0.0 });
    }
}

#[test]
fn what_a_shock_stops_it_does_not_delay() {
    // 60 % of the trade goes this way and half of that is stopped: of the 7 a day that are let
    // through, 3 come late. What is stopped is bought at home.
    let mut shocks = [late(5.0, 2.0, 50.0, vec![1], vec![])];
    let Effect::Trade { links, size, .. } = &mut shocks[0].effect else { panic!("trade") };
    (links[0].share, *size) = (0.6, 0.5);
    run(&shocks, 12, 1.0, |view, under_way| {
        close(view.intermediate_delivered(2), if view.step < 2 { 10.0 } else { 7.0 });
        let days = (view.step as f64 - 2.0).clamp(0.0, 5.0);
        close(under_way, 3.0 * days);
    });
}

#[test]
fn final_users_go_without_for_the_days_of_the_delay_and_no_longer() {
    let mut missing = Vec::new();
    run(&[late(3.0, 2.0, 20.0, vec![], vec![0])], 30, 1.0, |view, _| {
        let mut unmet = [0.0; 4];
        view.add_unmet(&mut unmet);
        close(view.final_delivered(1), 100.0);
        missing.push(unmet[1]);
    });
    for (day, unmet) in missing.into_iter().enumerate() {
        close(unmet, if (2..5).contains(&day) { 100.0 } else { 0.0 });
    }
}
