//! The `[[correlation]]` tables of a scenario: which draws hang together.

use super::out_of_range;
use crate::document::Section;
use staves_core::codes::nearest_name;
use staves_core::correlation::{Copula, Pair};
use staves_core::{Error, Place, Result};

/// One table as written.
#[derive(Clone, Debug)]
pub struct CorrelationSpec {
    /// Names of two draws, as columns of `runs.parquet`.
    pub between: [String; 2],
    /// Spearman's rank correlation.
    pub value: f64,
    /// Where the table begins.
    pub place: Place,
}

/// All tables of a scenario.
pub(super) fn read_all(root: &Section<'_>) -> Result<Vec<CorrelationSpec>> {
    root.sections("correlation")?.iter().map(read).collect()
}

fn read(table: &Section<'_>) -> Result<CorrelationSpec> {
    let (between, value) = (table.need("between")?, table.need("value")?);
    let names: Vec<String> =
        between.list()?.iter().map(|name| name.text().map(str::to_owned)).collect::<Result<_>>()?;
    let two = <[String; 2]>::try_from(names).ok().filter(|[one, other]| one != other);
    let between =
        two.ok_or_else(|| Error::new("scenario::correlation-pair").at(between.place()))?;
    let number = value.number()?;
    if number.abs() >= 1.0 {
        let wanted = "between -1 and 1, without these ends".into();
        return Err(out_of_range("value", number, wanted, value.place()));
    }
    table.finish()?;
    Ok(CorrelationSpec { between, value: number, place: table.place() })
}

/// The copula of the draws that are named; `varying` are all there are.
///
/// # Errors
/// `scenario::unknown-draw`, `scenario::impossible-correlation`.
pub(super) fn copula(specs: &[CorrelationSpec], varying: &[String]) -> Result<Option<Copula>> {
    if specs.is_empty() {
        return Ok(None);
    }
    let mut streams: Vec<String> = Vec::new();
    let mut pairs = Vec::new();
    for spec in specs {
        let mut position = |name: &String| {
            if !varying.contains(name) {
                let known = varying.iter().map(String::as_str);
                return Err(Error::new("scenario::unknown-draw")
                    .with("name", name)
                    .with("known", varying.join("`, `"))
                    .nearest(nearest_name(name, known))
                    .at(spec.place.clone()));
            }
            Ok(streams.iter().position(|known| known == name).unwrap_or_else(|| {
                streams.push(name.clone());
                streams.len() - 1
            }))
        };
        let [one, other] = &spec.between;
        pairs.push(Pair { one: position(one)?, other: position(other)?, rank: spec.value });
    }
    let impossible = |at: usize| {
        let CorrelationSpec { between: [one, other], value, place } = &specs[at];
        Error::new("scenario::impossible-correlation")
            .with("one", one)
            .with("other", other)
            .with("value", value)
            .at(place.clone())
    };
    Copula::new(streams, &pairs).map(Some).map_err(impossible)
}
