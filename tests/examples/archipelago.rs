//! How the synthetic economy is made: technology, locations and distances in round numbers, then
//! output from the Leontief equation, so that the table is balanced.

use crate::compare;
use staves::{Economy, example};
use staves_core::codes::Entry;
use staves_core::economy::{
    About, Attribute, DemandColumn, EconomyParts, PrimaryInput, PrimaryKind, Producer, id,
};
use staves_core::leontief::Factored;
use staves_core::units::MoneyUnit;
use staves_core::{Codes, Matrix};

const REGIONS: [(&str, &str, &str); R] = [
    ("CEN", "Central island", "中央岛"),
    ("NOR", "Northern island", "北屿"),
    ("EAS", "Eastern island", "东屿"),
    ("SOU", "Southern island", "南屿"),
    ("WES", "Western island", "西屿"),
    ("OUT", "Outer islands", "外岛"),
];

const SECTORS: [(&str, &str, &str); S] = [
    ("AGR", "Agriculture and food", "农业和食品"),
    ("MIN", "Mining and basic materials", "采矿和基础材料"),
    ("ENE", "Energy", "能源"),
    ("CHE", "Chemicals and medicines", "化工和药品"),
    ("MED", "Medical supplies", "医疗物资"),
    ("TEX", "Textiles and apparel", "纺织和服装"),
    ("ELE", "Electronics", "电子"),
    ("MAC", "Machinery and vehicles", "机械和车辆"),
    ("CON", "Construction", "建筑"),
    ("TRA", "Transport", "运输"),
    ("TRD", "Trade and hospitality", "商贸和餐饮住宿"),
    ("SER", "Other services", "其他服务"),
];

const CATEGORIES: [(&str, &str, &str); 4] = [
    ("HH", "Households", "居民消费"),
    ("GOV", "Government", "政府消费"),
    ("INV", "Investment", "投资"),
    ("EXP", "Exports", "出口"),
];

const R: usize = 6;
const S: usize = 12;
const N: usize = R * S;

/// Per thousand of output: what a sector (column) buys of each product (row).
#[rustfmt::skip]
const TECHNOLOGY: [[u16; S]; S] = [
    // AGR MIN ENE CHE MED TEX ELE MAC CON TRA TRD SER
    [  180,  0,  0, 30, 10, 80,  0,  0,  0,  0, 90,  5], // AGR
    [   10,120, 60, 90, 20, 10, 60,140,180,  0,  0,  0], // MIN
    [   30, 90,120, 80, 20, 30, 20, 20, 20,120, 25, 10], // ENE
    [   60, 30, 10,180,180,100, 40, 30, 30,  5,  5, 10], // CHE
    [    2,  2,  2,  8, 60,  2,  4,  2,  2,  2,  3, 12], // MED
    [    5,  2,  0,  5,110,210,  2,  8,  4,  4, 10,  4], // TEX
    [    2, 10, 15, 10, 40,  5,240, 90, 15, 15, 10, 25], // ELE
    [   20, 40, 30, 15, 20, 15, 30,170, 40, 60, 10, 10], // MAC
    [    5, 10, 15,  5,  5,  5,  5,  5, 40, 15, 15, 25], // CON
    [   40, 60, 30, 35, 30, 30, 25, 30, 30,130, 50, 15], // TRA
    [   50, 20, 15, 40, 45, 60, 60, 60, 60, 30, 40, 20], // TRD
    [   40, 60, 60, 90, 80, 50, 90, 70, 70, 90,130,170], // SER
];

/// Per thousand of output: imports, product taxes, wages. The rest is surplus.
#[rustfmt::skip]
const PRIMARY: [[u16; S]; 3] = [
    [   20, 50,150, 80, 60, 60,110, 60, 10, 60, 10, 10],
    [   10, 15, 30, 15, 10, 15, 10, 10, 15, 20, 20, 15],
    [  300,200,120,150,200,230,170,200,300,280,350,420],
];

/// Weight of each region (row) as a place of production of each sector (column).
#[rustfmt::skip]
const LOCATION: [[u16; S]; R] = [
    // AGR MIN ENE CHE MED TEX ELE MAC CON TRA TRD SER
    [   10,  2,  5, 15, 15, 10, 20, 25, 35, 20, 40, 50], // CEN
    [   15, 50, 60, 15,  3,  5,  3, 10, 12, 10, 10,  8], // NOR
    [   10,  5, 10, 30, 65, 15, 12, 15, 18, 40, 18, 15], // EAS
    [   35, 15, 10, 20,  5, 45,  5, 12, 15, 10, 15, 10], // SOU
    [   10,  8,  8, 15, 10, 15, 58, 33, 15, 12, 12, 12], // WES
    [   20, 20,  7,  5,  2, 10,  2,  5,  5,  8,  5,  5], // OUT
];

