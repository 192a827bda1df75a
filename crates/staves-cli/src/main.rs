//! The `staves` program: arguments, progress, colours and exit codes; all else is in the library.

fn main() {}
