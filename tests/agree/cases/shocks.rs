//! Random mixes of overlapping shocks.

use proptest::prelude::*;
use proptest::sample::select;
use staves_core::Economy;
use staves_core::model::System;
use staves_core::profile::{Profile, Recovery};
use staves_core::shock::{Effect, Links, Rebuild, Shock};

/// What a shock does: see [`Draft::shock`].
pub const CAPACITY: usize = 0;
pub const CAPITAL: usize = 1;
pub const REBUILT: usize = 2;
pub const DEMAND: usize = 3;
pub const LABOUR: usize = 4;
pub const TRADE: usize = 5;
pub const INVENTORY: usize = 6;
pub const COST: usize = 7;
pub const ALL: [usize; 8] = [CAPACITY, CAPITAL, REBUILT, DEMAND, LABOUR, TRADE, INVENTORY, COST];

fn recovery() -> impl Strategy<Value = Recovery> {
    (2.5..40.0_f64, 1.5..20.0_f64, 0..5).prop_map(|(days, half, shape)| match shape {
        0 => Recovery::Sudden,
        1 => Recovery::Linear { days },
        2 => Recovery::Exponential { days },
        3 => Recovery::Convex { days },
        _ => Recovery::SShaped { days, half },
    })
}

/// A shock before the economy it hits is known: numbers in 0..1 that choose rows and sizes.
#[derive(Clone, Debug)]
pub struct Draft {
    kind: usize,
    profile: Profile,
    chosen: Vec<f64>,
    size: f64,
    days: f64,
}

pub fn drafts(kinds: &[usize]) -> impl Strategy<Value = Vec<Draft>> + use<> {
    let profile = (-3.0..12.0_f64, 0.0..8.0_f64, recovery(), any::<bool>());
    let profile = profile.prop_map(|(starts, lasts, recovery, whole)| {
        let round = |days: f64| if whole { days.round() } else { days };
        Profile { starts: round(starts), ramp: 0.0, lasts: round(lasts), recovery }
    });
    let draft = (
        select(kinds.to_vec()),
        profile,
        prop::collection::vec(0.0..1.0_f64, 8),
        prop_oneof![4 => 0.0..=1.0_f64, 1 => Just(1.0)],
        1.0..50.0_f64,
    );
    let draft = draft.prop_map(|(kind, profile, chosen, size, days)| Draft {
        kind,
        profile,
        chosen,
        size,
        days,
    });
    prop::collection::vec(draft, 0..6)
}

fn distinct(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

impl Draft {
    fn pick(&self, k: usize, count: usize) -> usize {
        (self.chosen[k] * count as f64) as usize
    }

    pub fn shock(&self, number: usize, economy: &Economy, system: &System) -> Shock {
        let n = economy.len();
        let rows = distinct((0..3).map(|k| self.pick(k, n)).collect());
        let (size, most) = (self.size, system.rules.days);
        let effect = match self.kind {
            CAPACITY => Effect::Capacity { rows, size },
            CAPITAL | REBUILT => {
                let hit = rows.iter().filter(|row| system.capital_of(**row) > 0.0);
                let money = |row: usize| 0.4 * size * system.capital_of(row);
                let lost = hit.map(|row| (*row, money(*row))).collect();
                let rebuild = (self.kind == REBUILT).then(|| self.rebuild(economy));
                Effect::Capital { lost, rebuild }
            }
            DEMAND => {
                let columns = economy.demand_columns.len();
                let cells = rows.iter().map(|row| (*row, self.pick(3, columns))).collect();
                Effect::Demand { change: 2.0 * size - 1.0, cells }
            }
            LABOUR => {
                let remote = (self.chosen[3] < 0.5).then_some(self.chosen[4]);
                Effect::Labour { rows, size, remote }
            }
            TRADE => {
                // A third delays and stops nothing, a third does both.
                let size = if self.chosen[7] < 0.33 { 0.0 } else { size };
                let delay = if self.chosen[7] < 0.66 { (self.days / 4.0).min(most) } else { 0.0 };
                let delay = if self.chosen[2] < 0.5 { delay.floor() } else { delay };
                Effect::Trade { links: self.links(economy, rows), size, delay }
            }
            COST => {
                let costs = rows.iter().map(|row| (*row, self.chosen[5])).collect();
                Effect::Cost { costs, size: 2.0 * size, rise: None }
            }
            _ => {
                let sectors = economy.sectors.len();
                let inputs = distinct(vec![self.pick(3, sectors), self.pick(4, sectors)]);
                Effect::Inventory { inputs, buyers: rows, size }
            }
        };
        Shock { name: format!("shock {number}"), profile: self.profile.clone(), effect }
    }

    /// Links from a few suppliers, or from all of a region, to some buyers and final users.
    fn links(&self, economy: &Economy, rows: Vec<usize>) -> Vec<Links> {
        let n = economy.len();
        let region = self.pick(3, economy.regions.len());
        let abroad = |row: &usize| economy.producers[*row].region as usize != region;
        let suppliers = match self.chosen[4] {
            ..0.5 => rows,
            _ => (0..n).filter(|row| !abroad(row)).collect(),
        };
        let buyers = (0..n).filter(|row| self.chosen[5] < 0.5 || abroad(row)).collect();
        let columns = economy.demand_columns.len();
        let columns = (0..columns).filter(|c| (self.chosen[6] * 8.0) as usize >> (c % 3) & 1 == 1);
        let share = if self.chosen[7] < 0.5 { 1.0 } else { self.chosen[7] };
        vec![Links { suppliers, buyers, columns: columns.collect(), share }]
    }

    fn rebuild(&self, economy: &Economy) -> Rebuild {
        let sectors = economy.sectors.len();
        let (first, second) = (self.pick(4, sectors), self.pick(5, sectors));
        let share = if first == second { 1.0 } else { self.chosen[6] };
        let mut mix = vec![(first, share)];
        if first != second {
            mix.push((second, 1.0 - share));
        }
        let column = self.pick(7, economy.demand_columns.len());
        Rebuild {
            days: self.days,
            mix,
            factor: 0.5 + self.chosen[6],
            final_users: vec![(column, 100.0 * self.size)],
        }
    }
}
