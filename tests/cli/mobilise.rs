//! `staves mobilise`: the stored instances, the example, its words, and what conversions take from
//! an economy.

use crate::program::{example, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

fn json(dir: &Path, arguments: &[&str]) -> Value {
    let all = [&["mobilise"], arguments, &["--format", "json"]].concat();
    serde_json::from_str(&run(dir, &all).ends_with(0).stdout).unwrap()
}

fn close(found: &Value, wanted: f64) {
    let found = number(found);
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs().max(1.0), "{found} {wanted}");
}

#[test]
fn the_stored_instances_have_their_optima() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/reference/plan/planning_instances.json");
    if !file.is_file() {
        println!("skipped: {} is not there", file.display());
        return;
    }
    let file = file.to_str().unwrap();
    let rows = json(Path::new("."), &["--program", file]);
    let row = |key: &str| {
        let rows = rows["rows"].as_array().unwrap();
        rows.iter().find(|row| row["instance"] == key).unwrap_or_else(|| panic!("{key}"))
    };
    close(&row("M_minmax_shortage")["largest_shortage"], 0.30172498767865946);
    let fair = row("M_cost_given_minmax");
    close(&fair["cost"], 2609.943234460733);
    close(&fair["bound"], 2609.943234460733);
    let free = row("M_utilitarian");
    close(&free["cost"], number(&fair["cheapest"]));
    let price = number(&fair["cost"]) / number(&free["cost"]) - 1.0;
    close(&fair["price_of_fairness"], 100.0 * price);
    let one = json(Path::new("."), &["--program", file, "--instance", "M_utilitarian"]);
    assert_eq!(one["rows"].as_array().unwrap().len(), 1);
    let none = run(Path::new("."), &["mobilise", "--program", file, "--instance", "M_util"]);
    assert!(none.ends_with(2).stderr.contains("plan::no-instance"));
}

#[test]
fn the_example_is_planned_by_every_rule() {
    let (_folder, study) = example("masks2020");
    let mut least = Vec::new();
    for rule in ["cheapest", "maxmin", "lexicographic", "proportional", "priority"] {
        let json = json(&study, &[".", "--fairness", rule, "--reasons", "0"]);
        assert_eq!(json["schema"], "staves.mobilise.v1");
        let row = &json["rows"][0];
        close(&row["bound"], number(&row["cost"]));
        least.push(number(&row["least_share"]));
        for table in ["production", "conversion", "shipment", "release", "import", "stock"] {
            assert!(!json[table].as_array().unwrap().is_empty(), "{rule}: {table}");
        }
    }
    let best = least[1];
    assert!(best > 10.0 && least.iter().all(|share| *share <= best + 1e-4), "{least:?}");
    assert!((least[2] - best).abs() < 1e-4 && (least[4] - best).abs() < 1e-4, "{least:?}");
}

/// Nothing arrives from abroad during the embargo, and the reason for shortages is found at home.
#[test]
fn the_example_says_who_is_short_and_what_would_help_in_both_languages() {
    let (_folder, study) = example("masks2020");
    let plan = json(&study, &["."]);
    let imports = plan["import"].as_array().unwrap();
    let week = |row: &Value| number(&row["period"]);
    assert!(imports.iter().all(|row| !(4.0..=9.0).contains(&week(row))));
    assert!(!plan["why"].as_array().unwrap().is_empty());
    let said = |lang: &str| {
        let arguments = ["mobilise", ".", "--format", "table", "--lang", lang];
        run(&study, &arguments).ends_with(0).stdout
    };
    let (english, chinese) = (said("en"), said("zh"));
    assert!(english.contains("surgical mask in the middle: short"), "{english}");
    assert!(chinese.contains("中部的外科口罩"), "{chinese}");
}

#[test]
fn whole_conversions_are_whole() {
    let (_folder, study) = example("masks2020");
    let plan = json(&study, &[".", "--whole", "--reasons", "1"]);
    let started = plan["conversion"].as_array().unwrap();
    assert!(!started.is_empty());
    assert!(started.iter().all(|row| number(&row["started"]).fract() == 0.0), "{started:?}");
}

