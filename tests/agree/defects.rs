//! What is known to go wrong in the best-known peer, BoARIO 0.7.2, as cases that must work here
//! (docs/src/models/dynamic.md). Each test says which defect it guards against. What else is known of
//! it and of other peers, by the test that guards against it here:
//!
//! | Defect | Test |
//! |---|---|
//! | overlapping losses of capacity crash, and only the larger counts | `overlapping_losses_of_capacity_compound_as_asked` |
//! | losses of capital and of capacity together crash | `losses_of_capital_and_of_capacity_go_together` |
//! | the first of two rebuildings to finish crashes the run | `one_rebuilding_may_finish_before_another` |
//! | rebuilding never finishes | `rebuilding_finishes_and_delivers_what_was_destroyed` |
//! | two rebuildings with losses of households crash | `goods_of_households_are_rebuilt_too` |
//! | damage and demand for rebuilding differ by the unit of money | `rebuilding_finishes_…`; `invariance::money_units_and_the_length_of_a_year_change_nothing_relative`. A scenario gives shares, never money, so that there is no unit to guess |
//! | losses of capacity come one step late | `every_kind_of_loss_acts_on_its_day` |
//! | demand for rebuilding is lost where nothing of it was bought | `demand_for_rebuilding_is_not_lost` |
//! | overproduction is missing unless saved to disk | `examples::rules::what_is_kept_on_disk_is_what_a_run_has_in_memory` |
//! | value added is that of the day before | `value_added_belongs_to_the_output_of_its_day` |
//! | each scenario copies the table | `many_scenarios_share_one_table_and_leave_no_trace` |
//! | weekly steps change the loss by a fifth | `step_length::mild_case_is_the_same_with_any_step` |
//! | the first import fails; a documented default does not work | `cli::readme`; `examples::rules::a_default_that_is_written_out_changes_nothing` |
//! | memory grows with each run; compounding only by the largest | `quantile::tests::memory_grows_with_the_logarithm`; `overlapping_losses_…` |
//! | rebuildings are served more than is made | `rebuildings_that_share_suppliers_get_no_more_than_is_made` |
//! | a sector without links crashes | `a_sector_without_links_can_be_hit` |
//! | the message about memory overstates it | none: no message about memory is printed. What runs take is measured in docs/src/models/ensembles.md and docs/src/reference/benchmarks.md |
//! | no seed, no ensemble, not resumable | `cli::study::runs_are_the_same_for_any_number_of_threads`, `cli::interrupted` |
//! | a floor on stocks makes goods, a cap destroys them (acclimate) | `conservation` |
//! | unfinished capital vanishes; a documented option is dead (DisruptSC) | `rebuilding_finishes_…`; `examples::rules::rules_that_differ_give_results_that_differ`, `every_kind_of_shock_does_something_and_nothing_does_nothing` |
//! | the first row of the inoperability model is zero (DIIM of stigrs) | `diim::output_stays_between_nothing_and_the_baseline_and_shocks_have_no_order`: the first step is the state at the start. Nobody can give another start than the baseline; a shock that begins before day 0 is how a run starts disturbed |

use crate::runs::{capacity, output_ratio, row, run, shock};
use crate::stored;
use staves_core::Economy;
use staves_core::economy::EconomyParts;
use staves_core::model::{Batch, Compounding, Lane, Parameters, Rules, System, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Rebuild, Shock};

fn toy() -> Option<Economy> {
    Some(stored::toy(&stored::folder("boario")?))
}

fn days(days: f64) -> Rules {
    Rules { days, ..Rules::default() }
}

fn capital_of(economy: &Economy, name: &str) -> f64 {
    System::new(economy, &Rules::default()).capital_of(row(economy, name))
}

/// A share of one producer's capital, rebuilt by construction alone.
fn rebuilt(
    economy: &Economy,
    name: &str,
    share: f64,
    days: f64,
    final_users: Vec<(usize, f64)>,
) -> Effect {
    let construction = economy.sectors.id("construction").unwrap();
    let lost = vec![(row(economy, name), share * capital_of(economy, name))];
    let rebuild = Rebuild { days, mix: vec![(construction, 1.0)], factor: 1.0, final_users };
    Effect::Capital { lost, rebuild: Some(rebuild) }
}

/// Capacity relative to baseline, without overproduction.
fn capacity_left(view: &View<'_>, row: usize) -> f64 {
    view.production_capacity(row) / (view.system().output_of(row) * view.overproduction(row))
}

fn all_rebuilt(view: &View<'_>) -> f64 {
    (0..view.system().len()).map(|row| view.rebuild_production(row)).sum()
}

