//! The dictionary and the sources agree: every code of an error or a note that the code can give
//! is explained, and nothing is explained that no code gives.

use staves_core::Lang;
use staves_core::locale::texts;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Text of every source file of the crates, without tests.
fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                files.push(path);
            }
        }
    }
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        (file, code.to_owned())
    };
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for entry in fs::read_dir(crates).unwrap() {
        collect(&entry.unwrap().path().join("src"), &mut files);
    }
    files.sort();
    files.into_iter().map(read).collect()
}

/// Whether a literal is a code such as `table::shape`.
fn is_code(literal: &str) -> bool {
    let word = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
    };
    literal.split_once("::").is_some_and(|(prefix, name)| word(prefix) && word(name))
}

/// Literals of the form of a code, each with the files that hold it.
fn codes_used() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let mut codes: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for (path, text) in sources() {
        let literals: BTreeSet<&str> = text.split('"').filter(|part| is_code(part)).collect();
        for code in literals {
            codes.entry(code.to_owned()).or_default().push((path.clone(), text.clone()));
        }
    }
    codes
}

/// The words that stand right after `opening` in the sources, up to the next quotation mark.
fn literals_after(opening: &str) -> BTreeSet<String> {
    let found = |text: &str| -> Vec<String> {
        let parts = text.split(opening).skip(1);
        parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
    };
    sources().iter().flat_map(|(_, text)| found(text)).collect()
}

/// Codes of the dictionary under a prefix: `error` or `note`.
fn codes_explained(prefix: &str) -> BTreeSet<String> {
    let keys = texts(Lang::En).keys();
    let codes = keys.filter_map(|key| key.strip_prefix(prefix)?.strip_prefix('.'));
    codes
        .map(|code| code.rsplit_once('.').map_or(code, |(code, _)| code).to_owned())
        .filter(|code| code.contains("::"))
        .collect()
}

/// Names in braces: `{name}`.
fn marks(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    inside.map(|(name, _)| name).filter(|name| !name.contains(' ')).collect()
}

#[test]
fn every_error_that_can_be_given_is_said_and_explained() {
    let codes = literals_after("Error::new(\"").into_iter();
    let keys =
        codes.flat_map(|code| ["says", "explain"].map(|part| format!("error.{code}.{part}")));
    let missing: Vec<_> = keys.filter(|key| !texts(Lang::En).contains_key(key)).collect();
    assert!(missing.is_empty(), "not in the dictionary: {missing:#?}");
}

#[test]
fn every_note_that_can_be_given_is_said() {
    let keys = literals_after("Note::new(\"").into_iter().map(|code| format!("note.{code}"));
    let missing: Vec<_> = keys.filter(|key| !texts(Lang::En).contains_key(key)).collect();
    assert!(missing.is_empty(), "not in the dictionary: {missing:#?}");
}

/// Also catches codes that are chosen first and given to `Error::new` or `Note::new` later.
#[test]
fn every_code_in_the_sources_is_in_the_dictionary() {
    let (errors, notes) = (codes_explained("error"), codes_explained("note"));
    let used = codes_used().into_keys();
    let unknown: Vec<_> =
        used.filter(|code| !errors.contains(code) && !notes.contains(code)).collect();
    assert!(unknown.is_empty(), "not in the dictionary: {unknown:#?}");
}

#[test]
fn nothing_is_explained_that_no_code_gives() {
    let used = codes_used();
    let (errors, notes) = (codes_explained("error"), codes_explained("note"));
    let unused: Vec<_> = errors.union(&notes).filter(|code| !used.contains_key(*code)).collect();
    assert!(unused.is_empty(), "in the dictionary and nowhere in the code: {unused:#?}");
}

/// A mark that nobody fills would show as `{name}`.
#[test]
fn marks_are_filled_where_the_code_is_used() {
    let used = codes_used();
    let error = |code: String| {
        ["says", "hint"].map(|part| ("Error", code.clone(), format!("error.{code}.{part}")))
    };
    let note = |code: String| ("Note", code.clone(), format!("note.{code}"));
    let errors = codes_explained("error").into_iter().flat_map(error);
    for (kind, code, key) in errors.chain(codes_explained("note").into_iter().map(note)) {
        let Some(text) = texts(Lang::En).get(&key) else { continue };
        let Some(files) = used.get(&code) else { continue };
        // Every note knows its count.
        for mark in marks(text).into_iter().filter(|mark| kind == "Error" || *mark != "count") {
            let given = format!("with(\"{mark}\"");
            let made = format!("{kind}::new(\"{code}\"");
            let unfilled = files
                .iter()
                .find(|(_, source)| source.contains(&made) && !source.contains(&given))
                .map(|(path, _)| path.display().to_string());
            assert!(unfilled.is_none(), "{{{mark}}} of `{code}` is not filled in {unfilled:?}");
            let filled = files.iter().any(|(_, source)| source.contains(&given));
            assert!(filled, "nobody fills {{{mark}}} of `{code}`");
        }
    }
}

#[test]
fn explanations_stand_alone_and_messages_read_on() {
    for lang in [Lang::En, Lang::Zh] {
        for (key, text) in texts(lang).iter().filter(|(key, _)| key.starts_with("error.")) {
            match key.rsplit_once('.') {
                Some((_, "explain")) => {
                    assert!(marks(text).is_empty(), "{key} has marks, and nothing to fill them");
                }
                Some((_, "says")) => {
                    let stop = text.ends_with(['.', '。', '!', '！']);
                    assert!(!stop, "{key} ends with a full stop");
                }
                _ => {}
            }
        }
    }
}
