//! Programs that can be solved on paper.

use super::super::{Ask, Bounds, Column, Program, Row, Status, conflict};
use super::each;

const CLOSE: f64 = 1e-7;

/// Two products, two machines (Dantzig's classic): max 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18.
fn two_products() -> (Program, [Column; 2], [Row; 2]) {
    let mut program = Program::new();
    let x = program.column(-3.0, Bounds::between(0.0, 4.0));
    let y = program.column(-5.0, Bounds::at_least(0.0));
    let first = program.row(Bounds::at_most(12.0), &[(y, 2.0)]);
    let second = program.row(Bounds::at_most(18.0), &[(x, 3.0), (y, 2.0)]);
    (program, [x, y], [first, second])
}

#[test]
fn values_duals_and_reduced_costs() {
    let (program, [x, y], [first, second]) = two_products();
    for mut optimiser in each(&program) {
        let answer = optimiser.solve(&Ask::default()).unwrap();
        let name = optimiser.solver();
        assert_eq!(answer.status, Status::Optimal, "{name}");
        assert!((answer.objective + 36.0).abs() < CLOSE, "{name}");
        assert!((answer.bound + 36.0).abs() < CLOSE, "{name}: {}", answer.bound);
        assert!((answer.value(x) - 2.0).abs() < CLOSE && (answer.value(y) - 6.0).abs() < CLOSE);
        let duals = answer.duals.unwrap();
        assert!((duals[first.place()] + 1.5).abs() < CLOSE, "{name}");
        assert!((duals[second.place()] + 1.0).abs() < CLOSE, "{name}");
        assert!(answer.reduced_costs.unwrap().iter().all(|rest| rest.abs() < CLOSE));
    }
}

#[test]
fn a_changed_program_is_solved_from_where_it_stood() {
    let (program, [x, y], [first, second]) = two_products();
    for mut optimiser in each(&program) {
        let mut objective = |wanted: f64, change: &dyn Fn(&mut super::Optimiser)| {
            change(&mut optimiser);
            let answer = optimiser.solve(&Ask::default()).unwrap();
            assert!((answer.objective - wanted).abs() < CLOSE, "{} {wanted}", answer.objective);
            assert!(!answer.again);
        };
        objective(-36.0, &|_| {});
        // One unit more of the first machine is worth its price of 1.5.
        objective(-37.5, &|o| o.set_row(first, Bounds::at_most(13.0)));
        objective(-38.5, &|o| o.set_row(second, Bounds::at_most(19.0)));
        objective(-32.5, &|o| o.set_cost(x, 0.0));
        objective(-15.0, &|o| o.set_column(y, Bounds::between(0.0, 3.0)));
        objective(-10.0, &|o| {
            o.add_row(Bounds::at_most(2.0), &[(y, 1.0)]);
        });
    }
}

#[test]
fn whole_numbers() {
    // A knapsack: values 10, 13, 7 with weights 3, 4, 2 and room for 6 take the last two, 20.
    let mut program = Program::new();
    let items: Vec<Column> = [-10.0, -13.0, -7.0].map(|value| program.choice(value)).into();
    let terms: Vec<_> = items.iter().copied().zip([3.0, 4.0, 2.0]).collect();
    program.row(Bounds::at_most(6.0), &terms);
    for mut optimiser in each(&program) {
        let answer = optimiser.solve(&Ask::default()).unwrap();
        assert_eq!(answer.values, [0.0, 1.0, 1.0]);
        assert_eq!((answer.objective, answer.gap()), (-20.0, 0.0));
        // Without whole numbers two thirds more fit: 7 + 10 + 13/4.
        let root = optimiser.root_bound(None).unwrap();
        assert!((root + 20.25).abs() < CLOSE, "{root}");
    }
}

#[test]
fn without_an_answer() {
    let mut none = Program::new();
    let x = none.column(1.0, Bounds::between(0.0, 1.0));
    none.row(Bounds::at_least(2.0), &[(x, 1.0)]);
    let mut endless = Program::new();
    let y = endless.column(-1.0, Bounds::at_least(0.0));
    endless.row(Bounds::at_least(1.0), &[(y, 1.0)]);
    for (program, status) in [(none, Status::Infeasible), (endless, Status::Unbounded)] {
        for mut optimiser in each(&program) {
            let answer = optimiser.solve(&Ask::default()).unwrap();
            assert_eq!(answer.status, status, "{}", optimiser.solver());
            assert!(!answer.found() && answer.gap().is_infinite());
        }
    }
}

#[test]
fn a_column_that_comes_twice_counts_with_the_sum() {
    let mut program = Program::new();
    let x = program.column(1.0, Bounds::at_least(0.0));
    program.row(Bounds::at_least(6.0), &[(x, 1.0), (x, 2.0)]);
    assert_eq!(program.entries(), 1);
    for mut optimiser in each(&program) {
        let answer = optimiser.solve(&Ask::default()).unwrap();
        assert!((answer.value(x) - 2.0).abs() < CLOSE);
    }
}

#[test]
fn rows_that_cannot_all_hold() {
    let mut program = Program::new();
    let masks = program.column(1.0, Bounds::between(0.0, 10.0));
    let cloth = program.column(1.0, Bounds::at_least(0.0));
    let wanted = program.row(Bounds::at_least(8.0), &[(masks, 1.0)]);
    let needs = program.row(Bounds::at_least(0.0), &[(cloth, 1.0), (masks, -2.0)]);
    let there = program.row(Bounds::at_most(12.0), &[(cloth, 1.0)]);
    program.row(Bounds::at_most(100.0), &[(cloth, 1.0), (masks, 1.0)]);
    // A further unit of cloth is cheaper than a mask less.
    let price = |row: Row| if row == there { 1.0 } else { 10.0 };
    let found = conflict(&program, &price).unwrap().unwrap();
    assert_eq!(found.rows, [wanted, needs, there]);
    assert_eq!(found.relaxation.len(), 1);
    let (row, moves) = found.relaxation[0];
    assert_eq!(row, there);
    assert!((moves - 4.0).abs() < CLOSE, "{moves}");
    let (fine, ..) = two_products();
    assert!(conflict(&fine, &|_| 1.0).unwrap().is_none());
}
