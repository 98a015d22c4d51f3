//! What the parser makes of single texts: trees, recovery and bounds.

#![allow(clippy::unwrap_used)]

mod silence;

use super::*;
use crate::ast::{Item, PageEntry, QuerySource};
use crate::diagnostic::codes::{CodeDoc, SYNTAX};
use crate::source::SourceMap;

fn parse(text: &str) -> (ast::File, Vec<Diagnostic>) {
    let mut sources = SourceMap::default();
    let id = sources.add("idl/app.rally", text);
    let mut diagnostics = vec![];
    let file = parse_file(id, text, &mut diagnostics);
    (file, diagnostics)
}

fn codes_of(text: &str) -> Vec<&'static str> {
    parse(text)
        .1
        .iter()
        .map(|diagnostic| diagnostic.code.0)
        .collect()
}

fn slice(text: &str, span: Span) -> &str {
    &text[span.range()]
}

#[test]
fn every_code_is_given_to_its_wrong_example_and_not_to_the_right_one() {
    for CodeDoc {
        code, wrong, right, ..
    } in SYNTAX
    {
        if !wrong.is_empty() {
            assert_eq!(codes_of(wrong), [code.0], "{wrong}");
        }
        assert_eq!(codes_of(right), [""; 0], "{right}");
    }
}

#[test]
fn codes_are_numbered_without_a_gap_and_explained() {
    for (at, doc) in SYNTAX.iter().enumerate() {
        assert_eq!(doc.code.0, format!("R{:04}", at + 1));
        assert!(
            !doc.title.is_empty() && doc.explanation.ends_with('.'),
            "{}",
            doc.code.0
        );
    }
}

#[test]
fn spans_cover_exactly_what_they_name() {
    let text = "struct Größe { id: Option< Int > , x: Map<String,Int>  // Ende\n}\n\
                page At at \"/ä\" { rpc go(a: (Int, Int)) -> Result<Int, Bool>   \n load -> Int }";
    let (file, _) = parse(text);
    let Item::Struct(item) = &file.items[0] else {
        unreachable!()
    };
    assert_eq!(slice(text, item.name.span), "Größe");
    assert_eq!(slice(text, item.fields[0].ty.span), "Option< Int >");
    assert_eq!(slice(text, item.fields[1].ty.span), "Map<String,Int>");
    assert!(slice(text, item.span).ends_with("// Ende\n}"));
    let Item::Page(page) = &file.items[1] else {
        unreachable!()
    };
    assert_eq!(slice(text, page.keyword), "page");
    assert_eq!(slice(text, page.routes[0].span), "\"/ä\"");
    let PageEntry::Rpc(rpc) = &page.entries[0] else {
        unreachable!()
    };
    assert_eq!(slice(text, rpc.arguments[0].ty.span), "(Int, Int)");
    assert_eq!(
        slice(text, rpc.span),
        "rpc go(a: (Int, Int)) -> Result<Int, Bool>"
    );
    let PageEntry::Load(load) = &page.entries[1] else {
        unreachable!()
    };
    assert_eq!(slice(text, load.data.span), "Int");
}

#[test]
fn sql_is_trimmed_and_its_span_is_its_text() {
    let text = "// ü\r\nquery a() -> _ {\r\n\t SELECT 'ü}'\r\n  FROM t \t\r\n}";
    let (file, diagnostics) = parse(text);
    assert_eq!(diagnostics, []);
    let Item::Query(query) = &file.items[0] else {
        unreachable!()
    };
    let QuerySource::Inline(sql) = &query.source else {
        unreachable!()
    };
    assert_eq!(sql.text, "SELECT 'ü}'\r\n  FROM t");
    assert_eq!(slice(text, sql.span), sql.text);
}

#[test]
fn a_quote_in_one_query_does_not_swallow_the_next() {
    let text = "query a() -> _ {\n  SELECT 'it's'\n}\n\nquery b() -> _ {\n  SELECT 'it's'\n}\n";
    let (file, diagnostics) = parse(text);
    let names: Vec<&str> = diagnostics
        .iter()
        .map(|d| slice(text, d.primary.span))
        .collect();
    assert_eq!(names, ["'", "'"]);
    assert_eq!(file.items, []);
}

