//! A chain being put together: every part is checked as it comes, so that an error can name the
//! line it came from.

use super::{Chain, Final, Lists, NONE, notes};
use crate::codes::{Codes, Entry};
use crate::error::{Error, Note, Result};
use std::collections::{BTreeMap, BTreeSet};

/// An activity as a file declares it; names are codes, empty where nothing is known.
#[derive(Clone, Debug)]
pub struct Declared<'d> {
    /// Unique code with its labels.
    pub entry: Entry,
    /// The good it makes.
    pub good: &'d str,
    /// Where it is.
    pub region: &'d str,
    /// Whose it is; empty when unknown.
    pub owner: &'d str,
    /// The plant it is part of; empty when unknown.
    pub site: &'d str,
    /// Units of the good a period; infinite when no limit is known.
    pub capacity: f64,
    /// Days from its start to its first output, if that is known.
    pub ramp_up: Option<f64>,
}

/// Codes in the order in which they first appear.
#[derive(Default)]
struct Names {
    entries: Vec<Entry>,
    by_code: BTreeMap<String, u32>,
}

impl Names {
    fn find(&self, code: &str) -> Option<u32> {
        self.by_code.get(code).copied()
    }

    fn add(&mut self, entry: Entry) -> u32 {
        let new = self.entries.len() as u32;
        self.by_code.insert(entry.code.clone(), new);
        self.entries.push(entry);
        new
    }

    fn id(&mut self, code: &str) -> u32 {
        self.find(code).unwrap_or_else(|| self.add(Entry::plain(code)))
    }

    fn id_if_known(&mut self, code: &str) -> u32 {
        if code.is_empty() { NONE } else { self.id(code) }
    }

    fn nearest(&self, code: &str) -> Option<String> {
        Codes::new(self.entries.clone()).ok()?.nearest_shown(code)
    }
}

/// A chain being put together.
#[derive(Default)]
pub struct Builder {
    goods: Names,
    /// Whether the goods were declared, so that another name is a mistake.
    goods_declared: bool,
    units: Vec<String>,
    stocked: Vec<bool>,
    activities: Names,
    regions: Names,
    owners: Names,
    sites: Names,
    output: Vec<u32>,
    region: Vec<u32>,
    owner: Vec<u32>,
    site: Vec<u32>,
    capacity: Vec<f64>,
    ramp_up: Vec<f64>,
    labels: Names,
    /// (activity, label) to group.
    groups: BTreeMap<(u32, u32), u32>,
    /// (group, good) to quantity.
    inputs: BTreeMap<(u32, u32), f64>,
    finals: Vec<Final>,
}

fn filled(text: &str, column: &'static str) -> Result<()> {
    if text.is_empty() {
        return Err(Error::new("chain::empty-cell").with("column", column));
    }
    Ok(())
}

impl Builder {
    /// Declares a good with its unit (empty when unknown) and its stock. Once one good is declared,
    /// all must be.
    ///
    /// # Errors
    /// `chain::empty-cell`, `chain::duplicate-good`, `chain::out-of-range`.
    pub fn good(&mut self, entry: Entry, unit: &str, stock: f64) -> Result<()> {
        filled(&entry.code, "good")?;
        if self.goods.find(&entry.code).is_some() {
            return Err(Error::new("chain::duplicate-good").with("good", entry.code));
        }
        at_least_zero(stock, "stock")?;
        self.goods_declared = true;
        self.goods.add(entry);
        self.units.push(unit.to_owned());
        self.stocked.push(stock > 0.0);
        Ok(())
    }

    /// How many activities have been added.
    #[must_use]
    pub fn activities(&self) -> usize {
        self.output.len()
    }

    fn good_id(&mut self, code: &str) -> Result<u32> {
        filled(code, "good")?;
        if let Some(id) = self.goods.find(code) {
            return Ok(id);
        }
        if self.goods_declared {
            return Err(self.unknown_good(code));
        }
        self.units.push(String::new());
        self.stocked.push(false);
        Ok(self.goods.add(Entry::plain(code)))
    }

