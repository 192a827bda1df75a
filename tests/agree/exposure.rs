//! Look-through shares against a stored table of sectors and against known numbers of the world
//! table of 2011.

use crate::stored;
use staves::exposure::{Choices, Request, map};
use staves::read::{Wish, import};
use staves::table::Table;
use staves_core::exposure::origins::{Denominator, of_basket, origins};
use staves_core::exposure::{Coefficients, value};
use staves_core::{Codes, Economy, Matrix};
use std::path::Path;

#[test]
fn an_own_balanced_table_agrees() {
    let Some(folder) = stored::folder("gvc") else { return };
    let [z, y] = ["own4x3_Z.csv", "own4x3_Y.csv"].map(|name| stored::numbers(&folder.join(name)));
    let n = z.len();
    let flows = Matrix::from_dense(n, n, z.concat());
    let demand: Vec<f64> = y.iter().map(|row| row.iter().sum()).collect();
    let output: Vec<f64> = flows.row_sums().iter().zip(&demand).map(|(z, y)| z + y).collect();
    let technical = flows.map(|_, col, flow| flow / output[col]);
    let regions = Codes::plain(["C01", "C02", "C03", "C04"]).unwrap();
    let region: Vec<u32> = (0..n as u32).map(|i| i / 3).collect();
    let coefficients = Coefficients::new(technical, regions, region, vec![true; n]).unwrap();
    let found = origins(&coefficients, &coefficients.region, 4);
    let wanted = stored::read(&folder.join("own4x3_numpy_sectors.csv"), 1);
    for (j, (name, row)) in wanted.rows.iter().enumerate() {
        let wanted = stored::by_name(&wanted.columns, row);
        let (basket, abroad) = ([(j, 1.0)], |region: usize| region != j / 3);
        let pairs = [
            ("FIR_face", found.share_of_inputs(&basket, &abroad)),
            ("FIR_lookthrough", found.look_through_share(&basket, &abroad, Denominator::Inputs)),
            ("DVA_share_output", of_basket(&found.value_added[j / 3], &basket)),
        ];
        for (column, found) in pairs {
            assert!((found - wanted[column]).abs() < 1e-12, "{name:?} {column}: {found}");
        }
    }
}

/// Foreign shares of inputs of Chinese sectors in 2011: direct; look-through with output as the
/// source states it, to four digits; and with output as the row sum, to six. The two differ because
/// the source rounds its 1,640 cells a row to whole millions. Both were solved elsewhere.
const CHINA_2011: [(&str, f64, f64, f64); 12] = [
    ("c8", 0.4460, 0.4469, 0.446982),
    ("c14", 0.1579, 0.2691, 0.269182),
    ("c12", 0.1535, 0.2458, 0.245928),
    ("c9", 0.1250, 0.2327, 0.232773),
    ("c25", 0.0878, 0.2316, 0.231682),
    ("c24", 0.0643, 0.2248, 0.224884),
    ("c13", 0.1005, 0.2227, 0.22277),
    ("c2", 0.1068, 0.2110, 0.211088),
    ("c10", 0.0924, 0.2090, 0.209133),
    ("c33", 0.0947, 0.2077, 0.20774),
    ("c15", 0.0846, 0.2060, 0.20608),
    ("c4", 0.0447, 0.1330, 0.133117),
];

