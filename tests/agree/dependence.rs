//! Dependence on product trade against stored numbers of an independent program (six products,
//! eight countries, bloc {A, B}), and on real trade in crude oil.

use crate::stored;
use staves::trade::map::{Asked, Request, dependence};
use staves::trade::{By, TradeFile, Years, list, read};
use staves_core::dependence::{Bloc, rule_set};
use std::fs;
use std::path::Path;

/// Our column, the stored one.
const COLUMNS: [(&str, &str); 12] = [
    ("cdi1", "CDI1"),
    ("cdi2", "CDI2"),
    ("cdi3", "CDI3"),
    ("cdi3_incl_intra", "CDI3_incl_intra"),
    ("world_export_hhi", "world_export_HHI"),
    ("n_eff", "N_eff_suppliers"),
    ("top1", "top1"),
    ("suppliers", "n_suppliers"),
    ("outdegree_std", "outdeg_std"),
    ("outdegree_max", "outdeg_max"),
    ("clustering_binary", "clustering_binary"),
    ("clustering_weighted", "clustering_fagiolo"),
];

/// Margins of `ec2021`, product by product, to the four digits that are stored.
const MARGINS: [f64; 6] = [-0.5606, 0.9848, -0.8810, -0.4898, 0.9560, 0.5209];

fn panel(text: &str) -> TradeFile {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trade.csv"), text).unwrap();
    read(folder.path(), &Years::default(), By::Value).unwrap()
}

fn request<'r>(file: &'r TradeFile, bloc: &'r Bloc, rules: &str) -> Request<'r> {
    let rules = rule_set(rules).unwrap();
    Request::new(file, Asked { bloc, rules, elasticities: None, spare: 0.0 })
}

#[test]
fn every_indicator_and_verdict_agrees() {
    let Some(folder) = stored::folder("dependency") else { return };
    // Our table names the year.
    let text = fs::read_to_string(folder.join("trade.csv")).unwrap();
    let mut lines = text.lines();
    let mut own = format!("year,{}\n", lines.next().unwrap());
    lines.for_each(|line| own += &format!("2020,{line}\n"));
    let file = panel(&own);
    let bloc = Bloc::named(&file.trade, &["A".to_owned(), "B".to_owned()]).unwrap();
    let (ec, _) = dependence(&request(&file, &bloc, "ec2021"));
    let (cepii, _) = dependence(&request(&file, &bloc, "cepii"));
    let network = list::network(&file.trade);
    let mut reader = csv::Reader::from_path(folder.join("indicators.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let mut compared = 0;
    for (row, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let wanted = |name: &str| {
            record[header.iter().position(|column| column == name).unwrap()].to_owned()
        };
        assert_eq!(ec.column("product").unwrap().text(row).unwrap(), wanted("product"));
        for (ours, theirs) in COLUMNS {
            let column = ec.column(ours).or_else(|| network.column(ours)).unwrap();
            let (found, wanted) =
                (column.numbers().unwrap()[row], wanted(theirs).parse::<f64>().unwrap());
            assert!(
                (found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0),
                "{ours} of {row}: {found} is not {wanted}"
            );
            compared += 1;
        }
        for (table, name) in [(&ec, "dependent_EC2021"), (&cepii, "dependent_CEPII_1yr")] {
            let dependent = table.column("verdict").unwrap().text(row) == Some("dependent");
            assert_eq!(dependent, wanted(name) == "True", "{name} of {row}");
            compared += 1;
        }
        let margin = ec.column("margin").unwrap().numbers().unwrap()[row];
        assert!((margin - MARGINS[row]).abs() <= 0.5e-4, "margin of {row}: {margin}");
    }
    println!("{compared} values compared");
    assert_eq!(compared, 6 * 14);
}

/// One product of BACI, 2021, in another layout: billions of dollars as its description states
/// them, and China's position from the raw lines.
#[test]
fn crude_oil_of_2021() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bea2021");
    let path = folder.join("crude_oil_baci_2021.csv");
    if !path.exists() {
        println!("skipped: {} is not on this machine", path.display());
        return;
    }
    let mut own = "year,product,exporter,importer,value\n".to_owned();
    let (mut all, mut unspecified, mut to_china) = (0.0, 0, Vec::new());
    for record in csv::Reader::from_path(&path).unwrap().records() {
        let record = record.unwrap();
        let (value, from, to) = (record[3].parse::<f64>().unwrap(), &record[5], &record[6]);
        own += &format!("{},{},{from},{to},{value}\n", &record[1], &record[2]);
        all += value;
        unspecified += usize::from(from.is_empty() || to.is_empty());
        if to == "CHN" && !from.is_empty() {
            to_china.push((from.to_owned(), value));
        }
    }
    let file = panel(&own);
    let note = file.notes.iter().find(|note| note.code == "trade::no-partner").unwrap();
    assert!(unspecified > 0 && note.count == unspecified, "{note:?}");
    assert!((all / 1e9 - 951.4).abs() < 0.05);
    let bloc = Bloc::named(&file.trade, &["CHN".to_owned()]).unwrap();
    let (table, _) = dependence(&request(&file, &bloc, "cepii"));
    let number = |name: &str| table.column(name).unwrap().numbers().unwrap()[0];
    let imports: f64 = to_china.iter().map(|(_, value)| value).sum();
    let shares = to_china.iter().map(|(_, value)| value / imports);
    assert!((imports / 1e9 - 207.9).abs() < 0.05);
    assert!((number("imports") - imports).abs() <= 1e-12 * imports);
    assert!(
        (number("cdi1") - shares.clone().map(|share| share * share).sum::<f64>()).abs() < 1e-12
    );
    assert!((number("top1") - shares.fold(0.0, f64::max)).abs() < 1e-12);
    assert_eq!(number("suppliers"), to_china.len() as f64);
    assert_eq!(table.column("top1_source").unwrap().text(0), Some("SAU"));
    // China buys from many and the world sells from many.
    assert_eq!(table.column("verdict").unwrap().text(0), Some("not_dependent"));
    assert!(number("cdi3") > 1.0 && number("world_export_hhi") < 0.4);
}
