//! An economy prepared for daily steps: sector-major, in money per day, shared by all lanes.

use super::kernel::Table;
use super::{Edition, Rules};
use crate::economy::Economy;
use std::ops::Range;

/// Rows are padded to a multiple of this, so that kernels have no remainder.
pub(super) const PAD: usize = 16;

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
    /// Z0 by block, money per day.
    pub(super) table: Table,
    /// Baseline use of each product by each buyer, money per day: blocks × width.
    pub(super) use0: Vec<f64>,
    /// 1 / use0 where the input can bind, else 0.
    pub(super) binds: Vec<f64>,
    /// Baseline orders of other producers by row, money per day. Kept apart: taking final demand
    /// from output again would differ in the last bit.
    pub(super) orders0: Vec<f64>,
    /// Baseline output, money per day, padded.
    pub(super) output0: Vec<f64>,
    /// Baseline final demand by row, money per day.
    pub(super) final0: Vec<f64>,
    /// Baseline final demand by row and consuming region, money per day.
    pub(super) final_by_region: Vec<f64>,
    /// Productive capital, money.
    pub(super) capital: Vec<f64>,
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
        let table = Table::new(&blocks, n, width, economy.flows.is_sparse(), cells);

        let regions = economy.regions.len();
        let mut final_by_region = vec![0.0; n * regions];
        for row in 0..n {
            let was = original[row];
            for (col, value) in economy.final_demand.row(was).filter(|_| live(was)) {
                let region = economy.demand_columns[col].region as usize;
                final_by_region[row * regions + region] += value * daily;
            }
        }
        let final0: Vec<f64> =
            final_by_region.chunks(regions).map(|shares| shares.iter().sum()).collect();

        // Baseline use and orders come from the kernels themselves, so that a run without shocks
        // repeats them bit for bit and stays at the baseline exactly.
        let mut use0 = vec![0.0; blocks.len() * width];
        let mut orders0 = vec![0.0; n];
        for (b, block) in blocks.iter().enumerate() {
            let rows = block.rows.len();
            let uses = &mut use0[b * width..(b + 1) * width];
            table.deliveries(b, &vec![1.0; rows], 1, uses);
            table.orders(b, &vec![1.0; width], 1, &mut orders0[block.rows.clone()]);
        }
        let mut output0: Vec<f64> = orders0.iter().zip(&final0).map(|(o, f)| o + f).collect();
        output0.resize(width, 0.0);

        let threshold = match rules.edition {
            Edition::Corrected => TECHNOLOGY_THRESHOLD,
            // Yearly flows are compared with the output of a step there.
            Edition::Boario072 => TECHNOLOGY_THRESHOLD * rules.step / rules.days_per_year,
        };
        let binds = (0..use0.len())
            .map(|k| if use0[k] > threshold * output0[k % width] { inverse(use0[k]) } else { 0.0 })
            .collect();
        let value_added = original.iter().map(|&was| economy.value_added()[was]);
        let value_added_share: Vec<f64> = value_added
            .clone()
            .enumerate()
            .map(|(row, va)| if output0[row] > 0.0 { va * daily / output0[row] } else { 0.0 })
            .collect();
        let capital = match economy.attribute("capital") {
            Some(attribute) => original.iter().map(|&was| attribute.values[was]).collect(),
            None => value_added.map(|va| va.max(0.0) * rules.capital_to_value_added).collect(),
        };
        Self {
            economy: economy.clone(),
            rules: rules.clone(),
            original,
            position,
            blocks,
            block_of,
            width,
            table,
            use0,
            binds,
            orders0,
            output0,
            final0,
            final_by_region,
            capital,
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
    pub fn final_demand_of(&self, row: usize) -> &[f64] {
        let (row, regions) = (self.position[row], self.economy.regions.len());
        &self.final_by_region[row * regions..(row + 1) * regions]
    }

    /// Memory of the table that all lanes read, in bytes.
    #[must_use]
    pub fn table_bytes(&self) -> usize {
        self.table.bytes()
    }

    /// Memory of one more lane in bytes: stocks and order factors, and the kernels' room.
    #[must_use]
    pub fn bytes_per_lane(&self) -> usize {
        (2 * self.blocks.len() + 2) * self.width * size_of::<f64>()
    }
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
