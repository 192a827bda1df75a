//! A shock made larger or smaller, or confined to some producers: what a reverse stress test
//! varies (docs/src/models/reverse.md).

use crate::model::System;
use crate::shock::{Effect, Links, Shock};

/// The shock with its size times `factor`. Nothing is lost more than once: shares of capacity
/// stop at 1, capital at all there is, demand at nothing, delays at the days of the run.
#[must_use]
pub fn scaled(shock: &Shock, factor: f64, system: &System) -> Shock {
    let effect = match &shock.effect {
        Effect::Capacity { rows, size } => {
            Effect::Capacity { rows: rows.clone(), size: (size * factor).min(1.0) }
        }
        Effect::Labour { rows, size, remote } => {
            Effect::Labour { rows: rows.clone(), size: (size * factor).min(1.0), remote: *remote }
        }
        Effect::Trade { links, size, delay } => Effect::Trade {
            links: links.clone(),
            size: (size * factor).min(1.0),
            delay: (delay * factor).min(system.rules.days),
        },
        Effect::Inventory { inputs, buyers, size } => Effect::Inventory {
            inputs: inputs.clone(),
            buyers: buyers.clone(),
            size: (size * factor).min(1.0),
        },
        Effect::Capital { lost, rebuild } => {
            let all = |row: usize| system.capital_of(row);
            let lost = lost.iter().map(|(row, money)| (*row, (money * factor).min(all(*row))));
            let mut rebuild = rebuild.clone();
            for (_, money) in rebuild.iter_mut().flat_map(|rebuild| &mut rebuild.final_users) {
                *money *= factor;
            }
            Effect::Capital { lost: lost.collect(), rebuild }
        }
        Effect::Cost { costs, size, rise } => {
            Effect::Cost { costs: costs.clone(), size: size * factor, rise: rise.clone() }
        }
        Effect::Demand { change, cells } => {
            Effect::Demand { change: (change * factor).max(-1.0), cells: cells.clone() }
        }
    };
    Shock { effect, ..shock.clone() }
}

/// The largest factor up to which [`scaled`] still makes any of the shocks larger; infinite where
/// demand or costs rise.
#[must_use]
pub fn largest_factor(shocks: &[Shock], system: &System) -> f64 {
    let of = |shock: &Shock| match &shock.effect {
        Effect::Capacity { size, .. }
        | Effect::Labour { size, .. }
        | Effect::Inventory { size, .. } => ratio(1.0, *size),
        Effect::Trade { size, delay, .. } => {
            ratio(1.0, *size).max(ratio(system.rules.days, *delay))
        }
        Effect::Capital { lost, .. } => lost
            .iter()
            .map(|(row, money)| ratio(system.capital_of(*row), *money))
            .fold(0.0, f64::max),
        Effect::Demand { change, .. } if *change < 0.0 => -1.0 / change,
        Effect::Demand { change: size, .. } | Effect::Cost { size, .. } => {
            ratio(f64::INFINITY, *size)
        }
    };
    shocks.iter().map(of).fold(0.0, f64::max)
}

/// Nothing can be scaled to nothing else than nothing.
fn ratio(all: f64, part: f64) -> f64 {
    if part > 0.0 { all / part } else { 0.0 }
}

/// The shock on only those producers that are `kept` (by row of the economy); `None` where it hits
/// none of them. Final users' own losses go with the first producer kept.
#[must_use]
pub fn confined(shock: &Shock, kept: &dyn Fn(usize) -> bool) -> Option<Shock> {
    let effect = match &shock.effect {
        Effect::Capacity { rows, size } => {
            let rows: Vec<usize> = rows.iter().copied().filter(|row| kept(*row)).collect();
            (!rows.is_empty()).then_some(Effect::Capacity { rows, size: *size })
        }
        Effect::Labour { rows, size, remote } => {
            let rows: Vec<usize> = rows.iter().copied().filter(|row| kept(*row)).collect();
            (!rows.is_empty()).then_some(Effect::Labour { rows, size: *size, remote: *remote })
        }
        Effect::Trade { links, size, delay } => {
            let confined = |links: &Links| {
                let suppliers: Vec<usize> =
                    links.suppliers.iter().copied().filter(|row| kept(*row)).collect();
                (!suppliers.is_empty()).then(|| Links { suppliers, ..links.clone() })
            };
            let links: Vec<Links> = links.iter().filter_map(confined).collect();
            (!links.is_empty()).then_some(Effect::Trade { links, size: *size, delay: *delay })
        }
        Effect::Inventory { inputs, buyers, size } => {
            let buyers: Vec<usize> = buyers.iter().copied().filter(|row| kept(*row)).collect();
            let inputs = inputs.clone();
            (!buyers.is_empty()).then_some(Effect::Inventory { inputs, buyers, size: *size })
        }
        Effect::Capital { lost, rebuild } => {
            let lost: Vec<(usize, f64)> =
                lost.iter().copied().filter(|(row, _)| kept(*row)).collect();
            (!lost.is_empty()).then(|| Effect::Capital { lost, rebuild: rebuild.clone() })
        }
        Effect::Cost { costs, size, .. } => {
            let costs: Vec<(usize, f64)> =
                costs.iter().copied().filter(|(row, _)| kept(*row)).collect();
            (!costs.is_empty()).then_some(Effect::Cost { costs, size: *size, rise: None })
        }
        Effect::Demand { change, cells } => {
            let cells: Vec<(usize, usize)> =
                cells.iter().copied().filter(|(row, _)| kept(*row)).collect();
            (!cells.is_empty()).then_some(Effect::Demand { change: *change, cells })
        }
    };
    effect.map(|effect| Shock { effect, ..shock.clone() })
}

/// Rows of the economy that a shock hits: those that lose something, and of capped trade the
/// suppliers.
#[must_use]
pub fn rows_hit(shock: &Shock) -> Vec<usize> {
    let mut rows: Vec<usize> = match &shock.effect {
        Effect::Capacity { rows, .. } | Effect::Labour { rows, .. } => rows.clone(),
        Effect::Trade { links, .. } => {
            links.iter().flat_map(|links| links.suppliers.iter().copied()).collect()
        }
        Effect::Inventory { buyers, .. } => buyers.clone(),
        Effect::Capital { lost, .. } => lost.iter().map(|(row, _)| *row).collect(),
        Effect::Cost { costs, .. } => costs.iter().map(|(row, _)| *row).collect(),
        Effect::Demand { cells, .. } => cells.iter().map(|(row, _)| *row).collect(),
    };
    rows.sort_unstable();
    rows.dedup();
    rows
}
