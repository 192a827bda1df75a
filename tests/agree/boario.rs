//! `compat = "boario-0.7.2"` against stored runs of BoARIO 0.7.2: every saved series, 1e-9.

use crate::stored::{self, Stored, by_name};
use staves_core::Economy;
use staves_core::model::{Batch, Edition, Lane, Parameters, Rules, System, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Rebuild, Shock};
use std::path::Path;

const TOLERANCE: f64 = 1e-9;

fn row(economy: &Economy, name: &str) -> usize {
    (0..economy.len()).find(|row| economy.name(*row) == name).unwrap()
}

pub fn rules() -> Rules {
    Rules { edition: Edition::Boario072, ..Rules::default() }
}

/// Shares of capital lost, with the capital of the default rule.
fn capital(economy: &Economy, shares: &[(&str, f64)], rebuild: Option<Rebuild>) -> Effect {
    let system = System::new(economy, &rules());
    let lost = shares.iter().map(|(name, share)| {
        let row = row(economy, name);
        (row, share * system.capital_of(row))
    });
    Effect::Capital { lost: lost.collect(), rebuild }
}

fn shock(starts: f64, lasts: f64, recovery: Recovery, effect: Effect) -> Shock {
    Shock { name: "event".into(), profile: Profile { starts, ramp: 0.0, lasts, recovery }, effect }
}

pub fn shocks(run: &str, economy: &Economy) -> Vec<Shock> {
    let sector = |code: &str| economy.sectors.id(code).unwrap();
    match run {
        "noevent" => vec![],
        "rebuild" => {
            let rebuild = Rebuild {
                days: 60.0,
                mix: vec![(sector("construction"), 0.7), (sector("manufactoring"), 0.3)],
                factor: 1.0,
                final_users: vec![],
            };
            let shares = [
                ("reg1|manufactoring", 0.003),
                ("reg1|electricity", 0.002),
                ("reg1|mining", 0.001),
            ];
            vec![shock(5.0, 7.0, Recovery::Sudden, capital(economy, &shares, Some(rebuild)))]
        }
        "recover" => {
            let shares =
                [("reg1|manufactoring", 0.3), ("reg1|electricity", 0.2), ("reg1|mining", 0.1)];
            vec![shock(5.0, 7.0, Recovery::Convex { days: 90.0 }, capital(economy, &shares, None))]
        }
        "arbitrary" => {
            [("reg2|manufactoring", 0.5), ("reg2|electricity", 0.4), ("reg3|mining", 0.25)]
                .into_iter()
                .map(|(name, size)| {
                    let effect = Effect::Capacity { rows: vec![row(economy, name)], size };
                    shock(10.0, 30.0, Recovery::Linear { days: 60.0 }, effect)
                })
                .collect()
        }
        other => panic!("no run {other}"),
    }
}

fn run(economy: &Economy, rules: &Rules, shocks: &[Shock], mut observe: impl FnMut(&View<'_>)) {
    let system = System::new(economy, rules);
    let lane = Lane::new(&system, Parameters::new(economy.sectors.len()), shocks).unwrap();
    let mut batch = Batch::new(&system, vec![lane], 1);
    for _ in 0..rules.steps() {
        batch.step(|view| observe(view)).unwrap();
    }
}

/// One saved record: how to read its value for a column at a step.
struct Check {
    name: &'static str,
    stored: Stored,
    value: fn(&View<'_>, usize) -> f64,
}

fn checks(folder: &Path, run: &str) -> Vec<Check> {
    type Value = fn(&View<'_>, usize) -> f64;
    let records: [(&'static str, Value); 7] = [
        ("production_realised", |view, row| view.production(row)),
        ("production_capacity", |view, row| view.production_capacity(row)),
        ("overproduction", |view, row| view.overproduction(row)),
        ("intermediate_demand", |view, row| view.intermediate_demand(row)),
        ("rebuild_demand", |view, row| view.rebuild_demand(row)),
        ("rebuild_prod", |view, row| view.rebuild_production(row)),
        ("productive_capital_to_recover", |view, row| view.capital_to_recover(row)),
    ];
    let path = |name: &str| folder.join(format!("{run}.{name}.csv"));
    records
        .into_iter()
        .filter(|(name, _)| path(name).exists())
        .map(|(name, value)| Check { name, stored: stored::read(&path(name), 1), value })
        .collect()
}

#[test]
fn every_saved_series_agrees() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    let (mut series, mut cells, mut worst) = (0, 0_usize, 0.0_f64);
    for name in ["noevent", "rebuild", "recover", "arbitrary"] {
        let checks = checks(&folder, name);
        series += checks.len();
        let mut steps_seen = 0;
        run(&economy, &rules(), &shocks(name, &economy), |view| {
            steps_seen += 1;
            for check in &checks {
                let step = view.step.to_string();
                let Some((_, stored)) = check.stored.rows.iter().find(|(s, _)| *s == step) else {
                    continue;
                };
                let values = by_name(&check.stored.columns, stored);
                for (column, wanted) in values.into_iter().filter(|(_, v)| v.is_finite()) {
                    let found = (check.value)(view, row(&economy, &column));
                    let error = (found - wanted).abs() / wanted.abs().max(1e-6);
                    assert!(
                        error <= TOLERANCE,
                        "{name}.{} step {step} {column}: {found} is not {wanted}",
                        check.name
                    );
                    cells += 1;
                    worst = worst.max(error);
                }
            }
        });
        assert_eq!(steps_seen, 365);
    }
    println!("{series} series, {cells} values, largest relative difference {worst:.1e}");
    assert_eq!((series, cells), (19, 121_584), "series and values compared");
}
