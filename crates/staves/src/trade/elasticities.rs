//! `--sigma`: one elasticity of substitution for all products, or a table of them.

use super::layout::ELASTICITIES;
use crate::read::long::chunks::{self, Chunk};
use crate::read::{Limits, Source};
use staves_core::dependence::loss::Elasticity;
use staves_core::{Error, Result};
use std::collections::BTreeMap;
use std::path::Path;

/// Elasticities by product.
#[derive(Clone, Debug)]
pub struct Elasticities {
    /// By the beginning of the product's code; the empty one is that of all products.
    by_prefix: BTreeMap<String, Elasticity>,
}

impl Elasticities {
    /// From `3`, `2..5`, or the name of a file.
    ///
    /// # Errors
    /// `trade::elasticity`; `trade::elasticity-twice`, those of tables and of the disk.
    pub fn parse(text: &str) -> Result<Self> {
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        if let (Ok(low), Ok(high)) = (low.trim().parse(), high.trim().parse()) {
            let one = Elasticity::new(low, high)?;
            return Ok(Self { by_prefix: BTreeMap::from([(String::new(), one)]) });
        }
        let source = Source::open(&[Path::new(text).to_owned()], &Limits::default())?;
        let mut by_prefix = BTreeMap::new();
        chunks::read(&source, 0, &ELASTICITIES, &mut |chunk| {
            (0..chunk.len()).try_for_each(|row| {
                let (product, found) = line(chunk, row).map_err(|e| e.or_at(chunk.place(row)))?;
                if by_prefix.insert(product.to_owned(), found).is_none() {
                    return Ok(());
                }
                let twice = Error::new("trade::elasticity-twice").with("product", product);
                Err(twice.at(chunk.place(row)))
            })
        })?;
        Ok(Self { by_prefix })
    }

    /// That of a product: of the longest beginning of its code that is known.
    #[must_use]
    pub fn of(&self, product: &str) -> Option<Elasticity> {
        let mut ends = (0..=product.len()).rev();
        ends.find_map(|end| self.by_prefix.get(product.get(..end)?)).copied()
    }
}

fn line(chunk: &Chunk, row: usize) -> Result<(&str, Elasticity)> {
    let empty = |column| Error::new("trade::empty-cell").with("column", column);
    let product = chunk.text_at("product", row).filter(|product| !product.is_empty());
    let product = product.ok_or_else(|| empty("product"))?;
    let low = chunk.number_at("sigma", row).ok_or_else(|| empty("sigma"))?;
    let high = chunk.number_at("sigma_high", row).unwrap_or(low);
    Ok((product, Elasticity::new(low, high)?))
}
