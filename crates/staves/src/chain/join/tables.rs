//! The tables of a chain as they are in its files, to be extended and written again.

use crate::chain::layout::{ACTIVITIES, CANDIDATES, GOODS, TABLES};
use crate::chain::read::{NOTES, Reading};
use crate::read::long::chunks;
use crate::read::long::layout::{Holds, TableLayout};
use crate::read::{Limits, Source};
use crate::table::{Table, Values};
use staves_core::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// What a folder or an archive holds of a chain.
pub(super) struct Tables {
    /// The tables that are there, with all columns of their layout.
    pub tables: Vec<(&'static TableLayout, Table)>,
    /// What its importer noted, as written.
    pub notes: Option<Vec<u8>>,
}

impl Tables {
    /// # Errors
    /// Of the tables and the disk.
    pub fn read(path: &Path) -> Result<Self> {
        let source = Source::open(&[path.to_owned()], &Limits::default())?;
        let reading = Reading::new(&source);
        let mut tables = Vec::new();
        for layout in &TABLES {
            if let Some(&member) = reading.files(layout.name).first() {
                tables.push((layout, whole(&source, member, layout)?));
            }
        }
        let noted = source.find(|file| file == NOTES).first().copied();
        let notes = noted.map(|member| source.bytes(member)).transpose()?;
        Ok(Self { tables, notes })
    }

    /// Names of activities with candidates, and of goods.
    pub fn names(&self) -> [BTreeSet<String>; 2] {
        let of = |layout: &TableLayout, column: &str| -> Vec<String> {
            let tables = self.tables.iter().filter(|(known, _)| known.name == layout.name);
            let column = |(_, table): &(&TableLayout, Table)| {
                let values = table.column(column).expect("all columns of the layout");
                (0..table.len())
                    .map(|row| values.text(row).unwrap_or_default().to_owned())
                    .collect::<Vec<_>>()
            };
            tables.flat_map(column).collect()
        };
        let activities = [of(&ACTIVITIES, "id"), of(&CANDIDATES, "id")].concat();
        [activities.into_iter().collect(), of(&GOODS, "good").into_iter().collect()]
    }
}

/// A table with all columns of its layout, empty where the file has none.
fn whole(source: &Source, member: usize, layout: &TableLayout) -> Result<Table> {
    let mut parts = Vec::new();
    chunks::read(source, member, layout, &mut |chunk| {
        let column = |column: &str, holds: Holds| match holds {
            Holds::Number => Values::Number(
                (0..chunk.len())
                    .map(|row| chunk.number_at(column, row).unwrap_or(f64::NAN))
                    .collect(),
            ),
            Holds::Text | Holds::Label => Values::Text(
                (0..chunk.len())
                    .map(|row| chunk.text_at(column, row).unwrap_or_default().to_owned())
                    .collect(),
            ),
        };
        let columns = layout.columns.iter().map(|c| (c.name, column(c.name, c.holds)));
        parts.push(Table::new(columns.collect()));
        Ok(())
    })?;
    Ok(stacked(layout, &parts.iter().collect::<Vec<_>>()))
}

/// Tables below each other, with all columns of the layout.
pub(super) fn stacked(layout: &TableLayout, parts: &[&Table]) -> Table {
    let rows = |part: &Table| 0..part.len();
    let number = |name: &str| -> Vec<f64> {
        let values = |part: &&Table| match part.column(name).and_then(Values::numbers) {
            Some(values) => values.into_owned(),
            None => vec![f64::NAN; part.len()],
        };
        parts.iter().flat_map(values).collect()
    };
    let text = |name: &str| -> Vec<String> {
        let cell = |part: &Table, row| {
            part.column(name).and_then(|values| values.text(row)).unwrap_or_default().to_owned()
        };
        parts.iter().flat_map(|part| rows(part).map(|row| cell(part, row))).collect()
    };
    let columns = layout.columns.iter().map(|column| match column.holds {
        Holds::Number => (column.name, Values::Number(number(column.name))),
        Holds::Text | Holds::Label => (column.name, Values::Text(text(column.name))),
    });
    Table::new(columns.collect())
}
