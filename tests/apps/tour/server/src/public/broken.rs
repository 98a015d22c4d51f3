//! What the server answers for page `Broken`.

use generated_server::public::broken::BrokenServer;
use rally_runtime::server::{Fault, LoadResult, Request};

use crate::ServerContext;

impl BrokenServer for ServerContext {
    async fn load(&self, _rq: &Request) -> LoadResult<i64> {
        Err(Fault::new("the secret reason"))
    }
}
