//! What the server answers for client `public`, page by page.

pub mod books_name;
pub mod door;

use generated_server::Writer;
use generated_server::public::PublicAuth;
use rally_runtime::server::{Fault, Request};

use crate::ServerContext;

impl PublicAuth for ServerContext {
    /// Whoever gives a name is believed.
    async fn resolve(&self, _rq: &Request, subject: &str) -> Result<Option<Writer>, Fault> {
        let name = subject.to_owned();
        Ok(Some(Writer { name }))
    }
}
