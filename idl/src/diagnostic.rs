//! What is wrong, where, and what to do: one shape for every stage. Rendering to text is `diagnostic::render`'s.

pub mod codes;
pub mod render;

use crate::source::Span;

/// A stable code such as `R0204`. The hundreds name the area: `R00` syntax, `R01` names, `R02` routes,
/// `R03` SQL, `R04` types, `R05` pages and messages, `R06` the app and its clients, `R07` topics and jobs, `R09` `rallyc`
/// itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The build goes on, unless `--deny-warnings`.
    Warning,
}

/// A place with a few words on its part in the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; empty where the underline says enough.
    pub text: String,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line: what is wrong, names in backticks, no full stop.
    pub message: String,
    /// The place to look at first.
    pub primary: Label,
    /// Every other place involved, such as the first definition.
    pub secondary: Vec<Label>,
    /// Facts that help to understand, such as SQLite's own message.
    pub notes: Vec<String>,
    /// What to do, where it is known; text to paste stands in backticks.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    #[must_use]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning at `span`.
    #[must_use]
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    fn new(severity: Severity, code: Code, span: Span, message: String) -> Self {
        let primary = Label {
            span,
            text: String::new(),
        };
        Self {
            code,
            severity,
            message: one_line(message),
            primary,
            secondary: vec![],
            notes: vec![],
            help: None,
        }
    }

    /// Says what is at the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Says what to do where nothing nearer was said.
    #[must_use]
    pub fn or_help(self, text: impl Into<String>) -> Self {
        match self.help {
            Some(_) => self,
            None => self.help(text),
        }
    }
}

// A quoted name of SQL may hold line ends.
fn one_line(message: String) -> String {
    match message.contains(['\n', '\r']) {
        true => message.replace('\n', "\\n").replace('\r', "\\r"),
        false => message,
    }
}

/// Sorts by file and place; errors come before warnings at the same place.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        (a.primary.span, a.severity, a.code).cmp(&(b.primary.span, b.severity, b.code))
    });
}

/// The candidate nearest to `name`, if one is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, candidate)| (distance, edit_distance(name, candidate), candidate))
        .map(|(_, candidate)| candidate)
}

// Without regard to case, but a difference in case alone is one too.
fn distance(name: &str, candidate: &str) -> usize {
    let folded = edit_distance(&name.to_lowercase(), &candidate.to_lowercase());
    folded.max(usize::from(name != candidate))
}

// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
