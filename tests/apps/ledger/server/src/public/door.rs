//! What the server answers for page `Door`.

use contract::public::door::{ServerEnter, ServerLeave};
use generated_server::public::door::DoorServer;
use rally_runtime::server::{Request, RpcResult};

use crate::ServerContext;

impl DoorServer for ServerContext {
    async fn server_enter(&self, rq: &Request, msg: ServerEnter) -> RpcResult<()> {
        rq.session().sign_in("public", msg.name);
        Ok(())
    }

    async fn server_leave(&self, rq: &Request, _msg: ServerLeave) -> RpcResult<()> {
        rq.session().sign_out("public");
        Ok(())
    }
}
