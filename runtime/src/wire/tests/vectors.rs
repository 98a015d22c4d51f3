//! The vectors of `spec/wire.md` for text: those of frames beside the binary ones, and those of values.

use super::frames::{SPECIFICATION, bytes, vectors};
use crate::wire::json::{Frames, frame_to_text, to_bytes, to_text};

/// What is never sent as text.
const BINARY_ONLY: [&str; 5] = [
    "Parting",
    "Embedded",
    "Redemption",
    "Redeemed",
    "Redeemed, no state",
];

fn is_from_browser(name: &str) -> bool {
    ["Hello", "Call", "Nav", "Ping", "Sub", "Unsub", "ToModel"]
        .contains(&name.split(',').next().unwrap_or(name))
}

/// The rows below a heading, each split into its columns.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, section) = SPECIFICATION.split_once(heading).unwrap();
    let section = section.split("\n#").next().unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| "));
    let rows = rows.filter_map(|line| line.strip_suffix(" |"));
    let columns = |row: &'static str| {
        row.split(" | ")
            .map(|cell| cell.trim_matches('`'))
            .collect()
    };
    // The first row names the columns.
    rows.skip(1).map(columns).collect()
}

#[test]
fn frames_as_text_are_those_of_the_specification() {
    let rows = rows("\n### As JSON\n");
    for (name, bytes) in vectors() {
        if BINARY_ONLY.contains(&name) {
            continue;
        }
        let frames = if is_from_browser(name) {
            Frames::Client
        } else {
            Frames::Server
        };
        let text = frame_to_text(&bytes, frames).unwrap();
        let row = rows.iter().find(|row| row[0] == name);
        let row = row.unwrap_or_else(|| panic!("spec/wire.md lacks | {name} | `{text}` |"));
        assert_eq!(row[1], text, "{name}");
        assert_eq!(to_bytes(row[1]), Ok(bytes), "{name}");
    }
    assert_eq!(rows.len() + BINARY_ONLY.len(), vectors().len());
}

#[test]
fn values_in_both_protocols_are_those_of_the_specification() {
    let rows = rows("\n### Values in both\n");
    assert!(rows.len() > 20);
    for row in rows {
        let [value, hex, text] = row[..] else {
            panic!("{row:?} has another number of columns");
        };
        let bytes = bytes(hex).unwrap();
        assert_eq!(to_text(&bytes).unwrap(), text, "{value}");
        assert_eq!(to_bytes(text), Ok(bytes), "{value}");
    }
}