    fn unknown_good(&self, code: &str) -> Error {
        Error::new("chain::unknown-good")
            .with("good", code)
            .with("count", self.goods.entries.len())
            .nearest(self.goods.nearest(code))
    }

    /// Adds an activity.
    ///
    /// # Errors
    /// `chain::empty-cell`, `chain::duplicate-activity`, `chain::unknown-good`,
    /// `chain::out-of-range` for a capacity or a ramp-up.
    pub fn activity(&mut self, declared: Declared<'_>) -> Result<()> {
        filled(&declared.entry.code, "activity")?;
        filled(declared.region, "region")?;
        if self.activities.find(&declared.entry.code).is_some() {
            return Err(
                Error::new("chain::duplicate-activity").with("activity", declared.entry.code)
            );
        }
        at_least_zero(declared.capacity, "capacity")?;
        if let Some(ramp_up) = declared.ramp_up {
            finite(ramp_up, "ramp_up")?;
        }
        let good = self.good_id(declared.good)?;
        self.activities.add(declared.entry);
        self.output.push(good);
        self.region.push(self.regions.id(declared.region));
        self.owner.push(self.owners.id_if_known(declared.owner));
        self.site.push(self.sites.id_if_known(declared.site));
        self.capacity.push(declared.capacity);
        self.ramp_up.push(declared.ramp_up.unwrap_or(f64::NAN));
        Ok(())
    }

    /// Adds an alternative to a group of inputs of an activity: so many units of the good per unit
    /// of output.
    ///
    /// # Errors
    /// `chain::unknown-activity`, `chain::empty-group` when the good is empty,
    /// `chain::unknown-good`, `chain::quantity`, `chain::duplicate-input`.
    pub fn input(&mut self, activity: &str, group: &str, good: &str, quantity: f64) -> Result<()> {
        filled(activity, "activity")?;
        let Some(id) = self.activities.find(activity) else {
            return Err(Error::new("chain::unknown-activity")
                .with("activity", activity)
                .with("count", self.activities.entries.len())
                .nearest(self.activities.nearest(activity)));
        };
        if good.is_empty() {
            return Err(Error::new("chain::empty-group")
                .with("activity", activity)
                .with("group", group));
        }
        // Not `<= 0`: NaN must not pass.
        if !(quantity > 0.0 && quantity.is_finite()) {
            return Err(Error::new("chain::quantity")
                .with("activity", activity)
                .with("good", good)
                .with("quantity", quantity));
        }
        let good_id = self.good_id(good)?;
        let label = self.labels.id(group);
        let next = self.groups.len() as u32;
        let group_id = *self.groups.entry((id, label)).or_insert(next);
        if self.inputs.insert((group_id, good_id), quantity).is_some() {
            return Err(Error::new("chain::duplicate-input")
                .with("activity", activity)
                .with("group", group)
                .with("good", good));
        }
        Ok(())
    }

    /// Says that a good is wanted for its own sake, how much that counts, and how many units are
    /// wanted a period (0 when that is not known).
    ///
    /// # Errors
    /// `chain::unknown-good` with the nearest name, `chain::duplicate-final`,
    /// `chain::out-of-range`.
    pub fn final_good(&mut self, good: &str, weight: f64, demand: f64) -> Result<()> {
        filled(good, "good")?;
        let id = self.goods.find(good).ok_or_else(|| self.unknown_good(good))?;
        if self.finals.iter().any(|known| known.good == id) {
            return Err(Error::new("chain::duplicate-final").with("good", good));
        }
        finite(weight, "weight")?;
        finite(demand, "demand")?;
        self.finals.push(Final { good: id, weight, demand });
        Ok(())
    }

