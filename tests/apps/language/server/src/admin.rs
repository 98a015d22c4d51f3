//! What the server answers for client `admin`, page by page.

pub mod home;

use contract::topics::Audit;
use generated_server::Admin;
use generated_server::admin::{AdminAuth, AdminServer};
use rally_runtime::server::{Access, AccessResult, Fault, Request};

use crate::ServerContext;

impl AdminAuth for ServerContext {
    /// Admins are numbered from 1; nobody makes one of a name.
    async fn resolve(&self, _rq: &Request, subject: &str) -> Result<Option<Admin>, Fault> {
        let id = subject.parse().ok().filter(|id| *id > 0);
        Ok(id.map(|id| Admin { id }))
    }
}

impl AdminServer for ServerContext {
    async fn authorize_audit(
        &self,
        _rq: &Request,
        _topic: &Audit,
        who: Option<&Admin>,
    ) -> AccessResult {
        Ok(match who {
            Some(_) => Access::Allow,
            None => Access::Forbid,
        })
    }
}
