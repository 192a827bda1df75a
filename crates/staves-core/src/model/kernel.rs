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
    fn with_simd<S: Simd>(self, _: S) {
        let Self { table, width, coefficients, vectors, out } = self;
        match vectors {
            1 => stream::<1>(table, width, coefficients, out),
            2 => stream::<2>(table, width, coefficients, out),
            _ => tile_all(table, width, coefficients, vectors, out),
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
    fn with_simd<S: Simd>(self, _: S) {
        dots_all(self.table, self.width, self.factors, self.vectors, self.out);
    }
}

pub(super) type Chunk = [f64; PAD];

#[inline(always)]
fn chunk(values: &[f64], at: usize) -> &Chunk {
    values[at..at + PAD].try_into().expect("rows are padded")
}

#[inline(always)]
fn multiply_add(acc: &mut Chunk, a: &Chunk, b: &Chunk) {
    for lane in 0..PAD {
        acc[lane] = a[lane].mul_add(b[lane], acc[lane]);
    }
}

/// Pass 1 for one lane: rows are read in order, as memory likes it; sums stay in cache.
#[inline(always)]
fn stream<const V: usize>(table: &[f64], width: usize, coefficients: &[f64], out: &mut [f64]) {
    out[..V * width].fill(0.0);
    let mut coefficients = coefficients.chunks_exact(4 * V);
    let mut rows = table.chunks_exact(4 * width);
    for (rows, c) in rows.by_ref().zip(coefficients.by_ref()) {
        for at in (0..width).step_by(PAD) {
            let z: [&Chunk; 4] = std::array::from_fn(|k| chunk(rows, k * width + at));
            for v in 0..V {
                let to = &mut out[v * width + at..][..PAD];
                let mut acc: Chunk = (&*to).try_into().expect("rows are padded");
                for k in 0..4 {
                    multiply_add(&mut acc, z[k], &[c[k * V + v]; PAD]);
                }
                to.copy_from_slice(&acc);
            }
        }
    }
    for (row, c) in rows.remainder().chunks_exact(width).zip(coefficients.remainder().chunks(V)) {
        for at in (0..width).step_by(PAD) {
            for v in 0..V {
                let to = &mut out[v * width + at..][..PAD];
                let mut acc: Chunk = (&*to).try_into().expect("rows are padded");
                multiply_add(&mut acc, chunk(row, at), &[c[v]; PAD]);
                to.copy_from_slice(&acc);
            }
        }
    }
}

/// Pass 1 for many lanes: eight vectors at a time are summed in registers.
#[inline(always)]
fn tile_all(table: &[f64], width: usize, coefficients: &[f64], vectors: usize, out: &mut [f64]) {
    for at in (0..width).step_by(PAD) {
        let mut first = 0;
        while first < vectors {
            first += match vectors - first {
                8.. => tile::<8>(table, width, at, coefficients, vectors, first, out),
                4.. => tile::<4>(table, width, at, coefficients, vectors, first, out),
                2.. => tile::<2>(table, width, at, coefficients, vectors, first, out),
                _ => tile::<1>(table, width, at, coefficients, vectors, first, out),
            };
        }
    }
}

#[inline(always)]
fn tile<const V: usize>(
    table: &[f64],
    width: usize,
    at: usize,
    coefficients: &[f64],
    vectors: usize,
    first: usize,
    out: &mut [f64],
) -> usize {
    let mut acc = [[0.0; PAD]; V];
    for (row, c) in table.chunks_exact(width).zip(coefficients.chunks_exact(vectors)) {
        let z = chunk(row, at);
        let c = &c[first..first + V];
        for v in 0..V {
            multiply_add(&mut acc[v], z, &[c[v]; PAD]);
        }
    }
    for v in 0..V {
        out[(first + v) * width + at..][..PAD].copy_from_slice(&acc[v]);
    }
    V
}

/// Pass 2 in tiles of rows × vectors.
#[inline(always)]
fn dots_all(table: &[f64], width: usize, factors: &[f64], vectors: usize, out: &mut [f64]) {
    let rows = table.len() / width;
    let mut k = 0;
    while k < rows {
        let step = if rows - k >= 4 { 4 } else { 1 };
        let mut v = 0;
        while v < vectors {
            let many = vectors - v >= 2;
            match (step, many) {
                (4, true) => dots::<4, 2>(table, width, factors, vectors, k, v, out),
                (4, false) => dots::<4, 1>(table, width, factors, vectors, k, v, out),
                (_, true) => dots::<1, 2>(table, width, factors, vectors, k, v, out),
                (_, false) => dots::<1, 1>(table, width, factors, vectors, k, v, out),
            }
            v += if many { 2 } else { 1 };
        }
        k += step;
    }
}

#[inline(always)]
fn dots<const R: usize, const V: usize>(
    table: &[f64],
    width: usize,
    factors: &[f64],
    vectors: usize,
    k: usize,
    v: usize,
    out: &mut [f64],
) {
    let rows: [&[f64]; R] = std::array::from_fn(|r| &table[(k + r) * width..][..width]);
    let lanes: [&[f64]; V] = std::array::from_fn(|j| &factors[(v + j) * width..][..width]);
    let mut acc = [[[0.0; PAD]; V]; R];
    for at in (0..width).step_by(PAD) {
        for j in 0..V {
            let g = chunk(lanes[j], at);
            for r in 0..R {
                multiply_add(&mut acc[r][j], chunk(rows[r], at), g);
            }
        }
    }
    for r in 0..R {
        for j in 0..V {
            out[(k + r) * vectors + v + j] = sum(&acc[r][j]);
        }
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
