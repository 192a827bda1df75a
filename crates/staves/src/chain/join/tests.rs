//! A bill of materials goes on upstream as the table says.

use super::{join, settings, write};
use crate::chain::cut::{Cut, Filter, Reading};
use crate::chain::{ChainFile, read};
use crate::example;
use staves_core::chain::fill::{Fill, Target};
use staves_core::{Economy, Error, Note};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PRICE: f64 = 0.25;
const VIALS: f64 = 2.0;

/// Kits need vials, which nobody makes here, and labels, which somebody does.
fn kits(demand: f64, goods: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        (
            "activities.csv",
            "id,good,region\nassembly,kit,EAS\nprinter,label,SOMEWHERE\n".to_owned(),
        ),
        (
            "inputs.csv",
            format!("activity,good,quantity\nassembly,vial,{VIALS}\nassembly,label,1\n"),
        ),
        ("final_goods.csv", format!("good,demand\nkit,{demand}\n")),
        ("goods.csv", goods.to_owned()),
        ("about.toml", "title = \"Kits\"\nhome = \"EAS\"\n".to_owned()),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn priced() -> String {
    format!(
        "good,unit,sector,price,class\nkit,kit,,,a:1\nvial,vial,MED@EAS,{PRICE},a:2\nlabel,t,,,\n"
    )
}

fn fixed() -> Cut {
    let (products, filter) = (Vec::new(), Filter::Share(1.0));
    Cut { products, depth: 1, filter, reading: Reading::Fixed, capacity: 1.0 }
}

fn joined(
    folder: &TempDir,
    economy: &Economy,
    all: bool,
    cut: Cut,
) -> Result<(PathBuf, Vec<Note>), Error> {
    let file = read(folder.path())?;
    let settings = settings(&file, all, cut)?;
    let (joined, notes) = join(folder.path(), &file, economy, all, &settings)?;
    let out = folder.path().join("joined");
    write(&out, &joined)?;
    Ok((out, notes))
}

fn fill(file: &ChainFile) -> f64 {
    let mut fill = Fill::new(&file.chain, None);
    fill.rate(Target::Joint, &file.chain.all()).unwrap().unwrap().rate
}

fn medicine(economy: &Economy) -> usize {
    let [sector, region] = [economy.sectors.id("MED"), economy.regions.id("EAS")];
    economy.producer(region.unwrap(), sector.unwrap()).unwrap()
}

/// What medicine of EAS can deliver beyond itself: its own limit, or that of what it buys.
fn most(economy: &Economy) -> f64 {
    let (own, output) = (medicine(economy), economy.output());
    let quantity = |row: usize| economy.flows.get(row, own) / output[own];
    let net = 1.0 - quantity(own);
    let sellers = (0..economy.len()).filter(|row| *row != own && quantity(*row) > 0.0);
    let held = sellers.map(|row| output[row] / quantity(row) * net);
    held.fold(output[own] * net, f64::min)
}

fn numbers(path: &Path, wanted: [&str; 2]) -> f64 {
    let lines = fs::read_to_string(path.join("inputs.csv")).unwrap();
    let line =
        lines.lines().find(|line| line.starts_with(&format!("{},{},", wanted[0], wanted[1])));
    line.unwrap().split(',').nth(2).unwrap().parse().unwrap()
}

#[test]
fn a_unit_of_the_good_takes_its_price_of_money() {
    let economy = example::economy("archipelago").unwrap();
    let most = most(&economy);
    // So many kits that only a part of the money for their vials can be delivered.
    for share in [0.3, 0.9] {
        let folder = kits(most / (share * VIALS * PRICE), &priced());
        let (out, notes) = joined(&folder, &economy, false, fixed()).unwrap();
        let file = read(&out).unwrap();
        let rate = fill(&file);
        assert!((rate - share).abs() < 1e-7, "{rate} and not {share}");
        assert_eq!(numbers(&out, ["vial/MED@EAS", "MED@EAS"]), PRICE);
        let own = medicine(&economy);
        let bought = economy.flows.get(own, own) / economy.output()[own];
        assert!((numbers(&out, ["MED@EAS", "MED@EAS"]) - bought).abs() < 1e-12);
        // What the chain said of itself is still there, and how it was joined beside it.
        assert_eq!(file.classes.len(), 2);
        assert_eq!(file.about.home, ["EAS"]);
        let products = vec!["MED@EAS".to_owned()];
        assert_eq!(file.about.join, Some(Cut { products, ..fixed() }));
        assert!(file.notes.iter().any(|note| note.code == "join::filter"));
        let other = notes.iter().find(|note| note.code == "join::other-regions").unwrap();
        assert_eq!(other.places, ["`SOMEWHERE`"]);
    }
}

#[test]
fn without_a_price_nothing_has_a_limit() {
    let economy = example::economy("archipelago").unwrap();
    let goods = "good,unit,sector\nkit,kit,\nvial,vial,MED\nlabel,t,\n";
    let folder = kits(1e12, goods);
    let (out, notes) = joined(&folder, &economy, false, fixed()).unwrap();
    let note = notes.iter().find(|note| note.code == "join::no-price").unwrap();
    assert_eq!(note.places, ["`vial`"]);
    let file = read(&out).unwrap();
    assert_eq!(fill(&file), 1.0);
    let vial = file.chain.goods().id("vial").unwrap();
    assert_eq!(file.chain.sources(vial as usize).len(), 6, "each region makes medicine");
    assert!((0..file.chain.activities().len()).all(|a| file.chain.capacity(a).is_infinite()));
}

#[test]
fn goods_that_are_made_are_joined_when_asked() {
    let economy = example::economy("archipelago").unwrap();
    let goods = "good,sector,price\nkit,,\nvial,,\nlabel,MED@EAS,1\n";
    let refused = joined(&kits(1.0, goods), &economy, false, fixed()).unwrap_err();
    assert_eq!(refused.code(), "join::no-sector");
    let folder = kits(1.0, goods);
    let (out, _) = joined(&folder, &economy, true, fixed()).unwrap();
    let chain = read(&out).unwrap().chain;
    let label = chain.goods().id("label").unwrap() as usize;
    let sources = chain.sources(label).iter().map(|a| chain.activities().code(*a as usize));
    assert_eq!(sources.collect::<Vec<_>>(), ["printer", "label/MED@EAS"]);
}

#[test]
fn what_cannot_be_joined_is_said_at_its_line() {
    let economy = example::economy("archipelago").unwrap();
    let goods = |sector: &str, price: &str| {
        format!("good,sector,price\nkit,,\nvial,{sector},{price}\nlabel,,\n")
    };
    let cases = [
        ("MAD", "1", "scenario::unknown-sector"),
        ("MED@ESA", "1", "scenario::unknown-region"),
        ("MED", "-1", "chain::price"),
        ("MED", "0", "chain::price"),
    ];
    for (sector, price, code) in cases {
        let error =
            joined(&kits(1.0, &goods(sector, price)), &economy, false, fixed()).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(error.place().unwrap().line, Some(3), "{code}");
    }
    let clash = "good,sector,price\nkit,,\nvial,MED@EAS,1\nlabel,,\nMED@EAS,,\n";
    let error = joined(&kits(1.0, clash), &economy, false, fixed()).unwrap_err();
    assert_eq!(error.code(), "join::code-clash");
    // A second time there would be two tables in one chain.
    let folder = kits(1.0, &priced());
    let (out, _) = joined(&folder, &economy, false, fixed()).unwrap();
    let error = settings(&read(&out).unwrap(), true, fixed()).unwrap_err();
    assert_eq!(error.code(), "join::twice");
    let wrong = Cut { filter: Filter::Share(1.5), ..fixed() };
    let error = joined(&kits(1.0, &priced()), &economy, false, wrong).unwrap_err();
    assert_eq!(error.code(), "map::not-a-share");
}
