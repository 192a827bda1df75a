//! The long layout as data: what the reader looks for, the schema and the page of the book are
//! all made from this one table. Other tables that users write are described in the same form.

use serde_json::{Value, json};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A code or a text.
    Text,
    /// A text that may be a whole number in Parquet.
    Label,
    /// A finite number.
    Number,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct ColumnLayout {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether a table without it is refused.
    pub required: bool,
    /// Unit of a number; empty for text.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// A table of the layout: a file of this name with the extension `csv` or `parquet`.
#[derive(Clone, Copy, Debug)]
pub struct TableLayout {
    /// Name of the file without extension.
    pub name: &'static str,
    /// Another name it may have; empty for none.
    pub also: &'static str,
    /// Whether an economy without it is refused.
    pub required: bool,
    /// What a line of it says.
    pub meaning: &'static str,
    /// Its columns.
    pub columns: &'static [ColumnLayout],
}

pub(crate) const fn text(
    name: &'static str,
    required: bool,
    meaning: &'static str,
) -> ColumnLayout {
    ColumnLayout { name, holds: Holds::Text, required, unit: "", meaning }
}

/// The name of what may be a whole number in Parquet.
pub(crate) const fn label(
    name: &'static str,
    required: bool,
    meaning: &'static str,
) -> ColumnLayout {
    ColumnLayout { name, holds: Holds::Label, required, unit: "", meaning }
}

pub(crate) const fn number(
    name: &'static str,
    required: bool,
    unit: &'static str,
    meaning: &'static str,
) -> ColumnLayout {
    ColumnLayout { name, holds: Holds::Number, required, unit, meaning }
}

const MONEY: &str = "money of `about.toml` a year";
const SELLER_REGION: ColumnLayout = text("seller_region", true, "code of the producing region");
const SELLER_SECTOR: ColumnLayout = text("seller_sector", true, "code of the producing sector");
const REGION: ColumnLayout = text("region", true, "code of the producer's region");
const SECTOR: ColumnLayout = text("sector", true, "code of the producer's sector");
const CODE: ColumnLayout = text("code", true, "code used in the other tables");
const LABEL_EN: ColumnLayout = text("label_en", false, "English label; the code when absent");
const LABEL_ZH: ColumnLayout = text("label_zh", false, "Chinese label");

/// All tables. Lines that are not there are zero, except in `attributes`.
pub const TABLES: &[TableLayout] = &[
    TableLayout {
        name: "flows",
        also: "",
        required: true,
        meaning: "a sale of one producer to another; each pair at most once",
        columns: &[
            SELLER_REGION,
            SELLER_SECTOR,
            text("buyer_region", true, "code of the buying region"),
            text("buyer_sector", true, "code of the buying sector"),
            number("value", true, MONEY, "what was sold"),
        ],
    },
    TableLayout {
        name: "final_demand",
        also: "",
        required: true,
        meaning: "a sale of a producer to final users; each cell at most once",
        columns: &[
            SELLER_REGION,
            SELLER_SECTOR,
            text("region", true, "code of the consuming region"),
            text("category", true, "code of the final-demand category"),
            number("value", true, MONEY, "what was sold; negative where stocks were drawn down"),
        ],
    },
    TableLayout {
        name: "primary_inputs",
        also: "value_added",
        required: false,
        meaning: "what a producer pays for other than the flows",
        columns: &[
            text("code", true, "code of the row, such as `V001`"),
            text("label", false, "what it is, in words; the code when absent"),
            text("kind", false, "`value-added` (when absent), `product-tax` or `imports`"),
            REGION,
            SECTOR,
            number("value", true, MONEY, "what was paid"),
        ],
    },
    TableLayout {
        name: "producers",
        also: "",
        required: false,
        meaning: "a producer; fixes which producers there are and their order",
        columns: &[
            REGION,
            SECTOR,
            number("stated_output", false, MONEY, "gross output as the source states it"),
        ],
    },
    TableLayout {
        name: "demand_columns",
        also: "",
        required: false,
        meaning: "a column of final demand; fixes which there are and their order",
        columns: &[
            text("region", true, "code of the consuming region"),
            text("category", true, "code of the final-demand category"),
        ],
    },
    TableLayout {
        name: "regions",
        also: "",
        required: false,
        meaning: "a region; fixes which regions there are and their order",
        columns: &[CODE, LABEL_EN, LABEL_ZH],
    },
    TableLayout {
        name: "sectors",
        also: "",
        required: false,
        meaning: "a sector; fixes which sectors there are and their order",
        columns: &[CODE, LABEL_EN, LABEL_ZH],
    },
    TableLayout {
        name: "categories",
        also: "",
        required: false,
        meaning: "a category of final demand; fixes which there are and their order",
        columns: &[CODE, LABEL_EN, LABEL_ZH],
    },
    TableLayout {
        name: "attributes",
        also: "",
        required: false,
        meaning: "another number of a producer; an attribute is given for all producers",
        columns: &[
            text("name", true, "name of the attribute; the stress test uses `capital`"),
            text("unit", false, "its unit"),
            text("estimated", false, "`true` when the value was imputed"),
            REGION,
            SECTOR,
            number("value", true, "that of column `unit`", "the number"),
        ],
    },
];

/// The layout of a table by its name.
pub(super) fn table(name: &str) -> &'static TableLayout {
    TABLES.iter().find(|table| table.name == name).expect("tables are named by literals")
}

/// JSON Schema of one line of each table.
#[must_use]
pub fn schema() -> Value {
    schema_of("An economy as long tables: one line of each table", TABLES)
}

/// JSON Schema of one line of each of some tables.
#[must_use]
pub fn schema_of(title: &str, tables: &[TableLayout]) -> Value {
    let line = |table: &TableLayout| {
        let columns = table.columns.iter().map(|column| {
            let kind = match column.holds {
                Holds::Text | Holds::Label => "string",
                Holds::Number => "number",
            };
            let mut about = json!({ "type": kind, "description": column.meaning });
            if !column.unit.is_empty() {
                about["x-unit"] = column.unit.into();
            }
            (column.name.to_owned(), about)
        });
        let required = table.columns.iter().filter(|column| column.required);
        let about = json!({
            "type": "object",
            "description": table.meaning,
            "x-required-table": table.required,
            "properties": columns.collect::<serde_json::Map<_, _>>(),
            "required": required.map(|column| column.name).collect::<Vec<_>>(),
        });
        (table.name.to_owned(), about)
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$defs": tables.iter().map(line).collect::<serde_json::Map<_, _>>(),
    })
}

/// The same as Markdown tables, for the book.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::new();
    for table in TABLES {
        let must = if table.required { "required" } else { "optional" };
        let also = match table.also {
            "" => String::new(),
            name => format!(", also named `{name}`"),
        };
        page += &format!("### `{}`\n\n{must}{also}: {}\n\n", table.name, table.meaning);
        page += &table.markdown();
        page += "\n";
    }
    page
}

impl TableLayout {
    /// Its columns as a Markdown table.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut page = "| column | holds | required | meaning |\n|---|---|---|---|\n".to_owned();
        for column in self.columns {
            let holds = match (column.holds, column.unit) {
                (Holds::Text | Holds::Label, _) => "text".to_owned(),
                (Holds::Number, unit) => format!("number, {unit}"),
            };
            let required = if column.required { "yes" } else { "no" };
            page += &format!("| `{}` | {holds} | {required} | {} |\n", column.name, column.meaning);
        }
        page
    }
}
