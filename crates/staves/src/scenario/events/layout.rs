//! The columns of an event set, as data: the reader, the schema and the page of the book are made
//! from this one table.

use crate::read::long::layout::{ColumnLayout, Holds, TableLayout, number, text};

/// Name of each column, where the reader needs it.
pub(super) const EVENT: &str = "event";
pub(super) const REGION: &str = "region";
pub(super) const SECTOR: &str = "sector";
pub(super) const SIZE: &str = "size";
pub(super) const START: &str = "start";
pub(super) const DURATION: &str = "duration";
pub(super) const RECOVERY: &str = "recovery";
pub(super) const PROBABILITY: &str = "probability";
pub(super) const KIND: &str = "kind";
pub(super) const SHAPE: &str = "shape";
pub(super) const CATEGORY: &str = "category";
pub(super) const CONSUMER: &str = "consumer";

/// One line of an event set.
pub const EVENTS: TableLayout = TableLayout {
    name: "events",
    also: "",
    required: true,
    meaning: "a shock of an event; the lines of an event stand together",
    columns: &[
        ColumnLayout {
            name: EVENT,
            holds: Holds::Label,
            required: true,
            unit: "",
            meaning: "name or number of the event",
        },
        text(REGION, true, "code or pattern of the regions hit; all when empty"),
        text(SECTOR, true, "code or pattern of the sectors hit; all when empty"),
        number(
            SIZE,
            true,
            "share",
            "share lost, 0 to 1; for `demand`, the relative change, not below −1",
        ),
        number(START, true, "days", "day of the run on which it begins; may be negative"),
        number(DURATION, true, "days", "days of full severity, 0 or more"),
        number(RECOVERY, false, "days", "days of recovery; at once when empty or 0"),
        number(
            PROBABILITY,
            false,
            "per year, or a probability",
            "annual rate or probability of the event: the same on all its lines, or on the first only",
        ),
        text(KIND, false, "kind of shock; `capacity` when empty"),
        text(
            SHAPE,
            false,
            "`linear` (when empty), `sudden`, `exponential`, `convex` or `threshold`",
        ),
        text(CATEGORY, false, "for `demand`: code or pattern of final-demand categories"),
        text(CONSUMER, false, "for `demand`: code or pattern of consuming regions"),
    ],
};
