//! Chains as files: what is read, and where a mistake is said to be.

use super::map::{Request, indicators};
use super::read;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const ACTIVITIES: &str = "id,good,region,capacity\nmill,paper,A,1\nwood,pulp,B,1\n";
const INPUTS: &str = "activity,good,quantity,group\nmill,pulp,2,1\n";
const FINALS: &str = "good\npaper\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let standard =
        [("activities.csv", ACTIVITIES), ("inputs.csv", INPUTS), ("final_goods.csv", FINALS)];
    for (name, text) in standard.iter().chain(files) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn csv_and_parquet_are_the_same_chain() {
    let plain = folder(&[]);
    let other = folder(&[]);
    let path = other.path().join("activities.csv");
    fs::remove_file(&path).unwrap();
    let text = |values: &[&str]| {
        crate::table::Values::Text(values.iter().map(|text| (*text).to_owned()).collect())
    };
    let table = crate::table::Table::new(vec![
        ("id", text(&["mill", "wood"])),
        ("good", text(&["paper", "pulp"])),
        ("region", text(&["A", "B"])),
        ("capacity", crate::table::Values::Integer(vec![1, 1])),
    ]);
    table.write_parquet(&path.with_extension("parquet"), &[]).unwrap();
    let [plain, other] = [&plain, &other].map(|folder| read(folder.path()).unwrap().chain);
    assert_eq!(plain.goods().entries(), other.goods().entries());
    assert_eq!(plain.alternatives(0), other.alternatives(0));
    assert_eq!(plain.sources(1), other.sources(1));
}

/// A file with a mistake, the code it must give, and the line it must name.
#[test]
fn mistakes_name_their_file_and_line() {
    let activities = |line: &str| format!("{ACTIVITIES}{line}\n");
    let inputs = |line: &str| format!("{INPUTS}{line}\n");
    let cases = [
        ("activities.csv", activities("mill,paper,A,1"), "chain::duplicate-activity", Some(4)),
        ("activities.csv", activities("m2,paper,A,-1"), "chain::out-of-range", Some(4)),
        ("activities.csv", activities("m2,paper,,1"), "chain::empty-cell", Some(4)),
        ("activities.csv", activities("m2,paper,A,many"), "table::text-in-number", Some(4)),
        ("inputs.csv", inputs("mil,pulp,1,2"), "chain::unknown-activity", Some(3)),
        ("inputs.csv", inputs("mill,,1,2"), "chain::empty-group", Some(3)),
        ("inputs.csv", inputs("mill,,1,"), "chain::empty-cell", Some(3)),
        ("inputs.csv", inputs("mill,ink,0,2"), "chain::quantity", Some(3)),
        ("inputs.csv", inputs("mill,ink,,2"), "chain::empty-cell", Some(3)),
        ("inputs.csv", inputs("mill,pulp,3,1"), "chain::duplicate-input", Some(3)),
        ("final_goods.csv", "good\npapr\n".into(), "chain::unknown-good", Some(2)),
        ("final_goods.csv", "good\npaper\npaper\n".into(), "chain::duplicate-final", Some(3)),
        ("final_goods.csv", "good,weight\npaper,-1\n".into(), "chain::out-of-range", Some(2)),
        ("final_goods.csv", "good\n".into(), "chain::no-final", None),
        ("goods.csv", "good\npaper\n".into(), "chain::unknown-good", Some(3)),
        ("goods.csv", "good\npaper\npaper\n".into(), "chain::duplicate-good", Some(3)),
        ("goods.csv", "good,class\npaper,1701\npulp,\n".into(), "chain::class", Some(2)),
        ("about.toml", "hme = 1\n".into(), "config::unknown-key", Some(1)),
        ("about.toml", "evidence = \"some\"\n".into(), "chain::evidence", Some(1)),
        ("notes.json", "[1]\n".into(), "chain::bad-notes", Some(1)),
    ];
    for (name, text, code, line) in cases {
        let folder = folder(&[(name, &text)]);
        let error = read(folder.path()).unwrap_err();
        assert_eq!(error.code(), code, "{name}: {text}");
        assert_eq!(error.place().and_then(|place| place.line), line, "{name}: {text}");
    }
    let unit = "activity,good,quantity,unit\nmill,pulp,2,kg\n";
    let goods = "good,unit\npaper,t\npulp,t\n";
    let error = read(folder(&[("inputs.csv", unit), ("goods.csv", goods)]).path()).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().line), ("chain::unit", Some(2)));
}

#[test]
fn tables_that_are_missing_or_there_twice_are_named() {
    let without = folder(&[]);
    fs::remove_file(without.path().join("inputs.csv")).unwrap();
    assert_eq!(read(without.path()).unwrap_err().code(), "chain::no-table");
    let twice = folder(&[("inputs.parquet", "")]);
    assert_eq!(read(twice.path()).unwrap_err().code(), "chain::table-twice");
    assert!(read(Path::new("no-such-folder")).unwrap_err().code().starts_with("disk::"));
}

/// Values, bounds and states of an indicator.
fn state(folder: &TempDir, indicator: &str, size: usize) -> (String, f64, f64, f64) {
    let file = read(folder.path()).unwrap();
    let home = file.home(&[]).unwrap();
    let request = Request { file: &file, home: home.as_deref(), size, failure: 0.05 };
    let (table, notes) = indicators(&request).unwrap();
    let ended = notes.iter().any(|note| note.code == "chain::search-ended");
    assert!(!ended, "small searches are not ended early: {notes:?}");
    let text = |name: &str, row| table.column(name).unwrap().text(row).unwrap().to_owned();
    let row = (0..table.len()).find(|row| text("indicator", *row) == indicator).unwrap();
    let [value, low, high] =
        ["value", "low", "high"].map(|name| table.column(name).unwrap().numbers().unwrap()[row]);
    (text("state", row), value, low, high)
}

#[test]
fn a_number_that_is_not_known_says_why() {
    let two = format!("{ACTIVITIES}mill2,paper,A,1\nwood2,pulp,C,1\n");
    let both = format!("{INPUTS}mill2,pulp,2,1\n");
    let files = [("activities.csv", two.as_str()), ("inputs.csv", both.as_str())];
    let plain = folder(&files);
    assert_eq!(state(&plain, "redundancy_activity", 2), ("exact".into(), 2.0, 2.0, 2.0));
    let (said, value, low, high) = state(&plain, "redundancy_activity", 1);
    assert_eq!((said.as_str(), low), ("at least", 2.0));
    assert!(value.is_nan() && high.is_nan());
    assert_eq!(state(&plain, "redundancy_owner", 2).0, "unknown");
    let stock = folder(&[("goods.csv", "good,stock\npaper,1\npulp,\n")]);
    assert_eq!(state(&stock, "redundancy_activity", 2).0, "none");
    assert_eq!(state(&stock, "link_width_region", 2).0, "none");
}

#[test]
fn what_is_not_read_is_noted() {
    let folder = folder(&[
        ("inputs.csv", "activity,good,quantity,colour\nmill,pulp,2,red\n"),
        ("readme.md", "a page"),
        ("other.csv", "x\n"),
    ]);
    let notes = read(folder.path()).unwrap().notes;
    let places = |code: &str| {
        let note = notes.iter().find(|note| note.code == code);
        note.map(|note| note.places.join(" ")).unwrap_or_default()
    };
    assert_eq!(places("chain::unused-columns"), "`colour`");
    assert_eq!(places("chain::unused-files"), "other.csv");
}
