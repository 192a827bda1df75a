//! The arguments of the program. Their words come from the dictionary, under `help.<verb>` and
//! `help.<verb>.<argument>`.

use crate::dependence::OnTrade;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use staves::Lang;
use staves::chain::cut::Reading;
use staves::explain::Which;
use staves::read::Missing;
use staves_core::exposure::origins::Denominator;
use staves_core::locale;
use staves_core::mobilise::Fairness;
use std::path::PathBuf;

/// How data is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Parquet,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What `--missing` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingCells {
    Refuse,
    Zero,
}

impl From<MissingCells> for Missing {
    fn from(asked: MissingCells) -> Self {
        match asked {
            MissingCells::Refuse => Self::Refuse,
            MissingCells::Zero => Self::Zero,
        }
    }
}

#[derive(Debug, Parser)]
#[command(name = "staves", version)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
    #[arg(long, global = true, value_enum, env = "STAVES_FORMAT")]
    pub format: Option<Format>,
    #[arg(long, global = true, value_parser = ["en", "zh"], env = "STAVES_LANG")]
    pub lang: Option<String>,
    #[arg(long, global = true, value_enum, default_value = "auto", env = "STAVES_COLOR")]
    pub color: Color,
    #[arg(short, long, global = true)]
    pub quiet: bool,
    #[arg(long, global = true, value_name = "DIR", env = "STAVES_STUDY")]
    pub study: Option<PathBuf>,
    #[arg(long, global = true, value_name = "N", env = "STAVES_THREADS",
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1024))]
    pub threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    New(New),
    Example(Example),
    Import(Import),
    Convert(Convert),
    Check(Check),
    Map(Box<Map>),
    Mend(Mend),
    Chain(Chain),
    Stress(Box<Stress>),
    Plan(Box<Plan>),
    Resume(Box<Resume>),
    Mobilise(Mobilise),
    Report(Report),
    Diff(Diff),
    Show(Show),
    Explain(Explain),
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct New {
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    #[arg(long, value_name = "NAME", required_unless_present = "chain")]
    pub example: Option<String>,
    #[arg(long, conflicts_with = "example")]
    pub chain: bool,
}

#[derive(Debug, Args)]
pub struct Example {
    #[command(subcommand)]
    pub what: ExampleVerb,
}

#[derive(Debug, Subcommand)]
pub enum ExampleVerb {
    List,
}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "ECONOMY")]
    pub out: PathBuf,
    #[arg(long = "as", value_name = "FORMAT")]
    pub as_format: Option<String>,
    #[arg(long, value_name = "YEAR")]
    pub year: Option<u32>,
    #[arg(long)]
    pub keep_split: bool,
    #[arg(long, value_enum, default_value = "refuse")]
    pub missing: MissingCells,
    #[arg(long, value_name = "GIB", default_value_t = 8,
          value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub max_size: u64,
    #[arg(long)]
    pub overwrite: bool,
}

/// Files that `staves convert` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LongTables {
    Csv,
    Parquet,
}

#[derive(Debug, Args)]
pub struct Convert {
    #[arg(value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long = "as", value_enum, default_value = "csv")]
    pub as_format: LongTables,
}

#[derive(Debug, Args)]
pub struct Check {
    #[arg(value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long)]
    pub strict: bool,
}

/// What `staves map --list` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListOf {
    Spof,
    Cuts,
    Missing,
    ShortBoards,
    Choke,
    Enterprises,
    Projects,
    Panorama,
    Importance,
    Robustness,
    Concentration,
    Classes,
    Sensitivity,
    Persistence,
    Churn,
    Agreement,
    Losses,
    Network,
    Matrix,
    Stages,
    Exposure,
    Coverage,
}

impl ListOf {
    /// As it is written on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// What `staves map --denominator` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DenominatorOf {
    Inputs,
    Output,
}

impl From<DenominatorOf> for Denominator {
    fn from(asked: DenominatorOf) -> Self {
        match asked {
            DenominatorOf::Inputs => Self::Inputs,
            DenominatorOf::Output => Self::Output,
        }
    }
}

