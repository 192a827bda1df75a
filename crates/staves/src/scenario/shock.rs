//! The `[[shock]]` tables of a scenario, as written.

use super::draw::Drawn;
use super::select::Selector;
use super::series;
use super::{one_named, one_of, out_of_range, title};
use crate::document::{Section, Value};
use crate::results::manifest::Title;
use staves_core::profile::{Recovery, Series};
use staves_core::{Error, Place, Result};

/// What a shock hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShockKind {
    /// Capacity that cannot be used.
    Capacity,
    /// Productive capital that is destroyed.
    Capital,
    /// Labour that is kept from its place of work.
    Labour,
    /// Links of trade between regions.
    Trade,
    /// All trade into regions.
    Import,
    /// All trade out of regions.
    Export,
    /// Deliveries of products to producers.
    Input,
    /// Stocks that are destroyed.
    Inventory,
    /// Unit costs, and prices with them.
    Cost,
    /// Final demand.
    Demand,
}

impl ShockKind {
    /// The name in scenario files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::Capital => "capital",
            Self::Labour => "labour",
            Self::Trade => "trade",
            Self::Import => "import",
            Self::Export => "export",
            Self::Input => "input",
            Self::Inventory => "inventory",
            Self::Cost => "cost",
            Self::Demand => "demand",
        }
    }

    /// Whether it is about links of trade.
    fn is_trade(self) -> bool {
        matches!(self, Self::Trade | Self::Import | Self::Export | Self::Input)
    }

    /// The kind of a name, of those that an event can have.
    ///
    /// # Errors
    /// `scenario::unknown-choice`, with the nearest name.
    pub(super) fn named(text: &str) -> Result<Self> {
        one_named(text, "kind", EVENT_KINDS)
    }
}

/// One shock as written.
#[derive(Clone, Debug)]
pub struct ShockSpec {
    /// Its name, or its kind and number in the file. The English one names its random streams.
    pub name: Title,
    /// Where its table begins.
    pub place: Place,
    /// What it hits.
    pub kind: ShockKind,
    /// Regions of the producers hit (for demand: whose goods are wanted less or more).
    pub region: Selector,
    /// Sectors of the producers hit.
    pub sector: Selector,
    /// Categories of final demand hit.
    pub category: Selector,
    /// Regions whose final users are hit.
    pub consumer: Selector,
    /// Products whose deliveries or stocks are hit.
    pub input: Selector,
    /// Inputs that become dearer and the regions they come from; where missing, the producers' own
    /// costs rise.
    pub dearer: Option<(Selector, Selector)>,
    /// Pairs of regions, from and to, between which trade is hit.
    pub links: Vec<(Selector, Selector)>,
    /// Share of the trade on the links that goes this way.
    pub share: f64,
    /// Days by which goods on the links arrive later.
    pub delay: Option<Drawn>,
    /// Share of the labour hit that works remotely; the economy's own where missing.
    pub remote: Option<Drawn>,
    /// Share lost; for demand, the relative change; for costs, the rise.
    pub size: Drawn,
    /// First day.
    pub starts: Drawn,
    /// Days over which it builds up, if it does.
    pub ramp: Option<Drawn>,
    /// Days of full severity.
    pub lasts: Drawn,
    /// How it ends.
    pub recovery: RecoverySpec,
    /// Who rebuilds destroyed capital.
    pub rebuild: Option<RebuildSpec>,
}

/// A recovery shape whose days may be drawn.
#[derive(Clone, Debug)]
pub struct RecoverySpec {
    shape: Shape,
    pub(super) days: Option<Drawn>,
    pub(super) half: Option<Drawn>,
    series: Option<Series>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Sudden,
    Linear,
    Exponential,
    Convex,
    SShaped,
    Threshold,
    Series,
}

