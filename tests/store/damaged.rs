//! Damaged folders: each damage has its own code and its own place.

use crate::economies::{bits, economy};
use staves::Error;
use staves::store::economy::{read, write};
use staves::table::{Table, Values};
use std::fs;
use std::path::Path;

/// The error of reading a good folder after `damage`.
fn after(damage: impl FnOnce(&Path)) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("economy");
    let mut k = 0.0;
    let economy = economy(2, 3, || {
        k += 1.0;
        k
    });
    write(&folder, &economy, &[], &[]).unwrap();
    damage(&folder);
    read(&folder).unwrap_err()
}

/// Rewrites a table of the folder with one change.
fn change(folder: &Path, name: &str, change: impl FnOnce(&mut Table)) {
    let path = folder.join(name);
    let (mut table, _) = Table::read_parquet(&path).unwrap();
    change(&mut table);
    table.write_parquet(&path, &[]).unwrap();
}

fn column<'t>(table: &'t mut Table, name: &str) -> &'t mut Values {
    &mut table.columns.iter_mut().find(|column| column.name == name).unwrap().values
}

fn file_of(error: &Error) -> String {
    let place = error.place().unwrap();
    Path::new(&place.file).file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn a_missing_folder_manifest_or_table() {
    assert_eq!(after(|folder| fs::remove_dir_all(folder).unwrap()).code(), "disk::not-found");
    let error = after(|folder| fs::remove_file(folder.join("manifest.json")).unwrap());
    assert_eq!(error.code(), "economy::not-an-economy");
    let error = after(|folder| fs::remove_file(folder.join("flows.parquet")).unwrap());
    assert_eq!(error.code(), "economy::missing-table");
    assert!(error.to_string().contains("flows.parquet"), "{error}");
}

#[test]
fn a_manifest_of_another_version_or_of_none() {
    let rewrite = |from: &'static str, to: &'static str| {
        after(move |folder| {
            let path = folder.join("manifest.json");
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from));
            fs::write(path, text.replacen(from, to, 1)).unwrap();
        })
    };
    assert_eq!(rewrite("economy.v1", "economy.v9").code(), "economy::other-schema");
    assert_eq!(rewrite("\"schema\"", "\"scheme\"").code(), "economy::bad-manifest");
    assert_eq!(rewrite("{", "[").code(), "economy::bad-manifest");
}

#[test]
fn a_table_cut_short_anywhere() {
    for share in [0, 10, 50, 90, 99] {
        let error = after(|folder| {
            let path = folder.join("flows.parquet");
            let bytes = fs::read(&path).unwrap();
            fs::write(path, &bytes[..bytes.len() * share / 100]).unwrap();
        });
        assert_eq!((error.code(), file_of(&error)), ("disk::bad-parquet", "flows.parquet".into()));
    }
}

#[test]
fn a_column_that_is_missing_or_of_another_kind() {
    let error = after(|folder| {
        change(folder, "flows.parquet", |table| table.columns[4].name = "vlaue".into());
    });
    assert_eq!((error.code(), file_of(&error)), ("table::missing-column", "flows.parquet".into()));
    assert!(error.to_string().contains("`value`"), "{error}");
    let error = after(|folder| {
        change(folder, "flows.parquet", |table| {
            *column(table, "value") = Values::Text(vec!["x".into(); table.len()]);
        });
    });
    assert_eq!(error.code(), "table::wrong-column");
}

#[test]
fn names_that_nobody_declared() {
    let error = after(|folder| {
        change(folder, "flows.parquet", |table| {
            let Values::Names(_, names) = column(table, "buyer_region") else { panic!("names") };
            *names = std::sync::Arc::new(vec!["R0".into(), "Q1".into()]);
        });
    });
    assert_eq!(error.code(), "economy::unknown-name");
    let error = after(|folder| {
        // R2 consumes and does not produce.
        change(folder, "flows.parquet", |table| {
            let Values::Names(_, names) = column(table, "buyer_region") else { panic!("names") };
            *names = std::sync::Arc::new(vec!["R0".into(), "R2".into()]);
        });
    });
    assert_eq!(error.code(), "economy::unknown-producer");
}

#[test]
fn numbers_that_are_missing_or_changed() {
    let put = |value: f64| {
        after(move |folder| {
            change(folder, "flows.parquet", |table| {
                let Values::Number(values) = column(table, "value") else { panic!("numbers") };
                values[3] = value;
            });
        })
    };
    assert_eq!(put(f64::NAN).code(), "table::not-a-number");
    assert_eq!(put(f64::INFINITY).code(), "table::not-a-number");
    assert_eq!(put(7.5).code(), "economy::other-content");
}

#[test]
fn rows_of_primary_inputs_that_are_not_whole() {
    let error = after(|folder| {
        change(folder, "primary_inputs.parquet", |table| {
            for column in &mut table.columns {
                match &mut column.values {
                    Values::Names(keys, _) => keys.truncate(16),
                    Values::Number(values) => values.truncate(16),
                    _ => panic!("names and numbers"),
                }
            }
        });
    });
    assert_eq!(error.code(), "economy::incomplete");
}

#[test]
fn a_folder_that_exists_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let economy = economy(1, 2, || 1.0);
    assert_eq!(write(folder.path(), &economy, &[], &[]).unwrap_err().code(), "disk::exists");
}

#[test]
fn a_changed_byte_never_panics_and_never_gives_another_economy() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("economy");
    let mut k = 0.0;
    let economy = economy(2, 3, || {
        k += 1.0;
        k
    });
    write(&folder, &economy, &[], &[]).unwrap();
    for table in ["flows.parquet", "producers.parquet", "primary_inputs.parquet"] {
        let path = folder.join(table);
        let good = fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bytes = good.clone();
            bytes[at] ^= 0xff;
            fs::write(&path, bytes).unwrap();
            if let Ok(stored) = read(&folder) {
                assert_eq!(bits(&stored.economy), bits(&economy), "byte {at} of {table}");
            }
        }
        fs::write(&path, good).unwrap();
    }
}
