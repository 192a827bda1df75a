//! `staves map ECONOMY`, `staves chain cut` and `staves chain join`.

use crate::program::{Ran, example, run};
use std::fs;
use std::path::{Path, PathBuf};

fn json(ran: Ran) -> serde_json::Value {
    serde_json::from_str(&ran.ends_with(0).stdout).unwrap()
}

fn rows(json: &serde_json::Value) -> &[serde_json::Value] {
    json["rows"].as_array().unwrap()
}

/// Values of an indicator with the goods they are of.
fn values<'j>(json: &'j serde_json::Value, indicator: &str) -> Vec<(&'j str, f64)> {
    let wanted = rows(json).iter().filter(|row| row["indicator"] == indicator);
    wanted.filter_map(|row| Some((row["good"].as_str()?, row["value"].as_f64()?))).collect()
}

#[test]
fn an_economy_as_people_see_it() {
    let (_folder, path) = example("archipelago");
    for lang in ["en", "zh"] {
        let shown = ["--format", "table", "--lang", lang];
        let asked = ["map", "--home", "CEN,EAS", "--select", "MED@EAS"];
        let ran = run(&path, &[&asked[..], &shown].concat()).ends_with(0);
        let mut text = ran.stdout + "----\n" + &ran.stderr;
        for list in ["stages", "exposure"] {
            let list = run(&path, &[&asked[..], &["--list", list], &shown].concat()).ends_with(0);
            text += &format!("----\n{}", list.stdout);
        }
        let matrix =
            run(&path, &[&["map", "--home", "CEN", "--list", "matrix"], &shown[..]].concat());
        text += &format!("----\n{}", matrix.ends_with(0).stdout);
        assert!(!text.contains("map.words"), "a code without a word: {text}");
        insta::assert_snapshot!(format!("exposure_{lang}"), text);
    }
}

#[test]
fn indicators_have_unit_bounds_and_definition() {
    let (_folder, path) = example("archipelago");
    let json = json(run(&path, &["map", "economy", "--format", "json"]));
    assert_eq!(json["schema"], "staves.map.v1");
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src");
    for row in rows(&json) {
        let (page, heading) = row["definition"].as_str().unwrap().split_once('#').unwrap();
        let page = fs::read_to_string(book.join(format!("{page}.md"))).unwrap().to_lowercase();
        let heading = heading.replace('-', " ");
        let headings = page.lines().filter_map(|line| line.strip_prefix("## "));
        assert!(headings.map(|line| line.replace('-', " ")).any(|line| line == heading), "{row}");
        if row["state"] == "exact" {
            assert!(row["value"].is_number() && row["low"] == row["high"], "{row}");
        } else {
            assert!(row["value"].is_null(), "{row}");
        }
    }
    for indicator in ["value_integrity", "depth_of_integrity", "hidden_exposure_ratio", "breadth"] {
        run(&path, &["explain", indicator]).ends_with(0);
    }
    // Six islands with their twelve products each, every island once as a whole.
    let integrity = values(&json, "value_integrity");
    assert_eq!(integrity.len(), 6 * 13);
    assert_eq!(integrity[0].0, "*@CEN");
    let domestic = values(&json, "domestic_value_added");
    for ((good, integrity), (_, domestic)) in integrity.iter().zip(&domestic) {
        assert!(0.0 < *integrity && integrity <= domestic && *domestic < 1.0, "{good}");
    }
    let codes: Vec<&str> =
        json["notes"].as_array().unwrap().iter().filter_map(|note| note["code"].as_str()).collect();
    assert!(codes.contains(&"exposure::no-structure"), "{codes:?}");
    assert!(codes.contains(&"exposure::imports-without-product"), "{codes:?}");
}

