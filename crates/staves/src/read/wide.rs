//! A table as it stands in its file, every cell accounted for, on the way to an economy.

use crate::read::Missing;
use crate::read::numeric::Grid;
use staves_core::codes::{Codes, Entry};
use staves_core::economy::{About, DemandColumn, EconomyParts, PrimaryInput, Producer, id};
use staves_core::matrix::Matrix;
use staves_core::{Error, Note, Place, Result};
use std::collections::BTreeMap;

/// A region and a sector, or a region and a final-demand category.
pub(super) type Pair = (String, String);

/// A table whose producers, columns and rows have been told apart; money as in the file.
#[derive(Debug)]
pub(super) struct Wide {
    /// The file, for errors.
    pub place: Place,
    /// Region and sector of each producer, in file order.
    pub producers: Vec<Pair>,
    /// Region and category of each column of final demand, in file order.
    pub demand: Vec<Pair>,
    /// n×n, row-major.
    pub flows: Vec<f64>,
    /// n×columns, row-major.
    pub final_demand: Vec<f64>,
    /// The rows below the flows.
    pub primary: Vec<PrimaryInput>,
    /// Output by row, as the file states it.
    pub stated_output: Option<Vec<f64>>,
}

/// Where labels come from.
pub(super) struct Labels<'l> {
    pub region: &'l dyn Fn(&str) -> Entry,
    pub sector: &'l dyn Fn(&str) -> Entry,
    pub category: &'l dyn Fn(&str) -> Entry,
}

impl Wide {
    /// Checks that what was read is what goes on: `read` = all cells of the file, `dropped` =
    /// those that were left out on purpose. Exact up to the rounding of sums.
    ///
    /// # Errors
    /// `import::total-lost`.
    pub fn check_total(&self, read: f64, dropped: f64) -> Result<()> {
        const TOLERANCE: f64 = 1e-10;
        let primary = self.primary.iter().map(|row| row.values.as_slice());
        let parts = [self.flows.as_slice(), &self.final_demand].into_iter().chain(primary);
        let (sums, sizes): (Vec<f64>, Vec<f64>) =
            parts.map(|cells| (sum(cells), sum_of(cells, f64::abs))).unzip();
        let kept = sums.iter().sum::<f64>() + dropped;
        if (read - kept).abs() <= TOLERANCE * (sum(&sizes) + dropped.abs()) {
            return Ok(());
        }
        let error = Error::new("import::total-lost").with("read", read).with("kept", kept);
        Err(error.at(self.place.clone()))
    }

    /// Compares the stated output with the row sums; a note when they differ by more than
    /// `tolerance`, relative.
    pub fn compare_output(&self) -> Option<Note> {
        const TOLERANCE: f64 = 1e-6;
        let stated = self.stated_output.as_ref()?;
        let mut differing: Vec<(usize, f64)> = Vec::new();
        for (row, stated) in stated.iter().enumerate() {
            let found = sum(self.row(&self.flows, row)) + sum(self.row(&self.final_demand, row));
            let difference = found - stated;
            if difference.abs() > TOLERANCE * found.abs().max(stated.abs()) {
                differing.push((row, difference));
            }
        }
        differing.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let (_, largest) = differing.first()?;
        let note = Note::new("import::output-differs", differing.len())
            .with("largest", largest.abs())
            .effect(format!("{}", differing.iter().map(|(_, d)| d).sum::<f64>()));
        Some(note.places(differing.iter().map(|(row, _)| self.producer_name(*row))))
    }

    fn row<'w>(&self, cells: &'w [f64], row: usize) -> &'w [f64] {
        let width = cells.len() / self.producers.len().max(1);
        &cells[row * width..(row + 1) * width]
    }

    fn producer_name(&self, row: usize) -> String {
        let (region, sector) = &self.producers[row];
        format!("{region}|{sector}")
    }

    /// Adds up regions that are parts of one: rows, columns and final-demand columns whose names
    /// become equal. The sum takes the place of the first of them.
    pub fn merge_regions(&mut self, whole: impl Fn(&str) -> Option<&'static str>) {
        let rename = |pairs: &[Pair]| {
            let renamed = pairs
                .iter()
                .map(|(region, other)| (whole(region).unwrap_or(region).to_owned(), other.clone()));
            unique(renamed)
        };
        let (producers, new_row) = rename(&self.producers);
        let (demand, new_column) = rename(&self.demand);
        self.flows = add_up(&self.flows, &new_row, producers.len(), &new_row, producers.len());
        self.final_demand =
            add_up(&self.final_demand, &new_row, producers.len(), &new_column, demand.len());
        let add_row = |values: &[f64]| add_up(values, &[0], 1, &new_row, producers.len());
        for row in &mut self.primary {
            row.values = add_row(&row.values);
        }
        self.stated_output = self.stated_output.as_deref().map(add_row);
        (self.producers, self.demand) = (producers, demand);
    }

    /// Names and shapes checked, everything in its type.
    pub fn into_parts(self, about: About, labels: &Labels) -> Result<EconomyParts> {
        let file = self.place.clone();
        let at = |error: Error| error.or_at(file.clone());
        let regions = codes(self.producers.iter().map(|(region, _)| region), labels.region);
        let sectors = codes(self.producers.iter().map(|(_, sector)| sector), labels.sector);
        let categories = codes(self.demand.iter().map(|(_, category)| category), labels.category);
        let (regions, sectors) = (regions.map_err(at)?, sectors.map_err(at)?);
        let categories = categories.map_err(at)?;
        let known = |codes: &Codes, code: &str| codes.id(code).map_or(0, id);
        let producers: Vec<Producer> = self
            .producers
            .iter()
            .map(|(region, sector)| Producer {
                region: known(&regions, region),
                sector: known(&sectors, sector),
            })
            .collect();
        let demand_columns = self.demand.iter().map(|(region, category)| {
            let region = regions.id(region).ok_or_else(|| {
                Error::new("table::unknown-region")
                    .with("name", region)
                    .with("category", category)
                    .with("known", regions.len())
                    .nearest(regions.nearest_shown(region))
                    .at(file.clone().line(1).key(format!("column `{region}|{category}`")))
            })?;
            Ok(DemandColumn { region: id(region), category: known(&categories, category) })
        });
        let demand_columns = demand_columns.collect::<Result<Vec<_>>>().map_err(at)?;
        let (n, columns) = (producers.len(), demand_columns.len());
        Ok(EconomyParts {
            about,
            regions,
            sectors,
            categories,
            producers,
            demand_columns,
            flows: Matrix::from_dense(n, n, self.flows),
            final_demand: Matrix::from_dense(n, columns, self.final_demand),
            primary_inputs: self.primary,
            stated_output: self.stated_output,
            attributes: Vec::new(),
        })
    }
}

