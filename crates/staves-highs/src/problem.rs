//! A program as arrays.

/// minimise cost·x subject to `row_lower` ≤ A x ≤ `row_upper`, `lower` ≤ x ≤ `upper`, with A in
/// compressed sparse rows.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'p> {
    /// Cost of a unit of each column.
    pub cost: &'p [f64],
    /// Least value of each column; −∞ for none.
    pub lower: &'p [f64],
    /// Largest value of each column; ∞ for none.
    pub upper: &'p [f64],
    /// Whether each column must be a whole number.
    pub integer: &'p [bool],
    /// Least value of each row.
    pub row_lower: &'p [f64],
    /// Largest value of each row.
    pub row_upper: &'p [f64],
    /// Where each row begins in `index` and `value`, and where the last one ends.
    pub start: &'p [usize],
    /// The column of each entry.
    pub index: &'p [u32],
    /// The value of each entry.
    pub value: &'p [f64],
}

impl Problem<'_> {
    /// Whether the arrays are as long as they must be and indices are inside.
    pub(crate) fn fits(&self) -> bool {
        let columns = self.cost.len();
        let rows = self.row_lower.len();
        [self.lower.len(), self.upper.len(), self.integer.len()].iter().all(|n| *n == columns)
            && self.row_upper.len() == rows
            && self.start.len() == rows + 1
            && self.start.first() == Some(&0)
            && self.start.last() == Some(&self.index.len())
            && self.start.is_sorted()
            && self.index.len() == self.value.len()
            && self.index.iter().all(|column| (*column as usize) < columns)
    }
}
