//! `staves map --trade`: dependence on what is imported, product by product.

use crate::arguments::{Cli, Format, ListOf, Map};
use crate::exit::Exit;
use crate::map::{in_words, no_such_list};
use crate::output::{self, Shown};
use crate::render::Screen;
use clap::{Args, ValueEnum};
use staves::table::{Table, Values};
use staves::trade::map::{Asked, Request};
use staves::trade::{self, By, Elasticities, TradeFile, Years, list, losses, map};
use staves::{Error, Note, Result};
use staves_core::dependence::{Bloc, rule_set};
use std::path::{Path, PathBuf};

/// What shares are taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SharesOf {
    Value,
    Quantity,
}

impl From<SharesOf> for By {
    fn from(asked: SharesOf) -> Self {
        match asked {
            SharesOf::Value => Self::Value,
            SharesOf::Quantity => Self::Quantity,
        }
    }
}

#[derive(Debug, Args)]
pub struct OnTrade {
    #[arg(long, value_name = "TRADE", conflicts_with_all = ["chain", "home", "size"])]
    pub trade: Option<PathBuf>,
    #[arg(long, value_name = "COUNTRY", value_delimiter = ',', conflicts_with = "chain")]
    pub bloc: Vec<String>,
    #[arg(long, value_name = "RULES", conflicts_with = "chain")]
    pub rules: Option<String>,
    #[arg(long, value_name = "YEAR", value_delimiter = ',', conflicts_with = "chain")]
    pub years: Vec<String>,
    #[arg(long, value_enum, default_value = "value", conflicts_with = "chain")]
    pub by: SharesOf,
    #[arg(long, value_name = "SIGMA", conflicts_with = "chain")]
    pub sigma: Option<String>,
    #[arg(long, value_name = "SHARE", conflicts_with = "chain")]
    pub spare: Option<f64>,
}

impl OnTrade {
    /// The rule set asked for; otherwise the one whose thresholds were checked and that can judge a
    /// single country in a single year.
    fn rules(&self) -> &str {
        self.rules.as_deref().unwrap_or("cepii")
    }

    /// An option that the list asked for has no use for.
    fn unused(&self, list: Option<ListOf>) -> Option<&'static str> {
        use ListOf::{Agreement, Losses, Matrix, Network};
        let options = [
            ("--sigma", self.sigma.is_some() && !matches!(list, None | Some(Losses))),
            ("--spare", self.spare.is_some() && !matches!(list, None | Some(Losses | Matrix))),
            ("--rules", self.rules.is_some() && matches!(list, Some(Agreement | Losses | Network))),
            ("--bloc", !self.bloc.is_empty() && list == Some(Network)),
        ];
        options.into_iter().find(|(_, unused)| *unused).map(|(option, _)| option)
    }
}

/// Columns that hold codes.
const CODED: [&str; 6] =
    ["verdict", "reason", "cdi2_state", "cdi3_state", "price_state", "top1_price_state"];

/// Columns of the main table that people see.
const SHOWN: [&str; 11] = [
    "year",
    "product",
    "name",
    "verdict",
    "reason",
    "margin",
    "cdi1",
    "cdi2",
    "cdi3",
    "world_export_hhi",
    "top1_source",
];

/// Columns that hold years.
const YEARS: [&str; 5] = ["year", "from_year", "to_year", "first_year", "last_year"];

/// Lists that product trade has.
const OF_TRADE: [ListOf; 7] = [
    ListOf::Sensitivity,
    ListOf::Persistence,
    ListOf::Churn,
    ListOf::Agreement,
    ListOf::Losses,
    ListOf::Network,
    ListOf::Matrix,
];

/// Lists that need no bloc.
const WITHOUT_BLOC: [ListOf; 2] = [ListOf::Network, ListOf::Matrix];

pub fn run(path: &Path, asked: &Map, cli: &Cli, screen: &Screen) -> Result<Exit> {
    let on = &asked.on_trade;
    if let Some(list) = asked.list.filter(|list| !OF_TRADE.contains(list)) {
        let known: Vec<String> = OF_TRADE.into_iter().map(ListOf::name).collect();
        return Err(no_such_list(list, &known.join(", ")));
    }
    if let Some(option) = on.unused(asked.list) {
        return Err(Error::new("map::unused-option").with("option", option));
    }
    let spare = on.spare.unwrap_or(0.0);
    if !(0.0..=1e6).contains(&spare) {
        return Err(Error::new("trade::spare").with("value", spare));
    }
    let elasticities = on.sigma.as_deref().map(Elasticities::parse).transpose()?;
    let file = trade::read(path, &Years::parse(&on.years)?, on.by.into())?;
    let bloc = match on.bloc.is_empty() {
        true if asked.list.is_some_and(|list| WITHOUT_BLOC.contains(&list)) => None,
        true => return Err(Error::new("trade::no-bloc")),
        false => Some(Bloc::named(&file.trade, &on.bloc)?),
    };
    let (schema, table, more) = said(&file, bloc.as_ref(), elasticities.as_ref(), asked)?;
    let notes = [&file.notes[..], &more].concat();
    print(&file, schema, table, &notes, asked, cli, screen)?;
    screen.notes(&notes);
    Ok(Exit::Done)
}

