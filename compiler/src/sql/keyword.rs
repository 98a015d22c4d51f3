//! Which words of a query are keywords, and which are names.
//!
//! SQLite takes most of its keywords as names where the grammar leaves no doubt, and sqlparser knows hundreds of
//! keywords that SQLite does not have at all. What is a name here is one to the parser. Knows nothing of the schema.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::token::is_word;

/// Leaves the keyword of a token only where it is one.
pub(crate) fn mark_names(mut tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    for at in 0..tokens.len() {
        let is_name = is_keyword(&tokens[at].token)
            && !Place {
                tokens: &tokens,
                at,
            }
            .is_keyword();
        if let (true, Token::Word(word)) = (is_name, &mut tokens[at].token) {
            word.keyword = Keyword::NoKeyword;
        }
    }
    tokens
}

/// Whether the parser takes it for a keyword.
pub(crate) fn is_keyword(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.keyword != Keyword::NoKeyword)
}

/// A word among the tokens; of those before it, the names are marked.
struct Place<'t> {
    tokens: &'t [TokenWithSpan],
    at: usize,
}

impl Place<'_> {
    fn is_keyword(&self) -> bool {
        let Token::Word(word) = &self.tokens[self.at].token else {
            return false;
        };
        if self.before(1) == Some(&Token::Period) || self.after(1) == Some(&Token::Period) {
            return false;
        }
        is_reserved(word.keyword) || self.is_keyword_here(word.keyword)
    }

    // The words that SQLite takes as names where they cannot be keywords.
    fn is_keyword_here(&self, keyword: Keyword) -> bool {
        use Keyword as K;
        match keyword {
            K::ASC | K::DESC | K::END | K::OFFSET => self.follows_expression(1),
            K::LIKE | K::GLOB | K::REGEXP | K::MATCH => {
                let negated = usize::from(self.is_before(1, &["NOT"]));
                self.follows_expression(1 + negated)
            }
            K::BY => self.is_before(1, &["GROUP", "ORDER", "PARTITION"]),
            K::CAST => self.after(1) == Some(&Token::LParen),
            K::CONFLICT => self.is_before(1, &["ON"]),
            K::DO => self.is_after(1, &["NOTHING", "UPDATE"]),
            K::FILTER => {
                self.before(1) == Some(&Token::RParen) && self.after(1) == Some(&Token::LParen)
            }
            K::OVER => self.before(1) == Some(&Token::RParen),
            K::WINDOW => self.is_after(2, &["AS"]),
            K::PARTITION => self.is_after(1, &["BY"]),
            K::WITH => {
                let opens = self.after(2) == Some(&Token::LParen);
                opens || self.is_after(1, &["RECURSIVE"]) || self.is_after(2, &["AS"])
            }
            K::RECURSIVE => self.is_before(1, &["WITH"]),
            K::REPLACE if self.is_after(1, &["INTO"]) => true,
            K::ABORT | K::FAIL | K::IGNORE | K::ROLLBACK | K::REPLACE => {
                self.is_before(1, &["OR"]) && self.is_before(2, &["INSERT", "UPDATE"])
            }
            K::CROSS | K::FULL | K::INNER | K::LEFT | K::NATURAL | K::OUTER | K::RIGHT => {
                self.begins_join()
            }
            K::NULLS => self.is_after(1, &["FIRST", "LAST"]),
            K::FIRST | K::LAST => self.is_before(1, &["NULLS"]),
            _ => self.is_frame_keyword(keyword),
        }
    }

    fn is_frame_keyword(&self, keyword: Keyword) -> bool {
        use Keyword as K;
        match keyword {
            K::ROWS | K::RANGE | K::GROUPS => self.begins_frame(),
            K::CURRENT => self.is_after(1, &["ROW"]),
            K::ROW => self.is_before(1, &["CURRENT"]),
            K::UNBOUNDED => self.is_after(1, &["PRECEDING", "FOLLOWING"]),
            K::PRECEDING | K::FOLLOWING => {
                self.is_before(1, &["UNBOUNDED"]) || self.follows_expression(1)
            }
            _ => false,
        }
    }

    fn before(&self, back: usize) -> Option<&Token> {
        let at = self.at.checked_sub(back)?;
        Some(&self.tokens[at].token)
    }

    fn after(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|t| &t.token)
    }

    fn is_before(&self, back: usize, words: &[&str]) -> bool {
        let is_one = |token: &Token| is_keyword(token) && is_any(token, words);
        self.before(back).is_some_and(is_one)
    }

    fn is_after(&self, ahead: usize, words: &[&str]) -> bool {
        self.after(ahead).is_some_and(|token| is_any(token, words))
    }

    /// Whether the token so far back may be the last of an expression.
    fn follows_expression(&self, back: usize) -> bool {
        use Keyword as K;
        match self.before(back) {
            Some(Token::Word(word)) => matches!(
                word.keyword,
                K::NoKeyword
                    | K::CURRENT_DATE
                    | K::CURRENT_TIME
                    | K::CURRENT_TIMESTAMP
                    | K::END
                    | K::FALSE
                    | K::NOTNULL
                    | K::NULL
                    | K::TRUE
            ),
            Some(
                Token::Number(..)
                | Token::SingleQuotedString(_)
                | Token::HexStringLiteral(_)
                | Token::Placeholder(_)
                | Token::RParen,
            ) => true,
            _ => false,
        }
    }

    // `LEFT`, and whatever else stands before `JOIN`, are names elsewhere.
    fn begins_join(&self) -> bool {
        const WORDS: [&str; 7] = [
            "CROSS", "FULL", "INNER", "LEFT", "NATURAL", "OUTER", "RIGHT",
        ];
        let mut ahead = 1;
        while self.is_after(ahead, &WORDS) {
            ahead += 1;
        }
        self.is_after(ahead, &["JOIN"])
    }

    // Before the parenthesis of its window closes, a frame names a bound.
    fn begins_frame(&self) -> bool {
        let mut depth = 0;
        for token in &self.tokens[self.at + 1..] {
            match &token.token {
                Token::LParen => depth += 1,
                Token::RParen if depth == 0 => return false,
                Token::RParen => depth -= 1,
                Token::Comma if depth == 0 => return false,
                other if depth == 0 && is_any(other, &["ROWS", "RANGE", "GROUPS"]) => return false,
                other if depth == 0 && is_any(other, &["PRECEDING", "FOLLOWING", "CURRENT"]) => {
                    return true;
                }
                _ => {}
            }
        }
        false
    }
}

