use super::*;
use crate::codes::Codes;
use crate::economy::{About, DemandColumn, PrimaryInput, PrimaryKind, Producer, id};
use crate::matrix::Matrix;
use crate::units::MoneyUnit;
use proptest::prelude::*;

const R: usize = 3;
const S: usize = 3;
const N: usize = R * S;

/// Three regions, three sectors; final demand is large enough for a balance.
fn economy(flows: Vec<f64>, demand: Vec<f64>) -> Economy {
    let mut parts = EconomyParts {
        about: About {
            title: "test".into(),
            title_zh: String::new(),
            source: String::new(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("XTS"),
            price_basis: String::new(),
            synthetic: true,
        },
        regions: Codes::plain(["r0", "r1", "r2"]).unwrap(),
        sectors: Codes::plain(["s0", "s1", "s2"]).unwrap(),
        categories: Codes::plain(["c"]).unwrap(),
        producers: (0..N).map(|k| Producer { region: id(k / S), sector: id(k % S) }).collect(),
        demand_columns: (0..R).map(|r| DemandColumn { region: id(r), category: 0 }).collect(),
        flows: Matrix::from_dense(N, N, flows),
        final_demand: Matrix::from_dense(N, R, demand),
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: vec![Attribute {
            name: "capital".into(),
            unit: "money".into(),
            estimated: false,
            values: vec![10.0; N],
        }],
    };
    let output = Economy::new(parts.clone()).unwrap().output().to_vec();
    let inputs = parts.flows.col_sums();
    parts.primary_inputs.push(PrimaryInput {
        code: "VA".into(),
        label: "value added".into(),
        kind: PrimaryKind::ValueAdded,
        values: output.iter().zip(inputs).map(|(x, paid)| x - paid).collect(),
    });
    Economy::new(parts).unwrap()
}

fn plain() -> Economy {
    economy(vec![1.0; N * N], vec![5.0; N * R])
}

fn action(kind: Kind, effect: Effect, regions: &[usize], sectors: &[usize]) -> Action {
    Action {
        entry: Entry::plain("a"),
        kind,
        effect,
        regions: regions.to_vec(),
        sectors: sectors.to_vec(),
        cost: 1.0,
        lead_time: 0.0,
        evidence: String::new(),
        needs: Vec::new(),
        excludes: Vec::new(),
        group: String::new(),
    }
}

fn sources(share: f64, to: Option<Vec<usize>>, buyers: Option<Vec<usize>>) -> Action {
    action(Kind::Diversify, Effect::Sources { to, buyers, share }, &[0], &[1])
}

/// What a buyer buys of a product, over all regions.
fn bought(matrix: &Matrix, sector: usize, column: usize) -> f64 {
    (0..R).map(|region| matrix.get(region * S + sector, column)).sum()
}

proptest! {
    #[test]
    fn other_sources_keep_technology_final_demand_and_balance(
        flows in prop::collection::vec(0.0..1.0_f64, N * N),
        demand in prop::collection::vec(3.5..20.0_f64, N * R),
        share in 0.0..=1.0_f64,
        relocate in any::<bool>(),
        final_users in any::<bool>(),
    ) {
        let before = economy(flows, demand);
        let chosen = match relocate {
            true => {
                let effect = Effect::Relocation { to: vec![2], share };
                action(Kind::Relocate, effect, &[0, 1], &[1])
            }
            false => sources(share, Some(vec![2]), (!final_users).then(|| vec![0, 2])),
        };
        let after = chosen.apply(&before).unwrap();
        for sector in 0..S {
            for column in 0..N {
                let of = |e: &Economy| bought(&e.flows, sector, column) / e.output()[column];
                prop_assert!((of(&before) - of(&after)).abs() < 1e-12);
            }
            for column in 0..R {
                let of = |e: &Economy| bought(&e.final_demand, sector, column);
                prop_assert!((of(&before) - of(&after)).abs() < 1e-12 * of(&before).max(1.0));
            }
        }
        let inputs = after.flows.col_sums();
        for (row, output) in after.output().iter().enumerate() {
            let paid = inputs[row] + after.value_added()[row];
            prop_assert!((paid - output).abs() < 1e-10 * output, "{paid} and {output}");
        }
        // Value added of all is what final users spend, before and after.
        let total = |e: &Economy| e.value_added().iter().sum::<f64>();
        prop_assert!((total(&before) - total(&after)).abs() < 1e-9 * total(&before));
    }
}

#[test]
fn purchases_move_to_the_new_region_and_nothing_else_does() {
    let before = plain();
    let after = sources(0.5, Some(vec![2]), Some(vec![0])).apply(&before).unwrap();
    let coefficient =
        |e: &Economy, row: usize, column: usize| e.flows.get(row, column) / e.output()[column];
    let x = before.output()[0];
    // Of product 1, buyer r0|s0 bought 1 from each region: half of two of them moves to r2.
    assert!((coefficient(&after, 1, 0) - 0.5 / x).abs() < 1e-12);
    assert!((coefficient(&after, 4, 0) - 0.5 / x).abs() < 1e-12);
    assert!((coefficient(&after, 7, 0) - 2.0 / x).abs() < 1e-12);
    // Other buyers and final users buy as before.
    assert!((coefficient(&after, 1, 3) - 1.0 / x).abs() < 1e-12);
    assert_eq!(after.final_demand.get(1, 0), 5.0);
    // The new source makes more, with more capital; the old ones less.
    assert!(after.output()[7] > before.output()[7] && after.output()[4] < before.output()[4]);
    let capital = &after.attribute("capital").unwrap().values;
    let grown = after.output()[7] / before.output()[7];
    assert!((capital[7] / 10.0 - grown).abs() < 1e-12);
}

#[test]
fn doing_nothing_changes_no_bit() {
    let before = plain();
    for nothing in [sources(0.0, Some(vec![2]), None), sources(1.0, Some(vec![0, 1, 2]), None)] {
        let after = nothing.apply(&before).unwrap();
        assert_eq!(after.output(), before.output());
        assert_eq!(after.flows.to_dense(), before.flows.to_dense());
    }
    assert_eq!(apply_all(&[], &before).unwrap().output(), before.output());
}

#[test]
fn at_home_means_in_each_region_of_the_buyers() {
    let mut home = sources(1.0, None, None);
    (home.kind, home.regions) = (Kind::Substitute, vec![0, 1]);
    let after = home.apply(&plain()).unwrap();
    for (column, region) in [(0, 0), (1, 0), (3, 1), (5, 1)] {
        for source in (0..R).filter(|source| *source != region) {
            assert_eq!(after.flows.get(source * S + 1, column), 0.0);
        }
    }
    assert!(after.flows.get(1, 8) > 0.0, "region 2 still buys from region 0");
}

#[test]
fn attributes_add_up_and_shares_stay_shares() {
    let economy = plain();
    let days = action(Kind::Stockpile, Effect::Stock { days: 10.0 }, &[1], &[0, 1]);
    let protect = action(Kind::Supplement, Effect::Protection { share: 0.5 }, &[1], &[0]);
    let faster = action(Kind::Digitalise, Effect::Restoration { factor: 2.0 }, &[0], &[0]);
    let all = [&days, &days, &protect, &protect, &faster];
    let after = apply_all(&all, &economy).unwrap();
    let values = |name| after.attribute(name).unwrap().values.clone();
    assert_eq!(values(INVENTORY_DAYS_ADDED)[3..6], [20.0, 20.0, 0.0]);
    assert_eq!(values(PROTECTED_SHARE)[3..5], [0.75, 0.0]);
    assert_eq!(values(RESTORATION_SPEED)[..2], [2.0, 1.0]);
    assert!(after.attribute(REMOTE_SHARE).is_none());
}

#[test]
fn what_cannot_be_done_is_refused() {
    let economy = plain();
    let code = |action: Action| action.apply(&economy).unwrap_err().code();
    let stock = |days| action(Kind::Stockpile, Effect::Stock { days }, &[1], &[0]);
    assert_eq!(code(stock(-1.0)), "action::out-of-range");
    assert_eq!(code(stock(f64::NAN)), "action::out-of-range");
    assert_eq!(code(sources(1.5, None, None)), "action::out-of-range");
    assert_eq!(code(Action { cost: -1.0, ..stock(1.0) }), "action::out-of-range");
    assert_eq!(code(Action { sectors: vec![], ..stock(1.0) }), "action::nobody");
    let slow = action(Kind::Digitalise, Effect::Restoration { factor: 0.5 }, &[1], &[0]);
    assert_eq!(code(slow), "action::out-of-range");
    let credit = action(Kind::Credit, Effect::Finance { amount: 5.0 }, &[1], &[0]);
    assert_eq!(code(credit), "action::needs-credit-model");
    let mut gone = EconomyParts::clone(&economy);
    gone.flows = gone.flows.map(|row, _, value| if row == 7 { 0.0 } else { value });
    gone.final_demand = gone.final_demand.map(|row, _, value| if row == 7 { 0.0 } else { value });
    let gone = Economy::new(gone).unwrap();
    let error = sources(0.5, Some(vec![2]), None).apply(&gone).unwrap_err();
    assert_eq!(error.code(), "action::no-source");
}

#[test]
fn choices_that_contradict_each_other_are_refused() {
    let named = |id: &str| Action {
        entry: Entry::plain(id),
        ..action(Kind::Stockpile, Effect::Stock { days: 1.0 }, &[0], &[0])
    };
    let (a, b) = (named("a"), Action { group: "g".into(), ..named("b") });
    let needs = Action { needs: vec!["a".into()], ..named("c") };
    let excludes = Action { excludes: vec!["a".into()], ..named("d") };
    let same = Action { group: "g".into(), ..named("e") };
    check_together(&[&a, &b, &needs]).unwrap();
    let code = |chosen: &[&Action]| check_together(chosen).unwrap_err().code();
    assert_eq!(code(&[&needs]), "action::needs");
    assert_eq!(code(&[&excludes, &a]), "action::excludes");
    assert_eq!(code(&[&b, &same]), "action::same-group");
}
