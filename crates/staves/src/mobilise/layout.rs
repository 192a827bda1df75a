//! The tables of a mobilisation beside its chain, as data: the reader, the schema and the page of the
//! book are made from these. Periods are counted from 1.

use crate::read::long::layout::{ColumnLayout, TableLayout, number, text};

const REGION: ColumnLayout = text("region", true, "code of the region");
const GOOD: ColumnLayout = text("good", true, "the good, by its name in the chain");
const FIRST: ColumnLayout = number("first", false, "period", "first period; 1 when empty");
const LAST: ColumnLayout = number("last", false, "period", "last period; the end when empty");
const EVIDENCE: ColumnLayout = text("evidence", false, "where its numbers come from");

/// One region a line.
pub const REGIONS: TableLayout = TableLayout {
    name: "regions",
    also: "",
    required: true,
    meaning: "a region that is planned for; makers in other regions of the chain are abroad",
    columns: &[
        text("region", true, "unique code of the region"),
        number("population", false, "people", "for demand from a curve; none when empty"),
        text("name", false, "name in English; the code when empty"),
        text("name_zh", false, "name in Chinese"),
    ],
};

/// Demand of a good in a region and some periods a line.
pub const DEMAND: TableLayout = TableLayout {
    name: "demand",
    also: "",
    required: false,
    meaning: "what a region wants; lines for one region, good and period add up",
    columns: &[
        REGION,
        GOOD,
        FIRST,
        LAST,
        number("amount", true, "units of the good a period", "how much is wanted, 0 or more"),
        EVIDENCE,
    ],
};

/// One good a line.
pub const SUPPLIES: TableLayout = TableLayout {
    name: "supplies",
    also: "",
    required: false,
    meaning: "how a good is valued, moved, kept and used, where that is not the usual way",
    columns: &[
        GOOD,
        number(
            "value",
            false,
            "money per unit",
            "what a unit short counts for; `value` of the settings when empty",
        ),
        number(
            "class",
            false,
            "1, 2, …",
            "1 is served first under `--fairness priority`; 1 when empty",
        ),
        number("volume", false, "units of volume per unit", "0 or more; 1 when empty"),
        text("carrier", false, "carrier of the settings that alone can move it, such as cold vans"),
        number("storage_cost", false, "money per unit and period", "0 when empty"),
        number(
            "shelf_life",
            false,
            "periods",
            "in how many it can be used, from the one it is made in; it keeps when empty",
        ),
        text(
            "reusable",
            false,
            "`yes` when it serves while it is held, as machines do; `no` when empty",
        ),
        number(
            "again_after",
            false,
            "periods",
            "after which whoever was served needs it again, as a second dose; never when empty",
        ),
        number("waste", false, "share", "of what is used that is wasted, below 1; 0 when empty"),
    ],
};

/// One activity of the chain a line.
pub const LINES: TableLayout = TableLayout {
    name: "lines",
    also: "",
    required: false,
    meaning: "what is to be known of an activity of the chain beyond its recipe and capacity",
    columns: &[
        text("activity", true, "id of an activity of the chain, or a pattern with `*`"),
        number(
            "yield",
            false,
            "share",
            "of what it makes that is good, above 0, at most 1; 1 when empty",
        ),
        number("hours", false, "hours of work per unit made", "0 when empty"),
        number("cost", false, "money per unit made", "0 when empty"),
    ],
};

/// A stock or a reserve a line.
pub const STOCKS: TableLayout = TableLayout {
    name: "stocks",
    also: "",
    required: false,
    meaning: "what a region has at the start",
    columns: &[
        REGION,
        GOOD,
        number("stock", false, "units", "in stock; none when empty"),
        number("reserve", false, "units", "in a reserve that can be released; none when empty"),
        EVIDENCE,
    ],
};

/// One kind of conversion a line.
pub const CONVERSIONS: TableLayout = TableLayout {
    name: "conversions",
    also: "",
    required: false,
    meaning: "a way to add capacity to an activity by converting something else",
    columns: &[
        text("id", true, "unique name of the conversion"),
        text("activity", true, "id of the activity that gains"),
        number(
            "capacity",
            true,
            "units of its good a period",
            "what each adds in the end, above 0",
        ),
        text("instead_of", false, "activity that makes less from then on"),
        number("less", false, "units of its good a period", "by how much, for each"),
        number("lag", false, "periods", "from the start to the first output; 0 when empty"),
        number("most", false, "conversions", "how many are possible; no limit when empty"),
        number(
            "most_a_period",
            false,
            "conversions",
            "how many can start in a period; no limit when empty",
        ),
        number("crews", false, "crews", "that each takes in the period it starts; 1 when empty"),
        number("cost", false, "money", "of each; 0 when empty"),
        number(
            "forgone",
            false,
            "money a period",
            "value of what each no longer makes outside of the chain; 0 when empty",
        ),
        text("sector", false, "sector of an economy that loses by it, for `--scenario`"),
        number(
            "sector_share",
            false,
            "share",
            "of that sector's capacity in the region that each takes",
        ),
        EVIDENCE,
    ],
};

