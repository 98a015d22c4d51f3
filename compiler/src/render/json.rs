//! Declared types to the functions that read them from JSON in a column, and write them to it. They are of the server
//! alone: nothing of them reaches a browser.

mod write;

use std::collections::BTreeSet;

use askama::Template;

use super::ident::{ident, literal, snake_case};
use super::order::{declared_types, mentioned};
use super::rust_type::{Place, rust_type};
use super::{Context, generate};
use crate::compile::FileSet;
use crate::ir::{
    ColumnForm, Field, Payload, Reading, Type, TypeDeclaration, TypeDeclarationKind, TypeId,
    Variant,
};

pub(super) use write::encoder;
use write::{EncoderView, encoder_view};

// The parameter of every decoder.
const NODE: &str = "node";

/// Renders the module, where a query has a declared type in JSON.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    if !has_json(context) {
        return;
    }
    let (read, written) = (read_types(context), written_types(context));
    let codec = Codec {
        decoders: read.iter().map(|&id| decoder_view(context, id)).collect(),
        encoders: written
            .iter()
            .map(|&id| encoder_view(context, id))
            .collect(),
    };
    generate(files, "generated/server/src/json.rs", &codec);
}

/// Whether there is such a module.
pub(super) fn has_json(context: &Context<'_>) -> bool {
    !read_types(context).is_empty() || !written_types(context).is_empty()
}

/// A function that makes a value of the type from a node of JSON. What leads back to `outer`, the type that it stands in,
/// is in a box, but for what a list or map holds.
pub(super) fn decoder(context: &Context<'_>, outer: Option<TypeId>, ty: &Type) -> String {
    let item = |ty: &Type| decoder(context, None, ty);
    let inner = |ty: &Type| decoder(context, outer, ty);
    let call = |call: String| format!("|{NODE}| db::json::{call}");
    match ty {
        Type::Declared(id) if has_words(context, *id) => {
            let (name, words) = (type_name(context, *id), variant_words(context, *id));
            call(format!(
                "parsed({NODE}, {}, {name}::parse)",
                literal(&words)
            ))
        }
        Type::Declared(id) => format!("crate::json::{}", function_name(context, *id)),
        Type::List(ty) => call(format!("list({NODE}, {})", item(ty))),
        Type::Option(ty) if outer.is_some_and(|outer| context.order.is_boxed(outer, ty)) => {
            call(format!("optional_box({NODE}, {})", inner(ty)))
        }
        Type::Option(ty) => call(format!("optional({NODE}, {})", inner(ty))),
        Type::Map(key, value) => call(format!(
            "map({NODE}, {}, {})",
            key_parser(context, key),
            item(value)
        )),
        Type::Result(ok, error) => call(format!("result({NODE}, {}, {})", inner(ok), inner(error))),
        Type::Tuple(items) => call(format!(
            "items({NODE}, {}, |items| Ok(({})))",
            items.len(),
            next_items(context, outer, items)
        )),
        Type::Int => "db::json::int".to_owned(),
        Type::Float => "db::json::float".to_owned(),
        Type::Bool => "db::json::boolean".to_owned(),
        Type::String => "db::json::text".to_owned(),
        Type::Unit => "db::json::unit".to_owned(),
        Type::Bytes => "db::json::bytes".to_owned(),
        Type::Time => "db::json::time".to_owned(),
        Type::Date => "db::json::date".to_owned(),
        Type::Uuid => "db::json::uuid".to_owned(),
        Type::Decimal => "db::json::decimal".to_owned(),
        Type::Json => "db::json::json".to_owned(),
        Type::Reply(_) | Type::Event(_) | Type::ToClient | Type::Error => {
            unreachable!("checked never to be stored")
        }
    }
}

/// What texts an enum without payload is stored as, in words.
pub(super) fn variant_words(context: &Context<'_>, id: TypeId) -> String {
    let declared = &context.checked.schema().types[id.0];
    let TypeDeclarationKind::Enum(variants) = &declared.kind else {
        return declared.name.text.clone();
    };
    let words = variants
        .iter()
        .map(|variant| format!("'{}'", snake_case(&variant.name.text)));
    let words: Vec<_> = words.collect();
    format!("a variant of {}: {}", declared.name.text, words.join(", "))
}

fn next_items(context: &Context<'_>, outer: Option<TypeId>, items: &[Type]) -> String {
    let next = |item: &Type| format!("items.next({})?", decoder(context, outer, item));
    items.iter().map(next).collect::<Vec<_>>().join(", ")
}

fn key_parser(context: &Context<'_>, key: &Type) -> String {
    match key {
        Type::Declared(id) => format!("{}::parse", type_name(context, *id)),
        Type::String => "|key| Some(key.to_owned())".to_owned(),
        _ => "|key| key.parse().ok()".to_owned(),
    }
}

fn type_name(context: &Context<'_>, id: TypeId) -> String {
    rust_type(context, Place::ServerCrate, &Type::Declared(id))
}

