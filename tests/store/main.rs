//! What is written to disk comes back bit by bit, and damage is told apart.

mod damaged;
mod economies;
mod economy;
mod long;
mod schema;
