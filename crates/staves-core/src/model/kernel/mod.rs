//! The two passes over Z0 that cost nearly all the time (docs/src/models/dynamic.md, "Kernel").
//!
//! Pass 1, [`Table::deliveries`]: for a block of suppliers and each coefficient vector c,
//! `out[f] = Σ_i c[i] · Z0[i,f]`. Pass 2, [`Table::orders`]: for each order factor g,
//! `out[i] = Σ_f Z0[i,f] · g[f]`. Every result is summed in one fixed order that does not depend
//! on how many lanes there are or how they are tiled, so a lane gets the same bits in any batch.
//!
//! Both work on whole panels of [`PAD`] columns; a class of buyers names the panels it is in.

mod dense;

use super::system::{Block, PAD};
use pulp::Arch;
use std::ops::Range;

/// Z0 in blocks of sectors, dense or sparse.
#[derive(Debug)]
pub(super) struct Table {
    blocks: Vec<BlockTable>,
    width: usize,
}

#[derive(Debug)]
enum BlockTable {
    /// Panels × rows × [`PAD`], padded with zeros.
    Dense { rows: usize, cells: Vec<f64> },
    /// Compressed rows.
    Sparse { starts: Vec<usize>, columns: Vec<u32>, values: Vec<f64> },
}

impl Table {
    /// Collects the cells of each row; `cells(row)` yields (engine column, money per day).
    pub(super) fn new<I: Iterator<Item = (usize, f64)>>(
        blocks: &[Block],
        width: usize,
        sparse: bool,
        cells: impl Fn(usize) -> I,
    ) -> Self {
        let blocks = blocks.iter().map(|block| match sparse {
            false => {
                let rows = block.rows.len();
                let mut values = vec![0.0; rows * width];
                for (k, row) in block.rows.clone().enumerate() {
                    cells(row).for_each(|(col, value)| {
                        values[(col / PAD * rows + k) * PAD + col % PAD] = value;
                    });
                }
                BlockTable::Dense { rows, cells: values }
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

    /// The cells of one row of a block: engine column and money per day.
    pub(super) fn row(
        &self,
        block: usize,
        row: usize,
    ) -> Box<dyn Iterator<Item = (usize, f64)> + '_> {
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                let panels = self.width / PAD;
                let panel = move |p: usize| &cells[(p * rows + row) * PAD..][..PAD];
                Box::new((0..panels).flat_map(panel).copied().enumerate())
            }
            BlockTable::Sparse { starts, columns, values } => {
                let range = starts[row]..starts[row + 1];
                let columns = columns[range.clone()].iter().map(|col| *col as usize);
                Box::new(columns.zip(values[range].iter().copied()))
            }
        }
    }

    /// One cell, money per day.
    pub(super) fn cell(&self, block: usize, row: usize, column: usize) -> f64 {
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                cells[(column / PAD * rows + row) * PAD + column % PAD]
            }
            BlockTable::Sparse { .. } => {
                self.row(block, row).find(|(at, _)| *at == column).map_or(0.0, |cell| cell.1)
            }
        }
    }

    /// Pass 1 for some columns. `coefficients` is rows × vectors; `out` is vectors × columns. Only
    /// the columns of the `panels` are written.
    pub(super) fn deliveries(
        &self,
        block: usize,
        panels: &[Range<usize>],
        columns: Range<usize>,
        coefficients: &[f64],
        vectors: usize,
        out: &mut [f64],
    ) {
        if vectors == 0 {
            return;
        }
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                let (rows, table) = (*rows, &cells[..]);
                Arch::new().dispatch(dense::Deliveries {
                    table,
                    rows,
                    panels,
                    coefficients,
                    vectors,
                    columns,
                    out,
                });
            }
            BlockTable::Sparse { starts, columns: at, values } => {
                let stride = columns.len();
                out[..vectors * stride].fill(0.0);
                for (k, range) in starts.windows(2).enumerate() {
                    let coefficients = &coefficients[k * vectors..(k + 1) * vectors];
                    for cell in range[0]..range[1] {
                        let (col, value) = (at[cell] as usize - columns.start, values[cell]);
                        for (v, c) in coefficients.iter().enumerate() {
                            out[v * stride + col] += c * value;
                        }
                    }
                }
            }
        }
    }

    /// Pass 2 for some columns: adds to `sums`, which [`Table::clear`] makes and [`Table::finish`]
    /// adds up. `factors` is vectors × columns. Columns outside the `panels` do not count; their
    /// factors must be zero where the table is sparse.
    pub(super) fn orders(
        &self,
        block: usize,
        panels: &[Range<usize>],
        columns: Range<usize>,
        factors: &[f64],
        vectors: usize,
        sums: &mut [f64],
    ) {
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                let (rows, table) = (*rows, &cells[..]);
                Arch::new().dispatch(dense::Orders {
                    table,
                    rows,
                    panels,
                    columns,
                    factors,
                    vectors,
                    sums,
                });
            }
            BlockTable::Sparse { starts, columns: at, values } => {
                let stride = columns.len();
                for (k, range) in starts.windows(2).enumerate() {
                    for v in 0..vectors {
                        let factors = &factors[v * stride..(v + 1) * stride];
                        sums[k * vectors + v] += (range[0]..range[1])
                            .map(|cell| values[cell] * factors[at[cell] as usize - columns.start])
                            .sum::<f64>();
                    }
                }
            }
        }
    }

    /// Sums under way of pass 2 for a block, all zero.
    pub(super) fn clear(&self, block: usize, vectors: usize, sums: &mut Vec<f64>) {
        let count = match &self.blocks[block] {
            BlockTable::Dense { rows, .. } => {
                vectors.div_ceil(dense::LANES) * rows * dense::LANES * PAD
            }
            BlockTable::Sparse { starts, .. } => (starts.len() - 1) * vectors,
        };
        sums.clear();
        sums.resize(count, 0.0);
    }

    /// Adds up pass 2 of a block: `out` is rows × vectors.
    pub(super) fn finish(&self, block: usize, sums: &[f64], vectors: usize, out: &mut [f64]) {
        match &self.blocks[block] {
            BlockTable::Dense { rows, .. } => finish(sums, *rows, vectors, out),
            BlockTable::Sparse { .. } => out.copy_from_slice(sums),
        }
    }

    /// Whether the cells are stored sparse.
    pub(super) fn is_sparse(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, BlockTable::Sparse { .. }))
    }
}

/// Adds up the partial sums of pass 2 over a dense block.
fn finish(sums: &[f64], rows: usize, vectors: usize, out: &mut [f64]) {
    for row in 0..rows {
        for lane in 0..vectors {
            let at =
                ((lane / dense::LANES * rows + row) * dense::LANES + lane % dense::LANES) * PAD;
            let partial = sums[at..at + PAD].try_into().expect("a chunk of the padding's length");
            out[row * vectors + lane] = sum(partial);
        }
    }
}

pub(super) type Chunk = [f64; PAD];

/// Adds a chunk pairwise, always in the same order.
#[inline(always)]
pub(super) fn sum(values: &Chunk) -> f64 {
    let eight: [f64; 8] = std::array::from_fn(|k| values[k] + values[k + 8]);
    let four: [f64; 4] = std::array::from_fn(|k| eight[k] + eight[k + 4]);
    (four[0] + four[2]) + (four[1] + four[3])
}