const SHAPES: [(&str, Shape); 7] = [
    ("sudden", Shape::Sudden),
    ("linear", Shape::Linear),
    ("exponential", Shape::Exponential),
    ("convex", Shape::Convex),
    ("s-shaped", Shape::SShaped),
    ("threshold", Shape::Threshold),
    ("series", Shape::Series),
];

/// Shapes of recovery that one number of days describes.
const EVENT_SHAPES: [(&str, Shape); 5] = [
    ("linear", Shape::Linear),
    ("sudden", Shape::Sudden),
    ("exponential", Shape::Exponential),
    ("convex", Shape::Convex),
    ("threshold", Shape::Threshold),
];

/// Rebuilding as written.
#[derive(Clone, Debug)]
pub struct RebuildSpec {
    /// Time constant in days.
    pub days: Drawn,
    /// Sector code, share, place.
    pub sectors: Vec<(String, f64, Place)>,
    /// Money of demand per money destroyed.
    pub factor: f64,
}

impl ShockSpec {
    /// A shock of an event set: who is hit and with which numbers comes later.
    ///
    /// # Errors
    /// `scenario::unknown-choice` for its shape.
    pub(super) fn of_event(kind: ShockKind, place: Place, shape: &str) -> Result<Self> {
        let number = || Drawn::fixed(0.0, place.clone());
        let shape = one_named(shape, "shape", EVENT_SHAPES)?;
        let days = (shape != Shape::Sudden).then(number);
        Ok(Self {
            name: Title { en: kind.name().to_owned(), zh: String::new() },
            kind,
            region: Selector::default(),
            sector: Selector::default(),
            category: Selector::default(),
            consumer: Selector::default(),
            input: Selector::default(),
            dearer: None,
            links: Vec::new(),
            share: 1.0,
            delay: None,
            remote: None,
            size: number(),
            starts: number(),
            ramp: None,
            lasts: number(),
            recovery: RecoverySpec { shape, days, ..RecoverySpec::sudden() },
            rebuild: None,
            place,
        })
    }

    /// The days of recovery must be more than this; `None` when it has none.
    pub(super) fn least_recovery(&self) -> Option<f64> {
        match self.recovery.shape {
            _ if self.rebuild.is_some() => Some(0.0),
            Shape::Sudden => None,
            Shape::Exponential | Shape::Convex => Some(1.0),
            _ => Some(0.0),
        }
    }

    /// The latest day on which its full severity can end.
    #[must_use]
    pub fn latest_end(&self) -> f64 {
        let ramp = self.ramp.as_ref().map_or(0.0, |ramp| ramp.bounds().1);
        self.starts.bounds().1 + ramp + self.lasts.bounds().1
    }

    /// What it has that BoARIO lacks, if anything.
    pub(super) fn beyond_boario(&self) -> Option<&'static str> {
        match self.recovery.shape {
            _ if self.ramp.is_some() => Some("a shock that builds up (`ramp`)"),
            Shape::Threshold => Some("the recovery shape `threshold`"),
            Shape::Series => Some("a series of severities"),
            _ => None,
        }
    }

    /// The numbers that may be drawn, with their name inside the shock.
    pub(super) fn draws(&self) -> impl Iterator<Item = (&'static str, &Drawn)> {
        let size = if self.kind == ShockKind::Demand { "change" } else { "size" };
        let always = [(size, &self.size), ("starts", &self.starts), ("lasts", &self.lasts)];
        let sometimes = [
            ("remote", self.remote.as_ref()),
            ("delay", self.delay.as_ref()),
            ("ramp", self.ramp.as_ref()),
            ("recovery.days", self.recovery.days.as_ref()),
            ("recovery.half", self.recovery.half.as_ref()),
            ("rebuild.days", self.rebuild.as_ref().map(|rebuild| &rebuild.days)),
        ];
        let sometimes = sometimes.into_iter().filter_map(|(name, drawn)| Some((name, drawn?)));
        always.into_iter().chain(sometimes)
    }

    /// How it ends, as people read it.
    #[must_use]
    pub fn recovery_shown(&self) -> String {
        let length = self.recovery.series.as_ref().and_then(|series| series.points().last());
        if let Some((days, _)) = length {
            return format!("series, {days} days");
        }
        match (&self.rebuild, &self.recovery.days) {
            (Some(rebuild), _) => format!("rebuilt, {} days", rebuild.days.shown()),
            (None, Some(days)) => format!("{}, {} days", self.recovery.shape(), days.shown()),
            (None, None) => self.recovery.shape().to_owned(),
        }
    }
}

