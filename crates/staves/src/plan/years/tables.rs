//! Tables of coefficients that a file of goals may name: capital by supplying and using sector, and
//! work by skill.

use super::base::Base;
use crate::read::long::chunks;
use crate::read::long::layout::{TableLayout, number, text};
use crate::read::{Limits, Source};
use crate::scenario::Selector;
use staves_core::plan::years::{Coefficient, Labour};
use staves_core::{Economy, Error, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// One line of a table of capital coefficients.
pub const CAPITAL: TableLayout = TableLayout {
    name: "capital",
    also: "",
    required: false,
    meaning: "capital goods of new capacity; later lines take the place of earlier ones",
    columns: &[
        text("of", true, "code or pattern: sectors that supply the capital good; all when empty"),
        text("by", true, "code or pattern: sectors that get the capacity; all when empty"),
        number("amount", true, "money per money of yearly output", "capital a unit of capacity"),
    ],
};

/// One line of a table of work.
pub const LABOUR: TableLayout = TableLayout {
    name: "labour",
    also: "",
    required: false,
    meaning: "work by skill; later lines take the place of earlier ones",
    columns: &[
        text("skill", true, "its name"),
        text("sector", true, "code or pattern: sectors that need it; all when empty"),
        number("amount", true, "any unit per money of yearly output", "work a unit of output"),
        number("growth", false, "a year", "growth of what there is; `labour_growth` when empty"),
    ],
};

/// A number of a line, finite and no less than it may be.
fn amount(key: &str, found: Option<f64>, least: f64, place: &Place) -> Result<f64> {
    match found {
        Some(amount) if amount.is_finite() && amount >= least => Ok(amount),
        _ => Err(Error::new("scenario::out-of-range")
            .with("key", key)
            .with("found", found.unwrap_or(f64::NAN))
            .with("wanted", format!("{least} or more"))
            .at(place.clone())),
    }
}

/// Goods of the sectors that a code or pattern names.
fn goods(base: &Base, economy: &Economy, name: Option<&str>, place: &Place) -> Result<Vec<usize>> {
    let selector = Selector::one(name.unwrap_or_default(), place.clone());
    let sectors = selector.ids(&economy.sectors, "scenario::unknown-sector")?;
    let goods: Vec<usize> = sectors.iter().filter_map(|sector| base.goods[*sector]).collect();
    match goods.is_empty() {
        true => Err(Error::new("plan::no-such-good").at(place.clone())),
        false => Ok(goods),
    }
}

/// Capital goods a unit of new capacity.
///
/// # Errors
/// `scenario::unknown-sector`, `plan::no-such-good`, `scenario::out-of-range`; of the table and of
/// the disk.
pub(super) fn capital(path: &Path, economy: &Economy, base: &Base) -> Result<Vec<Coefficient>> {
    let mut amounts = BTreeMap::new();
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    chunks::read(&source, 0, &CAPITAL, &mut |chunk| {
        for row in 0..chunk.len() {
            let place = chunk.place(row);
            let of = goods(base, economy, chunk.text_at("of", row), &place)?;
            let by = goods(base, economy, chunk.text_at("by", row), &place)?;
            let amount = amount("amount", chunk.number_at("amount", row), 0.0, &place)?;
            for of in of {
                amounts.extend(by.iter().map(|by| ((of, *by), amount)));
            }
        }
        Ok(())
    })?;
    let all = amounts.into_iter().map(|((of, by), amount)| Coefficient { of, by, amount });
    Ok(all.filter(|one| one.amount > 0.0).collect())
}

/// Work by skill; `limit` gives what there is by year, from the use of the base year and growth.
///
/// # Errors
/// As [`capital`].
pub(super) fn labour(
    path: &Path,
    economy: &Economy,
    base: &Base,
    limit: &dyn Fn(f64, Option<f64>) -> Vec<f64>,
) -> Result<Vec<Labour>> {
    let mut skills: BTreeMap<String, (Vec<f64>, Option<f64>)> = BTreeMap::new();
    let n = base.sectors.len();
    let source = Source::open(&[path.to_owned()], &Limits::default())?;
    chunks::read(&source, 0, &LABOUR, &mut |chunk| {
        for row in 0..chunk.len() {
            let place = chunk.place(row);
            let skill = chunk.text_at("skill", row).unwrap_or_default().to_owned();
            let of = goods(base, economy, chunk.text_at("sector", row), &place)?;
            let amount = amount("amount", chunk.number_at("amount", row), 0.0, &place)?;
            let (amounts, growth) = skills.entry(skill).or_insert_with(|| (vec![0.0; n], None));
            of.into_iter().for_each(|good| amounts[good] = amount);
            if let Some(rate) = chunk.number_at("growth", row) {
                *growth = Some(rate);
            }
        }
        Ok(())
    })?;
    let kinds = skills.into_iter().map(|(name, (per_output, growth))| {
        let used = per_output.iter().zip(&base.output).map(|(a, x)| a * x).sum();
        Labour { name, limit: limit(used, growth), per_output, per_capacity: vec![0.0; n] }
    });
    Ok(kinds.collect())
}
