//! The tokens of a statement to those that sqlparser can read and that mean the same columns, types and parameters,
//! each at its old place. Knows nothing of the schema.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Span as TokenSpan, Token, TokenWithSpan, Word};

use super::keyword::{is_keyword, mark_names};
use super::token::is_word;
use super::upsert::take_conflicts;

/// What the tree of one statement is read from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rewritten {
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// For every `ON CONFLICT` after the first an INSERT of its own, which says nothing else.
    pub(crate) upserts: Vec<Vec<TokenWithSpan>>,
}

/// Behind these sqlparser reads VALUES in parentheses as what it is.
const TABLES_FOLLOW: [&str; 5] = ["AS", "FROM", "JOIN", "IN", "EXISTS"];

/// Puts what sqlparser reads in the place of what it does not.
pub(crate) fn rewrite(tokens: Vec<TokenWithSpan>) -> Rewritten {
    let (tokens, upserts) = take_conflicts(rewrite_forms(mark_names(tokens)));
    Rewritten { tokens, upserts }
}

fn rewrite_forms(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut output = Output::default();
    let mut at = 0;
    while at < tokens.len() {
        at += output.take(&tokens[at..]);
    }
    output.tokens
}

#[derive(Default)]
struct Output {
    tokens: Vec<TokenWithSpan>,
    // For each parenthesis that is open, whether it is that of a CAST.
    open: Vec<bool>,
}

impl Output {
    // Takes the next tokens and says how many they were.
    fn take(&mut self, rest: &[TokenWithSpan]) -> usize {
        let is = |at: usize, text: &str| rest.get(at).is_some_and(|t| is_word(&t.token, text));
        let opens = |at: usize| rest.get(at).is_some_and(|t| t.token == Token::LParen);
        let span = rest[0].span;
        match &rest[0].token {
            Token::LParen if self.opens_table(rest) => return self.table(rest),
            Token::LParen => {
                let begins =
                    is(1, "VALUES") && !TABLES_FOLLOW.iter().any(|word| self.is_after(word));
                self.open(rest);
                if begins {
                    self.begin_query(span);
                }
            }
            Token::RParen => self.close(span),
            Token::DoubleTilde => self.put(span, &[Token::Tilde, Token::Tilde]),
            _ if is(0, "MATERIALIZED") && opens(1) && self.is_after("AS") => {}
            _ if is(0, "NOT") && is(1, "MATERIALIZED") && opens(2) => return 2,
            _ if is(0, "NOT") && is(1, "INDEXED") => return 2,
            _ if is(0, "INDEXED") && is(1, "BY") => return 3,
            _ if is(0, "ISNULL") => self.put(span, &[keyword("IS"), keyword("NULL")]),
            _ if is(1, "NATURAL") && is_keyword(&rest[0].token) && is_keyword(&rest[1].token) => {
                self.put(rest[1].span, std::slice::from_ref(&rest[1].token));
                self.put(span, std::slice::from_ref(&rest[0].token));
                return 2;
            }
            _ if is(0, "REPLACE") && is(1, "INTO") && !self.is_after("OR") => {
                self.put(span, &[keyword("INSERT")])
            }
            _ if is(0, "EXCLUDE") => return self.exclude(rest),
            _ if is(0, "AS") && self.open.last() == Some(&true) => return self.cast_to(rest),
            _ if is(0, "IN") && rest.get(1).is_some_and(|t| is_name(&t.token)) => {
                return self.in_table(rest);
            }
            token => self.put(span, std::slice::from_ref(token)),
        }
        1
    }

    fn put(&mut self, span: TokenSpan, tokens: &[Token]) {
        self.tokens.extend(tokens.iter().map(|token| TokenWithSpan {
            token: token.clone(),
            span,
        }));
    }

    fn is_after(&self, text: &str) -> bool {
        self.tokens.last().is_some_and(|t| is_word(&t.token, text))
    }

    fn open(&mut self, rest: &[TokenWithSpan]) {
        let is_cast = self
            .tokens
            .last()
            .is_some_and(|t| is_keyword(&t.token) && is_word(&t.token, "CAST"));
        self.open.push(is_cast);
        self.put(rest[0].span, &[Token::LParen]);
    }

    // sqlparser takes VALUES in an expression for a function, but not behind a WITH.
    fn begin_query(&mut self, span: TokenSpan) {
        let with = [
            keyword("WITH"),
            name("a table that nothing reads"),
            keyword("AS"),
            Token::LParen,
            keyword("SELECT"),
            keyword("NULL"),
            Token::RParen,
        ];
        self.put(span, &with);
    }

