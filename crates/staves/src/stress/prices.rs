//! The table of prices: what each shock on costs does to the price of every producer at full
//! severity (docs/src/models/prices.md).

use crate::results::Repeated;
use crate::scenario::Resolved;
use crate::table::{Table, Values};
use staves_core::Result;
use staves_core::model::{System, price_rise};
use staves_core::shock::Effect;

/// Its name.
pub const PRICES: &str = "prices";

/// Rise of each price in per cent at full severity of each shock, every number at its median;
/// prices that do not rise are left out.
pub fn table(resolved: &Resolved<'_>, system: &System) -> Result<Table> {
    let drawing = resolved.central()?;
    let economy = &system.economy;
    let (mut shocks, mut regions, mut sectors) =
        (Repeated::default(), Repeated::default(), Repeated::default());
    let mut rises = Vec::new();
    for shock in &drawing.shocks {
        let Effect::Cost { costs, size, rise } = &shock.effect else { continue };
        let rise = match rise {
            Some(known) => known.clone(),
            None => price_rise(system, costs, &drawing.parameters.pass_through)?,
        };
        for (row, rise) in rise.iter().enumerate().filter(|(_, rise)| size * **rise > 0.0) {
            shocks.push(&shock.name);
            regions.push(economy.regions.code(economy.producers[row].region as usize));
            sectors.push(economy.sectors.code(economy.producers[row].sector as usize));
            rises.push(100.0 * size * rise);
        }
    }
    Ok(Table::new(vec![
        ("shock", shocks.values()),
        ("region", regions.values()),
        ("sector", sectors.values()),
        ("price_rise", Values::Number(rises)),
    ]))
}
