//! An economy prepared for daily steps: sector-major, in money per day, shared by all lanes.

use super::classes::Classes;
use super::kernel::Table;
use super::rules::{Binding, Consumption, Edition, Inputs, Rules};
use super::stocks::Rare;
use crate::criticality::Criticality;
use crate::economy::Economy;
use std::ops::Range;
use std::sync::Arc;

/// Rows are padded to a multiple of this, so that kernels have no remainder.
pub(super) const PAD: usize = 16;

/// Columns worked on at a time: the cells of a large block, and the numbers of a batch of lanes for
/// them, fit a processor's second cache.
const SEGMENT: usize = 512;

/// Inputs below this share of a buyer's output never bind.
const TECHNOLOGY_THRESHOLD: f64 = 1e-5;

/// Output below this share of what is sold and drawn from inventories is only what rounding left.
const NO_OUTPUT: f64 = 1e-12;

/// The producers of one sector: a block of consecutive rows in the engine's order.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub sector: usize,
    pub rows: Range<usize>,
}

/// Attributes of an economy that change how its producers answer, by engine row
/// (docs/src/models/dynamic.md, "Attributes").
#[derive(Debug)]
pub(super) struct Own {
    /// Share of losses of capacity and capital that is averted.
    pub protected: Vec<f64>,
    /// Output beyond the baseline that can be made at once, as a share of it.
    pub spare: Vec<f64>,
    /// Share of labour that can work remotely.
    pub remote: Vec<f64>,
    /// Days of stock kept of every input, where known; else missing.
    pub inventory_days: Option<Vec<f64>>,
    /// Days added to the stock target of every input. Padded; empty when nothing is added.
    pub days_added: Vec<f64>,
    /// How many times faster than usual gaps in stock are reordered. Padded; empty when always 1.
    pub speed: Vec<f64>,
}

/// An economy in the engine's order and units, with the rules that do not differ between lanes.
#[derive(Debug)]
pub struct System {
    /// The economy it was made from.
    pub economy: Economy,
    /// The rules it was made for.
    pub rules: Rules,
    /// Economy row of each engine row.
    pub(super) original: Vec<usize>,
    /// Engine row of each economy row.
    pub(super) position: Vec<usize>,
    pub(super) blocks: Vec<Block>,
    /// Block of each engine row.
    pub(super) block_of: Vec<usize>,
    /// Padded row length.
    pub(super) width: usize,
    /// Ranges of columns that are worked on at a time, so that all they need stays in cache.
    pub(super) segments: Vec<Range<usize>>,
    /// Z0 by block, money per day.
    pub(super) table: Table,
    /// Baseline use of each product by each buyer, money per day: blocks × width.
    pub(super) use0: Vec<f64>,
    /// 1 / use0 where the input can bind, else 0.
    pub(super) binds: Vec<f64>,
    /// Share of output that goes on without the input: ½ for an important one. Empty when there
    /// is no such input.
    pub(super) eased: Vec<f64>,
    /// Who is served when.
    pub(super) classes: Classes,
    /// Baseline output, money per day, padded.
    pub(super) output0: Vec<f64>,
    /// Baseline orders of other producers by row and class, money per day.
    pub(super) orders0: Vec<f64>,
    /// Baseline final demand by row and class, money per day.
    pub(super) final0: Vec<f64>,
    /// Baseline final demand by row, class and consuming region, money per day.
    pub(super) final_by_region: Vec<f64>,
    /// Baseline demand of households by row, class and region, where it follows income.
    pub(super) households0: Vec<f64>,
    /// Productive capital, money.
    pub(super) capital: Vec<f64>,
    /// Labour or its income by row, in any unit.
    pub(super) labour0: Vec<f64>,
    /// The same by region.
    pub(super) income0: Vec<f64>,
    /// What an economy says of its own producers.
    pub(super) own: Own,
    /// Days of stock that buyers with a target of their own keep of every input, with what is
    /// added; padded, empty where the economy does not say.
    pub(super) own_target: Vec<f64>,
    /// A row of zeros and one of ones, padded.
    pub(super) zeros: Vec<f64>,
    pub(super) ones: Vec<f64>,
    /// Value added per money of output.
    pub(super) value_added_share: Vec<f64>,
    /// Whether each economy row takes part in the run.
    pub(super) live: Vec<bool>,
    /// Flows below zero, left out of the run.
    negative_flows: usize,
}

