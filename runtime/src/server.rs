//! The actix-web server: pages, assets, forms and sockets of one app.
//!
//! ```text
//! request → guard (host, origin) → asset | page | form | socket | calls → gate (the app's) → load or handler
//! ```
//! One [`Application`] serves all workers. It is given bytes and gives bytes; types are its own.

pub mod application;
mod assets;
mod builder;
mod calls;
mod dev;
mod document;
pub(crate) mod fault;
mod forms;
mod http;
pub mod limits;
mod log;
mod navigation;
pub mod outcome;
mod pages;
mod partings;
pub mod request;
mod routes;
mod run;
mod socket;
mod state;
mod tab;
mod tables;
mod trace;
mod visitor;

pub use actix_web;

pub use application::{Application, Called, ClientDefinition, LocalFuture, Opened, Rendered};
pub use builder::{BindError, RunningServer, Server, StartError};
pub use limits::Limits;
pub use outcome::{Fault, HandlerError, LoadResult, Loaded, RpcResult};
pub use request::Request;
pub use run::run;
