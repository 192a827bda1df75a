//! Finding which file of a source holds which table, by the columns of their headers.

use crate::read::Source;
use crate::read::long::layout::TableLayout;
use crate::read::records::Records;
use staves_core::Result;

/// The member that holds each table, if one does: the first whose header has all columns that the
/// table must have. A member holds one table; those listed first choose first.
pub fn find<const N: usize>(
    source: &Source,
    tables: &[TableLayout; N],
) -> Result<[Option<usize>; N]> {
    let members = source.find(|name| name.to_lowercase().ends_with(".csv"));
    let mut headers = Vec::new();
    for member in members {
        let header = Records::open(source, member)?.next().transpose()?;
        headers.extend(header.map(|header| (member, header.fields)));
    }
    let mut free: Vec<_> = headers.iter().collect();
    Ok(std::array::from_fn(|k| {
        let required = tables[k].columns.iter().filter(|column| column.required);
        let names: Vec<&str> = required.map(|column| column.name).collect();
        let fits =
            |fields: &csv::StringRecord| names.iter().all(|n| fields.iter().any(|f| f == *n));
        let at = free.iter().position(|(_, fields)| fits(fields))?;
        Some(free.remove(at).0)
    }))
}

/// The members of all tables, when all that are required are there.
pub fn all<const N: usize>(
    source: &Source,
    tables: &[TableLayout; N],
) -> Result<Option<[Option<usize>; N]>> {
    let found = find(source, tables)?;
    let whole = tables.iter().zip(&found).all(|(table, found)| !table.required || found.is_some());
    Ok(whole.then_some(found))
}
