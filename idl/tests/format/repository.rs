//! Every `.rally` file of the repository is formatted, and formatting keeps it as it is.

use std::fs;
use std::path::{Path, PathBuf};

use super::checks::check;

/// Where the repository's own files are, below its root. The bad cases show what people write.
const FOLDERS: &[&str] = &["examples", "templates", "tests/apps", "tests/cases/ok"];

/// Every text in them.
pub(crate) fn texts() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = vec![];
    for folder in FOLDERS {
        collect(&root.join(folder), &mut found);
    }
    collect(&root.join("idl/tests/cases/ok"), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() && name != "target" && name != "generated" {
            collect(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rally")
        {
            let text = fs::read_to_string(&path).expect("a file of text");
            found.push((path, text));
        }
    }
}

#[test]
fn formatting_keeps_every_tree_and_comment() {
    for (path, text) in texts() {
        if let Err(wrong) = check(&text) {
            panic!("{}: {wrong}", path.display());
        }
    }
}
