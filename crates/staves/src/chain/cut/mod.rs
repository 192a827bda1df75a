//! A chain cut out of an economy: the producers behind a product, tier by tier, with the inputs that
//! matter (docs/src/models/exposure.md, "A chain cut out of a table").

mod filter;
mod settings;
#[cfg(test)]
mod tests;
mod write;

pub use settings::{Cut, Filter, Reading};
pub use write::write;

use crate::product;
use filter::Kept;
use staves_core::economy::{PrimaryKind, SectorId};
use staves_core::exposure::{OUTSIDE, regions_with_outside};
use staves_core::{Economy, Error, Note, Place, Result};
use std::collections::BTreeMap;

/// An input of a unit of output: a product from all its origins, or what is imported from beyond
/// the table, whose product is not known.
struct Input {
    product: Option<SectorId>,
    /// b = Σ_r a_(r,i),j.
    total: f64,
    /// Producers with a_(r,i),j; none for imports from beyond the table.
    origins: Vec<(usize, f64)>,
}

/// A producer on the way.
struct Member {
    producer: usize,
    /// Kept inputs; `None` beyond the depth of the cut.
    inputs: Option<Vec<Input>>,
}

/// The producers behind some products, nearest first.
pub struct Pieces<'e> {
    economy: &'e Economy,
    settings: &'e Cut,
    members: Vec<Member>,
    /// The products, with what they sell beyond the cut, money per year.
    finals: Vec<(usize, f64)>,
}

/// Cuts a chain out of an economy.
///
/// # Errors
/// Of the [`Cut`]; `scenario::unknown-sector`, `scenario::unknown-region`, `product::no-producer`,
/// `cut::no-output`; of the file of criticalities; `table::duplicate-code` when a region is called
/// [`OUTSIDE`] and there are imports.
pub fn cut<'e>(economy: &'e Economy, settings: &'e Cut) -> Result<(Pieces<'e>, Vec<Note>)> {
    settings.check()?;
    let products = product::select(economy, &settings.products, "--product")?;
    if let Some(dead) = products.iter().find(|product| economy.output()[**product] <= 0.0) {
        let name = product::entry(economy, *dead).code;
        return Err(Error::new("cut::no-output")
            .with("product", name)
            .at(Place::file("").key("--product")));
    }
    let (mut pieces, mut notes) = upstream(economy, settings, &products)?;
    pieces.finals = sold_beyond(economy, &products, &pieces.members);
    notes.insert(0, settings.note());
    notes.extend(pieces.unsold());
    Ok((pieces, notes))
}

/// The producers behind some of them, none of which is final yet.
///
/// # Errors
/// Of the file of criticalities; `table::duplicate-code` when a region is called [`OUTSIDE`] and
/// there are imports.
pub(super) fn upstream<'e>(
    economy: &'e Economy,
    settings: &'e Cut,
    products: &[usize],
) -> Result<(Pieces<'e>, Vec<Note>)> {
    regions_with_outside(economy)?;
    let (kept, mut notes) = Kept::new(economy, &settings.filter)?;
    let (columns, negative) = Columns::of(economy);
    let members = members(products, settings.depth, |producer| {
        let inputs = columns.inputs(economy, producer);
        kept.of(economy.producers[producer].sector, inputs)
    });
    let pieces = Pieces { economy, settings, members, finals: Vec::new() };
    notes.extend(pieces.notes(negative));
    Ok((pieces, notes))
}

/// Purchases by buyer, per unit of its output.
struct Columns {
    cells: Vec<Vec<(usize, f64)>>,
    imports: Vec<f64>,
}

impl Columns {
    /// The coefficients, and how many negative flows were left out.
    fn of(economy: &Economy) -> (Self, usize) {
        let output = economy.output();
        let mut cells = vec![Vec::new(); economy.len()];
        let mut negative = 0;
        for (row, col, value) in economy.flows.cells().filter(|(_, col, _)| output[*col] > 0.0) {
            negative += usize::from(value < 0.0);
            if value > 0.0 {
                cells[col].push((row, value / output[col]));
            }
        }
        let imports = economy.primary(PrimaryKind::Imports).unwrap_or_default();
        let share =
            |(imports, output): (&f64, &f64)| if *output > 0.0 { imports / output } else { 0.0 };
        (Self { imports: imports.iter().zip(output).map(share).collect(), cells }, negative)
    }

