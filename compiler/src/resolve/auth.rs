//! How a client knows who is there, and the page on which people sign in.

use std::time::Duration;

use rally_idl::ast::{self, ValueKind};
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::client::Resolved;
use super::codes;
use super::context::{Context, name};
use super::place::Place;
use super::scope::Scope;
use super::settings::{duration, known_settings, value_span, word, wrong_value};
use super::types::resolve_type;
use crate::ir;

const KEYS: [&str; 4] = ["identity", "sign_in", "return_to", "recheck"];
const RECHECK: Duration = Duration::from_secs(30 * 60);

/// Binds what does not refer to pages; [`resolve_sign_in`] binds the rest once all pages are known.
pub(crate) fn resolve_auth(auth: &ast::ClientAuth, context: &mut Context) -> ir::ClientAuth {
    let mut resolved = ir::ClientAuth {
        span: auth.keyword,
        docs: auth.docs.clone(),
        identity: ir::Type::Error,
        identity_span: auth.keyword,
        sign_in: None,
        return_to: None,
        recheck: RECHECK,
    };
    let mut has_identity = false;
    for setting in known_settings("auth", &auth.settings, &KEYS, context) {
        match setting.key.text.as_str() {
            "identity" => {
                has_identity = true;
                resolved.identity = resolve_identity(setting, context);
                resolved.identity_span = value_span(setting);
            }
            "recheck" => resolved.recheck = duration(setting, context).unwrap_or(RECHECK),
            _ => {}
        }
    }
    if !has_identity {
        context.report(no_identity(auth.keyword));
    }
    resolved
}

fn no_identity(auth: Span) -> Diagnostic {
    Diagnostic::error(codes::IDENTITY, auth, "this `auth` has no `identity`")
        .note("the identity is what handlers are told of the person")
        .help("declare a struct, such as `struct Member { id: Int }`, and write `identity Member`")
}

fn resolve_identity(setting: &ast::Setting, context: &mut Context) -> ir::Type {
    let Some(word) = word(
        setting,
        "the name of a struct or an enum",
        "Member",
        context,
    ) else {
        return ir::Type::Error;
    };
    let written = ast::Type {
        kind: ast::TypeKind::Named {
            name: word.clone(),
            arguments: vec![],
        },
        span: word.span,
    };
    match resolve_type(&written, Scope::Data, context) {
        found @ (ir::Type::Declared(_) | ir::Type::Error) => found,
        _ => {
            let message = format!("`{}` is no struct and no enum", word.text);
            context.report(Diagnostic::error(codes::IDENTITY, word.span, message).help(
                "declare one, such as `struct Member { id: Int }`, and write `identity Member`",
            ));
            ir::Type::Error
        }
    }
}

/// Binds the sign-in page of a client, and the field of its search string that takes the address to return to.
pub(crate) fn resolve_sign_in(
    auth: &ast::ClientAuth,
    at: usize,
    clients: &mut [Resolved],
    context: &mut Context,
) {
    let setting = |key: &str| auth.settings.iter().find(|setting| setting.key.text == key);
    let sign_in =
        setting("sign_in").and_then(|setting| find_sign_in(setting, at, clients, context));
    let return_to = setting("return_to");
    if let (Some(return_to), None) = (return_to, setting("sign_in")) {
        context.report(
            Diagnostic::error(
                codes::RETURN_TO,
                return_to.key.span,
                "there is no sign-in page to return from",
            )
            .help("add `sign_in`, or remove `return_to`"),
        );
    }
    let Some(sign_in) = sign_in else { return };
    let page = &clients[sign_in.client].client.pages[sign_in.page];
    check_page(page, sign_in.span, context);
    let return_to = return_to.and_then(|setting| find_return_to(setting, page, context));
    if let Some(auth) = &mut clients[at].client.auth {
        auth.sign_in = Some(sign_in);
        auth.return_to = return_to;
    }
}

fn find_sign_in(
    setting: &ast::Setting,
    at: usize,
    clients: &[Resolved],
    context: &mut Context,
) -> Option<ir::SignIn> {
    let (client, page) = match setting.value.as_ref().map(|value| &value.kind) {
        Some(ValueKind::Word(names)) => match names.as_slice() {
            [page] => (at, page),
            [client, page] => (find_client(client, clients, context)?, page),
            _ => return report_no_page(setting, context),
        },
        _ => return report_no_page(setting, context),
    };
    let Resolved { client: of, pages } = &clients[client];
    let found = of
        .pages
        .iter()
        .position(|other| other.name.text == page.text);
    // A page that has not resolved has its diagnostics, and may be the one.
    let is_known = pages.iter().all(Option::is_some) && !is_hidden(page, of, context);
    if found.is_none() && is_known {
        context.report(unknown_page(page, of));
    }
    Some(ir::SignIn {
        client,
        page: found?,
        span: value_span(setting),
    })
}