impl System {
    /// Prepares an economy.
    #[must_use]
    pub fn new(economy: &Economy, rules: &Rules) -> Self {
        let n = economy.len();
        let width = n.div_ceil(PAD) * PAD;
        let (blocks, original) = sector_major(economy);
        let mut position = vec![0; n];
        original.iter().enumerate().for_each(|(row, &was)| position[was] = row);
        let mut block_of = vec![0; n];
        for (b, block) in blocks.iter().enumerate() {
            block_of[block.rows.clone()].fill(b);
        }
        let taking_part = taking_part(economy);
        let live = |was: usize| taking_part[was];
        let daily = 1.0 / rules.days_per_year;
        let cells = |row: usize| {
            let was = original[row];
            let flows = economy
                .flows
                .row(was)
                .filter(move |(col, value)| *value > 0.0 && live(was) && live(*col));
            flows.map(|(col, value)| (position[col], value * daily))
        };
        let table = Table::new(&blocks, width, economy.flows.is_sparse(), cells);

        let regions = economy.regions.len();
        let classes = Classes::new(economy, rules, &original, width);
        let final_cells = |wanted: &dyn Fn(usize) -> bool| {
            let mut cells = vec![0.0; n * classes.count * regions];
            for (row, was) in original.iter().copied().enumerate() {
                let demand = economy.final_demand.row(was).filter(|_| live(was));
                for (col, value) in demand.filter(|(col, _)| wanted(*col)) {
                    let region = economy.demand_columns[col].region as usize;
                    let class = row * classes.count + classes.columns[col];
                    cells[class * regions + region] += value * daily;
                }
            }
            cells
        };
        let final_by_region = final_cells(&|_| true);
        let final0: Vec<f64> =
            final_by_region.chunks(regions).map(|shares| shares.iter().sum()).collect();
        let households0 = match rules.consumption {
            Consumption::Baseline => Vec::new(),
            Consumption::PermanentIncome => {
                let households = economy.households(&rules.households);
                final_cells(&|col| {
                    households.contains(&(economy.demand_columns[col].category as usize))
                })
            }
        };

        // Baseline use and orders come from the kernels themselves, so that a run without shocks
        // repeats them bit for bit and stays at the baseline exactly.
        let (count, mut sums) = (classes.count, Vec::new());
        let all = 0..width / PAD;
        let all = std::slice::from_ref(&all);
        let mut use0 = vec![0.0; blocks.len() * width];
        let mut orders0 = vec![0.0; n * count];
        for (b, block) in blocks.iter().enumerate() {
            let rows = block.rows.len();
            let uses = &mut use0[b * width..(b + 1) * width];
            table.deliveries(b, all, 0..width, &vec![1.0; rows], 1, uses);
            if rows == 1 && rules.edition == Edition::Corrected {
                let row = block.rows.start;
                classes
                    .totals(std::iter::once(&*uses), &mut orders0[row * count..(row + 1) * count]);
                continue;
            }
            let mut orders = vec![0.0; rows];
            for class in 0..count {
                let mut factors = vec![0.0; width];
                classes.columns_of(class, &(0..width)).for_each(|col| factors[col] = 1.0);
                table.clear(b, 1, &mut sums);
                table.orders(
                    b,
                    &classes.panels_of(class, &(0..width)),
                    0..width,
                    &factors,
                    1,
                    &mut sums,
                );
                table.finish(b, &sums, 1, &mut orders);
                for (row, orders) in block.rows.clone().zip(&orders) {
                    orders0[row * count + class] = *orders;
                }
            }
        }
        let total = |parts: &[f64], row: usize| -> f64 {
            parts[row * count..(row + 1) * count].iter().sum()
        };
        let mut output0: Vec<f64> =
            (0..n).map(|row| total(&orders0, row) + total(&final0, row)).collect();
        output0.resize(width, 0.0);

        let (binds, eased) = binding_inputs(economy, rules, &blocks, &original, &use0, &output0);
        let value_added = original.iter().map(|&was| economy.value_added()[was]);
        let value_added_share: Vec<f64> = value_added
            .clone()
            .enumerate()
            .map(|(row, va)| if output0[row] > 0.0 { va * daily / output0[row] } else { 0.0 })
            .collect();
        let capital = match economy.attribute("capital") {
            Some(attribute) => original.iter().map(|&was| attribute.values[was]).collect(),
            None => {
                value_added.clone().map(|va| va.max(0.0) * rules.capital_to_value_added).collect()
            }
        };
        let labour0: Vec<f64> = match economy.attribute("labour") {
            Some(attribute) => original.iter().map(|&was| attribute.values[was]).collect(),
            None => value_added.clone().map(|va| va.max(0.0)).collect(),
        };
        let mut income0 = vec![0.0; regions];
        for (row, labour) in labour0.iter().enumerate() {
            income0[economy.producers[original[row]].region as usize] += labour;
        }
        // BoARIO's tests look at whole rows, and rows of sparse cells are not cut.
        let whole = rules.edition == Edition::Boario072 || table.is_sparse();
        let segment = if whole { width } else { SEGMENT };
        let segments =
            (0..width).step_by(segment).map(|from| from..(from + segment).min(width)).collect();
        let own = Own::new(economy, &original, width);
        let mut own_target = own.inventory_days.clone().unwrap_or_default();
        own_target.iter_mut().zip(&own.days_added).for_each(|(days, added)| *days += added);
        if !own_target.is_empty() {
            own_target.resize(width, 1.0);
        }
        Self {
            economy: economy.clone(),
            rules: rules.clone(),
            original,
            position,
            blocks,
            block_of,
            width,
            segments,
            table,
            use0,
            binds,
            eased,
            classes,
            orders0,
            output0,
            final0,
            final_by_region,
            households0,
            capital,
            labour0,
            income0,
            own,
            own_target,
            zeros: vec![0.0; width],
            ones: vec![1.0; width],
            value_added_share,
            live: taking_part,
            negative_flows: economy.flows.cells().filter(|(_, _, value)| *value < 0.0).count(),
        }
    }

