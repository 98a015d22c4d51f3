//! What generated code calls beside the public modules. Not for apps: it may change with any version of `rallyc`,
//! which writes the code that uses it.

use crate::effect::Effect;
use crate::page::{self, Arrival, ClientState, LayoutSeed, Message, Page, Running, Stage, Time};
use crate::wire::{self, Decode, Encode};

mod address;
#[cfg(feature = "server")]
mod server;

pub use address::{channel, channel_argument, channel_arguments, parameter, segment, topic_name};

#[cfg(feature = "server")]
pub use server::{
    answer, arguments, begun, enqueue, form, identity, identity_in_context, migrations, opened,
    opened_in_context, opened_without_data, ready, refusable, shared_arguments, status_of_option,
    to_model, topic, updated,
};

#[cfg(feature = "server")]
pub use crate::server::broadcast::broadcast_channel;

#[cfg(feature = "server")]
pub use crate::server::gate::{
    Gatekeeper, Mount, Passed, Policy, Refused, SignInPage, authorized, context, pass,
    return_address,
};

#[cfg(feature = "server")]
pub mod db {
    //! Statements of generated queries.

    pub use crate::db::json;
    pub use crate::db::statement::{
        Query, execute, one, optional, rows, write_one, write_optional, write_rows,
    };
    pub use crate::db::{Row, Value};
}

#[cfg(feature = "server")]
pub mod entry {
    //! Ways into an app, and what calls are made of, as data.

    pub use crate::server::entries::{Asks, Entry, Hears, RemoteCall, Way};
    pub use crate::server::gate::Policy;
    pub use crate::wire::named::{Field, Payload, Shape, Variant};
}

/// A page that has been set up, and what its `init` asked for.
pub type Mounted = (Box<dyn Running>, Effect<Message>);

/// Sets a page up from its encoded data, in a client whose pages share no state; `None` where the data is not the
/// page's own.
#[must_use]
pub fn mount<P: Page>(
    params: P::Params,
    search: P::Search,
    url: &str,
    data: &[u8],
    now: Time,
) -> Option<Mounted>
where
    P::Params: Encode,
    P::Client: Default,
{
    let data = wire::decode_all::<P::Data>(data).ok()?;
    Some(init::<P>(
        params,
        search,
        P::Client::default(),
        url,
        data,
        now,
    ))
}

/// Sets a page up inside of its layouts, in a client whose pages share no state; `None` where the data is not the page's
/// own.
#[must_use]
pub fn stage<S: ClientState, P: Page<Client = S::Context>>(
    arrival: Arrival<'_, S::Route>,
    params: P::Params,
    search: P::Search,
    layouts: &[LayoutSeed<S>],
) -> Option<Mounted>
where
    P::Params: Encode,
    S::Context: Default,
{
    let data = wire::decode_all::<P::Data>(arrival.data).ok()?;
    let client = S::Context::default();
    Some(staged::<S, P>(
        arrival, params, search, client, data, layouts,
    ))
}

/// Sets a page up inside of its layouts, from the client's context and the page's data, encoded as a pair; `None` where
/// the bytes are not the page's own.
#[must_use]
pub fn stage_in_context<S: ClientState, P: Page<Client = S::Context>>(
    arrival: Arrival<'_, S::Route>,
    params: P::Params,
    search: P::Search,
    layouts: &[LayoutSeed<S>],
) -> Option<Mounted>
where
    P::Params: Encode,
    S::Context: Decode,
{
    let (client, data) = wire::decode_all::<(S::Context, P::Data)>(arrival.data).ok()?;
    Some(staged::<S, P>(
        arrival, params, search, client, data, layouts,
    ))
}

fn staged<S: ClientState, P: Page<Client = S::Context>>(
    arrival: Arrival<'_, S::Route>,
    params: P::Params,
    search: P::Search,
    client: S::Context,
    data: P::Data,
    layouts: &[LayoutSeed<S>],
) -> Mounted
where
    P::Params: Encode,
{
    let (stage, effect) = Stage::enter::<P>(arrival, (params, search), client, data, layouts);
    (Box::new(stage), effect)
}

fn init<P: Page>(
    params: P::Params,
    search: P::Search,
    client: P::Client,
    url: &str,
    data: P::Data,
    now: Time,
) -> Mounted
where
    P::Params: Encode,
{
    let context = page::Context {
        params,
        search,
        client,
        connection: page::Connection::Connecting,
        url: url.to_owned(),
        now,
    };
    let (mounted, effect) = page::Mounted::<P>::init(data, context);
    (Box::new(mounted), effect)
}
