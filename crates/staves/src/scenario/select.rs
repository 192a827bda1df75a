//! Which regions, sectors or categories a key names: a code, a pattern with `*` and `?`, or a
//! list of either. A key left out means all.

use crate::document::Value;
use staves_core::{Codes, Error, Place, Result};

/// The codes and patterns of one key, with where each stands.
#[derive(Clone, Debug, Default)]
pub struct Selector(Option<Vec<(String, Place)>>);

impl Selector {
    pub(super) fn read(value: Option<Value<'_>>) -> Result<Self> {
        let Some(value) = value else { return Ok(Self(None)) };
        let place = value.place();
        let items = value.one_or_more();
        let patterns: Vec<_> = items
            .iter()
            .map(|item| Ok((item.text()?.to_owned(), item.place())))
            .collect::<Result<_>>()?;
        if patterns.is_empty() {
            return Err(Error::new("scenario::empty-list").at(place));
        }
        Ok(Self(Some(patterns)))
    }

    /// One code or pattern of a table; all when it is empty.
    pub(crate) fn one(pattern: &str, place: Place) -> Self {
        Self((!pattern.is_empty()).then(|| vec![(pattern.to_owned(), place)]))
    }

    /// The ids it selects, ascending and without repeats.
    ///
    /// # Errors
    /// `scenario::unknown-region`, `…-sector` or `…-category` (the `code` given), with the
    /// nearest name.
    pub fn ids(&self, codes: &Codes, code: &'static str) -> Result<Vec<usize>> {
        let Some(patterns) = &self.0 else { return Ok((0..codes.len()).collect()) };
        let mut ids = Vec::new();
        for (pattern, place) in patterns {
            let found = codes.select(pattern);
            if found.is_empty() {
                return Err(Error::new(code)
                    .with("name", pattern)
                    .with("count", codes.len())
                    .nearest(codes.nearest_shown(pattern))
                    .at(place.clone()));
            }
            ids.extend(found);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }
}