fn sum(cells: &[f64]) -> f64 {
    sum_of(cells, |cell| cell)
}

/// Adds in eight fixed lanes, which is fast and always the same.
fn sum_of(cells: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (lanes, rest) = cells.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for lane in lanes {
        sums.iter_mut().zip(lane).for_each(|(sum, cell)| *sum += of(*cell));
    }
    sums.iter().sum::<f64>() + rest.iter().map(|cell| of(*cell)).sum::<f64>()
}

/// Codes in the order of their first appearance.
fn codes<'p>(
    names: impl Iterator<Item = &'p String>,
    entry: &dyn Fn(&str) -> Entry,
) -> Result<Codes> {
    let (names, _) = unique(names);
    Codes::new(names.into_iter().map(|name| entry(name)).collect())
}

/// Distinct items in the order of their first appearance, and the place of each item among them.
fn unique<T: Ord + Clone>(items: impl Iterator<Item = T>) -> (Vec<T>, Vec<usize>) {
    let (mut found, mut places) = (Vec::new(), BTreeMap::new());
    let number = |item: T| {
        *places.entry(item).or_insert_with_key(|item| {
            found.push(item.clone());
            found.len() - 1
        })
    };
    let numbers = items.map(number).collect();
    (found, numbers)
}

/// Adds each cell to the place that its row and its column get.
fn add_up(
    cells: &[f64],
    new_row: &[usize],
    rows: usize,
    new_column: &[usize],
    columns: usize,
) -> Vec<f64> {
    let mut sums = vec![0.0; rows * columns];
    for (line, &row) in cells.chunks_exact(new_column.len().max(1)).zip(new_row) {
        let target = &mut sums[row * columns..(row + 1) * columns];
        for (cell, &column) in line.iter().zip(new_column) {
            target[column] += cell;
        }
    }
    sums
}

/// Refuses pairs that occur twice; `what` names a pair and its place.
pub(super) fn check_unique(
    pairs: &[Pair],
    code: &'static str,
    place: impl Fn(usize) -> Place,
) -> Result<()> {
    let mut seen = BTreeMap::new();
    for (k, (region, other)) in pairs.iter().enumerate() {
        if let Some(first) = seen.insert((region, other), k) {
            return Err(Error::new(code)
                .with("name", format!("{region}|{other}"))
                .with("first", first + 1)
                .with("second", k + 1)
                .at(place(k)));
        }
    }
    Ok(())
}

/// Some columns of row-major cells, in the order asked for.
pub(super) fn take_columns(cells: &[f64], width: usize, columns: &[usize]) -> Vec<f64> {
    let rows = cells.len() / width.max(1);
    let mut taken = Vec::with_capacity(rows * columns.len());
    for row in cells.chunks_exact(width.max(1)) {
        taken.extend(columns.iter().map(|&column| row[column]));
    }
    taken
}

/// What becomes of cells without a number: an error that lists them, or a note that they count as
/// zero. `matters` leaves out cells that are not used.
pub(super) fn settle_missing(
    grid: &Grid,
    policy: Missing,
    matters: impl Fn(usize, usize) -> bool,
    notes: &mut Vec<Note>,
) -> Result<()> {
    let cells = grid.missing.iter().map(|(row, column)| (*row as usize, *column as usize));
    let missing: Vec<_> = cells.filter(|(row, column)| matters(*row, *column)).collect();
    let Some(&(row, column)) = missing.first() else { return Ok(()) };
    match policy {
        Missing::Refuse => Err(Error::new("table::missing-values")
            .with("count", missing.len())
            .at(grid.place(row, Some(column)))),
        Missing::Zero => {
            let places = missing.iter().take(staves_core::error::PLACES_SHOWN);
            let places = places.map(|(row, column)| grid.place(*row, Some(*column)).to_string());
            notes.push(Note::new("import::missing-as-zero", missing.len()).places(places));
            Ok(())
        }
    }
}

/// Checks that the first rows carry the given labels, in the same order.
pub(super) fn check_rows(grid: &Grid, wanted: &[String]) -> Result<()> {
    for (k, wanted_label) in wanted.iter().enumerate() {
        let Some(found) = grid.labels.get(k).map(|labels| labels.join("|")) else {
            return Err(Error::new("table::rows-missing")
                .with("found", grid.lines.len())
                .with("wanted", wanted.len())
                .with("next", wanted_label)
                .at(grid.place.clone().line(grid.lines.last().map_or(1, |line| line + 1))));
        };
        if found != *wanted_label {
            return Err(Error::new("table::labels-differ")
                .with("found", &found)
                .with("wanted", wanted_label)
                .with("number", k + 1)
                .at(grid.place(k, None)));
        }
    }
    Ok(())
}
