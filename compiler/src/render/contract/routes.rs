//! The file `routes.rs` of a client: addresses to `Route` and back.

use askama::Template;

use super::super::ident::{ident, literal};
use super::super::page;
use crate::ir::{Client, Page, ParamType, RouteTarget, Segment};

/// The file of a client.
pub(super) fn routes(client: &Client) -> Routes<'_> {
    let mut paths: Vec<&Page> = client.pages.iter().collect();
    paths.sort_by_key(|page| precedence(page));
    let mut arms: Vec<_> = paths.iter().filter_map(|page| arm(client, page)).collect();
    arms.extend(otherwise(client));
    Routes {
        client: &client.name.text,
        routes: client
            .pages
            .iter()
            .map(|page| route(client, page))
            .collect(),
        arms,
        this: if client.pages.is_empty() {
            "*self"
        } else {
            "self"
        },
    }
}

// A static segment is looked at before a parameter, from the left.
fn precedence(page: &Page) -> Vec<(bool, String)> {
    let RouteTarget::Path(segments) = &page.route().target else {
        return vec![];
    };
    let key = |segment: &Segment| match segment {
        Segment::Static(text) => (false, text.clone()),
        Segment::Param { .. } => (true, String::new()),
    };
    segments.iter().map(key).collect()
}

fn arm(client: &Client, page: &Page) -> Option<Arm> {
    let RouteTarget::Path(segments) = &page.route().target else {
        return None;
    };
    let mount = page::mount_segments(client).into_iter().map(literal);
    let own = segments.iter().map(|segment| match segment {
        Segment::Static(text) => literal(text),
        Segment::Param { name, .. } => ident(name),
    });
    let pattern = format!("[{}]", mount.chain(own).collect::<Vec<_>>().join(", "));
    Some(Arm {
        pattern,
        value: format!("Some(Self::{}{})", ident(&page.name.text), parsed(page)),
    })
}

fn parsed(page: &Page) -> String {
    let field = |(name, ty)| match ty {
        ParamType::Int => format!("{name}: {name}.parse().ok()?"),
        ParamType::String => format!("{name}: (*{name}).to_owned()"),
        _ => format!("{name}: rally_runtime::route::Param::from_text({name})?"),
    };
    let fields: Vec<_> = page::params(page).into_iter().map(field).collect();
    if fields.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", fields.join(", "))
    }
}

fn otherwise(client: &Client) -> Vec<Arm> {
    let nowhere = Arm {
        pattern: "_".to_owned(),
        value: "None".to_owned(),
    };
    let not_found = client
        .pages
        .iter()
        .find(|page| matches!(page.route().target, RouteTarget::NotFound));
    let mount: Vec<_> = page::mount_segments(client)
        .into_iter()
        .map(literal)
        .collect();
    match not_found {
        None => vec![nowhere],
        Some(page) if mount.is_empty() => vec![Arm {
            pattern: "_".to_owned(),
            value: format!("Some(Self::{})", ident(&page.name.text)),
        }],
        Some(page) => vec![
            Arm {
                pattern: format!("[{}, ..]", mount.join(", ")),
                value: format!("Some(Self::{})", ident(&page.name.text)),
            },
            nowhere,
        ],
    }
}

fn route(client: &Client, page: &Page) -> RouteView {
    RouteView {
        about: format!("`{}`", page::address(client, page)),
        name: ident(&page.name.text),
        payload: payload(page),
        payload_pattern: page::param_names(page),
        printed: printed(client, page),
    }
}

fn payload(page: &Page) -> String {
    let field = |(name, ty): (String, ParamType)| {
        format!(
            "/// The parameter `{}`.\n{name}: {}",
            bare(&name),
            page::param_type(ty)
        )
    };
    let fields: Vec<_> = page::params(page).into_iter().map(field).collect();
    if fields.is_empty() {
        String::new()
    } else {
        format!(" {{\n{},\n}}", fields.join(",\n"))
    }
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("r#")
}

fn printed(client: &Client, page: &Page) -> String {
    let mount = page::mount_segments(client).into_iter().map(literal);
    let RouteTarget::Path(segments) = &page.route().target else {
        return mount.collect::<Vec<_>>().join(", ");
    };
    let own = segments.iter().map(|segment| match segment {
        Segment::Static(text) => literal(text),
        Segment::Param {
            name,
            ty: ParamType::String,
        } => ident(name),
        Segment::Param { name, .. } => format!("&{}.to_string()", ident(name)),
    });
    mount.chain(own).collect::<Vec<_>>().join(", ")
}

struct Arm {
    pattern: String,
    value: String,
}

struct RouteView {
    about: String,
    name: String,
    payload: String,
    payload_pattern: String,
    printed: String,
}

/// The file.
#[derive(Template)]
#[template(path = "contract/routes.rs")]
pub(super) struct Routes<'a> {
    client: &'a str,
    routes: Vec<RouteView>,
    arms: Vec<Arm>,
    this: &'static str,
}
