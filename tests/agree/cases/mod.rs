//! Random economies, rules, parameters and mixes of overlapping shocks for property tests.

pub mod rules;
pub mod shocks;

use crate::reference::table::Table;
use proptest::prelude::*;
use proptest::sample::select;
use rules::{Model, parameters};
use shocks::drafts;
use staves_core::codes::Codes;
use staves_core::economy::{About, Attribute, DemandColumn, Economy, EconomyParts, Producer, id};
use staves_core::leontief;
use staves_core::matrix::Matrix;
use staves_core::model::{Edition, Parameters, Rules, System};
use staves_core::shock::Shock;
use staves_core::units::MoneyUnit;

/// How many cases a property is tried on; a failing case is printed, not stored.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Everything a run needs.
#[derive(Clone)]
pub struct Case {
    pub economy: Economy,
    pub rules: Rules,
    pub parameters: Parameters,
    pub shocks: Vec<Shock>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.economy.len();
        writeln!(f, "{n} producers, sparse {}", self.economy.flows.is_sparse())?;
        for i in 0..n {
            let row = |m: &Matrix| (0..m.cols()).map(|j| m.get(i, j)).collect::<Vec<_>>();
            let (z, y) = (row(&self.economy.flows), row(&self.economy.final_demand));
            writeln!(f, "{} {z:?} | {y:?}", self.economy.name(i))?;
        }
        for attribute in &self.economy.attributes {
            writeln!(f, "{} {:?}", attribute.name, attribute.values)?;
        }
        writeln!(f, "{:?}\n{:?}\n{:?}", self.rules, self.parameters, self.shocks)
    }
}

