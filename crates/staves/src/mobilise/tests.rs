//! Mobilisations as files: what is read, where a mistake is said to be, and what comes out.

use super::{Plan, Study, read};
use staves_core::mobilise::{Asked, Fairness};
use std::fs;
use tempfile::TempDir;

/// Masks of cloth: made in A, wanted in A and B.
const FILES: [(&str, &str); 9] = [
    ("mobilise.toml", "[mobilise]\nperiods = 4\nramp = [0.5]\ncrews = 1\n[carriers]\nvan = 8\n"),
    (
        "chain/activities.csv",
        "id,good,region,capacity\nsew,mask,A,10\nweave,cloth,A,6\nfar,mask,C,9\n",
    ),
    ("chain/inputs.csv", "activity,good,quantity,group\nsew,cloth,0.5,\n"),
    ("chain/final_goods.csv", "good\nmask\n"),
    ("regions.csv", "region\nA\nB\n"),
    ("demand.csv", "region,good,first,last,amount\nA,mask,,,8\nB,mask,2,3,10\n"),
    ("stocks.csv", "region,good,stock,reserve\nA,mask,2,3\n"),
    (
        "conversions.csv",
        "id,activity,capacity,instead_of,less,lag,most,crews,cost,sector,sector_share\n\
         looms,sew,5,weave,1,1,2,1,1,TEX,0.2\n",
    ),
    ("transport.csv", "from,to,lag,cost\n*,B,1,0.1\n"),
];

fn folder(changes: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("chain")).unwrap();
    for (name, text) in FILES.iter().chain(changes) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn planned(study: &Study) -> Plan<'_> {
    let asked = Asked { fairness: Fairness::MaxMin, whole: false, reasons: 3 };
    Plan::new(study, asked).unwrap()
}

#[test]
fn a_folder_is_read_as_it_says() {
    let folder = folder(&[]);
    let study = read(folder.path()).unwrap();
    let facts = &study.facts;
    assert_eq!((facts.periods, facts.regions, facts.lines.len()), (4, 2, 2));
    assert_eq!(facts.demands[1].amounts, [0.0, 10.0, 10.0, 0.0]);
    assert_eq!((facts.holdings[0].stock, facts.holdings[0].reserve), (2.0, 3.0));
    assert_eq!(facts.conversions[0].instead_of, Some((1, 1.0)));
    assert_eq!((facts.routes.len(), facts.carriers[0].as_slice()), (1, &[8.0; 4][..]));
    let codes: Vec<&str> = study.notes.iter().map(|note| note.code.as_str()).collect();
    assert!(codes.contains(&"mobilise::abroad") && codes.contains(&"mobilise::no-recipe"));
}

/// A file with a mistake, the code it must give, and the line it must name.
#[test]
fn mistakes_name_their_file_and_line() {
    let cases = [
        ("demand.csv", "region,good,amount\nA,msk,8\n", "mobilise::unknown-good", 2),
        ("demand.csv", "region,good,amount\nA,mask,8\nD,mask,8\n", "mobilise::unknown-region", 3),
        ("demand.csv", "region,good,amount\nA,mask,-8\n", "mobilise::out-of-range", 2),
        ("demand.csv", "region,good,amount\nA,mask,\n", "chain::empty-cell", 2),
        ("demand.csv", "region,good,amount,last\nA,mask,1,5\n", "mobilise::span", 2),
        ("demand.csv", "region,good,amount,first\nA,mask,1,1.5\n", "mobilise::out-of-range", 2),
        ("regions.csv", "region\nA\nB\nA\n", "mobilise::twice", 4),
        ("stocks.csv", "region,good,stock\nA,mask,-1\n", "mobilise::out-of-range", 2),
        ("stocks.csv", "region,good,stock\nA,mask,1\nA,mask,1\n", "mobilise::twice", 3),
        ("lines.csv", "activity,yield\nsew,1.1\n", "mobilise::out-of-range", 2),
        ("lines.csv", "activity,yield\nsew,0\n", "mobilise::out-of-range", 2),
        ("lines.csv", "activity,yield\nsow,1\n", "mobilise::unknown-activity", 2),
        ("lines.csv", "activity,yield\nfar,1\n", "mobilise::unknown-activity", 2),
        ("conversions.csv", "id,activity,capacity\nx,spin,1\n", "mobilise::unknown-activity", 2),
        (
            "conversions.csv",
            "id,activity,capacity,instead_of\nx,sew,1,weave\n",
            "chain::empty-cell",
            2,
        ),
        ("imports.csv", "region,good,limit\nA,mask,1\nA,mask,2\n", "mobilise::twice", 3),
        ("transport.csv", "from,to\nA,B\n*,B\n", "mobilise::twice", 3),
        ("shifts.csv", "region,shift,hours\nE,day,1\n", "mobilise::unknown-region", 2),
        ("supplies.csv", "good,carrier\nmask,cart\n", "mobilise::unknown-carrier", 2),
        ("supplies.csv", "good,reusable\nmask,maybe\n", "mobilise::yes-or-no", 2),
        ("supplies.csv", "good,waste\nmask,1\n", "mobilise::out-of-range", 2),
        ("supplies.csv", "good,reusable,shelf_life\nmask,yes,2\n", "mobilise::reusable-expires", 2),
        ("patients.csv", "region,severity,in_care\nA,grave,1\n", "scenario::unknown-choice", 2),
        ("rates.csv", "good,by,amount\nmask,nurse,1\n", "scenario::unknown-choice", 2),
        ("care.csv", "region,screened_a_day\nA,0\n", "mobilise::out-of-range", 2),
        ("mobilise.toml", "[mobilise]\nperiods = 0\n", "scenario::out-of-range", 2),
        ("mobilise.toml", "[mobilise]\nperiods = 4\ncrew = 1\n", "config::unknown-key", 3),
        ("mobilise.toml", "[mobilise]\nperiods = 4\ncrews = [1, 2]\n", "mobilise::periods", 3),
        ("mobilise.toml", "[mobilise]\nperiods = 4\nramp = [1.5]\n", "scenario::out-of-range", 3),
    ];
    for (file, text, code, line) in cases {
        let folder = folder(&[(file, text)]);
        let error = read(folder.path()).unwrap_err();
        assert_eq!(error.code(), code, "{file}: {text}");
        let place = error.place().unwrap_or_else(|| panic!("{file}: {text}"));
        assert!(place.file.ends_with(file), "{place} for {file}");
        assert_eq!(place.line, Some(line), "{file}: {text}");
    }
    let folder = folder(&[("demand.csv", "region,good,amount\n")]);
    assert_eq!(read(folder.path()).unwrap_err().code(), "mobilise::no-demand");
}

