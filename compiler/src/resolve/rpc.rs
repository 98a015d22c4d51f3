//! Calls from the browser, of one page or shared by those of a client.

use std::collections::BTreeMap;

use rally_idl::ast;
use rally_idl::diagnostic::Diagnostic;

use super::codes;
use super::context::{Context, name, twice};
use super::folder::Folder;
use super::policy::rpc_access;
use super::scope::{ClientScope, Scope, rpcs_of};
use super::settings::{check_alone, choice, known_settings, word};
use super::types::{resolve_fields, resolve_type};
use crate::ir;

/// Binds the rpcs that the pages of a client share.
pub(crate) fn resolve_shared(
    folder: &Folder,
    client: &ClientScope,
    context: &mut Context,
) -> Vec<ir::Rpc> {
    let resolve = |rpc: &&ast::Rpc| resolve_rpc(rpc, None, client, context);
    folder.rpcs.iter().map(resolve).collect()
}

/// Binds the rpcs of a page with this access, each name once.
pub(crate) fn resolve_own(
    page: &ast::Page,
    access: ir::Access,
    client: &ClientScope,
    context: &mut Context,
) -> Vec<ir::Rpc> {
    let mut first = BTreeMap::new();
    let mut rpcs = Vec::new();
    for rpc in rpcs_of(page) {
        match first.get(rpc.name.text.as_str()) {
            Some(&earlier) => context.report(twice("rpc", &rpc.name, earlier)),
            None => {
                first.insert(rpc.name.text.as_str(), rpc.name.span);
                if let Some(shared) = client.shared_rpc(&rpc.name.text) {
                    context.report(also_shared(rpc, shared));
                }
                rpcs.push(resolve_rpc(rpc, Some(access), client, context));
            }
        }
    }
    rpcs
}

fn also_shared(rpc: &ast::Rpc, shared: &ast::Rpc) -> Diagnostic {
    let name = &rpc.name.text;
    let message = format!("the pages of this client share an rpc `{name}` already");
    Diagnostic::error(codes::RPC_ALSO_SHARED, rpc.name.span, message)
        .label("`Reply` could not tell the two apart")
        .also(shared.name.span, "the shared one")
        .help("rename one of the two, or remove it")
}

fn resolve_rpc(
    rpc: &ast::Rpc,
    page: Option<ir::Access>,
    client: &ClientScope,
    context: &mut Context,
) -> ir::Rpc {
    let arguments = resolve_fields("argument", &rpc.arguments, Scope::Data, context);
    let response = resolve_response(&rpc.response, context);
    let options = resolve_options(rpc, context);
    ir::Rpc {
        name: name(&rpc.name),
        docs: rpc.docs.clone(),
        arguments,
        response,
        file: context.path(rpc.name.span),
        access: rpc_access(options.policy, page, client, context),
        ordering: options.ordering,
        transactions: options.transactions,
    }
}

fn resolve_response(ty: &ast::Type, context: &mut Context) -> ir::Response {
    match resolve_type(ty, Scope::Data, context) {
        ir::Type::Result(ok, error) => ir::Response {
            ok: *ok,
            error: Some(*error),
        },
        ok => ir::Response { ok, error: None },
    }
}

struct Options<'a> {
    policy: Option<&'a ast::Name>,
    ordering: ir::Ordering,
    transactions: ir::Transactions,
}

fn resolve_options<'a>(rpc: &'a ast::Rpc, context: &mut Context) -> Options<'a> {
    let mut options = Options {
        policy: None,
        ordering: ir::Ordering::InOrder,
        transactions: ir::Transactions::One,
    };
    let keys = ["auth", "concurrent", "transactions"];
    for setting in known_settings("rpc", &rpc.options, &keys, context) {
        match setting.key.text.as_str() {
            "auth" => options.policy = word(setting, "a word", "required", context),
            "concurrent" => {
                check_alone(setting, context);
                options.ordering = ir::Ordering::Concurrent;
            }
            _ => {
                if choice(setting, &["one", "many"], context) == Some(1) {
                    options.transactions = ir::Transactions::Many;
                }
            }
        }
    }
    options
}
