//! Prices from costs: by hand, and what must hold for every table.

use crate::cases::{config, economies, economy};
use crate::reference::table::Table;
use crate::runs::{run, shock};
use proptest::prelude::*;
use staves_core::Economy;
use staves_core::model::{Parameters, Rules, System, cost_shares, price_rise};
use staves_core::profile::Recovery;
use staves_core::shock::{Effect, Shock};

/// Miller and Blair's two sectors: A = [0.15 0.25; 0.20 0.05], output 1000 and 2000.
fn two_sectors() -> Economy {
    let flows = vec![150.0, 500.0, 200.0, 100.0];
    let demand = vec![350.0, 0.0, 1700.0, 0.0];
    Economy::new(economy(1, 2, flows, demand)).unwrap()
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-14 * wanted.abs().max(1.0), "{found} is not {wanted}");
}

#[test]
fn two_sectors_are_as_by_hand() {
    let economy = two_sectors();
    let system = System::new(&economy, &Rules::default());
    // (I − A') = [0.85 −0.20; −0.25 0.95], determinant 0.7575: Δp = [0.95, 0.25]·0.1/0.7575.
    let full = price_rise(&system, &[(0, 0.1)], &[1.0, 1.0]).unwrap();
    close(full[0], 0.095 / 0.7575);
    close(full[1], 0.025 / 0.7575);
    // Sector 0 keeps half of every rise to itself: Δp0 = 0.5·(0.1 + 0.15 Δp0 + 0.2 Δp1).
    let half = price_rise(&system, &[(0, 0.1)], &[0.5, 1.0]).unwrap();
    let first = 0.05 / (1.0 - 0.075 - 0.1 * 0.25 / 0.95);
    close(half[0], first);
    close(half[1], 0.25 / 0.95 * first);
    // Who passes nothing on keeps his price, and nobody else notices.
    assert_eq!(&*price_rise(&system, &[(0, 0.1)], &[0.0, 1.0]).unwrap(), &[0.0, 0.0]);
    // Inputs of sector 0 are a quarter of the costs of sector 1.
    assert_eq!(cost_shares(&system, &[0], &[1]), [(1, 0.25)]);
}

fn dearer(row: usize, size: f64, starts: f64) -> Shock {
    let effect = Effect::Cost { costs: vec![(row, 1.0)], size, rise: None };
    shock(starts, 5.0, Recovery::Linear { days: 10.0 }, effect)
}

#[test]
fn prices_follow_the_profile_and_rises_of_several_shocks_add_up() {
    let economy = two_sectors();
    let shocks = [dearer(0, 0.1, 2.0), dearer(0, 0.3, 4.0)];
    let unit = 0.95 / 0.7575;
    run(&economy, &Rules { days: 30.0, ..Rules::default() }, Parameters::new(2), &shocks, |view| {
        let day = view.step as f64;
        let level: f64 = shocks
            .iter()
            .zip([0.1, 0.3])
            .map(|(shock, size)| size * shock.profile.mean(day, 1.0))
            .sum();
        close(view.price_rise(0), level * unit);
        assert_eq!(view.prices_rise(), level > 0.0);
        // Without an elasticity prices are only reported.
        assert_eq!(view.production(0), view.system().output_of(0));
    });
}

#[test]
fn final_demand_answers_prices_by_its_elasticity() {
    let economy = two_sectors();
    let parameters = Parameters { elasticity: 0.5, ..Parameters::new(2) };
    let shocks = [dearer(0, 0.1, 2.0)];
    let rules = Rules { days: 10.0, ..Rules::default() };
    run(&economy, &rules, parameters, &shocks, |view| {
        for row in 0..2 {
            let wanted = view.system().final_demand_of(row)[0];
            let rise = if view.step < 2 { 0.0 } else { view.price_rise(row) };
            assert_eq!(rise > 0.0, view.step >= 2);
            close(view.final_demand(row), wanted / (1.0 + rise).sqrt());
        }
    });
}

#[test]
fn a_table_that_uses_up_what_it_makes_has_no_prices() {
    // Each of two sectors sells all it makes to the other.
    let flows = vec![0.0, 100.0, 100.0, 0.0];
    let economy = Economy::new(economy(1, 2, flows, vec![0.0; 4])).unwrap();
    let system = System::new(&economy, &Rules::default());
    let error = price_rise(&system, &[(0, 0.1)], &[1.0, 1.0]).unwrap_err();
    assert_eq!(error.code(), "prices::without-end");
    // Δp0 = 0.9·(0.1 + Δp1), Δp1 = Δp0.
    let kept = price_rise(&system, &[(0, 0.1)], &[0.9, 1.0]).unwrap();
    assert!((kept[0] - 0.9).abs() < 1e-12 && (kept[1] - 0.9).abs() < 1e-12, "{kept:?}");
}

proptest! {
    #![proptest_config(config(500))]

    /// What final users pay more and producers keep to themselves is what costs more: the price
    /// model is the dual of the quantity model (y'Δp + x'm = x'Δc).
    #[test]
    fn the_value_of_final_demand_rises_by_what_costs_do(
        economy in economies(),
        rises in prop::collection::vec(0.0..1.0_f64, 20),
        passed in prop::collection::vec(0.0..=1.0_f64, 5),
    ) {
        let rules = Rules::default();
        let (system, table) = (System::new(&economy, &rules), Table::new(&economy, &rules));
        let makes = (0..table.n).filter(|row| table.x[*row] > 0.0);
        let costs: Vec<(usize, f64)> = makes.map(|row| (row, rises[row])).collect();
        let rise = price_rise(&system, &costs, &passed[..economy.sectors.len()]).unwrap();
        let (mut paid, mut dearer, mut size) = (0.0, 0.0, 0.0);
        for &(j, cost) in &costs {
            let bought: f64 = (0..table.n).map(|i| table.z[i][j] * rise[i]).sum();
            let kept = cost * table.x[j] + bought - rise[j] * table.x[j];
            prop_assert!(kept >= -1e-12 * table.x[j], "{j} passes on more than it pays");
            paid += rise[j] * table.final_demand[j] + kept;
            dearer += cost * table.x[j];
            size += cost * table.x[j] + 2.0 * bought;
        }
        prop_assert!((paid - dearer).abs() <= 1e-12 * size, "{paid} is not {dearer}");
    }

    #[test]
    fn prices_rise_with_costs_and_with_what_is_passed_on_and_never_without(
        economy in economies(),
        row in any::<prop::sample::Index>(),
        rises in (0.0..1.0_f64, 0.0..1.0_f64),
        passed in prop::collection::vec((0.0..=1.0_f64, 0.0..=1.0_f64), 5),
    ) {
        let system = System::new(&economy, &Rules::default());
        let row = row.index(economy.len());
        let sectors = economy.sectors.len();
        let low: Vec<f64> = passed.iter().take(sectors).map(|(a, b)| a.min(*b)).collect();
        let high: Vec<f64> = passed.iter().take(sectors).map(|(a, b)| a.max(*b)).collect();
        let rise = |cost: f64, passed: &[f64]| price_rise(&system, &[(row, cost)], passed).unwrap();
        let (small, large) = (rises.0.min(rises.1), rises.0.max(rises.1));
        let below = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| *a <= b * (1.0 + 1e-12));
        prop_assert!(below(&rise(small, &low), &rise(large, &low)));
        prop_assert!(below(&rise(small, &low), &rise(small, &high)));
        prop_assert!(rise(0.0, &high).iter().all(|rise| *rise == 0.0));
    }
}
