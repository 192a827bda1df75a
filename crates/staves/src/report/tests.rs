//! The report as a whole, on a small made-up set of results.

use super::{render, render_with};
use crate::results::Tables;
use crate::results::manifest::{
    Asked, EconomyShown, Happened, Manifest, SCHEMA, ShockShown, Title,
};
use crate::table::{Table, Values};
use staves_core::codes::Entry;
use staves_core::economy::About;
use staves_core::units::MoneyUnit;
use staves_core::{Lang, Note};
use std::collections::BTreeMap;

const LANGS: [Lang; 2] = [Lang::En, Lang::Zh];
const STATISTICS: [&str; 8] = ["mean", "p05", "p25", "p50", "p75", "p95", "min", "max"];
const DAYS: usize = 180;
const SECTORS: [(&str, &str, &str, f64); 6] = [
    ("334", "Computers, chips and instruments", "计算机、芯片和仪器", 1.0),
    ("325", "Chemical products", "化学产品", 0.62),
    ("48", "Transport", "运输", 0.31),
    ("62", "Hospitals and care", "医院和护理", 0.05),
    ("23", "Construction", "建筑业", -0.02),
    ("11", "<b>Farms & \"forests\"</b>", "", 0.0),
];
const REGIONS: [(&str, &str, &str, f64); 3] = [
    ("NOR", "North Isle", "北岛", 0.7),
    ("SOU", "South Isle", "南岛", 0.2),
    ("EAS", "East Isle", "东岛", 0.1),
];

/// A set of results: `runs` runs whose losses are `scale` times those of an invented shock.
fn results(runs: u64, scale: f64) -> (Manifest, Tables) {
    let tables = Tables {
        output: output(runs, scale),
        indicators: indicators(runs, scale),
        runs: run_table(runs, scale),
        risk: risk(runs, scale),
        exceedance: exceedance(runs, scale),
        sensitivity: sensitivity(runs, scale),
    };
    (manifest(runs), tables)
}

fn entries(list: &[(&str, &str, &str, f64)]) -> Vec<Entry> {
    let entry = |(code, en, zh, _): &(&str, &str, &str, f64)| Entry {
        code: (*code).to_owned(),
        en: (*en).to_owned(),
        zh: (*zh).to_owned(),
    };
    list.iter().map(entry).collect()
}

fn shock(name: &str, kind: &str, size: &str, recovery: &str) -> ShockShown {
    ShockShown {
        name: Title { en: name.into(), zh: String::new() },
        kind: kind.into(),
        regions: vec!["NOR".into()],
        sectors: vec!["334".into(), "325".into()],
        producers: 2,
        size: size.into(),
        starts: "10".into(),
        ramp: None,
        delay: None,
        lasts: "30".into(),
        recovery: recovery.into(),
    }
}

fn manifest(runs: u64) -> Manifest {
    let about = About {
        title: "Archipelago".into(),
        title_zh: "群岛经济".into(),
        source: "Made up for tests".into(),
        licence: "CC0-1.0".into(),
        format: "long".into(),
        year: 2021,
        unit: MoneyUnit::million("USD"),
        price_basis: "basic".into(),
        synthetic: true,
    };
    Manifest {
        schema: SCHEMA.into(),
        version: "0.1.0".into(),
        asked: Asked {
            title: Title { en: "Chip plant fire".into(), zh: "芯片厂火灾".into() },
            scenario: "scenarios/fire.toml".into(),
            scenario_blake3: "5f".repeat(32),
            economy_fingerprint: "a7".repeat(32),
            rules: crate::scenario::RuleNames {
                model: "ario".into(),
                rationing: "proportional".into(),
                orders: "capacity-weighted".into(),
                restocking: "top-up".into(),
                binding: "below-target".into(),
                inputs: "leontief".into(),
                criticality: None,
                labour: "fixed".into(),
                consumption: "baseline".into(),
                compounding: "multiply".into(),
                compat: None,
            },
            days: DAYS as f64,
            step: 1.0,
            runs,
            varying: vec!["Fire.size".into(), "psi".into()],
            sensitivity: false,
            until: None,
            seed: 42,
            shocks: vec![
                shock("Fire", "capacity", "triangular 0.2, 0.4, 0.7", "linear, 45 days"),
                shock("Panic buying", "demand", "0.15", "sudden"),
            ],
            without: vec![],
            actions: vec![],
            actions_blake3: String::new(),
            actions_cost: None,
            events: None,
            parameters: vec![
                ("psi".into(), "uniform 0.7 to 0.9".into()),
                ("main_inv_dur".into(), "30".into()),
                ("inventory_dict.334".into(), "15".into()),
            ],
            keep: vec![],
        },
        economy: EconomyShown {
            about,
            regions: entries(&REGIONS),
            sectors: entries(&SECTORS),
            producers: 18,
            output_per_year: 365.0 * 10_000.0,
            notes: vec![
                Note::new("bea::closed", 3)
                    .with("rounds", 12)
                    .with("largest", "0.3 %")
                    .places(["flows.csv:12, value".into()])
                    .effect("total sales +0.02 %"),
            ],
        },
        happened: Happened {
            status: "complete".into(),
            runs_done: runs,
            ended: "2026-11-23T14:31:07Z".into(),
            seconds: 0.84,
            platform: "linux x86_64".into(),
            arguments: ["staves", "stress", "scenarios/fire.toml"].map(str::to_owned).into(),
            basis: "draws".into(),
            rank_error: 0.0,
            precision: None,
            notes: vec![Note::new("test-run-note", 1)],
        },
    }
}

