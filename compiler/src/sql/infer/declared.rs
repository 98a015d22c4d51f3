//! An expression in a table's own definition to what it gives, and whether its column can hold all of that.

use rally_idl::source::Span;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::Inference;
use super::fitting::Fitting;
use crate::sql::catalog::{Catalog, TableColumn};
use crate::sql::dialect::Sqlite;
use crate::sql::origin::Places;
use crate::sql::parameter::ParameterTable;
use crate::sql::rewrite::rewrite;
use crate::sql::scope::{Relation, Scope};
use crate::sql::stack::with_room;
use crate::sql::types::{Type, Value};

/// The expression of a DEFAULT or of a generated column.
pub(crate) struct DeclaredExpression<'d> {
    /// The text that the tokens are of.
    pub(crate) text: &'d str,
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// The table, where its other columns are in sight.
    pub(crate) relation: Option<Relation>,
    pub(crate) column: &'d TableColumn,
}

/// What is known of one.
pub(crate) struct DeclaredValue {
    pub(crate) value: Value,
    /// What it gives can be read as what the column holds.
    pub(crate) fits: bool,
}

/// `None` where it cannot be analysed.
pub(crate) fn infer_declared(
    catalog: &Catalog,
    declared: DeclaredExpression<'_>,
    place: Span,
) -> Option<DeclaredValue> {
    with_room(|| infer_with_room(catalog, declared, place))
}

fn infer_with_room(
    catalog: &Catalog,
    declared: DeclaredExpression<'_>,
    place: Span,
) -> Option<DeclaredValue> {
    let places = Places::new(declared.text, place);
    let mut parser =
        Parser::new(&Sqlite).with_tokens_with_locations(rewrite(declared.tokens).tokens);
    let expr = parser.parse_expr().ok()?;
    if parser.peek_token().token != Token::EOF {
        return None;
    }
    let mut inference = Inference::new(catalog, &places, ParameterTable::default());
    let scope = Scope {
        relations: declared.relation.into_iter().collect(),
        ..Scope::default()
    };
    let (_, (value, parts)) = inference.within(scope, |this| {
        let value = this.infer_expression(&expr);
        let parts = this.parts_of(&expr, &value);
        (value, parts)
    });
    let fits = match declared.column.value.ty {
        Type::Known(holds) => {
            let fitting = Fitting {
                column: declared.column,
                holds,
                types: &catalog.types,
            };
            parts.iter().all(|part| part.fits(&fitting))
        }
        _ => true,
    };
    let errors = inference.finish().errors;
    errors.is_empty().then_some(DeclaredValue { value, fits })
}
