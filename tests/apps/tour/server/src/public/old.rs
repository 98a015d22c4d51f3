//! What the server answers for page `Old`.

use contract::public::Route;
use generated_server::public::old::OldServer;
use rally_runtime::server::{LoadResult, Loaded, Request};

use crate::ServerContext;

impl OldServer for ServerContext {
    async fn load(&self, _rq: &Request) -> LoadResult<()> {
        Ok(Loaded::redirect(Route::PlacesId { id: 1 }))
    }
}
