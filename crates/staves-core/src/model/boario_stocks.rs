//! Stocks and orders as BoARIO 0.7.2 moves them (docs/src/models/dynamic.md, "Compatible mode"):
//! its tests of closeness look at a whole matrix, so that each part of a step is a sweep of its
//! own. Types and not closures, for the reason given in [`super::kernel::dense`].

use super::kernel::{self, Chunk};
use super::stocks::Policy;
use super::system::PAD;
use pulp::{Arch, Simd, WithSimd};

/// The cells of one product in one lane, by buyer.
pub(super) struct Row<'a> {
    /// Baseline use, money per day.
    pub use0: &'a [f64],
    /// 1 / use0 where the input can bind, else 0.
    pub binds: &'a [f64],
    /// Output of the buyer relative to baseline.
    pub activity: &'a [f64],
    /// Output the buyer would like, relative to baseline.
    pub wanted: &'a [f64],
    /// Σ Z0·weight·fill of its suppliers: deliveries per unit of order factor.
    pub delivered: &'a [f64],
    /// Σ Z0·weight of its suppliers under the coming weights.
    pub weights: &'a [f64],
    /// Stock, money.
    pub stock: &'a mut [f64],
    /// Order factor: in, of the orders just met; out, of the next.
    pub factor: &'a mut [f64],
    /// Output relative to baseline that the scarcest input allows; lowered here.
    pub limit: &'a mut [f64],
}

/// BoARIO's test of equality over a whole matrix: 1e-8 + 1e-5·|b|.
#[inline(always)]
fn close(a: f64, b: f64) -> bool {
    (a == b) | ((a - b).abs() <= 1e-8 + 1e-5 * b.abs())
}

impl Row<'_> {
    /// Whether arrivals and use are so close everywhere that BoARIO leaves stocks alone; and
    /// what arrived, money per day.
    pub(super) fn stocks_stay(&self, buyers: usize, step: f64) -> (bool, f64) {
        Arch::new().dispatch(Stay { row: self, buyers, step })
    }

    /// Moves stocks. False when one falls below zero, where BoARIO stops.
    pub(super) fn move_stocks(&mut self, buyers: usize, step: f64) -> bool {
        Arch::new().dispatch(Move { row: self, buyers, step })
    }

    /// Lowers the limits and says whether stocks are so close to their goals everywhere that
    /// BoARIO orders no refill.
    pub(super) fn goals_met(&mut self, buyers: usize, policy: &Policy) -> bool {
        Arch::new().dispatch(Goals { row: self, buyers, policy })
    }

    /// Sets the next order factors; no refill when all goals are met.
    pub(super) fn reorder(&mut self, buyers: usize, policy: &Policy, goals_met: bool) {
        Arch::new().dispatch(Reorder { row: self, buyers, policy, goals_met });
    }
}

struct Stay<'r, 'a> {
    row: &'r Row<'a>,
    buyers: usize,
    step: f64,
}

impl WithSimd for Stay<'_, '_> {
    type Output = (bool, f64);

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> (bool, f64) {
        let Self { row, buyers: n, step } = self;
        let (delivered, factor) = (&row.delivered[..n], &row.factor[..n]);
        let (use0, activity) = (&row.use0[..n], &row.activity[..n]);
        let mut stay = true;
        for f in 0..n {
            stay &= close(step * (delivered[f] * factor[f]), step * (use0[f] * activity[f]));
        }
        // The padding gets nothing.
        let mut sums: Chunk = [0.0; PAD];
        let chunks = row.delivered.chunks_exact(PAD).zip(row.factor.chunks_exact(PAD));
        for (delivered, factor) in chunks {
            for k in 0..PAD {
                sums[k] += delivered[k] * factor[k];
            }
        }
        (stay, kernel::sum(&sums))
    }
}

struct Move<'r, 'a> {
    row: &'r mut Row<'a>,
    buyers: usize,
    step: f64,
}

impl WithSimd for Move<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let Self { row, buyers: n, step } = self;
        let (delivered, factor) = (&row.delivered[..n], &row.factor[..n]);
        let (use0, activity) = (&row.use0[..n], &row.activity[..n]);
        let stock = &mut row.stock[..n];
        let mut sound = true;
        for f in 0..n {
            stock[f] += step * (delivered[f] * factor[f] - use0[f] * activity[f]);
            sound &= stock[f] >= 0.0;
        }
        sound
    }
}

struct Goals<'r, 'a> {
    row: &'r mut Row<'a>,
    buyers: usize,
    policy: &'r Policy,
}

impl WithSimd for Goals<'_, '_> {
    type Output = bool;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> bool {
        let Self { row, buyers: n, policy } = self;
        let (use0, wanted, binds) = (&row.use0[..n], &row.wanted[..n], &row.binds[..n]);
        let (stock, limit) = (&row.stock[..n], &mut row.limit[..n]);
        let (days, factor) = (policy.days, policy.limit_factor());
        let mut met = true;
        for f in 0..n {
            met &= close(stock[f], use0[f] * wanted[f] * days);
        }
        if days.is_finite() {
            for f in 0..n {
                let allowed =
                    if binds[f] > 0.0 { stock[f] * binds[f] * factor } else { f64::INFINITY };
                limit[f] = if allowed < limit[f] { allowed } else { limit[f] };
            }
        }
        met
    }
}

struct Reorder<'r, 'a> {
    row: &'r mut Row<'a>,
    buyers: usize,
    policy: &'r Policy,
    goals_met: bool,
}

impl WithSimd for Reorder<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { row, buyers: n, policy, goals_met } = self;
        let (use0, activity) = (&row.use0[..n], &row.activity[..n]);
        let (wanted, weights) = (&row.wanted[..n], &row.weights[..n]);
        let (stock, factor) = (&row.stock[..n], &mut row.factor[..n]);
        for f in 0..n {
            let short = use0[f] * wanted[f] * policy.days - stock[f];
            let refill = if short > 0.0 { short } else { 0.0 };
            let refill = if goals_met | !short.is_finite() { 0.0 } else { refill };
            let gap = refill / policy.restoration + use0[f] * activity[f];
            factor[f] = if weights[f] > 0.0 { gap / weights[f] } else { 0.0 };
        }
    }
}
