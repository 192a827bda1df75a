//! Every example of a chain is read, and shows what it was designed to show.

use staves::chain::{ChainFile, read};
use staves::example;
use staves_core::chain::failure::single_points;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::units::names;
use staves_core::chain::{Kind, Mode, Units, closure, restart};
use std::collections::BTreeSet;

fn chain(name: &str) -> ChainFile {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join(name);
    example::find(name).unwrap().write(&folder).unwrap();
    read(&folder).unwrap()
}

#[test]
fn every_chain_is_read_and_is_what_the_list_says() {
    for example in example::chains() {
        let file = chain(example.name);
        assert_eq!(file.about.title.en, example.title.en);
        assert_eq!(file.about.title.zh, example.title.zh);
        assert_eq!(file.about.synthetic, example.synthetic);
        assert_eq!(file.about.home, ["N-*"]);
        for good in file.chain.goods().entries() {
            assert!(!good.en.is_empty() && !good.zh.is_ascii(), "{}: {}", example.name, good.code);
        }
        for activity in file.chain.activities().entries() {
            assert!(!activity.zh.is_ascii(), "{}: {}", example.name, activity.code);
        }
        let error = example.stored().unwrap_err();
        assert_eq!(error.code(), "example::not-a-study");
    }
    let others = example::list().filter(|example| example.kind == example::Kind::Mobilisation);
    let known = example::chains().count() + example::studies().count() + others.count();
    assert_eq!(known, example::list().count());
}

/// Goods that need each other, and activities that use their own output, are there on purpose.
#[test]
fn only_what_is_meant_to_be_odd_is_noted() {
    let odd = |name: &str| match name {
        "ventilator" => &["chain::cycle"][..],
        "vaccine" => &["chain::self-supply"],
        _ => &[],
    };
    for example in example::chains() {
        let notes = chain(example.name).notes;
        let codes: Vec<_> = notes.iter().map(|note| note.code.as_str()).collect();
        assert_eq!(codes, odd(example.name), "{}", example.name);
    }
}

/// What can be made from a standstill and when running, and the restart gap with its seeds.
fn made(file: &ChainFile, available: &[bool]) -> String {
    let share = |mode| {
        let made = closure::made(&file.chain, available, mode);
        file.chain.weighted_share(|good| made[good])
    };
    let found = restart::restart(&file.chain, available, restart::WORK);
    format!(
        "cold {}, running {}, gap {} by {}",
        share(Mode::ColdStart),
        share(Mode::KeepRunning),
        found.gap.len(),
        found.seeds.len()
    )
}

/// Single points of failure of the whole chain, over all final goods, by kind.
fn points(file: &ChainFile, mode: Mode) -> String {
    let chain = &file.chain;
    let goods: Vec<u32> = chain.finals().iter().map(|known| known.good).collect();
    let of = |kind: Kind| {
        let units = Units::new(chain, kind);
        let points = single_points(chain, &chain.all(), mode, &units, &goods);
        let names = names(chain, kind);
        let codes = points.iter().flatten().map(|unit| names.code(*unit as usize));
        let codes: BTreeSet<&str> = codes.collect();
        let codes: Vec<&str> = codes.into_iter().collect();
        (!codes.is_empty()).then(|| format!("{} {}", kind.name(), codes.join(" ")))
    };
    Kind::ALL.into_iter().filter_map(of).collect::<Vec<_>>().join("; ")
}

#[test]
fn each_chain_shows_what_it_was_designed_to_show() {
    const WHOLE: &str = "cold 1, running 1, gap 0 by 0";
    const NOTHING: &str = "cold 0, running 0, gap 0 by 0";
    // By chain: with all activities, with those at home, single points of failure of all.
    let cases = [
        // Home has neither die heads nor the membrane that could stand in for melt-blown. Film has
        // one owner in two regions, ethylene oxide two owners in one region.
        ("mask", WHOLE, NOTHING, "owner Linden; region N-EAST"),
        // Both cloths and either way of sterilising: only the region of all cloth remains.
        ("clothing", WHOLE, WHOLE, "region N-SOUTH"),
        // The membranes of electrolysis come from one plant abroad; hand rub hangs on none.
        (
            "disinfectant",
            WHOLE,
            "cold 0.5, running 0.5, gap 0 by 0",
            "activity membrane-isle; site Rowan 1; owner Rowan; region F-ISLE",
        ),
        // Chips need tools that need chips: ten goods, one of which in stock starts all. What
        // cannot be started is not lost by a loss.
        ("ventilator", "cold 0, running 1, gap 10 by 1", NOTHING, ""),
        // The cell bank at home is grown from itself, and five goods hang on it. From a standstill
        // all hangs on the strain collection abroad; lipids have one owner, glass one region.
        (
            "vaccine",
            WHOLE,
            "cold 0, running 1, gap 6 by 1",
            "activity bank-upper; site Gorse 1; owner Gorse Linden; region F-UPPER N-EAST",
        ),
        // By way of phenol home needs nobody; acetic anhydride has two owners in one region.
        ("paracetamol", WHOLE, WHOLE, "region N-MID"),
    ];
    for (name, all, home, expected) in cases {
        let file = chain(name);
        let at_home = file.chain.inside(&file.home(&[]).unwrap().unwrap());
        assert_eq!(made(&file, &file.chain.all()), all, "{name}, all");
        assert_eq!(made(&file, &at_home), home, "{name}, home");
        assert_eq!(points(&file, Mode::ColdStart), expected, "{name}");
    }
    assert_eq!(cases.len(), example::chains().count());
    // The ventilator, as long as it runs, hangs on the one plant for processors.
    assert_eq!(
        points(&chain("ventilator"), Mode::KeepRunning),
        "activity proc-isle; site Juniper 4; owner Juniper; region F-ISLE"
    );
}

/// Shares of the demand that can be served, together where there are several final goods: with all
/// activities and with those at home. The numbers were found by another program from the files.
#[test]
fn fill_rates_are_those_found_elsewhere() {
    let found = |file: &ChainFile, available: &[bool]| {
        let mut fill = Fill::new(&file.chain, None);
        fill.rate(Target::Joint, available).unwrap().unwrap().rate
    };
    for (name, all, home) in [
        ("mask", 0.937, 0.0),
        ("clothing", 0.857, 0.381),
        ("disinfectant", 0.917, 0.0),
        ("ventilator", 0.875, 0.0),
        ("vaccine", 0.941, 0.452),
        ("paracetamol", 0.947, 0.118),
    ] {
        let file = chain(name);
        let at_home = file.chain.inside(&file.home(&[]).unwrap().unwrap());
        // They were written down to three digits.
        assert!((found(&file, &file.chain.all()) - all).abs() <= 5e-4, "{name}");
        assert!((found(&file, &at_home) - home).abs() <= 5e-4, "{name}");
    }
}
