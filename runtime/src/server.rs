//! The actix-web server: pages, assets, forms and sockets of one app.

pub mod application;
pub mod outcome;
pub mod request;

pub use application::{Application, Called, ClientDefinition, LocalFuture, Opened, Rendered};
pub use outcome::{Fault, HandlerError, LoadResult, Loaded, RpcResult};
pub use request::Request;
