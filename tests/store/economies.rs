//! Economies to store: a worked one, and random ones.

use proptest::prelude::*;
use staves::Economy;
use staves_core::codes::Entry;
use staves_core::economy::{
    About, Attribute, DemandColumn, EconomyParts, PrimaryInput, PrimaryKind, Producer, id,
};
use staves_core::units::MoneyUnit;
use staves_core::{Codes, Matrix};

pub fn about() -> About {
    About {
        title: "A made-up table".into(),
        title_zh: "虚构表".into(),
        source: "tests".into(),
        licence: "none".into(),
        format: "test".into(),
        year: 2021,
        unit: MoneyUnit::million("USD"),
        price_basis: "basic".into(),
        synthetic: true,
    }
}

fn names(prefix: &str, n: usize) -> Codes {
    let entry = |k| Entry {
        code: format!("{prefix}{k}"),
        en: format!("{prefix} number {k}, \"quoted\""),
        zh: if k % 2 == 0 { format!("第{k}") } else { String::new() },
    };
    Codes::new((0..n).map(entry).collect()).unwrap()
}

/// An economy of some regions × sectors from a stream of numbers; one region only consumes.
pub fn economy(regions: usize, sectors: usize, mut number: impl FnMut() -> f64) -> Economy {
    let n = regions * sectors;
    let mut numbers = |count| (0..count).map(|_| number()).collect::<Vec<f64>>();
    let producers = (0..n).map(|k| Producer { region: id(k / sectors), sector: id(k % sectors) });
    let columns = (0..=regions)
        .flat_map(|r| (0..2).map(move |c| DemandColumn { region: id(r), category: c }));
    let demand_columns: Vec<_> = columns.collect();
    let row = |code: &str, kind, values| PrimaryInput {
        code: code.into(),
        label: format!("{code} in words"),
        kind,
        values,
    };
    Economy::new(EconomyParts {
        about: about(),
        regions: names("R", regions + 1),
        sectors: names("S", sectors),
        categories: names("C", 2),
        producers: producers.collect(),
        flows: Matrix::from_dense(n, n, numbers(n * n)),
        final_demand: Matrix::from_dense(
            n,
            demand_columns.len(),
            numbers(n * demand_columns.len()),
        ),
        demand_columns,
        primary_inputs: vec![
            row("V1", PrimaryKind::ValueAdded, numbers(n)),
            row("V1", PrimaryKind::ProductTax, numbers(n)),
            row("M", PrimaryKind::Imports, numbers(n)),
        ],
        stated_output: Some(numbers(n)),
        attributes: vec![Attribute {
            name: "workers".into(),
            unit: "persons".into(),
            estimated: true,
            values: numbers(n),
        }],
    })
    .unwrap()
}

/// Any finite number that a table may hold: zeros of both signs, tiny and huge ones.
pub fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => Just(0.0),
        1 => Just(-0.0),
        6 => proptest::num::f64::NORMAL.prop_filter("finite sums", |value| value.abs() < 1e300),
        1 => proptest::num::f64::SUBNORMAL,
    ]
}

/// Economies of up to 3 × 4 producers, some of them sparse.
pub fn any_economy() -> impl Strategy<Value = Economy> {
    (1..4_usize, 1..5_usize, proptest::collection::vec(any_number(), 500), any::<bool>()).prop_map(
        |(regions, sectors, numbers, sparse)| {
            let mut k = 0;
            economy(regions, sectors, || {
                k += 1;
                if sparse && k % 40 != 0 { 0.0 } else { numbers[k % numbers.len()] }
            })
        },
    )
}

/// Every number of an economy as bits, in order.
pub fn bits(economy: &Economy) -> Vec<u64> {
    let mut numbers = economy.flows.to_dense();
    numbers.extend(economy.final_demand.to_dense());
    economy.primary_inputs.iter().for_each(|row| numbers.extend(&row.values));
    economy.attributes.iter().for_each(|row| numbers.extend(&row.values));
    numbers.extend(economy.stated_output.iter().flatten());
    numbers.extend(economy.output());
    numbers.extend(economy.value_added());
    numbers.iter().map(|value| value.to_bits()).collect()
}

/// Asserts that two economies are the same in every bit and every name.
pub fn assert_same(found: &Economy, wanted: &Economy) {
    assert_eq!(found.about, wanted.about);
    assert_eq!(found.regions.entries(), wanted.regions.entries());
    assert_eq!(found.sectors.entries(), wanted.sectors.entries());
    assert_eq!(found.categories.entries(), wanted.categories.entries());
    assert_eq!(found.producers, wanted.producers);
    assert_eq!(found.demand_columns, wanted.demand_columns);
    assert_eq!(found.primary_inputs, wanted.primary_inputs);
    assert_eq!(found.attributes, wanted.attributes);
    assert_eq!(found.flows.is_sparse(), wanted.flows.is_sparse());
    assert_eq!(bits(found), bits(wanted));
}
