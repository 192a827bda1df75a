//! Units at the border: money with its currency, scale and year; shares. Kernels work on plain
//! slices.

/// The money unit of a table: every value is `value × scale` units of the currency.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MoneyUnit {
    /// ISO 4217 code, such as `USD`.
    pub currency: String,
    /// How many currency units one unit of the table is: 1e6 for a table in millions.
    pub scale: f64,
}

impl MoneyUnit {
    /// A unit of millions of a currency.
    pub fn million(currency: impl Into<String>) -> Self {
        Self { currency: currency.into(), scale: 1e6 }
    }

    /// The name shown beside numbers, such as `million USD`.
    #[must_use]
    pub fn name(&self) -> String {
        let scale = match self.scale {
            1.0 => return self.currency.clone(),
            1e3 => "thousand".to_owned(),
            1e4 => "ten thousand".to_owned(),
            1e6 => "million".to_owned(),
            1e9 => "billion".to_owned(),
            other => format!("{other}"),
        };
        format!("{scale} {}", self.currency)
    }
}

/// A number between 0 and 1 that has been checked.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// `None` unless the number lies in 0..=1.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// The plain number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}
