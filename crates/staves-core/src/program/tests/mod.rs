//! Small programs with known answers, random ones by both solvers, and a solver that lies.

mod random;
mod small;
mod wrong;

#[cfg(feature = "highs")]
use super::Highs;
use super::{Microlp, Optimiser, Program, Solver};

/// Every solver of this build.
fn solvers() -> Vec<Box<dyn Solver>> {
    vec![
        #[cfg(feature = "highs")]
        Box::new(Highs::new()),
        Box::new(Microlp),
    ]
}

/// The program with each solver.
fn each(program: &Program) -> Vec<Optimiser> {
    solvers().into_iter().map(|solver| Optimiser::with(program.clone(), solver)).collect()
}
