//! What is known of the items of a classification, from a table of presence and from a chain whose
//! goods name their class.

use super::Named;
use super::layout::PRESENCE;
use crate::chain::map::Request;
use crate::read::long::chunks;
use crate::read::{Limits, Source};
use staves_core::classification::presence::State;
use staves_core::codes::nearest_name;
use staves_core::{Error, Note, Place, Result};
use std::path::Path;

/// Evidence, one entry an item.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Somebody is said to be active in it.
    pub present: Vec<bool>,
    /// Nobody is said to be.
    pub absent: Vec<bool>,
    /// Where that is known from.
    pub sources: Vec<Vec<String>>,
    /// The goods of the chain that are in it.
    pub goods: Vec<Vec<u32>>,
    /// What was odd.
    pub notes: Vec<Note>,
}

/// Gathers what a table of presence and a chain say; either may be left out.
///
/// # Errors
/// `classification::unknown-item` with the nearest, `classification::duplicate-item`,
/// `classification::unknown-state`, `classification::no-evidence`; of the table and the disk.
pub fn gather(
    named: &Named,
    presence: Option<&Path>,
    chain: Option<&Request<'_>>,
) -> Result<Evidence> {
    let items = named.classification.items().len();
    let mut evidence = Evidence {
        present: vec![false; items],
        absent: vec![false; items],
        sources: vec![Vec::new(); items],
        goods: vec![Vec::new(); items],
        notes: Vec::new(),
    };
    if let Some(path) = presence {
        evidence.read(named, path)?;
    }
    if let Some(request) = chain {
        evidence.observe(named, request)?;
    }
    Ok(evidence)
}

fn item(named: &Named, code: &str, place: impl FnOnce() -> Place) -> Result<usize> {
    let items = named.classification.items();
    items.id(code).ok_or_else(|| {
        Error::new("classification::unknown-item")
            .with("code", code)
            .with("classification", &named.name)
            .with("count", items.len())
            .nearest(items.nearest_shown(code))
            .at(place())
    })
}

impl Evidence {
    fn read(&mut self, named: &Named, path: &Path) -> Result<()> {
        let source = Source::open(&[path.to_owned()], &Limits::default())?;
        let mut seen = vec![false; self.present.len()];
        let unused = chunks::read(&source, 0, &PRESENCE, &mut |chunk| {
            (0..chunk.len()).try_for_each(|row| {
                let text = |column| chunk.text_at(column, row).unwrap_or_default();
                let (code, place) = (text("class"), || chunk.place(row));
                let item = item(named, code, place)?;
                if std::mem::replace(&mut seen[item], true) {
                    let twice = Error::new("classification::duplicate-item");
                    return Err(twice.with("code", code).at(place()));
                }
                self.add(item, text("state"), text("evidence"))
                    .map_err(|error| error.or_at(place()))
            })
        })?;
        if !unused.is_empty() {
            let note = Note::new("chain::unused-columns", unused.len());
            let note = note.with("file", source.place(0).file);
            self.notes.push(note.places(unused.into_iter().map(|name| format!("`{name}`"))));
        }
        Ok(())
    }

    fn add(&mut self, item: usize, state: &str, said: &str) -> Result<()> {
        let known = State::ALL.into_iter().find(|known| known.name() == state);
        let known = known.ok_or_else(|| {
            let names = State::ALL.map(State::name);
            Error::new("classification::unknown-state")
                .with("state", state)
                .with("known", names.join("`, `"))
                .nearest(nearest_name(state, names))
        })?;
        if known == State::Unknown {
            return Ok(());
        }
        if said.is_empty() {
            return Err(Error::new("classification::no-evidence").with("state", state));
        }
        let by_state = if known == State::Present { &mut self.present } else { &mut self.absent };
        by_state[item] = true;
        self.sources[item].push(said.to_owned());
        Ok(())
    }

    /// A good that home makes, with some capacity, shows that its class is present.
    fn observe(&mut self, named: &Named, request: &Request<'_>) -> Result<()> {
        let (chain, at_home) = (&request.file.chain, request.at_home());
        let mut seen = 0;
        for classed in &request.file.classes {
            let codes = classed.codes.iter().filter(|(name, _)| *name == named.name);
            for (_, code) in codes {
                let item = item(named, code, || classed.place.clone())?;
                seen += 1;
                self.goods[item].push(classed.good);
                let sources = chain.sources(classed.good as usize).iter();
                for activity in sources.filter(|activity| at_home[**activity as usize]) {
                    self.present[item] = true;
                    self.sources[item].push(chain.activities().code(*activity as usize).to_owned());
                }
            }
        }
        if seen == 0 {
            let note = Note::new("classification::no-class", chain.goods().len());
            self.notes.push(note.with("classification", &named.name));
        }
        Ok(())
    }
}
