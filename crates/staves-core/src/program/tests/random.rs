//! Random programs: both solvers, the duals, and the bound that must hold whatever the duals are.

use super::super::check::check;
use super::super::{Ask, Bounds, Program, Status};
use super::each;
use crate::random::stream;
use rand::Rng;

/// A program with a point that satisfies it, so that it has an answer: bounded columns, rows around
/// the point.
fn program(seed: u64, whole: bool) -> Program {
    let mut draws = stream(seed, 0, "random program");
    let mut below = |bound: u64| draws.next_u64() % bound;
    let (columns, rows) = (2 + below(12), 1 + below(10));
    let mut program = Program::new();
    let mut names = Vec::new();
    let mut point = Vec::new();
    for _ in 0..columns {
        let cost = below(21) as f64 - 10.0;
        let value = below(2) as f64;
        names.push(if whole && below(2) == 0 {
            program.choice(cost)
        } else {
            program.column(cost, Bounds::between(-(below(3) as f64), 1.0 + below(5) as f64))
        });
        point.push(value);
    }
    for _ in 0..rows {
        let mut terms = Vec::new();
        for column in &names {
            if below(3) == 0 {
                terms.push((*column, below(13) as f64 - 6.0));
            }
        }
        let at: f64 = terms.iter().map(|(column, value)| value * point[column.place()]).sum();
        let bounds = match below(3) {
            0 => Bounds::at_least(at - below(3) as f64),
            1 => Bounds::at_most(at + below(3) as f64),
            _ => Bounds::exactly(at),
        };
        program.row(bounds, &terms);
    }
    program
}

#[test]
fn solvers_agree_and_duals_prove_it() {
    for seed in 0..2_000 {
        let program = program(seed, false);
        let answers: Vec<_> =
            each(&program).iter_mut().map(|o| o.solve(&Ask::default()).unwrap()).collect();
        for answer in &answers {
            assert_eq!(answer.status, Status::Optimal, "{seed}");
            assert!(answer.check.proves(answer.objective), "{seed}");
            let apart = (answer.objective - answers[0].objective).abs();
            assert!(apart <= 1e-6 * answer.objective.abs().max(1.0), "{seed}: {apart}");
        }
    }
}

#[test]
fn solvers_agree_on_whole_numbers() {
    for seed in 0..1_000 {
        let program = program(seed, true);
        let mut found = Vec::new();
        for mut optimiser in each(&program) {
            let answer = optimiser.solve(&Ask::default()).unwrap();
            assert_eq!(answer.status, Status::Optimal, "{seed} {}", optimiser.solver());
            let root = optimiser.root_bound(None).unwrap();
            assert!(root <= answer.objective + 1e-6, "{seed}: bound above the objective");
            found.push(answer.objective);
        }
        let apart = found.iter().map(|x| (x - found[0]).abs()).fold(0.0, f64::max);
        assert!(apart <= 1e-6 * found[0].abs().max(1.0), "{seed}: {found:?}");
    }
}

#[test]
fn the_bound_holds_whatever_the_duals_are() {
    for seed in 0..2_000 {
        let program = program(seed, false);
        let mut optimiser = each(&program).remove(0);
        let least = optimiser.solve(&Ask::default()).unwrap().objective;
        let mut draws = stream(seed, 1, "duals");
        let duals: Vec<f64> =
            (0..program.rows()).map(|_| (draws.next_u64() % 41) as f64 / 4.0 - 5.0).collect();
        let values = vec![0.0; program.columns()];
        let bound = check(&program, &values, Some(&duals)).dual_bound;
        assert!(bound <= least + 1e-6, "{seed}: {bound} above {least}");
    }
}

#[test]
fn warm_and_cold_agree() {
    for seed in 0..300 {
        let first = program(seed, false);
        for mut warm in each(&first) {
            warm.solve(&Ask::default()).unwrap();
            let mut draws = stream(seed, 2, "costs");
            for place in 0..first.columns() {
                let column = super::super::Column(place as u32);
                warm.set_cost(column, (draws.next_u64() % 21) as f64 - 10.0);
            }
            let again = warm.solve(&Ask::default()).unwrap().objective;
            let cold = warm.solve(&Ask { cold: true, ..Ask::default() }).unwrap().objective;
            assert!((again - cold).abs() <= 1e-6 * cold.abs().max(1.0), "{seed}: {again} {cold}");
        }
    }
}
