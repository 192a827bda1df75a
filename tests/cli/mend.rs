//! `staves mend`, and the lists of `staves map` about how much, from what and from whom.

use crate::program::run;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const FILES: [(&str, &str); 6] = [
    ("about.toml", "title = { en = \"Bread\", zh = \"面包\" }\nhome = \"H-*\"\n"),
    (
        "activities.csv",
        "id,good,region,owner,capacity\n\
         bakery,bread,H-1,Oven,10\n\
         mill,flour,H-2,Mill,6\n\
         ferment,yeast,F-1,Ferment,1\n",
    ),
    ("inputs.csv", "activity,good,quantity\nbakery,flour,0.6\nbakery,yeast,0.05\n"),
    ("final_goods.csv", "good,demand\nbread,10\n"),
    (
        "candidates.csv",
        "id,good,region,capacity,cost,ramp_up\n\
         yeast-small,yeast,H-1,0.25,40,200\n\
         yeast-large,yeast,H-2,0.6,100,300\n\
         mill-2,flour,H-1,3,20,90\n",
    ),
    ("candidates_inputs.csv", "activity,good,quantity\nyeast-small,flour,0.1\n"),
];

/// Bread from home flour and foreign yeast, with yeast plants that could be built.
fn bread() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    fs::create_dir(path.join("bread")).unwrap();
    for (name, text) in FILES {
        fs::write(path.join("bread").join(name), text).unwrap();
    }
    (folder, path)
}

