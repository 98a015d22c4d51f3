//! The files of an app to the compiler's input. From there on, no disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rally_idl::source::{FileId, SourceMap};

use super::app::App;
use super::failure::{Failure, Outcome};
use super::report;
use crate::compile::Input;

/// The largest `.rally` file, migration or seed, in bytes.
pub const LARGEST: u64 = 4 << 20;

/// Reads the `.rally` files below `idl/` and the `.sql` files of `migrations/`, of `seeds/` and below `sql/`, each sorted by path.
///
/// # Errors
/// Where files cannot be read, are too large, are no UTF-8 or lie outside the app: all of them, in one failure.
pub fn load(app: &App) -> Outcome<Input> {
    let Loaded { input, problems } = load_with(app, &Overlay::new());
    match Failure::several(problems) {
        Some(failure) => Err(failure),
        None => Ok(input),
    }
}

/// Texts that count instead of what the disk has, by path below the app's folder, with forward slashes.
pub type Overlay = BTreeMap<String, Arc<str>>;

/// What could be read, and why the rest could not.
#[derive(Debug)]
pub struct Loaded {
    /// The files that could be read.
    pub input: Input,
    /// One for each file or folder that could not.
    pub problems: Vec<Failure>,
}

/// Reads the files of [`load`], whatever is wrong with some of them, with `overlay` over them.
#[must_use]
pub fn load_with(app: &App, overlay: &Overlay) -> Loaded {
    let mut loader = Loader {
        root: app.root(),
        overlay,
        problems: Vec::new(),
        sources: SourceMap::default(),
    };
    let schema = loader.find("idl", "rally", Depth::All);
    let migrations = loader.find("migrations", "sql", Depth::One);
    let schema = loader.read(schema);
    let migrations = loader.read(migrations);
    let sql = loader.find("sql", "sql", Depth::All);
    let sql = loader.read(sql);
    let seeds = loader.find("seeds", "sql", Depth::One);
    let seeds = loader.read(seeds);
    let input = Input {
        sources: loader.sources,
        schema,
        migrations,
        seeds,
        sql,
        ..Input::default()
    };
    Loaded {
        input,
        problems: loader.problems,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    One,
    All,
}

struct Loader<'a> {
    root: &'a Path,
    overlay: &'a Overlay,
    problems: Vec<Failure>,
    sources: SourceMap,
}

impl Loader<'_> {
    // Paths below the root with forward slashes, sorted.
    fn find(&mut self, folder: &str, extension: &str, depth: Depth) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for name in self.names(&folder) {
                let below = format!("{folder}/{name}");
                let path = self.root.join(&below);
                if path.is_dir() {
                    if depth == Depth::All && self.is_no_link(&path) {
                        folders.push(below);
                    }
                } else if Path::new(&name)
                    .extension()
                    .is_some_and(|found| found == extension)
                {
                    found.push(below);
                }
            }
        }
        found.extend(self.laid_over(folder, extension, depth));
        found.sort();
        found.dedup();
        found
    }

    // Also those that the disk does not have.
    fn laid_over(&self, folder: &str, extension: &str, depth: Depth) -> Vec<String> {
        let is_part = |path: &&String| {
            let below = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix('/'));
            let name = below.and_then(|below| below.strip_suffix(extension));
            name.is_some_and(|name| {
                name.ends_with('.') && (depth == Depth::All || !name.contains('/'))
            })
        };
        self.overlay.keys().filter(is_part).cloned().collect()
    }

    // Hidden files are editors' own.
    fn names(&mut self, folder: &str) -> Vec<String> {
        let path = self.root.join(folder);
        let entries = match path.read_dir() {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                self.problems.push(Failure::file("read", &path, &error));
                return Vec::new();
            }
        };
        let mut names = Vec::new();
        for entry in entries {
            match entry.map(|entry| entry.file_name().into_string()) {
                Ok(Ok(name)) if name.starts_with('.') => {}
                Ok(Ok(name)) => names.push(name),
                Ok(Err(name)) => self.problems.push(Failure::new(format!(
                    "the name of {} is no UTF-8",
                    path.join(name).display()
                ))),
                Err(error) => self.problems.push(Failure::file("read", &path, &error)),
            }
        }
        names
    }

    // Links to folders could lead out of the app or in a circle.
    fn is_no_link(&mut self, path: &Path) -> bool {
        if path.is_symlink() {
            let message = format!("{} is a symbolic link to a folder", path.display());
            self.problems.push(
                Failure::new(message)
                    .help("move the folder's files to its place, or link single files"),
            );
            return false;
        }
        true
    }

    fn read(&mut self, paths: Vec<String>) -> Vec<FileId> {
        let mut ids = Vec::new();
        for below in paths {
            let text = match self.overlay.get(&below) {
                Some(text) => Ok(text.to_string()),
                None => read_text(self.root, &self.root.join(&below)),
            };
            match text {
                Ok(text) => ids.push(self.sources.add(below, text)),
                Err(problem) => self.problems.push(problem),
            }
        }
        ids
    }
}

