//! `rallyc fmt` as it is typed: what it writes, what it leaves alone, and what it says.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const LOOSE: &str = "struct  A {id:Int}\n";
const NEAT: &str = "struct A { id: Int }\n";
const BROKEN: &str = "struct  A { id Int }\n";

struct Answer {
    code: Option<i32>,
    out: String,
    err: String,
}

fn app(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [("Cargo.toml", ""), ("idl/app.rally", NEAT)]
        .iter()
        .chain(files)
    {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn fmt(folder: &Path, arguments: &[&str], input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rallyc"))
        .arg("fmt")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    Answer {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn every_file_of_the_app_is_formatted_and_others_are_not() {
    let folder = app(&[("idl/public/a.rally", LOOSE), ("notes/b.rally", LOOSE)]);
    let below = folder.path().join("idl/public");
    let answer = fmt(&below, &[], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert_eq!(answer.err, "   Formatted a.rally\n");
    assert_eq!(read(&folder, "idl/public/a.rally"), NEAT);
    assert_eq!(read(&folder, "notes/b.rally"), LOOSE);
    let again = fmt(folder.path(), &[], "");
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
}

#[test]
fn files_and_folders_may_be_named_without_an_app() {
    let folder = app(&[("notes/a.rally", LOOSE), ("draft.txt", LOOSE)]);
    fs::remove_file(folder.path().join("Cargo.toml")).unwrap();
    let answer = fmt(folder.path(), &["notes", "draft.txt"], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert_eq!(read(&folder, "notes/a.rally"), NEAT);
    assert_eq!(read(&folder, "draft.txt"), NEAT);
    let absent = fmt(folder.path(), &["absent.rally"], "");
    assert_eq!(absent.code, Some(1));
    assert!(
        absent.err.contains("cannot read absent.rally"),
        "{}",
        absent.err
    );
}

#[test]
fn a_file_with_errors_is_left_alone_and_the_others_are_formatted() {
    let folder = app(&[("idl/a.rally", BROKEN), ("idl/b.rally", LOOSE)]);
    let latin = folder.path().join("idl/c.rally");
    fs::write(&latin, b"// caf\xe9\n").unwrap();
    let answer = fmt(folder.path(), &[], "");
    assert_eq!(answer.code, Some(1));
    for part in [
        "idl/a.rally:1:15",
        "write `id: Int`",
        "   Formatted idl/b.rally",
        "idl/c.rally is no UTF-8: byte 6 is wrong",
        "error: 1 error in 1 file; what has errors is left as it is",
    ] {
        assert!(
            answer.err.contains(part),
            "`{part}` is not in:\n{}",
            answer.err
        );
    }
    assert_eq!(read(&folder, "idl/a.rally"), BROKEN);
    assert_eq!(read(&folder, "idl/b.rally"), NEAT);
}

#[test]
fn checking_shows_what_differs_and_writes_nothing() {
    let folder = app(&[("idl/a.rally", LOOSE)]);
    let answer = fmt(folder.path(), &["--check"], "");
    assert_eq!(answer.code, Some(1));
    let expected = "\
idl/a.rally is not formatted:
@@ -1 +1 @@
-struct  A {id:Int}
+struct A { id: Int }
";
    assert_eq!(answer.out, expected);
    assert!(
        answer.err.contains("1 file is not formatted"),
        "{}",
        answer.err
    );
    assert_eq!(read(&folder, "idl/a.rally"), LOOSE);
    assert_eq!(
        fmt(folder.path(), &["--check", "idl/app.rally"], "").code,
        Some(0)
    );
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["-"], ["--stdin"]] {
        let answer = fmt(folder.path(), &arguments, LOOSE);
        assert_eq!((answer.code, answer.out.as_str()), (Some(0), NEAT));
        let broken = fmt(folder.path(), &arguments, BROKEN);
        assert_eq!((broken.code, broken.out.as_str()), (Some(1), ""));
        assert!(broken.err.contains("<stdin>:1:15"), "{}", broken.err);
    }
    assert_eq!(fmt(folder.path(), &["--check", "-"], NEAT).code, Some(0));
    assert_eq!(fmt(folder.path(), &["--check", "-"], LOOSE).code, Some(1));
    let both = fmt(folder.path(), &["-", "a.rally"], NEAT);
    assert_eq!((both.code, both.out.as_str()), (Some(1), ""));
}

#[test]
fn permissions_and_links_stay_as_they_are() {
    let folder = app(&[("shared.txt", LOOSE)]);
    let shared = folder.path().join("shared.txt");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("idl/link.rally");
    symlink(&shared, &link).unwrap();
    assert_eq!(fmt(folder.path(), &[], "").code, Some(0));
    assert_eq!(read(&folder, "shared.txt"), LOOSE);
    let answer = fmt(folder.path(), &["idl/link.rally"], "");
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert_eq!(read(&folder, "shared.txt"), NEAT);
    assert!(link.is_symlink());
    assert_eq!(
        shared.metadata().unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_file_that_may_not_be_written_is_named() {
    let folder = app(&[("idl/a.rally", LOOSE)]);
    let file = folder.path().join("idl/a.rally");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let answer = fmt(folder.path(), &[], "");
    assert_eq!(answer.code, Some(1));
    assert!(
        answer.err.contains("a.rally may not be written"),
        "{}",
        answer.err
    );
    assert_eq!(read(&folder, "idl/a.rally"), LOOSE);
}
