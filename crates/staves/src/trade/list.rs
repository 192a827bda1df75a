//! `staves map --trade --list`: how far verdicts can be trusted, and what else trade says.

use super::columns::{integers, numbers, texts};
use super::map::{Request, product};
use crate::table::Table;
use staves_core::Note;
use staves_core::dependence::agreement::agreement;
use staves_core::dependence::grid::chances;
use staves_core::dependence::network::networks;
use staves_core::dependence::persistence;
use staves_core::dependence::{Criterion, Indicator, Market, RULE_SETS, RuleSet, Trade, assess};

/// How far each verdict hangs on the thresholds.
#[must_use]
pub fn sensitivity(request: &Request<'_>) -> (Table, Vec<Note>) {
    let (trade, said) = (request.trade(), request.assessments());
    let chances = chances(trade, &request.positions, request.rules);
    let rows: Vec<_> = trade.markets().zip(&said).zip(&chances).collect();
    let share = |indicator: Indicator| {
        let at = request.rules.criteria.iter().position(|c| c.indicator == indicator);
        numbers(&rows, move |(_, chance)| at.map_or(f64::NAN, |at| chance.criteria[at]))
    };
    let table = Table::new(vec![
        ("rules", texts(&rows, |_| request.rules.name)),
        ("year", integers(&rows, |((market, _), _)| market.year)),
        ("product", texts(&rows, |((market, _), _)| product(trade, market.product).0)),
        ("name", texts(&rows, |((market, _), _)| product(trade, market.product).1)),
        ("verdict", texts(&rows, |((_, said), _)| said.verdict.name())),
        ("margin", numbers(&rows, |((_, said), _)| said.margin)),
        ("grid_share", numbers(&rows, |(_, chance)| chance.dependent)),
        ("cdi1_share", share(Indicator::Cdi1)),
        ("cdi2_share", share(Indicator::Cdi2)),
        ("cdi3_share", share(Indicator::Cdi3)),
        ("world_export_hhi_share", share(Indicator::WorldExportHhi)),
    ]);
    (table, request.notes(&said))
}

/// How long each product stays dependent.
#[must_use]
pub fn persistent(request: &Request<'_>) -> (Table, Vec<Note>) {
    let (trade, said) = (request.trade(), request.assessments());
    let chances = chances(trade, &request.positions, request.rules);
    let rows = persistence::persistence(trade, &said, &chances);
    let year = |year: Option<u32>| year.map_or(f64::NAN, f64::from);
    let table = Table::new(vec![
        ("rules", texts(&rows, |_| request.rules.name)),
        ("product", texts(&rows, |row| product(trade, row.product).0)),
        ("name", texts(&rows, |row| product(trade, row.product).1)),
        ("years_observed", integers(&rows, |row| row.observed)),
        ("years_flagged", integers(&rows, |row| row.flagged)),
        ("persistence", numbers(&rows, |row| row.share())),
        ("first_year", numbers(&rows, |row| year(row.span.map(|span| span.0)))),
        ("last_year", numbers(&rows, |row| year(row.span.map(|span| span.1)))),
        ("turns", integers(&rows, |row| row.turns)),
        ("grid_share", numbers(&rows, |row| row.dependent)),
    ]);
    (table, request.notes(&said))
}

/// What became of dependent products, for every pair of years.
#[must_use]
pub fn churn(request: &Request<'_>) -> (Table, Vec<Note>) {
    let said = request.assessments();
    let rows = persistence::churn(request.trade(), &said);
    let table = Table::new(vec![
        ("rules", texts(&rows, |_| request.rules.name)),
        ("from_year", integers(&rows, |row| row.from)),
        ("to_year", integers(&rows, |row| row.to)),
        ("lag", integers(&rows, |row| row.to - row.from)),
        ("stayed", integers(&rows, |row| row.stayed)),
        ("left", integers(&rows, |row| row.left)),
        ("entered", integers(&rows, |row| row.entered)),
        ("undecided", integers(&rows, |row| row.undecided)),
        ("share_left", numbers(&rows, |row| row.share_left())),
    ]);
    (table, request.notes(&said))
}

/// How far each pair of rule sets agrees, year by year.
#[must_use]
pub fn agreements(request: &Request<'_>) -> Table {
    let trade = request.trade();
    let by_rules = RULE_SETS.each_ref().map(|rules| assess(trade, &request.positions, rules));
    let mut rows = Vec::new();
    for year in trade.years() {
        for second in 1..RULE_SETS.len() {
            for first in 0..second {
                let found = agreement(trade, *year, &by_rules[first], &by_rules[second]);
                rows.push((*year, RULE_SETS[first].name, RULE_SETS[second].name, found));
            }
        }
    }
    Table::new(vec![
        ("year", integers(&rows, |row| row.0)),
        ("rules", texts(&rows, |row| row.1)),
        ("other_rules", texts(&rows, |row| row.2)),
        ("both", integers(&rows, |row| row.3.both)),
        ("only_rules", integers(&rows, |row| row.3.only_first)),
        ("only_other", integers(&rows, |row| row.3.only_second)),
        ("undecided", integers(&rows, |row| row.3.undecided)),
        ("jaccard", numbers(&rows, |row| row.3.jaccard())),
    ])
}

/// World trade in each product as a network.
#[must_use]
pub fn network(trade: &Trade) -> Table {
    let networks = networks(trade);
    let rows: Vec<(Market<'_>, _)> = trade.markets().zip(networks).collect();
    Table::new(vec![
        ("year", integers(&rows, |row| row.0.year)),
        ("product", texts(&rows, |row| product(trade, row.0.product).0)),
        ("name", texts(&rows, |row| product(trade, row.0.product).1)),
        ("outdegree_std", numbers(&rows, |row| row.1.outdegree_std)),
        ("outdegree_max", numbers(&rows, |row| row.1.outdegree_max)),
        ("clustering_binary", numbers(&rows, |row| row.1.clustering_binary)),
        ("clustering_weighted", numbers(&rows, |row| row.1.clustering_weighted)),
    ])
}

/// The rule sets, one criterion a row.
#[must_use]
pub fn rules() -> Table {
    let criteria = |rules: &'static RuleSet| rules.criteria.iter().map(move |c| (rules, *c));
    let rows: Vec<(&RuleSet, Criterion)> = RULE_SETS.iter().flat_map(criteria).collect();
    Table::new(vec![
        ("rules", texts(&rows, |row| row.0.name)),
        ("version", integers(&rows, |row| row.0.version)),
        ("criterion", texts(&rows, |row| row.1.indicator.name())),
        ("above", numbers(&rows, |row| row.1.above)),
        ("at_least_years", integers(&rows, |row| row.0.window.at_least as u32)),
        ("of_years", integers(&rows, |row| row.0.window.of)),
        ("checked", texts(&rows, |row| if row.0.checked { "yes" } else { "no" })),
        ("source", texts(&rows, |row| row.0.source)),
    ])
}
