//! A plan as orders: what each plant and each region is to do, period by period.

use super::tables::{Plan, by_period};
use crate::table::Table;

/// An order: period, whom it is for, what to do, the good, the other side; how much.
type Order = (usize, [String; 5], [f64; 1]);

impl Plan<'_> {
    /// One order a row, sorted by plant and region, then by period.
    #[must_use]
    pub fn orders(&self) -> Table {
        let mut orders = self.of_plants();
        orders.extend(self.of_regions());
        orders.sort_by(|a, b| (&a.1[0], &a.1[1], a.0).cmp(&(&b.1[0], &b.1[1], b.0)));
        by_period(["for", "who", "order", "good", "with"], ["amount"], orders)
    }

    /// Make so much; convert so many lines.
    fn of_plants(&self) -> Vec<Order> {
        let facts = &self.study.facts;
        let mut orders = Vec::new();
        let mut order = |t: usize, line: usize, what: &str, with: String, amount: f64| {
            let good = self.good(facts.lines[line].good);
            orders.push((t, ["plant".into(), self.line(line), what.into(), good, with], [amount]));
        };
        for (line, made) in self.plan.made.iter().enumerate() {
            made.iter().enumerate().for_each(|(t, m)| order(t, line, "make", String::new(), *m));
        }
        for (kind, started) in self.plan.converted.iter().enumerate() {
            let line = facts.conversions[kind].line;
            let name = self.study.conversions.code(kind);
            for (t, started) in started.iter().enumerate() {
                order(t, line, "convert", name.to_owned(), *started);
            }
        }
        orders
    }

    /// Release, import, send, receive so much.
    fn of_regions(&self) -> Vec<Order> {
        let facts = &self.study.facts;
        let mut orders = Vec::new();
        let mut order = |t: usize, who: usize, what: &str, good: usize, with: &str, amount: f64| {
            let who = self.region(who);
            let texts = ["region".into(), who, what.into(), self.good(good), with.to_owned()];
            orders.push((t, texts, [amount]));
        };
        for (of, amounts) in facts.holdings.iter().zip(&self.plan.released) {
            let each = amounts.iter().enumerate();
            each.for_each(|(t, amount)| order(t, of.region, "release", of.good, "", *amount));
        }
        for (of, amounts) in facts.imports.iter().zip(&self.plan.imported) {
            let each = amounts.iter().enumerate();
            each.for_each(|(t, amount)| order(t, of.region, "import", of.good, "", *amount));
        }
        for shipped in &self.plan.shipped {
            let route = &facts.routes[shipped.route];
            for (t, amount) in shipped.amounts.iter().enumerate() {
                let (from, to) = (self.region(route.from), self.region(route.to));
                order(t, route.from, "send", shipped.good, &to, *amount);
                if t + route.lag < facts.periods {
                    order(t + route.lag, route.to, "receive", shipped.good, &from, *amount);
                }
            }
        }
        orders
    }
}
