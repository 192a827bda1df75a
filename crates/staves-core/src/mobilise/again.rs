//! Planning again when the facts have changed: what was decided before some period is kept, the rest
//! is planned anew (docs/src/models/mobilise.md, "Planning again").

use super::build::Site;
use super::facts::Facts;
use super::plan::{Mobilised, Session};
use crate::error::{Error, Result};
use crate::program::{Bounds, Column, Optimiser};

/// How far what was done is left open, relative to it or to 1: a balance closes only to what the
/// solver tolerates.
const KEPT: f64 = 1e-8;

/// A plan of which the first periods have been carried out.
#[derive(Clone, Copy, Debug)]
pub struct Done<'p> {
    /// The facts as they were known.
    pub facts: &'p Facts,
    /// The plan.
    pub plan: &'p Mobilised,
    /// The first period that is planned anew, from 0.
    pub from: usize,
}

impl Done<'_> {
    /// New facts with the past as it was: what was wanted and there then, and limits that what was
    /// done keeps to.
    ///
    /// # Errors
    /// `mobilise::other-lists` when the new facts are about other things than the old ones.
    pub(super) fn past(&self, new: &Facts) -> Result<Facts> {
        let old = self.facts;
        if let Some(list) = differs(old, new) {
            return Err(Error::new("mobilise::other-lists").with("list", list));
        }
        let mut facts = new.clone();
        let keep = |new: &mut Vec<f64>, old: &[f64]| {
            new[..self.from].copy_from_slice(&old[..self.from]);
        };
        keep(&mut facts.crews, &old.crews);
        facts
            .demands
            .iter_mut()
            .zip(&old.demands)
            .for_each(|(n, o)| keep(&mut n.amounts, &o.amounts));
        facts.carriers.iter_mut().zip(&old.carriers).for_each(|(n, o)| keep(n, o));
        facts.routes.iter_mut().zip(&old.routes).for_each(|(n, o)| keep(&mut n.limit, &o.limit));
        for (new, old) in facts.imports.iter_mut().zip(&old.imports) {
            keep(&mut new.limit, &old.limit);
            keep(&mut new.cost, &old.cost);
        }
        let so_far = |amounts: &[f64]| amounts.iter().take(self.from).sum::<f64>();
        for (conversion, started) in facts.conversions.iter_mut().zip(&self.plan.converted) {
            conversion.most = conversion.most.max(so_far(started));
        }
        let holdings = facts.holdings.iter_mut().zip(&old.holdings);
        for ((new, old), released) in holdings.zip(&self.plan.released) {
            new.stock = old.stock;
            new.reserve = new.reserve.max(so_far(released));
        }
        Ok(facts)
    }
}

/// The first list of two facts that is about other things.
fn differs(old: &Facts, new: &Facts) -> Option<&'static str> {
    let same = [
        ("periods", old.periods == new.periods && old.regions == new.regions),
        (
            "supplies",
            alike(&old.goods, &new.goods, |a, b| {
                (a.life, a.reusable, a.carrier) == (b.life, b.reusable, b.carrier)
            }),
        ),
        (
            "activities",
            alike(&old.lines, &new.lines, |a, b| {
                let key = |l: &super::Line| (l.region, l.good, l.share_good);
                key(a) == key(b) && a.inputs == b.inputs
            }),
        ),
        (
            "conversions",
            alike(&old.conversions, &new.conversions, |a, b| {
                let key = |c: &super::Conversion| (c.line, c.capacity, c.instead_of, c.lag);
                key(a) == key(b) && a.ramp == b.ramp
            }),
        ),
        (
            "demand",
            alike(&old.demands, &new.demands, |a, b| {
                let key = |d: &super::Demand| (d.region, d.good, d.again, d.waste);
                key(a) == key(b)
            }),
        ),
        (
            "stocks",
            alike(&old.holdings, &new.holdings, |a, b| {
                (a.region, a.good, a.reserve > 0.0) == (b.region, b.good, b.reserve > 0.0)
            }),
        ),
        (
            "imports",
            alike(&old.imports, &new.imports, |a, b| (a.region, a.good) == (b.region, b.good)),
        ),
        (
            "transport",
            alike(&old.routes, &new.routes, |a, b| (a.from, a.to, a.lag) == (b.from, b.to, b.lag)),
        ),
        ("carriers", old.carriers.len() == new.carriers.len()),
        ("shifts", alike(&old.shifts, &new.shifts, |a, b| a.region == b.region)),
    ];
    same.into_iter().find(|(_, same)| !same).map(|(list, _)| list)
}

fn alike<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}

/// What was done, as closely as a balance closes, and never above what it may be at most.
fn near(value: f64, most: f64) -> Bounds {
    let open = KEPT * value.max(1.0);
    Bounds::between((value - open).max(0.0), (value + open).min(most))
}

impl Session<'_> {
    /// Fixes what was decided before, and lifts the limits of that time: they have been kept to.
    pub fn keep(&mut self, done: Done<'_>) {
        let from = done.from;
        let plan = done.plan;
        let fix = |optimiser: &mut Optimiser, columns: &[Column], at: &[f64]| {
            for (column, value) in columns.iter().zip(at).take(from) {
                optimiser.set_column(*column, near(*value, f64::INFINITY));
            }
        };
        let lists = [
            (&self.built.made, &plan.made),
            (&self.built.converted, &plan.converted),
            (&self.built.released, &plan.released),
            (&self.built.imported, &plan.imported),
        ];
        for (columns, values) in lists {
            columns.iter().zip(values).for_each(|(c, at)| fix(&mut self.optimiser, c, at));
        }
        let groups = self.built.with.iter().flatten().flatten();
        let with = plan.with.iter().flatten().flatten();
        groups.zip(with).for_each(|(c, at)| fix(&mut self.optimiser, c, at));
        for (sent, shipped) in self.built.sent.iter().zip(&plan.shipped) {
            fix(&mut self.optimiser, &sent.columns, &shipped.amounts);
        }
        let unmet = self.facts.demands.iter().zip(&self.built.unmet).zip(&plan.unmet);
        for ((demand, columns), at) in unmet {
            for ((column, value), most) in columns.iter().zip(at).zip(&demand.amounts).take(from) {
                self.optimiser.set_column(*column, near(*value, *most));
            }
        }
        for column in self.built.worked.iter().flat_map(|shift| shift.iter().take(from)) {
            self.optimiser.set_column(*column, Bounds::at_least(0.0));
        }
        let past = |limit: &super::Limit| limit.period().is_some_and(|t| t < from);
        for (limit, site) in &self.built.limits {
            if let (true, Site::Row(row)) = (past(limit), site) {
                self.optimiser.set_row(*row, Bounds::free());
            }
        }
        self.built.limits.retain(|(limit, _)| !past(limit));
    }
}
