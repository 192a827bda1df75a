//! Decompressing streams that count what comes out, check it, and stop at a limit.

use crate::read::hashed::Hashed;
use crate::read::source::{count, too_large};
use flate2::Crc;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use staves_core::{Error, Place, Result};
use std::fs::File;
use std::io::{self, Read, Take};
use std::sync::atomic::AtomicU64;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Deflate cannot pack tables of numbers much tighter than this; what claims to is a bomb.
const MOST_RATIO: u64 = 250;
/// Small members may be of any ratio: they do no harm.
const RATIO_FROM: u64 = 256 << 20;

/// How a member is stored.
#[derive(Debug)]
pub(super) enum Packing {
    /// As it is.
    Plain,
    /// A gz file of so many bytes.
    Gzip {
        /// Bytes on disk.
        packed: u64,
    },
    /// An entry of a zip.
    Zip {
        /// Where its data starts.
        start: u64,
        /// Bytes in the archive.
        packed: u64,
        /// Bytes when unpacked, as the archive states.
        bytes: u64,
        /// Deflated, or stored as it is.
        deflated: bool,
        /// Its checksum.
        crc32: u32,
    },
}

enum Decoder<'s> {
    Plain(Hashed<'s>),
    Gzip(Box<MultiGzDecoder<Hashed<'s>>>),
    Stored(Take<Hashed<'s>>),
    Deflated(DeflateDecoder<Take<Hashed<'s>>>),
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(inner) => inner.read(buffer),
            Self::Gzip(inner) => inner.read(buffer),
            Self::Stored(inner) => inner.read(buffer),
            Self::Deflated(inner) => inner.read(buffer),
        }
    }
}

/// The decompressed bytes of a member.
pub(super) struct Unpacked<'s> {
    decoder: Decoder<'s>,
    at: u64,
    seen: [&'s AtomicU64; 2],
    limit: u64,
    packed: Option<u64>,
    /// Size and checksum that a zip states.
    stated: Option<(u64, u32)>,
    crc: Crc,
}

impl<'s> Unpacked<'s> {
    /// Wraps a file that stands at the start of the member's data.
    pub(super) fn new(
        file: Hashed<'s>,
        packing: &Packing,
        seen: [&'s AtomicU64; 2],
        limit: u64,
    ) -> Self {
        let (decoder, packed, stated) = match *packing {
            Packing::Plain => (Decoder::Plain(file), None, None),
            Packing::Gzip { packed } => {
                (Decoder::Gzip(Box::new(MultiGzDecoder::new(file))), Some(packed), None)
            }
            Packing::Zip { packed, bytes, deflated, crc32, .. } => {
                let data = file.take(packed);
                let decoder = if deflated {
                    Decoder::Deflated(DeflateDecoder::new(data))
                } else {
                    Decoder::Stored(data)
                };
                (decoder, Some(packed), Some((bytes, crc32)))
            }
        };
        Self { decoder, at: 0, seen, limit, packed, stated, crc: Crc::new() }
    }

    /// Whether everything that a zip entry promised has come out.
    fn check_end(&self) -> io::Result<()> {
        match self.stated {
            Some((bytes, _)) if self.at < bytes => Err(io::ErrorKind::UnexpectedEof.into()),
            Some((_, crc32)) if self.crc.sum() != crc32 => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "checksum"))
            }
            _ => Ok(()),
        }
    }

    fn check_size(&self) -> io::Result<()> {
        if self.stated.is_some_and(|(bytes, _)| self.at > bytes) {
            return Err(io::Error::other(bomb()));
        }
        if self.packed.is_some_and(|packed| is_bomb(self.at, packed)) {
            return Err(io::Error::other(bomb()));
        }
        if count(self.seen, self.at) > self.limit {
            return Err(io::Error::other(too_large(self.limit)));
        }
        Ok(())
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(buffer)?;
        if count == 0 {
            if !buffer.is_empty() {
                self.check_end()?;
            }
            return Ok(0);
        }
        self.at += count as u64;
        if self.stated.is_some() {
            self.crc.update(&buffer[..count]);
        }
        self.check_size()?;
        Ok(count)
    }
}

fn is_bomb(bytes: u64, packed: u64) -> bool {
    bytes > RATIO_FROM && bytes / MOST_RATIO > packed
}

fn bomb() -> Error {
    Error::new("import::bomb")
}

/// The files of a zip in archive order: name, size, packing.
pub(super) fn zip_members(file: File, place: &Place) -> Result<Vec<(String, u64, Packing)>> {
    let failed = |error: ZipError| zip_error(&error).at(place.clone());
    let mut archive = ZipArchive::new(file).map_err(failed)?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(failed)?;
        let name = entry.name().map_err(failed)?.into_owned();
        if entry.is_dir() || name.starts_with("__MACOSX/") {
            continue;
        }
        let place = || Place::file(format!("{}!{name}", place.file));
        if escapes(&name) {
            return Err(Error::new("import::path-escape").with("name", &name).at(place()));
        }
        if entry.is_symlink() {
            return Err(Error::new("import::symlink").at(place()));
        }
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            other => {
                let reason = format!("compression {other}");
                return Err(unsupported(&reason).at(place()));
            }
        };
        if entry.encrypted() {
            return Err(unsupported("encryption").at(place()));
        }
        let (bytes, packed) = (entry.size(), entry.compressed_size());
        if is_bomb(bytes, packed) {
            return Err(bomb().at(place()));
        }
        let start =
            entry.data_start().ok_or_else(|| Error::new("import::truncated").at(place()))?;
        let crc32 = entry.crc32();
        members.push((name, bytes, Packing::Zip { start, packed, bytes, deflated, crc32 }));
    }
    Ok(members)
}

/// Whether a name leads, on any system, out of the folder it would be unpacked to.
fn escapes(name: &str) -> bool {
    let rooted = name.starts_with('/') || name.as_bytes().get(1) == Some(&b':');
    rooted || name.contains('\\') || name.split('/').any(|part| part == "..")
}

fn unsupported(what: &str) -> Error {
    Error::new("import::unsupported-archive").with("what", what)
}

fn zip_error(error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(what) => unsupported(what),
        ZipError::CompressionMethodNotSupported(number) => {
            unsupported(&format!("compression method {number}"))
        }
        ZipError::Io(inner) if inner.kind() == io::ErrorKind::UnexpectedEof => {
            Error::new("import::truncated")
        }
        other => Error::new("import::damaged-archive").with("reason", other),
    }
}
