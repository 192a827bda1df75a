//! `staves show`: looks at the regions, sectors and flows of an economy, or at a run.

use crate::arguments::{Cli, Format, Show, Thing};
use crate::exit::Exit;
use crate::map::in_words;
use crate::output::{self, Shown};
use crate::render::Screen;
use crate::report;
use crate::stress::{actions, economy, find_study};
use staves::actions::Actions;
use staves::results::Tables;
use staves::table::{Table, Values};
use staves::{Economy, Error, Lang, Result};
use staves_core::codes::Entry;
use staves_core::economy::Producer;
use staves_core::{Action, Codes};

/// Flows shown when `--top` does not say how many.
const FLOWS: usize = 20;

pub fn run(asked: &Show, cli: &Cli, screen: &Screen) -> Result<Exit> {
    if asked.what == Thing::Rules {
        let people = output::format(cli) == Format::Table;
        let table = staves::trade::list::rules();
        let table = if people { in_words(table, &["checked"], screen) } else { table };
        output::print(cli, screen.lang, &Shown::new("staves.show-rules.v1", table, &[]))?;
        return Ok(Exit::Done);
    }
    let study = find_study(cli)?;
    if let Thing::Run | Thing::Risk | Thing::Exceedance | Thing::Sensitivity = asked.what {
        let run = report::open(asked.run.as_deref(), study.as_ref())?;
        let (schema, table) = of_run(asked, run.tables)?;
        let notes = &run.manifest.happened.notes;
        output::print(cli, screen.lang, &Shown::new(schema, table, notes))?;
        return Ok(Exit::Done);
    }
    let stored = economy(asked.economy.as_deref(), study.as_ref())?;
    let economy = &stored.economy;
    let (schema, table) = match asked.what {
        Thing::Regions => {
            let of = |producer: &Producer| producer.region as usize;
            ("staves.show-regions.v1", names(economy, &economy.regions, of, asked)?)
        }
        Thing::Sectors => {
            let of = |producer: &Producer| producer.sector as usize;
            ("staves.show-sectors.v1", names(economy, &economy.sectors, of, asked)?)
        }
        Thing::Actions => {
            let actions = actions(None, study.as_ref(), &stored)?;
            ("staves.show-actions.v1", action_list(&actions, economy, asked)?)
        }
        _ => ("staves.show-flows.v1", flows(economy, asked)?),
    };
    output::print(cli, screen.lang, &Shown::new(schema, table, &stored.notes))?;
    Ok(Exit::Done)
}

/// A table of a results folder.
fn of_run(asked: &Show, tables: Tables) -> Result<(&'static str, Table)> {
    let (schema, table) = match asked.what {
        Thing::Risk => ("staves.show-risk.v1", tables.risk),
        Thing::Exceedance => ("staves.show-exceedance.v1", tables.exceedance),
        Thing::Sensitivity => ("staves.show-sensitivity.v1", tables.sensitivity),
        _ => return Ok(("staves.show-run.v1", select_rows(&tables.indicators, &asked.select))),
    };
    if table.is_empty() {
        let what = schema.trim_start_matches("staves.show-").trim_end_matches(".v1");
        return Err(Error::new("show::no-such-table").with("what", what));
    }
    if asked.select.is_empty() {
        return Ok((schema, table));
    }
    let wanted =
        |row: usize| asked.select.iter().any(|name| name == cell(&table, "indicator", row));
    Ok((schema, table.filtered(wanted)))
}

/// Names with output, value added and sales to final users, money per year.
fn names(
    economy: &Economy,
    codes: &Codes,
    of: impl Fn(&Producer) -> usize,
    asked: &Show,
) -> Result<Table> {
    let mut sums = vec![[0.0; 3]; codes.len()];
    let final_sales = economy.final_demand.row_sums();
    for (row, producer) in economy.producers.iter().enumerate() {
        let numbers = [economy.output()[row], economy.value_added()[row], final_sales[row]];
        sums[of(producer)].iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
    }
    let mut ids = selected(codes, &asked.select)?;
    ids.truncate(asked.top.unwrap_or(usize::MAX));
    let text = |pick: &dyn Fn(&Entry) -> &str| {
        Values::Text(ids.iter().map(|id| pick(&codes.entries()[*id]).to_owned()).collect())
    };
    let number = |k: usize| Values::Number(ids.iter().map(|id| sums[*id][k]).collect());
    let unit = Values::Text(vec![format!("{}/year", economy.about.unit.name()); ids.len()]);
    Ok(Table::new(vec![
        ("code", text(&|entry| &entry.code)),
        ("label_en", text(&|entry| &entry.en)),
        ("label_zh", text(&|entry| &entry.zh)),
        ("output", number(0)),
        ("value_added", number(1)),
        ("final_demand", number(2)),
        ("unit", unit),
    ]))
}

/// What could be done, with its cost.
fn action_list(actions: &Actions, economy: &Economy, asked: &Show) -> Result<Table> {
    let entries = actions.list.iter().map(|action| action.entry.clone());
    let mut ids = selected(&Codes::new(entries.collect())?, &asked.select)?;
    ids.truncate(asked.top.unwrap_or(usize::MAX));
    let list: Vec<&Action> = ids.into_iter().map(|id| &actions.list[id]).collect();
    let text = |pick: &dyn Fn(&Action) -> String| {
        Values::Text(list.iter().map(|action| pick(action)).collect())
    };
    let number = |pick: &dyn Fn(&Action) -> f64| {
        Values::Number(list.iter().map(|action| pick(action)).collect())
    };
    Ok(Table::new(vec![
        ("code", text(&|action| action.entry.code.clone())),
        ("kind", text(&|action| action.kind.name().to_owned())),
        ("label_en", text(&|action| action.entry.en.clone())),
        ("label_zh", text(&|action| action.entry.zh.clone())),
        ("cost", number(&|action| action.cost)),
        ("unit", text(&|_| economy.about.unit.name())),
        ("lead_time", number(&|action| action.lead_time)),
        ("evidence", text(&|action| action.evidence.clone())),
    ]))
}

