//! Instances of reopening and of orders in JSON, as they are (docs/src/reference/programs.md).

use crate::plan::instances::{self, bad, lengths, parsed, sound};
use crate::table::{Table, Values as Cells};
use serde::Deserialize;
use serde_json::Value;
use staves_core::program::{Ask, Go, Progress};
use staves_core::resume::{
    Budget, Final, Groups, Opening, Tasks, Use, Values, all_orders, choose, schedule,
};
use staves_core::{Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.resume.program.v1";
/// Most periods of an instance.
const MOST_PERIODS: usize = 10_000;
/// Most tasks of which all orders are tried.
const ALL_ORDERS: usize = 7;

/// One instance solved.
struct Solved {
    key: String,
    kind: &'static str,
    value: f64,
    bound: f64,
    chosen: String,
    /// What the worst order gives, and how many are as good as the best; none when not all were
    /// tried.
    orders: Option<(f64, usize)>,
}

/// Solves the instances of a file: one that is named, or all that have a known form.
///
/// # Errors
/// `plan::bad-program`, `plan::no-instance`; of the solver.
pub fn solve(
    path: &Path,
    named: Option<&str>,
    ask: &Ask<'_>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<Table> {
    let place = || Place::file(path.display().to_string());
    let mut solved = Vec::new();
    for (key, data) in instances::read(path, named, &kind)? {
        let at = || if key.is_empty() { place() } else { place().key(key.clone()) };
        let one = match kind(&data) {
            Some("opening") => parsed(&data).and_then(|form: OpeningForm| form.solve(ask, watch)),
            _ => parsed(&data).and_then(|form: OrderForm| form.solve(ask, watch)),
        };
        solved.push(Solved { key: key.clone(), ..one.map_err(|error| error.or_at(at()))? });
    }
    Ok(table(&solved))
}

fn kind(data: &Value) -> Option<&'static str> {
    let forms = [("contact_budget", "opening"), ("dur", "order")];
    forms.iter().find(|(key, _)| data.get(key).is_some()).map(|(_, kind)| *kind)
}

#[derive(Deserialize)]
struct OpeningForm {
    #[serde(rename = "A")]
    coefficients: Vec<Vec<f64>>,
    x0: Vec<f64>,
    f0: Vec<f64>,
    va: Vec<f64>,
    contacts: Vec<f64>,
    open0: Vec<f64>,
    contact_budget: f64,
    import_share: f64,
    #[serde(default)]
    min_final_share: BTreeMap<usize, f64>,
    /// How many sectors must open whole or not at all: none or all.
    #[serde(default)]
    n_int: usize,
}

impl OpeningForm {
    fn check(&self) -> Result<()> {
        let units = self.x0.len();
        let lists = [
            ("A", &self.coefficients.concat()),
            ("x0", &self.x0),
            ("f0", &self.f0),
            ("contacts", &self.contacts),
            ("open0", &self.open0),
        ];
        lengths(units, &[("A", self.coefficients.len()), ("va", self.va.len())])?;
        lengths(
            units,
            &lists[1..].iter().map(|(name, list)| (*name, list.len())).collect::<Vec<_>>(),
        )?;
        self.coefficients.iter().try_for_each(|row| lengths(units, &[("A", row.len())]))?;
        lists.iter().try_for_each(|(name, list)| sound(name, list))?;
        sound("contact_budget", &[self.contact_budget])?;
        sound("import_share", &[self.import_share])?;
        let shares: Vec<f64> = self.min_final_share.values().copied().collect();
        sound("min_final_share", &shares)?;
        if self.open0.iter().chain(&shares).any(|share| *share > 1.0) {
            return Err(bad("`open0` and `min_final_share` are shares, at most 1"));
        }
        match self.min_final_share.keys().find(|sector| **sector >= units) {
            Some(sector) => {
                Err(bad(&format!("`min_final_share` names sector {sector} of {units}")))
            }
            None => Ok(()),
        }
    }

