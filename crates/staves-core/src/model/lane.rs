//! One lane of a batch: a draw of a scenario, with its parameters, shocks and vectors.

use super::boario::Events;
use super::check;
use super::classes::Classes;
use super::damage::{Damage, Damages};
use super::demand::{Change, Demand};
use super::group::{Group, each_order, factors};
use super::labour::Workforce;
use super::links::{Caps, Correction, Link};
use super::prices::Prices;
use super::rationing::{Asked, Fill};
use super::rules::{Edition, Orders, Parameters, Rationing, Restocking};
use super::stocks::{Policy, Rare};
use super::system::System;
use super::transit::Transit;
use crate::error::{Error, Result};
use crate::profile::Profile;
use crate::shock::{Effect, Shock};
use std::collections::BTreeMap;
use std::ops::Range;

/// Damaging shocks, kept by the rules of the edition.
#[derive(Debug)]
enum Hits {
    Corrected(Damages),
    Boario(Events),
}

/// One draw, being run. Vectors are by engine row, or by row × class.
#[derive(Debug)]
pub struct Lane {
    hits: Hits,
    demand: Demand,
    stock_losses: StockLosses,
    pub(super) caps: Caps,
    pub(super) transit: Transit,
    pub(super) prices: Prices,
    parameters: Parameters,
    /// By block.
    pub(super) policies: Vec<Policy>,
    pub(super) damage: Damage,
    pub(super) workforce: Workforce,
    /// Orders received by row and class, money per day.
    pub(super) orders: Vec<f64>,
    /// Final demand by row and class, money per day.
    pub(super) final_demand: Vec<f64>,
    pub(super) output: Vec<f64>,
    pub(super) capacity: Vec<f64>,
    pub(super) overproduction: Vec<f64>,
    pub(super) fill: Fill,
    /// Weight of each supplier under which the standing orders were placed.
    pub(super) weight: Vec<f64>,
    /// The same a step earlier.
    pub(super) weight_before: Vec<f64>,
    /// Output relative to baseline that inputs allow, padded.
    pub(super) limit: Vec<f64>,
    /// Output, output wished for, and demand, relative to baseline; padded.
    pub(super) activity: Vec<f64>,
    pub(super) wanted: Vec<f64>,
    demanded: Vec<f64>,
    /// Weight times fill by row and class: what each supplier delivers per unit of order factor.
    pub(super) delivering: Vec<f64>,
    /// Orders delivered by block, money per day.
    pub(super) sent: Vec<f64>,
    /// Whether all suppliers have weight 1, by block.
    pub(super) even: Vec<bool>,
    /// Whether some order of the block is not filled, block × class.
    short: Vec<bool>,
    /// Standing order factors of blocks in which some supplier serves the lowest ratio first.
    pub(super) levelled: Vec<Option<Vec<f64>>>,
    /// Money moved so far.
    pub(super) accounts: Accounts,
}

/// Money moved over a whole run so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accounts {
    /// Made.
    pub produced: f64,
    /// Received by producers and put in stock, or used.
    pub received: f64,
    /// Used up by producers.
    pub used: f64,
    /// Use of inputs that do not bind and that producers went without.
    pub skipped: f64,
    /// Received by final users.
    pub final_delivered: f64,
    /// Delivered for rebuilding.
    pub rebuilt: f64,
    /// Stocks destroyed by shocks.
    pub destroyed: f64,
    /// Under way on delayed links at the end of the last step.
    pub under_way: f64,
}

/// Below this a shortage counts as none, so that overproduction relaxes in spite of rounding.
const NO_SCARCITY: f64 = 1e-9;

/// Share of baseline output that demand counts as at least: what little a ban leaves of it, often
/// no more than rounding, is no reason to work overtime.
const LEAST_DEMAND: f64 = 1e-3;