/// The largest flows between producers, money per year.
fn flows(economy: &Economy, asked: &Show) -> Result<Table> {
    let all = asked.select.is_empty();
    let wanted: Vec<bool> = match all {
        true => Vec::new(),
        false => {
            let mut wanted = vec![false; economy.len()];
            for pattern in &asked.select {
                let regions = economy.regions.select(pattern);
                let sectors = economy.sectors.select(pattern);
                if regions.is_empty() && sectors.is_empty() {
                    return Err(unknown(&economy.sectors, pattern));
                }
                for (row, producer) in economy.producers.iter().enumerate() {
                    wanted[row] |= regions.binary_search(&(producer.region as usize)).is_ok()
                        || sectors.binary_search(&(producer.sector as usize)).is_ok();
                }
            }
            wanted
        }
    };
    let mut cells: Vec<(usize, usize, f64)> = economy
        .flows
        .cells()
        .filter(|(row, col, value)| *value != 0.0 && (all || wanted[*row] || wanted[*col]))
        .collect();
    cells.sort_by(|a, b| b.2.total_cmp(&a.2));
    cells.truncate(asked.top.unwrap_or(FLOWS));
    let end = |pick: &dyn Fn(&(usize, usize, f64)) -> usize, region: bool| {
        let code = |cell: &(usize, usize, f64)| {
            let producer = economy.producers[pick(cell)];
            let codes = if region { &economy.regions } else { &economy.sectors };
            codes.code(if region { producer.region } else { producer.sector } as usize).to_owned()
        };
        Values::Text(cells.iter().map(code).collect())
    };
    let unit = Values::Text(vec![format!("{}/year", economy.about.unit.name()); cells.len()]);
    Ok(Table::new(vec![
        ("seller_region", end(&|cell| cell.0, true)),
        ("seller_sector", end(&|cell| cell.0, false)),
        ("buyer_region", end(&|cell| cell.1, true)),
        ("buyer_sector", end(&|cell| cell.1, false)),
        ("value", Values::Number(cells.iter().map(|cell| cell.2).collect())),
        ("unit", unit),
    ]))
}

fn selected(codes: &Codes, patterns: &[String]) -> Result<Vec<usize>> {
    if patterns.is_empty() {
        return Ok((0..codes.len()).collect());
    }
    let mut ids = Vec::new();
    for pattern in patterns {
        let found = codes.select(pattern);
        if found.is_empty() {
            return Err(unknown(codes, pattern));
        }
        ids.extend(found);
    }
    Ok(ids)
}

fn unknown(codes: &Codes, pattern: &str) -> Error {
    Error::new("show::unknown-name")
        .with("name", pattern)
        .with("count", codes.len())
        .nearest(codes.nearest_shown(pattern))
}

/// Rows of the indicators table that a pattern names by indicator, region or sector.
fn select_rows(table: &Table, patterns: &[String]) -> Table {
    if patterns.is_empty() {
        return table.filtered(|row| cell(table, "scope", row) == "total");
    }
    let columns = ["indicator", "region", "sector"];
    let names = columns.map(|name| {
        let mut names: Vec<&str> = (0..table.len()).map(|row| cell(table, name, row)).collect();
        names.sort_unstable();
        names.dedup();
        names.retain(|name| !name.is_empty());
        Codes::plain(names).unwrap_or_default()
    });
    let picked: Vec<(&str, Vec<String>)> = columns
        .into_iter()
        .zip(&names)
        .map(|(column, codes)| {
            let ids = patterns.iter().flat_map(|pattern| codes.select(pattern));
            (column, ids.map(|id| codes.code(id).to_owned()).collect())
        })
        .collect();
    table.filtered(|row| {
        picked.iter().any(|(column, names)| names.iter().any(|n| n == cell(table, column, row)))
    })
}

fn cell<'t>(table: &'t Table, column: &str, row: usize) -> &'t str {
    table.column(column).and_then(|column| column.text(row)).unwrap_or_default()
}

/// The largest rows of a summary by median, with labels instead of codes.
pub fn ranked(summary: &Table, scope: &str, entries: &[Entry], most: usize, lang: Lang) -> Table {
    let numbers = |name: &str| {
        summary.column(name).and_then(Values::numbers).map(|v| v.to_vec()).unwrap_or_default()
    };
    let (p50, p05, p95) = (numbers("p50"), numbers("p05"), numbers("p95"));
    let mut rows: Vec<usize> = (0..summary.len()).collect();
    rows.sort_by(|a, b| p50[*b].total_cmp(&p50[*a]));
    rows.truncate(most);
    let label = |row: &usize| {
        let code = cell(summary, scope, *row);
        let entry = entries.iter().find(|entry| entry.code == code);
        entry.map_or(code, |entry| entry.label(lang)).to_owned()
    };
    let pick = |values: &[f64]| Values::Number(rows.iter().map(|row| values[*row]).collect());
    let text = |name: &str| {
        Values::Text(rows.iter().map(|row| cell(summary, name, *row).to_owned()).collect())
    };
    Table::new(vec![
        (scope, Values::Text(rows.iter().map(label).collect())),
        ("indicator", text("indicator")),
        ("unit", text("unit")),
        ("p50", pick(&p50)),
        ("p05", pick(&p05)),
        ("p95", pick(&p95)),
    ])
}
