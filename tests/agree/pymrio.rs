//! Leontief's and Ghosh's quantities against stored outputs of pymrio 0.7.0 and an own table, by
//! solves; and the audit on a table that does not balance.

use crate::stored::{self, Stored};
use staves_core::Economy;
use staves_core::audit::{Finding, Thresholds, Verdict, audit};
use staves_core::economy::{EconomyParts, PrimaryInput, PrimaryKind};
use staves_core::leontief::{
    Factored, allocation_coefficients, spectral_radius, spectral_radius_bound,
    technical_coefficients,
};
use staves_core::matrix::Matrix;
use std::path::Path;

fn folder() -> Option<std::path::PathBuf> {
    stored::folder("pymrio")
}

fn economy(folder: &Path) -> Economy {
    stored::table(&folder.join("Z.csv"), &folder.join("Y.csv"))
}

/// Rows of a stored matrix in the order of the economy, whatever order the file has.
fn ordered(economy: &Economy, stored: &Stored) -> Vec<Vec<f64>> {
    let names: Vec<String> = (0..economy.len()).map(|row| economy.name(row)).collect();
    let columns: Vec<usize> = stored
        .columns
        .iter()
        .enumerate()
        .map(|(k, column)| names.iter().position(|name| name == column).unwrap_or(k))
        .collect();
    let row = |name: &String| {
        let (_, values) = stored.rows.iter().find(|(label, _)| label == name).unwrap();
        let mut row = vec![0.0; values.len()];
        values.iter().zip(&columns).for_each(|(value, column)| row[*column] = *value);
        row
    };
    names.iter().map(row).collect()
}

/// Value by value, relative to the value.
fn assert_close(what: &str, found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (k, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        let error = (found - wanted).abs();
        assert!(error <= tolerance * wanted.abs(), "{what} {k}: {found} is not {wanted}");
    }
}

#[test]
fn coefficients_agree() {
    let Some(folder) = folder() else { return };
    let economy = economy(&folder);
    for (name, matrix) in
        [("A", technical_coefficients(&economy)), ("B", allocation_coefficients(&economy))]
    {
        let wanted = ordered(&economy, &stored::read(&folder.join(format!("{name}.csv")), 1));
        assert_close(name, &matrix.to_dense(), &wanted.concat(), 1e-12);
    }
    let x = ordered(&economy, &stored::read(&folder.join("x.csv"), 1)).concat();
    assert_close("x", economy.output(), &x, 1e-12);
}

#[test]
fn inverses_agree_as_matrices_and_column_by_column() {
    let Some(folder) = folder() else { return };
    let economy = economy(&folder);
    let n = economy.len();
    for (name, coefficients) in
        [("L", technical_coefficients(&economy)), ("G", allocation_coefficients(&economy))]
    {
        let wanted = ordered(&economy, &stored::read(&folder.join(format!("{name}.csv")), 1));
        let factored = Factored::identity_minus(&coefficients).unwrap();
        assert_close(name, &factored.inverse().to_dense(), &wanted.concat(), 1e-10);
        for column in 0..n {
            let mut unit = vec![0.0; n];
            unit[column] = 1.0;
            let wanted_column: Vec<f64> = wanted.iter().map(|row| row[column]).collect();
            assert_close(name, &factored.solve(&unit), &wanted_column, 1e-10);
            assert_close(name, &factored.solve_transposed(&unit), &wanted[column], 1e-10);
        }
    }
}

#[test]
fn output_follows_from_final_demand_by_a_solve() {
    let Some(folder) = folder() else { return };
    let economy = economy(&folder);
    let factored = Factored::identity_minus(&technical_coefficients(&economy)).unwrap();
    let output = factored.solve(&economy.final_demand.row_sums());
    assert_close("L y", &output, economy.output(), 1e-12);
    // G = x̂⁻¹ L x̂, so that L x = x̂ G 1.
    let ghosh = Factored::identity_minus(&allocation_coefficients(&economy)).unwrap();
    let forward = ghosh.solve(&vec![1.0; economy.len()]);
    let wanted: Vec<f64> = forward.iter().zip(economy.output()).map(|(g, x)| g * x).collect();
    assert_close("L x", &factored.solve(economy.output()), &wanted, 1e-12);
    let multipliers = factored.solve_transposed(&vec![1.0; economy.len()]);
    let vectors = stored::read(&folder.join("derived_numpy_vectors.csv"), 1);
    for (column, found) in [("out_mult", multipliers), ("upstreamness", forward)] {
        let k = vectors.columns.iter().position(|name| name == column).unwrap();
        let wanted: Vec<f64> = (0..economy.len())
            .map(|row| {
                let name = economy.name(row);
                vectors.rows.iter().find(|(label, _)| *label == name).unwrap().1[k]
            })
            .collect();
        assert_close(column, &found, &wanted, 1e-10);
    }
}

