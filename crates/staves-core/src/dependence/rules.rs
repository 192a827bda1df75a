//! Named rule sets (docs/src/models/dependence.md, "Rule sets"). Only those whose exact formulas
//! are known are here.

use crate::codes::nearest_name;
use crate::error::{Error, Result};

/// What a criterion looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indicator {
    /// Concentration of imports.
    Cdi1,
    /// Imports in all that members buy.
    Cdi2,
    /// Imports per exports.
    Cdi3,
    /// Concentration of world exports.
    WorldExportHhi,
}

impl Indicator {
    /// Every one of them.
    pub const ALL: [Self; 4] = [Self::Cdi1, Self::Cdi2, Self::Cdi3, Self::WorldExportHhi];

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cdi1 => "cdi1",
            Self::Cdi2 => "cdi2",
            Self::Cdi3 => "cdi3",
            Self::WorldExportHhi => "world_export_hhi",
        }
    }
}

/// An indicator must lie above a threshold, strictly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criterion {
    /// Which indicator.
    pub indicator: Indicator,
    /// The threshold.
    pub above: f64,
}

/// All criteria must hold in at least some of the last years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// In so many years …
    pub at_least: usize,
    /// … of so many, the year itself being the last.
    pub of: u32,
}

/// Criteria that all must hold for a product to be called dependent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RuleSet {
    /// Its name on the command line.
    pub name: &'static str,
    /// Of our reading of it.
    pub version: u32,
    /// Who published it where.
    pub source: &'static str,
    /// What must hold in a year.
    pub criteria: &'static [Criterion],
    /// In how many years.
    pub window: Window,
    /// Whether the thresholds were compared with the source's own text.
    pub checked: bool,
}

/// The year by itself.
const ONE_YEAR: Window = Window { at_least: 1, of: 1 };

const CEPII: &[Criterion] = &[
    Criterion { indicator: Indicator::Cdi1, above: 0.4 },
    Criterion { indicator: Indicator::WorldExportHhi, above: 0.4 },
    Criterion { indicator: Indicator::Cdi3, above: 1.0 },
];

/// Every rule set there is.
pub const RULE_SETS: [RuleSet; 3] = [
    RuleSet {
        name: "ec2021",
        version: 1,
        source: "European Commission 2021, SWD(2021) 352",
        criteria: &[
            Criterion { indicator: Indicator::Cdi1, above: 0.4 },
            Criterion { indicator: Indicator::Cdi2, above: 0.5 },
            Criterion { indicator: Indicator::Cdi3, above: 1.0 },
        ],
        window: ONE_YEAR,
        checked: false,
    },
    RuleSet {
        name: "cepii",
        version: 1,
        source: "CEPII 2024, GeoDep, criteria 1 to 3",
        criteria: CEPII,
        window: ONE_YEAR,
        checked: true,
    },
    RuleSet {
        name: "cepii_geodep",
        version: 1,
        source: "CEPII 2024, GeoDep, criteria 1 to 4",
        criteria: CEPII,
        window: Window { at_least: 2, of: 3 },
        checked: true,
    },
];

/// The rule set of a name.
///
/// # Errors
/// `trade::unknown-rules` with the nearest name.
pub fn rule_set(name: &str) -> Result<&'static RuleSet> {
    let names = || RULE_SETS.iter().map(|rules| rules.name);
    RULE_SETS.iter().find(|rules| rules.name == name).ok_or_else(|| {
        Error::new("trade::unknown-rules")
            .with("name", name)
            .with("known", names().collect::<Vec<_>>().join(", "))
            .nearest(nearest_name(name, names()))
    })
}
