//! Masks and suits over eight weeks in three regions: production, conversion of lines, stocks and
//! transport; first the least largest shortage, then the least cost.

use super::{close, instance, least, numbers};
use serde_json::Value;
use staves_core::program::{Bounds, Column, Program};
use std::collections::BTreeMap;

/// A column per region, item and week.
type Grid = BTreeMap<(usize, usize, usize), Column>;

struct Data<'d> {
    data: &'d Value,
    regions: Vec<String>,
    items: Vec<String>,
    weeks: usize,
}

impl Data<'_> {
    fn number(&self, key: &str) -> f64 {
        self.data[key].as_f64().unwrap()
    }

    fn of(&self, key: &str, r: usize, i: usize) -> Option<f64> {
        self.data[key][format!("{}|{}", self.regions[r], self.items[i])].as_f64()
    }

    fn demand(&self, r: usize, i: usize) -> Option<Vec<f64>> {
        let demand = &self.data["demand"][format!("{}|{}", self.regions[r], self.items[i])];
        demand.is_array().then(|| numbers(demand))
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let (regions, items, weeks) = (self.regions.len(), self.items.len(), self.weeks);
        (0..regions)
            .flat_map(move |r| (0..items).flat_map(move |i| (0..weeks).map(move |t| (r, i, t))))
    }

    /// Priority of an item, 0 for what is not final.
    fn priority(&self, i: usize) -> f64 {
        self.data["priority"][&self.items[i]].as_f64().unwrap_or(0.0)
    }
}

fn data(data: &Value) -> Data<'_> {
    let texts = |key: &str| -> Vec<String> {
        data[key].as_array().unwrap().iter().map(|x| x.as_str().unwrap().to_owned()).collect()
    };
    let weeks = data["T"].as_u64().unwrap() as usize;
    Data { data, regions: texts("R"), items: texts("I"), weeks }
}

/// With the largest shortage as cost, or costs with a limit on it.
fn program(d: &Data<'_>, largest: Option<f64>) -> Program {
    let mut program = Program::new();
    let counts = if largest.is_some() { 1.0 } else { 0.0 };
    let at_least = Bounds::at_least(0.0);
    let shortage = program.column(1.0 - counts, Bounds::between(0.0, largest.unwrap_or(1.0)));
    let (mut made, mut kept, mut unmet, mut converted) =
        (Grid::new(), Grid::new(), Grid::new(), Grid::new());
    let mut shipped: BTreeMap<(usize, usize, usize, usize), Column> = BTreeMap::new();
    for (r, i, t) in d.cells() {
        let cell = (r, i, t);
        made.insert(cell, program.column(counts * d.number("production_cost"), at_least));
        kept.insert(cell, program.column(counts * d.number("stock_cost"), at_least));
        if d.demand(r, i).is_some() {
            unmet.insert(cell, program.column(counts * d.priority(i), at_least));
        }
        if d.of("conv", r, i).is_some() {
            let cost = counts * d.of("conv_cost", r, i).unwrap();
            let most = Bounds::between(0.0, d.number("conv_max_per_week"));
            converted.insert(cell, program.column(cost, most));
        }
        for to in (0..d.regions.len()).filter(|to| *to != r) {
            let column = program.column(counts * d.number("ship_cost"), at_least);
            shipped.insert((r, to, i, t), column);
        }
    }
    for (r, i, t) in d.cells() {
        let mut row = vec![(made[&(r, i, t)], 1.0), (kept[&(r, i, t)], -1.0)];
        let mut wanted = d.demand(r, i).map_or(0.0, |demand| demand[t]);
        match t {
            0 => wanted -= d.of("stock", r, i).unwrap_or(0.0),
            _ => row.push((kept[&(r, i, t - 1)], 1.0)),
        }
        for other in (0..d.regions.len()).filter(|other| *other != r) {
            row.push((shipped[&(r, other, i, t)], -1.0));
            if t >= 1 {
                row.push((shipped[&(other, r, i, t - 1)], 1.0));
            }
        }
        for k in 0..d.items.len() {
            if let Some(use_) = d.data["bom"][&d.items[k]][&d.items[i]].as_f64() {
                row.push((made[&(r, k, t)], -use_));
            }
        }
        row.extend(unmet.get(&(r, i, t)).map(|column| (*column, 1.0)));
        program.row(Bounds::exactly(wanted), &row);
        capacity(d, &mut program, &made, &converted, (r, i, t));
    }
    limits(d, &mut program, &converted, &shipped);
    for r in 0..d.regions.len() {
        for i in 0..d.items.len() {
            let Some(demand) = d.demand(r, i) else { continue };
            let mut row: Vec<_> = (0..d.weeks).map(|t| (unmet[&(r, i, t)], 1.0)).collect();
            row.push((shortage, -demand.iter().sum::<f64>()));
            program.row(Bounds::at_most(0.0), &row);
        }
    }
    program
}

fn capacity(
    d: &Data<'_>,
    program: &mut Program,
    made: &Grid,
    converted: &Grid,
    (r, i, t): (usize, usize, usize),
) {
    let ramp = numbers(&d.data["ramp"]);
    let lag = d.number("lag") as usize;
    let mut row = vec![(made[&(r, i, t)], 1.0)];
    if let Some(line) = d.of("conv", r, i) {
        for s in 0..=t.saturating_sub(lag).min(d.weeks) {
            if s + lag <= t {
                let share = ramp[(t - lag - s).min(2)];
                row.push((converted[&(r, i, s)], -line * share));
            }
        }
    }
    program.row(Bounds::at_most(d.of("cap", r, i).unwrap_or(0.0)), &row);
}

fn limits(
    d: &Data<'_>,
    program: &mut Program,
    converted: &Grid,
    shipped: &BTreeMap<(usize, usize, usize, usize), Column>,
) {
    for t in 0..d.weeks {
        let row: Vec<_> =
            converted.iter().filter(|((.., week), _)| *week == t).map(|(_, c)| (*c, 1.0)).collect();
        program.row(Bounds::at_most(d.number("crew_per_week")), &row);
        let mask = d.items.iter().position(|item| item == "mask").unwrap();
        let row: Vec<_> = shipped
            .iter()
            .filter(|((_, _, i, week), _)| (*i, *week) == (mask, t))
            .map(|(_, column)| (*column, 1.0))
            .collect();
        program.row(Bounds::at_most(d.number("mask_truck_per_week")), &row);
    }
}

#[test]
fn the_fairest_plan_and_what_it_costs() {
    let Some(stored) = instance("M_minmax_shortage") else { return };
    let d = data(&stored["data"]);
    let first = program(&d, None);
    super::has_size(&first, &stored);
    let shortage = least(&first);
    close(shortage, 0.30172498767865946);
    let cost = least(&program(&d, Some(shortage + 1e-9)));
    close(cost, 2609.943234460733);
    assert!(least(&program(&d, Some(1.0))) <= cost + 1e-6);
}
