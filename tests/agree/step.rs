//! The engine against the plain implementations, on random tables under random mixes of
//! overlapping shocks.

use crate::cases::rules::Model;
use crate::cases::shocks::{CAPACITY, CAPITAL, REBUILT};
use crate::cases::{Case, boario, cases, config};
use crate::reference::Day;
use crate::reference::compatible::Compatible;
use crate::runs::plain_run;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use staves_core::model::{Batch, Edition, Lane, Preset, System, View};
use std::cell::Cell;

/// Compares one step, value by value, relative to the value or to the baseline of its producer.
fn compare(view: &View<'_>, day: &Day, tolerance: f64) -> Result<(), TestCaseError> {
    let system = view.system();
    let close = |what: &str, row: usize, found: f64, wanted: f64, scale: f64| {
        let room = tolerance * wanted.abs().max(scale);
        prop_assert!(
            (found - wanted).abs() <= room || found == wanted,
            "step {} {what} of {}: {found} is not {wanted}",
            view.step,
            system.economy.name(row)
        );
        Ok(())
    };
    for row in 0..system.len() {
        let size = system.output_of(row);
        close("production", row, view.production(row), day.production[row], size)?;
        close("capacity", row, view.production_capacity(row), day.capacity[row], size)?;
        close("overproduction", row, view.overproduction(row), day.overproduction[row], 1.0)?;
        close("orders", row, view.intermediate_demand(row), day.orders[row], size)?;
        close("final demand", row, view.final_demand(row), day.final_demand[row], size)?;
        let delivered = (view.intermediate_delivered(row), view.final_delivered(row));
        close("delivered to producers", row, delivered.0, day.delivered[row], size)?;
        close("delivered to final demand", row, delivered.1, day.final_delivered[row], size)?;
        close("rebuild demand", row, view.rebuild_demand(row), day.rebuild[row], size)?;
        close("rebuilt", row, view.rebuild_production(row), day.rebuilt[row], size)?;
        let capital = system.capital_of(row);
        close("capital", row, view.capital_to_recover(row), day.capital_lost[row], capital)?;
        for (product, stock) in day.stock.iter().enumerate() {
            if let Some(found) = view.stock(product, row) {
                close("stock", row, found, stock[row], size)?;
            }
        }
        if let Some(rise) = day.prices.get(row) {
            close("price", row, view.price_rise(row), *rise, 1.0)?;
        }
        if let Some(labour) = day.labour.get(row) {
            close("labour", row, view.labour(row), *labour, 1.0)?;
        }
    }
    let sectors = system.economy.sectors.len();
    let mut unmet = vec![0.0; system.economy.regions.len() * sectors];
    view.add_unmet(&mut unmet);
    for (region, products) in day.unmet.iter().enumerate() {
        for (product, wanted) in products.iter().enumerate() {
            let makers = 0..system.len();
            let makes = |row: &usize| system.economy.producers[*row].sector as usize == product;
            let size: f64 = makers.filter(makes).map(|row| system.output_of(row)).sum();
            let found = unmet[region * sectors + product];
            prop_assert!(
                (found - wanted).abs() <= tolerance * size,
                "step {} unmet in region {region} of product {product}: {found} is not {wanted}",
                view.step
            );
        }
    }
    Ok(())
}

/// Runs the engine beside `next`, which gives each step and its tolerance; stops when both have
/// stopped.
fn beside(
    case: &Case,
    steps: usize,
    mut next: impl FnMut() -> Option<(Day, f64)>,
) -> Result<(), TestCaseError> {
    let system = System::new(&case.economy, &case.rules);
    let lane = Lane::new(&system, case.parameters.clone(), &case.shocks)
        .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    let mut batch = Batch::new(&system, vec![lane], 1);
    for _ in 0..steps {
        let day = next();
        if day.as_ref().is_some_and(|(day, _)| day.doubtful) {
            return Ok(());
        }
        let mut outcome = Ok(());
        let stepped = batch.step(|view| {
            if let Some((day, tolerance)) = &day {
                outcome = compare(view, day, *tolerance);
            }
        });
        outcome?;
        match (stepped, &day) {
            (Ok(()), Some(_)) => {}
            (Err(error), None) => {
                let stops = ["run::crashed", "shock::above-capital"];
                prop_assert!(stops.contains(&error.code()), "{error:?}");
                return Ok(());
            }
            (stepped, day) => {
                let day = day.is_some();
                return Err(TestCaseError::fail(format!("engine {stepped:?}, plain {day}")));
            }
        }
    }
    Ok(())
}

fn as_the_plain_implementation_says(model: Model, count: u32) {
    let (compared, all) = (Cell::new(0), Cell::new(0));
    let outcome = TestRunner::new(config(count)).run(&cases(model), |case| {
        let Some(days) = plain_run(&case) else {
            let system = System::new(&case.economy, &case.rules);
            let error = Lane::new(&system, case.parameters.clone(), &case.shocks).unwrap_err();
            prop_assert_eq!(error.code(), "shock::nobody-rebuilds");
            return Ok(());
        };
        compared.set(compared.get() + days.len());
        all.set(all.get() + case.rules.steps());
        let count = days.len();
        let mut days = days.into_iter();
        beside(&case, count, || days.next())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    println!("{model:?}: {} of {} steps compared", compared.get(), all.get());
    assert!(10 * compared.get() > 9 * all.get(), "nearly every step is compared");
}

#[test]
fn ario_is_what_the_plain_implementation_says() {
    as_the_plain_implementation_says(Model::Preset(Preset::Ario), 300);
}

#[test]
fn pichler_is_what_the_plain_implementation_says() {
    as_the_plain_implementation_says(Model::Preset(Preset::Pichler), 300);
}

#[test]
fn inoue_todo_is_what_the_plain_implementation_says() {
    as_the_plain_implementation_says(Model::Preset(Preset::InoueTodo), 300);
}

#[test]
fn any_mix_of_parts_is_what_the_plain_implementation_says() {
    as_the_plain_implementation_says(Model::Mix, 500);
}

proptest! {
    #![proptest_config(config(300))]

    /// A case ends where BoARIO's exact test for no scarcity hangs on the order of a sum.
    /// The tolerance is that of the stored runs: rounding to seven decimals and exact tests of
    /// equality can turn the last bit into more.
    #[test]
    fn compatible_is_what_the_plain_implementation_says(
        case in boario(Edition::Boario072, &[CAPACITY, CAPITAL, REBUILT])
    ) {
        let mut plain = Compatible::new(&case.economy, &case.rules, &case.parameters, &case.shocks);
        beside(&case, case.rules.steps(), || plain.step().map(|day| (day, 1e-9)))?;
    }
}
