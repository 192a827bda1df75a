//! Published numbers, against what the program makes of published inputs.
//!
//! The data lie outside the project; a test that needs them says so when it skips.

mod belgium;
