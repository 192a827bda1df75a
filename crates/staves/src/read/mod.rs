//! Reading economies from the files people have.
