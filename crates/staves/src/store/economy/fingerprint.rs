//! The identity of an economy's content.

use staves_core::economy::PrimaryKind;
use staves_core::{Codes, Economy, Matrix};

/// BLAKE3 over money unit, order, codes and values, as hexadecimal text. Labels, title and
/// source do not enter: they decide no result. How a matrix is stored does not enter either.
#[must_use]
pub fn fingerprint(economy: &Economy) -> String {
    let mut content = Content(blake3::Hasher::new());
    content.text(super::SCHEMA);
    content.text(&economy.about.unit.currency);
    content.number(economy.about.unit.scale);
    for codes in [&economy.regions, &economy.sectors, &economy.categories] {
        content.codes(codes);
    }
    content.pairs(economy.producers.iter().map(|p| (p.region, p.sector)));
    content.pairs(economy.demand_columns.iter().map(|c| (c.region, c.category)));
    content.matrix(&economy.flows);
    content.matrix(&economy.final_demand);
    content.count(economy.primary_inputs.len());
    for row in &economy.primary_inputs {
        content.text(&row.code);
        content.text(kind_name(row.kind));
        content.numbers(&row.values);
    }
    content.numbers(economy.stated_output.as_deref().unwrap_or_default());
    content.count(economy.attributes.len());
    for attribute in &economy.attributes {
        content.text(&attribute.name);
        content.text(&attribute.unit);
        content.count(usize::from(attribute.estimated));
        content.numbers(&attribute.values);
    }
    content.0.finalize().to_hex().to_string()
}

/// The name of a kind in files.
pub(super) fn kind_name(kind: PrimaryKind) -> &'static str {
    match kind {
        PrimaryKind::ValueAdded => "value-added",
        PrimaryKind::ProductTax => "product-tax",
        PrimaryKind::Imports => "imports",
    }
}

/// Everything goes in with its length before it, so that no two contents read the same.
struct Content(blake3::Hasher);

impl Content {
    fn count(&mut self, count: usize) {
        self.0.update(&(count as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text.as_bytes());
    }

    fn number(&mut self, value: f64) {
        // Adding zero turns −0 into 0.
        self.0.update(&(value + 0.0).to_le_bytes());
    }

    fn numbers(&mut self, values: &[f64]) {
        self.count(values.len());
        values.iter().for_each(|value| self.number(*value));
    }

    fn codes(&mut self, codes: &Codes) {
        self.count(codes.len());
        codes.entries().iter().for_each(|entry| self.text(&entry.code));
    }

    fn pairs(&mut self, pairs: impl ExactSizeIterator<Item = (u32, u32)>) {
        self.count(pairs.len());
        for (first, second) in pairs {
            self.0.update(&first.to_le_bytes());
            self.0.update(&second.to_le_bytes());
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        self.count(matrix.rows());
        self.count(matrix.cols());
        let mut line = Vec::new();
        for row in 0..matrix.rows() {
            line.clear();
            for (col, value) in matrix.row(row).filter(|(_, value)| *value != 0.0) {
                line.extend((col as u64).to_le_bytes());
                line.extend(value.to_le_bytes());
            }
            self.count(line.len());
            self.0.update(&line);
        }
    }
}
