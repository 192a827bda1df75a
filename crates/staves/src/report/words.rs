//! The words of the report: dictionary texts under `report.`, plurals, lists.

use staves_core::Lang;
use staves_core::locale;

/// The dictionary in the language of a report.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// The language.
    pub lang: Lang,
}

impl Words {
    /// The text of `report.<key>` with its marks filled.
    pub fn say(self, key: &str, values: &[(&str, &str)]) -> String {
        locale::text(self.lang, &format!("report.{key}"), values)
    }

    /// The text of `report.<key>`, which has no marks.
    pub fn plain(self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The text of `report.<group>.<name>` for a name out of a file, if the dictionary has it.
    pub fn known(self, group: &str, name: &str) -> Option<String> {
        let key = format!("{group}.{name}");
        locale::has(&format!("report.{key}")).then(|| self.plain(&key))
    }

    /// The text of `report.<group>.<name>`, or the name as it stands in the file.
    pub fn named(self, group: &str, name: &str) -> String {
        self.known(group, name).unwrap_or_else(|| name.to_owned())
    }

    /// An indicator in words, as on the command line.
    pub fn indicator(self, name: &str) -> String {
        locale::text(self.lang, &format!("indicator.{name}.name"), &[])
    }

    /// A counted noun: `report.<key>.one` when the number reads 1, else `report.<key>.other`.
    pub fn count(self, key: &str, n: &str) -> String {
        let form = if n == "1" { "one" } else { "other" };
        self.say(&format!("{key}.{form}"), &[("n", n)])
    }

    /// "a, b and c"; past `most` items, "a, b and 5 more".
    pub fn list(self, items: &[String], most: usize) -> String {
        let shown = if items.len() > most + 1 { most } else { items.len() };
        let rest = items.len() - shown;
        // Labels such as "Food, beverage and tobacco" need a stronger mark between them.
        let compound = |item: &String| [", ", "，", "、", " and "].iter().any(|c| item.contains(c));
        let mark = if items.iter().any(compound) { "list.semicolon" } else { "list.comma" };
        let comma = self.plain(mark);
        match (items, rest) {
            ([], _) => String::new(),
            ([only], _) => only.clone(),
            ([first @ .., last], 0) => {
                let and = if mark == "list.comma" { "list.and" } else { "list.as-well-as" };
                self.say(and, &[("first", &first.join(&comma)), ("last", last)])
            }
            _ => self.say(
                "list.more",
                &[("first", &items[..shown].join(&comma)), ("n", &rest.to_string())],
            ),
        }
    }

    /// Sentences one after the other, as the language spaces them.
    pub fn joined(self, sentences: &[String]) -> String {
        sentences.join(&self.plain("list.between-sentences").replace('_', " "))
    }

    /// A small whole number as a word, as one writes it at the start of a sentence.
    pub fn number_word(self, n: usize) -> String {
        self.known("number-word", &n.to_string()).unwrap_or_else(|| n.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(n: usize) -> Vec<String> {
        ["a", "b", "c", "d", "e"][..n].iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn lists_read_as_the_language_wants() {
        let (en, zh) = (Words { lang: Lang::En }, Words { lang: Lang::Zh });
        assert_eq!(en.list(&items(0), 3), "");
        assert_eq!(en.list(&items(1), 3), "a");
        assert_eq!(en.list(&items(3), 3), "a, b and c");
        assert_eq!(en.list(&items(4), 3), "a, b, c and d");
        assert_eq!(en.list(&items(5), 3), "a, b, c and 2 more");
        let labels = ["Food, drink".to_owned(), "Cloth".to_owned(), "Ships and boats".to_owned()];
        assert_eq!(en.list(&labels, 3), "Food, drink; Cloth as well as Ships and boats");
        assert_eq!(zh.list(&items(3), 3), "a、b和c");
        assert_eq!(zh.list(&items(5), 3), "a、b、c及其他2项");
    }

    #[test]
    fn one_is_singular() {
        let en = Words { lang: Lang::En };
        assert_eq!(en.count("days", "1"), "1 day");
        assert_eq!(en.count("days", "0"), "0 days");
        assert_eq!(en.count("days", "1.5"), "1.5 days");
    }
}
