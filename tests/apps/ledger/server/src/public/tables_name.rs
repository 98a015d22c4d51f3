//! What the server answers for page `TablesName`.

use contract::Line;
use contract::public::tables_name::{
    Params, ServerEnter, ServerLeave, ServerWrite, ToClient, ToServer,
};
use generated_server::public::tables_name::{ServerModel, TablesNameServer};
use generated_server::{Writer, queries};
use rally_runtime::server::{Fault, LoadResult, Loaded, Request, RpcResult, ServerEffect, effect};

use crate::ServerContext;
use crate::lines::add;

impl TablesNameServer for ServerContext {
    async fn load(
        &self,
        _rq: &Request,
        params: &Params,
        _who: Option<&Writer>,
    ) -> LoadResult<Vec<Line>> {
        let lines = queries::lines_of(&self.db, &params.name).await?;
        Ok(Loaded::Page(lines))
    }

    async fn server_write(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerWrite,
        who: Option<&Writer>,
    ) -> RpcResult<i64> {
        self.write(rq, &params.name, &msg.text, who).await
    }

    async fn server_enter(
        &self,
        rq: &Request,
        _params: &Params,
        msg: ServerEnter,
        _who: Option<&Writer>,
    ) -> RpcResult<()> {
        rq.session().sign_in("public", msg.name);
        Ok(())
    }

    async fn server_leave(
        &self,
        rq: &Request,
        _params: &Params,
        _msg: ServerLeave,
        _who: Option<&Writer>,
    ) -> RpcResult<()> {
        rq.session().sign_out("public");
        Ok(())
    }

    async fn server_init(
        &self,
        _rq: &Request,
        params: &Params,
        _who: Option<&Writer>,
    ) -> Result<(ServerModel, ServerEffect<ToClient>), Fault> {
        let sitting = self
            .db
            .transaction(async |tx| queries::begin_sitting(tx, &params.name).await)
            .await?;
        Ok((ServerModel { sitting, said: 0 }, effect::none()))
    }

    async fn server_update(
        &self,
        rq: &Request,
        params: &Params,
        model: &mut ServerModel,
        msg: ToServer,
        who: Option<&Writer>,
    ) -> Result<ServerEffect<ToClient>, Fault> {
        let ToServer::Say { text } = msg;
        model.said += 1;
        let (sitting, number) = (model.sitting, model.said);
        self.db
            .transaction(async |tx| {
                let line = add(tx, rq, (&params.name, &text), who).await?;
                queries::add_remark(tx, line.id, sitting, number).await
            })
            .await?;
        Ok(effect::send_to_client(ToClient::Noted { number }))
    }
}
