//! One list of names: code ↔ dense id ↔ labels in English and Chinese.

use crate::error::{Error, Result};
use crate::locale::Lang;
use std::collections::BTreeMap;

/// One named thing: a region, a sector, a final-demand category.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// The code used in files and on the command line.
    pub code: String,
    /// English label; the code when the source has none.
    pub en: String,
    /// Chinese label; empty when unknown.
    pub zh: String,
}

impl Entry {
    /// An entry whose label is its code.
    pub fn plain(code: impl Into<String>) -> Self {
        let code = code.into();
        Self { en: code.clone(), zh: String::new(), code }
    }

    /// An entry with an English label.
    pub fn labelled(code: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code: code.into(), en: en.into(), zh: String::new() }
    }

    /// The label in a language, falling back to English.
    #[must_use]
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh if !self.zh.is_empty() => &self.zh,
            _ => &self.en,
        }
    }
}

/// Names in file order, found by code, with the nearest name for a misspelt one.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    entries: Vec<Entry>,
    by_code: BTreeMap<String, u32>,
}

impl Codes {
    /// Checks that codes are trimmed, not empty and unique.
    ///
    /// # Errors
    /// `table::empty-code` and `table::duplicate-code`.
    pub fn new(entries: Vec<Entry>) -> Result<Self> {
        let mut by_code = BTreeMap::new();
        for (id, entry) in entries.iter().enumerate() {
            if entry.code.is_empty() || entry.code.trim() != entry.code {
                return Err(Error::new("table::empty-code")
                    .with("code", &entry.code)
                    .with("number", id + 1));
            }
            let id = u32::try_from(id).map_err(|_| Error::new("table::too-large"))?;
            if let Some(first) = by_code.insert(entry.code.clone(), id) {
                return Err(Error::new("table::duplicate-code")
                    .with("code", &entry.code)
                    .with("first", first + 1)
                    .with("second", id + 1));
            }
        }
        Ok(Self { entries, by_code })
    }

    /// Names whose labels are their codes.
    ///
    /// # Errors
    /// As [`Codes::new`].
    pub fn plain<S: AsRef<str>>(codes: impl IntoIterator<Item = S>) -> Result<Self> {
        Self::new(codes.into_iter().map(|code| Entry::plain(code.as_ref())).collect())
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All names in file order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The id of a code.
    #[must_use]
    pub fn id(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).map(|id| *id as usize)
    }

    /// The code of an id.
    #[must_use]
    pub fn code(&self, id: usize) -> &str {
        &self.entries[id].code
    }

    /// The ids that a pattern selects: a code, or a glob with `*` and `?`; in file order.
    #[must_use]
    pub fn select(&self, pattern: &str) -> Vec<usize> {
        if let Some(id) = self.id(pattern) {
            return vec![id];
        }
        if !pattern.contains(['*', '?']) {
            return Vec::new();
        }
        let pattern: Vec<char> = pattern.chars().collect();
        let matching = |entry: &Entry| {
            let code: Vec<char> = entry.code.chars().collect();
            glob(&pattern, &code)
        };
        (0..self.len()).filter(|&id| matching(&self.entries[id])).collect()
    }

    /// The entry whose code or label is closest to a misspelt text, if any is close.
    #[must_use]
    pub fn nearest(&self, text: &str) -> Option<&Entry> {
        let wanted = text.to_lowercase();
        let distance = |entry: &Entry| {
            [&entry.code, &entry.en, &entry.zh]
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(|name| closeness(&wanted, &name.to_lowercase()))
                .fold(0.0, f64::max)
        };
        let best = self
            .entries
            .iter()
            .map(|entry| (distance(entry), entry))
            .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        (best.0 > 0.55).then_some(best.1)
    }

    /// The nearest name as an error shows it: `CHN` (China).
    #[must_use]
    pub fn nearest_shown(&self, text: &str) -> Option<String> {
        self.nearest(text).map(|entry| {
            if entry.en == entry.code {
                format!("`{}`", entry.code)
            } else {
                format!("`{}` ({})", entry.code, entry.en)
            }
        })
    }
}

/// The nearest of some plain names to a misspelt one, as an error shows it.
pub fn nearest_name<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let codes = Codes::plain(names).ok()?;
    codes.nearest_shown(text)
}

fn closeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    let edits = strsim::normalized_damerau_levenshtein(a, b);
    let contained = a.chars().count() >= 3 && (b.contains(a) || a.contains(b));
    if contained { edits.max(0.7) } else { edits }
}

/// `*` stands for any run of characters, `?` for one. Linear in practice: only the last star is
/// ever tried again.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((star, from)) => {
                    retry = Some((star, from + 1));
                    p = star + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Codes {
        Codes::new(vec![
            Entry { code: "CHN".into(), en: "China".into(), zh: "中国".into() },
            Entry::labelled("CHE", "Switzerland"),
            Entry::labelled("C20", "Chemicals"),
            Entry::labelled("C21", "Pharmaceuticals"),
        ])
        .unwrap()
    }

    #[test]
    fn nearest_looks_at_codes_and_labels_of_both_languages() {
        let codes = codes();
        assert_eq!(codes.nearest_shown("CHM").as_deref(), Some("`CHN` (China)"));
        assert_eq!(codes.nearest("switserland").unwrap().code, "CHE");
        assert_eq!(codes.nearest("中国大陆").unwrap().code, "CHN");
        assert!(codes.nearest("zzzzzz").is_none());
    }

    #[test]
    fn patterns_select_in_file_order() {
        let codes = codes();
        assert_eq!(codes.select("C2*"), [2, 3]);
        assert_eq!(codes.select("C?1"), [3]);
        assert_eq!(codes.select("*"), [0, 1, 2, 3]);
        assert_eq!(codes.select("CHN"), [0]);
        assert!(codes.select("CHM").is_empty());
    }

    #[test]
    fn duplicates_and_untrimmed_codes_are_refused() {
        assert_eq!(Codes::plain(["a", "a"]).unwrap_err().code(), "table::duplicate-code");
        assert_eq!(Codes::plain(["a "]).unwrap_err().code(), "table::empty-code");
    }
}
