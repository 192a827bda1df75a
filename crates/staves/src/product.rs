//! Products of an economy by name: `SECTOR@REGION`, or `SECTOR` for that sector everywhere.

use crate::scenario::Selector;
use staves_core::codes::Entry;
use staves_core::{Economy, Error, Place, Result};

/// The name of what a producer makes, with its labels.
#[must_use]
pub fn entry(economy: &Economy, producer: usize) -> Entry {
    let made = economy.producers[producer];
    let sector = &economy.sectors.entries()[made.sector as usize];
    let region = &economy.regions.entries()[made.region as usize];
    let zh = match (sector.zh.as_str(), region.zh.as_str()) {
        ("", _) => String::new(),
        (sector, "") => format!("{sector}（{}）", region.en),
        (sector, region) => format!("{sector}（{region}）"),
    };
    Entry {
        code: format!("{}@{}", sector.code, region.code),
        en: format!("{} ({})", sector.en, region.en),
        zh,
    }
}

/// The producers that some names select, ascending; both parts of a name may be patterns with `*`
/// and `?`. `option` is where the names were given.
///
/// # Errors
/// `scenario::unknown-sector`, `scenario::unknown-region` with the nearest name;
/// `product::no-producer`.
pub fn select(economy: &Economy, names: &[String], option: &str) -> Result<Vec<usize>> {
    let place = || Place::file("").key(option);
    let mut wanted = vec![false; economy.len()];
    for name in names {
        let (sector, region) = name.rsplit_once('@').unwrap_or((name, ""));
        let sectors =
            Selector::one(sector, place()).ids(&economy.sectors, "scenario::unknown-sector")?;
        let regions =
            Selector::one(region, place()).ids(&economy.regions, "scenario::unknown-region")?;
        let pairs = sectors.iter().flat_map(|s| regions.iter().map(move |r| (*r, *s)));
        let found: Vec<usize> = pairs.filter_map(|(r, s)| economy.producer(r, s)).collect();
        if found.is_empty() {
            return Err(Error::new("product::no-producer").with("product", name).at(place()));
        }
        found.into_iter().for_each(|producer| wanted[producer] = true);
    }
    Ok((0..economy.len()).filter(|producer| wanted[*producer]).collect())
}
