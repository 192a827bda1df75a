//! What the page on a chain shows: everything that `staves map` can say of it.

use super::choke::{Thresholds, choke};
use super::enterprises::enterprises;
use super::map::{Request, indicators};
use super::panorama::panorama;
use super::projects::projects;
use super::read::Open;
use super::{list, mend, served};
use crate::report::{ChainPage, Highlight};
use staves_core::Result;
use staves_core::program::{Go, Progress};

/// Gathers everything; `open` is the chain with its candidates, if it has any.
///
/// # Errors
/// `program::*`, `links::no-capacity`.
pub fn page(
    request: &Request<'_>,
    thresholds: Thresholds,
    highlight: Highlight,
    open: Option<&Open>,
    watch: &mut dyn FnMut(&Progress) -> Go,
) -> Result<ChainPage> {
    let file = request.file;
    let chain = &file.chain;
    let mut notes = file.notes.clone();
    let (indicators, more) = indicators(request)?;
    notes.extend(more);
    let (cuts, more) = list::cuts(request);
    notes.extend(more);
    let mut lists = vec![
        ("missing", list::missing(request)),
        ("spof", list::spof(request)),
        ("cuts", cuts),
        ("short-boards", served::boards(chain, &request.at_home())?),
    ];
    if request.home.is_some() {
        let (table, more) = choke(request, thresholds)?;
        notes.extend(more);
        lists.push(("choke", table));
    }
    lists.push(("enterprises", enterprises(request)?));
    let mut frontier = None;
    if let Some(open) = open {
        let request = mend::Request { open, home: request.home, gap: 0.0 };
        lists.push(("projects", projects(&request, watch)?));
        let found = mend::frontier(&request, watch)?;
        frontier = Some(mend::summary(&request, &found)?);
    }
    Ok(ChainPage {
        title: file.about.title.clone(),
        source: file.about.source.clone(),
        synthetic: file.about.synthetic,
        counts: [chain.activities().len(), chain.goods().len(), chain.finals().len()],
        indicators,
        panorama: panorama(request)?,
        highlight,
        lists,
        frontier,
        notes,
    })
}
