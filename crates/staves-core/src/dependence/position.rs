//! The core indicators of a bloc in a market (docs/src/models/dependence.md, "Core indicators").

use super::bloc::Bloc;
use super::rules::Indicator;
use super::trade::{Market, Trade};
use rayon::prelude::*;

/// Why a number is not known, or why a verdict is what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing of it comes from outside the bloc.
    NotImported,
    /// Nobody trades it in that year.
    NotTraded,
    /// A bloc of one country has no inner trade, and what it makes is not known.
    OutputUnknown,
    /// The one country of the bloc exports more than it is said to make.
    OutputBelowExports,
    /// Years that the rule looks at are not in the panel.
    TooFewYears,
}

impl Reason {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotImported => "not_imported",
            Self::NotTraded => "not_traded",
            Self::OutputUnknown => "output_unknown",
            Self::OutputBelowExports => "output_below_exports",
            Self::TooFewYears => "too_few_years",
        }
    }
}

/// A number (∞ where something is divided by 0), or why there is none.
pub type Known = Result<f64, Reason>;

/// The largest source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Top {
    /// Id of the country.
    pub source: u32,
    /// Its share of what comes from outside the bloc.
    pub share: f64,
}

/// Where a bloc stands in a market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// What comes from outside the bloc.
    pub imports: f64,
    /// What members sell each other.
    pub intra: f64,
    /// What goes outside.
    pub exports: f64,
    /// What a bloc of one country makes and does not export.
    pub domestic: Known,
    /// Concentration of imports: Herfindahl–Hirschman index over sources, above 0, at most 1.
    pub cdi1: Known,
    /// Imports in all that members buy, 0 to 1.
    pub cdi2: Known,
    /// Imports per exports, 0 to ∞.
    pub cdi3: Known,
    /// Imports per exports and inner trade, 0 to ∞.
    pub cdi3_incl_intra: Known,
    /// Concentration of world exports: the same index over all exporting countries.
    pub world_export_hhi: f64,
    /// The largest source, if anything is imported; the first by id among equals.
    pub top: Option<Top>,
    /// Number of sources.
    pub suppliers: u32,
}

impl Position {
    /// Effective number of sources, 1/CDI1.
    ///
    /// # Errors
    /// [`Reason::NotImported`].
    pub fn n_eff(&self) -> Known {
        self.cdi1.map(|hhi| 1.0 / hhi)
    }

    /// The indicator that a criterion looks at.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn get(&self, indicator: Indicator) -> Known {
        match indicator {
            Indicator::Cdi1 => self.cdi1,
            Indicator::Cdi2 => self.cdi2,
            Indicator::Cdi3 => self.cdi3,
            Indicator::WorldExportHhi => Ok(self.world_export_hhi),
        }
    }

    /// What members are known to buy: imports, inner trade, and what a bloc of one country makes
    /// for itself, where that is known.
    #[must_use]
    pub fn purchases(&self) -> f64 {
        self.imports + self.intra + self.domestic.unwrap_or(0.0)
    }
}

/// The position of a bloc in every market of a panel, in their order.
#[must_use]
pub fn positions(trade: &Trade, bloc: &Bloc) -> Vec<Position> {
    let countries = trade.countries().len();
    let scratch = || [vec![0.0; countries], vec![0.0; countries]];
    (0..trade.len())
        .into_par_iter()
        .map_init(scratch, |scratch, number| position(trade, trade.market(number), bloc, scratch))
        .collect()
}

/// `scratch` holds zeros, one for each country, and does so again afterwards.
fn position(
    trade: &Trade,
    market: Market<'_>,
    bloc: &Bloc,
    [sources, exporters]: &mut [Vec<f64>; 2],
) -> Position {
    let (mut intra, mut exports) = (0.0, 0.0);
    for flow in market.flows {
        exporters[flow.exporter as usize] += flow.value;
        match (bloc.has(flow.exporter), bloc.has(flow.importer)) {
            (true, true) => intra += flow.value,
            (true, false) => exports += flow.value,
            (false, true) => sources[flow.exporter as usize] += flow.value,
            (false, false) => {}
        }
    }
    let bought: Vec<(u32, f64)> =
        (0..).zip(sources.iter().copied()).filter(|(_, value)| *value > 0.0).collect();
    // Without inner trade, what the one member makes for itself stands in its place.
    let domestic = domestic(trade, market, bloc.single(), exports);
    let inner = if bloc.single().is_some() { domestic } else { Ok(intra) };
    let world = herfindahl(exporters);
    let position = from_sources(&bought, [intra, exports], [domestic, inner], world);
    sources.fill(0.0);
    exporters.fill(0.0);
    position
}

/// The position of each country that imports in a market, as a bloc of its own, by id; `exporters`
/// are the exports of every country.
pub(super) fn each_position(
    trade: &Trade,
    market: Market<'_>,
    exporters: &[f64],
) -> impl Iterator<Item = (u32, Position)> {
    let world = herfindahl(exporters);
    market.flows.chunk_by(|a, b| a.importer == b.importer).map(move |flows| {
        let bought: Vec<(u32, f64)> =
            flows.iter().map(|flow| (flow.exporter, flow.value)).collect();
        let importer = flows[0].importer;
        let exports = exporters[importer as usize];
        let domestic = domestic(trade, market, Some(importer), exports);
        (importer, from_sources(&bought, [0.0, exports], [domestic; 2], world))
    })
}

/// From sources and what they sell; `inner` is what members buy of each other, or the one member
/// of itself.
fn from_sources(
    sources: &[(u32, f64)],
    [intra, exports]: [f64; 2],
    [domestic, inner]: [Known; 2],
    world_export_hhi: f64,
) -> Position {
    let imports: f64 = sources.iter().map(|(_, value)| value).sum();
    let shares = sources.iter().map(|(source, value)| (*source, value / imports));
    let top = shares.fold(None, |top: Option<Top>, (source, share)| match top {
        Some(top) if share <= top.share => Some(top),
        _ => Some(Top { source, share }),
    });
    let imported = if imports > 0.0 { Ok(imports) } else { Err(Reason::NotImported) };
    // 0/0 is not known; anything else over 0 is ∞.
    let ratio = |below: f64| {
        let known = imports > 0.0 || below > 0.0;
        if known { Ok(imports / below) } else { Err(Reason::NotImported) }
    };
    let values: Vec<f64> = sources.iter().map(|(_, value)| *value).collect();
    Position {
        imports,
        intra,
        exports,
        domestic,
        cdi1: imported.map(|_| herfindahl(&values)),
        cdi2: inner.and_then(|inner| ratio(imports + inner)),
        cdi3: ratio(exports),
        cdi3_incl_intra: ratio(exports + intra),
        world_export_hhi,
        top,
        suppliers: sources.len() as u32,
    }
}

/// Sum of squared shares.
fn herfindahl(values: &[f64]) -> f64 {
    let total: f64 = values.iter().sum();
    values.iter().map(|value| (value / total).powi(2)).sum()
}

/// Output less exports of a bloc of one country.
fn domestic(trade: &Trade, market: Market<'_>, single: Option<u32>, exports: f64) -> Known {
    match single.and_then(|only| trade.output(market.year, market.product, only)) {
        None => Err(Reason::OutputUnknown),
        Some(output) if output < exports => Err(Reason::OutputBelowExports),
        Some(output) => Ok(output - exports),
    }
}
