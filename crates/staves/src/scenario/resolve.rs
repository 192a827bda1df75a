//! A scenario on one economy: names become rows, shares of capital become money; then one draw
//! for each run.

use super::Scenario;
use super::correlation;
use super::draw::Drawn;
use super::shock::{ShockKind, ShockSpec};
use crate::results::manifest::ShockShown;
use staves_core::correlation::Copula;
use staves_core::diim;
use staves_core::model::{Lane, Parameters, System, cost_shares, price_rise};
use staves_core::profile::Profile;
use staves_core::risk::Basis;
use staves_core::sensitivity::{Place, Sample, runs_per_draw};
use staves_core::shock::{Effect, Links, Rebuild, Shock};
use staves_core::{Economy, Error, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A scenario resolved against a system; shared by all runs.
pub struct Resolved<'s> {
    scenario: &'s Scenario,
    system: &'s System,
    shocks: Vec<Target<'s>>,
    /// What the templates of the event set hit.
    templates: Vec<Target<'s>>,
    /// Draws that hang together.
    copula: Option<Copula>,
    /// Names of what varies, when runs stand in a design for sensitivity.
    design: Option<Vec<String>>,
}

/// What one shock hits.
struct Target<'s> {
    spec: &'s ShockSpec,
    /// Name of its random streams: its own, made unique.
    stream: String,
    rows: Vec<usize>,
    cells: Vec<(usize, usize)>,
    mix: Vec<(usize, f64)>,
    links: Vec<Links>,
    inputs: Vec<usize>,
    /// Producers whose unit cost rises, and by how much at a size of 1.
    costs: Vec<(usize, f64)>,
    /// What prices make of them, where it is the same in every run.
    rise: Option<Arc<[f64]>>,
}

/// What was drawn for one run.
pub struct Drawing {
    /// Model parameters.
    pub parameters: Parameters,
    /// Parameters of the inoperability model.
    pub diim: diim::Parameters,
    /// Shocks with their sizes.
    pub shocks: Vec<Shock>,
    /// Values of what varies, in the order of [`Resolved::varying`].
    pub values: Vec<f64>,
    /// Day of the first shock; 0 without shocks.
    pub first_day: f64,
}

