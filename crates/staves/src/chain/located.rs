//! Where the odd things of a chain stand in its files. They are few, so they are looked up once the
//! chain is known: a line number for every input would weigh more than the chain.

use super::layout::{FINAL_GOODS, INPUTS};
use super::read::{Line, Reading};
use crate::read::Source;
use staves_core::chain::Chain;
use staves_core::chain::stages::stages;
use staves_core::{Note, Result};

/// What is looked for: the place of a note.
struct Wanted {
    note: usize,
    place: usize,
    what: What,
}

enum What {
    /// A line with a good that nobody makes.
    Good(usize),
    /// A line on which an activity needs its own output.
    Itself(usize),
    /// A line on which one good of a cycle is needed for another; these are sorted.
    Cycle(Vec<u32>),
}

/// Adds file and line to the places of notes about goods without a source, activities that need
/// their own output, and cycles.
///
/// # Errors
/// Of the tables and the disk.
pub(super) fn located(source: &Source, chain: &Chain, notes: &mut [Note]) -> Result<()> {
    let mut wanted = wanted(chain, notes);
    for layout in [&INPUTS, &FINAL_GOODS] {
        if wanted.is_empty() {
            return Ok(());
        }
        // What there is to say of the table itself was said when it was read.
        Reading::new(source).each(layout, layout.name, &mut |line| {
            wanted.retain(|wanted| {
                let here = wanted.what.on(chain, line);
                if here {
                    let place = &mut notes[wanted.note].places[wanted.place];
                    *place = format!("{place}, {}", line.place());
                }
                !here
            });
            Ok(())
        })?;
    }
    Ok(())
}

fn wanted(chain: &Chain, notes: &[Note]) -> Vec<Wanted> {
    let cycles = || stages(chain).cycles.into_iter().filter(|goods| goods.len() > 1);
    let of = |(note, found): (usize, &Note)| -> Vec<Wanted> {
        // Every place begins with the name in question.
        let names = found.places.iter().map(|place| place.split('`').nth(1).unwrap_or_default());
        let whats: Vec<Option<What>> = match found.code.as_str() {
            "chain::no-source" => {
                names.map(|name| chain.goods().id(name).map(What::Good)).collect()
            }
            "chain::self-supply" => {
                names.map(|name| chain.activities().id(name).map(What::Itself)).collect()
            }
            "chain::cycle" => {
                cycles().zip(names).map(|(goods, _)| Some(What::Cycle(goods))).collect()
            }
            _ => Vec::new(),
        };
        let whats = whats.into_iter().enumerate();
        whats.filter_map(|(place, what)| Some(Wanted { note, place, what: what? })).collect()
    };
    notes.iter().enumerate().flat_map(of).collect()
}

impl What {
    /// Whether a line of the inputs or of the final goods shows it.
    fn on(&self, chain: &Chain, line: &Line<'_>) -> bool {
        let Some(good) = chain.goods().id(line.text("good")) else { return false };
        let activity = || chain.activities().id(line.text("activity"));
        let output = || activity().map(|activity| chain.output(activity));
        match self {
            Self::Good(missing) => good == *missing,
            Self::Itself(itself) => activity() == Some(*itself) && output() == Some(good),
            Self::Cycle(goods) => {
                let inside = |good: usize| goods.binary_search(&(good as u32)).is_ok();
                inside(good) && output().is_some_and(inside)
            }
        }
    }
}
