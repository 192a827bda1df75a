//! The economy's folder.

use crate::economies::{any_economy, assert_same, economy};
use proptest::prelude::*;
use staves::Note;
use staves::read::InputFile;
use staves::store::economy::{self as store, Manifest};
use staves::table::Table;
use std::fs;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_round_trip_changes_no_bit(economy in any_economy()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("economy");
        store::write(&folder, &economy, &[], &[]).unwrap();
        let stored = store::read(&folder).unwrap();
        assert_same(&stored.economy, &economy);
        prop_assert_eq!(stored.fingerprint, store::fingerprint(&economy));
    }
}

/// Numbers 1, 2, 3 … with a zero now and then.
fn counting() -> impl FnMut() -> f64 {
    let mut k = 0;
    move || {
        k += 1;
        if k % 5 == 0 { 0.0 } else { f64::from(k) / 8.0 }
    }
}

#[test]
fn the_manifest_says_what_the_tables_are() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("economy");
    let economy = economy(2, 3, counting());
    let notes = [Note::new("import::negative", 2).effect("+0.02 %").places(["a:3".into()])];
    let inputs = [InputFile { name: "a.csv".into(), bytes: 9, blake3: "00ff".into() }];
    store::write(&folder, &economy, &notes, &inputs).unwrap();
    let stored = store::read(&folder).unwrap();
    assert_eq!((stored.notes.as_slice(), stored.inputs.as_slice()), (&notes[..], &inputs[..]));
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    assert_eq!((manifest.counts.producers, manifest.counts.flows), (6, 29));
    assert_eq!(manifest.totals.output, economy.output().iter().sum::<f64>());
    assert_eq!(manifest.fingerprint, stored.fingerprint);
}

#[test]
fn a_stranger_reads_the_flows_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("economy");
    let economy = economy(2, 3, counting());
    store::write(&folder, &economy, &[], &[]).unwrap();
    let (flows, about) = Table::read_parquet(&folder.join("flows.parquet")).unwrap();
    let names: Vec<&str> = flows.columns.iter().map(|column| column.name.as_str()).collect();
    let wanted = ["seller_region", "seller_sector", "buyer_region", "buyer_sector", "value"];
    assert_eq!(names, wanted);
    assert_eq!(about["unit"], "million USD");
    // The fifth number is zero and left out: the eighth row is the ninth cell, row 1, column 2.
    let row: Vec<_> = (0..4).map(|k| flows.columns[k].values.text(7).unwrap()).collect();
    assert_eq!(row, ["R0", "S1", "R0", "S2"]);
    assert_eq!(flows.columns[4].values.numbers().unwrap()[7], 9.0 / 8.0);
}

#[test]
fn the_fingerprint_sees_values_codes_and_order_but_not_labels() {
    let first = economy(2, 3, counting());
    let mut parts = (*first).clone();
    parts.about.title = "Another title".into();
    let same = staves::Economy::new(parts.clone()).unwrap();
    assert_eq!(store::fingerprint(&first), store::fingerprint(&same));
    parts.producers.swap(0, 1);
    let other_order = staves::Economy::new(parts).unwrap();
    assert_ne!(store::fingerprint(&first), store::fingerprint(&other_order));
    let mut parts = (*first).clone();
    parts.attributes[0].values[2] += 1.0;
    let other_value = staves::Economy::new(parts).unwrap();
    assert_ne!(store::fingerprint(&first), store::fingerprint(&other_value));
}
