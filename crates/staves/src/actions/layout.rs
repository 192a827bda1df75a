//! The columns of `actions.csv`, as data: the reader, the schema and the page of the book are made
//! from this one table; and which units each kind of action has.

use crate::read::long::layout::{ColumnLayout, Holds, TableLayout, number, text};
use staves_core::action::Kind;

/// What an amount means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days of stock.
    Days,
    /// Share of baseline output that can be added.
    Capacity,
    /// Share of losses averted.
    Protected,
    /// Share of labour that can work from afar.
    Labour,
    /// Factor on the speed of reordering.
    Factor,
    /// Share of purchases or sales that moves.
    Moved,
    /// Money of the table.
    Money,
}

/// Units of each kind as written, what they mean, and in words.
pub const UNITS: [(Kind, &str, Unit, &str); 16] = [
    (Kind::Supplement, "share", Unit::Capacity, "share of baseline output that can be added"),
    (
        Kind::Supplement,
        "protected",
        Unit::Protected,
        "share of capacity and capital losses averted",
    ),
    (Kind::Substitute, "share", Unit::Moved, "share of what buyers in `region` buy outside it"),
    (Kind::Diversify, "share", Unit::Moved, "share of what buyers in `region` buy outside `to`"),
    (Kind::Relocate, "share", Unit::Moved, "share of what `region` sells that `to` makes instead"),
    (Kind::Stockpile, "days", Unit::Days, "days added to the stock target of every input"),
    (
        Kind::Digitalise,
        "factor",
        Unit::Factor,
        "1 or more: how much faster gaps in stock are reordered",
    ),
    (
        Kind::Connect,
        "share",
        Unit::Labour,
        "share of the labour bound to its place that can leave it",
    ),
    (Kind::Credit, "money", Unit::Money, "credit, in money of the table"),
    (Kind::Guarantee, "money", Unit::Money, "debts covered, in money of the table"),
    (Kind::Defer, "money", Unit::Money, "payments put off, in money of the table"),
    (Kind::Open, "share", Unit::Moved, "share of what buyers in `region` buy outside `to`"),
    (Kind::Reserve, "days", Unit::Days, "days added to the stock target of every input"),
    (Kind::Reserve, "share", Unit::Capacity, "share of baseline output that can be added"),
    (Kind::Convert, "share", Unit::Capacity, "share of baseline output that can be added"),
    (Kind::Convert, "protected", Unit::Protected, "share of capacity and capital losses averted"),
];

/// One line of `actions.csv`.
pub const ACTIONS: TableLayout = TableLayout {
    name: "actions",
    also: "",
    required: false,
    meaning: "something that could be done",
    columns: &[
        ColumnLayout {
            name: "id",
            holds: Holds::Label,
            required: true,
            unit: "",
            meaning: "what `--with` names; unique, without spaces, commas, semicolons and `*`",
        },
        text("kind", true, "what is done: see below"),
        text("region", true, "code or pattern: of the producers, or of the buyers; all when empty"),
        text(
            "sector",
            true,
            "code or pattern: of the producers, or of the product bought; all when empty",
        ),
        number("amount", true, "that of column `unit`", "how much"),
        text("unit", true, "what the amount counts: see below"),
        number("cost", true, "money of the economy's table", "once, for all of it"),
        text(
            "to",
            false,
            "for `diversify`, `open`, `relocate`: code or pattern of the regions that supply",
        ),
        text(
            "buyer",
            false,
            "for `diversify`, `open`, `substitute`: code or pattern of the sectors that buy; all, and final users, when empty",
        ),
        number("lead_time", false, "days", "until it takes effect; 0 when empty"),
        text("evidence", false, "where its numbers come from"),
        text("needs", false, "ids that must be chosen too, separated by `;`"),
        text("excludes", false, "ids that cannot be chosen with it, separated by `;`"),
        text("group", false, "at most one action of a group is chosen"),
        text("name", false, "name in English; the id when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// Kinds and their units as a Markdown table, for the book.
#[must_use]
pub fn kinds_markdown() -> String {
    let mut page = "| `kind` | `unit` | `amount` |\n|---|---|---|\n".to_owned();
    for (kind, unit, _, words) in UNITS {
        page += &format!("| `{}` | `{unit}` | {words} |\n", kind.name());
    }
    page
}
