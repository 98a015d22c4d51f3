//! What SQLite says of a text that it refuses, to words that say what to do, at the words of the text that are wrong.
//!
//! Knows SQLite's messages and the words of the text, not the schema.

mod locate;
mod repair;
mod sentences;
mod syntax;

use std::ops::Range;

use super::foreign::find_foreign;
use super::lexeme::{Lexeme, lexemes};
use locate::locate;
use repair::find_repair;
use sentences::sentence;
use syntax::{unclosed, unexpected, without_over};

/// What SQLite says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// The byte it points to, where it does.
    pub(crate) offset: Option<usize>,
}

/// The same in the words of the compiler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// What is wrong, without a full stop.
    pub(crate) message: String,
    /// The wrong bytes; `None` where it is the whole text.
    pub(crate) range: Option<Range<usize>>,
    pub(crate) help: Option<String>,
    /// Whether the message says more than SQLite's own, which is then worth a note.
    pub(crate) is_reworded: bool,
}

/// Tries another text: what SQLite says of it, nothing where it accepts it.
pub(crate) type Attempt<'a> = &'a dyn Fn(&str) -> Option<Refusal>;

impl Refusal {
    /// Whether the text is no SQL, whatever its names mean.
    pub(crate) fn is_about_syntax(&self) -> bool {
        self.message.ends_with(": syntax error")
            || self.message == "incomplete input"
            || self.message.starts_with("unrecognized token")
    }
}

impl Complaint {
    fn whole(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            range: None,
            help: None,
            is_reworded: true,
        }
    }

    fn at(lexeme: &Lexeme<'_>, message: &str) -> Self {
        Self {
            range: Some(range_of(lexeme)),
            ..Self::whole(message)
        }
    }

    fn help(mut self, help: &str) -> Self {
        self.help = Some(help.to_owned());
        self
    }
}

/// Says what is wrong with `text`, which SQLite has refused.
pub(crate) fn explain(text: &str, refusal: &Refusal, attempt: Attempt<'_>) -> Complaint {
    let lexemes = lexemes(text);
    let stop = stop_of(&lexemes, refusal);
    if refusal.is_about_syntax() {
        return unclosed(&lexemes)
            .or_else(|| foreign(text, &lexemes, stop))
            .or_else(|| find_repair(text, &lexemes, stop, refusal, attempt))
            .unwrap_or_else(|| unexpected(&lexemes, stop, refusal));
    }
    let is_window = refusal.message.starts_with("misuse of window function");
    let window = stop.filter(|_| is_window);
    window
        .and_then(|call| without_over(&lexemes, call))
        .or_else(|| foreign(text, &lexemes, stop))
        .unwrap_or_else(|| reworded(&lexemes, stop, refusal))
}

/// The bytes of the words of `text` that a message is about.
pub(crate) fn place_of(text: &str, message: &str) -> Option<Range<usize>> {
    locate(&lexemes(text), message)
}

/// The first word of the second statement.
pub(crate) fn second_statement(text: &str) -> Option<Range<usize>> {
    let lexemes = lexemes(text);
    let end = lexemes.iter().position(|lexeme| lexeme.is_sign(";"))?;
    let mut rest = lexemes[end..].iter();
    rest.find(|lexeme| !lexeme.is_sign(";")).map(range_of)
}

fn foreign(text: &str, lexemes: &[Lexeme<'_>], stop: Option<usize>) -> Option<Complaint> {
    let form = find_foreign(lexemes, stop?)?;
    let words = one_line(&text[form.start..form.end]);
    let mut complaint = Complaint::whole(&format!("SQLite does not take `{words}` here"));
    complaint.range = Some(form.start..form.end);
    Some(complaint.help(&form.help))
}

fn reworded(lexemes: &[Lexeme<'_>], stop: Option<usize>, refusal: &Refusal) -> Complaint {
    let (message, help) = sentence(&refusal.message);
    let range = match refusal.offset {
        Some(_) => stop.and_then(|stop| lexemes.get(stop)).map(range_of),
        None => locate(lexemes, &refusal.message),
    };
    Complaint {
        is_reworded: message.is_some(),
        message: message.unwrap_or_else(|| refusal.message.clone()),
        range,
        help,
    }
}

// The lexeme at which SQLite stopped, one past the last where the text ends too early.
fn stop_of(lexemes: &[Lexeme<'_>], refusal: &Refusal) -> Option<usize> {
    let offset = refusal.offset?;
    let at = lexemes.iter().position(|lexeme| lexeme.end() > offset);
    Some(at.unwrap_or(lexemes.len()))
}

fn range_of(lexeme: &Lexeme<'_>) -> Range<usize> {
    lexeme.start..lexeme.end()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