impl Lane {
    /// A lane at the baseline.
    ///
    /// # Errors
    /// When a number has no meaning (`model::out-of-range`, `shock::out-of-range`), a shock
    /// cannot act on this economy (`shock::no-capital`, `shock::nobody-rebuilds`), a rule lacks
    /// what it needs (`model::no-households`), a stock target is shorter than the step
    /// (`scenario::stock-below-step`), or costs lead to no finite prices (`prices::without-end`).
    pub fn new(system: &System, parameters: Parameters, shocks: &[Shock]) -> Result<Self> {
        check::parameters(system, &parameters)?;
        check::shocks(system, shocks)?;
        let hits = match system.rules.edition {
            Edition::Corrected => Hits::Corrected(Damages::new(system, shocks)?),
            Edition::Boario072 => Hits::Boario(Events::new(system, shocks)?),
        };
        let policies = system
            .blocks
            .iter()
            .map(|block| policy(&parameters, block.sector, system))
            .collect::<Result<Vec<_>>>()?;
        let (n, width, classes) = (system.len(), system.width, system.classes.count);
        let mut caps = Caps::new(system, shocks);
        let demand = Demand::new(system, shocks, &mut caps);
        caps.begin(0.0, system.rules.step);
        let blocks = system.blocks.len();
        Ok(Self {
            hits,
            transit: Transit::new(system, &caps, demand.delayed_cells(&caps)),
            demand,
            stock_losses: StockLosses::new(system, shocks),
            caps,
            prices: Prices::new(system, &parameters, shocks)?,
            overproduction: vec![parameters.alpha_base; n],
            parameters,
            policies,
            damage: Damage::new(n),
            workforce: Workforce::new(n),
            orders: system.orders0.clone(),
            final_demand: system.final0.clone(),
            output: system.output0[..n].to_vec(),
            capacity: system.output0[..n].to_vec(),
            fill: Fill::new(n, classes),
            weight: vec![1.0; n],
            weight_before: vec![1.0; n],
            limit: vec![f64::INFINITY; width],
            activity: vec![1.0; width],
            wanted: vec![1.0; width],
            demanded: vec![1.0; width],
            delivering: vec![1.0; n * classes],
            sent: vec![0.0; blocks],
            even: vec![true; blocks],
            short: vec![false; blocks * classes],
            levelled: vec![None; blocks],
            accounts: Accounts::default(),
        })
    }

    /// The parameters of this lane.
    #[must_use]
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Steps in which more capital was to be lost somewhere than there is; the loss was clipped.
    #[must_use]
    pub fn clipped_steps(&self) -> usize {
        self.damage.clipped
    }

