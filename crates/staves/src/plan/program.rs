//! Planning instances in JSON: hardening, interdiction, supply networks, complements and plans over
//! years, as they are (docs/src/reference/programs.md).

use crate::document::read_text;
use crate::table::{Table, Values};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use staves_core::codes::nearest_name;
use staves_core::plan::years::{Coefficient, Goal, Labour, Years, develop};
use staves_core::plan::{
    Aim, Candidates, Certify, Clairvoyant, Hardening, Measure, Network, Portfolio, Record, Search,
    Supply, certify, protect, worst_of,
};
use staves_core::program::{Go, Progress};
use staves_core::{Error, Place, Result};
use std::ops::Range;
use std::path::Path;

/// Name of the schema in JSON.
pub const SCHEMA: &str = "staves.plan.program.v1";

/// One instance solved.
struct Solved {
    key: String,
    kind: &'static str,
    aim: String,
    value: f64,
    bound: f64,
    chosen: String,
    simulated: usize,
}

/// Solves the instances of a file: one, or one that is named, or all that have a known form.
///
/// # Errors
/// `plan::bad-program`, `plan::no-instance`; of the solver.
pub fn solve(path: &Path, named: Option<&str>, watch: &mut Watch<'_>) -> Result<Table> {
    let mut solved = Vec::new();
    for (key, data, place) in instances_of(path, named, &|data| kind(data).is_some())? {
        solved.extend(one(&key, &data, watch).map_err(|error| error.or_at(place))?);
    }
    Ok(table(&solved))
}

/// An instance with its key and where it stands.
pub(crate) type Instance = (String, Value, Place);

/// The instances of a file that have a form: one that is named, or all.
///
/// # Errors
/// `plan::bad-program`, `plan::no-instance`.
pub(crate) fn instances_of(
    path: &Path,
    named: Option<&str>,
    has_form: &dyn Fn(&Value) -> bool,
) -> Result<Vec<Instance>> {
    let place = || Place::file(path.display().to_string());
    let text = read_text(path)?;
    let root: Value = serde_json::from_str(&text).map_err(|error| {
        Error::new("plan::bad-program").with("reason", &error).at(place().line(error.line()))
    })?;
    let found = instances(&root, named, has_form).ok_or_else(|| {
        let keys = || root.as_object().into_iter().flat_map(|all| all.keys().map(String::as_str));
        let name = named.unwrap_or_default();
        Error::new("plan::no-instance")
            .with("name", name)
            .nearest(nearest_name(name, keys()))
            .at(place())
    })?;
    let at = |key: &str| if key.is_empty() { place() } else { place().key(key) };
    Ok(found.into_iter().map(|(key, data)| (key.clone(), data, at(&key))).collect())
}

/// Told the best value and its bound; may stop the search.
pub type Watch<'w> = dyn FnMut(&Progress) -> Go + 'w;

/// Instances with their keys: the file itself, or objects in it. Data may be those of another one.
fn instances(
    root: &Value,
    named: Option<&str>,
    has_form: &dyn Fn(&Value) -> bool,
) -> Option<Vec<(String, Value)>> {
    if has_form(root) && named.is_none() {
        return Some(vec![(String::new(), root.clone())]);
    }
    let all = root.as_object()?;
    let data = |value: &Value| {
        let from = value["data_from"].as_str().and_then(|key| all.get(key));
        let data = from.unwrap_or(value).get("data").unwrap_or(value).clone();
        let mut data = data.as_object()?.clone();
        for (key, own) in value.as_object()?.iter().filter(|(key, _)| *key != "data") {
            data.entry(key.clone()).or_insert_with(|| own.clone());
        }
        Some(Value::Object(data))
    };
    let wanted = all.iter().filter(|(key, _)| named.is_none_or(|named| named == *key));
    let found = wanted.filter_map(|(key, value)| Some((key.clone(), data(value)?)));
    let found: Vec<_> = found.filter(|(_, data)| has_form(data)).collect();
    (!found.is_empty()).then_some(found)
}

/// The form of an instance, by what it holds.
fn kind(data: &Value) -> Option<&'static str> {
    let forms = [
        ("measures", "network"),
        ("elig", "hardening"),
        ("distance", "interdiction"),
        ("value_main", "complements"),
        ("industries", "years"),
    ];
    forms.iter().find(|(key, _)| data.get(key).is_some()).map(|(_, kind)| *kind)
}

