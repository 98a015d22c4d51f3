//! The `ON CONFLICT` clauses of an INSERT: sqlparser reads one, and of its target only columns.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::rewrite::{keyword, parenthesised};
use super::token::is_word;

/// Leaves the first clause in the statement, and makes of every other an INSERT of its own.
pub(super) fn take_conflicts(
    tokens: Vec<TokenWithSpan>,
) -> (Vec<TokenWithSpan>, Vec<Vec<TokenWithSpan>>) {
    let starts = clause_starts(&tokens);
    let Some((&first, others)) = starts.split_first() else {
        return (tokens, vec![]);
    };
    let end = returning(&tokens, first);
    let second = others.first().copied().unwrap_or(end);
    let mut kept = tokens[..first].to_vec();
    kept.extend(readable(&tokens[first..second]));
    kept.extend_from_slice(&tokens[end..]);
    let ends = others.iter().skip(1).copied().chain([end]);
    let clauses = others.iter().zip(ends);
    let upserts = clauses.map(|(&start, end)| alone(&tokens[start..end]));
    (kept, upserts.collect())
}

// A statement that has them has them outside of all parentheses.
fn clause_starts(tokens: &[TokenWithSpan]) -> Vec<usize> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|t| is_word(&t.token, text));
    outside(tokens)
        .filter(|&at| is(at, "ON") && is(at + 1, "CONFLICT"))
        .collect()
}

fn returning(tokens: &[TokenWithSpan], from: usize) -> usize {
    outside(tokens)
        .find(|&at| at > from && is_word(&tokens[at].token, "RETURNING"))
        .unwrap_or(tokens.len())
}

fn outside(tokens: &[TokenWithSpan]) -> impl Iterator<Item = usize> {
    let mut depth = 0;
    let is_outside = move |(at, t): (usize, &TokenWithSpan)| {
        match t.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    };
    tokens.iter().enumerate().filter_map(is_outside)
}

// A target of expressions or with a WHERE repeats what an index says, and is left out.
fn readable(clause: &[TokenWithSpan]) -> Vec<TokenWithSpan> {
    let target = &clause[2..];
    let length = match target.first() {
        Some(t) if t.token == Token::LParen => parenthesised(target),
        _ => 0,
    };
    let action = outside(clause)
        .find(|&at| is_word(&clause[at].token, "DO"))
        .unwrap_or(clause.len());
    let is_plain = action == 2 + length && target[..length].iter().all(|t| is_part(&t.token));
    match is_plain {
        true => clause.to_vec(),
        false => [&clause[..2], &clause[action..]].concat(),
    }
}

fn is_part(token: &Token) -> bool {
    matches!(token, Token::LParen | Token::RParen | Token::Comma)
        || matches!(token, Token::Word(word) if !word.value.eq_ignore_ascii_case("COLLATE"))
}

fn alone(clause: &[TokenWithSpan]) -> Vec<TokenWithSpan> {
    let before = ["INSERT", "INTO", "t", "DEFAULT", "VALUES"].map(|text| TokenWithSpan {
        token: keyword(text),
        span: clause[0].span,
    });
    let mut tokens = before.to_vec();
    tokens.extend(readable(clause));
    tokens
}
