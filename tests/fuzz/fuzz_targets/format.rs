//! Any text to the formatter: it is left alone where it is wrong, and otherwise printed once, with every comment.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rally_idl::diagnostic::{Diagnostic, Severity};
use rally_idl::format::format;
use rally_idl::parse::parse_file;
use rally_idl::source::{FileId, SourceMap};

fuzz_target!(|text: &str| {
    let id = SourceMap::default().add("idl/app.rally", text);
    match format(id, text) {
        Err(found) => assert_eq!(found, errors(id, text)),
        Ok(formatted) => {
            assert_eq!(errors(id, text), []);
            assert_eq!(errors(id, &formatted), [], "{formatted}");
            assert_eq!(written(text), written(&formatted), "something is lost");
            assert_eq!(format(id, &formatted), Ok(formatted));
        }
    }
});

fn errors(id: FileId, text: &str) -> Vec<Diagnostic> {
    let mut found = vec![];
    let _tree = parse_file(id, text, &mut found);
    found.retain(|found| found.severity == Severity::Error);
    found
}

// What is no white space and separates nothing: the formatter may set and drop commas.
fn written(text: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && *c != ',' && *c != '\u{feff}';
    text.chars().filter(is_kept).collect()
}
