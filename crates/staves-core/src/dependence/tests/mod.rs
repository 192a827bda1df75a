//! Dependence on a small panel worked by hand, and what must hold on any panel.

mod hand;
mod properties;
mod years;

use super::{Builder, Row, Trade};
use crate::codes::Codes;

/// A flow of a test: year, product, exporter, importer, value.
pub type Line<'l> = (u32, &'l str, &'l str, &'l str, f64);

fn number(names: &mut Vec<String>, code: &str) -> u32 {
    let known = names.iter().position(|name| name == code);
    let number = known.unwrap_or_else(|| {
        names.push(code.to_owned());
        names.len() - 1
    });
    number as u32
}

/// A panel with countries and products in the order in which they appear.
pub fn trade(lines: &[Line<'_>], output: &[(u32, &str, &str, f64)]) -> Trade {
    let (mut products, mut countries) = (Vec::new(), Vec::new());
    let mut builder = Builder::default();
    for (year, product, exporter, importer, value) in lines {
        let row = Row {
            year: *year,
            product: number(&mut products, product),
            exporter: number(&mut countries, exporter),
            importer: number(&mut countries, importer),
            value: *value,
        };
        builder.row(row).unwrap();
    }
    for (year, product, country, value) in output {
        let (product, country) = (number(&mut products, product), number(&mut countries, country));
        assert!(builder.output(*year, product, country, *value));
    }
    let [products, countries] = [products, countries].map(|names| Codes::plain(names).unwrap());
    builder.finish(products, countries).0
}

/// Names of the members of a bloc.
pub fn names(members: &[&str]) -> Vec<String> {
    members.iter().map(|name| (*name).to_owned()).collect()
}

pub fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found} is not {wanted}");
}