#[derive(Debug, Args)]
pub struct Map {
    #[arg(value_name = "CHAIN|ECONOMY")]
    pub chain: Option<PathBuf>,
    #[arg(long, value_enum)]
    pub list: Option<ListOf>,
    #[arg(long, value_name = "REGION", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub home: Vec<String>,
    #[arg(long, value_name = "N",
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=6))]
    pub size: Option<usize>,
    #[arg(long, value_name = "PRODUCT", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub select: Vec<String>,
    #[arg(long, value_name = "SHARE")]
    pub tau: Option<f64>,
    #[arg(long, value_name = "SHARE")]
    pub theta: Option<f64>,
    #[arg(long, value_enum)]
    pub denominator: Option<DenominatorOf>,
    #[command(flatten)]
    pub on_trade: OnTrade,
    #[arg(long, value_name = "PROBABILITY", value_parser = share)]
    pub failure: Option<f64>,
    #[arg(long, value_name = "NAME")]
    pub classification: Option<String>,
    #[arg(long, value_name = "FILE", requires = "classification")]
    pub presence: Option<PathBuf>,
    #[arg(long, value_name = "SECTIONS", requires = "classification")]
    pub scope: Option<String>,
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub choke_score: Option<f64>,
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub foreign_share: Option<f64>,
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pub report: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "availability", requires = "report")]
    pub highlight: HighlightOf,
}

/// What the stage diagram of `staves map --report` can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HighlightOf {
    Availability,
    Choke,
    Foreign,
    Sources,
}

/// What `staves mend --list` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MendList {
    Frontier,
}

#[derive(Debug, Args)]
pub struct Mend {
    #[arg(value_name = "CHAIN")]
    pub chain: PathBuf,
    #[arg(long, value_name = "GOAL", default_value = "cold-start")]
    pub goal: String,
    #[arg(long, value_name = "FILE")]
    pub candidates: Option<PathBuf>,
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    pub home: Vec<String>,
    #[arg(long, value_enum, conflicts_with_all = ["goal", "alternatives"])]
    pub list: Option<MendList>,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub alternatives: usize,
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = share,
          requires = "alternatives")]
    pub extra: f64,
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub gap: f64,
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time_limit: Option<f64>,
}

/// A number from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("0 … 1".to_owned()),
    }
}

/// A number above 0 and at most 1.
fn part(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(part) if part > 0.0 && part <= 1.0 => Ok(part),
        _ => Err("> 0 … 1".to_owned()),
    }
}

/// A number above 0.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds.is_finite() => Ok(seconds),
        _ => Err("> 0".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct Chain {
    #[command(subcommand)]
    pub what: ChainVerb,
}

#[derive(Debug, Subcommand)]
pub enum ChainVerb {
    Cut(Cut),
    Join(Join),
}

/// What `--read` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadingOf {
    Substitutable,
    Fixed,
}

impl From<ReadingOf> for Reading {
    fn from(asked: ReadingOf) -> Self {
        match asked {
            ReadingOf::Substitutable => Self::Substitutable,
            ReadingOf::Fixed => Self::Fixed,
        }
    }
}

#[derive(Debug, Args)]
pub struct Cut {
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "PRODUCT", required = true, value_delimiter = ',',
          value_parser = NonEmptyStringValueParser::new())]
    pub product: Vec<String>,
    #[command(flatten)]
    pub upstream: Upstream,
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Join {
    #[arg(value_name = "CHAIN")]
    pub chain: PathBuf,
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub upstream: Upstream,
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// What is followed upstream, and how it is read.
#[derive(Debug, Args)]
pub struct Upstream {
    #[arg(long, value_name = "N", default_value_t = 2,
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=64))]
    pub depth: usize,
    #[arg(long, value_name = "SHARE", default_value_t = 0.8,
          conflicts_with_all = ["threshold", "criticality"])]
    pub share: f64,
    #[arg(long, value_name = "QUANTITY", conflicts_with = "criticality")]
    pub threshold: Option<f64>,
    #[arg(long, value_name = "FILE")]
    pub criticality: Option<String>,
    #[arg(long, value_enum, default_value = "substitutable")]
    pub read: ReadingOf,
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    pub capacity: f64,
}

