//! The file `routes.rs` of a client: addresses to `Route` and back.

mod print;
mod taken;

use askama::Template;

use super::super::docs::lines;
use super::super::ident::{ident, literal};
use super::super::rust_type::{Place, rust_type};
use super::super::{Context, page};
use super::search;
use crate::ir::{Client, Page, Param, Presence, RouteTarget, Segment};
use taken::{Paths, slice};

/// The file of a client.
pub(super) fn routes<'a>(context: &Context<'_>, client: &'a Client) -> Routes<'a> {
    let paths = Paths::new(context.checked.schema(), client);
    let arms: Vec<_> = paths
        .by_precedence()
        .map(|(page, segments)| arm(client, &paths, page, segments))
        .collect();
    let pages = &client.pages;
    let routes: Vec<_> = pages
        .iter()
        .map(|page| route(context, client, &paths, page))
        .collect();
    let texts = arms.iter().map(|arm| arm.value.as_str());
    let texts = texts.chain(routes.iter().map(|route| route.printed.as_str()));
    let otherwise = otherwise(client);
    let imports = imports(texts.chain(otherwise.as_deref()));
    Routes {
        client: &client.name.text,
        derives: derives(context, client),
        imports,
        routes,
        otherwise,
        url_name: match arms.iter().any(|arm| arm.value.contains("(url)")) {
            true => "url",
            false => "_url",
        },
        segments_name: if arms.is_empty() {
            "_segments"
        } else {
            "segments"
        },
        arms,
        this: if pages.is_empty() { "*self" } else { "self" },
    }
}

// What these texts name of the runtime. Nothing else in the file has a name but `Route`.
fn imports<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let modules = [
        ("private", ["parameter", "segment"].as_slice()),
        (
            "route",
            ["Search", "SearchReader", "SearchWriter", "path"].as_slice(),
        ),
    ];
    let named = |name: &str| {
        let call = [format!("{name}("), format!("{name}::")];
        call.iter()
            .any(|call| texts.clone().any(|text| mentions(text, call)))
    };
    let import = |(module, names): (&str, &[&str])| {
        let names: Vec<_> = names.iter().filter(|name| named(name)).copied().collect();
        (!names.is_empty())
            .then(|| format!("use rally_runtime::{module}::{{{}}};", names.join(", ")))
    };
    modules.into_iter().filter_map(import).collect()
}

// Whether the text has the word, and not only at the end of another.
fn mentions(text: &str, word: &str) -> bool {
    let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| begins(at))
}

