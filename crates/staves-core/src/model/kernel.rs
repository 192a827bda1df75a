//! The two passes over Z0 that cost nearly all the time (docs/src/models/dynamic.md, "Kernel").
//!
//! Pass 1, [`Table::deliveries`]: for a block of suppliers and each coefficient vector c,
//! `out[f] = Σ_i c[i] · Z0[i,f]`. Pass 2, [`Table::orders`]: for each order factor g,
//! `out[i] = Σ_f Z0[i,f] · g[f]`. Every result is summed in one fixed order that does not depend
//! on how many lanes there are or how they are tiled, so a lane gets the same bits in any batch.

use super::system::{Block, PAD};
use pulp::{Arch, Simd, WithSimd};

/// Z0 in blocks of sectors, dense or sparse.
#[derive(Debug)]
pub(super) struct Table {
    blocks: Vec<BlockTable>,
    width: usize,
}

#[derive(Debug)]
enum BlockTable {
    /// Rows × width, padded with zeros.
    Dense(Vec<f64>),
    /// Compressed rows.
    Sparse { starts: Vec<usize>, columns: Vec<u32>, values: Vec<f64> },
}

impl Table {
    /// Collects the cells of each row; `cells(row)` yields (engine column, money per day).
    pub(super) fn new<I: Iterator<Item = (usize, f64)>>(
        blocks: &[Block],
        rows: usize,
        width: usize,
        sparse: bool,
        cells: impl Fn(usize) -> I,
    ) -> Self {
        debug_assert_eq!(blocks.iter().map(|block| block.rows.len()).sum::<usize>(), rows);
        let blocks = blocks.iter().map(|block| match sparse {
            false => {
                let mut values = vec![0.0; block.rows.len() * width];
                for (k, row) in block.rows.clone().enumerate() {
                    cells(row).for_each(|(col, value)| values[k * width + col] = value);
                }
                BlockTable::Dense(values)
            }
            true => {
                let (mut starts, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
                for row in block.rows.clone() {
                    let mut cells: Vec<_> = cells(row).filter(|(_, v)| *v != 0.0).collect();
                    cells.sort_unstable_by_key(|(col, _)| *col);
                    columns.extend(cells.iter().map(|(col, _)| crate::economy::id(*col)));
                    values.extend(cells.iter().map(|(_, value)| *value));
                    starts.push(columns.len());
                }
                BlockTable::Sparse { starts, columns, values }
            }
        });
        Self { blocks: blocks.collect(), width }
    }

    /// Memory of the cells.
    pub(super) fn bytes(&self) -> usize {
        let cells = |block: &BlockTable| match block {
            BlockTable::Dense(values) => values.len() * size_of::<f64>(),
            BlockTable::Sparse { values, .. } => {
                values.len() * (size_of::<f64>() + size_of::<u32>())
            }
        };
        self.blocks.iter().map(cells).sum()
    }

    /// Pass 1. `coefficients` is rows × vectors; `out` is vectors × width.
    pub(super) fn deliveries(
        &self,
        block: usize,
        coefficients: &[f64],
        vectors: usize,
        out: &mut [f64],
    ) {
        let width = self.width;
        match &self.blocks[block] {
            BlockTable::Dense(table) => {
                Arch::new().dispatch(Deliveries { table, width, coefficients, vectors, out });
            }
            BlockTable::Sparse { starts, columns, values } => {
                out.fill(0.0);
                for (k, range) in starts.windows(2).enumerate() {
                    let coefficients = &coefficients[k * vectors..(k + 1) * vectors];
                    for cell in range[0]..range[1] {
                        let (col, value) = (columns[cell] as usize, values[cell]);
                        for (v, c) in coefficients.iter().enumerate() {
                            out[v * width + col] += c * value;
                        }
                    }
                }
            }
        }
    }

    /// Pass 2. `factors` is vectors × width; `out` is rows × vectors.
    pub(super) fn orders(&self, block: usize, factors: &[f64], vectors: usize, out: &mut [f64]) {
        let width = self.width;
        match &self.blocks[block] {
            BlockTable::Dense(table) => {
                Arch::new().dispatch(Orders { table, width, factors, vectors, out });
            }
            BlockTable::Sparse { starts, columns, values } => {
                for (k, range) in starts.windows(2).enumerate() {
                    for v in 0..vectors {
                        let factors = &factors[v * width..(v + 1) * width];
                        out[k * vectors + v] = (range[0]..range[1])
                            .map(|cell| values[cell] * factors[columns[cell] as usize])
                            .sum();
                    }
                }
            }
        }
    }
}

/// Pass 1 over one dense block. A type and not a closure: the shim through which a closure is
/// called is compiled without vector instructions, and every multiply-add in it becomes a call.
struct Deliveries<'a> {
    table: &'a [f64],
    width: usize,
    coefficients: &'a [f64],
    vectors: usize,
    out: &'a mut [f64],
}

