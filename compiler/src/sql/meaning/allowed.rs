//! The statement that made a table to the texts that one of its columns may hold.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::super::token::read_tokens;

/// The texts of `CHECK (column IN ('…', …))`; `None` where the table has no such check, or a more involved one.
pub(crate) fn allowed_texts(create_table: &str, column: &str) -> Option<Vec<String>> {
    let tokens: Vec<TokenWithSpan> = read_tokens(create_table)?;
    let tokens: Vec<&Token> = tokens.iter().map(|token| &token.token).collect();
    let starts =
        |at: &usize| is_word(tokens[*at], "CHECK") && tokens.get(at + 1) == Some(&&Token::LParen);
    let checks = (0..tokens.len()).filter(starts);
    checks
        .filter_map(|at| list(&tokens[at + 2..], column))
        .next()
}

// `column IN ('a', 'b'))`
fn list(tokens: &[&Token], column: &str) -> Option<Vec<String>> {
    let [first, second, Token::LParen, rest @ ..] = tokens else {
        return None;
    };
    if !is_word(first, column) || !is_word(second, "IN") {
        return None;
    }
    let mut texts = vec![];
    let mut rest = rest.iter();
    loop {
        match rest.next()? {
            Token::SingleQuotedString(text) => texts.push(text.clone()),
            _ => return None,
        }
        match rest.next()? {
            Token::Comma => {}
            Token::RParen => break,
            _ => return None,
        }
    }
    // Whatever else it says, `AND`, `OR`, is more than a list.
    matches!(rest.next(), Some(Token::RParen)).then_some(texts)
}

fn is_word(token: &Token, text: &str) -> bool {
    matches!(token, Token::Word(word) if word.value.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::allowed_texts;

    #[test]
    fn a_list_of_texts_is_found_and_nothing_else() {
        let table = "CREATE TABLE t (a TEXT CHECK (a IN ('x', 'it''s')), b TEXT, CHECK (\"b\" in ('y')), c TEXT CHECK (c IN ('z') OR c IS NULL))";
        assert_eq!(
            allowed_texts(table, "a"),
            Some(vec!["x".to_owned(), "it's".to_owned()])
        );
        assert_eq!(allowed_texts(table, "b"), Some(vec!["y".to_owned()]));
        assert_eq!(allowed_texts(table, "c"), None);
        assert_eq!(allowed_texts(table, "d"), None);
    }
}