fn one(key: &str, data: &Value, watch: &mut Watch<'_>) -> Result<Vec<Solved>> {
    match kind(data) {
        Some("network") => network(key, parsed(data)?, watch),
        Some("hardening") => hardening(key, parsed(data)?),
        Some("interdiction") => interdiction(key, &parsed(data)?),
        Some("complements") => complements(key, &parsed(data)?),
        _ => years(key, parsed(data)?),
    }
}

pub(crate) fn parsed<T: DeserializeOwned>(data: &Value) -> Result<T> {
    serde_json::from_value(data.clone()).map_err(|error| bad(&error.to_string()))
}

pub(crate) fn bad(reason: &str) -> Error {
    Error::new("plan::bad-program").with("reason", reason)
}

/// Refuses lists that do not have as many entries as they must.
pub(crate) fn lengths(wanted: usize, lists: &[(&str, usize)]) -> Result<()> {
    match lists.iter().find(|(_, length)| *length != wanted) {
        Some((name, length)) => {
            Err(bad(&format!("`{name}` has {length} entries and must have {wanted}")))
        }
        None => Ok(()),
    }
}

pub(crate) fn sound(name: &str, numbers: &[f64]) -> Result<()> {
    match numbers.iter().find(|number| !(number.is_finite() && **number >= 0.0)) {
        Some(number) => Err(bad(&format!("`{name}` holds {number}: numbers are 0 or more"))),
        None => Ok(()),
    }
}

