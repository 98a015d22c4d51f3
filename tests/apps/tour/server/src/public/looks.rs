//! What the server answers for page `Looks`.

use std::time::Duration;

use contract::Look;
use contract::public::looks::{ServerChoose, ServerForget};
use generated_server::public::looks::LooksServer;
use rally_runtime::server::{Cookie, LoadResult, Loaded, Request, RpcResult};

use crate::ServerContext;

const LOOK: &str = "look";

const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl LooksServer for ServerContext {
    async fn load(&self, rq: &Request) -> LoadResult<Look> {
        Ok(Loaded::Page(match rq.cookie(LOOK).as_deref() {
            Some("dark") => Look::Dark,
            _ => Look::Plain,
        }))
    }

    async fn server_choose(&self, rq: &Request, msg: ServerChoose) -> RpcResult<Look> {
        let name = match msg.look {
            Look::Plain => "plain",
            Look::Dark => "dark",
        };
        rq.set_cookie(Cookie::new(LOOK, name)?.max_age(A_YEAR));
        Ok(msg.look)
    }

    async fn server_forget(&self, rq: &Request, _msg: ServerForget) -> RpcResult<()> {
        rq.set_cookie(Cookie::removal(LOOK)?);
        Ok(())
    }
}
