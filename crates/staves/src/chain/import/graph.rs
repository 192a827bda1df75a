//! A knowledge graph of products and companies, mined from texts: which product needs which
//! material, is a kind of which, and is sold by which company.
//!
//! Its links are no evidence, and the chain says so. A material is needed; a product that has kinds
//! can be had as any of them; sales shares say nothing of capacity, and are checked only.

mod build;
mod tables;

pub(crate) use build::read;
pub(crate) use tables::detects;
