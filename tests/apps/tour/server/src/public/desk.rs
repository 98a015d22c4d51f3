//! What the server answers for page `Desk`.

use contract::public::desk::ServerKeep;
use generated_server::public::desk::DeskServer;
use generated_server::queries;
use rally_runtime::server::{LoadResult, Loaded, Request, RpcResult};

use crate::ServerContext;

impl DeskServer for ServerContext {
    async fn load(&self, _rq: &Request) -> LoadResult<Vec<String>> {
        Ok(Loaded::Page(queries::list_kept(&self.db).await?))
    }

    async fn server_keep(&self, _rq: &Request, msg: ServerKeep) -> RpcResult<Vec<String>> {
        let times = msg.times.unwrap_or(1);
        let name = format!("{} {} x{times}", msg.text, msg.choice);
        let kept = self
            .db
            .transaction(async |tx| {
                queries::keep_place(tx, &name).await?;
                queries::list_kept(&*tx).await
            })
            .await?;
        Ok(kept)
    }
}
