//! Damage in the corrected edition: capacity and capital lost now, and what is being rebuilt.
//!
//! Rationing fills every cell of a supplier's row by the same ratio, so what is left to rebuild
//! is one number per rebuilding supplier: `left[i,f] = R0[i,f] · remaining[i]`
//! (docs/src/models/dynamic.md, "Rebuilding").

use super::rules::{Compounding, Edition};
use super::system::System;
use crate::economy::PrimaryKind;
use crate::error::{Error, Result};
use crate::shock::{Effect, Rebuild, Shock};

/// What is damaged in this step, by engine row.
#[derive(Debug, Default)]
pub(super) struct Damage {
    /// Productive capital out of use, money.
    pub capital_lost: Vec<f64>,
    /// Share of baseline capacity that shocks on capacity leave.
    pub other_left: Vec<f64>,
    /// Share of productive capital in use.
    pub capital_left: Vec<f64>,
    /// Share of labour that shocks leave.
    pub labour_left: Vec<f64>,
    /// Demand for rebuilding, money per day.
    pub rebuild: Vec<f64>,
    /// Rebuilding demand still standing after this step's deliveries, money per day.
    pub rebuild_after: Vec<f64>,
    /// Steps in which more capital was to be lost somewhere than there is.
    pub clipped: usize,
}

