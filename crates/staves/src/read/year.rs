//! Which member of a source to read, when a source holds one table a year.

use crate::read::Wish;
use crate::read::source::Source;
use staves_core::{Error, Note, Result};

/// The last number of exactly four digits in a file name that can be a year.
pub(super) fn year_of(name: &str) -> Option<u32> {
    let runs = name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    runs.filter_map(|run| run.parse().ok()).rfind(|year| (1950..2100).contains(year))
}

/// A table found in a source.
pub(super) struct Found {
    pub member: usize,
    /// 0 when neither the name nor the user tells it.
    pub year: u32,
}

/// The only member that `fits`, or the one of the year asked for. Members that are neither it nor
/// in `also_used` are noted.
///
/// # Errors
/// `import::several-years`, `import::no-such-year`, `import::not-this-layout`.
pub(super) fn member_of_year(
    source: &Source,
    wish: &Wish,
    format: &'static str,
    fits: impl Fn(usize) -> Result<bool>,
    also_used: &[usize],
    notes: &mut Vec<Note>,
) -> Result<Found> {
    let mut fitting = Vec::new();
    for member in 0..source.members().len() {
        if !also_used.contains(&member) && fits(member)? {
            let year = year_of(source.members()[member].file_name());
            fitting.push((member, year));
        }
    }
    if let ([], 1) = (&fitting[..], source.members().len()) {
        // Asked for by name: let the reader say what is wrong with it.
        fitting.push((0, year_of(source.members()[0].file_name())));
    }
    let (member, year) = choose(source, wish, format, &fitting)?;
    let unused: Vec<String> = (0..source.members().len())
        .filter(|k| *k != member && !also_used.contains(k))
        .map(|k| source.members()[k].name.clone())
        .collect();
    if !unused.is_empty() {
        notes.push(Note::new("import::unused-files", unused.len()).places(unused));
    }
    if year.is_none() {
        notes.push(Note::new("import::year-unknown", 1));
    }
    Ok(Found { member, year: year.unwrap_or(0) })
}

fn choose(
    source: &Source,
    wish: &Wish,
    format: &'static str,
    fitting: &[(usize, Option<u32>)],
) -> Result<(usize, Option<u32>)> {
    let years = || {
        let shown = fitting.iter().map(|(member, year)| match year {
            Some(year) => year.to_string(),
            None => source.members()[*member].name.clone(),
        });
        shown.collect::<Vec<_>>().join(", ")
    };
    let place = source.place(fitting.first().map_or(0, |(member, _)| *member));
    match (fitting, wish.year) {
        ([], _) => Err(Error::new("import::not-this-layout").with("format", format).at(place)),
        ([(member, None)], asked) => Ok((*member, asked)),
        ([(member, year)], None) => Ok((*member, *year)),
        (_, None) => Err(Error::new("import::several-years").with("years", years()).at(place)),
        (_, Some(asked)) => {
            let mut of_year = fitting.iter().filter(|(_, year)| *year == Some(asked));
            match (of_year.next(), of_year.next()) {
                (Some((member, year)), None) => Ok((*member, *year)),
                (Some(_), Some(_)) => {
                    Err(Error::new("import::several-years").with("years", years()).at(place))
                }
                (None, _) => Err(Error::new("import::no-such-year")
                    .with("year", asked)
                    .with("years", years())
                    .at(place)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_the_last_number_of_four_digits() {
        assert_eq!(year_of("ICIO2021_2018.csv"), Some(2018));
        assert_eq!(year_of("2018_SML.csv"), Some(2018));
        assert_eq!(year_of("20190101.csv"), None);
        assert_eq!(year_of("table.csv"), None);
    }
}
