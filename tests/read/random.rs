//! Properties: what is written is read to the bit, and no damage makes a reader panic.

use crate::mocks::{Mock, gzip, icio_2023, read, read_text, write};
use proptest::prelude::*;
use std::fmt::Write;

/// One region, `values.len()` a square number of sectors, one column of final demand.
fn table(values: &[f64], demand: &[f64], number: impl Fn(f64) -> String) -> String {
    let n = demand.len();
    let label = |k: usize| format!("AUS_c{}", k + 1);
    let mut text = String::new();
    for k in 0..n {
        write!(text, ",{}", label(k)).unwrap();
    }
    text += ",AUS_F37,output\n";
    for row in 0..n {
        text += &label(row);
        for value in values[row * n..(row + 1) * n].iter().chain([&demand[row], &0.0]) {
            write!(text, ",{}", number(*value)).unwrap();
        }
        text += "\n";
    }
    text
}

/// Money as tables have it: any sign, fifteen orders of magnitude, all digits.
fn money() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), -1e12..1e12, -1.0..1.0, -1e-9..1e-9]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn every_number_is_read_to_the_bit(
        (values, demand) in (1_usize..5).prop_flat_map(|n| {
            (prop::collection::vec(money(), n * n), prop::collection::vec(money(), n))
        }),
    ) {
        let spellings: [fn(f64) -> String; 4] = [
            |value| format!("{value}"),
            |value| format!("{value:e}"),
            |value| format!("\"{value}\""),
            |value| format!("  {value:+} "),
        ];
        for number in spellings {
            let read = read_text("wiot_2000.csv", table(&values, &demand, number)).unwrap();
            let found = read.economy.flows.to_dense();
            prop_assert!(found.iter().zip(&values).all(|(a, b)| a == b), "{found:?} {values:?}");
            prop_assert_eq!(read.economy.final_demand.to_dense(), demand.clone());
        }
    }

    #[test]
    fn damage_is_an_error_or_read_but_never_a_panic(
        at in 0.0..1.0,
        length in 0_usize..40,
        with in prop::collection::vec(any::<u8>(), 0..12),
        packed in any::<bool>(),
    ) {
        let mut bytes = icio_2023().icio_2023().into_bytes();
        if packed {
            bytes = gzip(&bytes);
        }
        let from = (at * bytes.len() as f64) as usize;
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, with);
        let _ = read_text("2018.csv", bytes);
    }
}

/// Large enough for several blocks and many pieces, with blank lines between rows.
#[test]
fn blocks_and_pieces_fit_together_whatever_the_threads() {
    let numbers: Vec<String> = (1..=35).map(|k| format!("c{k}")).collect();
    let numbers: Vec<&'static str> = numbers.into_iter().map(|name| &*name.leak()).collect();
    let mock = Mock {
        regions: vec![
            "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "CHN", "CYP", "CZE", "DEU", "DNK", "ESP",
            "EST", "FIN", "FRA", "GBR", "GRC", "HUN",
        ],
        sectors: numbers,
        demand_regions: vec!["AUS", "AUT", "BEL"],
        categories: vec!["F37"],
    };
    let mut text = String::new();
    for (k, line) in mock.csv("", "output").lines().enumerate() {
        // Spaces before each number: 18 MB in all.
        text += &if k == 0 { line.to_owned() } else { line.replace(',', PADDED) };
        text += if k % 97 == 5 { "\r\n\n , ,\n" } else { "\n" };
    }
    assert!(text.len() > (17 << 20), "{} bytes", text.len());
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "wiot_2000.csv", &text);
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&path).unwrap().economy)
    };
    let (one, three) = (with_threads(1), with_threads(3));
    for row in 0..mock.rows() {
        assert!(one.flows.row(row).all(|(column, value)| value == Mock::flow(row, column)));
        assert!(one.final_demand.row(row).all(|(k, value)| value == Mock::demand(row, k)));
    }
    assert_eq!(one.flows, three.flows);
    assert_eq!(one.final_demand, three.final_demand);
}

const PADDED: &str = ",                                       ";
