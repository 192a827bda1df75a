//! Goods under way on links of trade that take longer (docs/src/models/dynamic.md, "Delays").
//!
//! What arrives late is added to, and what is sent the long way taken from, what a buyer gets by
//! its order factor: the factored form stays, and a lane without delays does nothing here.

use super::demand::{Change, Wish};
use super::links::{Caps, Link};
use super::system::System;
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

/// What is under way in one lane. A receiver is a buyer of a block's product, or final users of a
/// region in a class.
#[derive(Debug, Default)]
pub(super) struct Transit {
    links: Vec<Vec<Link>>,
    /// Buyers that are receivers, block by block, ascending.
    buyers: Vec<usize>,
    /// Where the buyers of each block begin; at the end, where final users do.
    first: Vec<usize>,
    /// Row, class and region of final users that are receivers.
    users: Vec<(usize, usize, usize)>,
    /// Which of them each delayed cell of final demand is.
    user_of: Vec<usize>,
    /// What arrives in each coming step, money per day by receiver.
    coming: VecDeque<Vec<f64>>,
    /// Arrivals of this step less what is sent the long way, by receiver; empty when idle.
    net: Vec<f64>,
    /// The two added up, by block.
    gross: Vec<f64>,
    /// Final demand unmet because goods are late; below zero where late goods meet it.
    pub late: Vec<Change>,
}

impl Transit {
    /// Nothing under way. `cells` are row, class and region of delayed cells of final demand.
    pub(super) fn new(system: &System, caps: &Caps, cells: Vec<(usize, usize, usize)>) -> Self {
        let links = caps.delayed_links();
        let (mut buyers, mut first) = (Vec::new(), Vec::new());
        for links in &links {
            first.push(buyers.len());
            let mut of_block: Vec<usize> = links.iter().map(|link| link.buyer).collect();
            of_block.dedup();
            buyers.extend(of_block);
        }
        first.push(buyers.len());
        let mut numbers = BTreeMap::new();
        let mut users = Vec::new();
        let user_of = cells.into_iter().map(|cell| {
            *numbers.entry(cell).or_insert_with(|| {
                users.push(cell);
                users.len() - 1
            })
        });
        let user_of = user_of.collect();
        let gross = vec![0.0; system.blocks.len()];
        Self { links, buyers, first, users, user_of, gross, ..Self::default() }
    }

    /// Goes on to the next step and takes in what arrives. Whether anything moves in it, `sent`
    /// being whether something is sent the long way.
    pub(super) fn arrive(&mut self, sent: bool) -> bool {
        self.net.clear();
        self.late.clear();
        if !sent && self.coming.is_empty() {
            return false;
        }
        let receivers = self.buyers.len() + self.users.len();
        self.net = self.coming.pop_front().unwrap_or_else(|| vec![0.0; receivers]);
        for block in 0..self.gross.len() {
            self.gross[block] = self.net[self.range(block)].iter().sum();
        }
        true
    }

    fn range(&self, block: usize) -> Range<usize> {
        self.first[block]..self.first[block + 1]
    }

    /// Sends off the deliveries of a block; `delivered` says what a link carries, money per day.
    pub(super) fn send(
        &mut self,
        system: &System,
        caps: &Caps,
        block: usize,
        delivered: impl Fn(&Link) -> f64,
    ) {
        let links = std::mem::take(&mut self.links[block]);
        let mut receiver = self.first[block];
        for link in &links {
            receiver += usize::from(self.buyers[receiver] != link.buyer);
            let detours = caps.detours(link.set);
            if !detours.is_empty() {
                let money = delivered(link);
                self.gross[block] += self.put(system, detours, receiver, money);
            }
        }
        self.links[block] = links;
    }

    /// Sends off deliveries to final users; `fill` is the share of each row and class that is
    /// delivered.
    pub(super) fn send_final(
        &mut self,
        system: &System,
        caps: &Caps,
        wishes: &[Wish],
        fill: &[f64],
    ) {
        let first = self.buyers.len();
        let mut unmet = vec![0.0; self.users.len()];
        for (at, wish) in wishes.iter().enumerate() {
            let user = self.user_of[at];
            let (row, class, _) = self.users[user];
            let delivered = fill[row * system.classes.count + class] * wish.asked;
            unmet[user] += wish.wanted - delivered;
            self.put(system, caps.detours(wish.set), first + user, delivered);
        }
        for (user, (row, class, region)) in self.users.iter().copied().enumerate() {
            // What comes late meets the demand of its day, and no more than that.
            let money = (-self.net[first + user]).max(-unmet[user]);
            if money != 0.0 {
                self.late.push(Change { row, class, region, money });
            }
        }
    }

    /// Puts a delivery on its ways; what of it does not arrive in this step.
    fn put(&mut self, system: &System, ways: &[(f64, f64)], receiver: usize, money: f64) -> f64 {
        let mut sent = 0.0;
        for (days, part) in ways {
            let steps = days / system.rules.step;
            let later = steps.fract();
            for (step, share) in [(steps as usize, 1.0 - later), (steps as usize + 1, later)] {
                let money = money * part * share;
                if step == 0 || money == 0.0 {
                    continue;
                }
                let receivers = self.net.len();
                while self.coming.len() < step {
                    self.coming.push_back(vec![0.0; receivers]);
                }
                self.coming[step - 1][receiver] += money;
                self.net[receiver] -= money;
                sent += money;
            }
        }
        sent
    }

    /// Blocks with links that are ever delayed.
    pub(super) fn blocks(&self) -> Vec<usize> {
        (0..self.links.len()).filter(|block| !self.links[*block].is_empty()).collect()
    }

    /// What buyers of a block's product get in this step besides what is delivered to them: buyer,
    /// money per day, below zero where it is sent the long way.
    pub(super) fn received(&self, block: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = if self.net.is_empty() { 0..0 } else { self.range(block) };
        range.map(|at| (self.buyers[at], self.net[at]))
    }

    /// The same over all buyers, and the size of what it is made of.
    pub(super) fn moved(&self, block: usize) -> (f64, f64) {
        let net = self.received(block).map(|(_, money)| money).sum();
        (net, if self.net.is_empty() { 0.0 } else { self.gross[block] })
    }

    /// What final users get in this step besides what is delivered to them, money per day.
    pub(super) fn received_by_users(&self) -> f64 {
        self.net.iter().skip(self.buyers.len()).sum()
    }

    /// Goods under way after this step, money.
    pub(super) fn under_way(&self, step: f64) -> f64 {
        step * self.coming.iter().flatten().sum::<f64>()
    }
}
