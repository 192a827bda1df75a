//! `staves map --trade`: from a table of flows to verdicts and lists.

use crate::program::run;
use std::fs;
use std::path::Path;

/// Countries A and B buy `chips` from C (dependent), `bolts` from four (not), `salt` from nobody
/// outside; in 2021 they also buy chips from D and E.
const TRADE: &str = "year,product,exporter,importer,value,unit\n\
    2020,chips,C,A,80,million USD\n2020,chips,C,B,10,million USD\n2020,chips,D,B,10,million USD\n\
    2020,bolts,C,A,10,million USD\n2020,bolts,D,A,10,million USD\n2020,bolts,E,A,10,million USD\n\
    2020,bolts,F,B,10,million USD\n2020,bolts,A,F,30,million USD\n\
    2020,salt,A,B,5,million USD\n\
    2021,chips,C,A,30,million USD\n2021,chips,D,A,30,million USD\n2021,chips,E,B,30,million USD\n";

const LISTS: [&str; 7] =
    ["sensitivity", "persistence", "churn", "agreement", "losses", "network", "matrix"];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trade.csv"), TRADE).unwrap();
    folder
}

fn json(path: &Path, more: &[&str]) -> serde_json::Value {
    let asked = ["map", "--trade", "trade.csv", "--format", "json"];
    let ran = run(path, &[&asked, more].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// A column, joined by spaces.
fn column(json: &serde_json::Value, name: &str) -> String {
    let rows = json["rows"].as_array().unwrap().iter();
    let text =
        |row: &serde_json::Value| row[name].as_str().map_or(row[name].to_string(), str::to_owned);
    rows.map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn people_see_what_is_dependent() {
    let folder = folder();
    for lang in ["en", "zh"] {
        let asked = ["map", "--trade", "trade.csv", "--format", "table", "--lang", lang];
        let rules = ["--bloc", "A,B", "--rules", "ec2021"];
        let ran = run(folder.path(), &[&asked[..], &rules].concat()).ends_with(0);
        insta::assert_snapshot!(format!("dependence_{lang}"), ran.stdout + "----\n" + &ran.stderr);
        for list in LISTS {
            let bloc: &[&str] = if list == "network" { &[] } else { &["--bloc", "A,B"] };
            let ran = run(folder.path(), &[&asked[..], &["--list", list], bloc].concat());
            let ran = ran.ends_with(0);
            let shown = ran.stdout.replace("cepii_geodep", "");
            let unsaid = shown.contains("map.words") || shown.contains('_');
            assert!(!unsaid, "{list} in {lang} has a code without a word:\n{}", ran.stdout);
        }
    }
}

#[test]
fn programs_get_every_row() {
    let folder = folder();
    let json = json(folder.path(), &["--bloc", "A,B", "--rules", "ec2021"]);
    assert_eq!(json["schema"], "staves.map.dependence.v1");
    assert_eq!(column(&json, "product"), "chips bolts salt chips");
    assert_eq!(column(&json, "verdict"), "dependent not_dependent not_dependent not_dependent");
    assert_eq!(column(&json, "reason"), "  not_imported ");
    assert_eq!(column(&json, "unit"), ["million USD"; 4].join(" "));
    assert_eq!(column(&json, "cdi3_state"), "no_exports exact not_imported no_exports");
    // .9² + .1² = .82; .82/.4, 1/.5 and ∞.
    let chips = &json["rows"][0];
    assert!((chips["cdi1"].as_f64().unwrap() - 0.82).abs() < 1e-12);
    assert!((chips["margin"].as_f64().unwrap() - 1.0).abs() < 1e-12 && chips["cdi3"].is_null());
    let codes: Vec<&str> =
        json["notes"].as_array().unwrap().iter().map(|n| n["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["trade::thresholds-unchecked"]);
}

#[test]
fn lists_have_their_schemas() {
    let folder = folder();
    let list = |name: &str| {
        let bloc: &[&str] = if name == "network" { &[] } else { &["--bloc", "A,B"] };
        json(folder.path(), &[bloc, &["--list", name]].concat())
    };
    for name in LISTS {
        assert_eq!(list(name)["schema"], format!("staves.map.{name}.v1"));
    }
    let churn = list("churn");
    assert_eq!((column(&churn, "lag"), column(&churn, "left")), ("1".into(), "1".into()));
    let persistence = list("persistence");
    assert_eq!(column(&persistence, "years_flagged"), "1 0 0");
    assert_eq!(column(&persistence, "years_observed"), "2 1 1");
    let losses = list("losses");
    assert!(column(&losses, "price_state").split(' ').all(|state| state == "unknown"));
    let matrix = list("matrix");
    assert_eq!(matrix["rows"][0]["importer"], "F", "A and B are one: {matrix}");
    let alone = json(folder.path(), &["--list", "matrix", "--years", "2020", "--spare", "0.5"]);
    assert!(column(&alone, "importer").starts_with("A A A"), "{alone}");
}

#[test]
fn rule_sets_are_shown_without_a_study() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["show", "rules", "--format", "csv"]).ends_with(0);
    assert_eq!(ran.stdout.lines().count(), 1 + 9);
    assert!(ran.stdout.contains("ec2021,1,cdi2,0.5,1,1,no,"), "{}", ran.stdout);
    assert!(ran.stdout.contains("cepii_geodep,1,world_export_hhi,0.4,2,3,yes,"));
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = folder();
    let refused =
        |more: &[&str]| run(folder.path(), &[&["map"], more].concat()).ends_with(2).stderr;
    let with = |more: &[&str]| refused(&[&["--trade", "trade.csv"], more].concat());
    assert!(with(&[]).contains("trade::no-bloc"));
    assert!(with(&["--bloc", "A,X"]).contains("trade::unknown-country"));
    assert!(with(&["--bloc", "*"]).contains("trade::no-outside"));
    let rules = with(&["--bloc", "A", "--rules", "ec2020"]);
    assert!(rules.contains("trade::unknown-rules") && rules.contains("`ec2021`"), "{rules}");
    assert!(with(&["--bloc", "A", "--years", "2020-2019"]).contains("trade::bad-years"));
    assert!(with(&["--bloc", "A", "--years", "1999"]).contains("trade::nothing"));
    assert!(with(&["--bloc", "A", "--sigma", "0"]).contains("trade::elasticity"));
    assert!(with(&["--bloc", "A", "--sigma", "none.csv"]).contains("disk::not-found"));
    assert!(with(&["--bloc", "A", "--spare=-1"]).contains("trade::spare"));
    assert!(with(&["--bloc", "A", "--by", "quantity"]).contains("trade::no-quantities"));
    assert!(with(&["--bloc", "A", "--list", "spof"]).contains("map::other-list"));
    for (list, option, value) in [
        ("churn", "--sigma", "3"),
        ("agreement", "--spare", "0.1"),
        ("losses", "--rules", "cepii"),
        ("network", "--bloc", "A"),
    ] {
        let said = with(&["--list", list, option, value]);
        assert!(said.contains("map::unused-option") && said.contains(option), "{said}");
    }
    assert!(with(&["--bloc", "A", "--home", "A"]).contains("--home"));
    assert!(refused(&[]).contains("study::not-found"));
    run(folder.path(), &["new", "masks", "--chain"]).ends_with(0);
    assert!(refused(&["masks", "--list", "churn"]).contains("map::other-list"));
    assert!(refused(&["masks", "--bloc", "A"]).contains("--bloc"));
    assert!(refused(&["masks", "--rules", "cepii"]).contains("--rules"));
}
