//! Rationing: which share of each order is filled when output falls short
//! (docs/src/models/dynamic.md, "Rationing").

use super::classes::Classes;

/// What is asked of one producer and what it fills, in classes.
#[derive(Debug)]
pub(super) struct Fill {
    classes: usize,
    /// Share of producers' orders filled, row × class.
    pub orders: Vec<f64>,
    /// Share of final demand filled, row × class.
    pub final_demand: Vec<f64>,
    /// Share of rebuilding filled, by row.
    pub rebuild: Vec<f64>,
    /// Largest delivery relative to the usual one, row × class; infinite where nobody is cut.
    pub level: Vec<f64>,
}

impl Fill {
    pub(super) fn new(rows: usize, classes: usize) -> Self {
        let ones = || vec![1.0; rows * classes];
        Self {
            classes,
            orders: ones(),
            final_demand: ones(),
            rebuild: vec![1.0; rows],
            level: vec![f64::INFINITY; rows * classes],
        }
    }

    fn set(&mut self, row: usize, class: usize, orders: f64, final_demand: f64) {
        self.orders[row * self.classes + class] = orders;
        self.final_demand[row * self.classes + class] = final_demand;
    }

    fn same(&mut self, row: usize, share: f64) {
        (0..self.classes).for_each(|class| self.set(row, class, share, share));
        self.rebuild[row] = share;
    }

    /// Writes the share that each buyer gets of its order by order factor.
    pub(super) fn by_buyer(
        &self,
        classes: &Classes,
        row: usize,
        segment: &std::ops::Range<usize>,
        out: &mut [f64],
    ) {
        let (from, to) = (row * self.classes, (row + 1) * self.classes);
        let (fill, level) = (&self.orders[from..to], &self.level[from..to]);
        for (out, class) in out.iter_mut().zip(classes.buyers.iter().skip(segment.start)) {
            *out = if level[*class].is_finite() { 0.0 } else { fill[*class] };
        }
    }

    /// Shares out the output of one row over the classes of demand, each served in proportion.
    pub(super) fn share_out(
        &mut self,
        classes: &Classes,
        row: usize,
        output: f64,
        asked: &Asked<'_>,
    ) {
        let demand = asked.total();
        self.level[row * self.classes..(row + 1) * self.classes].fill(f64::INFINITY);
        if demand <= 0.0 {
            // Net sales out of inventories cover all that is asked for, and no more is drawn.
            let last: f64 = asked.final_demand.iter().sum();
            let drawn = if last < 0.0 {
                -(asked.orders.iter().sum::<f64>() + asked.rebuild) / last
            } else {
                0.0
            };
            (0..self.classes).for_each(|class| self.set(row, class, 1.0, drawn));
            self.rebuild[row] = 1.0;
            return;
        }
        // Exactly all, whatever the parts round to.
        if output >= demand {
            return self.same(row, 1.0);
        }
        let of = |class: usize| {
            let rebuild = if class == classes.rebuilding { asked.rebuild } else { 0.0 };
            asked.orders[class] + asked.final_demand[class] + rebuild
        };
        // Net sales out of inventories (a negative row of final demand) cannot be a class.
        if self.classes == 1 || (0..self.classes).any(|class| of(class) < 0.0) {
            return self.same(row, output / demand);
        }
        let mut given = [0.0; MOST_CLASSES];
        let given = &mut given[..self.classes];
        for (class, given) in given.iter_mut().enumerate() {
            *given = of(class).min(classes.quotas[class] * output);
        }
        let mut rest = output - given.iter().sum::<f64>();
        for (class, given) in given.iter().enumerate() {
            let more = (of(class) - given).min(rest.max(0.0));
            rest -= more;
            let share = if of(class) > 0.0 { ((given + more) / of(class)).min(1.0) } else { 1.0 };
            self.set(row, class, share, share);
        }
        let class = row * self.classes + classes.rebuilding;
        self.rebuild[row] = self.orders[class];
    }

