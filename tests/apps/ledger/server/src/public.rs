//! What the server answers for client `public`, page by page.

pub mod books_name;
pub mod door;
pub mod tables_name;

use contract::public::ClientContext;
use generated_server::Writer;
use generated_server::public::{PublicAuth, PublicServer};
use rally_runtime::server::{Fault, Request};

use crate::ServerContext;

impl PublicAuth for ServerContext {
    /// Whoever gives a name is believed.
    async fn resolve(&self, _rq: &Request, subject: &str) -> Result<Option<Writer>, Fault> {
        let name = subject.to_owned();
        Ok(Some(Writer { name }))
    }
}

impl PublicServer for ServerContext {
    async fn client_context(
        &self,
        _rq: &Request,
        who: Option<&Writer>,
    ) -> Result<ClientContext, Fault> {
        let writer = who.map(|writer| writer.name.clone());
        Ok(ClientContext { writer })
    }
}
