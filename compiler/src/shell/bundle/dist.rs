//! A bundle to `dist/<client>/`: files named by their contents, and a manifest that says which ones count.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bindgen::Bundle;
use super::compress;
use super::profile::Profile;
use crate::shell::failure::{Failure, Outcome};
use crate::shell::{hash, report};

/// The version of the manifest; the server refuses others.
const VERSION: u32 = 1;

/// `dist/<client>/manifest.json`, which the server reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    // File names in the folder of the manifest.
    js: String,
    wasm: String,
    sizes: Sizes,
}

/// Sizes in bytes; the compressed ones only of release bundles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    js: usize,
    wasm: usize,
    gzip: Option<usize>,
    brotli: Option<usize>,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "wasm {}, js {}",
            report::size(self.wasm),
            report::size(self.js)
        )?;
        if let (Some(gzip), Some(brotli)) = (self.gzip, self.brotli) {
            write!(
                f,
                "; together {} gzip, {} brotli",
                report::size(gzip),
                report::size(brotli)
            )?;
        }
        Ok(())
    }
}

/// Writes the files, then the manifest, then removes what neither this manifest nor the one before names: a server that
/// is still running with the one before goes on.
///
/// # Errors
/// Where the folder cannot be written.
pub fn write(folder: &Path, bundle: &Bundle, profile: Profile) -> Outcome<Sizes> {
    let js = bundle.js.as_bytes();
    let manifest = Manifest {
        version: VERSION,
        js: format!("app-{}.js", hash::of(js)),
        wasm: format!("app-{}_bg.wasm", hash::of(&bundle.wasm)),
        sizes: Sizes::default(),
    };
    let previous = read(folder);
    let one = write_file(folder, &manifest.js, js, profile)?;
    let other = write_file(folder, &manifest.wasm, &bundle.wasm, profile)?;
    for (path, text) in &bundle.modules {
        write_file(folder, path, text.as_bytes(), profile)?;
    }
    let sizes = Sizes {
        js: js.len(),
        wasm: bundle.wasm.len(),
        gzip: one.gzip.zip(other.gzip).map(|(a, b)| a + b),
        brotli: one.brotli.zip(other.brotli).map(|(a, b)| a + b),
    };
    let manifest = Manifest { sizes, ..manifest };
    let text = serde_json::to_string_pretty(&manifest).expect("names and numbers are always JSON");
    replace(&folder.join("manifest.json"), (text + "\n").as_bytes())?;
    sweep(folder, &[Some(manifest), previous]);
    Ok(sizes)
}

fn read(folder: &Path) -> Option<Manifest> {
    let text = fs::read_to_string(folder.join("manifest.json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// Sizes of a file's compressed forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forms {
    gzip: Option<usize>,
    brotli: Option<usize>,
}

/// Writes a file and, for release, its compressed forms; of an earlier build none is left. A file that is already there
/// with the same contents is not written.
///
/// # Errors
/// Where it cannot be written.
pub fn write_file(folder: &Path, name: &str, bytes: &[u8], profile: Profile) -> Outcome<Forms> {
    let path = folder.join(name);
    let (brotli, gzip) = (
        path.with_added_extension("br"),
        path.with_added_extension("gz"),
    );
    let same = fs::read(&path).is_ok_and(|old| old == bytes);
    let length = |path: &Path| {
        path.metadata()
            .ok()
            .and_then(|data| usize::try_from(data.len()).ok())
    };
    let plain = profile == Profile::Dev || !compress::is_compressible(name);
    if same && (plain || (brotli.is_file() && gzip.is_file())) {
        return Ok(Forms {
            gzip: length(&gzip),
            brotli: length(&brotli),
        });
    }
    // An old form beside new contents would be served for them.
    remove(&brotli)?;
    remove(&gzip)?;
    replace(&path, bytes)?;
    if plain {
        return Ok(Forms {
            gzip: None,
            brotli: None,
        });
    }
    let forms =
        compress::compress(bytes).map_err(|error| Failure::file("compress", &path, &error))?;
    let keep = |path: &Path, form: &Option<Vec<u8>>| {
        form.as_ref().map_or(Ok(()), |form| replace(path, form))
    };
    keep(&brotli, &forms.brotli)?;
    keep(&gzip, &forms.gzip)?;
    let size = |form: Option<Vec<u8>>| form.map_or(bytes.len(), |form| form.len());
    Ok(Forms {
        gzip: Some(size(forms.gzip)),
        brotli: Some(size(forms.brotli)),
    })
}

fn remove(path: &Path) -> Outcome<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::file("remove", path, &error))
        }
        _ => Ok(()),
    }
}

/// Replaces a file at once, so that a server never reads half of it.
///
/// # Errors
/// Where it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> Outcome<()> {
    let fail = |error: std::io::Error| Failure::file("write", path, &error);
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(fail)?;
    let mut staged = path.as_os_str().to_owned();
    staged.push(format!(".staged-{}", std::process::id()));
    fs::write(&staged, bytes).map_err(fail)?;
    fs::rename(&staged, path).map_err(fail)
}

// What cannot be removed is only left over.
fn sweep(folder: &Path, manifests: &[Option<Manifest>]) {
    let named: BTreeSet<&str> = manifests
        .iter()
        .flatten()
        .flat_map(|manifest| [manifest.js.as_str(), manifest.wasm.as_str()])
        .collect();
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = name.trim_end_matches(".br").trim_end_matches(".gz");
        if name.starts_with("app-") && !named.contains(plain) {
            let _kept = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn bundle(js: &str) -> Bundle {
        Bundle {
            js: js.repeat(100),
            wasm: b"\0asm".repeat(100),
            modules: [("snippets/a/inline0.js".to_owned(), "export {}".to_owned())].into(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = folder.read_dir().unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_manifest_names_files_by_their_contents() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &bundle("a"), Profile::Release).unwrap();
        let manifest = read(folder.path()).unwrap();
        let js = fs::read(folder.path().join(&manifest.js)).unwrap();
        assert_eq!(manifest.js, format!("app-{}.js", hash::of(&js)));
        for file in [&manifest.js, &manifest.wasm] {
            assert!(folder.path().join(format!("{file}.br")).is_file());
            assert!(folder.path().join(format!("{file}.gz")).is_file());
        }
        assert!(folder.path().join("snippets/a/inline0.js").is_file());
        assert!(manifest.sizes.gzip.unwrap() < manifest.sizes.js + manifest.sizes.wasm);
    }

    #[test]
    fn the_bundle_before_stays_and_older_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        for js in ["a", "b", "c"] {
            write(folder.path(), &bundle(js), Profile::Release).unwrap();
        }
        let scripts: Vec<_> = names(folder.path())
            .into_iter()
            .filter(|name| name.ends_with(".js"))
            .collect();
        assert_eq!(scripts.len(), 2);
        assert!(scripts.contains(&read(folder.path()).unwrap().js));
    }

    #[test]
    fn new_contents_are_never_beside_old_compressed_ones() {
        let folder = tempfile::tempdir().unwrap();
        let old = "old text ".repeat(40);
        write_file(folder.path(), "site.css", old.as_bytes(), Profile::Release).unwrap();
        assert_eq!(
            names(folder.path()),
            ["site.css", "site.css.br", "site.css.gz"]
        );
        write_file(folder.path(), "site.css", b"new", Profile::Dev).unwrap();
        assert_eq!(names(folder.path()), ["site.css"]);
    }
}