impl<'s> Resolved<'s> {
    /// Finds every name of a scenario in an economy.
    ///
    /// # Errors
    /// `scenario::unknown-region`, `-sector`, `-category`; `scenario::nobody-hit`;
    /// `shock::no-capital`; `scenario::impossible-overlap`; `scenario::unknown-draw` and
    /// `scenario::impossible-correlation`.
    pub fn new(scenario: &'s Scenario, system: &'s System) -> Result<Self> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shocks = Vec::new();
        for spec in &scenario.shocks {
            let count = seen.entry(&spec.name.en).or_default();
            *count += 1;
            let name = &spec.name.en;
            let stream = if *count == 1 { name.clone() } else { format!("{name}#{count}") };
            shocks.push(Target::new(spec, stream, system)?);
        }
        let templates = scenario.events.as_ref().map_or(&[][..], |events| events.templates());
        let templates = templates
            .iter()
            .map(|spec| Target::new(spec, String::new(), system))
            .collect::<Result<_>>()?;
        if scenario.prices.is_fixed() {
            let mut parameters = Parameters::new(system.economy.sectors.len());
            let fixed = |_: &str, drawn: &Drawn| drawn.draw.median();
            scenario.prices.draw(&system.economy.sectors, &fixed, &mut parameters)?;
            for target in shocks.iter_mut().filter(|t: &&mut Target<'_>| !t.costs.is_empty()) {
                let rise = price_rise(system, &target.costs, &parameters.pass_through);
                target.rise = Some(rise.map_err(|error| error.or_at(target.spec.place.clone()))?);
            }
        }
        let mut resolved = Self { scenario, system, shocks, templates, copula: None, design: None };
        resolved.check_overlaps()?;
        resolved.copula = correlation::copula(&scenario.correlations, &resolved.varying())?;
        resolved.lane(0)?;
        Ok(resolved)
    }

    /// Names of everything that differs between runs.
    #[must_use]
    pub fn varying(&self) -> Vec<String> {
        self.draws().into_iter().filter(|(_, drawn)| drawn.draw.varies()).map(|(n, _)| n).collect()
    }

    /// The same with runs in a design for sensitivity: [`Place`].
    ///
    /// # Errors
    /// `stress::nothing-varies`; `stress::sensitivity-of-correlated` when draws hang together,
    /// as shares of the variance need them to be independent; `stress::needs-draws` for events.
    pub fn for_sensitivity(self) -> Result<Self> {
        let place = || staves_core::Place::file(self.scenario.file.clone());
        if let Some(correlation) = self.scenario.correlations.first() {
            let place = correlation.place.clone();
            return Err(Error::new("stress::sensitivity-of-correlated").at(place));
        }
        if self.scenario.events.is_some() {
            return Err(Error::new("stress::needs-draws")
                .with("what", "--sensitivity")
                .at(place()));
        }
        let varying = self.varying();
        if varying.is_empty() {
            return Err(Error::new("stress::nothing-varies").at(place()));
        }
        Ok(Self { design: Some(varying), ..self })
    }

    /// Whether runs stand in a design for sensitivity.
    #[must_use]
    pub fn is_design(&self) -> bool {
        self.design.is_some()
    }

    /// Where a run stands in the design, if there is one.
    #[must_use]
    pub fn place(&self, run: u64) -> Option<Place> {
        self.design.as_ref().map(|inputs| Place::of(run, inputs.len()))
    }

    /// How many runs it takes to make so many draws.
    #[must_use]
    pub fn runs(&self, draws: u64) -> u64 {
        draws * self.design.as_ref().map_or(1, |inputs| runs_per_draw(inputs.len()))
    }

    /// What the runs stand for.
    #[must_use]
    pub fn basis(&self) -> Basis {
        let events = self.scenario.events.as_ref();
        match events.and_then(|events| events.total_probability()) {
            Some(_) => Basis::AnnualRates,
            None => Basis::Draws,
        }
    }

    /// What a run counts in statistics over runs: the annual rate or probability of its event,
    /// shared by the runs that repeat it; 1 without rates. Runs of a design that share most of
    /// their draw with another count nothing.
    #[must_use]
    pub fn weight(&self, run: u64) -> f64 {
        if let Some(Sample::Swapped(_)) = self.place(run).map(|place| place.sample) {
            return 0.0;
        }
        let events = self.scenario.events.as_ref();
        events.map_or(1.0, |events| events.weight(run, self.scenario.runs))
    }

    /// Whether it must be said what a run counts.
    #[must_use]
    pub fn is_weighted(&self) -> bool {
        self.is_design() || self.scenario.events.is_some()
    }

    /// Seed of all draws.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.scenario.seed
    }

    fn draws(&self) -> Vec<(String, &Drawn)> {
        let of_shock = |target: &Target<'s>| {
            let stream = target.stream.clone();
            target.spec.draws().map(move |(name, drawn)| (format!("{stream}.{name}"), drawn))
        };
        let shocks = self.shocks.iter().flat_map(of_shock);
        // Only what the model reads is a difference between runs.
        let parameters = &self.scenario.parameters;
        let (engine, diim) = match self.scenario.is_diim() {
            true => (None, Some(parameters.diim.draws())),
            false => (Some(parameters.draws()), None),
        };
        let prices = self.scenario.has_prices().then(|| self.scenario.prices.draws());
        let engine = engine.into_iter().flatten().chain(prices.into_iter().flatten());
        engine.chain(diim.into_iter().flatten()).chain(shocks).collect()
    }

    /// The draw of one run.
    ///
    /// # Errors
    /// `scenario::unknown-sector` for a parameter of a sector that does not exist.
    pub fn draw(&self, run: u64) -> Result<Drawing> {
        self.drawing(run, &|name, drawn| self.value(run, name, drawn))
    }

    /// The draw in the middle: every number at its median ([`staves_core::random::Draw::median`]),
    /// with the first event of an event set.
    ///
    /// # Errors
    /// As [`Resolved::draw`].
    pub fn central(&self) -> Result<Drawing> {
        self.drawing(0, &|_, drawn| drawn.draw.median())
    }

    fn drawing(&self, run: u64, value: &dyn Fn(&str, &Drawn) -> f64) -> Result<Drawing> {
        let sectors = &self.system.economy.sectors;
        let mut parameters = self.scenario.parameters.draw(sectors, value)?;
        self.scenario.prices.draw(sectors, value, &mut parameters)?;
        let diim = self.scenario.parameters.diim.draw(sectors, value)?;
        let mut shocks: Vec<Shock> = self
            .shocks
            .iter()
            .map(|target| {
                let stream = &target.stream;
                target.draw(self.system, &|name, drawn| value(&format!("{stream}.{name}"), drawn))
            })
            .collect();
        shocks.extend(self.event_shocks(run));
        let varying = self.draws().into_iter().filter(|(_, drawn)| drawn.draw.varies());
        let values = varying.map(|(name, drawn)| value(&name, drawn)).collect();
        let first = shocks.iter().map(|shock| shock.profile.starts).fold(f64::INFINITY, f64::min);
        let first_day = if first.is_finite() { first.max(0.0) } else { 0.0 };
        Ok(Drawing { parameters, diim, shocks, values, first_day })
    }

    /// The shocks of the event of a run.
    fn event_shocks(&self, run: u64) -> impl Iterator<Item = Shock> {
        let events = self.scenario.events.as_deref();
        let shocks = events.map(|events| {
            let event = events.event(run);
            events.shocks(event).map(move |shock| {
                let target = &self.templates[shock.template];
                let name = events.name(event).to_owned();
                Shock { name, ..target.draw(self.system, &|name, _| shock.number(name)) }
            })
        });
        shocks.into_iter().flatten()
    }

    /// Whether each run is an event of a set.
    #[must_use]
    pub fn has_events(&self) -> bool {
        self.scenario.events.is_some()
    }

    /// The name of the event of a run, with an event set.
    #[must_use]
    pub fn event(&self, run: u64) -> Option<&str> {
        let events = self.scenario.events.as_ref()?;
        Some(events.name(events.event(run)))
    }

    /// The economy.
    #[must_use]
    pub fn economy(&self) -> &Economy {
        &self.system.economy
    }

    /// The number of the event of a run; without an event set each run is one of its own.
    #[must_use]
    pub fn event_number(&self, run: u64) -> usize {
        let events = self.scenario.events.as_ref();
        events.map_or(run as usize, |events| events.event(run))
    }

    /// One number of one run. Its stream is named after it; those of a second sample, and of
    /// numbers that hang together, differ.
    fn value(&self, run: u64, name: &str, drawn: &Drawn) -> f64 {
        let seed = self.scenario.seed;
        if let (Some(inputs), Some(place)) = (&self.design, self.place(run)) {
            let input = inputs.iter().position(|input| input == name);
            return match input.is_some_and(|input| place.takes_second(input)) {
                true => drawn.draw.value(seed, place.draw, &format!("{name} (second sample)")),
                false => drawn.draw.value(seed, place.draw, name),
            };
        }
        match self.copula.as_ref().and_then(|copula| Some((copula, copula.position(name)?))) {
            Some((copula, position)) => drawn.draw.quantile(copula.share(seed, run, position)),
            None => drawn.draw.value(seed, run, name),
        }
    }

    /// A lane at the baseline for one run, with what was drawn for it.
    ///
    /// # Errors
    /// Of [`Resolved::draw`] and [`Lane::new`].
    pub fn lane(&self, run: u64) -> Result<(Lane, Drawing)> {
        let drawing = self.draw(run)?;
        // The engine does not know which shock it refuses; with one there is no doubt.
        let place = match (&self.scenario.shocks[..], &self.scenario.events) {
            ([only], None) => Some(only.place.clone()),
            ([], Some(events)) => Some(events.place(events.event(run))),
            _ => None,
        };
        let lane = Lane::new(self.system, drawing.parameters.clone(), &drawing.shocks);
        let lane = lane.map_err(|error| match place {
            Some(place) if error.code().starts_with("shock::") => error.or_at(place),
            _ => error.or_at(staves_core::Place::file(self.scenario.file.clone())),
        })?;
        Ok((lane, drawing))
    }

    /// The shocks as a reader should see them.
    #[must_use]
    pub fn shown(&self) -> Vec<ShockShown> {
        self.shocks.iter().map(|target| target.shown(&self.system.economy)).collect()
    }

    /// Capital that is certain to be destroyed twice cannot be: sizes of shocks in force at one
    /// time on one producer must not add up to more than everything.
    fn check_overlaps(&self) -> Result<()> {
        let capital: Vec<&Target<'_>> =
            self.shocks.iter().filter(|target| target.spec.kind == ShockKind::Capital).collect();
        let window = |target: &Target<'_>| {
            (
                target.spec.starts.bounds().1
                    + target.spec.ramp.as_ref().map_or(0.0, |ramp| ramp.bounds().1),
                target.spec.starts.bounds().0 + target.spec.lasts.bounds().0,
            )
        };
        for target in &capital {
            let at = window(target).0;
            let together = capital.iter().filter(|other| {
                let (from, to) = window(other);
                from <= at && at < to.max(from + f64::EPSILON)
            });
            let mut lost = BTreeMap::new();
            for other in together {
                for row in &other.rows {
                    *lost.entry(*row).or_insert(0.0) += other.spec.size.bounds().0;
                }
            }
            let worst = lost.into_iter().find(|(_, share)| *share > 1.0 + 1e-9);
            if let Some((row, share)) = worst {
                return Err(Error::new("scenario::impossible-overlap")
                    .with("shock", &target.spec.name.en)
                    .with("producer", self.system.economy.name(row))
                    .with("share", format!("{:.0}", 100.0 * share))
                    .at(target.spec.place.clone()));
            }
        }
        Ok(())
    }
}

