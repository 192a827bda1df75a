//! What is begun when: new capacity and actions, by year and kind of action, as tables and as the
//! lines of a Gantt chart.

use super::roadmap::Roadmap;
use crate::table::{Table, Values};
use staves_core::action::Kind;
use staves_core::codes::Entry;
use std::collections::BTreeMap;

/// Something that is begun in a year.
struct Step<'r> {
    kind: Kind,
    /// Sector or action.
    entry: &'r Entry,
    /// Year in which it is begun and paid.
    begun: usize,
    /// First year in which it is there.
    done: usize,
    /// Part of an action; missing for new capacity.
    part: f64,
    /// New capacity, money of output per year.
    capacity: f64,
    /// Money of the table.
    cost: f64,
}

/// One line of a Gantt chart: a sector that gets new capacity, or an action.
pub struct Line<'r> {
    /// Kind of action.
    pub kind: Kind,
    /// Sector or action.
    pub entry: &'r Entry,
    /// Money of the table by year of the plan.
    pub cost: Vec<f64>,
    /// Years of the plan in which something that was begun is not yet there.
    pub under_way: Vec<bool>,
}

/// Parts of capacity and of actions below this are rounding.
const NOTHING: f64 = 1e-6;

impl Roadmap<'_> {
    fn steps(&self, kind: Option<Kind>) -> Vec<Step<'_>> {
        let (plan, found) = (&self.structure.plan, &self.found);
        let years = || 1..=plan.years;
        let mut steps = Vec::new();
        for (good, sector) in self.structure.base.sectors.iter().enumerate() {
            let ordered = |year: usize| found.ordered[year][good];
            steps.extend(
                years().filter(|year| ordered(*year) > NOTHING * plan.capacity[good]).map(
                    |begun| Step {
                        kind: Kind::Supplement,
                        entry: &self.economy.sectors.entries()[*sector],
                        begun,
                        done: begun + plan.lag,
                        part: f64::NAN,
                        capacity: ordered(begun),
                        cost: ordered(begun) * self.structure.capital_output[good],
                    },
                ),
            );
        }
        for (k, action) in self.structure.actions.iter().enumerate() {
            let part = |year: usize| found.begun[year][k];
            let project = &plan.projects[k];
            let added: f64 = project.capacity.iter().sum();
            steps.extend(years().filter(|year| part(*year) > NOTHING).map(|begun| Step {
                kind: action.kind,
                entry: &action.entry,
                begun,
                done: begun + project.lead,
                part: part(begun),
                capacity: part(begun) * added,
                cost: part(begun) * action.cost,
            }));
        }
        steps.retain(|step| kind.is_none_or(|kind| step.kind == kind));
        steps.sort_by_key(|step| step.kind);
        steps
    }

    /// One row for everything that is begun in a year, of one kind of action or of all.
    #[must_use]
    pub fn schedule(&self, kind: Option<Kind>) -> Table {
        let steps = self.steps(kind);
        let text =
            |pick: &dyn Fn(&Step<'_>) -> String| Values::Text(steps.iter().map(pick).collect());
        let whole = |pick: &dyn Fn(&Step<'_>) -> usize| {
            Values::Integer(steps.iter().map(|step| pick(step) as i64).collect())
        };
        let number =
            |pick: &dyn Fn(&Step<'_>) -> f64| Values::Number(steps.iter().map(pick).collect());
        Table::new(vec![
            ("kind", text(&|step| step.kind.name().to_owned())),
            ("id", text(&|step| step.entry.code.clone())),
            ("label_en", text(&|step| step.entry.en.clone())),
            ("label_zh", text(&|step| step.entry.zh.clone())),
            ("begun", whole(&|step| step.begun)),
            ("done", whole(&|step| step.done)),
            ("part", number(&|step| step.part)),
            ("capacity", number(&|step| step.capacity)),
            ("cost", number(&|step| step.cost)),
        ])
    }

    /// What each kind of action costs in each year.
    #[must_use]
    pub fn kinds(&self, kind: Option<Kind>) -> Table {
        let mut sums: BTreeMap<(Kind, usize), (i64, f64)> = BTreeMap::new();
        for step in self.steps(kind) {
            let sum = sums.entry((step.kind, step.begun)).or_default();
            *sum = (sum.0 + 1, sum.1 + step.cost);
        }
        let keys = || sums.keys();
        Table::new(vec![
            ("kind", Values::Text(keys().map(|(kind, _)| kind.name().to_owned()).collect())),
            ("year", Values::Integer(keys().map(|(_, year)| *year as i64).collect())),
            ("count", Values::Integer(sums.values().map(|(count, _)| *count).collect())),
            ("cost", Values::Number(sums.values().map(|(_, cost)| *cost).collect())),
        ])
    }

    /// Lines of a Gantt chart by kind, the dearest first.
    #[must_use]
    pub fn lines(&self, kind: Option<Kind>) -> Vec<Line<'_>> {
        let years = self.structure.plan.years;
        let mut lines: Vec<Line<'_>> = Vec::new();
        for step in self.steps(kind) {
            let line = match lines
                .iter()
                .position(|line| (line.kind, line.entry) == (step.kind, step.entry))
            {
                Some(at) => &mut lines[at],
                None => {
                    lines.push(Line {
                        kind: step.kind,
                        entry: step.entry,
                        cost: vec![0.0; years],
                        under_way: vec![false; years],
                    });
                    let last = lines.len() - 1;
                    &mut lines[last]
                }
            };
            line.cost[step.begun - 1] += step.cost;
            (step.begun..step.done.min(years + 1)).for_each(|year| line.under_way[year - 1] = true);
        }
        lines.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.total().total_cmp(&a.total())));
        lines
    }

    /// The Gantt chart in text, one row a line: a block for a year in which something is begun, a
    /// shade for one in which it is under way.
    #[must_use]
    pub fn gantt(&self, kind: Option<Kind>) -> Table {
        let lines = self.lines(kind);
        let text =
            |pick: &dyn Fn(&Line<'_>) -> String| Values::Text(lines.iter().map(pick).collect());
        let bar = |line: &Line<'_>| {
            let years = line.cost.iter().zip(&line.under_way);
            years
                .map(|(cost, under_way)| match (*cost > 0.0, under_way) {
                    (true, _) => '█',
                    (false, true) => '▒',
                    (false, false) => '·',
                })
                .collect()
        };
        Table::new(vec![
            ("kind", text(&|line| line.kind.name().to_owned())),
            ("id", text(&|line| line.entry.code.clone())),
            ("label_en", text(&|line| line.entry.en.clone())),
            ("label_zh", text(&|line| line.entry.zh.clone())),
            ("years", text(&bar)),
            ("cost", Values::Number(lines.iter().map(Line::total).collect())),
        ])
    }
}

impl Line<'_> {
    /// Cost over all years.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.cost.iter().sum()
    }
}