    /// Money moved so far.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        self.accounts
    }

    pub(super) fn asked(&self, system: &System, row: usize) -> Asked<'_> {
        let (orders, last, rebuild) = (&self.orders, &self.final_demand, &self.damage.rebuild);
        Asked::of(system.classes.count, row, orders, last, rebuild)
    }

    /// What the shocks do in the step that starts on `day`: damage, labour, caps, final demand.
    pub(super) fn act(&mut self, system: &System, day: f64) -> Result<()> {
        let step = system.rules.step;
        match &mut self.hits {
            Hits::Corrected(damages) => damages.begin(system, day, step, &mut self.damage),
            Hits::Boario(events) => events.begin(system, day, step, &mut self.damage)?,
        }
        self.workforce.update(system, &self.parameters, &self.damage.labour_left);
        self.caps.begin(day, step);
        self.stock_losses.begin(day, step);
        self.prices.begin(system, day);
        let workforce = &self.workforce;
        let income = || workforce.income(system);
        let (market, out) = ((&self.caps, &self.prices), &mut self.final_demand);
        self.demand.update(system, &self.parameters, day, &income, market, out);
        Ok(())
    }

    /// What shocks do, capacity and production of the step that starts on `day`, shared out over
    /// classes.
    pub(super) fn produce(&mut self, system: &System, number: usize, day: f64) -> Result<()> {
        self.act(system, day)?;
        for row in 0..system.len() {
            let demand = self.asked(system, row).total().max(0.0);
            self.overproduce(system, number, row, demand);
            let baseline = system.output0[row];
            let left = self.damage.capacity_left(row, self.workforce.now[row]);
            self.capacity[row] =
                baseline * (1.0 + system.own.spare[row]) * left * self.overproduction[row];
            let possible = demand.min(self.capacity[row]);
            self.output[row] = possible.min(self.limit[row] * baseline);
            if baseline > 0.0 {
                self.demanded[row] = demand / baseline;
                let allowed = self.limit[row].min(self.demanded[row]);
                self.workforce.remember(row, allowed);
            }
            let (orders, last, rebuild) = (&self.orders, &self.final_demand, &self.damage.rebuild);
            let asked = Asked::of(system.classes.count, row, orders, last, rebuild);
            self.fill.share_out(&system.classes, row, self.output[row], &asked);
        }
        Ok(())
    }

    /// Serves the lowest ratio of order to usual delivery first, where that is the rule and
    /// somebody falls short.
    pub(super) fn level_out(&mut self, system: &System, groups: &[Group], lanes: usize, k: usize) {
        self.levelled.fill(None);
        if !system.classes.lowest_first {
            return;
        }
        let classes = &system.classes;
        let mut requests: Vec<Vec<(f64, f64)>> = vec![Vec::new(); classes.count];
        for row in 0..system.len() {
            let cut = |class: &usize| self.fill.orders[row * classes.count + class] < 1.0;
            let short: Vec<usize> = (0..classes.count).filter(cut).collect();
            // A share of nothing is nothing, and net sales out of inventories have no order.
            let range = row * classes.count..(row + 1) * classes.count;
            let negative = self.final_demand[range].iter().any(|demand| *demand < 0.0);
            if short.is_empty() || negative {
                continue;
            }
            let block = system.block_of[row];
            let Some(group) = groups.iter().find(|group| group.blocks.contains(&block)) else {
                continue;
            };
            requests.iter_mut().for_each(Vec::clear);
            let factor = self.levelled[block].get_or_insert_with(|| {
                factors(system, block, &self.weight, group.placed(system, lanes, block, k))
            });
            let corrections = group.corrections(block, lanes, k);
            each_order(
                system,
                block,
                row,
                self.weight[row],
                factor,
                corrections,
                |buyer, o, usual| {
                    requests[classes.buyers[buyer]].push((o, usual));
                },
            );
            let (orders, last, rebuild) = (&self.orders, &self.final_demand, &self.damage.rebuild);
            let asked = Asked::of(classes.count, row, orders, last, rebuild);
            for class in short {
                let usual = system.final0[row * classes.count + class];
                self.fill.level_out(classes, row, class, &asked, usual, &mut requests[class]);
            }
        }
    }

    /// Sends off what goes the long way and takes in what arrives late.
    pub(super) fn ship(&mut self, system: &System, groups: &[Group], lanes: usize, k: usize) {
        let mut transit = std::mem::take(&mut self.transit);
        let sends = self.caps.delays_now();
        if transit.arrive(sends) {
            let blocks = if sends { transit.blocks() } else { Vec::new() };
            for block in blocks {
                let of_block = |group: &&Group| group.blocks.contains(&block);
                let Some(group) = groups.iter().find(of_block) else { continue };
                let factor = match &self.levelled[block] {
                    Some(factor) => factor,
                    None => {
                        let placed = group.placed(system, lanes, block, k);
                        &factors(system, block, &self.weight, placed)
                    }
                };
                let corrections = group.corrections(block, lanes, k);
                let only = system.only_supplier(block).is_some();
                transit.send(system, &self.caps, block, |link| {
                    let weighted = if only { 1.0 } else { self.weight[link.row] * link.baseline };
                    let order = weighted * factor[link.buyer] + listed(corrections, link);
                    let class = system.classes.buyers[link.buyer];
                    self.fill.delivered(
                        link.row * system.classes.count + class,
                        order,
                        link.baseline,
                    )
                });
            }
            let (wishes, fill) = (&self.demand.delayed, &self.fill.final_demand);
            transit.send_final(system, &self.caps, wishes, fill);
        }
        self.accounts.under_way = transit.under_way(system.rules.step);
        self.transit = transit;
    }

    /// The overproduction rule: capacity stretches while demand exceeds output.
    fn overproduce(&mut self, system: &System, number: usize, row: usize, demand: f64) {
        let Parameters { alpha_base, alpha_max, alpha_tau, .. } = self.parameters;
        let pace = system.rules.step / alpha_tau;
        let least = match system.rules.edition {
            Edition::Corrected => LEAST_DEMAND * system.output0[row],
            Edition::Boario072 => 0.0,
        };
        let missing = demand - self.output[row];
        let short = if demand > 0.0 { missing / demand.max(least) } else { 0.0 };
        let (scarcity, rest) = match system.rules.edition {
            Edition::Corrected => (short.max(0.0), short <= NO_SCARCITY),
            Edition::Boario072 if number as f64 * system.rules.step <= 1.0 => return,
            Edition::Boario072 => (short, short == 0.0),
        };
        let alpha = &mut self.overproduction[row];
        let relax = if rest { (alpha_base - *alpha) * pace } else { 0.0 };
        *alpha = (*alpha + (alpha_max - *alpha) * scarcity * pace + relax).max(1.0);
    }

    /// Books rebuilding, and prepares what the passes over the table need.
    pub(super) fn settle(&mut self, system: &System, day: f64) {
        self.book_rebuilding(system, day);
        self.sent.fill(0.0);
        self.short.fill(false);
        self.even.fill(true);
        self.weight_before.copy_from_slice(&self.weight);
        self.accounts.final_delivered += self.transit.received_by_users() * system.rules.step;
        let classes = system.classes.count;
        for row in 0..system.len() {
            let (baseline, block) = (system.output0[row], system.block_of[row]);
            for class in 0..classes {
                let at = row * classes + class;
                let fill = self.fill.orders[at];
                // Where each order is looked at, nothing is delivered by order factor.
                let factored = if self.fill.level[at].is_finite() { 0.0 } else { fill };
                self.delivering[at] = self.weight[row] * factored;
                self.sent[block] += fill * self.orders[at];
                self.short[block * classes + class] |=
                    factored != 1.0 && system.classes.has_buyers(class);
                self.accounts.final_delivered +=
                    self.fill.final_demand[at] * self.final_demand[at] * system.rules.step;
            }
            self.accounts.produced += self.output[row] * system.rules.step;
            self.accounts.rebuilt +=
                self.damage.rebuild[row] * self.fill.rebuild[row] * system.rules.step;
            if baseline <= 0.0 {
                continue;
            }
            let asked = self.asked(system, row);
            let demand = Asked { rebuild: self.damage.rebuild_after[row], ..asked }.total();
            self.activity[row] = self.output[row] / baseline;
            self.wanted[row] = demand.max(0.0).min(self.capacity[row]) / baseline;
            if system.rules.orders == Orders::CapacityWeighted {
                let weight = self.capacity[row] / (baseline * (1.0 + system.own.spare[row]));
                let only = system.only_supplier(block).is_some();
                // Alone, a supplier gets every order, unless it is shut.
                let weight = if only { f64::from(u8::from(weight > 0.0)) } else { weight };
                self.weight[row] = weight;
                self.even[block] &= weight == 1.0;
            }
        }
    }

    fn book_rebuilding(&mut self, system: &System, day: f64) {
        match &mut self.hits {
            Hits::Corrected(damages) => damages.settle(&self.fill.rebuild, &mut self.damage),
            Hits::Boario(events) => {
                // One class: BoARIO's only rule is to serve everybody alike.
                let (orders, last, output) = (&self.orders, &self.final_demand, &self.output);
                let (rebuild, fill) = (self.damage.rebuild.clone(), &self.fill.rebuild);
                let share = |row: usize, asked: f64| {
                    let demand = orders[row] + last[row] + rebuild[row];
                    match system.rules.rationing {
                        // In its order of operations.
                        Rationing::Proportional if demand > 0.0 => asked / demand * output[row],
                        _ => asked * fill[row],
                    }
                };
                events.settle(fill, share, day, &mut self.damage);
            }
        }
    }

    /// Takes the next orders and input limits from the groups.
    pub(super) fn take_orders(
        &mut self,
        system: &System,
        groups: &[Group],
        lanes: usize,
        k: usize,
    ) {
        for group in groups {
            for block in group.blocks.clone() {
                group.write_orders(system, lanes, block, k, &self.weight, &mut self.orders);
            }
        }
    }

    /// Whether somebody of a class is not served in full by some supplier of a block.
    pub(super) fn short(&self, system: &System, block: usize, class: usize) -> bool {
        self.short[block * system.classes.count + class]
    }

    /// The same for any class.
    pub(super) fn any_short(&self, system: &System, block: usize) -> bool {
        (0..system.classes.count).any(|class| self.short(system, block, class))
    }

    /// Share of every order that a supplier delivers by order factor, where all buyers are in one
    /// class, or all are served in full.
    pub(super) fn delivered_share(&self, classes: &Classes, row: usize) -> f64 {
        let Some(class) = classes.sole() else { return 1.0 };
        let at = row * classes.count + class;
        if self.fill.level[at].is_finite() { 0.0 } else { self.fill.orders[at] }
    }

    /// Output whose use is reordered, and output for whose use stock is kept; relative to the
    /// baseline.
    pub(super) fn basis_and_goal<'l>(&'l self, system: &'l System) -> (&'l [f64], &'l [f64]) {
        match system.rules.restocking {
            Restocking::TopUp => (&self.activity, &self.wanted),
            Restocking::DemandLed => (&self.demanded, &system.ones),
            Restocking::OutputLed | Restocking::OutputLedTopUp => (&self.activity, &self.activity),
            Restocking::OutputLedFixedTarget => (&self.activity, &system.ones),
        }
    }

    /// Days of stock that buyers add to the target of a product, or that are their target.
    pub(super) fn days_added<'l>(
        &'l self,
        policy: &Policy,
        system: &'l System,
    ) -> Option<&'l [f64]> {
        match policy.own {
            true => Some(&system.own_target),
            false => Some(&system.own.days_added[..]).filter(|days| !days.is_empty()),
        }
    }

    /// What a sweep over a product's cells must look at besides the common case.
    pub(super) fn rare<'l>(
        &'l self,
        system: &'l System,
        policy: &Policy,
        block: usize,
        segment: &Range<usize>,
    ) -> Option<Rare<'l>> {
        let from = block * system.width;
        let common = matches!(policy.restocking, Restocking::TopUp | Restocking::OutputLedTopUp);
        let days_added = self.days_added(policy, system);
        let own = &system.own;
        // A stock that never runs out binds nobody, and is used and reordered whatever else holds.
        if policy.endless() {
            return None;
        }
        if common && days_added.is_none() && own.speed.is_empty() && system.eased.is_empty() {
            return None;
        }
        let nothing = system.nothing_rare(segment);
        let eased = from + segment.start..from + segment.end;
        Some(Rare {
            eased: system.eased.get(eased).unwrap_or(nothing.eased),
            days_added: days_added.map_or(nothing.days_added, |days| &days[segment.clone()]),
            speed: own.speed.get(segment.clone()).unwrap_or(nothing.speed),
            ..nothing
        })
    }

    /// Shares of stocks of a block's product that shocks destroy as the coming step begins, by
    /// buyer.
    pub(super) fn stock_losses(&self, block: usize) -> &[(usize, f64)] {
        self.stock_losses.next.get(&block).map_or(&[], Vec::as_slice)
    }

    /// Shares destroyed as the very first step begins.
    pub(super) fn first_stock_losses(&mut self, step: f64) -> bool {
        self.stock_losses.begin(-step, step);
        !self.stock_losses.next.is_empty()
    }

    /// Changes of final demand in this step, and what capped links keep from being asked for.
    pub(super) fn demand_changes(&self) -> (&[Change], &[Change]) {
        (&self.demand.now, &self.demand.blocked)
    }
}

