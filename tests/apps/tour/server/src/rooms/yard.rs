//! What the server answers for page `Yard`.

use generated_server::rooms::yard::YardServer;
use rally_runtime::server::{LoadResult, Request};

use crate::ServerContext;

impl YardServer for ServerContext {
    /// Loads the data that `Yard` begins with.
    async fn load(&self, _rq: &Request) -> LoadResult<i64> {
        Ok(rally_runtime::server::Loaded::Page(7))
    }
}
