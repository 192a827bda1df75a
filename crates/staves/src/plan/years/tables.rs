//! A plan over years as tables.

use super::structure::Structure;
use crate::table::{Table, Values};
use staves_core::locale::text;
use staves_core::plan::years::{Developed, Limit, Quantity, Range, develop, ranges};
use staves_core::{Economy, Lang, Result};

/// A plan over years with what it was made of.
pub struct Roadmap<'e> {
    economy: &'e Economy,
    structure: Structure,
    found: Developed,
}

/// Limits that are told.
const TOLD: usize = 100;

impl<'e> Roadmap<'e> {
    /// Solves the plan of a structure.
    ///
    /// # Errors
    /// Of the solver.
    pub fn new(economy: &'e Economy, structure: Structure) -> Result<Self> {
        let found = develop(&structure.plan)?;
        Ok(Self { economy, structure, found })
    }

    /// What a reader must know.
    #[must_use]
    pub fn notes(&self) -> &[staves_core::Note] {
        &self.structure.notes
    }

    fn investment(&self, year: usize) -> f64 {
        let ordered = self.found.ordered[year].iter().zip(&self.structure.capital_output);
        ordered.map(|(v, ratio)| v * ratio).sum()
    }

    /// The plan in one row.
    #[must_use]
    pub fn summary(&self) -> Table {
        let (plan, found) = (&self.structure.plan, &self.found);
        let short: f64 = found.shortage[1..].iter().flatten().sum();
        let demand: f64 = plan.demand[1..].iter().flatten().map(|d| d.max(0.0)).sum();
        let missing: f64 = found.missing.iter().sum();
        let after: f64 = plan.capacity_after.iter().sum();
        let missed = self.missed().count();
        let number = |value: f64| Values::Number(vec![value]);
        let whole = |value: usize| Values::Integer(vec![value as i64]);
        let invested = (1..=plan.years).map(|year| self.investment(year)).sum();
        Table::new(vec![
            ("years", whole(plan.years)),
            ("goal", Values::Text(vec![plan.goal.name().to_owned()])),
            ("value", number(found.goal)),
            ("bound", number(found.bound)),
            ("unit", Values::Text(vec![self.economy.about.unit.name()])),
            ("consumption_last", number(found.level[plan.years])),
            ("investment", number(invested)),
            ("targets", whole(plan.targets.iter().filter(|t| t.priority > 0).count())),
            ("missed", whole(missed)),
            ("short_share", number(if demand > 0.0 { 100.0 * short / demand } else { 0.0 })),
            ("missing_share", number(if after > 0.0 { 100.0 * missing / after } else { 0.0 })),
        ])
    }