/// Plain data of a table with households and inventories as its two categories.
pub fn economy(regions: usize, sectors: usize, flows: Vec<f64>, demand: Vec<f64>) -> EconomyParts {
    let names =
        |prefix: &str, count| Codes::plain((0..count).map(|k| format!("{prefix}{k}"))).unwrap();
    let n = regions * sectors;
    EconomyParts {
        about: About {
            title: "random".into(),
            title_zh: String::new(),
            source: "made up".into(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("EUR"),
            price_basis: String::new(),
            synthetic: true,
        },
        regions: names("r", regions),
        sectors: names("s", sectors),
        categories: Codes::plain(["households", "inventories"]).unwrap(),
        producers: (0..n)
            .map(|k| Producer { region: id(k / sectors), sector: id(k % sectors) })
            .collect(),
        demand_columns: (0..2 * regions)
            .map(|c| DemandColumn { region: id(c / 2), category: id(c % 2) })
            .collect(),
        flows: Matrix::from_dense(n, n, flows),
        final_demand: Matrix::from_dense(n, 2 * regions, demand),
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: Vec::new(),
    }
}

/// Tables of up to 4 × 5 producers: dense and sparse, with dead sectors, flows below zero, and
/// inventories of either sign.
pub fn economies() -> impl Strategy<Value = Economy> {
    (1_usize..=4, 1_usize..=5, select(vec![1.0, 0.5, 0.04]))
        .prop_flat_map(table)
        .prop_filter("uses up more than it makes", |economy| radius(economy) < 0.9)
}

/// The spectral radius of the coefficients of a run. From one on, a step multiplies every change,
/// rounding included, and no two implementations can agree.
fn radius(economy: &Economy) -> f64 {
    let table = Table::new(economy, &Rules::default());
    let n = table.n;
    let share = |k: usize| match table.x[k % n] {
        x if x > 0.0 => table.z[k / n][k % n] / x,
        _ => 0.0,
    };
    leontief::spectral_radius(&Matrix::from_dense(n, n, (0..n * n).map(share).collect()))
}

fn table((regions, sectors, density): (usize, usize, f64)) -> impl Strategy<Value = Economy> {
    let n = regions * sectors;
    let cell = (0.0..1.0_f64, 0.5..100.0_f64, 0.0..1.0_f64).prop_map(move |(at, size, sign)| {
        let size = if sign < 0.01 { -size } else { size };
        if at < density { size } else { 0.0 }
    });
    let households = (20.0..300.0_f64).prop_map(move |demand| demand * density);
    let inventories = prop_oneof![6 => Just(0.0), 3 => -15.0..15.0_f64, 1 => -400.0..0.0_f64];
    let capital = prop::option::weighted(0.3, prop::collection::vec(50.0..5000.0_f64, n));
    (
        prop::collection::vec(cell, n * n),
        prop::collection::vec((households, inventories), n * regions),
        prop::collection::vec(prop::bool::weighted(0.1), n),
        capital,
    )
        .prop_map(move |(mut flows, demand, dead, capital)| {
            let mut demand: Vec<f64> = demand.into_iter().flat_map(|(h, i)| [h, i]).collect();
            for k in (0..n).filter(|k| dead[*k]) {
                (0..n).for_each(|other| {
                    flows[k * n + other] = 0.0;
                    flows[other * n + k] = 0.0;
                });
                demand[k * 2 * regions..(k + 1) * 2 * regions].fill(0.0);
            }
            let mut parts = economy(regions, sectors, flows, demand);
            parts.attributes.extend(capital.map(|values| Attribute {
                name: "capital".into(),
                unit: "million EUR".into(),
                estimated: true,
                values,
            }));
            Economy::new(parts).unwrap()
        })
}

/// Numbers in 0..1 that choose the parts of a case; the first choice when they run out.
#[derive(Clone, Debug)]
pub struct Numbers(std::vec::IntoIter<f64>);

impl Numbers {
    pub fn next(&mut self) -> f64 {
        self.0.next().unwrap_or(0.0)
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.next() * count as f64) as usize
    }

    pub fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

pub fn numbers() -> impl Strategy<Value = Numbers> {
    prop::collection::vec(0.0..1.0_f64, 128).prop_map(|numbers| Numbers(numbers.into_iter()))
}

/// The same economy, with some of the attributes that change how producers answer.
fn with_attributes(economy: &Economy, numbers: &mut Numbers) -> Economy {
    let mut parts: EconomyParts = (**economy).clone();
    let attributes = [
        ("protected_share", 0.0, 1.0),
        ("spare_capacity", 0.0, 0.3),
        ("remote_share", 0.0, 1.0),
        ("inventory_days", 7.0, 40.0),
        ("inventory_days_added", 0.0, 20.0),
        ("restoration_speed", 0.5, 2.0),
        ("labour", 0.0, 500.0),
    ];
    for (name, low, high) in attributes {
        if numbers.below(3) < 2 {
            continue;
        }
        // Few numbers for many producers: the same again after some.
        let some: Vec<f64> = (0..5).map(|_| low + (high - low) * numbers.next()).collect();
        parts.attributes.push(Attribute {
            name: name.into(),
            unit: String::new(),
            estimated: true,
            values: (0..economy.len()).map(|row| some[(row * 3 + row / 5) % 5]).collect(),
        });
    }
    Economy::new(parts).unwrap()
}

/// Cases of BoARIO's edition, and of the same parts in the corrected one.
pub fn boario(edition: Edition, kinds: &'static [usize]) -> impl Strategy<Value = Case> {
    let make = move |_: &Economy, numbers: &mut Numbers| rules::boario(edition, numbers);
    cases_of(economies(), kinds, make, |economy, _| economy.clone())
}

/// Cases of a model under all kinds of shocks, 30 steps each.
pub fn cases(model: Model) -> impl Strategy<Value = Case> {
    let make = move |economy: &Economy, numbers: &mut Numbers| {
        rules::rules(model, None, economy, 30, numbers)
    };
    cases_of(economies(), &shocks::ALL, make, with_attributes)
}

/// Small cases that are quickly run: at most 3 × 3 producers, `steps` steps, one rationing rule.
/// The economy may use up more than it makes.
pub fn small(model: Model, served: usize, steps: usize) -> impl Strategy<Value = Case> {
    let tables = (1_usize..=3, 1_usize..=3, select(vec![1.0, 0.5])).prop_flat_map(table);
    let make = move |economy: &Economy, numbers: &mut Numbers| {
        rules::rules(model, Some(served), economy, steps, numbers)
    };
    cases_of(tables, &shocks::ALL, make, with_attributes)
}

fn cases_of(
    economies: impl Strategy<Value = Economy>,
    kinds: &'static [usize],
    make: impl Fn(&Economy, &mut Numbers) -> Rules + Clone,
    change: impl Fn(&Economy, &mut Numbers) -> Economy + Clone,
) -> impl Strategy<Value = Case> {
    (economies, numbers(), drafts(kinds)).prop_flat_map(move |(economy, mut numbers, drafts)| {
        let rules = make(&economy, &mut numbers);
        let economy = change(&economy, &mut numbers);
        let system = System::new(&economy, &rules);
        let shocks = drafts.iter().enumerate().map(|(k, draft)| draft.shock(k, &economy, &system));
        let shocks: Vec<Shock> = shocks.collect();
        parameters(economy.sectors.len()).prop_map(move |parameters| Case {
            economy: economy.clone(),
            rules: rules.clone(),
            parameters,
            shocks: shocks.clone(),
        })
    })
}
