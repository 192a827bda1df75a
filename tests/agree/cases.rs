//! Random economies, rules, parameters and mixes of overlapping shocks for property tests.

use crate::reference::table::Table;
use proptest::prelude::*;
use proptest::sample::select;
use staves_core::codes::Codes;
use staves_core::economy::{About, Attribute, DemandColumn, Economy, EconomyParts, Producer, id};
use staves_core::leontief;
use staves_core::matrix::Matrix;
use staves_core::model::{Compounding, Edition, Orders, Parameters, Rationing, Rules, System};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Rebuild, Shock};
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

pub fn rules(edition: Edition) -> impl Strategy<Value = Rules> {
    (
        select(vec![Orders::CapacityWeighted, Orders::FixedShares]),
        select(vec![Rationing::Proportional, Rationing::IntermediateFirst]),
        select(vec![Compounding::Multiply, Compounding::Max, Compounding::Add]),
        select(vec![0.5, 1.0, 2.0]),
    )
        .prop_map(move |(orders, rationing, compounding, step)| Rules {
            edition,
            orders,
            rationing,
            compounding,
            step,
            days: 30.0 * step,
            ..Rules::default()
        })
}

/// Stocks that never bind, and stocks from a few days to a season.
pub fn parameters(sectors: usize) -> impl Strategy<Value = Parameters> {
    let days = prop_oneof![1 => Just(f64::INFINITY), 4 => 7.0..90.0_f64];
    (
        (0.3..=1.0_f64, 1.0..1.6_f64, 40.0..400.0_f64),
        prop::collection::vec(days, sectors),
        prop::collection::vec(2.0..60.0_f64, sectors),
    )
        .prop_map(|((psi, alpha_max, alpha_tau), inventory_days, restoration_days)| {
            Parameters {
                psi,
                alpha_base: 1.0,
                alpha_max,
                alpha_tau,
                inventory_days,
                restoration_days,
            }
        })
}

fn recovery() -> impl Strategy<Value = Recovery> {
    (2.5..40.0_f64, 1.5..20.0_f64, 0..5).prop_map(|(days, half, shape)| match shape {
        0 => Recovery::Sudden,
        1 => Recovery::Linear { days },
        2 => Recovery::Exponential { days },
        3 => Recovery::Convex { days },
        _ => Recovery::SShaped { days, half },
    })
}

/// A shock before the economy it hits is known: numbers in 0..1 that choose rows and sizes.
#[derive(Clone, Debug)]
struct Draft {
    kind: usize,
    profile: Profile,
    chosen: Vec<f64>,
    size: f64,
    days: f64,
}

fn drafts(kinds: Vec<usize>) -> impl Strategy<Value = Vec<Draft>> {
    let profile = (-3.0..12.0_f64, 0.0..8.0_f64, recovery(), any::<bool>());
    let profile = profile.prop_map(|(starts, lasts, recovery, whole)| {
        let round = |days: f64| if whole { days.round() } else { days };
        Profile { starts: round(starts), ramp: 0.0, lasts: round(lasts), recovery }
    });
    let draft = (
        select(kinds),
        profile,
        prop::collection::vec(0.0..1.0_f64, 8),
        0.0..=1.0_f64,
        1.0..50.0_f64,
    );
    let draft = draft.prop_map(|(kind, profile, chosen, size, days)| Draft {
        kind,
        profile,
        chosen,
        size,
        days,
    });
    prop::collection::vec(draft, 0..6)
}

impl Draft {
    fn shock(&self, number: usize, economy: &Economy, system: &System) -> Shock {
        let pick = |k: usize, count: usize| (self.chosen[k] * count as f64) as usize;
        let n = economy.len();
        let mut rows = vec![pick(0, n), pick(1, n), pick(2, n)];
        rows.sort_unstable();
        rows.dedup();
        let effect = match self.kind {
            0 => Effect::Capacity { rows, size: self.size },
            1 | 2 => {
                let hit = rows.iter().filter(|row| system.capital_of(**row) > 0.0);
                let money = |row: usize| 0.4 * self.size * system.capital_of(row);
                let lost = hit.map(|row| (*row, money(*row))).collect();
                let rebuild = (self.kind == 2).then(|| self.rebuild(economy, pick));
                Effect::Capital { lost, rebuild }
            }
            _ => {
                let columns = economy.demand_columns.len();
                let cells = rows.iter().map(|row| (*row, pick(3, columns))).collect();
                Effect::Demand { change: 2.0 * self.size - 1.0, cells }
            }
        };
        Shock { name: format!("shock {number}"), profile: self.profile.clone(), effect }
    }

    fn rebuild(&self, economy: &Economy, pick: impl Fn(usize, usize) -> usize) -> Rebuild {
        let sectors = economy.sectors.len();
        let (first, second) = (pick(4, sectors), pick(5, sectors));
        let share = if first == second { 1.0 } else { self.chosen[6] };
        let mut mix = vec![(first, share)];
        if first != second {
            mix.push((second, 1.0 - share));
        }
        let column = pick(7, economy.demand_columns.len());
        Rebuild {
            days: self.days,
            mix,
            factor: 0.5 + self.chosen[6],
            final_users: vec![(column, 100.0 * self.size)],
        }
    }
}

/// Whole cases; `kinds` are 0 capacity, 1 capital, 2 capital rebuilt, 3 demand.
pub fn cases(edition: Edition, kinds: Vec<usize>) -> impl Strategy<Value = Case> {
    (economies(), rules(edition), drafts(kinds)).prop_flat_map(|(economy, rules, drafts)| {
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
