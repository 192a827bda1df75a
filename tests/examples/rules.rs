//! Every rule and every kind of shock as a user writes it, on the synthetic economy.

use staves::example;
use staves::scenario::{Resolved, Scenario};
use staves::table::{Table, Values};
use staves_core::economy::Attribute;
use staves_core::model::{Batch, System};
use staves_core::{Economy, EconomyParts};
use std::sync::atomic::AtomicBool;

fn archipelago() -> Economy {
    example::find("archipelago").unwrap().stored().unwrap().economy
}

/// Output lost in 90 days as a share of usual output.
fn lost(economy: &Economy, head: &str, rest: &str) -> f64 {
    let text = format!("[scenario]\ndays = 90\n{head}\n{rest}");
    let scenario = Scenario::parse("written.toml", &text).unwrap();
    let (rules, _) = scenario.rules_for(economy).unwrap();
    let system = System::new(economy, &rules);
    let resolved = Resolved::new(&scenario, &system).unwrap();
    let (lane, _) = resolved.lane(0).unwrap();
    let mut batch = Batch::new(&system, vec![lane], 1);
    let (mut made, mut usual) = (0.0, 0.0);
    for _ in 0..rules.steps() {
        let step = batch.step(|view| {
            for row in 0..economy.len() {
                made += view.production(row);
                usual += system.output_of(row);
            }
        });
        step.unwrap();
    }
    1.0 - made / usual
}

const SHOCKS: [&str; 11] = [
    "kind = \"capacity\"\nregion = \"WES\"\nsize = 0.5\nlasts = 30",
    "kind = \"capital\"\nregion = \"WES\"\nsize = 0.5\nlasts = 30",
    "kind = \"labour\"\nregion = \"WES\"\nsize = 0.5\nremote = 0.2\nlasts = 30",
    "kind = \"demand\"\ncategory = \"HH\"\nchange = -0.3\nlasts = 30",
    "kind = \"trade\"\nlinks = [[\"WES\", \"CEN\"], [\"EAS\", \"*\"]]\nsize = 1\nshare = 0.9\nlasts = 60",
    "kind = \"import\"\nregion = \"CEN\"\nsize = 1\nlasts = 60",
    "kind = \"export\"\nregion = \"WES\"\nsector = \"ELE\"\nsize = 1\nlasts = 60",
    "kind = \"input\"\ninput = \"ENE\"\nregion = \"CEN\"\nsize = 0.9\nlasts = 60",
    "kind = \"inventory\"\ninput = \"ENE\"\nsize = 1",
    "kind = \"import\"\nregion = \"CEN\"\ndelay = 30\nlasts = 60",
    "kind = \"cost\"\nsector = \"ENE\"\nsize = 0.3\nlasts = 60\n[prices]\nelasticity = 0.5",
];

#[test]
fn every_kind_of_shock_does_something_and_nothing_does_nothing() {
    let economy = archipelago();
    let parameters = "[parameters]\nmain_inv_dur = 10\n";
    for preset in ["ario", "pichler", "inoue-todo"] {
        let head = format!("model = \"{preset}\"");
        assert_eq!(lost(&economy, &head, parameters), 0.0, "{preset}");
        for shock in SHOCKS {
            let shock = format!("{parameters}[[shock]]\nstarts = 5\n{shock}\n");
            let loss = lost(&economy, &head, &shock);
            assert!(loss > 1e-6, "{preset} {shock}: {loss}");
        }
    }
}

#[test]
fn rules_that_differ_give_results_that_differ() {
    let economy = archipelago();
    let shock = format!("[parameters]\nmain_inv_dur = 10\n[[shock]]\nstarts = 5\n{}\n", SHOCKS[0]);
    let class = "[[priority]]\nsector = \"MED\"\nquota = 0.3\n[[priority]]\ncategory = \"HH\"\n";
    let mut seen = Vec::new();
    for (rule, more) in [
        ("rationing = \"proportional\"", ""),
        ("rationing = \"intermediate-first\"", ""),
        ("rationing = \"households-first\"", ""),
        ("rationing = \"lowest-first\"", ""),
        ("rationing = \"priority\"", class),
        ("inputs = \"linear\"", ""),
        ("criticality = \"default\"", ""),
        ("inputs = \"weakly-critical\"", ""),
        ("binding = \"whole-stock\"", ""),
        ("restocking = \"output-led\"", ""),
        ("labour = \"hire-fire\"", ""),
    ] {
        let loss = lost(&economy, rule, &format!("{more}{shock}"));
        assert!(!seen.contains(&loss.to_bits()), "{rule} changes nothing: {loss}");
        seen.push(loss.to_bits());
    }
}