impl<'s> Target<'s> {
    fn new(spec: &'s ShockSpec, stream: String, system: &System) -> Result<Self> {
        let economy = &system.economy;
        let regions = spec.region.ids(&economy.regions, "scenario::unknown-region")?;
        let sectors = spec.sector.ids(&economy.sectors, "scenario::unknown-sector")?;
        let mut rows: Vec<usize> = regions
            .iter()
            .flat_map(|region| sectors.iter().filter_map(|s| economy.producer(*region, *s)))
            .collect();
        rows.sort_unstable();
        let (mut cells, mut mix, mut links) = (Vec::new(), Vec::new(), Vec::new());
        let mut costs = Vec::new();
        let inputs = match spec.kind {
            ShockKind::Input | ShockKind::Inventory => {
                spec.input.ids(&economy.sectors, "scenario::unknown-sector")?
            }
            _ => Vec::new(),
        };
        match spec.kind {
            ShockKind::Capacity | ShockKind::Labour | ShockKind::Inventory => {}
            ShockKind::Input => links = input_links(economy, &inputs, &rows),
            ShockKind::Trade | ShockKind::Import | ShockKind::Export => {
                links = trade_links(spec, economy, &regions, &sectors)?;
                if !links.iter().any(|links| trades(economy, links)) {
                    rows.clear();
                }
            }
            ShockKind::Capital => {
                let without = rows.iter().find(|row| system.capital_of(**row) <= 0.0).copied();
                rows.retain(|row| system.capital_of(*row) > 0.0);
                if let (Some(row), true) = (without, rows.is_empty()) {
                    return Err(Error::new("shock::no-capital")
                        .with("shock", &spec.name.en)
                        .with("producer", economy.name(row))
                        .at(spec.place.clone()));
                }
                mix = rebuild_mix(spec, economy)?;
            }
            ShockKind::Cost => {
                costs = dearer(spec, system, &rows)?;
                rows.retain(|row| costs.iter().any(|(hit, _)| hit == row));
            }
            ShockKind::Demand => {
                cells = demand_cells(spec, economy, &rows)?;
                rows.retain(|row| cells.iter().any(|(hit, _)| hit == row));
            }
        }
        if rows.is_empty() {
            return Err(Error::new("scenario::nobody-hit")
                .with("shock", &spec.name.en)
                .at(spec.place.clone()));
        }
        Ok(Self { spec, stream, rows, cells, mix, links, inputs, costs, rise: None })
    }

