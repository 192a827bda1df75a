//! Mobilisation instances in JSON (docs/src/reference/programs.md, "Mobilisation").

use crate::plan::instances::{bad, lengths, parsed, read, sound};
use crate::table::{Table, Values};
use serde::Deserialize;
use staves_core::codes::nearest_name;
use staves_core::mobilise::{
    Asked, Conversion, Demand, Facts, Fairness, Good, Holding, Line, Mobilised, Route, mobilise,
};
use staves_core::{Error, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.mobilise.program.v1";

/// An instance. Pairs are `region|item`.
#[derive(Deserialize)]
struct Form {
    #[serde(rename = "R")]
    regions: Vec<String>,
    #[serde(rename = "I")]
    items: Vec<String>,
    #[serde(rename = "T")]
    periods: usize,
    bom: BTreeMap<String, BTreeMap<String, f64>>,
    demand: BTreeMap<String, Vec<f64>>,
    cap: BTreeMap<String, f64>,
    conv: BTreeMap<String, f64>,
    conv_cost: BTreeMap<String, f64>,
    stock: BTreeMap<String, f64>,
    priority: BTreeMap<String, f64>,
    lag: usize,
    ramp: Vec<f64>,
    crew_per_week: f64,
    mask_truck_per_week: f64,
    ship_lag: usize,
    conv_max_per_week: f64,
    production_cost: f64,
    stock_cost: f64,
    ship_cost: f64,
    theta_max: Option<f64>,
}

/// Solves the instances of a file: one that is named, or all that have the form. One that allows a
/// largest shortage of everything (`theta_max` 1) asks for the cheapest plan.
///
/// # Errors
/// `plan::bad-program`, `plan::no-instance`; of the solver.
pub fn solve(path: &Path, named: Option<&str>, asked: Asked) -> Result<Table> {
    let kind = |data: &serde_json::Value| data.get("bom").map(|_| "mobilisation");
    let file = Place::file(path.display().to_string());
    let mut solved = Vec::new();
    for (key, data) in read(path, named, &kind)? {
        let place = if key.is_empty() { file.clone() } else { file.clone().key(key.clone()) };
        let one = || {
            let form: Form = parsed(&data)?;
            let cheapest = form.theta_max.is_some_and(|most| most >= 1.0);
            let fairness = if cheapest { Fairness::Cheapest } else { asked.fairness };
            let facts = form.facts()?;
            Ok((key.clone(), fairness, mobilise(&facts, Asked { fairness, ..asked })?))
        };
        solved.push(one().map_err(|error: Error| error.or_at(place))?);
    }
    Ok(table(&solved))
}

impl Form {
    fn pair(&self, name: &str) -> Result<(usize, usize)> {
        let (region, item) = name.split_once('|').unwrap_or((name, ""));
        let place = |names: &[String], name: &str| names.iter().position(|known| known == name);
        match (place(&self.regions, region), place(&self.items, item)) {
            (Some(region), Some(item)) => Ok((region, item)),
            _ => Err(bad(&format!("`{name}` is no `region|item` of this instance"))),
        }
    }

    fn item(&self, name: &str) -> Result<usize> {
        let found = self.items.iter().position(|known| known == name);
        found.ok_or_else(|| {
            bad(&format!("`{name}` is no item of this instance"))
                .nearest(nearest_name(name, self.items.iter().map(String::as_str)))
        })
    }

    fn facts(&self) -> Result<Facts> {
        let (periods, regions, items) = (self.periods, self.regions.len(), self.items.len());
        if !(1..=520).contains(&periods) {
            return Err(bad("`T` is from 1 to 520"));
        }
        self.numbers()?;
        let usual = Good {
            volume: 1.0,
            carrier: None,
            storage: self.stock_cost,
            life: None,
            reusable: false,
        };
        let mut goods = vec![usual; items];
        if let Some(mask) = self.items.iter().position(|item| item == "mask") {
            goods[mask].carrier = Some(0);
        }
        let ways = (0..regions).flat_map(|from| (0..regions).map(move |to| (from, to)));
        let routes = ways.filter(|(from, to)| from != to).map(|(from, to)| Route {
            from,
            to,
            lag: self.ship_lag,
            cost: self.ship_cost,
            limit: vec![f64::INFINITY; periods],
        });
        Ok(Facts {
            periods,
            regions,
            goods,
            lines: self.lines()?,
            conversions: self.conversions()?,
            crews: vec![self.crew_per_week; periods],
            demands: self.demands()?,
            holdings: self.holdings()?,
            imports: Vec::new(),
            routes: routes.collect(),
            carriers: vec![vec![self.mask_truck_per_week; periods]],
            shifts: Vec::new(),
        })
    }

    fn numbers(&self) -> Result<()> {
        let maps = [
            ("cap", &self.cap),
            ("conv", &self.conv),
            ("conv_cost", &self.conv_cost),
            ("stock", &self.stock),
            ("priority", &self.priority),
        ];
        for (name, map) in maps {
            map.values().try_for_each(|number| sound(name, &[*number]))?;
        }
        for (what, amounts) in &self.demand {
            lengths(self.periods, &[("demand", amounts.len())])?;
            sound(what, amounts)?;
        }
        self.bom.values().flat_map(BTreeMap::values).try_for_each(|b| sound("bom", &[*b]))?;
        if self.ramp.iter().any(|share| !(0.0..=1.0).contains(share)) {
            return Err(bad("`ramp` holds shares from 0 to 1"));
        }
        for (name, number) in [
            ("crew_per_week", self.crew_per_week),
            ("mask_truck_per_week", self.mask_truck_per_week),
            ("conv_max_per_week", self.conv_max_per_week),
            ("production_cost", self.production_cost),
            ("stock_cost", self.stock_cost),
            ("ship_cost", self.ship_cost),
        ] {
            sound(name, &[number])?;
        }
        Ok(())
    }

    /// A line for every item in every region.
    fn lines(&self) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        for region in &self.regions {
            for (good, item) in self.items.iter().enumerate() {
                let inputs = self.bom.get(item).into_iter().flatten();
                let inputs: Vec<Vec<(usize, f64)>> = inputs
                    .map(|(input, amount)| Ok(vec![(self.item(input)?, *amount)]))
                    .collect::<Result<_>>()?;
                let capacity = self.cap.get(&format!("{region}|{item}")).copied().unwrap_or(0.0);
                let (region, _) = self.pair(&format!("{region}|{item}"))?;
                let cost = self.production_cost;
                lines.push(Line {
                    region,
                    good,
                    capacity,
                    share_good: 1.0,
                    inputs,
                    hours: 0.0,
                    cost,
                });
            }
        }
        Ok(lines)
    }

    fn conversions(&self) -> Result<Vec<Conversion>> {
        let one = |(name, capacity): (&String, &f64)| {
            let (region, item) = self.pair(name)?;
            Ok(Conversion {
                line: region * self.items.len() + item,
                capacity: *capacity,
                instead_of: None,
                lag: self.lag,
                // The last share lasts.
                ramp: self.ramp.clone(),
                most: f64::INFINITY,
                most_a_period: self.conv_max_per_week,
                crews: 1.0,
                cost: self.conv_cost.get(name).copied().unwrap_or(0.0),
                forgone: 0.0,
            })
        };
        self.conv.iter().map(one).collect()
    }

    fn demands(&self) -> Result<Vec<Demand>> {
        let one = |(name, amounts): (&String, &Vec<f64>)| {
            let (region, good) = self.pair(name)?;
            let value = self.priority.get(&self.items[good]).copied().unwrap_or(1.0);
            let amounts = amounts.clone();
            Ok(Demand { region, good, amounts, value, class: 1, again: None, waste: 0.0 })
        };
        self.demand.iter().map(one).collect()
    }

    fn holdings(&self) -> Result<Vec<Holding>> {
        let one = |(name, stock): (&String, &f64)| {
            let (region, good) = self.pair(name)?;
            Ok(Holding { region, good, stock: *stock, reserve: 0.0 })
        };
        self.stock.iter().map(one).collect()
    }
}

fn table(solved: &[(String, Fairness, Mobilised)]) -> Table {
    let number = |pick: &dyn Fn(&Mobilised) -> f64| {
        Values::Number(solved.iter().map(|s| pick(&s.2)).collect())
    };
    let rounds = solved.iter().map(|s| s.2.rounds as i64).collect();
    Table::new(vec![
        ("instance", Values::Text(solved.iter().map(|s| s.0.clone()).collect())),
        ("fairness", Values::Text(solved.iter().map(|s| s.1.name().to_owned()).collect())),
        ("largest_shortage", number(&|plan| 1.0 - plan.least)),
        ("cost", number(&|plan| plan.cost)),
        ("bound", number(&|plan| plan.bound)),
        ("cheapest", number(&|plan| plan.cheapest)),
        ("price_of_fairness", number(&|plan| 100.0 * plan.price_of_fairness())),
        ("rounds", Values::Integer(rounds)),
    ])
}
