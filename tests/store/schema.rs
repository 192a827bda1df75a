//! What is written about the long layout is made from the layout itself.
//!
//! `STAVES_REWRITE_SCHEMAS=1` writes the files anew.

use staves::read::long::layout::{markdown, schema};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Compares a file with what it should hold, or writes it when asked to.
fn compare(file: &str, wanted: &str) {
    let path = root().join(file);
    if std::env::var_os("STAVES_REWRITE_SCHEMAS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{file} is not made from the layout: set STAVES_REWRITE_SCHEMAS=1");
}

#[test]
fn the_schema_of_the_long_tables() {
    let json = serde_json::to_string_pretty(&schema()).unwrap();
    compare("schemas/economy.json", &(json + "\n"));
}

#[test]
fn the_page_of_the_long_tables() {
    let page = format!(
        "# Long tables\n\n\
         The layout that `staves import` reads and `staves convert` writes: a folder with one file \
         per table, CSV (UTF-8, with a header) or Parquet, all of them by name. Only two tables \
         must be there.\n\n\
         * Regions, sectors and categories keep the order in which they first appear, unless a \
         table declares them; producers then go region by region.\n\
         * A line that is not there is zero. A blank value is not: it is refused, unless \
         `--missing zero` is given.\n\
         * A cell that stands there twice is refused, with both lines.\n\
         * `about.toml` holds `title` (text, or `{{ en, zh }}`), `source`, `licence`, `year`, \
         `currency`, `scale` (1e6 for millions), `price_basis` and `synthetic`. Without it values \
         are plain numbers.\n\
         * An economy that Staves stored has the same tables, so it can be edited with any program \
         and imported again with `--as long`.\n\n\
         A [JSON Schema](https://json-schema.org) of a line of each table is in \
         `schemas/economy.json`.\n\n## Tables\n\n{}",
        markdown().trim_end()
    );
    compare("docs/src/reference/long-tables.md", &(page + "\n"));
}