#[test]
fn china_in_the_world_table_of_2011() {
    let file = "../../../shared/data/wiod2013/wiot_2011.csv.gz";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if !path.is_file() {
        println!("skipped: the WIOD table of 2011 is not on this machine");
        return;
    }
    let economy = import(&[path], &Wish::default()).unwrap().economy;
    let home = ["CHN".to_owned()];
    let started = std::time::Instant::now();
    let request = Request::new(&economy, &home, &[], Choices::default()).unwrap();
    let (table, notes) = map::indicators(&request).unwrap();
    println!("all indicators of China: {:?}", started.elapsed());
    for (sector, face, _, through) in CHINA_2011 {
        let found =
            [("foreign_input_share", face, 5.1e-5), ("look_through_share", through, 5.1e-7)];
        for (indicator, wanted, tolerance) in found {
            let found = value_of(&table, indicator, &format!("{sector}@CHN"));
            assert!((found - wanted).abs() < tolerance, "{sector} {indicator}: {found}");
        }
    }
    with_output_as_stated(&economy);
    // The sector of private households has no output in China, and neither has that of motor trade.
    let dead = notes.iter().find(|note| note.code == "exposure::no-output").unwrap();
    assert_eq!(dead.places, ["c19@CHN", "c35@CHN"]);
    let started = std::time::Instant::now();
    let request = Request::new(&economy, &[], &[], Choices::default()).unwrap();
    let (all, _) = map::indicators(&request).unwrap();
    println!("all indicators of all regions: {:?}", started.elapsed());
    let same = |indicator| [&all, &table].map(|table| value_of(table, indicator, "c14@CHN"));
    for indicator in ["value_integrity", "domestic_value_added", "look_through_share"] {
        let [each, named] = same(indicator);
        assert!((each - named).abs() < 1e-12, "{indicator}: {each} {named}");
    }
}

/// The known numbers were made with the output that the source states.
fn with_output_as_stated(economy: &Economy) {
    let output = economy.stated_output.as_ref().unwrap();
    let share =
        |_: usize, col: usize, flow: f64| if output[col] > 0.0 { flow / output[col] } else { 0.0 };
    let region = economy.producers.iter().map(|producer| producer.region).collect();
    let live = output.iter().map(|output| *output > 0.0).collect();
    let (technical, regions) = (economy.flows.map(share), economy.regions.clone());
    let coefficients = Coefficients::new(technical, regions, region, live).unwrap();
    let china = economy.regions.id("CHN").unwrap();
    let part: Vec<u32> =
        coefficients.region.iter().map(|r| u32::from(*r as usize != china)).collect();
    let found = origins(&coefficients, &part, 2);
    let basket =
        |sector| [(economy.producer(china, economy.sectors.id(sector).unwrap()).unwrap(), 1.0)];
    for (sector, _, through, _) in CHINA_2011 {
        let share =
            found.look_through_share(&basket(sector), &|part| part == 1, Denominator::Inputs);
        assert!((share - through).abs() < 5.1e-5, "{sector}: {share}");
    }
    let foreign = of_basket(&found.value_added[1], &basket("c14"));
    assert!((foreign - 0.2890).abs() < 5.1e-5, "{foreign}");
}

/// A made-up table of two regions with 1,000 sectors each; what it takes is printed.
#[test]
fn two_thousand_producers_take_one_factor_and_one_of_home() {
    const N: usize = 2_000;
    // A fixed pattern without structure; every producer spends six tenths of its output.
    let cell = |row: usize, col: usize| ((row * 7_919 + col * 104_729) % 1_009) as f64;
    let mut technical = vec![0.0; N * N];
    for col in 0..N {
        let sum: f64 = (0..N).map(|row| cell(row, col)).sum();
        (0..N).for_each(|row| technical[row * N + col] = 0.6 * cell(row, col) / sum);
    }
    let started = std::time::Instant::now();
    let regions = Codes::plain(["home", "abroad"]).unwrap();
    let region = (0..N).map(|i| u32::from(i >= N / 2)).collect();
    let technical = Matrix::from_dense(N, N, technical);
    let coefficients = Coefficients::new(technical, regions, region, vec![true; N]).unwrap();
    println!("I − A of {N} producers factored: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    let value = value::value(&coefficients, &coefficients.inside(&[true, false])).unwrap();
    println!("value integrity of its home: {:?}", started.elapsed());
    let domestic = &origins(&coefficients, &coefficients.region, 2).value_added[0];
    for (j, domestic) in domestic.iter().enumerate().take(N / 2) {
        let whole = value.integrity[j] + value.vertical_specialisation[j];
        assert!((whole - 1.0).abs() < 1e-12 && value.integrity[j] < *domestic, "{j}");
    }
}

fn value_of(table: &Table, indicator: &str, good: &str) -> f64 {
    let is = |column: &str, wanted: &str, row: usize| {
        table.column(column).unwrap().text(row) == Some(wanted)
    };
    let row =
        (0..table.len()).find(|row| is("indicator", indicator, *row) && is("good", good, *row));
    table.column("value").unwrap().numbers().unwrap()[row.unwrap()]
}
