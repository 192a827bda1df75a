//! The stored economy is the published pair of tables after the recipe.

use crate::compare;
use staves::read::{self, Wish};
use staves::{Economy, example};
use staves_core::economy::PrimaryKind;
use std::path::Path;

#[test]
fn it_is_the_published_tables_after_the_recipe() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bea2021");
    let paths = ["use_71.csv", "make_71.csv"].map(|file| folder.join(file));
    if let Some(missing) = paths.iter().find(|path| !path.exists()) {
        eprintln!("skipped: {} is not here", missing.display());
        return;
    }
    let wish = Wish { year: Some(2021), ..Wish::default() };
    let mut imported = read::import(&paths, &wish).unwrap();
    let mut parts = (*imported.economy).clone();
    parts.about.title = "United States 2021, 71 industries".into();
    parts.about.title_zh = "美国 2021 年，71 个行业".into();
    parts.about.source = "U.S. Bureau of Economic Analysis, supply and use tables 2021, from the \
                          Python package quantecon-book-networks 1.6 (use_71.csv, make_71.csv); \
                          made into a domestic industry-by-industry table by Staves"
        .into();
    parts.about.licence = "data: public domain; package: MIT".into();
    for input in &mut imported.inputs {
        let name = Path::new(&input.name).file_name().unwrap();
        input.name = name.to_string_lossy().into_owned();
    }
    let shorten =
        |place: &String| place.rsplit_once('/').map_or(place.clone(), |(_, file)| file.to_owned());
    for note in &mut imported.notes {
        note.places = note.places.iter().map(shorten).collect();
    }
    compare("us2021", &Economy::new(parts).unwrap(), &imported.notes, &imported.inputs);
}

#[test]
fn it_is_balanced_and_keeps_the_publishers_totals() {
    let economy = example::economy("us2021").unwrap();
    assert_eq!((economy.regions.len(), economy.len(), economy.demand_columns.len()), (1, 71, 19));
    assert!((economy.output().iter().sum::<f64>() - 40_575_546.0).abs() < 0.5);
    assert!((economy.value_added().iter().sum::<f64>() - 22_485_862.0).abs() < 0.5);
    let wages = &economy.primary_inputs.iter().find(|row| row.code == "V001").unwrap().values;
    assert!((wages.iter().sum::<f64>() - 12_549_143.0).abs() < 0.5);
    let imports = economy.primary(PrimaryKind::Imports).unwrap();
    let taxes = economy.primary(PrimaryKind::ProductTax).unwrap();
    let bought = economy.flows.col_sums();
    for (row, output) in economy.output().iter().enumerate() {
        let inputs = bought[row] + imports[row] + taxes[row] + economy.value_added()[row];
        assert!((inputs - output).abs() <= 1e-9 * output, "{}", economy.name(row));
        assert!((economy.stated_output.as_ref().unwrap()[row] - output).abs() <= 1e-9 * output);
    }
    assert!(economy.sectors.entries().iter().all(|entry| !entry.zh.is_empty()));
    assert!(economy.categories.entries().iter().all(|entry| !entry.zh.is_empty()));
}