impl WithSimd for Deliveries<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { table, width, coefficients, vectors, out } = self;
        match vectors {
            1 => stream::<S, 1>(simd, table, width, coefficients, out),
            2 => stream::<S, 2>(simd, table, width, coefficients, out),
            _ => tile_all(simd, table, width, coefficients, vectors, out),
        }
    }
}

/// Pass 2 over one dense block.
struct Orders<'a> {
    table: &'a [f64],
    width: usize,
    factors: &'a [f64],
    vectors: usize,
    out: &'a mut [f64],
}

impl WithSimd for Orders<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { table, width, factors, vectors, out } = self;
        let rows = table.len() / width;
        let mut first = 0;
        while first < rows {
            first += match rows - first {
                4.. => dots::<S, 4>(simd, table, width, factors, vectors, first, out),
                _ => dots::<S, 1>(simd, table, width, factors, vectors, first, out),
            };
        }
    }
}

pub(super) type Chunk = [f64; PAD];

/// Pass 1 for one lane: rows are read in order, as memory likes it; sums stay in cache.
#[inline(always)]
fn stream<S: Simd, const V: usize>(
    simd: S,
    table: &[f64],
    width: usize,
    coefficients: &[f64],
    out: &mut [f64],
) {
    out[..V * width].fill(0.0);
    for (rows, c) in table.chunks(4 * width).zip(coefficients.chunks(4 * V)) {
        let count = rows.len() / width;
        let row = |k: usize| S::as_simd_f64s(&rows[k * width..(k + 1) * width]).0;
        for v in 0..V {
            let to = S::as_mut_simd_f64s(&mut out[v * width..(v + 1) * width]).0;
            if count == 4 {
                let c: [S::f64s; 4] = std::array::from_fn(|k| simd.splat_f64s(c[k * V + v]));
                let (z0, z1, z2, z3) = (row(0), row(1), row(2), row(3));
                for (at, to) in to.iter_mut().enumerate() {
                    let sum = simd.mul_add_f64s(z0[at], c[0], *to);
                    let sum = simd.mul_add_f64s(z1[at], c[1], sum);
                    let sum = simd.mul_add_f64s(z2[at], c[2], sum);
                    *to = simd.mul_add_f64s(z3[at], c[3], sum);
                }
            } else {
                for k in 0..count {
                    let c = simd.splat_f64s(c[k * V + v]);
                    for (z, to) in row(k).iter().zip(to.iter_mut()) {
                        *to = simd.mul_add_f64s(*z, c, *to);
                    }
                }
            }
        }
    }
}

/// Pass 1 for many lanes: four vectors at a time are summed in registers.
#[inline(always)]
fn tile_all<S: Simd>(
    simd: S,
    table: &[f64],
    width: usize,
    coefficients: &[f64],
    vectors: usize,
    out: &mut [f64],
) {
    for at in (0..width).step_by(2 * S::F64_LANES) {
        let mut first = 0;
        while first < vectors {
            first += match vectors - first {
                4.. => tile::<S, 4>(simd, table, width, at, coefficients, vectors, first, out),
                _ => tile::<S, 1>(simd, table, width, at, coefficients, vectors, first, out),
            };
        }
    }
}

/// Two registers of columns × `V` vectors: eight sums under way keep both multipliers busy.
#[inline(always)]
fn tile<S: Simd, const V: usize>(
    simd: S,
    table: &[f64],
    width: usize,
    at: usize,
    coefficients: &[f64],
    vectors: usize,
    first: usize,
    out: &mut [f64],
) -> usize {
    let mut sums = [[simd.splat_f64s(0.0); 2]; V];
    for (row, c) in table.chunks_exact(width).zip(coefficients.chunks_exact(vectors)) {
        let z = S::as_simd_f64s(&row[at..at + 2 * S::F64_LANES]).0;
        let (z0, z1) = (z[0], z[1]);
        let c = &c[first..first + V];
        for v in 0..V {
            let c = simd.splat_f64s(c[v]);
            sums[v] = [simd.mul_add_f64s(z0, c, sums[v][0]), simd.mul_add_f64s(z1, c, sums[v][1])];
        }
    }
    for (v, sums) in sums.iter().enumerate() {
        let to = &mut out[(first + v) * width + at..][..2 * S::F64_LANES];
        S::as_mut_simd_f64s(to).0.copy_from_slice(sums);
    }
    V
}

/// Columns of a row that stay in the nearest cache while all lanes pass over them.
const SEGMENT: usize = 512;
/// Lanes whose sums are kept between segments.
const LANES: usize = 16;

