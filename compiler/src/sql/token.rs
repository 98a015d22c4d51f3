//! SQL text to the tokens the tree is built from: what a query may not be, and the SQLite forms that sqlparser
//! cannot read, rewritten with their places kept. Knows nothing of the schema.

use rally_idl::source::Span;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Span as TokenSpan, Token, TokenWithSpan, Tokenizer, Word};

use super::error::SqlError;
use super::origin::Places;

/// The tokens of one statement, without white space and comments.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatementTokens {
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// The alias of `INSERT INTO table AS alias`, which sqlparser does not take.
    pub(crate) insert_alias: Option<String>,
}

/// Every token but white space and comments; `None` where sqlparser cannot split the text.
pub(crate) fn read_tokens(text: &str) -> Option<Vec<TokenWithSpan>> {
    let dialect = SQLiteDialect {};
    let tokens = Tokenizer::new(&dialect, text)
        .tokenize_with_location()
        .ok()?;
    let significant = tokens
        .into_iter()
        .filter(|t| !matches!(t.token, Token::Whitespace(_)));
    Some(merge_placeholders(significant.collect()))
}

// `:` and a word make one parameter, `@` and a word another.
fn merge_placeholders(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut merged: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let name = match &token.token {
            Token::Word(word) if word.quote_style.is_none() => Some(word.value.clone()),
            Token::Number(digits, _) => Some(digits.clone()),
            _ => None,
        };
        match (merged.last_mut(), name) {
            (Some(last), Some(name))
                if matches!(last.token, Token::Colon | Token::AtSign)
                    && last.span.end == token.span.start =>
            {
                last.token = Token::Placeholder(format!("{}{name}", last.token));
                last.span.end = token.span.end;
            }
            _ => merged.push(token),
        }
    }
    merged
}

/// Refuses what a query may not be, and makes the tokens ready for the parser.
pub(crate) fn examine(
    tokens: Vec<TokenWithSpan>,
    places: &Places<'_>,
) -> Result<StatementTokens, SqlError> {
    let tokens = single_statement(tokens, places)?;
    refuse_kind(&tokens, places)?;
    refuse_rollback(&tokens, places)?;
    refuse_positional(&tokens, places)?;
    Ok(rewrite(tokens))
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
        Token::Placeholder(text) if !text.starts_with(':') => Some((t, text)),
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

/// Puts what sqlparser reads in the place of what it does not, where both have the same types.
pub(crate) fn rewrite(tokens: Vec<TokenWithSpan>) -> StatementTokens {
    let mut output = StatementTokens::default();
    let mut at = 0;
    while at < tokens.len() {
        at += rewrite_at(&tokens[at..], &mut output);
    }
    output
}

// Takes the next tokens and says how many they were.
fn rewrite_at(rest: &[TokenWithSpan], output: &mut StatementTokens) -> usize {
    let is = |at: usize, text: &str| rest.get(at).is_some_and(|t| is_word(&t.token, text));
    let after = |text: &str| {
        output
            .tokens
            .last()
            .is_some_and(|t| is_word(&t.token, text))
    };
    let span = rest[0].span;
    let keep = |output: &mut StatementTokens, token: Token| {
        output.tokens.push(TokenWithSpan { token, span })
    };
    match &rest[0].token {
        Token::ShiftLeft | Token::ShiftRight => keep(output, Token::Ampersand),
        _ if is(0, "MATERIALIZED") && after("AS") => {}
        _ if is(0, "NOT") && is(1, "MATERIALIZED") && after("AS") => return 2,
        _ if is(0, "NOT") && is(1, "INDEXED") => return 2,
        _ if is(0, "INDEXED") && is(1, "BY") => return 3,
        _ if is(0, "NOT") && (is(1, "GLOB") || is(1, "REGEXP") || is(1, "MATCH")) => {}
        _ if is(0, "ISNULL") => ["IS", "NULL"]
            .iter()
            .for_each(|text| keep(output, keyword(text))),
        _ if is(0, "IS") => return rewrite_is(rest, output),
        _ if is(0, "AS") && inserts_into(&output.tokens) => {
            output.insert_alias = rest.get(1).and_then(|t| word_value(&t.token));
            return 2;
        }
        token => keep(output, token.clone()),
    }
    1
}

// `a IS b` and `a IS NOT b` compare where sqlparser knows only a few words after them.
fn rewrite_is(rest: &[TokenWithSpan], output: &mut StatementTokens) -> usize {
    const KNOWN: [&str; 5] = ["NULL", "TRUE", "FALSE", "DISTINCT", "UNKNOWN"];
    let known = |at: usize| {
        rest.get(at)
            .is_some_and(|t| KNOWN.iter().any(|text| is_word(&t.token, text)))
    };
    let negated = rest.get(1).is_some_and(|t| is_word(&t.token, "NOT"));
    let (words, taken): (&[&str], _) = match negated {
        true if !known(2) => (&["IS", "DISTINCT", "FROM"], 2),
        false if !known(1) => (&["IS", "NOT", "DISTINCT", "FROM"], 1),
        _ => (&["IS"], 1),
    };
    let span = rest[0].span;
    output.tokens.extend(words.iter().map(|text| TokenWithSpan {
        token: keyword(text),
        span,
    }));
    taken
}

fn inserts_into(tokens: &[TokenWithSpan]) -> bool {
    let into = |at: usize| is_word(&tokens[at].token, "INTO");
    match tokens.len() {
        length @ 3.. if tokens[length - 2].token == Token::Period => {
            length >= 4 && into(length - 4)
        }
        length @ 2.. => into(length - 2),
        _ => false,
    }
}

/// The name a word token stands for.
pub(crate) fn word_value(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.value.clone()),
        Token::SingleQuotedString(text) => Some(text.clone()),
        _ => None,
    }
}