impl RecoverySpec {
    fn sudden() -> Self {
        Self { shape: Shape::Sudden, days: None, half: None, series: None }
    }

    fn series(series: Series) -> Self {
        Self { shape: Shape::Series, series: Some(series), ..Self::sudden() }
    }

    fn shape(&self) -> &'static str {
        SHAPES.iter().find(|(_, shape)| *shape == self.shape).map_or("", |(name, _)| name)
    }

    /// The shape of one run.
    pub(super) fn draw(&self, value: &dyn Fn(&str, &Drawn) -> f64) -> Recovery {
        let number = |name: &str, drawn: &Option<Drawn>| {
            drawn.as_ref().map_or(0.0, |drawn| value(name, drawn))
        };
        let days = number("recovery.days", &self.days);
        if self.days.is_some() && days == 0.0 {
            // Only events: a scenario refuses it.
            return Recovery::Sudden;
        }
        match self.shape {
            Shape::Sudden => Recovery::Sudden,
            Shape::Threshold => Recovery::Threshold { days },
            Shape::Series => self.series.clone().map_or(Recovery::Sudden, Recovery::Series),
            Shape::Linear => Recovery::Linear { days },
            Shape::Exponential => Recovery::Exponential { days },
            Shape::Convex => Recovery::Convex { days },
            Shape::SShaped => Recovery::SShaped { days, half: number("recovery.half", &self.half) },
        }
    }
}

const KINDS: [(&str, ShockKind); 10] = [
    ("capacity", ShockKind::Capacity),
    ("capital", ShockKind::Capital),
    ("labour", ShockKind::Labour),
    ("demand", ShockKind::Demand),
    ("trade", ShockKind::Trade),
    ("import", ShockKind::Import),
    ("export", ShockKind::Export),
    ("input", ShockKind::Input),
    ("inventory", ShockKind::Inventory),
    ("cost", ShockKind::Cost),
];

/// Kinds that a region, a sector and a size describe.
const EVENT_KINDS: [(&str, ShockKind); 6] = [
    ("capacity", ShockKind::Capacity),
    ("capital", ShockKind::Capital),
    ("labour", ShockKind::Labour),
    ("demand", ShockKind::Demand),
    ("import", ShockKind::Import),
    ("export", ShockKind::Export),
];

/// All shocks of a scenario.
pub(super) fn read_all(root: &Section<'_>) -> Result<Vec<ShockSpec>> {
    let tables = root.sections("shock")?;
    tables.iter().enumerate().map(|(k, table)| read(k, table)).collect()
}

