//! What the server answers for page `LobbiesId`.

use contract::Audience;
use contract::public::lobbies_id::{Params, ServerCallOut, ToClient};
use generated_server::public::lobbies_id::LobbiesIdServer;
use rally_runtime::server::{Broadcast, Request, RpcResult};

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
}
