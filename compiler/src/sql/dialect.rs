//! SQLite's grammar where sqlparser's differs from it: how strongly each operator binds, and the operators that its
//! own SQLite dialect lacks. A tree with other bindings would have other types. Knows nothing of the schema.

use std::any::TypeId;

use sqlparser::ast::{Expr, Statement, UnaryOperator};
use sqlparser::dialect::{Dialect, Precedence, SQLiteDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

/// The SQL of SQLite.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sqlite;

/// How strongly operators bind, loosest first: the order of `%left` and `%right` in SQLite's `parse.y`, which is that
/// of <https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>.
mod binding {
    pub(super) const NOTHING: u8 = 0;
    pub(super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const EQUALITY: u8 = 4;
    pub(super) const ORDER: u8 = 5;
    pub(super) const BITS: u8 = 6;
    pub(super) const SUM: u8 = 7;
    pub(super) const PRODUCT: u8 = 8;
    pub(super) const JOIN: u8 = 9;
    pub(super) const COLLATE: u8 = 10;
    pub(super) const SIGN: u8 = 11;
    pub(super) const PERIOD: u8 = 12;
}

impl Dialect for Sqlite {
    fn dialect(&self) -> TypeId {
        SQLiteDialect {}.dialect()
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        SQLiteDialect {}.is_delimited_identifier_start(ch)
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        SQLiteDialect {}.identifier_quote_style(identifier)
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_ascii_alphabetic() || ch == '_' || !ch.is_ascii()
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        self.is_identifier_start(ch) || ch.is_ascii_digit() || ch == '$'
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_in_empty_list(&self) -> bool {
        true
    }

    fn supports_limit_comma(&self) -> bool {
        true
    }

    fn supports_dollar_placeholder(&self) -> bool {
        true
    }

    fn supports_notnull_operator(&self) -> bool {
        true
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        true
    }

    fn supports_insert_table_alias(&self) -> bool {
        true
    }

    fn supports_bitwise_shift_operators(&self) -> bool {
        true
    }

    fn parse_statement(&self, parser: &mut Parser<'_>) -> Option<Result<Statement, ParserError>> {
        SQLiteDialect {}.parse_statement(parser)
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        let next = &parser.peek_token_ref().token;
        let second = &parser.peek_nth_token_ref(1).token;
        Some(Ok(match next {
            Token::Word(word) => keyword_binding(word.keyword, second),
            other => sign_binding(other),
        }))
    }

    // The parser asks for these where an operand follows: of a sign, of NOT, of BETWEEN and of LIKE.
    fn prec_value(&self, precedence: Precedence) -> u8 {
        match precedence {
            Precedence::Or => binding::OR,
            Precedence::And => binding::AND,
            Precedence::UnaryNot => binding::NOT,
            Precedence::Is | Precedence::Eq | Precedence::Between | Precedence::Like => {
                binding::EQUALITY
            }
            _ => binding::SIGN,
        }
    }

    fn parse_infix(
        &self,
        parser: &mut Parser<'_>,
        left: &Expr,
        precedence: u8,
    ) -> Option<Result<Expr, ParserError>> {
        let negates = match &parser.peek_nth_token_ref(1).token {
            Token::Word(word) => is_pattern(word.keyword),
            _ => false,
        };
        if parser.parse_keyword(Keyword::IS) {
            return Some(parse_is(parser, left, precedence));
        }
        if parser.parse_keyword(Keyword::COLLATE) {
            return Some(parse_collation(parser, left));
        }
        if !negates || !parser.parse_keyword(Keyword::NOT) {
            return SQLiteDialect {}.parse_infix(parser, left, precedence);
        }
        let negated = |expr| Expr::UnaryOp {
            op: UnaryOperator::Not,
            expr: Box::new(expr),
        };
        let matched = SQLiteDialect {}.parse_infix(parser, left, precedence)?;
        Some(matched.map(negated))
    }
}

// The operators that have no form of their own for NOT.
fn is_pattern(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::GLOB | Keyword::REGEXP | Keyword::MATCH)
}

fn keyword_binding(keyword: Keyword, second: &Token) -> u8 {
    match keyword {
        Keyword::OR => binding::OR,
        Keyword::AND => binding::AND,
        Keyword::NOT => match second {
            Token::Word(word) if is_equality(word.keyword) || word.keyword == Keyword::NULL => {
                binding::EQUALITY
            }
            _ => binding::NOTHING,
        },
        Keyword::IS | Keyword::NOTNULL => binding::EQUALITY,
        Keyword::COLLATE => binding::COLLATE,
        keyword if is_equality(keyword) => binding::EQUALITY,
        _ => binding::NOTHING,
    }
}

fn is_equality(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::IN | Keyword::BETWEEN | Keyword::LIKE) || is_pattern(keyword)
}

fn sign_binding(token: &Token) -> u8 {
    match token {
        Token::Eq | Token::DoubleEq | Token::Neq => binding::EQUALITY,
        Token::Lt | Token::LtEq | Token::Gt | Token::GtEq => binding::ORDER,
        Token::Ampersand | Token::Pipe | Token::ShiftLeft | Token::ShiftRight => binding::BITS,
        Token::Plus | Token::Minus => binding::SUM,
        Token::Mul | Token::Div | Token::Mod => binding::PRODUCT,
        Token::StringConcat | Token::Arrow | Token::LongArrow => binding::JOIN,
        // Not SQLite's; read as what its writer means by it, it spoils no other message.
        Token::Period | Token::DoubleColon => binding::PERIOD,
        _ => binding::NOTHING,
    }
}

// The parser itself reads one right after an operand.
fn parse_collation(parser: &mut Parser<'_>, left: &Expr) -> Result<Expr, ParserError> {
    Ok(Expr::Collate {
        expr: Box::new(left.clone()),
        collation: parser.parse_object_name(false)?,
    })
}

// After `IS` any expression may follow; NULL, TRUE and FALSE have forms of their own.
fn parse_is(parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Result<Expr, ParserError> {
    let left = Box::new(left.clone());
    let negated = parser.parse_keyword(Keyword::NOT);
    if parser.parse_keywords(&[Keyword::DISTINCT, Keyword::FROM]) {
        let right = Box::new(parser.parse_subexpr(precedence)?);
        return Ok(match negated {
            true => Expr::IsNotDistinctFrom(left, right),
            false => Expr::IsDistinctFrom(left, right),
        });
    }
    let word = parser.parse_one_of_keywords(&[Keyword::NULL, Keyword::TRUE, Keyword::FALSE]);
    Ok(match (word, negated) {
        (Some(Keyword::NULL), false) => Expr::IsNull(left),
        (Some(Keyword::NULL), true) => Expr::IsNotNull(left),
        (Some(Keyword::TRUE), false) => Expr::IsTrue(left),
        (Some(Keyword::TRUE), true) => Expr::IsNotTrue(left),
        (Some(_), false) => Expr::IsFalse(left),
        (Some(_), true) => Expr::IsNotFalse(left),
        (None, false) => Expr::IsNotDistinctFrom(left, Box::new(parser.parse_subexpr(precedence)?)),
        (None, true) => Expr::IsDistinctFrom(left, Box::new(parser.parse_subexpr(precedence)?)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    // Every operation in parentheses.
    fn bound(sql: &str) -> String {
        let mut parser = Parser::new(&Sqlite).try_with_sql(sql).unwrap();
        let expr = parser.parse_expr().unwrap();
        assert_eq!(parser.peek_token().token, Token::EOF, "{sql}");
        render(&expr)
    }

    fn render(expr: &Expr) -> String {
        match expr {
            Expr::BinaryOp { left, op, right } => {
                format!("({} {op} {})", render(left), render(right))
            }
            Expr::UnaryOp { op, expr } => format!("({op} {})", render(expr)),
            Expr::IsNull(expr) => format!("({} IS NULL)", render(expr)),
            Expr::IsNotNull(expr) => format!("({} IS NOT NULL)", render(expr)),
            Expr::IsTrue(expr) => format!("({} IS TRUE)", render(expr)),
            Expr::IsNotDistinctFrom(a, b) => format!("({} IS {})", render(a), render(b)),
            Expr::IsDistinctFrom(a, b) => format!("({} IS NOT {})", render(a), render(b)),
            Expr::Like { expr, pattern, .. } => {
                format!("({} LIKE {})", render(expr), render(pattern))
            }
            Expr::Between {
                expr, low, high, ..
            } => format!(
                "({} BETWEEN {} AND {})",
                render(expr),
                render(low),
                render(high)
            ),
            other => other.to_string(),
        }
    }

    #[test]
    fn operators_bind_as_in_sqlite() {
        for (sql, expected) in [
            ("a || b * c", "((a || b) * c)"),
            ("a + b || c", "(a + (b || c))"),
            ("a -> b = c", "((a -> b) = c)"),
            ("a ->> b || c", "((a ->> b) || c)"),
            ("-a || b", "((- a) || b)"),
            ("~a * b", "((~ a) * b)"),
            ("a | b & c", "((a | b) & c)"),
            ("a & b << c", "((a & b) << c)"),
            ("a << b + c", "(a << (b + c))"),
            ("a = b < c", "(a = (b < c))"),
            ("a < b = c", "((a < b) = c)"),
            ("a = b IS NULL", "((a = b) IS NULL)"),
            ("a IS b = c", "((a IS b) = c)"),
            ("a IS NOT b AND c", "((a IS NOT b) AND c)"),
            ("a IS TRUE OR b", "((a IS TRUE) OR b)"),
            ("NOT a = b", "(NOT (a = b))"),
            ("NOT a AND b", "((NOT a) AND b)"),
            (
                "a NOTNULL = b NOT NULL",
                "(((a IS NOT NULL) = b) IS NOT NULL)",
            ),
            ("a NOT GLOB b || c", "(NOT (a GLOB (b || c)))"),
            ("a LIKE b || c AND d", "((a LIKE (b || c)) AND d)"),
            ("a BETWEEN b AND c AND d", "((a BETWEEN b AND c) AND d)"),
            ("a OR b AND c", "(a OR (b AND c))"),
            ("a - b - c", "((a - b) - c)"),
        ] {
            assert_eq!(bound(sql), expected, "{sql}");
        }
    }

    // SQLite computes both: a wrong binding would give another value for some of these numbers.
    #[test]
    fn what_is_bound_has_the_value_that_sqlite_gives() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let value = |sql: &str| {
            let sql = format!("SELECT quote({sql})");
            connection
                .query_row(&sql, [], |row| row.get::<_, String>(0))
                .unwrap()
        };
        let operators = [
            "OR", "AND", "=", "==", "<>", "IS", "IS NOT", "LIKE", "GLOB", "<", "<=", ">", ">=",
            "&", "|", "<<", ">>", "+", "-", "*", "/", "%", "||",
        ];
        for first in operators {
            for second in operators {
                for [a, b, c] in [[2, 3, 5], [0, 1, 7], [9, 4, 1], [1, 0, 0], [6, 10, 3]] {
                    for prefix in ["", "-", "~", "NOT "] {
                        let sql = format!("{prefix}{a} {first} {b} {second} {prefix}{c}");
                        let bound = bound(&sql);
                        assert_eq!(value(&sql), value(&bound), "{sql} read as {bound}");
                    }
                }
            }
        }
    }
}
