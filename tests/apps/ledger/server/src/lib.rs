//! The handlers of `ledger`.

mod lines;
pub mod public;

use rally_runtime::db::Db;

/// What every handler can reach.
#[derive(Clone)]
pub struct ServerContext {
    /// The database.
    pub db: Db,
}