/// The table asked for: schema, rows, notes.
fn said(
    file: &TradeFile,
    bloc: Option<&Bloc>,
    elasticities: Option<&Elasticities>,
    asked: &Map,
) -> Result<(&'static str, Table, Vec<Note>)> {
    let (rules, spare) = (rule_set(asked.on_trade.rules())?, asked.on_trade.spare.unwrap_or(0.0));
    match (asked.list, bloc) {
        (Some(ListOf::Network), _) => {
            Ok(("staves.map.network.v1", list::network(&file.trade), Vec::new()))
        }
        (Some(ListOf::Matrix), bloc) => {
            let (table, notes) = losses::matrix(file, bloc, rules, spare)?;
            Ok(("staves.map.matrix.v1", table, notes))
        }
        (_, None) => Err(Error::new("trade::no-bloc")),
        (list, Some(bloc)) => {
            let request = Request::new(file, Asked { bloc, rules, elasticities, spare });
            Ok(of_bloc(&request, list))
        }
    }
}

fn of_bloc(request: &Request<'_>, list: Option<ListOf>) -> (&'static str, Table, Vec<Note>) {
    let (schema, (table, notes)) = match list {
        Some(ListOf::Sensitivity) => ("staves.map.sensitivity.v1", list::sensitivity(request)),
        Some(ListOf::Persistence) => ("staves.map.persistence.v1", list::persistent(request)),
        Some(ListOf::Churn) => ("staves.map.churn.v1", list::churn(request)),
        Some(ListOf::Agreement) => {
            ("staves.map.agreement.v1", (list::agreements(request), Vec::new()))
        }
        Some(ListOf::Losses) => ("staves.map.losses.v1", losses::losses(request)),
        _ => (map::SCHEMA, map::dependence(request)),
    };
    (schema, table, notes)
}

/// People see what is dependent or cannot be judged; programs get every row.
fn print(
    file: &TradeFile,
    schema: &str,
    table: Table,
    notes: &[Note],
    asked: &Map,
    cli: &Cli,
    screen: &Screen,
) -> Result<()> {
    if output::format(cli) != Format::Table {
        return output::print(cli, screen.lang, &Shown::new(schema, table, notes));
    }
    if asked.list.is_some() {
        let table = for_people(in_words(table, &CODED, screen));
        return output::print(cli, screen.lang, &Shown::new("", table, &[]));
    }
    let verdict = |row: usize| table.column("verdict")?.text(row);
    let count = |wanted: &str| {
        (0..table.len()).filter(|row| verdict(*row) == Some(wanted)).count().to_string()
    };
    let values = [
        ("rules", asked.on_trade.rules()),
        ("products", &file.trade.products().len().to_string()),
        ("years", &file.trade.years().len().to_string()),
        ("rows", &table.len().to_string()),
        ("dependent", &count("dependent")),
        ("undefined", &count("undefined")),
    ];
    output::text(&screen.text("map.trade", &values));
    let shown = table.filtered(|row| verdict(row) != Some("not_dependent"));
    let mut shown = for_people(in_words(shown, &CODED, screen));
    shown.columns.retain(|column| SHOWN.contains(&column.name.as_str()));
    output::print(cli, screen.lang, &Shown::new("", shown, &[]))?;
    screen.hint("map.trade-lists", &[]);
    Ok(())
}

/// Years without thousands, and no column of texts that are all empty.
fn for_people(mut table: Table) -> Table {
    let rows = table.len();
    let said = |values: &Values| (0..rows).any(|row| values.text(row) != Some(""));
    table.columns.retain(|column| said(&column.values));
    for column in table.columns.iter_mut().filter(|column| YEARS.contains(&column.name.as_str())) {
        let text = |year: &f64| if year.is_nan() { "–".to_owned() } else { year.to_string() };
        let texts = column.values.numbers().map(|years| years.iter().map(text).collect());
        column.values = texts.map_or_else(|| column.values.clone(), Values::Text);
    }
    table
}
