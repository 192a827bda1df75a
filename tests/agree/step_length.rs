//! The corrected edition hardly depends on the length of a step, and converges.
//!
//! Values from an independent prototype of the same rules (docs/src/models/dynamic.md, "Step
//! length"), on the 6 × 8 test table, 350 days.

use crate::runs::{capacity, loss, output_ratio, shock};
use crate::stored;
use staves_core::Economy;
use staves_core::model::{Edition, Parameters, Rules};
use staves_core::profile::Recovery;
use staves_core::shock::Shock;

const STEPS: [f64; 7] = [7.0, 3.5, 2.0, 1.0, 0.5, 0.25, 0.125];
const TOLERANCE: f64 = 2e-5;

fn case_a(economy: &Economy) -> Vec<Shock> {
    let effect = capacity(economy, "reg2|manufactoring", 0.3);
    vec![shock(14.0, 28.0, Recovery::Linear { days: 28.0 }, effect)]
}

fn case_b(economy: &Economy) -> Vec<Shock> {
    [("reg2|manufactoring", 0.75), ("reg2|electricity", 0.6), ("reg3|mining", 0.375)]
        .into_iter()
        .map(|(name, size)| {
            let effect = capacity(economy, name, size);
            shock(14.0, 63.0, Recovery::Linear { days: 28.0 }, effect)
        })
        .collect()
}

fn parameters(days: f64, restoration: f64, psi: f64) -> Parameters {
    Parameters {
        psi,
        inventory_days: vec![days; 8],
        restoration_days: vec![restoration; 8],
        ..Parameters::new(8)
    }
}

fn rules(step: f64) -> Rules {
    Rules { step, days: 350.0, ..Rules::default() }
}

#[test]
fn mild_case_is_the_same_with_any_step() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    let wanted = [0.003205, 0.003202, 0.003201, 0.003201, 0.003200, 0.003200, 0.003200];
    let found = STEPS.map(|step| {
        loss(&output_ratio(&economy, &rules(step), Parameters::new(8), &case_a(&economy)))
    });
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < TOLERANCE, "{found:?}");
    }
    assert!((found[0] / found[3] - 1.0).abs() < 0.002, "weekly against daily: {found:?}");
}

#[test]
fn shortages_converge_as_in_the_prototype() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    type Case = (f64, f64, f64, [f64; 7], f64, f64);
    let cases: [Case; 4] = [
        (
            20.,
            20.,
            0.8,
            [0.07118, 0.06632, 0.06429, 0.06282, 0.06207, 0.06168, 0.06149],
            0.8526,
            1.0,
        ),
        (
            20.,
            20.,
            0.5,
            [0.02740, 0.02553, 0.02471, 0.02415, 0.02387, 0.02373, 0.02366],
            0.8858,
            1.0,
        ),
        (
            10.,
            10.,
            0.9,
            [0.18724, 0.17627, 0.17151, 0.16766, 0.16544, 0.16423, 0.16360],
            0.7076,
            0.9743,
        ),
        (
            90.,
            60.,
            0.8,
            [0.01898, 0.01892, 0.01891, 0.01889, 0.01889, 0.01888, 0.01888],
            0.9101,
            1.0,
        ),
    ];
    for (days, restoration, psi, wanted, lowest, end) in cases {
        for (step, wanted) in STEPS.into_iter().zip(wanted) {
            let ratio = output_ratio(
                &economy,
                &rules(step),
                parameters(days, restoration, psi),
                &case_b(&economy),
            );
            let found = loss(&ratio);
            assert!((found - wanted).abs() < TOLERANCE, "{days}, ψ {psi}, step {step}: {found}");
            if step == 1.0 {
                let min = ratio.iter().copied().fold(f64::INFINITY, f64::min);
                assert!((min - lowest).abs() < 1e-4, "{days}, ψ {psi}: minimum {min}");
                assert!((ratio.last().unwrap() - end).abs() < 1e-4, "{ratio:?}");
            }
        }
    }
}

#[test]
fn the_compatible_edition_depends_on_the_step_as_boario_does() {
    let Some(folder) = stored::folder("boario") else { return };
    let economy = stored::toy(&folder);
    for (step, wanted) in [(1.0, 0.00331), (7.0, 0.00401)] {
        let rules = Rules { edition: Edition::Boario072, ..rules(step) };
        let found = loss(&output_ratio(&economy, &rules, Parameters::new(8), &case_a(&economy)));
        assert!((found - wanted).abs() < 1e-5, "step {step}: {found}");
    }
}
