//! What can be wrong with a query, as facts with places; `describe` turns them into diagnostics.

mod describe;
mod list;
mod mistake;
mod past;
mod rejected;
mod stored;

use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::ArgumentType;
use super::history::Past;
use super::list::ListMisuse;
use super::parameter::Evidence;
use super::types::{DeclaredTypes, SqlType};

pub(crate) use mistake::{Mistake, Reason, Shown};
pub(crate) use past::{NEW_TABLE, add_past, bring_back, past_message};
pub(crate) use rejected::Rejected;

/// A name that was perhaps meant, and where it is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) declared: Option<Span>,
}

/// The candidate nearest to `name`, in any case.
pub(crate) fn nearest_candidate<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = (&'a str, Option<Span>)>,
) -> Option<Candidate> {
    let candidates: Vec<_> = candidates.into_iter().collect();
    let found = nearest(name, candidates.iter().map(|&(name, _)| name))?;
    let declared = candidates.iter().find(|&&(name, _)| name == found)?.1;
    Some(Candidate {
        name: found.to_owned(),
        declared,
    })
}

/// What is known of a column that is not in sight.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// What became of it, where it was there once.
    pub(crate) past: Option<Past>,
    /// The one table out of sight that has such a column.
    pub(crate) table: Option<Candidate>,
}

/// Why a column has no type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Untyped {
    /// It is always NULL.
    Null,
    /// A column of a table, declared so.
    Declared { ty: String, place: Option<Span> },
    /// A generated column, whose expression gives other values than it is declared to hold.
    Generated { place: Option<Span> },
    /// Calculated from values that may be of several types.
    Expression,
}

/// One thing that is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SqlError {
    /// No statement at all.
    EmptyQuery { span: Span },
    /// More than one statement; the place is the second.
    SeveralStatements { span: Span },
    /// A statement that no query may be.
    ForbiddenStatement { span: Span, keyword: String },
    /// Something that rolls back the whole group of transactions.
    ForbiddenRollback { span: Span },
    /// Something SQLite was asked to do and the guard denied.
    Denied { span: Span, what: String },
    /// Nested more deeply than the parser goes.
    TooDeep { span: Span },
    /// SQLite refuses it, and the tree knows nothing better.
    Rejected(Rejected),

    UnknownTable {
        span: Span,
        name: String,
        nearest: Option<Candidate>,
        /// What became of it, where it was there once.
        past: Option<Box<Past>>,
    },
    /// A name before a dot that no table in sight has.
    UnknownQualifier {
        span: Span,
        name: String,
        /// What the table of that name is called here.
        alias: Option<String>,
        nearest: Option<Box<Candidate>>,
        /// What the tables in sight are called.
        in_sight: Vec<String>,
        past: Option<Box<Past>>,
    },
    UnknownColumn {
        span: Span,
        name: String,
        /// The relation it was looked for in, when one was named.
        relation: Option<String>,
        nearest: Option<Candidate>,
        /// Where that relation is declared.
        declared: Option<Span>,
        /// Written in double quotes, perhaps meant as text.
        quoted: bool,
        elsewhere: Box<Elsewhere>,
    },
    AmbiguousColumn {
        span: Span,
        name: String,
        relations: Vec<String>,
    },
    UnknownFunction {
        span: Span,
        name: String,
        nearest: Option<String>,
    },
    ArgumentCount {
        span: Span,
        name: String,
        given: usize,
        expected: String,
    },
    /// Two parts of a set operation, or two rows of VALUES.
    PartCount {
        first: (Span, usize),
        second: (Span, usize),
        what: &'static str,
    },
    /// So many values for so many columns.
    ValueCount {
        span: Span,
        values: usize,
        columns: usize,
    },

    /// `:name` of no declared argument.
    UndeclaredParameter {
        span: Span,
        name: String,
        query: String,
        /// The argument list that declares it.
        arguments: String,
        nearest: Option<Candidate>,
    },
    /// A declared argument that the SQL never uses.
    UnusedArgument { span: Span, name: String },
    /// `?`, `@name` or `$name`.
    ForeignPlaceholder { span: Span, text: String },
    /// Two uses of an undeclared type that no type fits.
    ParameterConflict {
        name: String,
        first: Box<Evidence>,
        second: Box<Evidence>,
    },
    /// A use that the declared type does not fit.
    ArgumentConflict {
        name: String,
        declared: Span,
        ty: ArgumentType,
        evidence: Box<Evidence>,
    },
    /// No use says what type it has.
    UntypedParameter { span: Span, name: String },
    /// A list goes where one value does.
    ListArgument {
        span: Span,
        name: String,
        declared: Span,
        misuse: ListMisuse,
    },
    /// A WHERE that no row passes where an `Option` argument is NULL. A warning.
    NeverTrue {
        span: Span,
        name: String,
        argument: Span,
    },
    /// An `Option` argument goes where NULL may not.
    NullArgument {
        span: Span,
        name: String,
        column: String,
        declared: Option<Span>,
        argument: Span,
    },

    DuplicateColumn {
        first: Span,
        second: Span,
        name: String,
    },
    /// Neither a CAST nor a declaration says what type it has.
    UntypedColumn {
        span: Span,
        name: String,
        expression: String,
        reason: Untyped,
        /// The type that a CAST would most likely name.
        suggested: SqlType,
    },
    /// An INSERT leaves out a column that needs a value.
    MissingColumn {
        span: Span,
        table: String,
        column: String,
        declared: Option<Span>,
    },

    /// It means something to SQLite, and hardly what was meant.
    Mistake(Box<Mistake>),
    /// What is stored could not be read as what the column holds.
    StoredType {
        span: Span,
        column: String,
        declared: Option<Span>,
        /// As the table writes it.
        declared_type: String,
        holds: SqlType,
        /// `None` where its values may be of several types.
        found: Option<SqlType>,
        /// What is stored, as it is written.
        text: String,
        is_literal: bool,
    },
    /// NULL goes where it may not.
    StoredNull {
        span: Span,
        column: String,
        declared: Option<Span>,
    },

    /// SQLite and the tree read the query differently.
    Disagreement { span: Span, detail: String },
}

impl SqlError {
    pub(crate) fn mistake(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }

    /// Whether it says that a name means nothing, which SQLite must say too.
    pub(crate) fn is_about_names(&self) -> bool {
        matches!(
            self,
            Self::UnknownTable { .. }
                | Self::UnknownQualifier { .. }
                | Self::UnknownColumn { .. }
                | Self::AmbiguousColumn { .. }
                | Self::UnknownFunction { .. }
                | Self::ArgumentCount { .. }
                | Self::ValueCount { .. }
                | Self::PartCount { .. }
        )
    }

    /// The place to look at first.
    pub(crate) fn span(&self) -> Span {
        self.diagnostic(&DeclaredTypes::default()).primary.span
    }

    /// The diagnostic to show.
    pub(crate) fn diagnostic(&self, types: &DeclaredTypes) -> Diagnostic {
        describe::describe(self, types)
    }
}