fn derives(context: &Context<'_>, client: &Client) -> &'static str {
    let mut pages = client.pages.iter();
    if pages.all(|page| search::is_total(context, page)) {
        "Debug, Clone, PartialEq, Eq, Hash"
    } else {
        "Debug, Clone, PartialEq"
    }
}

fn arm(client: &Client, paths: &Paths<'_>, page: &Page, segments: &[Segment]) -> Arm {
    let mount = page::mount_segments(client).into_iter().map(literal);
    let own = segments.iter().map(|segment| match segment {
        Segment::Static(text) => literal(text),
        Segment::Param { name, .. } => bound(page, name),
    });
    let pattern = format!("[{}]", mount.chain(own).collect::<Vec<_>>().join(", "));
    let name = ident(&page.name.text);
    let fields = parsed(paths, page, segments);
    Arm {
        pattern,
        value: format!("Some(Self::{name}{})", braced(&fields)),
    }
}

// A name that no other binding has, since a parameter may well be called `url`.
fn bound(page: &Page, name: &str) -> String {
    let place = page.params.iter().position(|param| param.name == name);
    format!("param_{}", place.unwrap_or_default())
}

fn parsed(paths: &Paths<'_>, page: &Page, segments: &[Segment]) -> Vec<String> {
    let field = |param: &Param| {
        let value = match place_of(param, segments) {
            Some(at) => {
                let (name, taken) = (bound(page, &param.name), slice(&paths.taken(segments, at)));
                let value = format!("parameter({name}, {taken})?");
                match param.presence {
                    Presence::Always => value,
                    Presence::Sometimes => print::present(page, segments, param, &value),
                }
            }
            None => print::absent(page, segments, param),
        };
        format!("{}: {value}", ident(&param.name))
    };
    let mut fields: Vec<_> = page.params.iter().map(field).collect();
    fields.extend(parsed_search(page));
    fields
}

fn place_of(param: &Param, segments: &[Segment]) -> Option<usize> {
    let is_it =
        |segment: &Segment| matches!(segment, Segment::Param { name, .. } if *name == param.name);
    segments.iter().position(is_it)
}

fn parsed_search(page: &Page) -> Option<String> {
    let text = "search: Search::parse(url)";
    (!page.search.is_empty()).then(|| text.to_owned())
}

fn braced(fields: &[String]) -> String {
    if fields.is_empty() {
        String::new()
    } else {
        format!(" {{ {} }}", fields.join(", "))
    }
}

// What the page for lost visitors takes: all that is below the client's mount.
fn otherwise(client: &Client) -> Option<String> {
    let page = client.pages.iter().find(|page| page::is_not_found(page))?;
    let absent = |param: &Param| format!("{}: None", ident(&param.name));
    let mut fields: Vec<_> = page.params.iter().map(absent).collect();
    fields.extend(parsed_search(page));
    let value = format!("Self::{}{}", ident(&page.name.text), braced(&fields));
    let mount: Vec<_> = page::mount_segments(client)
        .into_iter()
        .map(literal)
        .collect();
    let mount = mount.join(", ");
    Some(match (mount.as_str(), page.search.is_empty()) {
        ("", true) => format!(".or(Some({value}))"),
        ("", false) => format!(".or_else(|| Some({value}))"),
        (mount, true) => {
            format!(".or_else(|| segments.starts_with(&[{mount}]).then_some({value}))")
        }
        (mount, false) => format!(".or_else(|| segments.starts_with(&[{mount}]).then(|| {value}))"),
    })
}

fn route(context: &Context<'_>, client: &Client, paths: &Paths<'_>, page: &Page) -> RouteView {
    RouteView {
        docs: lines([page::address(client, page)]),
        name: ident(&page.name.text),
        payload: payload(context, page),
        pattern: page::bound_params(page),
        printed: print::printed(client, paths, page),
    }
}

fn payload(context: &Context<'_>, page: &Page) -> String {
    let field = |param: &Param| {
        let ty = rust_type(context, Place::Contract, &page::param_type(param));
        format!(
            "/// The parameter `{}`.\n{}: {ty}",
            param.name,
            ident(&param.name)
        )
    };
    let mut fields: Vec<_> = page.params.iter().map(field).collect();
    if !page.search.is_empty() {
        let module = page::names(page).module;
        fields.push(format!(
            "/// The search string.\nsearch: super::{module}::Search"
        ));
    }
    if fields.is_empty() {
        String::new()
    } else {
        format!(" {{\n{},\n}}", fields.join(",\n"))
    }
}

/// The paths of a page; none of the one for lost visitors.
fn paths_of(page: &Page) -> Vec<&[Segment]> {
    let targets = page.routes.iter().map(|route| &route.target);
    targets
        .filter_map(|target| match target {
            RouteTarget::Path(segments) => Some(segments.as_slice()),
            RouteTarget::NotFound => None,
        })
        .collect()
}

struct Arm {
    pattern: String,
    value: String,
}

struct RouteView {
    docs: Vec<String>,
    name: String,
    payload: String,
    pattern: String,
    printed: String,
}

/// The file.
#[derive(Template)]
#[template(path = "contract/routes.rs")]
pub(super) struct Routes<'a> {
    client: &'a str,
    derives: &'static str,
    imports: Vec<String>,
    routes: Vec<RouteView>,
    arms: Vec<Arm>,
    otherwise: Option<String>,
    url_name: &'static str,
    segments_name: &'static str,
    this: &'static str,
}
