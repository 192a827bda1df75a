//! A map of the semiconductor chain in five files: inputs, the sequence in which they go into each
//! other, providers, the share of each input they provide, and stages.
//!
//! What goes into a thing is needed (all of it); what is a type of a thing is an alternative to the
//! other types. A type has the providers, and so the shares, of its own: those of the thing it is a
//! type of say the same once more, and are not added to them.

mod build;
mod tables;

pub(crate) use build::read;
pub(crate) use tables::detects;