#[derive(Debug, Args)]
pub struct Stress {
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub runs: Option<u64>,
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[arg(long, value_name = "SERIES", value_delimiter = ',')]
    pub keep: Vec<String>,
    #[arg(long, value_name = "SHOCK")]
    pub without: Vec<String>,
    #[arg(long, value_name = "WHAT")]
    pub compare: Option<String>,
    #[arg(long, value_name = "GOAL", conflicts_with_all = ["compare", "explain", "keep", "runs"])]
    pub find: Option<String>,
    #[arg(long, value_enum, value_name = "SET", requires = "find")]
    pub over: Option<SetOf>,
    #[arg(long, value_name = "RUN", num_args = 0..=1, require_equals = true,
          default_missing_value = "median", value_parser = explained)]
    pub explain: Option<Which>,
    #[arg(long, value_name = "ACTION", value_delimiter = ',')]
    pub with: Vec<String>,
    #[arg(long, value_name = "FILE", requires = "with")]
    pub actions: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["until", "find"])]
    pub sensitivity: bool,
    #[arg(long, value_name = "PRECISION", conflicts_with = "find")]
    pub until: Option<String>,
    #[arg(long, value_name = "LIMIT", conflicts_with_all = ["find", "compare"])]
    pub fail_if: Vec<String>,
    #[arg(long)]
    pub resume: bool,
    #[arg(long, conflicts_with = "resume")]
    pub overwrite: bool,
}

/// What `--over` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SetOf {
    Regions,
    Sectors,
    Producers,
}

/// `median`, or the number of a run.
fn explained(text: &str) -> Result<Which, std::num::ParseIntError> {
    if text == "median" { Ok(Which::Median) } else { text.parse().map(Which::Run) }
}

/// What `staves plan --aim` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AimOf {
    Expected,
    Tail,
    Worst,
    Integrity,
}

/// What `staves plan --unit` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnitOf {
    Activity,
    Site,
    Owner,
    Region,
}

/// What `staves plan --list` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanList {
    Actions,
    Candidates,
    Alternatives,
    Frontier,
    Kinds,
    Outages,
    Years,
    Roadmap,
    Limits,
    Targets,
    Why,
    Ranges,
    Stress,
    Schedule,
    Gantt,
}

impl PlanList {
    /// Whether a plan over years, one for a chain, or else one for an economy has it.
    pub fn is_of(self, years: bool, chain: bool) -> bool {
        match self {
            Self::Years
            | Self::Roadmap
            | Self::Limits
            | Self::Targets
            | Self::Why
            | Self::Ranges
            | Self::Stress
            | Self::Schedule
            | Self::Gantt => years,
            Self::Outages => chain,
            Self::Actions => !years,
            Self::Kinds => !chain,
            Self::Candidates | Self::Alternatives | Self::Frontier => !years && !chain,
        }
    }
}

