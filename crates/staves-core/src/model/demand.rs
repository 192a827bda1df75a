//! The demand rule: baseline final demand, changed by shocks cell by cell (changes multiply), and
//! by what households can spend.

use super::consumption::Income;
use super::links::Caps;
use super::prices::Prices;
use super::rules::{Consumption, Parameters};
use super::system::System;
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::collections::BTreeMap;

/// Final demand of one lane.
#[derive(Debug)]
pub(super) struct Demand {
    changes: Vec<(Profile, f64)>,
    cells: Vec<Cell>,
    income: Option<Income>,
    /// Change of final demand now, besides what prices do to all of it.
    pub now: Vec<Change>,
    /// Final demand that capped links keep from being asked for, money per day.
    pub blocked: Vec<Change>,
    /// Final demand now in the cells whose goods may be delayed, in the order of cells.
    pub delayed: Vec<Wish>,
}

/// Money per day wanted in a cell of final demand, what of it caps let through, and which caps.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub wanted: f64,
    pub asked: f64,
    pub set: usize,
}

/// A cell of final demand that some shock changes or caps.
#[derive(Debug)]
struct Cell {
    row: usize,
    region: usize,
    class: usize,
    household: bool,
    baseline: f64,
    changes: Vec<usize>,
    /// Which caps hold it, as numbered by [`Caps`].
    capped: Option<usize>,
}

/// Money per day in one cell of final demand: engine row, class, consuming region.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub row: usize,
    pub class: usize,
    pub region: usize,
    pub money: f64,
}

impl Demand {
    pub(super) fn new(system: &System, shocks: &[Shock], caps: &mut Caps) -> Self {
        let mut changes = Vec::new();
        let mut hit: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for shock in shocks {
            if let Effect::Demand { change, cells } = &shock.effect {
                cells.iter().for_each(|cell| hit.entry(*cell).or_default().push(changes.len()));
                changes.push((shock.profile.clone(), *change));
            }
        }
        let capped = caps.final_demand(system, shocks);
        capped.keys().for_each(|cell| {
            hit.entry(*cell).or_default();
        });
        let economy = &system.economy;
        let households = economy.households(&system.rules.households);
        let cells = hit.into_iter().filter(|((row, _), _)| system.live[*row]);
        let cells = cells.map(|((row, column), changes)| {
            let of = economy.demand_columns[column];
            Cell {
                row: system.position[row],
                region: of.region as usize,
                class: system.classes.columns[column],
                household: households.contains(&(of.category as usize)),
                baseline: economy.final_demand.get(row, column) / system.rules.days_per_year,
                changes,
                capped: capped.get(&(row, column)).copied(),
            }
        });
        let income = match system.rules.consumption {
            Consumption::Baseline => None,
            Consumption::PermanentIncome => Some(Income::new(economy.regions.len())),
        };
        Self {
            cells: cells.collect(),
            changes,
            income,
            now: Vec::new(),
            blocked: Vec::new(),
            delayed: Vec::new(),
        }
    }

    /// Row, class and region of the cells whose goods may be delayed.
    pub(super) fn delayed_cells(&self, caps: &Caps) -> Vec<(usize, usize, usize)> {
        let delayed = |cell: &&Cell| cell.capped.is_some_and(|set| caps.delays(set));
        let of = |cell: &Cell| (cell.row, cell.class, cell.region);
        self.cells.iter().filter(delayed).map(of).collect()
    }

