//! The handlers of `ledger`.

pub mod public;

use rally_runtime::db::Db;

/// What every handler can reach.
#[derive(Clone)]
pub struct ServerContext {
    /// The database.
    pub db: Db,
}
