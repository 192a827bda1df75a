//! Where a table is read from: files, a folder, a gz or a zip; members are streamed, never
//! unpacked to disk, and archives that lie about their size or their paths are refused.

use crate::read::hashed::{Fingerprint, Hashed};
use crate::read::unpack::{Packing, Unpacked, zip_members};
use crate::store::atomic::disk_error;
use staves_core::{Error, Place, Result};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// How much may be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most decompressed bytes of all members together.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 8 << 30 }
    }
}

/// A file that was read, as the manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct InputFile {
    /// Path as the user named it; inside a folder, with forward slashes.
    pub name: String,
    /// Size on disk.
    pub bytes: u64,
    /// BLAKE3 of the bytes on disk, in hexadecimal.
    pub blake3: String,
}

/// One table file: a file on disk, or an entry of an archive.
#[derive(Debug)]
pub struct Member {
    /// Path inside the folder or archive, with forward slashes; without `.gz`.
    pub name: String,
    /// Size as stated: decompressed for plain files and zip entries, packed for gz files.
    pub bytes: u64,
    file: usize,
    packing: Packing,
    /// Decompressed bytes seen so far.
    seen: AtomicU64,
}

impl Member {
    fn new(name: String, bytes: u64, file: usize, packing: Packing) -> Self {
        Self { name, bytes, file, packing, seen: AtomicU64::new(0) }
    }

    /// The last part of the name.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }
}

/// A file on disk.
#[derive(Debug)]
struct OnDisk {
    path: PathBuf,
    /// As shown to the user.
    shown: String,
    /// Known once the file has been read through.
    fingerprint: Fingerprint,
}

/// Files, folders and archives as one list of members: in the order of the arguments, folders
/// sorted by path, archives in their own order.
#[derive(Debug)]
pub struct Source {
    members: Vec<Member>,
    files: Vec<OnDisk>,
    limits: Limits,
    /// Decompressed bytes of all members.
    seen: AtomicU64,
}

