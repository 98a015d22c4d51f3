//! The fields of a search string with what each is where the address does not say.

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::context::{Context, name};
use super::literal::{example, resolve_literal};
use super::scope::Scope;
use super::types::{plain_enum, resolve_type};
use crate::ir::{self, Literal, Type};

/// Binds the fields, each name once.
pub(crate) fn resolve_search(
    fields: &[ast::SearchField],
    context: &mut Context,
) -> Vec<ir::SearchField> {
    let fields = context.unique("field", fields, |field| &field.name);
    let resolve = |field: &ast::SearchField| resolve_field(field, context);
    fields.into_iter().map(resolve).collect()
}

fn resolve_field(field: &ast::SearchField, context: &mut Context) -> ir::SearchField {
    let ty = match resolve_type(&field.ty, Scope::Data, context) {
        ty if is_usable(&ty, context) => ty,
        _ => {
            context.report(unusable(field, context));
            Type::Error
        }
    };
    ir::SearchField {
        name: name(&field.name),
        docs: field.docs.clone(),
        default: resolve_default(field, &ty, context),
        ty,
    }
}

fn is_usable(ty: &Type, context: &Context) -> bool {
    match ty {
        // These have been reported wherever an `Option` stands.
        Type::Option(item) if matches!(**item, Type::Option(_) | Type::Unit | Type::Json) => true,
        Type::Option(item) | Type::List(item) => is_single(item, context),
        ty => is_single(ty, context),
    }
}

fn is_single(ty: &Type, context: &Context) -> bool {
    match ty {
        Type::Int
        | Type::Float
        | Type::Bool
        | Type::String
        | Type::Time
        | Type::Date
        | Type::Uuid
        | Type::Decimal
        | Type::Error => true,
        Type::Declared(id) => plain_enum(*id, context).is_some(),
        _ => false,
    }
}

fn unusable(field: &ast::SearchField, context: &Context) -> Diagnostic {
    let ty = context.sources.slice(field.ty.span);
    let message = format!("a search string cannot hold a value of type `{ty}`");
    Diagnostic::error(codes::SEARCH_TYPE, field.ty.span, message)
        .label("it has no form in an address")
        .help("a field is a scalar or an enum whose variants carry nothing, or an `Option` or a `List` of one")
}

// Where a default is wrong or missing the value does not matter: there is a diagnostic.
fn resolve_default(field: &ast::SearchField, ty: &Type, context: &mut Context) -> Literal {
    let implied = implied(ty);
    match (&field.default, implied) {
        (Some(written), implied) => resolve_literal(written, field, ty, context)
            .or(implied)
            .unwrap_or(Literal::Nothing),
        (None, Some(implied)) => implied,
        (None, None) => {
            context.report(no_default(field, ty, context));
            Literal::Nothing
        }
    }
}

fn implied(ty: &Type) -> Option<Literal> {
    match ty {
        Type::Option(_) | Type::Error => Some(Literal::Nothing),
        Type::List(_) => Some(Literal::EmptyList),
        Type::Bool => Some(Literal::Bool(false)),
        Type::String => Some(Literal::Text(String::new())),
        _ => None,
    }
}

fn no_default(field: &ast::SearchField, ty: &Type, context: &Context) -> Diagnostic {
    let name = &field.name.text;
    let message = format!("`{name}` has no default");
    let written = context.sources.slice(field.ty.span);
    Diagnostic::error(codes::NO_DEFAULT, field.name.span, message)
        .label("what is it where the address does not say?")
        .help(format!(
            "write `{name}: {written} = {}`, or `{name}: Option<{written}>`",
            example(ty, context)
        ))
}