/// Peer: two overlapping capacity events crash; only the larger counts.
#[test]
fn overlapping_losses_of_capacity_compound_as_asked() {
    let Some(economy) = toy() else { return };
    let food = row(&economy, "reg2|food");
    let shocks: Vec<Shock> = [0.3, 0.4]
        .into_iter()
        .map(|size| {
            let effect = capacity(&economy, "reg2|food", size);
            shock(5.0, 10.0, Recovery::Linear { days: 5.0 }, effect)
        })
        .collect();
    for (compounding, wanted) in
        [(Compounding::Multiply, 0.42), (Compounding::Max, 0.60), (Compounding::Add, 0.30)]
    {
        let rules = Rules { compounding, ..days(30.0) };
        run(&economy, &rules, Parameters::new(8), &shocks, |view| {
            let left = capacity_left(view, food);
            match view.step {
                0..5 | 20.. => assert!((left - 1.0).abs() < 1e-12),
                5..15 => assert!((left - wanted).abs() < 1e-12, "{compounding:?}: {left}"),
                _ => assert!(left > wanted && left < 1.0),
            }
        });
    }
}

/// Peer: a capital event and a capacity event that are active together crash.
#[test]
fn losses_of_capital_and_of_capacity_go_together() {
    let Some(economy) = toy() else { return };
    let (maker, food) = (row(&economy, "reg2|manufactoring"), row(&economy, "reg1|food"));
    let lost = vec![(maker, 0.05 * capital_of(&economy, "reg2|manufactoring"))];
    let recovery = Recovery::Linear { days: 10.0 };
    let shocks = [
        shock(10.0, 5.0, recovery.clone(), Effect::Capital { lost, rebuild: None }),
        shock(11.0, 5.0, recovery, capacity(&economy, "reg1|food", 0.2)),
    ];
    run(&economy, &days(60.0), Parameters::new(8), &shocks, |view| {
        let day = view.step as f64;
        for (row, share, profile) in
            [(maker, 0.05, &shocks[0].profile), (food, 0.2, &shocks[1].profile)]
        {
            let wanted = 1.0 - share * profile.mean(day, 1.0);
            assert!((capacity_left(view, row) - wanted).abs() < 1e-12, "day {day}");
        }
        let other = row(&economy, "reg3|trade");
        assert!((capacity_left(view, other) - 1.0).abs() < 1e-15);
    });
}

/// Peer: with two rebuilding events, the first to finish crashes the run.
#[test]
fn one_rebuilding_may_finish_before_another() {
    let Some(economy) = toy() else { return };
    let (maker, food) = (row(&economy, "reg2|manufactoring"), row(&economy, "reg3|food"));
    let shocks = [
        shock(
            2.0,
            2.0,
            Recovery::Sudden,
            rebuilt(&economy, "reg2|manufactoring", 1e-7, 1.0, vec![]),
        ),
        shock(3.0, 2.0, Recovery::Sudden, rebuilt(&economy, "reg3|food", 1e-4, 60.0, vec![])),
    ];
    let mut left = Vec::new();
    run(&economy, &days(60.0), Parameters::new(8), &shocks, |view| {
        left.push((view.capital_to_recover(maker), view.capital_to_recover(food)));
    });
    let first_free = left.iter().skip(4).position(|(first, _)| *first == 0.0).unwrap();
    assert!(first_free < 10, "the first is finished: {left:?}");
    let second = |step: usize| left[step].1;
    assert!(second(59) > 0.0 && second(59) < second(10) && second(10) < second(4), "{left:?}");
}

/// Peer: rebuilding never finishes, as rounding restores what is delivered in small pieces; and
/// its money factor makes rebuilding demand differ from damage by 10⁶.
#[test]
fn rebuilding_finishes_and_delivers_what_was_destroyed() {
    let Some(economy) = toy() else { return };
    let food = row(&economy, "reg3|food");
    let wanted = 1e-6 * capital_of(&economy, "reg3|food");
    for tau in [1.0, 2.0, 10.0, 60.0] {
        let shocks =
            [shock(5.0, 2.0, Recovery::Sudden, rebuilt(&economy, "reg3|food", 1e-6, tau, vec![]))];
        let (mut delivered, mut last, mut first) = (0.0, f64::NAN, 0.0);
        run(&economy, &days(1500.0), Parameters::new(8), &shocks, |view| {
            delivered += all_rebuilt(view);
            last = view.capital_to_recover(food);
            if view.step == 7 {
                first = (0..economy.len()).map(|row| view.rebuild_demand(row)).sum();
            }
        });
        assert_eq!(last, 0.0, "nothing is left after {tau} days a round");
        assert!((delivered - wanted).abs() < 1e-12 * wanted, "{delivered} is not {wanted}");
        assert!((first * tau - wanted).abs() < 1e-12 * wanted, "demand {first} of {wanted}");
    }
}

