//! A thing that can be done, with its cost, lead time and evidence; applied to an economy it
//! gives a changed economy, which the same stress test runs (docs/src/reference/actions.md).
//!
//! There is no second simulator: an action changes what the economy is (stocks, spare capacity,
//! sources), never how it is run. Most effects are attributes by producer that the dynamic model
//! reads; those that change who buys from whom are in `sources`.

mod sources;
#[cfg(test)]
mod tests;

use crate::codes::Entry;
use crate::economy::{Attribute, Economy, EconomyParts};
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// Days added to the stock target of every input of a producer.
pub const INVENTORY_DAYS_ADDED: &str = "inventory_days_added";
/// Share of baseline output that a producer can add when demand exceeds it.
pub const SPARE_CAPACITY: &str = "spare_capacity";
/// Share of losses of capacity and capital that are averted, 0..=1.
pub const PROTECTED_SHARE: &str = "protected_share";
/// Share of labour that can work from afar, 0..=1.
pub const REMOTE_SHARE: &str = "remote_share";
/// Factor of 1 or more on how fast gaps in stock are reordered.
pub const RESTORATION_SPEED: &str = "restoration_speed";

/// The kinds of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Builds up what the base lacks.
    Supplement,
    /// Makes at home what was bought elsewhere.
    Substitute,
    /// Adds sources.
    Diversify,
    /// Moves production to another region.
    Relocate,
    /// Holds more inputs in stock.
    Stockpile,
    /// Sees gaps sooner and reorders faster.
    Digitalise,
    /// Lets people work from afar.
    Connect,
    /// Lends to firms.
    Credit,
    /// Stands in for firms' debts.
    Guarantee,
    /// Puts off what firms owe.
    Defer,
    /// Opens to foreign sources.
    Open,
    /// Holds goods or capacity in reserve.
    Reserve,
    /// Turns plants to another product.
    Convert,
}

impl Kind {
    /// All kinds with their names in files.
    pub const ALL: [(&'static str, Self); 13] = [
        ("supplement", Self::Supplement),
        ("substitute", Self::Substitute),
        ("diversify", Self::Diversify),
        ("relocate", Self::Relocate),
        ("stockpile", Self::Stockpile),
        ("digitalise", Self::Digitalise),
        ("connect", Self::Connect),
        ("credit", Self::Credit),
        ("guarantee", Self::Guarantee),
        ("defer", Self::Defer),
        ("open", Self::Open),
        ("reserve", Self::Reserve),
        ("convert", Self::Convert),
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

/// What an action does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Adds days to the stock targets of the producers.
    Stock {
        /// Days of use.
        days: f64,
    },
    /// Adds spare capacity to the producers.
    Capacity {
        /// Share of baseline output.
        share: f64,
    },
    /// Averts a share of what losses are left.
    Protection {
        /// Share, 0..=1.
        share: f64,
    },
    /// Lets a share of the labour that could not yet work from afar.
    Remote {
        /// Share, 0..=1.
        share: f64,
    },
    /// Speeds up reordering.
    Restoration {
        /// Factor, 1 or more.
        factor: f64,
    },
    /// Buyers in the action's regions buy a share of what they now buy elsewhere from `to`.
    Sources {
        /// Regions that supply; each buyer's own when `None`.
        to: Option<Vec<usize>>,
        /// Sectors that buy; all, and final users too, when `None`.
        buyers: Option<Vec<usize>>,
        /// Share of what is bought outside `to`, 0..=1.
        share: f64,
    },
    /// A share of what the producers sell is made in `to` instead, whoever buys it.
    Relocation {
        /// Regions that take over.
        to: Vec<usize>,
        /// Share of sales, 0..=1.
        share: f64,
    },
    /// Acts through firms' cash, which the dynamic model does not know.
    Finance {
        /// Money of the table.
        amount: f64,
    },
}

impl Effect {
    /// What it does when only a part of it is done, in proportion.
    #[must_use]
    pub fn in_part(&self, part: f64) -> Self {
        let mut effect = self.clone();
        match &mut effect {
            Self::Stock { days: amount }
            | Self::Capacity { share: amount }
            | Self::Protection { share: amount }
            | Self::Remote { share: amount }
            | Self::Sources { share: amount, .. }
            | Self::Relocation { share: amount, .. }
            | Self::Finance { amount } => *amount *= part,
            Self::Restoration { factor } => *factor = 1.0 + (*factor - 1.0) * part,
        }
        effect
    }
}

/// A thing that can be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Its id and its names in both languages.
    pub entry: Entry,
    /// Which kind it is.
    pub kind: Kind,
    /// What it does.
    pub effect: Effect,
    /// Region ids: of the producers, or of the buyers where sources change.
    pub regions: Vec<usize>,
    /// Sector ids: of the producers, or of the products bought where sources change.
    pub sectors: Vec<usize>,
    /// Money of the table, once.
    pub cost: f64,
    /// Days until it takes effect.
    pub lead_time: f64,
    /// Where its numbers come from.
    pub evidence: String,
    /// Ids of actions that must be chosen with it.
    pub needs: Vec<String>,
    /// Ids of actions that cannot be chosen with it.
    pub excludes: Vec<String>,
    /// At most one action of a group is chosen; empty for none.
    pub group: String,
}

impl Action {
    /// The economy after the action, as if it had always been there.
    ///
    /// # Errors
    /// `action::out-of-range`, `action::nobody` when no producer is meant, `action::no-source` when
    /// nobody in the new region makes the product, `action::no-balance`, and
    /// `action::needs-credit-model` for what acts through firms' cash.
    pub fn apply(&self, economy: &Economy) -> Result<Economy> {
        self.check()?;
        match &self.effect {
            Effect::Stock { days } => {
                self.attribute(economy, INVENTORY_DAYS_ADDED, 0.0, |value| value + days)
            }
            Effect::Capacity { share } => {
                self.attribute(economy, SPARE_CAPACITY, 0.0, |value| value + share)
            }
            Effect::Protection { share } => {
                self.attribute(economy, PROTECTED_SHARE, 0.0, |value| of_the_rest(value, *share))
            }
            Effect::Remote { share } => {
                self.attribute(economy, REMOTE_SHARE, 0.0, |value| of_the_rest(value, *share))
            }
            Effect::Restoration { factor } => {
                self.attribute(economy, RESTORATION_SPEED, 1.0, |value| value * factor)
            }
            Effect::Sources { to, buyers, share } => {
                let to = to.as_deref();
                sources::bought_elsewhere(self, economy, to, buyers.as_deref(), *share)
            }
            Effect::Relocation { to, share } => sources::relocated(self, economy, to, *share),
            Effect::Finance { .. } => Err(self.error("action::needs-credit-model")),
        }
    }

