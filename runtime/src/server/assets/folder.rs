//! A folder of files to an index by name. Follows no symbolic links and knows nothing of HTTP.

use std::collections::HashMap;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::media_type;
use crate::env::Mode;

/// How deep folders may nest.
const MAX_DEPTH: usize = 16;

/// How many hexadecimal digits of the hash stand in a name.
const HASH_DIGITS: usize = 16;

/// Whether files may change while the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rescan {
    /// No: the folder is read once.
    Never,
    /// Yes: the folder is read again for every look.
    Always,
}

impl Rescan {
    pub(super) fn of(mode: Mode) -> Self {
        match mode {
            Mode::Development => Self::Always,
            Mode::Test | Mode::Production => Self::Never,
        }
    }
}

/// A file that is served.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) media_type: &'static str,
    /// The first digits of the SHA-256 of the contents.
    pub(super) hash: String,
    pub(super) brotli: Option<PathBuf>,
    pub(super) gzip: Option<PathBuf>,
    stamp: Stamp,
}

/// What tells that a file has not been written since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// The files of a folder by their names, which are relative paths with `/` between their parts.
pub(super) struct Folder {
    root: PathBuf,
    rescan: Rescan,
    index: RwLock<Arc<Index>>,
}

#[derive(Default)]
struct Index {
    by_name: HashMap<String, Arc<File>>,
    by_hashed_name: HashMap<String, Arc<File>>,
}

impl Folder {
    /// Reads a folder; one that does not exist is empty.
    pub(super) fn open(root: PathBuf, rescan: Rescan) -> Self {
        let index = Index::read(&root, &Index::default());
        Self {
            root,
            rescan,
            index: RwLock::new(Arc::new(index)),
        }
    }

    pub(super) fn by_name(&self, name: &str) -> Option<Arc<File>> {
        self.index().by_name.get(name).cloned()
    }

    pub(super) fn by_hashed_name(&self, name: &str) -> Option<Arc<File>> {
        self.index().by_hashed_name.get(name).cloned()
    }

    fn index(&self) -> Arc<Index> {
        let present = Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner));
        if self.rescan == Rescan::Never {
            return present;
        }
        let next = Arc::new(Index::read(&self.root, &present));
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&next);
        next
    }
}

impl Index {
    /// Reads the folder; files that are as they were keep their hashes.
    fn read(root: &Path, before: &Self) -> Self {
        let mut found = HashMap::new();
        if let Err(error) = walk(root, "", 0, &mut found) {
            tracing::error!(folder = %root.display(), %error, "the folder cannot be read; its files are not served");
        }
        let mut index = Self::default();
        for (name, metadata) in &found {
            if is_compressed_form(name, &found) {
                continue;
            }
            match before.file(root, name, metadata, &found) {
                Ok(file) => index.insert(name, file),
                Err(error) => {
                    tracing::error!(file = %name, %error, "the file cannot be read and is not served")
                }
            }
        }
        index
    }

    fn insert(&mut self, name: &str, file: Arc<File>) {
        self.by_hashed_name
            .insert(file.hashed_name(name), Arc::clone(&file));
        self.by_name.insert(name.to_owned(), file);
    }

    fn file(
        &self,
        root: &Path,
        name: &str,
        metadata: &Metadata,
        found: &HashMap<String, Metadata>,
    ) -> io::Result<Arc<File>> {
        let stamp = Stamp {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        };
        let compressed = |extension: &str| {
            let name = format!("{name}.{extension}");
            found.contains_key(&name).then(|| root.join(name))
        };
        let (brotli, gzip) = (compressed("br"), compressed("gz"));
        if let Some(file) = self.by_name.get(name)
            && file.stamp == stamp
            && file.brotli == brotli
            && file.gzip == gzip
        {
            return Ok(Arc::clone(file));
        }
        let path = root.join(name);
        let hash = hash_of(&fs::read(&path)?);
        let media_type = media_type::of(name);
        Ok(Arc::new(File {
            path,
            media_type,
            hash,
            brotli,
            gzip,
            stamp,
        }))
    }
}

