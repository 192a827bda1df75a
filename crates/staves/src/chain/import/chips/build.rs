//! The chain that the five files describe.

use super::tables::{Files, Share};
use crate::chain::About;
use crate::chain::draft::{Activity, Draft, Good, Input};
use crate::read::Source;
use crate::results::manifest::Title;
use staves_core::chain::UNKNOWN;
use staves_core::{Note, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a country where there are several.
const VARIOUS: &str = "Various countries";

/// Shares have one decimal: less than half of the last one is rounding.
const ROUNDING: f64 = 0.05;

const UNIT: &str = "% of the world market";

/// Reads the files as a chain.
///
/// # Errors
/// `table::*`, those of CSV and the disk.
pub(crate) fn read(source: &Source) -> Result<Draft> {
    let mut files = Files::read(source)?;
    let notes = std::mem::take(&mut files.notes);
    let mut building = Building { files: &files, draft: Draft::default(), odd: Odd::default() };
    building.draft.notes = notes;
    building.draft.about = About {
        title: Title { en: "Semiconductor chain".into(), zh: "半导体产业链".into() },
        source: source.place(0).file,
        ..About::default()
    };
    building.goods();
    building.activities();
    building.finals();
    Ok(building.finish())
}

/// Somebody who provides something.
struct Provision {
    region: String,
    owner: String,
    capacity: f64,
    evidence: String,
}

/// What a note counts, by its code; each once, although several processes share a stage.
#[derive(Default)]
struct Odd(BTreeMap<&'static str, Vec<String>>);

impl Odd {
    fn note(&mut self, code: &'static str, place: String) {
        let places = self.0.entry(code).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
}

struct Building<'f> {
    files: &'f Files,
    draft: Draft,
    odd: Odd,
}

impl Building<'_> {
    fn goods(&mut self) {
        let inputs = self.files.inputs.iter().map(|(id, name, _)| (id, name));
        let stages = self.files.stages.iter().map(|(id, name)| (id, name));
        self.draft.goods = inputs
            .chain(stages)
            .map(|(id, name)| Good {
                code: id.clone(),
                unit: UNIT,
                name: name.clone(),
                name_zh: String::new(),
            })
            .collect();
    }

    fn activities(&mut self) {
        for (id, name, stage) in &self.files.inputs {
            let needs = self.needs(id);
            for provision in self.provisions(id, name, stage) {
                self.activity(id, name, provision, &needs);
            }
        }
        for (id, name) in &self.files.stages {
            for provision in self.provisions(id, name, "") {
                self.activity(id, name, provision, &[]);
            }
        }
    }

    fn activity(&mut self, id: &str, name: &str, of: Provision, needs: &[(String, Vec<String>)]) {
        let who = match of.owner.is_empty() {
            true => of.region.clone(),
            false => format!("{}/{}", of.region, of.owner),
        };
        let activity = format!("{id}@{who}");
        for (group, goods) in needs {
            self.draft.inputs.extend(goods.iter().map(|good| Input {
                activity: activity.clone(),
                good: good.clone(),
                group: group.clone(),
            }));
        }
        self.draft.activities.push(Activity {
            id: activity,
            good: id.to_owned(),
            region: of.region,
            owner: of.owner,
            capacity: of.capacity,
            evidence: of.evidence,
            name: format!("{name}, {who}"),
            name_zh: String::new(),
        });
    }

    /// Who provides something: by the shares of its own, by those of its stage where it is a
    /// process, and nobody known otherwise.
    fn provisions(&mut self, id: &str, name: &str, stage: &str) -> Vec<Provision> {
        let files = self.files;
        if let Some(shares) = files.shares.get(id) {
            return self.by_country(id, shares);
        }
        if let Some(shares) = files.shares.get(stage) {
            self.odd.note("chips::by-stage", format!("`{id}` ({name})"));
            return self.by_country(stage, shares);
        }
        // A kind of things is provided by its types; those who need it need one of them.
        if files.types.contains_key(id) {
            return Vec::new();
        }
        self.odd.note("chips::no-provider", format!("`{id}` ({name})"));
        let (region, evidence) = (UNKNOWN.to_owned(), String::new());
        vec![Provision { region, owner: String::new(), capacity: f64::NAN, evidence }]
    }

    /// One provision a country, less what is known of its organisations, and one for each of these.
    fn by_country(&mut self, id: &str, shares: &[Share]) -> Vec<Provision> {
        let provider = |share: &Share| &self.files.providers[&share.provider];
        let (organisations, countries): (Vec<&Share>, Vec<&Share>) =
            shares.iter().partition(|share| provider(share).organisation);
        let mut found = Vec::new();
        let mut odd = Vec::new();
        for country in countries {
            let code = &provider(country).country;
            let region = if code == VARIOUS { UNKNOWN } else { code };
            if code == VARIOUS {
                odd.push(("chips::various", format!("`{id}`")));
            }
            let provision = |owner: &str, capacity: f64, evidence: &str| Provision {
                region: region.to_owned(),
                owner: owner.to_owned(),
                capacity,
                evidence: evidence.to_owned(),
            };
            let Some(share) = country.share else {
                odd.push(("chips::no-share", format!("`{id}` ({code})")));
                found.push(provision("", f64::NAN, &country.evidence));
                continue;
            };
            let mut rest = share;
            let here = organisations.iter().filter(|of| provider(of).country == *code);
            for organisation in here.filter(|_| code != VARIOUS) {
                if let Some(part) = organisation.share {
                    rest -= part;
                    let name = &provider(organisation).name;
                    found.push(provision(name, part, &organisation.evidence));
                }
            }
            if rest < -ROUNDING {
                odd.push(("chips::more-than-country", format!("`{id}` ({code})")));
            }
            if rest >= ROUNDING || rest == share {
                found.push(provision("", rest, &country.evidence));
            }
        }
        let silent = organisations.iter().filter(|of| of.share.is_none());
        odd.extend(silent.map(|of| ("chips::no-share", format!("`{id}` ({})", provider(of).name))));
        odd.into_iter().for_each(|(code, place)| self.odd.note(code, place));
        found
    }

    /// Groups of inputs: one a thing that goes in, its types as alternatives. A type needs what the
    /// thing it is a type of needs.
    fn needs(&self, id: &str) -> Vec<(String, Vec<String>)> {
        let (mut seen, mut open, mut needs) = (BTreeSet::new(), vec![id], BTreeSet::new());
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                needs.extend(self.files.needs.get(at).into_iter().flatten());
                let above =
                    self.files.types.iter().filter(|(_, types)| types.iter().any(|t| t == at));
                open.extend(above.map(|(kind, _)| kind.as_str()));
            }
        }
        needs.into_iter().map(|need| (need.clone(), self.alternatives(need))).collect()
    }

    /// The types of a thing, and the types of these; the thing itself without any. Where somebody is
    /// known to provide one, those that nobody is known to provide are left out: what is not known
    /// must not pass for a way out.
    fn alternatives(&self, id: &str) -> Vec<String> {
        let (mut seen, mut open, mut found) = (BTreeSet::new(), vec![id], BTreeSet::new());
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            match self.files.types.get(at) {
                Some(types) => open.extend(types.iter().map(String::as_str)),
                None => {
                    found.insert(at.to_owned());
                }
            }
        }
        let known = |id: &String| self.files.shares.contains_key(id);
        let any = found.iter().any(known);
        found.into_iter().filter(|id| !any || known(id)).collect()
    }

    /// What goes into nothing and is no type of anything.
    fn finals(&mut self) {
        let links = self.files.needs.values().chain(self.files.types.values());
        let used: BTreeSet<&String> = links.flatten().collect();
        let ends = self.files.inputs.iter().map(|(id, ..)| id).filter(|id| !used.contains(id));
        self.draft.finals = ends.cloned().collect();
    }

    fn finish(self) -> Draft {
        let Self { mut draft, odd, .. } = self;
        draft.notes.push(Note::new("chips::no-quantities", draft.inputs.len()));
        for (code, places) in odd.0 {
            draft.notes.push(Note::new(code, places.len()).places(places));
        }
        draft
    }
}
