//! Edits that break an app in every way that people, tools and accidents do; generated, and applied to its texts.

use std::ops::Range;

use proptest::prelude::*;
use rallyc::compile::Input;

mod snippets;

use snippets::{NESTED, SNIPPETS};

/// The texts of an app by path, before they are an [`Input`].
#[derive(Debug, Clone)]
pub(crate) struct Texts(Vec<(String, String)>);

/// Where something is, as a fraction of how much there is.
type At = f64;

/// What an edit takes hold of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    /// A few characters.
    Characters,
    /// A word or a sign.
    Token,
    Line,
    /// A declaration with everything below it.
    Item,
}

/// A change to the texts of an app.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Delete(Unit, At, At),
    Duplicate(Unit, At, At),
    /// Two pieces of one file.
    Swap(Unit, At, At, At),
    /// A piece of one file into another.
    Carry(Unit, [At; 4]),
    Insert(At, At, &'static str),
    Truncate(At, At),
    /// Something opened again and again, and perhaps closed.
    Nest(At, At, (&'static str, &'static str), usize),
    /// A text without a line end.
    LongLine(At, At, &'static str, usize),
    /// Line ends of another system, mixed with what is there.
    CarriageReturns(At),
    RemoveFile(At),
    /// A file under another file's folder.
    CopyFile(At, At),
    /// A file under a name of its own kind.
    RenameFile(At, &'static str),
}

const NAMES: &[&str] = &[
    "idl/public/[id].rally",
    "idl/public/a b.rally",
    "idl/public/größe_.rally",
    "idl/public/not_found_.rally",
    "idl/public/home_.rally",
    "idl/public/_.rally",
    "idl/nobody/home_.rally",
    "idl/public/id_/id_.rally",
    "idl/public/type.rally",
    "idl/x.rally",
    "idl/public/.rally",
    "migrations/001.sql",
    "sql/a.sql",
];

/// One edit of any kind.
pub(crate) fn edit() -> impl Strategy<Value = Edit> {
    let at = || 0.0..1.0f64;
    let unit = || {
        prop::sample::select(vec![
            Unit::Characters,
            Unit::Token,
            Unit::Token,
            Unit::Line,
            Unit::Item,
        ])
    };
    let snippet = prop::sample::select(SNIPPETS);
    let nested = prop::sample::select(NESTED);
    prop_oneof![
        3 => (unit(), at(), at()).prop_map(|(unit, file, at)| Edit::Delete(unit, file, at)),
        3 => (unit(), at(), at()).prop_map(|(unit, file, at)| Edit::Duplicate(unit, file, at)),
        3 => (unit(), at(), at(), at()).prop_map(|(unit, file, a, b)| Edit::Swap(unit, file, a, b)),
        3 => (unit(), [at(), at(), at(), at()]).prop_map(|(unit, at)| Edit::Carry(unit, at)),
        5 => (at(), at(), snippet).prop_map(|(file, at, text)| Edit::Insert(file, at, text)),
        1 => (at(), at()).prop_map(|(file, at)| Edit::Truncate(file, at)),
        1 => (at(), at(), nested, 1..200usize)
            .prop_map(|(file, at, pair, depth)| Edit::Nest(file, at, pair, depth)),
        1 => (at(), at(), prop::sample::select(SNIPPETS), 100..1_000usize)
            .prop_map(|(file, at, text, times)| Edit::LongLine(file, at, text, times)),
        1 => at().prop_map(Edit::CarriageReturns),
        1 => at().prop_map(Edit::RemoveFile),
        1 => (at(), at()).prop_map(|(from, to)| Edit::CopyFile(from, to)),
        1 => (at(), prop::sample::select(NAMES)).prop_map(|(file, name)| Edit::RenameFile(file, name)),
    ]
}

impl Texts {
    pub(crate) fn of(input: &Input) -> Self {
        let files = input.sources.files();
        Self(
            files
                .map(|(_, file)| (file.path.clone(), file.text.clone()))
                .collect(),
        )
    }

    /// The same with every text of the schema changed; `change` is given its path and the text.
    pub(crate) fn with_schema(&self, change: impl Fn(&str, &str) -> String) -> Self {
        let changed = |(path, text): &(String, String)| match path.starts_with("idl/") {
            true => (path.clone(), change(path, text)),
            false => (path.clone(), text.clone()),
        };
        Self(self.files().iter().map(changed).collect())
    }

    // In the order in which the files of an app are read; of two at one path, one is there.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = self.0.clone();
        files.sort();
        files.dedup_by(|a, b| a.0 == b.0);
        files
    }

    /// The input that the texts are.
    pub(crate) fn input(&self) -> Input {
        let mut input = Input::default();
        for (path, text) in self.files() {
            let folder = path.split('/').next().unwrap_or_default().to_owned();
            let id = input.sources.add(path, text);
            match folder.as_str() {
                "idl" => input.schema.push(id),
                "migrations" => input.migrations.push(id),
                "seeds" => input.seeds.push(id),
                _ => input.sql.push(id),
            }
        }
        input
    }

    pub(crate) fn apply(&mut self, edit: &Edit) {
        if self.0.is_empty() {
            return;
        }
        match edit {
            Edit::Delete(unit, file, at) => self.replace(*file, *unit, *at, |_| String::new()),
            Edit::Duplicate(unit, file, at) => self.replace(*file, *unit, *at, |it| it.repeat(2)),
            Edit::Swap(unit, file, a, b) => self.swap(*file, *unit, *a, *b),
            Edit::Carry(unit, [from, at, to, there]) => {
                let text = self.text(*from);
                let piece = text[piece(text, *unit, *at)].to_owned();
                self.insert(*to, *there, &piece);
            }
            Edit::Insert(file, at, text) => self.insert(*file, *at, text),
            Edit::Truncate(file, at) => {
                let text = self.text(*file);
                let end = boundary(text, *at);
                text.truncate(end);
            }
            Edit::Nest(file, at, (open, close), depth) => {
                self.insert(*file, *at, &(open.repeat(*depth) + &close.repeat(*depth)));
            }
            Edit::LongLine(file, at, text, times) => {
                self.insert(*file, *at, &text.replace('\n', " ").repeat(*times));
            }
            Edit::CarriageReturns(file) => {
                let text = self.text(*file);
                *text = text.replacen('\n', "\r\n", 5).replacen("\r\n", "\r", 1);
            }
            Edit::RemoveFile(file) => {
                let at = index(self.0.len(), *file);
                self.0.remove(at);
            }
            Edit::CopyFile(from, to) => self.copy(*from, *to),
            Edit::RenameFile(file, name) => {
                let at = index(self.0.len(), *file);
                (*name).clone_into(&mut self.0[at].0);
            }
        }
    }

    fn text(&mut self, file: At) -> &mut String {
        let at = index(self.0.len(), file);
        &mut self.0[at].1
    }

    fn replace(&mut self, file: At, unit: Unit, at: At, with: impl Fn(&str) -> String) {
        let text = self.text(file);
        let range = piece(text, unit, at);
        let new = with(&text[range.clone()]);
        text.replace_range(range, &new);
    }

    fn insert(&mut self, file: At, at: At, inserted: &str) {
        let text = self.text(file);
        let at = boundary(text, at);
        text.insert_str(at, inserted);
    }

    fn swap(&mut self, file: At, unit: Unit, a: At, b: At) {
        let text = self.text(file);
        let (a, b) = (piece(text, unit, a), piece(text, unit, b));
        let (first, second) = if a.start <= b.start { (a, b) } else { (b, a) };
        if first.end > second.start {
            return;
        }
        let (earlier, later) = (
            text[first.clone()].to_owned(),
            text[second.clone()].to_owned(),
        );
        text.replace_range(second, &earlier);
        text.replace_range(first, &later);
    }

    fn copy(&mut self, from: At, to: At) {
        let (from, to) = (index(self.0.len(), from), index(self.0.len(), to));
        let (path, text) = self.0[from].clone();
        let name = path.rsplit('/').next().unwrap_or_default();
        let folder = self.0[to]
            .0
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        self.0.push((format!("{folder}/{name}"), text));
    }
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a fraction of a small number"
)]
fn index(length: usize, at: At) -> usize {
    ((length as f64 * at) as usize).min(length.saturating_sub(1))
}

