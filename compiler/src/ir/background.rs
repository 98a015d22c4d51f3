//! What is declared beside pages: topics, jobs, the meaning of columns, pieces of SQL.

use std::time::Duration;

use rally_idl::source::Span;

use super::{Docs, Field, Name, Type};

/// Something live that pages can follow.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The name: `game`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The file it is declared in, for headers.
    pub file: String,
    /// The arguments that tell one from another: scalars and enums without payload.
    pub arguments: Vec<Field>,
    /// What is published.
    pub event: Type,
    /// Who may follow it.
    pub policy: TopicPolicy,
    /// Where that is written; `None` where it is not, with its diagnostic.
    pub policy_span: Option<Span>,
}

/// Who may follow a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicPolicy {
    /// Everybody.
    Public,
    /// People with an identity.
    Required,
    /// Whom the app lets, asked for each client whose pages follow it.
    Authorize,
}

/// Durable work in the background.
#[derive(Debug, Clone)]
pub struct Job {
    /// The name: `send_digest`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The file it is declared in, for headers.
    pub file: String,
    /// The arguments; none where it runs by the clock.
    pub arguments: Vec<Field>,
    /// How often it is tried again after it failed.
    pub retries: u32,
    /// How long it waits before the first retry.
    pub backoff: Duration,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// When it runs by the clock: five fields of cron, checked, with their place.
    pub every: Option<Name>,
}

/// What the columns of a table mean, beyond their types in SQL.
#[derive(Debug, Clone)]
pub struct Table {
    /// The table's name in the database.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The columns that have a meaning of their own.
    pub columns: Vec<Field>,
    /// Where the types of the columns are written, in the order of the columns.
    pub type_spans: Vec<Span>,
}

/// A shared piece of SQL.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The name, which queries use as `{name}`.
    pub name: Name,
    /// Documentation.
    pub docs: Docs,
    /// The text.
    pub sql: String,
    /// Where it stands.
    pub sql_span: Span,
}
