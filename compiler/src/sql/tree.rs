//! The tokens of a query to what its syntax tree says: columns, and the types of its parameters.

use rally_idl::source::Span;
use sqlparser::ast::Statement as Tree;
use sqlparser::dialect::SQLiteDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::Argument;
use super::catalog::Catalog;
use super::error::SqlError;
use super::infer::{Inference, Output};
use super::origin::{Places, position_in_message};
use super::parameter::ParameterTable;
use super::stack::with_room;
use super::token::{StatementTokens, placeholders};

/// What comes of reading a query as a tree.
pub(crate) enum Reading {
    Inferred(Inferred),
    /// sqlparser cannot read it, and stops at this place where it says so.
    Unreadable(Option<Span>),
}

/// What the tree says of a statement.
pub(crate) struct Inferred {
    pub(crate) outputs: Vec<Output>,
    pub(crate) parameters: ParameterTable,
    pub(crate) errors: Vec<SqlError>,
}

/// Why there is no tree.
enum Unread {
    TooDeep,
    At(Option<Span>),
}

/// Reads and infers. SQLite must have read the whole text before: it limits how deep the tree is.
pub(crate) fn read_tree(
    catalog: &Catalog,
    places: &Places<'_>,
    tokens: StatementTokens,
    arguments: &[Argument],
) -> Result<Reading, SqlError> {
    with_room(|| read_with_room(catalog, places, tokens, arguments))
}

fn read_with_room(
    catalog: &Catalog,
    places: &Places<'_>,
    tokens: StatementTokens,
    arguments: &[Argument],
) -> Result<Reading, SqlError> {
    let uses = placeholders(&tokens.tokens, places);
    let parameters = ParameterTable::new(&uses, arguments);
    let tree = match parse(tokens.tokens, places) {
        Ok(tree) => tree,
        Err(Unread::TooDeep) => {
            return Err(SqlError::TooDeep {
                span: places.whole(),
            });
        }
        Err(Unread::At(place)) => return Ok(Reading::Unreadable(place)),
    };
    let alias = tokens.insert_alias.as_deref();
    Ok(Reading::Inferred(infer(
        catalog, places, &tree, parameters, alias,
    )))
}

fn parse(tokens: Vec<TokenWithSpan>, places: &Places<'_>) -> Result<Tree, Unread> {
    let dialect = SQLiteDialect {};
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let tree = parser.parse_statement().map_err(|error| match error {
        ParserError::RecursionLimitExceeded => Unread::TooDeep,
        other => Unread::At(stopped_at(&other, places)),
    })?;
    let next = parser.peek_token();
    match next.token {
        Token::EOF => Ok(tree),
        _ => Err(Unread::At(Some(places.span(next.span)))),
    }
}

fn stopped_at(error: &ParserError, places: &Places<'_>) -> Option<Span> {
    let location = position_in_message(&error.to_string())?;
    Some(places.token_at(places.offset(location)?))
}

// A parameter's type may become known only at its last use, and decide that of an expression before it: the walk
// is repeated while it learns something, and only what the last one finds counts.
fn infer(
    catalog: &Catalog,
    places: &Places<'_>,
    tree: &Tree,
    mut parameters: ParameterTable,
    insert_alias: Option<&str>,
) -> Inferred {
    const MOST_ROUNDS: usize = 8;
    for _ in 0..MOST_ROUNDS {
        let mut inference = Inference::new(catalog, places, parameters);
        inference.insert_alias = insert_alias.map(str::to_owned);
        let outputs = inference.infer_statement(tree);
        let (learned, mut errors) = inference.finish();
        parameters = learned;
        if !parameters.solve() {
            errors.extend(parameters.errors());
            let resolved = outputs
                .into_iter()
                .map(|output| resolved(output, &parameters));
            return Inferred {
                outputs: resolved.collect(),
                parameters,
                errors,
            };
        }
    }
    let errors = vec![SqlError::TooDeep {
        span: places.whole(),
    }];
    Inferred {
        outputs: vec![],
        parameters,
        errors,
    }
}

fn resolved(mut output: Output, parameters: &ParameterTable) -> Output {
    output.value.ty = parameters.resolve(output.value.ty);
    output
}
