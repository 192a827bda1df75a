//! Progress on stderr for anything over a second: runs done, rate, time left, median so far.

use crate::render::Screen;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use staves::stress::Progress;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// A bar that appears only when the work takes more than a second.
pub struct Bar {
    bar: ProgressBar,
    start: Instant,
    template: String,
    lang: staves::Lang,
}

impl Bar {
    pub fn new(screen: &Screen) -> Self {
        let wanted = !screen.quiet
            && std::io::stderr().is_terminal()
            && std::env::var_os("STAVES_NO_PROGRESS").is_none_or(|value| value.is_empty());
        let target =
            if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let template = screen.text("progress.template", &[]);
        let bar = ProgressBar::with_draw_target(None, target);
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
