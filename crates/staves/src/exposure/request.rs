//! What is asked of an economy.

use crate::product;
use crate::scenario::Selector;
use staves_core::codes::Entry;
use staves_core::exposure::Coefficients;
use staves_core::exposure::origins::Denominator;
use staves_core::{Economy, Error, Place, Result};

/// What can be chosen about the indicators.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    /// What foreign inputs of all tiers are set against.
    pub denominator: Denominator,
    /// θ: the share of demand that output must reach to cover it, above 0 and at most 1.
    pub theta: f64,
    /// τ: the share of what is bought that must stay at home for a stage to hold, above 0 and at
    /// most 1.
    pub tau: f64,
}

impl Default for Choices {
    fn default() -> Self {
        Self { denominator: Denominator::Inputs, theta: 1.0, tau: 0.5 }
    }
}

/// What is asked of an economy.
pub struct Request<'r> {
    /// The economy.
    pub economy: &'r Economy,
    /// Its coefficients.
    pub coefficients: Coefficients,
    /// What can be chosen.
    pub choices: Choices,
    /// One home, or each region as the home of its own products.
    pub(super) homes: Vec<Home>,
    /// The part that each producer belongs to, by which inputs are told apart: home and abroad, or
    /// region by region.
    pub(super) part: Vec<u32>,
    pub(super) parts: usize,
    /// Whether some products were selected.
    pub(super) selective: bool,
    selected: Vec<bool>,
}

/// A set of regions that is home.
pub(super) struct Home {
    /// By region of the coefficients; the outside is never home.
    pub(super) regions: Vec<bool>,
    /// Its number among the parts.
    pub(super) part: usize,
    /// Code of the region that is home to its own products; empty for a home that was named.
    pub(super) region: String,
}

impl Home {
    /// How all its final goods together are called.
    pub(super) fn whole(&self) -> String {
        if self.region.is_empty() { String::new() } else { format!("*@{}", self.region) }
    }
}

/// A product, or all final goods of a home together.
pub(super) struct Subject {
    pub(super) entry: Entry,
    /// Producers with weights that sum to 1.
    pub(super) basket: Vec<(usize, f64)>,
}

impl<'r> Request<'r> {
    /// Asks for products of a home, given as codes or patterns of regions; without any, every
    /// region is the home of its own products.
    ///
    /// # Errors
    /// `map::not-a-share`, `scenario::unknown-region`, `scenario::unknown-sector`,
    /// `product::no-producer`, `exposure::none-at-home`; of the [`Coefficients`].
    pub fn new(
        economy: &'r Economy,
        home: &[String],
        select: &[String],
        choices: Choices,
    ) -> Result<Self> {
        share("--theta", choices.theta)?;
        share("--tau", choices.tau)?;
        let mut selected = vec![select.is_empty(); economy.len()];
        product::select(economy, select, "--select")?.into_iter().for_each(|p| selected[p] = true);
        let named = regions(economy, home)?;
        let coefficients = Coefficients::of(economy)?;
        let count = coefficients.regions.len();
        let single = economy.regions.len() == 1;
        let (homes, part, parts) = if single || !home.is_empty() {
            let mut regions = if single { vec![true] } else { named };
            regions.resize(count, false);
            let abroad = |region: &u32| u32::from(!regions[*region as usize]);
            let part = coefficients.region.iter().map(abroad).collect();
            (vec![Home { part: 0, region: String::new(), regions }], part, 2)
        } else {
            let homes = (0..economy.regions.len()).map(|region| Home {
                regions: (0..count).map(|other| other == region).collect(),
                part: region,
                region: economy.regions.code(region).to_owned(),
            });
            (homes.collect(), coefficients.region.clone(), count)
        };
        let selective = !select.is_empty();
        let asked =
            Self { economy, coefficients, choices, homes, part, parts, selective, selected };
        if !(0..economy.len()).any(|i| asked.selected[i] && asked.is_home(i)) {
            return Err(Error::new("exposure::none-at-home").at(Place::file("").key("--select")));
        }
        Ok(asked)
    }

    /// Selected products of a home that have output, after all final goods of that home together
    /// unless only some are asked for.
    pub(super) fn subjects(&self, home: &Home) -> Vec<Subject> {
        let inside = self.coefficients.inside(&home.regions);
        let live = |i: &usize| inside[*i] && self.coefficients.live[*i];
        let made: Vec<usize> = (0..self.economy.len()).filter(live).collect();
        let sales = self.economy.final_demand.row_sums();
        let total: f64 = made.iter().map(|i| sales[*i]).sum();
        let basket = || made.iter().map(|i| (*i, sales[*i] / total)).collect();
        let whole = (!self.selective && total > 0.0)
            .then(|| Subject { entry: Entry::plain(home.whole()), basket: basket() });
        let each = made.iter().filter(|i| self.selected[**i]);
        let each = each
            .map(|i| Subject { entry: product::entry(self.economy, *i), basket: vec![(*i, 1.0)] });
        whole.into_iter().chain(each).collect()
    }

    fn is_home(&self, producer: usize) -> bool {
        let region = self.coefficients.region[producer] as usize;
        self.homes.iter().any(|home| home.regions[region])
    }

    /// Selected products of any home that have no output, by name.
    pub(super) fn without_output(&self) -> Vec<String> {
        let dead = (0..self.economy.len())
            .filter(|i| self.selected[*i] && self.is_home(*i) && !self.coefficients.live[*i]);
        dead.map(|i| product::entry(self.economy, i).code).collect()
    }
}

/// Refuses what is not a share above 0.
pub(crate) fn share(option: &str, value: f64) -> Result<()> {
    // Not `<= 0`: NaN must not pass.
    if value > 0.0 && value <= 1.0 {
        return Ok(());
    }
    Err(Error::new("map::not-a-share").with("option", option).with("value", value))
}

/// The regions that some codes or patterns select.
fn regions(economy: &Economy, patterns: &[String]) -> Result<Vec<bool>> {
    let mut home = vec![false; economy.regions.len()];
    for pattern in patterns {
        let place = Place::file("").key("--home");
        let ids =
            Selector::one(pattern, place).ids(&economy.regions, "scenario::unknown-region")?;
        ids.into_iter().for_each(|region| home[region] = true);
    }
    Ok(home)
}
