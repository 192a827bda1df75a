//! The long layout: written and read back, as CSV and as Parquet, and as a stored economy.

use crate::economies::{any_economy, assert_same, bits, economy};
use proptest::prelude::*;
use staves::read::{Wish, import};
use staves::store::economy as store;
use staves::store::long;
use staves::table::FileKind;
use staves::{Economy, Lang};

fn round_trip(economy: &Economy, kind: FileKind) -> Economy {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("long");
    long::write(&folder, economy, kind).unwrap();
    import(&[folder], &Wish::default()).unwrap().economy
}

/// The same economy, which says that it was read from long tables.
fn as_long(economy: &Economy) -> Economy {
    let mut parts = (**economy).clone();
    parts.about.format = "long".into();
    Economy::new(parts).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_round_trip_changes_no_bit(economy in any_economy()) {
        let wanted = as_long(&economy);
        assert_same(&round_trip(&economy, FileKind::Csv), &wanted);
        assert_same(&round_trip(&economy, FileKind::Parquet), &wanted);
    }
}

#[test]
fn the_examples_survive_a_round_trip() {
    for example in staves::example::studies() {
        let economy = economy_of(example.name);
        for kind in [FileKind::Csv, FileKind::Parquet] {
            let found = round_trip(&economy, kind);
            assert_eq!(store::fingerprint(&found), store::fingerprint(&economy));
            let labels = |economy: &Economy| {
                let zh =
                    economy.sectors.entries().iter().map(|entry| entry.label(Lang::Zh).to_owned());
                zh.collect::<Vec<_>>()
            };
            assert_eq!(labels(&found), labels(&economy));
        }
    }
}

fn economy_of(name: &str) -> Economy {
    staves::example::economy(name).unwrap()
}

#[test]
fn a_stored_economy_can_be_read_as_long_tables() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("economy");
    let mut k = 0.0;
    let economy = economy(2, 3, || {
        k += 1.0;
        k
    });
    store::write(&folder, &economy, &[], &[]).unwrap();
    let imported = import(&[folder], &Wish::default()).unwrap();
    assert_eq!(bits(&imported.economy), bits(&economy));
    // The manifest and the columns that repeat what follows from others are not read.
    let codes: Vec<&str> = imported.notes.iter().map(|note| note.code.as_str()).collect();
    assert!(codes.contains(&"import::unused-files") && codes.contains(&"long::unused-columns"));
}

#[test]
fn a_table_without_flows_keeps_its_producers() {
    let none = economy(2, 2, || 0.0);
    assert_eq!(round_trip(&none, FileKind::Csv).producers, none.producers);
}
