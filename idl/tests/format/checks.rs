//! What formatting must never change: the tree but for its places, and the comments.

use rally_idl::ast::{File, Item, PageEntry, Query, QuerySource, Sql};
use rally_idl::diagnostic::render::{Style, render_all};
use rally_idl::format::format;
use rally_idl::parse::parse_file;
use rally_idl::source::SourceMap;

/// Formats a text without syntax errors, and checks all that holds for every one.
pub(crate) fn check(text: &str) -> Result<String, String> {
    let formatted = formatted(text)?;
    let wrong = |what: &str| {
        Err(format!(
            "{what}\n--- text\n{text}\n--- formatted\n{formatted}"
        ))
    };
    match self::formatted(&formatted) {
        Err(errors) => return wrong(&format!("the result has errors: {errors}")),
        Ok(again) if again != formatted => {
            return wrong(&format!("it changes a second time:\n{again}"));
        }
        Ok(_) => {}
    }
    let (before, after) = (parse(text), parse(&formatted));
    if tree(&before) != tree(&after) {
        return wrong("the tree changes");
    }
    if comments(text, &before) != comments(&formatted, &after) {
        return wrong("the comments change");
    }
    if !formatted.is_empty() && (!formatted.ends_with('\n') || formatted.ends_with("\n\n")) {
        return wrong("the file does not end with one line end");
    }
    Ok(formatted)
}

/// Formats a text; its errors as people see them.
pub(crate) fn formatted(text: &str) -> Result<String, String> {
    let mut sources = SourceMap::default();
    let id = sources.add("idl/app.rally", text);
    format(id, text).map_err(|diagnostics| render_all(&diagnostics, &sources, Style::Plain))
}

/// The tree of a text.
pub(crate) fn parse(text: &str) -> File {
    let mut sources = SourceMap::default();
    let id = sources.add("idl/app.rally", text);
    parse_file(id, text, &mut vec![])
}

/// A tree as text, without its places and without the layout of its SQL.
pub(crate) fn tree(file: &File) -> String {
    let mut file = file.clone();
    for sql in statements(&mut file) {
        sql.text = without_layout(&sql.text);
    }
    let debug = format!("{:?}", file.items);
    let mut parts = debug.split("Span { ");
    let mut tree = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        tree.push_str(part.split_once(" }").map_or("", |(_, rest)| rest));
    }
    tree
}

/// Every comment of a text, in order, without the white space at its end.
pub(crate) fn comments(text: &str, file: &File) -> Vec<String> {
    let mut code = text.to_owned();
    for sql in statements(&mut file.clone()) {
        code.replace_range(sql.span.range(), &" ".repeat(sql.span.range().len()));
    }
    code.split(['\n', '\r']).filter_map(comment).collect()
}

fn comment(line: &str) -> Option<String> {
    let mut quoted = false;
    let mut before = ' ';
    for (at, sign) in line.char_indices() {
        match sign {
            '"' if before != '\\' => quoted = !quoted,
            '/' if !quoted && line[at..].starts_with("//") => {
                return Some(line[at..].trim_end().to_owned());
            }
            _ => {}
        }
        before = if before == '\\' { ' ' } else { sign };
    }
    None
}

fn statements(file: &mut File) -> Vec<&mut Sql> {
    let mut found = vec![];
    for item in &mut file.items {
        match item {
            Item::Query(query) => found.extend(statement(query)),
            Item::Fragment(fragment) => found.push(&mut fragment.sql),
            Item::Page(page) => {
                found.extend(page.entries.iter_mut().filter_map(|entry| match entry {
                    PageEntry::Query(query) => statement(query),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found
}

fn statement(query: &mut Query) -> Option<&mut Sql> {
    match &mut query.source {
        QuerySource::Inline(sql) => Some(sql),
        QuerySource::File(_) => None,
    }
}

/// SQL with every run of white space made one space or one line end, but for strings, names and comments.
fn without_layout(sql: &str) -> String {
    let mut kept = String::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            _ if rest.starts_with("--") => rest.find('\n'),
            _ if rest.starts_with("/*") => rest.find("*/").map(|at| at + 2),
            '\'' | '"' | '`' => rest[1..].find(first).map(|at| at + 2),
            '[' => rest.find(']').map(|at| at + 1),
            ' ' | '\t' | '\r' | '\n' => rest.find(|c| !matches!(c, ' ' | '\t' | '\r' | '\n')),
            other => Some(other.len_utf8()),
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        kept.push_str(match first {
            ' ' | '\t' | '\r' | '\n' if piece.contains('\n') => "\n",
            ' ' | '\t' | '\r' | '\n' => " ",
            '-' => piece.trim_end(),
            _ => piece,
        });
        rest = after;
    }
    kept
}
