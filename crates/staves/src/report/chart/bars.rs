//! Ranked bars with whiskers.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH, cut};

/// One bar, in the unit of the axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::report) struct Bar {
    /// What it is the value of.
    pub name: String,
    /// The median.
    pub value: f64,
    /// 5th and 95th percentile, when the runs differ.
    pub whisker: Option<(f64, f64)>,
    /// Two numbers in words to the right of the bar.
    pub says: [String; 2],
}

/// What a bar chart shows.
pub(in crate::report) struct Bars {
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// Title of the axis, with the unit.
    pub title: String,
    /// Heads of the two columns of numbers.
    pub heads: [String; 2],
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 256.0;
const RIGHT: f64 = WIDTH - 206.0;
/// Right edges of the two columns of numbers.
const COLUMNS: [f64; 2] = [WIDTH - 112.0, WIDTH];
const ROW: f64 = 23.0;
const TOP: f64 = 26.0;

impl Bars {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        let bottom = TOP + ROW * self.bars.len() as f64 + 4.0;
        let ends = self.bars.iter().flat_map(|bar| {
            let (low, high) = bar.whisker.unwrap_or((bar.value, bar.value));
            [bar.value, low, high, 0.0]
        });
        let x = Scale::new(extent(ends), (LEFT, RIGHT));
        let mut drawing = Drawing::new(bottom + 40.0);
        for (value, text) in x.ticks(5) {
            drawing.line("grid", (x.at(value), TOP - 4.0), (x.at(value), bottom));
            drawing.text("tick middle", (x.at(value), bottom + 16.0), &text);
        }
        drawing.text("axis middle", (f64::midpoint(LEFT, RIGHT), bottom + 35.0), &self.title);
        for (head, right) in self.heads.iter().zip(COLUMNS) {
            drawing.text("axis end", (right, TOP - 12.0), head);
        }
        for (row, bar) in self.bars.iter().enumerate() {
            draw_bar(&mut drawing, bar, x, TOP + ROW * row as f64);
        }
        drawing.line("zero", (x.at(0.0), TOP - 4.0), (x.at(0.0), bottom));
        drawing.finish(&self.label)
    }
}

fn draw_bar(drawing: &mut Drawing, bar: &Bar, x: Scale, top: f64) {
    let middle = top + ROW / 2.0;
    drawing.text("name end", (LEFT - 10.0, middle + 4.0), &cut(&bar.name, LEFT - 14.0));
    if bar.value.is_finite() {
        let (a, b) = (x.at(0.0), x.at(bar.value));
        let class = if bar.value < 0.0 { "bar gain" } else { "bar" };
        drawing.rect(class, (a.min(b), top + 4.0), ((b - a).abs(), ROW - 8.0));
    }
    if let Some((low, high)) = whisker(bar) {
        let (low, high) = (x.at(low), x.at(high));
        drawing.line("whisker", (low, middle), (high, middle));
        drawing.line("whisker", (low, middle - 4.0), (low, middle + 4.0));
        drawing.line("whisker", (high, middle - 4.0), (high, middle + 4.0));
    }
    for (text, right) in bar.says.iter().zip(COLUMNS) {
        drawing.text("value end", (right, middle + 4.0), text);
    }
}

/// The ends in order, when both are there.
fn whisker(bar: &Bar) -> Option<(f64, f64)> {
    let (a, b) = bar.whisker?;
    (a.is_finite() && b.is_finite()).then(|| (a.min(b), a.max(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: f64, whisker: Option<(f64, f64)>) -> Bar {
        Bar { name: "<x>".into(), value, whisker, says: [String::new(), String::new()] }
    }

    fn draw(bars: Vec<Bar>) -> String {
        let heads = [String::new(), String::new()];
        Bars { bars, title: String::new(), heads, label: String::new() }.draw()
    }

    fn numbers(svg: &str, class: &str, attribute: &str) -> Vec<f64> {
        let number = |part: &str| {
            let from = part.split_once(&format!(" {attribute}=\"")).unwrap().1;
            from.split_once('"').unwrap().0.parse().unwrap()
        };
        svg.split(&format!("class=\"{class}\"")).skip(1).map(number).collect()
    }

    #[test]
    fn longer_bars_for_larger_losses_and_whiskers_in_order() {
        let svg = draw(vec![
            bar(5.0, Some((2.0, 9.0))),
            bar(3.0, Some((4.0, 1.0))),
            bar(-1.0, Some((f64::NAN, 1.0))),
        ]);
        let widths = numbers(&svg, "bar", "width");
        assert!(widths[0] > widths[1], "{widths:?}");
        assert_eq!(numbers(&svg, "bar gain", "width").len(), 1);
        let (from, to) = (numbers(&svg, "whisker", "x1"), numbers(&svg, "whisker", "x2"));
        assert_eq!(from.len(), 6, "no whisker without both ends");
        assert!(from[0] < to[0] && from[3] < to[3]);
        assert!(svg.contains("&lt;x&gt;") && !svg.contains("NaN"));
    }

    #[test]
    fn nothing_lost_draws_an_empty_chart() {
        let svg = draw(vec![bar(0.0, None), bar(f64::NAN, None)]);
        assert!(!svg.contains("NaN") && !svg.contains("class=\"bar\""));
    }
}
