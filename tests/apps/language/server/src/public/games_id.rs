//! What the server answers for page `GamesId`.

use contract::public::games_id::{
    Params, Search, ServerArchive, ServerIncrement, ToClient, ToServer,
};
use contract::{Game, GameEvent, Status};
use generated_server::public::games_id::{GamesIdServer, ServerModel};
use generated_server::{Member, queries, topics};
use rally_runtime::db::DbError;
use rally_runtime::server::effect;
use rally_runtime::server::{
    Access, AccessResult, Fault, HandlerError, LoadResult, Loaded, Publish, Request, RpcResult,
    ServerEffect,
};
use rally_runtime::value::Time;

use crate::ServerContext;

impl GamesIdServer for ServerContext {
    /// Games that have not begun are for members.
    async fn authorize(
        &self,
        _rq: &Request,
        params: &Params,
        who: Option<&Member>,
    ) -> AccessResult {
        Ok(match queries::get_game(&self.db, params.id).await? {
            Some(game) if game.status == Status::Scheduled && who.is_none() => Access::Forbid,
            Some(_) => Access::Allow,
            None => Access::NotFound,
        })
    }

    async fn load(
        &self,
        _rq: &Request,
        params: &Params,
        _search: &Search,
        _who: Option<&Member>,
    ) -> LoadResult<Option<Game>> {
        let game = queries::get_game(&self.db, params.id).await?;
        Ok(Loaded::Page(game))
    }

    async fn server_increment(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerIncrement,
        who: &Member,
    ) -> RpcResult<Game, Vec<String>> {
        if msg.amount < 1 || msg.status != Status::Live {
            let reason = format!("{}, this game takes no points.", who.name);
            return Err(HandlerError::App(vec![reason]));
        }
        let game = self.touch(params.id).await?;
        let event = GameEvent::Scored {
            game: game.clone(),
            period: msg.amount,
        };
        topics::Game { id: params.id }.publish(rq, event).await?;
        Ok(game)
    }

    async fn server_archive(
        &self,
        _rq: &Request,
        params: &Params,
        _msg: ServerArchive,
        _who: Option<&Member>,
    ) -> RpcResult<()> {
        self.touch(params.id).await?;
        self.db
            .transaction(async |tx| {
                topics::Game { id: params.id }
                    .publish(tx, GameEvent::Finished)
                    .await
            })
            .await?;
        Ok(())
    }

    async fn server_init(
        &self,
        _rq: &Request,
        _params: &Params,
        _search: &Search,
        who: Option<&Member>,
    ) -> Result<(ServerModel, ServerEffect<ToClient>), Fault> {
        let named = who.map(|member| (member.id, member.name.clone()));
        let model = ServerModel {
            seen: 0,
            names: named.into_iter().collect(),
        };
        let names = model.names.values().cloned().collect();
        let effect = effect::broadcast_to_page_others(ToClient::OthersTyping { names });
        Ok((model, effect))
    }

    async fn server_update(
        &self,
        _rq: &Request,
        _params: &Params,
        model: &mut ServerModel,
        msg: ToServer,
        _who: Option<&Member>,
    ) -> Result<ServerEffect<ToClient>, Fault> {
        model.seen += 1;
        let names = match msg {
            ToServer::Typing { text } if !text.is_empty() => {
                model.names.values().cloned().collect()
            }
            ToServer::Typing { .. } | ToServer::Stopped => vec![],
        };
        Ok(effect::broadcast_to_page_others(ToClient::OthersTyping {
            names,
        }))
    }
}

impl ServerContext {
    /// The game, after it has been noted that it has just changed.
    async fn touch(&self, id: i64) -> Result<Game, DbError> {
        self.db
            .transaction(async |tx| {
                queries::touch_game(tx, id, Time::from_unix_millis(0)).await?;
                let found = queries::get_game(&*tx, id).await?;
                found.ok_or(DbError::NoRow { query: "get_game" })
            })
            .await
    }
}