fn read(number: usize, table: &Section<'_>) -> Result<ShockSpec> {
    let kind = one_of(&table.need("kind")?, "kind", KINDS)?;
    let name = match table.get("name") {
        Some(value) => title(value)?,
        None => Title { en: format!("{}-{}", kind.name(), number + 1), zh: String::new() },
    };
    let select = |key: &str| Selector::read(table.get(key));
    let region = match kind {
        ShockKind::Trade => Selector::default(),
        _ => select("region")?,
    };
    let sector = select("sector")?;
    let input = match kind {
        ShockKind::Input | ShockKind::Inventory => Selector::read(Some(table.need("input")?))?,
        _ => Selector::default(),
    };
    let dearer = match (kind, table.get("input"), table.get("from")) {
        (ShockKind::Cost, None, None) => None,
        (ShockKind::Cost, input, from) => Some((Selector::read(input)?, Selector::read(from)?)),
        _ => None,
    };
    let links = if kind == ShockKind::Trade { links(table)? } else { Vec::new() };
    let share = match (kind, table.get("share")) {
        (ShockKind::Trade, Some(value)) => match value.number()? {
            share if (0.0..=1.0).contains(&share) => share,
            share => {
                let wanted = "between 0 and 1".into();
                return Err(out_of_range("share", share, wanted, value.place()));
            }
        },
        _ => 1.0,
    };
    let remote = match kind {
        ShockKind::Labour => {
            table.get("remote").map(|value| Drawn::read(value)?.within("remote", 0.0, 1.0, false))
        }
        _ => None,
    };
    let remote = remote.transpose()?;
    let delay = match kind.is_trade() {
        true => table.get("delay").map(|value| days("delay", value)).transpose()?,
        false => None,
    };
    let (size, category, consumer) = match kind {
        ShockKind::Demand => {
            let change = Drawn::read(table.need("change")?)?;
            let change = change.within("change", -1.0, f64::INFINITY, false)?;
            (change, select("category")?, select("consumer")?)
        }
        ShockKind::Cost => {
            let size = Drawn::read(table.need("size")?)?;
            let size = size.within("size", 0.0, f64::INFINITY, false)?;
            (size, Selector::default(), Selector::default())
        }
        _ => {
            let size = match (table.get("size"), &delay) {
                // A route that takes longer need not be closed to anyone.
                (None, Some(delay)) => Drawn::fixed(0.0, delay.place.clone()),
                _ => Drawn::read(table.need("size")?)?.within("size", 0.0, 1.0, false)?,
            };
            (size, Selector::default(), Selector::default())
        }
    };
    let starts = Drawn::read(table.need("starts")?)?;
    let Course { ramp, lasts, recovery, rebuild } = course(kind, table)?;
    table.finish()?;
    let place = table.place();
    Ok(ShockSpec {
        name,
        place,
        kind,
        region,
        sector,
        category,
        consumer,
        input,
        dearer,
        links,
        share,
        delay,
        remote,
        size,
        starts,
        ramp,
        lasts,
        recovery,
        rebuild,
    })
}

/// The links of a trade shock: `from` and `to`, or a list of pairs of them.
fn links(table: &Section<'_>) -> Result<Vec<(Selector, Selector)>> {
    let Some(list) = table.get("links") else {
        return Ok(vec![(Selector::read(table.get("from"))?, Selector::read(table.get("to"))?)]);
    };
    let pair = |value: &Value<'_>| {
        let [from, to] = &value.list()?[..] else {
            return Err(Error::new("scenario::not-a-link").at(value.place()));
        };
        let one = |value: &Value<'_>| Ok::<_, Error>(Selector::one(value.text()?, value.place()));
        Ok((one(from)?, one(to)?))
    };
    let pairs = list.list()?.iter().map(pair).collect::<Result<Vec<_>>>()?;
    match pairs.is_empty() {
        true => Err(Error::new("scenario::empty-list").at(list.place())),
        false => Ok(pairs),
    }
}

/// What follows the start of a shock.
struct Course {
    ramp: Option<Drawn>,
    lasts: Drawn,
    recovery: RecoverySpec,
    rebuild: Option<RebuildSpec>,
}

/// Keys that a series takes the place of.
const INSTEAD_OF_SERIES: [&str; 4] = ["ramp", "lasts", "recovery", "rebuild"];

