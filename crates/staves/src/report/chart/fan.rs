//! A variable over time: median, 50 % and 90 % bands, baseline, and when the shocks act.

use super::scale::{Scale, extent};
use super::{Drawing, WIDTH, cut, text_width};

/// When a shock acts, in days; for drawn times the widest span.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Window {
    /// Name shown beside the bar.
    pub name: String,
    /// First day of full severity.
    pub starts: f64,
    /// Last day of full severity; infinite when it never ends.
    pub ends: f64,
    /// Day on which recovery is complete, where the shock says so.
    pub recovered: Option<f64>,
}

/// What a fan chart shows. All lines are as long as `days`, in the unit of the axis.
#[derive(Default)]
pub(in crate::report) struct Fan<'a> {
    /// Starts of the steps.
    pub days: &'a [f64],
    /// Length of the run.
    pub horizon: f64,
    /// 5th, 25th, 75th and 95th percentile; empty for a single run.
    pub bands: Option<[Vec<f64>; 4]>,
    /// Median, or the only run.
    pub middle: Vec<f64>,
    /// Without the shock.
    pub baseline: Option<Vec<f64>>,
    /// Whether the axis must start at zero.
    pub from_zero: bool,
    /// The shocks.
    pub windows: &'a [Window],
    /// Marked days, such as the median recovery: day and label.
    pub marks: Vec<(f64, String)>,
    /// Title of the left axis, with the unit.
    pub title: String,
    /// Title of the right axis: per cent of the baseline; shown when the baseline is one number.
    pub share_title: String,
    /// Title of the axis of days.
    pub days_title: String,
    /// Read out instead of the chart.
    pub label: String,
}

const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 52.0;
const PLOT_HEIGHT: f64 = 230.0;
const STRIP_ROW: f64 = 16.0;
const STRIP_MOST: usize = 8;
/// More points than this lie closer together than a chart can show.
const POINTS_MOST: usize = 1200;

