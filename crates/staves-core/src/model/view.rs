//! What can be seen of a lane while it is run.

use super::demand::Change;
use super::group::Group;
use super::lane::Lane;
use super::system::System;

/// What held the output of a producer down, or would have: the smallest of demand, its own
/// capacity and what its inputs allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bottleneck {
    /// Nobody asked for more.
    Demand,
    /// Its own capacity, of which destroyed capital took the larger part.
    Capital,
    /// Its own capacity, of which missing labour took the larger part.
    Labour,
    /// Its own capacity otherwise.
    Capacity,
    /// The stock of a product, by its sector id.
    Input(usize),
}

/// What can be seen of one lane in one step: after rationing, before stocks move.
pub struct View<'a> {
    pub(super) system: &'a System,
    pub(super) lane: &'a Lane,
    pub(super) groups: &'a [Group],
    pub(super) lanes: usize,
    /// Which lane of the batch this is.
    pub index: usize,
    /// Number of the step, from 0.
    pub step: usize,
}

impl View<'_> {
    /// The system, for names and baselines.
    #[must_use]
    pub fn system(&self) -> &System {
        self.system
    }

    fn by_producer<'v>(&'v self, values: &'v [f64]) -> impl Fn(usize) -> f64 + 'v {
        |row| values[self.system.position[row]]
    }

    /// Output of a producer, money per day. Rows are those of the economy, here and below.
    #[must_use]
    pub fn production(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.output)(row)
    }

    /// Output of producers in the engine's own order, for sums.
    #[must_use]
    pub fn production_in_engine_order(&self) -> &[f64] {
        &self.lane.output
    }

    /// What a producer could make at most, money per day.
    #[must_use]
    pub fn production_capacity(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.capacity)(row)
    }

    /// Overproduction factor.
    #[must_use]
    pub fn overproduction(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.overproduction)(row)
    }

    /// Σ over classes of what is asked times a share, money per day.
    fn by_class(&self, asked: &[f64], share: &[f64], row: usize) -> f64 {
        let classes = self.system.classes.count;
        let from = self.system.position[row] * classes;
        (from..from + classes).map(|at| asked[at] * share[at]).sum()
    }

    fn asked(&self, asked: &[f64], row: usize) -> f64 {
        let classes = self.system.classes.count;
        let from = self.system.position[row] * classes;
        asked[from..from + classes].iter().sum()
    }

    /// Orders of other producers, money per day.
    #[must_use]
    pub fn intermediate_demand(&self, row: usize) -> f64 {
        self.asked(&self.lane.orders, row)
    }

    /// Final demand on a producer, money per day.
    #[must_use]
    pub fn final_demand(&self, row: usize) -> f64 {
        self.asked(&self.lane.final_demand, row)
    }

    /// What a producer delivers to other producers, money per day.
    #[must_use]
    pub fn intermediate_delivered(&self, row: usize) -> f64 {
        self.by_class(&self.lane.orders, &self.lane.fill.orders, row)
    }

    /// What a producer delivers to final demand, money per day.
    #[must_use]
    pub fn final_delivered(&self, row: usize) -> f64 {
        self.by_class(&self.lane.final_demand, &self.lane.fill.final_demand, row)
    }

    /// Labour at work relative to the baseline.
    #[must_use]
    pub fn labour(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.workforce.now)(row)
    }

    /// Output relative to the baseline that the stocks of inputs allow; infinite when none binds.
    #[must_use]
    pub fn input_limit(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.limit)(row)
    }

    /// Demand for rebuilding on a producer, money per day.
    #[must_use]
    pub fn rebuild_demand(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.damage.rebuild)(row)
    }

    /// What a producer delivers for rebuilding, money per day.
    #[must_use]
    pub fn rebuild_production(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.damage.rebuild[row] * self.lane.fill.rebuild[row]
    }

    /// Productive capital out of use, money.
    #[must_use]
    pub fn capital_to_recover(&self, row: usize) -> f64 {
        self.by_producer(&self.lane.damage.capital_lost)(row)
    }

    /// Value added at the baseline's share of output, money per day.
    #[must_use]
    pub fn value_added(&self, row: usize) -> f64 {
        let row = self.system.position[row];
        self.lane.output[row] * self.system.value_added_share[row]
    }

    /// Whether any final demand goes unmet in this step.
    #[must_use]
    pub fn anything_unmet(&self) -> bool {
        let blocked = self.lane.demand_changes().1;
        !blocked.is_empty()
            || !self.lane.transit.late.is_empty()
            || self.lane.fill.final_demand.iter().any(|fill| *fill != 1.0)
    }

    /// Share of the economy's baseline output that damage disables directly.
    #[must_use]
    pub fn disabled_share(&self) -> f64 {
        let (output0, damage) = (&self.system.output0, &self.lane.damage);
        let left = |row: usize| damage.capacity_left(row, damage.labour_left[row]);
        let disabled: f64 =
            (0..self.system.len()).map(|row| (1.0 - left(row)) * output0[row]).sum();
        disabled / output0.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    /// Whether any price is above the baseline in this step.
    #[must_use]
    pub fn prices_rise(&self) -> bool {
        !self.lane.prices.now.is_empty()
    }

    /// Rise of a producer's price, as a share of it.
    #[must_use]
    pub fn price_rise(&self, row: usize) -> f64 {
        self.lane.prices.now.get(row).copied().unwrap_or(0.0)
    }

    /// What bound a producer in this step. Exactly one thing does: of several that allow the same
    /// output demand comes first, then capacity, then the input with the smallest sector id.
    #[must_use]
    pub fn bottleneck(&self, row: usize) -> Bottleneck {
        let (system, lane, row) = (self.system, self.lane, self.system.position[row]);
        let output = lane.output[row];
        if output >= lane.asked(system, row).total().max(0.0) {
            return Bottleneck::Demand;
        }
        if output >= lane.capacity[row] {
            let damage = &lane.damage;
            let capital = match system.capital[row] {
                capital if capital > 0.0 => damage.capital_lost[row] / capital,
                _ => 0.0,
            };
            let (labour, other) = (1.0 - lane.workforce.now[row], 1.0 - damage.other_left[row]);
            return match capital.max(labour).max(other) {
                largest if largest > 0.0 && capital == largest => Bottleneck::Capital,
                largest if largest > 0.0 && labour == largest => Bottleneck::Labour,
                _ => Bottleneck::Capacity,
            };
        }
        self.scarcest_input(row).map_or(Bottleneck::Capacity, Bottleneck::Input)
    }

    /// The input that allows least, of an engine row: only looked for where an input binds. Where
    /// inputs are pooled it is the one of which least is left.
    fn scarcest_input(&self, row: usize) -> Option<usize> {
        let (system, lane) = (self.system, self.lane);
        let mut scarcest: Option<(f64, usize)> = None;
        for group in self.groups {
            for block in group.blocks.clone() {
                let (policy, at) = (&lane.policies[block], block * system.width + row);
                if system.binds[at] <= 0.0 || policy.endless() {
                    continue;
                }
                let eased = system.eased.get(at).copied().unwrap_or(0.0);
                let added = lane.days_added(policy, system).map_or(0.0, |days| days[row]);
                let stock = group.stock(system, self.lanes, block, self.index, row);
                let allowed = policy.allowed(stock, system.binds[at], eased, added);
                if allowed.is_finite() && scarcest.is_none_or(|(least, _)| allowed < least) {
                    scarcest = Some((allowed, system.blocks[block].sector));
                }
            }
        }
        scarcest.map(|(_, sector)| sector)
    }

    /// Adds final demand not met to `out[region × sectors + sector]`: the consuming region and
    /// the product; money per day.
    pub fn add_unmet(&self, out: &mut [f64]) {
        let (system, classes) = (self.system, self.system.classes.count);
        let (regions, sectors) = (system.economy.regions.len(), system.economy.sectors.len());
        let sector = |row: usize| system.blocks[system.block_of[row]].sector;
        for (at, fill) in self.lane.fill.final_demand.iter().enumerate() {
            if *fill != 1.0 {
                let sector = sector(at / classes);
                let demand = &system.final_by_region[at * regions..(at + 1) * regions];
                let unmet = self.lane.prices.demand(at / classes) * (1.0 - fill);
                for (region, demand) in demand.iter().enumerate() {
                    out[region * sectors + sector] += demand * unmet;
                }
            }
        }
        let (changes, blocked) = self.lane.demand_changes();
        let short = |change: &Change| {
            1.0 - self.lane.fill.final_demand[change.row * classes + change.class]
        };
        for change in changes {
            out[change.region * sectors + sector(change.row)] += change.money * short(change);
        }
        // What a capped link keeps from being asked for is unmet whatever the supplier does.
        for change in blocked {
            let met = 1.0 - short(change);
            out[change.region * sectors + sector(change.row)] += change.money * met;
        }
        for change in &self.lane.transit.late {
            out[change.region * sectors + sector(change.row)] += change.money;
        }
    }

    /// Stock of a product (sector id) at a buyer at the start of the step, money; `None` when it
    /// is never binding (infinite) or nobody makes the product.
    #[must_use]
    pub fn stock(&self, sector: usize, buyer: usize) -> Option<f64> {
        let system = self.system;
        let block = system.blocks.iter().position(|block| block.sector == sector)?;
        let group = self.groups.iter().find(|group| group.blocks.contains(&block))?;
        let buyer = system.position[buyer];
        let stock = group.stock(system, self.lanes, block, self.index, buyer);
        stock.is_finite().then_some(stock)
    }
}
