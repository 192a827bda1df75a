//! Product trade as files: what is read, what is left out, and where a mistake is said to be.

use super::map::{Asked, Request, dependence};
use super::{By, Elasticities, TradeFile, Years, losses, read};
use crate::table::{Table, Values};
use staves_core::dependence::{Bloc, rule_set};
use staves_core::{Note, Result};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const TRADE: &str = "year,product,exporter,importer,value\n2020,p,C,A,3\n2020,p,D,A,1\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn of(files: &[(&str, &str)], years: &str, by: By) -> Result<TradeFile> {
    let years: Vec<String> = years.split_whitespace().map(str::to_owned).collect();
    read(folder(files).path(), &Years::parse(&years).unwrap(), by)
}

fn all(files: &[(&str, &str)]) -> TradeFile {
    of(files, "", By::Value).unwrap()
}

fn note<'n>(file: &'n TradeFile, code: &str) -> &'n Note {
    let found = file.notes.iter().find(|note| note.code == code);
    found.unwrap_or_else(|| panic!("no {code} among {:?}", file.notes))
}

/// Every flow as text.
fn flows(file: &TradeFile) -> Vec<String> {
    let (products, countries) = (file.trade.products(), file.trade.countries());
    let flows = file.trade.markets().flat_map(|market| {
        let product = products.code(market.product as usize);
        market.flows.iter().map(move |flow| {
            let [from, to] = [flow.exporter, flow.importer].map(|id| countries.code(id as usize));
            format!("{} {product} {from} {to} {}", market.year, flow.value)
        })
    });
    flows.collect()
}

#[test]
fn a_table_by_any_name_and_a_folder_are_read() {
    let alone = all(&[("flows-of-2020.csv", TRADE)]);
    assert_eq!(flows(&alone), ["2020 p C A 3", "2020 p D A 1"]);
    assert!(alone.notes.is_empty() && alone.unit.is_empty(), "{:?}", alone.notes);
    let beside = all(&[("trade.csv", TRADE), ("other.csv", "x\n1\n")]);
    assert_eq!(flows(&beside), flows(&alone));
    assert_eq!(note(&beside, "trade::unused-files").places, ["other.csv"]);
}

#[test]
fn parquet_is_read_as_csv_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = |values: &[&str]| Values::Text(values.iter().map(|v| (*v).to_owned()).collect());
    let table = Table::new(vec![
        ("year", Values::Integer(vec![2020, 2020])),
        ("product", Values::Integer(vec![270900, 270900])),
        ("exporter", text(&["C", "D"])),
        ("importer", text(&["A", "A"])),
        ("value", Values::Integer(vec![3, 1])),
    ]);
    table.write_parquet(&folder.path().join("t.parquet"), &[]).unwrap();
    let file = read(folder.path(), &Years::default(), By::Value).unwrap();
    assert_eq!(flows(&file), ["2020 270900 C A 3", "2020 270900 D A 1"]);
}

#[test]
fn what_is_left_out_is_counted_with_its_place() {
    let text = "year,product,exporter,importer,value,unit,colour\n\
                2020,p,C,A,90,USD,red\n2020,p,A,A,5,USD,red\n2020,p,C,A,6,USD,red\n\
                2020,p,D,A,-1,USD,red\n2020,p,,A,4,USD,red\n2019,p,D,A,1,USD,red\n";
    let file = of(&[("trade.csv", text)], "2020-2021", By::Value).unwrap();
    assert_eq!(flows(&file), ["2020 p C A 96"]);
    assert_eq!(file.unit, "USD");
    let own = note(&file, "trade::self-flows");
    assert!(own.places[0].ends_with("trade.csv:3"), "{:?}", own.places);
    assert_eq!(own.effect.as_deref(), Some("-4.95 %"), "5 of 101");
    assert!(note(&file, "trade::not-positive").places[0].ends_with(":5"));
    assert_eq!(note(&file, "trade::no-partner").effect.as_deref(), Some("-4.00 %"));
    assert_eq!(note(&file, "trade::duplicates").places, ["2020 `p` C → A"]);
    assert_eq!(note(&file, "trade::unused-columns").places, ["`colour`"]);
}

#[test]
fn quantities_may_be_missing_and_values_may_not() {
    let text = "year,product,exporter,importer,value,quantity\n2020,p,C,A,3,7\n2020,p,D,A,1,\n";
    let file = of(&[("trade.csv", text)], "", By::Quantity).unwrap();
    assert_eq!(flows(&file), ["2020 p C A 7"]);
    assert_eq!(note(&file, "trade::no-quantity").count, 1);
    let error = of(&[("trade.csv", TRADE)], "", By::Quantity).unwrap_err();
    assert_eq!(error.code(), "trade::no-quantities");
}