    fn inputs(&self, economy: &Economy, buyer: usize) -> Vec<Input> {
        let mut products: BTreeMap<SectorId, Vec<(usize, f64)>> = BTreeMap::new();
        for (seller, quantity) in &self.cells[buyer] {
            let sector = economy.producers[*seller].sector;
            products.entry(sector).or_default().push((*seller, *quantity));
        }
        let total = |origins: &[(usize, f64)]| origins.iter().map(|(_, quantity)| quantity).sum();
        let from_table = products.into_iter().map(|(product, origins)| Input {
            product: Some(product),
            total: total(&origins),
            origins,
        });
        let imports = self.imports.get(buyer).copied().filter(|imports| *imports > 0.0);
        let imports = imports.map(|total| Input { product: None, total, origins: Vec::new() });
        from_table.chain(imports).collect()
    }
}

/// Walks upstream from the products; those at the full depth keep no inputs.
fn members(products: &[usize], depth: usize, inputs: impl Fn(usize) -> Vec<Input>) -> Vec<Member> {
    let mut tier: BTreeMap<usize, usize> = products.iter().map(|product| (*product, 0)).collect();
    let mut order = products.to_vec();
    let mut members: Vec<Member> = Vec::new();
    while let Some(&producer) = order.get(members.len()) {
        let own = tier[&producer];
        let inputs = (own < depth).then(|| inputs(producer));
        for (origin, _) in inputs.iter().flatten().flat_map(|input| &input.origins) {
            tier.entry(*origin).or_insert_with(|| {
                order.push(*origin);
                own + 1
            });
        }
        members.push(Member { producer, inputs });
    }
    members
}

/// Output of each product less what the kept inputs of the cut take of it.
fn sold_beyond(economy: &Economy, products: &[usize], members: &[Member]) -> Vec<(usize, f64)> {
    let mut sold: BTreeMap<usize, f64> =
        products.iter().map(|product| (*product, economy.output()[*product])).collect();
    for member in members {
        let inputs = member.inputs.iter().flatten();
        for (origin, quantity) in inputs.flat_map(|input| &input.origins) {
            if let Some(sold) = sold.get_mut(origin) {
                *sold -= quantity * economy.output()[member.producer];
            }
        }
    }
    // A product whose users are all in the cut is off by rounding, or by stocks that were drawn down.
    sold.into_iter().map(|(product, sold)| (product, sold.max(0.0))).collect()
}

impl Pieces<'_> {
    /// Activities, and lines of inputs.
    #[must_use]
    pub fn counts(&self) -> [usize; 2] {
        let lines = |input: &Input| input.origins.len().max(1);
        let inputs = self.members.iter().flat_map(|member| member.inputs.iter().flatten());
        [self.members.len() + usize::from(self.imports()), inputs.map(lines).sum()]
    }

    /// Whether something is imported from beyond the table.
    fn imports(&self) -> bool {
        let mut inputs = self.members.iter().flat_map(|member| member.inputs.iter().flatten());
        inputs.any(|input| input.product.is_none())
    }

    /// The code of what a producer makes.
    fn good(&self, producer: usize) -> String {
        product::entry(self.economy, producer).code
    }

    fn notes(&self, negative: usize) -> Vec<Note> {
        let mut notes = Vec::new();
        if negative > 0 {
            notes.push(Note::new("cut::negative-flows", negative));
        }
        let bare = |member: &&Member| member.inputs.as_ref().is_some_and(Vec::is_empty);
        let bare: Vec<String> =
            self.members.iter().filter(bare).map(|member| self.good(member.producer)).collect();
        if !bare.is_empty() {
            notes.push(Note::new("cut::no-inputs", bare.len()).places(bare));
        }
        if self.imports() {
            notes.push(Note::new("cut::imports", 1).with("good", OUTSIDE));
        }
        notes
    }

    /// Products that sell nothing beyond the cut.
    fn unsold(&self) -> Option<Note> {
        let unsold = self.finals.iter().filter(|(_, sold)| *sold == 0.0);
        let unsold: Vec<String> = unsold.map(|(product, _)| self.good(*product)).collect();
        (!unsold.is_empty()).then(|| Note::new("cut::no-demand", unsold.len()).places(unsold))
    }
}
