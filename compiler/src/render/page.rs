//! The names that pages and layouts go by in generated code, and their routes as Rust writes them.

use super::ident;
use crate::ir::{
    Client, Field, Layout, Name, Page, Param, ParamType, Presence, Route, RouteTarget, SearchField,
    Segment, Type,
};

/// The names of one page.
pub(crate) struct PageNames {
    /// Upper camel case, also the variant of `Route`: `GamesId`.
    pub name: String,
    /// Snake case, the module: `games_id`.
    pub module: String,
    /// The trait of the page: `GamesIdPage`.
    pub page_trait: String,
    /// The trait of its handlers: `GamesIdServer`.
    pub server_trait: String,
}

pub(super) fn names(page: &Page) -> PageNames {
    names_of(&page.name.text)
}

/// The names of the page of this name.
pub(crate) fn names_of(name: &str) -> PageNames {
    PageNames {
        name: ident::ident(name),
        module: ident::ident(&ident::snake_case(name)),
        page_trait: format!("{name}Page"),
        server_trait: format!("{name}Server"),
    }
}

/// The names of one layout.
pub(super) struct LayoutNames {
    /// Upper camel case: `Shell`.
    pub name: String,
    /// Snake case, the module: `shell`.
    pub module: String,
    /// The trait of the layout: `ShellLayout`.
    pub layout_trait: String,
}

pub(super) fn layout_names(layout: &Layout) -> LayoutNames {
    let name = &layout.name.text;
    LayoutNames {
        name: ident::ident(name),
        module: ident::ident(&ident::snake_case(name)),
        layout_trait: format!("{name}Layout"),
    }
}

/// The trait of a client's shared state: `PublicClient`.
pub(super) fn client_trait(client: &Client) -> String {
    format!("{}Client", ident::upper_camel_case(&client.name.text))
}

/// The module of what changes a client's shared state, in the crate of its pages. No page is called so.
pub(super) const CLIENT_STATE: &str = "client_context";

/// What implements [`client_trait`]: `Public`.
pub(super) fn client_struct(client: &Client) -> String {
    ident::ident(&ident::upper_camel_case(&client.name.text))
}

/// The module of a client.
pub(super) fn client_module(client: &Client) -> String {
    ident::ident(&client.name.text)
}

/// The crate of a client's pages.
pub(super) fn pages_crate(client: &Client) -> String {
    format!("pages_{}", client.name.text)
}

/// Whether the page asks anything of the server's code.
pub(super) fn has_server(page: &Page) -> bool {
    let asks = page.load.is_some() || page.authorize.is_some() || has_server_model(page);
    asks || !page.rpcs.is_empty()
}

/// Whether the page takes messages of its model on the server, and with them what is broadcast.
pub(super) fn hears_server(page: &Page) -> bool {
    let server = page.server.as_ref();
    server.is_some_and(|server| !server.to_client.is_empty())
}

/// Whether the page follows anything: topics, or what is broadcast to it.
pub(super) fn follows(page: &Page) -> bool {
    !page.subscriptions.is_empty() || hears_server(page)
}

/// Whether anything of the client can be called with an `Authorization` header.
pub(super) fn takes_credentials(client: &Client) -> bool {
    let mut pages = client.pages.iter();
    let has_calls = !client.rpcs.is_empty() || pages.any(|page| !page.rpcs.is_empty());
    client.auth.is_some() && has_calls
}

/// Whether the page has a model on the server.
pub(super) fn has_server_model(page: &Page) -> bool {
    let server = page.server.as_ref();
    server.is_some_and(|server| server.has_model())
}

/// Whether the page has something to say to a model on the server.
pub(super) fn sends_to_server(page: &Page) -> bool {
    let server = page.server.as_ref();
    server.is_some_and(|server| !server.to_server.is_empty())
}

