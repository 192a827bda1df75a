//! The tables of classifications that users write, as data.

use crate::read::long::layout::{ColumnLayout, Holds, TableLayout, text};

/// One item of a classification a line.
pub const ITEMS: TableLayout = TableLayout {
    name: "classification",
    also: "",
    required: false,
    meaning: "a section, division, group or class",
    columns: &[
        label("code", "its code; unique"),
        text("level", true, "`section`, `division`, `group` or `class`"),
        ColumnLayout {
            name: "parent",
            holds: Holds::Label,
            required: false,
            unit: "",
            meaning: "code of the item it is in; when empty, the longest code of a higher level that its own begins with",
        },
        text("name", false, "name in English; that in Chinese when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// What is known of one item a line.
pub const PRESENCE: TableLayout = TableLayout {
    name: "presence",
    also: "",
    required: false,
    meaning: "what is known of an item of a classification; not more than one line an item",
    columns: &[
        label("class", "its code, at any level"),
        text("state", true, "`present`, `absent` or `unknown`"),
        text("evidence", false, "where this is known from; needed unless the state is `unknown`"),
    ],
};

/// A code that may be a whole number in Parquet.
const fn label(name: &'static str, meaning: &'static str) -> ColumnLayout {
    ColumnLayout { name, holds: Holds::Label, required: true, unit: "", meaning }
}

/// All tables.
pub const TABLES: [TableLayout; 2] = [ITEMS, PRESENCE];
