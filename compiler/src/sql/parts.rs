//! Tokens that no tree could be made of to whether what SQLite declares of their columns is all there is to them.
//!
//! Of a set operation it declares what the columns of the first part are, wherever in the statement it stands:
//! <https://sqlite.org/c3ref/column_decltype.html>.

use sqlparser::tokenizer::TokenWithSpan;

use super::catalog::Catalog;
use super::rewrite::word_value;
use super::token::{is_word, read_tokens};

/// Whether a text has no set operation, and reads no view, which may have one.
pub(crate) fn is_one_part(catalog: &Catalog, text: &str) -> bool {
    let is_plain = |found: &TokenWithSpan| {
        let is_operator = ["UNION", "INTERSECT", "EXCEPT"]
            .iter()
            .any(|word| is_word(&found.token, word));
        let named = word_value(&found.token);
        let table = named.and_then(|name| catalog.table(&name));
        !is_operator && !table.is_some_and(|table| table.is_view)
    };
    read_tokens(text).is_some_and(|tokens| tokens.iter().all(is_plain))
}
