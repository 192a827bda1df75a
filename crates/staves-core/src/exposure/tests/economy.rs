//! Small economies by hand: imports from beyond the table, dead producers, coverage, mutual
//! dependence.

use super::super::coverage::{Balance, balances, breadth, coverage};
use super::super::mutual::mutual_dependence;
use super::super::{Coefficients, OUTSIDE, origins, value};
use super::close;
use crate::codes::Codes;
use crate::economy::{
    About, DemandColumn, Economy, EconomyParts, PrimaryInput, PrimaryKind, Producer,
};
use crate::matrix::Matrix;
use crate::units::MoneyUnit;

/// Regions with the same two sectors and one column of final demand each.
fn economy(
    regions: &[&str],
    flows: Vec<f64>,
    demand: Vec<f64>,
    imports: Option<Vec<f64>>,
) -> Economy {
    let (count, n) = (regions.len(), 2 * regions.len());
    let imports = imports.map(|values| PrimaryInput {
        code: "IMP".into(),
        label: "imports".into(),
        kind: PrimaryKind::Imports,
        values,
    });
    Economy::new(EconomyParts {
        about: About {
            title: "by hand".into(),
            title_zh: String::new(),
            source: String::new(),
            licence: String::new(),
            format: String::new(),
            year: 0,
            unit: MoneyUnit::million("USD"),
            price_basis: String::new(),
            synthetic: true,
        },
        regions: Codes::plain(regions).unwrap(),
        sectors: Codes::plain(["g", "s"]).unwrap(),
        categories: Codes::plain(["c"]).unwrap(),
        producers: (0..n as u32).map(|i| Producer { region: i / 2, sector: i % 2 }).collect(),
        demand_columns: (0..count as u32)
            .map(|region| DemandColumn { region, category: 0 })
            .collect(),
        flows: Matrix::from_dense(n, n, flows),
        final_demand: Matrix::from_dense(n, count, demand),
        primary_inputs: imports.into_iter().collect(),
        stated_output: None,
        attributes: Vec::new(),
    })
    .unwrap()
}

#[test]
fn imports_from_beyond_the_table_are_foreign() {
    // g buys 20 of s and 30 from outside per 100; s buys nothing.
    let one = economy(&["here"], vec![0., 0., 20., 0.], vec![100., 30.], Some(vec![30., 0.]));
    let coefficients = Coefficients::of(&one).unwrap();
    assert_eq!(coefficients.regions.code(1), OUTSIDE);
    let home = coefficients.inside(&[true]);
    assert_eq!(home, [true, true, false]);
    let value = value::value(&coefficients, &home).unwrap();
    close(value.integrity[0], 0.7, 1e-15, "g");
    close(value.integrity[1], 1.0, 1e-15, "s");
    let origins = origins::origins(&coefficients, &coefficients.region, 2);
    close(origins.share_of_inputs(&[(0, 1.0)], &|g| g == 1), 0.6, 1e-15, "face value");
    assert!(origins.share_of_inputs(&[(1, 1.0)], &|g| g == 1).is_nan(), "s buys nothing");
    let named = economy(&[OUTSIDE], vec![0.; 4], vec![1., 1.], Some(vec![1., 0.]));
    assert_eq!(Coefficients::of(&named).err().unwrap().code(), "table::duplicate-code");
}

#[test]
fn without_output_nothing_is_defined() {
    let one = economy(&["here"], vec![50., 0., 0., 0.], vec![50., 0.], None);
    let coefficients = Coefficients::of(&one).unwrap();
    let value = value::value(&coefficients, &[true, true]).unwrap();
    close(value.integrity[0], 1.0, 1e-15, "g");
    assert!(value.integrity[1].is_nan() && value.vertical_specialisation[1].is_nan());
    let demand = mutual_dependence(&coefficients, &one).value_added;
    close(demand[0][0], 1.0, 1e-15, "all from here");
}

/// B's goods go into A's goods, one for two, and A's into everything B consumes.
fn two() -> Economy {
    let mut flows = vec![0.0; 16];
    flows[2 * 4] = 50.0;
    economy(&["A", "B"], flows, vec![40., 60., 10., 0., 0., 10., 0., 10.], None)
}

#[test]
fn mutual_dependence_looks_through_trade() {
    let two = two();
    let mutual = mutual_dependence(&Coefficients::of(&two).unwrap(), &two);
    // A uses 40 of its goods (half of them from B) and 10 of its services.
    close(mutual.value_added[0][0], 30. / 50., 1e-15, "A on A");
    close(mutual.value_added[0][1], 20. / 50., 1e-15, "A on B");
    // B uses 60 of A's goods, half of them its own work, and 20 of its own.
    close(mutual.value_added[1][0], 30. / 80., 1e-15, "B on A");
    close(mutual.output[1][0], 60. / 110., 1e-15, "B on A, output");
    for row in mutual.value_added.iter().chain(&mutual.output) {
        close(row.iter().sum(), 1.0, 1e-15, "all suppliers");
    }
}

#[test]
fn coverage_counts_what_home_makes_of_what_it_uses() {
    let balances = balances(&two(), &[true, false]);
    // Goods: 40 used by consumers, 50 bought from B. Services: 10 and 10.
    assert_eq!(balances[0], Balance { output: 100., demand: 90. });
    assert_eq!(balances[1], Balance { output: 10., demand: 10. });
    assert_eq!(coverage(&balances, 1.0), 1.0);
    let abroad = super::super::coverage::balances(&two(), &[false, true]);
    // B makes 60 goods and uses 70, which are seven parts in eight of its demand.
    close(coverage(&abroad, 1.0), 10. / 80., 1e-15, "B");
    assert_eq!(coverage(&abroad, 0.8), 1.0);
    assert!(coverage(&[Balance::default()], 1.0).is_nan());
}

#[test]
fn breadth_is_an_effective_number_of_sectors() {
    let made = |outputs: &[f64]| -> Vec<Balance> {
        outputs.iter().map(|output| Balance { output: *output, demand: 0.0 }).collect()
    };
    close(breadth(&made(&[5., 5., 5., 0.])), 3.0, 1e-14, "three alike");
    close(breadth(&made(&[7.])), 1.0, 0.0, "one");
    assert!(breadth(&made(&[8., 1., 1.])) < 2.0);
    assert!(breadth(&made(&[0.])).is_nan());
}
