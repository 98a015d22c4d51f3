//! A checked schema to files. Cannot fail on user input.
//!
//! Each module below settles names, types and order for one crate of the app, fills the structs of its templates, and
//! prints them. Templates decide nothing.

mod app;
mod client;
mod codec;
mod contract;
mod declaration;
mod docs;
mod ident;
mod json;
mod mount;
mod order;
mod page;
mod queries;
mod query;
mod rust_type;
mod server;
mod shape;
mod skeleton;
mod words;

pub(crate) use contract::{has_form, method_path, shared_method_path};
pub(crate) use page::{PageNames, names_of as page_names};
pub(crate) use query::{row_struct, struct_within};
pub(crate) use rust_type::call_struct;

use crate::check::CheckedSchema;
use crate::compile::{FileSet, Input, Ownership};
use crate::ir::Protocol;

/// Renders every generated file and every skeleton.
#[must_use]
pub fn render(checked: &CheckedSchema, input: &Input) -> FileSet {
    let mut files = FileSet::default();
    let Some(app) = checked.schema().app.as_ref() else {
        return files;
    };
    let order = order::Order::new(checked);
    let context = Context {
        app: &app.name.text,
        protocol: app.protocol,
        checked,
        order: &order,
    };
    contract::render(&context, &mut files);
    server::render(&context, &mut files);
    queries::render(&context, &mut files);
    json::render(&context, &mut files);
    app::render(&context, input, &mut files);
    client::render(&context, &mut files);
    skeleton::render(&context, &mut files);
    files
}

/// What every part of the rendering looks things up in.
struct Context<'a> {
    /// The app's name, which its packages begin with.
    app: &'a str,
    protocol: Protocol,
    checked: &'a CheckedSchema,
    order: &'a order::Order,
}

impl Context<'_> {
    /// The variant of the runtime's `Protocol`.
    fn protocol(&self) -> &'static str {
        match self.protocol {
            Protocol::Msgpack => "Msgpack",
            Protocol::Json => "Json",
        }
    }
}

/// Prints a template into a generated file.
fn generate(files: &mut FileSet, path: impl Into<String>, template: &impl askama::Template) {
    files.insert(path, Ownership::Generated, print(template));
}

/// Prints a template into a file that becomes the user's.
fn begin(files: &mut FileSet, path: impl Into<String>, template: &impl askama::Template) {
    files.insert(path, Ownership::Skeleton, print(template));
}

fn print(template: &impl askama::Template) -> String {
    template
        .render()
        .expect("printing into a string cannot fail, and templates call nothing that can")
}