#[test]
fn one_region_has_the_row_of_imports_as_its_outside() {
    let (_folder, path) = example("us2021");
    let json_of = |more: &[&str]| json(run(&path, &[&["map", "--format", "json"], more].concat()));
    let json = json_of(&["--select", "334"]);
    let [(_, integrity)] = values(&json, "value_integrity")[..] else { panic!("{json}") };
    let [(_, domestic)] = values(&json, "domestic_value_added")[..] else { panic!("{json}") };
    assert!(integrity < 1.0 && (integrity - domestic).abs() < 1e-12, "nothing comes back");
    let exposure = json_of(&["--select", "334", "--list", "exposure"]);
    assert_eq!(rows(&exposure).len(), 1);
    assert_eq!(rows(&exposure)[0]["supplier"], "outside");
    let foreign = rows(&exposure)[0]["value_added_share"].as_f64().unwrap();
    assert!((foreign + domestic - 1.0).abs() < 1e-12);
    let coverage = json_of(&["--list", "coverage"]);
    assert!(rows(&coverage)[0]["demand"].is_null() && rows(&coverage)[0]["output"].is_number());
    let matrix = json_of(&["--list", "matrix"]);
    let shares = rows(&matrix).iter().map(|row| row["value_added_share"].as_f64().unwrap());
    assert!((shares.sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn what_does_not_fit_is_refused() {
    let (_folder, path) = example("archipelago");
    run(&path, &["new", "masks", "--chain"]).ends_with(0);
    let cases: [(&[&str], &str, &str); 15] = [
        (&["map", "--select", "MAD"], "scenario::unknown-sector", "`MED`"),
        (&["map", "--select", "MED@ESA"], "scenario::unknown-region", "`EAS`"),
        (&["map", "--home", "ESA"], "scenario::unknown-region", "`EAS`"),
        (&["map", "--home", "CEN", "--select", "MED@EAS"], "exposure::none-at-home", "--select"),
        (&["map", "--theta", "0"], "map::not-a-share", "--theta"),
        (&["map", "--tau", "NaN"], "map::not-a-share", "--tau"),
        (&["map", "--size", "2"], "map::other-kind", "--size"),
        (&["map", "--failure", "0.1"], "map::other-kind", "--failure"),
        (&["map", "--report", "page.html"], "map::other-kind", "--report"),
        (&["map", "--list", "spof"], "map::other-kind", "--list spof"),
        (&["map", "--list", "matrix", "--select", "MED"], "map::other-kind", "--select"),
        (&["map", "--list", "stages", "--tau", "0.2"], "map::other-kind", "--tau"),
        (&["map", "masks", "--list", "stages"], "map::other-list", "stages"),
        (&["map", "masks", "--denominator", "output"], "map::other-kind", "--denominator"),
        (&["map", "nowhere"], "study::no-economy", "nowhere"),
    ];
    for (asked, code, names) in cases {
        let ran = run(&path, asked).ends_with(2);
        assert!(ran.stderr.contains(code) && ran.stderr.contains(names), "{}", ran.stderr);
    }
}

/// Lines of a table of a chain, as columns by name.
fn table(chain: &Path, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(chain.join(name)).unwrap();
    let names = reader.headers().unwrap().clone();
    let line = |record: csv::StringRecord| {
        names.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| line(record.unwrap())).collect()
}

fn cut(study: &Path, out: &str, more: &[&str]) -> PathBuf {
    let asked = ["chain", "cut", "--out", out];
    run(study, &[&asked, more].concat()).ends_with(0);
    study.join(out)
}

#[test]
fn a_chain_is_cut_and_mapped() {
    for (name, product, finals) in
        [("archipelago", "MED@EAS", 1), ("us2021", "334", 1), ("archipelago", "MED", 6)]
    {
        let (_folder, path) = example(name);
        for reading in ["substitutable", "fixed"] {
            let chain = cut(&path, reading, &["--product", product, "--read", reading]);
            assert_eq!(table(&chain, "final_goods.csv").len(), finals);
            let map = json(run(&path, &["map", reading, "--format", "json"]));
            let running = rows(&map).iter().find(|row| {
                row["indicator"] == "structural_integrity_running" && row["available"] == "all"
            });
            assert_eq!(running.unwrap()["value"], 1.0, "the table runs, so its cut can");
            let notes = map["notes"].as_array().unwrap();
            let filter = notes.iter().find(|note| note["code"] == "cut::filter").unwrap();
            let says = filter["message"].as_str().unwrap();
            assert!(says.contains("share 0.8") && says.contains(reading), "{says}");
        }
        // One region has one origin of everything: both readings are one chain.
        if name == "us2021" {
            let quantities = ["substitutable", "fixed"].map(|reading| {
                let lines = table(&path.join(reading), "inputs.csv");
                lines
                    .into_iter()
                    .map(|mut line| line.remove("quantity").unwrap())
                    .collect::<Vec<_>>()
            });
            assert_eq!(quantities[0], quantities[1]);
        }
    }
}

#[test]
fn what_a_cut_cannot_be_is_said() {
    let (_folder, path) = example("archipelago");
    fs::create_dir(path.join("there")).unwrap();
    let cases: [(&[&str], &str); 9] = [
        (&["--product", "MAD"], "`MED`"),
        (&["--product", "MED@ESA"], "`EAS`"),
        (&["--product", "MED", "--depth", "0"], "--depth"),
        (&["--product", "MED", "--share", "1.2"], "map::not-a-share"),
        (&["--product", "MED", "--share", "0"], "map::not-a-share"),
        (&["--product", "MED", "--threshold", "0"], "cut::not-positive"),
        (&["--product", "MED", "--capacity", "NaN"], "cut::not-positive"),
        (&["--product", "MED", "--threshold", "0.1", "--share", "0.5"], "--share"),
        (&["--product", "MED", "--criticality", "no.csv"], "disk::not-found"),
    ];
    for (asked, names) in cases {
        let ran = run(&path, &[&["chain", "cut", "--out", "new"], asked].concat()).ends_with(2);
        assert!(ran.stderr.contains(names), "{}", ran.stderr);
        assert!(!path.join("new").exists());
    }
    let ran = run(&path, &["chain", "cut", "--product", "MED", "--out", "there"]).ends_with(2);
    assert!(ran.stderr.contains("disk::exists"), "{}", ran.stderr);
    let chain = cut(&path, "chain", &["--product", "MED"]);
    let about = fs::read_to_string(chain.join("about.toml")).unwrap();
    for (wrong, code) in [("read = \"fixd\"", "cut::reading"), ("", "config::missing-key")] {
        let text = about.replace("read = \"substitutable\"", wrong);
        fs::write(chain.join("about.toml"), text).unwrap();
        let ran = run(&path, &["map", "chain"]).ends_with(2);
        assert!(ran.stderr.contains(code), "{}", ran.stderr);
    }
}

#[test]
fn a_bill_of_materials_goes_on_into_the_table() {
    let (_folder, path) = example("archipelago");
    let kits = path.join("kits");
    fs::create_dir(&kits).unwrap();
    let goods =
        |sector: &str| format!("good,unit,sector,price\nkit,kit,,\nvial,vial,{sector},0.5\n");
    let files = [
        ("activities.csv", "id,good,region\nassembly,kit,EAS\n"),
        ("inputs.csv", "activity,good,quantity\nassembly,vial,2\n"),
        ("final_goods.csv", "good,demand\nkit,10\n"),
        ("goods.csv", &goods("MED")),
    ];
    for (name, text) in files {
        fs::write(kits.join(name), text).unwrap();
    }
    run(&path, &["chain", "join", "kits", "--depth", "1", "--out", "joined"]).ends_with(0);
    let deliveries = table(&path.join("joined"), "activities.csv");
    let deliveries = deliveries.iter().filter(|line| line["good"] == "vial");
    assert_eq!(deliveries.count(), 6, "every region makes medicine");
    let map = json(run(&path, &["map", "joined", "--format", "json"]));
    assert_eq!(values(&map, "fill_rate"), [("kit", 1.0)]);
    let before = json(run(&path, &["map", "kits", "--format", "json"]));
    assert_eq!(values(&before, "fill_rate"), [("kit", 0.0)]);
    for (asked, names) in [(["--depth", "0"], "--depth"), (["--share", "2"], "map::not-a-share")] {
        let ran = run(&path, &[&["chain", "join", "kits", "--out", "new"][..], &asked].concat());
        let said = ran.ends_with(2).stderr;
        assert!(said.contains(names) && !path.join("new").exists(), "{said}");
    }
    fs::write(kits.join("goods.csv"), goods("MAD")).unwrap();
    let said = run(&path, &["chain", "join", "kits", "--out", "new"]).ends_with(2).stderr;
    assert!(said.contains("`MED`") && said.contains("goods.csv:3"), "{said}");
}