impl Damage {
    pub(super) fn new(rows: usize) -> Self {
        Self {
            capital_lost: vec![0.0; rows],
            other_left: vec![1.0; rows],
            capital_left: vec![1.0; rows],
            labour_left: vec![1.0; rows],
            rebuild: vec![0.0; rows],
            rebuild_after: vec![0.0; rows],
            clipped: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.capital_lost.fill(0.0);
        self.other_left.fill(1.0);
        self.capital_left.fill(1.0);
        self.labour_left.fill(1.0);
        self.rebuild.fill(0.0);
    }

    /// Share of baseline capacity that is left with this much labour. Capital and labour are
    /// complements; other losses come on top.
    pub(super) fn capacity_left(&self, row: usize, labour: f64) -> f64 {
        self.other_left[row] * self.capital_left[row].min(labour)
    }

    /// The share of capital left; losses above all capital are clipped.
    fn apply_capital(&mut self, capital: &[f64]) {
        let mut clipped = false;
        for (row, lost) in self.capital_lost.iter_mut().enumerate().filter(|(_, lost)| **lost > 0.0)
        {
            clipped |= *lost > capital[row] * (1.0 + 1e-12);
            *lost = lost.min(capital[row]);
            self.capital_left[row] = 1.0 - *lost / capital[row];
        }
        self.clipped += usize::from(clipped);
    }
}

/// One amount of rebuilding: what supplier `row` delivers towards target `target`.
#[derive(Debug)]
pub(super) struct Cell {
    pub row: usize,
    pub target: usize,
    pub money: f64,
}

/// Splits a damaged amount over the suppliers that rebuild it, as the damaged buyer buys their
/// product. Targets are the `lost` producers, then the final users.
///
/// Where the buyer buys nothing of the product, the corrected edition asks those from whom its
/// region's final users buy it, then the producers of its region, then all; BoARIO loses it.
pub(super) fn rebuild_cells(
    system: &System,
    rebuild: &Rebuild,
    lost: &[(usize, f64)],
) -> Result<Vec<Cell>> {
    let economy = &system.economy;
    let producers = lost.iter().map(|(row, money)| {
        let region = economy.producers[*row].region as usize;
        (Buyer::Producer(*row), region, *money)
    });
    let users = rebuild.final_users.iter().map(|(column, money)| {
        (Buyer::FinalUser(*column), economy.demand_columns[*column].region as usize, *money)
    });
    let mut cells = Vec::new();
    for (target, (buyer, region, money)) in producers.chain(users).enumerate() {
        for (sector, share) in &rebuild.mix {
            let amount = share * money * rebuild.factor;
            for (row, part) in suppliers(system, *sector, buyer, region)? {
                cells.push(Cell { row, target, money: amount * part });
            }
        }
    }
    Ok(cells)
}

#[derive(Clone, Copy)]
enum Buyer {
    Producer(usize),
    FinalUser(usize),
}

/// The engine rows that supply a product to a buyer, with shares that add up to one.
fn suppliers(
    system: &System,
    sector: usize,
    buyer: Buyer,
    region: usize,
) -> Result<Vec<(usize, f64)>> {
    let economy = &system.economy;
    let rows = system.blocks.iter().find(|block| block.sector == sector);
    let rows = rows.map_or(0..0, |block| block.rows.clone());
    let rows = rows.filter(|&row| system.live[system.original[row]]);
    let bought = |row: usize| match buyer {
        Buyer::Producer(col) => economy.flows.get(system.original[row], col),
        Buyer::FinalUser(col) => economy.final_demand.get(system.original[row], col),
    };
    let home = |row: usize| economy.producers[system.original[row]].region as usize == region;
    let candidates: [&dyn Fn(usize) -> f64; 4] = [
        &bought,
        &|row| system.final_demand_of(system.original[row])[region],
        &|row| if home(row) { system.output0[row] } else { 0.0 },
        &|row| system.output0[row],
    ];
    let tried = match system.rules.edition {
        Edition::Corrected => &candidates[..],
        Edition::Boario072 => &candidates[..1],
    };
    for weight in tried {
        let weights: Vec<(usize, f64)> =
            rows.clone().map(|row| (row, weight(row).max(0.0))).filter(|(_, w)| *w > 0.0).collect();
        let total: f64 = weights.iter().map(|(_, weight)| weight).sum();
        if total > 0.0 {
            return Ok(weights.into_iter().map(|(row, weight)| (row, weight / total)).collect());
        }
    }
    match system.rules.edition {
        Edition::Boario072 => Ok(Vec::new()),
        Edition::Corrected => {
            Err(Error::new("shock::nobody-rebuilds").with("sector", economy.sectors.code(sector)))
        }
    }
}

/// Refuses a capital loss where there is no capital.
pub(super) fn check_capital(system: &System, shock: &Shock, lost: &[(usize, f64)]) -> Result<()> {
    for (row, money) in lost {
        if *money > 0.0 && system.capital_of(*row) <= 0.0 {
            let reason = system.economy.primary(PrimaryKind::ValueAdded).is_some();
            return Err(Error::new("shock::no-capital")
                .with("shock", &shock.name)
                .with("producer", system.economy.name(*row))
                .with("from", if reason { "value added" } else { "output less inputs" }));
        }
    }
    Ok(())
}

/// The shocks of one lane that damage capacity or capital.
#[derive(Debug)]
pub(super) struct Damages(Vec<(Shock, Option<Rebuilding>)>);

/// What one shock still has to rebuild.
#[derive(Debug)]
struct Rebuilding {
    cells: Vec<(usize, usize, f64)>,
    rows: Vec<usize>,
    /// R0 summed over targets, money.
    ordered: Vec<f64>,
    /// Share of `ordered` not yet delivered.
    remaining: Vec<f64>,
    /// Share of `ordered` asked for in this step.
    asked: Vec<f64>,
}

/// Below this share the rest is ordered at once: exponential decay would never end.
const FINISH_BELOW: f64 = 1e-6;

impl Damages {
    pub(super) fn new(system: &System, shocks: &[Shock]) -> Result<Self> {
        let mut damages = Vec::new();
        for shock in shocks.iter().map(|shock| protected(system, shock)) {
            let shock = &shock;
            let rebuilding = match &shock.effect {
                Effect::Capacity { .. } | Effect::Labour { .. } => None,
                Effect::Capital { lost, rebuild } => {
                    check_capital(system, shock, lost)?;
                    let cells =
                        rebuild.as_ref().map(|rebuild| rebuild_cells(system, rebuild, lost));
                    cells.transpose()?.map(Rebuilding::new)
                }
                _ => continue,
            };
            damages.push((shock.clone(), rebuilding));
        }
        Ok(Self(damages))
    }

