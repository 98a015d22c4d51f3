//! What a page is to the runtime: the traits that generated contracts implement, and what a page is given.
//!
//! Shared by server and browser; knows neither.

mod broadcast;
mod call;
mod client_state;
mod context;
mod form;
mod head;
mod layout;
mod mounted;
pub mod posted;
mod server_model;
mod stage;
mod topic;

pub use crate::value::Time;
pub use broadcast::Reach;
pub use call::{
    Answer, Failure, FormCall, FormError, FormFields, MethodId, Reply, Rpc, RpcError, decode_reply,
};
pub use client_state::{ClientState, ContextOwner};
pub use context::{Connection, Context, ContextMessage};
pub use form::FormValue;
pub use head::{Head, Meta};
pub use layout::{Content, Layout, LayoutContext};
pub use mounted::{FromServer, Message, Mounted, Page, Running};
pub use server_model::{ToClient, ToServer};
pub use stage::{Arrival, Entry, LayoutSeed, Stage};
pub use topic::{Event, Subscription, Topic};
