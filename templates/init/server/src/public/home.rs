//! What the server answers for page `Home`.

use contract::public::home::ServerIncrement;
use generated_server::public::home::HomeServer;
use generated_server::queries;
use rally_runtime::server::{HandlerError, LoadResult, Loaded, Request, RpcResult};

use crate::ServerContext;

/// The most that one click may add.
const MOST: i64 = 100;

impl HomeServer for ServerContext {
    async fn load(&self, _rq: &Request) -> LoadResult<i64> {
        Ok(Loaded::Page(queries::get_count(&self.db).await?))
    }

    async fn server_increment(
        &self,
        _rq: &Request,
        msg: ServerIncrement,
    ) -> RpcResult<i64, Vec<String>> {
        if !(1..=MOST).contains(&msg.amount) {
            return Err(HandlerError::App(vec![format!(
                "Add between 1 and {MOST} at a time."
            )]));
        }
        self.db
            .transaction(async |tx| Ok(queries::add_to_count(tx, msg.amount).await?))
            .await
    }
}
