//! Errors, notes and hints on stderr.

use crate::arguments::{Cli, Color};
use staves::{Error, Lang, Note};
use staves_core::locale;
use std::io::{IsTerminal, Write};

/// Where words for people go, and how.
pub struct Screen {
    /// Language of all words.
    pub lang: Lang,
    /// Nothing but errors.
    pub quiet: bool,
    colors: bool,
}

const RED: &str = "31";
const YELLOW: &str = "33";
const CYAN: &str = "36";
const GREEN: &str = "32";

impl Screen {
    pub fn new(cli: &Cli, lang: Lang) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let colors = match cli.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => wanted && std::io::stderr().is_terminal(),
        };
        Self { lang, quiet: cli.quiet, colors }
    }

    /// A text of the dictionary.
    pub fn text(&self, key: &str, values: &[(&str, &str)]) -> String {
        locale::text(self.lang, key, values)
    }

    fn painted(&self, color: &str, text: &str) -> String {
        if self.colors { format!("\x1b[1;{color}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn word(&self, color: &str, key: &str) -> String {
        self.painted(color, &self.text(key, &[]))
    }

    /// What went wrong, where, and what to do.
    pub fn error(&self, error: &Error) {
        let says = error.message(self.lang);
        let mut lines = format!("{}: {says} [{}]", self.word(RED, "word.error"), error.code());
        if let Some(place) = error.place().filter(|place| !place.to_string().is_empty()) {
            lines += &format!("\n  {} {place}", self.painted(CYAN, "-->"));
        }
        if let Some(hint) = error.hint(self.lang) {
            lines += &format!("\n{}: {hint}", self.word(CYAN, "word.hint"));
        }
        say(&lines);
    }

    /// What a reader or a run found.
    pub fn notes(&self, notes: &[Note]) {
        if self.quiet {
            return;
        }
        for note in notes {
            let word = self.word(YELLOW, "word.note");
            let mut lines = format!("{word}: {} [{}]", note.message(self.lang), note.code);
            if !note.places.is_empty() {
                let more = if note.count > note.places.len() { ", …" } else { "" };
                lines +=
                    &format!("\n  {} {}{more}", self.painted(CYAN, "-->"), note.places.join(", "));
            }
            if let Some(effect) = &note.effect {
                lines += &format!("\n{}: {effect}", self.word(CYAN, "word.effect"));
            }
            say(&lines);
        }
    }

    /// What was done.
    pub fn done(&self, key: &str, values: &[(&str, &str)]) {
        if !self.quiet {
            let text = self.text(key, values);
            say(&format!("{} {text}", self.painted(GREEN, "✓")));
        }
    }

    /// What must not be, and is.
    pub fn gate(&self, key: &str, values: &[(&str, &str)]) {
        say(&format!("{}: {}", self.word(RED, "word.error"), self.text(key, values)));
    }

    /// What to do next.
    pub fn hint(&self, key: &str, values: &[(&str, &str)]) {
        if !self.quiet {
            let text = self.text(key, values);
            say(&format!("{}: {text}", self.word(CYAN, "word.hint")));
        }
    }
}

/// Writes to stderr; if that fails there is nobody left to tell.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A defect of the program ends with a page that says how to report it.
pub fn on_defect(lang: Lang) {
    std::panic::set_hook(Box::new(move |panic| {
        if staves::table::is_decoding() {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let what = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let values = [("what", what.as_str()), ("place", &place), ("version", version)];
        say(&locale::text(lang, "defect", &values));
    }));
}
