//! Small files by hand: what is read, and what is refused.

use crate::read::{Missing, Wish, import};
use staves_core::economy::PrimaryKind;
use staves_core::{Economy, Error, Note, Result};
use std::fs;

const FLOWS: &str = "\
seller_region,seller_sector,buyer_region,buyer_sector,value
North,steel,North,cars,3
North,cars,South,cars,1.5
South,cars,North,steel,0.25
";
const DEMAND: &str = "\
seller_region,seller_sector,region,category,value
North,steel,South,households,2
South,cars,North,stocks,-0.5
";

/// Imports files of these names and contents.
fn read_with(files: &[(&str, &str)], wish: &Wish) -> Result<(Economy, Vec<Note>)> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let imported = import(&[folder.path().to_owned()], wish)?;
    assert_eq!(imported.format.name(), "long");
    Ok((imported.economy, imported.notes))
}

fn read(files: &[(&str, &str)]) -> Result<(Economy, Vec<Note>)> {
    read_with(files, &Wish::default())
}

/// The error of the two tables with one of them replaced and others added.
fn refused(files: &[(&str, &str)]) -> Error {
    let mut all = vec![("flows.csv", FLOWS), ("final_demand.csv", DEMAND)];
    all.retain(|(name, _)| files.iter().all(|(other, _)| other != name));
    all.extend(files);
    read(&all).unwrap_err()
}

fn place(error: &Error) -> String {
    let place = error.place().unwrap().to_string();
    place.rsplit_once('/').map_or(place.clone(), |(_, file)| file.to_owned())
}

#[test]
fn two_tables_make_an_economy_in_order_of_first_appearance() {
    let (economy, notes) = read(&[("flows.csv", FLOWS), ("final_demand.csv", DEMAND)]).unwrap();
    let names: Vec<String> = (0..economy.len()).map(|row| economy.name(row)).collect();
    assert_eq!(names, ["North|steel", "North|cars", "South|cars"]);
    assert_eq!(economy.flows.to_dense(), [0., 3., 0., 0., 0., 1.5, 0.25, 0., 0.]);
    // Columns of final demand: North|stocks, South|households.
    assert_eq!(economy.final_demand.to_dense(), [0., 2., 0., 0., -0.5, 0.]);
    assert_eq!(economy.output(), [5.0, 1.5, -0.25]);
    let codes: Vec<&str> = notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(codes, ["long::no-about"]);
}

#[test]
fn value_added_attributes_labels_and_about_are_taken_in() {
    let (economy, notes) = read(&[
        ("flows.csv", FLOWS),
        ("final_demand.csv", DEMAND),
        ("value_added.csv", "code,region,sector,value\nwages,South,cars,4\nwages,North,steel,1\n"),
        (
            "attributes.csv",
            "name,unit,region,sector,value\nworkers,persons,North,cars,7\n\
             workers,persons,North,steel,5\nworkers,persons,South,cars,6\n",
        ),
        ("regions.csv", "code,label_zh\nSouth,南\nNorth,北\n"),
        (
            "about.toml",
            "title = { en = \"Two\", zh = \"二\" }\ncurrency = \"CNY\"\nscale = 1e4\nyear = 2020\n",
        ),
    ])
    .unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(economy.name(0), "South|cars");
    assert_eq!((economy.regions.entries()[0].zh.as_str(), economy.about.year), ("南", 2020));
    assert_eq!(economy.about.unit.name(), "ten thousand CNY");
    assert_eq!(economy.primary(PrimaryKind::ValueAdded).unwrap(), [4.0, 1.0, 0.0]);
    assert_eq!(economy.attribute("workers").unwrap().values, [6.0, 5.0, 7.0]);
}

#[test]
fn a_cell_twice_is_refused_with_both_lines() {
    let error = refused(&[("flows.csv", &format!("{FLOWS}North,steel,North,cars,9\n"))]);
    assert_eq!((error.code(), place(&error)), ("long::duplicate-cell", "flows.csv:5".into()));
    assert!(error.to_string().contains('2'), "{error}");
    let rows = "code,region,sector,value\nw,South,cars,4\nw,South,cars,4\n";
    let error = refused(&[("primary_inputs.csv", rows)]);
    assert_eq!(error.code(), "long::duplicate-cell");
}

#[test]
fn a_name_nobody_sells_under_is_refused_with_the_nearest() {
    let rows = "name,region,sector,value\nworkers,North,stel,5\n";
    let error = refused(&[("attributes.csv", rows)]);
    assert_eq!(error.code(), "long::unknown-name");
    assert_eq!(place(&error), "attributes.csv:2, sector");
    assert!(error.hint(staves_core::Lang::En).unwrap().contains("`steel`"));
    let error = refused(&[("regions.csv", "code\nNorth\n")]);
    assert_eq!(
        (error.code(), place(&error).as_str()),
        ("long::unknown-name", "flows.csv:3, buyer_region")
    );
    let error =
        refused(&[("producers.csv", "region,sector\nNorth,steel\nNorth,cars\nSouth,steel\n")]);
    assert_eq!((error.code(), place(&error).as_str()), ("long::unknown-producer", "flows.csv:3"));
}

#[test]
fn attributes_are_whole() {
    let rows = "name,region,sector,value\nworkers,North,steel,5\nworkers,North,cars,5\n";
    let error = refused(&[("attributes.csv", rows)]);
    assert_eq!(error.code(), "long::attribute-incomplete");
    assert!(error.to_string().contains("South|cars"), "{error}");
}

#[test]
fn missing_is_not_zero_unless_wished() {
    let blank = FLOWS.replace("1.5", "");
    let error = refused(&[("flows.csv", &blank)]);
    assert_eq!(error.code(), "table::missing-values");
    assert_eq!(place(&error), "flows.csv:3, value");
    let wish = Wish { missing: Missing::Zero, ..Wish::default() };
    let files = [("flows.csv", blank.as_str()), ("final_demand.csv", DEMAND)];
    let (economy, notes) = read_with(&files, &wish).unwrap();
    assert_eq!(economy.flows.total(), 3.25);
    assert!(notes.iter().any(|note| note.code == "import::missing-as-zero" && note.count == 1));
}

#[test]
fn damaged_tables_are_refused_at_their_line() {
    let flows = |from: &str, to: &str| refused(&[("flows.csv", &FLOWS.replace(from, to))]);
    let error = flows("1.5", "1.5 bn");
    assert_eq!(
        (error.code(), place(&error).as_str()),
        ("table::text-in-number", "flows.csv:3, value")
    );
    assert_eq!(flows("1.5", "1.5,").code(), "table::ragged");
    assert_eq!(flows("North,cars", ",cars").code(), "long::empty-name");
    let error = flows("buyer_sector", "buyer_secter");
    assert_eq!(error.code(), "table::missing-column");
    assert!(error.hint(staves_core::Lang::En).unwrap().contains("buyer_secter"));
    let error = refused(&[("about.toml", "curency = \"USD\"\n")]);
    assert_eq!(
        (error.code(), place(&error).as_str()),
        ("config::unknown-key", "about.toml:1, curency")
    );
    assert_eq!(refused(&[("about.toml", "scale = 0\n")]).code(), "long::scale");
    let error =
        refused(&[("primary_inputs.csv", "code,kind,region,sector,value\nw,wage,South,cars,4\n")]);
    assert_eq!(error.code(), "table::unknown-kind");
    assert_eq!(refused(&[("flows.parquet", "PAR1")]).code(), "long::table-twice");
}
