//! The axioms of value integrity on random tables, and the counter-example that keeps the share of
//! value added at home from being called integrity.

use super::super::origins::Denominator;
use super::super::{Coefficients, stages, value};
use super::{by_region, close, coefficients};
use crate::random::stream;
use rand::RngExt;
use rand_chacha::ChaCha12Rng;

const N: usize = 6;
const HOME: usize = 3;
const TOLERANCE: f64 = 1e-12;

/// A column-scaled table: entries u^power, column sums even in 0.2 to 0.95.
fn table(draw: &mut ChaCha12Rng, power: i32, filled: f64) -> Vec<f64> {
    let mut table: Vec<f64> = (0..N * N)
        .map(|_| if draw.random::<f64>() < filled { draw.random::<f64>().powi(power) } else { 0.0 })
        .collect();
    for col in 0..N {
        let sum: f64 = (0..N).map(|row| table[row * N + col]).sum();
        let wanted = 0.2 + 0.75 * draw.random::<f64>();
        if sum > 0.0 {
            (0..N).for_each(|row| table[row * N + col] *= wanted / sum);
        }
    }
    table
}

/// The table after home buys a part of one foreign input of one home sector from its own sector.
fn moved(table: &[f64], draw: &mut ChaCha12Rng, all: bool) -> Vec<f64> {
    let mut moved = table.to_vec();
    let [row, col] = [0, 1].map(|_| draw.random_range(0..HOME));
    let part = if all { 1.0 } else { draw.random::<f64>() };
    let amount = part * moved[(HOME + row) * N + col];
    moved[(HOME + row) * N + col] -= amount;
    moved[row * N + col] += amount;
    moved
}

fn integrity(coefficients: &Coefficients) -> value::Value {
    value::value(coefficients, &coefficients.inside(&[true, false])).unwrap()
}

#[test]
fn replacing_a_foreign_input_never_lowers_value_integrity() {
    let mut worst = [0.0_f64; 2];
    let mut domestic_fell = 0;
    for (k, power) in [1, 3].into_iter().enumerate() {
        for run in 0..30_000 {
            let draw = &mut stream(7, run, if k == 0 { "even" } else { "cubed" });
            let before = table(draw, power, 1.0);
            let after = moved(&before, draw, power == 3);
            let [before, after] = [before, after].map(|table| coefficients(N, HOME, table));
            let [old, new] = [&before, &after].map(integrity);
            for j in 0..HOME {
                worst[k] = worst[k].max(old.integrity[j] - new.integrity[j]);
                assert!((0.0..=1.0 + TOLERANCE).contains(&old.integrity[j]));
                let whole = old.integrity[j] + old.vertical_specialisation[j];
                close(whole, 1.0, TOLERANCE, "IV + VS");
            }
            // The share of value added at home has no such property: cubed entries show it.
            if power == 3 && run < 20_000 {
                let [old, new] = [&before, &after].map(|c| by_region(c).value_added);
                domestic_fell += usize::from((0..HOME).any(|j| old[0][j] - new[0][j] > 1e-9));
                let wholes =
                    old[0].iter().zip(&old[1]).map(|(domestic, foreign)| domestic + foreign);
                wholes.for_each(|whole| close(whole, 1.0, TOLERANCE, "DVA + FVA"));
            }
        }
    }
    assert!(worst[0] <= TOLERANCE && worst[1] <= TOLERANCE, "it fell by {worst:?}");
    assert!(domestic_fell > 0, "the counter-example of the page is gone");
}

/// Home sectors behind each home product over paths at home, the product's own included.
fn behind(table: &[f64], product: usize) -> Vec<usize> {
    let mut found = vec![product];
    let mut next = 0;
    while let Some(&col) = found.get(next) {
        next += 1;
        let new = (0..HOME).filter(|row| table[row * N + col] > 0.0);
        let new: Vec<usize> = new.filter(|row| !found.contains(row)).collect();
        found.extend(new);
    }
    found
}

