//! Names: their case, and whether what is generated from two of them would be called the same.

mod client;
mod reserved;
mod rules;

use rally_idl::diagnostic::Diagnostic;

use crate::ir;
use crate::resolve::case::{snake, upper_camel};
use client::check_client;
use reserved::{BUILT_IN_TYPES, TYPES_TAKEN};
use rules::{built_in, check_distinct, check_free, check_snake, check_upper_camel};

/// Checks the names of everything that is declared.
pub(crate) fn check_names(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    if let Some(app) = &schema.app {
        check_snake("app", &app.name, found);
    }
    schema.types.iter().for_each(|ty| check_type(ty, found));
    schema
        .queries
        .iter()
        .for_each(|query| check_query(query, found));
    schema
        .clients
        .iter()
        .for_each(|client| check_client(client, found));
    let queries = schema.queries.iter().map(|query| &query.name);
    check_distinct("query", queries, upper_camel, found);
    let clients = schema.clients.iter().map(|client| &client.name);
    check_distinct("client", clients, upper_camel, found);
    check_background(schema, found);
}

fn check_background(schema: &ir::Schema, found: &mut Vec<Diagnostic>) {
    for topic in &schema.topics {
        check_snake("topic", &topic.name, found);
        check_fields("argument", &topic.arguments, found);
    }
    for job in &schema.jobs {
        check_snake("job", &job.name, found);
        check_fields("argument", &job.arguments, found);
    }
    for fragment in &schema.fragments {
        check_snake("fragment", &fragment.name, found);
    }
    let topics = schema.topics.iter().map(|topic| &topic.name);
    check_distinct("topic", topics, upper_camel, found);
    let jobs = schema.jobs.iter().map(|job| &job.name);
    check_distinct("job", jobs, upper_camel, found);
}

fn check_type(ty: &ir::TypeDeclaration, found: &mut Vec<Diagnostic>) {
    if BUILT_IN_TYPES.contains(&ty.name.text.as_str()) {
        found.push(built_in(&ty.name));
    } else {
        check_upper_camel("type", &ty.name, found);
        check_free("type", &ty.name, &TYPES_TAKEN, found);
    }
    match &ty.kind {
        ir::TypeDeclarationKind::Struct(fields) => check_fields("field", fields, found),
        ir::TypeDeclarationKind::Enum(variants) => {
            check_variants(variants, found);
            // In addresses and columns a variant stands in snake case.
            let names = variants.iter().map(|variant| &variant.name);
            check_distinct("variant", names, snake, found);
        }
    }
}

fn check_query(query: &ir::Query, found: &mut Vec<Diagnostic>) {
    check_snake("query", &query.name, found);
    for argument in &query.arguments {
        check_snake("argument", &argument.name, found);
    }
}

fn check_fields(what: &str, fields: &[ir::Field], found: &mut Vec<Diagnostic>) {
    for field in fields {
        check_snake(what, &field.name, found);
    }
}

fn check_variants(variants: &[ir::Variant], found: &mut Vec<Diagnostic>) {
    for variant in variants {
        check_upper_camel("variant", &variant.name, found);
        if let ir::Payload::Named(fields) = &variant.payload {
            check_fields("field", fields, found);
        }
    }
}
