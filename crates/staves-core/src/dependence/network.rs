//! World trade in a product as a network (docs/src/models/dependence.md, "The network of a
//! product"). Screens, never a verdict.

use super::trade::{Flow, Trade};
use rayon::prelude::*;

/// Four numbers of a market, over all countries of the panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    /// Standard deviation of the countries' shares of world exports (divided by n, not n − 1).
    pub outdegree_std: f64,
    /// The largest of these shares.
    pub outdegree_max: f64,
    /// Mean local clustering, without direction and weights (Watts and Strogatz 1998), 0 to 1.
    pub clustering_binary: f64,
    /// The same with direction and weights (Fagiolo 2007).
    pub clustering_weighted: f64,
}

/// The network of every market of a panel, in their order.
#[must_use]
pub fn networks(trade: &Trade) -> Vec<Network> {
    let countries = trade.countries().len();
    (0..trade.len())
        .into_par_iter()
        .map_init(|| Links::new(countries), |links, n| links.network(trade.market(n).flows))
        .collect()
}

/// Which countries trade with each other, and how much.
struct Links {
    countries: usize,
    /// Cube roots of the weights (as shares of the largest), both directions added up; dense and
    /// symmetric, zero between markets.
    weights: Vec<f64>,
    /// Countries that each trades with, in either direction.
    neighbours: Vec<Vec<usize>>,
    /// Number of flows of each, in and out.
    degree: Vec<f64>,
    exports: Vec<f64>,
}

impl Links {
    fn new(countries: usize) -> Self {
        Self {
            countries,
            weights: vec![0.0; countries * countries],
            neighbours: vec![Vec::new(); countries],
            degree: vec![0.0; countries],
            exports: vec![0.0; countries],
        }
    }

    fn network(&mut self, flows: &[Flow]) -> Network {
        self.fill(flows);
        let n = self.countries as f64;
        let world: f64 = self.exports.iter().sum();
        let shares = || self.exports.iter().map(|value| value / world);
        let variance = shares().map(|share| (share - 1.0 / n).powi(2)).sum::<f64>() / n;
        let (mut binary, mut weighted) = (0.0, 0.0);
        for country in 0..self.countries {
            let (plain, heavy) = self.clustering(country);
            binary += plain;
            weighted += heavy;
        }
        let network = Network {
            outdegree_std: variance.sqrt(),
            outdegree_max: shares().fold(0.0, f64::max),
            clustering_binary: binary / n,
            clustering_weighted: weighted / n,
        };
        self.clear();
        network
    }

    fn fill(&mut self, flows: &[Flow]) {
        let largest = flows.iter().map(|flow| flow.value).fold(0.0, f64::max);
        for flow in flows {
            let (from, to) = (flow.exporter as usize, flow.importer as usize);
            if self.weights[from * self.countries + to] == 0.0 {
                self.neighbours[from].push(to);
                self.neighbours[to].push(from);
            }
            let weight = (flow.value / largest).cbrt();
            self.weights[from * self.countries + to] += weight;
            self.weights[to * self.countries + from] += weight;
            self.degree[from] += 1.0;
            self.degree[to] += 1.0;
            self.exports[from] += flow.value;
        }
    }

    fn clear(&mut self) {
        for (from, neighbours) in self.neighbours.iter_mut().enumerate() {
            for to in neighbours.drain(..) {
                self.weights[from * self.countries + to] = 0.0;
            }
        }
        self.degree.fill(0.0);
        self.exports.fill(0.0);
    }

    /// Triangles of a country over the most there could be; 0 where there could be none.
    fn clustering(&self, country: usize) -> (f64, f64) {
        let row = |from: usize| &self.weights[from * self.countries..][..self.countries];
        let neighbours = &self.neighbours[country];
        let (mut triangles, mut weight) = (0.0, 0.0);
        for (k, a) in neighbours.iter().enumerate() {
            let (own, between) = (row(country)[*a], row(*a));
            for b in &neighbours[k + 1..] {
                if between[*b] > 0.0 {
                    triangles += 1.0;
                    weight += own * between[*b] * row(country)[*b];
                }
            }
        }
        let count = neighbours.len() as f64;
        let pairs = count * (count - 1.0) / 2.0;
        // Every neighbour beyond one link each is one that sells both ways.
        let (links, both_ways) = (self.degree[country], self.degree[country] - count);
        let most = links * (links - 1.0) - 2.0 * both_ways;
        let over = |part: f64, most: f64| if most > 0.0 { part / most } else { 0.0 };
        // Each triangle counts twice in the diagonal of the cube, and the denominator is doubled.
        (over(triangles, pairs), over(weight, most))
    }
}
