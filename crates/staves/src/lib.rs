//! Studies: reading economies, scenario files, the result store, reports.
//!
//! Data flows one way: [`read`] turns files into an [`Economy`]; a scenario file becomes shocks
//! and rules; running them fills a result folder of tidy tables beside a manifest.
#![forbid(unsafe_code)]

pub mod actions;
pub mod chain;
pub mod classification;
pub mod compare;
pub mod document;
pub mod example;
pub mod explain;
pub mod exposure;
pub mod find;
pub mod mobilise;
pub mod plan;
pub mod product;
pub mod read;
pub mod report;
pub mod results;
pub mod resume;
pub mod scenario;
pub mod store;
pub mod stress;
pub mod study;
pub mod table;
pub mod trade;
pub mod trial;

pub use staves_core::{Economy, Error, Lang, Note, Place, Result};
