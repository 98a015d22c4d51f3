//! The crate `generated/contract`: what crosses between browser and server.

use askama::Template;

use super::codec::{Codec, CodecBody, declared_codec, struct_codec};
use super::declaration::{
    Declaration, DeclarationBody, FieldView, VariantView, declaration, field_views, variant_views,
};
use super::docs::{docs_or, lines, paragraph};
use super::ident::{ident, literal};
use super::rust_type::{Place, call_struct, rust_type};
use super::{Context, generate, page, shape};
use crate::compile::FileSet;
use crate::ir::{Client, Field, Name, Page, ParamType, Rpc, Type, TypeId};

mod routes;

/// Renders the crate.
pub(super) fn render(context: &Context<'_>, files: &mut FileSet) {
    let schema = context.checked.schema();
    generate(
        files,
        "generated/contract/Cargo.toml",
        &Manifest { app: context.app },
    );
    let types = contract_types(context);
    let lib = Lib {
        app: context.app,
        clients: schema.clients.iter().map(page::client_module).collect(),
        types: types
            .iter()
            .map(|id| ident(&schema.types[id.0].name.text))
            .collect(),
    };
    generate(files, "generated/contract/src/lib.rs", &lib);
    if !types.is_empty() {
        generate(
            files,
            "generated/contract/src/types.rs",
            &types_file(context, &types),
        );
    }
    for client in &schema.clients {
        render_client(context, client, files);
    }
}

fn contract_types(context: &Context<'_>) -> Vec<TypeId> {
    let all = (0..context.checked.schema().types.len()).map(TypeId);
    all.filter(|&id| context.order.is_contract(id)).collect()
}

fn types_file(context: &Context<'_>, types: &[TypeId]) -> Types {
    let declared = |id: TypeId| &context.checked.schema().types[id.0];
    let view = |&id: &TypeId| declaration(context, Place::Declaration(id), declared(id));
    Types {
        about: "The types that cross between browser and server.".to_owned(),
        declarations: types.iter().map(view).collect(),
        codecs: types
            .iter()
            .map(|&id| declared_codec(declared(id)))
            .collect(),
    }
}

fn render_client(context: &Context<'_>, client: &Client, files: &mut FileSet) {
    let folder = format!("generated/contract/src/{}", client.name.text);
    let view = ClientFile {
        client: &client.name.text,
        mount: &client.mount,
        mount_literal: literal(&client.mount),
        version: hexadecimal(shape::client_version(context.checked.schema(), client)),
        pages: client
            .pages
            .iter()
            .map(|page| page::names(page).module)
            .collect(),
    };
    generate(files, format!("{folder}.rs"), &view);
    generate(
        files,
        format!("{folder}/routes.rs"),
        &routes::routes(client),
    );
    for page in &client.pages {
        let names = page::names(page);
        let module = names.module.trim_start_matches("r#");
        generate(
            files,
            format!("{folder}/{module}.rs"),
            &page_file(context, client, page),
        );
        let wire = wire_file(context, client, page);
        generate(files, format!("{folder}/{module}/wire.rs"), &wire);
    }
}

fn page_file<'a>(context: &Context<'_>, client: &Client, page: &'a Page) -> PageFile<'a> {
    let place = Place::Page(page);
    let names = page::names(page);
    let mut docs = docs_or(&page.docs, format!("The page `{}`.", names.name));
    paragraph(
        &mut docs,
        [format!("Address: `{}`.", page::address(client, page))],
    );
    PageFile {
        source: &page.file,
        docs,
        params: params(page),
        model_docs: lines(["The state of the page.".to_owned()]),
        model: field_views(context, place, page.model.as_deref().unwrap_or_default()),
        msg_docs: lines(["What can happen on the page.".to_owned()]),
        variants: variant_views(context, place, &page.messages),
        calls: page
            .rpcs
            .iter()
            .map(|rpc| call_view(context, page, rpc))
            .collect(),
        trait_name: names.page_trait,
        init_argument: init_argument(context, page, "data"),
        title_literal: literal(&page.name.text),
    }
}

fn params(page: &Page) -> Vec<FieldView> {
    let field = |(name, ty)| FieldView {
        docs: vec![],
        name,
        ty: page::param_type(ty).to_owned(),
    };
    page::params(page).into_iter().map(field).collect()
}

/// `data: i64, ` where the page loads data, and nothing where it does not.
pub(super) fn init_argument(context: &Context<'_>, page: &Page, name: &str) -> String {
    let data = |load| format!("{name}: {}, ", rust_type(context, Place::Page(page), load));
    page.load.as_ref().map(data).unwrap_or_default()
}

fn call_view(context: &Context<'_>, page: &Page, rpc: &Rpc) -> CallView {
    let name = &rpc.name.text;
    CallView {
        docs: docs_or(&rpc.docs, format!("The arguments of `{name}`.")),
        name: call_struct(name),
        arguments: field_views(context, Place::Page(page), &rpc.arguments),
    }
}

fn wire_file<'a>(context: &Context<'_>, client: &Client, page: &'a Page) -> WireFile<'a> {
    let names = page::names(page);
    let data = page.load.as_ref().map_or_else(
        || "()".to_owned(),
        |load| rust_type(context, Place::Page(page), load),
    );
    let loads = page.load.is_some();
    let calls: Vec<_> = page
        .rpcs
        .iter()
        .map(|rpc| wire_call(context, client, page, rpc))
        .collect();
    let mut codecs = vec![params_codec(page)];
    codecs.extend(
        page.rpcs
            .iter()
            .map(|rpc| struct_codec(call_struct(&rpc.name.text), &rpc.arguments)),
    );
    WireFile {
        source: &page.file,
        imports: imports(page, &names.page_trait),
        trait_name: names.page_trait,
        data,
        init_data: if loads { "data" } else { "()" },
        init_pass: if loads { "data, " } else { "" },
        calls,
        codecs,
    }
}

