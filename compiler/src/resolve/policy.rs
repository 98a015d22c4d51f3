//! Who may see a page or make a call: what is written, and what follows where nothing is.

use rally_idl::ast;
use rally_idl::diagnostic::{Diagnostic, nearest};
use rally_idl::source::Span;

use super::codes;
use super::context::Context;
use super::scope::ClientScope;
use crate::ir::{Access, Policy};

const POLICIES: [(&str, Policy); 3] = [
    ("required", Policy::Required),
    ("optional", Policy::Optional),
    ("public", Policy::Public),
];

/// The access of a page. In a client with `auth` it is required unless it says otherwise; the page for paths that no
/// other takes is optional.
pub(crate) fn page_access(
    written: Option<&ast::PageAuth>,
    is_not_found: bool,
    client: &ClientScope,
    context: &mut Context,
) -> Access {
    let implied = match (client.auth(), is_not_found) {
        (None, _) => Policy::Public,
        (Some(_), true) => Policy::Optional,
        (Some(_), false) => Policy::Required,
    };
    let written = written.and_then(|auth| written_policy(&auth.policy, client, context));
    written.unwrap_or(Access {
        policy: implied,
        span: None,
    })
}

/// The access of an rpc of a page that itself has `page`, or of one that pages share.
pub(crate) fn rpc_access(
    written: Option<&ast::Name>,
    page: Option<Access>,
    client: &ClientScope,
    context: &mut Context,
) -> Access {
    let implied = match (page, client.auth()) {
        (Some(page), _) => page.policy,
        (None, Some(_)) => Policy::Required,
        (None, None) => Policy::Public,
    };
    let written = written.and_then(|word| written_policy(word, client, context));
    if let (Some(written), Some(page)) = (written, page) {
        check_reach(written, page, context);
    }
    written.unwrap_or(Access {
        policy: implied,
        span: None,
    })
}

fn written_policy(word: &ast::Name, client: &ClientScope, context: &mut Context) -> Option<Access> {
    let Some(&(_, policy)) = POLICIES.iter().find(|(name, _)| *name == word.text) else {
        context.report(unknown_policy(word));
        // Whatever is meant, nothing more is wrong with it: the one in the middle contradicts nothing.
        let policy = Policy::Optional;
        return Some(Access { policy, span: None });
    };
    if client.auth().is_none() {
        // An `auth` that did not parse is missing from the tree.
        let client = client.client;
        let client = client.filter(|client| !context.damage.touches(client.name.span.file));
        if let Some(client) = client {
            context.report(nobody_signs_in(word, client));
        }
        return None;
    }
    Some(Access {
        policy,
        span: Some(word.span),
    })
}

fn unknown_policy(word: &ast::Name) -> Diagnostic {
    let message = format!("`{}` says nothing of who may come in", word.text);
    let problem = Diagnostic::error(codes::UNKNOWN_SETTING_VALUE, word.span, message);
    match nearest(&word.text, POLICIES.map(|(name, _)| name)) {
        Some(meant) => problem.help(format!("write `auth {meant}`")),
        None => problem.help("write `auth required`, `auth optional` or `auth public`"),
    }
}

fn nobody_signs_in(word: &ast::Name, client: &ast::Client) -> Diagnostic {
    let name = &client.name.text;
    let message = format!("nobody signs in to the client `{name}`");
    Diagnostic::error(codes::NOBODY_SIGNS_IN, word.span, message)
        .label("there is no identity to ask for")
        .also(client.name.span, "this client has no `auth`")
        .help(format!(
            "add `auth {{ identity … }}` to the client `{name}`, or leave this out: everybody may come in"
        ))
}

// The page's own policy is kept before any of its rpcs is reached.
fn check_reach(rpc: Access, page: Access, context: &mut Context) {
    let Some(span) = rpc.span.filter(|_| page.policy == Policy::Required) else {
        return;
    };
    if rpc.policy != Policy::Required {
        context.report(never_reached(span, page.span));
    }
}

fn never_reached(span: Span, page: Option<Span>) -> Diagnostic {
    let problem = Diagnostic::error(
        codes::RPC_BEHIND_PAGE,
        span,
        "this rpc cannot be more open than its page",
    )
    .note("the page is `auth required`, and its rules are kept before an rpc is called")
    .help("leave this out, or open the page: `auth optional`");
    match page {
        Some(page) => problem.also(page, "the page's own"),
        None => problem,
    }
}
