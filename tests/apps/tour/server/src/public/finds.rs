//! What the server answers for page `Finds`.

use std::time::Duration;

use contract::public::finds::Search;
use generated_server::public::finds::FindsServer;
use generated_server::queries;
use rally_runtime::server::{LoadResult, Loaded, Request};

use crate::ServerContext;

impl FindsServer for ServerContext {
    async fn load(&self, _rq: &Request, search: &Search) -> LoadResult<Vec<contract::PlaceRow>> {
        let wait = u64::try_from(search.wait).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let found = queries::find_places(&self.db, &search.q, search.page).await?;
        Ok(Loaded::Page(found))
    }
}