impl Fan<'_> {
    /// Draws the chart.
    pub fn draw(&self) -> String {
        let rows = self.windows.len().min(STRIP_MOST) as f64;
        let top = 24.0 + rows * STRIP_ROW + if rows > 0.0 { 6.0 } else { 0.0 };
        let bottom = top + PLOT_HEIGHT;
        let end = self.horizon.max(self.days.last().copied().unwrap_or(0.0));
        let x = Scale::new((0.0, end), (LEFT, RIGHT));
        let y = self.scale((bottom, top));
        let mut drawing = Drawing::new(bottom + 44.0);
        drawing.text("axis start", (0.0, 13.0), &self.title);
        self.draw_axes(&mut drawing, x, y, bottom);
        self.draw_windows(&mut drawing, x, (top, bottom));
        self.draw_lines(&mut drawing, x, y);
        self.draw_marks(&mut drawing, x, y, bottom);
        drawing.finish(&self.label)
    }

    /// Whether the axis starts above zero, which a reader must be told.
    pub fn is_cut_off(&self) -> bool {
        self.scale((1.0, 0.0)).domain().0 > 0.0
    }

    /// Whole ticks below; above, only where the axis starts at zero: output ends at its baseline.
    fn scale(&self, range: (f64, f64)) -> Scale {
        let domain = self.domain();
        let nice = Scale::nice(domain, range, 5);
        if self.from_zero { nice } else { Scale::new((nice.domain().0, domain.1), range) }
    }

    fn domain(&self) -> (f64, f64) {
        let bands = self.bands.iter().flatten().flatten();
        let all = bands.chain(&self.middle).chain(self.baseline.iter().flatten()).copied();
        let (low, high) = extent(all);
        if self.from_zero {
            return (low.min(0.0), if high > 0.0 { high } else { 1.0 });
        }
        // A loss of a millionth should look like nothing, not fill the chart.
        let least = high.abs() * 0.01;
        (low.min(high - least), high)
    }

    fn draw_axes(&self, drawing: &mut Drawing, x: Scale, y: Scale, bottom: f64) {
        for (value, text) in y.ticks(5) {
            let class = if value == 0.0 { "zero" } else { "grid" };
            drawing.line(class, (LEFT, y.at(value)), (RIGHT, y.at(value)));
            drawing.text("tick end", (LEFT - 8.0, y.at(value) + 4.0), &text);
        }
        for (value, text) in x.ticks(8) {
            drawing.line("zero", (x.at(value), bottom), (x.at(value), bottom + 5.0));
            drawing.text("tick middle", (x.at(value), bottom + 19.0), &text);
        }
        drawing.line("zero", (LEFT, bottom), (RIGHT, bottom));
        drawing.text("axis middle", (f64::midpoint(LEFT, RIGHT), bottom + 38.0), &self.days_title);
        let Some(normal) = self.constant_baseline() else { return };
        let (low, high) = y.domain();
        let share =
            Scale::new((100.0 * low / normal, 100.0 * high / normal), (y.at(low), y.at(high)));
        drawing.text("axis end", (WIDTH, 13.0), &self.share_title);
        for (value, text) in share.ticks(5) {
            // On the inner side of the axis: outside it would look like a minus sign.
            drawing.line("zero", (RIGHT - 4.0, share.at(value)), (RIGHT, share.at(value)));
            drawing.text("tick start", (RIGHT + 8.0, share.at(value) + 4.0), &text);
        }
        drawing.line("zero", (RIGHT, y.at(low)), (RIGHT, y.at(high)));
    }

    fn constant_baseline(&self) -> Option<f64> {
        let (low, high) = extent(self.baseline.as_deref()?.iter().copied());
        (low > 0.0 && high - low <= 1e-9 * high).then_some(high)
    }

    /// A strip of bars above the plot, one a shock, and a shade through the plot while any of them
    /// acts at full severity. The first start is marked.
    fn draw_windows(&self, drawing: &mut Drawing, x: Scale, (top, bottom): (f64, f64)) {
        let (first, last) = x.domain();
        let inside = |day: f64| x.at(day.clamp(first, last));
        for (from, to) in self.shocked() {
            drawing.rect("shade", (inside(from), top), (inside(to) - inside(from), bottom - top));
        }
        let starts = self.windows.iter().map(|window| window.starts).reduce(f64::min);
        if let Some(start) = starts.filter(|start| *start >= first) {
            drawing.line("start", (inside(start), top - 4.0), (inside(start), bottom));
        }
        for (row, window) in self.windows.iter().take(STRIP_MOST).enumerate() {
            let from = inside(window.starts);
            let to = inside(window.ends).max(from + 2.0);
            let y = 24.0 + row as f64 * STRIP_ROW;
            drawing.rect("shock", (from, y + 2.0), (to - from, 10.0));
            let tail = window.recovered.map_or(to, |day| inside(day).max(to));
            drawing.area("easing", &[(to, y + 2.0), (to, y + 12.0), (tail, y + 12.0)]);
            draw_name(drawing, &window.name, (from, tail), y + 11.0);
        }
    }

    /// Spans of days in which any shock acts at full severity, apart and in order.
    fn shocked(&self) -> Vec<(f64, f64)> {
        let mut spans: Vec<(f64, f64)> =
            self.windows.iter().map(|window| (window.starts, window.ends)).collect();
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut apart: Vec<(f64, f64)> = Vec::new();
        for (from, to) in spans {
            match apart.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => apart.push((from, to)),
            }
        }
        apart
    }

    fn draw_lines(&self, drawing: &mut Drawing, x: Scale, y: Scale) {
        let stride = self.days.len().div_ceil(POINTS_MOST).max(1);
        let points = |line: &[f64]| -> Vec<(f64, f64)> {
            let all = self.days.iter().zip(line).step_by(stride);
            all.map(|(day, value)| (x.at(*day), y.at(*value))).collect()
        };
        let band = |low: &[f64], high: &[f64]| -> Vec<(f64, f64)> {
            points(high).into_iter().chain(points(low).into_iter().rev()).collect()
        };
        if let Some([p05, p25, p75, p95]) = &self.bands {
            drawing.area("band outer", &band(p05, p95));
            drawing.path("edge", &points(p05));
            drawing.path("edge", &points(p95));
            drawing.area("band inner", &band(p25, p75));
        }
        if let Some(baseline) = &self.baseline {
            drawing.path("baseline", &points(baseline));
        }
        drawing.path("median", &points(&self.middle));
    }

    /// A dot on the line, a drop to the axis, and a label beside the drop, where bands are rare.
    fn draw_marks(&self, drawing: &mut Drawing, x: Scale, y: Scale, bottom: f64) {
        for (day, text) in &self.marks {
            let Some(nearest) = self.days.iter().position(|at| at >= day) else { continue };
            let Some(value) = self.middle.get(nearest).filter(|value| value.is_finite()) else {
                continue;
            };
            let (px, py) = (x.at(*day), y.at(*value));
            drawing.line("drop", (px, py), (px, bottom));
            drawing.dot("mark", (px, py), 4.0);
            let right = px + 8.0 + text_width(text) < RIGHT;
            let (class, dx) = if right { ("note start", 7.0) } else { ("note end", -7.0) };
            drawing.text(class, (px + dx, bottom - 9.0), text);
        }
    }
}

