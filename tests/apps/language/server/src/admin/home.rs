//! What the server answers for page `Home`.

use contract::admin::home::{Search, ServerPurgeEntries};
use generated_server::admin::home::HomeServer;
use generated_server::{Admin, jobs};
use rally_runtime::server::{HandlerError, LoadResult, Loaded, Request, RpcResult};
use rally_runtime::value::Time;

use crate::ServerContext;

impl HomeServer for ServerContext {
    async fn load(&self, _rq: &Request, search: &Search, who: &Admin) -> LoadResult<Vec<String>> {
        let entry = format!("admin {} trusts the {}", who.id, search.trust.as_str());
        Ok(Loaded::Page(vec![entry]))
    }

    /// Members hear of it later, once the runtime runs jobs.
    async fn server_purge_entries(
        &self,
        _rq: &Request,
        _msg: ServerPurgeEntries,
        who: &Admin,
    ) -> RpcResult<()> {
        self.db
            .transaction(async |tx| {
                jobs::send_digest(tx, who.id, Time::from_unix_millis(0)).await?;
                Ok::<_, HandlerError<_>>(())
            })
            .await
    }
}
