//! Stocks and the next orders, cell by cell of (product, buyer): one sweep over a row of cells.
//!
//! Written over fixed chunks so that the compiler turns each into vector instructions.

use super::kernel;
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

/// The numbers of one product in one lane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// Target in days of use; infinite when the product never binds.
    pub days: f64,
    /// Days over which a gap in stock is reordered.
    pub restoration: f64,
    /// Share of the target below which the input binds.
    pub psi: f64,
}

impl Policy {
    /// Output allowed, relative to baseline, per day of use in stock.
    pub(super) fn limit_factor(self) -> f64 {
        (1.0 / (self.psi * self.days)).next_up()
    }
}

type Chunk = [f64; PAD];

#[inline(always)]
fn get(values: &[f64], at: usize) -> Chunk {
    values[at..at + PAD].try_into().expect("rows are padded")
}

#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// What a sweep over a row of cells adds up to, money per day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flows {
    /// Arrived at the buyers.
    pub received: f64,
    /// Ordered next.
    pub ordered: f64,
}

/// The only supplier of a product.
#[derive(Clone, Copy, Debug)]
pub(super) struct Only {
    /// Share of the standing orders that it fills.
    pub fill: f64,
    /// 1, or 0 when it is shut and gets no orders.
    pub weight: f64,
}

impl Only {
    /// Stands where there are several suppliers; never looked at.
    const NOBODY: Self = Self { fill: 0.0, weight: 0.0 };
}

/// The corrected edition in one sweep. With `only`, the sums over suppliers in the row are not
/// looked at.
///
/// With one supplier its weight cancels, and the order factor is the order itself: neither of
/// the passes over the table is needed (docs/src/models/dynamic.md, "Kernel").
pub(super) fn advance(row: Row<'_>, policy: Policy, step: f64, only: Option<Only>) -> Flows {
    Arch::new().dispatch(Sweep { row, policy, step, only })
}

/// A type and not a closure, for the reason given in [`super::kernel`].
struct Sweep<'a> {
    row: Row<'a>,
    policy: Policy,
    step: f64,
    only: Option<Only>,
}

impl WithSimd for Sweep<'_> {
    type Output = Flows;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Flows {
        let Self { row, policy, step, only } = self;
        match (policy.days.is_finite(), only) {
            (true, Some(only)) => sweep::<true, true>(row, policy, step, only),
            (false, Some(only)) => sweep::<false, true>(row, policy, step, only),
            (true, None) => sweep::<true, false>(row, policy, step, Only::NOBODY),
            (false, None) => sweep::<false, false>(row, policy, step, Only::NOBODY),
        }
    }
}

#[inline(always)]
fn sweep<const FINITE: bool, const ONE: bool>(
    row: Row<'_>,
    policy: Policy,
    step: f64,
    only: Only,
) -> Flows {
    let (days, per_day) = (policy.days, 1.0 / policy.restoration);
    let limit_factor = policy.limit_factor();
    let (mut arrived, mut ordered) = ([0.0; PAD], [0.0; PAD]);
    for at in (0..row.stock.len()).step_by(PAD) {
        let (use0, binds) = (get(row.use0, at), get(row.binds, at));
        let (activity, wanted) = (get(row.activity, at), get(row.wanted, at));
        let (delivered, weights) = match ONE {
            true => ([only.fill; PAD], [only.weight; PAD]),
            false => (get(row.delivered, at), get(row.weights, at)),
        };
        let (mut stock, mut factor) = (get(row.stock, at), get(row.factor, at));
        let mut limit = get(row.limit, at);
        for k in 0..PAD {
            let received = delivered[k] * factor[k];
            arrived[k] += received;
            let used = use0[k] * activity[k];
            let mut gap = used;
            if FINITE {
                stock[k] = larger(stock[k] + step * (received - used), 0.0);
                let allowed =
                    if binds[k] > 0.0 { stock[k] * binds[k] * limit_factor } else { f64::INFINITY };
                limit[k] = smaller(limit[k], allowed);
                gap += larger(use0[k] * wanted[k] * days - stock[k], 0.0) * per_day;
            }
            if ONE {
                factor[k] = gap * weights[k];
                ordered[k] += factor[k];
            } else {
                factor[k] = if weights[k] > 0.0 { gap / weights[k] } else { 0.0 };
            }
        }
        row.factor[at..at + PAD].copy_from_slice(&factor);
        if FINITE {
            row.stock[at..at + PAD].copy_from_slice(&stock);
            row.limit[at..at + PAD].copy_from_slice(&limit);
        }
    }
    // The order of the kernel's own sums: a run without shocks repeats the baseline bit for bit.
    Flows { received: kernel::sum(&arrived), ordered: kernel::sum(&ordered) }
}

/// BoARIO's test of equality over a whole matrix: 1e-8 + 1e-5·|b|.
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-8 + 1e-5 * b.abs()
}

impl Row<'_> {
    fn used(&self, f: usize) -> f64 {
        self.use0[f] * self.activity[f]
    }

    fn received(&self, f: usize) -> f64 {
        self.delivered[f] * self.factor[f]
    }

    /// Whether arrivals and use are so close everywhere that BoARIO leaves stocks alone; and
    /// what arrived, money per day.
    pub(super) fn stocks_stay(&self, buyers: usize, step: f64) -> (bool, f64) {
        let stay = (0..buyers).all(|f| close(step * self.received(f), step * self.used(f)));
        (stay, (0..buyers).map(|f| self.received(f)).sum())
    }

    /// Moves stocks. False when one falls below zero, where BoARIO stops.
    pub(super) fn move_stocks(&mut self, buyers: usize, step: f64) -> bool {
        let mut sound = true;
        for f in 0..buyers {
            self.stock[f] += step * (self.received(f) - self.used(f));
            sound &= self.stock[f] >= 0.0;
        }
        sound
    }

    /// Lowers the limits and says whether stocks are so close to their goals everywhere that
    /// BoARIO orders no refill.
    pub(super) fn goals_met(&mut self, buyers: usize, policy: Policy) -> bool {
        let mut met = true;
        for f in 0..buyers {
            let goal = self.use0[f] * self.wanted[f] * policy.days;
            met &= close(self.stock[f], goal);
            if self.binds[f] > 0.0 && policy.days.is_finite() {
                let allowed = self.stock[f] * self.binds[f] * policy.limit_factor();
                self.limit[f] = smaller(self.limit[f], allowed);
            }
        }
        met
    }

    /// Sets the next order factors; no refill when all goals are met.
    pub(super) fn reorder(&mut self, buyers: usize, policy: Policy, goals_met: bool) {
        for f in 0..buyers {
            let goal = self.use0[f] * self.wanted[f] * policy.days;
            let short = goal - self.stock[f];
            let refill = if goals_met || !short.is_finite() { 0.0 } else { short.max(0.0) };
            let gap = refill / policy.restoration + self.used(f);
            self.factor[f] = if self.weights[f] > 0.0 { gap / self.weights[f] } else { 0.0 };
        }
    }
}
