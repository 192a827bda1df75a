//! Hiring and firing is that of Pichler et al. 2022, eq. 19–20, where the paper has it: without
//! losses of capital (docs/src/models/dynamic.md, "Labour").

use crate::links::{fixed, two_regions};
use crate::runs::{run, shock};
use staves_core::Economy;
use staves_core::economy::EconomyParts;
use staves_core::model::{Labour, Parameters, Rules, System};
use staves_core::profile::Recovery;
use staves_core::shock::{Effect, Shock};

const HIT: usize = 0;
/// Share of its labour that the producer loses.
const SIZE: f64 = 0.4;

/// The largest differences, over all steps, of the labour of the producer that is hit from what
/// eq. 19–20 say: with the capacity of the step before in it, as printed, and with its labour.
fn off(more: Option<Shock>) -> (f64, f64) {
    let economy = all_busy();
    let (rules, parameters) = fixed();
    let rules = Rules { labour: Labour::HireFire, days: 80.0, ..rules };
    let parameters = Parameters { alpha_max: 1.0, ..parameters };
    let (hiring, firing) = (parameters.hiring_days, parameters.firing_days);
    let stays = Effect::Labour { rows: vec![HIT], size: SIZE, remote: Some(0.0) };
    let shocks: Vec<Shock> =
        std::iter::once(shock(5.0, 12.0, Recovery::Linear { days: 10.0 }, stays))
            .chain(more)
            .collect();
    let profile = shocks[0].profile.clone();
    let mut wanted = [None, None];
    let (mut largest, mut moved) = ([0.0_f64; 2], 0.0_f64);
    run(&economy, &rules, parameters, &shocks, |view| {
        let labour = view.labour(HIT);
        let usual = view.system().output_of(HIT);
        for (wanted, largest) in wanted.iter().zip(&mut largest) {
            *largest = wanted.map_or(*largest, |wanted: f64| largest.max((wanted - labour).abs()));
        }
        moved = moved.max(1.0 - labour);
        let demand = view.intermediate_demand(HIT) + view.final_demand(HIT);
        let possible = view.input_limit(HIT).min(demand / usual);
        let left = 1.0 - SIZE * profile.mean((view.step + 1) as f64, 1.0);
        wanted = [view.production_capacity(HIT) / usual, labour].map(|used| {
            let pull = possible - used;
            let days = if pull >= 0.0 { hiring } else { firing };
            Some((labour + pull / days).clamp(0.0, left))
        });
    });
    assert!(moved > 0.3, "labour was lost: {moved}");
    (largest[0], largest[1])
}

#[test]
fn without_losses_of_capital_labour_follows_the_printed_equation() {
    let (printed, ours) = off(None);
    assert!(printed < 1e-12 && ours < 1e-12, "{printed} {ours}");
}

#[test]
fn with_losses_of_capital_firms_do_not_hire_for_machines_that_are_gone() {
    let effect = Effect::Capital { lost: vec![(HIT, 0.7 * capital())], rebuild: None };
    let (printed, ours) = off(Some(shock(10.0, 40.0, Recovery::Sudden, effect)));
    assert!(printed > 1e-3 && ours < 1e-12, "{printed} {ours}");
}

/// The two regions without spare capacity, of which the paper knows none.
fn all_busy() -> Economy {
    let mut parts = EconomyParts::clone(&two_regions());
    parts.attributes.clear();
    Economy::new(parts).unwrap()
}

/// Capital of the producer that is hit.
fn capital() -> f64 {
    let economy = all_busy();
    System::new(&economy, &fixed().0).capital_of(HIT)
}
