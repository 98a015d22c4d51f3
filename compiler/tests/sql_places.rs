//! The place of an error is that of the wrong words, whatever letters stand before them: a comment before a query moves
//! every place in it by the comment's length in bytes, and changes nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read the case files"
)]

use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::{FileId, SourceMap, Span};
use rallyc::sql::{Catalog, Meanings, Migration, Statement, check_statement};

const RULE: &str = "\n---\n";

/// The queries of a case file, without what is expected of them.
struct Case {
    schema: String,
    queries: Vec<String>,
}

fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let files = ["err_names", "err_foreign", "err_words", "err_statements"];
        files.iter().map(|name| read_case(name)).collect()
    })
}

fn read_case(name: &str) -> Case {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql/queries");
    let text = std::fs::read_to_string(folder.join(name).with_extension("sql-case")).unwrap();
    let (schema, blocks) = text.split_once(RULE).unwrap();
    let sql = |block: &str| {
        let query = block.split("\n=>\n").next().unwrap();
        query[query.find('{').unwrap() + 1..query.rfind('}').unwrap()].to_owned()
    };
    Case {
        schema: schema.to_owned(),
        queries: blocks.split(RULE).map(sql).collect(),
    }
}

/// What is found in a query that stands behind `before` in its file, places counted from its own first byte.
struct Checked<'c> {
    catalog: &'c Catalog,
    file: FileId,
    schema: FileId,
}

impl Checked<'_> {
    // In a query whose SQL is `comment` and then `sql`.
    fn found(&self, before: &str, comment: &str, sql: &str) -> Vec<Diagnostic> {
        let text = format!("{comment}{sql}");
        let statement = Statement {
            text: &text,
            pieces: &[],
            span: Span::new(self.file, before.len(), before.len() + text.len()),
            name: "q",
            arguments: &[],
        };
        let mut diagnostics = vec![];
        check_statement(self.catalog, &statement, &mut diagnostics);
        diagnostics
    }

    // Every place in the query moved back; those in the migration stay.
    fn moved_back(&self, diagnostics: Vec<Diagnostic>, by: usize) -> Vec<Diagnostic> {
        let back = |span: Span| match span.file == self.schema {
            true => span,
            false => {
                let range = span.range();
                Span::new(span.file, range.start - by, range.end - by)
            }
        };
        let moved = diagnostics.into_iter().map(|mut found| {
            found.primary.span = back(found.primary.span);
            for label in &mut found.secondary {
                label.span = back(label.span);
            }
            found
        });
        moved.collect()
    }
}

fn holds(case: &Case, before: &str, comment: &str) -> Result<(), TestCaseError> {
    let mut sources = SourceMap::default();
    let schema = sources.add("migrations/001_init.sql", case.schema.as_str());
    let file = sources.add("idl/queries.rally", "");
    let migration = Migration {
        name: "migrations/001_init.sql",
        file: schema,
        text: &case.schema,
    };
    let meanings = Meanings::default();
    let catalog = Catalog::from_migrations(&[migration], &meanings, &mut vec![]).unwrap();
    let checked = Checked {
        catalog: &catalog,
        file,
        schema,
    };
    // A query without SQL is wrong as a whole, with its comment.
    let queries = case.queries.iter().filter(|sql| has_sql(sql));
    for sql in queries {
        let plain = checked.found("", "", sql);
        let moved = checked.found(before, comment, sql);
        let moved = checked.moved_back(moved, before.len() + comment.len());
        prop_assert_eq!(&plain, &moved, "{}", sql);
    }
    Ok(())
}

fn has_sql(sql: &str) -> bool {
    sql.lines()
        .any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"))
}

#[test]
fn letters_of_every_kind_move_every_place_by_their_bytes() {
    let comments = [
        "/* Команда */",
        "/* 漢字 */",
        "/* 😀👨\u{200d}👩 */",
        "/* e\u{301} */",
        "/*\u{feff}*/",
        "-- é\r\n",
        "\t\t",
    ];
    for case in cases() {
        for comment in comments {
            holds(case, "query größe() {", comment).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_comment_moves_every_place_by_its_bytes(
        at in 0..4_usize,
        before in "\\PC{0,12}",
        comment in "[^*/\u{0}]{0,24}",
    ) {
        holds(&cases()[at], &before, &format!("/*{comment}*/"))?;
    }
}
