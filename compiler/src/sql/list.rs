//! Where the tokens of a query name its list arguments, and the text that SQLite runs for them.
//!
//! A list is bound as the text of one JSON array. So it means something where it stands alone in `IN (:ids)`, which
//! becomes a subquery, and in `json_each(:ids)` and `json_array_length(:ids)`, which take it as it is.

use rally_idl::source::Span;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::error::SqlError;
use super::origin::Places;
use super::parameter::{ParameterTable, WholeUse};
use super::token::is_word;
use super::{Argument, ArgumentType, SqlType};

/// What a list argument is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// All of an `IN`.
    Members,
    /// All arguments of `json_each`.
    Table,
    /// The argument of `json_array_length`.
    Length,
    /// One side of a comparison.
    Compared,
    /// Anything else.
    Value,
}

/// One use of a list argument.
#[derive(Debug, Clone)]
pub(crate) struct ListUse {
    name: String,
    declared: Span,
    item: SqlType,
    role: Role,
    /// Bytes of the text.
    start: usize,
    end: usize,
}

/// Why a list cannot stand where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListMisuse {
    /// A single value is compared there.
    Compared,
    /// A single value is needed there.
    Value,
    /// JSON has no bytes for `json_each` to give.
    BytesAsTable,
    /// The text cannot be split into tokens, so it is not known where it stands.
    Unreadable,
}

/// Every use of a list argument, in order.
pub(crate) fn list_uses(
    tokens: &[TokenWithSpan],
    arguments: &[Argument],
    places: &Places<'_>,
) -> Vec<ListUse> {
    let listed = |at: usize| {
        let Token::Placeholder(text) = &tokens[at].token else {
            return None;
        };
        let name = text.strip_prefix(':')?;
        let argument = arguments.iter().find(|argument| argument.name == name)?;
        let Some(ArgumentType::List(item)) = argument.ty else {
            return None;
        };
        let (start, end) = places.offsets(tokens[at].span)?;
        Some(ListUse {
            name: name.to_owned(),
            declared: argument.span,
            item,
            role: role(tokens, at),
            start,
            end,
        })
    };
    (0..tokens.len()).filter_map(listed).collect()
}

// By the tokens around it alone, so that it holds for what sqlparser cannot read, too.
fn role(tokens: &[TokenWithSpan], at: usize) -> Role {
    let before = |back: usize| Some(&tokens[at.checked_sub(back)?].token);
    let follows = |word: &str| before(2).is_some_and(|token| is_word(token, word));
    let is_alone = before(1) == Some(&Token::LParen)
        && tokens.get(at + 1).map(|next| &next.token) == Some(&Token::RParen);
    let compares = |token: Option<&Token>| {
        matches!(token, Some(Token::Eq | Token::DoubleEq | Token::Neq))
            || token.is_some_and(|token| is_word(token, "IS"))
    };
    match is_alone {
        true if follows("IN") => Role::Members,
        true if follows("json_each") => Role::Table,
        true if follows("json_array_length") => Role::Length,
        false if compares(before(1)) => Role::Compared,
        _ => Role::Value,
    }
}

/// Every use that gives a list no meaning.
pub(crate) fn check_lists(
    uses: &[ListUse],
    table: &ParameterTable,
    places: &Places<'_>,
) -> Vec<SqlError> {
    let misused = uses.iter().filter_map(|used| match (used.role, used.item) {
        (Role::Table, SqlType::Bytes) => Some(used.is(ListMisuse::BytesAsTable, places)),
        (Role::Members | Role::Table | Role::Length, _) => None,
        (Role::Compared, _) => used.misuse_as_value(ListMisuse::Compared, table, places),
        (Role::Value, _) => used.misuse_as_value(ListMisuse::Value, table, places),
    });
    misused.collect()
}

impl ListUse {
    fn is(&self, misuse: ListMisuse, places: &Places<'_>) -> SqlError {
        SqlError::ListArgument {
            span: places.range(self.start, self.end),
            name: self.name.clone(),
            declared: self.declared,
            misuse,
        }
    }