/// Sailing days between regions; within a region a fifth of a day.
#[rustfmt::skip]
const DISTANCE: [[f64; R]; R] = [
    [0.2, 2.0, 1.0, 1.5, 1.5, 4.0],
    [2.0, 0.2, 2.5, 3.0, 2.0, 3.5],
    [1.0, 2.5, 0.2, 1.5, 2.5, 3.5],
    [1.5, 3.0, 1.5, 0.2, 2.0, 3.0],
    [1.5, 2.0, 2.5, 2.0, 0.2, 4.5],
    [4.0, 3.5, 3.5, 3.0, 4.5, 0.2],
];

/// How far each product travels: trade falls with distance / reach. Services hardly travel.
const REACH: [f64; S] = [1.5, 3.0, 2.5, 4.0, 6.0, 4.0, 8.0, 5.0, 0.4, 1.2, 0.5, 0.6];

/// Spending of each region by category, million a year.
const SPENDING: [[f64; 4]; R] = [
    [90_000.0, 34_000.0, 38_000.0, 20_000.0],
    [22_000.0, 9_000.0, 12_000.0, 14_000.0],
    [40_000.0, 14_000.0, 18_000.0, 42_000.0],
    [34_000.0, 12_000.0, 12_000.0, 18_000.0],
    [36_000.0, 13_000.0, 19_000.0, 40_000.0],
    [12_000.0, 7_000.0, 4_000.0, 5_000.0],
];

/// Per thousand of spending: the basket of each category.
#[rustfmt::skip]
const BASKET: [[u16; S]; 4] = [
    // AGR MIN ENE CHE MED TEX ELE MAC CON TRA TRD SER
    [  130,  0, 50, 40, 10, 50, 40, 60, 10, 50,240,320], // HH
    [    5,  0,  5, 25, 40,  5, 10, 15, 30, 15, 10,840], // GOV
    [    0,  5,  0,  0,  0,  0, 80,250,560, 15, 50, 40], // INV
    [   70, 90, 60,110, 60,110,230,140,  0, 80, 20, 30], // EXP
];

/// Wage of a worker and capital per value added, by sector, in thousand and in years.
const WAGE: [f64; S] = [14., 30., 34., 30., 26., 15., 30., 28., 20., 24., 18., 28.];
const CAPITAL_YEARS: [f64; S] = [3.5, 5.0, 8.0, 4.5, 3.0, 2.5, 3.5, 3.0, 1.5, 6.0, 2.0, 4.0];

/// Share of product `i` bought in region `to` that comes from region `from`.
fn sourced(i: usize, from: usize, to: usize) -> f64 {
    let pull = |from: usize| f64::from(LOCATION[from][i]) * (-DISTANCE[from][to] / REACH[i]).exp();
    pull(from) / (0..R).map(pull).sum::<f64>()
}

fn per_thousand(value: u16) -> f64 {
    f64::from(value) / 1000.0
}

/// To hundredths of a million, so that the last bits of a solve do not matter.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn codes(list: &[(&str, &str, &str)]) -> Codes {
    let entry = |(code, en, zh): &(&str, &str, &str)| Entry {
        code: (*code).into(),
        en: (*en).into(),
        zh: (*zh).into(),
    };
    Codes::new(list.iter().map(entry).collect()).unwrap()
}

/// Row k: product k % S of region k / S.
fn place(k: usize) -> (usize, usize) {
    (k / S, k % S)
}

fn made() -> Economy {
    let coefficient = |row: usize, col: usize| {
        let ((from, i), (to, j)) = (place(row), place(col));
        per_thousand(TECHNOLOGY[i][j]) * sourced(i, from, to)
    };
    let bought = |row: usize, column: usize| {
        let ((from, i), (to, category)) = (place(row), (column / 4, column % 4));
        SPENDING[to][category] * per_thousand(BASKET[category][i]) * sourced(i, from, to)
    };
    let cells = |columns: usize, cell: &dyn Fn(usize, usize) -> f64| {
        (0..N * columns).map(|k| cell(k / columns, k % columns)).collect::<Vec<f64>>()
    };
    let demand = Matrix::from_dense(N, R * 4, cells(R * 4, &|i, j| rounded(bought(i, j))));
    let coefficients = Matrix::from_dense(N, N, cells(N, &coefficient));
    let output = Factored::identity_minus(&coefficients).unwrap().solve(&demand.row_sums());
    let flows =
        Matrix::from_dense(N, N, cells(N, &|i, j| rounded(coefficients.get(i, j) * output[j])));
    let columns = (0..R * 4).map(|k| DemandColumn { region: id(k / 4), category: id(k % 4) });
    let mut parts = EconomyParts {
        about: about(),
        regions: codes(&REGIONS),
        sectors: codes(&SECTORS),
        categories: codes(&CATEGORIES),
        producers: (0..N)
            .map(|k| Producer { region: id(place(k).0), sector: id(place(k).1) })
            .collect(),
        demand_columns: columns.collect(),
        flows,
        final_demand: demand,
        primary_inputs: Vec::new(),
        stated_output: None,
        attributes: Vec::new(),
    };
    let output = Economy::new(parts.clone()).unwrap().output().to_vec();
    parts.primary_inputs = primary_inputs(&parts.flows, &output);
    parts.attributes = attributes(&parts.primary_inputs);
    Economy::new(parts).unwrap()
}

