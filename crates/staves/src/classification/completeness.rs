//! How many items of a classification exist, as an interval with its denominator, never as one
//! number (docs/src/models/completeness.md).

use super::{Evidence, Named};
use crate::table::{Table, Values};
use staves_core::classification::Classification;
use staves_core::classification::presence::{Count, States};
use staves_core::error::PLACES_SHOWN;
use staves_core::{Note, Result};

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.map.completeness.v1";

/// Classes of GB/T 4754-2017 that make what an epidemic calls for: nonwovens, biological products,
/// vaccines, sanitary and medical supplies, excipients and packaging, laboratory and sterilising
/// equipment, medical instruments.
const EPIDEMIC: [&str; 7] = ["C1781", "C2761", "C2762", "C2770", "C2780", "C3583", "C3584"];

/// How complete something is against a classification.
#[derive(Clone, Debug)]
pub struct Completeness<'n> {
    /// The classification.
    pub named: &'n Named,
    /// The sections asked for, as asked; empty for all.
    pub scope: &'n str,
    /// Which items are in scope.
    pub inside: Vec<bool>,
    /// What is known of each item.
    pub states: States,
    /// Where it is known from.
    pub evidence: Evidence,
    /// What was odd.
    pub notes: Vec<Note>,
}

impl<'n> Completeness<'n> {
    /// Settles what evidence says about the items of some sections.
    ///
    /// # Errors
    /// Of [`Classification::scope`].
    pub fn new(named: &'n Named, scope: &'n str, evidence: Evidence) -> Result<Self> {
        let classification = &named.classification;
        let inside = classification.scope(scope)?;
        let states = classification.states(&evidence.present, &evidence.absent);
        let mut notes = named.notes.clone();
        notes.extend(evidence.notes.iter().cloned());
        let disputed = &states.contradicted;
        if !disputed.is_empty() {
            let shown = disputed.iter().take(PLACES_SHOWN);
            let codes =
                shown.map(|item| format!("`{}`", classification.items().code(*item as usize)));
            notes.push(Note::new("classification::contradicted", disputed.len()).places(codes));
        }
        Ok(Self { named, scope, inside, states, evidence, notes })
    }

    /// The sections asked for, or the first and the last where all are.
    fn shown_scope(&self) -> String {
        let sections = self.named.classification.sections();
        match (&sections[..], self.scope) {
            ([first, .., last], "") => format!("{first}-{last}"),
            ([only], "") => (*only).to_owned(),
            (_, asked) => asked.to_owned(),
        }
    }

    /// One row a level: how many exist, do not, are unknown, out of how many.
    #[must_use]
    pub fn table(&self) -> Table {
        let counts = self.named.classification.count(&self.states.of, &self.inside);
        let number = |of: &dyn Fn(&Count) -> usize| {
            Values::Integer(counts.iter().map(|count| of(count) as i64).collect())
        };
        let same = |text: &str| Values::Text(vec![text.to_owned(); counts.len()]);
        Table::new(vec![
            ("classification", same(&self.named.name)),
            ("scope", same(&self.shown_scope())),
            (
                "level",
                Values::Text(counts.iter().map(|count| count.level.name().to_owned()).collect()),
            ),
            ("present", number(&|count| count.present)),
            ("absent", number(&|count| count.absent)),
            ("unknown", number(&|count| count.unknown)),
            ("denominator", number(&Count::denominator)),
            ("low", number(&|count| count.present)),
            ("high", number(&|count| count.present + count.unknown)),
        ])
    }

    /// The classes of goods that an epidemic calls for, where the classification is one that they
    /// are known in.
    #[must_use]
    pub fn epidemic(&self) -> Vec<usize> {
        epidemic(&self.named.classification)
    }
}

fn epidemic(classification: &Classification) -> Vec<usize> {
    let found = EPIDEMIC.iter().map(|code| classification.items().id(code));
    found.collect::<Option<Vec<usize>>>().unwrap_or_default()
}