    // A list is a value to a column of JSON, and could be one to a column of texts that says so.
    fn misuse_as_value(
        &self,
        misuse: ListMisuse,
        table: &ParameterTable,
        places: &Places<'_>,
    ) -> Option<SqlError> {
        match table.whole_use(&self.name, places.range(self.start, self.end)) {
            WholeUse::Fits => None,
            WholeUse::Refused { whole, evidence } if evidence.is_of_documents() => {
                whole.argument_conflict(evidence)
            }
            WholeUse::Refused { .. } | WholeUse::Unknown => Some(self.is(misuse, places)),
        }
    }
}

/// The text in which each `IN (:ids)` reads the list.
pub(crate) fn with_lists_read(text: &str, uses: &[ListUse]) -> String {
    let mut read = String::with_capacity(text.len());
    let mut done = 0;
    for members in uses.iter().filter(|used| used.role == Role::Members) {
        // The runtime writes bytes as hex digits, as JSON has none.
        let value = match members.item {
            SqlType::Bytes => "unhex(value)",
            _ => "value",
        };
        read.push_str(&text[done..members.start]);
        read.push_str(&format!("SELECT {value} FROM json_each(:{})", members.name));
        done = members.end;
    }
    read.push_str(&text[done..]);
    read
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::source::SourceMap;

    use super::super::token::read_tokens;
    use super::*;

    fn with_uses<T>(sql: &str, then: impl FnOnce(&[ListUse], &Places<'_>) -> T) -> T {
        let mut sources = SourceMap::default();
        let file = sources.add("a.sql", sql);
        let span = Span::new(file, 0, sql.len());
        let places = Places::new(sql, span);
        let argument = |name: &str, item| Argument {
            name: name.to_owned(),
            span,
            ty: Some(ArgumentType::List(item)),
            document: None,
        };
        let arguments = [
            argument("ids", SqlType::Int),
            argument("keys", SqlType::Bytes),
        ];
        let uses = list_uses(&read_tokens(sql).unwrap(), &arguments, &places);
        then(&uses, &places)
    }

    fn read(sql: &str) -> String {
        with_uses(sql, |uses, _| with_lists_read(sql, uses))
    }

    fn misuses(sql: &str) -> Vec<ListMisuse> {
        let errors = with_uses(sql, |uses, places| {
            check_lists(uses, &ParameterTable::default(), places)
        });
        let misuse = |error: &SqlError| match error {
            SqlError::ListArgument { misuse, .. } => Some(*misuse),
            _ => None,
        };
        errors.iter().filter_map(misuse).collect()
    }

    #[test]
    fn an_in_of_a_list_becomes_a_subquery_and_nothing_else_changes() {
        assert_eq!(
            read("é IN (:ids) AND b not in(/* é */ :ids ) -- IN (:ids)"),
            "é IN (SELECT value FROM json_each(:ids)) AND b not in(/* é */ SELECT value FROM json_each(:ids) ) -- IN (:ids)"
        );
        assert_eq!(
            read("k IN (:keys)"),
            "k IN (SELECT unhex(value) FROM json_each(:keys))"
        );
        for same in [
            "a IN (:id)",
            "':ids' IN (':ids')",
            "FROM json_each(:ids)",
            "\"IN\" (:ids)",
        ] {
            assert_eq!(read(same), same);
        }
    }

    #[test]
    fn a_list_stands_alone_in_in_and_in_the_functions_that_read_it() {
        assert_eq!(
            misuses("a IN (:ids) AND json_array_length(:ids) > 0, json_each ( :ids )"),
            []
        );
        assert_eq!(
            misuses("a = :ids OR a IS :ids"),
            [ListMisuse::Compared, ListMisuse::Compared]
        );
        for wrong in [
            "a IN (:ids, 3)",
            "a IN (3, :ids)",
            "a IN ((:ids))",
            "json_each(:ids, '$')",
            "LIMIT :ids",
            ":ids",
        ] {
            assert_eq!(misuses(wrong), [ListMisuse::Value], "{wrong}");
        }
        assert_eq!(misuses("json_each(:keys)"), [ListMisuse::BytesAsTable]);
    }
}
