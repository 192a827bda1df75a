//! Nothing appears and nothing vanishes: a book kept from outside, in every step, for every
//! published model and any mix of parts, under every rationing rule.

use crate::cases::rules::{Model, RATIONINGS};
use crate::cases::{Case, config, small};
use crate::reference::inputs::Stocks;
use crate::reference::table::Table;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use staves_core::model::{Batch, Binding, Inputs, Lane, Preset, System, View};
use staves_core::shock::Effect;

/// Stocks by product and buyer; `None` where they never bind.
type Stock = Vec<Vec<Option<f64>>>;

const STEPS: usize = 15;
const EXACT: f64 = 1e-12;

/// What moved in one step, by product, in money; and the size of the terms of all sums.
#[derive(Clone, Default)]
struct Moves {
    received: Vec<f64>,
    /// Used at the baseline's coefficients, whether there was enough or not.
    used: Vec<f64>,
    gross: f64,
}

/// One step of one producer: what is made goes somewhere, and nobody gets more than he asked for.
fn each_producer(view: &View<'_>, table: &Table) -> Result<(), TestCaseError> {
    for row in 0..table.n {
        let output = view.production(row);
        let (orders, last) = (view.intermediate_demand(row), view.final_demand(row));
        let rebuild = view.rebuild_demand(row);
        let given = (
            view.intermediate_delivered(row),
            view.final_delivered(row),
            view.rebuild_production(row),
        );
        // Sums of terms of both signs are exact relative to the terms.
        let drawn: f64 = table.y[row].iter().map(|y| 2.0 * (-y).max(0.0)).sum();
        let room = EXACT * (orders + last.abs() + rebuild + drawn);
        let sent = given.0 + given.1 + given.2;
        prop_assert!((sent - output).abs() <= room, "{row}: sent {sent} of {output}");
        prop_assert!(orders >= 0.0 && given.0 >= 0.0 && given.0 <= orders + room);
        // Classes may draw less out of inventories than others get.
        let all = drawn > 0.0 || given.1 <= last + room;
        prop_assert!(all, "{row}: {} of final {last}", given.1);
        prop_assert!(rebuild >= 0.0 && given.2 >= 0.0 && given.2 <= rebuild + room);
        prop_assert!(output >= 0.0 && output <= view.production_capacity(row) + room);
        prop_assert!(output <= (orders + last + rebuild).max(0.0) + room);
        let limit = view.input_limit(row) * table.x[row];
        prop_assert!(output <= limit * (1.0 + EXACT) || limit.is_nan(), "{output} above {limit}");
        prop_assert!((0.0..=1.0).contains(&view.labour(row)));
    }
    Ok(())
}

fn moves(view: &View<'_>, table: &Table, step: f64) -> Moves {
    let (mut received, mut used) = (vec![0.0; table.products], vec![0.0; table.products]);
    let mut gross = 0.0;
    for row in 0..table.n {
        received[table.sector[row]] += step * view.intermediate_delivered(row);
        gross += step * (view.production(row) + 2.0 * view.final_demand(row).abs());
        for (product, used) in used.iter_mut().enumerate() {
            *used += step * table.technical(product, row) * view.production(row);
        }
    }
    Moves { received, used, gross }
}

fn stocks(view: &View<'_>, table: &Table) -> Stock {
    let row = |product| (0..table.n).map(|buyer| view.stock(product, buyer)).collect();
    (0..table.products).map(row).collect()
}

fn held(stock: &[Option<f64>]) -> f64 {
    stock.iter().flatten().sum()
}

/// Whether somebody may have gone without: an empty stock of something it uses.
fn empty(stock: &[Option<f64>], used: &[f64]) -> bool {
    stock.iter().zip(used).any(|(stock, used)| *used > 0.0 && *stock == Some(0.0))
}

fn destroys(case: &Case) -> bool {
    case.shocks.iter().any(|shock| matches!(shock.effect, Effect::Inventory { .. }))
}

fn delays(case: &Case) -> bool {
    let late = |effect: &Effect| matches!(effect, Effect::Trade { delay, .. } if *delay > 0.0);
    case.shocks.iter().any(|shock| late(&shock.effect))
}

/// Whether every input holds output up as long as there is too little of it.
fn every_input_binds(case: &Case, table: &Table) -> bool {
    let tiny = |product: usize, f: usize| {
        let technical = table.technical(product, f);
        technical > 0.0 && technical <= 1e-5
    };
    let tiny = (0..table.products).any(|product| (0..table.n).any(|f| tiny(product, f)));
    case.rules.inputs == Inputs::Leontief && !(tiny && case.rules.binding == Binding::BelowTarget)
}