    fn draw(&self, system: &System, value: &dyn Fn(&str, &Drawn) -> f64) -> Shock {
        let spec = self.spec;
        let profile = Profile {
            starts: value("starts", &spec.starts),
            ramp: spec.ramp.as_ref().map_or(0.0, |ramp| value("ramp", ramp)),
            lasts: value("lasts", &spec.lasts),
            recovery: spec.recovery.draw(value),
        };
        let effect = match spec.kind {
            ShockKind::Capacity => {
                Effect::Capacity { rows: self.rows.clone(), size: value("size", &spec.size) }
            }
            ShockKind::Capital => {
                let size = value("size", &spec.size);
                let lost = self.rows.iter().map(|row| (*row, size * system.capital_of(*row)));
                let rebuild = spec.rebuild.as_ref().map(|rebuild| Rebuild {
                    days: value("rebuild.days", &rebuild.days),
                    mix: self.mix.clone(),
                    factor: rebuild.factor,
                    final_users: Vec::new(),
                });
                Effect::Capital { lost: lost.collect(), rebuild }
            }
            ShockKind::Labour => Effect::Labour {
                rows: self.rows.clone(),
                size: value("size", &spec.size),
                remote: spec.remote.as_ref().map(|remote| value("remote", remote)),
            },
            ShockKind::Inventory => Effect::Inventory {
                inputs: self.inputs.clone(),
                buyers: self.rows.clone(),
                size: value("size", &spec.size),
            },
            ShockKind::Trade | ShockKind::Import | ShockKind::Export | ShockKind::Input => {
                let delay = spec.delay.as_ref().map_or(0.0, |delay| value("delay", delay));
                Effect::Trade { links: self.links.clone(), size: value("size", &spec.size), delay }
            }
            ShockKind::Cost => Effect::Cost {
                costs: self.costs.clone(),
                size: value("size", &spec.size),
                rise: self.rise.clone(),
            },
            ShockKind::Demand => {
                Effect::Demand { change: value("change", &spec.size), cells: self.cells.clone() }
            }
        };
        Shock { name: spec.name.en.clone(), profile, effect }
    }

