//! The names that a page goes by in generated code, and its route as Rust writes it.

use super::ident;
use crate::ir::{Client, Page, ParamType, RouteTarget, Segment};

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
    page.load.is_some() || !page.rpcs.is_empty()
}

/// The parameters of the page's address, in order: the identifier and the type.
pub(super) fn params(page: &Page) -> Vec<(String, ParamType)> {
    match &page.route().target {
        RouteTarget::NotFound => vec![],
        RouteTarget::Path(segments) => segments
            .iter()
            .filter_map(|segment| match segment {
                Segment::Static(_) => None,
                Segment::Param { name, ty } => Some((ident::ident(name), *ty)),
            })
            .collect(),
    }
}

/// The Rust type of a parameter.
pub(super) fn param_type(ty: ParamType) -> &'static str {
    match ty {
        ParamType::Int => "i64",
        ParamType::String => "String",
        ParamType::Bool => "bool",
        ParamType::Date => "rally_runtime::value::Date",
        ParamType::Time => "rally_runtime::value::Time",
        ParamType::Uuid => "rally_runtime::value::Uuid",
        ParamType::Decimal => "rally_runtime::value::Decimal",
        ParamType::Enum(_) => "contract",
    }
}

/// ` { id, slug }`, or nothing where there are no parameters: a pattern or an expression behind a name.
pub(super) fn param_names(page: &Page) -> String {
    let names: Vec<_> = params(page).into_iter().map(|(name, _)| name).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", names.join(", "))
    }
}

/// ` { id: param_0 }`, or nothing: a pattern behind a name. The names are ones that no other binding has.
pub(super) fn bound_params(page: &Page) -> String {
    if params(page).is_empty() {
        String::new()
    } else {
        format!(" {}", bound_params_body(page))
    }
}

/// `{ id: param_0 }` or `{}`: the body of a struct made of what [`bound_params`] bound.
pub(super) fn bound_params_body(page: &Page) -> String {
    let bound = |(at, (name, _)): (usize, (String, ParamType))| format!("{name}: param_{at}");
    let bound: Vec<_> = params(page).into_iter().enumerate().map(bound).collect();
    if bound.is_empty() {
        "{}".to_owned()
    } else {
        format!("{{ {} }}", bound.join(", "))
    }
}

/// ` { .. }`, or nothing: a pattern that binds no parameter.
pub(super) fn any_params(page: &Page) -> &'static str {
    if params(page).is_empty() {
        ""
    } else {
        " { .. }"
    }
}

/// The route for people: `/games/:id`, mount included.
pub(super) fn address(client: &Client, page: &Page) -> String {
    let RouteTarget::Path(segments) = &page.route().target else {
        return "any other address".to_owned();
    };
    let mount = if client.mount == "/" {
        ""
    } else {
        client.mount.as_str()
    };
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

/// The segments of the client's mount.
pub(super) fn mount_segments(client: &Client) -> Vec<&str> {
    client
        .mount
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect()
}