fn keeps_its_book(case: &Case) -> Result<(), TestCaseError> {
    let table = Table::new(&case.economy, &case.rules);
    let system = System::new(&case.economy, &case.rules);
    let lane = match Lane::new(&system, case.parameters.clone(), &case.shocks) {
        Ok(lane) => lane,
        Err(error) => {
            let known = ["shock::nobody-rebuilds", "prices::without-end"];
            prop_assert!(known.contains(&error.code()), "{error:?}");
            return Ok(());
        }
    };
    let step = case.rules.step;
    let mut batch = Batch::new(&system, vec![lane], 1);
    let (mut before, mut last): (Option<(Stock, Moves)>, Option<Stock>) = (None, None);
    let (mut gross, mut produced, mut sent) = (0.0, 0.0, [0.0; 3]);
    let (mut received, mut could_use) = (0.0, 0.0);
    let mut accounts = batch.lanes()[0].accounts();
    // One step more: its first sight is the last stock.
    for number in 0..=STEPS {
        accounts = batch.lanes()[0].accounts();
        let mut outcome = Ok(());
        let stepped = batch.step(|view| {
            outcome = (|| {
                each_producer(view, &table)?;
                let now = stocks(view, &table);
                prop_assert!(now.iter().flatten().flatten().all(|stock| *stock >= 0.0));
                // What is sent the long way is not received.
                if let (Some((stock, moves)), false) = (&before, delays(case)) {
                    by_product(case, &table, stock, &now, moves)?;
                }
                let moves = moves(view, &table, step);
                if number < STEPS {
                    gross += moves.gross;
                    received += moves.received.iter().sum::<f64>();
                    could_use += moves.used.iter().sum::<f64>();
                    for row in 0..table.n {
                        produced += step * view.production(row);
                        sent[0] += step * view.intermediate_delivered(row);
                        sent[1] += step * view.final_delivered(row);
                        sent[2] += step * view.rebuild_production(row);
                    }
                }
                last = Some(now.clone());
                before = Some((now, moves));
                Ok(())
            })();
        });
        outcome?;
        stepped.map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    }

    // The run as a whole, by the lane's own accounts and by the book.
    let room = EXACT * gross.max(1e-9);
    let close = |what: &str, found: f64, wanted: f64, room: f64| {
        prop_assert!((found - wanted).abs() <= room, "{what}: {found} is not {wanted}");
        Ok(())
    };
    close("produced", accounts.produced, produced, room)?;
    if !delays(case) {
        close("received", accounts.received, received, room)?;
        close("final", accounts.final_delivered, sent[1], room)?;
        prop_assert_eq!(accounts.under_way, 0.0);
    }
    prop_assert!(accounts.under_way >= 0.0);
    let arrived = accounts.received + accounts.final_delivered;
    close("arrived or under way", arrived + accounts.under_way, sent[0] + sent[1], room)?;
    close("rebuilt", accounts.rebuilt, sent[2], room)?;
    close("sent", sent.iter().sum(), produced, room)?;
    let stocks = Stocks::new(&case.economy, &table, &case.rules, &case.parameters);
    let makes = |product: usize| table.sector.contains(&product);
    let finite = |product: usize| stocks.days[product].iter().all(|days| days.is_finite());
    if (0..table.products).all(|product| !makes(product) || finite(product)) {
        let first: f64 = (0..table.products)
            .filter(|product| makes(*product))
            .flat_map(|p| stocks.days[p].iter().zip(&table.used[p]).map(|(d, used)| d * used))
            .sum();
        let end: f64 = last.iter().flatten().map(|stock| held(stock)).sum();
        let room = room + EXACT * (first + end);
        close("used and done without", accounts.used + accounts.skipped, could_use, room)?;
        let kept = accounts.used + end - first + accounts.destroyed;
        close("received and kept", accounts.received, kept, room)?;
        let gone = accounts.final_delivered + accounts.rebuilt + accounts.under_way;
        close("all", accounts.produced, kept + gone, room)?;
        if every_input_binds(case, &table) {
            close("done without", accounts.skipped, 0.0, room)?;
        }
    }
    Ok(())
}

/// By product: what stocks gained is what was received less what was used and destroyed.
fn by_product(
    case: &Case,
    table: &Table,
    before: &Stock,
    now: &Stock,
    moves: &Moves,
) -> Result<(), TestCaseError> {
    for (product, (before, now)) in before.iter().zip(now).enumerate() {
        if now.iter().any(Option::is_none) {
            continue;
        }
        let gained = held(now) - held(before);
        let moved = moves.received[product] - moves.used[product];
        let room = EXACT * (moves.gross + held(before) + held(now));
        let short = empty(now, &table.used[product]);
        // Who goes without uses less; what is destroyed is missing.
        prop_assert!(short || gained <= moved + room, "{product}: {gained} above {moved}");
        prop_assert!(destroys(case) || gained >= moved - room, "{product}: {gained}, {moved}");
    }
    Ok(())
}

/// 4 × 6 × 425 cases in all.
fn every_rationing_keeps_its_book(model: Model) {
    for served in 0..RATIONINGS {
        let mut runner = TestRunner::new(config(425));
        let outcome = runner.run(&small(model, served, STEPS), |case| keeps_its_book(&case));
        if let Err(error) = outcome {
            panic!("{error}");
        }
    }
}

#[test]
fn ario_makes_and_loses_nothing() {
    every_rationing_keeps_its_book(Model::Preset(Preset::Ario));
}

#[test]
fn pichler_makes_and_loses_nothing() {
    every_rationing_keeps_its_book(Model::Preset(Preset::Pichler));
}

#[test]
fn inoue_todo_makes_and_loses_nothing() {
    every_rationing_keeps_its_book(Model::Preset(Preset::InoueTodo));
}

#[test]
fn any_mix_of_parts_makes_and_loses_nothing() {
    every_rationing_keeps_its_book(Model::Mix);
}
