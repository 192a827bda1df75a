//! A curve over a logarithmic axis: how often so much or more is lost.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH, text_width};
use crate::report::number::written;

/// What a curve shows.
pub(in crate::report) struct Curve {
    /// Points with x ascending; y above 0.
    pub points: Vec<(f64, f64)>,
    /// Marked places on the x axis: where, and what stands above.
    pub marks: Vec<(f64, String)>,
    /// Title of the x axis, with the unit.
    pub title: String,
    /// Title of the y axis, with the unit.
    pub y_title: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 26.0;
const TOP: f64 = 54.0;
/// Rows of labels above the plot.
const ROWS: usize = 3;
const BOTTOM: f64 = TOP + 220.0;
/// Losses that differ by more than this factor are shown on a logarithmic axis.
const LOG_BEYOND: f64 = 1e3;

/// The x axis, linear or logarithmic.
struct Across {
    scale: Scale,
    ticks: Vec<(f64, String)>,
    log: bool,
}

impl Across {
    fn new((low, high): (f64, f64)) -> Self {
        if low > 0.0 && high > LOG_BEYOND * low {
            let decades = Decades::around(low, high);
            return Self { scale: decades.scale((LEFT, RIGHT)), ticks: decades.ticks(), log: true };
        }
        // From nothing, unless all losses lie close together.
        let scale = match low > high / 2.0 {
            true => Scale::nice((low, high), (LEFT, RIGHT), 7),
            false => Scale::new((low.min(0.0), high), (LEFT, RIGHT)),
        };
        Self { ticks: scale.ticks(7), scale, log: false }
    }

    fn at(&self, value: f64) -> f64 {
        self.scale.at(if self.log { value.log10() } else { value })
    }
}

/// Whole powers of ten around an interval.
struct Decades {
    from: f64,
    to: f64,
}

impl Decades {
    fn around(low: f64, high: f64) -> Self {
        let from = (low.log10() + 1e-9).floor();
        Self { from, to: (high.log10() - 1e-9).ceil().max(from + 1.0) }
    }

    fn scale(&self, range: (f64, f64)) -> Scale {
        Scale::new((self.from, self.to), range)
    }

    fn ticks(&self) -> Vec<(f64, String)> {
        let count = (self.to - self.from) as i32;
        let power = |k: i32| 10f64.powf(self.from + f64::from(k));
        (0..=count).map(|k| (power(k), written(power(k)))).collect()
    }
}

impl Curve {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        let x = Across::new(extent(self.points.iter().map(|point| point.0)));
        let shares = self.points.iter().map(|point| point.1).filter(|share| *share > 0.0);
        let (low, high) = extent(shares);
        let decades =
            if low > 0.0 { Decades::around(low, high) } else { Decades::around(0.1, 1.0) };
        let y = decades.scale((BOTTOM, TOP + 8.0));
        let mut drawing = Drawing::new(BOTTOM + 44.0);
        drawing.text("axis start", (0.0, 13.0), &self.y_title);
        for (value, text) in decades.ticks() {
            let at = y.at(value.log10());
            drawing.line("grid", (LEFT, at), (RIGHT, at));
            drawing.text("tick end", (LEFT - 8.0, at + 4.0), &text);
        }
        for (value, text) in &x.ticks {
            drawing.line("zero", (x.at(*value), BOTTOM), (x.at(*value), BOTTOM + 5.0));
            drawing.text("tick middle", (x.at(*value), BOTTOM + 19.0), text);
        }
        drawing.line("zero", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        drawing.text("axis middle", (f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), &self.title);
        let points: Vec<(f64, f64)> =
            self.points.iter().map(|point| (x.at(point.0), y.at(point.1.log10()))).collect();
        drawing.path("median", &points);
        self.draw_marks(&mut drawing, &x);
        drawing.finish(&self.label)
    }

    /// Each label on the lowest row on which it keeps clear of those before it.
    fn draw_marks(&self, drawing: &mut Drawing, x: &Across) {
        let mut free = [f64::NEG_INFINITY; ROWS];
        for (value, text) in self.marks.iter().filter(|(value, _)| value.is_finite()) {
            let (at, half) = (x.at(*value), text_width(text) / 2.0 + 3.0);
            drawing.line("bound", (at, TOP - 2.0), (at, BOTTOM));
            let row = free.iter().position(|end| *end <= at - half).unwrap_or(ROWS - 1);
            free[row] = at + half;
            drawing.text("note middle", (at, TOP - 6.0 - 14.0 * row as f64), text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(points: Vec<(f64, f64)>) -> String {
        let marks = vec![(2.0, "95 %".into()), (f64::NAN, "none".into())];
        let empty = String::new;
        Curve { points, marks, title: empty(), y_title: empty(), label: empty() }.draw()
    }

    #[test]
    fn labels_of_marks_keep_clear_of_each_other() {
        let heights = |marks: [f64; 3]| -> Vec<f64> {
            let marks = marks.map(|at| (at, format!("{at} %"))).to_vec();
            let points = vec![(0.0, 1.0), (100.0, 0.1)];
            let empty = String::new;
            let svg =
                Curve { points, marks, title: empty(), y_title: empty(), label: empty() }.draw();
            let labels = svg.split("class=\"note middle\"").skip(1);
            let y = |label: &str| label.split("y=\"").nth(1)?.split('"').next()?.parse().ok();
            labels.filter_map(y).collect()
        };
        let apart = heights([10.0, 50.0, 90.0]);
        assert!(apart.len() == 3 && apart.iter().all(|height| *height == apart[0]), "{apart:?}");
        let close = heights([50.0, 50.5, 51.0]);
        assert!(close[0] > close[1] && close[1] > close[2], "{close:?}");
    }

    #[test]
    fn any_points_make_a_chart() {
        let narrow = draw(vec![(1.0, 1.0), (2.0, 0.1), (3.0, 0.004)]);
        assert!(narrow.contains(">0.001<") && narrow.contains(">0.01<") && narrow.contains(">1<"));
        let wide = draw(vec![(0.5, 1.0), (5_000.0, 0.1)]);
        assert!(wide.contains(">10,000<"), "a logarithmic axis: {wide}");
        let gains = draw(vec![(-5.0, 1.0), (4.0, 0.5)]);
        for svg in [narrow, wide, gains, draw(vec![]), draw(vec![(0.0, 1.0)])] {
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("none"), "{svg}");
        }
    }
}
