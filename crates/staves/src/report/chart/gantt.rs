//! A Gantt chart: what is begun in which year, and until when it is under way.

use super::{Drawing, WIDTH, cut};

/// A line of the chart.
pub(in crate::report) struct Line {
    /// What is done.
    pub name: String,
    /// By year: whether something is begun, and whether something is under way.
    pub years: Vec<(bool, bool)>,
    /// A number in words to the right.
    pub says: String,
}

/// What a Gantt chart shows.
pub(in crate::report) struct Gantt {
    /// Lines in groups, each with its heading.
    pub groups: Vec<(String, Vec<Line>)>,
    /// Heads of the years.
    pub years: Vec<String>,
    /// Head of the numbers to the right.
    pub head: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 256.0;
const RIGHT: f64 = WIDTH - 140.0;
const ROW: f64 = 22.0;
const TOP: f64 = 30.0;
/// Most heads of years that stand beside each other.
const HEADS: usize = 12;

impl Gantt {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        let rows: usize = self.groups.iter().map(|(_, lines)| lines.len() + 1).sum();
        let bottom = TOP + ROW * rows as f64;
        let mut drawing = Drawing::new(bottom + 8.0);
        let width = (RIGHT - LEFT) / self.years.len().max(1) as f64;
        let at = |year: usize| LEFT + width * year as f64;
        let every = self.years.len().div_ceil(HEADS).max(1);
        for (year, head) in self.years.iter().enumerate() {
            drawing.line("grid", (at(year), TOP - 6.0), (at(year), bottom));
            if year % every == 0 {
                drawing.text("axis middle", (at(year) + width / 2.0, TOP - 12.0), head);
            }
        }
        drawing.line("grid", (RIGHT, TOP - 6.0), (RIGHT, bottom));
        drawing.text("axis end", (WIDTH, TOP - 12.0), &self.head);
        let mut top = TOP;
        for (heading, lines) in &self.groups {
            drawing.text("axis start", (0.0, top + ROW - 7.0), heading);
            top += ROW;
            for line in lines {
                let middle = top + ROW / 2.0;
                let name = cut(&line.name, LEFT - 24.0);
                drawing.text("name end", (LEFT - 10.0, middle + 4.0), &name);
                for (year, (begun, under_way)) in line.years.iter().enumerate() {
                    let (corner, size) = ((at(year) + 1.0, top + 4.0), (width - 2.0, ROW - 8.0));
                    match (begun, under_way) {
                        (true, _) => drawing.rect("bar", corner, size),
                        (false, true) => drawing.rect("gain", corner, size),
                        (false, false) => {}
                    }
                }
                drawing.text("value end", (WIDTH, middle + 4.0), &line.says);
                top += ROW;
            }
        }
        drawing.finish(&self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_begun_or_under_way_or_empty() {
        let years = vec![(true, true), (false, true), (false, false)];
        let line = Line { name: "<x>".into(), years, says: "7".into() };
        let heads = (1..=3).map(|year| year.to_string()).collect();
        let groups = vec![("group".to_owned(), vec![line])];
        let svg = Gantt { groups, years: heads, head: String::new(), label: String::new() }.draw();
        assert_eq!((svg.matches("\"bar\"").count(), svg.matches("\"gain\"").count()), (1, 1));
        assert!(svg.contains("&lt;x&gt;") && svg.contains(">group<"));
        let nothing = Gantt {
            groups: Vec::new(),
            years: Vec::new(),
            head: String::new(),
            label: String::new(),
        };
        assert!(!nothing.draw().contains("NaN"));
    }
}
