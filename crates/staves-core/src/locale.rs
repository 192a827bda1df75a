//! The dictionary: every word a user sees, in English and Chinese, by key.
//!
//! Texts live in `locales/en.json` and `locales/zh.json`, embedded at build time; a test keeps
//! their keys equal. A text may hold `{name}` marks that are filled with values.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The language of a tag such as `zh`, `zh-CN` or `en_GB.UTF-8`; `None` if it is neither.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_', '.']).next() {
            Some("en") => Some(Self::En),
            Some("zh") => Some(Self::Zh),
            _ => None,
        }
    }

    /// The tag of this language, as in `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

type Texts = BTreeMap<String, String>;

/// All texts of a language by key, such as `error.table::shape.says`.
#[must_use]
pub fn texts(lang: Lang) -> &'static Texts {
    static EN: OnceLock<Texts> = OnceLock::new();
    static ZH: OnceLock<Texts> = OnceLock::new();
    match lang {
        Lang::En => EN.get_or_init(|| parse(include_str!("../../../locales/en.json"))),
        Lang::Zh => ZH.get_or_init(|| parse(include_str!("../../../locales/zh.json"))),
    }
}

fn parse(json: &str) -> Texts {
    let root: serde_json::Value =
        serde_json::from_str(json).expect("the embedded dictionary is JSON; a test reads it");
    let mut texts = Texts::new();
    flatten(String::new(), &root, &mut texts);
    texts
}

fn flatten(key: String, value: &serde_json::Value, texts: &mut Texts) {
    match value {
        serde_json::Value::Object(map) => {
            for (name, inner) in map {
                let path = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                flatten(path, inner, texts);
            }
        }
        other => {
            texts.insert(key, other.as_str().unwrap_or_default().to_owned());
        }
    }
}

/// The text of a key with its marks filled; the key itself when the dictionary lacks it. A value
/// that reads differently in Chinese has a second entry under its name with `.zh`.
#[must_use]
pub fn text(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    match texts(lang).get(key) {
        Some(template) => {
            let mut values = values.to_vec();
            let suffix = format!(".{}", lang.tag());
            values.sort_by_key(|(name, _)| !name.ends_with(&suffix));
            values.iter_mut().for_each(|(name, _)| *name = name.trim_end_matches(&suffix));
            fill(template, &values)
        }
        None => key.to_owned(),
    }
}

/// Whether the dictionary has a key.
#[must_use]
pub fn has(key: &str) -> bool {
    texts(Lang::En).contains_key(key)
}

/// Replaces each `{name}` of a template by its value; unknown marks stay as they are.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        out.push_str(before);
        let known = from.find('}').and_then(|close| {
            let name = from.get(1..close)?;
            let value = values.iter().find(|(key, _)| *key == name)?.1;
            Some((value, close))
        });
        match known {
            Some((value, close)) => {
                out.push_str(value);
                rest = from.get(close + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_keys_and_marks() {
        let marks = |text: &str| {
            let mut found: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            found.sort();
            found
        };
        let (en, zh) = (texts(Lang::En), texts(Lang::Zh));
        assert_eq!(en.keys().collect::<Vec<_>>(), zh.keys().collect::<Vec<_>>());
        for (key, text) in en {
            assert_eq!(marks(text), marks(&zh[key]), "marks of {key}");
            assert!(!text.is_empty(), "{key} is empty");
        }
    }

    #[test]
    fn marks_are_filled_and_unknown_ones_stay() {
        assert_eq!(fill("a {x} b {y} {", &[("x", "1")]), "a 1 b {y} {");
    }
}
