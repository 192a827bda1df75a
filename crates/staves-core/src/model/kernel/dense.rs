//! Both passes over a dense block in explicit vector registers.
//!
//! Cells lie in panels of [`PAD`] columns, all rows of a panel together, so that both passes read
//! memory in order. Types and not closures: the shim through which a closure is called is compiled
//! without vector instructions, and every multiply-add in it becomes a call.

use crate::model::system::PAD;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// Pass 1 over one dense block: sums over its rows.
pub(super) struct Deliveries<'a> {
    pub table: &'a [f64],
    pub rows: usize,
    pub panels: &'a [Range<usize>],
    /// Rows × vectors.
    pub coefficients: &'a [f64],
    pub vectors: usize,
    /// The columns of `out`.
    pub columns: Range<usize>,
    /// Vectors × columns.
    pub out: &'a mut [f64],
}

impl WithSimd for Deliveries<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let many_registers = S::REGISTER_COUNT >= 32;
        for panel in self.panels.iter().cloned().flatten() {
            for part in (0..PAD).step_by(2 * S::F64_LANES) {
                let mut first = 0;
                while first < self.vectors {
                    first += match self.vectors - first {
                        8.. if many_registers => self.tile::<S, 8>(simd, panel, part, first),
                        4.. => self.tile::<S, 4>(simd, panel, part, first),
                        2.. => self.tile::<S, 2>(simd, panel, part, first),
                        _ => self.tile::<S, 1>(simd, panel, part, first),
                    };
                }
            }
        }
    }
}

impl Deliveries<'_> {
    /// Two registers of columns × `V` vectors, summed over the rows in their order.
    #[inline(always)]
    fn tile<S: Simd, const V: usize>(
        &mut self,
        simd: S,
        panel: usize,
        part: usize,
        first: usize,
    ) -> usize {
        let cells = &self.table[panel * self.rows * PAD..(panel + 1) * self.rows * PAD];
        let coefficients = self.coefficients.chunks_exact(self.vectors);
        let mut sums = [[simd.splat_f64s(0.0); 2]; V];
        for (row, c) in cells.chunks_exact(PAD).zip(coefficients) {
            let z = S::as_simd_f64s(&row[part..part + 2 * S::F64_LANES]).0;
            let (z0, z1) = (z[0], z[1]);
            let c = &c[first..first + V];
            for v in 0..V {
                let c = simd.splat_f64s(c[v]);
                sums[v] =
                    [simd.mul_add_f64s(z0, c, sums[v][0]), simd.mul_add_f64s(z1, c, sums[v][1])];
            }
        }
        for (v, sums) in sums.iter().enumerate() {
            let column = panel * PAD - self.columns.start;
            let to = (first + v) * self.columns.len() + column + part;
            let to = &mut self.out[to..to + 2 * S::F64_LANES];
            S::as_mut_simd_f64s(to).0.copy_from_slice(sums);
        }
        V
    }
}

/// Panels whose factors stay in the nearest cache while all rows pass over them.
const SEGMENT: usize = 16;
/// Lanes whose sums lie together.
pub(super) const LANES: usize = 16;

/// Pass 2 over some columns of one dense block: adds to the sums under way.
pub(super) struct Orders<'a> {
    pub table: &'a [f64],
    pub rows: usize,
    pub panels: &'a [Range<usize>],
    /// The columns of `factors`.
    pub columns: Range<usize>,
    /// Vectors × columns.
    pub factors: &'a [f64],
    pub vectors: usize,
    /// Partial sums: runs of [`LANES`] lanes × rows × lanes × [`PAD`].
    pub sums: &'a mut [f64],
}

impl WithSimd for Orders<'_> {
    type Output = ();

    /// Each result has [`PAD`] partial sums whatever the register's width, so that every processor
    /// adds in the same order.
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let sums = std::mem::take(&mut self.sums);
        let runs = sums.chunks_exact_mut(self.rows * LANES * PAD);
        for (first, sums) in (0..self.vectors).step_by(LANES).zip(runs) {
            let lanes = first..(first + LANES).min(self.vectors);
            for panels in self.panels {
                for from in panels.clone().step_by(SEGMENT) {
                    let segment = from..(from + SEGMENT).min(panels.end);
                    self.segment(simd, segment, lanes.clone(), sums);
                }
            }
        }
    }
}

