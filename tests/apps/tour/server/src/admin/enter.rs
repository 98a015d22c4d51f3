//! What the server answers for page `Enter`.

use contract::admin::enter::ServerEnter;
use generated_server::admin::enter::EnterServer;
use generated_server::queries;
use rally_runtime::auth;
use rally_runtime::db::DbError;
use rally_runtime::server::{HandlerError, Request, RpcResult};

use crate::ServerContext;

impl EnterServer for ServerContext {
    /// The first password that comes with a name is that of its account.
    async fn server_enter(&self, rq: &Request, msg: ServerEnter) -> RpcResult<(), ()> {
        let ServerEnter { name, password } = msg;
        match queries::password_of(&self.db, &name).await? {
            Some(stored) => {
                if !auth::verify(password, Some(&stored)).await? {
                    return Err(HandlerError::App(()));
                }
            }
            None => {
                let stored = auth::hash(password).await?;
                let add = self.db.transaction(async |tx| {
                    queries::add_member(tx, &name, &stored).await?;
                    Ok::<_, DbError>(())
                });
                add.await?;
            }
        }
        rq.session().sign_in("admin", name);
        Ok(())
    }
}
