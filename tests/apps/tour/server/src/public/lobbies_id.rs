//! What the server answers for page `LobbiesId`.

use contract::Audience;
use contract::public::lobbies_id::{Params, ServerCallOut, ToClient, ToServer};
use generated_server::public::lobbies_id::{LobbiesIdServer, ServerModel};
use rally_runtime::server::{Broadcast, Fault, Request, RpcResult, ServerEffect, effect};

use crate::ServerContext;

impl LobbiesIdServer for ServerContext {
    async fn server_call_out(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerCallOut,
    ) -> RpcResult<()> {
        let called = ToClient::CalledOut { word: msg.word };
        match msg.to {
            Audience::Lobby => rq.broadcast_to_page(params, called).await?,
            Audience::OthersInLobby => rq.broadcast_to_page_others(params, called).await?,
            Audience::Session => rq.broadcast_to_session(called).await?,
            Audience::Everybody => rq.broadcast_to_app(called).await?,
        }
        Ok(())
    }

    async fn server_init(
        &self,
        _rq: &Request,
        _params: &Params,
    ) -> Result<(ServerModel, ServerEffect<ToClient>), Fault> {
        Ok((ServerModel {}, effect::none()))
    }

    async fn server_update(
        &self,
        _rq: &Request,
        _params: &Params,
        _model: &mut ServerModel,
        msg: ToServer,
    ) -> Result<ServerEffect<ToClient>, Fault> {
        match msg {}
    }
}