fn keyword(text: &str) -> Token {
    Token::Word(Word {
        value: text.to_owned(),
        quote_style: None,
        keyword: keyword_of(text),
    })
}

fn keyword_of(text: &str) -> Keyword {
    match Token::make_word(text, None) {
        Token::Word(word) => word.keyword,
        _ => Keyword::NoKeyword,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use rally_idl::source::SourceMap;

    fn rewritten(sql: &str) -> String {
        let tokens = rewrite(read_tokens(sql).unwrap()).tokens;
        tokens
            .iter()
            .map(|t| t.token.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_sqlparser_cannot_read_is_rewritten() {
        assert_eq!(rewritten("a << 1 >> 2"), "a & 1 & 2");
        assert_eq!(
            rewritten("WITH t AS NOT MATERIALIZED (x)"),
            "WITH t AS ( x )"
        );
        assert_eq!(rewritten("FROM t INDEXED BY i WHERE"), "FROM t WHERE");
        assert_eq!(rewritten("FROM t NOT INDEXED"), "FROM t");
        assert_eq!(rewritten("a IS b"), "a IS NOT DISTINCT FROM b");
        assert_eq!(rewritten("a IS NOT :b"), "a IS DISTINCT FROM :b");
        assert_eq!(rewritten("a NOT GLOB b"), "a GLOB b");
        assert_eq!(rewritten("a ISNULL"), "a IS NULL");
    }

    #[test]
    fn what_sqlparser_reads_stays() {
        for same in [
            "a IS NULL",
            "a IS NOT NULL",
            "a IS NOT DISTINCT FROM b",
            "a NOT IN ( b )",
            "SELECT a AS b",
        ] {
            assert_eq!(rewritten(same), same);
        }
    }

    #[test]
    fn the_alias_of_an_insert_is_kept_beside_the_tokens() {
        let found = rewrite(read_tokens("INSERT INTO main.t AS x (a) VALUES (1)").unwrap());
        assert_eq!(found.insert_alias.as_deref(), Some("x"));
        assert!(!found.tokens.iter().any(|t| is_word(&t.token, "AS")));
    }

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
