//! Stocks and the next orders, cell by cell of (product, buyer): one sweep over a row of cells.
//!
//! Written over fixed chunks so that the compiler turns each into vector instructions.

use super::kernel;
use super::rules::{Binding, Restocking};
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
    /// Output, relative to baseline, whose use is reordered.
    pub basis: &'a [f64],
    /// Output, relative to baseline, for whose use stock is kept.
    pub goal: &'a [f64],
    /// Share of its order that each buyer gets.
    pub share: Share<'a>,
    /// Σ Z0·weight of its suppliers under the coming weights.
    pub weights: &'a [f64],
    /// What only some scenarios have.
    pub rare: Option<Rare<'a>>,
    /// Stock, money.
    pub stock: &'a mut [f64],
    /// Orders, money per day: in, those just met; out, the next.
    pub placed: &'a mut [f64],
    /// Out: the next order over the sum of weights.
    pub factor: &'a mut [f64],
    /// Output relative to baseline that the scarcest input allows; lowered here.
    pub limit: &'a mut [f64],
}

/// What suppliers deliver of an order.
#[derive(Clone, Copy)]
pub(super) enum Share<'a> {
    /// The same to every buyer.
    Same(f64),
    /// By buyer: sums of weights of what is delivered and of what was ordered.
    ByBuyer { delivered: &'a [f64], standing: &'a [f64] },
}

/// Slices of cells that only some scenarios need, and zeros or ones in the others.
#[derive(Clone, Copy)]
pub(super) struct Rare<'a> {
    /// Share of output that goes on without the input.
    pub eased: &'a [f64],
    /// Days added to the target.
    pub days_added: &'a [f64],
    /// How many times faster gaps are reordered.
    pub speed: &'a [f64],
    /// Deliveries besides those by order factor, money per day.
    pub extra: &'a [f64],
}

/// The numbers of one product in one lane.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// Target in days of use; infinite when the product never binds.
    pub days: f64,
    /// Whether the days are the buyer's own, in [`Rare::days_added`].
    pub own: bool,
    /// Days over which a gap in stock is reordered.
    pub restoration: f64,
    /// Share of the target below which the input binds.
    pub psi: f64,
    pub binding: Binding,
    pub restocking: Restocking,
    /// Length of a step in days.
    pub step: f64,
}

impl Policy {
    pub(super) fn limit_factor(&self) -> f64 {
        match self.binding {
            Binding::BelowTarget => (1.0 / (self.psi * self.days)).next_up(),
            Binding::WholeStock => (1.0 / self.step).next_up(),
        }
    }

    /// Days of stock wanted by a buyer that adds some.
    pub(super) fn target(&self, added: f64) -> f64 {
        self.numbers().target(added)
    }

    /// Whether the stock never runs out.
    pub(super) fn endless(&self) -> bool {
        !self.own && self.days.is_infinite()
    }

    /// Output relative to baseline that a stock allows.
    pub(super) fn allowed(&self, stock: f64, binds: f64, eased: f64, added: f64) -> f64 {
        let target = self.target(added);
        if target.is_infinite() {
            return f64::INFINITY;
        }
        self.numbers().allowed(stock, binds, eased, target)
    }

    /// What is ordered next, money per day.
    pub(super) fn order(&self, basis: f64, target: f64, stock: f64, speed: f64) -> f64 {
        self.numbers().order(basis, target, stock, speed)
    }

    fn numbers(&self) -> Numbers {
        let (scale, per_day, plus) = match self.binding {
            Binding::BelowTarget => (1.0, self.psi, 0.0),
            Binding::WholeStock => (self.limit_factor(), 0.0, 1.0),
        };
        let least_gap = match self.restocking {
            Restocking::TopUp | Restocking::OutputLedTopUp => 0.0,
            _ => f64::NEG_INFINITY,
        };
        let days = if self.own { 0.0 } else { self.days };
        Numbers { days, scale, per_day, plus, least_gap, restoration: self.restoration }
    }
}

/// The rules of a policy as numbers: a sweep that branched on rules could not be turned into vector
/// instructions.
#[derive(Clone, Copy)]
struct Numbers {
    /// Target besides the days that a buyer adds.
    days: f64,
    /// A stock allows scale × stock / use₀ / (per_day × target + plus).
    scale: f64,
    per_day: f64,
    plus: f64,
    /// A gap in stock counts as at least this.
    least_gap: f64,
    restoration: f64,
}

impl Numbers {
    #[inline(always)]
    fn target(self, added: f64) -> f64 {
        self.days + added
    }

