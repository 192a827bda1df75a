//! Rows of `staves map`: one indicator each.

use crate::table::{Table, Values};

/// One number with everything that is said of it.
pub(crate) struct Row {
    pub indicator: &'static str,
    /// A final good; empty for the whole chain.
    pub good: String,
    pub available: &'static str,
    /// NaN when it is not known, exactly or from draws.
    pub value: f64,
    /// Bounds: equal to the value when it is exact, NaN when there is none.
    pub low: f64,
    pub high: f64,
    pub unit: &'static str,
    pub state: &'static str,
    pub detail: String,
    pub definition: &'static str,
}

impl Row {
    pub fn exact(
        indicator: &'static str,
        value: f64,
        unit: &'static str,
        definition: &'static str,
    ) -> Self {
        let (good, detail) = (String::new(), String::new());
        let (available, state) = ("", "exact");
        Self {
            indicator,
            good,
            available,
            value,
            low: value,
            high: value,
            unit,
            state,
            detail,
            definition,
        }
    }

    pub fn bounded(mut self, low: f64, high: f64, state: &'static str) -> Self {
        (self.value, self.low, self.high, self.state) = (f64::NAN, low, high, state);
        self
    }

    pub fn estimated(mut self, [low, value, high]: [f64; 3], state: &'static str) -> Self {
        (self.value, self.low, self.high, self.state) = (value, low, high, state);
        self
    }

    pub fn of(mut self, good: &str) -> Self {
        good.clone_into(&mut self.good);
        self
    }

    pub fn naming(mut self, detail: String) -> Self {
        self.detail = detail;
        self
    }
}

/// The rows as a table.
pub(crate) fn table(rows: &[Row]) -> Table {
    let text = |of: &dyn Fn(&Row) -> &str| {
        Values::Text(rows.iter().map(|row| of(row).to_owned()).collect())
    };
    let number = |of: &dyn Fn(&Row) -> f64| Values::Number(rows.iter().map(of).collect());
    Table::new(vec![
        ("indicator", text(&|row| row.indicator)),
        ("good", text(&|row| &row.good)),
        ("available", text(&|row| row.available)),
        ("value", number(&|row| row.value)),
        ("low", number(&|row| row.low)),
        ("high", number(&|row| row.high)),
        ("unit", text(&|row| row.unit)),
        ("state", text(&|row| row.state)),
        ("detail", text(&|row| &row.detail)),
        ("definition", text(&|row| row.definition)),
    ])
}
