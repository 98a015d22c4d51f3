//! The tokens of a query to what its syntax tree says: columns, and the types of its parameters.

use rally_idl::source::Span;
use sqlparser::ast::Statement as Tree;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::Argument;
use super::catalog::Catalog;
use super::dialect::Sqlite;
use super::error::SqlError;
use super::infer::{Inference, Output};
use super::origin::{Places, position_in_message};
use super::parameter::ParameterTable;
use super::rewrite::rewrite;
use super::stack::with_room;
use super::token::placeholders;

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
    pub(crate) warnings: Vec<SqlError>,
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
    tokens: Vec<TokenWithSpan>,
    arguments: &[Argument],
) -> Result<Reading, SqlError> {
    with_room(|| read_with_room(catalog, places, tokens, arguments))
}

fn read_with_room(
    catalog: &Catalog,
    places: &Places<'_>,
    tokens: Vec<TokenWithSpan>,
    arguments: &[Argument],
) -> Result<Reading, SqlError> {
    let uses = placeholders(&tokens, places);
    let parameters = ParameterTable::new(&uses, arguments);
    let trees = match parse_all(tokens, places) {
        Ok(trees) => trees,
        Err(Unread::TooDeep) => {
            return Err(SqlError::TooDeep {
                span: places.whole(),
            });
        }
        Err(Unread::At(place)) => return Ok(Reading::Unreadable(place)),
    };
    Ok(Reading::Inferred(infer(
        catalog, places, &trees, parameters,
    )))
}

/// The tree of a statement.
struct Trees {
    whole: Tree,
    /// Each is an INSERT that has one of its further `ON CONFLICT` clauses.
    upserts: Vec<Tree>,
}

fn parse_all(tokens: Vec<TokenWithSpan>, places: &Places<'_>) -> Result<Trees, Unread> {
    let rewritten = rewrite(tokens);
    let upserts = rewritten.upserts.into_iter();
    Ok(Trees {
        whole: parse(rewritten.tokens, places)?,
        upserts: upserts
            .map(|tokens| parse(tokens, places))
            .collect::<Result<_, _>>()?,
    })
}

fn parse(tokens: Vec<TokenWithSpan>, places: &Places<'_>) -> Result<Tree, Unread> {
    let mut parser = Parser::new(&Sqlite).with_tokens_with_locations(tokens);
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
    trees: &Trees,
    mut parameters: ParameterTable,
) -> Inferred {
    const MOST_ROUNDS: usize = 8;
    for _ in 0..MOST_ROUNDS {
        let mut inference = Inference::new(catalog, places, parameters);
        inference.upserts = &trees.upserts;
        let outputs = inference.infer_statement(&trees.whole);
        let learned = inference.finish();
        parameters = learned.parameters;
        if !parameters.solve() {
            let mut errors = learned.errors;
            errors.extend(parameters.errors());
            let resolved = outputs
                .into_iter()
                .map(|output| resolved(output, &parameters));
            return Inferred {
                outputs: resolved.collect(),
                parameters,
                errors,
                warnings: learned.warnings,
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
        warnings: vec![],
    }
}

fn resolved(mut output: Output, parameters: &ParameterTable) -> Output {
    output.value.ty = parameters.resolve(output.value.ty);
    output
}