fn has_words(context: &Context<'_>, id: TypeId) -> bool {
    match &context.checked.schema().types[id.0].kind {
        TypeDeclarationKind::Enum(variants) => super::words::has_words(variants),
        TypeDeclarationKind::Struct(_) => false,
    }
}

// Two types may have one name in snake case; the later is told from it by its place.
fn function_name(context: &Context<'_>, id: TypeId) -> String {
    let types = &context.checked.schema().types;
    let name = |declared: &TypeDeclaration| snake_case(&declared.name.text);
    let own = name(&types[id.0]);
    match types[..id.0].iter().any(|other| name(other) == own) {
        true => format!("{own}_{}", id.0),
        false => ident(&own),
    }
}

// The declared types that need a function to be read: those that columns of JSON hold, and all inside of them.
fn read_types(context: &Context<'_>) -> BTreeSet<TypeId> {
    let rows = context.checked.queries().values();
    let rows = rows.filter_map(|query| query.row.as_ref());
    with_inner(context, rows.flat_map(json_types))
}

// As `read_types`, of what parameters hold.
fn written_types(context: &Context<'_>) -> BTreeSet<TypeId> {
    let queries = context.checked.queries().values();
    with_inner(context, queries.flat_map(|query| query.documents.values()))
}

fn with_inner<'t>(
    context: &Context<'_>,
    types: impl Iterator<Item = &'t Type>,
) -> BTreeSet<TypeId> {
    let schema = context.checked.schema();
    let mut open: Vec<TypeId> = types.flat_map(mentioned).collect();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !has_words(context, id) && found.insert(id) {
            open.extend(
                declared_types(&schema.types[id.0])
                    .into_iter()
                    .flat_map(mentioned),
            );
        }
    }
    found
}

fn json_types(reading: &Reading) -> Vec<&Type> {
    match reading {
        Reading::Column(column) => match &column.form {
            ColumnForm::Json(ty) => vec![ty],
            ColumnForm::Value(_) | ColumnForm::OptionalValue(_) => vec![],
        },
        Reading::Struct(row) => row
            .fields
            .iter()
            .flat_map(|field| json_types(&field.reading))
            .collect(),
    }
}

fn decoder_view(context: &Context<'_>, id: TypeId) -> DecoderView {
    let declared = &context.checked.schema().types[id.0];
    let path = type_name(context, id);
    let body = match &declared.kind {
        TypeDeclarationKind::Struct(fields) => fields_body(context, id, &path, fields),
        TypeDeclarationKind::Enum(variants) => enum_body(context, id, &path, variants),
    };
    DecoderView {
        name: declared.name.text.clone(),
        function: function_name(context, id),
        path,
        body,
    }
}

fn fields_body(context: &Context<'_>, outer: TypeId, path: &str, fields: &[Field]) -> String {
    let field = |field: &Field| {
        let (name, decoder) = (
            literal(&field.name.text),
            decoder(context, Some(outer), &field.ty),
        );
        format!(
            "{}: fields.take({name}, {decoder})?",
            ident(&field.name.text)
        )
    };
    let taken: Vec<_> = fields.iter().map(field).collect();
    let fields = if taken.is_empty() {
        "_fields"
    } else {
        "fields"
    };
    format!(
        "db::json::fields({NODE}, |{fields}| Ok({path} {{ {} }}))",
        taken.join(", ")
    )
}

fn enum_body(context: &Context<'_>, id: TypeId, path: &str, variants: &[Variant]) -> String {
    let arm = |variant: &Variant| {
        let word = literal(&snake_case(&variant.name.text));
        let path = format!("{path}::{}", ident(&variant.name.text));
        let value = match &variant.payload {
            Payload::Unit => format!("db::json::no_payload({NODE}).map(|()| {path})"),
            Payload::Positional(types) => positional(context, id, &path, types),
            Payload::Named(fields) => fields_body(context, id, &path, fields),
        };
        format!("{word} => {value},")
    };
    let arms: String = variants.iter().map(arm).collect();
    let expected = literal(&variant_words(context, id));
    format!(
        "db::json::variant({NODE}, |name, {NODE}| match name {{ {arms} _ => Err({NODE}.is_not({expected})) }})"
    )
}

// One value stands for itself, several in an array.
fn positional(context: &Context<'_>, outer: TypeId, path: &str, types: &[Type]) -> String {
    match types {
        [one] => {
            let decoder = decoder(context, Some(outer), one);
            format!("db::json::read({NODE}, {decoder}).map({path})")
        }
        several => {
            let values = next_items(context, Some(outer), several);
            let count = several.len();
            format!("db::json::items({NODE}, {count}, |items| Ok({path}({values})))")
        }
    }
}

/// A decoder as its template prints it.
struct DecoderView {
    name: String,
    function: String,
    path: String,
    body: String,
}

#[derive(Template)]
#[template(path = "sql/json.rs")]
struct Codec {
    decoders: Vec<DecoderView>,
    encoders: Vec<EncoderView>,
}
