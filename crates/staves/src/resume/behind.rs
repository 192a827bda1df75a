//! Everyone behind a product: of an economy, and of a chain.

use super::industry::binding;
use crate::table::{Table, Values};
use staves_core::chain::{Chain, Kind, Mode, Units, closure, units};
use staves_core::model::{Parameters, System};
use staves_core::program::Ask;
use staves_core::resume::closure::{Closure, least, upstream};
use staves_core::{Error, Note, Result};

/// Producers that a product cannot be made without.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// How many steps upstream each producer stands; none for those not behind it.
    pub steps: Vec<Option<usize>>,
}

impl Behind {
    /// Everyone behind a product, by code or pattern: its makers, who sells them at least a share of
    /// what they buy of inputs that stop them, and so on upstream.
    ///
    /// # Errors
    /// `scenario::unknown-sector`.
    pub fn of(product: &str, share: f64, system: &System, parameters: &Parameters) -> Result<Self> {
        let economy = &system.economy;
        let products = economy.sectors.select(product);
        if products.is_empty() {
            return Err(Error::new("scenario::unknown-sector")
                .with("name", product)
                .with("count", economy.sectors.len())
                .nearest(economy.sectors.nearest_shown(product)));
        }
        let (units, goods) = (economy.len(), economy.sectors.len());
        let mut critical = vec![false; goods * units];
        for (good, unit, without) in binding(system, parameters) {
            critical[good * units + unit] = without == 0.0;
        }
        let good = |row: usize| economy.producers[row].sector as usize;
        let mut bought = vec![0.0; units];
        economy.flows.cells().for_each(|(_, buyer, flow)| bought[buyer] += flow.max(0.0));
        let mut suppliers = vec![Vec::new(); units];
        for (seller, buyer, flow) in economy.flows.cells() {
            let enough = flow > 0.0 && flow >= share * bought[buyer];
            if enough && critical[good(seller) * units + buyer] {
                suppliers[buyer].push(seller);
            }
        }
        let makers: Vec<usize> =
            (0..units).filter(|unit| products.contains(&good(*unit))).collect();
        Ok(Self { steps: upstream(units, &makers, &|unit| suppliers[unit].clone()) })
    }

    /// Whether a producer stands behind the product.
    #[must_use]
    pub fn has(&self, unit: usize) -> bool {
        self.steps[unit].is_some()
    }
}

/// The fewest firms of a chain that can keep each other and a product running, as a list of what
/// they do, with a note when they cannot start it from a standstill.
///
/// # Errors
/// `resume::unknown-good`, `resume::cannot-be-made`; of the solver.
pub fn firms_behind(chain: &Chain, product: &str, ask: &Ask<'_>) -> Result<(Table, Vec<Note>)> {
    let goods = chain.goods();
    let good = goods.id(product).ok_or_else(|| {
        Error::new("resume::unknown-good")
            .with("name", product)
            .with("count", goods.len())
            .nearest(goods.nearest_shown(product))
    })?;
    let firms = Units::new(chain, Kind::Owner);
    let cost = vec![1.0; units::names(chain, Kind::Owner).len()];
    let found = least(chain, good, &firms, &cost, ask)?;
    let found = found.ok_or_else(|| Error::new("resume::cannot-be-made").with("name", product))?;
    let starts = closure::made(chain, &found.activities, Mode::ColdStart)[good];
    let idle = Note::new("resume::needs-what-it-makes", 1).with("name", product);
    Ok((listed(chain, &firms, &found), if starts { Vec::new() } else { vec![idle] }))
}

fn listed(chain: &Chain, firms: &Units, found: &Closure) -> Table {
    let mut rows: Vec<usize> =
        (0..found.activities.len()).filter(|activity| found.activities[*activity]).collect();
    rows.sort_by_key(|activity| (firms.unit(*activity), *activity));
    let texts = |pick: &dyn Fn(usize) -> String| {
        Values::Text(rows.iter().map(|activity| pick(*activity)).collect())
    };
    let owners = units::names(chain, Kind::Owner);
    let firm = |activity| firms.unit(activity).map_or(String::new(), |f| owners.code(f).to_owned());
    Table::new(vec![
        ("firm", texts(&firm)),
        ("activity", texts(&|activity| chain.activities().code(activity).to_owned())),
        ("region", texts(&|activity| chain.regions().code(chain.region(activity)).to_owned())),
        ("good", texts(&|activity| chain.goods().code(chain.output(activity)).to_owned())),
    ])
}
