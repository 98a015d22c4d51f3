//! The module of a client: its pages and calls, found by address and by method.

use askama::Template;

use super::super::ident::used;
use super::super::mount::{MountView, mount};
use super::super::{Context, page};
use super::call::{CallView, calls};
use super::gate::{Gate, gate, sign_in};
use super::model::{ModelPage, model_pages};
use super::open::{PageView, page_view};
use super::subscribe::{FollowingPage, following_pages};
use crate::ir::Client;

pub(super) fn client_file(context: &Context<'_>, client: &Client) -> ClientFile {
    let calls = calls(context, client);
    let pages: Vec<_> = client
        .pages
        .iter()
        .map(|page| page_view(client, page))
        .collect();
    let following = following_pages(context, client);
    let models = model_pages(client);
    let forms = calls.iter().any(|call| call.has_form);
    let opens = pages.iter().any(|page| page.function.is_some());
    let refuses = |page: &PageView| {
        let function = page.function.as_ref();
        function.is_some_and(|function| function.is_refusable)
    };
    let is_gated = pages.iter().any(refuses);
    ClientFile {
        client: page::client_module(client),
        has_address: is_gated && client.auth.is_some(),
        gate: gate(context, client).filter(|_| asks_who(&pages, &calls, &following, &models)),
        sign_in: sign_in(context, client).filter(|_| is_gated),
        mount: mount(client),
        open_server: used(opens, "server", "_server"),
        open_rq: used(opens, "rq", "_rq"),
        call_names: CallNames {
            server: used(!calls.is_empty(), "server", "_server"),
            rq: used(!calls.is_empty(), "rq", "_rq"),
            params: used(!calls.is_empty(), "params", "_params"),
            arguments: used(!calls.is_empty(), "arguments", "_arguments"),
        },
        form_fields: used(forms, "fields", "_fields"),
        updates_models: models.iter().any(|page| page.update.is_some()),
        following,
        models,
        pages,
        calls,
    }
}

// Whether anything of the client asks who is there.
fn asks_who(
    pages: &[PageView],
    calls: &[CallView],
    following: &[FollowingPage],
    models: &[ModelPage],
) -> bool {
    let mut functions = pages.iter().filter_map(|page| page.function.as_ref());
    let mut followed = following.iter().flat_map(|page| &page.channels);
    functions.any(|function| function.asks_who)
        || calls.iter().any(|call| call.asks_who)
        || followed.any(|channel| channel.asks_who)
        || models.iter().any(|page| page.asks_who)
}

// Arguments that no arm uses begin with an underscore.
struct CallNames {
    server: &'static str,
    rq: &'static str,
    params: &'static str,
    arguments: &'static str,
}

#[derive(Template)]
#[template(path = "app/client.rs")]
pub(super) struct ClientFile {
    client: String,
    gate: Option<Gate>,
    sign_in: Option<String>,
    has_address: bool,
    mount: MountView,
    open_server: &'static str,
    open_rq: &'static str,
    call_names: CallNames,
    form_fields: &'static str,
    following: Vec<FollowingPage>,
    models: Vec<ModelPage>,
    /// Whether any of them has something to say to its model.
    updates_models: bool,
    pages: Vec<PageView>,
    calls: Vec<CallView>,
}
