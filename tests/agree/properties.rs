//! What must hold for every table and every mix of shocks, seen from outside through `View`.

use crate::cases::rules::Model;
use crate::cases::shocks::{DEMAND, REBUILT};
use crate::cases::{Case, boario, cases, config, economies};
use crate::runs::{production, run_case};
use proptest::prelude::*;
use staves_core::model::{Edition, Orders, Parameters, Rules, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

fn at_the_baseline(view: &View<'_>) {
    let system = view.system();
    let cells = system.economy.regions.len() * system.economy.sectors.len();
    let mut unmet = vec![0.0; cells];
    view.add_unmet(&mut unmet);
    assert!(unmet.iter().all(|unmet| *unmet == 0.0), "{unmet:?}");
    for row in 0..system.len() {
        let name = system.economy.name(row);
        assert_eq!(view.production(row), system.output_of(row), "{name} on {}", view.step);
        assert_eq!(view.labour(row), 1.0, "labour of {name} on {}", view.step);
        assert_eq!(view.overproduction(row), 1.0);
        assert_eq!(view.final_delivered(row), view.final_demand(row));
    }
}

/// The same case without shocks, for so many days.
fn undisturbed(case: Case, days: f64) -> Case {
    let parameters = Parameters { expected_income: 1.0, ..case.parameters };
    Case { rules: Rules { days, ..case.rules }, parameters, shocks: vec![], ..case }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn without_shocks_ten_years_repeat_the_baseline_exactly(
        corrected in cases(Model::Any),
        compatible in boario(Edition::Boario072, &[DEMAND]),
    ) {
        for case in [corrected, compatible] {
            run_case(&undisturbed(case, 3650.0), 1, at_the_baseline).expect("a run");
        }
    }
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn without_shocks_every_mix_of_parts_repeats_the_baseline_exactly(case in cases(Model::Any)) {
        run_case(&undisturbed(case, 60.0), 1, at_the_baseline).expect("a run");
    }
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn what_is_delivered_and_what_is_left_to_rebuild_add_up(
        case in boario(Edition::Corrected, &[REBUILT])
    ) {
        // One shock, without final users: their goods take no capacity away and are not seen.
        let Some(mut shock) = case.shocks.first().cloned() else { return Ok(()) };
        let Effect::Capital { lost, rebuild: Some(rebuild) } = &mut shock.effect else {
            return Ok(());
        };
        rebuild.final_users.clear();
        let (factor, lost) = (rebuild.factor, lost.iter().map(|(_, money)| money).sum::<f64>());
        shock.profile.starts = shock.profile.starts.max(0.0);
        let starts = shock.profile.starts;
        let rules = Rules { days: 200.0, ..case.rules.clone() };
        let case = Case { rules, shocks: vec![shock], ..case };
        let mut delivered = 0.0;
        run_case(&case, 1, |view| {
            let rows = 0..view.system().len();
            let left: f64 = rows.clone().map(|row| view.capital_to_recover(row)).sum();
            if view.step as f64 * case.rules.step >= starts {
                let found = delivered + left * factor;
                let wanted = lost * factor;
                assert!((found - wanted).abs() <= 1e-12 * wanted, "{found} is not {wanted}");
            }
            let rebuilt: f64 = rows.map(|row| view.rebuild_production(row)).sum();
            delivered += case.rules.step * rebuilt;
        });
    }

    /// With stocks that never bind, fixed shares and no overproduction, an order is what the buyer
    /// used, output is the smaller of demand and capacity, and both only fall when capacity falls.
    /// With finite stocks it need not hold: a deeper shortage is followed by larger refills.
    #[test]
    fn a_larger_loss_of_capacity_never_raises_output(
        economy in economies(),
        sizes in (0.0..=1.0_f64, 0.0..=1.0_f64),
        row in any::<prop::sample::Index>(),
        starts in 0.0..10.0_f64,
    ) {
        let sectors = economy.sectors.len();
        let parameters = Parameters {
            alpha_max: 1.0,
            inventory_days: vec![f64::INFINITY; sectors],
            ..Parameters::new(sectors)
        };
        let rules = Rules { orders: Orders::FixedShares, days: 60.0, ..Rules::default() };
        let profile = Profile { starts, ramp: 0.0, lasts: 5.0, recovery: Recovery::Linear { days: 20.0 } };
        let days = [sizes.0.min(sizes.1), sizes.0.max(sizes.1)].map(|size| {
            let effect = Effect::Capacity { rows: vec![row.index(economy.len())], size };
            let shocks = vec![Shock { name: "loss".into(), profile: profile.clone(), effect }];
            let (economy, rules) = (economy.clone(), rules.clone());
            production(&Case { economy, rules, parameters: parameters.clone(), shocks }, 1).unwrap()
        });
        for (small, large) in days[0].iter().flatten().zip(days[1].iter().flatten()) {
            prop_assert!(large <= &(small * (1.0 + 1e-12)), "{large} above {small}");
        }
    }
}
