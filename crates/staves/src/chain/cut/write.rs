//! The pieces of a cut as the tables of a chain.

use super::{Pieces, Reading};
use crate::product;
use crate::read::long::ABOUT;
use crate::store::atomic;
use crate::table::{FileKind, Table, Values};
use staves_core::Result;
use staves_core::codes::Entry;
use staves_core::exposure::OUTSIDE;
use std::path::Path;

/// Evidence of activities whose inputs are not part of the chain.
pub(super) const BEYOND: &str = "from outside the cut: its inputs are not followed";
/// Evidence of the activity that stands for imports from beyond the table.
const IMPORTS: &str = "imports from beyond the table, of which the product is not known";

/// Writes a new folder with the tables of a chain.
///
/// # Errors
/// `disk::exists` when the folder exists, or of the disk.
pub fn write(folder: &Path, pieces: &Pieces<'_>) -> Result<()> {
    let tables = [
        ("goods", pieces.goods()),
        ("activities", pieces.activities()),
        ("inputs", pieces.inputs()),
        ("final_goods", pieces.final_goods()),
    ];
    atomic::folder(folder, |folder| {
        for (name, table) in &tables {
            table.write(&folder.join(format!("{name}.csv")), FileKind::Csv, &[])?;
        }
        atomic::text(&folder.join(ABOUT), &pieces.about())
    })
}

/// Imports from beyond the table, as a good and as the activity that brings them.
fn outside() -> Entry {
    Entry {
        code: OUTSIDE.into(),
        en: "imports from beyond the table".into(),
        zh: "表外进口".into(),
    }
}

fn texts(values: impl Iterator<Item = String>) -> Values {
    Values::Text(values.collect())
}

impl Pieces<'_> {
    pub(in crate::chain) fn unit(&self) -> String {
        self.economy.about.unit.name()
    }

    /// What the members make, and imports from beyond the table.
    fn entries(&self) -> Vec<Entry> {
        let made = self.members.iter().map(|member| product::entry(self.economy, member.producer));
        made.chain(self.imports().then(outside)).collect()
    }

    pub(in crate::chain) fn goods(&self) -> Table {
        let entries = self.entries();
        Table::new(vec![
            ("good", texts(entries.iter().map(|entry| entry.code.clone()))),
            ("unit", texts(entries.iter().map(|_| self.unit()))),
            ("name", texts(entries.iter().map(|entry| entry.en.clone()))),
            ("name_zh", texts(entries.iter().map(|entry| entry.zh.clone()))),
        ])
    }

    pub(in crate::chain) fn activities(&self) -> Table {
        let entries = self.entries();
        let codes = || texts(entries.iter().map(|entry| entry.code.clone()));
        let region = |producer: usize| {
            let region = self.economy.producers[producer].region;
            self.economy.regions.code(region as usize).to_owned()
        };
        let imports = || self.imports().then_some(());
        let regions = self.members.iter().map(|member| region(member.producer));
        let output = |producer: usize| self.economy.output()[producer].max(0.0);
        let capacity =
            self.members.iter().map(|member| output(member.producer) * self.settings.capacity);
        let evidence = self.members.iter().map(|member| match member.inputs {
            Some(_) => String::new(),
            None => BEYOND.to_owned(),
        });
        Table::new(vec![
            ("id", codes()),
            ("good", codes()),
            ("region", texts(regions.chain(imports().map(|()| OUTSIDE.to_owned())))),
            // Without a limit, which an empty cell says.
            ("capacity", Values::Number(capacity.chain(imports().map(|()| f64::NAN)).collect())),
            ("unit", texts(entries.iter().map(|_| self.unit()))),
            ("evidence", texts(evidence.chain(imports().map(|()| IMPORTS.to_owned())))),
            ("name", texts(entries.iter().map(|entry| entry.en.clone()))),
            ("name_zh", texts(entries.iter().map(|entry| entry.zh.clone()))),
        ])
    }

    pub(in crate::chain) fn inputs(&self) -> Table {
        let (mut activity, mut good, mut group) = (Vec::new(), Vec::new(), Vec::new());
        let mut quantity = Vec::new();
        let mut push = |user: usize, input: String, amount: f64, label: &str| {
            activity.push(self.good(user));
            good.push(input);
            quantity.push(amount);
            group.push(label.to_owned());
        };
        for member in &self.members {
            for input in member.inputs.iter().flatten() {
                let Some(product) = input.product else {
                    push(member.producer, OUTSIDE.to_owned(), input.total, "");
                    continue;
                };
                for (origin, own) in &input.origins {
                    let (amount, label) = match self.settings.reading {
                        Reading::Substitutable => {
                            (input.total, self.economy.sectors.code(product as usize))
                        }
                        Reading::Fixed => (*own, ""),
                    };
                    push(member.producer, self.good(*origin), amount, label);
                }
            }
        }
        Table::new(vec![
            ("activity", Values::Text(activity)),
            ("good", Values::Text(good)),
            ("quantity", Values::Number(quantity)),
            ("group", Values::Text(group)),
        ])
    }

    /// Weighted by demand; alike where there is none.
    pub(super) fn final_goods(&self) -> Table {
        let demand: Vec<f64> = self.finals.iter().map(|(_, sold)| *sold).collect();
        let some = demand.iter().any(|demand| *demand > 0.0);
        let weight = if some { demand.clone() } else { vec![1.0; demand.len()] };
        Table::new(vec![
            ("good", texts(self.finals.iter().map(|(product, _)| self.good(*product)))),
            ("weight", Values::Number(weight)),
            ("demand", Values::Number(demand)),
        ])
    }

    fn about(&self) -> String {
        let about = &self.economy.about;
        let products = self.settings.products.join(", ");
        let name = |title: &str, short: &str| format!("{products}{short}{title}");
        let zh = if about.title_zh.is_empty() { &about.title } else { &about.title_zh };
        let mut title = toml::Table::new();
        title.insert("en".into(), name(&about.title, ", out of ").into());
        title.insert("zh".into(), name(zh, "，取自 ").into());
        let mut file = toml::Table::new();
        file.insert("source".into(), about.source.clone().into());
        file.insert("synthetic".into(), about.synthetic.into());
        if self.economy.regions.len() == 1 {
            file.insert("home".into(), self.economy.regions.code(0).into());
        }
        file.insert("title".into(), title.into());
        file.insert("cut".into(), self.settings.written().into());
        file.to_string()
    }
}
