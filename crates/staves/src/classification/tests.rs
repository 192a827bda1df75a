//! Counts of the classifications in the program and of the user's, evidence, and mistakes.

use super::completeness::Completeness;
use super::{gather, list, open};
use crate::chain::map::Request;
use crate::chain::read;
use crate::table::Table;
use staves_core::classification::Level;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn counts(name: &str, scope: &str) -> [usize; 4] {
    let named = open(name).unwrap();
    let inside = named.classification.scope(scope).unwrap();
    let of = |level: Level| {
        let items = (0..inside.len()).filter(|item| inside[*item]);
        items.filter(|item| named.classification.level(*item) == level).count()
    };
    Level::ALL.map(of)
}

#[test]
fn denominators_of_the_embedded_classifications() {
    assert_eq!(counts("isic4", ""), [21, 88, 238, 419]);
    assert_eq!(counts("isic4", "B-E"), [4, 34, 90, 162]);
    assert_eq!(counts("isic4", "C"), [1, 24, 71, 137]);
    assert_eq!(counts("nace", ""), [22, 87, 287, 651]);
}

/// The "41 large, 207 medium, 666 small categories" are sections B, C and D of GB/T 4754-2017.
#[test]
fn denominators_of_gbt_4754() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/classifications/gbt4754_2017.csv");
    if !file.exists() {
        println!("skipped: GB/T 4754-2017 is not there");
        return;
    }
    let file = file.to_str().unwrap();
    assert_eq!(counts(file, ""), [20, 97, 473, 1381]);
    assert_eq!(counts(file, "B-D"), [3, 41, 207, 666]);
    assert_eq!(counts(file, "B"), [1, 7, 19, 39]);
    assert_eq!(counts(file, "C"), [1, 31, 179, 609]);
    let named = open(file).unwrap();
    let evidence = gather(&named, None, None).unwrap();
    let found = Completeness::new(&named, "B-D", evidence).unwrap();
    let entries = named.classification.items().entries();
    let names: Vec<&str> = found.epidemic().iter().map(|item| entries[*item].zh.as_str()).collect();
    assert_eq!(names[..2], ["非织造布制造", "生物药品制造"]);
}

fn written(files: &[(&str, &str)]) -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let paths = files.iter().map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    });
    let paths = paths.collect();
    (folder, paths)
}

/// (level, present, absent, unknown, denominator, low, high)
fn rows(table: &Table) -> Vec<Vec<String>> {
    let mut csv = Vec::new();
    table.write_csv(&mut csv).unwrap();
    let text = String::from_utf8(csv).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn a_table_of_divisions_certifies_divisions_only() {
    let text = "class,state,evidence\n13,present,survey 2020\n14,absent,register\n15,unknown,\n";
    let (_folder, paths) = written(&[("p.csv", text)]);
    let named = open("isic4").unwrap();
    let evidence = gather(&named, Some(&paths[0]), None).unwrap();
    let found = Completeness::new(&named, "C", evidence).unwrap();
    let rows = rows(&found.table());
    assert_eq!(rows[0][2..], ["section", "1", "0", "0", "1", "1", "1"]);
    assert_eq!(rows[1][2..], ["division", "1", "1", "22", "24", "1", "23"]);
    // Division 14 has three groups and three classes: absent, too. Nothing is known of the rest.
    assert_eq!(rows[2][2..], ["group", "0", "3", "68", "71", "0", "68"]);
    assert_eq!(rows[3][2..], ["class", "0", "3", "134", "137", "0", "134"]);
}

#[test]
fn goods_that_home_makes_show_that_their_class_exists() {
    let (folder, _) = written(&[
        (
            "goods.csv",
            "good,class\nmask,isic4:3250; own:9\ncloth,isic4:1392\nfibre,isic4:2030\nwire,\n",
        ),
        (
            "activities.csv",
            "id,good,region,capacity\nsew,mask,H1,1\nweave,cloth,F,1\nspin,fibre,H1,0\ndraw,wire,H1,1\n",
        ),
        ("inputs.csv", "activity,good,quantity\nsew,cloth,1\nsew,wire,1\nweave,fibre,1\n"),
        ("final_goods.csv", "good\nmask\n"),
        ("about.toml", "home = \"H*\"\n"),
    ]);
    let file = read(folder.path()).unwrap();
    let home = file.home(&[]).unwrap();
    let request = Request { file: &file, home: home.as_deref(), size: 3, failure: 0.05 };
    let named = open("isic4").unwrap();
    let evidence = gather(&named, None, Some(&request)).unwrap();
    let found = Completeness::new(&named, "C", evidence).unwrap();
    // Cloth is made abroad; fibre has no capacity: both stay unknown.
    assert_eq!(rows(&found.table())[3][3..6], ["1", "0", "136"]);
    let table = list::classes(&found, Some(&file.chain));
    let row = |class: &str| {
        let codes = table.column("class").unwrap();
        let row = (0..table.len()).find(|row| codes.text(*row) == Some(class)).unwrap();
        ["state", "evidence", "goods", "needed_by"]
            .map(|column| table.column(column).unwrap().text(row).unwrap().to_owned())
    };
    assert_eq!(row("3250"), ["present", "sew", "mask", ""]);
    assert_eq!(row("1392"), ["unknown", "", "cloth", "sew"]);
    assert_eq!(row("2030"), ["unknown", "", "fibre", "weave"]);
    let own = written(&[("own.csv", "code,level,name_zh\nA,section,一\nA1,class,二\n")]);
    let error = gather(&open(own.1[0].to_str().unwrap()).unwrap(), None, Some(&request));
    let error = error.unwrap_err();
    assert_eq!(error.code(), "classification::unknown-item");
    assert!(error.place().unwrap().file.ends_with("goods.csv"));
    assert_eq!(error.place().unwrap().line, Some(2));
}

#[test]
fn mistakes_name_their_line() {
    let cases = [
        ("class,state,evidence\n9999,present,x\n", "classification::unknown-item", Some(2)),
        ("class,state,evidence\n13,here,x\n", "classification::unknown-state", Some(2)),
        ("class,state,evidence\n13,present,\n", "classification::no-evidence", Some(2)),
        (
            "class,state,evidence\n13,present,x\n13,absent,y\n",
            "classification::duplicate-item",
            Some(3),
        ),
        ("class,evidence\n13,x\n", "table::missing-column", Some(1)),
    ];
    let named = open("isic4").unwrap();
    for (text, code, line) in cases {
        let (_folder, paths) = written(&[("p.csv", text)]);
        let error = gather(&named, Some(&paths[0]), None).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().line), (code, line), "{text}");
    }
    assert_eq!(open("isic").unwrap_err().code(), "classification::unknown");
    let files = [
        ("code,level\nA,section\nB,sect\n", "classification::unknown-level", Some(3)),
        ("code,level\n", "classification::empty", None),
        ("code,level\nA1,division\n", "classification::no-parent", None),
    ];
    for (text, code, line) in files {
        let (_folder, paths) = written(&[("c.csv", text)]);
        let error = open(paths[0].to_str().unwrap()).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().line), (code, line), "{text}");
    }
}
