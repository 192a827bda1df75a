//! A file that is hashed while it is read, so that it need not be read again for its fingerprint.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::OnceLock;

/// Size and BLAKE3 of a file that was read from its start to its end.
pub(super) type Fingerprint = OnceLock<(u64, String)>;

/// A stream of a whole file.
pub(super) struct Hashed<'s> {
    file: File,
    /// Absent once the stream has been moved: what is read then is not the whole file.
    hasher: Option<blake3::Hasher>,
    bytes: u64,
    known: &'s Fingerprint,
}

impl<'s> Hashed<'s> {
    pub(super) fn new(file: File, known: &'s Fingerprint) -> Self {
        Self { file, hasher: Some(blake3::Hasher::new()), bytes: 0, known }
    }
}

impl Read for Hashed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let Some(hasher) = &mut self.hasher else { return Ok(count) };
        hasher.update(&buffer[..count]);
        self.bytes += count as u64;
        if count == 0 && !buffer.is_empty() {
            self.known.get_or_init(|| (self.bytes, hasher.finalize().to_hex().to_string()));
        }
        Ok(count)
    }
}

impl Seek for Hashed<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.hasher = None;
        self.file.seek(to)
    }
}
