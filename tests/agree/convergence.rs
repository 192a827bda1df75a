//! The order of convergence in the length of a step (docs/src/models/dynamic.md, "Step length"):
//! first, so that each halving halves what is left, and Richardson's estimate of the limit is
//! nearer to it than the finer of the two losses it is made of.

use crate::runs::{loss, output_ratio, row};
use staves_core::Economy;
use staves_core::model::{Parameters, Preset, Rules};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

const DAYS: f64 = 160.0;
const HALVINGS: u32 = 6;

fn archipelago() -> Economy {
    staves::example::find("archipelago").unwrap().stored().unwrap().economy
}

/// Shocks that build up and recover in days that every step divides.
fn shocks(economy: &Economy, labour: bool) -> Vec<Shock> {
    let profile =
        Profile { starts: 8.0, ramp: 16.0, lasts: 24.0, recovery: Recovery::Linear { days: 32.0 } };
    [("NOR|ENE", 0.5), ("EAS|TRA", 0.6)]
        .into_iter()
        .map(|(name, size)| {
            let rows = vec![row(economy, name)];
            let effect = match labour {
                true => Effect::Labour { rows, size, remote: None },
                false => Effect::Capacity { rows, size },
            };
            Shock { name: name.into(), profile: profile.clone(), effect }
        })
        .collect()
}

/// Losses with steps of 1, ½, ¼, … days.
fn losses(preset: Preset) -> Vec<f64> {
    let economy = archipelago();
    let sectors = economy.sectors.len();
    let shocks = shocks(&economy, preset == Preset::Pichler);
    let parameters = Parameters {
        inventory_days: vec![20.0; sectors],
        restoration_days: vec![20.0; sectors],
        ..Parameters::preset(preset, sectors)
    };
    let with = |step: f64| {
        let rules = Rules { step, days: DAYS, ..Rules::preset(preset) };
        loss(&output_ratio(&economy, &rules, parameters.clone(), &shocks))
    };
    (0..HALVINGS).map(|halving| with(0.5_f64.powi(halving as i32))).collect()
}

fn converges_at_first_order(preset: Preset) {
    let losses = losses(preset);
    let apart: Vec<f64> = losses.windows(2).map(|pair| (pair[0] - pair[1]).abs()).collect();
    assert!(apart[0] > 1e-5, "the step matters here: {losses:?}");
    for pair in apart.windows(2) {
        let ratio = pair[0] / pair[1];
        assert!((1.7..2.4).contains(&ratio), "{ratio}: {losses:?}");
    }
    let last = losses.len() - 1;
    let limit = 2.0 * losses[last] - losses[last - 1];
    for pair in losses[..last].windows(2) {
        let estimate = 2.0 * pair[1] - pair[0];
        assert!((estimate - limit).abs() < 0.5 * (pair[1] - limit).abs(), "{losses:?}");
    }
}

#[test]
fn ario_converges_at_first_order() {
    converges_at_first_order(Preset::Ario);
}

#[test]
fn pichler_converges_at_first_order() {
    converges_at_first_order(Preset::Pichler);
}
