//! What SQLite runs and hardly anyone means, to the words a person reads.

use rally_idl::diagnostic::Diagnostic;
use rally_idl::source::Span;

use crate::sql::codes;
use crate::sql::types::{DeclaredTypes, EnumId, SqlType};

const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// One side of a comparison as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Between back quotes.
    pub(crate) text: String,
    pub(crate) ty: Option<SqlType>,
    /// Where the column that it is is declared.
    pub(crate) declared: Option<Span>,
}

/// Why two sides can never be equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    OtherType,
    /// A text that is not converted to this type.
    NoNumber(SqlType),
    /// A text that is a number, beside an expression for which no text is converted.
    TextOfNumber,
    NoBytes,
    NoDate,
    NoUuid,
    NoVariant {
        id: EnumId,
        nearest: Option<String>,
    },
    TextForTime,
    SecondsForTime,
}

/// What SQLite runs and hardly anyone means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    ComparedWithNull {
        span: Span,
        other: String,
    },
    /// `known` is the side that is right, `other` the one at `span`.
    NeverEqual {
        span: Span,
        known: Shown,
        other: Shown,
        reason: Reason,
    },
    /// Arithmetic with what is no number.
    TextInSum {
        span: Span,
        text: String,
        operator: String,
        is_certain: bool,
        is_date: bool,
    },
    /// A column of whichever row of the group comes along. A warning.
    BareColumn {
        span: Span,
        name: String,
        is_grouped: bool,
    },
}

impl Mistake {
    pub(super) fn diagnostic(&self, types: &DeclaredTypes) -> Diagnostic {
        match self {
            Self::ComparedWithNull { span, other } => compared_with_null(*span, other),
            Self::NeverEqual {
                span,
                known,
                other,
                reason,
            } => never_equal(*span, known, other, reason, types),
            Self::TextInSum { .. } => self.sum(),
            Self::BareColumn {
                span,
                name,
                is_grouped,
            } => bare_column(*span, name, *is_grouped),
        }
    }

    fn sum(&self) -> Diagnostic {
        let Self::TextInSum {
            span,
            text,
            operator,
            is_certain,
            is_date,
        } = self
        else {
            unreachable!("only of sums");
        };
        let message = match is_certain {
            true => format!("{text} is no number, so `{operator}` does not calculate with it"),
            false => format!("`{operator}` adds texts as numbers, and does not join them"),
        };
        let found = match is_certain {
            true => Diagnostic::error(codes::TEXT_IN_SUM, *span, message),
            false => Diagnostic::warning(codes::TEXT_IN_SUM, *span, message),
        };
        match (*is_date, operator.as_str()) {
            (true, _) => found.help("days are counted with `date`: `date(day, '+1 day')`"),
            (false, "+") => found.help("texts are joined with `||`"),
            _ => found.help("calculate with numbers; `CAST(… AS INTEGER)` makes one of a text"),
        }
    }
}

fn compared_with_null(span: Span, other: &str) -> Diagnostic {
    let bare = other.trim_matches('`');
    Diagnostic::error(
        codes::NULL_COMPARISON,
        span,
        "a comparison with `NULL` is never true",
    )
    .help(format!("write `{bare} IS NULL`, or `{bare} IS NOT NULL`"))
}

fn never_equal(
    span: Span,
    known: &Shown,
    other: &Shown,
    reason: &Reason,
    types: &DeclaredTypes,
) -> Diagnostic {
    let message = mismatch_message(known, other, reason, types);
    let found = Diagnostic::error(codes::NEVER_EQUAL, span, message);
    let found = match (known.declared, known.ty) {
        (Some(place), Some(ty)) => found.also(
            place,
            format!("{} is {} here", known.text, with_article(ty, types)),
        ),
        _ => found,
    };
    mismatch_help(found, known, other, reason, types)
}