fn about() -> About {
    About {
        title: "Archipelago (synthetic): six islands, 12 sectors".into(),
        title_zh: "群岛（虚构）：6 个岛屿，12 个部门".into(),
        source: "synthetic: every number is made up, for trying things out (虚构数据，仅供试用)"
            .into(),
        licence: "MIT OR Apache-2.0".into(),
        format: "synthetic".into(),
        year: 2021,
        unit: MoneyUnit::million("XTS"),
        price_basis: "basic".into(),
        synthetic: true,
    }
}

/// Imports, taxes and wages in proportion to output; surplus is what is left.
fn primary_inputs(flows: &Matrix, output: &[f64]) -> Vec<PrimaryInput> {
    let row = |code: &str, label: &str, kind, values| PrimaryInput {
        code: code.into(),
        label: label.into(),
        kind,
        values,
    };
    let share = |k: usize| -> Vec<f64> {
        let shares = output.iter().enumerate();
        shares.map(|(i, x)| rounded(per_thousand(PRIMARY[k][i % S]) * x)).collect()
    };
    let mut rows = vec![
        row("IMP", "Imports", PrimaryKind::Imports, share(0)),
        row("TAX", "Taxes less subsidies on products", PrimaryKind::ProductTax, share(1)),
        row("WAGE", "Compensation of employees", PrimaryKind::ValueAdded, share(2)),
    ];
    let mut left = output.to_vec();
    let paid = rows.iter().map(|row| row.values.clone()).chain([flows.col_sums()]);
    paid.for_each(|paid| left.iter_mut().zip(paid).for_each(|(left, paid)| *left -= paid));
    let left = left.into_iter().map(rounded).collect();
    rows.push(row("GOS", "Gross operating surplus", PrimaryKind::ValueAdded, left));
    rows
}

fn attributes(primary: &[PrimaryInput]) -> Vec<Attribute> {
    let (wages, surplus) = (&primary[2].values, &primary[3].values);
    let workers = (0..N).map(|i| (wages[i] * 1000.0 / WAGE[i % S]).round());
    let capital = (0..N).map(|i| rounded((wages[i] + surplus[i]) * CAPITAL_YEARS[i % S]));
    let attribute = |name: &str, unit: &str, values| Attribute {
        name: name.into(),
        unit: unit.into(),
        estimated: true,
        values,
    };
    vec![
        attribute("workers", "persons", workers.collect()),
        attribute("capital", "million XTS", capital.collect()),
    ]
}

#[test]
fn it_is_what_its_maker_says() {
    compare("archipelago", &made(), &[], &[]);
}

#[test]
fn it_is_balanced_and_has_one_island_behind_the_medical_supplies() {
    let economy = example::economy("archipelago").unwrap();
    assert!(economy.about.synthetic);
    let paid: f64 = economy.primary_inputs.iter().flat_map(|row| &row.values).sum();
    let output: f64 = economy.output().iter().sum();
    assert!((economy.flows.total() + paid - output).abs() < 1e-6);
    let surplus = &economy.primary_inputs[3].values;
    let short: Vec<_> = (0..N).filter(|&i| surplus[i] <= 0.0).map(|i| economy.name(i)).collect();
    assert!(short.is_empty(), "no surplus in {short:?}");
    let medical = economy.sectors.id("MED").unwrap();
    let made_by = |region: &str| {
        let region = economy.regions.id(region).unwrap();
        economy.output()[economy.producer(region, medical).unwrap()]
    };
    let all: f64 = REGIONS.iter().map(|(code, _, _)| made_by(code)).sum();
    assert!(made_by("EAS") > 0.5 * all, "{} of {all}", made_by("EAS"));
}
