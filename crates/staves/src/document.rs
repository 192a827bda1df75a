//! A TOML file in which every key knows its line, and unknown keys are refused.
//!
//! A reader asks a [`Section`] for the keys it knows, then calls [`Section::finish`]: whatever
//! was not asked for is an error that names the nearest key that was.

use staves_core::codes::nearest_name;
use staves_core::{Error, Place, Result};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a text file of at most 16 MiB.
///
/// # Errors
/// Of the disk; `config::not-text` when it is not UTF-8, `config::too-long` when it is huge.
pub fn read_text(path: &Path) -> Result<String> {
    const MOST: u64 = 16 << 20;
    let place = || Place::file(path.display().to_string());
    let size = fs::metadata(path).map_err(|e| crate::store::atomic::disk_error(path, &e))?.len();
    if size > MOST {
        return Err(Error::new("config::too-long").with("megabytes", size >> 20).at(place()));
    }
    let bytes = fs::read(path).map_err(|e| crate::store::atomic::disk_error(path, &e))?;
    String::from_utf8(bytes).map_err(|_| Error::new("config::not-text").at(place()))
}

/// A parsed file.
pub struct Document<'t> {
    file: String,
    text: &'t str,
    root: Spanned<DeTable<'t>>,
}

impl<'t> Document<'t> {
    /// Parses TOML; `file` is the name shown in errors.
    ///
    /// # Errors
    /// `config::syntax`, at its line.
    pub fn parse(file: &str, text: &'t str) -> Result<Self> {
        let root = DeTable::parse(text).map_err(|error| {
            let place = Place::file(file).line(line(text, error.span().unwrap_or(0..0).start));
            Error::new("config::syntax").with("reason", error.message().trim()).at(place)
        })?;
        Ok(Self { file: file.to_owned(), text, root })
    }

    /// The top level of the file.
    #[must_use]
    pub fn root(&self) -> Section<'_> {
        Section::new(self.context(), String::new(), self.root.get_ref(), self.root.span())
    }

    fn context(&self) -> Context<'_> {
        Context { file: &self.file, text: self.text }
    }
}

#[derive(Clone, Copy)]
struct Context<'d> {
    file: &'d str,
    text: &'d str,
}

fn line(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

/// A value and where it stands.
pub struct Value<'d> {
    context: Context<'d>,
    path: String,
    value: &'d DeValue<'d>,
    span: Range<usize>,
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {:?}", self.path, self.value)
    }
}

impl<'d> Value<'d> {
    /// File, line and key path.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::file(self.context.file)
            .line(line(self.context.text, self.span.start))
            .key(self.path.clone())
    }

    fn wrong(&self, wanted: &str) -> Error {
        Error::new("config::wrong-type")
            .with("found", self.value.type_str())
            .with("wanted", wanted)
            .at(self.place())
    }

    /// As text.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn text(&self) -> Result<&'d str> {
        self.value.as_str().ok_or_else(|| self.wrong("text in quotes"))
    }

    /// As a finite number, whole or not.
    ///
    /// # Errors
    /// `config::wrong-type`, `config::not-finite`.
    pub fn number(&self) -> Result<f64> {
        let number = match self.value {
            DeValue::Integer(_) => self.whole()? as f64,
            DeValue::Float(float) => {
                let text = float.as_str().replace('_', "");
                text.parse().map_err(|_| self.wrong("a number"))?
            }
            _ => return Err(self.wrong("a number")),
        };
        if number.is_finite() {
            return Ok(number);
        }
        Err(Error::new("config::not-finite").at(self.place()))
    }

    fn whole(&self) -> Result<i64> {
        let DeValue::Integer(digits) = self.value else { return Err(self.wrong("a whole number")) };
        let text = digits.as_str().replace('_', "");
        i64::from_str_radix(&text, digits.radix()).map_err(|_| self.wrong("a whole number"))
    }

    /// As a count, 0 or more.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn count(&self) -> Result<u64> {
        u64::try_from(self.whole()?).map_err(|_| self.wrong("a whole number of 0 or more"))
    }

    /// As true or false.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn flag(&self) -> Result<bool> {
        self.value.as_bool().ok_or_else(|| self.wrong("`true` or `false`"))
    }

    /// Whether it is a table.
    #[must_use]
    pub fn is_section(&self) -> bool {
        self.value.is_table()
    }

    /// The keys of a table; none for anything else.
    #[must_use]
    pub fn keys(&self) -> Vec<&'d str> {
        let table = self.value.as_table();
        table.into_iter().flat_map(|table| table.keys().map(|key| key.get_ref().as_ref())).collect()
    }

    /// Whether it is text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// As a table.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn section(self) -> Result<Section<'d>> {
        match self.value {
            DeValue::Table(table) => Ok(Section::new(self.context, self.path, table, self.span)),
            _ => Err(self.wrong("a table")),
        }
    }

    /// As a list.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn list(&self) -> Result<Vec<Value<'d>>> {
        self.items().ok_or_else(|| self.wrong("a list"))
    }

    fn items(&self) -> Option<Vec<Value<'d>>> {
        let DeValue::Array(items) = self.value else { return None };
        let item = |(k, item): (usize, &'d Spanned<DeValue<'d>>)| Value {
            context: self.context,
            path: format!("{}[{k}]", self.path),
            value: item.get_ref(),
            span: item.span(),
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// As a list; one value alone is a list of one.
    #[must_use]
    pub fn one_or_more(self) -> Vec<Value<'d>> {
        self.items().unwrap_or_else(|| vec![self])
    }
}

