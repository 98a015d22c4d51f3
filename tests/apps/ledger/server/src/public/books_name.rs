//! What the server answers for page `BooksName`.

use std::time::Duration;

use contract::Line;
use contract::public::books_name::{
    Params, ServerCount, ServerStrike, ServerStumble, ServerWrite, ServerWriteSlowly,
};
use generated_server::Writer;
use generated_server::public::books_name::BooksNameServer;
use generated_server::queries;
use rally_runtime::server::{Fault, HandlerError, LoadResult, Loaded, Request, RpcResult};

use crate::ServerContext;
use crate::lines::add;

/// Long enough for a connection to be lost and found again.
const A_WHILE: Duration = Duration::from_millis(40);

impl BooksNameServer for ServerContext {
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

    async fn server_write_slowly(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerWriteSlowly,
        who: Option<&Writer>,
    ) -> RpcResult<i64> {
        tokio::time::sleep(A_WHILE).await;
        self.write(rq, &params.name, &msg.text, who).await
    }

    async fn server_strike(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerStrike,
        who: Option<&Writer>,
    ) -> RpcResult<i64, String> {
        self.db
            .transaction(async |tx| {
                add(tx, rq, (&params.name, &msg.text), who).await?;
                Err(HandlerError::App(msg.text.clone()))
            })
            .await
    }

    async fn server_stumble(
        &self,
        rq: &Request,
        params: &Params,
        msg: ServerStumble,
        who: Option<&Writer>,
    ) -> RpcResult<i64> {
        self.db
            .transaction(async |tx| {
                add(tx, rq, (&params.name, &msg.text), who).await?;
                Err(Fault::new("stumbled on purpose").into())
            })
            .await
    }

    async fn server_count(
        &self,
        _rq: &Request,
        params: &Params,
        _msg: ServerCount,
        _who: Option<&Writer>,
    ) -> RpcResult<i64> {
        Ok(queries::count_lines(&self.db, &params.name).await?)
    }
}