/// Shocks that destroy stocks.
#[derive(Debug, Default)]
struct StockLosses {
    shocks: Vec<(Profile, f64, Vec<usize>, Vec<usize>)>,
    /// Share lost by block and buyer as the coming step begins.
    next: BTreeMap<usize, Vec<(usize, f64)>>,
}

impl StockLosses {
    fn new(system: &System, shocks: &[Shock]) -> Self {
        let inventory = shocks.iter().filter_map(|shock| match &shock.effect {
            Effect::Inventory { inputs, buyers, size } => {
                let blocks = (0..system.blocks.len())
                    .filter(|block| inputs.contains(&system.blocks[*block].sector));
                let buyers = buyers.iter().map(|was| system.position[*was]);
                Some((shock.profile.clone(), *size, blocks.collect(), buyers.collect()))
            }
            _ => None,
        });
        Self { shocks: inventory.collect(), next: BTreeMap::new() }
    }

    /// What is lost as the step after the one that starts on `day` begins: once, whole.
    fn begin(&mut self, day: f64, step: f64) {
        self.next.clear();
        let coming = day + step;
        for (profile, size, blocks, buyers) in &self.shocks {
            if !(coming <= profile.starts && profile.starts < coming + step) {
                continue;
            }
            for block in blocks {
                let losses = self.next.entry(*block).or_default();
                for buyer in buyers {
                    match losses.iter_mut().find(|(known, _)| known == buyer) {
                        Some((_, lost)) => *lost = 1.0 - (1.0 - *lost) * (1.0 - size),
                        None => losses.push((*buyer, *size)),
                    }
                }
            }
        }
    }
}

