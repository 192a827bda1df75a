//! The pieces of a cut add up to the table they come from.

use super::write::{BEYOND, write};
use super::{Cut, Filter, Reading, cut};
use crate::chain::read;
use crate::example;
use crate::table::Table;
use staves_core::Economy;
use staves_core::chain::{Mode, closure};
use staves_core::exposure::OUTSIDE;
use std::collections::BTreeMap;

fn asked(product: &str, reading: Reading) -> Cut {
    let (products, filter) = (vec![product.to_owned()], Filter::Share(1.0));
    Cut { products, depth: 2, filter, reading, capacity: 1.0 }
}

fn texts(table: &Table, column: &str) -> Vec<String> {
    let values = table.column(column).unwrap();
    (0..table.len()).map(|row| values.text(row).unwrap().to_owned()).collect()
}

fn numbers(table: &Table, column: &str) -> Vec<f64> {
    table.column(column).unwrap().numbers().unwrap().to_vec()
}

fn producer(economy: &Economy, good: &str) -> usize {
    let (sector, region) = good.split_once('@').unwrap();
    let [sector, region] = [economy.sectors.id(sector), economy.regions.id(region)];
    economy.producer(region.unwrap(), sector.unwrap()).unwrap()
}

/// Everything kept, an activity buys per unit of output what its column of the table holds.
#[test]
fn quantities_are_those_of_the_table_in_both_readings() {
    let economy = example::economy("archipelago").unwrap();
    let output = economy.output();
    for reading in [Reading::Substitutable, Reading::Fixed] {
        let settings = asked("MED@EAS", reading);
        let (pieces, _) = cut(&economy, &settings).unwrap();
        let inputs = pieces.inputs();
        let lines = texts(&inputs, "activity").into_iter().zip(texts(&inputs, "good"));
        let groups = texts(&inputs, "group").into_iter().zip(numbers(&inputs, "quantity"));
        let mut bought: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
        for ((activity, good), (group, quantity)) in lines.zip(groups) {
            let product = good.split('@').next().unwrap().to_owned();
            let sums = bought.entry(activity.clone()).or_default();
            if reading == Reading::Substitutable {
                assert!(group == product || good == OUTSIDE, "{group} {good}");
                sums.insert(product, quantity);
            } else {
                let own = producer(&economy, &activity);
                if good != OUTSIDE {
                    let flow = economy.flows.get(producer(&economy, &good), own);
                    assert!((quantity - flow / output[own]).abs() < 1e-15);
                }
                *sums.entry(product).or_default() += quantity;
            }
        }
        assert!(bought.len() > 10, "two tiers have inputs");
        for (activity, bought) in bought {
            let own = producer(&economy, &activity);
            let costs = 1.0 - (economy.value_added()[own] + taxes(&economy)[own]) / output[own];
            let sum: f64 = bought.values().sum();
            assert!((sum - costs).abs() < 1e-9, "{activity}: {sum} and not {costs}");
        }
    }
}

fn taxes(economy: &Economy) -> Vec<f64> {
    economy.primary(staves_core::economy::PrimaryKind::ProductTax).unwrap()
}

/// At the output of the table, what is sold beyond the cut is what the cut leaves.
#[test]
fn demand_is_output_less_what_the_chain_takes() {
    let economy = example::economy("archipelago").unwrap();
    let settings = asked("MED@EAS", Reading::Fixed);
    let (pieces, notes) = cut(&economy, &settings).unwrap();
    assert!(notes.iter().any(|note| note.code == "cut::imports"));
    let inputs = pieces.inputs();
    let users = texts(&inputs, "activity").into_iter().zip(numbers(&inputs, "quantity"));
    let taken = texts(&inputs, "good").into_iter().zip(users).filter(|(good, _)| good == "MED@EAS");
    let taken: f64 = taken
        .map(|(_, (user, quantity))| quantity * economy.output()[producer(&economy, &user)])
        .sum();
    let output = economy.output()[producer(&economy, "MED@EAS")];
    let demand = numbers(&pieces.final_goods(), "demand")[0];
    assert!((demand + taken - output).abs() < 1e-9 * output && demand > 0.0);
}

#[test]
fn a_cut_is_read_back_as_it_was_asked_for() {
    let economy = example::economy("archipelago").unwrap();
    let filters = [Filter::Share(0.8), Filter::Threshold(0.02)];
    for (filter, reading) in filters.into_iter().zip([Reading::Substitutable, Reading::Fixed]) {
        let settings = Cut { filter, depth: 1, capacity: 0.5, ..asked("MED@EAS", reading) };
        let (pieces, _) = cut(&economy, &settings).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("c"), &pieces).unwrap();
        let file = read(&folder.path().join("c")).unwrap();
        assert_eq!(file.about.cut.as_ref(), Some(&settings));
        assert!(file.notes.iter().any(|note| note.code == "cut::filter"));
        // One tier: only the product has inputs, and all of them can be had.
        let (chain, activities) = (&file.chain, pieces.activities());
        let evidence = texts(&activities, "evidence");
        assert!(chain.groups(0).len() > 1 && evidence[0].is_empty());
        for (activity, evidence) in evidence.iter().enumerate().skip(1) {
            assert!(chain.groups(activity).is_empty());
            let imports = chain.activities().code(activity) == OUTSIDE;
            assert_eq!(evidence == BEYOND, !imports);
        }
        let made = closure::made(chain, &chain.all(), Mode::KeepRunning);
        assert!(made.iter().all(|made| *made));
        let capacity = numbers(&activities, "capacity")[0];
        assert_eq!(capacity, 0.5 * economy.output()[producer(&economy, "MED@EAS")]);
    }
}

#[test]
fn filters_keep_the_largest_inputs() {
    let economy = example::economy("us2021").unwrap();
    let kept = |filter| {
        let settings = Cut { filter, depth: 1, ..asked("334", Reading::Fixed) };
        let (pieces, _) = cut(&economy, &settings).unwrap();
        numbers(&pieces.inputs(), "quantity")
    };
    let all = kept(Filter::Share(1.0));
    assert!(all.is_sorted_by(|a, b| a >= b));
    let sum: f64 = all.iter().sum();
    let some = kept(Filter::Share(0.8));
    let held: f64 = some.iter().sum();
    assert!(held >= 0.8 * sum && held - some.last().unwrap() < 0.8 * sum);
    let above = kept(Filter::Threshold(0.01));
    assert_eq!(above.len(), all.iter().filter(|quantity| **quantity >= 0.01).count());
}

#[test]
fn what_the_table_does_not_make_is_refused() {
    let economy = example::economy("archipelago").unwrap();
    let refused = |settings: Cut| cut(&economy, &settings).err().unwrap().code();
    assert_eq!(refused(asked("MAD", Reading::Fixed)), "scenario::unknown-sector");
    let none = Cut { filter: Filter::Share(f64::NAN), ..asked("MED", Reading::Fixed) };
    assert_eq!(refused(none), "map::not-a-share");
    let none = Cut { capacity: f64::INFINITY, ..asked("MED", Reading::Fixed) };
    assert_eq!(refused(none), "cut::not-positive");
}
