//! What the server answers for client `rooms`, page by page.

pub mod yard;

use std::time::Duration;

use contract::Light;
use contract::rooms::{ClientContext, ServerAnswerLate, ServerKeepNote};
use generated_server::rooms::RoomsServer;
use rally_runtime::server::{Fault, Request, RpcResult};

use crate::ServerContext;

/// Time enough to go to another page before the answer comes.
const LATE: Duration = Duration::from_millis(700);

impl RoomsServer for ServerContext {
    /// Whoever comes finds it dark.
    async fn client_context(&self, _rq: &Request) -> Result<ClientContext, Fault> {
        Ok(ClientContext {
            light: Light::Off,
            is_settled: false,
            notes: vec![],
            visits: 0,
        })
    }

    async fn server_answer_late(&self, _rq: &Request, msg: ServerAnswerLate) -> RpcResult<String> {
        tokio::time::sleep(LATE).await;
        Ok(format!("late, {}", msg.name))
    }

    async fn server_keep_note(&self, _rq: &Request, msg: ServerKeepNote) -> RpcResult<String> {
        Ok(msg.text)
    }
}
