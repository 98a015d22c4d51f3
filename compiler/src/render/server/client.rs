//! The module of a client: who its visitors are, and what its pages share.

use askama::Template;

use super::super::rust_type::Place;
use super::super::{Context, ident, page};
use super::handler::{Call, Method, call, resolve, shared};
use crate::ir::Client;

/// The traits of a client that users implement, beside those of its pages.
pub(in super::super) struct ServerTraits {
    /// `PublicAuth`, where people sign in.
    pub auth: Option<Trait>,
    /// `PublicServer`, where its pages share anything.
    pub server: Option<Trait>,
}

/// A trait that users implement.
pub(in super::super) struct Trait {
    pub name: String,
    pub methods: Vec<Method>,
}

pub(in super::super) fn server_traits(
    context: &Context<'_>,
    place: Place<'_>,
    client: &Client,
) -> ServerTraits {
    let name = ident::upper_camel_case(&client.name.text);
    let methods = shared(context, place, client);
    ServerTraits {
        auth: resolve(context, place, client).map(|resolve| Trait {
            name: format!("{name}Auth"),
            methods: vec![resolve],
        }),
        server: (!methods.is_empty()).then(|| Trait {
            name: format!("{name}Server"),
            methods,
        }),
    }
}

pub(super) fn client_file<'a>(context: &Context<'_>, client: &'a Client) -> ClientFile<'a> {
    let ServerTraits { auth, server } = server_traits(context, Place::ServerCrate, client);
    ClientFile {
        client: &client.name.text,
        module: page::client_module(client),
        pages: super::pages(client)
            .map(|page| page::names(page).module)
            .collect(),
        takes_credentials: page::takes_credentials(client),
        auth,
        server,
        calls: client.rpcs.iter().map(|rpc| call(context, rpc)).collect(),
    }
}

#[derive(Template)]
#[template(path = "server/client.rs")]
pub(super) struct ClientFile<'a> {
    client: &'a str,
    module: String,
    pages: Vec<String>,
    takes_credentials: bool,
    auth: Option<Trait>,
    server: Option<Trait>,
    calls: Vec<Call>,
}
