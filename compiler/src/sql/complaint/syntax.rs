//! Text that is no SQL, where neither another database nor a small change explains it: what is open, cut off or out of
//! place.

use super::{Complaint, Refusal, one_line};
use crate::sql::lexeme::{Lexeme, LexemeKind};

/// A quotation mark that is not closed: what follows it has become part of a text.
pub(super) fn unclosed(lexemes: &[Lexeme<'_>]) -> Option<Complaint> {
    let open = lexemes.iter().find(|lexeme| !lexeme.closed)?;
    // A quotation mark after a backslash has closed the text all the same.
    let escaped = lexemes.iter().find(|lexeme| lexeme.text.ends_with("\\'"));
    if let (LexemeKind::Text, Some(text)) = (open.kind, escaped) {
        let message = "a backslash does not keep a text open";
        return Some(Complaint::at(text, message).help("a `'` within a text is written `''`"));
    }
    let (what, mark) = match (open.kind, open.text.chars().next()) {
        (LexemeKind::Text, _) => ("text", '\''),
        (_, Some('[')) => ("name", ']'),
        (_, mark) => ("name", mark.unwrap_or('"')),
    };
    let help = match what {
        "text" => "close it with `'`; a `'` within it is written `''`".to_owned(),
        _ => format!("close it with `{mark}`"),
    };
    // Up to the end of its line.
    let line = open.text.lines().next().unwrap_or(open.text).trim_end();
    let mut complaint = Complaint::at(open, &format!("this {what} is never closed")).help(&help);
    complaint.range = Some(open.start..open.start + line.len().max(1));
    Some(complaint)
}

/// What is wrong at lexeme `stop`, or with the end.
pub(super) fn unexpected(
    lexemes: &[Lexeme<'_>],
    stop: Option<usize>,
    refusal: &Refusal,
) -> Complaint {
    let here = stop.and_then(|stop| lexemes.get(stop));
    let Some(here) = here.filter(|_| refusal.message != "incomplete input") else {
        return incomplete(lexemes);
    };
    let next = stop.and_then(|stop| lexemes.get(stop + 1));
    misplaced(lexemes, here)
        .or_else(|| here.is_sign("%").then(|| placeholder(here, next)))
        .unwrap_or_else(|| {
            let message = format!("`{}` cannot stand here", one_line(here.text));
            Complaint::at(here, &message)
        })
}

// What cannot stand here whatever the rest is.
fn misplaced(lexemes: &[Lexeme<'_>], here: &Lexeme<'_>) -> Option<Complaint> {
    const CLAUSES: [&str; 6] = ["FROM", "WHERE", "GROUP", "HAVING", "ORDER", "WINDOW"];
    let before = lexemes.iter().take_while(|other| other.start < here.start);
    if CLAUSES.iter().any(|clause| here.is(clause)) {
        let message = format!("`{}` cannot stand here", here.text);
        return Some(Complaint::at(here, &message).help("the order is `SELECT`, `FROM`, `WHERE`, `GROUP BY`, `HAVING`, `WINDOW`, `ORDER BY`, `LIMIT`"));
    }
    if here.is_sign(")") && open_bracket(before).is_none() {
        return Some(Complaint::at(here, "this `)` closes nothing").help("take it away"));
    }
    if here.kind == LexemeKind::Number && here.text.contains(|c: char| c.is_alphabetic()) {
        let message = format!("`{}` is neither a number nor a name", here.text);
        let help = "a name does not begin with a digit, unless it stands in double quotes";
        return Some(Complaint::at(here, &message).help(help));
    }
    None
}

// As clients of other databases write it: `%s` or `%(name)s`.
fn placeholder(sign: &Lexeme<'_>, next: Option<&Lexeme<'_>>) -> Complaint {
    let next = next.filter(|next| next.start == sign.end());
    let mut complaint = Complaint::at(sign, "this is not how a parameter is written")
        .help("write the name of an argument after a colon, such as `:id`");
    complaint.range = Some(sign.start..next.map_or(sign.end(), Lexeme::end));
    complaint
}

fn incomplete(lexemes: &[Lexeme<'_>]) -> Complaint {
    match (open_bracket(lexemes), lexemes.last()) {
        (Some(open), _) => not_closed(open),
        (None, Some(last)) => Complaint::at(last, "the statement ends before it is complete")
            .help("something is missing after this"),
        (None, None) => Complaint::whole("the statement ends before it begins"),
    }
}

/// A `(` or CASE that something else should have ended.
pub(super) fn not_closed(open: &Lexeme<'_>) -> Complaint {
    match open.is("CASE") {
        true => {
            Complaint::at(open, "this `CASE` has no `END`").help("write `END` after its last value")
        }
        false => {
            Complaint::at(open, "this `(` is not closed").help("write the `)` that belongs to it")
        }
    }
}

/// The last `(` or CASE that is not closed.
pub(super) fn open_bracket<'l, 't: 'l>(
    lexemes: impl IntoIterator<Item = &'l Lexeme<'t>>,
) -> Option<&'l Lexeme<'t>> {
    let mut open: Vec<&Lexeme<'_>> = vec![];
    for lexeme in lexemes {
        if lexeme.is_sign("(") || lexeme.is("CASE") {
            open.push(lexeme);
        } else if lexeme.is_sign(")") || lexeme.is("END") {
            open.pop();
        }
    }
    open.pop()
}

/// A window function that is called like any other: what is at lexeme `call`.
pub(super) fn without_over(lexemes: &[Lexeme<'_>], call: usize) -> Option<Complaint> {
    let name = lexemes.get(call)?;
    let mut depth = 0_usize;
    let end = (call + 1..lexemes.len()).find(|&at| {
        depth += usize::from(lexemes[at].is_sign("("));
        depth = depth.saturating_sub(usize::from(lexemes[at].is_sign(")")));
        depth == 0
    })?;
    let next = lexemes.get(end + 1);
    if next.is_some_and(|next| next.is("OVER") || next.is("FILTER")) {
        return None;
    }
    let message = format!(
        "`{}` looks at a window of rows, and here it has none",
        name.text
    );
    Some(Complaint::at(name, &message).help("write `OVER (ORDER BY …)` after it"))
}