fn is_any(token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| is_word(token, word))
}

// Of the words that SQLite never takes as names, those a query may contain:
// <https://sqlite.org/lang_keywords.html>.
fn is_reserved(keyword: Keyword) -> bool {
    use Keyword as K;
    matches!(
        keyword,
        K::ALL
            | K::AND
            | K::AS
            | K::BETWEEN
            | K::CASE
            | K::COLLATE
            | K::CURRENT_DATE
            | K::CURRENT_TIME
            | K::CURRENT_TIMESTAMP
            | K::DEFAULT
            | K::DELETE
            | K::DISTINCT
            | K::ELSE
            | K::ESCAPE
            | K::EXCEPT
            | K::EXISTS
            | K::FALSE
            | K::FROM
            | K::GROUP
            | K::HAVING
            | K::IN
            | K::INSERT
            | K::INTERSECT
            | K::INTO
            | K::IS
            | K::JOIN
            | K::LIMIT
            | K::NOT
            | K::NOTHING
            | K::NOTNULL
            | K::NULL
            | K::ON
            | K::OR
            | K::ORDER
            | K::RETURNING
            | K::SELECT
            | K::SET
            | K::THEN
            | K::TRUE
            | K::UNION
            | K::UPDATE
            | K::USING
            | K::VALUES
            | K::WHEN
            | K::WHERE
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rally_idl::source::{SourceMap, Span};
    use sqlparser::keywords::ALL_KEYWORDS;

    use super::*;
    use crate::sql::token::read_tokens;
    use crate::sql::{Catalog, Meanings, Migration, Statement, check_statement};

    fn keywords(sql: &str) -> Vec<String> {
        let tokens = mark_names(read_tokens(sql).unwrap());
        let kept = tokens.iter().filter(|t| is_keyword(&t.token));
        kept.map(|t| t.token.to_string()).collect()
    }

    #[test]
    fn a_word_is_a_keyword_only_where_the_grammar_has_it() {
        for (sql, expected) in [
            (
                "SELECT desc FROM t ORDER BY desc DESC",
                "SELECT FROM ORDER BY DESC",
            ),
            (
                "SELECT left FROM t LEFT OUTER JOIN u",
                "SELECT FROM LEFT OUTER JOIN",
            ),
            ("CASE end WHEN 1 THEN end END", "CASE WHEN THEN END"),
            ("NOT like(a, b) AND a NOT LIKE b", "NOT AND NOT LIKE"),
            (
                "sum(a) OVER (ORDER BY range RANGE CURRENT ROW)",
                "OVER ORDER BY RANGE CURRENT ROW",
            ),
            ("WHERE range BETWEEN 1 AND 2", "WHERE BETWEEN AND"),
            ("LIMIT offset OFFSET 1", "LIMIT OFFSET"),
            ("replace(a, 'x', 'y')", ""),
            ("SELECT groups.name FROM groups", "SELECT FROM"),
            ("ORDER BY first NULLS FIRST", "ORDER BY NULLS FIRST"),
        ] {
            assert_eq!(keywords(sql).join(" "), expected, "{sql}");
        }
    }

    fn catalog_of(words: &[&str], sources: &mut SourceMap) -> Catalog {
        let columns: Vec<_> = words
            .iter()
            .map(|word| format!("\"{word}\" TEXT NOT NULL DEFAULT ''"))
            .collect();
        let schema = format!(
            "CREATE TABLE t (the_key INTEGER PRIMARY KEY, {});",
            columns.join(", ")
        );
        let migration = Migration {
            name: "001.sql",
            file: sources.add("001.sql", schema.as_str()),
            text: &schema,
        };
        Catalog::from_migrations(&[migration], &Meanings::default(), &mut vec![]).unwrap()
    }

    fn uses_of(word: &str) -> [String; 7] {
        [
            format!("SELECT {word} FROM t"),
            format!("SELECT t.{word} AS {word} FROM t ORDER BY {word} DESC"),
            format!(
                "SELECT the_key AS a FROM t AS {word} WHERE {word}.{word} = 'x' AND {word} > {word}.{word}"
            ),
            format!("SELECT count(*) AS n FROM t GROUP BY {word} HAVING {word} <> min({word})"),
            format!(
                "INSERT INTO t (the_key, {word}) VALUES (1, 'x') \
                 ON CONFLICT (the_key) DO UPDATE SET {word} = excluded.{word} RETURNING {word}"
            ),
            format!(
                "UPDATE t SET {word} = {word} || 'x' WHERE lower({word}) = 'x' RETURNING t.{word}"
            ),
            format!("WITH {word} AS (SELECT 1 AS one) SELECT one FROM {word}"),
        ]
    }

    // Whatever SQLite takes as a name is one to the tree.
    #[test]
    fn every_word_that_sqlite_takes_as_a_name_is_read_as_one() {
        let mut seen = 0;
        let words: Vec<_> = ALL_KEYWORDS
            .iter()
            .copied()
            .filter(|word| !["NULL", "END-EXEC"].contains(word))
            .collect();
        for words in words.chunks(40) {
            let mut sources = SourceMap::default();
            let catalog = catalog_of(words, &mut sources);
            let uses = words.iter().flat_map(|word| uses_of(word));
            for sql in uses.filter(|sql| catalog.connection.prepare(sql).is_ok()) {
                seen += 1;
                let statement = Statement {
                    text: &sql,
                    pieces: &[],
                    span: Span::new(sources.add("q.rally", sql.as_str()), 0, sql.len()),
                    name: "q",
                    arguments: &[],
                };
                let mut problems = vec![];
                let checked = check_statement(&catalog, &statement, &mut problems);
                // Without a tree it would be nullable.
                let columns = checked.map(|checked| checked.columns).unwrap_or_default();
                let is_read = !columns.is_empty() && columns.iter().all(|column| !column.nullable);
                assert!(is_read, "{sql}: {problems:?}");
            }
        }
        assert!(
            seen > 6 * 800,
            "SQLite takes many more words as names: {seen}"
        );
    }
}
