//! Texts to files: only where they differ, each at once or not at all, never over a file of the user's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::failure::{Failure, Outcome};
use super::manifest::{self, Manifest};
use super::place::Places;
use crate::compile::{File, Ownership};

/// What would change on the disk.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files to write, sorted by path.
    pub writes: Vec<Write>,
    /// Generated files to remove, by path below the root.
    pub removals: Vec<String>,
    /// The manifest that holds when it is done.
    pub manifest: Manifest,
    // The last run's manifest.
    previous: Manifest,
}

/// One file to write.
#[derive(Debug, PartialEq, Eq)]
pub struct Write {
    /// Path below the root.
    pub path: String,
    /// The whole new text.
    pub text: String,
    /// The text on the disk; `None` where there is no file.
    pub old: Option<String>,
    /// Whose it is.
    pub ownership: Ownership,
}

/// Compares what is wanted with what is there, and writes nothing.
///
/// # Errors
/// Where a path leads out of the root, or what is there cannot be read.
pub fn plan(root: &Path, files: BTreeMap<String, File>) -> Outcome<Plan> {
    let previous = Manifest::read(root)?;
    let generated = |(path, file): (&String, &File)| {
        (file.ownership == Ownership::Generated).then(|| path.clone())
    };
    let wanted: BTreeSet<String> = files.iter().filter_map(generated).collect();
    let mut places = Places::below(root);
    let mut writes = Vec::new();
    for (path, file) in files {
        writes.extend(difference(&mut places, path, file)?);
    }
    let mut removals = Vec::new();
    for path in previous.files.difference(&wanted) {
        if places.of(path)?.is_file() {
            removals.push(path.clone());
        }
    }
    let manifest = Manifest::of(wanted);
    Ok(Plan {
        writes,
        removals,
        manifest,
        previous,
    })
}

fn difference(places: &mut Places<'_>, path: String, file: File) -> Outcome<Option<Write>> {
    let place = places.of(&path)?;
    let misplaced = file.ownership == Ownership::Generated && !path.starts_with(manifest::FOLDER);
    if misplaced {
        return Err(
            Failure::new(format!("{path} is generated but not in `generated/`"))
                .help("this is a bug in rallyc: please report it"),
        );
    }
    let old = match fs::read(&place) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::file("read", &place, &error)),
    };
    let settled = match (&old, file.ownership) {
        (Some(_), Ownership::Skeleton) => true,
        (Some(old), Ownership::Generated) => *old == file.text.as_bytes(),
        (None, _) => false,
    };
    Ok((!settled).then(|| Write {
        path,
        text: file.text,
        old: old.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        ownership: file.ownership,
    }))
}

impl Plan {
    /// Whether nothing would change, the manifest included.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty() && self.manifest == self.previous
    }

    /// Stages every file beside its place, then renames them all, then removes what is stale.
    ///
    /// Each rename is atomic, the set is not: the manifest goes last. One that names old and new files goes first,
    /// so that a run which is killed leaves no file that nobody will remove.
    ///
    /// # Errors
    /// Where something cannot be written; until all are staged, nothing has changed.
    pub fn apply(&self, root: &Path) -> Outcome<()> {
        if self.is_empty() {
            return Ok(());
        }
        let mut places = Places::below(root);
        let mut staged = Vec::new();
        for write in &self.writes {
            let place = places.of(&write.path)?;
            staged.push((stage(&place, &write.text)?, place, write.ownership));
        }
        let both = self.previous.files.union(&self.manifest.files).cloned();
        replace_manifest(&mut places, &Manifest::of(both.collect()))?;
        for (file, place, ownership) in staged {
            publish(file, &place, ownership)?;
        }
        for path in &self.removals {
            remove(root, &places.of(path)?)?;
        }
        replace_manifest(&mut places, &self.manifest)
    }
}

fn replace_manifest(places: &mut Places<'_>, manifest: &Manifest) -> Outcome<()> {
    let place = places.of(manifest::PATH)?;
    let file = stage(&place, &manifest.text())?;
    publish(file, &place, Ownership::Generated)
}

const STAGED: &str = ".rally-staged-";

// Closed once it is written: of many files only so many can be open at once.
fn stage(place: &Path, text: &str) -> Outcome<TempPath> {
    let fail = |error: std::io::Error| Failure::file("write", place, &error);
    let folder = folder_of(place)?;
    fs::create_dir_all(&folder).map_err(fail)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: less what the umask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    Ok(file.into_temp_path())
}

fn folder_of(place: &Path) -> Outcome<PathBuf> {
    place
        .parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::new(format!("{} is in no folder", place.display())))
}

// A skeleton never replaces a file, not even one that appeared a moment ago.
fn publish(file: TempPath, place: &Path, ownership: Ownership) -> Outcome<()> {
    let published = match ownership {
        Ownership::Generated => file.persist(place),
        Ownership::Skeleton => file.persist_noclobber(place),
    };
    match published {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::file("write", place, &error.error)),
    }
}

// Folders that become empty go too, up to `generated`.
fn remove(root: &Path, place: &Path) -> Outcome<()> {
    fs::remove_file(place).map_err(|error| Failure::file("remove", place, &error))?;
    let generated = root.join(manifest::FOLDER);
    let folders = place.ancestors().skip(1);
    for folder in
        folders.take_while(|folder| folder.starts_with(&generated) && *folder != generated)
    {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

/// Replaces a file of the user's at once, and leaves its permissions as they are; a link stays a link.
///
/// # Errors
/// Where it cannot be written; then nothing has changed.
pub fn replace(path: &Path, text: &str) -> Outcome<()> {
    let fail = |error: std::io::Error| Failure::file("write", path, &error);
    let place = path.canonicalize().map_err(fail)?;
    let permissions = fs::metadata(&place).map_err(fail)?.permissions();
    if permissions.readonly() {
        return Err(Failure::new(format!(
            "{} may not be written",
            path.display()
        )));
    }
    let file = stage(&place, text)?;
    fs::set_permissions(&file, permissions).map_err(fail)?;
    publish(file, &place, Ownership::Generated)
}

/// Removes what a killed run had staged in the folders of these files; the caller holds the app's lock.
pub fn remove_leftovers<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) {
    let folders: BTreeSet<PathBuf> = paths
        .filter_map(|path| Some(root.join(path).parent()?.to_path_buf()))
        .collect();
    let entries = folders.iter().filter_map(|folder| folder.read_dir().ok());
    for entry in entries.flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(STAGED) {
            // What cannot be removed only takes space.
            let _kept = fs::remove_file(entry.path());
        }
    }
}
