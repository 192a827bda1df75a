//! `staves map`: a chain from its tables to the indicators and lists.

use crate::program::run;
use std::fs;
use std::path::PathBuf;

/// The chain of surgical masks.
fn masks() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["new", "masks", "--chain"]).ends_with(0);
    let path = folder.path().to_owned();
    (folder, path)
}

fn json(path: &std::path::Path, more: &[&str]) -> serde_json::Value {
    let ran = run(path, &[&["map", "masks", "--format", "json"], more].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Texts of a column, joined, of the rows for which another column has a value.
fn column(json: &serde_json::Value, of: &str, where_: [(&str, &str); 2]) -> Vec<String> {
    let rows = json["rows"].as_array().unwrap().iter();
    let wanted = rows.filter(|row| where_.iter().all(|(name, value)| row[name] == **value));
    wanted.map(|row| row[of].as_str().map_or(row[of].to_string(), str::to_owned)).collect()
}

#[test]
fn a_chain_as_people_see_it() {
    let (_folder, path) = masks();
    for lang in ["en", "zh"] {
        let shown = ["--format", "table", "--lang", lang];
        let ran = run(&path, &[&["map", "masks"], &shown[..]].concat()).ends_with(0);
        let missing = run(&path, &[&["map", "masks", "--list", "missing"], &shown[..]].concat());
        let missing = missing.ends_with(0).stdout;
        for list in ["spof", "cuts"] {
            let list = run(&path, &[&["map", "masks", "--list", list], &shown[..]].concat());
            assert!(!list.ends_with(0).stdout.contains("map.words"), "a code without a word");
        }
        insta::assert_snapshot!(
            format!("map_{lang}"),
            ran.stdout + "----\n" + &ran.stderr + "----\n" + &missing
        );
    }
}

#[test]
fn indicators_have_unit_bounds_and_definition() {
    let (_folder, path) = masks();
    let json = json(&path, &[]);
    assert_eq!(json["schema"], "staves.map.v1");
    let rows = json["rows"].as_array().unwrap();
    for row in rows {
        assert!(!row["unit"].as_str().unwrap().is_empty(), "{row}");
        let (page, heading) = row["definition"].as_str().unwrap().split_once('#').unwrap();
        let book = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src");
        let page = fs::read_to_string(book.join(format!("{page}.md"))).unwrap().to_lowercase();
        assert!(page.contains(&format!("\n## {}\n", heading.replace('-', " "))), "{row}");
        let code = row["indicator"].as_str().unwrap();
        run(&path, &["explain", code]).ends_with(0);
        if row["state"] == "exact" {
            assert!(row["value"].is_number() && row["low"] == row["high"], "{row}");
        } else {
            assert!(row["value"].is_null(), "{row}");
        }
    }
    let value =
        |indicator, set| column(&json, "value", [("indicator", indicator), ("available", set)]);
    // The whole chain, then masks: home has neither die heads nor the membrane in their place.
    assert_eq!(value("structural_integrity", "all"), ["1.0", "1.0"]);
    assert_eq!(value("structural_integrity", "home"), ["0.0", "0.0"]);
    assert_eq!(value("foreign_cut", "all"), ["2.0"]);
}

#[test]
fn lists_name_what_the_chain_hangs_on() {
    let (_folder, path) = masks();
    let points = json(&path, &["--list", "spof"]);
    let of = |kind| column(&points, "code", [("kind", kind), ("mode", "cold_start")]);
    // Linden owns both plants for film, and both for ethylene oxide are in the east; none of the
    // four is a single point of failure.
    assert!(of("activity").is_empty());
    assert_eq!((of("owner"), of("region")), (vec!["Linden".into()], vec!["N-EAST".into()]));
    let cuts = json(&path, &["--list", "cuts", "--size", "2"]);
    let pairs = column(&cuts, "members", [("kind", "activity"), ("good", "mask")]);
    assert!(pairs.contains(&"eto-one; eto-two".to_owned()), "{pairs:?}");
    let missing = json(&path, &["--list", "missing"]);
    assert_eq!(
        column(&missing, "good", [("reason", "no-source"), ("blocks", "mask")]),
        ["die_head", "ptfe_membrane"]
    );
    let abroad = json(&path, &["--list", "missing", "--home", "*"]);
    assert!(abroad["rows"].as_array().unwrap().is_empty());
}

#[test]
fn what_cannot_be_done_is_said() {
    let (_folder, path) = masks();
    let ran = run(&path, &["map", "masks", "--home", "N-EST"]).ends_with(2);
    assert!(ran.stderr.contains("chain::unknown-region") && ran.stderr.contains("`N-EAST`"));
    run(&path, &["new", "masks", "--chain"]).ends_with(2);
    run(&path, &["new", "other"]).ends_with(2);
    run(&path, &["map", "masks", "--size", "7"]).ends_with(2);
    fs::write(path.join("masks/final_goods.csv"), "good\nmaks\n").unwrap();
    let ran = run(&path, &["map", "masks"]).ends_with(2);
    assert!(
        ran.stderr.contains("final_goods.csv:2") && ran.stderr.contains("`mask`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn the_chain_without_a_name_is_that_of_masks() {
    let (_folder, path) = masks();
    let ran = run(&path, &["new", "named", "--example", "mask"]).ends_with(0);
    assert!(ran.stderr.contains("staves map named"), "{}", ran.stderr);
    for entry in fs::read_dir(path.join("masks")).unwrap() {
        let name = entry.unwrap().file_name();
        let [masks, named] = ["masks", "named"].map(|chain| path.join(chain).join(&name));
        assert_eq!(fs::read(masks).unwrap(), fs::read(named).unwrap(), "{name:?}");
    }
}