    /// Places of targets that are missed.
    fn missed(&self) -> impl Iterator<Item = usize> + '_ {
        let missed = |k: &usize| {
            self.found.missed[*k] > 1e-6 * self.structure.plan.targets[*k].value.abs().max(1e-9)
        };
        (0..self.found.missed.len()).filter(missed)
    }

    fn code(&self, good: usize) -> String {
        self.economy.sectors.code(self.structure.sectors[good]).to_owned()
    }

    /// One row a year.
    #[must_use]
    pub fn years(&self) -> Table {
        let (plan, found) = (&self.structure.plan, &self.found);
        let all = || 1..=plan.years;
        let sum = |grid: &[Vec<f64>]| Values::Number(all().map(|y| grid[y].iter().sum()).collect());
        let emitted = |year: usize| {
            found.output[year].iter().zip(&plan.emissions).map(|(x, e)| x * e).sum::<f64>()
        };
        let mut columns = vec![
            ("year", Values::Integer(all().map(|year| year as i64).collect())),
            ("consumption", Values::Number(all().map(|year| found.level[year]).collect())),
            ("output", sum(&found.output)),
            ("investment", Values::Number(all().map(|year| self.investment(year)).collect())),
            ("imports", sum(&found.imported)),
            ("shortage", sum(&found.shortage)),
        ];
        if plan.emissions.iter().any(|emissions| *emissions > 0.0) {
            columns.push(("emissions", Values::Number(all().map(emitted).collect())));
        }
        Table::new(columns)
    }

    /// One row a year and sector.
    #[must_use]
    pub fn roadmap(&self) -> Table {
        let (plan, found) = (&self.structure.plan, &self.found);
        let n = plan.goods();
        let all = || (1..=plan.years).flat_map(move |year| (0..n).map(move |good| (year, good)));
        let numbers = |pick: &dyn Fn(usize, usize) -> f64| {
            Values::Number(all().map(|(year, good)| pick(year, good)).collect())
        };
        let entry = |good: usize| &self.economy.sectors.entries()[self.structure.sectors[good]];
        Table::new(vec![
            ("year", Values::Integer(all().map(|(year, _)| year as i64).collect())),
            ("sector", Values::Text(all().map(|(_, good)| self.code(good)).collect())),
            ("label_en", Values::Text(all().map(|(_, good)| entry(good).en.clone()).collect())),
            ("label_zh", Values::Text(all().map(|(_, good)| entry(good).zh.clone()).collect())),
            ("output", numbers(&|year, good| found.output[year][good])),
            ("output_before", numbers(&|_, good| self.structure.output[good])),
            ("capacity", numbers(&|year, good| found.capacity[year][good])),
            ("ordered", numbers(&|year, good| found.ordered[year][good])),
            (
                "investment",
                numbers(&|year, good| {
                    found.ordered[year][good] * self.structure.capital_output[good]
                }),
            ),
            ("imports", numbers(&|year, good| found.imported[year][good])),
            ("shortage", numbers(&|year, good| found.shortage[year][good])),
        ])
    }

    /// What binds, and by how much the goal rises with a further unit.
    #[must_use]
    pub fn limits(&self) -> Table {
        let told: Vec<(Limit, f64)> = self.found.prices.iter().take(TOLD).copied().collect();
        self.priced(
            &told.into_iter().map(|(limit, price)| (None, limit, price)).collect::<Vec<_>>(),
        )
    }

    /// Why targets are missed: what binds them, and by how much less they are missed with a further
    /// unit, as a share of what was wanted.
    #[must_use]
    pub fn why(&self) -> Table {
        const EACH: usize = 10;
        let rows = self.found.why.iter().flat_map(|(targets, limits)| {
            let helps = limits.iter().filter(|(limit, _)| !matches!(limit, Limit::Balance(..)));
            helps.take(EACH).map(move |(limit, price)| (Some(targets), *limit, *price))
        });
        self.priced(&rows.collect::<Vec<_>>())
    }

    /// What binds most of each kind, and why targets are missed, in sentences.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let mut said: Vec<&str> = Vec::new();
        let mut sentences = Vec::new();
        let say = |targets: Option<&Vec<usize>>, limit: Limit, price: f64| {
            let key = format!("plan.binds.{}", name(limit));
            let (year, price) = (self.year(limit).to_string(), format!("{price:.3}"));
            let of = self.of(limit);
            let values = [("year", year.as_str()), ("of", &of)];
            let what = text(lang, &key, &values);
            match targets {
                None => text(lang, "plan.binds.worth", &[("what", &what), ("price", &price)]),
                Some(targets) => {
                    let names = self.names(targets);
                    let values = [("what", what.as_str()), ("price", &price), ("targets", &names)];
                    text(lang, "plan.binds.missed", &values)
                }
            }
        };
        for (limit, price) in &self.found.prices {
            if matches!(limit, Limit::Balance(..)) || said.contains(&name(*limit)) {
                continue;
            }
            said.push(name(*limit));
            sentences.push(say(None, *limit, *price));
        }
        for (targets, limits) in &self.found.why {
            let helps = limits.iter().find(|(limit, _)| !matches!(limit, Limit::Balance(..)));
            sentences.extend(helps.map(|(limit, price)| say(Some(targets), *limit, *price)));
        }
        sentences
    }

    fn names(&self, targets: &[usize]) -> String {
        let mut names: Vec<&str> =
            targets.iter().map(|k| self.structure.plan.targets[*k].name.as_str()).collect();
        names.dedup();
        names.join(";")
    }

    fn year(&self, limit: Limit) -> i64 {
        match limit {
            Limit::Balance(year, _)
            | Limit::Capacity(year, _)
            | Limit::Labour(year, _)
            | Limit::Imports(year, _)
            | Limit::Foreign(year)
            | Limit::Emissions(year) => year as i64,
            Limit::After(_) => self.structure.plan.years as i64 + 1,
            Limit::Target(k) => self.structure.plan.targets[k].year as i64,
        }
    }

    fn of(&self, limit: Limit) -> String {
        match limit {
            Limit::Balance(_, good)
            | Limit::Capacity(_, good)
            | Limit::Imports(_, good)
            | Limit::After(good) => self.code(good),
            Limit::Labour(_, kind) => self.structure.plan.labour[kind].name.clone(),
            Limit::Target(k) => self.structure.plan.targets[k].name.clone(),
            Limit::Foreign(_) | Limit::Emissions(_) => String::new(),
        }
    }

    fn priced(&self, rows: &[(Option<&Vec<usize>>, Limit, f64)]) -> Table {
        let mut columns = vec![
            ("limit", Values::Text(rows.iter().map(|row| name(row.1).to_owned()).collect())),
            ("year", Values::Integer(rows.iter().map(|row| self.year(row.1)).collect())),
            ("of", Values::Text(rows.iter().map(|row| self.of(row.1)).collect())),
            ("price", Values::Number(rows.iter().map(|row| row.2).collect())),
        ];
        if rows.iter().any(|row| row.0.is_some()) {
            let target = |row: Option<&Vec<usize>>| row.map_or_else(String::new, |t| self.names(t));
            let names = rows.iter().map(|row| target(row.0)).collect();
            columns.insert(0, ("target", Values::Text(names)));
        }
        Table::new(columns)
    }

    /// Targets, and by how much they are missed; the floor under consumption only where it is.
    #[must_use]
    pub fn targets(&self) -> Table {
        let plan = &self.structure.plan;
        let missed: Vec<usize> = self.missed().collect();
        let shown: Vec<usize> = (0..plan.targets.len())
            .filter(|k| plan.targets[*k].priority > 0 || missed.contains(k))
            .collect();
        let text =
            |pick: &dyn Fn(usize) -> String| Values::Text(shown.iter().map(|k| pick(*k)).collect());
        let number =
            |pick: &dyn Fn(usize) -> f64| Values::Number(shown.iter().map(|k| pick(*k)).collect());
        let whole =
            |pick: &dyn Fn(usize) -> i64| Values::Integer(shown.iter().map(|k| pick(*k)).collect());
        let of_one = |k: usize| {
            !matches!(plan.targets[k].quantity, Quantity::Consumption | Quantity::Emissions)
        };
        Table::new(vec![
            ("target", text(&|k| plan.targets[k].name.clone())),
            ("priority", whole(&|k| i64::from(plan.targets[k].priority))),
            ("quantity", text(&|k| plan.targets[k].quantity.name().to_owned())),
            (
                "sector",
                text(&|k| if of_one(k) { self.code(plan.targets[k].good) } else { String::new() }),
            ),
            ("year", whole(&|k| plan.targets[k].year as i64)),
            ("wanted", number(&|k| plan.targets[k].value)),
            ("missed", number(&|k| if missed.contains(&k) { self.found.missed[k] } else { 0.0 })),
        ])
    }

    /// How little and how much capacity of each sector is ordered in plans nearly as good.
    ///
    /// # Errors
    /// Of the solver.
    pub fn ranges(&self, share: f64) -> Result<Table> {
        let ranges = ranges(&self.structure.plan, share)?;
        let number =
            |pick: &dyn Fn(&Range) -> f64| Values::Number(ranges.iter().map(pick).collect());
        Ok(Table::new(vec![
            ("sector", Values::Text((0..ranges.len()).map(|good| self.code(good)).collect())),
            ("ordered", number(&|range| range.chosen)),
            ("least", number(&|range| range.least)),
            ("most", number(&|range| range.most)),
        ]))
    }
}

/// Name of a kind of limit in tables.
fn name(limit: Limit) -> &'static str {
    match limit {
        Limit::Balance(..) => "balance",
        Limit::Capacity(..) => "capacity",
        Limit::Labour(..) => "labour",
        Limit::Imports(..) => "imports",
        Limit::Foreign(_) => "foreign_money",
        Limit::Emissions(_) => "emissions",
        Limit::After(_) => "capacity_after",
        Limit::Target(_) => "target",
    }
}
