//! Which files are meant, and their texts.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::shell::failure::{Failure, Outcome};
use crate::shell::{load, report};

// Folders with it hold what tools can make again: https://bford.info/cachedir
const CACHE_TAG: &str = "CACHEDIR.TAG";

/// The files of `roots`, and the `.rally` files below its folders, in order and each once.
///
/// Hidden files, caches and symbolic links are passed over below a folder; what is named itself is taken. What
/// cannot be looked at is added to `failures`.
pub(super) fn find(roots: &[PathBuf], failures: &mut Vec<Failure>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for root in roots {
        if root.is_dir() {
            collect(root, &mut found, failures);
        } else {
            found.push(root.clone());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn collect(root: &Path, found: &mut Vec<PathBuf>, failures: &mut Vec<Failure>) {
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        match entries(&folder) {
            Ok(entries) => {
                for path in entries {
                    if path.is_dir() {
                        folders.push(path);
                    } else if path.extension().is_some_and(|found| found == "rally") {
                        found.push(path);
                    }
                }
            }
            Err(error) => {
                let shown = report::shown(&folder);
                failures.push(Failure::file("read", Path::new(&shown), &error));
            }
        }
    }
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if folder.join(CACHE_TAG).is_file() {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && !entry.file_type()?.is_symlink() {
            entries.push(entry.path());
        }
    }
    Ok(entries)
}

/// The text of a file.
///
/// # Errors
/// Where it cannot be read, is too large or is no UTF-8.
pub(super) fn read(path: &Path) -> Outcome<String> {
    let shown = report::shown(path);
    let fail = |error| Failure::file("read", Path::new(&shown), &error);
    let file = fs::File::open(path).map_err(fail)?;
    if !file.metadata().map_err(fail)?.is_file() {
        return Err(Failure::new(format!("{shown} is no file")));
    }
    text(file, &shown)
}

/// The text that comes in on standard input.
///
/// # Errors
/// As of a file.
pub(super) fn read_stdin() -> Outcome<String> {
    text(std::io::stdin(), "standard input")
}

fn text(input: impl std::io::Read, name: &str) -> Outcome<String> {
    let mut bytes = Vec::new();
    input
        .take(load::LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::file("read", Path::new(name), &error))?;
    if bytes.len() as u64 > load::LARGEST {
        let largest = load::LARGEST;
        return Err(Failure::new(format!(
            "{name} is too large; the largest that is read has {largest} bytes"
        )));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("{name} is no UTF-8: byte {at} is wrong"))
            .help("save the file as UTF-8")
    })
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn folders_are_searched_and_files_are_taken_as_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in [
            "idl/app.rally",
            "idl/public/home_.rally",
            "idl/public/notes.txt",
            "idl/.draft.rally",
            "idl/cache/CACHEDIR.TAG",
            "idl/cache/old.rally",
            "other",
        ] {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), "").unwrap();
        }
        symlink(root.join("other"), root.join("idl/link.rally")).unwrap();
        symlink(root.join("idl"), root.join("idl/again")).unwrap();
        let mut failures = vec![];
        let named = ["idl", "idl/app.rally", "other", "absent"].map(|path| root.join(path));
        let found = find(&named, &mut failures);
        let expected = ["absent", "idl/app.rally", "idl/public/home_.rally", "other"];
        assert_eq!(found, expected.map(|path| root.join(path)));
        assert_eq!(failures, []);
        assert!(read(&root.join("absent")).is_err());
        assert!(read(&root.join("idl")).is_err());
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let bad = text(&b"page \xe9"[..], "home_.rally").unwrap_err();
        assert!(bad.to_string().contains("byte 5"), "{bad}");
        let endless = text(std::io::repeat(b' '), "standard input").unwrap_err();
        assert!(endless.to_string().contains("4194304 bytes"), "{endless}");
    }
}
