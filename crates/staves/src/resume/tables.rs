//! What is said of a plan.

use super::Plan;
use crate::table::{Table, Values};
use staves_core::Lang;
use staves_core::codes::Entry;
use staves_core::locale::text;

impl Plan<'_> {
    fn sector(&self, unit: usize) -> &Entry {
        let economy = &self.request.stored.economy;
        &economy.sectors.entries()[economy.producers[unit].sector as usize]
    }

    fn unit_columns(&self, units: &[usize]) -> [(&'static str, Values); 3] {
        let economy = &self.request.stored.economy;
        let texts = |pick: &dyn Fn(usize) -> String| {
            Values::Text(units.iter().map(|unit| pick(*unit)).collect())
        };
        [
            ("unit", texts(&|unit| economy.name(unit))),
            ("label_en", texts(&|unit| self.sector(unit).en.clone())),
            ("label_zh", texts(&|unit| self.sector(unit).zh.clone())),
        ]
    }

    /// What each unit takes of each budget.
    fn budget_columns(&self, units: &[usize], shares: &[f64]) -> Vec<(&str, Values)> {
        let taken = |uses: &[f64]| units.iter().map(|unit| uses[*unit] * shares[*unit]).collect();
        let budgets = self.budgets.iter();
        budgets.map(|budget| (budget.name.as_str(), Values::Number(taken(&budget.uses)))).collect()
    }

    /// What opens, in order: `order, unit, start, gain` and more. Days from the start; gains in money
    /// a day.
    #[must_use]
    pub fn order(&self) -> Table {
        let units = &self.schedule.order;
        let [unit, en, zh] = self.unit_columns(units);
        let days = |periods: &[usize]| {
            Values::Number(periods.iter().map(|period| *period as f64 * self.period).collect())
        };
        let gains = self.values.windows(2).map(|pair| pair[1] - pair[0] + 0.0).collect();
        let shares = units.iter().map(|unit| self.choice.open[*unit]).collect();
        let mut columns = vec![
            ("order", Values::Integer((1..=units.len() as i64).collect())),
            unit,
            ("start", days(&self.schedule.starts)),
            ("gain", Values::Number(gains)),
            ("opens", days(&self.schedule.done)),
            ("opened_share", Values::Number(shares)),
        ];
        columns.extend(self.budget_columns(units, &self.choice.open));
        columns.extend([en, zh]);
        Table::new(columns)
    }

    /// Everything that is closed: how much of it opens, and what opening all of it takes.
    #[must_use]
    pub fn opening(&self) -> Table {
        let units = self.request.closed.units();
        let [unit, en, zh] = self.unit_columns(&units);
        let numbers =
            |values: &[f64]| Values::Number(units.iter().map(|unit| values[*unit]).collect());
        let whole = vec![1.0; self.opening.output.len()];
        let mut columns = vec![
            unit,
            ("open", numbers(&self.opening.open)),
            ("opened_share", numbers(&self.choice.open)),
            ("output", numbers(&self.opening.output)),
        ];
        columns.extend(self.budget_columns(&units, &whole));
        columns.extend([en, zh]);
        Table::new(columns)
    }

    /// Each budget, what is taken of it, and what one more is worth: money a day, while units may be
    /// opened in part.
    #[must_use]
    pub fn budgets(&self) -> Table {
        let taken = self.budgets.iter().map(|budget| budget.taken(&self.choice.open));
        Table::new(vec![
            ("budget", Values::Text(self.budgets.iter().map(|b| b.name.clone()).collect())),
            ("limit", Values::Number(self.budgets.iter().map(|budget| budget.limit).collect())),
            ("taken", Values::Number(taken.collect())),
            ("worth", Values::Number(self.choice.worth.clone())),
        ])
    }

    /// The plan and plain rules in the stress test.
    #[must_use]
    pub fn comparison(&self) -> Table {
        let all = &self.compared;
        let numbers =
            |pick: &dyn Fn(&super::Compared) -> f64| Values::Number(all.iter().map(pick).collect());
        let opened = |one: &super::Compared| one.days.iter().flatten().count() as i64;
        Table::new(vec![
            ("rule", Values::Text(all.iter().map(|one| one.rule.to_owned()).collect())),
            ("within", Values::Integer(all.iter().map(|one| i64::from(one.within)).collect())),
            ("opened", Values::Integer(all.iter().map(opened).collect())),
            ("value_added_lost", numbers(&|one| one.simulated.value_added_lost)),
            ("output_lost", numbers(&|one| one.simulated.output_lost)),
            ("final_demand_unmet", numbers(&|one| one.simulated.final_demand_unmet)),
            ("time_to_recover", numbers(&|one| one.simulated.time_to_recover)),
        ])
    }

    /// Everyone behind the product that was asked for, its makers first.
    #[must_use]
    pub fn closure(&self) -> Table {
        let steps = self.behind.iter().flat_map(|behind| behind.steps.iter().enumerate());
        let mut rows: Vec<(usize, usize)> =
            steps.filter_map(|(unit, steps)| Some(((*steps)?, unit))).collect();
        rows.sort_unstable();
        let units: Vec<usize> = rows.iter().map(|(_, unit)| *unit).collect();
        let [unit, en, zh] = self.unit_columns(&units);
        let open = units.iter().map(|unit| self.opening.open[*unit]).collect();
        let whole = vec![1.0; self.opening.output.len()];
        let mut columns = vec![
            unit,
            ("steps", Values::Integer(rows.iter().map(|(steps, _)| *steps as i64).collect())),
            ("open", Values::Number(open)),
        ];
        columns.extend(self.budget_columns(&units, &whole));
        columns.extend([en, zh]);
        Table::new(columns)
    }

    /// The plan in one row: value added a day, with essential demand that is not served counted
    /// [`SHORT`](staves_core::resume::SHORT) times, before, after, and what no choice exceeds; the order, over its periods, with
    /// its bound.
    #[must_use]
    pub fn summary(&self) -> Table {
        let number = |number: f64| Values::Number(vec![number]);
        let whole = |number: usize| Values::Integer(vec![number as i64]);
        let (choice, schedule) = (&self.choice, &self.schedule);
        let gap = (choice.bound - choice.value).max(0.0) / choice.value.abs().max(1e-10);
        let unit = self.request.stored.economy.about.unit.name();
        Table::new(vec![
            ("closed", whole(self.request.closed.units().len())),
            ("opened", whole(schedule.order.len())),
            ("value_before", number(self.values[0])),
            ("value_after", number(choice.value)),
            ("at_most", number(choice.bound)),
            ("gap", number(gap)),
            ("order_total", number(schedule.total * self.period)),
            ("order_at_most", number(schedule.bound * self.period)),
            ("order_gap", number(schedule.gap())),
            ("unit", Values::Text(vec![unit])),
        ])
    }

    /// What the plan gives, what binds, and how it compares, in sentences.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let number = |value: f64| format!("{value:.0}");
        let unit = self.request.stored.economy.about.unit.name();
        let closed = self.request.closed.units().len().to_string();
        let opened = self.schedule.order.len().to_string();
        let [before, after, bound] =
            [self.values[0], self.choice.value, self.choice.bound].map(number);
        let values = [
            ("opened", opened.as_str()),
            ("closed", &closed),
            ("before", &before),
            ("after", &after),
            ("bound", &bound),
            ("unit", &unit),
        ];
        let mut sentences = vec![text(lang, "resume.opens", &values)];
        if self.request.limits.crews.is_some() {
            let gap = format!("{:.1}", 100.0 * self.schedule.gap());
            sentences.push(text(lang, "resume.order", &[("gap", &gap)]));
        }
        for (budget, worth) in self.budgets.iter().zip(&self.choice.worth) {
            let worth = format!("{worth:.3}");
            let values = [("budget", budget.name.as_str()), ("worth", &worth), ("unit", &unit)];
            sentences.push(text(lang, "resume.worth", &values));
        }
        let rules = self
            .compared
            .iter()
            .filter(|one| one.rule.starts_with("by_") || one.rule == "upstream_first");
        let lost = |one: &super::Compared| one.simulated.value_added_lost;
        if let Some(best) = rules.min_by(|a, b| lost(a).total_cmp(&lost(b))) {
            let (plan, other) = (number(lost(&self.compared[0])), number(lost(best)));
            let rule = text(lang, &format!("resume.rule.{}", best.rule), &[]);
            let values =
                [("plan", plan.as_str()), ("rule", &rule), ("other", &other), ("unit", &unit)];
            sentences.push(text(lang, "resume.compared", &values));
        }
        sentences
    }
}