/// Pass 2 for `R` rows. Each result has [`PAD`] partial sums whatever the register's width, so
/// that every processor adds in the same order.
#[inline(always)]
fn dots<S: Simd, const R: usize>(
    simd: S,
    table: &[f64],
    width: usize,
    factors: &[f64],
    vectors: usize,
    first: usize,
    out: &mut [f64],
) -> usize {
    for lane in (0..vectors).step_by(LANES) {
        let lanes = lane..(lane + LANES).min(vectors);
        let mut sums = [[[0.0; PAD]; R]; LANES];
        for from in (0..width).step_by(SEGMENT) {
            let segment = from..(from + SEGMENT).min(width);
            let rows: [&[f64]; R] =
                std::array::from_fn(|r| &table[(first + r) * width..][segment.clone()]);
            for (v, sums) in lanes.clone().zip(&mut sums) {
                dot_segment(simd, rows, &factors[v * width..][segment.clone()], sums);
            }
        }
        for (v, sums) in lanes.zip(&sums) {
            for (r, partial) in sums.iter().enumerate() {
                out[(first + r) * vectors + v] = sum(partial);
            }
        }
    }
    R
}

/// Adds the products of a segment of columns to the partial sums of `R` rows.
#[inline(always)]
fn dot_segment<S: Simd, const R: usize>(
    simd: S,
    rows: [&[f64]; R],
    factors: &[f64],
    sums: &mut [Chunk; R],
) {
    // A register at a time of the PAD partial sums, two where they are wide.
    let per_chunk = PAD / S::F64_LANES;
    let rows: [&[S::f64s]; R] = std::array::from_fn(|r| S::as_simd_f64s(rows[r]).0);
    let factors = S::as_simd_f64s(factors).0;
    let mut part = 0;
    while part < per_chunk {
        let two = per_chunk - part >= 2;
        let next = if two { part + 1 } else { part };
        let mut a: [S::f64s; R] = std::array::from_fn(|r| S::as_simd_f64s(&sums[r][..]).0[part]);
        let mut b: [S::f64s; R] = std::array::from_fn(|r| S::as_simd_f64s(&sums[r][..]).0[next]);
        for at in (0..factors.len()).step_by(per_chunk) {
            let (g, h) = (factors[at + part], factors[at + next]);
            for r in 0..R {
                a[r] = simd.mul_add_f64s(rows[r][at + part], g, a[r]);
                b[r] = simd.mul_add_f64s(rows[r][at + next], h, b[r]);
            }
        }
        for r in 0..R {
            S::as_mut_simd_f64s(&mut sums[r][..]).0[part] = a[r];
            if two {
                S::as_mut_simd_f64s(&mut sums[r][..]).0[next] = b[r];
            }
        }
        part += 2;
    }
}

/// Adds a chunk pairwise, always in the same order.
#[inline(always)]
pub(super) fn sum(values: &Chunk) -> f64 {
    let mut values = *values;
    let mut half = PAD / 2;
    while half > 0 {
        for k in 0..half {
            values[k] += values[k + half];
        }
        half /= 2;
    }
    values[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draw;

    const WIDTH: usize = 3 * SEGMENT / 2;
    const ROWS: usize = 7;

    fn numbers(count: usize, name: &str) -> Vec<f64> {
        let draw = Draw::Uniform { low: -1.0, high: 2.0 };
        (0..count as u64).map(|k| draw.value(1, k, name)).collect()
    }

    /// Both passes with the instructions of `run`.
    fn passes(vectors: usize, run: impl Fn(Deliveries<'_>, Orders<'_>)) -> (Vec<f64>, Vec<f64>) {
        let table = numbers(ROWS * WIDTH, "table");
        let coefficients = numbers(ROWS * vectors, "coefficients");
        let factors = numbers(vectors * WIDTH, "factors");
        let (mut delivered, mut ordered) = (vec![0.0; vectors * WIDTH], vec![0.0; ROWS * vectors]);
        run(
            Deliveries {
                table: &table,
                width: WIDTH,
                coefficients: &coefficients,
                vectors,
                out: &mut delivered,
            },
            Orders { table: &table, width: WIDTH, factors: &factors, vectors, out: &mut ordered },
        );
        (delivered, ordered)
    }

    #[test]
    fn every_processor_gets_the_same_bits() {
        for vectors in [1, 2, 3, 6, 17] {
            let plain = passes(vectors, |a, b| {
                let scalar = pulp::Scalar::new();
                scalar.vectorize(a);
                scalar.vectorize(b);
            });
            let best = passes(vectors, |a, b| {
                Arch::new().dispatch(a);
                Arch::new().dispatch(b);
            });
            assert_eq!(plain, best, "{vectors} vectors");
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
        let coefficients = numbers(ROWS * vectors, "coefficients");
        let factors = numbers(vectors * WIDTH, "factors");
        let (delivered, ordered) = passes(vectors, |a, b| {
            Arch::new().dispatch(a);
            Arch::new().dispatch(b);
        });
        for v in 0..vectors {
            for f in 0..WIDTH {
                let sum: f64 =
                    (0..ROWS).map(|i| coefficients[i * vectors + v] * table[i * WIDTH + f]).sum();
                assert!((delivered[v * WIDTH + f] - sum).abs() < 1e-13);
            }
            for i in 0..ROWS {
                let sum: f64 =
                    (0..WIDTH).map(|f| table[i * WIDTH + f] * factors[v * WIDTH + f]).sum();
                assert!((ordered[i * vectors + v] - sum).abs() < 1e-11);
            }
        }
    }
}
