//! Reading published layouts: made-up tables of every edition, damaged files, real tables where
//! they are at hand.

mod archives;
mod bad;
mod exiobase;
mod icio;
mod mocks;
mod random;
mod wiod;
