//! A mobilisation plan as tables. Periods are counted from 1.

use super::read::Study;
use crate::table::{Table, Values};
use staves_core::mobilise::{
    Asked, Done, Fairness, Limit, Means, Mobilised, mobilise, mobilise_again,
};
use staves_core::{Codes, Error, Result};

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.mobilise.v1";

/// Amounts that are told, as a share of the largest of a table: less is rounding.
const TOLD: f64 = 1e-9;

/// A plan with what it was made of.
pub struct Plan<'s> {
    pub(super) study: &'s Study,
    pub(super) plan: Mobilised,
    fairness: Fairness,
}

/// A row of a table: period from 0, texts, numbers.
pub(super) type Row<const T: usize, const N: usize> = (usize, [String; T], [f64; N]);

/// Rows with a first number that counts, as a table that begins with the period.
pub(super) fn by_period<const T: usize, const N: usize>(
    texts: [&'static str; T],
    numbers: [&'static str; N],
    rows: Vec<Row<T, N>>,
) -> Table {
    let most = rows.iter().map(|row| row.2[0].abs()).fold(0.0, f64::max);
    let told = |row: &Row<T, N>| row.2[0].abs() > TOLD * most.max(1.0);
    let rows: Vec<Row<T, N>> = rows.into_iter().filter(told).collect();
    let period = rows.iter().map(|row| row.0 as i64 + 1).collect();
    let mut columns = vec![("period", Values::Integer(period))];
    for (k, name) in texts.into_iter().enumerate() {
        columns.push((name, Values::Text(rows.iter().map(|row| row.1[k].clone()).collect())));
    }
    for (k, name) in numbers.into_iter().enumerate() {
        columns.push((name, Values::Number(rows.iter().map(|row| row.2[k]).collect())));
    }
    Table::new(columns)
}

impl<'s> Plan<'s> {
    /// Plans a mobilisation.
    ///
    /// # Errors
    /// As [`mobilise`].
    pub fn new(study: &'s Study, asked: Asked) -> Result<Self> {
        Ok(Self { study, plan: mobilise(&study.facts, asked)?, fairness: asked.fairness })
    }

    /// Plans again from a period on, counted from 1: what the plan of the study before decided for
    /// the periods before that is kept.
    ///
    /// # Errors
    /// `mobilise::from` for a period outside of the horizon; `mobilise::other-lists` when the study
    /// before is about other things; as [`mobilise`].
    pub fn again(study: &'s Study, before: &Study, from: usize, asked: Asked) -> Result<Self> {
        let periods = before.facts.periods;
        if !(2..=periods).contains(&from) {
            return Err(Error::new("mobilise::from").with("from", from).with("periods", periods));
        }
        let names = [
            (&study.regions, &before.regions, "regions"),
            (&study.goods, &before.goods, "goods"),
            (&study.lines, &before.lines, "activities"),
            (&study.conversions, &before.conversions, "conversions"),
        ];
        let codes = |codes: &Codes| -> Vec<String> {
            codes.entries().iter().map(|entry| entry.code.clone()).collect()
        };
        if let Some((.., list)) = names.into_iter().find(|(a, b, _)| codes(a) != codes(b)) {
            return Err(Error::new("mobilise::other-lists").with("list", list));
        }
        let old = mobilise(&before.facts, Asked { reasons: 0, ..asked })?;
        let done = Done { facts: &before.facts, plan: &old, from: from - 1 };
        let plan = mobilise_again(&study.facts, asked, done)?;
        Ok(Self { study, plan, fairness: asked.fairness })
    }

    /// The study that was planned.
    pub(crate) fn study(&self) -> &Study {
        self.study
    }

    /// What is short of each demand, by period.
    pub(crate) fn unmet(&self) -> &[Vec<f64>] {
        &self.plan.unmet
    }

    pub(super) fn region(&self, region: usize) -> String {
        self.study.regions.code(region).to_owned()
    }

    pub(super) fn good(&self, good: usize) -> String {
        self.study.goods.code(good).to_owned()
    }

    pub(super) fn line(&self, line: usize) -> String {
        self.study.lines.code(line).to_owned()
    }

    /// The plan in one row.
    #[must_use]
    pub fn summary(&self) -> Table {
        let (plan, facts) = (&self.plan, &self.study.facts);
        let number = |value: f64| Values::Number(vec![value]);
        let whole = |value: usize| Values::Integer(vec![value as i64]);
        let short = plan.share.iter().flatten().filter(|share| **share < 1.0 - 1e-6).count();
        Table::new(vec![
            ("fairness", Values::Text(vec![self.fairness.name().to_owned()])),
            ("periods", whole(facts.periods)),
            ("demands", whole(plan.share.iter().flatten().count())),
            ("short", whole(short)),
            ("least_share", number(100.0 * plan.least)),
            ("conversions", number(plan.converted.iter().flatten().sum())),
            ("cost", number(plan.cost)),
            ("bound", number(plan.bound)),
            ("cheapest", number(plan.cheapest)),
            ("price_of_fairness", number(100.0 * plan.price_of_fairness())),
            ("rounds", whole(plan.rounds)),
        ])
    }

    /// Every demand: how much of it is served.
    #[must_use]
    pub fn served(&self) -> Table {
        let facts = &self.study.facts;
        let shown: Vec<usize> =
            (0..facts.demands.len()).filter(|d| self.plan.share[*d].is_some()).collect();
        let text =
            |pick: &dyn Fn(usize) -> String| Values::Text(shown.iter().map(|d| pick(*d)).collect());
        let number =
            |pick: &dyn Fn(usize) -> f64| Values::Number(shown.iter().map(|d| pick(*d)).collect());
        Table::new(vec![
            ("region", text(&|d| self.region(facts.demands[d].region))),
            ("good", text(&|d| self.good(facts.demands[d].good))),
            ("wanted", number(&|d| facts.demands[d].total())),
            ("short", number(&|d| self.plan.unmet[d].iter().sum())),
            ("share", number(&|d| 100.0 * self.plan.share[d].unwrap_or(1.0))),
        ])
    }

    /// What each line makes: before losses, and of that what is good.
    #[must_use]
    pub fn production(&self) -> Table {
        let lines = self.study.facts.lines.iter().zip(&self.plan.made).enumerate();
        let rows = lines.flat_map(|(line, (of, made))| {
            made.iter().enumerate().map(move |(t, made)| {
                let texts = [self.line(line), self.region(of.region), self.good(of.good)];
                (t, texts, [*made, made * of.share_good])
            })
        });
        by_period(["activity", "region", "good"], ["made", "amount"], rows.collect())
    }

    /// Conversions that are started.
    #[must_use]
    pub fn conversion(&self) -> Table {
        let facts = &self.study.facts;
        let kinds = facts.conversions.iter().zip(&self.plan.converted).enumerate();
        let rows = kinds.flat_map(|(kind, (of, started))| {
            started.iter().enumerate().map(move |(t, started)| {
                let name = self.study.conversions.code(kind).to_owned();
                let region = self.region(facts.lines[of.line].region);
                let cost = of.cost + of.forgone * (facts.periods - t) as f64;
                (t, [name, self.line(of.line), region], [*started, started * cost])
            })
        });
        by_period(["conversion", "activity", "region"], ["started", "cost"], rows.collect())
    }

    /// What is sent where; `arrives` is the period in which it does.
    #[must_use]
    pub fn shipment(&self) -> Table {
        let rows = self.plan.shipped.iter().flat_map(|shipped| {
            let route = &self.study.facts.routes[shipped.route];
            shipped.amounts.iter().enumerate().map(move |(t, amount)| {
                let texts =
                    [self.region(route.from), self.region(route.to), self.good(shipped.good)];
                (t, texts, [*amount, (t + 1 + route.lag) as f64])
            })
        });
        by_period(["from", "to", "good"], ["amount", "arrives"], rows.collect())
    }

    /// What is released from reserves.
    #[must_use]
    pub fn release(&self) -> Table {
        let places = self.study.facts.holdings.iter().zip(&self.plan.released);
        let rows = places.flat_map(|(of, amounts)| self.over(of.region, of.good, amounts));
        by_period(["region", "good"], ["amount"], rows.collect())
    }

    /// What is imported.
    #[must_use]
    pub fn import(&self) -> Table {
        let places = self.study.facts.imports.iter().zip(&self.plan.imported);
        let rows = places.flat_map(|(of, amounts)| self.over(of.region, of.good, amounts));
        by_period(["region", "good"], ["amount"], rows.collect())
    }

    /// What is in stock at the end of each period, whatever its age.
    #[must_use]
    pub fn stock(&self) -> Table {
        let rows = self.plan.stock.iter().flat_map(|stocked| {
            let all = |t| stocked.amounts.iter().map(|age| age[t]).sum();
            let amounts: Vec<f64> = (0..self.study.facts.periods).map(all).collect();
            self.over(stocked.region, stocked.good, &amounts)
        });
        by_period(["region", "good"], ["amount"], rows.collect())
    }

    fn over(&self, region: usize, good: usize, amounts: &[f64]) -> Vec<Row<2, 1>> {
        let row =
            |(t, amount): (usize, &f64)| (t, [self.region(region), self.good(good)], [*amount]);
        amounts.iter().enumerate().map(row).collect()
    }

    /// Who is short of what, when.
    #[must_use]
    pub fn shortage(&self) -> Table {
        let demands = self.study.facts.demands.iter().zip(&self.plan.unmet);
        let rows = demands.flat_map(|(of, unmet)| {
            unmet.iter().enumerate().map(move |(t, short)| {
                let wanted = of.amounts[t];
                let share = if wanted > 0.0 { 100.0 * short / wanted } else { 0.0 };
                (t, [self.region(of.region), self.good(of.good)], [*short, wanted, share])
            })
        });
        by_period(["region", "good"], ["short", "wanted", "share"], rows.collect())
    }

    /// What a further unit of each limit saves, in money.
    #[must_use]
    pub fn dual(&self) -> Table {
        let row = |(limit, worth): &(Limit, f64)| {
            let means = limit.means();
            let period = limit.period().map_or(f64::NAN, |t| t as f64 + 1.0);
            (means_name(means).to_owned(), self.of(means), period, *worth)
        };
        let rows: Vec<_> = self.plan.worth.iter().map(row).collect();
        Table::new(vec![
            ("limit", Values::Text(rows.iter().map(|row| row.0.clone()).collect())),
            ("of", Values::Text(rows.iter().map(|row| row.1.clone()).collect())),
            ("period", Values::Number(rows.iter().map(|row| row.2).collect())),
            ("worth", Values::Number(rows.iter().map(|row| row.3).collect())),
        ])
    }

    /// Why demands are not met: a step that would help, and how much more of the good it would serve.
    #[must_use]
    pub fn why(&self) -> Table {
        let facts = &self.study.facts;
        let reasons = self.plan.reasons.iter();
        let rows: Vec<_> = reasons
            .flat_map(|reason| reason.helps.iter().map(move |help| (reason, help)))
            .collect();
        let text =
            |pick: &dyn Fn(usize) -> String| Values::Text((0..rows.len()).map(pick).collect());
        let number =
            |pick: &dyn Fn(usize) -> f64| Values::Number((0..rows.len()).map(pick).collect());
        let demand = |k: usize| &facts.demands[rows[k].0.demand];
        Table::new(vec![
            ("region", text(&|k| self.region(demand(k).region))),
            ("good", text(&|k| self.good(demand(k).good))),
            ("short", number(&|k| rows[k].0.short)),
            ("limit", text(&|k| means_name(rows[k].1.means).to_owned())),
            ("of", text(&|k| self.of(rows[k].1.means))),
            ("step", number(&|k| rows[k].1.step)),
            ("worth", number(&|k| rows[k].1.worth)),
        ])
    }

    /// Name of what there could be more of; the region first where there is one.
    pub(super) fn of(&self, means: Means) -> String {
        let facts = &self.study.facts;
        let pair =
            |region: usize, what: &str| format!("{}/{what}", self.study.regions.code(region));
        match means {
            Means::Line(line) => self.line(line),
            Means::Crews => String::new(),
            Means::Conversion(kind) => self.study.conversions.code(kind).to_owned(),
            Means::Reserve(place) => {
                let of = &facts.holdings[place];
                pair(of.region, self.study.goods.code(of.good))
            }
            Means::Import(place) => {
                let of = &facts.imports[place];
                pair(of.region, self.study.goods.code(of.good))
            }
            Means::Route(route) => {
                let of = &facts.routes[route];
                pair(of.from, self.study.regions.code(of.to))
            }
            Means::Carrier(carrier) => self.study.settings.carriers.code(carrier).to_owned(),
            Means::Shift(shift) => pair(facts.shifts[shift].region, &self.study.shifts[shift]),
        }
    }
}

/// Name of what there could be more of, in tables and in the dictionary.
pub(super) fn means_name(means: Means) -> &'static str {
    match means {
        Means::Line(_) => "capacity",
        Means::Crews => "crews",
        Means::Conversion(_) => "conversions",
        Means::Reserve(_) => "reserve",
        Means::Import(_) => "imports",
        Means::Route(_) => "route",
        Means::Carrier(_) => "carrier",
        Means::Shift(_) => "hours",
    }
}
