//! The countries whose dependence is asked.

use super::trade::Trade;
use crate::error::{Error, Result};

/// A set of countries that has an outside.
#[derive(Clone, Debug)]
pub struct Bloc {
    member: Vec<bool>,
    /// The member, when there is only one.
    single: Option<u32>,
}

impl Bloc {
    /// The bloc of some countries of a panel, named by codes or patterns.
    ///
    /// # Errors
    /// `trade::unknown-country` with the nearest name, `trade::no-outside`.
    pub fn named(trade: &Trade, patterns: &[String]) -> Result<Self> {
        let countries = trade.countries();
        let mut member = vec![false; countries.len()];
        for pattern in patterns {
            let found = countries.select(pattern);
            if found.is_empty() {
                return Err(Error::new("trade::unknown-country")
                    .with("country", pattern)
                    .with("count", countries.len())
                    .nearest(countries.nearest_shown(pattern)));
            }
            found.into_iter().for_each(|country| member[country] = true);
        }
        if member.iter().all(|inside| *inside) {
            return Err(Error::new("trade::no-outside").with("count", countries.len()));
        }
        let mut members = (0..).zip(&member).filter(|(_, inside)| **inside);
        let single = match (members.next(), members.next()) {
            (Some((only, _)), None) => Some(only),
            _ => None,
        };
        Ok(Self { member, single })
    }

    /// Whether a country belongs to it.
    #[must_use]
    pub fn has(&self, country: u32) -> bool {
        self.member[country as usize]
    }

    /// The member, when there is only one.
    #[must_use]
    pub fn single(&self) -> Option<u32> {
        self.single
    }
}