impl Orders<'_> {
    #[inline(always)]
    fn segment<S: Simd>(
        &mut self,
        simd: S,
        panels: Range<usize>,
        lanes: Range<usize>,
        room: &mut [f64],
    ) {
        let many_registers = S::REGISTER_COUNT >= 32;
        let mut row = 0;
        while row < self.rows {
            let mut lane = lanes.start;
            let left = self.rows - row;
            let height = if left < 4 { 1 } else { 4 };
            while lane < lanes.end {
                let at = (row * LANES + lane - lanes.start) * PAD;
                let room = &mut room[at..];
                let panels = panels.clone();
                lane += match (height, lanes.end - lane) {
                    (4, 4..) if many_registers => {
                        self.tile::<S, 4, 4>(simd, panels, row, lane, room)
                    }
                    (4, 2..) => self.tile::<S, 4, 2>(simd, panels, row, lane, room),
                    (4, _) => self.tile::<S, 4, 1>(simd, panels, row, lane, room),
                    (_, 4..) => self.tile::<S, 1, 4>(simd, panels, row, lane, room),
                    _ => self.tile::<S, 1, 1>(simd, panels, row, lane, room),
                };
            }
            row += height;
        }
    }

    /// Adds the products of a segment to the partial sums of `R` rows × `V` lanes.
    #[inline(always)]
    fn tile<S: Simd, const R: usize, const V: usize>(
        &mut self,
        simd: S,
        panels: Range<usize>,
        row: usize,
        lane: usize,
        room: &mut [f64],
    ) -> usize {
        let per_panel = PAD / S::F64_LANES;
        let (from, stride) = (panels.start * PAD - self.columns.start, self.columns.len());
        let factors: [&[S::f64s]; V] = std::array::from_fn(|v| {
            let from = (lane + v) * stride + from;
            S::as_simd_f64s(&self.factors[from..from + panels.len() * PAD]).0
        });
        for part in 0..per_panel {
            let at = |r: usize, v: usize| (r * LANES + v) * per_panel + part;
            let sums = S::as_mut_simd_f64s(&mut room[..((R - 1) * LANES + V) * PAD]).0;
            let mut under_way: [[S::f64s; V]; R] =
                std::array::from_fn(|r| std::array::from_fn(|v| sums[at(r, v)]));
            for (k, panel) in panels.clone().enumerate() {
                let cells = &self.table[(panel * self.rows + row) * PAD..][..R * PAD];
                let cells = S::as_simd_f64s(cells).0;
                let z: [S::f64s; R] = std::array::from_fn(|r| cells[r * per_panel + part]);
                for v in 0..V {
                    let g = factors[v][k * per_panel + part];
                    for r in 0..R {
                        under_way[r][v] = simd.mul_add_f64s(z[r], g, under_way[r][v]);
                    }
                }
            }
            for (r, sums_of_row) in under_way.iter().enumerate() {
                for (v, sum) in sums_of_row.iter().enumerate() {
                    sums[at(r, v)] = *sum;
                }
            }
        }
        V
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draw;
    use pulp::Arch;

    const WIDTH: usize = 24 * PAD;
    const ROWS: usize = 7;

    fn numbers(count: usize, name: &str) -> Vec<f64> {
        let draw = Draw::Uniform { low: -1.0, high: 2.0 };
        (0..count as u64).map(|k| draw.value(1, k, name)).collect()
    }

    const ALL: Range<usize> = 0..WIDTH / PAD;

    /// Both passes with the instructions of `run`.
    fn passes(vectors: usize, run: impl Fn(Deliveries<'_>, Orders<'_>)) -> (Vec<f64>, Vec<f64>) {
        let table = numbers(ROWS * WIDTH, "table");
        let coefficients = numbers(ROWS * vectors, "coefficients");
        let factors = numbers(vectors * WIDTH, "factors");
        let mut delivered = vec![0.0; vectors * WIDTH];
        let mut sums = vec![0.0; vectors.div_ceil(LANES) * ROWS * LANES * PAD];
        let (table, rows, panels, columns) =
            (&table[..], ROWS, std::slice::from_ref(&ALL), 0..WIDTH);
        let (coefficients, factors) = (&coefficients[..], &factors[..]);
        let out = &mut delivered[..];
        run(
            Deliveries { table, rows, panels, coefficients, vectors, columns: 0..WIDTH, out },
            Orders { table, rows, panels, columns, factors, vectors, sums: &mut sums },
        );
        let mut ordered = vec![0.0; ROWS * vectors];
        crate::model::kernel::finish(&sums, ROWS, vectors, &mut ordered);
        (delivered, ordered)
    }

    fn best(a: Deliveries<'_>, b: Orders<'_>) {
        Arch::new().dispatch(a);
        Arch::new().dispatch(b);
    }

    #[test]
    fn every_processor_gets_the_same_bits() {
        for vectors in [1, 2, 3, 6, 17, 29] {
            let plain = passes(vectors, |a, b| {
                let scalar = pulp::Scalar::new();
                scalar.vectorize(a);
                scalar.vectorize(b);
            });
            assert_eq!(plain, passes(vectors, best), "{vectors} vectors");
            #[cfg(target_arch = "x86_64")]
            if let Some(v3) = pulp::x86::V3::try_new() {
                let narrower = passes(vectors, |a, b| {
                    Simd::vectorize(v3, a);
                    Simd::vectorize(v3, b);
                });
                assert_eq!(plain, narrower, "{vectors} vectors");
            }
        }
    }

    #[test]
    fn passes_are_the_sums_they_say() {
        let vectors = 5;
        let table = numbers(ROWS * WIDTH, "table");
        let cell = |i: usize, f: usize| table[(f / PAD * ROWS + i) * PAD + f % PAD];
        let coefficients = numbers(ROWS * vectors, "coefficients");
        let factors = numbers(vectors * WIDTH, "factors");
        let (delivered, ordered) = passes(vectors, best);
        for v in 0..vectors {
            for f in 0..WIDTH {
                let sum: f64 = (0..ROWS).map(|i| coefficients[i * vectors + v] * cell(i, f)).sum();
                assert!((delivered[v * WIDTH + f] - sum).abs() < 1e-13);
            }
            for i in 0..ROWS {
                let sum: f64 = (0..WIDTH).map(|f| cell(i, f) * factors[v * WIDTH + f]).sum();
                assert!((ordered[i * vectors + v] - sum).abs() < 1e-12);
            }
        }
    }
}
