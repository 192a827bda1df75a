//! Facilities that are protected against the worst loss: three ways to the same answer.

use super::{instance, matrix, numbers};
use staves_core::plan::{Portfolio, next, protect, worst_of};
use staves_core::program::{Ask, Bounds, Optimiser, Program, Status};

fn sets(of: usize, count: usize) -> Vec<Vec<usize>> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut all = vec![places.clone()];
    while next(&mut places, of) {
        all.push(places.clone());
    }
    all
}

/// The least θ such that q facilities hit every loss above θ (covering form).
fn covering(losses: &[(f64, Vec<usize>)], facilities: usize, protected: usize) -> f64 {
    let hits = |above: f64| {
        let mut program = Program::new();
        let chosen: Vec<_> = (0..facilities).map(|_| program.choice(0.0)).collect();
        let all: Vec<_> = chosen.iter().map(|column| (*column, 1.0)).collect();
        program.row(Bounds::at_most(protected as f64), &all);
        for (_, taken) in losses.iter().filter(|(loss, _)| *loss > above) {
            let row: Vec<_> = taken.iter().map(|j| (chosen[*j], 1.0)).collect();
            program.row(Bounds::at_least(1.0), &row);
        }
        Optimiser::new(program).solve(&Ask::default()).unwrap().status == Status::Optimal
    };
    let mut values: Vec<f64> = losses.iter().map(|(loss, _)| *loss).collect();
    values.sort_by(f64::total_cmp);
    values.into_iter().find(|value| hits(*value)).unwrap()
}

#[test]
fn enumeration_branching_and_covering_agree() {
    let Some(stored) = instance("RIMF_8x15") else { return };
    let (weight, distance) = (numbers(&stored["weight"]), matrix(&stored["distance"]));
    let facilities = distance[0].len();
    let loss = |taken: &[usize]| -> f64 {
        let nearest = |row: &Vec<f64>| {
            let left = row.iter().enumerate().filter(|(j, _)| !taken.contains(j));
            left.map(|(_, d)| *d).fold(f64::INFINITY, f64::min)
        };
        weight.iter().zip(&distance).map(|(w, row)| w * nearest(row)).sum()
    };
    for (case, wanted) in stored["optima"].as_object().unwrap() {
        let (q, r) =
            (wanted["q"].as_u64().unwrap() as usize, wanted["r"].as_u64().unwrap() as usize);
        let mut worst = |protected: &Portfolio| Ok(worst_of(protected, r, &loss));
        let found = protect(facilities, q, &mut worst).unwrap();
        assert!(found.asked <= (0..=q).map(|k| r.pow(k as u32)).sum::<usize>());
        let all = sets(facilities, q)
            .into_iter()
            .map(|protected| worst_of(&Portfolio::of(facilities, &protected), r, &loss).0);
        let enumerated = all.fold(f64::INFINITY, f64::min);
        let losses: Vec<_> = sets(facilities, r).into_iter().map(|t| (loss(&t), t)).collect();
        for other in [enumerated, covering(&losses, facilities, q)] {
            assert!((found.loss - other).abs() < 1e-9, "{case}: {} {other}", found.loss);
        }
        if let Some(wanted) = wanted["worst_case_cost"].as_f64() {
            assert!((found.loss - wanted).abs() <= 1e-3, "{case}: {} {wanted}", found.loss);
        }
    }
}