#[test]
fn value_integrity_is_whole_exactly_where_no_home_stage_imports() {
    let mut whole = 0;
    for run in 0..5_000 {
        let table = table(&mut stream(11, run, "thin"), 1, 0.25);
        let coefficients = coefficients(N, HOME, table.clone());
        let found = integrity(&coefficients);
        let domestic = by_region(&coefficients).value_added;
        for (j, domestic) in domestic[0].iter().enumerate().take(HOME) {
            let imports = |col: usize| (HOME..N).any(|row| table[row * N + col] > 0.0);
            let none = !behind(&table, j).into_iter().any(imports);
            whole += usize::from(none);
            assert_eq!(
                (found.integrity[j] - 1.0).abs() <= TOLERANCE,
                none,
                "run {run}, sector {j}"
            );
            assert!(*domestic >= found.integrity[j] - TOLERANCE, "DVA ≥ IV");
        }
    }
    assert!(whole > 1_000, "only {whole} products without imports were tried");
}

#[test]
fn shares_agree_with_the_full_inverse() {
    for run in 0..500 {
        let coefficients = coefficients(N, HOME, table(&mut stream(13, run, "inverse"), 1, 0.7));
        let inverse = coefficients.factored.inverse();
        let origins = by_region(&coefficients);
        for j in 0..HOME {
            let column =
                |rows: std::ops::Range<usize>| -> f64 { rows.map(|i| inverse.get(i, j)).sum() };
            let (abroad, all) = (column(HOME..N), column(0..N));
            let share =
                |denominator| origins.look_through_share(&[(j, 1.0)], &|g| g == 1, denominator);
            let wanted = if all - 1.0 > 0.0 { abroad / (all - 1.0) } else { 0.0 };
            let found = share(Denominator::Inputs);
            assert!(found.is_nan() || (found - wanted).abs() <= 1e-11, "{found} {wanted}");
            close(share(Denominator::Output), abroad / all, 1e-12, "over all of L");
        }
    }
}

#[test]
fn paths_that_stay_home_are_part_of_what_comes_from_home() {
    for run in 0..500 {
        let coefficients = coefficients(N, HOME, table(&mut stream(17, run, "stages"), 1, 0.7));
        let home = coefficients.inside(&[true, false]);
        let (all, at_home) = ([true; N], stages::bought(&coefficients, &home, 8));
        let bought = stages::bought(&coefficients, &all, 8);
        let within = stages::bought_within(&coefficients, &home, 8);
        for (k, j) in (0..8).flat_map(|k| (0..HOME).map(move |j| (k, j))) {
            assert!(within[k][j] <= at_home[k][j] + 1e-15 && at_home[k][j] <= bought[k][j] + 1e-15);
        }
    }
}

#[test]
fn depth_counts_stages_in_a_row() {
    let nothing = f64::NAN;
    assert_eq!(stages::depth(&[0.9, 0.4, 0.9], 0.5), (1, true));
    assert_eq!(stages::depth(&[0.4, 0.9], 0.5), (0, true));
    assert_eq!(stages::depth(&[0.9, 0.8], 0.5), (2, false));
    assert_eq!(stages::depth(&[0.9, nothing], 0.5), (1, true));
    assert_eq!(stages::depth(&[nothing], 0.5), (0, true));
}

#[test]
fn a_table_that_uses_up_all_it_makes_is_refused() {
    let refused = |table: Vec<f64>| {
        let regions = crate::codes::Codes::plain(["home"]).unwrap();
        let matrix = crate::matrix::Matrix::from_dense(2, 2, table);
        Coefficients::new(matrix, regions, vec![0; 2], vec![true; 2]).err().map(|e| e.code())
    };
    assert_eq!(refused(vec![0.5, 0.9, 0.9, 0.5]), Some("table::not-productive"));
    assert_eq!(refused(vec![1.0, 0.0, 0.0, 0.5]), Some("table::no-inverse"));
    assert_eq!(refused(vec![0.5, 0.3, 0.3, 0.5]), None);
}
