//! Rust texts to formatted ones: rustfmt, once for many files, in its own defaults whatever the app's `rustfmt.toml` says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use tempfile::TempDir;

use super::failure::{Failure, Outcome};
use super::program;

// Arguments of one process: below every system's limit, and enough that starting it costs nothing.
const BATCH: usize = 400;

/// A folder for [`format`] to work in.
///
/// Drop it after the formatted texts are written: where many files were removed a moment ago, ext4 takes a multiple of
/// the time to create new ones.
///
/// # Errors
/// Where it cannot be created.
pub fn work_folder() -> Outcome<TempDir> {
    let folder = tempfile::Builder::new().prefix("rallyc-format-").tempdir();
    folder.map_err(|error| Failure::new(format!("cannot create a temporary folder: {error}")))
}

/// Formats texts by path; `work` is an empty folder, and `kept` is where those texts go that rustfmt cannot read.
///
/// # Errors
/// Where there is no rustfmt, or a text is no Rust, which is a bug of `rallyc`.
pub fn format(
    texts: &BTreeMap<&str, &str>,
    work: &Path,
    kept: &Path,
) -> Outcome<BTreeMap<String, String>> {
    if texts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rustfmt = program::find("rustfmt").ok_or_else(|| {
        Failure::new("rustfmt was not found")
            .help("`rustup component add rustfmt`, or build with `--no-format`")
    })?;
    let staged = stage(texts, work)?;
    for output in run(&rustfmt, work, &staged) {
        let output = output.map_err(|error| Failure::file("run", &rustfmt, &error))?;
        if !output.status.success() {
            return Err(unreadable(texts, &staged, kept, &output));
        }
    }
    let formatted = staged.into_iter().map(|(path, file)| {
        let text =
            fs::read_to_string(&file).map_err(|error| Failure::file("read", &file, &error))?;
        Ok((path.to_owned(), text))
    });
    formatted.collect()
}

// Side by side under numbers, which no module is called. Rustfmt follows `mod` lines, so an empty file stands for each
// module; several texts may share one.
fn stage<'a>(texts: &BTreeMap<&'a str, &str>, work: &Path) -> Outcome<Vec<(&'a str, PathBuf)>> {
    let mut staged = Vec::new();
    let mut stubs = BTreeSet::new();
    write(
        &work.join("rustfmt.toml"),
        "edition = \"2024\"\nstyle_edition = \"2024\"\n",
    )?;
    for (number, (path, text)) in texts.iter().enumerate() {
        for module in modules(text).filter(|module| stubs.insert(*module)) {
            write(&work.join(format!("{module}.rs")), "")?;
        }
        let file = work.join(format!("{number}.rs"));
        write(&file, text)?;
        staged.push((*path, file));
    }
    Ok(staged)
}

fn write(path: &Path, text: &str) -> Outcome<()> {
    fs::write(path, text).map_err(|error| Failure::file("write", path, &error))
}

// Names in `mod NAME;`. One too many, as in a comment, is only an empty file too many.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.split("mod ").skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once(';')?;
        let plain = |character: char| character.is_alphanumeric() || character == '_';
        let name = name.trim();
        let name = name.strip_prefix("r#").unwrap_or(name);
        let begins = name.starts_with(|first: char| !first.is_ascii_digit());
        (begins && name.len() < 200 && name.chars().all(plain)).then_some(name)
    })
}

fn run(rustfmt: &Path, work: &Path, staged: &[(&str, PathBuf)]) -> Vec<std::io::Result<Output>> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let batch = staged.len().div_ceil(workers).clamp(1, BATCH);
    let batches: Vec<_> = staged.chunks(batch).collect();
    let mut outputs = Vec::new();
    for wave in batches.chunks(workers) {
        thread::scope(|scope| {
            let start = |files| scope.spawn(move || run_batch(rustfmt, work, files));
            let started: Vec<_> = wave.iter().map(|files| start(*files)).collect();
            let ended = started.into_iter().map(|running| {
                let crashed = |_| Err(std::io::Error::other("the thread that ran it ended"));
                running.join().unwrap_or_else(crashed)
            });
            outputs.extend(ended);
        });
    }
    outputs
}

fn run_batch(rustfmt: &Path, work: &Path, files: &[(&str, PathBuf)]) -> std::io::Result<Output> {
    Command::new(rustfmt)
        .args(["--edition", "2024", "--config-path"])
        .arg(work.join("rustfmt.toml"))
        .args(files.iter().map(|(_, file)| file))
        .stdin(Stdio::null())
        .output()
}

// The text is kept, since with it the bug can be found.
fn unreadable(
    texts: &BTreeMap<&str, &str>,
    staged: &[(&str, PathBuf)],
    kept: &Path,
    output: &Output,
) -> Failure {
    let mut said = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut places = Vec::new();
    for (path, file) in staged {
        let name = file.display().to_string();
        if !said.contains(&name) {
            continue;
        }
        let place = kept.join(path);
        let folder = place.parent().unwrap_or(kept);
        let text = texts.get(path).copied().unwrap_or_default();
        if fs::create_dir_all(folder)
            .and_then(|()| fs::write(&place, text))
            .is_ok()
        {
            places.push(place.display().to_string());
        }
        said = said.replace(&name, path);
    }
    Failure::new(format!(
        "rustfmt cannot read what rallyc wrote\n{}",
        said.trim_end()
    ))
    .help(format!(
        "this is a bug in rallyc: please report it, with the text in {}",
        places.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn finds_the_modules_of_a_text() {
        let text = "pub mod a;\n// a mod of b; no\nmod c {}\npub(crate) mod d_1 ;\nmod ../e;\nmod r#type;\n// mod 7;";
        assert_eq!(modules(text).collect::<Vec<_>>(), ["a", "d_1", "type"]);
    }

    #[test]
    fn formats_many_texts_each_for_itself() {
        let folder = tempfile::tempdir().unwrap();
        let a = "pub mod b;\npub mod a;\npub fn f( ){}";
        let texts = [("x/lib.rs", a), ("y/lib.rs", "fn g( ){}")].into();
        let work = work_folder().unwrap();
        let formatted = format(&texts, work.path(), folder.path()).unwrap();
        assert_eq!(
            formatted["x/lib.rs"],
            "pub mod a;\npub mod b;\npub fn f() {}\n"
        );
        assert_eq!(formatted["y/lib.rs"], "fn g() {}\n");
    }

    #[test]
    fn a_text_that_is_no_rust_is_kept_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let texts = [("x/lib.rs", "fn f( {"), ("y/lib.rs", "fn g() {}")].into();
        let work = work_folder().unwrap();
        let failure = format(&texts, work.path(), folder.path()).unwrap_err();
        let failure = failure.to_string();
        assert!(failure.contains("x/lib.rs:1"), "{failure}");
        assert!(failure.contains("bug in rallyc"), "{failure}");
        let kept = fs::read_to_string(folder.path().join("x/lib.rs")).unwrap();
        assert_eq!(kept, "fn f( {");
        assert!(!folder.path().join("y").exists());
    }
}