#[derive(Debug, Args)]
pub struct Plan {
    #[arg(long, value_name = "MONEY", value_parser = money,
          required_unless_present_any = ["years", "program", "integrity"])]
    pub budget: Option<f64>,
    #[arg(long, value_name = "CHAIN",
          conflicts_with_all = ["years", "program", "economy", "scenario", "actions", "weights", "within"])]
    pub chain: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "chain")]
    pub candidates: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "region", requires = "chain")]
    pub unit: UnitOf,
    #[arg(long, value_name = "Q", default_value_t = 0.05, value_parser = share, requires = "chain",
          conflicts_with = "failures")]
    pub failure: f64,
    #[arg(long, value_name = "SHARE", requires = "chain", value_parser = share)]
    pub integrity: Option<f64>,
    #[arg(long, value_name = "SHARE", conflicts_with = "program", value_parser = share)]
    pub tail_limit: Option<f64>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["budget", "years", "scenario", "list"])]
    pub program: Option<PathBuf>,
    #[arg(long, value_name = "KEY", requires = "program")]
    pub instance: Option<String>,
    #[arg(long, value_name = "N",
          conflicts_with_all = ["budget", "aim", "tail_weight", "failures", "within",
                                "fresh", "gap", "simulate", "time_limit"],
          value_parser = clap::value_parser!(u64).range(1..=100))]
    pub years: Option<u64>,
    #[arg(long, value_name = "FILE", requires = "years")]
    pub goals: Option<PathBuf>,
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    pub home: Vec<String>,
    #[arg(long, value_name = "KIND", requires = "years")]
    pub kind: Option<String>,
    #[arg(long, value_name = "FILE", requires = "years", conflicts_with = "list")]
    pub report: Option<PathBuf>,
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub actions: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "expected")]
    pub aim: AimOf,
    #[arg(long, value_name = "SHARE", default_value_t = 0.1, value_parser = part)]
    pub tail: f64,
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = share)]
    pub tail_weight: f64,
    #[arg(long, value_name = "LOSS", default_value = "final_demand_unmet")]
    pub loss: String,
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    #[arg(long, value_name = "N", conflicts_with_all = ["runs", "seed"],
          value_parser = clap::value_parser!(u64).range(1..=100))]
    pub failures: Option<u64>,
    #[arg(long, value_name = "DAYS", value_parser = money)]
    pub within: Option<f64>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub runs: Option<u64>,
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub fresh: u64,
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    #[arg(long, value_enum)]
    pub list: Option<PlanList>,
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share)]
    pub gap: f64,
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub simulate: usize,
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub time_limit: Option<f64>,
}

/// What `staves resume --list` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResumeList {
    Order,
    Opening,
    Budgets,
    Comparison,
    Closure,
    Summary,
}

#[derive(Debug, Args)]
pub struct Resume {
    #[arg(long, value_name = "NAME=LIMIT", required_unless_present_any = ["program", "chain"])]
    pub budget: Vec<String>,
    #[arg(long, value_name = "FILE")]
    pub closed: Option<PathBuf>,
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "SCENARIO")]
    pub scenario: Option<String>,
    #[arg(long)]
    pub shares: bool,
    #[arg(long, value_name = "PRODUCT")]
    pub product: Option<String>,
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = share)]
    pub supplier_share: f64,
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    pub imports: f64,
    #[arg(long, value_name = "CHAIN", requires = "product",
          conflicts_with_all = ["budget", "closed", "economy", "scenario", "list", "out"])]
    pub chain: Option<PathBuf>,
    #[arg(long, value_name = "FILE",
          conflicts_with_all = ["budget", "closed", "economy", "scenario", "list", "out", "chain"])]
    pub program: Option<PathBuf>,
    #[arg(long, value_name = "KEY", requires = "program")]
    pub instance: Option<String>,
    #[arg(long, value_enum)]
    pub list: Option<ResumeList>,
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = share)]
    pub gap: f64,
    #[arg(long, value_name = "SECONDS", default_value_t = 60.0, value_parser = seconds)]
    pub time_limit: f64,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How `staves mobilise` shares what is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FairnessOf {
    Cheapest,
    Maxmin,
    Lexicographic,
    Proportional,
    Priority,
}

impl From<FairnessOf> for Fairness {
    fn from(asked: FairnessOf) -> Self {
        match asked {
            FairnessOf::Cheapest => Self::Cheapest,
            FairnessOf::Maxmin => Self::MaxMin,
            FairnessOf::Lexicographic => Self::Lexicographic,
            FairnessOf::Proportional => Self::Proportional,
            FairnessOf::Priority => Self::Priority,
        }
    }
}

/// What `staves mobilise --list` can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MobiliseList {
    Served,
    Production,
    Conversion,
    Shipment,
    Release,
    Import,
    Stock,
    Shortage,
    Dual,
    Why,
    Orders,
}

