use super::EventSet;
use crate::document::Document;
use crate::example;
use crate::scenario::{Resolved, Scenario};
use crate::table::{FileKind, Table, Values};
use staves_core::model::System;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const HEADER: &str = "event,region,sector,size,start,duration,recovery,probability";

fn scenario(folder: &Path, name: &str, events: &[u8]) -> staves_core::Result<Scenario> {
    fs::write(folder.join(name), events).unwrap();
    let text = format!("[scenario]\ndays = 30\n[events]\nfile = \"{name}\"\n");
    Scenario::parse(&folder.join("s.toml").display().to_string(), &text)
}

#[test]
fn a_run_is_an_event_with_all_its_shocks() {
    let folder = tempfile::tempdir().unwrap();
    // A byte-order mark, quotes, patterns, blank lines, a blank probability after the first line.
    let text = format!(
        "\u{feff}{HEADER},kind,note\n\
         \"one, two\",EAS,TRA,0.5,10,5,3,0.1,,x\n\
         \"one, two\",*,T*,0.25,11,6,,,,\n\n\
         three,,MED,-0.5,1,2,3,0.3,demand,\n"
    );
    let scenario = scenario(folder.path(), "e.csv", text.as_bytes()).unwrap();
    let events = scenario.events.clone().unwrap();
    assert_eq!((scenario.runs, events.len(), events.shock_count()), (2, 2, 3));
    assert_eq!(events.unused, ["note"]);
    let economy = example::economy("archipelago").unwrap();
    let system = System::new(&economy, &scenario.rules);
    let resolved = Resolved::new(&scenario, &system).unwrap();
    let shocks = resolved.draw(0).unwrap().shocks;
    assert_eq!(shocks.len(), 2);
    assert_eq!(shocks[0].name, "one, two");
    assert_eq!((shocks[0].profile.starts, shocks[0].profile.lasts), (10.0, 5.0));
    assert_eq!(resolved.draw(1).unwrap().shocks.len(), 1);
    assert_eq!(resolved.event(1), Some("three"));
    assert!((resolved.weight(0) - 0.1).abs() < 1e-15);
}

#[test]
fn repeated_runs_share_the_weight_of_their_event() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{HEADER}\na,EAS,TRA,0.5,1,5,3,0.1\nb,EAS,TRA,0.5,1,5,3,0.4\n");
    let events = scenario(folder.path(), "e.csv", text.as_bytes()).unwrap().events.unwrap();
    for runs in [2, 3, 4, 7] {
        let total: f64 = (0..runs).map(|run| events.weight(run, runs)).sum();
        assert!((total - 0.5).abs() < 1e-12, "{runs} runs stand for {total}");
    }
}

#[test]
fn parquet_reads_as_csv_does_and_names_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let text = |values: &[&str]| Values::Text(values.iter().map(|v| (*v).into()).collect());
    let table = |size: f64| {
        Table::new(vec![
            ("event", Values::Integer(vec![7, 7, 8])),
            ("region", text(&["EAS", "WES", ""])),
            ("sector", text(&["TRA", "TRA", "MED"])),
            ("size", Values::Number(vec![0.5, 0.25, size])),
            ("start", Values::Integer(vec![1, 2, 3])),
            ("duration", Values::Number(vec![5.0, 6.0, 7.0])),
        ])
    };
    let path = folder.path().join("t.parquet");
    table(0.75).write(&path, FileKind::Parquet, &[]).unwrap();
    let parquet = scenario(folder.path(), "u.parquet", &fs::read(&path).unwrap()).unwrap();
    let mut csv = Vec::new();
    table(0.75).write_csv(&mut csv).unwrap();
    let csv = scenario(folder.path(), "u.csv", &csv).unwrap();
    let (parquet, csv) = (parquet.events.unwrap(), csv.events.unwrap());
    assert_eq!((parquet.name(0), parquet.len()), ("7", 2));
    assert_eq!(parquet.numbers, csv.numbers);
    assert_eq!((&parquet.first, parquet.probability(0)), (&csv.first, None));
    table(1.75).write(&path, FileKind::Parquet, &[]).unwrap();
    let error = scenario(folder.path(), "v.parquet", &fs::read(&path).unwrap()).unwrap_err();
    assert!(error.place().unwrap().to_string().ends_with("v.parquet, row 3, column `size`"));
}

/// A hundred thousand events are a few megabytes: no object for each.
#[test]
fn many_events_are_columns() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = format!("{HEADER}\n");
    let (regions, sectors) = (["EAS", "WES", "C*"], ["TRA", "M*", ""]);
    for event in 0..100_000 {
        for row in 0..3 {
            let (region, sector) = (regions[row], sectors[(event + row) % 3]);
            writeln!(text, "{event},{region},{sector},0.{},1,5,3,0.001", event % 9).unwrap();
        }
    }
    fs::write(folder.path().join("e.csv"), text).unwrap();
    let toml = "[events]\nfile = \"e.csv\"\n";
    let document = Document::parse("s.toml", toml).unwrap();
    let section = document.root().need("events").unwrap();
    let path = folder.path().join("s.toml").display().to_string();
    let events = EventSet::read(section, &path).unwrap();
    assert_eq!((events.len(), events.shock_count(), events.templates.len()), (100_000, 300_000, 9));
    assert!(size_of_val(&events.numbers[..]) + size_of_val(&events.template[..]) < 12 << 20);
}
