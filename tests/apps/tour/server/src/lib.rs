//! The handlers of `tour`.

pub mod admin;
pub mod public;
#[cfg(test)]
mod reviews;
pub mod rooms;

use rally_runtime::db::Db;

/// What every handler can reach.
#[derive(Clone)]
pub struct ServerContext {
    /// The database.
    pub db: Db,
}