    /// The only supplier of a block's product, if there is just one; its weight plays no part.
    /// BoARIO's edition has its own order of operations and treats all blocks alike.
    pub(super) fn only_supplier(&self, block: usize) -> Option<usize> {
        let rows = &self.blocks[block].rows;
        (rows.len() == 1 && self.rules.edition == Edition::Corrected).then_some(rows.start)
    }

    /// The common case of what only some scenarios have.
    pub(super) fn nothing_rare(&self, segment: &Range<usize>) -> Rare<'_> {
        let (zeros, ones) = (&self.zeros[segment.clone()], &self.ones[segment.clone()]);
        Rare { eased: zeros, days_added: zeros, speed: ones, extra: zeros }
    }

    /// Flows below zero, which take no part in the run.
    #[must_use]
    pub fn negative_flows(&self) -> usize {
        self.negative_flows
    }

    /// Number of producers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.original.len()
    }

    /// Whether there are no producers; never true.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.original.is_empty()
    }

    /// Rows of the economy that take no part in the run: without output, or selling only to such.
    #[must_use]
    pub fn inactive(&self) -> Vec<usize> {
        (0..self.len()).filter(|&row| !self.live[row]).collect()
    }

    /// Productive capital of a row of the economy, in money.
    #[must_use]
    pub fn capital_of(&self, row: usize) -> f64 {
        self.capital[self.position[row]]
    }

    /// Baseline output of a row of the economy, money per day.
    #[must_use]
    pub fn output_of(&self, row: usize) -> f64 {
        self.output0[self.position[row]]
    }

    /// Baseline value added of a row of the economy, money per day.
    #[must_use]
    pub fn value_added_of(&self, row: usize) -> f64 {
        let row = self.position[row];
        self.output0[row] * self.value_added_share[row]
    }

    /// Baseline final demand on a row of the economy by consuming region, money per day.
    #[must_use]
    pub fn final_demand_of(&self, row: usize) -> Vec<f64> {
        let regions = self.economy.regions.len();
        let cells = self.classes.count * regions;
        let row = self.position[row];
        let mut by_region = vec![0.0; regions];
        for class in self.final_by_region[row * cells..(row + 1) * cells].chunks(regions) {
            by_region.iter_mut().zip(class).for_each(|(sum, demand)| *sum += demand);
        }
        by_region
    }

    /// The inputs that can bind a row of the economy: the sector, its use in the baseline in money
    /// per day, and the share of output that goes on without it (0, or ½ of an important one).
    #[must_use]
    pub fn binding_inputs_of(&self, row: usize) -> Vec<(usize, f64, f64)> {
        let buyer = self.position[row];
        let input = |(k, block): (usize, &Block)| {
            let cell = k * self.width + buyer;
            let without = self.eased.get(cell).copied().unwrap_or_default();
            (self.binds[cell] > 0.0).then_some((block.sector, self.use0[cell], without))
        };
        self.blocks.iter().enumerate().filter_map(input).collect()
    }

    /// Region of an engine row.
    pub(super) fn region(&self, row: usize) -> usize {
        self.economy.producers[self.original[row]].region as usize
    }

    /// Memory of one more lane in bytes: stocks, orders, sums of weights, and vectors by producer.
    #[must_use]
    pub fn bytes_per_lane(&self) -> usize {
        (3 * self.blocks.len() + 4) * self.width * size_of::<f64>()
    }
}