    fn shown(&self, economy: &Economy) -> ShockShown {
        let spec = self.spec;
        let mut regions: Vec<usize> =
            self.rows.iter().map(|row| economy.producers[*row].region as usize).collect();
        let mut sectors: Vec<usize> =
            self.rows.iter().map(|row| economy.producers[*row].sector as usize).collect();
        for ids in [&mut regions, &mut sectors] {
            ids.sort_unstable();
            ids.dedup();
        }
        let names = |ids: Vec<usize>, codes: &staves_core::Codes| {
            ids.into_iter().map(|id| codes.code(id).to_owned()).collect()
        };
        ShockShown {
            name: spec.name.clone(),
            kind: spec.kind.name().to_owned(),
            regions: names(regions, &economy.regions),
            sectors: names(sectors, &economy.sectors),
            producers: self.rows.len(),
            size: spec.size.shown(),
            starts: spec.starts.shown(),
            ramp: spec.ramp.as_ref().map(Drawn::shown),
            delay: spec.delay.as_ref().map(Drawn::shown),
            lasts: spec.lasts.shown(),
            recovery: spec.recovery_shown(),
        }
    }
}

fn rebuild_mix(spec: &ShockSpec, economy: &Economy) -> Result<Vec<(usize, f64)>> {
    let Some(rebuild) = &spec.rebuild else { return Ok(Vec::new()) };
    let find = |(sector, share, place): &(String, f64, staves_core::Place)| {
        let id = economy.sectors.id(sector).ok_or_else(|| {
            Error::new("scenario::unknown-sector")
                .with("name", sector)
                .with("count", economy.sectors.len())
                .nearest(economy.sectors.nearest_shown(sector))
                .at(place.clone())
        })?;
        Ok((id, *share))
    };
    rebuild.sectors.iter().map(find).collect()
}