impl Source {
    /// Opens one file, several files, a folder (with its subfolders), a gz or a zip. Archives are
    /// known by their first bytes, not by their names. Hidden files are left out.
    ///
    /// # Errors
    /// Of the disk; `import::no-files`, `import::not-a-file`, `import::symlink`, `import::path-escape`,
    /// `import::bomb`, `import::too-large`, `import::damaged-archive`,
    /// `import::unsupported-archive`.
    pub fn open(paths: &[PathBuf], limits: &Limits) -> Result<Self> {
        let mut source = Self {
            members: Vec::new(),
            files: Vec::new(),
            limits: *limits,
            seen: AtomicU64::new(0),
        };
        for path in paths {
            let about = fs::metadata(path).map_err(|error| disk_error(path, &error))?;
            if about.is_dir() {
                source.add_folder(path, "")?;
            } else if !about.is_file() {
                return Err(not_a_file(path));
            } else {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                source.add_file(path, &name)?;
            }
        }
        if source.members.is_empty() {
            let shown: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Error::new("import::no-files").at(Place::file(shown.join(", "))));
        }
        source.check_stated_size()?;
        Ok(source)
    }

    /// The members in order.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The members whose last name part satisfies `wanted`, by number.
    pub fn find(&self, wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        (0..self.members.len()).filter(|&k| wanted(self.members[k].file_name())).collect()
    }

    /// The member of a relative name in the same folder of the same archive as another.
    #[must_use]
    pub fn beside(&self, member: usize, name: &str) -> Option<usize> {
        let here = &self.members[member];
        let folder = here.name.strip_suffix(here.file_name())?;
        let wanted = format!("{folder}{name}");
        let fits = |other: &Member| other.name == wanted && self.root(other) == self.root(here);
        self.members.iter().position(fits)
    }

    /// What the name of a member is relative to: its archive, or the folder that was named.
    fn root(&self, member: &Member) -> Option<&Path> {
        let path = &self.files[member.file].path;
        match member.packing {
            Packing::Zip { .. } => Some(path),
            Packing::Plain | Packing::Gzip { .. } => {
                path.ancestors().nth(1 + member.name.matches('/').count())
            }
        }
    }

    /// A decompressed stream. Errors of the stream are translated by [`Source::stream_error`].
    ///
    /// # Errors
    /// Of the disk.
    pub fn read(&self, member: usize) -> Result<Box<dyn BufRead + '_>> {
        let Member { file, packing, seen, .. } = &self.members[member];
        let OnDisk { path, fingerprint, .. } = &self.files[*file];
        let failed = |error: io::Error| disk_error(path, &error);
        let mut opened = Hashed::new(File::open(path).map_err(failed)?, fingerprint);
        if let Packing::Zip { start, .. } = packing {
            opened.seek(SeekFrom::Start(*start)).map_err(failed)?;
        }
        let counted = Unpacked::new(opened, packing, [seen, &self.seen], self.limits.bytes);
        Ok(Box::new(BufReader::with_capacity(1 << 16, counted)))
    }

    /// A whole member.
    ///
    /// # Errors
    /// Of the disk; `import::truncated`, `import::damaged-archive`, `import::bomb`,
    /// `import::too-large`.
    pub fn bytes(&self, member: usize) -> Result<Vec<u8>> {
        let stated = self.members[member].bytes.min(self.limits.bytes).min(1 << 32);
        let mut bytes = Vec::with_capacity(usize::try_from(stated).unwrap_or(0) + 1);
        self.read(member)?
            .read_to_end(&mut bytes)
            .map_err(|error| self.stream_error(member, &error))?;
        Ok(bytes)
    }

    /// Up to `most` bytes of the start of a member, for detection.
    ///
    /// # Errors
    /// As [`Source::bytes`].
    pub fn head(&self, member: usize, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(member)?
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| self.stream_error(member, &error))?;
        Ok(bytes)
    }

    /// What an error of a member's stream means to the user.
    #[must_use]
    pub fn stream_error(&self, member: usize, error: &io::Error) -> Error {
        let place = self.place(member);
        if let Some(ours) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
            return ours.clone().or_at(place);
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::new("import::truncated").at(place),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Error::new("import::damaged-archive").with("reason", error).at(place)
            }
            _ => disk_error(&self.files[self.members[member].file].path, error),
        }
    }

    /// How errors and notes name a member: `file`, or `file!entry` for archives.
    #[must_use]
    pub fn place(&self, member: usize) -> Place {
        let Member { name, file, packing, .. } = &self.members[member];
        let shown = &self.files[*file].shown;
        Place::file(match packing {
            Packing::Zip { .. } => format!("{shown}!{name}"),
            Packing::Plain | Packing::Gzip { .. } => shown.clone(),
        })
    }

    /// Names, sizes and BLAKE3 of the files on disk.
    ///
    /// # Errors
    /// Of the disk.
    pub fn fingerprints(&self) -> Result<Vec<InputFile>> {
        self.files.iter().map(fingerprint).collect()
    }

    fn add_folder(&mut self, folder: &Path, inside: &str) -> Result<()> {
        let failed = |error: io::Error| disk_error(folder, &error);
        let mut entries = fs::read_dir(folder)
            .map_err(failed)?
            .collect::<io::Result<Vec<_>>>()
            .map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if name.starts_with('.') {
                continue;
            }
            let kind = entry.file_type().map_err(|error| disk_error(&path, &error))?;
            let name = if inside.is_empty() { name } else { format!("{inside}/{name}") };
            if kind.is_symlink() {
                let place = Place::file(path.display().to_string());
                return Err(Error::new("import::symlink").at(place));
            } else if kind.is_dir() {
                self.add_folder(&path, &name)?;
            } else if !kind.is_file() {
                return Err(not_a_file(&path));
            } else {
                self.add_file(&path, &name)?;
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path, name: &str) -> Result<()> {
        let failed = |error: io::Error| disk_error(path, &error);
        let mut opened = File::open(path).map_err(failed)?;
        let bytes = opened.metadata().map_err(failed)?.len();
        let mut magic = Vec::new();
        opened.by_ref().take(4).read_to_end(&mut magic).map_err(failed)?;
        let file = self.files.len();
        self.files.push(OnDisk {
            path: path.to_owned(),
            shown: path.display().to_string(),
            fingerprint: Fingerprint::new(),
        });
        if magic.starts_with(b"\x1f\x8b") {
            let name = name.strip_suffix(".gz").unwrap_or(name).to_owned();
            self.members.push(Member::new(name, bytes, file, Packing::Gzip { packed: bytes }));
        } else if magic.starts_with(b"PK\x03\x04") || magic.starts_with(b"PK\x05\x06") {
            let place = Place::file(&self.files[file].shown);
            for (name, bytes, packing) in zip_members(opened, &place)? {
                self.members.push(Member::new(name, bytes, file, packing));
            }
        } else {
            self.members.push(Member::new(name.to_owned(), bytes, file, Packing::Plain));
        }
        Ok(())
    }

    fn check_stated_size(&self) -> Result<()> {
        let stated =
            self.members.iter().fold(0_u64, |sum, member| sum.saturating_add(member.bytes));
        if stated > self.limits.bytes {
            return Err(too_large(self.limits.bytes).at(self.place(0)));
        }
        Ok(())
    }
}

/// Pipes and devices may never end, and cannot be read twice.
fn not_a_file(path: &Path) -> Error {
    Error::new("import::not-a-file").at(Place::file(path.display().to_string()))
}

pub(super) fn too_large(limit: u64) -> Error {
    Error::new("import::too-large").with("megabytes", limit >> 20)
}

fn fingerprint(file: &OnDisk) -> Result<InputFile> {
    let failed = |error: io::Error| disk_error(&file.path, &error);
    if file.fingerprint.get().is_none() {
        // An archive, or a file of which only a part was of use.
        let opened = File::open(&file.path).map_err(failed)?;
        io::copy(
            &mut BufReader::with_capacity(1 << 18, Hashed::new(opened, &file.fingerprint)),
            &mut io::sink(),
        )
        .map_err(failed)?;
    }
    let (bytes, blake3) = file.fingerprint.get().cloned().unwrap_or_default();
    Ok(InputFile { name: file.shown.replace('\\', "/"), bytes, blake3 })
}

/// Adds to a high-water mark what `at` is beyond it, and to the total; gives the total.
pub(super) fn count(seen: [&AtomicU64; 2], at: u64) -> u64 {
    let before = seen[0].fetch_max(at, Ordering::Relaxed);
    let more = at.saturating_sub(before);
    seen[1].fetch_add(more, Ordering::Relaxed) + more
}