/// A shock's name to the right of its bar, else to the left, else cut to the larger space.
fn draw_name(drawing: &mut Drawing, name: &str, (from, to): (f64, f64), y: f64) {
    let (left, right) = (from - 6.0, RIGHT - to - 6.0);
    let width = text_width(name);
    if width <= right || right >= left {
        drawing.text("note start", (to + 6.0, y), &cut(name, right.max(60.0)));
    } else {
        drawing.text("note end", (from - 6.0, y), &cut(name, left));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fan<'a>(days: &'a [f64], windows: &'a [Window]) -> Fan<'a> {
        let line = |shift: f64| days.iter().map(|day| 100.0 - day + shift).collect::<Vec<f64>>();
        Fan {
            days,
            horizon: 4.0,
            bands: Some([line(-3.0), line(-1.0), line(1.0), line(3.0)]),
            middle: line(0.0),
            baseline: Some(vec![103.0; days.len()]),
            windows,
            marks: vec![(2.0, "mark".into())],
            share_title: "share".into(),
            ..Fan::default()
        }
    }

    #[test]
    fn a_fan_shows_bands_baseline_shocks_and_marks() {
        let window =
            Window { name: "<fire>".into(), starts: 1.0, ends: f64::INFINITY, recovered: None };
        let svg = fan(&[0.0, 1.0, 2.0, 3.0], &[window]).draw();
        for class in ["band outer", "band inner", "baseline", "median", "shade", "start", "mark"] {
            assert_eq!(svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class}");
        }
        assert!(svg.contains("share") && svg.contains("&lt;fire&gt;"));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn overlapping_shocks_shade_once() {
        let window = |starts: f64, ends: f64| Window {
            name: String::new(),
            starts,
            ends,
            recovered: Some(ends + 1.0),
        };
        let windows = [window(2.0, 3.0), window(0.5, 1.0), window(0.8, 1.5)];
        let fan = fan(&[0.0, 1.0, 2.0, 3.0], &windows);
        assert_eq!(fan.shocked(), [(0.5, 1.5), (2.0, 3.0)]);
        let svg = fan.draw();
        assert_eq!(svg.matches("class=\"shock\"").count(), 3);
        assert_eq!(svg.matches("class=\"start\"").count(), 1);
    }

    #[test]
    fn no_days_and_missing_values_still_draw() {
        let empty = fan(&[], &[]).draw();
        assert!(!empty.contains("NaN") && !empty.contains("inf"), "{empty}");
        let mut holes = fan(&[0.0, 1.0, 2.0], &[]);
        holes.middle = vec![f64::NAN; 3];
        holes.baseline = None;
        let svg = holes.draw();
        assert!(!svg.contains("NaN") && !svg.contains("median") && !svg.contains("share"), "{svg}");
    }

    #[test]
    fn a_loss_of_nothing_looks_like_nothing() {
        let days = [0.0, 1.0];
        let mut flat = fan(&days, &[]);
        (flat.bands, flat.middle) = (None, vec![103.0, 103.0 - 1e-9]);
        let (low, high) = flat.domain();
        assert!(low < 102.0 && high == 103.0, "{low} {high}");
        assert!(flat.is_cut_off());
        flat.middle = vec![103.0, 0.0];
        assert!(!flat.is_cut_off());
    }
}