fn demand_cells(
    spec: &ShockSpec,
    economy: &Economy,
    rows: &[usize],
) -> Result<Vec<(usize, usize)>> {
    let categories = spec.category.ids(&economy.categories, "scenario::unknown-category")?;
    let consumers = spec.consumer.ids(&economy.regions, "scenario::unknown-region")?;
    let hit = |column: usize| {
        let column = economy.demand_columns[column];
        categories.binary_search(&(column.category as usize)).is_ok()
            && consumers.binary_search(&(column.region as usize)).is_ok()
    };
    let cells = rows.iter().flat_map(|row| {
        let wanted = economy.final_demand.row(*row).filter(|(col, v)| *v != 0.0 && hit(*col));
        wanted.map(|(col, _)| (*row, col))
    });
    Ok(cells.collect())
}

/// Whose unit costs rise by how much at a size of 1: by all of them, or by the share in them of the
/// inputs that become dearer.
fn dearer(spec: &ShockSpec, system: &System, rows: &[usize]) -> Result<Vec<(usize, f64)>> {
    let economy = &system.economy;
    let Some((input, from)) = &spec.dearer else {
        let makes = |row: &&usize| system.output_of(**row) > 0.0;
        return Ok(rows.iter().filter(makes).map(|row| (*row, 1.0)).collect());
    };
    let inputs = input.ids(&economy.sectors, "scenario::unknown-sector")?;
    let from = from.ids(&economy.regions, "scenario::unknown-region")?;
    let supplies = |row: &usize| {
        let producer = economy.producers[*row];
        inputs.binary_search(&(producer.sector as usize)).is_ok()
            && from.binary_search(&(producer.region as usize)).is_ok()
    };
    let suppliers: Vec<usize> = (0..economy.len()).filter(supplies).collect();
    Ok(cost_shares(system, &suppliers, rows))
}

/// Deliveries of some products to some producers, from everybody who makes them.
fn input_links(economy: &Economy, inputs: &[usize], buyers: &[usize]) -> Vec<Links> {
    let makes =
        |row: &usize| inputs.binary_search(&(economy.producers[*row].sector as usize)).is_ok();
    let suppliers = (0..economy.len()).filter(makes).collect();
    vec![Links { suppliers, buyers: buyers.to_vec(), columns: Vec::new(), share: 1.0 }]
}

/// Links of trade between regions, a set for each region that buys. Trade of a region with itself
/// is not trade.
fn trade_links(
    spec: &ShockSpec,
    economy: &Economy,
    regions: &[usize],
    sectors: &[usize],
) -> Result<Vec<Links>> {
    let all: Vec<usize> = (0..economy.regions.len()).collect();
    let pairs = match spec.kind {
        ShockKind::Import => vec![(all, regions.to_vec())],
        ShockKind::Export => vec![(regions.to_vec(), all)],
        _ => {
            let ids = |selector: &super::Selector| {
                selector.ids(&economy.regions, "scenario::unknown-region")
            };
            let pairs = spec.links.iter().map(|(from, to)| Ok((ids(from)?, ids(to)?)));
            pairs.collect::<Result<Vec<_>>>()?
        }
    };
    let mut links = Vec::new();
    for (from, to) in pairs {
        for to in to {
            let sells = |row: &usize| {
                let producer = economy.producers[*row];
                let region = producer.region as usize;
                region != to
                    && from.binary_search(&region).is_ok()
                    && sectors.binary_search(&(producer.sector as usize)).is_ok()
            };
            let buys = |row: &usize| economy.producers[*row].region as usize == to;
            let uses = |column: &usize| economy.demand_columns[*column].region as usize == to;
            links.push(Links {
                suppliers: (0..economy.len()).filter(sells).collect(),
                buyers: (0..economy.len()).filter(buys).collect(),
                columns: (0..economy.demand_columns.len()).filter(uses).collect(),
                share: spec.share,
            });
        }
    }
    Ok(links)
}

/// Whether anything goes over some links.
fn trades(economy: &Economy, links: &Links) -> bool {
    links.suppliers.iter().any(|row| {
        let to_producers = economy.flows.row(*row);
        let to_users = economy.final_demand.row(*row);
        to_producers
            .into_iter()
            .any(|(col, flow)| flow > 0.0 && links.buyers.binary_search(&col).is_ok())
            || to_users
                .into_iter()
                .any(|(col, flow)| flow > 0.0 && links.columns.binary_search(&col).is_ok())
    })
}