    fn close(&mut self, span: TokenSpan) {
        self.open.pop();
        self.put(span, &[Token::RParen]);
    }

    // A type may be any words, and numbers in parentheses after them; it is made one name.
    fn cast_to(&mut self, rest: &[TokenWithSpan]) -> usize {
        let words = rest[1..]
            .iter()
            .take_while(|t| !matches!(t.token, Token::LParen | Token::RParen));
        let words: Vec<_> = words.collect();
        let numbers = rest[1 + words.len()..]
            .iter()
            .take_while(|t| t.token != Token::RParen);
        let numbers = numbers.count();
        let closing = usize::from(numbers > 0);
        let names: Vec<_> = words.iter().filter_map(|t| word_value(&t.token)).collect();
        let span = words
            .first()
            .zip(words.last())
            .map_or(rest[0].span, |(first, last)| first.span.union(&last.span));
        self.put(rest[0].span, &[keyword("AS")]);
        self.put(span, &[name(&names.join(" "))]);
        1 + words.len() + numbers + closing
    }

    // `IN name` and `IN function(…)` stand for a query of all there is.
    fn in_table(&mut self, rest: &[TokenWithSpan]) -> usize {
        let mut end = 2;
        if rest.get(end).is_some_and(|t| t.token == Token::Period) {
            end += 2;
        }
        if rest.get(end).is_some_and(|t| t.token == Token::LParen) {
            end += parenthesised(&rest[end..]);
        }
        let end = end.min(rest.len());
        let (first, last) = (rest[1].span, rest[end - 1].span);
        let all = [
            Token::LParen,
            keyword("SELECT"),
            Token::Mul,
            keyword("FROM"),
        ];
        self.put(rest[0].span, &[keyword("IN")]);
        self.put(first, &all);
        let table = rewrite_forms(rest[1..end].to_vec());
        self.tokens.extend(table);
        self.put(last, &[Token::RParen]);
        end
    }

    // A table alone in parentheses, perhaps in more than one.
    fn opens_table(&self, rest: &[TokenWithSpan]) -> bool {
        let parentheses = rest.iter().take_while(|t| t.token == Token::LParen).count();
        let is_table = self.tokens.last().is_some_and(|t| {
            is_keyword(&t.token) && ["FROM", "JOIN"].iter().any(|word| is_word(&t.token, word))
        });
        let inside = rest.get(parentheses..).unwrap_or_default();
        let closing = inside
            .iter()
            .skip_while(|t| is_name(&t.token) || t.token == Token::Period);
        let closed = closing.take_while(|t| t.token == Token::RParen).count();
        is_table && inside.first().is_some_and(|t| is_name(&t.token)) && closed >= parentheses
    }

    fn table(&mut self, rest: &[TokenWithSpan]) -> usize {
        let length = parenthesised(rest);
        let inside = rest[..length]
            .iter()
            .filter(|t| !matches!(t.token, Token::LParen | Token::RParen));
        self.tokens.extend(inside.cloned());
        length
    }

    // Without the current row a frame may be empty, as a window may whose base nobody knows.
    fn exclude(&mut self, rest: &[TokenWithSpan]) -> usize {
        let is = |text: &str| rest.get(1).is_some_and(|t| is_word(&t.token, text));
        match () {
            () if is("TIES") => 2,
            () if is("NO") => 3,
            () if is("GROUP") || is("CURRENT") => {
                self.forget_base(rest[0].span);
                if is("GROUP") { 2 } else { 3 }
            }
            () => {
                self.put(rest[0].span, std::slice::from_ref(&rest[0].token));
                1
            }
        }
    }

    fn forget_base(&mut self, span: TokenSpan) {
        let Some(open) = innermost_open(&self.tokens) else {
            return;
        };
        let base = TokenWithSpan {
            token: name("a window that is not known"),
            span,
        };
        match self.tokens.get_mut(open + 1) {
            Some(first) if is_name(&first.token) => *first = base,
            _ => self.tokens.insert(open + 1, base),
        }
    }
}

// The last parenthesis that is not closed.
fn innermost_open(tokens: &[TokenWithSpan]) -> Option<usize> {
    let mut depth = 0;
    tokens.iter().rposition(|t| {
        match t.token {
            Token::RParen => depth += 1,
            Token::LParen => depth -= 1,
            _ => {}
        }
        depth < 0
    })
}

