//! What the server answers for page `Vault`.

use contract::admin::vault::ServerLeave;
use generated_server::Member;
use generated_server::admin::vault::VaultServer;
use rally_runtime::server::{LoadResult, Loaded, Request, RpcResult};

use crate::ServerContext;

impl VaultServer for ServerContext {
    async fn load(&self, _rq: &Request, who: &Member) -> LoadResult<String> {
        Ok(Loaded::Page(format!("What {} has put away", who.name)))
    }

    async fn server_leave(&self, rq: &Request, _msg: ServerLeave, _who: &Member) -> RpcResult<()> {
        rq.session().sign_out("admin");
        Ok(())
    }
}
