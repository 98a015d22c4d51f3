//! What generated code calls beside the public modules. Not for apps: it may change with any version of `rallyc`,
//! which writes the code that uses it.

use crate::effect::Effect;
use crate::page::{self, Message, Page, Running, Time};
use crate::wire::{self, Encode};

#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use server::{answer, arguments, form, migrations, opened, opened_without_data, ready};

#[cfg(feature = "server")]
pub mod db {
    //! Statements of generated queries.

    pub use crate::db::statement::{
        Query, execute, one, optional, rows, write_one, write_optional, write_rows,
    };
    pub use crate::db::{Row, Value};
}

/// A page that has been set up, and what its `init` asked for.
pub type Mounted = (Box<dyn Running>, Effect<Message>);

/// Sets a page up from its encoded data; `None` where the data is not the page's own.
#[must_use]
pub fn mount<P: Page>(
    params: P::Params,
    search: P::Search,
    client: P::Client,
    url: &str,
    data: &[u8],
    now: Time,
) -> Option<Mounted>
where
    P::Params: Encode,
{
    let data = wire::decode_all::<P::Data>(data).ok()?;
    let connection = page::Connection::Connecting;
    let url = url.to_owned();
    let context = page::Context {
        params,
        search,
        client,
        connection,
        url,
        now,
    };
    let (mounted, effect) = page::Mounted::<P>::init(data, context);
    Some((Box::new(mounted), effect))
}
