//! Calls: the struct of the arguments, how it crosses the wire, and how a form makes it.

use super::super::Context;
use super::super::declaration::{FieldView, field_views};
use super::super::docs::docs_or;
use super::super::ident::{ident, literal, snake_case};
use super::super::rust_type::{Place, call_struct, rust_type};
use super::super::shape;
use super::super::words::has_words;
use super::hexadecimal;
use crate::ir::{Client, Field, Page, Rpc, Schema, Type, TypeDeclarationKind};

/// The struct of a call's arguments.
pub(super) struct CallView {
    pub docs: Vec<String>,
    pub name: String,
    pub arguments: Vec<FieldView>,
}

pub(super) fn call_view(context: &Context<'_>, rpc: &Rpc) -> CallView {
    let name = &rpc.name.text;
    CallView {
        docs: docs_or(&rpc.docs, format!("The arguments of `{name}`.")),
        name: call_struct(name),
        arguments: field_views(context, Place::Contract, &rpc.arguments),
    }
}

/// How a call crosses the wire.
pub(super) struct WireCall {
    pub name: String,
    pub ok: String,
    pub error: String,
    pub method: String,
    pub path_literal: String,
    pub fields_name: &'static str,
    pub form: Option<Vec<FormField>>,
}

/// A call of a page.
pub(super) fn page_call(
    context: &Context<'_>,
    client: &Client,
    page: &Page,
    rpc: &Rpc,
) -> WireCall {
    let path = method_path(client, page, rpc);
    let method = shape::method_id(context.checked.schema(), page, &path, rpc);
    wire_call(context, rpc, &path, method)
}

/// A call that the pages of a client share.
pub(super) fn shared_call(context: &Context<'_>, client: &Client, rpc: &Rpc) -> WireCall {
    let path = shared_method_path(client, rpc);
    let method = shape::shared_method_id(context.checked.schema(), &path, rpc);
    wire_call(context, rpc, &path, method)
}

fn wire_call(context: &Context<'_>, rpc: &Rpc, path: &str, method: u64) -> WireCall {
    let ty = |ty| rust_type(context, Place::Contract, ty);
    WireCall {
        name: call_struct(&rpc.name.text),
        ok: ty(&rpc.response.ok),
        error: rpc
            .response
            .error
            .as_ref()
            .map_or_else(|| "std::convert::Infallible".to_owned(), ty),
        method: hexadecimal(method),
        path_literal: literal(path),
        fields_name: if rpc.arguments.is_empty() {
            "_fields"
        } else {
            "fields"
        },
        form: form_fields(context, rpc),
    }
}

/// The method's path for people, forms and other clients: `public/home/increment`.
pub(crate) fn method_path(client: &Client, page: &Page, rpc: &Rpc) -> String {
    let module = snake_case(&page.name.text);
    format!("{}/{module}/{}", client.name.text, rpc.name.text)
}

/// The path of a method that the pages of a client share: `public/increment`.
pub(crate) fn shared_method_path(client: &Client, rpc: &Rpc) -> String {
    format!("{}/{}", client.name.text, rpc.name.text)
}

/// A field of a form.
pub(in super::super) struct FormField {
    pub(super) name: String,
    pub(super) literal: String,
}

/// The fields of a form that makes the call; `None` where an argument has no form field to stand in.
pub(in super::super) fn form_fields(context: &Context<'_>, rpc: &Rpc) -> Option<Vec<FormField>> {
    let field = |field: &Field| FormField {
        name: ident(&field.name.text),
        literal: literal(&field.name.text),
    };
    let possible = has_form(context.checked.schema(), rpc);
    possible.then(|| rpc.arguments.iter().map(field).collect())
}

/// Whether a form can make the call.
pub(crate) fn has_form(schema: &Schema, rpc: &Rpc) -> bool {
    let mut arguments = rpc.arguments.iter();
    arguments.all(|argument| fits_form(schema, &argument.ty))
}

fn fits_form(schema: &Schema, ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Float | Type::Bool | Type::String => true,
        Type::Time | Type::Date | Type::Uuid | Type::Decimal => true,
        Type::Declared(id) => match &schema.types[id.0].kind {
            TypeDeclarationKind::Enum(variants) => has_words(variants),
            TypeDeclarationKind::Struct(_) => false,
        },
        Type::Option(inner) => {
            !matches!(**inner, Type::Option(_) | Type::Bool) && fits_form(schema, inner)
        }
        _ => false,
    }
}
