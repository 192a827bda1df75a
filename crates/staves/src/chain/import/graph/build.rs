//! The chain that the graph describes.

use super::tables::Graph;
use crate::chain::About;
use crate::chain::draft::{Activity, Draft, Good, Input};
use crate::read::Source;
use crate::results::manifest::Title;
use staves_core::chain::UNKNOWN;
use staves_core::{Note, Result};
use std::collections::BTreeSet;

/// Reads the files as a chain.
///
/// # Errors
/// `table::*`, those of CSV and the disk.
pub(crate) fn read(source: &Source) -> Result<Draft> {
    let graph = Graph::read(source)?;
    let mut building = Building { graph: &graph, draft: Draft::default(), unmade: Vec::new() };
    building.draft.about = About {
        title: Title {
            en: "Chain mined from texts".into(), zh: "文本挖掘所得产业链".into()
        },
        source: source.place(0).file,
        no_evidence: true,
        ..About::default()
    };
    let goods = graph.products.iter().map(|name| Good {
        code: name.clone(),
        unit: "",
        name: name.clone(),
        name_zh: name.clone(),
    });
    building.draft.goods = goods.collect();
    (0..graph.products.len() as u32).for_each(|product| building.product(product));
    building.finals();
    Ok(building.finish())
}

struct Building<'g> {
    graph: &'g Graph,
    draft: Draft,
    /// Products that are used or made from others, and that nobody is known to make.
    unmade: Vec<String>,
}

impl Building<'_> {
    fn name(&self, product: u32) -> &str {
        &self.graph.products[product as usize]
    }

    /// The activities that give a product: each company that sells it, one for all its kinds, and
    /// one that is not known where there is neither.
    fn product(&mut self, product: u32) {
        let graph = self.graph;
        let none = BTreeSet::new();
        let materials = graph.materials.get(&product).unwrap_or(&none);
        for (code, name) in graph.sellers.get(&product).into_iter().flatten() {
            let id = format!("{}@{code}", self.name(product));
            let label = format!("{name}: {}", self.name(product));
            self.activity(&id, product, code, label);
            self.materials(&id, materials);
        }
        if let Some(kinds) = graph.kinds.get(&product) {
            let id = format!("{}@kinds", self.name(product));
            self.activity(&id, product, "", id.clone());
            let alternatives = kinds.iter().map(|kind| Input {
                activity: id.clone(),
                good: self.name(*kind).to_owned(),
                group: "kinds".into(),
            });
            self.draft.inputs.extend(alternatives.collect::<Vec<_>>());
        }
        let made = graph.sellers.contains_key(&product) || graph.kinds.contains_key(&product);
        if !made {
            let name = self.name(product).to_owned();
            let id = format!("{name}@{UNKNOWN}");
            self.activity(&id, product, "", id.clone());
            self.materials(&id, materials);
            self.unmade.push(format!("`{name}`"));
        }
    }

    fn activity(&mut self, id: &str, product: u32, owner: &str, label: String) {
        let good = self.name(product).to_owned();
        self.draft.activities.push(Activity {
            id: id.to_owned(),
            good,
            region: UNKNOWN.into(),
            owner: owner.to_owned(),
            capacity: f64::NAN,
            evidence: String::new(),
            name: label.clone(),
            name_zh: label,
        });
    }

    fn materials(&mut self, activity: &str, materials: &BTreeSet<u32>) {
        for material in materials {
            let good = self.name(*material).to_owned();
            self.draft.inputs.push(Input { activity: activity.into(), group: good.clone(), good });
        }
    }

    /// What a company sells, is made from something and goes into nothing; without companies, the
    /// same whoever makes it.
    fn finals(&mut self) {
        let graph = self.graph;
        let links = graph.materials.values().chain(graph.kinds.values());
        let used: BTreeSet<u32> = links.flatten().copied().collect();
        let ends = || graph.materials.keys().copied().filter(|product| !used.contains(product));
        let sold: Vec<u32> = ends().filter(|end| graph.sellers.contains_key(end)).collect();
        let finals = if sold.is_empty() { ends().collect() } else { sold };
        self.draft.finals = finals.into_iter().map(|end| self.name(end).to_owned()).collect();
    }

    fn finish(self) -> Draft {
        let Self { graph, mut draft, unmade } = self;
        draft.notes = graph.notes();
        draft.notes.push(Note::new("graph::no-evidence", draft.inputs.len()));
        if !unmade.is_empty() {
            draft.notes.push(Note::new("graph::no-maker", unmade.len()).places(unmade));
        }
        draft
    }
}
