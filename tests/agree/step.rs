//! The engine against the plain implementations, on random tables under random mixes of
//! overlapping shocks.

use crate::cases::{Case, cases, config};
use crate::reference::Day;
use crate::reference::compatible::Compatible;
use crate::reference::corrected::Corrected;
use crate::reference::table::Table;
use proptest::prelude::*;
use staves_core::model::{Batch, Edition, Lane, System, View};

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
    }
    Ok(())
}

/// Runs the engine beside `next`; stops when both have stopped.
fn beside(
    case: &Case,
    tolerance: f64,
    table: &Table,
    mut next: impl FnMut() -> Option<Day>,
) -> Result<(), TestCaseError> {
    let tolerance = tolerance * table.condition();
    let system = System::new(&case.economy, &case.rules);
    let lane = Lane::new(&system, case.parameters.clone(), &case.shocks)
        .map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    let mut batch = Batch::new(&system, vec![lane], 1);
    for _ in 0..case.rules.steps() {
        let day = next();
        if day.as_ref().is_some_and(|day| day.doubtful) {
            return Ok(());
        }
        let mut outcome = Ok(());
        let stepped = batch.step(|view| {
            if let Some(day) = &day {
                outcome = compare(view, day, tolerance);
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

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn corrected_is_what_the_plain_implementation_says(
        case in cases(Edition::Corrected, vec![0, 1, 2, 3])
    ) {
        let plain = Corrected::new(&case.economy, &case.rules, &case.parameters, &case.shocks);
        let Some(mut plain) = plain else {
            let system = System::new(&case.economy, &case.rules);
            let error = Lane::new(&system, case.parameters.clone(), &case.shocks).unwrap_err();
            prop_assert_eq!(error.code(), "shock::nobody-rebuilds");
            return Ok(());
        };
        let table = Table::new(&case.economy, &case.rules);
        beside(&case, 1e-12, &table, || Some(plain.step()))?;
    }

    /// A case ends where BoARIO's exact test for no scarcity hangs on the order of a sum.
    /// The tolerance is that of the stored runs: rounding to seven decimals and exact tests of
    /// equality can turn the last bit into more.
    #[test]
    fn compatible_is_what_the_plain_implementation_says(
        case in cases(Edition::Boario072, vec![0, 1, 2])
    ) {
        let mut plain = Compatible::new(&case.economy, &case.rules, &case.parameters, &case.shocks);
        let table = Table::new(&case.economy, &case.rules);
        beside(&case, 1e-9, &table, || plain.step())?;
    }
}