#[test]
fn the_spectral_radius_and_its_bound_hold() {
    let Some(folder) = folder() else { return };
    let economy = economy(&folder);
    let radius = spectral_radius(&technical_coefficients(&economy));
    assert!((radius - 0.2014).abs() < 5e-5, "{radius}");
    let bound = spectral_radius_bound(&economy, &economy.flows.col_sums());
    assert!(radius <= bound && bound < 1.0, "{radius} under {bound}");
}

/// The same table with the value added that its source states.
fn with_value_added(folder: &Path) -> Economy {
    let economy = economy(folder);
    let stated = stored::read(&folder.join("factor_inputs_F.csv"), 1);
    let value = |row: usize| {
        let name = economy.name(row);
        stated.rows[0].1[stated.columns.iter().position(|column| *column == name).unwrap()]
    };
    let mut parts: EconomyParts = (*economy).clone();
    parts.primary_inputs.push(PrimaryInput {
        code: "VA".into(),
        label: "Value Added".into(),
        kind: PrimaryKind::ValueAdded,
        values: (0..economy.len()).map(value).collect(),
    });
    Economy::new(parts).unwrap()
}

fn finding(findings: &[Finding], check: &str) -> Finding {
    findings.iter().find(|finding| finding.check == check).unwrap().clone()
}

#[test]
fn the_audit_refuses_a_table_that_does_not_balance() {
    let Some(folder) = folder() else { return };
    let economy = with_value_added(&folder);
    let findings = audit(&economy, &[], &Thresholds::default());
    let balance = finding(&findings, "row-column-balance");
    assert_eq!((balance.verdict, balance.count), (Verdict::Warn, 44), "{balance:?}");
    assert!((balance.value - 0.9964).abs() < 5e-5, "{balance:?}");
    assert_eq!(balance.places.len(), 5);
    assert_eq!(finding(&findings, "total-balance").verdict, Verdict::Fail);
    let demand = finding(&findings, "final-demand-total");
    // 3 285 million of final demand on 39.14 of value added.
    assert_eq!(demand.verdict, Verdict::Fail);
    assert!((demand.value - 3285.0 / 39.14).abs() < 0.05, "{demand:?}");
    assert_eq!(finding(&findings, "spectral-radius").verdict, Verdict::Pass);
    assert_eq!(finding(&findings, "stated-output").verdict, Verdict::Skipped);
    assert_eq!(finding(&findings, "unit-magnitude").verdict, Verdict::Skipped);
}

#[test]
fn an_own_balanced_table_agrees() {
    let Some(folder) = stored::folder("gvc") else { return };
    let [z, y] = ["own4x3_Z.csv", "own4x3_Y.csv"].map(|name| stored::numbers(&folder.join(name)));
    let n = z.len();
    let flows = Matrix::from_dense(n, n, z.concat());
    let demand: Vec<f64> = y.iter().map(|row| row.iter().sum()).collect();
    let output: Vec<f64> = flows.row_sums().iter().zip(&demand).map(|(z, y)| z + y).collect();
    let coefficients = flows.map(|_, col, flow| flow / output[col]);
    let factored = Factored::identity_minus(&coefficients).unwrap();
    let stored = |name: &str| {
        let stored = stored::read(&folder.join(name), 1);
        stored.rows.into_iter().flat_map(|(_, row)| row).collect::<Vec<f64>>()
    };
    let wanted = stored("own4x3_L.csv");
    assert_close("L", &factored.inverse().to_dense(), &wanted, 1e-10);
    assert!((spectral_radius(&coefficients) - 0.402_679_424_265).abs() < 1e-11);
    let ghosh = flows.map(|row, _, flow| flow / output[row]);
    let wanted = stored("own4x3_G.csv");
    let found = Factored::identity_minus(&ghosh).unwrap().inverse().to_dense();
    assert_close("G", &found, &wanted, 1e-10);
}