/// How much a statistic differs from the median; nothing for a single run.
fn factor(statistic: &str, runs: u64) -> f64 {
    match (statistic, runs) {
        (_, 1) => 1.0,
        ("p05", _) => 0.55,
        ("min", _) => 0.4,
        ("p25", _) => 0.8,
        ("p75", _) => 1.3,
        ("p95", _) => 1.9,
        ("max", _) => 2.3,
        _ => 1.0,
    }
}

/// A dip that opens on day 10, is deepest on day 40 and closes slowly.
fn dip(day: usize) -> f64 {
    match day as f64 {
        day if day < 10.0 => 0.0,
        day if day < 40.0 => 420.0 * (1.0 - (-(day - 10.0) / 9.0).exp()),
        day => 410.0 * (-(day - 40.0) / 22.0).exp(),
    }
}

fn output(runs: u64, scale: f64) -> Table {
    let mut rows: Vec<(&str, &str, f64, f64)> = Vec::new();
    for day in 0..DAYS {
        for statistic in ["p05", "p25", "p50", "p75", "p95", "mean"] {
            // A high quantile of output is a low loss.
            let opposite = match statistic {
                "p05" => "p95",
                "p25" => "p75",
                "p75" => "p25",
                "p95" => "p05",
                other => other,
            };
            let lost = scale * dip(day) * factor(opposite, runs);
            rows.push(("output", statistic, day as f64, 10_000.0 - lost));
            let unmet = scale * (dip(day) - 120.0).max(0.0) * 0.4 * factor(statistic, runs);
            rows.push(("final_demand_unmet", statistic, day as f64, unmet));
        }
        rows.push(("output", "baseline", day as f64, 10_000.0));
        rows.push(("final_demand_unmet", "baseline", day as f64, 0.0));
    }
    let text = |k: fn(&(&'static str, &'static str, f64, f64)) -> &'static str| {
        Values::Text(rows.iter().map(|row| k(row).to_owned()).collect())
    };
    Table::new(vec![
        ("variable", text(|row| row.0)),
        ("unit", Values::Text(vec!["million USD/day".into(); rows.len()])),
        ("statistic", text(|row| row.1)),
        ("day", Values::Number(rows.iter().map(|row| row.2).collect())),
        ("value", Values::Number(rows.iter().map(|row| row.3).collect())),
    ])
}

