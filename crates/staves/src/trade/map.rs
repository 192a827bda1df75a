//! `staves map --trade`: one row a product and year, with every indicator and the verdict.

use super::columns::{finite, integers, known, numbers, texts};
use super::losses::Lost;
use super::{Elasticities, TradeFile};
use crate::table::Table;
use staves_core::Note;
use staves_core::dependence::agreement::votes;
use staves_core::dependence::loss::{purchases, quantity_loss};
use staves_core::dependence::{
    Assessment, Bloc, Indicator, Known, Market, Position, RULE_SETS, RuleSet, Top, Trade, Verdict,
    assess, margin, positions,
};
use std::collections::BTreeMap;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.map.dependence.v1";

/// What is asked of a panel.
pub struct Asked<'r> {
    /// Whose dependence.
    pub bloc: &'r Bloc,
    /// By which rules.
    pub rules: &'static RuleSet,
    /// How well sources replace each other, if that is known.
    pub elasticities: Option<&'r Elasticities>,
    /// By which share of what they deliver the other sources can deliver more.
    pub spare: f64,
}

/// The same with where the bloc stands in each market.
pub struct Request<'r> {
    pub(super) file: &'r TradeFile,
    pub(super) bloc: &'r Bloc,
    pub(super) rules: &'static RuleSet,
    pub(super) spare: f64,
    elasticities: Option<&'r Elasticities>,
    pub(super) positions: Vec<Position>,
    /// What the bloc is known to buy of all products, by year.
    spent: BTreeMap<u32, f64>,
}

impl<'r> Request<'r> {
    /// Finds out where the bloc stands.
    #[must_use]
    pub fn new(file: &'r TradeFile, asked: Asked<'r>) -> Self {
        let Asked { bloc, rules, elasticities, spare } = asked;
        let positions = positions(&file.trade, bloc);
        let spent = purchases(&file.trade, &positions);
        Self { file, bloc, rules, spare, elasticities, positions, spent }
    }

    /// What losing a share of what is bought in a market would mean.
    pub(super) fn lost(&self, number: usize, share: f64) -> Lost {
        let market = self.trade().market(number);
        let spent = self.positions[number].purchases() / self.spent[&market.year];
        let code = self.trade().products().code(market.product as usize);
        Lost { share, spent, sigma: self.elasticities.and_then(|known| known.of(code)) }
    }

    /// The products without an elasticity, when there are any with one.
    pub(super) fn without_elasticity(&self) -> Option<Note> {
        let known = self.elasticities?;
        let codes = self.trade().products().entries().iter().map(|entry| entry.code.as_str());
        let without: Vec<String> =
            codes.filter(|code| known.of(code).is_none()).map(|code| format!("`{code}`")).collect();
        let note = Note::new("trade::no-elasticity", without.len());
        (!without.is_empty()).then(|| note.places(without))
    }

    pub(super) fn trade(&self) -> &'r Trade {
        &self.file.trade
    }

    /// What the rule set says of each market.
    pub(super) fn assessments(&self) -> Vec<Assessment> {
        assess(self.trade(), &self.positions, self.rules)
    }

    /// What is to be said of the rule set, and of what it could not judge.
    pub(super) fn notes(&self, assessments: &[Assessment]) -> Vec<Note> {
        let unchecked = (!self.rules.checked)
            .then(|| Note::new("trade::thresholds-unchecked", 1).with("rules", self.rules.name));
        let undefined = self.trade().markets().zip(assessments);
        let undefined: Vec<String> = undefined
            .filter(|(_, said)| said.verdict == Verdict::Undefined)
            .map(|(market, said)| {
                let code = self.trade().products().code(market.product as usize);
                format!("{} `{code}`: {}", market.year, said.reason.map_or("", |r| r.name()))
            })
            .collect();
        let undefined = (!undefined.is_empty())
            .then(|| Note::new("trade::undefined", undefined.len()).places(undefined));
        unchecked.into_iter().chain(undefined).collect()
    }
}

/// A product in a year.
struct Row<'r> {
    market: Market<'r>,
    position: Position,
    said: Assessment,
    votes: (u32, u32),
    /// The largest source, gone.
    lost: Lost,
}

