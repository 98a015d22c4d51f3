//! The app's `assets/` to `dist/assets/`, with compressed forms for release; what is gone there goes here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::dist;
use super::profile::Profile;
use crate::shell::failure::{Failure, Outcome};

/// Copies what differs and removes what is no longer there. An app without assets has none.
///
/// # Errors
/// Where a file cannot be read or written, or a symbolic link leads out of `from`.
pub fn copy(from: &Path, to: &Path, profile: Profile) -> Outcome<()> {
    let mut wanted = BTreeSet::new();
    for name in list(from)? {
        let path = from.join(&name);
        let bytes = fs::read(&path).map_err(|error| Failure::file("read", &path, &error))?;
        dist::write_file(to, &name, &bytes, profile)?;
        wanted.insert(name);
    }
    for name in list(to)? {
        let plain = name
            .strip_suffix(".br")
            .or_else(|| name.strip_suffix(".gz"));
        let kept = wanted.contains(&name) || plain.is_some_and(|plain| wanted.contains(plain));
        if !kept {
            let path = to.join(&name);
            fs::remove_file(&path).map_err(|error| Failure::file("remove", &path, &error))?;
        }
    }
    Ok(())
}

// Paths of files below a folder with forward slashes; none where there is no folder.
fn list(folder: &Path) -> Outcome<Vec<String>> {
    let Ok(root) = folder.canonicalize() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut open = vec![(root.clone(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        let entries = folder
            .read_dir()
            .map_err(|error| Failure::file("read", &folder, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::file("read", &folder, &error))?;
            let path = inside(&root, &entry.path())?;
            let name = entry.file_name().into_string().map_err(|name| {
                Failure::new(format!(
                    "the name of {} is no UTF-8",
                    folder.join(name).display()
                ))
            })?;
            let name = format!("{prefix}{name}");
            if !path.is_dir() {
                found.push(name);
            } else if !entry.path().is_symlink() {
                open.push((path, name + "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

// What is served to everyone must lie where the app's writer put it.
fn inside(root: &Path, path: &Path) -> Outcome<PathBuf> {
    let real = path
        .canonicalize()
        .map_err(|error| Failure::file("read", path, &error))?;
    if real.starts_with(root) {
        return Ok(real);
    }
    let message = format!(
        "{} is a symbolic link to {}",
        path.display(),
        real.display()
    );
    Err(Failure::new(message).help("copy the file: links out of `assets` are not served"))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_copy_follows_the_original() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (
            folder.path().join("assets"),
            folder.path().join("dist/assets"),
        );
        copy(&from, &to, Profile::Dev).unwrap();
        fs::create_dir_all(from.join("img")).unwrap();
        fs::write(from.join("img/a.svg"), "<svg/>".repeat(50)).unwrap();
        fs::write(from.join("site.css"), "a{}").unwrap();
        copy(&from, &to, Profile::Release).unwrap();
        assert_eq!(
            list(&to).unwrap(),
            ["img/a.svg", "img/a.svg.br", "img/a.svg.gz", "site.css"]
        );
        fs::remove_file(from.join("img/a.svg")).unwrap();
        copy(&from, &to, Profile::Release).unwrap();
        assert_eq!(list(&to).unwrap(), ["site.css"]);
    }

    #[test]
    fn a_link_out_of_the_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("assets");
        fs::create_dir(&from).unwrap();
        fs::write(folder.path().join(".env"), "secret").unwrap();
        std::os::unix::fs::symlink(folder.path().join(".env"), from.join("a.txt")).unwrap();
        let failure = copy(&from, &folder.path().join("to"), Profile::Dev).unwrap_err();
        assert!(
            failure.to_string().contains("a.txt is a symbolic link"),
            "{failure}"
        );
    }
}