    /// Damage and rebuilding demand of the step that starts on `day`.
    pub(super) fn begin(&mut self, system: &System, day: f64, step: f64, damage: &mut Damage) {
        damage.clear();
        for (shock, rebuilding) in &mut self.0 {
            let severity = shock.profile.mean(day, step);
            match &shock.effect {
                Effect::Capacity { rows, size } => {
                    for row in rows.iter().map(|row| system.position[*row]) {
                        let lost = size * severity * (1.0 - system.own.protected[row]);
                        let left = &mut damage.other_left[row];
                        *left = compound(system.rules.compounding, *left, lost);
                    }
                }
                Effect::Labour { rows, size, remote } => {
                    for row in rows.iter().map(|row| system.position[*row]) {
                        let remote = remote.unwrap_or(system.own.remote[row]);
                        let left = &mut damage.labour_left[row];
                        let lost = size * severity * (1.0 - remote);
                        *left = compound(system.rules.compounding, *left, lost);
                    }
                }
                Effect::Capital { lost, rebuild } => match (rebuild, rebuilding) {
                    (Some(rebuild), Some(rebuilding)) => {
                        let begun = shock.profile.begun(day, step);
                        for (row, target, money) in &rebuilding.cells {
                            if let Some((producer, _)) = lost.get(*target) {
                                let left = money * rebuilding.remaining[*row] / rebuild.factor;
                                damage.capital_lost[system.position[*producer]] += begun * left;
                            }
                        }
                        let ended = shock.profile.ended(day, step);
                        rebuilding.ask(ended, rebuild.days, step, &mut damage.rebuild);
                    }
                    _ => {
                        for (row, money) in lost {
                            damage.capital_lost[system.position[*row]] += money * severity;
                        }
                    }
                },
                _ => {}
            }
        }
        for left in [&mut damage.other_left, &mut damage.labour_left] {
            left.iter_mut().for_each(|left| *left = left.max(0.0));
        }
        damage.apply_capital(&system.capital);
    }

    /// Books what was delivered for rebuilding.
    /// `fill` is the share of rebuilding that each row delivers.
    pub(super) fn settle(&mut self, fill: &[f64], damage: &mut Damage) {
        for (row, after) in damage.rebuild_after.iter_mut().enumerate() {
            *after = damage.rebuild[row] * (1.0 - fill[row]);
        }
        for rebuilding in self.0.iter_mut().filter_map(|(_, rebuilding)| rebuilding.as_mut()) {
            rebuilding.settle(fill);
        }
    }
}

/// The shock as it hits producers that are protected against losses of capital.
fn protected(system: &System, shock: &Shock) -> Shock {
    let mut shock = shock.clone();
    if let Effect::Capital { lost, .. } = &mut shock.effect {
        for (row, money) in lost {
            *money *= 1.0 - system.own.protected[system.position[*row]];
        }
    }
    shock
}

fn compound(rule: Compounding, left: f64, lost: f64) -> f64 {
    match rule {
        Compounding::Multiply => left * (1.0 - lost),
        Compounding::Max => left.min(1.0 - lost),
        Compounding::Add => left - lost,
    }
}

impl Rebuilding {
    fn new(cells: Vec<Cell>) -> Self {
        let mut rows: Vec<usize> = cells.iter().map(|cell| cell.row).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut ordered = vec![0.0; rows.len()];
        let cells: Vec<_> = cells
            .into_iter()
            .map(|cell| {
                let row = rows.binary_search(&cell.row).expect("every cell's row is listed");
                ordered[row] += cell.money;
                (row, cell.target, cell.money)
            })
            .collect();
        let (remaining, asked) = (vec![1.0; rows.len()], vec![0.0; rows.len()]);
        Self { cells, rows, ordered, remaining, asked }
    }

    fn ask(&mut self, ended: f64, days: f64, step: f64, demand: &mut [f64]) {
        for (k, row) in self.rows.iter().enumerate() {
            let remaining = self.remaining[k];
            self.asked[k] = match ended {
                0.0 => 0.0,
                _ if remaining <= FINISH_BELOW => remaining,
                ended => remaining * (ended * step / days).min(1.0),
            };
            demand[*row] += self.asked[k] * self.ordered[k] / step;
        }
    }

    fn settle(&mut self, fill: &[f64]) {
        for (k, row) in self.rows.iter().enumerate() {
            let delivered = self.asked[k] * fill[*row];
            let left = self.remaining[k] - delivered;
            // While a supplier is short, a part of the rest stays each time. Less than the last
            // bit of what was ordered is nothing.
            self.remaining[k] = if left > f64::EPSILON { left } else { 0.0 };
        }
    }
}
