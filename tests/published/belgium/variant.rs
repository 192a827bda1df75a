//! The choices of a replay (docs/src/models/replay.md, "Choices").

/// Labour that a closed sector loses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labour {
    /// (1 − remote labour index) · (1 − essential score).
    Index,
    /// What firms reported while it went on.
    Observed,
    None,
}

/// What households want less or more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Households {
    /// The change forecast for the United Kingdom, as long as the sector is closed.
    Forecast,
    /// The same until 4 May everywhere, then fading until 1 July.
    Fading,
    /// Leisure, as long as the sector is closed.
    Leisure,
    /// All that is used where it is bought, as long as the sector is closed.
    OnSite,
    Unchanged,
}

/// Final demand but of households.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    BySector,
    Tenth,
    Unchanged,
}

/// Where the criticality of inputs comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// The survey, with this in its eleven missing cells.
    Survey(&'static str),
    /// The survey as its users edited it after the event.
    Edited,
    /// The default rule.
    Default,
}

#[derive(Clone, Copy, Debug)]
pub struct Variant {
    pub inputs: &'static str,
    pub criticality: Criticality,
    pub rationing: &'static str,
    /// Lines under `[parameters]`.
    pub parameters: &'static str,
    pub labour: Labour,
    pub households: Households,
    pub other: Other,
}

/// The replay as it is meant: the preset, the survey, the published shocks.
pub const MEANT: Variant = Variant {
    inputs: "half-critical",
    criticality: Criticality::Survey("NA"),
    rationing: "proportional",
    parameters: "",
    labour: Labour::Index,
    households: Households::Forecast,
    other: Other::BySector,
};