fn shown(chosen: &[usize]) -> String {
    chosen.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

#[derive(Deserialize)]
struct HardeningForm {
    cost: Vec<f64>,
    cap: Vec<f64>,
    demand: Vec<f64>,
    penalty: Vec<f64>,
    elig: Vec<Vec<usize>>,
    fail: Vec<Vec<f64>>,
    prob: Vec<f64>,
    budget: f64,
    beta: Option<f64>,
    lam: Option<f64>,
}

fn hardening(key: &str, form: HardeningForm) -> Result<Vec<Solved>> {
    let (suppliers, customers) = (form.cap.len(), form.demand.len());
    lengths(suppliers, &[("cost", form.cost.len())])?;
    lengths(customers, &[("penalty", form.penalty.len()), ("elig", form.elig.len())])?;
    lengths(form.prob.len(), &[("fail", form.fail.len())])?;
    let numbers =
        [("cost", &form.cost), ("cap", &form.cap), ("demand", &form.demand), ("prob", &form.prob)];
    for (name, numbers) in numbers {
        sound(name, numbers)?;
    }
    sound("penalty", &form.penalty)?;
    sound("budget", &[form.budget])?;
    for lost in &form.fail {
        lengths(suppliers, &[("fail", lost.len())])?;
        if lost.iter().any(|share| !(0.0..=1.0).contains(share)) {
            return Err(bad("`fail` holds shares from 0 to 1"));
        }
    }
    if form.elig.iter().flatten().any(|supplier| *supplier >= suppliers) {
        return Err(bad("`elig` names a supplier that does not exist; the first is 0"));
    }
    let aim = match (form.beta, form.lam) {
        (None, _) => Aim::Expected,
        (Some(beta), _) if !(0.0..1.0).contains(&beta) => {
            return Err(bad("`beta` is from 0 to below 1"));
        }
        (Some(beta), lam) => {
            let weight = lam.unwrap_or(1.0);
            if !(0.0..=1.0).contains(&weight) {
                return Err(bad("`lam` is from 0 to 1"));
            }
            Aim::Tail { share: 1.0 - beta, weight }
        }
    };
    let problem = Hardening {
        cost: form.cost,
        capacity: form.cap,
        demand: form.demand,
        penalty: form.penalty,
        suppliers: form.elig,
        lost: form.fail,
        chances: form.prob,
        budget: form.budget,
    };
    let found = problem.solve(aim)?;
    Ok(vec![Solved {
        key: key.to_owned(),
        kind: "hardening",
        aim: super::tables::aim_name(aim).to_owned(),
        value: found.value,
        bound: found.bound,
        chosen: shown(&found.chosen),
        simulated: 0,
    }])
}

#[derive(Deserialize)]
struct Case {
    q: usize,
    r: usize,
}

#[derive(Deserialize)]
struct InterdictionForm {
    weight: Vec<f64>,
    distance: Vec<Vec<f64>>,
    optima: std::collections::BTreeMap<String, Case>,
}

fn interdiction(key: &str, form: &InterdictionForm) -> Result<Vec<Solved>> {
    lengths(form.distance.len(), &[("weight", form.weight.len())])?;
    let facilities = form.distance.first().map_or(0, Vec::len);
    for row in &form.distance {
        lengths(facilities, &[("distance", row.len())])?;
        sound("distance", row)?;
    }
    sound("weight", &form.weight)?;
    let loss = |taken: &[usize]| -> f64 {
        let nearest = |row: &Vec<f64>| {
            let left = row.iter().enumerate().filter(|(j, _)| !taken.contains(j));
            left.map(|(_, distance)| *distance).fold(f64::INFINITY, f64::min)
        };
        form.weight.iter().zip(&form.distance).map(|(w, row)| w * nearest(row)).sum()
    };
    let case = |(name, Case { q, r }): (&String, &Case)| {
        if *r + q >= facilities {
            return Err(bad(&format!("`{name}`: q + r must be below the {facilities} facilities")));
        }
        let mut worst = |protected: &Portfolio| Ok(worst_of(protected, *r, &loss));
        let found = protect(facilities, *q, &mut worst)?;
        Ok(Solved {
            key: if key.is_empty() { name.clone() } else { format!("{key}.{name}") },
            kind: "interdiction",
            aim: "worst".into(),
            value: found.loss,
            bound: found.loss,
            chosen: shown(&found.units),
            simulated: found.asked,
        })
    };
    form.optima.iter().map(case).collect()
}

#[derive(Deserialize)]
struct ComplementsForm {
    budget: f64,
    value_main: f64,
    value_side: f64,
}

/// The main product needs inputs 0 and 1, the side product input 2; each costs 1.
fn complements(key: &str, form: &ComplementsForm) -> Result<Vec<Solved>> {
    sound("budget, value_main, value_side", &[form.budget, form.value_main, form.value_side])?;
    let loss = |p: &Portfolio| {
        let main = if p.has(0) && p.has(1) { 0.0 } else { form.value_main };
        main + if p.has(2) { 0.0 } else { form.value_side }
    };
    let simulate = |portfolios: &[Portfolio], draws: Range<usize>| {
        Ok(Some(portfolios.iter().map(|p| draws.clone().map(|_| loss(p)).collect()).collect()))
    };
    let candidates = Candidates::free(names(3), vec![1.0; 3], form.budget);
    let mut record = Record::new(vec![1.0], Box::new(simulate));
    let aim = Aim::Expected;
    let ends = staves_core::plan::gains(&mut record, &candidates, aim)?;
    let ends = ends.ok_or_else(|| Error::new("stress::interrupted-early"))?;
    let groups = staves_core::plan::complements(&mut record, &candidates, &ends, aim)?;
    Search::new(&candidates, &[0, 1, 2], &groups, aim).greedy(&mut record)?;
    let mut ask = Certify {
        candidates: &candidates,
        aim,
        gap: 0.0,
        simulated: usize::MAX,
        relax: None,
        gains: None,
        supports: Vec::new(),
    };
    let found = certify(&mut record, &mut ask, &mut |_| Go::On)?;
    let found = found.ok_or_else(|| Error::new("stress::interrupted-early"))?;
    // What is gained, as the products' values are.
    let all = form.value_main + form.value_side;
    Ok(vec![Solved {
        key: key.to_owned(),
        kind: "complements",
        aim: "most".into(),
        value: all - found.value,
        bound: all - found.bound,
        chosen: shown(&found.best.members()),
        simulated: record.simulated(),
    }])
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|j| j.to_string()).collect()
}

#[derive(Deserialize)]
struct NetworkForm {
    tau: f64,
    a: Vec<Vec<f64>>,
    d: Vec<f64>,
    w: Vec<f64>,
    x0: Vec<f64>,
    #[serde(rename = "K0")]
    capacity: Vec<f64>,
    #[serde(rename = "S0")]
    stock: Vec<Vec<f64>>,
    shock: Vec<Vec<Vec<f64>>>,
    prob: Vec<f64>,
    measures: Vec<(String, usize, f64)>,
    budget: f64,
}

