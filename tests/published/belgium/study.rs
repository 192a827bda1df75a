//! A study as a user would write it: an economy in long tables, a scenario, an event set, a matrix
//! of criticality; imported, run, and read back from its results.

use super::data::{CATEGORIES, Data, Sector};
use super::policy::{self, MONTHS};
use super::variant::{Criticality, Labour, Variant};
use staves::read::{self, Wish};
use staves::scenario::Scenario;
use staves::store::economy;
use staves::stress::{self, Request};
use staves::table::{Table, Values};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Monthly means relative to February.
pub struct Index {
    pub output: Vec<f64>,
    /// Weighted by compensation of employees, the part of value added that the table has.
    pub compensation: Vec<f64>,
}

/// Runs a variant in a folder.
pub fn run(data: &Data, variant: &Variant, folder: &Path) -> Index {
    let long = folder.join("belgium");
    fs::create_dir_all(&long).unwrap();
    write_economy(data, variant.labour, &long);
    let imported = read::import(&[long], &Wish::default()).unwrap();
    let stored = folder.join("economy");
    economy::write(&stored, &imported.economy, &imported.notes, &imported.inputs).unwrap();
    let scenario = Scenario::read(&write_scenario(data, variant, folder)).unwrap();
    let request = Request {
        scenario: &scenario,
        stored: &economy::read(&stored).unwrap(),
        out: folder.join("results"),
        resume: false,
        overwrite: false,
        keep: vec![],
        explain: None,
        sensitivity: false,
        until: None,
        arguments: vec![],
    };
    let outcome = stress::run(&request, &AtomicBool::new(false), &|_| {}).unwrap();
    let table = Table::read_parquet(&outcome.folder.join("output.parquet")).unwrap().0;
    Index { output: months(&table, "output"), compensation: months(&table, "value_added") }
}

pub fn write_economy(data: &Data, labour: Labour, folder: &Path) {
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    let about = "title = \"Belgium 2015\"\nsource = \"Federal Planning Bureau\"\nyear = 2015\n\
                 currency = \"EUR\"\nscale = 1e6\n";
    write("about.toml", about.into());
    let mut flows = String::from("seller_region,seller_sector,buyer_region,buyer_sector,value\n");
    let mut demand = String::from("seller_region,seller_sector,region,category,value\n");
    let mut inputs = String::from("code,label,kind,region,sector,value\n");
    let mut attributes = String::from("name,unit,region,sector,value\n");
    for (seller, row) in data.sectors.iter().zip(data.flows.chunks(data.sectors.len())) {
        let code = &seller.code;
        for (buyer, value) in data.sectors.iter().zip(row) {
            writeln!(flows, "BE,{code},BE,{},{value}", buyer.code).unwrap();
        }
        for (category, value) in CATEGORIES.iter().zip(seller.final_demand) {
            writeln!(demand, "BE,{code},BE,{category},{value}").unwrap();
        }
        writeln!(
            inputs,
            "D1,Compensation of employees,value-added,BE,{code},{}",
            seller.compensation
        )
        .unwrap();
        for (name, unit, value) in attributes_of(seller, labour) {
            writeln!(attributes, "{name},{unit},BE,{code},{value}").unwrap();
        }
    }
    write("flows.csv", flows);
    write("final_demand.csv", demand);
    write("primary_inputs.csv", inputs);
    write("attributes.csv", attributes);
}

fn attributes_of(sector: &Sector, labour: Labour) -> [(&'static str, &'static str, f64); 3] {
    // What firms reported counts those at home already.
    let remote = if labour == Labour::Index { sector.remote } else { 0.0 };
    [
        ("labour", "million EUR", sector.compensation),
        ("remote_share", "share", remote),
        ("inventory_days", "days", sector.stock),
    ]
}

/// The scenario, and the files it names.
fn write_scenario(data: &Data, variant: &Variant, folder: &Path) -> std::path::PathBuf {
    let survey = match variant.criticality {
        Criticality::Survey(missing) => Some(data.survey.replace(",NA", &format!(",{missing}"))),
        Criticality::Edited => Some(data.edited.clone()),
        Criticality::Default => None,
    };
    let criticality = match (variant.inputs, &survey) {
        // These functions know no criticality and refuse one.
        ("leontief" | "linear", _) => String::new(),
        (_, Some(_)) => "criticality = \"survey.csv\"\n".into(),
        (_, None) => "criticality = \"default\"\n".into(),
    };
    if let Some(text) = survey {
        fs::write(folder.join("survey.csv"), text).unwrap();
    }
    fs::write(folder.join("events.csv"), policy::events(data, variant)).unwrap();
    let Variant { inputs, rationing, parameters, .. } = variant;
    let text = format!(
        "[scenario]\nmodel = \"pichler\"\ndays = {}\ninputs = \"{inputs}\"\n\
         {criticality}rationing = \"{rationing}\"\nhouseholds = \"HH\"\n\
         [parameters]\n{parameters}\n[events]\nfile = \"events.csv\"\n",
        MONTHS[11]
    );
    let path = folder.join("scenario.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Means over the days of each month, relative to the first.
fn months(table: &Table, variable: &str) -> Vec<f64> {
    let text = |name: &str, row: usize| table.column(name).and_then(|of| of.text(row));
    let wanted = |row: usize| {
        text("variable", row) == Some(variable) && text("statistic", row) == Some("p50")
    };
    let daily = table.filtered(wanted);
    let numbers = |name: &str| daily.column(name).and_then(Values::numbers).unwrap().into_owned();
    let (days, values) = (numbers("day"), numbers("value"));
    let mean = |month: &[u32]| {
        let within = |day: f64| f64::from(month[0]) <= day && day < f64::from(month[1]);
        let of: Vec<f64> =
            days.iter().zip(&values).filter(|(day, _)| within(**day)).map(|of| *of.1).collect();
        assert_eq!(of.len() as u32, month[1] - month[0], "a value for each day");
        of.iter().sum::<f64>() / of.len() as f64
    };
    let means: Vec<f64> = MONTHS.windows(2).map(mean).collect();
    means.iter().map(|value| value / means[0]).collect()
}
