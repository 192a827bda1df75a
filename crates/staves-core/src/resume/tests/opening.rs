//! Which to open.

use super::{ask, close, watch};
use crate::random::stream;
use crate::resume::{Budget, Choice, Final, Opening, Use, Values, choose};
use rand::Rng;

/// The stored instance of six sectors (values to 1e-6 of two solvers that share no code).
fn six() -> (Opening, Vec<f64>) {
    let a = [
        [0.1, 0.15, 0.05, 0.02, 0.08, 0.01],
        [0.2, 0.1, 0.25, 0.05, 0.02, 0.03],
        [0.05, 0.12, 0.15, 0.03, 0.04, 0.02],
        [0.03, 0.05, 0.04, 0.08, 0.1, 0.05],
        [0.02, 0.03, 0.02, 0.04, 0.06, 0.1],
        [0.01, 0.02, 0.03, 0.1, 0.05, 0.05],
    ];
    let output = vec![100.0, 150.0, 120.0, 80.0, 60.0, 90.0];
    let open = vec![0.5, 0.4, 0.4, 0.3, 0.1, 0.2];
    let contacts = [0.8, 1.0, 0.9, 2.5, 4.0, 3.0];
    let uses = (0..36).map(|cell| {
        let (good, unit) = (cell / 6, cell % 6);
        Use { good, unit, coefficient: a[good][unit], without: 0.0 }
    });
    let finals = (0..6).map(|good| {
        let most = output[good] - (0..6).map(|unit| a[good][unit] * output[unit]).sum::<f64>();
        let least = if good == 3 || good == 5 { 0.15 * most } else { 0.0 };
        Final { least, most }
    });
    let closed: Vec<f64> =
        contacts.iter().zip(&open).map(|(contacts, open)| contacts * (1.0 - open)).collect();
    let opening = Opening {
        good: (0..6).collect(),
        value_added: vec![0.59, 0.53, 0.46, 0.68, 0.65, 0.74],
        uses: uses.collect(),
        finals: finals.collect(),
        sales: None,
        supplied: vec![0.0; 6],
        imports: output.iter().map(|output| 0.1 * output).collect(),
        output: output.clone(),
        open,
    };
    (opening, closed)
}

fn chosen(opening: &Opening, contacts: &[f64], limit: f64, whole: bool) -> Choice {
    let budget = Budget { name: "contacts".into(), limit, uses: contacts.to_vec() };
    let must = vec![false; contacts.len()];
    let choice =
        choose(opening, std::slice::from_ref(&budget), &must, whole, &ask(), &mut watch).unwrap();
    assert!(budget.allows(&choice.open));
    close(choice.bound, choice.value);
    choice
}

/// Random industries, half of whose uses are critical and a quarter important.
fn random(seed: u64, units: usize) -> (Opening, Vec<f64>) {
    let mut stream = stream(seed, 0, "openings");
    let mut share = || (stream.next_u64() % 1000) as f64 / 1000.0;
    let output: Vec<f64> = (0..units).map(|_| 10.0 + 90.0 * share()).collect();
    let mut uses = Vec::new();
    for cell in 0..units * units {
        let (kind, coefficient) = (share(), 0.8 / units as f64 * share());
        if kind < 0.75 {
            let without = if kind < 0.5 { 0.0 } else { 0.5 };
            uses.push(Use { good: cell / units, unit: cell % units, coefficient, without });
        }
    }
    let finals = (0..units).map(|good| {
        let used: f64 = uses
            .iter()
            .filter(|used| used.good == good)
            .map(|used| used.coefficient * output[used.unit])
            .sum();
        Final { least: 0.0, most: (output[good] - used).max(0.0) }
    });
    let opening = Opening {
        good: (0..units).collect(),
        finals: finals.collect(),
        sales: None,
        supplied: vec![0.0; units],
        imports: vec![0.0; units],
        open: (0..units).map(|_| 0.7 * share()).collect(),
        value_added: (0..units).map(|_| 0.2 + 0.5 * share()).collect(),
        uses,
        output,
    };
    (opening, (0..units).map(|_| 0.1 + share()).collect())
}

