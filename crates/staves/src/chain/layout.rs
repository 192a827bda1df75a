//! The tables of a chain, as data: the reader, the schema and the page of the book are made from
//! these.

use crate::read::long::layout::{TableLayout, label, number, text};

/// One activity a line.
pub const ACTIVITIES: TableLayout = TableLayout {
    name: "activities",
    also: "",
    required: true,
    meaning: "somebody makes a good somewhere",
    columns: &[
        label("id", true, "unique name of the activity"),
        text("good", true, "the good it makes; one activity per good"),
        text("region", true, "code of the region it is in"),
        text("owner", false, "whose it is; unknown when empty"),
        text("site", false, "the plant it is part of; unknown when empty"),
        number(
            "capacity",
            false,
            "units of the good a period",
            "the most it can make; no known limit when empty, not there when 0",
        ),
        text("unit", false, "unit of the good"),
        text("evidence", false, "where its numbers come from"),
        text("name", false, "name in English; the id when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// One alternative of a group of inputs a line.
pub const INPUTS: TableLayout = TableLayout {
    name: "inputs",
    also: "",
    required: true,
    meaning: "an activity needs a good, or one of the goods of a group",
    columns: &[
        label("activity", true, "id of the activity"),
        text("good", true, "the good it uses"),
        number(
            "quantity",
            true,
            "units of the good per unit of output",
            "how much serves the group, above 0",
        ),
        label(
            "group",
            false,
            "goods of one activity with the same group are alternatives; a group of its own when empty",
        ),
        text("unit", false, "unit of the good used"),
        text("evidence", false, "where its numbers come from"),
    ],
};

/// One final good a line.
pub const FINAL_GOODS: TableLayout = TableLayout {
    name: "final_goods",
    also: "",
    required: true,
    meaning: "a good that is wanted for its own sake",
    columns: &[
        text("good", true, "which"),
        number("weight", false, "any, the same for all", "how much it counts; 1 when empty"),
    ],
};

/// One good a line.
pub const GOODS: TableLayout = TableLayout {
    name: "goods",
    also: "",
    required: false,
    meaning: "a good; with this table, no other goods may occur",
    columns: &[
        text("good", true, "unique name of the good"),
        text("unit", false, "its unit"),
        number("stock", false, "units of the good", "what is in stock; none when empty"),
        text("name", false, "name in English; its code when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// All tables.
pub const TABLES: [TableLayout; 4] = [ACTIVITIES, INPUTS, FINAL_GOODS, GOODS];