/// Every rule and parameter that is reported when nothing is written, written out.
fn written_out(head: &str) -> (String, String) {
    let text = format!("[scenario]\ndays = 90\n{head}\n");
    let scenario = Scenario::parse("bare.toml", &text).unwrap();
    let names = serde_json::to_value(scenario.rule_names()).unwrap();
    let rule = |(key, name): (&String, &serde_json::Value)| format!("{key} = {name}\n");
    let rules: String = names.as_object().unwrap().iter().map(rule).collect();
    let general = "step = 1\ndays_per_year = 365\ncapital_to_value_added = 4\n";
    let parameters = match scenario.is_diim() {
        true => scenario.parameters.diim.shown(),
        false => scenario.parameters.shown(&scenario.rules),
    };
    let parameter = |(name, value): &(String, String)| match value.parse::<f64>() {
        Ok(number) => format!("{name} = {number:?}\n"),
        Err(_) => format!("{name} = \"{value}\"\n"),
    };
    let parameters: String = parameters.iter().map(parameter).collect();
    // The inoperability model reads no rules of the engine.
    let rules = if scenario.is_diim() { head.to_owned() } else { rules };
    (rules + general, format!("[parameters]\n{parameters}"))
}

#[test]
fn a_default_that_is_written_out_changes_nothing() {
    let economy = archipelago();
    let shock = format!("[[shock]]\nstarts = 5\n{}\n", SHOCKS[0]);
    for preset in ["ario", "pichler", "inoue-todo"] {
        let head = format!("model = \"{preset}\"\n");
        let (rules, parameters) = written_out(&head);
        assert!(rules.lines().count() > 8 && parameters.lines().count() > 3, "{rules}{parameters}");
        let (bare, full) =
            (lost(&economy, &head, &shock), lost(&economy, &rules, &(parameters.clone() + &shock)));
        assert_eq!(bare, full, "{preset}: {rules}{parameters}");
        assert!(bare > 0.0);
    }
    // Not run by the engine: that it is read is what can be seen here.
    let (rules, parameters) = written_out("model = \"diim\"\n");
    let text = format!("[scenario]\ndays = 90\n{rules}{parameters}{shock}");
    Scenario::parse("full.toml", &text).unwrap();
}

#[test]
fn what_is_kept_on_disk_is_what_a_run_has_in_memory() {
    let stored = example::find("archipelago").unwrap().stored().unwrap();
    let economy = &stored.economy;
    let text = format!(
        "[scenario]\ndays = 30\nruns = 1\n[parameters]\nmain_inv_dur = 10\nalpha_tau = 20\n\
         [[shock]]\nstarts = 5\n{}\n",
        SHOCKS[0]
    );
    let scenario = Scenario::parse("kept.toml", &text).unwrap();
    let root = tempfile::tempdir().unwrap();
    let mut request = crate::request(&scenario, &stored, &root.path().join("r"));
    request.keep = vec![staves::results::Keep::Producers];
    let outcome = staves::stress::run(&request, &AtomicBool::new(false), &|_| {}).unwrap();
    let (table, _) = Table::read_parquet(&outcome.folder.join("producers.parquet")).unwrap();
    let text = |name: &str, row: usize| table.column(name).unwrap().text(row).unwrap().to_owned();
    let values = table.column("value").and_then(Values::numbers).unwrap();
    let Some(Values::Integer(steps)) = table.column("step") else { panic!("whole steps") };
    let mut kept = std::collections::BTreeMap::new();
    for row in (0..table.len()).filter(|row| text("variable", *row) == "overproduction") {
        let place = (steps[row] as usize, text("region", row), text("sector", row));
        kept.insert(place, values[row]);
    }
    let (rules, _) = scenario.rules_for(economy).unwrap();
    let system = System::new(economy, &rules);
    let (lane, _) = Resolved::new(&scenario, &system).unwrap().lane(0).unwrap();
    let mut batch = Batch::new(&system, vec![lane], 1);
    let mut largest = 0.0_f64;
    for day in 0..rules.steps() {
        let step = batch.step(|view| {
            for (row, producer) in economy.producers.iter().enumerate() {
                let region = economy.regions.code(producer.region as usize).to_owned();
                let sector = economy.sectors.code(producer.sector as usize).to_owned();
                let found = view.overproduction(row);
                assert_eq!(kept.get(&(day, region, sector)), Some(&found), "day {day}");
                largest = largest.max(found);
            }
        });
        step.unwrap();
    }
    assert!(largest > 1.0, "somebody makes more than usual");
}

#[test]
fn what_an_economy_says_of_its_producers_counts() {
    let economy = archipelago();
    let head = "labour = \"fixed\"";
    let capacity =
        format!("[parameters]\nmain_inv_dur = 10\n[[shock]]\nstarts = 5\n{}\n", SHOCKS[0]);
    let labour = capacity.replace(SHOCKS[0], &SHOCKS[2].replace("\nremote = 0.2", ""));
    for (name, value, shock) in [
        ("inventory_days_added", 20.0, &capacity),
        ("spare_capacity", 0.5, &capacity),
        ("protected_share", 0.5, &capacity),
        ("remote_share", 0.5, &labour),
    ] {
        let mut parts: EconomyParts = (*economy).clone();
        let values = vec![value; economy.len()];
        parts.attributes.push(Attribute {
            name: name.into(),
            unit: String::new(),
            estimated: true,
            values,
        });
        let (with, without) =
            (lost(&Economy::new(parts).unwrap(), head, shock), lost(&economy, head, shock));
        assert!(with < without, "{name}: {with} against {without}");
    }
}
