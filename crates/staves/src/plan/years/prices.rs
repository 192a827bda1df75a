//! What binds a plan over years and why targets are missed: prices of limits, as tables and in
//! sentences.

use super::roadmap::Roadmap;
use crate::table::{Table, Values};
use staves_core::locale::text;
use staves_core::plan::years::{Limit, relaxed, room};
use staves_core::{Lang, Result};

/// Limits that are told.
const TOLD: usize = 100;
/// By which share limits are loosened to see what helps a missed target.
const LOOSER: f64 = 0.01;
/// Changes below this share are rounding.
const NOTHING: f64 = 1e-6;

impl Roadmap<'_> {
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

    /// What a limit on the tail loss came to, what binds most of each kind and how far its price
    /// holds, and what was seen to help missed targets most, in sentences.
    ///
    /// # Errors
    /// Of the solver.
    pub fn sentences(&self, lang: Lang) -> Result<Vec<String>> {
        let mut sentences = self.limit_says(lang);
        let most = of_each_kind(&self.found.prices, &|_, price| price.abs());
        let limits: Vec<Limit> = most.iter().map(|(limit, _)| *limit).collect();
        for ((limit, price), room) in most.iter().zip(room(&self.structure.plan, &limits)?) {
            let holds = room > NOTHING * self.structure.plan.size(*limit);
            let key = if holds { "plan.binds.worth" } else { "plan.binds.worth-nowhere" };
            let (price, room) = (format!("{:.3}", price.abs()), format!("{room:.3}"));
            let what = self.what(*limit, lang);
            let values = [("what", what.as_str()), ("price", &price), ("room", &room)];
            sentences.push(text(lang, key, &values));
        }
        for (targets, limits) in &self.found.why {
            sentences.push(self.relaxation(targets, limits, lang)?);
        }
        Ok(sentences)
    }

    /// Which limit, looser by a little, was seen to help missed targets most.
    fn relaxation(&self, targets: &[usize], limits: &[(Limit, f64)], lang: Lang) -> Result<String> {
        let plan = &self.structure.plan;
        let tried = of_each_kind(limits, &|limit, price| price.abs() * plan.size(limit));
        let tried: Vec<Limit> = tried.iter().map(|(limit, _)| *limit).collect();
        let (before, after) = relaxed(plan, targets, &tried, LOOSER)?;
        let best = tried.iter().zip(after).min_by(|a, b| a.1.total_cmp(&b.1));
        let best = best.filter(|(_, after)| *after < before * (1.0 - NOTHING));
        let percent = |share: f64| format!("{:.3}", 100.0 * share);
        let (names, before) = (self.names(targets), percent(before));
        let looser = format!("{}", 100.0 * LOOSER);
        let (key, what, after) = match best {
            Some((limit, after)) => ("missed", self.what(*limit, lang), percent(after)),
            None => ("missed-anyway", String::new(), String::new()),
        };
        let count = tried.len().to_string();
        let values = [
            ("targets", names.as_str()),
            ("what", &what),
            ("looser", &looser),
            ("before", &before),
            ("after", &after),
            ("count", &count),
        ];
        Ok(text(lang, &format!("plan.binds.{key}"), &values))
    }

    fn what(&self, limit: Limit, lang: Lang) -> String {
        let values = [("year", self.year(limit).to_string()), ("of", self.of(limit))];
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        text(lang, &format!("plan.binds.{}", name(limit)), &values)
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
}

/// The limit of each kind that counts most, without the balances of goods: nobody sets those.
fn of_each_kind(prices: &[(Limit, f64)], counts: &dyn Fn(Limit, f64) -> f64) -> Vec<(Limit, f64)> {
    let mut most: Vec<(Limit, f64)> = Vec::new();
    for &(limit, price) in prices.iter().filter(|(l, _)| !matches!(l, Limit::Balance(..))) {
        match most.iter_mut().find(|(known, _)| name(*known) == name(limit)) {
            Some(known) if counts(known.0, known.1) < counts(limit, price) => {
                *known = (limit, price);
            }
            Some(_) => {}
            None => most.push((limit, price)),
        }
    }
    most
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
