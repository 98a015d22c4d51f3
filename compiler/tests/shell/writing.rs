//! Plans against a disk: what they change, what they leave alone, what they refuse.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rallyc::compile::{File, Ownership};
use rallyc::shell::{diff, write};
use tempfile::TempDir;

use Ownership::{Generated, Skeleton};

struct App {
    _folder: TempDir,
    root: PathBuf,
}

impl App {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        Self {
            _folder: folder,
            root,
        }
    }

    fn plan(&self, files: &[(&str, Ownership, &str)]) -> Result<write::Plan, String> {
        write::plan(&self.root, set(files)).map_err(|failure| failure.to_string())
    }

    fn write(&self, files: &[(&str, Ownership, &str)]) {
        self.plan(files).unwrap().apply(&self.root).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    // Every file below the root, the manifest aside.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.root, &self.root, &mut found);
        found.retain(|path| path != "generated/manifest.json");
        found.sort();
        found
    }
}

fn set(files: &[(&str, Ownership, &str)]) -> BTreeMap<String, File> {
    let file = |&(path, ownership, text): &(&str, Ownership, &str)| {
        let text = text.to_owned();
        (path.to_owned(), File { text, ownership })
    };
    files.iter().map(file).collect()
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).unwrap().display().to_string());
        }
    }
}

#[test]
fn generated_files_follow_the_schema_and_empty_folders_go() {
    let app = App::new();
    app.write(&[
        ("generated/a/x.rs", Generated, "1"),
        ("generated/b/y.rs", Generated, "1"),
    ]);
    assert_eq!(app.files(), ["generated/a/x.rs", "generated/b/y.rs"]);
    app.write(&[("generated/a/x.rs", Generated, "2")]);
    assert_eq!(app.read("generated/a/x.rs"), "2");
    assert_eq!(app.files(), ["generated/a/x.rs"]);
    assert!(!app.root.join("generated/b").exists());
}

#[test]
fn a_second_run_changes_nothing() {
    let app = App::new();
    let files = [
        ("generated/a.rs", Generated, "1"),
        ("src/lib.rs", Skeleton, "1"),
    ];
    app.write(&files);
    let modified = || {
        fs::metadata(app.root.join("generated/a.rs"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = modified();
    let plan = app.plan(&files).unwrap();
    assert!(plan.is_empty());
    plan.apply(&app.root).unwrap();
    assert_eq!(modified(), before);
}

#[test]
fn files_of_the_user_are_never_touched() {
    let app = App::new();
    app.write(&[
        ("generated/a.rs", Generated, "1"),
        ("pages/home.rs", Skeleton, "todo"),
    ]);
    fs::write(app.root.join("pages/home.rs"), "mine").unwrap();
    fs::write(app.root.join("generated/notes.txt"), "mine").unwrap();
    app.write(&[
        ("generated/b.rs", Generated, "1"),
        ("pages/home.rs", Skeleton, "other"),
    ]);
    assert_eq!(app.read("pages/home.rs"), "mine");
    assert_eq!(app.read("generated/notes.txt"), "mine");
    app.write(&[("generated/b.rs", Generated, "1")]);
    assert_eq!(
        app.files(),
        ["generated/b.rs", "generated/notes.txt", "pages/home.rs"]
    );
}

#[test]
fn a_skeleton_does_not_replace_a_file_that_appeared_meanwhile() {
    let app = App::new();
    let plan = app.plan(&[("pages/home.rs", Skeleton, "todo")]).unwrap();
    fs::create_dir(app.root.join("pages")).unwrap();
    fs::write(app.root.join("pages/home.rs"), "mine").unwrap();
    assert!(plan.apply(&app.root).is_err());
    assert_eq!(app.read("pages/home.rs"), "mine");
    assert_eq!(app.files(), ["pages/home.rs"], "nothing staged is left");
}

#[test]
fn until_all_are_staged_nothing_changes() {
    let app = App::new();
    app.write(&[("generated/a.rs", Generated, "1")]);
    let plan = app
        .plan(&[
            ("generated/a.rs", Generated, "2"),
            ("generated/folder/b.rs", Generated, "2"),
        ])
        .unwrap();
    // A file where the second one needs a folder.
    fs::write(app.root.join("generated/folder"), "in the way").unwrap();
    assert!(plan.apply(&app.root).is_err());
    assert_eq!(app.read("generated/a.rs"), "1");
    assert_eq!(app.files(), ["generated/a.rs", "generated/folder"]);
}

#[test]
fn paths_that_lead_out_of_the_app_are_refused_before_anything_is_written() {
    let app = App::new();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(app.root.join("generated")).unwrap();
    symlink(outside.path(), app.root.join("generated/link")).unwrap();
    for path in [
        "../a.rs",
        "/tmp/a.rs",
        "generated/../../a.rs",
        "generated/link/a.rs",
        "generated/link",
    ] {
        let refused = app.plan(&[("generated/ok.rs", Generated, "1"), (path, Generated, "1")]);
        assert!(refused.is_err(), "{path}");
    }
    assert_eq!(outside.path().read_dir().unwrap().count(), 0);
    assert!(!app.root.join("generated/ok.rs").exists());
}

#[test]
fn what_is_generated_stays_in_its_folder() {
    let app = App::new();
    let failure = app.plan(&[("src/main.rs", Generated, "1")]).unwrap_err();
    assert!(failure.contains("bug in rallyc"), "{failure}");
}

#[test]
fn a_manifest_that_names_other_files_removes_none() {
    let app = App::new();
    app.write(&[("generated/a.rs", Generated, "1")]);
    fs::write(app.root.join("mine.rs"), "mine").unwrap();
    let manifest = app.root.join("generated/manifest.json");
    for path in ["mine.rs", "generated/../mine.rs"] {
        let text = format!("{{\"rallyc\":\"0\",\"files\":[\"{path}\"]}}");
        fs::write(&manifest, text).unwrap();
        assert!(app.plan(&[]).is_err(), "{path}");
    }
    assert_eq!(app.read("mine.rs"), "mine");
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let app = App::new();
    app.write(&[("generated/a.rs", Generated, "1")]);
    fs::write(app.root.join("generated/.rally-staged-x1"), "half").unwrap();
    write::remove_leftovers(&app.root, ["generated/a.rs"].into_iter());
    assert_eq!(app.files(), ["generated/a.rs"]);
}

#[test]
fn new_files_can_be_read_by_others() {
    let app = App::new();
    app.write(&[("generated/a.rs", Generated, "1")]);
    let plain = app.root.join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&app.root.join("generated/a.rs")), mode(&plain));
}

#[test]
fn a_comparison_names_files_and_lines() {
    let app = App::new();
    app.write(&[
        ("generated/a.rs", Generated, "one\ntwo\n"),
        ("generated/b.rs", Generated, ""),
    ]);
    let plan = app
        .plan(&[
            ("generated/a.rs", Generated, "one\n2\n"),
            ("generated/c.rs", Generated, "new\n"),
        ])
        .unwrap();
    let expected = "\
--- a/generated/a.rs
+++ b/generated/a.rs
@@ -1,2 +1,2 @@
 one
-two
+2
--- /dev/null
+++ b/generated/c.rs
@@ -0,0 +1 @@
+new
generated/b.rs is no longer generated, and would be removed
";
    assert_eq!(diff::render(&plan), expected);
}