fn read_text(root: &Path, path: &Path) -> Outcome<String> {
    let fail =
        |error: std::io::Error| Failure::file("read", Path::new(&report::shown(path)), &error);
    let real = path.canonicalize().map_err(fail)?;
    if !real.starts_with(root) {
        return Err(Failure::new(format!(
            "{} is a symbolic link to {}, which is not in the app",
            report::shown(path),
            real.display()
        )));
    }
    let metadata = real.metadata().map_err(fail)?;
    if !metadata.is_file() {
        return Err(Failure::new(format!("{} is no file", report::shown(path))));
    }
    if metadata.len() > LARGEST {
        return Err(Failure::new(format!(
            "{} has {} bytes; the largest that is read has {LARGEST}",
            report::shown(path),
            metadata.len()
        )));
    }
    let bytes = fs::read(&real).map_err(fail)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!(
            "{} is no UTF-8: byte {at} is wrong",
            report::shown(path)
        ))
        .help("save the file as UTF-8")
    })
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::symlink;

    fn app(files: &[(&str, &[u8])]) -> (tempfile::TempDir, App) {
        let folder = tempfile::tempdir().unwrap();
        let base: [(&str, &[u8]); 2] = [("Cargo.toml", b""), ("idl/app.rally", b"app a {}")];
        for (path, text) in base.iter().chain(files) {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let app = App::find(Some(folder.path())).unwrap();
        (folder, app)
    }

    #[test]
    fn files_come_sorted_by_path_and_others_are_passed_over() {
        let (_folder, app) = app(&[
            ("idl/public/home_.rally", b"page {}"),
            ("idl/.home.rally.swp", b"\xff"),
            ("idl/public/notes.txt", b""),
            ("idl/admin/home_.rally", b"page {}"),
            ("migrations/002_b.sql", b"SELECT 2"),
            ("migrations/001_a.sql", b"SELECT 1"),
            ("migrations/old/003_c.sql", b"SELECT 3"),
        ]);
        let input = load(&app).unwrap();
        let paths = |ids: &[FileId]| -> Vec<String> {
            ids.iter()
                .map(|&id| input.sources.file(id).path.clone())
                .collect()
        };
        let schema = [
            "idl/admin/home_.rally",
            "idl/app.rally",
            "idl/public/home_.rally",
        ];
        assert_eq!(paths(&input.schema), schema);
        assert_eq!(
            paths(&input.migrations),
            ["migrations/001_a.sql", "migrations/002_b.sql"]
        );
    }

    #[test]
    fn every_file_that_cannot_be_taken_is_named() {
        let outside = tempfile::tempdir().unwrap();
        let secret = outside.path().join("secret.rally");
        fs::write(&secret, "secret").unwrap();
        let large = vec![b' '; usize::try_from(LARGEST).unwrap() + 1];
        let (folder, app) = app(&[
            ("idl/latin.rally", b"page \xe9 {}"),
            ("idl/large.rally", &large),
        ]);
        symlink(&secret, folder.path().join("idl/link.rally")).unwrap();
        symlink(outside.path(), folder.path().join("idl/linked")).unwrap();
        let text = load(&app).unwrap_err().to_string();
        for part in [
            "latin.rally is no UTF-8: byte 5",
            "large.rally has 4194305 bytes",
            "link.rally is a symbolic link to",
            "linked is a symbolic link to a folder",
        ] {
            assert!(text.contains(part), "`{part}` is not in:\n{text}");
        }
    }

    #[test]
    fn texts_laid_over_count_instead_of_the_disk_and_beside_it() {
        let (_folder, app) = app(&[("idl/latin.rally", b"\xe9"), ("idl/home.rally", b"page {}")]);
        let overlay = [
            "idl/latin.rally",
            "idl/a/new.rally",
            "migrations/a/1.sql",
            "idl/notes.txt",
        ];
        let overlay = overlay.map(|path| (path.to_owned(), Arc::from("laid over")));
        let Loaded { input, problems } = load_with(&app, &Overlay::from(overlay));
        assert_eq!(problems, []);
        let texts: Vec<_> = input
            .sources
            .files()
            .map(|(_, file)| (file.path.as_str(), file.text.as_str()))
            .collect();
        let expected = [
            ("idl/a/new.rally", "laid over"),
            ("idl/app.rally", "app a {}"),
            ("idl/home.rally", "page {}"),
            ("idl/latin.rally", "laid over"),
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_link_inside_the_app_is_read() {
        let (folder, app) = app(&[("shared/home_.rally", b"page {}")]);
        symlink(
            folder.path().join("shared/home_.rally"),
            folder.path().join("idl/home_.rally"),
        )
        .unwrap();
        assert_eq!(load(&app).unwrap().schema.len(), 2);
    }
}