/// Peer: two rebuilding events with losses of households crash.
#[test]
fn goods_of_households_are_rebuilt_too() {
    let Some(economy) = toy() else { return };
    let households = |region: &str| {
        let (region, category) = (
            economy.regions.id(region).unwrap(),
            economy.categories.id("Final consumption expenditure by households").unwrap(),
        );
        let is = |column: &staves_core::economy::DemandColumn| {
            column.region as usize == region && column.category as usize == category
        };
        economy.demand_columns.iter().position(is).unwrap()
    };
    let shocks = [("reg1", 2.0), ("reg2", 3.0)].map(|(region, starts)| {
        let users = vec![(households(region), 10.0)];
        let effect = rebuilt(&economy, &format!("{region}|food"), 0.001, 60.0, users);
        shock(starts, 2.0, Recovery::Sudden, effect)
    });
    let wanted =
        20.0 + 0.001 * (capital_of(&economy, "reg1|food") + capital_of(&economy, "reg2|food"));
    let mut delivered = 0.0;
    run(&economy, &days(2000.0), Parameters::new(8), &shocks, |view| {
        delivered += all_rebuilt(view);
    });
    assert!((delivered - wanted).abs() < 1e-12 * wanted, "{delivered} is not {wanted}");
}

/// Peer: losses of capacity, and their recovery, act one step late.
#[test]
fn every_kind_of_loss_acts_on_its_day() {
    let Some(economy) = toy() else { return };
    let name = "reg2|manufactoring";
    let maker = row(&economy, name);
    let lost = vec![(maker, 0.5 * capital_of(&economy, name))];
    for effect in [
        capacity(&economy, name, 0.5),
        Effect::Capital { lost, rebuild: None },
        rebuilt(&economy, name, 0.5, 60.0, vec![]),
    ] {
        let shocks = [shock(10.0, 5.0, Recovery::Linear { days: 10.0 }, effect)];
        run(&economy, &days(15.0), Parameters::new(8), &shocks, |view| {
            let wanted = if view.step < 10 { 1.0 } else { 0.5 };
            assert!((capacity_left(view, maker) - wanted).abs() < 1e-12, "day {}", view.step);
        });
    }
}

/// Peer: where the damaged producer buys none of the rebuilding product, the demand is lost and
/// capital comes back for nothing.
#[test]
fn demand_for_rebuilding_is_not_lost() {
    let Some(economy) = toy() else { return };
    let food = row(&economy, "reg3|food");
    let construction = economy.sectors.id("construction").unwrap();
    let builds = |i: usize| economy.producers[i].sector as usize == construction;
    let mut parts: EconomyParts = (*economy).clone();
    parts.flows = parts.flows.map(|i, f, flow| if builds(i) && f == food { 0.0 } else { flow });
    // Output stays: what was sold to food goes to the supplier's first final user.
    parts.final_demand = parts.final_demand.map(|i, c, demand| {
        if builds(i) && c == 0 { demand + economy.flows.get(i, food) } else { demand }
    });
    let economy = Economy::new(parts).unwrap();
    let wanted = 0.2 * capital_of(&economy, "reg3|food");
    let effect = rebuilt(&economy, "reg3|food", 0.2, 60.0, vec![]);
    let shocks = [shock(2.0, 2.0, Recovery::Sudden, effect)];
    run(&economy, &days(6.0), Parameters::new(8), &shocks, |view| {
        if view.step == 4 {
            let asked: f64 = (0..economy.len()).map(|row| view.rebuild_demand(row)).sum();
            assert!((asked * 60.0 - wanted).abs() < 1e-12 * wanted, "{asked} a day of {wanted}");
            assert!((view.capital_to_recover(food) - wanted).abs() < 1e-12 * wanted);
        }
    });
}

/// Peer: value added of a day is taken from the output of the day before and today's orders.
#[test]
fn value_added_belongs_to_the_output_of_its_day() {
    let Some(economy) = toy() else { return };
    let food = row(&economy, "reg2|food");
    let effect = capacity(&economy, "reg2|food", 0.5);
    let shocks = [shock(5.0, 5.0, Recovery::Linear { days: 5.0 }, effect)];
    let share = economy.value_added()[food] / economy.output()[food];
    let mut lowest = f64::INFINITY;
    run(&economy, &days(20.0), Parameters::new(8), &shocks, |view| {
        let (found, wanted) = (view.value_added(food), share * view.production(food));
        assert!((found - wanted).abs() < 1e-12 * wanted.abs(), "{found} is not {wanted}");
        lowest = lowest.min(view.production(food) / view.system().output_of(food));
    });
    assert!((lowest - 0.5).abs() < 1e-3, "the shock was felt: {lowest}");
}