/// A table of a file. Remembers which keys were asked for.
pub struct Section<'d> {
    context: Context<'d>,
    path: String,
    entries: &'d DeTable<'d>,
    span: Range<usize>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'d> Section<'d> {
    fn new(
        context: Context<'d>,
        path: String,
        entries: &'d DeTable<'d>,
        span: Range<usize>,
    ) -> Self {
        Self { context, path, entries, span, asked: RefCell::default() }
    }

    /// File, line and path of the table itself.
    #[must_use]
    pub fn place(&self) -> Place {
        let place = Place::file(self.context.file).line(line(self.context.text, self.span.start));
        if self.path.is_empty() { place } else { place.key(self.path.clone()) }
    }

    fn key_path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key, if it is there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'d>> {
        self.asked.borrow_mut().insert(key.to_owned());
        let (name, value) = self.entries.iter().find(|(name, _)| name.get_ref() == key)?;
        // A table's own span may be its header; a key's line is where its name stands.
        let span = if value.get_ref().is_table() { name.span() } else { value.span() };
        Some(Value {
            context: self.context,
            path: self.key_path(key),
            value: value.get_ref(),
            span,
        })
    }

    /// The value of a key that must be there.
    ///
    /// # Errors
    /// `config::missing-key`.
    pub fn need(&self, key: &str) -> Result<Value<'d>> {
        self.get(key)
            .ok_or_else(|| Error::new("config::missing-key").with("key", key).at(self.place()))
    }

    /// The tables of an array of tables; none when the key is absent.
    ///
    /// # Errors
    /// `config::wrong-type`.
    pub fn sections(&self, key: &str) -> Result<Vec<Section<'d>>> {
        match self.get(key) {
            None => Ok(Vec::new()),
            Some(list) => list.list()?.into_iter().map(Value::section).collect(),
        }
    }

    /// All keys with their values, in alphabetical order; all count as asked for.
    #[must_use]
    pub fn entries(&self) -> Vec<(String, Value<'d>)> {
        let names: Vec<String> =
            self.entries.iter().map(|(name, _)| name.get_ref().to_string()).collect();
        names.into_iter().filter_map(|name| self.get(&name).map(|value| (name, value))).collect()
    }

    /// Refuses keys that nobody asked for.
    ///
    /// # Errors
    /// `config::unknown-key`, with the nearest key that is known here.
    pub fn finish(&self) -> Result<()> {
        let asked = self.asked.borrow();
        for (name, _) in self.entries {
            let key: &str = name.get_ref();
            if !asked.contains(key) {
                let place = Place::file(self.context.file)
                    .line(line(self.context.text, name.span().start))
                    .key(self.key_path(key));
                let known = asked.iter().map(String::as_str).collect::<Vec<_>>().join("`, `");
                return Err(Error::new("config::unknown-key")
                    .with("key", key)
                    .with("known", known)
                    .nearest(nearest_name(key, asked.iter().map(String::as_str)))
                    .at(place));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[scenario]\ndays = 30\nseed = 0x10\n\n[[shock]]\nkind = \"capacity\"\n\
                        size = 1_0.5\n[[shock]]\nkind = 7\n";

    #[test]
    fn values_know_their_line_and_path() {
        let document = Document::parse("s.toml", TEXT).unwrap();
        let root = document.root();
        let shocks = root.sections("shock").unwrap();
        assert_eq!(shocks[0].need("size").unwrap().number().unwrap(), 10.5);
        let error = shocks[1].need("kind").unwrap().text().unwrap_err();
        assert_eq!(error.code(), "config::wrong-type");
        assert_eq!(error.place().unwrap().to_string(), "s.toml:9, shock[1].kind");
        let scenario = root.need("scenario").unwrap().section().unwrap();
        assert_eq!(scenario.need("seed").unwrap().count().unwrap(), 16);
    }

    #[test]
    fn keys_nobody_asked_for_are_refused_with_the_nearest() {
        let document = Document::parse("s.toml", "[scenario]\ndsys = 30\n").unwrap();
        let scenario = document.root().need("scenario").unwrap().section().unwrap();
        assert!(scenario.get("days").is_none());
        let error = scenario.finish().unwrap_err();
        assert_eq!(error.code(), "config::unknown-key");
        assert_eq!(error.place().unwrap().to_string(), "s.toml:2, scenario.dsys");
        assert!(error.hint(staves_core::Lang::En).is_some());
    }

    #[test]
    fn broken_toml_is_an_error_at_its_line() {
        let error = Document::parse("s.toml", "a = 1\nb = = 2\n").err().unwrap();
        assert_eq!((error.code(), error.place().unwrap().line), ("config::syntax", Some(2)));
    }
}