    /// Writes this step's final demand by row and class and remembers the changes. `income` is
    /// labour income by region relative to the baseline.
    pub(super) fn update(
        &mut self,
        system: &System,
        parameters: &Parameters,
        day: f64,
        income: &dyn Fn() -> Vec<f64>,
        (caps, prices): (&Caps, &Prices),
        out: &mut [f64],
    ) {
        let step = system.rules.step;
        out.copy_from_slice(&system.final0);
        self.now.clear();
        self.blocked.clear();
        let factors: Vec<f64> =
            self.changes.iter().map(|(profile, change)| change * profile.mean(day, step)).collect();
        let changed = factors.iter().any(|factor| *factor != 0.0);
        let factor = |cell: &Cell| -> f64 {
            if changed { cell.changes.iter().map(|k| 1.0 + factors[*k]).product() } else { 1.0 }
        };
        let spending = self.spending(system, parameters, income, &factor);
        let unshocked = |cell: &Cell| match &spending {
            Some(spending) if cell.household => cell.baseline * spending[cell.region],
            _ => cell.baseline,
        };
        let wanted = |cell: &Cell| unshocked(cell) * factor(cell) * prices.demand(cell.row);
        if changed {
            for cell in &self.cells {
                let money = unshocked(cell) * (factor(cell) - 1.0);
                let Cell { row, class, region, .. } = *cell;
                self.now.push(Change { row, class, region, money });
            }
        }
        if let Some(spending) = &spending {
            let cells = system.households0.iter().enumerate().filter(|(_, money)| **money != 0.0);
            for (cell, money) in cells {
                let (at, region) = (cell / spending.len(), cell % spending.len());
                let (row, class) = (at / system.classes.count, at % system.classes.count);
                let money = money * (spending[region] - 1.0);
                self.now.push(Change { row, class, region, money });
            }
        }
        for change in &self.now {
            out[change.row * system.classes.count + change.class] += change.money;
        }
        if !prices.demand.is_empty() {
            let classes = system.classes.count;
            out.iter_mut().enumerate().for_each(|(at, out)| *out *= prices.demand(at / classes));
            self.now.iter_mut().for_each(|change| change.money *= prices.demand(change.row));
        }
        self.cap(system, caps, &wanted, out);
    }

    /// What households of each region spend per money of what they would like, where consumption
    /// follows income: c̃·(1 − ε̃)/Σ c₀·(1 − ε), with ε̃ = Δs·(1 − Σ c₀·(1 − ε)/Σ c₀).
    fn spending(
        &mut self,
        system: &System,
        parameters: &Parameters,
        income: &dyn Fn() -> Vec<f64>,
        factor: &dyn Fn(&Cell) -> f64,
    ) -> Option<Vec<f64>> {
        let income = self.income.as_mut()?.spend(&income(), parameters, system.rules.step);
        let regions = income.len();
        let mut usual = vec![0.0; regions];
        for cells in system.households0.chunks(regions) {
            usual.iter_mut().zip(cells).for_each(|(sum, money)| *sum += money);
        }
        let mut liked = usual.clone();
        for cell in self.cells.iter().filter(|cell| cell.household) {
            liked[cell.region] += cell.baseline * (factor(cell) - 1.0);
        }
        let spent = |(income, (usual, liked)): (f64, (f64, f64))| {
            // Where households buy nothing on balance there is nothing to spread income over.
            if usual <= 0.0 || liked <= 0.0 {
                return 1.0;
            }
            let given_up = parameters.saving * (1.0 - liked / usual);
            income * (1.0 - given_up) * usual / liked
        };
        Some(income.into_iter().zip(usual.into_iter().zip(liked)).map(spent).collect())
    }

    /// Takes away what capped links do not let through, and remembers what may be delayed.
    fn cap(
        &mut self,
        system: &System,
        caps: &Caps,
        wanted: &dyn Fn(&Cell) -> f64,
        out: &mut [f64],
    ) {
        self.delayed.clear();
        for cell in &self.cells {
            let Some(set) = cell.capped else { continue };
            let (cap, wanted) = (caps.now(set), wanted(cell));
            let money = (wanted - cap * cell.baseline).max(0.0);
            if caps.delays(set) {
                let asked = if cap < 1.0 { wanted - money } else { wanted };
                self.delayed.push(Wish { wanted, asked, set });
            }
            if cap < 1.0 && money > 0.0 {
                let class = &mut out[cell.row * system.classes.count + cell.class];
                *class -= money;
                // What rounding leaves of a ban is no sale out of inventories.
                if class.abs() <= 1e-12 * money {
                    *class = 0.0;
                }
                let change =
                    Change { row: cell.row, class: cell.class, region: cell.region, money };
                self.blocked.push(change);
            }
        }
    }
}