impl File {
    /// The name with the hash before its extension: `css/app.0123456789abcdef.css`. It stays in its folder, so that
    /// relative addresses inside of the file go on to work.
    pub(super) fn hashed_name(&self, name: &str) -> String {
        let (folder, file) = name
            .rsplit_once('/')
            .map_or(("", name), |(folder, file)| (folder, file));
        let slash = if folder.is_empty() { "" } else { "/" };
        match file.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => {
                format!("{folder}{slash}{stem}.{}.{extension}", self.hash)
            }
            _ => format!("{folder}{slash}{file}.{}", self.hash),
        }
    }
}

fn hash_of(contents: &[u8]) -> String {
    let digest = Sha256::digest(contents);
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.get(..HASH_DIGITS).unwrap_or_default().to_owned()
}

/// Whether the file is `x.br` or `x.gz` beside an `x`.
fn is_compressed_form(name: &str, found: &HashMap<String, Metadata>) -> bool {
    let plain = name
        .strip_suffix(".br")
        .or_else(|| name.strip_suffix(".gz"));
    plain.is_some_and(|plain| found.contains_key(plain))
}

/// Collects the regular files below a folder. Hidden ones stay hidden.
fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut HashMap<String, Metadata>,
) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if let Some(name) = visible_name(&entry) {
            let kind = entry.file_type()?;
            let name = format!("{prefix}{name}");
            if kind.is_file() {
                found.insert(name, entry.metadata()?);
            } else if kind.is_dir() && depth < MAX_DEPTH {
                walk(&entry.path(), &format!("{name}/"), depth + 1, found)?;
            }
        }
    }
    Ok(())
}

fn visible_name(entry: &DirEntry) -> Option<String> {
    entry
        .file_name()
        .into_string()
        .ok()
        .filter(|name| !name.starts_with('.'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (name, contents) in files {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        root
    }

    #[test]
    fn a_file_is_found_under_both_of_its_names() {
        let root = folder(&[("css/app.css", "a{}"), ("LICENSE", "MIT")]);
        let index = Folder::open(root.path().to_owned(), Rescan::Never);
        let file = index.by_name("css/app.css").unwrap();
        let hashed = file.hashed_name("css/app.css");
        assert_eq!(hashed, format!("css/app.{}.css", file.hash));
        assert!(index.by_hashed_name(&hashed).is_some());
        let license = index.by_name("LICENSE").unwrap();
        assert_eq!(
            license.hashed_name("LICENSE"),
            format!("LICENSE.{}", license.hash)
        );
    }

    #[test]
    fn compressed_forms_belong_to_their_file() {
        let root = folder(&[
            ("a.js", "1"),
            ("a.js.br", "2"),
            ("a.js.gz", "3"),
            ("data.gz", "4"),
        ]);
        let index = Folder::open(root.path().to_owned(), Rescan::Never);
        let file = index.by_name("a.js").unwrap();
        assert!(file.brotli.is_some() && file.gzip.is_some());
        assert!(index.by_name("a.js.br").is_none() && index.by_name("data.gz").is_some());
    }

    #[test]
    fn hidden_files_and_links_are_not_there() {
        let root = folder(&[(".env", "secret"), (".git/config", "x"), ("a.txt", "a")]);
        let outside = folder(&[("passwd", "x")]);
        #[cfg(unix)]
        std::os::unix::fs::symlink(outside.path().join("passwd"), root.path().join("passwd"))
            .unwrap();
        let index = Folder::open(root.path().to_owned(), Rescan::Never);
        assert!(index.by_name("a.txt").is_some());
        for name in [
            ".env",
            ".git/config",
            "passwd",
            "../a.txt",
            "./a.txt",
            "/a.txt",
            "",
        ] {
            assert!(index.by_name(name).is_none(), "{name}");
        }
        drop(outside);
    }

    #[test]
    fn a_changed_file_has_another_hash_in_development() {
        let root = folder(&[("a.txt", "one")]);
        let index = Folder::open(root.path().to_owned(), Rescan::Always);
        let before = index.by_name("a.txt").unwrap().hash.clone();
        fs::write(root.path().join("a.txt"), "three").unwrap();
        assert_ne!(index.by_name("a.txt").unwrap().hash, before);
        fs::remove_file(root.path().join("a.txt")).unwrap();
        assert!(index.by_name("a.txt").is_none());
    }
}
