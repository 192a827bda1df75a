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
        number("ramp_up", false, "days", "from its start to its first output; unknown when empty"),
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
        number(
            "demand",
            false,
            "units of the good a period",
            "how much is wanted; without it nothing is said of how much can be made",
        ),
        text("evidence", false, "where its numbers come from"),
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
        text(
            "class",
            false,
            "its classes as `NAME:CODE`, separated by `;`, such as `isic4:1392`; unknown when empty",
        ),
        text(
            "sector",
            false,
            "who makes it in an economy, as `SECTOR` or `SECTOR@REGION`, for `staves chain join`",
        ),
        number(
            "price",
            false,
            "money of that economy per unit of the good",
            "above 0; without it only structure can be joined",
        ),
        text("name", false, "name in English; its code when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// One activity that could be added a line.
pub const CANDIDATES: TableLayout = TableLayout {
    name: "candidates",
    also: "",
    required: false,
    meaning: "an activity that is not there yet and could be, for a price",
    columns: &[
        label("id", true, "unique name, which no activity has"),
        text("good", true, "the good it would make"),
        text("region", true, "code of the region it would be in"),
        text("owner", false, "whose it would be; unknown when empty"),
        text("site", false, "the plant it would be part of; unknown when empty"),
        number(
            "capacity",
            false,
            "units of the good a period",
            "the most it could make; needed for goals of how much",
        ),
        number("cost", true, "money, the same for all", "what it costs to have it, 0 or more"),
        number("ramp_up", false, "days", "from the decision to its first output"),
        text("unit", false, "unit of the good"),
        text("evidence", false, "where its numbers come from"),
        text("name", false, "name in English; the id when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// Inputs of candidates, as those of activities.
pub const CANDIDATES_INPUTS: TableLayout = TableLayout {
    name: "candidates_inputs",
    required: false,
    meaning: "a candidate needs a good, or one of the goods of a group",
    ..INPUTS
};

/// All tables.
pub const TABLES: [TableLayout; 6] =
    [ACTIVITIES, INPUTS, FINAL_GOODS, GOODS, CANDIDATES, CANDIDATES_INPUTS];