// Whether a page that did not parse may have this name, from its file or written.
fn is_hidden(page: &ast::Name, client: &ir::Client, context: &Context) -> bool {
    let names_it = |file| {
        let place = Place::of(&context.sources.file(file).path);
        let is_there = place.folder == Some(client.name.text.as_str());
        is_there && place.name().as_ref() == Some(&page.text)
    };
    context.damage.may_declare(&page.text) || context.damage.files().any(names_it)
}

fn report_no_page(setting: &ast::Setting, context: &mut Context) -> Option<ir::SignIn> {
    let takes = "the name of a page, or of a client and its page";
    context.report(wrong_value(setting, takes, "SignIn"));
    None
}

fn find_client(name: &ast::Name, clients: &[Resolved], context: &mut Context) -> Option<usize> {
    let names = || clients.iter().map(|other| other.client.name.text.as_str());
    let found = names().position(|other| other == name.text);
    if found.is_none() && !context.damage.may_declare(&name.text) {
        let message = format!("no client is called `{}`", name.text);
        let problem = Diagnostic::error(codes::UNKNOWN_SIGN_IN, name.span, message);
        context.report(match nearest(&name.text, names()) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("write `client.Page`, or `Page` for one of this client"),
        });
    }
    found
}

fn unknown_page(page: &ast::Name, client: &ir::Client) -> Diagnostic {
    let (page_name, client_name) = (&page.text, &client.name.text);
    let message = format!("the client `{client_name}` has no page `{page_name}`");
    let problem = Diagnostic::error(codes::UNKNOWN_SIGN_IN, page.span, message);
    let known = client.pages.iter().map(|page| page.name.text.as_str());
    match nearest(page_name, known) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!(
            "declare it in `idl/{client_name}/{}.rally`",
            super::case::snake(page_name)
        )),
    }
}

// People who have no identity yet are sent there, by its address alone.
fn check_page(page: &ir::Page, span: Span, context: &mut Context) {
    let name = &page.name.text;
    let problem = |message: String| {
        Diagnostic::error(codes::UNUSABLE_SIGN_IN, span, message)
            .also(page.name.span, "the sign-in page")
    };
    if page.access.policy == ir::Policy::Required {
        let problem = problem(format!("nobody could sign in: `{name}` is `auth required`"));
        let problem = match page.access.span {
            Some(_) => problem.help(format!("write `auth optional` in the page `{name}`")),
            None => problem
                .note("a page of a client with `auth` is required unless it says otherwise")
                .help(format!("add `auth optional` to the page `{name}`")),
        };
        return context.report(problem);
    }
    let ir::RouteTarget::Path(segments) = &page.route().target else {
        let problem = problem(format!("`{name}` has no address of its own"));
        return context.report(problem.help("name a page with a path"));
    };
    let is_param = |segment: &ir::Segment| matches!(segment, ir::Segment::Param { .. });
    if segments.iter().any(is_param) {
        let problem = problem(format!("the route of `{name}` has a parameter"));
        context.report(
            problem
                .label("nobody is there to give it a value")
                .help("give the page a first route without one"),
        );
    }
}

fn find_return_to(
    setting: &ast::Setting,
    page: &ir::Page,
    context: &mut Context,
) -> Option<ir::Name> {
    let word = word(
        setting,
        "a field of the sign-in page's `search`",
        "next",
        context,
    )?;
    let found = page
        .search
        .iter()
        .find(|field| field.name.text == word.text);
    match found.map(|field| &field.ty) {
        Some(ir::Type::String | ir::Type::Error) => Some(name(word)),
        Some(ir::Type::Option(item)) if **item == ir::Type::String => Some(name(word)),
        Some(_) => {
            context.report(no_text(word, page));
            None
        }
        None => {
            if !context.damage.touches(page.name.span.file) {
                context.report(no_field(word, page));
            }
            None
        }
    }
}

fn no_text(word: &ast::Name, page: &ir::Page) -> Diagnostic {
    let message = format!("`{}` cannot take an address", word.text);
    Diagnostic::error(codes::RETURN_TO, word.span, message)
        .also(page.name.span, "the sign-in page")
        .help(format!(
            "write `search {{ {}: Option<String> }}` in the page `{}`",
            word.text, page.name.text
        ))
}

fn no_field(word: &ast::Name, page: &ir::Page) -> Diagnostic {
    let message = format!(
        "the search string of the page `{}` has no field `{}`",
        page.name.text, word.text
    );
    let problem = Diagnostic::error(codes::RETURN_TO, word.span, message)
        .also(page.name.span, "the sign-in page");
    let known = page.search.iter().map(|field| field.name.text.as_str());
    match nearest(&word.text, known) {
        Some(meant) => problem.help(format!("did you mean `{meant}`?")),
        None => problem.help(format!(
            "add `search {{ {}: Option<String> }}` to the page",
            word.text
        )),
    }
}