/// What is ordered on a link outside the factored form, money per day.
fn listed(corrections: &[Correction], link: &Link) -> f64 {
    let first = corrections.partition_point(|one| one.buyer < link.buyer);
    let of_buyer = corrections[first..].iter().take_while(|one| one.buyer == link.buyer);
    of_buyer.filter(|one| one.row == link.row).map(|one| one.money).sum()
}

fn policy(parameters: &Parameters, sector: usize, system: &System) -> Result<Policy> {
    let rules = &system.rules;
    let own = parameters.own_inventory[sector] && system.own.inventory_days.is_some();
    let mut days = parameters.inventory_days[sector];
    let restoration = parameters.restoration_days[sector];
    let mut policy = Policy {
        days,
        own,
        restoration,
        psi: parameters.psi,
        binding: rules.binding,
        restocking: rules.restocking,
        step: rules.step,
    };
    let shortest = match &system.own.inventory_days {
        Some(all) if own => {
            let makes = |(row, days): (usize, &f64)| (system.output0[row] > 0.0).then_some(*days);
            all.iter().enumerate().filter_map(makes).fold(f64::INFINITY, f64::min)
        }
        _ => days,
    };
    let usable = match rules.binding {
        super::rules::Binding::BelowTarget => parameters.psi * shortest,
        super::rules::Binding::WholeStock => shortest,
    };
    match rules.edition {
        Edition::Boario072 if days <= rules.step => days = 2.0 * rules.step,
        Edition::Corrected if usable < rules.step || restoration < rules.step => {
            return Err(Error::new("scenario::stock-below-step")
                .with("sector", system.economy.sectors.code(sector))
                .with("days", format!("{:.3}", usable.min(restoration)))
                .with("step", rules.step));
        }
        _ => {}
    }
    policy.days = days;
    Ok(policy)
}
