//! What the server answers for page `PlacesId`.

use contract::public::places_id::{Params, ServerBreak, ServerRename};
use contract::{Place, Rating};
use generated_server::public::places_id::PlacesIdServer;
use generated_server::{queries, topics};
use rally_runtime::db::{DbError, Read};
use rally_runtime::server::{HandlerError, LoadResult, Loaded, Publish, Request, RpcResult};

use crate::ServerContext;

impl PlacesIdServer for ServerContext {
    async fn load(&self, _rq: &Request, params: &Params) -> LoadResult<Place> {
        match place(&self.db, params.id).await? {
            Some(place) => Ok(Loaded::Page(place)),
            None => Ok(Loaded::NotFound),
        }
    }

    async fn server_rename(
        &self,
        _rq: &Request,
        params: &Params,
        msg: ServerRename,
    ) -> RpcResult<Place, Vec<String>> {
        let name = if msg.loud {
            msg.name.to_uppercase()
        } else {
            msg.name
        };
        if name.trim().is_empty() {
            return Err(HandlerError::App(vec!["Give it a name.".to_owned()]));
        }
        self.db
            .transaction(async |tx| {
                queries::rename_place(tx, params.id, &name).await?;
                let found = place(&*tx, params.id).await?;
                let renamed =
                    found.ok_or_else(|| HandlerError::App(vec!["It is gone.".to_owned()]))?;
                let topic = topics::Place { id: params.id };
                topic.publish(tx, renamed.clone()).await?;
                Ok(renamed)
            })
            .await
    }

    #[allow(clippy::panic, reason = "that is what this handler is for")]
    async fn server_break(
        &self,
        _rq: &Request,
        _params: &Params,
        _msg: ServerBreak,
    ) -> RpcResult<()> {
        panic!("broken on purpose")
    }
}

async fn place(reader: impl Read, id: i64) -> Result<Option<Place>, DbError> {
    let row = queries::get_place(reader, id).await?;
    Ok(row.map(|row| Place {
        id: row.id,
        name: row.name,
        note: row.note,
        rating: row.stars.map_or(Rating::Unrated, Rating::Stars),
    }))
}
