//! A tree as a few lines of text, one a declaration or entry, for golden cases.

use rally_idl::ast::{
    Field, File, Item, Page, PageEntry, Payload, Query, Row, Shape, Type, TypeKind, Variant,
};

/// The whole file, an item or entry to a line.
pub(crate) fn summary_of(file: &File) -> String {
    let mut out = Lines::default();
    for item in &file.items {
        out.item(item);
    }
    if out.text.is_empty() {
        out.line(0, "(nothing)");
    }
    out.text
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, text: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn docs(&mut self, depth: usize, docs: &[String]) {
        for line in docs {
            self.line(depth, &format!("/// {line}"));
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::App(app) => {
                self.docs(0, &app.docs);
                self.line(0, &format!("app {}", app.name.text));
                for setting in &app.settings {
                    self.line(
                        1,
                        &format!(
                            "{} = {}",
                            setting.key.text,
                            setting
                                .value
                                .as_ref()
                                .and_then(|v| v.word())
                                .map_or("", |w| w.text.as_str())
                        ),
                    );
                }
            }
            Item::Client(client) => {
                self.docs(0, &client.docs);
                self.line(
                    0,
                    &format!("client {} at {:?}", client.name.text, client.mount.value),
                );
            }
            Item::Struct(item) => {
                self.docs(0, &item.docs);
                self.line(0, &format!("struct {}", item.name.text));
                self.fields(1, &item.fields);
            }
            Item::Enum(item) => {
                self.docs(0, &item.docs);
                self.line(0, &format!("enum {}", item.name.text));
                self.variants(1, &item.variants);
            }
            Item::Page(page) => self.page(page),
            Item::Query(query) => self.query(0, query),
        }
    }

    fn page(&mut self, page: &Page) {
        self.docs(0, &page.docs);
        let name = page
            .name
            .as_ref()
            .map_or("(from path)", |name| name.text.as_str());
        let routes: Vec<String> = page
            .routes
            .iter()
            .map(|route| format!("{:?}", route.value))
            .collect();
        self.line(0, &format!("page {name} {}", routes.join(", ")));
        for entry in &page.entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &PageEntry) {
        match entry {
            PageEntry::Model(model) => {
                self.docs(1, &model.docs);
                self.line(1, "model");
                self.fields(2, &model.fields);
            }
            PageEntry::Msg(msg) => {
                self.docs(1, &msg.docs);
                self.line(1, "msg");
                self.variants(2, &msg.variants);
            }
            PageEntry::Load(load) => {
                self.docs(1, &load.docs);
                self.line(1, &format!("load -> {}", type_text(&load.data)));
            }
            PageEntry::Rpc(rpc) => {
                self.docs(1, &rpc.docs);
                let arguments: Vec<String> = rpc.arguments.iter().map(field_text).collect();
                let response = type_text(&rpc.response);
                self.line(
                    1,
                    &format!(
                        "rpc {}({}) -> {response}",
                        rpc.name.text,
                        arguments.join(", ")
                    ),
                );
            }
            PageEntry::Query(query) => self.query(1, query),
        }
    }

    fn query(&mut self, depth: usize, query: &Query) {
        self.docs(depth, &query.docs);
        let arguments: Vec<String> = query
            .arguments
            .iter()
            .map(|argument| match &argument.ty {
                Some(ty) => format!("{}: {}", argument.name.text, type_text(ty)),
                None => argument.name.text.clone(),
            })
            .collect();
        let shape = match &query.shape {
            Shape::Changes => "changes".to_owned(),
            Shape::List(row) => format!("list of {}", row_text(row)),
            Shape::Option(row) => format!("option of {}", row_text(row)),
            Shape::One(row) => format!("one {}", row_text(row)),
        };
        self.line(
            depth,
            &format!(
                "query {}({}) -> {shape}",
                query.name.text,
                arguments.join(", ")
            ),
        );
        for line in query.sql.text.lines() {
            self.line(depth + 1, &format!("| {}", line.trim_end()));
        }
    }

    fn fields(&mut self, depth: usize, fields: &[Field]) {
        for field in fields {
            self.docs(depth, &field.docs);
            self.line(depth, &field_text(field));
        }
    }

    fn variants(&mut self, depth: usize, variants: &[Variant]) {
        for variant in variants {
            self.docs(depth, &variant.docs);
            let payload = match &variant.payload {
                Payload::Unit => String::new(),
                Payload::Positional(types) => format!("({})", types_text(types)),
                Payload::Named(fields) => {
                    let fields: Vec<String> = fields.iter().map(field_text).collect();
                    format!("({})", fields.join(", "))
                }
            };
            self.line(depth, &format!("{}{payload}", variant.name.text));
        }
    }
}

fn field_text(field: &Field) -> String {
    format!("{}: {}", field.name.text, type_text(&field.ty))
}

fn row_text(row: &Row) -> String {
    match row {
        Row::Inferred(_) => "_".to_owned(),
        Row::Declared(ty) => type_text(ty),
    }
}

fn types_text(types: &[Type]) -> String {
    types.iter().map(type_text).collect::<Vec<_>>().join(", ")
}

fn type_text(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Named { name, arguments } if arguments.is_empty() => name.text.clone(),
        TypeKind::Named { name, arguments } => format!("{}<{}>", name.text, types_text(arguments)),
        TypeKind::Tuple(types) => format!("({})", types_text(types)),
    }
}