impl Own {
    fn new(economy: &Economy, original: &[usize], width: usize) -> Self {
        let of = |name: &str| {
            let attribute = economy.attribute(name)?;
            Some(original.iter().map(|&was| attribute.values[was]).collect::<Vec<f64>>())
        };
        let or = |name: &str, usual: f64| of(name).unwrap_or_else(|| vec![usual; original.len()]);
        let padded = |name: &str, usual: f64| {
            let mut values = of(name).filter(|values| values.iter().any(|value| *value != usual));
            values.iter_mut().for_each(|values| values.resize(width, usual));
            values.unwrap_or_default()
        };
        Self {
            protected: or("protected_share", 0.0),
            spare: or("spare_capacity", 0.0),
            remote: or("remote_share", 0.0),
            inventory_days: of("inventory_days"),
            days_added: padded("inventory_days_added", 0.0),
            speed: padded("restoration_speed", 1.0),
        }
    }
}

/// 1 / use of each input by each buyer where it can bind, and the share of output that goes on
/// without it (empty when there is none): blocks × width.
fn binding_inputs(
    economy: &Economy,
    rules: &Rules,
    blocks: &[Block],
    original: &[usize],
    use0: &[f64],
    output0: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let width = output0.len();
    let criticality = match (&rules.criticality, rules.asks_criticality()) {
        (Some(given), true) => Some(given.clone()),
        (None, true) => Some(Arc::new(Criticality::default_rule(economy).values)),
        _ => None,
    };
    let threshold = match (rules.edition, rules.binding) {
        // Yearly flows are compared with the output of a step there.
        (Edition::Boario072, _) => TECHNOLOGY_THRESHOLD * rules.step / rules.days_per_year,
        (_, Binding::BelowTarget) if criticality.is_none() => TECHNOLOGY_THRESHOLD,
        _ => 0.0,
    };
    let counts = |block: usize, buyer: usize| match &criticality {
        None => 1.0,
        Some(values) => {
            let user = economy.producers[original[buyer]].sector as usize;
            values[blocks[block].sector * economy.sectors.len() + user]
        }
    };
    let (mut binds, mut eased) = (vec![0.0; use0.len()], vec![0.0; use0.len()]);
    for (cell, used) in use0.iter().enumerate() {
        let (block, buyer) = (cell / width, cell % width);
        if buyer >= original.len() || *used <= threshold * output0[buyer] {
            continue;
        }
        let critical = counts(block, buyer);
        let matters = match rules.inputs {
            Inputs::Leontief | Inputs::Linear => true,
            Inputs::StronglyCritical | Inputs::HalfCritical => critical >= 0.5,
            Inputs::WeaklyCritical => critical >= 1.0,
        };
        if matters {
            binds[cell] = inverse(*used);
            if rules.inputs == Inputs::HalfCritical && critical < 1.0 {
                eased[cell] = 0.5;
            }
        }
    }
    if eased.iter().all(|eased| *eased == 0.0) {
        eased = Vec::new();
    }
    (binds, eased)
}

/// Which producers have output once flows below zero, and flows to or from producers without
/// output, are left out. Leaving one out can leave another without buyers, so it is repeated until
/// nothing changes: once for nearly every table.
fn taking_part(economy: &Economy) -> Vec<bool> {
    let final_demand = economy.final_demand.row_sums();
    let mut live: Vec<bool> = economy.output().iter().map(|output| *output > 0.0).collect();
    // Without a row below zero in final demand nobody can be left with less than nothing.
    if economy.output().iter().zip(&final_demand).all(|(x, y)| *x <= 0.0 || *y > 0.0) {
        return live;
    }
    loop {
        let mut changed = false;
        for row in 0..live.len() {
            if live[row] {
                let flows = economy.flows.row(row);
                let sold: f64 =
                    flows.filter(|(col, flow)| *flow > 0.0 && live[*col]).map(|cell| cell.1).sum();
                let demand = final_demand[row];
                live[row] = sold + demand > NO_OUTPUT * (sold + demand.abs());
                changed |= !live[row];
            }
        }
        if !changed {
            return live;
        }
    }
}

/// The reciprocal, one step larger, so that `a · inverse(a) ≥ 1` in spite of rounding: a full
/// stock must not count as a shortage of 1e-16.
fn inverse(value: f64) -> f64 {
    (1.0 / value).next_up()
}

fn sector_major(economy: &Economy) -> (Vec<Block>, Vec<usize>) {
    let mut original: Vec<usize> = (0..economy.len()).collect();
    original.sort_by_key(|&was| (economy.producers[was].sector, was));
    let mut blocks: Vec<Block> = Vec::new();
    for (row, &was) in original.iter().enumerate() {
        let sector = economy.producers[was].sector as usize;
        match blocks.last_mut() {
            Some(block) if block.sector == sector => block.rows.end = row + 1,
            _ => blocks.push(Block { sector, rows: row..row + 1 }),
        }
    }
    (blocks, original)
}
