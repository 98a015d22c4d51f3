//! Where the SQL of a query is: in its braces, or in a file of the app's `sql/`.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::{FileId, Span};

use super::codes;
use super::context::Context;

/// The text of the statement and its place; `None` where there is no such file, which has its diagnostic.
pub(crate) fn resolve_source(
    source: &ast::QuerySource,
    context: &mut Context,
) -> Option<(String, Span)> {
    match source {
        ast::QuerySource::Inline(sql) => Some((sql.text.clone(), sql.span)),
        ast::QuerySource::File(path) => match context.sql.get(path.value.as_str()) {
            Some(&file) => Some(whole_text(file, context)),
            None => {
                context.report(no_file(path, context));
                None
            }
        },
    }
}

fn whole_text(file: FileId, context: &Context) -> (String, Span) {
    let text = context.sources.file(file).text.as_str();
    let is_around = |c: char| c.is_whitespace() || c == '\u{feff}';
    let from_start = text.trim_start_matches(is_around);
    let start = text.len() - from_start.len();
    let sql = from_start.trim_end_matches(is_around);
    (sql.to_owned(), Span::new(file, start, start + sql.len()))
}

fn no_file(path: &ast::Text, context: &Context) -> Diagnostic {
    let written = path.value.as_str();
    let problem = |message: String| Diagnostic::error(codes::NO_SQL_FILE, path.span, message);
    let below = written.trim_start_matches("./").trim_start_matches('/');
    let with_folder = format!("sql/{below}");
    let known = |path: &str| context.sql.contains_key(path);
    if known(below) {
        return problem(format!("`{written}` is not how the file is named here"))
            .help(format!("write `from \"{below}\"`"));
    }
    if known(&with_folder) {
        return problem("a path begins at the app's folder".to_owned())
            .help(format!("write `from \"{with_folder}\"`"));
    }
    let is_outside = written.split('/').any(|piece| piece == "..");
    if is_outside || !written.starts_with("sql/") {
        return problem(format!("`{written}` is not below `sql/`"))
            .note("the files that queries are read from are in the app's folder `sql/`")
            .help("move it there, and write `from \"sql/….sql\"`");
    }
    let problem = problem(format!("there is no file `{written}`"));
    match nearest(written, context.sql.keys().copied()) {
        Some(meant) => problem.help(format!("did you mean `from \"{meant}\"`?")),
        None if !written.ends_with(".sql") => problem.help("the name of the file ends in `.sql`"),
        None => problem.help("write the statement into this file, or into braces: `{ SELECT … }`"),
    }
}