fn indicators(runs: u64, scale: f64) -> Table {
    let mut rows: Vec<[String; 5]> = Vec::new();
    let mut values = Vec::new();
    let mut add = |of: [&str; 4], median: f64| {
        for statistic in STATISTICS {
            rows.push([of[0], of[1], of[2], of[3], statistic].map(str::to_owned));
            values.push(median * factor(statistic, runs));
        }
    };
    for (name, median) in [
        ("output_lost", 21_300.0),
        ("output_lost_share", 1.18),
        ("value_added_lost", 9_800.0),
        ("value_added_lost_share", 1.05),
        ("peak_loss", 4.2),
        ("final_demand_unmet", 3_700.0),
        ("final_demand_unmet_share", 0.41),
    ] {
        add([name, "total", "", ""], scale * median);
        for (code, _, _, weight) in SECTORS {
            add([name, "sector", "", code], scale * median * weight / 2.0);
        }
        for (code, _, _, weight) in REGIONS {
            add([name, "region", code, ""], scale * median * weight);
        }
    }
    let missing = if scale == 0.0 { f64::NAN } else { 1.0 };
    for (name, median) in
        [("peak_day", 39.0), ("time_to_recover", 62.0), ("time_to_survive", 11.0 * missing)]
    {
        add([name, "total", "", ""], if scale == 0.0 { median * 0.0 } else { median });
    }
    add(["recovered_share", "total", "", ""], 97.5);
    add(["survived_share", "total", "", ""], 2.0);
    let column = |k: usize| Values::Text(rows.iter().map(|row| row[k].clone()).collect());
    Table::new(vec![
        ("indicator", column(0)),
        ("unit", Values::Text(vec![String::new(); rows.len()])),
        ("scope", column(1)),
        ("region", column(2)),
        ("sector", column(3)),
        ("statistic", column(4)),
        ("value", Values::Number(values)),
    ])
}

fn run_table(runs: u64, scale: f64) -> Table {
    let draw = |k: u64| (k as f64 * 0.618_034).fract();
    let lost = |k: u64| scale * 21_300.0 * (0.4 + 1.9 * draw(k).powi(2));
    let column = |f: &dyn Fn(u64) -> f64| Values::Number((0..runs).map(f).collect());
    Table::new(vec![("output_lost", column(&lost))])
}

/// A table of texts and numbers, without rows for a single run.
fn table(names: &[&str], rows: &[(&[&str], &[f64])], runs: u64) -> Table {
    let rows = if runs < 2 { &[] } else { rows };
    let texts = rows.first().map_or(0, |(texts, _)| texts.len());
    let column = |k: usize| match k.checked_sub(texts) {
        None => Values::Text(rows.iter().map(|(texts, _)| texts[k].to_owned()).collect()),
        Some(k) => Values::Number(rows.iter().map(|(_, numbers)| numbers[k]).collect()),
    };
    let count = if rows.is_empty() { 0 } else { names.len() };
    Table::new((0..count).map(|k| (names[k], column(k))).collect())
}

fn risk(runs: u64, scale: f64) -> Table {
    let lost = |value: f64| scale * value;
    let names = ["indicator", "unit", "statistic", "level", "value", "low", "high"];
    let of = |statistic| ["output_lost", "million USD", statistic];
    let rows: [(&[&str], &[f64]); 3] = [
        (&of("expected_loss"), &[f64::NAN, lost(22_000.0), lost(21_000.0), lost(23_000.0)]),
        (&of("value_at_risk"), &[95.0, lost(40_000.0), lost(38_000.0), f64::NAN]),
        (&of("expected_shortfall"), &[95.0, lost(44_000.0), f64::NAN, f64::NAN]),
    ];
    table(&names, &rows, runs)
}

fn exceedance(runs: u64, scale: f64) -> Table {
    let names = ["indicator", "unit", "basis", "loss", "rate", "probability", "return_period"];
    let of = ["output_lost", "million USD", "draws"];
    let rows: [(&[&str], &[f64]); 3] = [
        (&of, &[scale * 8_000.0, 1.0, 1.0, f64::NAN]),
        (&of, &[scale * 20_000.0, 0.5, 0.5, f64::NAN]),
        (&of, &[scale * 48_000.0, 0.001, 0.001, f64::NAN]),
    ];
    table(&names, &rows, runs)
}

fn sensitivity(runs: u64, scale: f64) -> Table {
    let names = [
        "indicator",
        "input",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
    ];
    // A result that does not vary has no shares.
    let known = if scale == 0.0 { f64::NAN } else { 1.0 };
    let shares = |of: [f64; 6]| of.map(|share| known * share);
    let rows: [(&[&str], &[f64]); 2] = [
        (&["output_lost", "psi"], &shares([0.1, -0.02, 0.2, 0.15, 0.1, 0.2])),
        (&["output_lost", "Fire.size"], &shares([0.8, 0.7, 0.9, 0.85, 0.8, 0.9])),
    ];
    table(&names, &rows, runs)
}