/// A file with a mistake, the code it must give, and the line it must name.
#[test]
fn mistakes_name_their_file_and_line() {
    let more = |line: &str| format!("{TRADE}{line}\n");
    let output = |line: &str| format!("year,product,country,value\n{line}\n");
    let cases = [
        ("trade.csv", more("2020,,C,A,1"), "trade::empty-cell", Some(4)),
        ("trade.csv", more("2020,p,C,A,"), "trade::empty-cell", Some(4)),
        ("trade.csv", more("2020.5,p,C,A,1"), "trade::year", Some(4)),
        ("trade.csv", more(",p,C,A,1"), "trade::year", Some(4)),
        ("trade.csv", more("20200,p,C,A,1"), "trade::year", Some(4)),
        ("trade.csv", more("2020,p,C,A,1,000"), "table::ragged", Some(4)),
        ("trade.csv", more("2020,p,C,A,1 t"), "table::text-in-number", Some(4)),
        ("trade.csv", more("2020,p,C,A,inf"), "table::text-in-number", Some(4)),
        ("trade.csv", TRADE.replace("exporter", "exprter"), "table::missing-column", Some(1)),
        ("trade.csv", "year,product,exporter,importer,value\n".into(), "trade::nothing", None),
        ("trade.csv", String::new(), "import::empty-file", None),
        ("output.csv", output("2020,p,A,-1"), "trade::output", Some(2)),
        ("output.csv", output("2020,p,,1"), "trade::empty-cell", Some(2)),
        ("output.csv", output("2020,p,A,"), "trade::empty-cell", Some(2)),
        ("output.csv", output("2020,p,A,1\n2020,p,A,1"), "trade::output-twice", Some(3)),
        ("trade.parquet", String::new(), "trade::table-twice", None),
    ];
    for (name, text, code, line) in cases {
        let files = [("trade.csv", TRADE), (name, &text)];
        let error = of(&files, "", By::Value).unwrap_err();
        assert_eq!(error.code(), code, "{name}: {text}");
        assert_eq!(error.place().and_then(|place| place.line), line, "{name}: {text}");
    }
    let units = "year,product,exporter,importer,value,unit\n2020,p,C,A,1,USD\n2020,p,D,A,1,EUR\n";
    let error = of(&[("trade.csv", units)], "", By::Value).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().line), ("trade::units", Some(3)));
    let error = of(&[("a.csv", TRADE), ("b.csv", TRADE)], "", By::Value).unwrap_err();
    assert_eq!(error.code(), "trade::no-table");
    let error = read(Path::new("no-such"), &Years::default(), By::Value).unwrap_err();
    assert_eq!(error.code(), "disk::not-found");
    for years in ["20x0", "2021-2019", "-", ""] {
        let error = Years::parse(&[years.to_owned()]).unwrap_err();
        assert_eq!(error.code(), "trade::bad-years", "{years}");
    }
}

#[test]
fn codes_of_five_and_six_digits_together_are_noted() {
    let text = "year,product,exporter,importer,value\n2020,10121,C,A,3\n2020,270900,D,A,1\n";
    assert_eq!(note(&all(&[("t.csv", text)]), "trade::five-digits").places, ["`10121`"]);
}

const BACI: &str = "t,i,j,k,v,q\n2021,4,699,010121,1.5,0.2\n2021,699,842,270900,2,          NA\n\
                    2021,842,4, 10121 ,\"3\",\n";
const LIST: &str = "country_code,country_name,country_iso2,country_iso3\n4,Afghanistan,AF,AFG\n\
                    516,Namibia,NA,NAM\n699,India,IN,IND\n842,USA,US,USA\n58,Belgium-Luxembourg,BE,BEL\n\
                    56,Belgium,BE,BEL\n697,Europe EFTA,,\n";