#[test]
fn stored_optima() {
    let (opening, contacts) = six();
    let optima = [(2.0, 231.308379, 215.808333), (4.0, 273.337360, 217.476824)];
    for (budget, shares, whole) in optima {
        close(chosen(&opening, &contacts, budget, false).value, shares);
        close(chosen(&opening, &contacts, budget, true).value, whole);
    }
}

#[test]
fn whole_units_are_the_best_of_all_sets() {
    for seed in 0..60 {
        let (opening, contacts) = random(seed, 6);
        let limit = 0.4 * contacts.iter().sum::<f64>();
        let mut values = Values::new(&opening, vec![1.0; 6]);
        let mut best = f64::NEG_INFINITY;
        for number in 0..64_u32 {
            let set: Vec<bool> = (0..6).map(|unit| number >> unit & 1 == 1).collect();
            let taken: f64 = (0..6).filter(|unit| set[*unit]).map(|unit| contacts[unit]).sum();
            if taken <= limit {
                best = best.max(values.of(&set).unwrap());
            }
        }
        let whole = chosen(&opening, &contacts, limit, true);
        close(whole.value, best);
        let shares = chosen(&opening, &contacts, limit, false);
        assert!(shares.value >= whole.value - 1e-6 * whole.value.abs());
    }
}

#[test]
fn more_budget_is_never_worse_and_a_price_holds_for_a_step() {
    for seed in 100..130 {
        let (opening, contacts) = random(seed, 8);
        let all: f64 = contacts.iter().sum();
        for whole in [false, true] {
            let values: Vec<f64> = [0.0, 0.2, 0.4, 0.7, 1.0]
                .map(|part| chosen(&opening, &contacts, part * all, whole).value)
                .to_vec();
            let rises = |pair: &[f64]| pair[1] >= pair[0] - 1e-6 * pair[0].abs();
            assert!(values.windows(2).all(rises), "{values:?}");
        }
        let here = chosen(&opening, &contacts, 0.4 * all, false);
        let next = chosen(&opening, &contacts, 0.4 * all + 1e-4, false);
        assert!(next.value - here.value <= 1e-4 * here.worth[0] + 1e-9 * here.value);
    }
}

#[test]
fn nothing_closed_needs_no_budget() {
    let (mut opening, contacts) = random(7, 5);
    opening.open = vec![1.0; 5];
    let choice = chosen(&opening, &contacts, 0.0, true);
    assert!(choice.open.iter().all(|open| *open == 0.0));
    assert_eq!(choice.worth, [0.0]);
}

#[test]
fn who_must_open_opens_or_the_budget_is_said() {
    let (opening, contacts) = six();
    let must = [false, false, false, false, true, false];
    let budget = |limit| [Budget { name: "contacts".into(), limit, uses: contacts.clone() }];
    let forced = choose(&opening, &budget(4.0), &must, true, &ask(), &mut watch).unwrap();
    assert_eq!(forced.open[4], 1.0);
    let error = choose(&opening, &budget(3.0), &must, true, &ask(), &mut watch).unwrap_err();
    assert_eq!(error.code(), "resume::over-budget");
}

#[test]
fn an_important_input_lets_half_go_on() {
    let opening = |without| Opening {
        good: vec![0, 1],
        output: vec![10.0, 10.0],
        open: vec![0.0, 1.0],
        value_added: vec![0.0, 1.0],
        uses: vec![Use { good: 0, unit: 1, coefficient: 1.0, without }],
        finals: vec![Final::default(), Final { least: 0.0, most: 10.0 }],
        sales: None,
        supplied: vec![2.0, 0.0],
        imports: vec![0.0; 2],
    };
    // A fifth of the input: a fifth of output, or (1 + 1/5)/2 of it (half-critical).
    for (without, wanted) in [(0.0, 2.0), (0.5, 6.0)] {
        let mut values = Values::new(&opening(without), vec![1.0; 2]);
        close(values.of(&[false, false]).unwrap(), wanted);
    }
}