fn boundary(text: &str, at: At) -> usize {
    text.floor_char_boundary(index(text.len() + 1, at))
}

// The piece of a text that a place is in.
fn piece(text: &str, unit: Unit, at: At) -> Range<usize> {
    let at = boundary(text, at);
    match unit {
        Unit::Characters => at..text.floor_char_boundary((at + 7).min(text.len())),
        Unit::Token => {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let before = text[..at].trim_end_matches(is_word).len();
            let behind = text[at..].trim_start_matches(is_word).len();
            let end = text.len() - behind;
            let sign = text[at..].chars().next().map_or(0, char::len_utf8);
            before..if end == before { at + sign } else { end }
        }
        Unit::Line => {
            let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
            let end = text[at..]
                .find('\n')
                .map_or(text.len(), |line| at + line + 1);
            start..end
        }
        Unit::Item => {
            let starts: Vec<usize> = item_starts(text).collect();
            let after = starts.partition_point(|start| *start <= at);
            let start = after.checked_sub(1).map_or(0, |before| starts[before]);
            start..starts.get(after).copied().unwrap_or(text.len())
        }
    }
}

// A line that begins with a letter in its first column begins a declaration.
fn item_starts(text: &str) -> impl Iterator<Item = usize> {
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        let this = *start;
        *start += line.len();
        Some((this, line))
    });
    let begins = |line: &str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    lines.filter_map(move |(start, line)| begins(line).then_some(start))
}