fn course(kind: ShockKind, table: &Section<'_>) -> Result<Course> {
    if kind == ShockKind::Inventory {
        // What is destroyed on one day is ordered again; nothing recovers by itself.
        return Ok(Course {
            ramp: None,
            lasts: Drawn::fixed(0.0, table.place()),
            recovery: RecoverySpec::sudden(),
            rebuild: None,
        });
    }
    if let Some(value) = table.get("series") {
        let place = value.place();
        let series = series::read(&value, table.get("between"))?;
        if let Some((key, beside)) =
            INSTEAD_OF_SERIES.iter().find_map(|key| Some((*key, table.get(key)?)))
        {
            return Err(Error::new("scenario::series-says-it").with("key", key).at(beside.place()));
        }
        return Ok(Course {
            ramp: None,
            lasts: Drawn::fixed(0.0, place),
            recovery: RecoverySpec::series(series),
            rebuild: None,
        });
    }
    let ramp = table.get("ramp").map(|value| days("ramp", value)).transpose()?;
    let lasts = days("lasts", table.need("lasts")?)?;
    let rebuild = match kind {
        ShockKind::Capital => table.get("rebuild").map(rebuild).transpose()?,
        _ => None,
    };
    let recovery = match table.get("recovery") {
        Some(value) if rebuild.is_some() => {
            return Err(Error::new("scenario::recovery-or-rebuild").at(value.place()));
        }
        Some(value) => recovery(value)?,
        None => RecoverySpec::sudden(),
    };
    Ok(Course { ramp, lasts, recovery, rebuild })
}

/// Days that are not negative.
fn days(key: &'static str, value: Value<'_>) -> Result<Drawn> {
    Drawn::read(value)?.within(key, 0.0, f64::INFINITY, false)
}

fn recovery(value: Value<'_>) -> Result<RecoverySpec> {
    let table = value.section()?;
    let shape = one_of(&table.need("shape")?, "shape", SHAPES)?;
    let number = |key: &'static str, above: f64| {
        Drawn::read(table.need(key)?)?.within(key, above, f64::INFINITY, true)
    };
    let days = match shape {
        Shape::Sudden => None,
        Shape::Series => {
            let series = series::read(&table.need("series")?, table.get("between"))?;
            table.finish()?;
            return Ok(RecoverySpec::series(series));
        }
        Shape::Linear | Shape::SShaped | Shape::Threshold => Some(number("days", 0.0)?),
        // (1 − 1/days) must be a share.
        Shape::Exponential | Shape::Convex => Some(number("days", 1.0)?),
    };
    let half = match shape {
        // The power of the curve divides by ln(half).
        Shape::SShaped => Some(number("half", 1.0)?),
        _ => None,
    };
    table.finish()?;
    Ok(RecoverySpec { shape, days, half, series: None })
}

fn rebuild(value: Value<'_>) -> Result<RebuildSpec> {
    let table = value.section()?;
    let days = Drawn::read(table.need("days")?)?.within("days", 0.0, f64::INFINITY, true)?;
    rebuild_in(&table, days)
}

impl RebuildSpec {
    /// Rebuilding of an event set: its days come with each event.
    pub(super) fn of_events(value: Value<'_>) -> Result<Self> {
        let place = value.place();
        rebuild_in(&value.section()?, Drawn::fixed(0.0, place))
    }
}

fn rebuild_in(table: &Section<'_>, days: Drawn) -> Result<RebuildSpec> {
    let factor = super::above(table, "factor", 0.0, 1.0)?;
    let shares = table.need("sectors")?.section()?;
    let place = shares.place();
    let mut sectors = Vec::new();
    for (sector, share) in shares.entries() {
        let place = share.place();
        let share = share.number()?;
        if !(0.0..=1.0).contains(&share) {
            return Err(out_of_range(&sector, share, "between 0 and 1".into(), place));
        }
        sectors.push((sector, share, place));
    }
    table.finish()?;
    let total: f64 = sectors.iter().map(|(_, share, _)| share).sum();
    if (total - 1.0).abs() > 1e-9 {
        return Err(Error::new("scenario::shares-do-not-add-up").with("total", total).at(place));
    }
    Ok(RebuildSpec { days, sectors, factor })
}
