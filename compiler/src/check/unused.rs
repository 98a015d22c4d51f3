//! What is declared and nothing reaches. Warnings, given once everything else is right.

mod rust;

use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::walk::{walk_background, walk_client, walk_declaration, walk_type};
use crate::ir::{self, Name, Row, Shape, Type, TypeId};
use crate::sql::fragments_named;

pub(crate) use rust::check_rust;

/// Warns of declared types, topics, layouts and fragments that nothing reaches.
pub(crate) fn check_unused(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    let used = reached(schema);
    for (declaration, used) in schema.types.iter().zip(used) {
        if !used {
            found.push(unused(declaration));
        }
    }
    check_topics(schema, found);
    check_layouts(schema, found);
    check_fragments(schema, found);
}

fn check_topics(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    let pages = schema.clients.iter().flat_map(|client| &client.pages);
    let followed: Vec<usize> = pages
        .flat_map(|page| &page.subscriptions)
        .map(|subscription| subscription.topic)
        .collect();
    for (at, topic) in schema.topics.iter().enumerate() {
        if !followed.contains(&at) {
            let name = &topic.name.text;
            let message = format!("no page follows the topic `{name}`");
            found.push(
                Diagnostic::warning(codes::UNUSED_TOPIC, topic.name.span, message)
                    .label("what is published on it reaches nobody")
                    .help(format!(
                        "write `subscribe {name}` in a page, or remove the topic"
                    )),
            );
        }
    }
}

fn check_layouts(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    for client in &schema.clients {
        let mut used = vec![false; client.layouts.len()];
        for page in &client.pages {
            let mut next = page.layout;
            // The layouts around a layout are used with it; none is around itself.
            while let Some(at) = next.filter(|&at| !used[at]) {
                used[at] = true;
                next = client.layouts[at].parent;
            }
        }
        for (layout, used) in client.layouts.iter().zip(used) {
            if !used {
                found.push(unused_layout(&layout.name));
            }
        }
    }
}

fn unused_layout(layout: &Name) -> Diagnostic {
    let name = &layout.text;
    let message = format!("no page stands in the layout `{name}`");
    Diagnostic::warning(codes::UNUSED_LAYOUT, layout.span, message)
        .help(format!("write `layout {name}` in a page, or remove it"))
}

fn check_fragments(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    let queries = schema.queries.iter().map(|query| query.sql.as_str());
    let texts = queries.chain(
        schema
            .fragments
            .iter()
            .map(|fragment| fragment.sql.as_str()),
    );
    let named: Vec<&str> = texts.flat_map(fragments_named).collect();
    for fragment in &schema.fragments {
        let name = &fragment.name.text;
        if !named.contains(&name.as_str()) {
            let message = format!("the fragment `{name}` is never used");
            found.push(
                Diagnostic::warning(codes::UNUSED_FRAGMENT, fragment.name.span, message)
                    .help(format!("write `{{{name}}}` in a query, or remove it")),
            );
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
    for client in &schema.clients {
        walk_client(client, &mut |ty| collect(ty, &mut roots));
    }
    walk_background(schema, &mut |ty| collect(ty, &mut roots));
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