/// Every product, year by year.
#[must_use]
pub fn dependence(request: &Request<'_>) -> (Table, Vec<Note>) {
    let trade = request.trade();
    let said = request.assessments();
    let by_rules = RULE_SETS.each_ref().map(|rules| assess(trade, &request.positions, rules));
    let row = |(number, market)| Row {
        market,
        position: request.positions[number],
        said: said[number],
        votes: votes(by_rules.iter().map(|said| &said[number])),
        lost: request.lost(number, top_share(&request.positions[number])),
    };
    let rows: Vec<Row<'_>> = trade.markets().enumerate().map(row).collect();
    let margin_of = |indicator: Indicator| {
        let criterion = request.rules.criteria.iter().find(|c| c.indicator == indicator);
        numbers(&rows, move |row| criterion.map_or(f64::NAN, |c| finite(margin(&row.position, *c))))
    };
    let source = |row: &Row<'_>| {
        let top = row.position.top;
        top.map_or_else(String::new, |top| trade.countries().code(top.source as usize).to_owned())
    };
    let state = |of: fn(&Position) -> Known| {
        texts(&rows, move |row| match of(&row.position) {
            Ok(value) if value.is_finite() => "exact",
            Ok(_) => "no_exports",
            Err(reason) => reason.name(),
        })
    };
    let table = Table::new(vec![
        ("rules", texts(&rows, |_| request.rules.name)),
        ("year", integers(&rows, |row| row.market.year)),
        ("product", texts(&rows, |row| product(trade, row.market.product).0)),
        ("name", texts(&rows, |row| product(trade, row.market.product).1)),
        ("verdict", texts(&rows, |row| row.said.verdict.name())),
        ("reason", texts(&rows, |row| row.said.reason.map_or("", |reason| reason.name()))),
        ("margin", numbers(&rows, |row| row.said.margin)),
        ("imports", numbers(&rows, |row| row.position.imports)),
        ("unit", texts(&rows, |_| request.file.unit.as_str())),
        ("cdi1", known(&rows, |row| row.position.cdi1)),
        ("cdi1_margin", margin_of(Indicator::Cdi1)),
        ("cdi2", known(&rows, |row| row.position.cdi2)),
        ("cdi2_state", state(|position| position.cdi2)),
        ("cdi2_margin", margin_of(Indicator::Cdi2)),
        ("cdi3", known(&rows, |row| row.position.cdi3)),
        ("cdi3_state", state(|position| position.cdi3)),
        ("cdi3_margin", margin_of(Indicator::Cdi3)),
        ("cdi3_incl_intra", known(&rows, |row| row.position.cdi3_incl_intra)),
        ("world_export_hhi", numbers(&rows, |row| row.position.world_export_hhi)),
        ("world_export_hhi_margin", margin_of(Indicator::WorldExportHhi)),
        ("n_eff", known(&rows, |row| row.position.n_eff())),
        ("top1", numbers(&rows, |row| row.position.top.map_or(f64::NAN, |top| top.share))),
        ("top1_source", texts(&rows, source)),
        ("top1_quantity_loss", numbers(&rows, |row| quantity_loss(row.lost.share, request.spare))),
        ("top1_price_state", texts(&rows, |row| row.lost.state())),
        ("top1_price_rise_low", numbers(&rows, |row| row.lost.price_rise()[0])),
        ("top1_price_rise_high", numbers(&rows, |row| row.lost.price_rise()[1])),
        ("suppliers", integers(&rows, |row| row.position.suppliers)),
        ("flagged_by", integers(&rows, |row| row.votes.0)),
        ("rule_sets", integers(&rows, |row| row.votes.1)),
    ]);
    let notes = request.notes(&said).into_iter().chain(request.without_elasticity());
    (table, notes.collect())
}

/// The largest source's share of what the bloc is known to buy; 0 without one.
fn top_share(position: &Position) -> f64 {
    let share = |top: Top| top.share * position.imports / position.purchases();
    position.top.map_or(0.0, share)
}

/// Code of a product, and its name where it has another than its code.
pub(super) fn product(trade: &Trade, product: u32) -> (&str, &str) {
    let entry = &trade.products().entries()[product as usize];
    (&entry.code, if entry.en == entry.code { "" } else { &entry.en })
}
