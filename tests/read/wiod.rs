//! The WIOD 2013 layout, made up and real.

use crate::mocks::{Mock, note, read, read_text};
use staves::read::{Format, Wish, import};
use std::path::PathBuf;

fn mock() -> Mock {
    Mock {
        regions: vec!["ROM", "RoW"],
        sectors: vec!["c1", "c2", "c3"],
        demand_regions: vec!["ROM", "RoW"],
        categories: vec!["F37", "F38", "F39", "F41", "F42"],
    }
}

#[test]
fn romania_is_repaired_and_said_so() {
    let read = read_text("wiot_1997.csv", mock().csv("\"\"", "output")).unwrap();
    assert_eq!((read.format, read.economy.about.year), (Format::Wiod2013, 1997));
    assert_eq!(read.economy.name(1), "ROU|c2");
    assert_eq!(read.economy.regions.code(1), "RoW");
    assert_eq!(read.economy.flows.get(1, 4), Mock::flow(1, 4));
    assert_eq!(note(&read.notes, "import::label-repaired").count, 3 + 5);
    let added = read.economy.value_added()[2];
    assert!((added - (mock().output(2) - mock().inputs(2))).abs() < 1e-9);
}

/// Anchors: ΣZ, ΣY, Σx of the table for 2011, its dead sectors and negative cells.
#[test]
fn the_table_of_2011_has_its_published_totals() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/wiod2013");
    if !folder.is_dir() {
        println!("skipped: the WIOD table of 2011 is not on this machine");
        return;
    }
    let path = folder.join("wiot_2011.csv.gz");
    let bare = read(&path).unwrap();
    let paths = [path, folder.join("industries35.csv")];
    let named = import(&paths, &Wish::default()).unwrap();
    let economy = &named.economy;
    assert_eq!(economy.flows, bare.economy.flows);
    assert_eq!(economy.about.year, 2011);
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    assert_eq!(economy.flows.total(), 72_440_092.0);
    assert_eq!(economy.final_demand.total(), 69_268_600.0);
    assert_eq!(sum(economy.stated_output.as_ref().unwrap()), 141_767_904.0);
    assert_eq!(economy.flows.filled(), 413_525);
    let stated = economy.stated_output.as_ref().unwrap();
    assert_eq!(stated.iter().filter(|output| **output == 0.0).count(), 22);
    let negative = economy.final_demand.cells().filter(|(_, _, value)| *value < 0.0).count();
    assert_eq!(negative, 352);
    assert!(economy.flows.cells().all(|(_, _, value)| value >= 0.0));
    let regions: Vec<&str> =
        economy.regions.entries().iter().map(|entry| entry.code.as_str()).collect();
    assert_eq!(regions.len(), 41);
    assert_eq!(regions[..4], ["AUS", "AUT", "BEL", "BGR"]);
    assert_eq!(regions[32..34], ["ROU", "RUS"]);
    assert_eq!(regions[40], "RoW");
    assert_eq!(economy.sectors.entries()[7].en, "Coke, Refined Petroleum and Nuclear Fuel");
    let differing = note(&named.notes, "import::output-differs");
    assert_eq!(differing.values[0], ("largest".to_owned(), "108".to_owned()));
    assert_eq!(note(&named.notes, "import::label-repaired").count, 35 + 5);
    // Value added is stated output less inputs up to the rounding of the row sums.
    let inputs = economy.flows.col_sums();
    let added = |code: &str| {
        let region = economy.regions.id(code).unwrap() as u32;
        let rows = (0..economy.len()).filter(|row| economy.producers[*row].region == region);
        rows.map(|row| stated[row] - inputs[row]).sum::<f64>() / 1e3
    };
    assert_eq!((added("CHN").round(), added("USA").round()), (7_388.0, 15_162.0));
}
