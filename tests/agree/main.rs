//! Agreement with stored outputs of peers and with plain reference implementations.
//!
//! The stored outputs lie outside the project; a test that needs them says so when it skips.

mod boario;
mod cases;
mod conservation;
mod convergence;
mod criticality;
mod defects;
mod delays;
mod dependence;
mod diim;
mod edges;
mod explanation;
mod exposure;
mod inputs;
mod invariance;
mod labour;
mod links;
mod prices;
mod programs;
mod properties;
mod pymrio;
mod reference;
mod runs;
mod step;
mod step_length;
mod stored;
mod trap;