/// Sick of a table and of a curve, times rates, beside a table of demand.
#[test]
fn an_epidemic_makes_demand() {
    let rates = ("rates.csv", "good,by,amount\nmask,worker,2\nmask,new_mild,1\n");
    let care = ("care.csv", "region,severe_beds,workers_a_bed\nA,20,0.5\nB,,1\n");
    let sick = "region,severity,in_care,new,first\nA,severe,30,0,2\nA,mild,9,3,2\n";
    let folder = folder(&[rates, care, ("patients.csv", sick)]);
    let study = read(folder.path()).unwrap();
    // 20 beds, 10 workers, two masks a day, seven days; three new cases; eight wanted anyway.
    assert_eq!(study.facts.demands[0].amounts, [8.0, 151.0, 151.0, 151.0]);
    let curve = "[mobilise]\nperiods = 4\n[epidemic]\nreproduction = 3\nincubation = 4\ninfectious = 5\n\
                 severity = [0.5, 0.3, 0.1, 0.1]\nstay = 10\ninfected = { B = 10 }\n";
    let regions = ("regions.csv", "region,population\nA,\nB,100000\n");
    let changes = [rates, care, regions, ("mobilise.toml", curve)];
    let folder = self::folder(&changes);
    let study = read(folder.path()).unwrap();
    let wanted = &study.facts.demands[1].amounts;
    assert!(wanted[0] > 0.0 && wanted[3] > 10.0, "{wanted:?}");
    let empty = [("care.csv", "region\nA\n"), ("regions.csv", "region\nA\nB\n")];
    for (change, code) in empty.into_iter().zip(["mobilise::no-care", "mobilise::no-population"]) {
        let all = [&changes[..], &[change]].concat();
        assert_eq!(read(self::folder(&all).path()).unwrap_err().code(), code);
    }
}

/// What is made, sent and short adds up over the tables; orders say the same.
#[test]
fn tables_and_orders_say_the_same() {
    let folder = folder(&[]);
    let study = read(folder.path()).unwrap();
    let plan = planned(&study);
    let sum = |table: &crate::table::Table, column: &str| -> f64 {
        table.column(column).unwrap().numbers().unwrap().iter().sum()
    };
    let orders = plan.orders();
    let of = |what: &str| -> f64 {
        let amounts = orders.column("amount").unwrap().numbers().unwrap();
        let rows = (0..orders.len())
            .filter(|row| orders.column("order").unwrap().text(*row) == Some(what));
        rows.map(|row| amounts[row]).sum()
    };
    for (what, table, column) in [
        ("make", plan.production(), "made"),
        ("convert", plan.conversion(), "started"),
        ("send", plan.shipment(), "amount"),
        ("release", plan.release(), "amount"),
    ] {
        let (ordered, told) = (of(what), sum(&table, column));
        assert!((ordered - told).abs() < 1e-9 && told > 0.0, "{what}: {ordered} {told}");
    }
    let (short, served) = (sum(&plan.shortage(), "short"), plan.served());
    assert!((short - sum(&served, "short")).abs() < 1e-9);
    assert_eq!(sum(&served, "wanted"), 52.0);
}

#[test]
fn what_is_converted_is_lost_to_its_sector() {
    let folder = folder(&[]);
    let study = read(folder.path()).unwrap();
    let text = planned(&study).scenario().unwrap();
    let scenario = crate::scenario::Scenario::parse("made.toml", &text).unwrap();
    assert_eq!(scenario.rules.days, 28.0);
    assert!(text.contains("sector = \"TEX\"") && text.contains("kind = \"capacity\""), "{text}");
}
