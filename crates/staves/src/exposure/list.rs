//! `staves map ECONOMY --list`: what stands behind the indicators.

use super::map::{STAGES, notes, shares, uses_are_known};
use super::request::{Request, Subject};
use crate::table::{Table, Values};
use staves_core::Note;
use staves_core::codes::Entry;
use staves_core::exposure::coverage::balances;
use staves_core::exposure::mutual::mutual_dependence;
use staves_core::exposure::origins::{of_basket, origins};
use staves_core::exposure::stages::{bought, bought_within};

/// Codes and labels being gathered as the first columns of a list.
#[derive(Default)]
struct Names {
    code: Vec<String>,
    en: Vec<String>,
    zh: Vec<String>,
}

impl Names {
    fn push(&mut self, entry: &Entry) {
        self.code.push(entry.code.clone());
        self.en.push(entry.en.clone());
        self.zh.push(entry.zh.clone());
    }

    fn columns(self, name: &'static str) -> Vec<(&'static str, Values)> {
        let texts = [self.code, self.en, self.zh].map(Values::Text);
        [name, "label_en", "label_zh"].into_iter().zip(texts).collect()
    }
}

/// Home share and all-home share of each product, stage by stage; a stage where nothing is bought
/// ends the list of its product.
#[must_use]
pub fn stages(request: &Request<'_>) -> (Table, Vec<Note>) {
    let coefficients = &request.coefficients;
    let all = bought(coefficients, &vec![true; coefficients.len()], STAGES);
    let mut names = Names::default();
    let (mut stage, mut home_share, mut all_home) = (Vec::new(), Vec::new(), Vec::new());
    for home in &request.homes {
        let subjects = request.subjects(home);
        if subjects.is_empty() {
            continue;
        }
        let inside = coefficients.inside(&home.regions);
        let at_home = bought(coefficients, &inside, STAGES);
        let within = bought_within(coefficients, &inside, STAGES);
        for subject in subjects {
            let [at_home, within] = [&at_home, &within].map(|part| shares(&subject, part, &all));
            for k in (0..STAGES).take_while(|k| !at_home[*k].is_nan()) {
                names.push(&subject.entry);
                stage.push(k as i64 + 1);
                home_share.push(at_home[k]);
                all_home.push(within[k]);
            }
        }
    }
    let mut columns = names.columns("good");
    columns.push(("stage", Values::Integer(stage)));
    columns.push(("home_share", Values::Number(home_share)));
    columns.push(("all_home_share", Values::Number(all_home)));
    (Table::new(columns), notes(request))
}

/// Inputs of each product by supplying region, at face value and over all tiers.
#[must_use]
pub fn exposure(request: &Request<'_>) -> (Table, Vec<Note>) {
    let coefficients = &request.coefficients;
    let regions = coefficients.regions.len();
    let origins = origins(coefficients, &coefficients.region, regions);
    let mut names = Names::default();
    let mut supplier = Vec::new();
    let mut numbers: [Vec<f64>; 4] = std::array::from_fn(|_| Vec::new());
    let denominator = request.choices.denominator;
    let mut push = |subject: &Subject, region: usize| {
        let (basket, from) = (&subject.basket, |other: usize| other == region);
        let face = origins.share_of_inputs(basket, &from);
        let through = origins.look_through_share(basket, &from, denominator);
        let added = of_basket(&origins.value_added[region], basket);
        names.push(&subject.entry);
        supplier.push(coefficients.regions.code(region).to_owned());
        let row = [face, through, through - face, added];
        numbers.iter_mut().zip(row).for_each(|(column, number)| column.push(number));
    };
    for home in &request.homes {
        for subject in request.subjects(home) {
            let abroad = (0..regions).filter(|region| !home.regions[*region]);
            abroad.for_each(|region| push(&subject, region));
        }
    }
    let mut columns = names.columns("good");
    columns.push(("supplier", Values::Text(supplier)));
    let names = ["face_share", "look_through_share", "hidden_exposure", "value_added_share"];
    columns.extend(names.into_iter().zip(numbers.map(Values::Number)));
    (Table::new(columns), notes(request))
}

/// Whose final demand is met by whom, over all tiers. Where a home was named, only pairs with a
/// side at home.
#[must_use]
pub fn matrix(request: &Request<'_>) -> (Table, Vec<Note>) {
    let mutual = mutual_dependence(&request.coefficients, request.economy);
    let regions = request.coefficients.regions.entries();
    let home = |region: usize| request.homes.iter().any(|home| home.regions[region]);
    let mut names = Names::default();
    let mut supplier = Vec::new();
    let (mut added, mut output) = (Vec::new(), Vec::new());
    for user in (0..mutual.value_added.len()).filter(|user| !mutual.value_added[*user][0].is_nan())
    {
        for by in (0..regions.len()).filter(|by| home(user) || home(*by)) {
            names.push(&regions[user]);
            supplier.push(regions[by].code.clone());
            added.push(mutual.value_added[user][by]);
            output.push(mutual.output[user][by]);
        }
    }
    let mut columns = names.columns("user");
    columns.push(("supplier", Values::Text(supplier)));
    columns.push(("value_added_share", Values::Number(added)));
    columns.push(("output_share", Values::Number(output)));
    (Table::new(columns), notes(request))
}

/// Output and demand of each home by sector; demand is missing where it is not known by product.
#[must_use]
pub fn coverage(request: &Request<'_>) -> (Table, Vec<Note>) {
    let sectors = request.economy.sectors.entries();
    let mut names = Names::default();
    let mut home_of = Vec::new();
    let (mut output, mut demand, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
    for home in &request.homes {
        let known = uses_are_known(request, home);
        for (entry, balance) in sectors.iter().zip(balances(request.economy, &home.regions)) {
            let used = if known { balance.demand } else { f64::NAN };
            names.push(entry);
            home_of.push(home.region.clone());
            output.push(balance.output);
            demand.push(used);
            ratio.push(if used > 0.0 { balance.output / used } else { f64::NAN });
        }
    }
    let unit = format!("{}/year", request.economy.about.unit.name());
    let unit = vec![unit; output.len()];
    let mut columns = names.columns("sector");
    columns.insert(0, ("home", Values::Text(home_of)));
    columns.push(("output", Values::Number(output)));
    columns.push(("demand", Values::Number(demand)));
    columns.push(("unit", Values::Text(unit)));
    columns.push(("self_sufficiency", Values::Number(ratio)));
    (Table::new(columns), notes(request))
}
