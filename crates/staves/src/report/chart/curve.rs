//! A response: what a value does as something grows, and where it reaches a threshold.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH};

/// What a response chart shows.
#[derive(Default)]
pub(in crate::report) struct Curve {
    /// Points tried, by what grows.
    pub points: Vec<(f64, f64)>,
    /// What must be reached.
    pub threshold: f64,
    /// Where it is reached.
    pub reached: (f64, f64),
    /// Titles of the axes.
    pub titles: [String; 2],
    /// Beside the mark.
    pub mark: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 26.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = TOP + 210.0;

impl Curve {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        // Far beyond the threshold there is nothing to read off.
        let most = (4.0 * self.reached.0).max(f64::MIN_POSITIVE);
        let shown: Vec<(f64, f64)> =
            self.points.iter().copied().filter(|(at, _)| *at <= most).collect();
        let x = Scale::new(extent(shown.iter().map(|(at, _)| *at).chain([0.0])), (LEFT, RIGHT));
        let values = shown.iter().map(|(_, value)| *value).chain([0.0, self.threshold]);
        let y = Scale::nice(extent(values), (BOTTOM, TOP), 5);
        let mut drawing = Drawing::new(BOTTOM + 44.0);
        drawing.text("axis start", (0.0, 13.0), &self.titles[1]);
        for (value, text) in y.ticks(5) {
            drawing.line("grid", (LEFT, y.at(value)), (RIGHT, y.at(value)));
            drawing.text("tick end", (LEFT - 8.0, y.at(value) + 4.0), &text);
        }
        for (value, text) in x.ticks(8) {
            drawing.line("zero", (x.at(value), BOTTOM), (x.at(value), BOTTOM + 5.0));
            drawing.text("tick middle", (x.at(value), BOTTOM + 19.0), &text);
        }
        drawing.line("zero", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        drawing.line("bound", (LEFT, y.at(self.threshold)), (RIGHT, y.at(self.threshold)));
        let points: Vec<(f64, f64)> =
            shown.iter().map(|(at, value)| (x.at(*at), y.at(*value))).collect();
        drawing.path("median", &points);
        let (px, py) = (x.at(self.reached.0), y.at(self.reached.1));
        if py.is_finite() {
            drawing.line("drop", (px, py), (px, BOTTOM));
            drawing.dot("mark", (px, py), 4.0);
            drawing.text("note start", (px + 7.0, BOTTOM - 9.0), &self.mark);
        }
        let middle = f64::midpoint(LEFT, RIGHT);
        drawing.text("axis middle", (middle, BOTTOM + 38.0), &self.titles[0]);
        drawing.finish(&self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_without_end_or_extent_is_still_drawn() {
        for points in [vec![(0.0, 0.0), (1.0, 5.0), (900.0, f64::INFINITY)], vec![(0.0, 0.0)]] {
            let curve =
                Curve { points, threshold: 3.0, reached: (0.6, f64::INFINITY), ..Curve::default() };
            let svg = curve.draw();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(svg.contains("class=\"bound\"") && !svg.contains("class=\"mark\""));
        }
    }
}
