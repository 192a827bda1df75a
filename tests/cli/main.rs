//! The program as users meet it: commands, exit codes, what is printed where, what is on disk.

mod actions;
mod contract;
mod dependence;
mod ensembles;
mod errors;
mod events;
mod exposure;
mod interrupted;
mod kinds;
mod map;
mod mend;
mod mobilise;
mod plan;
mod plan_chain;
mod plan_years;
mod program;
mod readme;
mod resume;
mod study;
mod whatif;
mod words;
