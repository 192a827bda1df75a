//! The tables of product trade, as data: the reader, the schema and the page of the book are made
//! from these.

use crate::read::long::layout::{ColumnLayout, TableLayout, label, number, text};

const YEAR: ColumnLayout = number("year", true, "calendar year", "when");
const PRODUCT: ColumnLayout = label("product", true, "code of the product, such as HS6");

/// One flow a line.
pub const TRADE: TableLayout = TableLayout {
    name: "trade",
    also: "",
    required: true,
    meaning: "what one country sells another of a product in a year",
    columns: &[
        YEAR,
        PRODUCT,
        label("exporter", true, "code of the selling country; unspecified when empty"),
        label("importer", true, "code of the buying country; unspecified when empty"),
        number("value", true, "money, the same for all", "what was paid, above 0"),
        number(
            "quantity",
            false,
            "the same for all lines of a product",
            "how much; unknown when empty",
        ),
        text("unit", false, "unit of `value`, the same in every line"),
    ],
};

/// What a country makes, one product and year a line.
pub const OUTPUT: TableLayout = TableLayout {
    name: "output",
    also: "",
    required: false,
    meaning: "what a country makes; the share of its own supply needs it when the bloc is one country",
    columns: &[
        YEAR,
        PRODUCT,
        label("country", true, "code of the country"),
        number("value", true, "that of `value` or `quantity` in `trade`", "output, 0 or more"),
    ],
};

/// How well sources replace each other, one product a line.
pub const ELASTICITIES: TableLayout = TableLayout {
    name: "elasticities",
    also: "",
    required: false,
    meaning: "the elasticity of substitution between the sources of a product",
    columns: &[
        label("product", true, "code of the product, or the beginning of the codes of several"),
        number("sigma", true, "none", "the elasticity, or the lower end of its range; above 0"),
        number(
            "sigma_high",
            false,
            "none",
            "the upper end of its range; the same as `sigma` when empty",
        ),
    ],
};

/// All tables.
pub const TABLES: [TableLayout; 3] = [TRADE, OUTPUT, ELASTICITIES];
