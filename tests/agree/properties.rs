//! What must hold for every table and every mix of shocks, seen from outside through `View`.

use crate::cases::{Case, cases, config, economies, rules};
use crate::reference::table::Table;
use crate::runs::{production, run_case};
use proptest::prelude::*;
use staves_core::model::{Edition, Orders, Parameters, Rules, View};
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Shock};

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
            run_case(&case, 1, |view| {
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
        run_case(&case, 1, |view| {
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
