//! Every example is a whole study: it is written, found again and every scenario of it runs.

use staves::example::{self, Example};
use staves::scenario::Scenario;
use staves::store::economy;
use staves::study::Study;
use staves_core::model::System;
use std::fs;

fn written(example: &Example, root: &std::path::Path) -> Study {
    let folder = root.join(example.name);
    example.write(&folder).unwrap();
    Study::find(&folder).unwrap()
}

#[test]
fn examples_are_written_as_studies() {
    let root = tempfile::tempdir().unwrap();
    for example in example::studies() {
        let study = written(example, root.path());
        assert_eq!(study.title.en, example.title.en);
        assert_eq!(study.title.zh, example.title.zh);
        assert!(study.scenarios().len() >= 2);
        let stored = economy::read(&study.economy).unwrap();
        assert_eq!(stored.economy.about.synthetic, example.synthetic);
        assert_eq!(stored.fingerprint, example.stored().unwrap().fingerprint);
        study.scenario_file(None).unwrap();
    }
}

#[test]
fn every_scenario_of_an_example_fits_its_economy() {
    let root = tempfile::tempdir().unwrap();
    for example in example::studies() {
        let study = written(example, root.path());
        let economy = economy::read(&study.economy).unwrap().economy;
        for (name, path) in study.scenarios() {
            let scenario = Scenario::read(&path).unwrap();
            assert!(!scenario.title.zh.is_empty(), "{name} has no Chinese title");
            let system = System::new(&economy, &scenario.rules);
            let resolved = staves::scenario::Resolved::new(&scenario, &system).unwrap();
            let varies = !resolved.varying().is_empty() || scenario.events.is_some();
            assert!(varies, "{name} has one run only");
            for run in 0..5 {
                resolved.lane(run).unwrap();
            }
        }
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("mine.txt"), "kept").unwrap();
    let error = example::write("us2021", root.path()).unwrap_err();
    assert_eq!(error.code(), "example::not-empty");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    let empty = root.path().join("empty");
    fs::create_dir(&empty).unwrap();
    example::write("us2021", &empty).unwrap();
    let error = example::write("us2012", &empty).unwrap_err();
    assert_eq!(error.code(), "example::unknown");
    assert!(error.hint(staves::Lang::En).unwrap().contains("us2021"));
}
