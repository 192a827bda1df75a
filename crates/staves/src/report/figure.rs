//! The frame around every figure: title, how to read it, chart, the table behind it, the source.

use super::Report;
use super::html::{Grid, element, escape, prose};

/// A chart in its frame.
pub(super) struct Figure {
    /// Anchor in the page.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// One sentence on what it says or how to read it.
    pub reading: String,
    /// Signs and their meaning; may be empty.
    pub legend: Vec<(Sign, String)>,
    /// The chart.
    pub svg: String,
    /// The same numbers.
    pub table: Grid,
    /// What the table leaves out; may be empty.
    pub table_note: String,
}

/// A sign in a legend.
#[derive(Clone, Copy)]
pub(super) enum Sign {
    Median,
    Inner,
    Outer,
    Baseline,
    Shock,
    Bar,
    Whisker,
    /// A layer of a stacked chart, by its number.
    Layer(usize),
    Gain,
}

impl Sign {
    fn svg(self) -> String {
        if let Self::Layer(number) = self {
            return format!(
                "<svg viewBox=\"0 0 28 14\" aria-hidden=\"true\"><rect class=\"layer \
                 layer-{number}\" x=\"1\" y=\"2\" width=\"26\" height=\"10\"/></svg>"
            );
        }
        let shape = match self {
            Self::Layer(_) => "",
            Self::Gain => "<rect class=\"gain\" x=\"1\" y=\"2\" width=\"26\" height=\"10\"/>",
            Self::Median => "<path class=\"median\" d=\"M1 7H27\"/>",
            Self::Inner => {
                "<rect class=\"band inner\" x=\"1\" y=\"2\" width=\"26\" height=\"10\"/>"
            }
            Self::Outer => {
                "<rect class=\"band outer\" x=\"1\" y=\"2\" width=\"26\" height=\"10\"/>\
                 <path class=\"edge\" d=\"M1 2H27M1 12H27\"/>"
            }
            Self::Baseline => "<path class=\"baseline\" d=\"M1 7H27\"/>",
            Self::Shock => {
                "<rect class=\"shock\" x=\"1\" y=\"2\" width=\"14\" height=\"10\"/>\
                 <path class=\"easing\" d=\"M15 2L15 12L27 12Z\"/>"
            }
            Self::Bar => "<rect class=\"bar\" x=\"1\" y=\"2\" width=\"26\" height=\"10\"/>",
            Self::Whisker => "<path class=\"whisker\" d=\"M2 7H26M2 3V11M26 3V11\"/>",
        };
        format!("<svg viewBox=\"0 0 28 14\" aria-hidden=\"true\">{shape}</svg>")
    }
}

impl Figure {
    /// The figure as markup.
    pub fn html(&self, report: &Report) -> String {
        let title = element("h3", "", &(escape(&self.title) + &report.synthetic_tag()));
        let reading = element("p", "reading", &prose(&self.reading));
        let legend: String = self
            .legend
            .iter()
            .map(|(sign, text)| element("li", "", &(sign.svg() + &escape(text))))
            .collect();
        let legend = if legend.is_empty() { legend } else { element("ul", "legend", &legend) };
        let summary = element("summary", "", &escape(&report.words.plain("figure.table")));
        let note = match self.table_note.as_str() {
            "" => String::new(),
            text => element("p", "reading", &prose(text)),
        };
        format!(
            "<figure id=\"{}\"><div class=\"whole\"><figcaption>{title}{reading}</figcaption>\
             {legend}<div class=\"chart scroll\" tabindex=\"0\">{}</div>{}</div>\
             <details>{summary}{}{note}</details></figure>",
            self.id,
            self.svg,
            element("p", "source", &escape(&report.source_line())),
            self.table.html(),
        )
    }
}
