//! The figures of the recipe on the published tables, and bad files.

use super::recipe;
use super::supply_use::SupplyUse;
use crate::read::{Limits, Source};
use staves_core::{Matrix, leontief};
use std::path::PathBuf;

/// The pair of a size in the shared data, or `None` with a visible reason.
fn accounts(size: usize) -> Option<SupplyUse> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bea2021");
    let files = [format!("use_{size}.csv"), format!("make_{size}.csv")];
    let paths: Vec<PathBuf> = files.iter().map(|file| folder.join(file)).collect();
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skipped: {} is not here", missing.display());
        return None;
    }
    let source = Source::open(&paths, &Limits::default()).unwrap();
    Some(SupplyUse::read(&source).unwrap())
}

fn close_to(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found} is not {wanted} ± {within}");
}

/// Published before closing and without counting freight as exports.
struct Wanted {
    size: usize,
    gap: f64,
    margins: f64,
    taxes: f64,
    total: f64,
    radius: f64,
    multiplier: f64,
    worst: (&'static str, f64),
}

const WANTED: [Wanted; 2] = [
    Wanted {
        size: 15,
        gap: 829_220.0,
        margins: 4_446_838.0,
        taxes: 829_186.0,
        total: 40_563_828.0,
        radius: 0.408_249,
        multiplier: 1.700_521,
        worst: ("Transportation and warehousing", 0.0080),
    },
    Wanted {
        size: 71,
        gap: 829_222.0,
        margins: 4_503_859.0,
        taxes: 829_274.0,
        total: 40_548_845.0,
        radius: 0.443_078,
        multiplier: 1.753_454,
        worst: ("483", 0.3115),
    },
];

#[test]
fn each_step_gives_the_figures_worked_out_independently() {
    for wanted in WANTED {
        let Some(accounts) = accounts(wanted.size) else { return };
        let n = wanted.size;
        close_to(accounts.output.iter().sum(), 40_575_546.0, 0.5);
        close_to(accounts.value_added.iter().sum(), 22_485_863.0, 2.0);
        close_to(accounts.compensation.iter().sum(), 12_549_141.0, 3.0);
        let imports = (0..n + 2).map(|product| {
            accounts.supply[product] - accounts.domestic_output(product) - accounts.cif_fob[product]
        });
        close_to(imports.sum(), 3_070_123.0, 0.5);
        let gap: f64 = accounts.total_use.iter().zip(&accounts.supply).map(|(t, s)| t - s).sum();
        close_to(gap, wanted.gap, 0.5);
        let basic = recipe::basic_prices(&accounts);
        close_to(basic.margins, wanted.margins, 0.5);
        close_to(basic.taxes.iter().sum(), wanted.taxes, 0.5);
        let domestic = recipe::domestic(&accounts, &basic);
        let rows: Vec<f64> = domestic.cells.iter().map(|row| row.iter().sum()).collect();
        close_to(rows.iter().sum(), wanted.total, 0.5);
        let flows: Vec<f64> = domestic.cells.iter().flat_map(|row| &row[..n]).copied().collect();
        assert!(flows.iter().all(|flow| *flow >= 0.0));
        let coefficients = flows.iter().zip(accounts.output.iter().cycle()).map(|(z, x)| z / x);
        let coefficients = Matrix::from_dense(n, n, coefficients.collect());
        close_to(leontief::spectral_radius(&coefficients), wanted.radius, 1e-6);
        let inverse = leontief::Factored::identity_minus(&coefficients).unwrap().inverse();
        close_to(inverse.total() / n as f64, wanted.multiplier, 1e-6);
        let error = |i: &usize| (rows[*i] - accounts.output[*i]).abs() / accounts.output[*i];
        let worst = (0..n).max_by(|a, b| error(a).total_cmp(&error(b))).unwrap();
        assert_eq!(accounts.industries[worst], wanted.worst.0);
        close_to(error(&worst), wanted.worst.1, 1e-4);
    }
}

#[test]
fn closing_keeps_output_value_added_and_final_uses() {
    for size in [15, 71] {
        let Some(mut accounts) = accounts(size) else { return };
        close_to(recipe::freight_to_exports(&mut accounts), 29_001.0, 1.5);
        let basic = recipe::basic_prices(&accounts);
        let domestic = recipe::domestic(&accounts, &basic);
        let closed = recipe::close(&accounts, &basic, &domestic).unwrap();
        for (i, output) in accounts.output.iter().enumerate() {
            close_to(closed.cells[i].iter().sum(), *output, 1e-9 * output);
            // Counting freight as exports leaves at most 0.3 % to close.
            close_to(closed.before[i].iter().sum(), *output, 0.003 * output);
            let inputs: f64 = closed.cells.iter().map(|row| row[i]).sum();
            close_to(inputs + accounts.value_added[i], *output, 1e-9 * output);
        }
        close_to(closed.taxes().iter().sum(), accounts.product_taxes, 1e-3);
        close_to(closed.imports().iter().sum(), 3_070_129.0, 10.0);
        assert!(closed.cells.iter().flat_map(|row| &row[..size]).all(|cell| *cell >= 0.0));
    }
}
