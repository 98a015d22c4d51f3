//! Each row of the state tables in `spec/wire.md` is named in `spec/wire-tests.md` with tests that there are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on ends here"
)]

use std::fs;
use std::path::Path;

use rally_tests::app::repository;

/// The tables: which half, which heading, and how many of their columns name a row.
const TABLES: [(&str, &str, usize); 7] = [
    ("## The browser's half", "### The connection", 2),
    ("## The browser's half", "### A call", 2),
    ("## The browser's half", "### A subscription", 2),
    ("## The browser's half", "### A model", 2),
    ("## The server's half", "### A connection", 2),
    ("## The server's half", "### A model", 1),
    ("## The server's half", "### A call", 1),
];

fn read(file: &str) -> String {
    fs::read_to_string(repository().join(file)).unwrap()
}

/// The rows of the first table below two headings, cell by cell.
fn rows(text: &str, half: &str, heading: &str) -> Vec<Vec<String>> {
    let (_, rest) = text.split_once(half).expect("both halves are there");
    let (_, rest) = rest
        .split_once(&format!("\n{heading}\n"))
        .expect("each table has its heading");
    let lines = rest
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'));
    let cells = |line: &str| {
        let inner = line.trim_matches('|').split('|');
        inner.map(|cell| cell.trim().to_owned()).collect()
    };
    // The first two lines are the head.
    lines.skip(2).map(cells).collect()
}

/// All Rust below a folder.
fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter_map(|path| match path.is_dir() {
            true => Some(sources(&path)),
            false => path
                .extension()
                .is_some_and(|extension| extension == "rs")
                .then(|| fs::read_to_string(path).unwrap()),
        })
        .collect()
}

#[test]
fn each_row_of_the_wires_tables_has_its_tests() {
    let (wire, tested) = (read("spec/wire.md"), read("spec/wire-tests.md"));
    for (half, heading, key) in TABLES {
        let names = |text| -> Vec<Vec<String>> {
            let rows = rows(text, half, heading).into_iter();
            rows.map(|row| row[..key].to_vec()).collect()
        };
        assert_eq!(
            names(&wire),
            names(&tested),
            "{half}, {heading}: write each row of wire.md into wire-tests.md, with tests that show it"
        );
    }
}

#[test]
fn the_tests_that_are_named_are_there() {
    let tested = read("spec/wire-tests.md");
    let runtime = repository().join("runtime");
    let sources = sources(&runtime.join("src/client")) + &sources(&runtime.join("tests"));
    for (half, heading, key) in TABLES {
        for row in rows(&tested, half, heading) {
            let names: Vec<_> = row[key]
                .split(", ")
                .map(|name| name.trim_matches('`'))
                .collect();
            assert!(!names.is_empty());
            for name in names {
                assert!(sources.contains(&format!("fn {name}(")), "no test `{name}`");
            }
        }
    }
}