    /// Output relative to baseline that a stock with a finite target allows.
    #[inline(always)]
    fn allowed(self, stock: f64, binds: f64, eased: f64, target: f64) -> f64 {
        let full = stock * binds * self.scale / (self.per_day * target + self.plus);
        let allowed = (1.0 - eased) * full + eased;
        if binds > 0.0 { allowed } else { f64::INFINITY }
    }

    #[inline(always)]
    fn order(self, basis: f64, target: f64, stock: f64, speed: f64) -> f64 {
        let gap = larger(target - stock, self.least_gap);
        larger(basis + gap * (speed / self.restoration), 0.0)
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

/// Shares of orders; nothing where nothing was ordered.
#[inline(always)]
fn ratio(delivered: &[f64], standing: &[f64], at: usize) -> Chunk {
    let (delivered, standing) = (get(delivered, at), get(standing, at));
    std::array::from_fn(|k| if standing[k] > 0.0 { delivered[k] / standing[k] } else { 0.0 })
}

/// What a sweep over a row of cells adds up to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flows {
    /// Arrived at the buyers, money per day.
    pub received: f64,
    /// Used up, money per day.
    pub used: f64,
    /// Use that buyers went without, money per day: inputs that do not bind.
    pub skipped: f64,
    /// In stock afterwards, money; nothing for a product without end.
    pub held: f64,
    /// In stock before, money.
    pub before: f64,
    /// Destroyed by shocks afterwards, money.
    pub destroyed: f64,
}

impl Flows {
    /// Adds what another stretch of the same row adds up to.
    pub(super) fn add(&mut self, other: &Self) {
        self.received += other.received;
        self.used += other.used;
        self.skipped += other.skipped;
        self.held += other.held;
    }
}

/// The sum of a row of cells, in the order of the kernel's own sums; what is infinite counts as
/// nothing.
pub(super) fn total(cells: &[f64]) -> f64 {
    let mut sums = [0.0; PAD];
    for chunk in cells.chunks_exact(PAD) {
        for (sum, cell) in sums.iter_mut().zip(chunk) {
            *sum += if cell.is_finite() { *cell } else { 0.0 };
        }
    }
    kernel::sum(&sums)
}

/// The corrected edition in one sweep. `only` is the weight of the only supplier of a product: 1, or
/// 0 when it is shut and gets no orders. With one supplier its weight cancels, and neither of the
/// passes over the table is needed (docs/src/models/dynamic.md, "Kernel").
pub(super) fn advance(row: Row<'_>, policy: &Policy, only: Option<f64>) -> Flows {
    Arch::new().dispatch(Sweep { row, policy, only })
}

/// A type and not a closure, for the reason given in [`super::kernel`].
struct Sweep<'a> {
    row: Row<'a>,
    policy: &'a Policy,
    only: Option<f64>,
}

impl WithSimd for Sweep<'_> {
    type Output = Flows;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Flows {
        let Self { row, policy, only } = self;
        let (one, weight) = (only.is_some(), only.unwrap_or(1.0));
        match (policy.days.is_finite(), one, row.rare) {
            (true, true, None) => sweep::<true, true>(row, policy, weight),
            (false, true, None) => sweep::<false, true>(row, policy, weight),
            (true, false, None) => sweep::<true, false>(row, policy, weight),
            (false, false, None) => sweep::<false, false>(row, policy, weight),
            (_, true, Some(rare)) => rare_sweep::<true>(row, rare, policy, weight),
            (_, false, Some(rare)) => rare_sweep::<false>(row, rare, policy, weight),
        }
    }
}

/// Sums of a row of cells, in the order of the kernel's own sums: a run without shocks repeats
/// the baseline bit for bit.
struct Sums {
    received: Chunk,
    used: Chunk,
    skipped: Chunk,
    held: Chunk,
}

impl Sums {
    const NONE: Self =
        Self { received: [0.0; PAD], used: [0.0; PAD], skipped: [0.0; PAD], held: [0.0; PAD] };

    #[inline(always)]
    fn flows(&self) -> Flows {
        Flows {
            received: kernel::sum(&self.received),
            used: kernel::sum(&self.used),
            skipped: kernel::sum(&self.skipped),
            held: kernel::sum(&self.held),
            ..Flows::default()
        }
    }
}

