//! A chain on its way to a folder of tables: what importers fill.

use super::About;
use super::read::NOTES;
use crate::store::atomic::{self, disk_error};
use crate::table::{FileKind, Table, Values};
use staves_core::{Note, Result};
use std::path::Path;

/// A good.
#[derive(Clone, Debug)]
pub struct Good {
    /// Its code.
    pub code: String,
    /// Its unit; empty when unknown.
    pub unit: &'static str,
    /// Name in English.
    pub name: String,
    /// Name in Chinese; empty when unknown.
    pub name_zh: String,
}

/// An activity.
#[derive(Clone, Debug)]
pub struct Activity {
    /// Its code.
    pub id: String,
    /// What it makes.
    pub good: String,
    /// Where it is.
    pub region: String,
    /// Whose it is; empty when unknown.
    pub owner: String,
    /// Units of the good a period; NaN when unknown.
    pub capacity: f64,
    /// Where that is known from.
    pub evidence: String,
    /// Name in English.
    pub name: String,
    /// Name in Chinese; empty when unknown.
    pub name_zh: String,
}

/// An alternative of a group of inputs, one unit of it per unit of output.
#[derive(Clone, Debug)]
pub struct Input {
    /// Which activity needs it.
    pub activity: String,
    /// The good.
    pub good: String,
    /// Name of the group.
    pub group: String,
}

/// All tables of a chain.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// What it is.
    pub about: About,
    /// Its goods.
    pub goods: Vec<Good>,
    /// Its activities.
    pub activities: Vec<Activity>,
    /// Their inputs.
    pub inputs: Vec<Input>,
    /// Codes of the final goods.
    pub finals: Vec<String>,
    /// What was dropped, imputed or found odd.
    pub notes: Vec<Note>,
}

fn texts<T>(rows: &[T], of: impl Fn(&T) -> &str) -> Values {
    Values::Text(rows.iter().map(|row| of(row).to_owned()).collect())
}

impl Draft {
    /// Writes the tables into a new folder.
    ///
    /// # Errors
    /// `disk::exists`, or of the disk.
    pub fn write(&self, folder: &Path) -> Result<()> {
        atomic::folder(folder, |folder| self.fill(folder))
    }

    /// Writes the tables in the place of a folder, which goes only when they are whole.
    ///
    /// # Errors
    /// Of the disk.
    pub fn replace(&self, folder: &Path) -> Result<()> {
        atomic::replace(folder, |fresh| self.write(fresh))
    }

    fn fill(&self, folder: &Path) -> Result<()> {
        let tables = [
            ("goods", self.goods()),
            ("activities", self.activities()),
            ("inputs", self.inputs()),
            ("final_goods", Table::new(vec![("good", texts(&self.finals, |good| good))])),
        ];
        for (name, table) in tables {
            table.write(&folder.join(format!("{name}.csv")), FileKind::Csv, &[])?;
        }
        let path = folder.join(NOTES);
        let notes = serde_json::to_string_pretty(&self.notes);
        let notes = notes.map_err(|error| disk_error(&path, &error.into()))?;
        atomic::text(&path, &(notes + "\n"))?;
        atomic::text(&folder.join(crate::read::long::ABOUT), &self.about.written())
    }

    fn goods(&self) -> Table {
        let rows = &self.goods;
        Table::new(vec![
            ("good", texts(rows, |good| &good.code)),
            ("unit", texts(rows, |good| good.unit)),
            ("name", texts(rows, |good| &good.name)),
            ("name_zh", texts(rows, |good| &good.name_zh)),
        ])
    }

    fn activities(&self) -> Table {
        let rows = &self.activities;
        let capacity = rows.iter().map(|activity| activity.capacity);
        Table::new(vec![
            ("id", texts(rows, |activity| &activity.id)),
            ("good", texts(rows, |activity| &activity.good)),
            ("region", texts(rows, |activity| &activity.region)),
            ("owner", texts(rows, |activity| &activity.owner)),
            ("capacity", Values::Number(capacity.collect())),
            ("evidence", texts(rows, |activity| &activity.evidence)),
            ("name", texts(rows, |activity| &activity.name)),
            ("name_zh", texts(rows, |activity| &activity.name_zh)),
        ])
    }

    fn inputs(&self) -> Table {
        let rows = &self.inputs;
        Table::new(vec![
            ("activity", texts(rows, |input| &input.activity)),
            ("good", texts(rows, |input| &input.good)),
            ("quantity", Values::Integer(vec![1; rows.len()])),
            ("group", texts(rows, |input| &input.group)),
        ])
    }
}