impl NetworkForm {
    fn network(self) -> Result<(Network, Candidates, Vec<f64>)> {
        let n = self.d.len();
        let all = [
            ("a", self.a.len()),
            ("w", self.w.len()),
            ("x0", self.x0.len()),
            ("K0", self.capacity.len()),
            ("S0", self.stock.len()),
        ];
        lengths(n, &all)?;
        lengths(self.shock.len(), &[("prob", self.prob.len())])?;
        for rows in [&self.a, &self.stock].into_iter().chain(&self.shock) {
            for row in rows {
                lengths(n, &[("a, S0, shock", row.len())])?;
                sound("a, S0, shock", row)?;
            }
        }
        for (name, numbers) in
            [("d", &self.d), ("w", &self.w), ("x0", &self.x0), ("K0", &self.capacity)]
        {
            sound(name, numbers)?;
        }
        if !(self.tau.is_finite() && self.tau > 0.0) {
            return Err(bad("`tau` is above 0"));
        }
        sound("budget", &[self.budget])?;
        let mut measures = Vec::new();
        for (what, node, cost) in &self.measures {
            sound("measures", &[*cost])?;
            if *node >= n {
                return Err(bad(&format!("`measures` names node {node} of {n}; the first is 0")));
            }
            measures.push(match what.as_str() {
                "backup" => Measure::Backup { node: *node, share: 0.25 },
                "second" => Measure::SecondSource { node: *node, share: 0.5 },
                "stock" => Measure::Stock { node: *node, periods: 3.0 },
                other => {
                    return Err(bad(&format!(
                        "`{other}` is no measure; `backup`, `second` and `stock` are"
                    )));
                }
            });
        }
        let costs: Vec<f64> = self.measures.iter().map(|measure| measure.2).collect();
        let pairs = (0..n).flat_map(|from| (0..n).map(move |to| (from, to)));
        let supplies = pairs.filter(|(from, to)| self.a[*from][*to] > 0.0).map(|(from, to)| {
            Supply { from, to, amount: self.a[from][to], stock: self.stock[from][to] }
        });
        let candidates = Candidates::free(names(costs.len()), costs, self.budget);
        let network = Network {
            supplies: supplies.collect(),
            demand: self.d,
            weight: self.w,
            output: self.x0,
            capacity: self.capacity,
            lost: self.shock,
            restoration: self.tau,
            measures,
        };
        Ok((network, candidates, self.prob))
    }
}

fn network(key: &str, form: NetworkForm, watch: &mut Watch<'_>) -> Result<Vec<Solved>> {
    let (network, candidates, chances) = form.network()?;
    let simulate = |portfolios: &[Portfolio], draws: Range<usize>| {
        let losses = |p: &Portfolio| draws.clone().map(|s| network.simulate(p, s)).collect();
        Ok(Some(portfolios.iter().map(losses).collect()))
    };
    let mut record = Record::new(chances, Box::new(simulate));
    let every: Vec<usize> = (0..candidates.len()).collect();
    Search::new(&candidates, &every, &[], Aim::Expected).greedy(&mut record)?;
    let mut clairvoyant = Clairvoyant::new(&network);
    let mut relax = |levels: &[f64]| clairvoyant.relax(levels);
    let mut ask = Certify {
        candidates: &candidates,
        aim: Aim::Expected,
        gap: 0.0,
        simulated: usize::MAX,
        relax: Some(&mut relax),
        gains: None,
        supports: Vec::new(),
    };
    let found = certify(&mut record, &mut ask, watch)?;
    let found = found.ok_or_else(|| Error::new("stress::interrupted-early"))?;
    let row = |aim: &str, bound: f64| Solved {
        key: key.to_owned(),
        kind: "network",
        aim: aim.to_owned(),
        value: found.value,
        bound,
        chosen: shown(&found.best.members()),
        simulated: record.simulated(),
    };
    Ok(vec![
        row("expected", found.bound),
        row("foresight", found.clairvoyant.unwrap_or(f64::NEG_INFINITY)),
    ])
}

#[derive(Deserialize)]
struct YearsForm {
    industries: Vec<String>,
    #[serde(rename = "A")]
    inputs: Vec<Vec<f64>>,
    #[serde(rename = "B")]
    capital: Vec<Vec<f64>>,
    labour_prod: Vec<f64>,
    labour_cap: Vec<f64>,
    stock0: Vec<f64>,
    cap0: Vec<f64>,
    demand: Vec<f64>,
    terminal_demand: Vec<f64>,
    manpower_limit: Option<f64>,
    #[serde(rename = "T")]
    years: usize,
    goal: Option<String>,
}