/// Imports that end a week early: the first weeks stay as they were, and the rest is planned anew.
#[test]
fn what_was_decided_is_kept_when_facts_change() {
    let (_folder, study) = example("masks2020");
    let (_other, changed) = example("masks2020");
    let imports = fs::read_to_string(changed.join("imports.csv")).unwrap();
    fs::write(changed.join("imports.csv"), imports.replace("10,12,2,", "10,12,0,")).unwrap();
    let before = study.to_str().unwrap();
    let again = ["--before", before, "--from", "5", "--reasons", "0"];
    let (old, new) = (json(&study, &["."]), json(&changed, &[&["."], &again[..]].concat()));
    let made = |plan: &Value| -> Vec<(String, String, f64)> {
        let rows = plan["production"].as_array().unwrap().iter();
        let early = rows.filter(|row| number(&row["period"]) < 5.0 && number(&row["made"]) > 1e-5);
        early
            .map(|row| {
                (row["activity"].to_string(), row["period"].to_string(), number(&row["made"]))
            })
            .collect()
    };
    let (old, early) = (made(&old), made(&new));
    assert_eq!(old.len(), early.len());
    assert!(old.iter().zip(&early).all(|(a, b)| a.0 == b.0 && (a.2 - b.2).abs() < 1e-6));
    let masks = |row: &&Value| row["good"] == "mask" && number(&row["period"]) >= 10.0;
    assert_eq!(new["import"].as_array().unwrap().iter().filter(masks).count(), 0);
    for (arguments, code) in
        [(["--from", "1"], "mobilise::from"), (["--from", "13"], "mobilise::from")]
    {
        let ran = run(&changed, &[&["mobilise", ".", "--before", before], &arguments[..]].concat());
        assert!(ran.ends_with(2).stderr.contains(code));
    }
}

/// A mill converted in a region of an economy: its sector makes less in the stress test.
#[test]
fn what_conversion_takes_is_a_scenario_that_runs() {
    let (_folder, study) = example("archipelago");
    let files = [
        ("supplies/mobilise.toml", "[mobilise]\nperiods = 8\nvalue = 100\n"),
        ("supplies/chain/activities.csv", "id,good,region,capacity\nsew,mask,CEN,1\n"),
        ("supplies/chain/inputs.csv", "activity,good,quantity\n"),
        ("supplies/chain/final_goods.csv", "good\nmask\n"),
        ("supplies/regions.csv", "region\nCEN\n"),
        ("supplies/demand.csv", "region,good,amount\nCEN,mask,5\n"),
        (
            "supplies/conversions.csv",
            "id,activity,capacity,most,sector,sector_share\nhalls,sew,1,2,TRA,0.2\n",
        ),
    ];
    fs::create_dir_all(study.join("supplies/chain")).unwrap();
    for (name, text) in files {
        fs::write(study.join(name), text).unwrap();
    }
    run(&study, &["mobilise", "supplies", "--scenario", "lost.toml"]).ends_with(0);
    let ran = run(&study, &["stress", "lost.toml", "--format", "json"]).ends_with(0);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let rows = json["rows"].as_array().unwrap();
    let lost = rows.iter().find(|row| row["indicator"] == "output_lost").unwrap();
    assert!(number(&lost["mean"]) > 0.0);
}

#[test]
fn the_page_has_a_tile_for_every_region_and_week_in_both_languages() {
    let (_folder, study) = example("masks2020");
    for (lang, heading) in [("en", "Who goes short, and when"), ("zh", "谁在何时短缺")] {
        let arguments = ["mobilise", ".", "--report", "page.html", "--lang", lang];
        run(&study, &arguments).ends_with(0);
        let page = fs::read_to_string(study.join("page.html")).unwrap();
        assert!(page.contains(heading), "{lang}");
        // Five regions, twelve weeks; all of them want masks.
        assert_eq!(page.matches("\"tile shade-").count(), 60);
        assert!(page.contains("shade-0\"") && page.contains("shade-4\""));
    }
}
