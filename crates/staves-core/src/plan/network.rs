//! A small supply network with stocks under an order-up-to rule, and measures that keep it supplied
//! (docs/src/models/planning.md, "Supply network").

use super::portfolio::Portfolio;

/// An input of a node: so much of what another makes for each unit of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supply {
    /// Who makes it.
    pub from: usize,
    /// Who uses it.
    pub to: usize,
    /// Units a unit of the user's output.
    pub amount: f64,
    /// Stock at the start, and the one that orders fill up to; units.
    pub stock: f64,
}

/// What can be bought for a node before anything happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Capacity beside its own, which shocks do not touch: a share of the undisturbed one.
    Backup {
        /// The node.
        node: usize,
        /// Share of its capacity.
        share: f64,
    },
    /// Another source for a share of whatever capacity is lost.
    SecondSource {
        /// The node.
        node: usize,
        /// Share of what is lost.
        share: f64,
    },
    /// More of every input in stock.
    Stock {
        /// The node.
        node: usize,
        /// Periods of its use.
        periods: f64,
    },
}

/// The network, its draws of lost capacity, and what can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Inputs of all nodes.
    pub supplies: Vec<Supply>,
    /// Final demand by node, units a period.
    pub demand: Vec<f64>,
    /// What a unit of unmet final demand loses, by node.
    pub weight: Vec<f64>,
    /// Undisturbed output by node, units a period.
    pub output: Vec<f64>,
    /// Undisturbed capacity by node, units a period.
    pub capacity: Vec<f64>,
    /// Share of capacity lost: draws × periods × nodes.
    pub lost: Vec<Vec<Vec<f64>>>,
    /// Periods over which a gap in stock is ordered.
    pub restoration: f64,
    /// What can be bought.
    pub measures: Vec<Measure>,
}

impl Network {
    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.demand.len()
    }

    /// Capacity that a measure adds to a node in a period; 0 to others.
    #[must_use]
    pub fn added_capacity(&self, measure: Measure, draw: usize, period: usize, node: usize) -> f64 {
        let capacity = self.capacity[node];
        match measure {
            Measure::Backup { node: at, share } if at == node => share * capacity,
            Measure::SecondSource { node: at, share } if at == node => {
                share * self.lost[draw][period][node] * capacity
            }
            _ => 0.0,
        }
    }

    /// What a measure adds to the stock of a supply; 0 to others.
    #[must_use]
    pub fn added_stock(&self, measure: Measure, supply: &Supply) -> f64 {
        match measure {
            Measure::Stock { node, periods } if node == supply.to => {
                periods * supply.amount * self.output[node]
            }
            _ => 0.0,
        }
    }

    /// Loss of a draw: unmet final demand by its weight, over all periods.
    #[must_use]
    pub fn simulate(&self, portfolio: &Portfolio, draw: usize) -> f64 {
        let taken: Vec<Measure> = portfolio.members().iter().map(|j| self.measures[*j]).collect();
        let added = |supply: &Supply| -> f64 {
            taken.iter().map(|measure| self.added_stock(*measure, supply)).sum()
        };
        let target: Vec<f64> = self.supplies.iter().map(|s| s.stock + added(s)).collect();
        let mut stock = target.clone();
        let mut loss = 0.0;
        for (period, lost) in self.lost[draw].iter().enumerate() {
            let usual = |s: &Supply| s.amount * self.output[s.to];
            let orders: Vec<f64> = self
                .supplies
                .iter()
                .zip(target.iter().zip(&stock))
                .map(|(s, (target, stock))| {
                    (usual(s) + (target - stock) / self.restoration).max(0.0)
                })
                .collect();
            let mut asked = self.demand.clone();
            self.supplies.iter().zip(&orders).for_each(|(s, order)| asked[s.from] += order);
            let mut output: Vec<f64> = (0..self.nodes())
                .map(|node| {
                    let more = taken.iter().map(|m| self.added_capacity(*m, draw, period, node));
                    let capacity = self.capacity[node] * (1.0 - lost[node]) + more.sum::<f64>();
                    capacity.min(asked[node])
                })
                .collect();
            for (s, stock) in self.supplies.iter().zip(&stock) {
                output[s.to] = output[s.to].min(stock / s.amount);
            }
            let share = |node: usize| match asked[node] {
                asked if asked > 0.0 => output[node] / asked,
                _ => 1.0,
            };
            for node in 0..self.nodes() {
                loss += self.weight[node] * self.demand[node] * (1.0 - share(node));
            }
            for ((s, order), stock) in self.supplies.iter().zip(&orders).zip(&mut stock) {
                *stock += order * share(s.from) - s.amount * output[s.to];
            }
        }
        loss
    }
}