/// Peer: each scenario needs a new model with a deep copy of the table.
#[test]
fn many_scenarios_share_one_table_and_leave_no_trace() {
    let Some(economy) = toy() else { return };
    let rules = days(20.0);
    let system = System::new(&economy, &rules);
    assert!(std::ptr::eq(system.economy.output(), economy.output()), "the table is not copied");
    let last = |size: f64| {
        let effect = capacity(&economy, "reg2|manufactoring", size);
        let shocks = [shock(2.0, 5.0, Recovery::Sudden, effect)];
        let lane = Lane::new(&system, Parameters::new(8), &shocks).unwrap();
        let mut batch = Batch::new(&system, vec![lane], 1);
        let mut last = Vec::new();
        for _ in 0..rules.steps() {
            batch.step(|view| last = view.production_in_engine_order().to_vec()).unwrap();
        }
        last
    };
    let first = last(0.25);
    let others: Vec<_> = (0..200).map(|k| last(f64::from(k) / 200.0)).collect();
    assert_eq!(last(0.25), first);
    assert_eq!(others[50], first);
}

/// Peer: several rebuilding events were served more than there was (before 0.5.5).
#[test]
fn rebuildings_that_share_suppliers_get_no_more_than_is_made() {
    let Some(economy) = toy() else { return };
    let shocks = ["reg1|food", "reg1|manufactoring", "reg1|trade"]
        .map(|name| shock(2.0, 2.0, Recovery::Sudden, rebuilt(&economy, name, 0.3, 10.0, vec![])));
    let mut scarce = 0;
    run(&economy, &days(60.0), Parameters::new(8), &shocks, |view| {
        for row in 0..economy.len() {
            let delivered = view.intermediate_delivered(row)
                + view.final_delivered(row)
                + view.rebuild_production(row);
            assert!(delivered <= view.production(row) * (1.0 + 1e-12));
            scarce += usize::from(view.rebuild_production(row) < 0.5 * view.rebuild_demand(row));
        }
    });
    assert!(scarce > 0, "rebuilding was short somewhere");
}

/// Peer: a shocked sector without flows to or from others crashes.
#[test]
fn a_sector_without_links_can_be_hit() {
    let Some(economy) = toy() else { return };
    let alone = row(&economy, "reg2|other");
    let mut parts: EconomyParts = (*economy).clone();
    parts.flows = parts.flows.map(|i, f, flow| if i == alone || f == alone { 0.0 } else { flow });
    let economy = Economy::new(parts).unwrap();
    let shocks = [shock(2.0, 5.0, Recovery::Sudden, capacity(&economy, "reg2|other", 0.4))];
    run(&economy, &days(20.0), Parameters::new(8), &shocks, |view| {
        for row in 0..economy.len() {
            let hit = row == alone && (2..7).contains(&view.step);
            // Output may reach what overproduction has added to the capacity that is left.
            let wanted = if hit { 0.6 * view.overproduction(row) } else { 1.0 };
            let ratio = view.production(row) / view.system().output_of(row);
            assert!((ratio - wanted).abs() < 1e-12, "{} {ratio}", economy.name(row));
        }
    });
}

/// Peer: a shock must begin inside the run and end before its end.
#[test]
fn a_shock_may_begin_before_the_run_and_end_after_it() {
    let Some(economy) = toy() else { return };
    let maker = row(&economy, "reg2|manufactoring");
    let effect = || capacity(&economy, "reg2|manufactoring", 0.3);
    let profile = |starts, lasts| Profile {
        starts,
        ramp: 0.0,
        lasts,
        recovery: Recovery::Linear { days: 8.0 },
    };
    let before = Shock { name: "before".into(), profile: profile(-10.0, 6.0), effect: effect() };
    let after = Shock { name: "after".into(), profile: profile(25.0, 100.0), effect: effect() };
    run(&economy, &days(30.0), Parameters::new(8), &[before, after], |view| {
        let wanted = match view.step {
            // Four of eight days of recovery are over on day 0; severity is the mean of the day.
            step @ 0..4 => 1.0 - 0.3 * (0.5 - (step as f64 + 0.5) / 8.0),
            25.. => 0.7,
            _ => 1.0,
        };
        assert!((capacity_left(view, maker) - wanted).abs() < 1e-12, "day {}", view.step);
    });
    let always = shock(0.0, f64::INFINITY, Recovery::Sudden, effect());
    let ratio = output_ratio(&economy, &days(30.0), Parameters::new(8), &[always]);
    assert!(ratio[29] < 1.0);
}
