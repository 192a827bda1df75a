//! Progress on stderr for anything over a second: runs done, rate, time left, median so far.

use crate::render::Screen;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use staves::stress::Progress;
use staves_core::program::{self as solver, Go};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Where progress is drawn: nowhere unless somebody looks.
fn target(screen: &Screen) -> ProgressDrawTarget {
    let wanted = !screen.quiet
        && std::io::stderr().is_terminal()
        && std::env::var_os("STAVES_NO_PROGRESS").is_none_or(|value| value.is_empty());
    if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}

/// What a solver has found so far, for work whose end is not known; appears after a second.
pub struct Spinner {
    bar: ProgressBar,
    start: Instant,
    lang: staves::Lang,
}

impl Spinner {
    pub fn new(screen: &Screen) -> Self {
        let bar = ProgressBar::with_draw_target(None, target(screen));
        Self { bar, start: Instant::now(), lang: screen.lang }
    }

    /// Shows the best cost so far and its bound.
    pub fn update(&self, progress: &solver::Progress) {
        let seconds = self.start.elapsed().as_secs();
        if seconds == 0 {
            return;
        }
        let known = |value: f64| match value.is_finite() {
            true => crate::output::number(value),
            false => "–".to_owned(),
        };
        let (cost, bound) = (known(progress.objective), known(progress.bound));
        let seconds = seconds.to_string();
        let values = [("seconds", seconds.as_str()), ("cost", &cost), ("bound", &bound)];
        self.bar.set_message(staves_core::locale::text(self.lang, "progress.solver", &values));
        self.bar.tick();
    }

    /// Shows progress, and says stop after some seconds, if there is a limit, or when Ctrl-C was pressed.
    pub fn watch<'s>(
        &'s self,
        stop: &'s AtomicBool,
        limit: Option<f64>,
    ) -> impl Fn(&solver::Progress) -> Go + Sync + 's {
        move |progress| {
            self.update(progress);
            let late = limit.is_some_and(|limit| self.start.elapsed().as_secs_f64() > limit);
            if late || stop.load(Ordering::Relaxed) { Go::Stop } else { Go::On }
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// A bar that appears only when the work takes more than a second.
pub struct Bar {
    bar: ProgressBar,
    start: Instant,
    template: String,
    lang: staves::Lang,
}

impl Bar {
    pub fn new(screen: &Screen) -> Self {
        let template = screen.text("progress.template", &[]);
        let bar = ProgressBar::with_draw_target(None, target(screen));
        Self { bar, start: Instant::now(), template, lang: screen.lang }
    }

    /// Shows how far the runs are.
    pub fn update(&self, progress: Progress) {
        if self.start.elapsed() < Duration::from_secs(1) {
            return;
        }
        if self.bar.length().is_none() {
            self.bar.set_length(progress.total);
            if let Ok(style) = ProgressStyle::with_template(&self.template) {
                self.bar.set_style(style);
            }
            // Runs done in the first second count for the rate.
            self.bar.set_elapsed(self.start.elapsed());
        }
        self.bar.set_position(progress.done);
        let median = crate::output::number(progress.median);
        let text = staves_core::locale::text(self.lang, "progress.median", &[("median", &median)]);
        self.bar.set_message(text);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