/// How many tokens there are up to the parenthesis that closes the first one.
pub(super) fn parenthesised(tokens: &[TokenWithSpan]) -> usize {
    let mut depth = 0;
    let closing = tokens.iter().position(|t| {
        match t.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    closing.map_or(tokens.len(), |at| at + 1)
}

fn is_name(token: &Token) -> bool {
    matches!(token, Token::Word(_)) && !is_keyword(token)
}

/// The name a word token stands for.
pub(crate) fn word_value(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.value.clone()),
        Token::SingleQuotedString(text) => Some(text.clone()),
        _ => None,
    }
}

fn name(text: &str) -> Token {
    Token::Word(Word {
        value: text.to_owned(),
        quote_style: Some('"'),
        keyword: Keyword::NoKeyword,
    })
}

/// A bare word as sqlparser knows it.
pub(super) fn keyword(text: &str) -> Token {
    Token::make_word(text, None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::token::read_tokens;

    fn text(tokens: &[TokenWithSpan]) -> String {
        let words: Vec<_> = tokens.iter().map(|t| t.token.to_string()).collect();
        words.join(" ")
    }

    fn rewritten(sql: &str) -> String {
        text(&rewrite(read_tokens(sql).unwrap()).tokens)
    }

    #[test]
    fn what_sqlparser_cannot_read_is_rewritten() {
        for (sql, expected) in [
            ("WITH t AS NOT MATERIALIZED (x)", "WITH t AS ( x )"),
            ("FROM t INDEXED BY i WHERE", "FROM t WHERE"),
            ("FROM t NOT INDEXED", "FROM t"),
            ("a ISNULL", "a IS NULL"),
            ("REPLACE INTO t", "INSERT INTO t"),
            ("INSERT OR REPLACE INTO t", "INSERT OR REPLACE INTO t"),
            (
                "FROM ((main.t)) JOIN (u AS v)",
                "FROM main . t JOIN ( u AS v )",
            ),
            ("FROM t LEFT NATURAL JOIN u", "FROM t NATURAL LEFT JOIN u"),
            ("~~a", "~ ~ a"),
            ("0XFF", "X'FF'"),
            ("a IN t", "a IN ( SELECT * FROM t )"),
            ("a IN main.t AND b", "a IN ( SELECT * FROM main . t ) AND b"),
            ("a IN f(b, (c))", "a IN ( SELECT * FROM f ( b , ( c ) ) )"),
            ("CAST(a AS big int (1, 2))", "CAST ( a AS \"big int\" )"),
            ("a IN (VALUES (1))", "a IN ( VALUES ( 1 ) )"),
            ("CAST(a AS)", "CAST ( a AS \"\" )"),
            (
                "a = (VALUES (1))",
                "a = ( WITH \"a table that nothing reads\" AS ( SELECT NULL ) VALUES ( 1 ) )",
            ),
            (
                "OVER (ORDER BY a ROWS 1 PRECEDING EXCLUDE NO OTHERS)",
                "OVER ( ORDER BY a ROWS 1 PRECEDING )",
            ),
            (
                "f(a) OVER (w ROWS 1 PRECEDING EXCLUDE GROUP)",
                "f ( a ) OVER ( \"a window that is not known\" ROWS 1 PRECEDING )",
            ),
        ] {
            assert_eq!(rewritten(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_sqlparser_reads_stays() {
        for same in [
            "a IS NULL",
            "a IS NOT DISTINCT FROM b",
            "a NOT IN ( b )",
            "SELECT a AS b",
            "INSERT INTO t AS x DEFAULT VALUES",
            "CAST ( a AS \"TEXT\" )",
            "replace ( a , b , c )",
        ] {
            assert_eq!(rewritten(same), same);
        }
    }

    #[test]
    fn every_further_conflict_clause_is_a_statement_of_its_own() {
        let sql = "INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING \
                   ON CONFLICT (lower(b)) WHERE c DO UPDATE SET d = (SELECT 1) RETURNING e";
        let found = rewrite(read_tokens(sql).unwrap());
        assert_eq!(
            text(&found.tokens),
            "INSERT INTO t VALUES ( 1 ) ON CONFLICT ( a ) DO NOTHING RETURNING e"
        );
        let upserts: Vec<_> = found.upserts.iter().map(|tokens| text(tokens)).collect();
        assert_eq!(
            upserts,
            ["INSERT INTO t DEFAULT VALUES ON CONFLICT DO UPDATE SET d = ( SELECT 1 )"]
        );
    }
}
