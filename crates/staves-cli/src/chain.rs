//! `staves chain cut` and `staves chain join`: a chain out of an economy, or extended by one.

use crate::arguments::{Chain, ChainVerb, Cli, Cut, Join, Upstream};
use crate::exit::Exit;
use crate::render::Screen;
use crate::stress::{economy, find_study};
use staves::Result;
use staves::chain::cut::{self, Filter};
use staves::chain::{self, join};
use std::path::Path;

pub fn run(asked: &Chain, cli: &Cli, screen: &Screen) -> Result<Exit> {
    match &asked.what {
        ChainVerb::Cut(asked) => cut(asked, cli, screen),
        ChainVerb::Join(asked) => join(asked, cli, screen),
    }
}

fn cut(asked: &Cut, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let stored = economy(asked.economy.as_deref(), find_study(cli)?.as_ref())?;
    let settings = asked.upstream.settings(asked.product.clone());
    let (pieces, notes) = cut::cut(&stored.economy, &settings)?;
    cut::write(&asked.out, &pieces)?;
    screen.notes(&notes);
    done(screen, "chain.cut", pieces.counts(), &asked.out)
}

fn join(asked: &Join, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let stored = economy(asked.economy.as_deref(), find_study(cli)?.as_ref())?;
    let file = chain::read(&asked.chain)?;
    let settings = join::settings(&file, asked.all, asked.upstream.settings(Vec::new()))?;
    let (joined, notes) = join::join(&asked.chain, &file, &stored.economy, asked.all, &settings)?;
    join::write(&asked.out, &joined)?;
    screen.notes(&notes);
    done(screen, "chain.join", joined.counts(), &asked.out)
}

fn done(screen: &Screen, says: &str, counts: [usize; 2], out: &Path) -> Result<Exit> {
    let [activities, inputs] = counts.map(|count| count.to_string());
    let out = out.display().to_string();
    let values = [("activities", activities.as_str()), ("inputs", &inputs), ("out", &out)];
    screen.done(says, &values);
    screen.hint("chain.next", &[("out", &out)]);
    Ok(Exit::Done)
}

impl Upstream {
    fn settings(&self, products: Vec<String>) -> cut::Cut {
        let filter = match (self.threshold, &self.criticality) {
            (Some(least), _) => Filter::Threshold(least),
            (None, Some(file)) => Filter::Criticality(file.clone()),
            (None, None) => Filter::Share(self.share),
        };
        cut::Cut {
            products,
            depth: self.depth,
            filter,
            reading: self.read.into(),
            capacity: self.capacity,
        }
    }
}