    fn solve(self, ask: &Ask<'_>, watch: &mut dyn FnMut(&Progress) -> Go) -> Result<Solved> {
        self.check()?;
        let units = self.x0.len();
        let uses = self.coefficients.iter().enumerate().flat_map(|(good, row)| {
            let used = move |(unit, coefficient): (usize, &f64)| Use {
                good,
                unit,
                coefficient: *coefficient,
                without: 0.0,
            };
            row.iter().enumerate().map(used)
        });
        let finals = self.f0.iter().enumerate().map(|(good, most)| {
            let share = self.min_final_share.get(&good).copied().unwrap_or_default();
            Final { least: share * most, most: *most }
        });
        let closed = self.open0.iter().map(|open| 1.0 - open);
        let budget = Budget {
            name: "contacts".into(),
            limit: self.contact_budget,
            uses: self.contacts.iter().zip(closed).map(|(all, closed)| all * closed).collect(),
        };
        let opening = Opening {
            good: (0..units).collect(),
            uses: uses.collect(),
            sales: None,
            finals: finals.collect(),
            supplied: vec![0.0; units],
            imports: self.x0.iter().map(|output| self.import_share * output).collect(),
            output: self.x0,
            open: self.open0,
            value_added: self.va,
        };
        let whole = self.n_int > 0;
        let choice = choose(&opening, &[budget], &vec![false; units], whole, ask, watch)?;
        let shown = choice.open.iter().enumerate().filter(|(_, share)| **share > 1e-9);
        let shown = shown.map(|(unit, share)| match whole {
            true => unit.to_string(),
            false => format!("{unit}:{share:.6}"),
        });
        Ok(Solved {
            key: String::new(),
            kind: "opening",
            value: choice.value,
            bound: choice.bound,
            chosen: shown.collect::<Vec<_>>().join(";"),
            orders: None,
        })
    }
}

#[derive(Deserialize)]
struct OrderForm {
    dur: Vec<usize>,
    cap: Vec<f64>,
    horizon: usize,
    damaged_share: f64,
    crews: usize,
    /// Such as `min(c0+c1, c2/0.5)`.
    chain: String,
}

impl OrderForm {
    fn solve(self, ask: &Ask<'_>, watch: &mut dyn FnMut(&Progress) -> Go) -> Result<Solved> {
        let units = self.dur.len();
        lengths(units, &[("cap", self.cap.len())])?;
        sound("cap", &self.cap)?;
        sound("damaged_share", &[self.damaged_share])?;
        let long = self.dur.iter().chain([&self.horizon]).any(|periods| *periods > MOST_PERIODS);
        if self.crews == 0 || self.damaged_share > 1.0 || long {
            return Err(bad(
                "`crews` is 1 or more, `damaged_share` at most 1, `dur` and `horizon` at most 10000",
            ));
        }
        let groups = Groups {
            groups: groups(&self.chain, units)?,
            left: vec![self.damaged_share; units],
            capacity: self.cap,
        };
        let all = (0..units).collect();
        let tasks = Tasks { units: all, work: self.dur, crews: self.crews, horizon: self.horizon };
        let mut values = Values::new(&groups, vec![1.0; units]);
        let found = schedule(&groups, &tasks, &mut values, ask, watch)?;
        let orders = (units <= ALL_ORDERS).then(|| all_orders(&tasks, &mut values)).transpose()?;
        Ok(Solved {
            key: String::new(),
            kind: "order",
            value: found.total,
            bound: found.bound,
            chosen: found.order.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"),
            orders: orders.map(|orders| (orders.worst, orders.best_count)),
        })
    }
}

/// Groups of a chain written as `min(c0+c1, c2/0.5)`: units that add up, over the units of capacity
/// that a unit of output takes.
fn groups(chain: &str, units: usize) -> Result<Vec<Vec<(usize, f64)>>> {
    let wrong = || bad(&format!("`chain` is `{chain}` and must be such as `min(c0+c1, c2/0.5)`"));
    let inside = chain.trim().strip_prefix("min(").and_then(|rest| rest.strip_suffix(')'));
    let term = |term: &str| -> Option<Vec<(usize, f64)>> {
        let (sum, over) = term.split_once('/').unwrap_or((term, "1"));
        let over: f64 = over.trim().parse().ok().filter(|over: &f64| *over > 0.0)?;
        let unit = |name: &str| -> Option<(usize, f64)> {
            let unit: usize = name.trim().strip_prefix('c')?.parse().ok()?;
            (unit < units && over.is_finite()).then_some((unit, 1.0 / over))
        };
        sum.split('+').map(unit).collect()
    };
    inside.and_then(|inside| inside.split(',').map(term).collect()).ok_or_else(wrong)
}

fn table(solved: &[Solved]) -> Table {
    let text = |pick: &dyn Fn(&Solved) -> String| Cells::Text(solved.iter().map(pick).collect());
    let number = |pick: &dyn Fn(&Solved) -> f64| Cells::Number(solved.iter().map(pick).collect());
    let gap = |one: &Solved| (one.bound - one.value).abs() / one.value.abs().max(1e-10);
    Table::new(vec![
        ("instance", text(&|one| one.key.clone())),
        ("kind", text(&|one| one.kind.to_owned())),
        ("value", number(&|one| one.value)),
        ("at_most", number(&|one| one.bound)),
        ("gap", number(&gap)),
        ("chosen", text(&|one| one.chosen.clone())),
        ("worst", number(&|one| one.orders.map_or(f64::NAN, |orders| orders.0))),
        ("best_orders", number(&|one| one.orders.map_or(f64::NAN, |orders| orders.1 as f64))),
    ])
}