    fn error(&self, code: &'static str) -> Error {
        Error::new(code).with("action", &self.entry.code).with("kind", self.kind.name())
    }

    fn check(&self) -> Result<()> {
        let (name, value, most) = match &self.effect {
            Effect::Stock { days } => ("days", *days, f64::MAX),
            Effect::Capacity { share } => ("share", *share, f64::MAX),
            Effect::Protection { share }
            | Effect::Remote { share }
            | Effect::Sources { share, .. }
            | Effect::Relocation { share, .. } => ("share", *share, 1.0),
            Effect::Restoration { factor } => ("factor", *factor - 1.0, f64::MAX),
            Effect::Finance { amount } => ("amount", *amount, f64::MAX),
        };
        let sound = |value: f64, most: f64| (0.0..=most).contains(&value);
        let checks = [
            (name, value, most),
            ("cost", self.cost, f64::MAX),
            ("lead_time", self.lead_time, f64::MAX),
        ];
        match checks.into_iter().find(|(_, value, most)| !sound(*value, *most)) {
            Some((name, _, _)) => Err(self.error("action::out-of-range").with("name", name)),
            None => Ok(()),
        }
    }

    /// The rows of the producers meant.
    fn rows(&self, economy: &Economy) -> Result<Vec<usize>> {
        let rows = producers(economy, &self.regions, &self.sectors);
        if rows.is_empty() { Err(self.error("action::nobody")) } else { Ok(rows) }
    }

    /// Changes an attribute of the producers meant; others keep theirs, or `plain`.
    fn attribute(
        &self,
        economy: &Economy,
        name: &str,
        plain: f64,
        change: impl Fn(f64) -> f64,
    ) -> Result<Economy> {
        let mut parts = EconomyParts::clone(economy);
        let attribute = attribute_of(&mut parts, name, plain);
        for row in self.rows(economy)? {
            attribute.values[row] = change(attribute.values[row]);
        }
        Economy::new(parts)
    }
}

fn of_the_rest(value: f64, share: f64) -> f64 {
    1.0 - (1.0 - value) * (1.0 - share)
}

/// Rows of the producers in some regions and sectors, ascending.
fn producers(economy: &Economy, regions: &[usize], sectors: &[usize]) -> Vec<usize> {
    let pairs = regions.iter().flat_map(|r| sectors.iter().map(move |s| (*r, *s)));
    let mut rows: Vec<usize> = pairs.filter_map(|(r, s)| economy.producer(r, s)).collect();
    rows.sort_unstable();
    rows
}

/// An attribute of producers that an action changes; where the economy has none, it is added with
/// `plain` for all.
pub fn attribute_of<'p>(parts: &'p mut EconomyParts, name: &str, plain: f64) -> &'p mut Attribute {
    let known = parts.attributes.iter().position(|attribute| attribute.name == name);
    let at = known.unwrap_or_else(|| {
        parts.attributes.push(Attribute {
            name: name.to_owned(),
            unit: unit_of(name).to_owned(),
            estimated: false,
            values: vec![plain; parts.producers.len()],
        });
        parts.attributes.len() - 1
    });
    &mut parts.attributes[at]
}

fn unit_of(attribute: &str) -> &'static str {
    match attribute {
        INVENTORY_DAYS_ADDED => "days",
        RESTORATION_SPEED => "factor",
        _ => "share",
    }
}

/// The economy after several actions, in their order.
///
/// # Errors
/// Of [`Action::apply`].
pub fn apply_all(actions: &[&Action], economy: &Economy) -> Result<Economy> {
    actions.iter().try_fold(economy.clone(), |economy, action| action.apply(&economy))
}

/// Refuses a choice of actions that cannot stand together.
///
/// # Errors
/// `action::needs`, `action::excludes`, `action::same-group`.
pub fn check_together(chosen: &[&Action]) -> Result<()> {
    let has = |id: &String| chosen.iter().any(|action| action.entry.code == *id);
    let mut groups: BTreeMap<&str, &str> = BTreeMap::new();
    for action in chosen {
        let with = |code, other: &str| Err(action.error(code).with("other", other));
        if let Some(missing) = action.needs.iter().find(|id| !has(id)) {
            return with("action::needs", missing);
        }
        if let Some(other) = action.excludes.iter().find(|id| has(id)) {
            return with("action::excludes", other);
        }
        if action.group.is_empty() {
            continue;
        }
        if let Some(other) = groups.insert(&action.group, &action.entry.code) {
            return Err(action
                .error("action::same-group")
                .with("other", other)
                .with("group", &action.group));
        }
    }
    Ok(())
}
