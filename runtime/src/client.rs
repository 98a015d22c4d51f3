//! The browser: the conversation with the server, and what a generated client calls.

pub mod capture;
pub mod conversation;

#[cfg(feature = "client")]
mod browser;
#[cfg(feature = "client")]
pub mod dom;
#[cfg(feature = "client")]
mod format;
#[cfg(feature = "client")]
mod head;
#[cfg(feature = "client")]
mod live;
#[cfg(feature = "client")]
mod panic;
#[cfg(feature = "client")]
mod property;
#[cfg(feature = "client")]
mod redeem;
#[cfg(feature = "client")]
mod router;
#[cfg(feature = "client")]
mod socket;
#[cfg(feature = "client")]
mod start;
#[cfg(feature = "client")]
mod timers;

use crate::effect::Effect;
use crate::page::{Entry, Message, Running, Time};
use crate::wire::Protocol;

// Two kilobytes in place of the seven of the standard library's.
#[cfg(all(feature = "client", target_family = "wasm"))]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// A page that has been set up from its data, and what its `init` asked for.
pub type MountedPage = (Box<dyn Running>, Effect<Message>);

/// One client of an app, as generated code hands it to the runtime.
pub trait ClientApplication: 'static {
    /// The hash of the contract.
    const VERSION: u64;
    /// The path that the client is mounted at: `/`.
    const MOUNT: &'static str;
    /// How the frames on its socket are written.
    const PROTOCOL: Protocol;
    /// Whether any page of it follows anything. What that takes is left out of the bundle where none does.
    const FOLLOWS: bool = false;
    /// Whether any page of it has a model on the server. What that takes is left out of the bundle where none has.
    const CONVERSES: bool = false;

    /// Sets up the page at this address from its data; `None` where there is no such page here, or the data is not its
    /// own: then the document is loaded.
    fn mount(url: &str, data: &[u8], now: Time, entry: Entry<'_>) -> Option<MountedPage>;

    /// Whether this address (path and search string) belongs to a page of this client.
    fn is_route(url: &str) -> bool;
}

/// What the runtime needs of a [`ClientApplication`], without its type.
#[cfg(feature = "client")]
struct App {
    version: u64,
    format: format::Format,
    following: Option<live::FollowingParts>,
    models: Option<live::ModelParts>,
    mount: fn(&str, &[u8], Time, Entry<'_>) -> Option<MountedPage>,
    is_route: fn(&str) -> bool,
}

/// Makes the document live. Called once, when the wasm starts.
#[cfg(feature = "client")]
pub fn start<A: ClientApplication>(_application: A) {
    start::start(App {
        version: A::VERSION,
        format: const { format::Format::of(A::PROTOCOL) },
        following: const {
            if A::FOLLOWS {
                Some(live::FollowingParts::new())
            } else {
                None
            }
        },
        models: const {
            if A::CONVERSES {
                Some(live::ModelParts::new())
            } else {
                None
            }
        },
        mount: A::mount,
        is_route: A::is_route,
    });
}
