//! What a Rally app and its generated code call, on the server and in the browser.
//!
//! Modules at the root are shared by both sides. `server` and its companions need feature `server`, `client` needs
//! feature `client`; features are additive.

pub mod effect;
pub mod html;
pub mod page;
#[doc(hidden)]
pub mod private;
pub mod route;
pub mod value;
pub mod wire;

#[cfg(feature = "server")]
pub mod auth;
#[cfg(feature = "server")]
pub mod db;
#[cfg(feature = "server")]
pub mod env;
#[cfg(feature = "migrate")]
mod lock_file;
#[cfg(feature = "migrate")]
pub mod migrate;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "server")]
pub mod session;
#[cfg(feature = "server")]
pub mod test;
#[cfg(feature = "server")]
pub mod test_db;

pub mod client;

#[cfg(feature = "fast-allocator")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
