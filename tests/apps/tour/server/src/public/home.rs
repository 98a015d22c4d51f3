//! What the server answers for page `Home`.

use contract::PlaceRow;
use generated_server::public::home::HomeServer;
use generated_server::queries;
use rally_runtime::server::{LoadResult, Loaded, Request};

use crate::ServerContext;

impl HomeServer for ServerContext {
    async fn load(&self, _rq: &Request) -> LoadResult<Vec<PlaceRow>> {
        Ok(Loaded::Page(queries::list_places(&self.db).await?))
    }
}
