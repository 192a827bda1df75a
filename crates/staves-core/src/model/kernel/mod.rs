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

    /// Memory of the cells.
    pub(super) fn bytes(&self) -> usize {
        let cells = |block: &BlockTable| match block {
            BlockTable::Dense { cells, .. } => cells.len() * size_of::<f64>(),
            BlockTable::Sparse { values, .. } => {
                values.len() * (size_of::<f64>() + size_of::<u32>())
            }
        };
        self.blocks.iter().map(cells).sum()
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

    /// Pass 1. `coefficients` is rows × vectors; `out` is vectors × width. Only the columns of
    /// the `panels` are written.
    pub(super) fn deliveries(
        &self,
        block: usize,
        panels: &[Range<usize>],
        coefficients: &[f64],
        vectors: usize,
        out: &mut [f64],
    ) {
        let width = self.width;
        if vectors == 0 {
            return;
        }
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                let (rows, table) = (*rows, &cells[..]);
                Arch::new().dispatch(dense::Deliveries {
                    table,
                    rows,
                    width,
                    panels,
                    coefficients,
                    vectors,
                    out,
                });
            }
            BlockTable::Sparse { starts, columns, values } => {
                out[..vectors * width].fill(0.0);
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

    /// Pass 2. `factors` is vectors × width; `out` is rows × vectors. Columns outside the
    /// `panels` do not count; their factors must be zero where the table is sparse.
    pub(super) fn orders(
        &self,
        block: usize,
        panels: &[Range<usize>],
        factors: &[f64],
        vectors: usize,
        out: &mut [f64],
        room: &mut Vec<f64>,
    ) {
        let width = self.width;
        match &self.blocks[block] {
            BlockTable::Dense { rows, cells } => {
                let (rows, table) = (*rows, &cells[..]);
                Arch::new().dispatch(dense::Orders {
                    table,
                    rows,
                    width,
                    panels,
                    factors,
                    vectors,
                    out,
                    room,
                });
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

pub(super) type Chunk = [f64; PAD];

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
