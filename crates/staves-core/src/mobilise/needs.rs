//! What the sick and those who care for them use, in the manner of WHO's Essential Supplies
//! Forecasting Tool (docs/src/models/mobilise.md, "Demand of an epidemic").

/// Severities of an illness, in the order of all lists.
pub const SEVERITIES: [&str; 4] = ["mild", "moderate", "severe", "critical"];

/// The sick of a region in a period, by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sick {
    /// How many are in care or isolation, on the average day.
    pub in_care: [f64; 4],
    /// New cases of the period.
    pub new: [f64; 4],
    /// Tests of the period.
    pub tests: f64,
}

/// Who and what there is to care for them; infinite for no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Care {
    /// Beds for severe and for critical cases.
    pub beds: [f64; 2],
    /// Workers a bed, and how many there are.
    pub workers_a_bed: f64,
    /// How many there are.
    pub workers: f64,
    /// Cleaners a bed.
    pub cleaners_a_bed: f64,
    /// How many there are.
    pub cleaners: f64,
    /// Tests that one who screens takes a day.
    pub screened_a_day: f64,
    /// How many screen at most.
    pub screeners: f64,
    /// How many work in laboratories.
    pub laboratory: f64,
}

/// By whom or for whom something is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// Who works at the beds, a day.
    Worker,
    /// Who cleans there, a day.
    Cleaner,
    /// Who screens, a day.
    Screener,
    /// Who works in a laboratory, a day.
    Laboratory,
    /// Who is in care with a severity, a day.
    InCare(usize),
    /// Who falls ill with a severity, once.
    New(usize),
}

impl User {
    /// All with their names in files.
    pub const ALL: [(&'static str, Self); 12] = [
        ("worker", Self::Worker),
        ("cleaner", Self::Cleaner),
        ("screener", Self::Screener),
        ("laboratory", Self::Laboratory),
        ("mild", Self::InCare(0)),
        ("moderate", Self::InCare(1)),
        ("severe", Self::InCare(2)),
        ("critical", Self::InCare(3)),
        ("new_mild", Self::New(0)),
        ("new_moderate", Self::New(1)),
        ("new_severe", Self::New(2)),
        ("new_critical", Self::New(3)),
    ];

    /// How many there are in a period of so many days. Severe and critical cases beyond the beds are
    /// not in care.
    #[must_use]
    pub fn heads(self, sick: &Sick, care: &Care, days: f64) -> f64 {
        let in_beds = |k: usize| sick.in_care[2 + k].min(care.beds[k]);
        let beds = in_beds(0) + in_beds(1);
        match self {
            Self::Worker => (beds * care.workers_a_bed).min(care.workers),
            Self::Cleaner => (beds * care.cleaners_a_bed).min(care.cleaners),
            Self::Screener => (sick.tests / (days * care.screened_a_day)).min(care.screeners),
            Self::Laboratory => care.laboratory,
            Self::InCare(severity) if severity >= 2 => in_beds(severity - 2),
            Self::InCare(severity) => sick.in_care[severity],
            Self::New(severity) => sick.new[severity],
        }
    }

    /// Units used in a period of so many days: a day's rate counts for every day, unless the good
    /// is kept and used again; new cases count once.
    #[must_use]
    pub fn uses(self, rate: f64, reusable: bool, sick: &Sick, care: &Care, days: f64) -> f64 {
        let times = if reusable || matches!(self, Self::New(_)) { 1.0 } else { days };
        rate * times * self.heads(sick, care, days)
    }
}
