//! `--list panorama`: every good of a chain in its stage, with what is known of it: the table behind
//! the stage diagram.

use super::choke::{effective_sources, foreign_share};
use super::map::{Request, listed, stage};
use super::served::{SECONDS, wanted};
use crate::table::{Table, Values};
use staves_core::Result;
use staves_core::chain::choke::choke_scores;
use staves_core::chain::failure::single_points;
use staves_core::chain::fill::{Fill, Target};
use staves_core::chain::stages::stages;
use staves_core::chain::{Chain, Mode, Units, closure};

/// One row per good that a final good can go back to, the final goods last.
///
/// # Errors
/// `program::*`.
pub fn panorama(request: &Request<'_>) -> Result<Table> {
    let chain = request.chain();
    let stages = stages(chain).stage;
    let mut goods: Vec<usize> =
        (0..stages.len()).filter(|good| !stage(stages[*good]).is_nan()).collect();
    goods.sort_by_key(|good| (std::cmp::Reverse(stages[*good]), *good));
    let made = [Mode::ColdStart, Mode::KeepRunning]
        .map(|mode| closure::made(chain, &request.at_home(), mode));
    let anywhere = closure::made(chain, &chain.all(), Mode::KeepRunning);
    let availability = |good: usize| match (made[0][good], made[1][good], anywhere[good]) {
        (true, ..) => "starts_at_home",
        (_, true, _) => "keeps_running_at_home",
        (.., true) => "with_imports",
        _ => "not_to_be_had",
    };
    let count = |good: usize, at_home: bool| {
        let sources = chain.sources(good).iter().map(|a| *a as usize);
        let home = |a: &usize| request.home.is_none_or(|home| home[chain.region(*a)]);
        sources.filter(|a| chain.capacity(*a) > 0.0 && home(a) == at_home).count() as i64
    };
    let scores = imports(request)?;
    let foreign = |good: usize| match request.home {
        Some(home) => foreign_share(chain, home, good),
        None => f64::NAN,
    };
    let hung_on = makers_hung_on(request);
    let entry = |good: usize| &chain.goods().entries()[good];
    let text =
        |of: &dyn Fn(usize) -> String| Values::Text(goods.iter().map(|good| of(*good)).collect());
    let number =
        |of: &dyn Fn(usize) -> f64| Values::Number(goods.iter().map(|good| of(*good)).collect());
    let integer =
        |of: &dyn Fn(usize) -> i64| Values::Integer(goods.iter().map(|good| of(*good)).collect());
    Ok(Table::new(vec![
        ("stage", number(&|good| stage(stages[good]))),
        ("good", text(&|good| entry(good).code.clone())),
        ("label_en", text(&|good| entry(good).en.clone())),
        ("label_zh", text(&|good| entry(good).zh.clone())),
        ("availability", text(&|good| availability(good).to_owned())),
        ("sources_at_home", integer(&|good| count(good, true))),
        ("sources_elsewhere", integer(&|good| count(good, false))),
        ("sources", number(&|good| effective_sources(chain, good))),
        ("foreign_share", number(&foreign)),
        ("choke_score", number(&|good| scores[good])),
        ("single_point", text(&|good| if hung_on[good] { "yes" } else { "no" }.to_owned())),
        ("goes_into", text(&|good| listed(chain, &users(chain, good)))),
    ]))
}

/// The goods that a good goes into.
fn users(chain: &Chain, good: usize) -> Vec<u32> {
    let mut users: Vec<u32> = chain.users(good).map(|a| chain.output(a) as u32).collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// What is lost with the imports of each good: the largest choke score over final goods. NaN when
/// home is not known or nothing is wanted.
fn imports(request: &Request<'_>) -> Result<Vec<f64>> {
    let chain = request.chain();
    let mut worst = vec![f64::NAN; chain.goods().len()];
    let Some(home) = request.home else { return Ok(worst) };
    let (units, all) = (Units::imports(chain, home), chain.all());
    let mut fill = Fill::new(chain, Some(SECONDS));
    for (place, _) in wanted(chain, &fill) {
        let target = Target::Single(place);
        let Some(base) = fill.rate(target, &all)?.filter(|base| base.rate > 0.0) else { continue };
        let scores = choke_scores(&mut fill, target, &all, &base, &units)?;
        for (worst, score) in worst.iter_mut().zip(scores) {
            *worst = worst.max(score.unwrap_or(f64::NAN));
        }
    }
    Ok(worst)
}

/// Whether a final good hangs on a single activity that makes a good.
fn makers_hung_on(request: &Request<'_>) -> Vec<bool> {
    let chain = request.chain();
    let units = Units::new(chain, staves_core::chain::Kind::Activity);
    let points = single_points(chain, &chain.all(), Mode::ColdStart, &units, &request.goods());
    let mut hung_on = vec![false; chain.goods().len()];
    for activity in points.into_iter().flatten() {
        hung_on[chain.output(activity as usize)] = true;
    }
    hung_on
}
