//! The actix-web server: pages, assets, forms and sockets of one app.
//!
//! ```text
//! request → guard (host, origin) → asset | page | form | socket | calls → gate (the app's) → load or handler
//! ```
//! One [`Application`] serves all workers. It is given bytes and gives bytes; types are its own.

pub mod application;
mod assets;
pub mod broadcast;
mod builder;
mod calls;
pub(crate) mod channels;
pub mod cookie;
pub mod credentials;
mod dev;
mod document;
pub mod effect;
pub(crate) mod ended;
pub mod entries;
pub(crate) mod fault;
mod forms;
pub mod gate;
pub(crate) mod http;
pub mod jobs;
pub mod limits;
mod log;
mod navigation;
pub mod outcome;
mod pages;
mod partings;
pub mod publish;
mod recheck;
mod redemption;
mod remote;
pub mod request;
mod routes;
mod run;
pub(crate) mod socket;
pub(crate) mod state;
pub(crate) mod tab;
pub(crate) mod tables;
pub(crate) mod trace;
mod visitor;

pub use actix_web;

pub use application::{
    Application, Called, ClientDefinition, Identity, LocalFuture, ModelBegun, ModelUpdated, Opened,
    Rendered, Subscribed,
};
pub use broadcast::Broadcast;
pub use builder::{BindError, RunningServer, Server, StartError};
pub use cookie::{Cookie, CookieError, SameSite};
pub use credentials::Credentials;
pub use effect::ServerEffect;
pub use gate::{Access, AccessResult};
pub use jobs::EnqueueError;
pub use limits::Limits;
pub use outcome::{Fault, HandlerError, LoadResult, Loaded, RpcResult};
pub use publish::Publish;
pub use request::Request;
pub use run::run;