    /// What is delivered of an order of one row and class.
    pub(super) fn delivered(&self, at: usize, order: f64, usual: f64) -> f64 {
        let level = self.level[at];
        if level.is_finite() { order.min(level * usual) } else { self.orders[at] * order }
    }

    /// Shares out the same money inside one class anew: the lowest share of the usual delivery
    /// first. `requests` are (order, usual delivery) of the producers that buy.
    pub(super) fn level_out(
        &mut self,
        classes: &Classes,
        row: usize,
        class: usize,
        asked: &Asked<'_>,
        usual_final: f64,
        requests: &mut Vec<(f64, f64)>,
    ) {
        let at = row * self.classes + class;
        let share = self.orders[at];
        let rebuild = if class == classes.rebuilding { asked.rebuild } else { 0.0 };
        let last = asked.final_demand[class] + rebuild;
        // Rebuilding has no usual delivery: it stands with the final demand of its class, or alone.
        let usual = if usual_final > 0.0 { usual_final } else { last };
        let ordered: f64 = requests.iter().map(|(order, _)| order).sum();
        let output = share * (ordered + last);
        requests.push((last.max(0.0), usual.max(0.0)));
        let level = water_level(requests, output);
        requests.pop();
        let delivered: f64 = requests.iter().map(|(order, usual)| order.min(level * usual)).sum();
        let filled = |given: f64, asked: f64| if asked > 0.0 { given / asked } else { 1.0 };
        self.level[at] = level;
        self.orders[at] = filled(delivered, ordered);
        self.final_demand[at] = filled(last.min(level * usual), last);
        if class == classes.rebuilding {
            self.rebuild[row] = self.final_demand[at];
        }
    }
}

/// Most classes of buyers.
pub(super) const MOST_CLASSES: usize = 16;

/// What is asked of one producer, money per day: by class.
pub(super) struct Asked<'a> {
    pub orders: &'a [f64],
    pub final_demand: &'a [f64],
    pub rebuild: f64,
}

impl<'a> Asked<'a> {
    /// What is asked of one row; orders and final demand are row × class.
    pub(super) fn of(
        classes: usize,
        row: usize,
        orders: &'a [f64],
        final_demand: &'a [f64],
        rebuild: &[f64],
    ) -> Self {
        let range = row * classes..(row + 1) * classes;
        Self {
            orders: &orders[range.clone()],
            final_demand: &final_demand[range],
            rebuild: rebuild[row],
        }
    }

    pub(super) fn total(&self) -> f64 {
        self.orders.iter().sum::<f64>() + self.final_demand.iter().sum::<f64>() + self.rebuild
    }
}

