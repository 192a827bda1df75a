//! `staves map --trade --list losses` and `--list matrix`: what is lost with a source.

use super::TradeFile;
use super::columns::{finite, integers, numbers, texts};
use super::map::{Request, product};
use crate::table::Table;
use staves_core::dependence::loss::{
    Elasticity, Loss, log_price, losses as losses_of, quantity_loss,
};
use staves_core::dependence::matrix::{Link, matrix as matrix_of};
use staves_core::dependence::{Bloc, Market, RuleSet, positions};
use staves_core::{Error, Note, Result};

/// What is said of losing a source of a product.
pub(super) struct Lost {
    /// The source's share of what the bloc is known to buy of the product.
    pub share: f64,
    /// What is spent on the product, as a share of what is spent on all products.
    pub spent: f64,
    pub sigma: Option<Elasticity>,
}

impl Lost {
    /// ln(P′/P) at the upper and at the lower end of the elasticity: its lower and upper end.
    fn log_prices(&self) -> [f64; 2] {
        let at = |sigma: f64| log_price(self.share, sigma);
        self.sigma.map_or([f64::NAN; 2], |sigma| [at(sigma.high()), at(sigma.low())])
    }

    /// The rise of the price, both ends, as a share; missing where it is not bounded.
    pub fn price_rise(&self) -> [f64; 2] {
        self.log_prices().map(|log| finite(log.exp_m1()))
    }

    /// What the rise costs, both ends, as a share of all that is spent.
    pub fn welfare_loss(&self) -> [f64; 2] {
        self.log_prices().map(|log| finite(self.spent * log))
    }

    /// What is known of the price.
    pub fn state(&self) -> &'static str {
        let [low, high] = self.log_prices();
        match self.sigma {
            None => "unknown",
            _ if low.is_nan() => "quantity_only",
            _ if low.is_infinite() => "unbounded",
            _ if high.is_nan() => "at least",
            _ if low == high => "exact",
            _ => "between",
        }
    }
}

/// A source of a product.
struct Row<'r> {
    market: Market<'r>,
    loss: Loss,
    lost: Lost,
}

/// Every source of every product, each lost by itself.
#[must_use]
pub fn losses(request: &Request<'_>) -> (Table, Vec<Note>) {
    let trade = request.trade();
    let mut rows = Vec::new();
    for (number, market) in trade.markets().enumerate() {
        for loss in losses_of(market, &request.positions[number], request.bloc) {
            rows.push(Row { market, loss, lost: request.lost(number, loss.share) });
        }
    }
    let sigma =
        |of: fn(Elasticity) -> f64| numbers(&rows, move |row| row.lost.sigma.map_or(f64::NAN, of));
    let table = Table::new(vec![
        ("year", integers(&rows, |row| row.market.year)),
        ("product", texts(&rows, |row| product(trade, row.market.product).0)),
        ("name", texts(&rows, |row| product(trade, row.market.product).1)),
        ("source", texts(&rows, |row| trade.countries().code(row.loss.source as usize))),
        ("imports", numbers(&rows, |row| row.loss.value)),
        ("unit", texts(&rows, |_| request.file.unit.as_str())),
        ("source_share", numbers(&rows, |row| row.loss.share)),
        ("spent_share", numbers(&rows, |row| row.lost.spent)),
        ("quantity_loss", numbers(&rows, |row| quantity_loss(row.loss.share, request.spare))),
        ("sigma_low", sigma(Elasticity::low)),
        ("sigma_high", sigma(Elasticity::high)),
        ("price_state", texts(&rows, |row| row.lost.state())),
        ("price_rise_low", numbers(&rows, |row| row.lost.price_rise()[0])),
        ("price_rise_high", numbers(&rows, |row| row.lost.price_rise()[1])),
        ("welfare_loss_low", numbers(&rows, |row| row.lost.welfare_loss()[0])),
        ("welfare_loss_high", numbers(&rows, |row| row.lost.welfare_loss()[1])),
    ]);
    (table, request.without_elasticity().into_iter().collect())
}

/// Name of the merged bloc among the countries.
const BLOC: &str = "bloc";

/// Who depends on whom, year by year.
///
/// # Errors
/// `trade::matrix-of-years` for a rule set that looks at more than the year.
pub fn matrix(
    file: &TradeFile,
    bloc: Option<&Bloc>,
    rules: &RuleSet,
    spare: f64,
) -> Result<(Table, Vec<Note>)> {
    if rules.window.of > 1 {
        return Err(Error::new("trade::matrix-of-years").with("rules", rules.name));
    }
    let trade = &file.trade;
    let merged = bloc.map(|bloc| (bloc, positions(trade, bloc)));
    let merged = merged.as_ref().map(|(bloc, positions)| (*bloc, positions.as_slice()));
    let in_year = |year: &u32| {
        let year = *year;
        matrix_of(trade, year, merged, rules, spare).into_iter().map(move |link| (year, link))
    };
    let rows: Vec<(u32, Link)> = trade.years().iter().flat_map(in_year).collect();
    let countries = trade.countries();
    let name = |node: usize| if node < countries.len() { countries.code(node) } else { BLOC };
    let table = Table::new(vec![
        ("rules", texts(&rows, |_| rules.name)),
        ("year", integers(&rows, |row| row.0)),
        ("source", texts(&rows, |row| name(row.1.source))),
        ("importer", texts(&rows, |row| name(row.1.importer))),
        ("imports", numbers(&rows, |row| row.1.value)),
        ("unit", texts(&rows, |_| file.unit.as_str())),
        ("source_share", numbers(&rows, |row| row.1.share)),
        ("missing_share", numbers(&rows, |row| row.1.missing)),
        ("dependent_share", numbers(&rows, |row| row.1.dependent)),
    ]);
    let open = rows.iter().filter(|row| row.1.dependent.is_nan());
    let open: Vec<String> =
        open.map(|row| format!("{} → {}", name(row.1.source), name(row.1.importer))).collect();
    let open =
        (!open.is_empty()).then(|| Note::new("trade::undefined-links", open.len()).places(open));
    let unchecked = (!rules.checked)
        .then(|| Note::new("trade::thresholds-unchecked", 1).with("rules", rules.name));
    Ok((table, unchecked.into_iter().chain(open).collect()))
}