#[test]
fn baci_is_known_by_its_header_and_its_codes_are_mended() {
    let name = "BACI_HS17_Y2021_V202601.csv";
    let products = "code,description\n010121,\"Horses; live, pure-bred\"\n";
    let files = [
        (name, BACI),
        ("country_codes_V202601.csv", LIST),
        ("product_codes_HS17_V202601.csv", products),
    ];
    let file = all(&files);
    // Products and countries in the order of their numbers, flows by importer, then exporter.
    let wanted = ["2021 010121 USA AFG 3", "2021 010121 AFG IND 1.5", "2021 270900 IND USA 2"];
    assert_eq!(flows(&file), wanted);
    assert_eq!(file.unit, "thousand USD");
    assert_eq!(file.trade.products().entries()[0].en, "Horses; live, pure-bred");
    let said = note(&file, "trade::baci");
    assert_eq!(said.message(crate::Lang::En), "3 flows of BACI, HS 17, release 202601");
    let zeros = note(&file, "trade::lost-zeros");
    assert!(zeros.count == 1 && zeros.places[0].ends_with(&format!("{name}:4")), "{zeros:?}");
    assert_eq!(file.notes.len(), 2, "{:?}", file.notes);
    let tonnes = of(&files, "", By::Quantity).unwrap();
    assert_eq!(flows(&tonnes), ["2021 010121 AFG IND 0.2"]);
    assert_eq!((note(&tonnes, "trade::no-quantity").count, tonnes.unit.as_str()), (2, "t"));
}

#[test]
fn baci_without_its_lists_and_with_countries_that_changed() {
    let plain = all(&[("x.csv", BACI)]);
    assert_eq!(flows(&plain)[0], "2021 010121 842 4 3");
    assert_eq!(note(&plain, "trade::no-country-list").count, 3);
    assert_eq!(note(&plain, "trade::baci-vintage-unknown").count, 3);
    let text = "t,i,j,k,v,q\r\n1998,58,4,010121,1,\r\n2021,56,4,010121,2,\r\n2021,56,58,010121,5,\r\n\
                2021,697,516,010121,7,\r\n2021,999,4,010121,8,\r\n";
    let file = all(&[("x.csv", text), ("country_codes_V1.csv", LIST)]);
    let wanted = [
        "1998 010121 BEL AFG 1",
        "2021 010121 BEL AFG 2",
        "2021 010121 999 AFG 8",
        "2021 010121 697 NAM 7",
    ];
    assert_eq!(flows(&file), wanted);
    assert_eq!(note(&file, "trade::countries-merged").places, ["58 (BEL)"]);
    assert_eq!(note(&file, "trade::country-not-listed").places, ["999"]);
    assert_eq!(note(&file, "trade::self-flows").count, 1);
}

#[test]
fn years_of_baci_are_chosen_by_name_and_never_read_twice() {
    let year = |year: u32| format!("t,i,j,k,v,q\n{year},4,699,010121,1,\n");
    let (early, late) = (year(2019), year(2020));
    let files = [
        ("BACI_HS17_Y2019_V202601.csv", early.as_str()),
        ("BACI_HS17_Y2020_V202601.csv", late.as_str()),
    ];
    assert_eq!(all(&files).trade.years(), [2019, 2020]);
    // A file that is not asked for is not read, whatever is in it.
    let broken = [("BACI_HS17_Y2019_V202601.csv", "t,i,j,k,v,q\nbroken\n"), files[1]];
    assert_eq!(of(&broken, "2020", By::Value).unwrap().trade.years(), [2020]);
    let twice = [files[0], ("BACI_HS17_Y2020_V202601.csv", early.as_str())];
    let error = of(&twice, "", By::Value).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().line), ("trade::year-twice", Some(2)));
    let mixed = [files[0], ("BACI_HS92_Y2020_V202601.csv", late.as_str())];
    assert_eq!(of(&mixed, "", By::Value).unwrap_err().code(), "trade::vintages");
}

#[test]
fn damaged_lines_of_baci_are_named() {
    let cases = [
        ("2021,4,699,010121,1", "table::ragged", "ragged"),
        ("2021,4,699,0101211,1,", "table::text-in-number", "k"),
        ("2021,4,699,live,1,", "table::text-in-number", "k"),
        ("2021,4,,010121,1,", "table::text-in-number", "j"),
        ("2021,-4,699,010121,1,", "table::text-in-number", "i"),
        ("2021,4,699,010121,,", "table::text-in-number", "v"),
        ("2021,4,699,010121,NaN,", "table::text-in-number", "v"),
    ];
    for (line, code, column) in cases {
        let text = format!("{BACI}\n{line}\n");
        let error = of(&[("x.csv", &text)], "", By::Value).unwrap_err();
        let place = error.place().unwrap();
        assert_eq!((error.code(), place.line), (code, Some(6)), "{line}: the blank line counts");
        assert_eq!(place.key.as_deref().unwrap_or("ragged"), column, "{line}");
    }
    let list = "country_code,country_name,country_iso3\nfour,Afghanistan,AFG\n";
    let error = of(&[("x.csv", BACI), ("country_codes_V1.csv", list)], "", By::Value).unwrap_err();
    assert_eq!((error.code(), error.place().unwrap().line), ("table::text-in-number", Some(2)));
}