fn json(path: &Path, arguments: &[&str]) -> Value {
    let ran = run(path, &[arguments, &["--format", "json"]].concat()).ends_with(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn plan(path: &Path, goal: &str, more: &[&str]) -> (Value, Vec<String>) {
    let json = json(path, &[&["mend", "bread", "--goal", goal], more].concat());
    assert_eq!(json["schema"], "staves.mend.v1");
    let links = json["rows"].as_array().unwrap().iter().map(|row| text(&row["activity"]));
    (json["plan"][0].clone(), links.collect())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn each_goal_has_its_cheapest_links_with_bound_and_gap() {
    let (_folder, path) = bread();
    for (goal, cost, wanted) in [
        ("cold-start", 40.0, &["yeast-small"][..]),
        ("keep-running", 40.0, &["yeast-small"]),
        ("fill=0.5", 40.0, &["yeast-small"]),
        ("fill=0.9", 100.0, &["yeast-large"]),
        ("fill=1", 100.0, &["yeast-large"]),
    ] {
        let (plan, links) = plan(&path, goal, &[]);
        assert_eq!(links, wanted, "{goal}");
        assert_eq!(plan["goal"], goal);
        assert_eq!(plan["state"], "proven");
        for (name, value) in [("cost", cost), ("bound", cost), ("gap", 0.0)] {
            assert!((plan[name].as_f64().unwrap() - value).abs() < 1e-6, "{goal} {name}: {plan}");
        }
    }
    let (plan, _) = plan(&path, "budget=60", &[]);
    for name in ["joint_fill_rate", "joint_fill_rate_at_most"] {
        assert!((plan[name].as_f64().unwrap() - 0.5).abs() < 1e-6, "{plan}");
    }
    assert!(plan["cost"].as_f64().unwrap() <= 60.0);
}

#[test]
fn other_sets_differ_and_the_frontier_grows() {
    let (_folder, path) = bread();
    let (_, links) = plan(&path, "cold-start", &["--alternatives", "3", "--extra", "1"]);
    assert_eq!(links, ["yeast-small"], "the other yeast plant is more than twice as dear");
    let more = ["--alternatives", "3", "--extra", "1.0", "--candidates", "other.csv"];
    let other = FILES[4].1.replace("100,300", "70,300");
    fs::write(path.join("other.csv"), other).unwrap();
    let (_, links) = plan(&path, "cold-start", &more);
    assert_eq!(links, ["yeast-small", "yeast-large"]);
    let frontier = json(&path, &["mend", "bread", "--list", "frontier"]);
    let rows = frontier["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 12);
    let costs: Vec<f64> = rows[2..].iter().map(|row| row["cost"].as_f64().unwrap()).collect();
    assert!(costs.is_sorted(), "{costs:?}");
}

#[test]
fn lists_name_what_holds_the_rate_down_and_from_whom() {
    let (_folder, path) = bread();
    let boards = json(&path, &["map", "bread", "--list", "short-boards"]);
    // At home nobody makes yeast, and no capacity there can help that.
    assert_eq!(boards["rows"].as_array().unwrap().len(), 0);
    let choke = json(&path, &["map", "bread", "--list", "choke"]);
    let rows = choke["rows"].as_array().unwrap();
    let imports = rows.iter().find(|row| row["kind"] == "imports").unwrap();
    assert_eq!(imports["code"], "yeast");
    assert_eq!(imports["verdict"], "choke_point");
    assert_eq!(
        (imports["choke_score"].as_f64(), imports["foreign_share"].as_f64()),
        (Some(1.0), Some(1.0))
    );
    assert_eq!(imports["single_point"], "always");
    let mill = rows.iter().find(|row| row["code"] == "mill").unwrap();
    assert_eq!(
        (&mill["verdict"], mill["foreign_share"].as_f64()),
        (&Value::from("below"), Some(0.0))
    );
    let firms = json(&path, &["map", "bread", "--list", "enterprises"]);
    let oven = firms["rows"].as_array().unwrap().iter().find(|row| row["owner"] == "Oven").unwrap();
    assert_eq!(
        (&oven["role"], &oven["at_home"]),
        (&Value::from("chain_leader"), &Value::from("yes"))
    );
    assert_eq!(oven["lost_without"], "bread");
    let projects = json(&path, &["map", "bread", "--list", "projects"]);
    let large = projects["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["activity"] == "yeast-large")
        .unwrap();
    assert_eq!(
        (&large["kind"], &large["for_full_fill"]),
        (&Value::from("supplement"), &Value::from("yes"))
    );
    assert!((large["joint_fill_first"].as_f64().unwrap() - 1.0).abs() < 1e-6);
    for lang in ["en", "zh"] {
        for list in ["short-boards", "choke", "enterprises", "projects"] {
            let shown = ["map", "bread", "--list", list, "--format", "table", "--lang", lang];
            let ran = run(&path, &shown).ends_with(0);
            assert!(!ran.stdout.contains("map.words"), "a code without a word: {}", ran.stdout);
        }
        let ran = run(&path, &["mend", "bread", "--format", "table", "--lang", lang]).ends_with(0);
        assert!(!ran.stdout.contains("mend."), "{}", ran.stdout);
    }
}

#[test]
fn what_cannot_be_is_said_before_anything_is_solved() {
    let (_folder, path) = bread();
    let refused = |arguments: &[&str], code: &str, says: &str| {
        let ran = run(&path, &[&["mend", "bread"], arguments].concat()).ends_with(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(says), "{}", ran.stderr);
    };
    refused(&["--goal", "warm-start"], "mend::goal", "cold-start");
    refused(&["--goal", "fill=1.5"], "mend::goal", "fill=");
    let no_yeast = "id,good,region,capacity,cost\nmill-2,flour,H-1,3,20\n";
    fs::write(path.join("few.csv"), no_yeast).unwrap();
    refused(&["--candidates", "few.csv"], "mend::out-of-reach", "bread");
    refused(&["--candidates", "few.csv", "--goal", "fill=0.5"], "mend::too-little", "0");
    fs::write(path.join("endless.csv"), "id,good,region,cost\nyeast-x,yeast,H-1,5\n").unwrap();
    refused(
        &["--candidates", "endless.csv", "--goal", "fill=0.5"],
        "links::no-capacity",
        "yeast-x",
    );
    fs::write(path.join("negative.csv"), "id,good,region,cost\nyeast-x,yeast,H-1,-5\n").unwrap();
    refused(&["--candidates", "negative.csv"], "chain::out-of-range", "negative.csv:2");
    fs::write(path.join("priceless.csv"), "id,good,region,cost\nyeast-x,yeast,H-1,\n").unwrap();
    refused(&["--candidates", "priceless.csv"], "chain::empty-cell", "priceless.csv:2");
    fs::write(path.join("twice.csv"), "id,good,region,cost\nmill,flour,H-1,5\n").unwrap();
    refused(&["--candidates", "twice.csv"], "chain::duplicate-activity", "twice.csv:2");
    fs::remove_file(path.join("bread/candidates.csv")).unwrap();
    refused(&[], "chain::no-table", "candidates");
    fs::write(path.join("bread/about.toml"), "title = \"Bread\"\n").unwrap();
    let ran = run(&path, &["map", "bread", "--list", "choke"]).ends_with(2);
    assert!(ran.stderr.contains("chain::no-home"), "{}", ran.stderr);
}
