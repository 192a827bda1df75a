//! Why there is no answer: rows that cannot all hold, and what it would take that they do.

use super::solver::{Ask, Status};
use super::{Bounds, Column, Optimiser, Program, Row};
use crate::error::Result;

/// Rows that cannot all hold.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// Without any one of these the others can hold; columns keep their bounds throughout.
    pub rows: Vec<Row>,
    /// The least change that lets all rows hold, as rows and by how much their bound would have to
    /// move: up when above 0. Each row counts by its own unit and weight.
    pub relaxation: Vec<(Row, f64)>,
}

/// The program with a way out of each row at a price per unit, and nothing else that costs.
struct Elastic {
    program: Program,
    /// Per row: what it takes from below, what it takes from above.
    ways: Vec<(Option<Column>, Option<Column>)>,
}

fn elastic(program: &Program, weight: &dyn Fn(Row) -> f64) -> Elastic {
    let mut open = Program {
        cost: vec![0.0; program.columns()],
        columns: program.columns.clone(),
        integer: program.integer.clone(),
        ..Program::default()
    };
    let mut ways = Vec::with_capacity(program.rows());
    for (place, bounds) in program.rows.iter().enumerate() {
        let price = weight(Row(place as u32));
        let mut terms: Vec<(Column, f64)> =
            program.terms(place).map(|(column, value)| (Column(column as u32), value)).collect();
        let mut way = |bound: f64, sign: f64| {
            bound.is_finite().then(|| {
                let column = open.column(price, Bounds::at_least(0.0));
                terms.push((column, sign));
                column
            })
        };
        ways.push((way(bounds.lower, 1.0), way(bounds.upper, -1.0)));
        open.row(*bounds, &terms);
    }
    Elastic { program: open, ways }
}

/// Which rows of an infeasible program cannot all hold, and the cheapest way to make them, with a
/// price per unit of each row. None when the program can be satisfied after all.
///
/// The rows are found by leaving out one after the other that is not needed for the conflict
/// (deletion filter of Chinneck 2008), beginning with those that the relaxation touches.
///
/// # Errors
/// As [`Optimiser::solve`].
pub fn conflict(program: &Program, weight: &dyn Fn(Row) -> f64) -> Result<Option<Conflict>> {
    let Elastic { program: open, ways } = elastic(program, weight);
    let mut whole = Optimiser::new(open.clone());
    let answer = whole.solve(&Ask::default())?;
    let moved: Vec<(Row, f64)> = ways
        .iter()
        .enumerate()
        .filter_map(|(place, (below, above))| {
            let value = |column: &Option<Column>| column.map_or(0.0, |c| answer.value(c));
            // A lower bound that is missed has to move down, an upper one up.
            let moves = value(above) - value(below);
            (moves.abs() > 1e-9).then_some((Row(place as u32), moves))
        })
        .collect();
    if moved.is_empty() {
        return Ok(None);
    }
    Ok(Some(Conflict { rows: filtered(program)?, relaxation: moved }))
}

/// Rows of a smallest set, in the sense that none can be left out.
fn filtered(program: &Program) -> Result<Vec<Row>> {
    let mut bare = program.clone();
    bare.cost.fill(0.0);
    let mut left = Optimiser::new(bare);
    let mut kept = Vec::new();
    for place in 0..program.rows() {
        let row = Row(place as u32);
        let bounds = program.bounds(row);
        left.set_row(row, Bounds::free());
        if left.solve(&Ask::default())?.status != Status::Infeasible {
            left.set_row(row, bounds);
            kept.push(row);
        }
    }
    Ok(kept)
}
