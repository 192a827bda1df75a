//! The stage diagram: goods as boxes, the final goods on the right, each stage one column further
//! left, lines from what goes in to what it goes into.

use crate::report::chart::{Drawing, WIDTH, cut};
use crate::report::html::{element, escape};
use crate::report::number::computed;
use crate::report::words::Words;
use crate::table::{Table, Values};
use staves_core::{Lang, locale};
use std::collections::BTreeMap;

/// What the boxes show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Highlight {
    /// Whether a good can be made at home.
    #[default]
    Availability,
    /// What is lost with the imports of a good.
    ChokeScore,
    /// Share of the capacity that is abroad.
    ForeignShare,
    /// Effective number of regions that make a good.
    Sources,
}

impl Highlight {
    /// The column it reads.
    fn column(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::ChokeScore => "choke_score",
            Self::ForeignShare => "foreign_share",
            Self::Sources => "sources",
        }
    }

    /// How it is read.
    pub(super) fn reading(self) -> &'static str {
        match self {
            Self::Availability => "chain.highlight.availability",
            Self::ChokeScore => "chain.highlight.choke_score",
            Self::ForeignShare => "chain.highlight.foreign_share",
            Self::Sources => "chain.highlight.sources",
        }
    }

    /// The level of a number, from fine to worst; none for a number that is not known.
    fn level(self, value: f64) -> Option<usize> {
        // Few sources are bad, high shares are.
        let limits = if self == Self::Sources { [-3.0, -2.0, -1.001] } else { [0.001, 0.25, 0.5] };
        let value = if self == Self::Sources { -value } else { value };
        value.is_finite().then(|| limits.iter().filter(|limit| value >= **limit).count())
    }
}

/// Goods of one stage that are drawn at most.
const MOST: usize = 14;
const ROW: f64 = 40.0;
const TOP: f64 = 26.0;
const BOX: f64 = 28.0;

/// One good.
struct Good {
    code: String,
    label: String,
    stage: usize,
    level: Option<usize>,
    users: Vec<String>,
}

/// The diagram of a panorama.
pub(super) struct Diagram {
    goods: Vec<Good>,
    highlight: Highlight,
    words: Words,
    left_out: usize,
}

impl Diagram {
    pub fn new(panorama: &Table, highlight: Highlight, words: Words) -> Self {
        let text = |name: &str, row: usize| {
            panorama.column(name).and_then(|column| column.text(row)).unwrap_or_default().to_owned()
        };
        let stage = panorama.column("stage").and_then(Values::numbers).unwrap_or_default();
        let numbers = panorama.column(highlight.column()).and_then(Values::numbers);
        let level = |row: usize| match (&numbers, text("availability", row).as_str()) {
            (Some(numbers), _) => highlight.level(numbers[row]),
            (None, "starts_at_home") => Some(0),
            (None, "keeps_running_at_home") => Some(1),
            (None, "with_imports") => Some(2),
            (None, _) => Some(3),
        };
        let label = if words.lang == Lang::Zh { "label_zh" } else { "label_en" };
        let good = |row: usize| {
            let name = text(label, row);
            let code = text("good", row);
            Good {
                label: if name.is_empty() { code.clone() } else { name },
                code,
                stage: stage[row] as usize,
                level: level(row),
                users: text("goes_into", row).split("; ").map(str::to_owned).collect(),
            }
        };
        let mut goods: Vec<Good> = (0..panorama.len()).map(good).collect();
        let all = goods.len();
        // Of a crowded stage the worst are drawn.
        goods.sort_by_key(|good| (good.stage, std::cmp::Reverse(good.level)));
        let mut drawn: BTreeMap<usize, usize> = BTreeMap::new();
        goods.retain(|good| {
            let count = drawn.entry(good.stage).or_default();
            *count += 1;
            *count <= MOST
        });
        let left_out = all - goods.len();
        Self { goods, highlight, words, left_out }
    }

    /// The drawing.
    pub fn draw(&self) -> String {
        let stages = self.goods.iter().map(|good| good.stage + 1).max().unwrap_or(1);
        let column = WIDTH / stages as f64;
        let width = (column * 0.72).min(150.0);
        let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
        let mut places = BTreeMap::new();
        for good in &self.goods {
            let row = rows.entry(good.stage).or_default();
            // A unit off the edge, for the frame.
            let x = WIDTH - 1.0 - column * good.stage as f64 - width;
            places.insert(good.code.as_str(), (x, TOP + ROW * *row as f64));
            *row += 1;
        }
        let tallest = rows.values().copied().max().unwrap_or(1);
        let mut drawing = Drawing::new(TOP + ROW * tallest as f64);
        for stage in 0..stages {
            let x = WIDTH - column * stage as f64 - width / 2.0;
            let title = self.words.say("chain.stage", &[("n", &stage.to_string())]);
            drawing.text("axis middle", (x, 12.0), &title);
        }
        for good in &self.goods {
            let (x, y) = places[good.code.as_str()];
            for user in &good.users {
                if let Some((to, height)) = places.get(user.as_str()) {
                    drawing.line("flow", (x + width, y + BOX / 2.0), (*to, height + BOX / 2.0));
                }
            }
        }
        for good in &self.goods {
            let (x, y) = places[good.code.as_str()];
            drawing.rect(class(good.level), (x, y), (width, BOX));
            let label = cut(&good.label, width - 8.0);
            drawing.text("middle", (x + width / 2.0, y + BOX / 2.0 + 4.0), &label);
        }
        drawing.finish(&self.words.plain("chain.panorama.heading"))
    }

    /// The levels and what they mean.
    pub fn legend(&self) -> String {
        let meaning = |level: usize| match self.highlight {
            Highlight::Availability => {
                let words =
                    ["starts_at_home", "keeps_running_at_home", "with_imports", "not_to_be_had"];
                locale::text(self.words.lang, &format!("map.words.{}", words[level]), &[])
            }
            Highlight::Sources => ["≥ 3", "2–3", "1–2", "1"][level].to_owned(),
            _ => {
                let limits = [0.0, 0.25, 0.5].map(computed);
                let [zero, quarter, half] = limits.each_ref().map(String::as_str);
                [
                    zero.to_owned(),
                    format!("{zero}–{quarter}"),
                    format!("{quarter}–{half}"),
                    format!("≥ {half}"),
                ][level]
                    .clone()
            }
        };
        let item = |level: Option<usize>, text: &str| {
            let sign = format!(
                "<svg viewBox=\"0 0 28 14\" aria-hidden=\"true\"><rect class=\"{}\" x=\"1\" y=\"2\" \
                 width=\"26\" height=\"10\"/></svg>",
                class(level)
            );
            element("li", "", &(sign + &escape(text)))
        };
        let mut items: String = (0..4).map(|level| item(Some(level), &meaning(level))).collect();
        if self.goods.iter().any(|good| good.level.is_none()) {
            items += &item(None, &locale::text(self.words.lang, "map.words.unknown", &[]));
        }
        element("ul", "legend", &items)
    }

    /// How many goods of crowded stages are not drawn.
    pub fn left_out(&self) -> String {
        match self.left_out {
            0 => String::new(),
            n => {
                let text = self.words.say("chain.left-out", &[("n", &n.to_string())]);
                element("p", "reading", &escape(&text))
            }
        }
    }
}

/// The class of a box: levels differ by shade and by the stroke of their frame.
fn class(level: Option<usize>) -> &'static str {
    match level {
        Some(0) => "good good-0",
        Some(1) => "good good-1",
        Some(2) => "good good-2",
        Some(_) => "good good-3",
        None => "good good-unknown",
    }
}
