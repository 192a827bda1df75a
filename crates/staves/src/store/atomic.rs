//! Files and folders that are either whole or not there: written under a temporary name beside
//! the target, flushed to disk, then renamed.

use staves_core::{Error, Place, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// An operating-system error with the path it happened at.
pub fn disk_error(path: &Path, error: &io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::NotFound => "disk::not-found",
        io::ErrorKind::PermissionDenied => "disk::not-permitted",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "disk::full",
        io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => "disk::exists",
        io::ErrorKind::IsADirectory => "disk::is-a-folder",
        io::ErrorKind::NotADirectory => "disk::is-a-file",
        _ => "disk::failed",
    };
    Error::new(code).with("reason", error).at(Place::file(path.display().to_string()))
}

/// Part of the name of every unfinished file and folder.
const PARTIAL: &str = ".partial-";

fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{PARTIAL}{}", std::process::id()))
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Removes what a killed program left in a folder that is ours alone: files it had not finished.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') && name.contains(PARTIAL) {
            // What cannot be removed is only superfluous.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes a rename durable; not every platform can open a folder, and then nothing is to be done.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// A file being written under a temporary name. Dropped before [`Pending::commit`], it leaves
/// nothing behind.
pub struct Pending {
    partial: PathBuf,
    target: PathBuf,
    writer: BufWriter<File>,
    committed: bool,
}

impl Pending {
    /// Opens the temporary file beside its target.
    ///
    /// # Errors
    /// Of the disk (`disk::*`).
    pub fn create(target: &Path) -> Result<Self> {
        // The rename would put a file in the place of a device or a folder.
        if fs::metadata(target).is_ok_and(|there| !there.is_file()) {
            let place = Place::file(target.display().to_string());
            return Err(Error::new("disk::not-a-file").at(place));
        }
        let partial = temporary(target);
        let file = File::create(&partial).map_err(|error| disk_error(target, &error))?;
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { partial, target: target.to_owned(), writer, committed: false })
    }

    /// Flushes to disk and takes the target's name; an old file of that name is replaced.
    ///
    /// # Errors
    /// Of the disk (`disk::*`).
    pub fn commit(mut self) -> Result<()> {
        let written = self.writer.flush().and_then(|()| self.writer.get_ref().sync_all());
        written.map_err(|error| disk_error(&self.target, &error))?;
        let target = self.target.clone();
        self.rename()?;
        sync_folder(parent(&target));
        Ok(())
    }

    /// Takes the target's name without waiting for the disk. A killed program leaves a whole
    /// file or none; after a loss of power the file may be cut short, so that this is only for
    /// what can be made again.
    ///
    /// # Errors
    /// Of the disk (`disk::*`).
    pub fn rename(mut self) -> Result<()> {
        let written = self.writer.flush();
        let renamed = written.and_then(|()| fs::rename(&self.partial, &self.target));
        renamed.map_err(|error| disk_error(&self.target, &error))?;
        self.committed = true;
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.committed {
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// Writes a file through `fill`; on any error nothing is left behind and an old file stays.
///
/// # Errors
/// Of `fill`, or of the disk (`disk::*`).
pub fn file(path: &Path, fill: impl FnOnce(&mut Pending) -> Result<()>) -> Result<()> {
    let mut pending = Pending::create(path)?;
    fill(&mut pending)?;
    pending.commit()
}

/// Writes a text file.
///
/// # Errors
/// Of the disk (`disk::*`).
pub fn text(path: &Path, text: &str) -> Result<()> {
    file(path, |writer| writer.write_all(text.as_bytes()).map_err(|error| disk_error(path, &error)))
}

/// Fills a new folder through `fill`, which gets the temporary folder; on any error nothing is
/// left behind. The target must not exist.
///
/// # Errors
/// `disk::exists`, errors of `fill`, or of the disk.
pub fn folder(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if path.exists() {
        return Err(Error::new("disk::exists").at(Place::file(path.display().to_string())));
    }
    let partial = temporary(path);
    let write = || {
        fs::create_dir_all(&partial).map_err(|error| disk_error(path, &error))?;
        fill(&partial)?;
        sync_folder(&partial);
        fs::rename(&partial, path).map_err(|error| disk_error(path, &error))
    };
    let done = write();
    if done.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    sync_folder(parent(path));
    done
}

/// Puts a folder that `write` writes in the place of one that is there, which goes only when the new
/// one is whole.
///
/// # Errors
/// Errors of `write`, or of the disk.
pub fn replace(path: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fresh = path.with_file_name(format!(".{name}.new-{}", std::process::id()));
    write(&fresh)?;
    let swapped = fs::remove_dir_all(path).and_then(|()| fs::rename(&fresh, path));
    swapped.map_err(|error| disk_error(path, &error))
}

/// As [`folder`], for one that may exist as long as it is empty.
///
/// # Errors
/// `example::not-empty`, errors of `fill`, or of the disk.
pub fn empty_folder(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    match fs::read_dir(path).map(|mut entries| entries.next().is_some()) {
        Ok(true) => {
            let place = Place::file(path.display().to_string());
            return Err(Error::new("example::not-empty").at(place));
        }
        Ok(false) => fs::remove_dir(path).map_err(|error| disk_error(path, &error))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(disk_error(path, &error)),
    }
    folder(path, fill)
}