/// The type of a parameter's field.
pub(super) fn param_type(param: &Param) -> Type {
    let ty = match param.ty {
        ParamType::Int => Type::Int,
        ParamType::String => Type::String,
        ParamType::Bool => Type::Bool,
        ParamType::Date => Type::Date,
        ParamType::Time => Type::Time,
        ParamType::Uuid => Type::Uuid,
        ParamType::Decimal => Type::Decimal,
        ParamType::Enum(id) => Type::Declared(id),
    };
    match param.presence {
        Presence::Always => ty,
        Presence::Sometimes => Type::Option(Box::new(ty)),
    }
}

/// The parameters as fields of a struct.
pub(super) fn param_fields(page: &Page) -> Vec<Field> {
    let field = |param: &Param| Field {
        name: Name {
            text: param.name.clone(),
            span: page.name.span,
        },
        docs: vec![],
        ty: param_type(param),
    };
    page.params.iter().map(field).collect()
}

/// The fields of the search string as fields of a struct.
pub(super) fn search_fields(page: &Page) -> Vec<Field> {
    let field = |field: &SearchField| Field {
        name: field.name.clone(),
        docs: field.docs.clone(),
        ty: field.ty.clone(),
    };
    page.search.iter().map(field).collect()
}

/// ` { id: param_0, search: param_search }`, or nothing: a pattern behind the name of a route. The names are ones that
/// no other binding has.
pub(super) fn bound_params(page: &Page) -> String {
    let mut bound = bound(page);
    if !page.search.is_empty() {
        bound.push("search: param_search".to_owned());
    }
    if bound.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", bound.join(", "))
    }
}

/// `{ id: param_0 }` or `{}`: the body of the struct of parameters, made of what [`bound_params`] bound.
pub(super) fn bound_params_body(page: &Page) -> String {
    let bound = bound(page);
    if bound.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", bound.join(", "))
    }
}

fn bound(page: &Page) -> Vec<String> {
    let bound = |(at, param): (usize, &Param)| format!("{}: param_{at}", ident::ident(&param.name));
    page.params.iter().enumerate().map(bound).collect()
}

/// The search string as a value, made of what [`bound_params`] bound.
pub(super) fn bound_search(client: &Client, page: &Page) -> String {
    if page.search.is_empty() {
        let module = names(page).module;
        format!("contract::{}::{module}::Search {{}}", client_module(client))
    } else {
        "param_search".to_owned()
    }
}

/// ` { .. }`, or nothing: a pattern behind the name of a route that binds nothing.
pub(super) fn any_params(page: &Page) -> &'static str {
    if page.params.is_empty() && page.search.is_empty() {
        ""
    } else {
        " { .. }"
    }
}

/// The routes for people, as documentation has them: `/games/:id`, mount included, the first one first.
pub(super) fn address(client: &Client, page: &Page) -> String {
    let routes = page.routes.iter().map(|route| match &route.target {
        RouteTarget::NotFound => "any other address".to_owned(),
        RouteTarget::Path(segments) => format!("`{}`", path(client, segments)),
    });
    routes.collect::<Vec<_>>().join(", ")
}

fn path(client: &Client, segments: &[Segment]) -> String {
    let mount = client.mount.trim_end_matches('/');
    let segment = |segment: &Segment| match segment {
        Segment::Static(text) => format!("/{text}"),
        Segment::Param { name, .. } => format!("/:{name}"),
    };
    let path = mount.to_owned() + &segments.iter().map(segment).collect::<String>();
    if path.is_empty() {
        "/".to_owned()
    } else {
        path
    }
}

/// Whether the page is the one for lost visitors.
pub(super) fn is_not_found(page: &Page) -> bool {
    let is_not_found = |route: &Route| matches!(route.target, RouteTarget::NotFound);
    page.routes.iter().any(is_not_found)
}

/// The segments of the client's mount.
pub(super) fn mount_segments(client: &Client) -> Vec<&str> {
    client
        .mount
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect()
}