/// Imports of a good by a region in some periods a line.
pub const IMPORTS: TableLayout = TableLayout {
    name: "imports",
    also: "",
    required: false,
    meaning: "what can be had from abroad; nothing in periods without a line, as under an embargo",
    columns: &[
        REGION,
        GOOD,
        FIRST,
        LAST,
        number("limit", true, "units a period", "the most that arrives, 0 or more"),
        number("cost", false, "money per unit", "0 when empty"),
        EVIDENCE,
    ],
};

/// One way a line.
pub const TRANSPORT: TableLayout = TableLayout {
    name: "transport",
    also: "",
    required: false,
    meaning: "a way from one region to another; each pair at most once",
    columns: &[
        text("from", true, "code of the region, or `*` for all"),
        text("to", true, "code of the region, or `*` for all"),
        number("lag", false, "periods", "under way; 0 when empty"),
        number("cost", false, "money per unit of volume", "0 when empty"),
        number("limit", false, "volume a period", "no limit when empty"),
    ],
};

/// One shift a line.
pub const SHIFTS: TableLayout = TableLayout {
    name: "shifts",
    also: "",
    required: false,
    meaning: "hours of work in a region; shifts of a region add up, one without any has no limit",
    columns: &[
        REGION,
        text("shift", true, "its name, such as `night`"),
        number("hours", true, "hours a period", "0 or more"),
        number("cost", false, "money per hour", "0 when empty"),
    ],
};

/// The sick of a region, a severity and some periods a line.
pub const PATIENTS: TableLayout = TableLayout {
    name: "patients",
    also: "",
    required: false,
    meaning: "how many are ill in a region; with `care` and `rates` it makes demand",
    columns: &[
        REGION,
        FIRST,
        LAST,
        text("severity", true, "`mild`, `moderate`, `severe` or `critical`"),
        number("in_care", true, "people", "in care or isolation on the average day"),
        number("new", false, "people a period", "who fall ill; none when empty"),
        number("tests", false, "tests a period", "none when empty; lines add up"),
        EVIDENCE,
    ],
};

/// Who and what cares for the sick of a region, a line.
pub const CARE: TableLayout = TableLayout {
    name: "care",
    also: "",
    required: false,
    meaning: "beds and staff of a region; needed where there are patients",
    columns: &[
        REGION,
        number("severe_beds", false, "beds", "no limit when empty"),
        number("critical_beds", false, "beds", "no limit when empty"),
        number("workers_a_bed", false, "workers", "0 when empty"),
        number("workers", false, "workers", "at most; no limit when empty"),
        number("cleaners_a_bed", false, "cleaners", "0 when empty"),
        number("cleaners", false, "cleaners", "at most; no limit when empty"),
        number(
            "screened_a_day",
            false,
            "tests",
            "that one who screens takes; nobody screens when empty",
        ),
        number("screeners", false, "people", "at most; no limit when empty"),
        number("laboratory", false, "people", "who work in laboratories; none when empty"),
        EVIDENCE,
    ],
};

/// One rate of use a line.
pub const RATES: TableLayout = TableLayout {
    name: "rates",
    also: "",
    required: false,
    meaning: "how much of a good somebody uses; rates of one good add up",
    columns: &[
        GOOD,
        text(
            "by",
            true,
            "a day: `worker`, `cleaner`, `screener`, `laboratory`, `mild`, `moderate`, `severe`, \
             `critical`; once: `new_mild`, `new_moderate`, `new_severe`, `new_critical`",
        ),
        number(
            "amount",
            true,
            "units of the good",
            "by each; for reusable goods, how many each needs",
        ),
        EVIDENCE,
    ],
};

/// All tables.
pub const TABLES: [TableLayout; 12] = [
    REGIONS,
    DEMAND,
    PATIENTS,
    CARE,
    RATES,
    SUPPLIES,
    LINES,
    STOCKS,
    CONVERSIONS,
    IMPORTS,
    TRANSPORT,
    SHIFTS,
];
