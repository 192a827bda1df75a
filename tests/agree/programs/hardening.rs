//! Which of eight suppliers to harden against six scenarios, for the mean and for the tail.

use super::{close, has_size, instance, least, matrix, numbers};
use serde_json::Value;
use staves_core::program::{Bounds, Column, Program};

/// Weight of the mean and of the tail loss in what is minimised.
fn program(data: &Value, budget: f64, tail: Option<(f64, f64)>) -> Program {
    let (cost, capacity) = (numbers(&data["cost"]), numbers(&data["cap"]));
    let (demand, penalty) = (numbers(&data["demand"]), numbers(&data["penalty"]));
    let (fail, chance) = (matrix(&data["fail"]), numbers(&data["prob"]));
    let allowed = matrix(&data["elig"]);
    let weight = tail.map_or(0.0, |(_, weight)| weight);
    let mut program = Program::new();
    let hardened: Vec<Column> = cost.iter().map(|_| program.choice(0.0)).collect();
    program.row(Bounds::at_most(budget), &super::times(&hardened, &cost));
    let threshold = tail.map(|_| program.column(weight, Bounds::at_least(0.0)));
    for (fail, chance) in fail.iter().zip(&chance) {
        let mut served = vec![Vec::new(); capacity.len()];
        let mut loss = Vec::new();
        for (customer, suppliers) in allowed.iter().enumerate() {
            let unmet =
                program.column((1.0 - weight) * chance * penalty[customer], Bounds::at_least(0.0));
            loss.push((unmet, penalty[customer]));
            let mut row = vec![(unmet, 1.0)];
            for supplier in suppliers {
                let flow = program.column(0.0, Bounds::at_least(0.0));
                served[*supplier as usize].push((flow, 1.0));
                row.push((flow, 1.0));
            }
            program.row(Bounds::at_least(demand[customer]), &row);
        }
        for (supplier, mut row) in served.into_iter().enumerate() {
            if fail[supplier] == 1.0 {
                row.push((hardened[supplier], -capacity[supplier]));
                program.row(Bounds::at_most(0.0), &row);
            } else {
                program.row(Bounds::at_most(capacity[supplier]), &row);
            }
        }
        if let (Some(threshold), Some((share, weight))) = (threshold, tail) {
            let above = program.column(weight * chance / share, Bounds::at_least(0.0));
            let mut row: Vec<_> = loss.iter().map(|(column, value)| (*column, -value)).collect();
            row.extend([(threshold, 1.0), (above, 1.0)]);
            program.row(Bounds::at_least(0.0), &row);
        }
    }
    program
}

#[test]
fn least_expected_loss_by_budget() {
    for (budget, optimum) in [(0.0, 234.5), (3.0, 107.0), (5.0, 47.0), (6.0, 30.0)] {
        let Some(stored) = instance(&format!("F_expected_B{budget}")) else { return };
        let program = program(&stored["data"], budget, None);
        has_size(&program, &stored);
        close(least(&program), optimum);
    }
}

#[test]
fn least_tail_loss_by_budget() {
    for budget in [5.0, 6.0] {
        let Some(stored) = instance(&format!("F_cvar80_B{budget}")) else { return };
        let program = program(&stored["data"], budget, Some((0.2, 1.0)));
        has_size(&program, &stored);
        close(least(&program), 150.0);
    }
}

/// No optimum is stored for these: both solvers agree, and the mixture lies between its parts.
#[test]
fn mean_and_tail_together() {
    let Some(stored) = instance("F_meancvar_B6") else { return };
    let mixed = least(&program(&stored["data"], 6.0, Some((0.2, 0.5))));
    assert!(mixed >= 0.5 * 30.0 + 0.5 * 150.0 - 1e-6, "{mixed}");
    let Some(stored) = instance("F_expected_B9") else { return };
    assert!(least(&program(&stored["data"], 9.0, None)) <= 30.0 + 1e-6);
}
