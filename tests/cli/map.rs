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
        for list in ["spof", "cuts", "importance", "robustness", "concentration", "matrix"] {
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
fn random_failures_have_a_probability_and_lists() {
    let (_folder, path) = masks();
    let value = |more: &[&str]| -> f64 {
        let json = json(&path, more);
        let of = [("indicator", "reliability_owner"), ("available", "all")];
        column(&json, "value", of)[0].parse().unwrap()
    };
    let [never, usual, often, always] =
        ["0", "0.05", "0.2", "1"].map(|failure| value(&["--failure", failure]));
    assert!(never == 1.0 && never > usual && usual > often && often > always && always == 0.0);
    assert_eq!(value(&[]), usual);
    let importance = json(&path, &["--list", "importance"]);
    let most = column(&importance, "code", [("kind", "owner"), ("fussell_vesely_state", "exact")]);
    // The most important is the single point of failure.
    assert_eq!(most[0], "Linden");
    let robustness = json(&path, &["--list", "robustness"]);
    let targeted = column(&robustness, "share", [("kind", "region"), ("order", "targeted")]);
    assert_eq!(targeted[..2], ["1.0", "0.0"]);
    let fill = [("measure", "capacity_integrity"), ("order", "targeted")];
    assert!(column(&robustness, "share", fill).contains(&"0.0".to_owned()));
    let concentration = json(&path, &["--list", "concentration"]);
    let die = column(&concentration, "hhi_low", [("good", "die_head"), ("kind", "region")]);
    assert_eq!(die, ["10000.0"]);
}

#[test]
fn classes_are_counted_with_their_denominator() {
    let (_folder, path) = masks();
    let file = "class,state,evidence\n13,present,a survey\n1410,absent,a register\n";
    fs::write(path.join("presence.csv"), file).unwrap();
    let asked = ["map", "--classification", "isic4", "--presence", "presence.csv"];
    let ran = run(&path, &[&asked[..], &["--scope", "C", "--format", "csv"]].concat()).ends_with(0);
    let rows: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(rows[2], "isic4,C,division,1,0,23,24,1,24");
    assert_eq!(rows[4], "isic4,C,class,0,1,136,137,0,136");
    for lang in ["en", "zh"] {
        let shown = ["--format", "table", "--lang", lang];
        for list in [&["--list", "classes"][..], &[]] {
            let ran = run(&path, &[&asked[..], &shown, list].concat()).ends_with(0);
            assert!(!ran.stdout.contains("map.words"), "a code without a word");
        }
    }
    let chain = ["map", "masks", "--classification", "isic4", "--list", "spof"];
    assert!(run(&path, &chain).ends_with(2).stderr.contains("map::list"));
    let ran = run(&path, &["map", "masks", "--list", "classes"]).ends_with(2);
    assert!(ran.stderr.contains("map::no-classification"));
    let ran = run(&path, &[&asked[..], &["--scope", "Z"]].concat()).ends_with(2);
    assert!(ran.stderr.contains("classification::unknown-section"));
    run(&path, &["map", "--scope", "C"]).ends_with(2);
    run(&path, &["map", "masks", "--failure", "2"]).ends_with(2);
}

#[test]
fn what_was_mined_from_texts_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let files = [
        ("companies.csv", "code,name,fullname,exchange\n1SH,甲,甲股份,上海\n"),
        ("products.csv", "name\n口罩\n熔喷布\n"),
        ("company_product.csv", "company,product,weight\n1SH,口罩,0.5\n"),
        ("product_product.csv", "from,to,rel\n口罩,熔喷布,上游材料\n"),
    ];
    fs::create_dir(path.join("graph")).unwrap();
    files.iter().for_each(|(name, text)| fs::write(path.join("graph").join(name), text).unwrap());
    let ran = run(path, &["import", "graph", "--out", "chain", "--format", "csv"]).ends_with(0);
    assert_eq!(ran.stdout, "quantity,value\ngoods,2\nactivities,2\ninputs,1\nfinal_goods,1\n");
    run(path, &["import", "graph", "--out", "chain"]).ends_with(2);
    run(path, &["import", "graph", "--out", "chain", "--overwrite"]).ends_with(0);
    for (lang, wanted) in [("en", "nothing here is evidence"), ("zh", "没有任何内容可作为依据")]
    {
        let shown = ["--format", "table", "--lang", lang];
        let ran = run(path, &[&["map", "chain"], &shown[..]].concat()).ends_with(0);
        assert!(ran.stdout.contains(wanted), "{}", ran.stdout);
    }
    let ran = run(path, &["check", "graph"]).ends_with(2);
    assert!(ran.stderr.contains("import::is-a-chain"), "{}", ran.stderr);
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

#[test]
fn odd_chains_are_told_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let tables = [
        ("final_goods", "good,demand\nmask,10\n"),
        (
            "activities",
            "id,good,region,capacity\nsew,mask,R1,10\nweave,cloth,R1,5\nspin,fibre,R1,5\n",
        ),
        (
            "inputs",
            "activity,group,good,quantity\nsew,a,cloht,1\nsew,b,mask,0.1\nweave,a,fibre,1\n\
             spin,a,cloth,1\n",
        ),
    ];
    for (name, text) in tables {
        fs::write(folder.path().join(format!("{name}.csv")), text).unwrap();
    }
    let ran = run(folder.path(), &["map", ".", "--format", "table"]).ends_with(0);
    for said in [
        "`cloht` (near `cloth`), ./inputs.csv:2",
        "`sew`, ./inputs.csv:3",
        "`cloth` ⇄ `fibre`, ./inputs.csv:4",
    ] {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
}

#[test]
fn coverage_of_demand_counts_goods_that_are_served_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("masks");
    fs::create_dir(&chain).unwrap();
    fs::write(chain.join("final_goods.csv"), "good,demand\nmask,1\ngown,2\n").unwrap();
    let activities = "id,good,region,capacity\nsew,mask,R1,2\ncut,gown,R1,1\n";
    fs::write(chain.join("activities.csv"), activities).unwrap();
    fs::write(chain.join("inputs.csv"), "activity,group,good,quantity\n").unwrap();
    let json = json(folder.path(), &[]);
    let of = |name| column(&json, "value", [("indicator", name), ("available", "all")]);
    assert_eq!(of("capacity_integrity"), ["0.75"]);
    assert_eq!(of("demand_coverage"), ["0.5"]);
}

#[test]
fn regions_depend_on_each_other_as_far_as_their_activities_stop() {
    let folder = tempfile::tempdir().unwrap();
    let chain = folder.path().join("masks");
    fs::create_dir(&chain).unwrap();
    fs::write(chain.join("final_goods.csv"), "good\nmask\n").unwrap();
    let activities = "id,good,region\nsew,mask,R1\ncut,gown,R1\nspin,cloth,R2\n";
    fs::write(chain.join("activities.csv"), activities).unwrap();
    let inputs = "activity,group,good,quantity\nsew,a,cloth,1\n";
    fs::write(chain.join("inputs.csv"), inputs).unwrap();
    let json = json(folder.path(), &["--list", "matrix"]);
    let of =
        |user, supplier| column(&json, "stopped_share", [("user", user), ("supplier", supplier)]);
    assert_eq!(of("R1", "R2"), ["0.5"]);
    assert_eq!(of("R2", "R1"), ["0.0"]);
}
