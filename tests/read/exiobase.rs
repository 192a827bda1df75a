//! Text folders in the layout of EXIOBASE 3.

use crate::mocks::{note, read, write, zip};
use staves::read::{Format, Imported};
use staves_core::economy::PrimaryKind;
use std::path::Path;

const Z: &str = "region\t\tFR\tFR\tCN\tCN\nsector\t\tWheat, durum\tSteel\tWheat, durum\tSteel\n\
                 region\tsector\t\t\t\t\nFR\tWheat, durum\t1\t2.5\t3\t0\nFR\tSteel\t4\t1e1\t0\t2\n\
                 CN\tWheat, durum\t0\t1\t7\t8\nCN\tSteel\t2\t0\t9\t11\n";
const Y: &str = "region\t\tFR\tFR\tCN\tCN\ncategory\t\tHouseholds\tInvestment\tHouseholds\t\
                 Investment\nregion\tsector\t\t\t\t\nFR\tWheat, durum\t10\t1\t0\t0.5\n\
                 FR\tSteel\t0\t2\t1\t1\nCN\tWheat, durum\t0\t-1\t5\t0\nCN\tSteel\t1\t1\t2\t4\n";
const X: &str = "region\tsector\tindout\nFR\tWheat, durum\t18\nFR\tSteel\t20\n\
                 CN\tWheat, durum\t20\nCN\tSteel\t30\n";
const UNIT: &str = "region\tsector\tunit\nFR\tWheat, durum\tM.EUR\nFR\tSteel\tM.EUR\n\
                    CN\tWheat, durum\tM.EUR\nCN\tSteel\tM.EUR\n";
const F: &str = "region\tFR\tFR\tCN\tCN\nsector\tWheat, durum\tSteel\tWheat, durum\tSteel\n\
                 stressor\t\t\t\t\nTaxes less subsidies on products purchased: Total\t1\t0.5\t0\t2\n\
                 Compensation of employees\t6\t3\t1\t5\nEmployment: hours\t70\t80\t90\t60\n";
const F_UNIT: &str = "stressor\tunit\nTaxes less subsidies on products purchased: Total\tM.EUR\n\
                      Compensation of employees\tM.EUR\nEmployment: hours\tM.hr\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("Z.txt", Z),
        ("Y.txt", Y),
        ("x.txt", X),
        ("unit.txt", UNIT),
        ("factor_inputs/F.txt", F),
        ("factor_inputs/unit.txt", F_UNIT),
        ("water/F.txt", F),
    ]
}

fn read_files(folder: &Path, files: &[(&str, &str)]) -> Result<Imported, staves::Error> {
    for (name, text) in files {
        write(folder, name, text);
    }
    read(folder)
}

#[test]
fn a_folder_and_its_zip_give_the_same_economy() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("IOT_2011_ixi");
    let plain = read_files(&inside, &files()).unwrap();
    let packed: Vec<_> =
        files().into_iter().map(|(name, text)| (format!("IOT/{name}"), text.as_bytes())).collect();
    let packed: Vec<_> = packed.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let packed = read(&write(folder.path(), "IOT_2011_ixi.zip", zip(&packed))).unwrap();
    for read in [&plain, &packed] {
        assert_eq!(read.format, Format::Exiobase);
        let economy = &read.economy;
        assert_eq!(economy.about.year, 2011);
        assert_eq!(economy.about.unit.name(), "million EUR");
        assert_eq!(economy.name(2), "CN|Wheat, durum");
        assert_eq!(economy.regions.entries()[1].en, "China");
        assert_eq!(economy.flows.get(1, 1), 10.0);
        assert_eq!(economy.final_demand.get(2, 1), -1.0);
        assert_eq!(economy.output(), [18.0, 20.0, 20.0, 30.0]);
        assert_eq!(economy.primary(PrimaryKind::ProductTax).unwrap(), [1.0, 0.5, 0.0, 2.0]);
        assert_eq!(economy.value_added(), [6.0, 3.0, 1.0, 5.0]);
        assert_eq!(note(&read.notes, "import::rows-not-money").count, 1);
        assert_eq!(note(&read.notes, "import::unused-files").count, 1);
        assert_eq!(read.notes.len(), 2, "{:?}", read.notes);
    }
    assert_eq!(plain.economy.flows, packed.economy.flows);
}

#[test]
fn flows_are_made_from_coefficients_and_output() {
    let a = "region\t\tFR\tFR\nsector\t\tWheat\tSteel\nregion\tsector\t\t\nFR\tWheat\t0.25\t0.5\n\
             FR\tSteel\t0\t0.125\n";
    let y = "region\t\tFR\ncategory\t\tAll\nregion\tsector\t\nFR\tWheat\t-1\nFR\tSteel\t7\n";
    let x = "region\tsector\tindout\nFR\tWheat\t4\nFR\tSteel\t8\n";
    let folder = tempfile::tempdir().unwrap();
    let files = [("A.txt", a), ("Y.txt", y), ("x.txt", x)];
    let found = read_files(folder.path(), &files).unwrap();
    assert_eq!(found.economy.flows.to_dense(), [1.0, 4.0, 0.0, 1.0]);
    for code in ["flows-from-coefficients", "value-added-residual", "unit-assumed"] {
        note(&found.notes, &format!("import::{code}"));
    }
    std::fs::remove_file(folder.path().join("x.txt")).unwrap();
    assert_eq!(read(folder.path()).unwrap_err().code(), "import::missing-file");
}

#[test]
fn the_name_and_version_come_from_the_metadata() {
    let folder = tempfile::tempdir().unwrap();
    let about = r#"{"name": "EXIOBASE", "version": "v3.8.2", "system": "pxp"}"#;
    let mut files = files();
    files.push(("metadata.json", about));
    let found = read_files(folder.path(), &files).unwrap();
    assert_eq!(found.economy.about.title, "EXIOBASE v3.8.2");
    note(&found.notes, "import::exiobase-utilities");
}

#[test]
fn labels_that_do_not_match_are_refused() {
    let damaged = |name: &str, from: &str, to: &str| {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<(&str, String)> = files()
            .into_iter()
            .map(|(file, text)| {
                let text = if file == name { text.replacen(from, to, 1) } else { text.into() };
                (file, text)
            })
            .collect();
        let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let error = read_files(folder.path(), &files).unwrap_err();
        assert!(error.place().unwrap().file.ends_with(name), "{error:?}");
        (error.code(), error.place().unwrap().line)
    };
    let differ = "table::labels-differ";
    assert_eq!(damaged("Y.txt", "CN\tSteel\t1", "CN\tSteal\t1"), (differ, Some(7)));
    assert_eq!(damaged("x.txt", "FR\tSteel", "FR\tSteal"), (differ, Some(3)));
    assert_eq!(damaged("Z.txt", "Steel\t2\t0", "Steel\tx\t0"), ("table::text-in-number", Some(7)));
    assert_eq!(damaged("Z.txt", "\t2\t0\t9\t11", "\t2\t0\t9"), ("table::ragged", Some(7)));
    let columns = damaged("factor_inputs/F.txt", "FR\tCN", "CN\tFR");
    assert_eq!(columns, ("table::columns-differ", Some(1)));
    assert_eq!(damaged("unit.txt", "Steel\tM.EUR", "Steel\tM.USD").0, "import::several-units");
}