fn mismatch_message(
    known: &Shown,
    other: &Shown,
    reason: &Reason,
    types: &DeclaredTypes,
) -> String {
    let typed = |shown: &Shown| match shown.ty {
        Some(ty) => format!("{} is {}", shown.text, with_article(ty, types)),
        None => format!("{} is another value", shown.text),
    };
    let (text, known_text) = (&other.text, &known.text);
    match reason {
        Reason::OtherType => format!(
            "{}, and {}: they are never equal",
            typed(known),
            typed(other)
        ),
        Reason::TextForTime => format!("{}, a number, and {text} is a text", typed(known)),
        Reason::SecondsForTime => format!(
            "one of {known_text} and {text} counts seconds, and the other, a `Time`, milliseconds"
        ),
        Reason::NoNumber(_) => format!("{}, and {text} is no number", typed(known)),
        Reason::TextOfNumber => format!(
            "{}, and {text} is a text, which is a number only beside a column",
            typed(known)
        ),
        Reason::NoBytes => format!("{}, which equals no text", typed(known)),
        Reason::NoDate => format!("{}, and {text} is no date", typed(known)),
        Reason::NoUuid => format!("{}, and {text} is no UUID", typed(known)),
        Reason::NoVariant { .. } => format!("{}, which has no variant {text}", typed(known)),
    }
}

fn mismatch_help(
    found: Diagnostic,
    known: &Shown,
    other: &Shown,
    reason: &Reason,
    types: &DeclaredTypes,
) -> Diagnostic {
    match reason {
        Reason::TextForTime => found.help(format!("the time now, in milliseconds, is `{NOW}`")),
        Reason::SecondsForTime => {
            found.help(format!("count in milliseconds: the time now is `{NOW}`"))
        }
        Reason::NoNumber(SqlType::Time) => found.help(format!(
            "a `Time` is stored as the milliseconds since 1970; the time now is `{NOW}`"
        )),
        Reason::NoNumber(SqlType::Bool) => {
            found.help("a `Bool` is `TRUE` or `FALSE`, without quotation marks")
        }
        Reason::NoNumber(_) => found.help("compare it with a number, or another column"),
        Reason::TextOfNumber => {
            let number = other.text.trim_matches(['`', '\'']);
            found.help(format!("write the number: `{number}`"))
        }
        Reason::NoBytes => found.help("bytes are written in hexadecimal digits: `x'00ff'`"),
        Reason::NoDate => found.help("a `Date` is written as `'2026-01-31'`"),
        Reason::NoUuid => {
            found.help("a `Uuid` is written as `'00000000-0000-4000-8000-000000000000'`")
        }
        Reason::NoVariant { id, nearest } => no_variant(found, *id, nearest.as_deref(), types),
        Reason::OtherType => found.help(other_type_help(known, other)),
    }
}

fn other_type_help(known: &Shown, other: &Shown) -> &'static str {
    let is = |ty| known.ty == Some(ty) || other.ty == Some(ty);
    match () {
        () if is(SqlType::Date) => {
            "a `Date` is compared with a text such as `'2026-01-31'`, or another `Date`"
        }
        () if is(SqlType::Bytes) => {
            "bytes are equal to bytes only; `CAST(… AS BLOB)` makes them of a text"
        }
        () => "compare values of one type",
    }
}

fn no_variant(
    found: Diagnostic,
    id: EnumId,
    nearest: Option<&str>,
    types: &DeclaredTypes,
) -> Diagnostic {
    let Some(declared) = types.enums.get(&id) else {
        return found;
    };
    let found = found.also(
        declared.span,
        format!("`{}` is declared here", declared.name),
    );
    match nearest {
        Some(nearest) => found.help(format!("did you mean `'{nearest}'`?")),
        None => {
            let variants: Vec<_> = declared
                .variants
                .iter()
                .map(|v| format!("`'{v}'`"))
                .collect();
            found.help(format!("it is one of {}", variants.join(", ")))
        }
    }
}

fn with_article(ty: SqlType, types: &DeclaredTypes) -> String {
    let name = ty.name(types);
    let vowel = name.starts_with(['A', 'E', 'I', 'O']);
    format!("{} `{name}`", if vowel { "an" } else { "a" })
}

fn bare_column(span: Span, name: &str, is_grouped: bool) -> Diagnostic {
    let (of, help) = match is_grouped {
        true => (
            "each group",
            format!("add it to `GROUP BY`, or say which value is meant, such as `max({name})`"),
        ),
        false => (
            "them all",
            format!("add `GROUP BY {name}`, or say which value is meant, such as `max({name})`"),
        ),
    };
    let message = format!("`{name}` is taken from any one row of {of}");
    Diagnostic::warning(codes::BARE_COLUMN, span, message).help(help)
}
