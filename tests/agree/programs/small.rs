//! Complements, credit and reopening.

use super::{close, has_size, instance, least, matrix, numbers, times};
use staves_core::program::{Bounds, Column, Program};

/// A product of 100 needs two hardened inputs, one of 10 a third; the budget is two.
#[test]
fn complements_are_taken_together() {
    let mut program = Program::new();
    let hardened: Vec<Column> = (0..3).map(|_| program.choice(0.0)).collect();
    let main = program.column(-100.0, Bounds::between(0.0, 1.0));
    let side = program.column(-10.0, Bounds::between(0.0, 1.0));
    for (product, input) in [(main, 0), (main, 1), (side, 2)] {
        program.row(Bounds::at_most(0.0), &[(product, 1.0), (hardened[input], -1.0)]);
    }
    program.row(Bounds::at_most(2.0), &times(&hardened, &[1.0; 3]));
    close(least(&program), -100.0);
}

#[test]
fn credit_where_it_saves_most() {
    let Some(stored) = instance("S_credit") else { return };
    let data = &stored["data"];
    let [need, without, with, value, group] =
        ["need", "pd_without", "pd_with", "chain_value", "group"].map(|key| numbers(&data[key]));
    let mut program = Program::new();
    let firms = need.len();
    let choices: Vec<Column> =
        (0..firms).map(|i| program.choice(-(without[i] - with[i]) * value[i])).collect();
    let limit = |key: &str| data[key].as_f64().unwrap();
    program.row(Bounds::at_most(limit("budget")), &times(&choices, &need));
    let lost: Vec<f64> = (0..firms).map(|i| limit("lgd") * with[i] * need[i]).collect();
    program.row(Bounds::at_most(limit("expected_loss_cap")), &times(&choices, &lost));
    for which in [0.0, 1.0, 2.0] {
        let row: Vec<_> =
            (0..firms).filter(|i| group[*i] == which).map(|i| (choices[i], 1.0)).collect();
        program.row(Bounds::at_least(limit("min_per_group")), &row);
    }
    has_size(&program, &stored);
    close(least(&program), -29.604);
}

#[test]
fn reopening_within_contacts() {
    let optima = [("2", 231.308379, 215.808333), ("4", 273.337360, 217.476824)];
    for (budget, shares, whole) in optima {
        for (kind, optimum) in [("frac", shares), ("bin", whole)] {
            let Some(stored) = instance(&format!("R_open_B{budget}_{kind}")) else { return };
            let program = reopening(&stored["data"], kind == "bin");
            has_size(&program, &stored);
            close(-least(&program), optimum);
        }
    }
}

fn reopening(data: &serde_json::Value, whole: bool) -> Program {
    let a = matrix(&data["A"]);
    let [x0, f0, va, contacts, open] =
        ["x0", "f0", "va", "contacts", "open0"].map(|key| numbers(&data[key]));
    let share = data["import_share"].as_f64().unwrap();
    let mut program = Program::new();
    let mut met = Vec::new();
    let opened: Vec<Column> = (0..6)
        .map(|_| match whole {
            true => program.choice(0.0),
            false => program.column(0.0, Bounds::between(0.0, 1.0)),
        })
        .collect();
    let output: Vec<Column> =
        (0..6).map(|i| program.column(-va[i], Bounds::between(0.0, x0[i]))).collect();
    for i in 0..6 {
        let least = data["min_final_share"][i.to_string()].as_f64().unwrap_or(0.0);
        let served = program.column(0.0, Bounds::between(least * f0[i], f0[i]));
        let imports = program.column(1.0, Bounds::between(0.0, share * x0[i]));
        let mut row = vec![(output[i], 1.0), (imports, 1.0), (served, -1.0)];
        row.extend((0..6).map(|j| (output[j], -a[i][j])));
        program.row(Bounds::at_least(0.0), &row);
        let rest = x0[i] * (1.0 - open[i]);
        program.row(Bounds::at_most(x0[i] * open[i]), &[(output[i], 1.0), (opened[i], -rest)]);
        met.push(contacts[i] * (1.0 - open[i]));
    }
    let budget = data["contact_budget"].as_f64().unwrap();
    program.row(Bounds::at_most(budget), &times(&opened, &met));
    program
}
