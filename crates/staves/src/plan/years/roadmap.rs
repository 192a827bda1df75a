//! A plan over years as tables.

use super::economy::economy_of;
use super::limit::Limited;
use super::stress::{self, Test, Tested};
use super::structure::Structure;
use crate::table::{Table, Values};
use staves_core::plan::years::{Developed, Quantity, Range, develop, ranges};
use staves_core::{Economy, Result};

/// A plan over years with what it was made of.
pub struct Roadmap<'e> {
    pub(super) economy: &'e Economy,
    pub(super) structure: Structure,
    pub(super) found: Developed,
    /// The stress test of each year, from the base year on; empty where there was none.
    pub(super) tested: Vec<Tested>,
    /// What a limit on the tail loss came to.
    pub(super) limited: Option<Limited>,
}

impl<'e> Roadmap<'e> {
    /// Solves the plan of a structure.
    ///
    /// # Errors
    /// Of the solver.
    pub fn new(economy: &'e Economy, structure: Structure) -> Result<Self> {
        let found = develop(&structure.plan)?;
        Ok(Self { economy, structure, found, tested: Vec::new(), limited: None })
    }

    /// Puts the economy of each year through a stress test.
    ///
    /// # Errors
    /// Of the scenario and the engine.
    pub fn stress(&mut self, test: &Test<'_>) -> Result<()> {
        self.tested = std::iter::once(test.of(self.economy))
            .chain((1..=self.structure.plan.years).map(|year| test.of(&self.economy_of(year)?)))
            .collect::<Result<Vec<_>>>()?;
        Ok(())
    }

    /// The economy as it is in a year of the plan.
    ///
    /// # Errors
    /// `table::not-a-number` when the table cannot be scaled; of the actions.
    pub fn economy_of(&self, year: usize) -> Result<Economy> {
        economy_of(self.economy, &self.structure, &self.found, year, &self.done(year))
    }

    /// The part of each action that is done in a year.
    pub(super) fn done(&self, year: usize) -> Vec<f64> {
        let projects = self.structure.plan.projects.iter().enumerate();
        let begun = |k: usize| self.found.begun.iter().map(|begun| begun[k]).collect::<Vec<_>>();
        projects.map(|(k, project)| project.done(year, &begun(k)).min(1.0)).collect()
    }

    /// The stress test of each year as a table.
    #[must_use]
    pub fn tested(&self) -> Table {
        stress::table(&self.tested, self.limited.as_ref())
    }

    /// The economy it is for.
    #[must_use]
    pub fn economy(&self) -> &Economy {
        self.economy
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
        let mut columns = vec![
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
        ];
        if let Some(limited) = &self.limited {
            let shares = self.tested[1..].iter().map(Tested::tail_share);
            columns.push(("tail_share", number(100.0 * shares.fold(0.0, f64::max))));
            columns.push(("tail_limit", number(100.0 * limited.limit)));
            columns.push(("goal_lost", number(limited.goal_lost(found.goal))));
        }
        Table::new(columns)
    }

    /// Places of targets that are missed.
    fn missed(&self) -> impl Iterator<Item = usize> + '_ {
        let missed = |k: &usize| {
            self.found.missed[*k] > 1e-6 * self.structure.plan.targets[*k].value.abs().max(1e-9)
        };
        (0..self.found.missed.len()).filter(missed)
    }

    pub(super) fn code(&self, good: usize) -> String {
        self.economy.sectors.code(self.structure.base.sectors[good]).to_owned()
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
        let entry =
            |good: usize| &self.economy.sectors.entries()[self.structure.base.sectors[good]];
        Table::new(vec![
            ("year", Values::Integer(all().map(|(year, _)| year as i64).collect())),
            ("sector", Values::Text(all().map(|(_, good)| self.code(good)).collect())),
            ("label_en", Values::Text(all().map(|(_, good)| entry(good).en.clone()).collect())),
            ("label_zh", Values::Text(all().map(|(_, good)| entry(good).zh.clone()).collect())),
            ("output", numbers(&|year, good| found.output[year][good])),
            ("output_before", numbers(&|_, good| self.structure.base.output[good])),
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
