//! Exit codes, which scripts may rely on (docs/src/reference/commands.md).

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// How the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked is done.
    Done = 0,
    /// Done, and a gate that was asked for failed.
    GateFailed = 1,
    /// It could not be done: arguments, data, disk.
    NotDone = 2,
    /// A defect of the program. Rust's own code for a panic, named here for the documentation.
    Defect = 101,
    /// Interrupted by the user; finished work is kept.
    Interrupted = 130,
}

impl Exit {
    /// Done, or interrupted when Ctrl-C was pressed meanwhile.
    pub fn unless(stop: &AtomicBool) -> Self {
        if stop.load(Ordering::Relaxed) { Self::Interrupted } else { Self::Done }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