/// Inputs are bought a year ahead, capital goods two (Williams). Without `goal` all three are solved:
/// `capacity`, `production` of the last two years, `manpower`.
fn years(key: &str, form: YearsForm) -> Result<Vec<Solved>> {
    let n = form.industries.len();
    let lists = [
        ("A", form.inputs.len()),
        ("B", form.capital.len()),
        ("labour_prod", form.labour_prod.len()),
        ("labour_cap", form.labour_cap.len()),
        ("stock0", form.stock0.len()),
        ("cap0", form.cap0.len()),
        ("demand", form.demand.len()),
        ("terminal_demand", form.terminal_demand.len()),
    ];
    lengths(n, &lists)?;
    for row in form.inputs.iter().chain(&form.capital) {
        lengths(n, &[("A, B", row.len())])?;
        sound("A, B", row)?;
    }
    if !(2..=200).contains(&form.years) {
        return Err(bad("`T` is from 2 to 200"));
    }
    let goals = [
        ("capacity", Goal::Capacity),
        ("production", Goal::Output { years: (form.years - 1, form.years) }),
        ("manpower", Goal::Labour),
    ];
    let wanted = |name: &str| match &form.goal {
        Some(goal) => goal == name,
        None => key.is_empty() || !goals.iter().any(|(g, _)| key.contains(g)) || key.contains(name),
    };
    let solved = goals.iter().filter(|(name, _)| wanted(name)).map(|(name, goal)| {
        let found = develop(&williams(&form, goal.clone())?)?;
        Ok(Solved {
            key: key.to_owned(),
            kind: "years",
            aim: (*name).to_owned(),
            value: found.goal,
            bound: found.bound,
            chosen: String::new(),
            simulated: 0,
        })
    });
    solved.collect()
}

fn williams(form: &YearsForm, goal: Goal) -> Result<Years> {
    let (n, years) = (form.industries.len(), form.years);
    let coefficients = |amounts: &[Vec<f64>]| {
        let pairs = (0..n).flat_map(|of| (0..n).map(move |by| (of, by)));
        let all = pairs.map(|(of, by)| Coefficient { of, by, amount: amounts[of][by] });
        all.filter(|one| one.amount > 0.0).collect()
    };
    let mut demand = vec![form.demand.clone(); years + 1];
    demand[0] = vec![0.0; n];
    let limit = form.manpower_limit.unwrap_or(f64::INFINITY);
    Ok(Years {
        years,
        inputs: coefficients(&form.inputs),
        ahead: 1,
        capital: coefficients(&form.capital),
        lag: 2,
        last_on_stream: years,
        depreciation: vec![0.0; n],
        capacity: form.cap0.clone(),
        arriving: Vec::new(),
        stock: form.stock0.clone(),
        storable: vec![true; n],
        demand,
        basket: vec![0.0; n],
        most_consumption: f64::INFINITY,
        never_less: false,
        imports: vec![0.0; n],
        foreign: vec![f64::INFINITY; years + 1],
        labour: vec![Labour {
            name: "manpower".into(),
            per_output: form.labour_prod.clone(),
            per_capacity: form.labour_cap.clone(),
            limit: vec![limit; years + 1],
        }],
        emissions: vec![0.0; n],
        most_emissions: vec![f64::INFINITY; years + 1],
        output_after: output_for(&form.inputs, &form.terminal_demand)?,
        capacity_after: vec![0.0; n],
        targets: Vec::new(),
        goal,
    })
}

/// (I − A)⁻¹ y by its series, which ends for every economy that can sustain itself.
fn output_for(a: &[Vec<f64>], demand: &[f64]) -> Result<Vec<f64>> {
    const ROUNDS: usize = 100_000;
    let mut output = demand.to_vec();
    let mut more = demand.to_vec();
    for _ in 0..ROUNDS {
        more = a.iter().map(|row| row.iter().zip(&more).map(|(a, x)| a * x).sum()).collect();
        output.iter_mut().zip(&more).for_each(|(sum, more)| *sum += more);
        let (largest, total) =
            (more.iter().copied().fold(0.0, f64::max), output.iter().copied().fold(0.0, f64::max));
        if !total.is_finite() {
            break;
        }
        if largest <= 1e-15 * total {
            return Ok(output);
        }
    }
    Err(bad("`A` uses up more than it makes: nothing is left for demand"))
}

fn table(solved: &[Solved]) -> Table {
    let text = |pick: &dyn Fn(&Solved) -> String| Values::Text(solved.iter().map(pick).collect());
    let number = |pick: &dyn Fn(&Solved) -> f64| Values::Number(solved.iter().map(pick).collect());
    let gap = |one: &Solved| (one.value - one.bound).abs() / one.value.abs().max(1e-10);
    Table::new(vec![
        ("instance", text(&|one| one.key.clone())),
        ("kind", text(&|one| one.kind.to_owned())),
        ("aim", text(&|one| one.aim.clone())),
        ("value", number(&|one| one.value)),
        ("bound", number(&|one| one.bound)),
        ("gap", number(&gap)),
        ("chosen", text(&|one| one.chosen.clone())),
        ("simulated", Values::Integer(solved.iter().map(|one| one.simulated as i64).collect())),
    ])
}
