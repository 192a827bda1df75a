//! The collapse trap: a small loss of capital that is rebuilt takes total output down for good,
//! and either of two changes of the rules takes the trap away (docs/src/models/dynamic.md,
//! "Collapse trap"). Compatible edition, 730 days, values as printed there; and the totals of the
//! stored runs.

use crate::boario;
use crate::runs::{output_ratio, row, run, shock};
use crate::stored;
use staves_core::Economy;
use staves_core::model::{Edition, Parameters, Rationing, Rules, System};
use staves_core::profile::Recovery;
use staves_core::shock::{Effect, Rebuild, Shock};

/// Half a unit of the last printed digit.
const TOLERANCE: f64 = 0.0005;

fn rules() -> Rules {
    Rules { edition: Edition::Boario072, days: 730.0, ..Rules::default() }
}

fn destroyed(economy: &Economy, share: f64, days: f64) -> Vec<Shock> {
    let row = row(economy, "reg1|manufactoring");
    let money = share * System::new(economy, &rules()).capital_of(row);
    let sector = |code: &str| economy.sectors.id(code).unwrap();
    let rebuild = Rebuild {
        days,
        mix: vec![(sector("construction"), 0.7), (sector("manufactoring"), 0.3)],
        factor: 1.0,
        final_users: vec![],
    };
    let effect = Effect::Capital { lost: vec![(row, money)], rebuild: Some(rebuild) };
    vec![shock(5.0, 7.0, Recovery::Sudden, effect)]
}

/// Smallest and last total output relative to baseline.
fn lowest(
    economy: &Economy,
    rules: &Rules,
    parameters: Parameters,
    share: f64,
    days: f64,
) -> (f64, f64) {
    let ratio = output_ratio(economy, rules, parameters, &destroyed(economy, share, days));
    (ratio.iter().copied().fold(f64::INFINITY, f64::min), *ratio.last().unwrap())
}

fn assert_lowest(name: &str, found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= TOLERANCE, "{name}: {found} is not {wanted}");
}

#[test]
fn two_per_cent_of_one_industry_take_output_down_for_good() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    for (share, wanted, end) in [(0.02, 0.827, 0.827), (0.05, 0.777, 0.824), (0.3, 0.307, 0.409)] {
        let found = lowest(&economy, &rules(), Parameters::new(8), share, 60.0);
        assert_lowest("minimum", found.0, wanted);
        assert_lowest("end", found.1, end);
    }
}

#[test]
fn an_input_that_never_binds_takes_the_trap_away() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    let mut parameters = Parameters::new(8);
    parameters.inventory_days[economy.sectors.id("construction").unwrap()] = f64::INFINITY;
    for (share, wanted) in [(0.02, 0.998), (0.05, 0.996), (0.3, 0.960)] {
        let found = lowest(&economy, &rules(), parameters.clone(), share, 60.0);
        assert_lowest("construction never binds", found.0, wanted);
    }
}

#[test]
fn producers_first_takes_the_trap_away() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    let rules = Rules { rationing: Rationing::IntermediateFirst, ..rules() };
    for (share, wanted) in [(0.02, 0.998), (0.05, 0.996), (0.3, 0.976)] {
        let found = lowest(&economy, &rules, Parameters::new(8), share, 60.0);
        assert_lowest("intermediate first", found.0, wanted);
    }
}

#[test]
fn restoration_psi_and_the_pace_of_rebuilding_deepen_or_ease_the_trap() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    for (days, wanted) in [(15.0, [0.957, 0.852]), (30.0, [0.894, 0.828]), (90.0, [0.810, 0.691])] {
        let parameters = Parameters { restoration_days: vec![days; 8], ..Parameters::new(8) };
        for (share, wanted) in [0.02, 0.05].into_iter().zip(wanted) {
            let found = lowest(&economy, &rules(), parameters.clone(), share, 60.0);
            assert_lowest(&format!("restoration {days}"), found.0, wanted);
        }
    }
    for (psi, wanted) in
        [(0.2, [0.856, 0.824]), (0.5, [0.826, 0.824]), (0.9, [0.810, 0.746]), (1.0, [0.697, 0.618])]
    {
        let parameters = Parameters { psi, ..Parameters::new(8) };
        for (share, wanted) in [0.02, 0.05].into_iter().zip(wanted) {
            let found = lowest(&economy, &rules(), parameters.clone(), share, 60.0);
            assert_lowest(&format!("ψ {psi}"), found.0, wanted);
        }
    }
    for (days, wanted) in [(180.0, [0.899, 0.825]), (365.0, [0.972, 0.838])] {
        for (share, wanted) in [0.02, 0.05].into_iter().zip(wanted) {
            let found = lowest(&economy, &rules(), Parameters::new(8), share, days);
            assert_lowest(&format!("rebuilding {days}"), found.0, wanted);
        }
    }
}

/// Totals of the stored runs: smallest output and its step, output at the end, share lost, largest
/// overproduction, unmet final demand.
#[test]
fn totals_of_the_stored_runs_agree() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    let close = |what: &str, found: f64, wanted: f64| {
        assert!((found - wanted).abs() <= 1e-9 * wanted.abs(), "{what}: {found} is not {wanted}");
    };
    for name in ["rebuild", "recover", "arbitrary"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.meta.json"))).unwrap();
        let meta: serde_json::Value = serde_json::from_str(&text).unwrap();
        let totals = meta.get("totals").unwrap_or(&meta);
        let number = |key: &str| totals[key].as_f64().unwrap_or_else(|| panic!("no {key}: {meta}"));
        let baseline = economy.output().iter().sum::<f64>() / 365.0;
        let (mut ratio, mut alpha, mut unmet) = (Vec::new(), 0.0_f64, 0.0);
        let shocks = boario::shocks(name, &economy);
        run(&economy, &boario::rules(), Parameters::new(8), &shocks, |view| {
            ratio.push(view.production_in_engine_order().iter().sum::<f64>() / baseline);
            for row in 0..economy.len() {
                alpha = alpha.max(view.overproduction(row));
                unmet += view.final_demand(row) - view.final_delivered(row);
            }
        });
        let low = ratio.iter().copied().fold(f64::INFINITY, f64::min);
        close("minimum", low, number("min_total_production_ratio"));
        let step = ratio.iter().position(|value| *value == low).unwrap();
        assert_eq!(step as f64, number("argmin_step"));
        close("end", *ratio.last().unwrap(), number("final_total_ratio"));
        // A share lost is the difference of nearly equal sums: compared with one, not with itself.
        let lost = 1.0 - ratio.iter().sum::<f64>() / 365.0;
        assert!((lost - number("loss_share_of_baseline")).abs() <= 1e-9);
        close("overproduction", alpha, number("max_overprod"));
        close("unmet", unmet, number("final_demand_unmet_total"));
    }
}
