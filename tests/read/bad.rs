//! Damaged files: each gives its error at its line, and none panics.

use crate::mocks::read;
use staves::Lang;
use staves::read::{Format, Wish, import};
use std::path::PathBuf;

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/read")
}

/// File, error code, line.
const EXPECTED: [(&str, &str, Option<usize>); 25] = [
    ("duplicated-column.csv", "table::duplicate-label", Some(1)),
    ("duplicated-tail-row.csv", "table::duplicate-label", Some(8)),
    ("rows-in-another-order.csv", "table::labels-differ", Some(2)),
    ("misspelt-row.csv", "table::labels-differ", Some(4)),
    ("short-row.csv", "table::ragged", Some(4)),
    ("long-row.csv", "table::ragged", Some(4)),
    ("shifted-row.csv", "table::text-in-number", Some(4)),
    ("truncated.csv", "table::ragged", Some(5)),
    ("rows-missing.csv", "table::rows-missing", Some(5)),
    ("unknown-region.csv", "table::unknown-region", Some(1)),
    ("unknown-row.csv", "import::unknown-row", Some(6)),
    ("unknown-column.csv", "import::unknown-column", Some(1)),
    ("sector-after-demand.csv", "import::unknown-column", Some(1)),
    ("text-in-number.csv", "table::text-in-number", Some(3)),
    ("decimal-comma.csv", "table::text-in-number", Some(3)),
    ("infinite.csv", "table::text-in-number", Some(3)),
    ("blank-cell.csv", "table::missing-values", Some(3)),
    ("na-cell.csv", "table::missing-values", Some(3)),
    ("header-only.csv", "import::empty-file", None),
    ("empty.csv", "import::unknown-layout", None),
    ("blank-lines.csv", "import::unknown-layout", None),
    ("not-utf8.csv", "import::not-utf8", Some(4)),
    ("prose.csv", "import::unknown-layout", None),
    ("binary.csv", "import::unknown-layout", None),
    ("empty-label.csv", "table::empty-code", None),
];

#[test]
fn every_damaged_file_has_its_error_at_its_line() {
    for (file, code, line) in EXPECTED {
        let error = read(&corpus().join(file)).err();
        let error = error.unwrap_or_else(|| panic!("{file} was read"));
        assert_eq!(error.code(), code, "{file}");
        let place = error.place().unwrap_or_else(|| panic!("{file} has a place"));
        assert!(place.file.ends_with(file), "{file}: {place}");
        assert_eq!(place.line, line, "{file}");
    }
}

#[test]
fn the_corpus_is_listed_and_its_good_file_is_read() {
    let read = read(&corpus().join("good.csv")).unwrap();
    assert_eq!(read.economy.output(), [21.0, 21.5, 9.0, 20.0]);
    let mut files: Vec<String> = std::fs::read_dir(corpus())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "good.csv")
        .collect();
    files.sort();
    let mut listed: Vec<&str> = EXPECTED.iter().map(|(file, ..)| *file).collect();
    listed.sort_unstable();
    assert_eq!(files, listed);
}

/// Asked for by name, no file makes any reader panic, and every error of a reader has its words.
#[test]
fn a_format_asked_for_by_name_fails_with_words() {
    for (file, ..) in EXPECTED {
        for format in [Format::Icio, Format::Wiod2013, Format::Exiobase] {
            let wish = Wish { format: Some(format), ..Wish::default() };
            let error = import(&[corpus().join(file)], &wish).unwrap_err();
            // The words of `table::` errors that the economy itself gives belong to it.
            let known = staves_core::locale::has(&format!("error.{}.says", error.code()));
            assert!(known || !error.code().starts_with("import::"), "{error:?} has words");
        }
    }
    let wish = Wish { format: Some(Format::Icio), ..Wish::default() };
    let error = import(&[corpus().join("empty.csv")], &wish).unwrap_err();
    assert_eq!(error.code(), "import::empty-file");
}

#[test]
fn a_misspelt_format_is_told_its_nearest_name() {
    let error = Format::from_name("exobase").unwrap_err();
    assert_eq!(error.code(), "import::unknown-format");
    assert!(error.hint(Lang::En).unwrap().contains("`exiobase`"));
}
