//! SQL text to tokens with their places, and what a query may not be. Knows nothing of the schema.

use rally_idl::source::Span;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Span as TokenSpan, Token, TokenWithSpan, Tokenizer};

use super::dialect::Sqlite;
use super::error::SqlError;
use super::origin::Places;

/// Every token but white space and comments; `None` where sqlparser cannot split the text.
pub(crate) fn read_tokens(text: &str) -> Option<Vec<TokenWithSpan>> {
    let tokens = Tokenizer::new(&Sqlite, text)
        .tokenize_with_location()
        .ok()?;
    let significant = tokens
        .into_iter()
        .filter(|t| !matches!(t.token, Token::Whitespace(_)));
    Some(merge(significant.collect()))
}

// `:` and a word make one parameter, `@` and a word another, and `0` and a word that begins with `X` a number.
fn merge(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut merged: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let adjacent = merged
            .last_mut()
            .filter(|last| last.span.end == token.span.start);
        match adjacent.and_then(|last| Some((joined(&last.token, &token.token)?, last))) {
            Some((joined, last)) => {
                last.token = joined;
                last.span.end = token.span.end;
            }
            None => merged.push(token),
        }
    }
    merged
}

fn joined(first: &Token, second: &Token) -> Option<Token> {
    let word = match second {
        Token::Word(word) if word.quote_style.is_none() => &word.value,
        Token::Number(digits, _) => digits,
        _ => return None,
    };
    match first {
        Token::Colon | Token::AtSign => Some(Token::Placeholder(format!("{first}{word}"))),
        Token::Number(zero, _) if zero == "0" => {
            Some(Token::HexStringLiteral(word.strip_prefix('X')?.to_owned()))
        }
        _ => None,
    }
}

/// The tokens of one statement, or what it may not be.
pub(crate) fn examine(
    tokens: Vec<TokenWithSpan>,
    places: &Places<'_>,
) -> Result<Vec<TokenWithSpan>, SqlError> {
    let tokens = single_statement(tokens, places)?;
    refuse_kind(&tokens, places)?;
    refuse_rollback(&tokens, places)?;
    refuse_positional(&tokens, places)?;
    Ok(tokens)
}

fn single_statement(
    mut tokens: Vec<TokenWithSpan>,
    places: &Places<'_>,
) -> Result<Vec<TokenWithSpan>, SqlError> {
    let end = tokens
        .iter()
        .position(|t| t.token == Token::SemiColon)
        .unwrap_or(tokens.len());
    let rest = tokens.split_off(end);
    if let Some(second) = rest.iter().find(|t| t.token != Token::SemiColon) {
        return Err(SqlError::SeveralStatements {
            span: places.span(second.span),
        });
    }
    if tokens.is_empty() {
        return Err(SqlError::EmptyQuery {
            span: places.whole(),
        });
    }
    Ok(tokens)
}

fn refuse_kind(tokens: &[TokenWithSpan], places: &Places<'_>) -> Result<(), SqlError> {
    const ALLOWED: [&str; 7] = [
        "SELECT", "VALUES", "WITH", "INSERT", "REPLACE", "UPDATE", "DELETE",
    ];
    let Some((first, Token::Word(word))) = tokens.first().map(|t| (t, &t.token)) else {
        return Ok(());
    };
    let keyword = word.value.to_ascii_uppercase();
    if word.keyword == Keyword::NoKeyword || ALLOWED.contains(&keyword.as_str()) {
        return Ok(());
    }
    Err(SqlError::ForbiddenStatement {
        span: places.span(first.span),
        keyword,
    })
}

fn refuse_rollback(tokens: &[TokenWithSpan], places: &Places<'_>) -> Result<(), SqlError> {
    match find_rollback(tokens) {
        Some(span) => Err(SqlError::ForbiddenRollback {
            span: places.span(span),
        }),
        None => Ok(()),
    }
}

/// `OR ROLLBACK`, `ON CONFLICT ROLLBACK` or `RAISE(ROLLBACK`: each ends the transaction of everybody in the group.
pub(crate) fn find_rollback(tokens: &[TokenWithSpan]) -> Option<TokenSpan> {
    let follows = |at: usize| {
        let before = |back: usize| at.checked_sub(back).map(|at| &tokens[at].token);
        before(1).is_some_and(|t| is_word(t, "OR") || is_word(t, "CONFLICT"))
            || (before(1) == Some(&Token::LParen) && before(2).is_some_and(|t| is_word(t, "RAISE")))
    };
    let found =
        (0..tokens.len()).find(|&at| is_word(&tokens[at].token, "ROLLBACK") && follows(at))?;
    Some(tokens[found].span)
}

fn refuse_positional(tokens: &[TokenWithSpan], places: &Places<'_>) -> Result<(), SqlError> {
    let positional = tokens.iter().find_map(|t| match &t.token {
        Token::Placeholder(text) if !is_named(text) => Some((t, text)),
        _ => None,
    });
    match positional {
        Some((token, text)) => Err(SqlError::ForeignPlaceholder {
            span: places.span(token.span),
            text: text.clone(),
        }),
        None => Ok(()),
    }
}

// No argument is called `1`.
fn is_named(placeholder: &str) -> bool {
    let name = placeholder.strip_prefix(':');
    name.is_some_and(|name| !name.starts_with(|c: char| c.is_ascii_digit()))
}

/// The places of every `:name`, in order.
pub(crate) fn placeholders(tokens: &[TokenWithSpan], places: &Places<'_>) -> Vec<(String, Span)> {
    let named = tokens.iter().filter_map(|t| match &t.token {
        Token::Placeholder(text) => Some((text.strip_prefix(':')?.to_owned(), places.span(t.span))),
        _ => None,
    });
    named.collect()
}

/// Whether a token is this bare word, in any case.
pub(crate) fn is_word(token: &Token, text: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rally_idl::source::SourceMap;

    #[test]
    fn a_colon_and_a_word_are_one_parameter_with_one_place() {
        let sql = "WHERE é = :limit";
        let mut sources = SourceMap::default();
        let file = sources.add("a.sql", sql);
        let places = Places::new(sql, Span::new(file, 0, sql.len()));
        let found = placeholders(&read_tokens(sql).unwrap(), &places);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, "limit");
        assert_eq!(sources.slice(found[0].1), ":limit");
    }
}
