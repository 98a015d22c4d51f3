//! What the server answers for page `SignIn`.

use contract::MemberView;
use contract::public::sign_in::ServerSignIn;
use generated_server::public::sign_in::SignInServer;
use generated_server::queries;
use rally_runtime::server::{HandlerError, Request, RpcResult};

use crate::ServerContext;

impl SignInServer for ServerContext {
    async fn server_sign_in(&self, rq: &Request, msg: ServerSignIn) -> RpcResult<MemberView, ()> {
        let found = queries::find_member(&self.db, &msg.name).await?;
        let member = found.ok_or(HandlerError::App(()))?;
        rq.session().sign_in("public", member.name.clone());
        Ok(MemberView {
            id: member.id,
            name: member.name,
        })
    }
}
