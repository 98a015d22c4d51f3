//! Types that nothing reaches. Queries are used in Rust only, so nothing is said of them.

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::walk::{walk_declaration, walk_page, walk_type};
use crate::ir::{self, Row, Shape, Type, TypeId};

/// Warns of declared types that no page and no query reaches.
pub(crate) fn check_unused(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    let used = reached(schema);
    for (declaration, used) in schema.types.iter().zip(used) {
        if !used {
            found.push(unused(declaration));
        }
    }
}

fn unused(declaration: &ir::TypeDeclaration) -> Diagnostic {
    let message = format!("the type `{}` is never used", declaration.name.text);
    Diagnostic::warning(codes::UNUSED_TYPE, declaration.name.span, message)
        .label("no page and no query leads to it")
        .help("remove it, or use it")
}

fn reached(schema: &ir::Schema) -> Vec<bool> {
    let mut reached = vec![false; schema.types.len()];
    let mut open = roots(schema);
    while let Some(TypeId(at)) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            walk_declaration(&schema.types[at], &mut |ty| collect(ty, &mut open));
        }
    }
    reached
}

fn roots(schema: &ir::Schema) -> Vec<TypeId> {
    let mut roots = Vec::new();
    for page in schema.clients.iter().flat_map(|client| &client.pages) {
        walk_page(page, &mut |ty| collect(ty, &mut roots));
    }
    for query in &schema.queries {
        let arguments = query
            .arguments
            .iter()
            .filter_map(|argument| argument.ty.as_ref());
        for ty in arguments.chain(row_type(&query.shape)) {
            walk_type(ty, &mut |ty| collect(ty, &mut roots));
        }
    }
    roots
}

fn row_type(shape: &Shape) -> Option<&Type> {
    match shape {
        Shape::List(Row::Declared(ty, _))
        | Shape::Option(Row::Declared(ty, _))
        | Shape::One(Row::Declared(ty, _)) => Some(ty),
        _ => None,
    }
}

fn collect(ty: &Type, into: &mut Vec<TypeId>) {
    if let Type::Declared(id) = ty {
        into.push(*id);
    }
}
