//! What the server answers for client `admin`, page by page.

pub mod enter;
pub mod vault;

use contract::admin::ClientContext;
use generated_server::admin::{AdminAuth, AdminServer};
use generated_server::{Member, queries};
use rally_runtime::server::{Fault, Request};

use crate::ServerContext;

impl AdminAuth for ServerContext {
    /// Members are known by their names.
    async fn resolve(&self, _rq: &Request, subject: &str) -> Result<Option<Member>, Fault> {
        let password = queries::password_of(&self.db, subject).await?;
        let name = subject.to_owned();
        Ok(password.map(|_| Member { name }))
    }
}

impl AdminServer for ServerContext {
    async fn client_context(
        &self,
        _rq: &Request,
        who: Option<&Member>,
    ) -> Result<ClientContext, Fault> {
        let member = who.map(|member| member.name.clone());
        Ok(ClientContext { member })
    }
}
