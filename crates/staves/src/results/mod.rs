//! Results of a stress test on disk: one folder per set of runs, tidy tables beside a manifest.

pub mod manifest;