fn imports(page: &Page, page_trait: &str) -> String {
    let mut names = vec!["Context".to_owned(), page_trait.to_owned()];
    names.extend(["Model", "Msg", "Params", "Search"].map(str::to_owned));
    names.extend(page.rpcs.iter().map(|rpc| call_struct(&rpc.name.text)));
    names.sort();
    names.join(", ")
}

fn params_codec(page: &Page) -> Codec {
    let field = |(text, ty): (String, ParamType)| Field {
        name: Name {
            text: text.trim_start_matches("r#").to_owned(),
            span: page.name.span,
        },
        docs: vec![],
        ty: match ty {
            ParamType::Int => Type::Int,
            ParamType::String => Type::String,
            ParamType::Bool => Type::Bool,
            ParamType::Date => Type::Date,
            ParamType::Time => Type::Time,
            ParamType::Uuid => Type::Uuid,
            ParamType::Decimal => Type::Decimal,
            ParamType::Enum(id) => Type::Declared(id),
        },
    };
    let fields: Vec<_> = page::params(page).into_iter().map(field).collect();
    struct_codec("Params".to_owned(), &fields)
}

fn wire_call(context: &Context<'_>, client: &Client, page: &Page, rpc: &Rpc) -> WireCall {
    let place = Place::Page(page);
    let path = method_path(client, page, rpc);
    let error = rpc.response.error.as_ref().map_or_else(
        || "std::convert::Infallible".to_owned(),
        |error| rust_type(context, place, error),
    );
    let schema = context.checked.schema();
    WireCall {
        name: call_struct(&rpc.name.text),
        ok: rust_type(context, place, &rpc.response.ok),
        error,
        method: hexadecimal(shape::method_id(schema, page, &path, rpc)),
        path_literal: literal(&path),
        fields_name: if rpc.arguments.is_empty() {
            "_fields"
        } else {
            "fields"
        },
        form: form_fields(rpc),
    }
}

/// The method's path for people, forms and other clients: `public/home/increment`.
pub(super) fn method_path(client: &Client, page: &Page, rpc: &Rpc) -> String {
    let module = super::ident::snake_case(&page.name.text);
    format!("{}/{module}/{}", client.name.text, rpc.name.text)
}

/// The fields of a form that makes the call; `None` where an argument has no form field to stand in.
pub(super) fn form_fields(rpc: &Rpc) -> Option<Vec<FormField>> {
    let field = |field: &Field| FormField {
        name: ident(&field.name.text),
        literal: literal(&field.name.text),
    };
    let possible = rpc.arguments.iter().all(|argument| fits_form(&argument.ty));
    possible.then(|| rpc.arguments.iter().map(field).collect())
}

fn fits_form(ty: &Type) -> bool {
    match ty {
        Type::Int | Type::Float | Type::Bool | Type::String => true,
        Type::Option(inner) => !matches!(**inner, Type::Option(_) | Type::Bool) && fits_form(inner),
        _ => false,
    }
}

// As clippy likes its long literals.
fn hexadecimal(hash: u64) -> String {
    let digits = format!("{hash:016x}");
    format!(
        "0x{}_{}_{}_{}",
        &digits[..4],
        &digits[4..8],
        &digits[8..12],
        &digits[12..]
    )
}

#[derive(Template)]
#[template(path = "contract/Cargo.toml")]
struct Manifest<'a> {
    app: &'a str,
}

#[derive(Template)]
#[template(path = "contract/lib.rs")]
struct Lib<'a> {
    app: &'a str,
    clients: Vec<String>,
    types: Vec<String>,
}

/// A file of declared types; the server crate has one too.
#[derive(Template)]
#[template(path = "contract/types.rs")]
pub(super) struct Types {
    pub(super) about: String,
    pub(super) declarations: Vec<Declaration>,
    pub(super) codecs: Vec<Codec>,
}

#[derive(Template)]
#[template(path = "contract/client.rs")]
struct ClientFile<'a> {
    client: &'a str,
    mount: &'a str,
    mount_literal: String,
    version: String,
    pages: Vec<String>,
}

struct CallView {
    docs: Vec<String>,
    name: String,
    arguments: Vec<FieldView>,
}

#[derive(Template)]
#[template(path = "contract/page.rs")]
struct PageFile<'a> {
    source: &'a str,
    docs: Vec<String>,
    params: Vec<FieldView>,
    model_docs: Vec<String>,
    model: Vec<FieldView>,
    msg_docs: Vec<String>,
    variants: Vec<VariantView>,
    calls: Vec<CallView>,
    trait_name: String,
    init_argument: String,
    title_literal: String,
}

/// A field of a form.
pub(super) struct FormField {
    name: String,
    literal: String,
}

struct WireCall {
    name: String,
    ok: String,
    error: String,
    method: String,
    path_literal: String,
    fields_name: &'static str,
    form: Option<Vec<FormField>>,
}

#[derive(Template)]
#[template(path = "contract/page_wire.rs")]
struct WireFile<'a> {
    source: &'a str,
    imports: String,
    trait_name: String,
    data: String,
    init_data: &'static str,
    init_pass: &'static str,
    calls: Vec<WireCall>,
    codecs: Vec<Codec>,
}
