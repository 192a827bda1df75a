//! The inputs of the replay, read as they were published (docs/src/models/replay.md, "Sources").

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Households, non-profit institutions, government, investment, inventories, exports.
pub const CATEGORIES: [&str; 6] = ["HH", "NPISH", "GOV", "GFCF", "INV", "EXP"];

/// One sector of the table of Belgium.
pub struct Sector {
    pub code: String,
    /// Supply of the product: what is made at home and what is imported.
    pub output: f64,
    /// By category.
    pub final_demand: [f64; 6],
    pub compensation: f64,
    /// Remote labour index.
    pub remote: f64,
    /// Essential score.
    pub essential: f64,
    /// Workers that were neither at home nor at their place of work in April 2020.
    pub idle: f64,
    /// Stock target in days.
    pub stock: f64,
    /// Change of what households want, of a forecast for the United Kingdom.
    pub households: f64,
    /// Share of consumption that is leisure.
    pub leisure: f64,
    /// 1 where what is bought is used where it is bought.
    pub on_site: f64,
    /// Share of other final demand lost.
    pub other: f64,
    /// How strictly it is closed, by policy.
    pub policy: BTreeMap<String, f64>,
}

pub struct Data {
    pub sectors: Vec<Sector>,
    /// Seller-major.
    pub flows: Vec<f64>,
    /// The survey of criticality as published: 55 inputs, 54 users, eleven cells `NA`.
    pub survey: String,
    /// The same for the sectors of the table, edited by its users after the event.
    pub edited: String,
    /// The observed index from February to December 2020.
    pub observed: Vec<f64>,
}

/// Codes, columns and numbers of a table; an empty cell is a missing number.
struct Table {
    codes: Vec<String>,
    columns: BTreeMap<String, Vec<f64>>,
}

fn table(path: &Path, label: usize) -> Table {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |record: &csv::StringRecord, k: usize| record[k].parse().unwrap_or(f64::NAN);
    let column = |k: usize| records.iter().map(|record| cell(record, k)).collect();
    let columns = (label + 1..header.len()).map(|k| (header[k].clone(), column(k)));
    Table {
        columns: columns.collect(),
        codes: records.iter().map(|record| record[label].to_owned()).collect(),
    }
}

impl Table {
    /// A column, whose rows must be these sectors in this order.
    fn of(&self, column: &str, codes: &[String]) -> Vec<f64> {
        assert_eq!(self.codes, codes, "{column}");
        self.columns[column].clone()
    }
}

/// The folder of the data, or `None` with the reason printed.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/pandemic");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: the data of the replay are not in {}", folder.display());
    None
}

pub fn read(folder: &Path) -> Data {
    let file = |name: &str| table(&folder.join(name), 0);
    let accounts = file("interim__eco__national_accounts__BE__other_accounts_BE_NACE64.csv");
    let codes = accounts.codes.clone();
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let of = |name: &str, column: &str| file(name).of(column, &codes);
    let account = |column: &str| accounts.of(column, &codes);
    let index = "interim__epi__pichler_table_5_NACE64.csv";
    let survey_of_firms = "interim__epi__ermg_summary.csv";
    let (home, work) = (of(survey_of_firms, "remote"), of(survey_of_firms, "workplace"));
    let demand = [
        "Household demand (M€/y)",
        "Other consumption - IZW (M€/y)",
        "Other consumption - government (M€/y)",
        "Other consumption - investments (M€/y)",
        "Other consumption - inventory changes (M€/y)",
        "Other consumption - exports (M€/y)",
    ]
    .map(account);
    let (output, compensation) =
        (account("Sectoral output (M€/y)"), account("Labor compensation (M€/y)"));
    let (remote, essential) = (of(index, "remote_labor_index"), of(index, "essentiality_score"));
    let stock = of("interim__eco__pichler__desired_stock_NACE64.csv", "Desired stock (days)");
    let leisure = of("interim__epi__leisure_association_vectors.csv", "consumption");
    let on_site =
        of("interim__eco__pichler__on_site_consumption_NACE64.csv", "On-site consumption (-)");
    let other = of("interim__eco__pichler__other_demand_shock.csv", "f_demand");
    let policies = file("interim__eco__policies__policies_BE.csv");
    assert_eq!(policies.codes, codes);
    let abroad = table(&folder.join("raw__eco__pichler__WIOD_shockdata.csv"), 1);
    let sectors = codes.iter().enumerate().map(|(k, code)| Sector {
        code: code.clone(),
        output: output[k],
        final_demand: [0, 1, 2, 3, 4, 5].map(|category| demand[category][k]),
        compensation: compensation[k],
        remote: remote[k],
        essential: essential[k],
        idle: (1.0 - home[k] - work[k]).max(0.0),
        stock: stock[k],
        households: abroad.columns["demand.shock.household"][wider(code, &abroad.codes)],
        leisure: leisure[k],
        on_site: on_site[k],
        other: other[k],
        policy: policies.columns.iter().map(|(name, of)| (name.clone(), of[k])).collect(),
    });
    let flows = file("interim__eco__national_accounts__BE__IO_BE_NACE64.csv");
    let bought: Vec<Vec<f64>> = codes.iter().map(|code| flows.of(code, &codes)).collect();
    let seller = |k: usize| bought.iter().map(move |column| column[k]);
    Data {
        sectors: sectors.collect(),
        flows: (0..codes.len()).flat_map(seller).collect(),
        survey: text("raw__eco__pichler__IHS_Markit_results_compact.csv"),
        edited: text("interim__eco__pichler__IHS_critical_NACE64.csv"),
        observed: observed(&file("interim__eco__calibration_data__BE.csv")),
    }
}

/// The entry of a coarser classification: `F` for `F41-43`, `R_S` for `S96`, `C10-C12` for
/// `C10-12`.
fn wider(code: &str, known: &[String]) -> usize {
    let found = known.iter().position(|known| {
        let division = known.get(..3).filter(|_| !known.contains("R_S"));
        division.map_or_else(
            || known.split('_').any(|section| code.starts_with(section)),
            |division| code.starts_with(division),
        )
    });
    found.unwrap_or_else(|| panic!("nothing is known of {code}"))
}

fn observed(table: &Table) -> Vec<f64> {
    let index = table.codes.iter().zip(&table.columns["GDP"]);
    let year = index.filter(|(date, value)| date.starts_with("2020") && value.is_finite());
    let values: Vec<f64> = year.map(|(_, value)| *value).collect();
    assert_eq!((values.len(), values[0]), (11, 1.0), "February to December");
    values
}
