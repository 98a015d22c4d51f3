//! What a page is to the runtime: the traits that generated contracts implement, and what a page is given.
//!
//! Shared by server and browser; knows neither.

mod call;
mod context;
mod form;
mod head;
mod mounted;
pub mod posted;
mod time;

pub use call::{
    Answer, Failure, FormCall, FormError, FormFields, MethodId, Reply, Rpc, RpcError, decode_reply,
};
pub use context::{Connection, Context};
pub use form::FormValue;
pub use head::{Head, Meta};
pub use mounted::{Message, Mounted, Page, Running};
pub use time::Time;
