//! The default rule of criticality against a survey of industry analysts. The score is reported and
//! pinned, so that it cannot get worse unseen.

use staves_core::criticality::Criticality;
use staves_core::economy::{About, DemandColumn, EconomyParts, Producer, id};
use staves_core::units::MoneyUnit;
use staves_core::{Codes, Economy, Matrix};
use std::fs;
use std::path::Path;

/// A square table with a header of column codes and row codes in front.
fn square(path: &Path) -> Option<(Vec<String>, Vec<f64>)> {
    let text = fs::read_to_string(path).ok()?;
    let mut lines = text.lines().map(|line| line.trim_end().split(',').skip(1));
    let codes: Vec<String> = lines.next()?.map(str::to_owned).collect();
    let values: Vec<f64> = lines.flatten().map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(values.len(), codes.len() * codes.len());
    Some((codes, values))
}

fn economy(codes: &[String], flows: Vec<f64>) -> Economy {
    let n = codes.len();
    Economy::new(EconomyParts {
        about: About {
            title: "Belgium".into(),
            title_zh: String::new(),
            source: String::new(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("EUR"),
            price_basis: String::new(),
            synthetic: false,
        },
        regions: Codes::plain(["BE"]).unwrap(),
        sectors: Codes::plain(codes).unwrap(),
        categories: Codes::plain(["final"]).unwrap(),
        producers: (0..n).map(|sector| Producer { region: 0, sector: id(sector) }).collect(),
        demand_columns: vec![DemandColumn { region: 0, category: 0 }],
        flows: Matrix::from_dense(n, n, flows),
        final_demand: Matrix::from_dense(n, 1, vec![1.0; n]),
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: Vec::new(),
    })
    .unwrap()
}

#[test]
fn the_default_rule_agrees_with_a_survey_as_well_as_it_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pandemic");
    let file = |name: &str| square(&folder.join(name));
    let survey = file("interim__eco__pichler__IHS_critical_NACE64.csv");
    let table = file("interim__eco__national_accounts__BE__IO_BE_NACE64.csv");
    let (Some((inputs, wanted)), Some((codes, flows))) = (survey, table) else {
        println!("skipped: no survey in {}", folder.display());
        return;
    };
    assert_eq!(inputs, codes);
    let found = Criticality::default_rule(&economy(&codes, flows)).values;
    let mut counts = [[0.0_f64; 3]; 3];
    for (wanted, found) in wanted.iter().zip(&found) {
        counts[(2.0 * wanted) as usize][(2.0 * found) as usize] += 1.0;
    }
    let n = wanted.len() as f64;
    let pairs = || (0..3).flat_map(|a| (0..3).map(move |b| (a, b)));
    let sum = |wanted: &dyn Fn(usize, usize) -> bool| -> f64 {
        pairs().filter(|(a, b)| wanted(*a, *b)).map(|(a, b)| counts[a][b]).sum()
    };
    let (same, near) = (sum(&|a, b| a == b) / n, sum(&|a, b| a.abs_diff(b) < 2) / n);
    let row = |a: usize| counts[a].iter().sum::<f64>() / n;
    let column = |b: usize| counts.iter().map(|row| row[b]).sum::<f64>() / n;
    let chance: f64 = (0..3).map(|k| row(k) * column(k)).sum();
    let kappa = (same - chance) / (1.0 - chance);
    println!("same {same:.3}, within one class {near:.3}, kappa {kappa:.3}: {counts:?}");
    assert!(same >= 0.772 && near >= 0.952 && kappa >= 0.311, "{same} {near} {kappa}");
}
