//! Golden cases: `cases/ok/NAME/input.rally` gives a tree and not a word of complaint, `cases/err/NAME/input.rally`
//! gives diagnostics; `expected.txt` beside it holds what is meant. `BLESS=1` writes it anew.
#![allow(clippy::disallowed_methods, reason = "the cases are read from disk")]
#![allow(clippy::expect_used)]

mod summary;

use std::fs;
use std::path::{Path, PathBuf};

use rally_idl::ast::File;
use rally_idl::diagnostic::render::{Style, render_all};
use rally_idl::diagnostic::{Diagnostic, sort};
use rally_idl::parse::parse_file;
use rally_idl::source::SourceMap;

#[test]
fn good_files_give_their_tree() {
    check_cases("ok", |text| {
        let (file, diagnostics, sources) = parse(text);
        let rendered = render_all(&diagnostics, &sources, Style::Plain);
        assert!(
            diagnostics.is_empty(),
            "a good file has errors:\n{rendered}"
        );
        summary::summary_of(&file)
    });
}

#[test]
fn bad_files_give_all_their_diagnostics_and_keep_what_is_good() {
    check_cases("err", |text| {
        let (file, diagnostics, sources) = parse(text);
        assert!(!diagnostics.is_empty(), "a bad file has no errors:\n{text}");
        let rendered = render_all(&diagnostics, &sources, Style::Plain);
        format!("{rendered}\nkept:\n{}", summary::summary_of(&file))
    });
}

fn parse(text: &str) -> (File, Vec<Diagnostic>, SourceMap) {
    let mut sources = SourceMap::default();
    let id = sources.add("idl/public/home_.rally", text);
    let mut diagnostics = vec![];
    let file = parse_file(id, text, &mut diagnostics);
    sort(&mut diagnostics);
    (file, diagnostics, sources)
}

fn check_cases(kind: &str, actual: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(kind);
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|case| check_case(case, &actual))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn check_case(case: &Path, actual: impl Fn(&str) -> String) -> Option<String> {
    let input = fs::read_to_string(case.join("input.rally")).expect("input.rally");
    let actual = actual(&input);
    let file = case.join("expected.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &actual).expect("expected.txt is writable");
        return None;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    (expected != actual).then(|| {
        format!(
            "{} differs; BLESS=1 accepts it\n--- expected\n{expected}\n--- actual\n{actual}",
            case.display()
        )
    })
}
