//! Who depends on whom over all products (docs/src/models/dependence.md, "Who depends on whom").

use super::assess::{Verdict, in_year};
use super::bloc::Bloc;
use super::position::{Position, each_position};
use super::rules::RuleSet;
use super::trade::{Flow, Trade};

/// What one country takes from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Number of the seller: its id, or the number of countries for a bloc.
    pub source: usize,
    /// Number of the buyer.
    pub importer: usize,
    /// What it buys there.
    pub value: f64,
    /// The same over all it imports.
    pub share: f64,
    /// What it would miss if the source sold nothing to anybody, over all it imports.
    pub missing: f64,
    /// What it buys there of products that the rule set calls it dependent on, over all it
    /// imports; NaN where the rule set has no verdict on one of them.
    pub dependent: f64,
}

/// The links of a year, by importer, then by source. Countries are numbered by their ids; with a
/// bloc, its members are one importer and one source, whose number is the number of countries.
/// `spare` is by which share of their exports the other sources can deliver more. The criteria of
/// the rule set are those of the year itself.
#[must_use]
pub fn matrix(
    trade: &Trade,
    year: u32,
    bloc: Option<(&Bloc, &[Position])>,
    rules: &RuleSet,
    spare: f64,
) -> Vec<Link> {
    let mut sums = Sums::new(trade.countries().len() + 1);
    for (number, market) in trade.markets().enumerate().filter(|(_, market)| market.year == year) {
        let mut exporters = vec![0.0; sums.nodes - 1];
        market.flows.iter().for_each(|flow| exporters[flow.exporter as usize] += flow.value);
        let mut verdicts = vec![Verdict::NotDependent; sums.nodes];
        for (importer, position) in each_position(trade, market, &exporters) {
            verdicts[importer as usize] = in_year(&position, rules.criteria).verdict;
        }
        if let Some((_, positions)) = bloc {
            verdicts[sums.nodes - 1] = in_year(&positions[number], rules.criteria).verdict;
        }
        sums.add(market.flows, bloc.map(|(bloc, _)| bloc), &verdicts, spare);
    }
    sums.links()
}

/// Sums over products, importer by importer.
struct Sums {
    nodes: usize,
    value: Vec<f64>,
    missing: Vec<f64>,
    dependent: Vec<f64>,
}

impl Sums {
    fn new(nodes: usize) -> Self {
        let zero = || vec![0.0; nodes * nodes];
        Self { nodes, value: zero(), missing: zero(), dependent: zero() }
    }

    fn add(&mut self, flows: &[Flow], bloc: Option<&Bloc>, verdicts: &[Verdict], spare: f64) {
        let merged = self.nodes - 1;
        let node = |country: u32| {
            let inside = bloc.is_some_and(|bloc| bloc.has(country));
            if inside { merged } else { country as usize }
        };
        let between = flows
            .iter()
            .map(|flow| (node(flow.exporter), node(flow.importer), flow.value))
            .filter(|(source, importer, _)| source != importer);
        let mut exports = vec![0.0; self.nodes];
        between.clone().for_each(|(source, _, value)| exports[source] += value);
        let world: f64 = exports.iter().sum();
        for (source, importer, value) in between {
            let at = importer * self.nodes + source;
            // Everybody who bought from the source looks for the same spare goods.
            let filled = spare * (world - exports[source]) / exports[source];
            self.value[at] += value;
            self.missing[at] += value * (1.0 - filled).max(0.0);
            self.dependent[at] += match verdicts[importer] {
                Verdict::Dependent => value,
                Verdict::NotDependent => 0.0,
                Verdict::Undefined => f64::NAN,
            };
        }
    }

    fn links(&self) -> Vec<Link> {
        let mut links = Vec::new();
        for importer in 0..self.nodes {
            let row = importer * self.nodes..(importer + 1) * self.nodes;
            let imports: f64 = self.value[row.clone()].iter().sum();
            for (source, at) in row.enumerate().filter(|(_, at)| self.value[*at] > 0.0) {
                let [share, missing, dependent] =
                    [&self.value, &self.missing, &self.dependent].map(|sum| sum[at] / imports);
                let value = self.value[at];
                links.push(Link { source, importer, value, share, missing, dependent });
            }
        }
        links
    }
}