    /// Checks the unit in which a good is counted somewhere against the one it has.
    ///
    /// # Errors
    /// `chain::unit`.
    pub fn unit(&mut self, good: &str, unit: &str) -> Result<()> {
        let Some(id) = self.goods.find(good) else { return Ok(()) };
        let known = &mut self.units[id as usize];
        if unit.is_empty() || known == unit {
            return Ok(());
        }
        if known.is_empty() {
            unit.clone_into(known);
            return Ok(());
        }
        Err(Error::new("chain::unit").with("good", good).with("unit", unit).with("known", known))
    }

    /// The chain, with notes on what is odd about it.
    ///
    /// # Errors
    /// `chain::no-activity`, `chain::no-final`, `chain::no-weight`.
    pub fn finish(self) -> Result<(Chain, Vec<Note>)> {
        if self.output.is_empty() {
            return Err(Error::new("chain::no-activity"));
        }
        if self.finals.is_empty() {
            return Err(Error::new("chain::no-final"));
        }
        if self.finals.iter().all(|known| known.weight == 0.0) {
            return Err(Error::new("chain::no-weight"));
        }
        let chain = self.assembled()?;
        let notes = notes::of(&chain);
        Ok((chain, notes))
    }

    fn assembled(self) -> Result<Chain> {
        // Groups in the order of their activities, each as its file order numbers it.
        let mut ordered: Vec<(u32, u32)> =
            self.groups.iter().map(|((activity, _), group)| (*activity, *group)).collect();
        ordered.sort_unstable();
        let mut number = vec![0; ordered.len()];
        (0..).zip(&ordered).for_each(|(new, (_, old))| number[*old as usize] = new);
        let group_activity: Vec<u32> = ordered.iter().map(|(activity, _)| *activity).collect();
        let mut first_group = vec![0; self.output.len() + 1];
        group_activity.iter().for_each(|activity| first_group[*activity as usize + 1] += 1);
        for k in 0..self.output.len() {
            first_group[k + 1] += first_group[k];
        }
        let mut inputs: Vec<(u32, u32, f64)> =
            self.inputs.iter().map(|((g, good), q)| (number[*g as usize], *good, *q)).collect();
        inputs.sort_unstable_by_key(|(group, good, _)| (*group, *good));
        let pairs = inputs.iter().map(|(group, good, _)| (*group, *good));
        let goods = self.goods.entries.len();
        let users = Lists::from_pairs(goods, pairs.clone().map(|(group, good)| (good, group)));
        let sources = Lists::from_pairs(goods, self.output.iter().copied().zip(0..));
        Ok(Chain {
            goods: Codes::new(self.goods.entries)?,
            activities: Codes::new(self.activities.entries)?,
            regions: Codes::new(self.regions.entries)?,
            owners: Codes::new(self.owners.entries)?,
            sites: Codes::new(self.sites.entries)?,
            stocked: self.stocked,
            finals: self.finals,
            output: self.output,
            region: self.region,
            owner: self.owner,
            site: self.site,
            capacity: self.capacity,
            ramp_up: self.ramp_up,
            first_group,
            alternatives: Lists::from_pairs(group_activity.len(), pairs),
            quantities: inputs.iter().map(|(_, _, quantity)| *quantity).collect(),
            group_activity,
            users,
            sources,
        })
    }
}

fn at_least_zero(value: f64, column: &'static str) -> Result<()> {
    // Not `< 0`: NaN must not pass.
    if value >= 0.0 { Ok(()) } else { Err(out_of_range(value, column)) }
}

fn finite(value: f64, column: &'static str) -> Result<()> {
    at_least_zero(value, column)?;
    if value.is_finite() { Ok(()) } else { Err(out_of_range(value, column)) }
}

fn out_of_range(value: f64, column: &'static str) -> Error {
    Error::new("chain::out-of-range").with("column", column).with("value", value)
}

/// The codes of some ids, for messages.
pub fn shown(codes: &Codes, ids: impl IntoIterator<Item = u32>) -> Vec<String> {
    let ids: BTreeSet<u32> = ids.into_iter().collect();
    ids.into_iter().map(|id| format!("`{}`", codes.code(id as usize))).collect()
}