/// Every scenario's common case: stocks topped up, nothing rare.
#[inline(always)]
fn sweep<const FINITE: bool, const ONE: bool>(row: Row<'_>, policy: &Policy, only: f64) -> Flows {
    let (days, per_day, step) = (policy.days, 1.0 / policy.restoration, policy.step);
    let limit_factor = policy.limit_factor();
    let mut sums = Sums::NONE;
    for at in (0..row.stock.len()).step_by(PAD) {
        let (use0, binds) = (get(row.use0, at), get(row.binds, at));
        let activity = get(row.activity, at);
        let (basis, goal) = (get(row.basis, at), get(row.goal, at));
        let weights = if ONE { [only; PAD] } else { get(row.weights, at) };
        let share = match row.share {
            Share::Same(share) => [share; PAD],
            Share::ByBuyer { delivered, standing } => ratio(delivered, standing, at),
        };
        let (mut stock, mut placed) = (get(row.stock, at), get(row.placed, at));
        let mut factor = [0.0; PAD];
        let mut limit = get(row.limit, at);
        for k in 0..PAD {
            let received = share[k] * placed[k];
            sums.received[k] += received;
            let used = use0[k] * activity[k];
            sums.used[k] += used;
            let mut gap = use0[k] * basis[k];
            if FINITE {
                let left = stock[k] + step * (received - used);
                stock[k] = larger(left, 0.0);
                sums.skipped[k] += larger(-left, 0.0);
                sums.held[k] += stock[k];
                let allowed =
                    if binds[k] > 0.0 { stock[k] * binds[k] * limit_factor } else { f64::INFINITY };
                limit[k] = smaller(limit[k], allowed);
                gap += larger(use0[k] * goal[k] * days - stock[k], 0.0) * per_day;
            }
            placed[k] = if weights[k] > 0.0 { gap } else { 0.0 };
            if !ONE {
                factor[k] = if weights[k] > 0.0 { gap / weights[k] } else { 0.0 };
            }
        }
        row.placed[at..at + PAD].copy_from_slice(&placed);
        if !ONE {
            row.factor[at..at + PAD].copy_from_slice(&factor);
        }
        if FINITE {
            row.stock[at..at + PAD].copy_from_slice(&stock);
            row.limit[at..at + PAD].copy_from_slice(&limit);
        }
    }
    let flows = sums.flows();
    Flows { skipped: flows.skipped / step, used: flows.used - flows.skipped / step, ..flows }
}

/// Any rule, any product, anything rare.
#[inline(always)]
fn rare_sweep<const ONE: bool>(row: Row<'_>, rare: Rare<'_>, policy: &Policy, only: f64) -> Flows {
    let (step, numbers) = (policy.step, policy.numbers());
    let mut sums = Sums::NONE;
    for at in (0..row.stock.len()).step_by(PAD) {
        let (use0, binds) = (get(row.use0, at), get(row.binds, at));
        let activity = get(row.activity, at);
        let share = match row.share {
            Share::Same(share) => [share; PAD],
            Share::ByBuyer { delivered, standing } => ratio(delivered, standing, at),
        };
        let (basis, goal) = (get(row.basis, at), get(row.goal, at));
        let weights = if ONE { [only; PAD] } else { get(row.weights, at) };
        let (eased, added) = (get(rare.eased, at), get(rare.days_added, at));
        let (speed, extra) = (get(rare.speed, at), get(rare.extra, at));
        let (mut stock, mut placed) = (get(row.stock, at), get(row.placed, at));
        let mut factor = [0.0; PAD];
        let mut limit = get(row.limit, at);
        for k in 0..PAD {
            let received = share[k] * placed[k] + extra[k];
            sums.received[k] += received;
            let used = use0[k] * activity[k];
            sums.used[k] += used;
            let days = numbers.target(added[k]);
            let finite = days < f64::INFINITY;
            let left = stock[k] + step * (received - used);
            let kept = larger(left, 0.0);
            sums.skipped[k] += if finite { larger(-left, 0.0) } else { 0.0 };
            sums.held[k] += if finite { kept } else { 0.0 };
            stock[k] = if finite { kept } else { stock[k] };
            let allowed = numbers.allowed(stock[k], binds[k], eased[k], days);
            limit[k] = smaller(limit[k], if finite { allowed } else { f64::INFINITY });
            let reordered = use0[k] * basis[k];
            let order = numbers.order(reordered, use0[k] * goal[k] * days, stock[k], speed[k]);
            let gap = if finite { order } else { reordered };
            placed[k] = if weights[k] > 0.0 { gap } else { 0.0 };
            if !ONE {
                factor[k] = if weights[k] > 0.0 { gap / weights[k] } else { 0.0 };
            }
        }
        row.placed[at..at + PAD].copy_from_slice(&placed);
        if !ONE {
            row.factor[at..at + PAD].copy_from_slice(&factor);
        }
        row.stock[at..at + PAD].copy_from_slice(&stock);
        row.limit[at..at + PAD].copy_from_slice(&limit);
    }
    let flows = sums.flows();
    Flows { skipped: flows.skipped / step, used: flows.used - flows.skipped / step, ..flows }
}