#[derive(Debug, Args)]
pub struct Mobilise {
    #[arg(value_name = "STUDY", required_unless_present = "program")]
    pub folder: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "maxmin")]
    pub fairness: FairnessOf,
    #[arg(long)]
    pub whole: bool,
    #[arg(long, value_name = "STUDY", requires = "from")]
    pub before: Option<PathBuf>,
    #[arg(long, value_name = "PERIOD", requires = "before")]
    pub from: Option<usize>,
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub reasons: usize,
    #[arg(long, value_enum)]
    pub list: Option<MobiliseList>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["list", "program"])]
    pub report: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["folder", "list", "scenario", "before"])]
    pub program: Option<PathBuf>,
    #[arg(long, value_name = "KEY", requires = "program")]
    pub instance: Option<String>,
}

/// A number of 0 or more.
fn money(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(money) if money >= 0.0 && money.is_finite() => Ok(money),
        _ => Err("≥ 0".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct Report {
    #[arg(value_name = "RUN")]
    pub run: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Diff {
    #[arg(value_name = "RUN")]
    pub before: PathBuf,
    #[arg(value_name = "RUN2")]
    pub after: PathBuf,
    #[arg(long)]
    pub all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Thing {
    Regions,
    Sectors,
    Flows,
    Rules,
    Actions,
    Run,
    Risk,
    Exceedance,
    Sensitivity,
}

#[derive(Debug, Args)]
pub struct Show {
    #[arg(value_enum)]
    pub what: Thing,
    #[arg(value_name = "RUN")]
    pub run: Option<PathBuf>,
    #[arg(long, value_name = "ECONOMY")]
    pub economy: Option<PathBuf>,
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    pub select: Vec<String>,
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
}

#[derive(Debug, Args)]
pub struct Explain {
    #[arg(value_name = "CODE")]
    pub code: String,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum)]
    pub shell: Shell,
}

/// The language asked for before anything else is read: `--lang`, then the environment.
pub fn language(arguments: impl Iterator<Item = String>) -> Lang {
    let arguments: Vec<String> = arguments.collect();
    let separate =
        arguments.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].clone());
    let joined =
        || arguments.iter().find_map(|word| Some(word.strip_prefix("--lang=")?.to_owned()));
    let environment = || {
        ["STAVES_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    crate::language_of(separate.or_else(joined).or_else(environment).as_deref())
}

/// The program's arguments, or what to print instead (help, version, a mistake).
pub fn parse(lang: Lang) -> Result<Cli, clap::Error> {
    let matches = command(lang).try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

/// The command with its words in a language.
pub fn command(lang: Lang) -> Command {
    let text = locale::text(lang, "help.about", &[]);
    let command = Cli::command().about(text).subcommand_required(true).arg_required_else_help(true);
    worded(command, lang, "help")
}

/// Gives a command, its arguments and the commands below it their words.
fn worded(command: Command, lang: Lang, key: &str) -> Command {
    let arguments: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let below: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = arguments.into_iter().fold(command, |command, id| {
        let key = format!("{key}.arguments.{id}");
        command.mut_arg(id, |argument| match locale::has(&key) {
            true => argument.help(locale::text(lang, &key, &[])),
            false => argument,
        })
    });
    below.into_iter().fold(command, |command, name| {
        let key = format!("{key}.{name}");
        command.mut_subcommand(&name, |command| {
            let about = locale::text(lang, &format!("{key}.about"), &[]);
            worded(command.about(about), lang, &key)
        })
    })
}

/// Prints the completions of a shell.
pub fn completions(shell: Shell) {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut command(Lang::En), "staves", &mut out);
    crate::output::bytes(&out);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys of every argument of every command.
    fn keys(command: &Command, key: &str, found: &mut Vec<String>) {
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if id != "help" && id != "version" {
                found.push(format!("{key}.arguments.{id}"));
            }
        }
        for below in command.get_subcommands().filter(|command| command.get_name() != "help") {
            let key = format!("{key}.{}", below.get_name());
            found.push(format!("{key}.about"));
            keys(below, &key, found);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained() {
        let mut found = Vec::new();
        keys(&Cli::command(), "help", &mut found);
        let missing: Vec<_> = found.iter().filter(|key| !locale::has(key)).collect();
        assert!(missing.is_empty(), "{missing:#?}");
        command(Lang::En).debug_assert();
    }
}
