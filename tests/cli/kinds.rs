//! Kinds of shocks that need more than a share lost: goods that are late, costs that rise.

use crate::program::{example, run};
use std::fs;

#[test]
fn goods_that_are_late_cost_output_and_the_report_says_by_how_much_they_are() {
    let (_folder, study) = example("archipelago");
    let scenario = |delay: &str| {
        format!(
            "[scenario]\ndays = 120\nruns = 3\n[parameters]\nmain_inv_dur = 10\n\
             [[shock]]\nname = \"strait\"\nkind = \"import\"\nregion = \"CEN\"\n{delay}\n\
             starts = 5\nlasts = 60\n"
        )
    };
    let loss = |name: &str, delay: &str| -> f64 {
        let file = format!("{name}.toml");
        fs::write(study.join(&file), scenario(delay)).unwrap();
        let ran = run(&study, &["stress", &file, "--out", name, "--format", "json"]).ends_with(0);
        let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let rows = json["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["indicator"] == "output_lost").unwrap();
        row["mean"].as_f64().unwrap()
    };
    assert_eq!(loss("none", "delay = 0"), 0.0);
    let (short, long) = (loss("short", "delay = 3"), loss("long", "delay = 9"));
    assert!(0.0 < short && short < long, "{short} {long}");
    loss("drawn", "size = 0.1\ndelay = { uniform = [2, 9] }");
    let report = fs::read_to_string(study.join("long/report.html")).unwrap();
    assert!(report.contains("goods arrive 9 days later"), "the delay is said");
}

const ENERGY: &str = "[scenario]\ndays = 60\nruns = 5\ncheck_step = true\n[prices]\npass_through = { SER = 0.5 }\n\
    elasticity = { uniform = [0.3, 0.6] }\n[[shock]]\nname = \"energy\"\nkind = \"cost\"\n\
    sector = \"ENE\"\nsize = { uniform = [0.2, 0.4] }\nstarts = 5\nlasts = 20\n";

#[test]
fn dearer_energy_raises_prices_everywhere_and_final_users_want_less() {
    let (_folder, study) = example("archipelago");
    fs::write(study.join("energy.toml"), ENERGY).unwrap();
    let ran = run(&study, &["stress", "energy.toml", "--out", "r"]).ends_with(0);
    assert!(ran.stdout.contains("price_rise,%,"), "{}", ran.stdout);
    assert!(ran.stdout.contains("price_rise_mean,%,"), "{}", ran.stdout);
    assert!(ran.stderr.contains("[run::step-checked]"), "{}", ran.stderr);
    let show = ["show", "run", "r", "--select", "*_rise*", "--select", "output_lost"];
    let ran = run(&study, &[&show[..], &["--format", "json"]].concat()).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let value = |indicator: &str, sector: &str, statistic: &str| {
        let row = json["rows"].as_array().unwrap().iter().find(|row| {
            row["indicator"] == indicator
                && row["scope"] == if sector.is_empty() { "total" } else { "sector" }
                && row["sector"] == sector
                && row["statistic"] == statistic
        });
        row.unwrap_or_else(|| panic!("{indicator} {sector} {statistic}"))["value"].as_f64().unwrap()
    };
    // Energy itself rises by at least what its costs do, services by less, the rest in between.
    let (total, energy, services) = (
        value("price_rise", "", "min"),
        value("price_rise", "ENE", "min"),
        value("price_rise", "SER", "max"),
    );
    assert!(energy >= 20.0 && total > 0.0 && services > 0.0 && total < energy && services < energy);
    assert!(value("price_rise_mean", "", "mean") < value("price_rise", "", "mean"));
    assert!(value("output_lost", "", "min") > 0.0);
    assert!(study.join("r/prices.parquet").is_file());
    let report = fs::read_to_string(study.join("r/report.html")).unwrap();
    assert!(report.contains("Price rise for final users"), "a card on prices");
    assert!(report.contains("id=\"prices\""), "a figure of prices");
    let report = run(&study, &["report", "r", "--lang", "zh", "--out", "zh.html"]).ends_with(0);
    assert_eq!(report.stdout, "zh.html\n");
    assert!(fs::read_to_string(study.join("zh.html")).unwrap().contains("最终使用者的价格涨幅"));
}

#[test]
fn without_an_elasticity_prices_change_no_quantity_and_without_costs_there_are_none() {
    let (_folder, study) = example("archipelago");
    let quiet = ENERGY.replace("elasticity = { uniform = [0.3, 0.6] }\n", "");
    fs::write(study.join("energy.toml"), quiet).unwrap();
    let ran = run(&study, &["stress", "energy.toml", "--out", "r"]).ends_with(0);
    assert!(ran.stdout.contains("energy,output_lost,million XTS,0,0,0,0\n"), "{}", ran.stdout);
    let until = ["stress", "port-closure", "--until", "price_rise ± 5%", "--out", "s"];
    let ran = run(&study, &until).ends_with(2);
    assert!(ran.stderr.contains("stress::no-prices"), "{}", ran.stderr);
}
