//! Golden cases: `cases/NAME/input.rally` is printed as `expected.rally` beside it. `BLESS=1` writes that anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::checks::{check, formatted};

#[test]
fn files_are_printed_in_the_one_style() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    let failed: Vec<String> = cases.iter().filter_map(|case| check_case(case)).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

fn check_case(case: &Path) -> Option<String> {
    let input = fs::read_to_string(case.join("input.rally")).expect("input.rally");
    let actual = match check(&input) {
        Ok(actual) => actual,
        Err(wrong) => return Some(format!("{}: {wrong}", case.display())),
    };
    let file = case.join("expected.rally");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &actual).expect("expected.rally is writable");
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

#[test]
fn a_file_with_a_syntax_error_is_not_touched() {
    let errors = formatted("struct  A { id Int }").expect_err("a `:` is missing");
    assert!(errors.contains("write `id: Int`"), "{errors}");
}

#[test]
fn warnings_do_not_count() {
    let text = "/// Of nothing.\n";
    assert_eq!(formatted(text).as_deref(), Ok(text));
}

#[test]
fn nothing_stays_nothing() {
    for text in ["", "\n\n", "\u{feff}", "  \r\n\t"] {
        assert_eq!(formatted(text).as_deref(), Ok(""));
    }
}

#[test]
fn bytes_that_are_no_part_of_the_style_go() {
    let text = "\u{feff}struct A {\r\n\tid: Int\r\n}\r\n// end\r\n";
    assert_eq!(
        formatted(text).as_deref(),
        Ok("struct A {\n  id: Int\n}\n// end\n")
    );
}

#[test]
fn a_string_of_sql_keeps_its_line_ends() {
    let text = "query a() -> _ {\r\n      SELECT 'x\r\n  y'\r\n}\r\n";
    assert_eq!(
        formatted(text).as_deref(),
        Ok("query a() -> _ {\n  SELECT 'x\r\n  y'\n}\n")
    );
}