/// A row of the main table for one product, as text by column.
fn row(file: &TradeFile, rules: &str, sigma: Option<&str>, column: &str) -> String {
    let bloc = Bloc::named(&file.trade, &["A".to_owned(), "B".to_owned()]).unwrap();
    let elasticities = sigma.map(|text| Elasticities::parse(text).unwrap());
    let (rules, elasticities) = (rule_set(rules).unwrap(), elasticities.as_ref());
    let asked = Asked { bloc: &bloc, rules, elasticities, spare: 0.0 };
    let (table, _) = dependence(&Request::new(file, asked));
    let values = table.column(column).unwrap();
    let number = || values.numbers().map(|numbers| numbers[0].to_string());
    values.text(0).map(str::to_owned).or_else(number).unwrap()
}

#[test]
fn the_main_table_says_why_a_number_is_missing() {
    let text = "year,product,exporter,importer,value\n2020,p,C,A,3\n2020,p,D,B,1\n";
    let file = all(&[("t.csv", text)]);
    let of = |column| row(&file, "ec2021", None, column);
    assert_eq!((of("cdi3").as_str(), of("cdi3_state").as_str()), ("NaN", "no_exports"));
    assert_eq!((of("cdi2").as_str(), of("cdi2_state").as_str()), ("1", "exact"));
    assert_eq!((of("verdict").as_str(), of("margin").as_str()), ("dependent", "0.5625"));
    assert_eq!(of("world_export_hhi_margin"), "NaN", "not among the criteria");
    assert_eq!((of("top1_source").as_str(), of("top1_quantity_loss").as_str()), ("C", "0.75"));
    // ec2021 and cepii flag it; cepii_geodep cannot judge one year.
    assert_eq!((of("flagged_by").as_str(), of("rule_sets").as_str()), ("2", "2"));
    assert_eq!(
        (of("top1_price_state").as_str(), of("top1_price_rise_low").as_str()),
        ("unknown", "NaN")
    );
}

#[test]
fn elasticities_are_a_number_a_range_or_a_table_by_prefix() {
    let text = "year,product,exporter,importer,value\n2020,0101,C,A,3\n2020,0101,D,B,1\n";
    let file = all(&[("t.csv", text)]);
    let of = |sigma: &str, column| row(&file, "cepii", Some(sigma), column);
    let close = |sigma: &str, column, wanted: f64| {
        let found: f64 = of(sigma, column).parse().unwrap();
        assert!((found - wanted).abs() <= 1e-12 * wanted, "{column} at {sigma}: {found}");
    };
    // (1 − .75)^(−1/2) − 1 = 1; at σ = 2 it is 3.
    close("3", "top1_price_rise_low", 1.0);
    close("2..3", "top1_price_rise_low", 1.0);
    close("2..3", "top1_price_rise_high", 3.0);
    assert_eq!(of("3", "top1_price_state"), "exact");
    assert_eq!(of("2..3", "top1_price_state"), "between");
    assert_eq!(of("0.5..3", "top1_price_state"), "at least");
    assert_eq!(of("0.5..1", "top1_price_state"), "quantity_only");
    let folder = folder(&[("s.csv", "product,sigma,sigma_high\n01,2,3\n02,5,\n0101,3,\n")]);
    let path = folder.path().join("s.csv");
    close(path.to_str().unwrap(), "top1_price_rise_high", 1.0);
    let known = Elasticities::parse(path.to_str().unwrap()).unwrap();
    assert_eq!(known.of("010290").map(|sigma| (sigma.low(), sigma.high())), Some((2.0, 3.0)));
    assert!(known.of("03").is_none() && known.of("0").is_none());
    for (text, code, line) in [
        ("product,sigma\n01,0\n", "trade::elasticity", 2),
        ("product,sigma\n01,3\n01,4\n", "trade::elasticity-twice", 3),
        ("product,sigma\n,3\n", "trade::empty-cell", 2),
        ("product,sigma\n01,\n", "trade::empty-cell", 2),
    ] {
        fs::write(&path, text).unwrap();
        let error = Elasticities::parse(path.to_str().unwrap()).unwrap_err();
        assert_eq!((error.code(), error.place().unwrap().line), (code, Some(line)), "{text}");
    }
    for text in ["0", "5..2", "-1"] {
        assert_eq!(Elasticities::parse(text).unwrap_err().code(), "trade::elasticity", "{text}");
    }
}

#[test]
fn a_matrix_is_that_of_one_year() {
    let file = all(&[("t.csv", TRADE)]);
    let error = losses::matrix(&file, None, rule_set("cepii_geodep").unwrap(), 0.0).unwrap_err();
    assert_eq!(error.code(), "trade::matrix-of-years");
}
