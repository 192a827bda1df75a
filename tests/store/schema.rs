//! What is written about the tables that users write is made from their layouts themselves.
//!
//! `STAVES_REWRITE_SCHEMAS=1` writes the files anew.

use staves::actions::layout::{ACTIONS, kinds_markdown};
use staves::chain::layout::TABLES as CHAIN;
use staves::classification::layout::TABLES as CLASSIFICATION;
use staves::mobilise::layout::TABLES as MOBILISATION;
use staves::read::long::layout::{TableLayout, markdown, schema, schema_of};
use staves::resume::CLOSED;
use staves::scenario::events::layout::EVENTS;
use staves::trade::layout::TABLES as TRADE;
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

#[test]
fn the_schema_of_event_sets() {
    let json = schema_of("An event set: one line", &[EVENTS]);
    compare("schemas/events.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

#[test]
fn the_page_of_event_sets() {
    let page = format!("{EVENT_SETS}{}{MORE_ON_EVENT_SETS}", EVENTS.markdown());
    compare("docs/src/reference/events.md", &page);
}

#[test]
fn the_schema_of_actions() {
    let json = schema_of("Actions: one line", &[ACTIONS]);
    compare("schemas/actions.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

#[test]
fn the_schema_of_chains() {
    let json = schema_of("A chain: one line of each table", &CHAIN);
    compare("schemas/chain.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

/// A page that is written by hand, with what stands between its marks made from the layout.
fn compare_between_marks(page: &str, tables: &[String]) {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut parts = text.split("<!-- made -->\n");
    let made: String = tables
        .iter()
        .flat_map(|table| {
            let before = parts.next().unwrap_or_default();
            parts.next();
            [before, "<!-- made -->\n", table, "<!-- made -->\n"].map(str::to_owned)
        })
        .collect();
    compare(page, &(made + parts.next().unwrap_or_default()));
}

#[test]
fn the_page_of_actions_has_the_tables_of_the_layout() {
    let tables = [ACTIONS.markdown(), kinds_markdown()];
    compare_between_marks("docs/src/reference/actions.md", &tables);
}

#[test]
fn what_is_closed_has_its_schema_and_page() {
    let json = schema_of("What is closed: one line", &[CLOSED]);
    compare("schemas/closed.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
    compare_between_marks("docs/src/reference/resume.md", &[CLOSED.markdown()]);
}

#[test]
fn the_schema_of_trade() {
    let json = schema_of("Product trade: one line of each table", &TRADE);
    compare("schemas/trade.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

/// A heading for each table, what it is, its columns.
fn sections(tables: &[TableLayout]) -> String {
    let section = |table: &TableLayout| {
        let must = if table.required { "required" } else { "optional" };
        let (name, meaning) = (table.name, table.meaning);
        format!("## `{name}`\n\n{must}: {meaning}\n\n{}\n", table.markdown())
    };
    tables.iter().map(section).collect()
}

#[test]
fn the_page_of_chains_has_the_tables_of_the_layout() {
    compare_between_marks("docs/src/reference/chains.md", &[sections(&CHAIN)]);
}

#[test]
fn the_schema_of_mobilisations() {
    let json = schema_of("A mobilisation: one line of each table", &MOBILISATION);
    compare("schemas/mobilise.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

#[test]
fn the_page_of_mobilisations_has_the_tables_of_the_layout() {
    compare_between_marks("docs/src/reference/mobilise.md", &[sections(&MOBILISATION)]);
}

#[test]
fn the_page_of_trade_has_the_tables_of_the_layout() {
    compare_between_marks("docs/src/reference/trade.md", &[sections(&TRADE)]);
}

#[test]
fn the_schema_of_classifications() {
    let json = schema_of("A classification, and what is known of it: one line", &CLASSIFICATION);
    compare("schemas/classification.json", &(serde_json::to_string_pretty(&json).unwrap() + "\n"));
}

#[test]
fn the_page_of_completeness_has_the_tables_of_the_layout() {
    let table = |table: &TableLayout| {
        let (name, meaning) = (table.name, table.meaning);
        format!("### `{name}`\n\nOne line: {meaning}.\n\n{}\n", table.markdown())
    };
    let tables: String = CLASSIFICATION.iter().map(table).collect();
    compare_between_marks("docs/src/models/completeness.md", &[tables]);
}

const EVENT_SETS: &str = "# Event sets\n\n\
    A table of events, as catastrophe models and authorities keep them: thousands of floods, storms, \
    closures. Each\nevent is one run, and its lines are the shocks of that run. A scenario names the \
    file:\n\n\
    ```toml\n[scenario]\ndays = 365\n\n[events]\nfile    = \"typhoons.csv\"\n\
    rebuild = { sectors = { CON = 0.7, MAC = 0.3 } }   # only for capital\n```\n\n\
    ```text\nevent,region,sector,size,start,duration,recovery,probability,kind\n\
    T01,SOU,,0.02,10,3,72,0.1201,capital\nT01,SOU,TRA,0.35,10,2,9,,\n\
    T02,EAS,T*,0.60,10,7,20,0.0441,\n```\n\n\
    CSV (UTF-8, with a header; a byte-order mark is skipped) or Parquet. Columns may stand in any \
    order. Columns that are\nnot listed here are left alone, and a note says how many.\n\n";

const MORE_ON_EVENT_SETS: &str = "\n\
    A [JSON Schema](https://json-schema.org) of a line is in `schemas/events.json`.\n\n\
    ## Rules\n\n\
    * The lines of an event stand together; events are runs in the order of the file. An event \
    that comes back later is refused.\n\
    * `file` is relative to the folder of the scenario.\n\
    * `runs` is the number of events unless the scenario or `--runs` says otherwise. Run k is event \
    k, from 0; after the last event the\n  first comes again, which gives each event several draws \
    of the parameters that are drawn.\n\
    * A `[[shock]]` of the scenario acts in every run, beside the event. Kinds that need more than a share and where it\n\
    \x20 hits (`trade`, `input`, `inventory`, `cost`) and delays are written there.\n\
    * Shocks of one event that hit the same producer combine by `compounding`, as any others do.\n\
    * Capital recovers by its shape, or, with `rebuild` in `[events]`, is rebuilt: `sectors` and \
    `factor` as in a [scenario](scenario.md#shock),\n  with `recovery` as the time constant.\n\
    * Every cell is checked when the file is read, and every name is looked up before anything \
    runs: an error names file, line and column\n  (for Parquet, the row).\n\n\
    ## Probability\n\n\
    `probability` is an annual rate (how often a year the event happens; it may exceed 1) or the \
    probability of the event, as\nlong as all events mean the same. It weights the run: the columns `event` \
    and `weight` of\n[`runs.parquet`](results.md#runsparquet) name the event of each run and what it stands for, so \
    that Σ weight × loss is the\nexpected loss a year. Runs that repeat an event share its rate. Without the \
    column every run weighs 1.\n\n\
    Means and quantiles over runs in the other tables count a run by its weight.\n\n\
    ## Size\n\n\
    Events are kept as columns, 36 bytes a shock, and each distinct pair of patterns is looked up \
    once.\nThe manifest of the results holds the BLAKE3 of the file, and an interrupted ensemble goes on only \
    with the same file.\n";
