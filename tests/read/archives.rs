//! Compressed sources: the same economy as from the plain file, and archives that are refused.

use crate::mocks::{gzip, icio_2023, read, write, zip};
use staves::Error;
use staves::read::{Limits, Source, Wish, import};
use std::io::{Read, Write};
use std::path::PathBuf;

fn text() -> String {
    icio_2023().icio_2023()
}

fn error_of(name: &str, bytes: impl AsRef<[u8]>) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let error = read(&write(folder.path(), name, bytes)).unwrap_err();
    assert!(error.place().is_some(), "{error:?} has a place");
    error
}

#[test]
fn plain_gzip_and_zip_give_the_same_economy() {
    let folder = tempfile::tempdir().unwrap();
    let plain = read(&write(folder.path(), "2018.csv", text())).unwrap();
    let packed = [
        write(folder.path(), "a/2018.csv.gz", gzip(text().as_bytes())),
        // Archives are known by content, whatever their name.
        write(folder.path(), "b/2018.csv", gzip(text().as_bytes())),
        write(folder.path(), "c/2016-2020.zip", zip(&[("in/2018.csv", text().as_bytes())])),
        folder.path().join("a"),
    ];
    for path in packed {
        let read = read(&path).unwrap();
        assert_eq!(read.economy.flows, plain.economy.flows);
        assert_eq!(read.economy.final_demand, plain.economy.final_demand);
        assert_eq!(read.economy.about, plain.economy.about);
        assert_eq!(read.notes.len(), plain.notes.len());
    }
}

#[test]
fn fingerprints_are_of_the_files_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = gzip(text().as_bytes());
    let read = read(&write(folder.path(), "2018.csv.gz", &bytes)).unwrap();
    assert_eq!(read.inputs[0].bytes, bytes.len() as u64);
    assert_eq!(read.inputs[0].blake3, blake3::hash(&bytes).to_hex().to_string());
    assert!(read.inputs[0].name.ends_with("2018.csv.gz"));
}

#[test]
fn truncated_archives_are_named() {
    let gz = gzip(text().as_bytes());
    assert_eq!(error_of("2018.csv.gz", &gz[..gz.len() / 2]).code(), "import::truncated");
    let archive = zip(&[("2018.csv", text().as_bytes())]);
    let error = error_of("2018.zip", &archive[..archive.len() / 2]);
    assert_eq!(error.code(), "import::damaged-archive");
    let mut flipped = archive.clone();
    flipped[200] ^= 0x55;
    let error = error_of("2018.zip", flipped);
    assert!(["import::damaged-archive", "import::truncated"].contains(&error.code()), "{error:?}");
    assert!(error.place().unwrap().file.ends_with("2018.zip!2018.csv"), "{error:?}");
}

#[test]
fn a_checksum_that_does_not_fit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    writer.start_file("2018.csv", options).unwrap();
    writer.write_all(text().as_bytes()).unwrap();
    let mut archive = writer.finish().unwrap().into_inner();
    let at = archive.windows(6).position(|bytes| bytes == b"C10T12").unwrap();
    archive[at] = b'D';
    let error = read(&write(folder.path(), "2018.zip", archive)).unwrap_err();
    assert_eq!(error.code(), "import::damaged-archive");
}

#[test]
fn paths_that_leave_the_archive_are_refused() {
    for name in ["../2018.csv", "/etc/2018.csv", "a/../../2018.csv", "..\\2018.csv"] {
        // The writer tidies names, so the name is put in afterwards.
        let standin = "x".repeat(name.len());
        let mut archive = zip(&[(standin.as_str(), text().as_bytes())]);
        for at in 0..archive.len() - name.len() {
            if &archive[at..at + name.len()] == standin.as_bytes() {
                archive[at..at + name.len()].copy_from_slice(name.as_bytes());
            }
        }
        assert_eq!(error_of("2018.zip", archive).code(), "import::path-escape", "{name}");
    }
}

#[test]
fn links_are_refused() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.add_symlink("2018.csv", "/etc/passwd", options).unwrap();
    let archive = writer.finish().unwrap().into_inner();
    assert_eq!(error_of("2018.zip", archive).code(), "import::symlink");
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc", folder.path().join("2018.csv")).unwrap();
        assert_eq!(read(folder.path()).unwrap_err().code(), "import::symlink");
    }
}

/// Compressed zeros: 600 MB that unpack from 0.6 MB.
#[test]
fn bombs_are_refused_before_they_unpack() {
    let folder = tempfile::tempdir().unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b'0'; 1 << 20];
    for _ in 0..600 {
        packer.write_all(&block).unwrap();
    }
    let path = write(folder.path(), "bomb.gz", packer.finish().unwrap());
    let source = Source::open(&[path], &Limits::default()).unwrap();
    assert_eq!(source.bytes(0).unwrap_err().code(), "import::bomb");
    let mut stream = source.read(0).unwrap();
    let error = std::io::copy(&mut stream, &mut std::io::sink()).unwrap_err();
    assert_eq!(source.stream_error(0, &error).code(), "import::bomb");
}

#[test]
fn a_limit_holds_for_all_members_together_and_counts_each_byte_once() {
    let folder = tempfile::tempdir().unwrap();
    let length = text().len() as u64;
    let paths: Vec<PathBuf> = ["2017", "2018"]
        .iter()
        .map(|year| write(folder.path(), &format!("{year}.csv.gz"), gzip(text().as_bytes())))
        .collect();
    let source = Source::open(&paths, &Limits { bytes: 2 * length - 1 }).unwrap();
    for _ in 0..3 {
        let mut read = Vec::new();
        source.read(0).unwrap().read_to_end(&mut read).unwrap();
        assert_eq!(read.len() as u64, length);
    }
    assert_eq!(source.bytes(1).unwrap_err().code(), "import::too-large");
    let wish = Wish { limits: Limits { bytes: length - 1 }, ..Wish::default() };
    let plain = write(folder.path(), "2018.csv", text());
    assert_eq!(import(&[plain], &wish).unwrap_err().code(), "import::too-large");
}

#[test]
fn what_is_not_there_or_not_readable_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read(&folder.path().join("no.csv")).unwrap_err().code(), "disk::not-found");
    assert_eq!(read(folder.path()).unwrap_err().code(), "import::no-files");
    assert_eq!(import(&[], &Wish::default()).unwrap_err().code(), "import::no-files");
    if cfg!(unix) {
        let error = read(std::path::Path::new("/dev/null")).unwrap_err();
        assert_eq!(error.code(), "import::not-a-file");
    }
    assert_eq!(error_of("empty.zip", zip(&[])).code(), "import::no-files");
}