fn page((manifest, tables): &(Manifest, Tables), lang: Lang) -> String {
    render(manifest, tables, lang)
}

/// Opening tags in order, which both languages must share.
fn structure(html: &str) -> Vec<&str> {
    html.split('<')
        .skip(1)
        .map(|part| part.split([' ', '>']).next().unwrap_or_default())
        .filter(|tag| !tag.starts_with('/'))
        .collect()
}

/// What must hold of any page.
fn check(html: &str) {
    assert!(!html.contains("report."), "a key without a text: {}", around(html, "report."));
    for wrong in ["NaN", "inf\"", "http:", "https:", "<script", "src=", "@import", "url("] {
        assert!(!html.contains(wrong), "{wrong}: {}", around(html, wrong));
    }
    let body = html.split_once("<body>").unwrap().1;
    assert!(!body.contains('{'), "a mark without a value: {}", around(body, "{"));
    for tag in ["section", "figure", "table", "svg", "details", "dl", "div", "p", "h2", "h3", "ul"]
    {
        let opened = structure(html).iter().filter(|found| **found == tag).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
}

/// Some text before and after the first occurrence of a word, for messages.
fn around(html: &str, what: &str) -> String {
    let Some((before, after)) = html.split_once(what) else { return String::new() };
    let tail: Vec<char> = before.chars().rev().take(60).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("{tail}{what}{}", after.chars().take(60).collect::<String>())
}

#[test]
fn both_languages_have_the_same_structure() {
    for (runs, scale) in [(1, 1.0), (8, 1.0), (1000, 1.0), (1000, 0.0)] {
        let results = results(runs, scale);
        let pages = LANGS.map(|lang| page(&results, lang));
        pages.iter().for_each(|html| check(html));
        assert_eq!(structure(&pages[0]), structure(&pages[1]), "{runs} runs × {scale}");
    }
}

#[test]
fn labels_stay_text() {
    let mut results = results(100, 1.0);
    let hostile = "</style></title><img onerror=alert(1)>\u{202e}";
    results.0.asked.title = Title { en: hostile.into(), zh: String::new() };
    results.0.asked.shocks[0].name = Title { en: hostile.into(), zh: String::new() };
    results.0.economy.about.source = hostile.into();
    results.0.happened.arguments.push(hostile.into());
    results.0.asked.parameters.push((hostile.into(), hostile.into()));
    let clean =
        structure(&page(&results, Lang::En)).into_iter().filter(|tag| *tag == "img").count();
    assert_eq!(clean, 0);
    let html = page(&results, Lang::En);
    check(&html);
    assert!(html.contains("&lt;b&gt;Farms &amp; &quot;forests&quot;&lt;/b&gt;"));
    assert!(!html.contains("<b>") && !html.contains("<img"));
}

#[test]
fn many_runs_have_intervals_and_one_run_says_that_it_has_none() {
    let many = page(&results(1000, 1.0), Lang::En);
    assert!(many.contains("21.3\u{a0}billion\u{a0}USD of output in the median run"));
    assert!(
        many.contains("11.7–&#8288;40.5\u{a0}billion\u{a0}USD"),
        "{}",
        around(&many, "median run")
    );
    assert!(many.contains("the size of “Fire” and parameter <code>psi</code>"));
    assert!(many.contains("class=\"band outer\"") && many.contains("class=\"column\""));
    let mut single = results(1, 1.0);
    let one = page(&single, Lang::En);
    assert!(one.contains("This is one draw of the uncertain numbers"));
    single.0.asked.shocks[0].size = "0.4".into();
    single.0.asked.parameters.clear();
    assert!(page(&single, Lang::En).contains("This is one run with fixed numbers"));
    assert!(one.contains("There is one run only"));
    for interval in ["5–&#8288;95", "5–95", "class=\"band outer\"", "class=\"whisker\""] {
        let before_terms = one.split("id=\"glossary\"").next().unwrap();
        let body = before_terms.split_once("<body>").unwrap().1;
        assert!(!body.contains(interval), "{interval}: {}", around(body, interval));
    }
}

#[test]
fn risk_and_sensitivity_have_their_sections() {
    let html = page(&results(1000, 1.0), Lang::En);
    let risk = html.split_once("id=\"risk\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(risk.contains("Value at risk, 95\u{a0}%") && risk.contains("from 38.0"), "{risk}");
    assert!(!risk.contains("annual"), "nothing is known about years");
    let tornado = html.split_once("id=\"tornado\"").unwrap().1;
    assert!(tornado.contains("hangs on the size of “Fire”: 85\u{a0}%"), "{tornado}");
    let one = page(&results(1, 1.0), Lang::En);
    assert!(!one.contains("id=\"risk\"") && !one.contains("id=\"sensitivity\""));
    let mut events = results(1000, 1.0);
    events.0.happened.basis = "annual-rates".into();
    check(&page(&events, Lang::En));
    assert!(page(&events, Lang::En).contains("per year"));
}

#[test]
fn nothing_lost_is_said_in_words() {
    let page = page(&results(1000, 0.0), Lang::En);
    assert!(page.contains("Over 180 days no output is lost."));
    assert!(page.contains("No sector loses output in the median run."));
    assert!(page.contains("Output stays at its baseline throughout."));
}

#[test]
fn times_that_some_runs_do_not_have_are_said_in_words() {
    let mut results = results(1000, 1.0);
    let rows: Vec<(String, String)> = {
        let text = |name: &str| match results.1.indicators.column(name) {
            Some(Values::Text(values)) => values.clone(),
            _ => unreachable!("text columns are built above"),
        };
        text("indicator").into_iter().zip(text("statistic")).collect()
    };
    let mut set = |indicator: &str, statistics: &[&str], value: f64| {
        let column = results.1.indicators.columns.iter_mut().find(|column| column.name == "value");
        if let Some(Values::Number(values)) = column.map(|column| &mut column.values) {
            for (row, (name, statistic)) in rows.iter().enumerate() {
                if name == indicator && statistics.contains(&statistic.as_str()) {
                    values[row] = value;
                }
            }
        }
    };
    set("time_to_recover", &["p95", "max"], f64::NAN);
    set("time_to_survive", &STATISTICS, f64::NAN);
    let html = page(&results, Lang::En);
    check(&html);
    assert!(html.contains("34 days to no recovery"));
    assert!(html.contains("never short"));
}

#[test]
fn warnings_stand_on_the_page_and_in_its_printed_margin() {
    let mut results = results(1000, 1.0);
    results.0.happened.status = "interrupted".into();
    results.0.happened.runs_done = 640;
    for lang in LANGS {
        let html = page(&results, lang);
        let (head, body) = html.split_once("<body>").unwrap();
        assert!(head.contains("640") && body.contains("640"));
        let tag = staves_core::locale::text(lang, "report.synthetic.tag", &[]);
        assert!(body.matches(&tag).count() >= 5, "a tag on every figure");
    }
    results.0.economy.about.synthetic = false;
    results.0.happened.status = "complete".into();
    let html = page(&results, Lang::En);
    assert!(!html.contains("class=\"banners\"") && !html.contains("ynthetic data"));
}

#[test]
fn a_long_ranking_shows_the_largest_and_says_how_many_it_leaves_out() {
    let (manifest, mut tables) = results(1, 1.0);
    let codes: Vec<String> = (0..31).map(|k| format!("S{k:02}")).collect();
    let repeat = |text: &str| Values::Text(vec![text.to_owned(); codes.len()]);
    tables.indicators = Table::new(vec![
        ("indicator", repeat("output_lost")),
        ("unit", repeat("million USD")),
        ("scope", repeat("sector")),
        ("region", repeat("")),
        ("sector", Values::Text(codes.clone())),
        ("statistic", repeat("p50")),
        ("value", Values::Number((0..31).map(f64::from).collect())),
    ]);
    for lang in LANGS {
        let html = render(&manifest, &tables, lang);
        check(&html);
        let chart = html.split_once("id=\"sector\"").unwrap().1.split_once("</svg>").unwrap().1;
        let chart = chart.split_once("<details>").unwrap().0;
        assert!(chart.contains(">S30<") && chart.contains(">S11<") && !chart.contains(">S10<"));
        let left_out = html.split_once("<code>indicators.parquet</code>").unwrap();
        assert!(
            left_out.0.contains("20")
                && (left_out.0.ends_with("见") || left_out.1.starts_with(" holds 11"))
        );
    }
}

/// Tables of an explanation: two inputs, a gain, and shocks with or without sampling.
fn explained(error: f64, rows: usize) -> BTreeMap<String, Table> {
    let text = |cells: &[&str]| {
        Values::Text(cells.iter().take(rows).map(|cell| (*cell).to_owned()).collect())
    };
    let number = |cells: &[f64]| Values::Number(cells.iter().take(rows).copied().collect());
    let bottlenecks = Table::new(vec![
        ("run", Values::Integer([3, 3, 3, 3][..rows.min(4)].to_vec())),
        ("day", number(&[10.0, 10.0, 11.0, 40.0])),
        ("region", text(&["NOR", "SOU", "NOR", "EAS"])),
        ("sector", text(&["334", "325", "11", "23"])),
        ("cause", text(&["capacity", "input", "input", "demand"])),
        ("input", text(&["", "11", "unheard of", ""])),
        ("loss", number(&[500.0, 300.0, 20.0, -40.0])),
    ]);
    let attribution = Table::new(vec![
        ("run", Values::Integer([3, 3, 3, 3][..rows.min(4)].to_vec())),
        ("attributed_to", text(&["capacity", "shock", "shock", "shock"])),
        ("name", text(&["", "<b>quake</b>", "port", "<b>quake</b>"])),
        ("indicator", text(&["output_lost", "output_lost", "output_lost", "value_added_lost"])),
        ("loss", number(&[780.0, 800.0, -20.0, 300.0])),
        ("share", number(&[100.0, 102.6, -2.6, 100.0])),
        ("standard_error", number(&[0.0, error, error, error])),
    ]);
    let held_up = Table::new(vec![
        ("input", text(&["11", "unheard of"])),
        ("region", text(&["SOU", "NOR"])),
        ("sector", text(&["325", "11"])),
        ("from_region", text(&["NOR", ""])),
        ("loss", number(&[300.0, 20.0])),
        ("share", number(&[38.5, 2.6])),
        ("days_bound", number(&[30.0, 1.0])),
        ("cost_share", number(&[4.0, 0.1])),
    ]);
    let tables = [
        (crate::explain::BOTTLENECKS, bottlenecks),
        (crate::explain::ATTRIBUTION, attribution),
        (crate::explain::HELD_UP, held_up),
    ];
    tables.map(|(name, table)| (name.to_owned(), table)).into()
}

#[test]
fn an_explanation_is_drawn_in_both_languages() {
    let (manifest, tables) = results(100, 1.0);
    for (error, rows) in [(0.0, 4), (12.0, 4), (0.0, 1), (0.0, 0)] {
        let more = explained(error, rows);
        let pages = LANGS.map(|lang| render_with(&manifest, &tables, &more, lang));
        pages.iter().for_each(|html| check(html));
        assert_eq!(structure(&pages[0]), structure(&pages[1]));
        assert_eq!(pages[0].contains("id=\"bottleneck-timeline\""), rows > 0);
        assert_eq!(pages[0].contains("&lt;b&gt;quake"), rows > 1);
        assert_eq!(pages[0].contains("sampled orders"), error > 0.0);
    }
}

#[test]
fn empty_tables_still_make_a_page() {
    let manifest = manifest(0);
    let empty = Tables::default();
    for lang in LANGS {
        check(&render(&manifest, &empty, lang));
    }
}

/// Writes the pages to a folder, to look at them: `STAVES_REPORT_OUT=/tmp/r cargo nextest run …`.
#[test]
fn pages_to_look_at() {
    let Some(folder) = std::env::var_os("STAVES_REPORT_OUT").map(std::path::PathBuf::from) else {
        eprintln!("skipped: STAVES_REPORT_OUT names no folder");
        return;
    };
    for (name, runs, scale) in
        [("many", 1000, 1.0), ("one", 1, 1.0), ("few", 12, 1.0), ("none", 9, 0.0)]
    {
        for lang in LANGS {
            let html = page(&results(runs, scale), lang);
            std::fs::write(folder.join(format!("{name}-{}.html", lang.tag())), html).unwrap();
        }
    }
}
