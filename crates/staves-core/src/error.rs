//! Errors and notes: what happened, where, the nearest known name, what to do.
//!
//! An [`Error`] is a stable code (`scenario::unknown-region`), the values its message needs, and
//! the place in the user's file. Its words are in the dictionary ([`crate::locale`]) under
//! `error.<code>.says`, `.hint` and `.explain`, so that they exist in both languages and scripts
//! can match on the code. A [`Note`] has the same form and does not stop the work.

use crate::locale::{self, Lang};
use std::fmt;

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in a user's file.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: String,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The key path, the column or the cell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Place {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, key: None }
    }

    /// The same file at a line.
    #[must_use]
    pub fn line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place at a key, column or cell.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        match &self.key {
            Some(key) if !self.file.is_empty() => write!(f, ", {key}"),
            Some(key) => f.write_str(key),
            None => Ok(()),
        }
    }
}

/// What went wrong with the user's files, arguments or disk. One word wide.
#[derive(Clone)]
pub struct Error(Box<Detail>);

#[derive(Clone)]
struct Detail {
    code: &'static str,
    values: Vec<(&'static str, String)>,
    place: Option<Place>,
    nearest: Option<String>,
}

impl Error {
    /// An error of a code that the dictionary explains.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self(Box::new(Detail { code, values: Vec::new(), place: None, nearest: None }))
    }

    /// Gives a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.values.push((name, value.to_string()));
        self
    }

    /// Says where it happened.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// Says where it happened, unless something closer to the cause already did.
    #[must_use]
    pub fn or_at(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// The nearest known name, as it should be shown.
    #[must_use]
    pub fn nearest(mut self, name: Option<String>) -> Self {
        self.0.nearest = name;
        self
    }

    /// The stable code, such as `table::shape`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// Where it happened, if a file is to blame.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// What went wrong, on one line.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        locale::text(lang, &format!("error.{}.says", self.0.code), &borrowed(&self.0.values))
    }

    /// The nearest known name and what to do about it.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> Option<String> {
        let nearest = self
            .0
            .nearest
            .as_ref()
            .map(|name| locale::text(lang, "error.did-you-mean", &[("name", name)]));
        let key = format!("error.{}.hint", self.0.code);
        let advice = locale::has(&key).then(|| locale::text(lang, &key, &borrowed(&self.0.values)));
        match (nearest, advice) {
            (Some(a), Some(b)) => Some(format!("{a} {b}")),
            (a, b) => a.or(b),
        }
    }
}

fn borrowed<'a>(values: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    values.iter().map(|(key, value)| (*key, value.as_str())).collect()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message(Lang::En), self.0.code)?;
        match &self.0.place {
            Some(place) => write!(f, " at {place}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// How many places a note names at most; the count says how many there were.
pub const PLACES_SHOWN: usize = 5;

/// Something a reader dropped, repaired, imputed or found odd, without stopping.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Note {
    /// Stable code, explained in the dictionary under `note.<code>`.
    pub code: String,
    /// How often it happened.
    pub count: usize,
    /// The first few places, as text.
    pub places: Vec<String>,
    /// Values that the message mentions.
    pub values: Vec<(String, String)>,
    /// What it did to the totals, in words, when it changed a number.
    pub effect: Option<String>,
}

impl Note {
    /// A note that happened `count` times.
    #[must_use]
    pub fn new(code: &str, count: usize) -> Self {
        Self { code: code.into(), count, places: Vec::new(), values: Vec::new(), effect: None }
    }

    /// Names places; only the first few are kept.
    #[must_use]
    pub fn places(mut self, places: impl IntoIterator<Item = String>) -> Self {
        self.places.extend(places);
        self.places.truncate(PLACES_SHOWN);
        self
    }

    /// Gives a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// Says what it did to the totals.
    #[must_use]
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.effect = Some(effect.into());
        self
    }

    /// What was found and what was done, on one line.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let count = self.count.to_string();
        let mut values: Vec<(&str, &str)> =
            self.values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        values.push(("count", &count));
        locale::text(lang, &format!("note.{}", self.code), &values)
    }
}
