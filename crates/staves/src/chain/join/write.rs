//! A joined chain as tables.

use super::Joined;
use super::tables::stacked;
use crate::chain::About;
use crate::chain::layout::{ACTIVITIES, GOODS, INPUTS};
use crate::chain::read::NOTES;
use crate::product;
use crate::read::long::ABOUT;
use crate::read::long::layout::TableLayout;
use crate::store::atomic;
use crate::table::{FileKind, Table, Values};
use staves_core::Result;
use std::path::Path;

/// Evidence of activities that bring what a sector makes into the chain.
const DELIVERED: &str = "a sector of an economy, by the price of the good";
/// The same without a price.
const UNPRICED: &str = "a sector of an economy, without a price: structure only";

/// Delivery of a good by one producer.
pub(super) struct Line {
    pub id: String,
    good: String,
    producer: String,
    region: String,
    price: Option<f64>,
    name: String,
    name_zh: String,
}

/// Writes a new folder with the tables of the joined chain.
///
/// # Errors
/// `disk::exists` when the folder exists, or of the disk.
pub fn write(folder: &Path, joined: &Joined<'_>) -> Result<()> {
    let more = [
        (&GOODS, vec![joined.pieces.goods()]),
        (&ACTIVITIES, vec![joined.deliveries_made(), joined.producers()]),
        (&INPUTS, vec![joined.deliveries_use(), joined.pieces.inputs()]),
    ];
    let added = |layout: &TableLayout| {
        more.iter().find(|(known, _)| known.name == layout.name).map_or(&[][..], |(_, more)| more)
    };
    atomic::folder(folder, |folder| {
        for (layout, own) in &joined.tables.tables {
            let parts: Vec<&Table> = std::iter::once(own).chain(added(layout)).collect();
            let path = folder.join(format!("{}.csv", layout.name));
            stacked(layout, &parts).write(&path, FileKind::Csv, &[])?;
        }
        if let Some(notes) = &joined.tables.notes {
            atomic::text(&folder.join(NOTES), &String::from_utf8_lossy(notes))?;
        }
        let join = Some(joined.settings.clone());
        let about = About { join, ..joined.file.about.clone() };
        atomic::text(&folder.join(ABOUT), &about.written())
    })
}

fn texts<'l>(lines: &'l [Line], of: impl Fn(&'l Line) -> &'l str) -> Values {
    Values::Text(lines.iter().map(|line| of(line).to_owned()).collect())
}

impl Joined<'_> {
    /// One line per good and producer of its sector.
    pub(super) fn delivered(&self) -> Vec<Line> {
        let of = |delivery: &super::Delivery<'_>| -> Vec<Line> {
            let good = &self.file.chain.goods().entries()[delivery.good.good as usize];
            let line = |producer: &usize| {
                let maker = product::entry(self.economy, *producer);
                let region = self.economy.producers[*producer].region;
                let zh = !good.zh.is_empty() && !maker.zh.is_empty();
                Line {
                    id: format!("{}/{}", good.code, maker.code),
                    good: good.code.clone(),
                    region: self.economy.regions.code(region as usize).to_owned(),
                    price: delivery.good.price,
                    name: format!("{}, {}", good.en, maker.en),
                    name_zh: if zh { format!("{}，{}", good.zh, maker.zh) } else { String::new() },
                    producer: maker.code,
                }
            };
            delivery.producers.iter().map(line).collect()
        };
        self.deliveries.iter().flat_map(of).collect()
    }

    /// Activities that make a good of the chain out of what a producer of the economy makes. They have
    /// no limit of their own: the producer has.
    fn deliveries_made(&self) -> Table {
        let lines = self.delivered();
        let evidence = |line: &Line| if line.price.is_some() { DELIVERED } else { UNPRICED };
        Table::new(vec![
            ("id", texts(&lines, |line| &line.id)),
            ("good", texts(&lines, |line| &line.good)),
            ("region", texts(&lines, |line| &line.region)),
            ("evidence", texts(&lines, |line| evidence(line))),
            ("name", texts(&lines, |line| &line.name)),
            ("name_zh", texts(&lines, |line| &line.name_zh)),
        ])
    }

    fn deliveries_use(&self) -> Table {
        let lines = self.delivered();
        let quantity = lines.iter().map(|line| line.price.unwrap_or(1.0)).collect();
        Table::new(vec![
            ("activity", texts(&lines, |line| &line.id)),
            ("good", texts(&lines, |line| &line.producer)),
            ("quantity", Values::Number(quantity)),
        ])
    }

    /// The producers of the economy, without limits when a price is missing.
    fn producers(&self) -> Table {
        let table = self.pieces.activities();
        if self.priced() { table } else { table.without("capacity") }
    }
}
