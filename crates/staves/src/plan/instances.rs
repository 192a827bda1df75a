//! Instances of planning problems in a JSON file, whatever their form.

use crate::document::read_text;
use serde::de::DeserializeOwned;
use serde_json::Value;
use staves_core::codes::nearest_name;
use staves_core::{Error, Place, Result};
use std::path::Path;

/// The name of the form of an instance; none when it has none that is known.
pub(crate) type Kind = dyn Fn(&Value) -> Option<&'static str>;

/// The instances of a file: one that is named, or all that have a known form.
///
/// # Errors
/// `plan::bad-program`, `plan::no-instance`.
pub(crate) fn read(path: &Path, named: Option<&str>, kind: &Kind) -> Result<Vec<(String, Value)>> {
    let place = || Place::file(path.display().to_string());
    let root: Value = serde_json::from_str(&read_text(path)?).map_err(|error| {
        Error::new("plan::bad-program").with("reason", &error).at(place().line(error.line()))
    })?;
    instances(&root, named, kind).ok_or_else(|| {
        let keys = || root.as_object().into_iter().flat_map(|all| all.keys().map(String::as_str));
        let name = named.unwrap_or_default();
        Error::new("plan::no-instance")
            .with("name", name)
            .nearest(nearest_name(name, keys()))
            .at(place())
    })
}

/// Instances with their keys: the file itself, or objects in it. Data may be those of another one.
fn instances(root: &Value, named: Option<&str>, kind: &Kind) -> Option<Vec<(String, Value)>> {
    if kind(root).is_some() && named.is_none() {
        return Some(vec![(String::new(), root.clone())]);
    }
    let all = root.as_object()?;
    let data = |value: &Value| {
        let from = value["data_from"].as_str().and_then(|key| all.get(key));
        let holder = from.unwrap_or(value);
        let data = holder.get("data").unwrap_or(holder);
        let mut data = data.as_object()?.clone();
        for (key, own) in value.as_object()?.iter().filter(|(key, _)| *key != "data") {
            data.entry(key.clone()).or_insert_with(|| own.clone());
        }
        Some(Value::Object(data))
    };
    let wanted = all.iter().filter(|(key, _)| named.is_none_or(|named| named == *key));
    let found = wanted.filter_map(|(key, value)| Some((key.clone(), data(value)?)));
    let found: Vec<_> = found.filter(|(_, data)| kind(data).is_some()).collect();
    (!found.is_empty()).then_some(found)
}

/// An instance in its form.
///
/// # Errors
/// `plan::bad-program`.
pub(crate) fn parsed<T: DeserializeOwned>(data: &Value) -> Result<T> {
    serde_json::from_value(data.clone()).map_err(|error| bad(&error.to_string()))
}

/// The error of an instance that has not its form.
pub(crate) fn bad(reason: &str) -> Error {
    Error::new("plan::bad-program").with("reason", reason)
}

/// Refuses lists that do not have as many entries as they must.
pub(crate) fn lengths(wanted: usize, lists: &[(&str, usize)]) -> Result<()> {
    match lists.iter().find(|(_, length)| *length != wanted) {
        Some((name, length)) => {
            Err(bad(&format!("`{name}` has {length} entries and must have {wanted}")))
        }
        None => Ok(()),
    }
}

/// Refuses numbers below 0.
pub(crate) fn sound(name: &str, numbers: &[f64]) -> Result<()> {
    match numbers.iter().find(|number| !(number.is_finite() && **number >= 0.0)) {
        Some(number) => Err(bad(&format!("`{name}` holds {number}: numbers are 0 or more"))),
        None => Ok(()),
    }
}
