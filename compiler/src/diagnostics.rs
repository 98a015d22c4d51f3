//! Every code that `rallyc` reports, and the text of `spec/diagnostics.md` that explains them.

use rally_idl::diagnostic::codes::{CodeDoc, SYNTAX};

/// Declares the codes of a stage as constants, and its table with what the manual says of each.
macro_rules! code_table {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal, $wrong:literal, $right:literal;)+) => {
        $(#[doc = concat!("`", $code, "`: ", $title, ". ", $explanation)]
        pub(crate) const $name: ::rally_idl::diagnostic::Code = ::rally_idl::diagnostic::Code($code);)+

        /// The codes of this stage, in order.
        pub const CODES: &[::rally_idl::diagnostic::codes::CodeDoc] =
            &[$(::rally_idl::diagnostic::codes::CodeDoc {
                code: $name,
                title: $title,
                explanation: $explanation,
                wrong: $wrong,
                right: $right,
            }),+];
    };
}
pub(crate) use code_table;

/// Every code of every stage, in order.
#[must_use]
pub fn all_codes() -> Vec<CodeDoc> {
    let tables = [
        SYNTAX,
        crate::resolve::codes::CODES,
        crate::check::codes::CODES,
        crate::sql::CODES,
    ];
    let mut codes = tables.concat();
    codes.sort_by_key(|doc| doc.code);
    codes
}

/// The page of the manual with every code, as Markdown.
#[must_use]
pub fn render_manual() -> String {
    let mut page = String::from(INTRODUCTION);
    let mut area = "";
    for doc in all_codes() {
        let next = area_of(doc.code.0);
        if next != area {
            area = next;
            page.push_str(&format!("\n## {area}\n"));
        }
        page.push_str(&section(&doc));
    }
    page
}

const INTRODUCTION: &str = "\
# Diagnostics

<!-- Written by the tests of `rallyc` from the tables beside its checks; change it there. -->

Every problem has a code that stays the same from version to version. `rallyc check` shows all of them in one run, with
the place, every other place that has to do with it, and what to do.
";

/// The area that a code belongs to, by its hundreds.
fn area_of(code: &str) -> &'static str {
    match code.get(..3) {
        Some("R00") => "Syntax",
        Some("R01") => "Names",
        Some("R02") => "Routes",
        Some("R03") => "SQL",
        Some("R04") => "Types",
        Some("R05") => "Pages and messages",
        Some("R06") => "The app and its clients",
        Some("R07") => "Topics and jobs",
        _ => "`rallyc` itself",
    }
}

fn section(doc: &CodeDoc) -> String {
    let CodeDoc {
        code,
        title,
        explanation,
        wrong,
        right,
    } = doc;
    let mut section = format!("\n### {}: {title}\n\n{explanation}\n", code.0);
    if !wrong.is_empty() {
        section.push_str(&format!("\n```rally\n{wrong}\n```\n"));
        section.push_str(&format!("\nPut right:\n\n```rally\n{right}\n```\n"));
    }
    section
}
