//! `staves chain cut`: a chain out of an economy.

use crate::arguments::{Chain, ChainVerb, Cli, Cut};
use crate::exit::Exit;
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::Result;
use staves::chain::cut::{self, Filter};

pub fn run(asked: &Chain, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let ChainVerb::Cut(asked) = &asked.what;
    let stored = economy(asked.economy.as_deref(), find_study(cli)?.as_ref())?;
    let settings = settings(asked);
    let (pieces, notes) = cut::cut(&stored.economy, &settings)?;
    cut::write(&asked.out, &pieces)?;
    screen.notes(&notes);
    let [activities, inputs] = pieces.counts().map(|count| count.to_string());
    let out = asked.out.display().to_string();
    let values = [("activities", activities.as_str()), ("inputs", &inputs), ("out", &out)];
    screen.done("chain.cut", &values);
    screen.hint("chain.next", &[("out", &out)]);
    Ok(Exit::Done)
}

fn settings(asked: &Cut) -> cut::Cut {
    let filter = match (asked.threshold, &asked.criticality) {
        (Some(least), _) => Filter::Threshold(least),
        (None, Some(file)) => Filter::Criticality(file.clone()),
        (None, None) => Filter::Share(asked.share),
    };
    cut::Cut {
        products: asked.product.clone(),
        depth: asked.depth,
        filter,
        reading: asked.read.into(),
        capacity: asked.capacity,
    }
}
