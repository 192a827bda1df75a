//! What must hold for every table and every mix of shocks, seen from outside through `View`.

use crate::cases::{Case, cases, economies, economy, rules};
use crate::reference::table::Table;
use proptest::prelude::*;
use staves_core::Economy;
use staves_core::economy::EconomyParts;
use staves_core::model::{Batch, Edition, Lane, Orders, Parameters, Rules, System, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Runs one lane; `None` when the shocks cannot act on this economy or BoARIO stops.
fn run(case: &Case, groups: usize, mut observe: impl FnMut(&View<'_>)) -> Option<()> {
    let system = System::new(&case.economy, &case.rules);
    let lane = Lane::new(&system, case.parameters.clone(), &case.shocks).ok()?;
    let mut batch = Batch::new(&system, vec![lane], groups);
    for _ in 0..case.rules.steps() {
        if let Err(error) = batch.step(|view| observe(view)) {
            assert!(["run::crashed", "shock::above-capital"].contains(&error.code()), "{error:?}");
            return None;
        }
    }
    Some(())
}

/// Output of every producer in every step, in the economy's order.
fn production(case: &Case, groups: usize) -> Option<Vec<Vec<f64>>> {
    let mut days = Vec::new();
    run(case, groups, |view| {
        days.push((0..view.system().len()).map(|row| view.production(row)).collect());
    })?;
    Some(days)
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn without_shocks_ten_years_repeat_the_baseline_exactly(
        economy in economies(),
        corrected in rules(Edition::Corrected),
        compatible in rules(Edition::Boario072),
    ) {
        for rules in [corrected, compatible] {
            let rules = Rules { days: 3650.0, ..rules };
            let parameters = Parameters::new(economy.sectors.len());
            let case = Case { economy: economy.clone(), rules, parameters, shocks: vec![] };
            run(&case, 1, |view| {
                for row in 0..view.system().len() {
                    assert_eq!(view.production(row), view.system().output_of(row));
                    assert_eq!(view.overproduction(row), 1.0);
                    assert_eq!(view.final_delivered(row), view.final_demand(row));
                }
            });
        }
    }
}

/// The book of one run, kept from outside.
#[derive(Default)]
struct Book {
    stock: Vec<Vec<Option<f64>>>,
    moved: Vec<f64>,
    produced: f64,
    used: f64,
    delivered_finally: f64,
    rebuilt: f64,
    first_stock: f64,
}

/// Stocks by product and buyer; `None` where they never bind.
fn stocks(view: &View<'_>, products: usize) -> Vec<Vec<Option<f64>>> {
    let buyers = 0..view.system().len();
    let row = |product| buyers.clone().map(|buyer| view.stock(product, buyer)).collect();
    (0..products).map(row).collect()
}

fn total(stocks: &[Vec<Option<f64>>]) -> f64 {
    stocks.iter().flatten().flatten().sum()
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn nothing_appears_and_nothing_vanishes(case in cases(Edition::Corrected, vec![0, 1, 2, 3])) {
        let table = Table::new(&case.economy, &case.rules);
        let step = case.rules.step;
        // Inputs too small to bind may run out: their use is then done without.
        let binding = |p: usize, f: usize| table.technical(p, f) > 1e-5;
        let small = (0..table.products).any(|p| {
            (0..table.n).any(|f| table.used[p][f] > 0.0 && !binding(p, f))
        });
        prop_assume!(!small);
        let mut book = Book::default();
        let gross: f64 = table.x.iter().sum::<f64>()
            + 2.0 * table.final_demand.iter().map(|y| (-y).max(0.0)).sum::<f64>();
        let room = 1e-12 * gross.max(1.0) * 100.0;
        run(&case, 1, |view| {
            let rows = 0..table.n;
            for row in rows.clone() {
                let (output, size) = (view.production(row), table.x[row].max(1e-9));
                let gross = size + 2.0 * table.final_demand[row].abs();
                let delivered = view.intermediate_delivered(row)
                    + view.final_delivered(row)
                    + view.rebuild_production(row);
                let close = 1e-12 * (gross + view.rebuild_demand(row));
                assert!((delivered - output).abs() <= close, "row {row}: {delivered} of {output}");
                let above = 1.0 + 1e-14;
                assert!(view.intermediate_delivered(row) <= view.intermediate_demand(row) * above);
                assert!(view.final_delivered(row) <= view.final_demand(row).max(0.0) * above);
                assert!(view.rebuild_production(row) <= view.rebuild_demand(row) * above);
                assert!(output >= 0.0 && output <= view.production_capacity(row) * above);
                let demand = view.intermediate_demand(row) + view.final_demand(row);
                assert!(output <= (demand + view.rebuild_demand(row)).max(0.0) * above + close);
            }
            let now = stocks(view, table.products);
            if book.stock.is_empty() {
                book.first_stock = total(&now);
            } else {
                // By product: what stocks gained is what was received less what was used.
                for (product, moved) in book.moved.iter().enumerate() {
                    let sum = |stock: &[Option<f64>]| stock.iter().flatten().sum::<f64>();
                    let (before, after) = (sum(&book.stock[product]), sum(&now[product]));
                    let finite = now[product].iter().any(Option::is_some);
                    let close = room * step + 1e-12 * before;
                    assert!(!finite || (after - before - moved).abs() <= close);
                }
            }
            assert!(now.iter().flatten().flatten().all(|stock| *stock >= 0.0));
            book.moved = vec![0.0; table.products];
            for row in rows {
                book.moved[table.sector[row]] += step * view.intermediate_delivered(row);
                book.produced += step * view.production(row);
                book.delivered_finally += step * view.final_delivered(row);
                book.rebuilt += step * view.rebuild_production(row);
                for product in 0..table.products {
                    let used = step * table.technical(product, row) * view.production(row);
                    book.moved[product] -= used;
                    book.used += used;
                }
            }
            book.stock = now;
        });
        if book.stock.is_empty() {
            return Ok(());
        }
        // Over the run, where every product is kept in stock.
        let kept = case.parameters.inventory_days.iter().all(|days| days.is_finite());
        let kept = kept && book.stock.iter().enumerate().all(|(product, stock)| {
            stock.iter().all(Option::is_some) || !table.sector.contains(&product)
        });
        if kept {
            let change = total(&book.stock) - book.first_stock + book.moved.iter().sum::<f64>();
            let found = book.used + book.delivered_finally + book.rebuilt + change;
            let room = 1e-12 * (book.produced + gross * case.rules.days + book.first_stock);
            prop_assert!((book.produced - found).abs() <= room, "{} is not {found}", book.produced);
        }
    }

    #[test]
    fn what_is_delivered_and_what_is_left_to_rebuild_add_up(
        case in cases(Edition::Corrected, vec![2])
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
        run(&case, 1, |view| {
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

    #[test]
    fn the_order_of_regions_sectors_and_shocks_does_not_matter(
        case in cases(Edition::Corrected, vec![0, 1, 2, 3]),
        turn in 0_usize..7,
    ) {
        let Some(wanted) = production(&case, 1) else { return Ok(()) };
        let (turned, position) = permuted(&case, turn);
        let found = production(&turned, 1).expect("the same economy");
        let table = Table::new(&case.economy, &case.rules);
        for (found, wanted) in found.iter().zip(&wanted) {
            for (row, wanted) in wanted.iter().enumerate() {
                let gross = table.x[row] + 2.0 * table.final_demand[row].abs();
                let found = found[position[row]];
                let room = 1e-12 * gross.max(*wanted) * condition(&table);
                prop_assert!((found - wanted).abs() <= room, "{found} is not {wanted}");
            }
        }
    }

    #[test]
    fn threads_change_no_bit(
        case in cases(Edition::Corrected, vec![0, 1, 2, 3]),
        compatible in cases(Edition::Boario072, vec![0, 1, 2, 3]),
    ) {
        for case in [case, compatible] {
            let alone = production(&case, 1);
            for groups in [2, 3, 8] {
                prop_assert_eq!(&production(&case, groups), &alone, "{} groups", groups);
            }
        }
    }

    #[test]
    fn a_lane_gets_the_same_bits_in_any_batch(
        case in cases(Edition::Corrected, vec![0, 1, 2, 3]),
        compatible in cases(Edition::Boario072, vec![0, 3]),
    ) {
        for case in [case, compatible] {
            same_in_any_batch(&case)?;
        }
    }

    #[test]
    fn money_units_and_the_length_of_a_year_change_nothing_relative(
        case in cases(Edition::Corrected, vec![0, 1, 2, 3]),
        unit in prop_oneof![Just(2.0), Just(1000.0), Just(1.0 / 7.0)],
    ) {
        // Capital is given, so that it does not follow from the length of a year.
        let system = System::new(&case.economy, &case.rules);
        let capital = (0..system.len()).map(|row| system.capital_of(row)).collect::<Vec<_>>();
        let case = Case { economy: with_capital(&case.economy, &capital, 1.0, 1.0), ..case };
        let Some(wanted) = production(&case, 1) else { return Ok(()) };
        let table = Table::new(&case.economy, &case.rules);

        let scaled = Case {
            economy: with_capital(&case.economy, &capital, unit, unit),
            shocks: case.shocks.iter().map(|shock| in_unit(shock, unit)).collect(),
            ..case.clone()
        };
        let short_year = Case {
            economy: with_capital(&case.economy, &capital, 360.0 / 365.0, 1.0),
            rules: Rules { days_per_year: 360.0, ..case.rules.clone() },
            ..case.clone()
        };
        for (case, unit) in [(scaled, unit), (short_year, 1.0)] {
            let found = production(&case, 1).expect("the same economy");
            for (found, wanted) in found.iter().zip(&wanted) {
                for (row, wanted) in wanted.iter().enumerate() {
                    let gross = table.x[row] + 2.0 * table.final_demand[row].abs();
                    let room = 1e-12 * gross.max(*wanted) * condition(&table);
                    let found = found[row] / unit;
                    prop_assert!((found - wanted).abs() <= room, "{found} is not {wanted}");
                }
            }
        }
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
        let profile = Profile { starts, lasts: 5.0, recovery: Recovery::Linear { days: 20.0 } };
        let days = [sizes.0.min(sizes.1), sizes.0.max(sizes.1)].map(|size| {
            let effect = Effect::Capacity { rows: vec![row.index(economy.len())], size };
            let shocks = vec![Shock { name: "loss".into(), profile, effect }];
            let (economy, rules) = (economy.clone(), rules.clone());
            production(&Case { economy, rules, parameters: parameters.clone(), shocks }, 1).unwrap()
        });
        for (small, large) in days[0].iter().flatten().zip(days[1].iter().flatten()) {
            prop_assert!(large <= &(small * (1.0 + 1e-12)), "{large} above {small}");
        }
    }
}

/// How much larger what a producer sells and draws can be than its output.
fn condition(table: &Table) -> f64 {
    let gross = |i: usize| table.x[i] - table.final_demand[i] + table.final_demand[i].abs();
    let producers = (0..table.n).filter(|i| table.x[*i] > 0.0);
    producers.map(|i| gross(i) / table.x[i]).fold(1.0, f64::max)
}

/// Lanes with scaled variants of the shocks, in batches of several widths, against each alone.
fn same_in_any_batch(case: &Case) -> Result<(), TestCaseError> {
    let system = System::new(&case.economy, &case.rules);
    let lane = |k: usize| {
        let scale = 1.0 - k as f64 / 64.0;
        let shocks: Vec<Shock> = case.shocks.iter().map(|shock| scaled(shock, scale)).collect();
        let psi = case.parameters.psi * (1.0 - 0.002 * k as f64);
        Lane::new(&system, Parameters { psi, ..case.parameters.clone() }, &shocks)
    };
    let run = |lanes: Vec<Lane>| {
        let count = lanes.len();
        let mut batch = Batch::new(&system, lanes, 1);
        let mut days = vec![Vec::new(); count];
        for _ in 0..10 {
            let stepped = batch.step(|view| {
                days[view.index].extend_from_slice(view.production_in_engine_order());
            });
            stepped.ok()?;
        }
        Some(days)
    };
    let alone: Option<Vec<_>> =
        (0..64).map(|k| Some(run(vec![lane(k).ok()?])?.remove(0))).collect();
    let Some(alone) = alone else { return Ok(()) };
    for width in [7, 8, 64] {
        let together = run((0..width).map(|k| lane(k).unwrap()).collect()).unwrap();
        prop_assert_eq!(&together[..], &alone[..width], "{} lanes", width);
    }
    Ok(())
}

fn scaled(shock: &Shock, scale: f64) -> Shock {
    let mut shock = shock.clone();
    match &mut shock.effect {
        Effect::Capacity { size, .. } => *size *= scale,
        Effect::Capital { lost, .. } => lost.iter_mut().for_each(|(_, money)| *money *= scale),
        Effect::Demand { change, .. } => *change *= scale,
    }
    shock
}

fn in_unit(shock: &Shock, unit: f64) -> Shock {
    let mut shock = shock.clone();
    if let Effect::Capital { lost, rebuild } = &mut shock.effect {
        lost.iter_mut().for_each(|(_, money)| *money *= unit);
        let users = rebuild.iter_mut().flat_map(|rebuild| &mut rebuild.final_users);
        users.for_each(|(_, money)| *money *= unit);
    }
    shock
}

/// The same economy with its flows in another unit, and capital given.
fn with_capital(economy: &Economy, capital: &[f64], flows: f64, money: f64) -> Economy {
    let mut parts: EconomyParts = (**economy).clone();
    parts.flows = parts.flows.map(|_, _, value| value * flows);
    parts.final_demand = parts.final_demand.map(|_, _, value| value * flows);
    parts.attributes = vec![staves_core::economy::Attribute {
        name: "capital".into(),
        unit: "money".into(),
        estimated: false,
        values: capital.iter().map(|capital| capital * money).collect(),
    }];
    Economy::new(parts).unwrap()
}

/// The same case with regions, sectors and shocks turned round by some places, and where each old
/// row went.
fn permuted(case: &Case, turn: usize) -> (Case, Vec<usize>) {
    let old = &case.economy;
    let (regions, sectors) = (old.regions.len(), old.sectors.len());
    let n = old.len();
    let region = |r: usize| (r + turn) % regions;
    // Backwards, so that it is not a mere rotation.
    let sector = |s: usize| (2 * sectors - 1 - s + turn) % sectors;
    let row = |i: usize| region(i / sectors) * sectors + sector(i % sectors);
    let column = |c: usize| region(c / 2) * 2 + c % 2;
    let mut flows = vec![0.0; n * n];
    let mut demand = vec![0.0; n * 2 * regions];
    for i in 0..n {
        (0..n).for_each(|j| flows[row(i) * n + row(j)] = old.flows.get(i, j));
        for c in 0..2 * regions {
            demand[row(i) * 2 * regions + column(c)] = old.final_demand.get(i, c);
        }
    }
    let mut parts = economy(regions, sectors, flows, demand);
    parts.attributes = old.attributes.clone();
    for (now, was) in parts.attributes.iter_mut().zip(&old.attributes) {
        was.values.iter().enumerate().for_each(|(i, value)| now.values[row(i)] = *value);
    }
    let mut parameters = case.parameters.clone();
    for s in 0..sectors {
        parameters.inventory_days[sector(s)] = case.parameters.inventory_days[s];
        parameters.restoration_days[sector(s)] = case.parameters.restoration_days[s];
    }
    let moved = case.shocks.iter().map(|shock| {
        let mut shock = shock.clone();
        match &mut shock.effect {
            Effect::Capacity { rows, .. } => rows.iter_mut().for_each(|i| *i = row(*i)),
            Effect::Capital { lost, rebuild } => {
                lost.iter_mut().for_each(|(i, _)| *i = row(*i));
                if let Some(rebuild) = rebuild {
                    rebuild.mix.iter_mut().for_each(|(s, _)| *s = sector(*s));
                    rebuild.final_users.iter_mut().for_each(|(c, _)| *c = column(*c));
                }
            }
            Effect::Demand { cells, .. } => {
                cells.iter_mut().for_each(|(i, c)| (*i, *c) = (row(*i), column(*c)));
            }
        }
        shock
    });
    let mut shocks: Vec<Shock> = moved.collect();
    shocks.reverse();
    let economy = Economy::new(parts).unwrap();
    let turned = Case { economy, rules: case.rules.clone(), parameters, shocks };
    (turned, (0..n).map(row).collect())
}