/// λ such that Σ min(order, λ·usual) = output, for output below Σ orders: everybody gets at most
/// λ times the usual delivery. The ratios are sorted once; the same as serving the lowest ratio of
/// order to usual delivery first (docs/src/models/dynamic.md, "Water-filling").
pub(super) fn water_level(requests: &[(f64, f64)], output: f64) -> f64 {
    let mut clients: Vec<(f64, f64, f64)> = requests
        .iter()
        .filter(|(order, usual)| *order > 0.0 && *usual > 0.0)
        .map(|(order, usual)| (order / usual, *order, *usual))
        .collect();
    clients.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.2.total_cmp(&b.2)));
    // Usual deliveries of those not yet satisfied, added up from the last: no difference of large
    // numbers is left of a small client.
    let mut waiting = vec![0.0; clients.len() + 1];
    for (at, client) in clients.iter().enumerate().rev() {
        waiting[at] = waiting[at + 1] + client.2;
    }
    let mut left = output;
    for ((ratio, order, _), usual) in clients.iter().zip(&waiting) {
        if usual * ratio >= left {
            return (left / usual).max(0.0);
        }
        left -= order;
    }
    f64::INFINITY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draw;

    fn classes(quotas: &[f64]) -> Classes {
        Classes {
            count: quotas.len(),
            buyers: Vec::new(),
            columns: Vec::new(),
            rebuilding: quotas.len() - 1,
            quotas: quotas.to_vec(),
            lowest_first: false,
            panels: Vec::new(),
        }
    }

    #[test]
    fn what_is_delivered_adds_up_to_output() {
        for (output, orders, last, rebuild) in [
            (5.0, 4.0, 3.0, 1.0),
            (2.0, 4.0, 3.0, 0.0),
            (4.0, 5.0, -1.0, 0.0),
            (3.0, 0.0, 4.0, 2.0),
            (0.0, 1.0, -3.0, 0.5),
            (0.0, 0.0, 0.0, 0.0),
        ] {
            let one = Asked { orders: &[orders], final_demand: &[last], rebuild };
            let two = Asked { orders: &[orders, 0.0], final_demand: &[0.0, last], rebuild };
            for (quotas, asked) in
                [(&[0.0][..], one), (&[0.0, 0.0], Asked { ..two }), (&[0.3, 0.6], two)]
            {
                let classes = classes(quotas);
                let mut fill = Fill::new(1, classes.count);
                fill.share_out(&classes, 0, output, &asked);
                let parts = (0..classes.count).map(|c| {
                    fill.orders[c] * asked.orders[c] + fill.final_demand[c] * asked.final_demand[c]
                });
                let delivered = parts.sum::<f64>() + fill.rebuild[0] * rebuild;
                assert!((delivered - output).abs() < 1e-15, "{quotas:?}: {delivered} of {output}");
            }
        }
    }

    #[test]
    fn classes_are_served_in_order_after_their_quotas() {
        let asked = Asked { orders: &[4.0, 0.0], final_demand: &[0.0, 3.0], rebuild: 1.0 };
        let mut fill = Fill::new(1, 2);
        fill.share_out(&classes(&[0.0, 0.0]), 0, 5.0, &asked);
        assert_eq!((fill.orders[0], fill.final_demand[1], fill.rebuild[0]), (1.0, 0.25, 0.25));
        fill.share_out(&classes(&[0.0, 0.4]), 0, 5.0, &asked);
        assert_eq!((fill.orders[0], fill.final_demand[1], fill.rebuild[0]), (0.75, 0.5, 0.5));
    }

    /// The rule as Inoue and Todo state it: offer the lowest ratio to everybody, drop who is
    /// satisfied, repeat.
    fn step_by_step(requests: &[(f64, f64)], output: f64) -> Vec<f64> {
        let mut given = vec![0.0; requests.len()];
        let mut ratio: Vec<f64> = requests.iter().map(|(order, usual)| order / usual).collect();
        let mut left = output;
        loop {
            let waiting: Vec<usize> = (0..ratio.len()).filter(|k| ratio[*k] > 1e-15).collect();
            let Some(lowest) = waiting.iter().map(|k| ratio[*k]).reduce(f64::min) else {
                return given;
            };
            let usual: f64 = waiting.iter().map(|k| requests[*k].1).sum();
            let offer = lowest.min(left / usual);
            for k in &waiting {
                given[*k] += offer * requests[*k].1;
                ratio[*k] -= offer;
            }
            left -= offer * usual;
            if offer < lowest {
                return given;
            }
        }
    }

    #[test]
    fn the_water_level_is_the_rule_step_by_step() {
        let draw = Draw::Uniform { low: 0.01, high: 3.0 };
        for case in 0..2000_u64 {
            let count = 1 + case % 9;
            let requests: Vec<(f64, f64)> = (0..count)
                .map(|k| (draw.value(case, k, "order"), draw.value(case, k, "usual")))
                .collect();
            let asked: f64 = requests.iter().map(|(order, _)| order).sum();
            let output = asked * draw.value(case, 0, "share") / 3.01;
            let level = water_level(&requests, output);
            let given: Vec<f64> = requests.iter().map(|(o, usual)| o.min(level * usual)).collect();
            let sum: f64 = given.iter().sum();
            assert!((sum - output).abs() <= 1e-14 * asked, "case {case}: {sum} of {output}");
            for (a, b) in given.iter().zip(step_by_step(&requests, output)) {
                assert!((a - b).abs() <= 1e-14 * asked, "case {case}: {a} {b}");
            }
        }
    }
}