#[test]
fn a_file_above_the_limit_is_refused_and_one_at_the_limit_is_not() {
    let at_the_limit = " ".repeat(MAX_FILE_BYTES);
    assert_eq!(codes_of(&at_the_limit), [""; 0]);
    assert_eq!(codes_of(&(at_the_limit + " ")), ["R0015"]);
}

#[test]
fn types_nest_64_deep_and_no_deeper() {
    let nested = |depth: usize, open: &str, close: &str| {
        format!(
            "struct A {{ it: {}Int{} }}",
            open.repeat(depth),
            close.repeat(depth)
        )
    };
    assert_eq!(codes_of(&nested(MAX_TYPE_DEPTH - 1, "List<", ">")), [""; 0]);
    for (open, close) in [
        ("List<", ">"),
        ("(Int, ", ")"),
        ("[", "]"),
        ("List(", ")"),
        ("List (", ")"),
    ] {
        for depth in [MAX_TYPE_DEPTH + 1, 1000, 100_000] {
            assert!(
                codes_of(&nested(depth, open, close)).contains(&"R0014"),
                "{depth} {open}"
            );
        }
    }
}

#[test]
fn ten_thousand_open_brackets_exhaust_no_stack() {
    for open in [
        "{",
        "(",
        "<",
        "[",
        "page {",
        "struct A {",
        "query a() {",
        "enum A { B(",
        "a {",
        "'",
        "\"",
        "/*",
        "[",
    ] {
        let text = open.repeat(10_000);
        check_ends(&text);
        check_ends(&format!("query a() {{ {text}"));
    }
}

#[test]
fn a_thousand_open_blocks_exhaust_no_stack() {
    for open in [
        "layout a {",
        "page { server {",
        "page { layout a {",
        "client a at \"/\" { auth {",
        "page { search { a: Int = [",
        "page { subscribe [",
        "subscribe a,",
        "rpc a() -> A { auth {",
        "topic a() -> A { ",
        "job a() { every * ",
        "fragment a {",
        "table a (",
    ] {
        check_ends(&open.repeat(1000));
    }
}

/// The text is read to its end, and something is wrong with it.
fn check_ends(text: &str) {
    let (_, diagnostics) = parse(text);
    let gave_up = |found: &Diagnostic| found.message.starts_with("this file nests");
    let ended = !diagnostics.is_empty() && !diagnostics.iter().any(gave_up);
    assert!(ended, "{}", text.chars().take(40).collect::<String>());
}

#[test]
fn a_hopeless_file_is_cut_after_200_errors_and_says_so() {
    let text = "fnord\n".repeat(1000);
    let (_, diagnostics) = parse(&text);
    assert_eq!(diagnostics.len(), 200);
    assert_eq!(
        diagnostics[199].notes,
        ["800 more in this file are not shown"]
    );
}

#[test]
fn diagnostics_are_added_to_those_of_other_files() {
    let mut sources = SourceMap::default();
    let text = "fnord";
    let (first, second) = (sources.add("a", text), sources.add("b", text));
    let mut diagnostics = vec![];
    let _ = parse_file(first, text, &mut diagnostics);
    let _ = parse_file(second, text, &mut diagnostics);
    let files: Vec<FileId> = diagnostics.iter().map(|d| d.primary.span.file).collect();
    assert_eq!(files, [first, second]);
}

#[test]
fn documentation_of_damaged_things_is_no_second_error() {
    assert_eq!(codes_of("/// Docs.\nstrct A { id: Int }"), ["R0001"]);
    assert_eq!(
        codes_of("page {\n/// Docs.\nmodle { id: Int }\n}"),
        ["R0002"]
    );
    assert_eq!(
        codes_of("/// Docs.\ntopic a(\n/// More.\nid: Int) ->"),
        ["R0005"]
    );
}

#[test]
fn a_block_that_is_never_closed_may_end_behind_any_character() {
    let text = "page {\n  model {\n    ///䟟";
    assert_eq!(codes_of(text), ["R0007", "R0007", "R0018"]);
}
